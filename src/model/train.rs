//! Labelled comments → a model, its strength chosen and its probabilities calibrated on comments held out.
//!
//! [`examples`] reads the comments, [`search`] chooses on held-out comments; this file says with what settings, and puts the model together.

mod examples;
mod search;

use super::card::{Card, Choice, Soft, Training};
use super::labels::LabelError;
use super::logistic::LogisticError;
use super::{Model, Predictions};
use crate::features::{Vectorizer, VectorizerParams};
use linfa::ParamGuard;
use ndarray::{Array2, Axis};
use search::{Task, Tried};
use serde::{Deserialize, Serialize};
use sha2::Digest;

pub use examples::TrainingSet;

/// Regularisation strengths tried by cross-validation, strongest first, each as the strength × the number of comments (the inverse of
/// scikit-learn's `C`): what suits a hundred comments then suits a hundred thousand.
pub const STRENGTHS: [f64; 9] = [8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125];

/// The strength (as in [`STRENGTHS`]) taken where there is too little data to choose one.
const UNCHOSEN: f64 = 1.0;

/// Weights of the soft targets, beside labels, that cross-validation tries.
pub const SOFT_WEIGHTS: [f64; 3] = [1.0, 0.5, 0.0];

/// Tolerances of the fits, as in [`LogisticParams::tolerance`]: rough where strengths are only compared (scores are the same to the third digit,
/// in half the time), exact for the model that is kept.
const ROUGH: f64 = 0.2;
const EXACT: f64 = 0.02;

/// How much the comments of each label weigh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every comment the same: probabilities follow the shares of the labels in the data.
    #[default]
    Equal,
    /// Every label the same, however rare: better at finding rare labels, and their probabilities are too high.
    Balanced,
}

/// How to train. The defaults are right for most.
#[derive(Clone, Debug)]
pub struct TrainParams {
    /// What is counted in a comment.
    pub vectorizer: VectorizerParams,
    /// Regularisation strength × number of comments, as in [`STRENGTHS`]; `None`: chosen by cross-validation.
    pub strength: Option<f64>,
    /// How much soft targets count beside labels, from 0 (not at all) to 1 (a label counts only where there is no soft target); `None`: chosen by
    /// cross-validation.
    pub soft_weight: Option<f64>,
    /// Most folds of the cross-validation, 2 or more.
    pub folds: usize,
    /// How much the comments of each label weigh.
    pub class_weights: ClassWeights,
    /// Seed of the folds.
    pub seed: u64,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            vectorizer: VectorizerParams::default(),
            strength: None,
            soft_weight: None,
            folds: 5,
            class_weights: ClassWeights::default(),
            seed: 1,
        }
    }
}

/// Why no model can be trained.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The labels.
    #[error(transparent)]
    Labels(#[from] LabelError),
    /// The settings of the features.
    #[error(transparent)]
    Features(#[from] crate::features::ParamsError),
    /// The logistic model.
    #[error(transparent)]
    Logistic(#[from] LogisticError),
    /// A share is between 0 and 1.
    #[error("soft targets that weigh {0}: choose 0 to 1")]
    SoftWeight(f64),
    /// Cross-validation needs two folds.
    #[error("{0} folds: choose 2 or more")]
    Folds(usize),
}

/// A model, and what was found out on the way.
pub struct Trained {
    /// The model.
    pub model: Model,
    /// How comments fared that were held out; `None` where there were too few.
    pub held_out: Option<HeldOut>,
    /// Whether the optimum was reached within the steps allowed.
    pub converged: bool,
}

/// The labelled comments (all comments, if none is labelled), each with the probabilities from a model that was not fitted to it or its thread.
///
/// Scores of these are a little too good: vocabularies and document frequencies are counted on all comments (their labels unseen), and the strength
/// that is chosen is the one that does best on these very comments.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOut {
    /// The label of each comment, as a place in the label set.
    pub gold: Vec<usize>,
    /// The thread of each comment, where known, as a number.
    pub threads: Vec<Option<usize>>,
    /// The probabilities of each comment.
    pub predictions: Predictions,
}

impl TrainingSet {
    /// Trains. `progress` is told how many of how many steps are done.
    ///
    /// # Errors
    /// If there are fewer than two labels.
    pub fn train(self, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Trained, TrainError> {
        let labels = self.labels()?;
        let vectorizer = Vectorizer::fit(self.params().vectorizer.check_ref()?, self.corpus());
        let task = Task::new(vectorizer.rows(self.corpus()), &self, &labels);
        let folds = self.folds(task.gold());
        let (params, softened) = (self.params(), self.softened());
        let tried = match &folds {
            Some(folds) => task.choose(folds, params, softened > 0, progress)?,
            None => Tried::unchosen(params),
        };
        let fitted = task.fit(tried.strength, tried.soft_weight, EXACT, |_| true, None)?;
        let gold = task.gold();
        let card = Card {
            training: Training {
                comments: gold.len(),
                labelled: self.labelled(),
                per_label: labels
                    .labels()
                    .map(|label| gold.iter().filter(|gold| **gold == label.index()).count())
                    .collect(),
                threads: self.threads(),
                threaded: self.examples().iter().filter(|example| example.thread.is_some()).count(),
                fingerprint: self.fingerprint().finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            },
            choice: Choice {
                strength: tried.strength,
                soft: (softened > 0).then_some(Soft { comments: softened, weight: tried.soft_weight }),
                class_weights: params.class_weights,
                folds: folds.as_ref().map_or(0, super::Folds::count),
                grouped_by_thread: folds.as_ref().is_some_and(super::Folds::are_grouped),
                seed: params.seed,
            },
            ..Card::default()
        };
        let model = Model::assemble(labels, vectorizer, &fitted, tried.temperature, card);
        let held_out = tried.logits.map(|logits| self.held_out(gold, logits, tried.temperature));
        Ok(Trained { model, held_out, converged: fitted.converged() })
    }

    /// Those that a score can be made of: the labelled ones, or all if there are none.
    fn held_out(&self, gold: &[usize], logits: Array2<f64>, temperature: f64) -> HeldOut {
        let any = self.labelled() > 0;
        let scored = |comment: &usize| !any || self.examples()[*comment].label.is_some();
        let scored: Vec<usize> = (0..gold.len()).filter(scored).collect();
        HeldOut {
            gold: scored.iter().map(|comment| gold[*comment]).collect(),
            threads: scored.iter().map(|comment| self.examples()[*comment].thread).collect(),
            predictions: Predictions::from_logits(logits.select(Axis(0), &scored), temperature),
        }
    }
}
