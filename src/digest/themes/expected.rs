//! How many comments of a thread a term is expected in, by the model's training comments, and how far off that is.
//!
//! The z-score is that of the log-odds with an informative Dirichlet prior: Monroe, Colaresi and Quinn 2008, "Fightin' Words: Lexical Feature Selection
//! and Evaluation for Identifying the Content of Political Conflict", Political Analysis 16(4), equations 15, 16, 20 and 22; with comments in place of
//! words as what is counted, and the thread against what it was expected to be in place of one party against the other.

use super::super::words::Words;
use crate::features::Vectorizer;
use crate::model::Model;

/// The prior weighs as much as this many comments.
const PRIOR: f64 = 200.0;

/// A word that the model does not know is expected in this share of the comments.
const FLOOR: f64 = 1e-5;

/// A larger share has no room for more.
const CEILING: f64 = 0.99;

/// What a thread is compared with.
pub(super) struct Expected<'m> {
    vectorizer: &'m Vectorizer,
    comments: f64,
    training: f64,
    /// How many times as many words as the training comments those of the thread have.
    length: f64,
    /// The share of the training comments that each folded word stands in.
    shares: Vec<f64>,
}

impl<'m> Expected<'m> {
    /// For a thread of so many comments, `counts` of which have each folded word.
    pub fn of(words: &Words, folded: &[u32], counts: &[usize], comments: usize, model: &'m Model) -> Self {
        let mut shares = vec![0.0; counts.len()];
        for (word, singular) in folded.iter().enumerate() {
            shares[*singular as usize] += words.background(word as u32);
        }
        // In a comment of twice the length a word has twice as many chances: what doubles is its rate, -ln(1 - share).
        let rate = |share: f64| -libm::log1p(-share.min(CEILING));
        let known = || (0..counts.len()).filter(|word| shares[*word] > 0.0);
        let here: f64 = known().map(|word| rate(counts[word] as f64 / comments.max(1) as f64)).sum();
        let there: f64 = known().map(|word| rate(shares[word])).sum();
        let length = if there > 0.0 { (here / there).max(0.1) } else { 1.0 };
        let training = model.card().training.comments.max(1) as f64;
        Self { vectorizer: model.vectorizer(), comments: comments as f64, training, length, shares }
    }

    /// By how many standard deviations the log-odds of a term that stands in `count` comments exceed what is expected.
    pub fn z(&self, words: &Words, term: &[u32], count: usize) -> f64 {
        let phrase = if term.len() > 1 { self.vectorizer.document_share(&words.phrase(term)) } else { 0.0 };
        // By chance alone the words of a phrase stand in one comment as often as the product of their shares says.
        let chance: f64 = term.iter().map(|word| self.shares[*word as usize]).product();
        let share = phrase.max(chance).min(CEILING);
        let expected = (-libm::expm1(self.length * libm::log1p(-share))).clamp(FLOOR, CEILING);
        let (own, prior) = (count as f64, expected * PRIOR);
        // Half a comment is without it, if all have it.
        let without = (self.comments + PRIOR - own - prior).max(0.5);
        let excess = libm::log((own + prior) / without) - libm::log(expected / (1.0 - expected));
        let variance = 1.0 / (own + prior) + 1.0 / (expected * self.training + prior);
        // Not to the last digit, which the order of the comments changes.
        (excess / variance.sqrt() * 1e6).round() / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::dictionary::Dictionary;
    use crate::input::Comment;

    #[test]
    fn what_is_rare_elsewhere_and_frequent_here_is_distinctive() {
        let model = Model::builtin();
        let texts = [
            "the gondola is late",
            "the gondola was late again",
            "a gondola for the town",
            "late in the day",
            "for the town",
        ];
        let comments: Vec<Comment> = texts.iter().map(Comment::new).collect();
        let words = Words::of(model.vectorizer(), &comments, Dictionary::new(model.vectorizer()));
        let own: Vec<u32> = (0..words.len() as u32).collect();
        let counts: Vec<usize> =
            own.iter().map(|word| (0..texts.len()).filter(|at| words.sequence(*at).contains(word)).count()).collect();
        let expected = Expected::of(&words, &own, &counts, texts.len(), model);
        let z = |form: &str| {
            let word = words.number(form).unwrap();
            expected.z(&words, &[word], counts[word as usize])
        };
        assert!(z("gondola") > z("late") && z("late") > z("the"), "{} {} {}", z("gondola"), z("late"), z("the"));
        assert!(z("gondola") > 3.0 && z("the") < 3.0);
    }
}
