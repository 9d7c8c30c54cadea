//! Whether a probability of 0.8 is right eight times in ten.

use super::confusion::ratio;
use super::scores::Scored;
use serde::Serialize;

/// Comments by the probability of their predicted label, in tenths.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The bins that hold a comment, in rising order.
    pub bins: Vec<Bin>,
    /// The mean distance between probability and share of right labels, weighted by comments (expected calibration error; Naeini, Cooper and
    /// Hauskrecht 2015).
    pub expected_error: f64,
}

/// Comments whose predicted label had a probability in one tenth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lowest probability of the bin.
    pub from: f64,
    /// Number of comments.
    pub comments: u64,
    /// Mean probability of their predicted labels.
    pub probability: f64,
    /// Share of them whose label is right.
    pub accuracy: f64,
}

impl Calibration {
    pub(super) fn of(scored: &[Scored]) -> Self {
        const BINS: usize = 10;
        let mut sums = [(0u64, 0u64, 0.0f64); BINS];
        for comment in scored {
            let bin = ((comment.confidence * BINS as f64) as usize).min(BINS - 1);
            let (comments, right, probability) = &mut sums[bin];
            *comments += 1;
            *right += u64::from(comment.gold == comment.predicted);
            *probability += comment.confidence;
        }
        let bins: Vec<Bin> = sums
            .iter()
            .enumerate()
            .filter(|(_, (comments, ..))| *comments > 0)
            .map(|(bin, (comments, right, probability))| Bin {
                from: bin as f64 / BINS as f64,
                comments: *comments,
                probability: probability / *comments as f64,
                accuracy: ratio(*right, *comments),
            })
            .collect();
        let distance = |bin: &Bin| (bin.probability - bin.accuracy).abs() * bin.comments as f64;
        let expected_error = bins.iter().map(distance).sum::<f64>() / scored.len().max(1) as f64;
        Self { bins, expected_error }
    }
}
