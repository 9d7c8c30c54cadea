//! How good predictions are.

use super::bootstrap::{design_effect, draws, draws_threads, percentiles, threads, units, wilson};
use super::{Calibration, Confusion, Coverage};
use crate::model::{Interval, LabelSet, Predictions, Scores};
use serde::Serialize;

/// One comment's gold label and prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The thread it is of, where known.
    pub thread: Option<String>,
    /// The gold label, as a place in the label set.
    pub gold: usize,
    /// The predicted label.
    pub predicted: usize,
    /// The probability of the predicted label.
    pub confidence: f64,
    /// The negative log probability of the gold label, in nats.
    pub log_loss: f64,
}

impl Scored {
    /// Pairs a prediction with its gold label.
    #[must_use]
    pub fn new(predictions: &Predictions, comment: usize, gold: usize, thread: Option<&str>) -> Self {
        let probabilities = predictions.probabilities(comment);
        let predicted = predictions.label(comment).index();
        // exp(-745) is the smallest positive f64; below it the log loss would be infinite.
        let log_loss = -libm::log(probabilities[gold].max(f64::MIN_POSITIVE));
        Self { thread: thread.map(str::to_owned), gold, predicted, confidence: probabilities[predicted], log_loss }
    }
}

/// Scores of a set of predictions. Every interval has a confidence of 95 %.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Comments with a gold label.
    pub comments: u64,
    /// Different threads, 0 if none were known.
    pub threads: usize,
    /// Whether intervals come from whole threads drawn again, and so cover how threads differ.
    pub drawn_by_thread: bool,
    /// Share of comments whose label was found.
    pub accuracy: Interval,
    /// Mean of the F1 of the labels.
    pub macro_f1: Interval,
    /// Mean negative log probability of the gold label, in nats.
    pub log_loss: Interval,
    /// Each label by itself.
    pub labels: Vec<LabelScores>,
    /// Which was taken for which.
    pub confusion: Confusion,
    /// Whether the probabilities are honest.
    pub calibration: Calibration,
    /// What is gained by leaving out the comments that it is least sure of.
    pub coverage: Coverage,
}

/// Scores of one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelScores {
    /// Its name.
    pub label: String,
    /// Comments that have it.
    pub support: u64,
    /// Comments that it was predicted for.
    pub predicted: u64,
    /// Share of the comments it was predicted for that have it.
    pub precision: Interval,
    /// Share of the comments that have it that it was predicted for.
    pub recall: Interval,
    /// The harmonic mean of the two.
    pub f1: Interval,
}

impl Evaluation {
    /// Scores predictions. `seed` is that of the draws.
    #[must_use]
    pub fn of(labels: &LabelSet, scored: &[Scored], seed: u64) -> Self {
        let mut confusion = Confusion::new(labels.len());
        scored.iter().for_each(|comment| confusion.count(comment.gold, comment.predicted, 1));
        let units = units(scored);
        let draws = draws(&units, labels.len(), seed);
        let comments = confusion.total();
        let accuracies: Vec<f64> = draws.iter().map(|(_, draw)| draw.accuracy).collect();
        let effect = design_effect(confusion.accuracy(), comments, &accuracies);
        let label_scores = |(label, name): (usize, &str)| {
            let right = confusion.rows()[label][label];
            let (support, predicted) = (confusion.support(label), confusion.predicted(label));
            LabelScores {
                label: name.to_owned(),
                support,
                predicted,
                precision: wilson(right, predicted, effect),
                recall: wilson(right, support, effect),
                f1: percentiles(confusion.f1(label), draws.iter().map(|(drawn, _)| drawn.f1(label)).collect()),
            }
        };
        let log_loss = scored.iter().map(|comment| comment.log_loss).sum::<f64>() / comments.max(1) as f64;
        let threads = threads(scored);
        Self {
            comments,
            threads,
            drawn_by_thread: draws_threads(threads),
            accuracy: wilson(confusion.right(), comments, effect),
            macro_f1: percentiles(confusion.macro_f1(), draws.iter().map(|(_, draw)| draw.macro_f1).collect()),
            log_loss: percentiles(log_loss, draws.iter().map(|(_, draw)| draw.log_loss).collect()),
            labels: labels.names().enumerate().map(label_scores).collect(),
            calibration: Calibration::of(scored),
            coverage: Coverage::of(scored),
            confusion,
        }
    }

    /// The scores that a model's card holds.
    #[must_use]
    pub fn for_card(&self) -> Scores {
        Scores { accuracy: self.accuracy, macro_f1: self.macro_f1, log_loss: self.log_loss }
    }
}
