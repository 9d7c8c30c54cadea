//! How large the share of each label is, and how sure that is.
//!
//! A share is the mean probability of its label (probabilistic counting: Bella et al. 2010, "Quantification via Probability Estimators"). Counting
//! predicted labels is biased (Forman 2008, "Quantifying counts and costs via classification"); adjusted counting, expectation–maximisation and
//! taking off what the mean missed by on average were all farther off on threads that were held out (docs/methods.md).
//!
//! The interval covers chance within the thread and the model's error on a thread that it has not seen: the errors on the held-out threads, each
//! divided by how large it was to be expected, say how many times the expected error to allow for (split conformal prediction: Lei et al. 2018,
//! "Distribution-Free Predictive Inference for Regression").

use crate::model::{Model, Residuals, add_covariance, quadratic, triangle};
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Fewer held-out threads than this say nothing of threads in general.
const FEWEST_THREADS: usize = 8;

/// A share of comments, or the difference of two, with an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// The estimate: a share is between 0 and 1, a difference between -1 and 1.
    pub share: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

impl Share {
    /// To six digits, so that machines whose logarithms differ in the last one agree.
    pub(super) fn rounded(&self) -> Self {
        let Self { share, low, high } = *self;
        let [share, low, high] = [share, low, high].map(rounded);
        Self { share, low, high }
    }
}

/// A number to six digits, as all that a digest says.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// What an interval rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Basis {
    /// The errors of the model on this many whole threads that were held out in training.
    HeldOutThreads {
        /// How many.
        threads: usize,
    },
    /// Chance alone, since the training data had too few threads: the model's error on a new thread is not in it.
    ChanceAlone,
    /// Labels that a person gave to a random sample of the thread's own comments, whatever the model's errors.
    Labels {
        /// How many labels.
        labels: usize,
    },
}

/// The comments of a thread, or some of them, added up with weights.
#[derive(Clone, Debug)]
pub struct Tally {
    comments: usize,
    weight: f64,
    squared_weight: f64,
    probabilities: Vec<f64>,
    /// The sum of each comment's covariance times its weight, and times the square of it.
    covariance: Vec<f64>,
    squared_covariance: Vec<f64>,
}

impl Tally {
    /// Nothing yet, for so many labels.
    #[must_use]
    pub fn new(labels: usize) -> Self {
        let none = vec![0.0; triangle(labels)];
        Self {
            comments: 0,
            weight: 0.0,
            squared_weight: 0.0,
            probabilities: vec![0.0; labels],
            covariance: none.clone(),
            squared_covariance: none,
        }
    }

    /// Comments that count the same.
    #[must_use]
    pub fn of<'p>(labels: usize, comments: impl IntoIterator<Item = &'p [f64]>) -> Self {
        let mut tally = Self::new(labels);
        comments.into_iter().for_each(|probabilities| tally.add(probabilities, 1.0));
        tally
    }

    /// Adds a comment with these probabilities.
    pub fn add(&mut self, probabilities: &[f64], weight: f64) {
        self.comments += 1;
        self.weight += weight;
        self.squared_weight += weight * weight;
        self.probabilities.iter_mut().zip(probabilities).for_each(|(sum, p)| *sum += weight * p);
        add_covariance(&mut self.covariance, probabilities, weight);
        add_covariance(&mut self.squared_covariance, probabilities, weight * weight);
    }

    /// How many comments there are.
    #[must_use]
    pub fn comments(&self) -> usize {
        self.comments
    }

    /// The mean probability of each label.
    fn mean(&self) -> Vec<f64> {
        self.probabilities.iter().map(|sum| sum / self.weight).collect()
    }
}

/// Estimates shares by what a model learned about its errors.
#[derive(Clone, Debug)]
pub struct Estimator {
    labels: usize,
    level: f64,
    /// Held-out threads; 0 if there were too few.
    threads: usize,
    /// The errors of a label's share, and of the difference of two.
    of_shares: Spread,
    of_differences: Spread,
}

/// How errors on held-out threads spread.
#[derive(Clone, Copy, Debug)]
struct Spread {
    /// What the variance of one comment is multiplied with for the model's error on a thread, however many comments it has.
    between: f64,
    /// How many expected errors the interval reaches to each side.
    reach: f64,
}

impl Estimator {
    /// For intervals that hold the truth with probability `level`, between 0 and 1.
    #[must_use]
    pub fn new(model: &Model, level: f64) -> Self {
        let (labels, residuals) = (model.labels().len(), model.residuals());
        let units: Vec<Vec<f64>> = (0..labels).map(|label| contrast(labels, label, None)).collect();
        let pairs: Vec<Vec<f64>> =
            (0..labels).flat_map(|a| (0..a).map(move |b| contrast(labels, a, Some(b)))).collect();
        let known = residuals.threads.len() >= FEWEST_THREADS;
        let spread = |contrasts: &[Vec<f64>]| {
            if known { Spread::of(residuals, contrasts, level) } else { Spread::by_chance(level) }
        };
        let threads = if known { residuals.threads.len() } else { 0 };
        Self { labels, level, threads, of_shares: spread(&units), of_differences: spread(&pairs) }
    }

    /// What its intervals rest on.
    #[must_use]
    pub fn basis(&self) -> Basis {
        if self.threads == 0 { Basis::ChanceAlone } else { Basis::HeldOutThreads { threads: self.threads } }
    }

    /// With what probability an interval holds the truth.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.level
    }

    /// The share of each label; they sum to one. Of no comments nothing is known: 0 to 1.
    #[must_use]
    pub fn shares(&self, tally: &Tally) -> Vec<Share> {
        if tally.weight <= 0.0 {
            return vec![Share { share: 1.0 / self.labels as f64, low: 0.0, high: 1.0 }; self.labels];
        }
        let estimates = tally.mean();
        let share = |label: usize| {
            let reach = self.reach(tally, &contrast(self.labels, label, None), self.of_shares, &estimates);
            let share = estimates[label];
            Share { share, low: (share - reach).max(0.0), high: (share + reach).min(1.0) }
        };
        (0..self.labels).map(share).collect()
    }

    /// The share of label `a` less that of `b`.
    #[must_use]
    pub fn difference(&self, tally: &Tally, a: usize, b: usize) -> Share {
        if tally.weight <= 0.0 {
            return Share { share: 0.0, low: -1.0, high: 1.0 };
        }
        let estimates = tally.mean();
        let share = estimates[a] - estimates[b];
        let reach = self.reach(tally, &contrast(self.labels, a, Some(b)), self.of_differences, &estimates);
        Share { share, low: (share - reach).max(-1.0), high: (share + reach).min(1.0) }
    }

    /// By how much the lead of label `a` over `b` is larger among the comments of `one` than among those of `other`. What the model
    /// misses by on both counts for each: the interval is rather too wide for two parts of one thread.
    #[must_use]
    pub fn change(&self, one: &Tally, other: &Tally, a: usize, b: usize) -> Share {
        let [one, other] = [one, other].map(|tally| self.difference(tally, a, b));
        let share = one.share - other.share;
        // A range that was cut at its end is as long as its other side.
        let reach = |share: &Share| (share.high - share.share).max(share.share - share.low);
        let reach = libm::hypot(reach(&one), reach(&other));
        Share { share, low: (share - reach).max(-2.0), high: (share + reach).min(2.0) }
    }

    fn reach(&self, tally: &Tally, contrast: &[f64], spread: Spread, estimates: &[f64]) -> f64 {
        let squares = tally.squared_weight / (tally.weight * tally.weight);
        let variance = if self.threads == 0 {
            // What drawing comments again, and a label for each by its probabilities, comes to.
            let mut drawn = vec![0.0; tally.covariance.len()];
            add_covariance(&mut drawn, estimates, squares);
            quadratic(&drawn, contrast)
        } else {
            let within = quadratic(&tally.squared_covariance, contrast) / (tally.weight * tally.weight);
            spread.between * quadratic(&tally.covariance, contrast) / tally.weight + within
        };
        spread.reach * variance.sqrt()
    }
}

impl Spread {
    fn by_chance(level: f64) -> Self {
        Self { between: 0.0, reach: Normal::standard().inverse_cdf(f64::midpoint(1.0, level)) }
    }

    /// Of the errors of all `contrasts` together: there are too few threads to tell them apart.
    fn of(residuals: &Residuals, contrasts: &[Vec<f64>], level: f64) -> Self {
        // Error, variance of one comment, comments.
        let errors: Vec<(f64, f64, f64)> = residuals
            .threads
            .iter()
            .flat_map(|thread| contrasts.iter().map(move |contrast| (thread, contrast)))
            .map(|(thread, contrast)| {
                (thread.error(contrast), thread.variance(contrast).max(1e-6), thread.comments as f64)
            })
            .collect();
        let excess = |(error, variance, comments): &(f64, f64, f64)| error * error / variance - 1.0 / comments;
        let between = (errors.iter().map(excess).sum::<f64>() / errors.len() as f64).max(0.0);
        let expected = |variance: f64, comments: f64| (variance * (between + 1.0 / comments)).sqrt();
        let mut times: Vec<f64> =
            errors.iter().map(|(error, variance, comments)| error.abs() / expected(*variance, *comments)).collect();
        times.sort_by(f64::total_cmp);
        Self { between, reach: reach(&times, residuals.threads.len(), level) }
    }
}

/// The `level` quantile of sorted errors as a new one would meet it; beyond the largest by Student's t, as if errors were normal.
fn reach(times: &[f64], threads: usize, level: f64) -> f64 {
    let place = ((times.len() + 1) as f64 * level - 1e-9).ceil() as usize;
    // The labels of a thread err together: it takes that many threads, not labels, to know a quantile.
    if (threads + 1) as f64 * (1.0 - level) >= 1.0 - 1e-9 && place <= times.len() {
        return times[place - 1];
    }
    let squares = times.iter().map(|times| times * times).sum::<f64>() / times.len() as f64;
    let student = StudentsT::new(0.0, 1.0, (threads - 1) as f64).expect("more than one thread");
    squares.sqrt() * student.inverse_cdf(f64::midpoint(1.0, level))
}

/// One for label `a`, less one for `b`.
fn contrast(labels: usize, a: usize, b: Option<usize>) -> Vec<f64> {
    let mut contrast = vec![0.0; labels];
    contrast[a] = 1.0;
    if let Some(b) = b {
        contrast[b] = -1.0;
    }
    contrast
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `PCC` of QuaPy 0.2.3 (<https://pypi.org/project/QuaPy/>) on the same probabilities.
    #[test]
    fn shares_are_those_of_quapy() {
        let spread = |i: usize, a: usize, b: usize| ((i * a) % b) as f64 / b as f64;
        let comments: Vec<[f64; 3]> = (0..500)
            .map(|i| {
                let odds = [0.05 + spread(i, 37, 101), 0.05 + spread(i, 53, 97), 0.05 + spread(i, 71, 89)];
                let sum = odds.iter().sum::<f64>();
                let odds = [(odds[0] / sum).sqrt(), odds[1] / sum, odds[2] / sum];
                odds.map(|odd| odd / odds.iter().sum::<f64>())
            })
            .collect();
        let estimator = Estimator::new(Model::builtin(), 0.9);
        let shares = estimator.shares(&Tally::of(3, comments.iter().map(<[f64; 3]>::as_slice)));
        let reference = [0.456_508_458_268_019, 0.269_630_484_181_994, 0.273_861_057_549_987];
        for (found, reference) in shares.iter().zip(reference) {
            assert!((found.share - reference).abs() < 1e-12, "{found:?}");
        }
    }
}
