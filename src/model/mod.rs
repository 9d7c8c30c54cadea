//! Sparse rows in, probabilities out: the logistic model, how it is trained, calibrated, explained, and kept in a file.
//!
//! [`TrainingSet`] takes labelled comments and makes a [`Model`]; a [`Predictor`] labels with it. The logistic regression itself,
//! [`LogisticParams`] and [`Logistic`], is a linfa estimator and can be used without the rest.

mod base;
mod builtin;
mod calibration;
mod card;
mod decision;
mod explain;
mod file;
mod folds;
mod labels;
mod logistic;
mod predict;
mod residuals;
mod scorer;
mod shift;
mod softmax;
mod train;

pub use calibration::temperature;
pub use card::{BuiltOn, Card, Choice, Interval, Scores, Soft, Training};
pub use decision::{Decision, Objective};
pub use explain::{Contribution, Explanation, TokenContribution};
pub use file::ModelError;
pub use folds::Folds;
pub use labels::{Label, LabelError, LabelSet};
pub use logistic::{Logistic, LogisticError, LogisticParams, LogisticValidParams, Targets};
pub use predict::{Predictions, Predictor};
pub use residuals::{Residuals, ThreadResidual, add_covariance, quadratic, triangle};
pub use train::{ClassWeights, HeldOut, SOFT_WEIGHTS, STRENGTHS, TrainError, TrainParams, Trained, TrainingSet};

use crate::features::{Feature, Vectorizer};
use ndarray::Array2;

/// A text classifier: labels, vocabularies, weights and calibration, with a card that says where it comes from.
#[derive(Clone, Debug)]
pub struct Model {
    labels: LabelSet,
    vectorizer: Vectorizer,
    /// One row a feature, one column a label.
    weights: Array2<f32>,
    intercepts: Vec<f64>,
    temperature: f64,
    decision: Decision,
    residuals: Residuals,
    card: Card,
}

impl Model {
    /// The labels that it gives.
    #[must_use]
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// Its vocabularies and text settings.
    #[must_use]
    pub fn vectorizer(&self) -> &Vectorizer {
        &self.vectorizer
    }

    /// What its logits are divided by, so that its probabilities are honest: above 1 it was too sure, below 1 too timid.
    #[must_use]
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// How it chooses a label by the probabilities.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// How far off its shares were on threads that were held out: empty without threads in the training data.
    #[must_use]
    pub fn residuals(&self) -> &Residuals {
        &self.residuals
    }

    /// Where it comes from.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The card, to be completed.
    pub fn card_mut(&mut self) -> &mut Card {
        &mut self.card
    }

    /// The features that speak most for a label, the strongest first, each with its weight (in logits, for a comment that is nothing else).
    #[must_use]
    pub fn top_features(&self, label: Label, most: usize) -> Vec<(Feature, f64)> {
        let weights = self.weights.column(label.index());
        let idf = self.vectorizer.idf();
        let weight = |column: usize| f64::from(weights[column] * idf[column]) / self.temperature;
        let mut columns: Vec<usize> = (0..weights.len()).collect();
        columns.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
        columns.truncate(most);
        columns.into_iter().map(|column| (self.vectorizer.feature(column), weight(column))).collect()
    }

    /// Something that labels comments with this model.
    #[must_use]
    pub fn predictor(&self) -> Predictor<'_> {
        Predictor::new(self)
    }
}
