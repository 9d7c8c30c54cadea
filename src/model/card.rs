//! What a model says about itself: stored in its file, shown by `inspect`.

use super::train::ClassWeights;
use serde::{Deserialize, Serialize};

/// Where a model comes from, how it was fitted, and how good it expects to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What its maker says about it: sources, licences, purpose.
    pub note: Option<String>,
    /// The data it was trained on.
    pub training: Training,
    /// How it was fitted.
    pub choice: Choice,
    /// How good it was on comments that it had not seen.
    pub scores: Option<Scores>,
}

/// The data a model was trained on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Comments that were learned from.
    pub comments: usize,
    /// How many of them have a label; the others have a soft target only.
    pub labelled: usize,
    /// How many of each label, in the order of the label set; without a label, the most probable one counts.
    pub per_label: Vec<usize>,
    /// Different threads, 0 if none were known.
    pub threads: usize,
    /// How many comments are of a known thread.
    pub threaded: usize,
    /// The share of the words that would have been unknown had their comment not been among the data: those in fewer comments than a word must stand
    /// in to count, were it one fewer. What is unknown elsewhere is compared with it. `None` in files of format 1.
    #[serde(default)]
    pub unknown_words: Option<f64>,
    /// SHA-256 of texts, labels, threads, weights and soft targets, in order.
    pub fingerprint: String,
}

/// How a model was fitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Regularisation strength × number of comments.
    pub strength: f64,
    /// The soft targets, if there were any.
    pub soft: Option<Soft>,
    /// The model that it was built upon, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<BuiltOn>,
    /// How much the comments of each label weighed.
    pub class_weights: ClassWeights,
    /// Folds of the cross-validation, 0 if there were too few comments for one.
    pub folds: usize,
    /// Whether a thread was always held out as a whole. A comment whose thread is not known was held out by itself.
    pub grouped_by_thread: bool,
    /// Seed of the folds.
    pub seed: u64,
}

/// The model that another was built upon.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BuiltOn {
    /// The fingerprint of the data that it was trained on.
    pub fingerprint: String,
    /// Comments that it was trained on.
    pub comments: usize,
    /// How free the data was to correct it, as cross-validation chose; `None` if it was of no use.
    pub looseness: Option<f64>,
}

/// Soft targets that a model was fitted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Soft {
    /// Comments that have one.
    pub comments: usize,
    /// How much it counted beside the label, 0 to 1.
    pub weight: f64,
}

/// Scores on comments held out in cross-validation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Share of comments whose label was found.
    pub accuracy: Interval,
    /// Mean over labels of the F1 of each.
    pub macro_f1: Interval,
    /// Mean negative log probability of the true label, in nats.
    pub log_loss: Interval,
}

/// An estimate with the bounds that it lies between at the given confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Confidence, between 0 and 1.
    pub level: f64,
}
