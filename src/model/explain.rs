//! Why a comment got its label: what each word and feature added to each label, and the sum that they make.

use super::decision::chosen;
use super::softmax::softmax;
use super::{Label, Model};
use crate::features::{BREAK, Described, Feature, Lexicon, Reading, inverse_length};
use crate::text::repair;
use std::collections::HashMap;
use std::ops::Range;

/// A comment taken apart. All contributions are in logits, after calibration, one for each label in the order of the label set; intercepts and
/// the contributions of all features add up to the logits.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The comment as it was read: with damage repaired.
    pub text: String,
    /// Its tokens, in order, each with what it contributes: as a word, through its characters, and its share of the n-grams that it is part of.
    pub tokens: Vec<TokenContribution>,
    /// Its features, the ones that move the label most first.
    pub features: Vec<Contribution>,
    /// What every comment starts from.
    pub intercepts: Vec<f64>,
    /// The sum.
    pub logits: Vec<f64>,
    /// The probabilities that the sum makes.
    pub probabilities: Vec<f64>,
    /// The label that the model's decision rule chooses.
    pub label: Label,
}

/// What one token contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenContribution {
    /// Where it stands, in bytes of [`Explanation::text`].
    pub range: Range<usize>,
    /// Its contribution to each label.
    pub contributions: Vec<f64>,
}

/// What one feature contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The feature.
    pub feature: Feature,
    /// How often it occurs, 1 for surface features.
    pub count: usize,
    /// Its contribution to each label.
    pub contributions: Vec<f64>,
}

/// An occurrence of a feature: its column and value before the block is brought to length one, and the tokens it spans.
struct Occurrence {
    column: usize,
    value: f32,
    tokens: Range<usize>,
}

impl Model {
    /// Takes a comment apart.
    #[must_use]
    pub fn explain(&self, text: &str) -> Explanation {
        let text = repair(text, self.vectorizer.params().treatments()).into_owned();
        let mut lexicon = Lexicon::new(self.vectorizer.params().treatments().clone());
        let mut reading = Reading::default();
        let mut ranges = Vec::new();
        lexicon.read_repaired(&text, &mut reading, &mut |form| self.vectorizer.describe(form), &mut |token, _| {
            ranges.push(token.start..token.start + token.text.len());
        });
        let described: Vec<Option<&Described>> =
            reading.forms.iter().map(|form| (*form != BREAK).then(|| lexicon.description(*form))).collect();
        let tokens = TokensBefore::of(&described);
        let first = self.vectorizer.characters_start();
        let spelled =
            described.iter().enumerate().filter_map(|(at, form)| Some((at, (*form)?))).flat_map(|(at, form)| {
                let tokens = tokens.spanned(at..at + 1);
                let occurrence = move |(column, value): &(u32, f32)| Occurrence {
                    column: first + *column as usize,
                    value: *value,
                    tokens: tokens.clone(),
                };
                form.characters.iter().map(occurrence)
            });
        let words: Vec<Option<u32>> = described.iter().map(|form| (*form)?.word).collect();
        let mut all = Sum::new(self, ranges.len());
        all.add_block(spelled.collect());
        all.add_block(self.word_occurrences(&words, &tokens));
        for (column, value) in reading.surface.values() {
            let column = self.vectorizer.surface_start() + column;
            all.add(&Occurrence { column, value, tokens: 0..0 }, 1.0);
        }
        all.finish(text, ranges)
    }

    /// Words and n-grams of a sequence of words. An n-gram spans tokens next to each other: no n-gram crosses a break.
    fn word_occurrences(&self, words: &[Option<u32>], tokens: &TokensBefore) -> Vec<Occurrence> {
        let mut found = Vec::new();
        let mut find = |node: u32, places: Range<usize>| {
            let (column, value) = (node as usize, self.vectorizer.idf()[node as usize]);
            found.push(Occurrence { column, value, tokens: tokens.spanned(places) });
        };
        for (place, word) in words.iter().enumerate() {
            word.iter().for_each(|word| find(*word, place..place + 1));
        }
        self.vectorizer.ngrams().occurrences(words, self.vectorizer.params().word_ngrams(), find);
        found
    }
}

/// For each place in a reading, how many tokens stand before it: the start of the comment and the breaks between sentences are none.
struct TokensBefore(Vec<usize>);

impl TokensBefore {
    fn of(described: &[Option<&Described>]) -> Self {
        let mut before = vec![0, 0];
        for place in described.iter().skip(1) {
            before.push(before[before.len() - 1] + usize::from(place.is_some()));
        }
        Self(before)
    }

    fn spanned(&self, places: Range<usize>) -> Range<usize> {
        self.0[places.start]..self.0[places.end]
    }
}

/// Contributions being added up.
struct Sum<'m> {
    model: &'m Model,
    tokens: Vec<Vec<f64>>,
    features: HashMap<usize, (usize, Vec<f64>)>,
}

impl<'m> Sum<'m> {
    fn new(model: &'m Model, tokens: usize) -> Self {
        Self { model, tokens: vec![vec![0.0; model.labels.len()]; tokens], features: HashMap::new() }
    }

    fn add_block(&mut self, block: Vec<Occurrence>) {
        let scale = inverse_length(block.iter().map(|occurrence| occurrence.value * occurrence.value).sum());
        block.iter().for_each(|occurrence| self.add(occurrence, scale));
    }

    fn add(&mut self, occurrence: &Occurrence, scale: f32) {
        let labels = self.model.labels.len();
        let value = f64::from(occurrence.value) * f64::from(scale) / self.model.temperature;
        let (count, sum) = self.features.entry(occurrence.column).or_insert_with(|| (0, vec![0.0; labels]));
        *count += 1;
        for (label, weight) in self.model.weights.row(occurrence.column).iter().enumerate() {
            let contribution = f64::from(*weight) * value;
            sum[label] += contribution;
            for token in occurrence.tokens.clone() {
                self.tokens[token][label] += contribution / occurrence.tokens.len() as f64;
            }
        }
    }

    fn finish(self, text: String, ranges: Vec<Range<usize>>) -> Explanation {
        let model = self.model;
        let intercepts: Vec<f64> = model.intercepts.iter().map(|intercept| intercept / model.temperature).collect();
        let mut columns: Vec<(usize, (usize, Vec<f64>))> = self.features.into_iter().collect();
        columns.sort_unstable_by_key(|(column, _)| *column);
        let mut logits = intercepts.clone();
        for (_, (_, contributions)) in &columns {
            logits.iter_mut().zip(contributions).for_each(|(logit, contribution)| *logit += contribution);
        }
        let spread = |contributions: &[f64]| contributions.iter().fold(0f64, |most, value| most.max(value.abs()));
        columns.sort_by(|(_, (_, a)), (_, (_, b))| spread(b).total_cmp(&spread(a)));
        let feature = |(column, (count, contributions))| Contribution {
            feature: model.vectorizer.feature(column),
            count,
            contributions,
        };
        let tokens = ranges
            .into_iter()
            .zip(self.tokens)
            .map(|(range, contributions)| TokenContribution { range, contributions });
        let mut probabilities = logits.clone();
        softmax(&mut probabilities);
        Explanation {
            text,
            tokens: tokens.collect(),
            features: columns.into_iter().map(feature).collect(),
            intercepts,
            label: Label(chosen(&probabilities, &self.model.decision.factors()) as u16),
            logits,
            probabilities,
        }
    }
}
