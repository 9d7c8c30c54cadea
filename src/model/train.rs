//! Labelled comments → a model, its strength chosen and its probabilities calibrated on comments held out.
//!
//! [`examples`] reads the comments, [`search`] chooses on held-out comments; this file says with what settings, and puts the model together.

mod examples;
mod search;

use super::base::{self, Base};
use super::card::{BuiltOn, Card, Choice, Soft, Training};
use super::labels::{LabelError, LabelSet};
use super::logistic::LogisticError;
use super::softmax::softmax;
use super::{Decision, Folds, Label, Model, Objective, Predictions, Residuals};
use crate::features::{Vectorizer, VectorizerParams, Vocabulary};
use linfa::ParamGuard;
use ndarray::{Array2, Axis};
use search::{Setting, Task, Tried};
use serde::{Deserialize, Serialize};
use sha2::Digest;
use std::sync::Arc;

pub use examples::TrainingSet;

/// Regularisation strengths tried by cross-validation, strongest first, each as the strength × the number of comments (the inverse of
/// scikit-learn's `C`): what suits a hundred comments then suits a hundred thousand.
pub const STRENGTHS: [f64; 9] = [8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125];

/// The strength (as in [`STRENGTHS`]) taken where there is too little data to choose one.
const UNCHOSEN: f64 = 1.0;

/// Weights of the soft targets, beside labels, that cross-validation tries.
pub const SOFT_WEIGHTS: [f64; 3] = [1.0, 0.5, 0.0];

/// How free the data is to correct a base: between 0.1 and 1 it made no difference that could be measured.
const LOOSENESS: f64 = 0.3;

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
    /// A model whose knowledge is built upon; its text treatments and n-gram lengths are then taken, not those of `vectorizer`.
    pub base: Option<Arc<Model>>,
    /// What labels are chosen for.
    pub objective: Objective,
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
            base: None,
            objective: Objective::default(),
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
    /// A base knows nothing about other labels.
    #[error("the base's labels are {base}, and the data has {foreign} too")]
    BaseLabels {
        /// The labels of the base.
        base: String,
        /// The labels of the data that it lacks.
        foreign: String,
    },
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
        let base = self.base(&labels)?;
        let vectorizer = match &base {
            Some(base) => base.vectorizer.clone(),
            None => Vectorizer::fit(self.params().vectorizer.check_ref()?, self.corpus()),
        };
        let task = Task::new(vectorizer.rows(self.corpus()), &self, &labels, base.as_ref());
        let folds = self.folds(task.gold());
        let tried = match &folds {
            Some(folds) => task.choose(folds, self.params(), self.softened() > 0, progress)?,
            None => Tried::unchosen(self.params()),
        };
        let fitted = task.fit(tried.setting, EXACT, |_| true, None)?;
        let converged = fitted.converged();
        let fitted = match &base {
            Some(base) => base.merged(&fitted, tried.setting.looseness.unwrap_or(0.0)),
            None => fitted,
        };
        let card = Card {
            training: self.described(&labels, task.gold())?,
            choice: self.chosen(tried.setting, folds.as_ref()),
            ..Card::default()
        };
        let held_out = tried.logits.map(|logits| {
            let folds = folds.as_ref().expect("what is held out is of a fold");
            self.held_out(task.gold(), &probabilities(logits, tried.temperature), folds)
        });
        let (held_out, decision) = held_out.unzip();
        let model = Model {
            weights: fitted.weights().mapv(|weight| weight as f32),
            intercepts: fitted.intercepts().to_vec(),
            temperature: tried.temperature,
            decision: decision.unwrap_or_else(|| Decision::most_probable(labels.len())),
            residuals: held_out.as_ref().map(Residuals::of).unwrap_or_default(),
            labels,
            vectorizer,
            card,
        };
        Ok(Trained { model, held_out, converged })
    }

    /// What the card says of the data.
    fn described(&self, labels: &LabelSet, gold: &[usize]) -> Result<Training, TrainError> {
        let count = |label: Label| gold.iter().filter(|gold| **gold == label.index()).count();
        Ok(Training {
            comments: gold.len(),
            labelled: self.labelled(),
            per_label: labels.labels().map(count).collect(),
            threads: self.threads(),
            threaded: self.examples().iter().filter(|example| example.thread.is_some()).count(),
            unknown_words: Some(self.unknown_words()?),
            fingerprint: self.fingerprint().finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// What the card says of the settings.
    fn chosen(&self, setting: Setting, folds: Option<&Folds>) -> Choice {
        let (params, softened) = (self.params(), self.softened());
        Choice {
            strength: setting.strength,
            soft: (softened > 0).then_some(Soft { comments: softened, weight: setting.soft_weight }),
            base: params.base.as_ref().map(|base| BuiltOn {
                fingerprint: base.card().training.fingerprint.clone(),
                comments: base.card().training.comments,
                looseness: setting.looseness,
            }),
            class_weights: params.class_weights,
            folds: folds.map_or(0, Folds::count),
            grouped_by_thread: folds.is_some_and(Folds::are_grouped),
            seed: params.seed,
        }
    }

    fn base(&self, labels: &LabelSet) -> Result<Option<Base>, TrainError> {
        let Some(model) = &self.params().base else { return Ok(None) };
        let foreign = base::foreign(labels, model);
        if !foreign.is_empty() {
            let base: Vec<&str> = model.labels().names().collect();
            return Err(TrainError::BaseLabels { base: base.join(", "), foreign: foreign.join(", ") });
        }
        let floor = self.params().vectorizer.check_ref()?.document_frequency_floor();
        Ok(Some(Base::new(model, labels, self.corpus(), floor)))
    }

    /// As [`Training::unknown_words`].
    fn unknown_words(&self) -> Result<f64, TrainError> {
        let floor = self.params().vectorizer.check_ref()?.document_frequency_floor();
        let nothing = Vocabulary::default();
        let known = self.params().base.as_ref().map_or(&nothing, |base| base.vectorizer().words());
        Ok(self.corpus().rare_share(known, floor))
    }

    /// Those that a score can be made of, which are the labelled ones, or all if there are none; and the rule that chooses labels best on them.
    /// The labels of a fold are chosen by a rule fitted to the other folds.
    fn held_out(&self, gold: &[usize], probabilities: &Array2<f64>, folds: &Folds) -> (HeldOut, Decision) {
        let any = self.labelled() > 0;
        let scored = |comment: &usize| !any || self.examples()[*comment].label.is_some();
        let scored: Vec<usize> = (0..gold.len()).filter(scored).collect();
        let fit = |comments: &[usize]| {
            let gold: Vec<usize> = comments.iter().map(|comment| gold[*comment]).collect();
            Decision::fit(probabilities.select(Axis(0), comments).view(), &gold, self.params().objective)
        };
        let factors: Vec<Vec<f64>> = (0..folds.count())
            .map(|fold| {
                let others: Vec<usize> = scored.iter().copied().filter(|comment| folds.of(*comment) != fold).collect();
                fit(&others).factors()
            })
            .collect();
        let predictions =
            Predictions::choose(probabilities.select(Axis(0), &scored), |at| &factors[folds.of(scored[at])]);
        let held_out = HeldOut {
            gold: scored.iter().map(|comment| gold[*comment]).collect(),
            threads: scored.iter().map(|comment| self.examples()[*comment].thread).collect(),
            predictions,
        };
        (held_out, fit(&scored))
    }
}

fn probabilities(mut logits: Array2<f64>, temperature: f64) -> Array2<f64> {
    logits /= temperature;
    logits.rows_mut().into_iter().for_each(|mut row| softmax(row.as_slice_mut().expect("row by row")));
    logits
}
