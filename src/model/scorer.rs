//! A comment's logits, from what its words contribute.
//!
//! A word's contribution to every label, through itself and through its characters, is computed when it is first met and remembered; a comment
//! is then a sum over its words and the n-grams that they form. Words are forgotten all at once when they take too much room.

use super::Model;
use crate::features::{BREAK, Lexicon, Reading, inverse_length};

/// Bytes and words after which a scorer forgets: memory stays bounded whatever the input.
const MOST_BYTES: usize = 8 << 20;
const MOST_WORDS: usize = 1 << 18;

/// What a word brings.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    /// Its number in the model's vocabulary.
    number: Option<u32>,
    /// The sum of the squares of its characters' values.
    square: f32,
    /// Where its contributions start: one for each label.
    at: usize,
}

pub(super) struct Scorer {
    lexicon: Lexicon<Word>,
    reading: Reading,
    /// Contributions through characters, before the row is brought to length one.
    spelled: Vec<f32>,
    words: Vec<Option<u32>>,
    sums: Vec<f32>,
    /// Words met so far, and how many of them the model did not know.
    pub met: u64,
    pub unknown: u64,
}

impl Scorer {
    pub fn new(model: &Model) -> Self {
        Self {
            lexicon: Lexicon::new(model.vectorizer.params().treatments().clone()),
            reading: Reading::default(),
            spelled: Vec::new(),
            words: Vec::new(),
            sums: Vec::new(),
            met: 0,
            unknown: 0,
        }
    }

    /// Writes the calibrated logits of a comment over `logits`, one a label.
    pub fn score(&mut self, model: &Model, text: &str, logits: &mut [f64]) {
        if self.lexicon.len() > MOST_WORDS || self.lexicon.weight() > MOST_BYTES {
            self.lexicon.clear();
            self.spelled.clear();
        }
        let (spelled, labels) = (&mut self.spelled, logits.len());
        self.lexicon.read(text, &mut self.reading, &mut |form| {
            let described = model.vectorizer.describe(form);
            let at = spelled.len();
            spelled.resize(at + labels, 0.0);
            let first = model.vectorizer.characters_start();
            for (column, value) in &described.characters {
                add(&mut spelled[at..], model, first + *column as usize, *value);
            }
            Word { number: described.word, square: described.square, at }
        });
        for (logit, intercept) in logits.iter_mut().zip(&model.intercepts) {
            *logit = *intercept;
        }
        self.add_spellings(logits);
        self.add_words(model, logits);
        let first = model.vectorizer.surface_start();
        for (column, value) in self.reading.surface.values() {
            for (logit, weight) in logits.iter_mut().zip(model.weights.row(first + column)) {
                *logit += f64::from(weight * value);
            }
        }
        logits.iter_mut().for_each(|logit| *logit /= model.temperature);
    }

    fn add_spellings(&mut self, logits: &mut [f64]) {
        let labels = logits.len();
        self.sums.clear();
        self.sums.resize(labels, 0.0);
        self.words.clear();
        let mut square = 0.0;
        for form in &self.reading.forms {
            if *form == BREAK {
                self.words.push(None);
                continue;
            }
            let word = self.lexicon.description(*form);
            self.words.push(word.number);
            self.met += 1;
            self.unknown += u64::from(word.number.is_none());
            square += word.square;
            for (sum, contribution) in self.sums.iter_mut().zip(&self.spelled[word.at..word.at + labels]) {
                *sum += contribution;
            }
        }
        add_scaled(logits, &self.sums, inverse_length(square));
    }

    fn add_words(&mut self, model: &Model, logits: &mut [f64]) {
        let (vectorizer, sums) = (&model.vectorizer, &mut self.sums);
        sums.fill(0.0);
        let mut square = 0.0;
        let mut count = |column: u32| {
            let value = vectorizer.idf()[column as usize];
            square += value * value;
            add(sums, model, column as usize, value);
        };
        self.words.iter().flatten().for_each(|word| count(*word));
        let longest = vectorizer.params().word_ngrams();
        vectorizer.ngrams().occurrences(&self.words, longest, |node, _| count(node));
        add_scaled(logits, sums, inverse_length(square));
    }
}

/// Adds the contribution of a feature with this value.
fn add(sums: &mut [f32], model: &Model, column: usize, value: f32) {
    let labels = model.intercepts.len();
    let weights = model.weights.as_slice().expect("weights are stored row by row");
    for (sum, weight) in sums.iter_mut().zip(&weights[column * labels..][..labels]) {
        *sum += weight * value;
    }
}

fn add_scaled(logits: &mut [f64], sums: &[f32], scale: f32) {
    for (logit, sum) in logits.iter_mut().zip(sums) {
        *logit += f64::from(*sum * scale);
    }
}
