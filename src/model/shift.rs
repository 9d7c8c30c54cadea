//! How often each label occurs among comments that have none: the prior of a thread, re-estimated from the probabilities of its own comments.
//!
//! Expectation–maximisation of Saerens, Latinne and Decaestecker (2002), "Adjusting the outputs of a classifier to new a priori probabilities". It
//! believes that the comments of a label read as they did in training, and only their shares have changed. Where that is not so it goes far
//! astray, and on a few comments too: so the shares of training count as much as a hundred comments of the thread.

use super::{ClassWeights, Model, Predictions};
use ndarray::{Array1, Array2, ArrayView1, Axis};

/// Comments that the shares of the training data are worth beside those of a thread.
const GUARD: f64 = 100.0;

/// Steps at most, and the change of a share at which there are enough.
const MOST_STEPS: usize = 1000;
const ENOUGH: f64 = 1e-7;

impl Model {
    /// The same predictions with the prior of each thread re-estimated; `threads` has a number for each comment.
    ///
    /// # Panics
    /// If there are not as many numbers as comments.
    #[must_use]
    pub fn adapt_prior(&self, predictions: &Predictions, threads: &[usize]) -> Predictions {
        assert_eq!(threads.len(), predictions.len());
        let trained = self.trained_prior();
        let mut probabilities = predictions.to_array();
        let mut order: Vec<usize> = (0..threads.len()).collect();
        order.sort_by_key(|comment| threads[*comment]);
        for thread in order.chunk_by(|a, b| threads[*a] == threads[*b]) {
            let of_thread = probabilities.select(Axis(0), thread);
            let prior = estimated_prior(&of_thread, &trained);
            for comment in thread {
                let weighed = reweigh(probabilities.row(*comment), &prior, &trained);
                probabilities.row_mut(*comment).assign(&Array1::from(weighed));
            }
        }
        let factors = self.decision.factors();
        Predictions::choose(probabilities, |_| &factors)
    }

    /// The shares of the labels that its probabilities presuppose.
    fn trained_prior(&self) -> Vec<f64> {
        let labels = self.labels.len();
        let training = &self.card.training;
        if self.card.choice.class_weights == ClassWeights::Balanced || training.per_label.len() != labels {
            return vec![1.0 / labels as f64; labels];
        }
        let all = (training.comments + labels) as f64;
        training.per_label.iter().map(|comments| (comments + 1) as f64 / all).collect()
    }
}

/// The shares of the labels among comments with these probabilities.
fn estimated_prior(probabilities: &Array2<f64>, trained: &[f64]) -> Vec<f64> {
    let mut prior = trained.to_vec();
    for _ in 0..MOST_STEPS {
        let mut sums: Vec<f64> = trained.iter().map(|share| GUARD * share).collect();
        for row in probabilities.rows() {
            let weighed = reweigh(row, &prior, trained);
            sums.iter_mut().zip(weighed).for_each(|(sum, probability)| *sum += probability);
        }
        let all: f64 = sums.iter().sum();
        let next: Vec<f64> = sums.into_iter().map(|sum| sum / all).collect();
        let change = next.iter().zip(&prior).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        prior = next;
        if change < ENOUGH {
            break;
        }
    }
    prior
}

/// Bayes' rule with another prior than that of training.
fn reweigh(probabilities: ArrayView1<'_, f64>, prior: &[f64], trained: &[f64]) -> Vec<f64> {
    let weighed: Vec<f64> =
        probabilities.iter().zip(prior).zip(trained).map(|((probability, new), old)| probability * new / old).collect();
    let sum: f64 = weighed.iter().sum();
    weighed.into_iter().map(|weight| weight / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_a_large_thread_are_found() {
        // Trained at one half each. A word that tells labels apart nine times in ten stands in 74 of 100 comments: four in five are of its label.
        let trained = [0.5, 0.5];
        let row = |comment: usize| if comment % 100 < 74 { [0.9, 0.1] } else { [0.1, 0.9] };
        let probabilities = Array2::from_shape_fn((100_000, 2), |(comment, label)| row(comment)[label]);
        let prior = estimated_prior(&probabilities, &trained);
        assert!((prior[0] - 0.8).abs() < 0.005, "{prior:?}");
    }

    #[test]
    fn one_comment_changes_little() {
        let prior = estimated_prior(&Array2::from_shape_vec((1, 2), vec![0.99, 0.01]).unwrap(), &[0.5, 0.5]);
        assert!((prior[0] - 0.5).abs() < 0.01, "{prior:?}");
    }

    /// `EMQ.EM` of QuaPy 0.2.3 (<https://pypi.org/project/QuaPy/>) on the same probabilities, and a hundred comments of known label for the guard.
    #[test]
    fn shares_are_those_of_quapy() {
        let spread = |i: usize, a: usize, b: usize| ((i * a) % b) as f64 / b as f64;
        let odds = |i: usize| [0.05 + spread(i, 37, 101), 0.05 + spread(i, 53, 97), 0.05 + spread(i, 71, 89)];
        let probabilities = Array2::from_shape_fn((500, 3), |(i, label)| {
            let [a, b, c] = odds(i);
            let odds = [(a / (a + b + c)).sqrt(), b / (a + b + c), c / (a + b + c)];
            odds[label] / odds.iter().sum::<f64>()
        });
        let reference = [0.299_475_076_489_818, 0.183_981_577_129_975, 0.516_543_346_380_206];
        let prior = estimated_prior(&probabilities, &[0.5, 0.3, 0.2]);
        for (found, reference) in prior.iter().zip(reference) {
            assert!((found - reference).abs() < 1e-5, "{prior:?}");
        }
    }
}
