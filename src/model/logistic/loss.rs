//! The objective: weighted mean log loss + strength / 2 · ‖weights‖², with its gradient and Hessian products.

use super::params::{LogisticError, LogisticValidParams};
use super::solver::{self, Objective};
use crate::features::LinearRows;
use crate::model::softmax::{log_sum_exp, softmax};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

pub(super) struct LogLoss<'a, R> {
    rows: &'a R,
    /// A probability for each label, one row a comment.
    targets: ArrayView2<'a, f64>,
    /// Logits that are there before any coefficient: one row a comment.
    offset: Option<Array2<f64>>,
    /// Each comment's share of the loss; they sum to one.
    shares: Vec<f64>,
    strength: f64,
    labels: usize,
}

impl<'a, R: LinearRows> LogLoss<'a, R> {
    pub fn new(
        rows: &'a R,
        targets: ArrayView2<'a, f64>,
        weights: Option<&[f32]>,
        offset: Option<Array2<f64>>,
        params: &LogisticValidParams,
    ) -> Result<Self, LogisticError> {
        let labels = params.labels();
        if targets.dim() != (rows.nsamples(), labels) {
            return Err(linfa::Error::MismatchedShapes(targets.nrows(), rows.nsamples()).into());
        }
        if targets.rows().into_iter().any(|target| !is_distribution(target)) {
            return Err(LogisticError::Target);
        }
        let weights: Vec<f64> = match weights {
            Some(weights) => weights.iter().map(|weight| f64::from(*weight)).collect(),
            None => vec![1.0; targets.nrows()],
        };
        let total: f64 = weights.iter().sum();
        if weights.iter().any(|weight| weight.is_nan() || *weight < 0.0) || !(total > 0.0 && total.is_finite()) {
            return Err(LogisticError::Weight);
        }
        let shares = weights.into_iter().map(|weight| weight / total).collect();
        Ok(Self { rows, targets, offset, shares, strength: params.strength(), labels })
    }

    pub fn shape(&self) -> (usize, usize) {
        (self.rows.nfeatures() + 1, self.labels)
    }

    pub fn zero(&self) -> Array2<f64> {
        Array2::zeros(self.shape())
    }

    pub fn gradient_norm(&self, coefficients: &Array2<f64>) -> f64 {
        let (_, point) = self.at(coefficients);
        let gradient = self.gradient(coefficients, &point);
        solver::dot(&gradient, &gradient).sqrt()
    }

    fn logits(&self, coefficients: &Array2<f64>) -> Array2<f64> {
        self.rows.times(weights_of(coefficients)) + coefficients.row(self.rows.nfeatures())
    }

    /// `rowsᵀ · residuals` with the penalty's part: what gradient and Hessian product have in common.
    fn pull_back(&self, residuals: &Array2<f64>, coefficients: &Array2<f64>) -> Array2<f64> {
        let mut result = self.zero();
        let (mut weights, mut intercepts) = result.view_mut().split_at(Axis(0), self.rows.nfeatures());
        weights.assign(&self.rows.transposed_times(residuals.view()));
        weights.scaled_add(self.strength, &weights_of(coefficients));
        intercepts.row_mut(0).assign(&residuals.sum_axis(Axis(0)));
        result
    }
}

impl<R: LinearRows> Objective for LogLoss<'_, R> {
    /// The probabilities of every comment.
    type Point = Array2<f64>;

    fn at(&self, coefficients: &Array2<f64>) -> (f64, Array2<f64>) {
        let mut probabilities = self.logits(coefficients);
        if let Some(offset) = &self.offset {
            probabilities += offset;
        }
        let mut loss = 0.0;
        for ((mut row, target), share) in
            probabilities.rows_mut().into_iter().zip(self.targets.rows()).zip(&self.shares)
        {
            let row = row.as_slice_mut().expect("row by row");
            loss +=
                share * (log_sum_exp(row) - row.iter().zip(target).map(|(logit, target)| logit * target).sum::<f64>());
            softmax(row);
        }
        let weights = weights_of(coefficients);
        let square: f64 = weights.as_slice().expect("row by row").iter().map(|weight| weight * weight).sum();
        (loss + 0.5 * self.strength * square, probabilities)
    }

    fn pull(&self, coefficients: &Array2<f64>) -> f64 {
        let weights = weights_of(coefficients);
        self.strength * weights.as_slice().expect("row by row").iter().map(|weight| weight * weight).sum::<f64>().sqrt()
    }

    fn gradient(&self, coefficients: &Array2<f64>, probabilities: &Array2<f64>) -> Array2<f64> {
        let mut residuals = probabilities.clone();
        for ((mut row, target), share) in residuals.rows_mut().into_iter().zip(self.targets.rows()).zip(&self.shares) {
            row -= &target;
            row *= *share;
        }
        self.pull_back(&residuals, coefficients)
    }

    fn hessian_times(&self, probabilities: &Array2<f64>, direction: &Array2<f64>) -> Array2<f64> {
        let mut change = self.logits(direction);
        for ((mut row, probabilities), share) in
            change.rows_mut().into_iter().zip(probabilities.rows()).zip(&self.shares)
        {
            let mean: f64 = row.iter().zip(probabilities).map(|(change, probability)| change * probability).sum();
            row.zip_mut_with(&probabilities, |change, probability| *change = share * probability * (*change - mean));
        }
        self.pull_back(&change, direction)
    }
}

/// Whether numbers are probabilities that sum to one, as exactly as a file of four digits can say.
fn is_distribution(target: ArrayView1<'_, f64>) -> bool {
    target.iter().all(|p| *p >= 0.0) && (target.sum() - 1.0).abs() < 1e-3
}

/// The coefficients without their last row, the intercepts.
fn weights_of(coefficients: &Array2<f64>) -> ArrayView2<'_, f64> {
    coefficients.view().split_at(Axis(0), coefficients.nrows() - 1).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::SparseRows;
    use crate::model::logistic::LogisticParams;
    use linfa::ParamGuard;
    use ndarray::array;

    #[test]
    fn gradient_and_hessian_agree_with_finite_differences() {
        let rows =
            SparseRows::from_dense(&array![[1.0, 0.0, -2.0], [0.5, 3.0, 0.0], [0.0, 1.0, 1.0], [2.0, -1.0, 0.3]]);
        let targets = array![[1.0, 0.0, 0.0], [0.2, 0.5, 0.3], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]];
        let params = LogisticParams::new(3).strength(0.3).check().unwrap();
        let loss = LogLoss::new(&rows, targets.view(), Some(&[1.0, 2.0, 0.5, 0.0]), None, &params).unwrap();
        let at = array![[0.1, -0.4, 0.3], [0.7, 0.2, -0.9], [-0.3, 0.5, 0.1], [0.2, 0.0, -0.1]];
        let (_, point) = loss.at(&at);
        let gradient = loss.gradient(&at, &point);
        let step = 1e-5;
        for row in 0..4 {
            for label in 0..3 {
                let moved = |by: f64| {
                    let mut moved = at.clone();
                    moved[[row, label]] += by;
                    let (value, point) = loss.at(&moved);
                    (value, loss.gradient(&moved, &point))
                };
                let ((above, gradient_above), (below, gradient_below)) = (moved(step), moved(-step));
                assert!(((above - below) / (2.0 * step) - gradient[[row, label]]).abs() < 1e-8);
                let mut direction = loss.zero();
                direction[[row, label]] = 1.0;
                let difference =
                    (gradient_above - gradient_below) / (2.0 * step) - loss.hessian_times(&point, &direction);
                assert!(difference.iter().all(|error| error.abs() < 1e-8), "{difference}");
            }
        }
    }
}
