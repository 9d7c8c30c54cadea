//! The shares of the labels in a thread from a person's labels for a random sample of its comments.
//!
//! The estimate is prediction-powered ([`Powered`]), with one λ for all labels so that shares sum to one. A share near 0 or 1 estimated from thirty
//! labels is not normal, so the interval is Wilson's (1927, "Probable inference, the law of succession, and statistical inference"), for as many
//! labels as would err as much by themselves (the effective sample size: Korn and Graubard 1998, "Confidence intervals for proportions with small
//! expected number of positive counts estimated from survey data"; Dean and Pagano 2015 compare). That of a difference comes from the two shares'
//! limits (MOVER: Zou and Donner 2008, "Construction of confidence limits about effect measures"). docs/methods.md has the coverage.

use super::powered::Powered;
use super::shares::Share;
use ndarray::Array2;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// How much of a labelled comment's own variance is added to what the predictions leave over and to what there was: a label that the sample does not
/// have, or whose few comments the model has all right by luck, would otherwise seem known for certain. A quarter of a comment keeps the coverage of
/// a very good model's intervals from thirty labels, and hardly widens others (docs/methods.md).
const PSEUDO: f64 = 0.25;

/// The shares of a finite number of comments, some of which are labelled.
#[derive(Clone, Debug)]
pub(super) struct Finite {
    sampled: usize,
    comments: usize,
    level: f64,
    shares: Vec<Share>,
    /// By how much the variance of each share differs from that of the labels alone: below 1 where predictions help.
    inflations: Vec<f64>,
    products: Array2<f64>,
}

impl Finite {
    /// From indicators of the labels and their probabilities.
    pub fn new(powered: &Powered, level: f64) -> Self {
        let lambda = powered.tuned_lambda();
        let products = powered.products(lambda, None);
        let squares = powered.squares();
        let inflations: Vec<f64> =
            products.diag().iter().zip(&squares).map(|(left, own)| (left + PSEUDO) / (own + PSEUDO)).collect();
        let (counts, sampled, comments) = (powered.sums(), powered.sampled(), powered.all());
        let estimates = possible(&powered.means(lambda), &counts, sampled, comments);
        let plan = Plan { comments, level };
        let t = plan.student(sampled);
        let share = |label: usize| {
            let (share, count) = (estimates[label], counts[label]);
            let (low, high) = plan.interval(share, inflations[label], sampled, t);
            // What was labelled is certain; and predictions alone do not prove that a label occurs.
            let [least, most] = [count, comments as f64 - sampled as f64 + count].map(|count| count / comments as f64);
            let low = if count == 0.0 { 0.0 } else { low.max(least) };
            let high = if count == sampled as f64 { 1.0_f64.min(most) } else { high.min(most) };
            Share { share, low: low.min(share), high: high.max(share) }
        };
        let shares = (0..counts.len()).map(share).collect();
        Self { sampled, comments, level, shares, inflations, products }
    }

    /// The share of each label; they sum to one.
    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// The share of label `a` less that of `b`.
    pub fn difference(&self, a: usize, b: usize) -> Share {
        let products = &self.products;
        let correlation = products[[a, b]] / ((products[[a, a]] + PSEUDO) * (products[[b, b]] + PSEUDO)).sqrt();
        let ([one, other], share) = ([self.shares[a], self.shares[b]], self.shares[a].share - self.shares[b].share);
        let reach = |first: f64, second: f64| {
            (first * first + second * second - 2.0 * correlation * first * second).max(0.0).sqrt()
        };
        Share {
            share,
            low: (share - reach(one.share - one.low, other.high - other.share)).max(-1.0),
            high: (share + reach(one.high - one.share, other.share - other.low)).min(1.0),
        }
    }

    /// How many more labels would bring every share's interval to `reach` on each side.
    pub fn more_labels(&self, reach: f64) -> usize {
        let near = |share: &Share| share.high - share.low <= 2.0 * reach;
        if self.shares.iter().all(near) {
            return 0;
        }
        let labels: Vec<(f64, f64)> =
            self.shares.iter().zip(&self.inflations).map(|(share, inflation)| (share.share, *inflation)).collect();
        let enough = Plan { comments: self.comments, level: self.level }.enough(&labels, self.sampled + 1, reach);
        enough - self.sampled
    }
}

/// How many of a thread's comments to label so that each share's interval reaches no farther than `reach` to each side, whatever the shares are and
/// even if predictions do not help; all of them where that is not enough.
#[must_use]
pub fn worth_labelling(comments: usize, reach: f64, level: f64) -> usize {
    Plan { comments, level }.enough(&[(0.5, 1.0)], 1, reach)
}

/// The same where the shares are about these.
pub(super) fn worth_labelling_of(shares: &[Share], comments: usize, reach: f64, level: f64) -> usize {
    let labels: Vec<(f64, f64)> = shares.iter().map(|share| (share.share, 1.0)).collect();
    Plan { comments, level }.enough(&labels, 1, reach)
}

/// What intervals of a thread depend on beside its labels.
#[derive(Clone, Copy)]
struct Plan {
    comments: usize,
    level: f64,
}

impl Plan {
    /// How many standard errors an interval from `sampled` labels reaches: Student's t with one degree of freedom less.
    fn student(self, sampled: usize) -> f64 {
        let freedom = sampled.max(2) as f64 - 1.0;
        let student = StudentsT::new(0.0, 1.0, freedom).expect("degrees of freedom are above zero");
        student.inverse_cdf(f64::midpoint(1.0, self.level))
    }

    /// Wilson's interval from `sampled` labels.
    fn interval(self, share: f64, inflation: f64, sampled: usize, t: f64) -> (f64, f64) {
        if sampled >= self.comments {
            return (share, share);
        }
        if sampled < 2 {
            return (0.0, 1.0);
        }
        let n = sampled as f64;
        let effective = n / (inflation * (1.0 - n / self.comments as f64));
        let pull = t * t / effective;
        let middle = (share + pull / 2.0) / (1.0 + pull);
        let reach = t * (share * (1.0 - share) / effective + pull / (4.0 * effective)).sqrt() / (1.0 + pull);
        (middle - reach, middle + reach)
    }

    /// The fewest labels, `least` or more, with which the intervals of all these shares, each with its inflation, are narrow enough.
    fn enough(self, shares: &[(f64, f64)], least: usize, reach: f64) -> usize {
        let narrow = |sampled: usize| {
            let t = self.student(sampled);
            shares.iter().all(|(share, inflation)| {
                let (low, high) = self.interval(*share, *inflation, sampled, t);
                high - low <= 2.0 * reach
            })
        };
        let (mut low, mut high) = (least.min(self.comments), self.comments);
        while low < high {
            let middle = low.midpoint(high);
            if narrow(middle) { high = middle } else { low = middle + 1 }
        }
        low
    }
}

/// The nearest shares that the labels allow: among the comments that were not labelled no label has fewer than none.
fn possible(means: &[f64], counts: &[f64], sampled: usize, comments: usize) -> Vec<f64> {
    let (all, rest) = (comments as f64, (comments - sampled) as f64);
    let unlabelled: Vec<f64> = means.iter().zip(counts).map(|(mean, count)| (mean * all - count).max(0.0)).collect();
    let sum: f64 = unlabelled.iter().sum();
    let scale = if sum > 0.0 { rest / sum } else { 0.0 };
    unlabelled.iter().zip(counts).map(|(rest, count)| (count + rest * scale) / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::seq::index::sample;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    /// Labels of comments, and a model's probabilities for them.
    struct Made {
        labels: Vec<usize>,
        probabilities: Vec<[f64; 3]>,
    }

    impl Made {
        /// Comments whose labels occur about as often as `prevalence` says; the model's log-odds for the right label are higher by `skill`, those for
        /// the last label always by `bias`.
        fn new(comments: usize, prevalence: [f64; 3], skill: f64, bias: f64) -> Self {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(17);
            let (mut labels, mut probabilities) = (Vec::new(), Vec::new());
            for _ in 0..comments {
                let draw: f64 = random.r#gen();
                let label =
                    if draw < prevalence[0] { 0 } else { 1 + usize::from(draw >= prevalence[0] + prevalence[1]) };
                let odds = [0, 1, 2].map(|other| {
                    // Nearly normal, with variance one.
                    let noise: f64 = (0..12).map(|_| random.r#gen::<f64>()).sum::<f64>() - 6.0;
                    libm::exp(noise + if other == label { skill } else { 0.0 } + if other == 2 { bias } else { 0.0 })
                });
                labels.push(label);
                probabilities.push(odds.map(|odd| odd / odds.iter().sum::<f64>()));
            }
            Self { labels, probabilities }
        }

        fn finite(&self, drawn: &[usize], help: bool) -> Finite {
            let row = |place: usize| if help { self.probabilities[place] } else { [1.0 / 3.0; 3] };
            let array = |rows: Vec<[f64; 3]>| Array2::from(rows);
            let gold =
                drawn.iter().map(|place| [0, 1, 2].map(|label| f64::from(u8::from(self.labels[*place] == label))));
            let mut unlabelled = vec![true; self.labels.len()];
            drawn.iter().for_each(|place| unlabelled[*place] = false);
            let rest = (0..self.labels.len()).filter(|place| unlabelled[*place]).map(row);
            let powered = Powered::new(
                array(gold.collect()),
                array(drawn.iter().map(|place| row(*place)).collect()),
                array(rest.collect()),
            );
            Finite::new(&powered, 0.9)
        }

        fn truth(&self) -> [f64; 3] {
            let count = |label| self.labels.iter().filter(|one| **one == label).count() as f64;
            [0, 1, 2].map(|label| count(label) / self.labels.len() as f64)
        }

        /// How often intervals from `rows` labels hold the truth, those of shares and of a difference, and how wide they are against those of the
        /// labels alone.
        fn covered(&self, rows: usize, draws: usize) -> (f64, f64, f64) {
            let (truth, mut random) = (self.truth(), Xoshiro256PlusPlus::seed_from_u64(23));
            let (mut held, mut held_difference, mut width, mut alone) = (0, 0, 0.0, 0.0);
            let wide = |finite: &Finite| finite.shares().iter().map(|share| share.high - share.low).sum::<f64>();
            for _ in 0..draws {
                let drawn = sample(&mut random, self.labels.len(), rows).into_vec();
                let finite = self.finite(&drawn, true);
                let holds = |share: &Share, truth: f64| share.low <= truth + 1e-12 && truth <= share.high + 1e-12;
                held += finite.shares().iter().zip(truth).filter(|(share, truth)| holds(share, *truth)).count();
                held_difference += usize::from(holds(&finite.difference(2, 1), truth[2] - truth[1]));
                width += wide(&finite);
                alone += wide(&self.finite(&drawn, false));
            }
            let draws = draws as f64;
            (held as f64 / draws / 3.0, held_difference as f64 / draws, width / alone)
        }
    }

    #[test]
    fn nine_intervals_in_ten_hold_the_truth_whatever_the_model() {
        // 750 intervals: chance alone moves this by 0.01.
        for (skill, bias, rows, narrower) in [(1.0, 0.0, 100, 0.95), (1.0, 2.0, 50, 1.0), (0.0, -1.0, 50, 1.02)] {
            let made = Made::new(400, [0.68, 0.18, 0.14], skill, bias);
            let (shares, difference, width) = made.covered(rows, 250);
            assert!(
                (0.87..0.95).contains(&shares),
                "{shares} of the shares' intervals with skill {skill}, bias {bias}"
            );
            assert!(
                (0.86..0.96).contains(&difference),
                "{difference} of the differences' with skill {skill}, bias {bias}"
            );
            assert!(width < narrower, "{width} as wide as without the model, with skill {skill}, bias {bias}");
        }
    }

    #[test]
    fn a_rare_label_may_be_missing_from_the_sample() {
        let made = Made::new(400, [0.93, 0.05, 0.02], 1.0, 0.0);
        let (shares, difference, _) = made.covered(30, 250);
        assert!(shares >= 0.88 && difference >= 0.88, "{shares}, {difference}");
    }

    #[test]
    fn what_was_not_seen_is_not_nothing() {
        let made = Made { labels: vec![0; 400], probabilities: vec![[0.8, 0.1, 0.1]; 400] };
        let shares = made.finite(&(0..30).collect::<Vec<_>>(), true).shares().to_vec();
        assert_eq!((shares[1].share, shares[1].low, shares[0].high), (0.0, 0.0, 1.0));
        // One in twenty would have been missed with probability 0.2.
        assert!(shares[1].high > 0.05 && shares[0].low < 0.95, "{shares:?}");
    }

    #[test]
    fn shares_sum_to_one_and_lie_in_their_intervals() {
        let made = Made::new(200, [0.97, 0.02, 0.01], 3.0, 2.0);
        for rows in [1, 2, 3, 10, 199, 200] {
            let finite = made.finite(&(0..rows).collect::<Vec<_>>(), true);
            let shares = finite.shares();
            assert!((shares.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-12, "{rows}: {shares:?}");
            for share in shares.iter().chain([&finite.difference(0, 1)]) {
                assert!(share.low <= share.share && share.share <= share.high, "{rows}: {share:?}");
                assert!(share.low >= -1.0 && share.high <= 1.0, "{rows}: {share:?}");
            }
        }
    }

    #[test]
    fn with_all_comments_labelled_nothing_is_estimated() {
        let made = Made::new(90, [0.5, 0.3, 0.2], 1.0, 1.0);
        let finite = made.finite(&(0..90).collect::<Vec<_>>(), true);
        for (share, truth) in finite.shares().iter().zip(made.truth()) {
            assert!(
                [share.share, share.low, share.high].iter().all(|number| (number - truth).abs() < 1e-12),
                "{share:?}"
            );
        }
        assert_eq!(finite.more_labels(0.05), 0);
    }

    #[test]
    fn as_many_labels_as_are_asked_for_are_enough() {
        let made = Made::new(700, [0.68, 0.18, 0.14], 1.0, 0.0);
        let first = made.finite(&(0..50).collect::<Vec<_>>(), true);
        let more = first.more_labels(0.05);
        assert!((60..250).contains(&more), "{more}");
        let reach =
            |finite: &Finite| finite.shares().iter().map(|share| (share.high - share.low) / 2.0).fold(0.0, f64::max);
        let then = reach(&made.finite(&(0..50 + more).collect::<Vec<_>>(), true));
        assert!((0.04..0.06).contains(&then), "{then}");
        assert_eq!(worth_labelling(0, 0.1, 0.9), 0);
        assert_eq!(worth_labelling(1, 0.1, 0.9), 1);
        assert_eq!([100, 1_000, 1_000_000].map(|comments| worth_labelling(comments, 0.1, 0.9)), [41, 63, 67]);
    }
}
