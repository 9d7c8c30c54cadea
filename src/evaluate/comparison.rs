//! Whether one model is better than another, or only luckier: both are scored on the same draws of the same comments.

use super::bootstrap::{Draw, draws, percentiles, units};
use super::scores::Scored;
use crate::model::Interval;
use serde::Serialize;

/// The second model's scores minus the first's, on the same comments. A difference whose interval holds 0 may be luck.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Difference in accuracy.
    pub accuracy: Interval,
    /// Difference in macro F1.
    pub macro_f1: Interval,
    /// Difference in log loss: below 0, the second is better.
    pub log_loss: Interval,
}

impl Comparison {
    /// Compares two sets of predictions of the same comments, in the same order.
    ///
    /// # Panics
    /// If they are not of the same comments.
    #[must_use]
    pub fn of(labels: usize, first: &[Scored], second: &[Scored], seed: u64) -> Self {
        assert!(first.len() == second.len() && first.iter().zip(second).all(|(a, b)| a.gold == b.gold));
        let sampled = |scored: &[Scored]| -> (Draw, Vec<Draw>) {
            let units = units(scored);
            // The same seed and the same units: both models are drawn the same comments.
            let draws = draws(&units, labels, seed).into_iter().map(|(_, draw)| draw).collect();
            let mut whole = super::Confusion::new(labels);
            scored.iter().for_each(|one| whole.count(one.gold, one.predicted, 1));
            let log_loss = scored.iter().map(|one| one.log_loss).sum::<f64>() / scored.len().max(1) as f64;
            (Draw { accuracy: whole.accuracy(), macro_f1: whole.macro_f1(), log_loss }, draws)
        };
        let ((first, first_draws), (second, second_draws)) = (sampled(first), sampled(second));
        let difference = |of: fn(&Draw) -> f64| {
            let draws = first_draws.iter().zip(&second_draws).map(|(first, second)| of(second) - of(first));
            percentiles(of(&second) - of(&first), draws.collect())
        };
        Self {
            accuracy: difference(|draw| draw.accuracy),
            macro_f1: difference(|draw| draw.macro_f1),
            log_loss: difference(|draw| draw.log_loss),
        }
    }
}
