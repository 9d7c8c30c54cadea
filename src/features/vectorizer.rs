//! The vocabularies of a model, and how a comment becomes a row over them.

mod fit;
mod params;

use super::SURFACE;
use super::characters::character_ngrams;
use super::corpus::{Corpus, is_spelled};
use super::factored::FactoredRows;
use super::lexicon::{BREAK, NEGATED};
use super::ngrams::NgramTree;
use super::rows::SparseRows;
use super::vocabulary::Vocabulary;
use std::fmt;

pub use fit::PartsError;
pub use params::{ParamsError, VectorizerParams, VectorizerValidParams};

/// Comments → rows of features. The columns are words, then word n-grams, then surface features, then character
/// n-grams.
#[derive(Clone, Debug)]
pub struct Vectorizer {
    params: VectorizerValidParams,
    words: Vocabulary,
    ngrams: NgramTree,
    characters: Vocabulary,
    /// One a column: the square root of the inverse document frequency, 1 for surface features.
    idf: Vec<f32>,
}

/// What a column counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feature {
    /// A word or a sequence of words; `¬` marks words that a negation reaches.
    Words(String),
    /// A sequence of characters inside a word, `·` standing for the word's end or start.
    Characters(String),
    /// A surface feature, by its name in [`SURFACE`].
    Surface(&'static str),
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Characters(characters) => write!(f, "~{}", characters.replace(' ', "·")),
            Self::Surface(name) => write!(f, "[{name}]"),
        }
    }
}

/// What a form brings to every comment that it stands in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Described {
    /// Its number in the vocabulary of words, which is its column.
    pub word: Option<u32>,
    /// Columns (counted from the first character n-gram) and values.
    pub characters: Vec<(u32, f32)>,
    /// The sum of the squared values of its characters.
    pub square: f32,
}

impl Vectorizer {
    /// The settings it was made with.
    #[must_use]
    pub fn params(&self) -> &VectorizerValidParams {
        &self.params
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.characters_start() + self.characters.len()
    }

    /// The first column of character n-grams.
    pub(crate) fn characters_start(&self) -> usize {
        self.surface_start() + SURFACE.len()
    }

    /// The first column of surface features.
    pub(crate) fn surface_start(&self) -> usize {
        self.words.len() + self.ngrams.len()
    }

    /// The vocabulary of words.
    #[must_use]
    pub fn words(&self) -> &Vocabulary {
        &self.words
    }

    /// The word n-grams.
    #[must_use]
    pub fn ngrams(&self) -> &NgramTree {
        &self.ngrams
    }

    /// The vocabulary of character n-grams.
    #[must_use]
    pub fn characters(&self) -> &Vocabulary {
        &self.characters
    }

    /// What each column weighs: the square root of the inverse document frequency, 1 for surface features.
    #[must_use]
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// The share of the training comments that a word stands in, negated or not, or a sequence of words with one space between two; 0 if it is not
    /// in the vocabulary. Taken back from the inverse document frequency, so to the sixth digit.
    #[must_use]
    pub fn document_share(&self, words: &str) -> f64 {
        let column = |negated: bool| {
            let number = |form: &str| match negated {
                true => self.words.number(&format!("{NEGATED}{form}")),
                false => self.words.number(form),
            };
            let mut numbers = words.split(' ').map(number);
            let first = numbers.next()??;
            numbers.try_fold(first, |node, word| self.ngrams.child(node, word?))
        };
        let share = |negated: bool| {
            let idf = column(negated).map(|column| f64::from(self.idf[column as usize]));
            idf.map_or(0.0, |idf| libm::exp(1.0 - idf * idf))
        };
        (share(false) + share(true)).min(1.0)
    }

    /// What a column counts.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn feature(&self, column: usize) -> Feature {
        if let Some(characters) = column.checked_sub(self.characters_start()) {
            Feature::Characters(self.characters.term(characters as u32).to_owned())
        } else if let Some(surface) = column.checked_sub(self.surface_start()) {
            Feature::Surface(SURFACE[surface])
        } else {
            let words = self.ngrams.words_of(column as u32);
            Feature::Words(words.into_iter().map(|word| self.words.term(word)).collect::<Vec<_>>().join(" "))
        }
    }

    /// Looks a form up in the vocabularies.
    pub(crate) fn describe(&self, form: &str) -> Described {
        let mut described = Described { word: self.words.number(form), ..Described::default() };
        if let (true, Some(lengths)) = (is_spelled(form), self.params.character_lengths()) {
            character_ngrams(form, lengths, &mut String::new(), |ngram| {
                if let Some(number) = self.characters.number(ngram) {
                    let value = self.idf[self.characters_start() + number as usize];
                    described.characters.push((number, value));
                    described.square += value * value;
                }
            });
        }
        described
    }

    /// The rows of these comments.
    #[must_use]
    pub fn rows(&self, corpus: &Corpus) -> FactoredRows {
        let described: Vec<Described> =
            (0..corpus.lexicon.len() as u32).map(|number| self.describe(corpus.lexicon.form(number))).collect();
        let mut direct = SparseRows::new(self.characters_start());
        let mut spellings = SparseRows::new(described.len());
        let mut characters = SparseRows::new(self.characters.len());
        for form in &described {
            characters.push(form.characters.iter().copied());
        }
        for (forms, surface) in corpus.comments().zip(corpus.surfaces()) {
            let words: Vec<Option<u32>> = forms.iter().map(|form| described.get(*form as usize)?.word).collect();
            let surface = surface.values().map(|(column, value)| ((self.surface_start() + column) as u32, value));
            direct.push(self.word_entries(&words).into_iter().chain(surface));
            let forms = forms.iter().filter(|form| **form != BREAK);
            let square: f32 = forms.clone().map(|form| described[*form as usize].square).sum();
            let scale = inverse_length(square);
            spellings.push(forms.filter(|form| described[**form as usize].square > 0.0).map(|form| (*form, scale)));
        }
        FactoredRows::new(direct, spellings, characters)
    }

    /// The columns and values of the words and n-grams of a comment, at length one. A column comes as often as it occurs.
    pub(crate) fn word_entries(&self, words: &[Option<u32>]) -> Vec<(u32, f32)> {
        let mut columns: Vec<u32> = words.iter().flatten().copied().collect();
        self.ngrams.occurrences(words, self.params.word_ngrams(), |node, _| columns.push(node));
        let values = columns.iter().map(|column| self.idf[*column as usize]);
        let scale = inverse_length(values.clone().map(|value| value * value).sum());
        columns.iter().zip(values).map(|(column, value)| (*column, value * scale)).collect()
    }
}

/// What brings a vector with this sum of squares to length one; a vector of nothing stays as it is.
pub(crate) fn inverse_length(square: f32) -> f32 {
    if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 }
}
