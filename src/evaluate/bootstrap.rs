//! Intervals of scores by drawing the comments again (Efron 1979), or their threads where threads are known (Field and Welsh 2007).

use super::confusion::{Confusion, ratio};
use super::scores::Scored;
use crate::model::Interval;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Times that comments are drawn again.
const DRAWS: u64 = 1000;
/// Confidence of every interval, and the standard normal quantile that goes with it.
pub(super) const LEVEL: f64 = 0.95;
const QUANTILE: f64 = 1.959_963_984_540_054;

/// What is drawn as a whole: the comments of a thread, or one comment.
pub(super) struct Unit {
    /// Gold label, predicted label.
    pub pairs: Vec<(usize, usize)>,
    pub log_loss: f64,
}

/// Scores of one draw.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Draw {
    pub accuracy: f64,
    pub macro_f1: f64,
    pub log_loss: f64,
}

/// With fewer threads than this, drawing them again says nothing of threads in general, and comments are drawn instead.
const FEWEST_THREADS: usize = 8;

/// Whether there are threads enough to draw threads.
pub(super) fn draws_threads(threads: usize) -> bool {
    threads >= FEWEST_THREADS
}

/// Comments by thread, in order of appearance; each by itself where its thread is not known or there are too few.
pub(super) fn units(scored: &[Scored]) -> Vec<Unit> {
    let whole = draws_threads(threads(scored));
    let mut units: Vec<Unit> = Vec::new();
    let mut unit_of: BTreeMap<&str, usize> = BTreeMap::new();
    for comment in scored {
        let next = units.len();
        let thread = comment.thread.as_deref().filter(|_| whole);
        let unit = thread.map_or(next, |thread| *unit_of.entry(thread).or_insert(next));
        if unit == next {
            units.push(Unit { pairs: Vec::new(), log_loss: 0.0 });
        }
        units[unit].pairs.push((comment.gold, comment.predicted));
        units[unit].log_loss += comment.log_loss;
    }
    units
}

/// How many different threads the comments are of.
pub(super) fn threads(scored: &[Scored]) -> usize {
    scored.iter().filter_map(|comment| comment.thread.as_deref()).collect::<BTreeSet<_>>().len()
}

/// The scores of [`DRAWS`] samples of as many units as there are, each drawn with replacement. The same seed draws the same units.
pub(super) fn draws(units: &[Unit], labels: usize, seed: u64) -> Vec<(Confusion, Draw)> {
    let draw = |number: u64| {
        // A seed for each draw, so that draws can be made side by side.
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(DRAWS).wrapping_add(number));
        let (mut confusion, mut log_loss) = (Confusion::new(labels), 0.0);
        for _ in 0..units.len() {
            let unit = &units[random.gen_range(0..units.len())];
            unit.pairs.iter().for_each(|(gold, predicted)| confusion.count(*gold, *predicted, 1));
            log_loss += unit.log_loss;
        }
        let draw = Draw {
            accuracy: confusion.accuracy(),
            macro_f1: confusion.macro_f1(),
            log_loss: log_loss / confusion.total().max(1) as f64,
        };
        (confusion, draw)
    };
    (0..DRAWS).into_par_iter().map(draw).collect()
}

/// An estimate between the quantiles of its draws.
pub(super) fn percentiles(value: f64, mut draws: Vec<f64>) -> Interval {
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws.get((share * (draws.len() - 1) as f64).round() as usize).copied().unwrap_or(value);
    let tail = (1.0 - LEVEL) / 2.0;
    Interval { value, low: at(tail).min(value), high: at(1.0 - tail).max(value), level: LEVEL }
}

/// The interval of a share by Wilson (1927), which is honest for few comments and for shares near 0 and 1. `design_effect` is by how much threads
/// make the share less certain than as many comments by themselves, 1 or more (Kish 1965).
pub(super) fn wilson(part: u64, whole: u64, design_effect: f64) -> Interval {
    if whole == 0 {
        return Interval { value: 0.0, low: 0.0, high: 1.0, level: LEVEL };
    }
    let (share, n) = (ratio(part, whole), whole as f64 / design_effect);
    let square = QUANTILE * QUANTILE;
    let middle = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half = QUANTILE / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    Interval {
        value: share,
        low: (middle - half).clamp(0.0, share),
        high: (middle + half).clamp(share, 1.0),
        level: LEVEL,
    }
}

/// How much larger the variance of the accuracy is for these units than for as many comments by themselves; at least 1.
pub(super) fn design_effect(accuracy: f64, comments: u64, draws: &[f64]) -> f64 {
    let simple = accuracy * (1.0 - accuracy) / comments.max(1) as f64;
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let drawn = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / draws.len() as f64;
    if simple > 0.0 { (drawn / simple).max(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_the_published_example() {
        // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (part, whole, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = wilson(part, whole, 1.0);
            assert!((interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5, "{interval:?}");
        }
    }

    #[test]
    fn comments_of_a_thread_that_err_together_widen_the_interval() {
        let scored = |thread: bool| -> Vec<Scored> {
            let one = |n: usize| Scored {
                thread: thread.then(|| (n / 25).to_string()),
                gold: 0,
                predicted: usize::from((n / 25).is_multiple_of(2)),
                confidence: 1.0,
                log_loss: 0.0,
            };
            (0..200).map(one).collect()
        };
        let accuracies = |units: &[Unit]| draws(units, 2, 1).iter().map(|(_, draw)| draw.accuracy).collect::<Vec<_>>();
        let alone = design_effect(0.5, 200, &accuracies(&units(&scored(false))));
        let together = design_effect(0.5, 200, &accuracies(&units(&scored(true))));
        assert!(alone < 1.3 && together > 15.0, "{alone} {together}");
    }
}
