//! Multinomial logistic regression with an L2 penalty on sparse rows, in linfa's frame.
//!
//! The objective is the one of `linfa_logistic::MultiLogisticRegression`, divided by the number of comments: weighted mean log loss +
//! `strength` / 2 · ‖weights‖², intercepts not penalised. Its optimum is unique, so the two agree where both can be run.

mod loss;
mod params;
mod solver;

use crate::features::LinearRows;
use crate::model::calibration::one_hot;
use crate::model::softmax::{largest, softmax};
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use loss::LogLoss;
use ndarray::{Array1, Array2, ArrayView1, Axis, CowArray, Ix2};

pub use params::{LogisticError, LogisticParams, LogisticValidParams};

/// Weights and intercepts: what [`LogisticParams`] fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// One row a feature and one for the intercepts at the end, one column a label.
    coefficients: Array2<f64>,
    converged: bool,
}

impl Logistic {
    /// A model from its weights (one row a feature, one column a label) and intercepts.
    ///
    /// # Panics
    /// If their numbers of labels differ.
    #[must_use]
    pub fn new(weights: &Array2<f64>, intercepts: &Array1<f64>) -> Self {
        let mut coefficients = weights.clone();
        coefficients.push_row(intercepts.view()).expect("one intercept a label");
        Self { coefficients, converged: true }
    }

    /// The weights: one row a feature, one column a label. Each row sums to zero.
    #[must_use]
    pub fn weights(&self) -> ndarray::ArrayView2<'_, f64> {
        self.coefficients.view().split_at(Axis(0), self.coefficients.nrows() - 1).0
    }

    /// The intercepts, one a label. They sum to zero.
    #[must_use]
    pub fn intercepts(&self) -> ArrayView1<'_, f64> {
        self.coefficients.row(self.coefficients.nrows() - 1)
    }

    /// Whether the optimum was reached within the steps allowed.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// The unscaled scores: one row a comment, one column a label.
    pub fn logits<R: LinearRows>(&self, rows: &R) -> Array2<f64> {
        rows.times(self.weights()) + self.intercepts()
    }

    /// The probabilities: one row a comment, one column a label; each row sums to one.
    pub fn probabilities<R: LinearRows>(&self, rows: &R) -> Array2<f64> {
        let mut logits = self.logits(rows);
        logits.rows_mut().into_iter().for_each(|mut row| softmax(row.as_slice_mut().expect("row by row")));
        logits
    }
}

/// What a model can be fitted to.
pub trait Targets {
    /// A probability for each of `labels` labels, one row a comment.
    ///
    /// # Errors
    /// If a target is none of the labels.
    fn distributions(&self, labels: usize) -> Result<CowArray<'_, f64, Ix2>, LogisticError>;
}

/// Label numbers from 0.
impl Targets for Array1<usize> {
    fn distributions(&self, labels: usize) -> Result<CowArray<'_, f64, Ix2>, LogisticError> {
        match self.iter().find(|label| **label >= labels) {
            Some(found) => Err(LogisticError::Label { found: *found, labels }),
            None => Ok(one_hot(&self.to_vec(), labels).into()),
        }
    }
}

/// Soft targets: probabilities, as an annotator who is in doubt or another model gives them (Hinton, Vinyals and Dean 2015, "Distilling the
/// knowledge in a neural network").
impl Targets for Array2<f64> {
    fn distributions(&self, _labels: usize) -> Result<CowArray<'_, f64, Ix2>, LogisticError> {
        Ok(self.into())
    }
}

impl LogisticValidParams {
    /// Fits with the penalty on the distance from `prior` instead of the distance from zero (Chelba and Acero 2004, "Adaptation of maximum entropy
    /// capitalizer: little data can help a lot"); and from `start`, if there is one: fewer steps to the same optimum when it is near.
    ///
    /// # Errors
    /// As [`LogisticParams`]' `fit`; or if `prior` or `start` is of another shape.
    pub fn fit_from<R: LinearRows, T: Targets>(
        &self,
        dataset: &DatasetBase<R, T>,
        prior: Option<&Logistic>,
        start: Option<&Logistic>,
    ) -> Result<Logistic, LogisticError> {
        let targets = dataset.targets.distributions(self.labels())?;
        let shape = (dataset.records.nfeatures() + 1, self.labels());
        if let Some(other) = prior.into_iter().chain(start).find(|other| other.coefficients.dim() != shape) {
            return Err(linfa::Error::MismatchedShapes(other.coefficients.nrows(), shape.0).into());
        }
        // What is fitted, and penalised, is the difference from the prior.
        let offset = prior.map(|prior| prior.logits(&dataset.records));
        let loss = LogLoss::new(&dataset.records, targets.view(), dataset.weights(), offset, self)?;
        let zero = loss.zero();
        let scale = loss.gradient_norm(&zero);
        let start = match (start, prior) {
            (None, _) => zero,
            (Some(start), None) => start.coefficients.clone(),
            (Some(start), Some(prior)) => &start.coefficients - &prior.coefficients,
        };
        let (mut coefficients, converged) = solver::minimise(&loss, start, scale, self.tolerance(), self.most_steps());
        if let Some(prior) = prior {
            coefficients += &prior.coefficients;
        }
        // Only differences between intercepts matter; their sum is set to zero so that equal models look equal.
        let last = coefficients.nrows() - 1;
        let mut intercepts = coefficients.row_mut(last);
        let mean = intercepts.sum() / intercepts.len() as f64;
        intercepts -= mean;
        Ok(Logistic { coefficients, converged })
    }
}

impl<R: LinearRows, T: Targets> Fit<R, T, LogisticError> for LogisticValidParams {
    type Object = Logistic;

    /// Fits the model; weights of the dataset weigh its comments.
    fn fit(&self, dataset: &DatasetBase<R, T>) -> Result<Logistic, LogisticError> {
        self.fit_from(dataset, None, None)
    }
}

impl<R: LinearRows> PredictInplace<R, Array1<usize>> for Logistic {
    fn predict_inplace(&self, rows: &R, labels: &mut Array1<usize>) {
        let logits = self.logits(rows);
        for (label, row) in labels.iter_mut().zip(logits.rows()) {
            *label = largest(row.as_slice().expect("row by row"));
        }
    }

    fn default_target(&self, rows: &R) -> Array1<usize> {
        Array1::zeros(rows.nsamples())
    }
}
