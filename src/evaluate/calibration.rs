//! Whether a probability of 0.8 is right eight times in ten.

use super::confusion::ratio;
use super::scores::Scored;
use serde::Serialize;

/// Comments by the probability of their label, in up to fifteen bins of equally many.
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
        const BINS: usize = 15;
        let mut rising: Vec<&Scored> = scored.iter().collect();
        rising.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let edge = |bin: usize| rising.len() * bin / BINS;
        let parts = (0..BINS).map(|bin| &rising[edge(bin)..edge(bin + 1)]);
        let bins: Vec<Bin> = parts.filter(|part| !part.is_empty()).map(Bin::of).collect();
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
        // Thirty comments at each of two probabilities; 0.9 is right always, 0.5 never.
        let scored = |n: usize| {
            let right = n.is_multiple_of(2);
            let confidence = if right { 0.9 } else { 0.5 };
            Scored { thread: None, gold: 0, predicted: usize::from(!right), confidence, log_loss: 0.0 }
        };
        let calibration = Calibration::of(&(0..60).map(scored).collect::<Vec<_>>());
        assert!(calibration.bins.iter().all(|bin| bin.comments == 4) && calibration.bins.len() == 15);
        let mixed = &calibration.bins[7];
        assert_eq!((mixed.from, mixed.accuracy), (0.5, 0.5));
        let expected = (7.0 * 0.5 + (0.7 - 0.5) + 7.0 * 0.1) / 15.0;
        assert!((calibration.expected_error - expected).abs() < 1e-12, "{}", calibration.expected_error);
    }

    #[test]
    fn nothing_has_no_error() {
        assert_eq!(Calibration::of(&[]), Calibration { bins: Vec::new(), expected_error: 0.0 });
    }
}
