//! Many comments, read once: what vocabularies are counted from and rows are built of.

use super::lexicon::{BREAK, Lexicon, NEGATED, Reading};
use super::surface::Surface;
use super::vocabulary::Vocabulary;
use crate::text::Treatments;

/// Comments as sequences of token forms. The texts themselves are not kept: a form is a number, four bytes a token.
pub struct Corpus {
    pub(super) lexicon: Lexicon<bool>,
    forms: Vec<u32>,
    ends: Vec<usize>,
    surfaces: Vec<Surface>,
    reading: Reading,
}

impl Corpus {
    /// No comments yet, to be read with these treatments.
    #[must_use]
    pub fn new(treatments: Treatments) -> Self {
        Self {
            lexicon: Lexicon::new(treatments),
            forms: Vec::new(),
            ends: Vec::new(),
            surfaces: Vec::new(),
            reading: Reading::default(),
        }
    }

    /// Reads one more comment.
    pub fn push(&mut self, text: &str) {
        self.lexicon.read(text, &mut self.reading, &mut is_spelled);
        self.forms.extend_from_slice(&self.reading.forms);
        self.ends.push(self.forms.len());
        self.surfaces.push(self.reading.surface);
    }

    /// How many comments were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether none was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many tokens were read, sentence ends included.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.forms.len()
    }

    /// The share of tokens whose form `known` lacks and that stand in at most `most` comments.
    pub(crate) fn rare_share(&self, known: &Vocabulary, most: u32) -> f64 {
        let frequencies = document_frequencies(self.lexicon.len(), self.comments().map(|forms| forms.iter().copied()));
        let is_rare =
            |(form, frequency): (u32, u32)| frequency <= most && known.number(self.lexicon.form(form)).is_none();
        let rare: Vec<bool> = (0..).zip(frequencies).map(is_rare).collect();
        let tokens = self.comments().flatten().filter(|form| **form != BREAK);
        let (count, rare) = tokens.fold((0u64, 0u64), |sum, form| (sum.0 + 1, sum.1 + u64::from(rare[*form as usize])));
        if count == 0 { 0.0 } else { rare as f64 / count as f64 }
    }

    /// The forms of each comment, [`BREAK`] between sentences.
    pub(super) fn comments(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|number| {
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.forms[start..self.ends[number]]
        })
    }

    pub(super) fn surfaces(&self) -> &[Surface] {
        &self.surfaces
    }
}

impl<T: AsRef<str>> FromIterator<T> for Corpus {
    /// Reads the comments with every treatment on.
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut corpus = Self::new(Treatments::all());
        texts.into_iter().for_each(|text| corpus.push(text.as_ref()));
        corpus
    }
}

/// Whether a form has a spelling to look into: words do, while a link is a link and a number a number, however it is spelled.
pub(super) fn is_spelled(form: &str) -> bool {
    form.trim_start_matches([NEGATED, '#']).starts_with(char::is_alphanumeric) && form.contains(char::is_alphabetic)
}

/// For each of `columns` things, in how many documents it occurs.
pub(super) fn document_frequencies<I>(columns: usize, documents: impl Iterator<Item = I>) -> Vec<u32>
where
    I: Iterator<Item = u32>,
{
    let (mut frequencies, mut last_seen) = (vec![0u32; columns], vec![usize::MAX; columns]);
    for (number, document) in documents.enumerate() {
        for column in document.filter(|column| *column != BREAK) {
            if std::mem::replace(&mut last_seen[column as usize], number) != number {
                frequencies[column as usize] += 1;
            }
        }
    }
    frequencies
}
