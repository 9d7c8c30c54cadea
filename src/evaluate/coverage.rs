//! What is gained by leaving out the comments whose label is least sure.

use super::confusion::ratio;
use super::scores::Scored;
use serde::Serialize;

/// The risk–coverage curve (El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification"): how often labels are right where
/// only the surest comments are labelled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// From all comments to the surest tenth.
    pub points: Vec<Covered>,
    /// The mean share of wrong labels over all numbers of comments labelled, the surest first (area under the curve; Geifman and El-Yaniv 2017).
    pub area: f64,
}

/// The labels given when the least sure comments are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Covered {
    /// Share of the comments that are labelled.
    pub share: f64,
    /// Their number.
    pub comments: u64,
    /// The smallest probability of a label among them: what `--abstain-below` would have to be.
    pub from: f64,
    /// Share of them whose label is right.
    pub accuracy: f64,
}

impl Coverage {
    pub(super) fn of(scored: &[Scored]) -> Self {
        const TENTHS: usize = 10;
        let mut surest: Vec<&Scored> = scored.iter().collect();
        surest.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let (mut right, mut wrong) = (0u64, 0.0);
        let mut rights = vec![0u64];
        for (before, comment) in (1u64..).zip(&surest) {
            right += u64::from(comment.gold == comment.predicted);
            wrong += ratio(before - right, before);
            rights.push(right);
        }
        let point = |tenth: usize| {
            let comments = surest.len() * tenth / TENTHS;
            (comments > 0).then(|| Covered {
                share: tenth as f64 / TENTHS as f64,
                comments: comments as u64,
                from: surest[comments - 1].confidence,
                accuracy: ratio(rights[comments], comments as u64),
            })
        };
        let points = (1..=TENTHS).rev().filter_map(point).collect();
        Self { points, area: wrong / surest.len().max(1) as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(confidence: f64, right: bool) -> Scored {
        Scored { thread: None, gold: 0, predicted: usize::from(!right), confidence, log_loss: 0.0 }
    }

    #[test]
    fn the_least_sure_are_left_out_first() {
        let scored: Vec<Scored> = (0..10).map(|n| scored(f64::from(n) / 10.0, n >= 5)).collect();
        let coverage = Coverage::of(&scored);
        let told: Vec<(u64, f64)> = coverage.points.iter().map(|point| (point.comments, point.accuracy)).collect();
        assert_eq!((told[0], told[5], told[9]), ((10, 0.5), (5, 1.0), (1, 1.0)));
        assert_eq!(coverage.points[5].from, 0.5);
        // 0 wrong in the first five, then 1 of 6, 2 of 7 …
        let area = [1.0 / 6.0, 2.0 / 7.0, 3.0 / 8.0, 4.0 / 9.0, 0.5].iter().sum::<f64>() / 10.0;
        assert!((coverage.area - area).abs() < 1e-12);
    }

    #[test]
    fn nothing_and_one_comment_are_covered_too() {
        assert!(Coverage::of(&[]).points.is_empty());
        assert_eq!(Coverage::of(&[scored(0.4, true)]).points.len(), 1);
    }
}
