//! How far off the shares of the labels were on whole threads that were held out: what an interval for a new thread rests on.
//!
//! The share of a label among the comments of a thread is estimated by the mean of its probabilities (probabilistic counting: Bella et al. 2010,
//! "Quantification via Probability Estimators"). It misses for two reasons: chance, which more comments make smaller, and a thread's own way
//! with words, which they don't. The first follows from the probabilities, the second is only seen on threads with labels.

use super::HeldOut;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Labelled comments that a thread needs to say something.
const FEWEST_COMMENTS: usize = 5;

/// Numbers kept at most: threads beyond that are left out evenly.
const MOST_NUMBERS: usize = 200_000;

/// The errors of threads that were held out in cross-validation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Residuals {
    /// One for each thread.
    pub threads: Vec<ThreadResidual>,
}

/// The error on one thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThreadResidual {
    /// Labelled comments.
    pub comments: usize,
    /// For each label its estimated share less its share among the labels.
    pub errors: Vec<f64>,
    /// The mean covariance of two labels of one comment, given its probabilities: row after row of the lower triangle.
    pub covariance: Vec<f64>,
}

impl Residuals {
    /// The residuals of the threads that are known; none without threads.
    pub(super) fn of(held_out: &HeldOut) -> Self {
        let mut threads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (comment, thread) in held_out.threads.iter().enumerate() {
            if let Some(thread) = thread {
                threads.entry(*thread).or_default().push(comment);
            }
        }
        let mut threads: Vec<Vec<usize>> = threads.into_values().collect();
        threads.retain(|comments| comments.len() >= FEWEST_COMMENTS);
        let residuals: Vec<ThreadResidual> =
            threads.iter().map(|comments| ThreadResidual::of(held_out, comments)).collect();
        let numbers = residuals.first().map_or(1, |one| 1 + one.errors.len() + one.covariance.len());
        let step = (residuals.len() * numbers).div_ceil(MOST_NUMBERS).max(1);
        Self { threads: residuals.into_iter().step_by(step).collect() }
    }

    /// Whether these can be those of a model with so many labels.
    pub(super) fn suit(&self, labels: usize) -> bool {
        self.threads.iter().all(|thread| {
            thread.comments >= FEWEST_COMMENTS
                && thread.errors.len() == labels
                && thread.covariance.len() == triangle(labels)
                && thread.errors.iter().chain(&thread.covariance).all(|number| number.abs() <= 1.0)
        })
    }
}

impl ThreadResidual {
    fn of(held_out: &HeldOut, comments: &[usize]) -> Self {
        let labels = held_out.predictions.probabilities(comments[0]).len();
        let (mut errors, mut covariance) = (vec![0.0; labels], vec![0.0; triangle(labels)]);
        for comment in comments {
            let probabilities = held_out.predictions.probabilities(*comment);
            errors.iter_mut().zip(probabilities).for_each(|(sum, probability)| *sum += probability);
            errors[held_out.gold[*comment]] -= 1.0;
            add_covariance(&mut covariance, probabilities, 1.0);
        }
        let mean = |sum: f64| rounded(sum / comments.len() as f64);
        Self {
            comments: comments.len(),
            errors: errors.into_iter().map(mean).collect(),
            covariance: covariance.into_iter().map(mean).collect(),
        }
    }

    /// The error of a weighted sum of shares.
    #[must_use]
    pub fn error(&self, contrast: &[f64]) -> f64 {
        contrast.iter().zip(&self.errors).map(|(weight, error)| weight * error).sum()
    }

    /// How much a weighted sum of one comment's labels varies, given its probabilities: the mean over the comments.
    #[must_use]
    pub fn variance(&self, contrast: &[f64]) -> f64 {
        quadratic(&self.covariance, contrast)
    }
}

/// Numbers in the lower triangle of a square.
#[must_use]
pub fn triangle(side: usize) -> usize {
    side * (side + 1) / 2
}

/// Adds to the lower triangle the covariances of the labels of a comment with these probabilities, `times` over.
pub fn add_covariance(triangle: &mut [f64], probabilities: &[f64], times: f64) {
    let mut place = 0;
    for (row, p) in probabilities.iter().enumerate() {
        for (column, q) in probabilities[..=row].iter().enumerate() {
            triangle[place] += times * if row == column { p * (1.0 - p) } else { -p * q };
            place += 1;
        }
    }
}

/// `contrast · covariance · contrast`, from the lower triangle.
#[must_use]
pub fn quadratic(triangle: &[f64], contrast: &[f64]) -> f64 {
    let (mut sum, mut place) = (0.0, 0);
    for (row, a) in contrast.iter().enumerate() {
        for (column, b) in contrast[..=row].iter().enumerate() {
            sum += a * b * triangle[place] * if row == column { 1.0 } else { 2.0 };
            place += 1;
        }
    }
    sum.max(0.0)
}

/// To six decimals: what a model file keeps.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
