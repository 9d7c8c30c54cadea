//! Which label a comment gets, apart from how probable each label is.
//!
//! Probabilities stay calibrated to the data; the label is the one whose probability, moved by an offset on the logarithmic scale, is largest. So
//! a rare label can be found as often as a score like macro F1 wants it to be, and nothing is said about its probability that is not true (Elkan
//! 2001, "The foundations of cost-sensitive learning"; Lipton et al. 2014, "Optimal thresholding of classifiers to maximize F1 measure").

use ndarray::ArrayView2;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// What labels are chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// The share of comments whose label is found.
    Accuracy,
    /// The mean of the F1 of the labels: rare labels count as much as frequent ones.
    #[default]
    MacroF1,
    /// The mean of the recall of the labels.
    MacroRecall,
    /// The most probable label, whatever comes of it.
    LogLoss,
}

/// The rule by which a model chooses labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    objective: Objective,
    /// What is added to the logarithm of each label's probability; their sum is zero.
    offsets: Vec<f64>,
}

/// Offsets tried, in this many steps of this size on either side of none.
const STEPS: i32 = 20;
const STEP: f64 = 0.1;
/// Rounds over all labels; two or three suffice.
const ROUNDS: usize = 10;
/// Comments that a label must have for its offset to be looked for: of fewer, the best is chance.
const FEWEST: usize = 5;
/// Bootstrap samples over which offsets are averaged, and how many comments are drawn at most in all of them.
const DRAWS: usize = 25;
const MOST_DRAWN: usize = 100_000;

impl Decision {
    /// The most probable label.
    #[must_use]
    pub fn most_probable(labels: usize) -> Self {
        Self { objective: Objective::LogLoss, offsets: vec![0.0; labels] }
    }

    /// The offsets that do best for `objective` on comments with these probabilities (one row a comment) and gold labels.
    ///
    /// They are moved one label at a time, on a grid, and averaged over bootstrap samples (Breiman 1996, "Bagging predictors"): the best thresholds
    /// of a few hundred comments follow the chances of these very comments.
    #[must_use]
    pub fn fit(probabilities: ArrayView2<'_, f64>, gold: &[usize], objective: Objective) -> Self {
        let labels = probabilities.ncols();
        let draws = if objective == Objective::LogLoss { 0 } else { (MOST_DRAWN / gold.len().max(1)).clamp(1, DRAWS) };
        let drawn: Vec<Vec<f64>> = (0..draws as u64)
            .into_par_iter()
            .map(|draw| {
                let mut generator = Xoshiro256PlusPlus::seed_from_u64(draw);
                let mut times = vec![0u32; gold.len()];
                (0..gold.len()).for_each(|_| times[generator.gen_range(0..gold.len())] += 1);
                best_offsets(probabilities, gold, &times, objective)
            })
            .collect();
        let mean = |label: usize| drawn.iter().map(|offsets| offsets[label]).sum::<f64>() / draws.max(1) as f64;
        Self { objective, offsets: (0..labels).map(mean).collect() }
    }

    /// What labels are chosen for.
    #[must_use]
    pub fn objective(&self) -> Objective {
        self.objective
    }

    /// What is added to the logarithm of each label's probability before the largest is taken.
    #[must_use]
    pub fn offsets(&self) -> &[f64] {
        &self.offsets
    }

    /// What each probability is multiplied with: the same rule without logarithms.
    pub(super) fn factors(&self) -> Vec<f64> {
        factors(&self.offsets)
    }

    /// Whether these can be the offsets of so many labels.
    pub(super) fn suits(&self, labels: usize) -> bool {
        const LARGEST: f64 = 100.0;
        self.offsets.len() == labels && self.offsets.iter().all(|offset| offset.abs() <= LARGEST)
    }
}

/// The offsets that do best on comments of which each counts `times`; their sum is zero.
fn best_offsets(probabilities: ArrayView2<'_, f64>, gold: &[usize], times: &[u32], objective: Objective) -> Vec<f64> {
    let labels = probabilities.ncols();
    let mut offsets = vec![0.0; labels];
    let mut support = vec![0; labels];
    gold.iter().for_each(|label| support[*label] += 1);
    for _ in 0..ROUNDS {
        let before = offsets.clone();
        for label in (0..labels).filter(|label| support[*label] >= FEWEST) {
            offsets[label] = best_offset(probabilities, gold, times, objective, &offsets, label);
        }
        if offsets == before {
            break;
        }
    }
    let mean = offsets.iter().sum::<f64>() / labels as f64;
    offsets.iter_mut().for_each(|offset| *offset -= mean);
    offsets
}

/// The offset of one label that does best while the others stay; of equals the nearest to the one it has.
fn best_offset(
    probabilities: ArrayView2<'_, f64>,
    gold: &[usize],
    times: &[u32],
    objective: Objective,
    offsets: &[f64],
    label: usize,
) -> f64 {
    let factors = factors(offsets);
    let rivals: Vec<(usize, f64, f64)> = probabilities
        .rows()
        .into_iter()
        .map(|row| {
            let others =
                (0..factors.len()).filter(|other| *other != label).map(|other| (other, row[other] * factors[other]));
            let (rival, strongest) =
                others.reduce(|best, next| if next.1 > best.1 { next } else { best }).expect("two labels");
            (rival, strongest, row[label])
        })
        .collect();
    let score = |offset: f64| {
        let factor = libm::exp(offset);
        let mut counts = Counts::new(factors.len());
        for (((rival, strongest, own), gold), times) in rivals.iter().zip(gold).zip(times) {
            let own = own * factor;
            let wins = own > *strongest || own == *strongest && label < *rival;
            counts.count(*gold, if wins { label } else { *rival }, *times);
        }
        counts.score(objective)
    };
    let nearest_first = (1..=STEPS).flat_map(|step| [-step, step]).map(|step| offsets[label] + f64::from(step) * STEP);
    let tried = nearest_first.map(|offset| (score(offset), offset));
    tried.fold((score(offsets[label]), offsets[label]), |best, next| if next.0 > best.0 { next } else { best }).1
}

/// What scores are made of, label by label.
struct Counts {
    right: Vec<u32>,
    support: Vec<u32>,
    predicted: Vec<u32>,
}

impl Counts {
    fn new(labels: usize) -> Self {
        Self { right: vec![0; labels], support: vec![0; labels], predicted: vec![0; labels] }
    }

    fn count(&mut self, gold: usize, label: usize, times: u32) {
        self.right[label] += if label == gold { times } else { 0 };
        self.support[gold] += times;
        self.predicted[label] += times;
    }

    fn score(&self, objective: Objective) -> f64 {
        let ratio = |part: u32, whole: u32| if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) };
        let labels = 0..self.right.len();
        match objective {
            Objective::Accuracy | Objective::LogLoss => f64::from(self.right.iter().sum::<u32>()),
            Objective::MacroF1 => labels.map(|l| ratio(2 * self.right[l], self.support[l] + self.predicted[l])).sum(),
            Objective::MacroRecall => labels.map(|l| ratio(self.right[l], self.support[l])).sum(),
        }
    }
}

fn factors(offsets: &[f64]) -> Vec<f64> {
    offsets.iter().map(|offset| libm::exp(*offset)).collect()
}

/// The label that is chosen of these probabilities; of equals the first.
pub(super) fn chosen(probabilities: &[f64], factors: &[f64]) -> usize {
    let mut best = 0;
    for label in 1..probabilities.len() {
        if probabilities[label] * factors[label] > probabilities[best] * factors[best] {
            best = label;
        }
    }
    best
}
