//! What a model learned elsewhere brings to the training of another.
//!
//! The base's logits stand beside a comment's features as further columns (Wolpert 1992, "Stacked generalization"), and training starts from
//! believing them: their coefficients are pulled toward one, those of the features toward zero (a prior as in Chelba and Acero 2004). So with few
//! labels the base decides, with many the data, including how far the base is right. Its logits are linear in the same features; afterwards they
//! are added to the weights, and the result is a model like any other, which knows the base's terms and needs the base no more.

use super::logistic::Logistic;
use super::{LabelSet, Model};
use crate::features::{Corpus, FactoredRows, Vectorizer};
use ndarray::{Array1, Array2, Axis};

/// A base, over the features of the comments that it is adapted to.
pub(super) struct Base {
    /// Its terms, and those that the comments add.
    pub vectorizer: Vectorizer,
    /// Its logits as a function of these features, calibrated.
    logits: Logistic,
    /// One where a label of the base (row) is a label of the data (column).
    same: Array2<f64>,
}

impl Base {
    pub fn new(model: &Model, labels: &LabelSet, corpus: &Corpus, floor: u32) -> Self {
        let vectorizer = model.vectorizer.extended(corpus, floor, model.card.training.comments);
        let mut weights = Array2::zeros((vectorizer.width(), model.labels.len()));
        for (column, row) in model.vectorizer.columns_in(&vectorizer).zip(model.weights.rows()) {
            weights.row_mut(column).assign(&row.mapv(|weight| f64::from(weight) / model.temperature));
        }
        let intercepts = model.intercepts.iter().map(|intercept| intercept / model.temperature).collect();
        let mut same = Array2::zeros((model.labels.len(), labels.len()));
        for label in labels.labels() {
            if let Some(of_base) = model.labels.label(labels.name(label)) {
                same[[of_base.index(), label.index()]] = 1.0;
            }
        }
        Self { vectorizer, logits: Logistic::new(&weights, &intercepts), same }
    }

    /// What it says of these comments: one row a comment, one column a label of the base.
    pub fn logits(&self, rows: &FactoredRows) -> Array2<f64> {
        self.logits.logits(rows)
    }

    /// What is believed before any comment is seen, over `[features | looseness · logits]`: what the base says.
    pub fn prior(&self, looseness: f64) -> Logistic {
        let mut weights = Array2::zeros((self.vectorizer.width(), self.same.ncols()));
        weights.append(Axis(0), (&self.same / looseness).view()).expect("one column a label");
        Logistic::new(&weights, &Array1::zeros(self.same.ncols()))
    }

    /// One model of a model fitted to `[features | looseness · logits]` and of this base.
    pub fn merged(&self, fitted: &Logistic, looseness: f64) -> Logistic {
        let (own, stacked) = fitted.weights().split_at(Axis(0), self.vectorizer.width());
        let stacked = &stacked * looseness;
        let weights = &own + &self.logits.weights().dot(&stacked);
        let intercepts = &fitted.intercepts() + &self.logits.intercepts().dot(&stacked);
        Logistic::new(&weights, &intercepts)
    }
}

/// The labels of the data that the base lacks.
pub(super) fn foreign<'l>(labels: &'l LabelSet, base: &Model) -> Vec<&'l str> {
    labels.names().filter(|name| base.labels.label(name).is_none()).collect()
}
