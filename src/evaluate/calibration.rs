//! Whether a probability of 0.8 is right eight times in ten.

use super::confusion::ratio;
use super::scores::Scored;
use serde::Serialize;

/// Comments by the probability of their label, in up to fifteen bins of equally many, ten or more.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The bins, in rising order.
    pub bins: Vec<Bin>,
    /// The mean distance between probability and share of right labels, weighted by comments (expected calibration error; Naeini, Cooper and
    /// Hauskrecht 2015; with bins of equal mass as in Nixon et al. 2019).
    pub expected_error: f64,
}

/// Comments whose labels had about the same probability.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lowest probability of the bin.
    pub from: f64,
    /// Number of comments.
    pub comments: u64,
    /// Mean probability of their labels.
    pub probability: f64,
    /// Share of them whose label is right.
    pub accuracy: f64,
}

impl Calibration {
    pub(super) fn of(scored: &[Scored]) -> Self {
        const MOST: usize = 15;
        const FEWEST_COMMENTS: usize = 10;
        let mut rising: Vec<&Scored> = scored.iter().collect();
        rising.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let count = (rising.len() / FEWEST_COMMENTS).clamp(1, MOST);
        // Equal probabilities stay in one bin: how they are ordered says nothing.
        let bin_of = |at: usize| at * count / rising.len();
        let first_equal = |comment: &&Scored| rising.partition_point(|other| other.confidence < comment.confidence);
        let bins: Vec<Bin> =
            rising.chunk_by(|a, b| bin_of(first_equal(a)) == bin_of(first_equal(b))).map(Bin::of).collect();
        let distance = |bin: &Bin| (bin.probability - bin.accuracy).abs() * bin.comments as f64;
        let expected_error = bins.iter().map(distance).sum::<f64>() / scored.len().max(1) as f64;
        Self { bins, expected_error }
    }
}

impl Bin {
    fn of(part: &[&Scored]) -> Self {
        let right = part.iter().filter(|comment| comment.gold == comment.predicted).count();
        let probability = part.iter().map(|comment| comment.confidence).sum::<f64>() / part.len() as f64;
        let comments = part.len() as u64;
        Self { from: part[0].confidence, comments, probability, accuracy: ratio(right as u64, comments) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_equally_many_and_the_error_is_their_distance() {
        // A hundred comments at ten probabilities, each as often right as it says but for the last.
        let scored = |n: usize| {
            let (tenths, right) = (n / 10, n % 10 < n / 10 && n < 90);
            Scored {
                thread: None,
                gold: 0,
                predicted: usize::from(!right),
                confidence: tenths as f64 / 10.0,
                log_loss: 0.0,
            }
        };
        let calibration = Calibration::of(&(0..100).map(scored).collect::<Vec<_>>());
        assert!(calibration.bins.iter().all(|bin| bin.comments == 10) && calibration.bins.len() == 10);
        assert_eq!((calibration.bins[7].from, calibration.bins[7].accuracy), (0.7, 0.7));
        assert!((calibration.expected_error - 0.09).abs() < 1e-12, "{}", calibration.expected_error);
    }

    #[test]
    fn equal_probabilities_stay_together() {
        let scored = |n: usize| Scored {
            thread: None,
            gold: 0,
            predicted: usize::from(n.is_multiple_of(2)),
            confidence: 0.5,
            log_loss: 0.0,
        };
        let calibration = Calibration::of(&(0..40).map(scored).collect::<Vec<_>>());
        assert_eq!((calibration.bins.len(), calibration.expected_error), (1, 0.0));
    }

    #[test]
    fn nothing_has_no_error() {
        assert_eq!(Calibration::of(&[]), Calibration { bins: Vec::new(), expected_error: 0.0 });
    }
}
