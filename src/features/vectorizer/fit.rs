//! Vocabularies from a corpus, or the vocabularies of another model and what a corpus adds: what is frequent enough is kept, the most frequent
//! first.

use super::{ParamsError, Vectorizer, VectorizerValidParams};
use crate::features::characters::character_ngrams;
use crate::features::corpus::{Corpus, document_frequencies};
use crate::features::{NgramError, NgramTree, SURFACE, Vocabulary, VocabularyError};
use hashbrown::HashMap;
use linfa::ParamGuard;

/// Parts that make no vectorizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartsError {
    /// The words or character n-grams.
    #[error(transparent)]
    Vocabulary(#[from] VocabularyError),
    /// The word n-grams.
    #[error(transparent)]
    Ngrams(#[from] NgramError),
    /// The settings.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// As many inverse document frequencies as columns are needed.
    #[error("{found} inverse document frequencies for {expected} columns")]
    Idf {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
}

impl Vectorizer {
    /// Counts a corpus. The corpus must have been read with the treatments of `params`.
    #[must_use]
    pub fn fit(params: &VectorizerValidParams, corpus: &Corpus) -> Self {
        let nothing = Self {
            params: params.clone(),
            words: Vocabulary::default(),
            ngrams: NgramTree::default(),
            characters: Vocabulary::default(),
            idf: vec![1.0; SURFACE.len()],
        };
        nothing.extended(corpus, params.document_frequency_floor(), 0)
    }

    /// The same vectorizer with the terms of a further corpus that it lacks, each behind those of its kind. Terms that it has keep their weight; a
    /// new one is weighed as if it stood in none of the `documents` that this vectorizer was fitted to.
    ///
    /// The corpus must have been read with its treatments. Terms that fewer than `floor` comments contain are left out.
    #[must_use]
    pub fn extended(&self, corpus: &Corpus, floor: u32, documents: usize) -> Self {
        let (words, word_frequencies) = frequent_words(&self.words, corpus, floor);
        let word_of: Vec<Option<u32>> =
            (0..corpus.lexicon.len() as u32).map(|form| words.number(corpus.lexicon.form(form))).collect();
        let sequences: Vec<Vec<Option<u32>>> =
            corpus.comments().map(|forms| forms.iter().map(|form| *word_of.get(*form as usize)?).collect()).collect();
        let ngrams = self.ngrams.over(words.len() as u32);
        let (ngrams, ngram_frequencies) = frequent_ngrams(ngrams, &sequences, self.params.word_ngrams(), floor);
        let (characters, character_frequencies) = frequent_characters(&self.params, &self.characters, corpus, floor);
        let weights = |frequencies: Vec<u32>| -> Vec<f32> {
            frequencies.into_iter().map(|frequency| weight(documents + corpus.len(), frequency)).collect()
        };
        let (old_words, rest) = self.idf.split_at(self.words.len());
        let (old_ngrams, rest) = rest.split_at(self.ngrams.len());
        let new = [word_frequencies, ngram_frequencies, character_frequencies].map(weights);
        let idf = [old_words, &new[0], old_ngrams, &new[1], rest, &new[2]].concat();
        Self { params: self.params.clone(), words, ngrams, characters, idf }
    }

    /// For each column of this vectorizer, its column in one that [`Vectorizer::extended`] made of it.
    pub(crate) fn columns_in<'a>(&'a self, extended: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let moved = |starts: [usize; 2], length: usize| (0..length).map(move |at| (starts[0] + at, starts[1] + at));
        let words = moved([0, 0], self.words.len());
        let ngrams = moved([self.words.len(), extended.words.len()], self.ngrams.len());
        let rest = self.width() - self.surface_start();
        let rest = moved([self.surface_start(), extended.surface_start()], rest);
        words.chain(ngrams).chain(rest).map(|(_, column)| column)
    }

    /// A vectorizer from the parts that a file holds.
    ///
    /// # Errors
    /// If the parts do not fit together.
    pub fn from_parts(
        params: super::VectorizerParams,
        words: Vocabulary,
        ngrams: Vec<[u32; 2]>,
        characters: Vocabulary,
        idf: Vec<f32>,
    ) -> Result<Self, PartsError> {
        let ngrams = NgramTree::new(words.len() as u32, ngrams)?;
        let (expected, found) = (words.len() + ngrams.len() + SURFACE.len() + characters.len(), idf.len());
        if expected != found {
            return Err(PartsError::Idf { expected, found });
        }
        Ok(Self { params: params.check()?, words, ngrams, characters, idf })
    }
}

/// The square root of the smoothed inverse document frequency.
fn weight(documents: usize, frequency: u32) -> f32 {
    let idf = libm::log((1.0 + documents as f64) / (1.0 + f64::from(frequency))) + 1.0;
    idf.sqrt() as f32
}

/// `known`, then the other words that enough comments contain, and the document frequencies of those.
fn frequent_words(known: &Vocabulary, corpus: &Corpus, floor: u32) -> (Vocabulary, Vec<u32>) {
    let lexicon = &corpus.lexicon;
    let frequencies = document_frequencies(lexicon.len(), corpus.comments().map(|forms| forms.iter().copied()));
    let words = frequencies.into_iter().zip(0..).map(|(frequency, number)| (lexicon.form(number), frequency));
    known.with_frequent(words.filter(|(_, frequency)| *frequency >= floor))
}

/// `tree`, then the other n-grams that enough comments contain, shorter ones first, and the document frequencies of those. An n-gram is never more frequent than the
/// shorter one that it extends, so each length is counted only where the one before was kept (Agrawal and Srikant 1994).
fn frequent_ngrams(
    mut tree: NgramTree,
    sequences: &[Vec<Option<u32>>],
    longest: usize,
    floor: u32,
) -> (NgramTree, Vec<u32>) {
    let mut frequencies = Vec::new();
    for length in 2..=longest {
        let mut counts: HashMap<[u32; 2], (u32, usize)> = HashMap::new();
        for (number, sequence) in sequences.iter().enumerate() {
            for window in sequence.windows(length) {
                let (last, before) = window.split_last().expect("a window has a last word");
                let mut words = before.iter().copied();
                let first = words.next().flatten();
                let shorter = words.fold(first, |node, word| tree.child(node?, word?));
                if let (Some(shorter), Some(last)) = (shorter, *last)
                    && tree.child(shorter, last).is_none()
                {
                    let (count, last_seen) = counts.entry([shorter, last]).or_insert((0, usize::MAX));
                    *count += u32::from(std::mem::replace(last_seen, number) != number);
                }
            }
        }
        let mut level: Vec<([u32; 2], u32)> =
            counts.into_iter().map(|(node, (count, _))| (node, count)).filter(|(_, count)| *count >= floor).collect();
        level.sort_unstable_by_key(|(node, count)| (std::cmp::Reverse(*count), *node));
        frequencies.extend(level.iter().map(|(_, count)| count));
        let nodes = tree.nodes().iter().copied().chain(level.into_iter().map(|(node, _)| node)).collect();
        tree = NgramTree::new(tree.words(), nodes).expect("each level extends the one before");
    }
    (tree, frequencies)
}

/// `known`, then the other character n-grams that enough comments contain, and the document frequencies of those.
fn frequent_characters(
    params: &VectorizerValidParams,
    known: &Vocabulary,
    corpus: &Corpus,
    floor: u32,
) -> (Vocabulary, Vec<u32>) {
    let Some(lengths) = params.character_lengths() else { return known.with_frequent([]) };
    let lexicon = &corpus.lexicon;
    let (mut numbers, mut names, mut buffer) = (HashMap::<String, u32>::new(), Vec::new(), String::new());
    let mut spellings: Vec<Vec<u32>> = vec![Vec::new(); lexicon.len()];
    for number in (0..lexicon.len() as u32).filter(|number| *lexicon.description(*number)) {
        character_ngrams(lexicon.form(number), lengths.clone(), &mut buffer, |ngram| {
            let next = names.len() as u32;
            let met = numbers.get(ngram).copied().unwrap_or_else(|| {
                numbers.insert(ngram.to_owned(), next);
                names.push(ngram.to_owned());
                next
            });
            spellings[number as usize].push(met);
        });
    }
    let of_comment = |forms: &'_ [u32]| -> Vec<u32> {
        forms.iter().filter_map(|form| spellings.get(*form as usize)).flatten().copied().collect()
    };
    let frequencies = document_frequencies(names.len(), corpus.comments().map(|forms| of_comment(forms).into_iter()));
    let terms = names.iter().map(String::as_str).zip(frequencies);
    known.with_frequent(terms.filter(|(_, frequency)| *frequency >= floor))
}
