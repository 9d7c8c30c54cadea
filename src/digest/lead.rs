//! What may be said of a thread in words: no more than the intervals bear.

use super::shares::{Estimator, Share, Tally};
use crate::model::LabelSet;
use serde::Serialize;

/// With fewer comments than this nothing is said.
const FEWEST_COMMENTS: usize = 5;

/// An interval of a pole's share wider than this says nothing.
const WIDEST: f64 = 0.6;

/// Both sides carry weight for sure if each interval begins above this share.
const WEIGHT: f64 = 0.2;

/// The finding on a thread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lead {
    /// The label of most comments: the interval of its share begins above one half.
    pub majority: Option<String>,
    /// How the two sides compare.
    pub balance: Balance,
    /// The two labels that are compared: `supportive` and `skeptical` where a model gives both, otherwise the two most frequent ones.
    pub sides: Option<[String; 2]>,
    /// The share of the first side less that of the second.
    pub difference: Option<Share>,
}

/// How two sides compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// The first has more comments: the interval of the difference is above zero.
    First,
    /// The second has more.
    Second,
    /// Neither has more for sure, and both have a fifth or more for sure.
    Divided,
    /// Neither has more for sure.
    TooClose,
    /// There are too few comments to say anything.
    TooFew,
}

impl Lead {
    /// The finding on the comments of a tally with these shares.
    #[must_use]
    pub fn of(labels: &LabelSet, estimator: &Estimator, tally: &Tally, shares: &[Share]) -> Self {
        let Some([a, b]) = sides(labels, shares) else {
            return Self { majority: None, balance: Balance::TooFew, sides: None, difference: None };
        };
        let difference = estimator.difference(tally, a, b);
        let names: Vec<&str> = labels.names().collect();
        Self::from_numbers(&names, shares, tally.comments(), [a, b], difference)
    }

    /// The finding that these numbers allow.
    pub(super) fn from_numbers(
        names: &[&str],
        shares: &[Share],
        comments: usize,
        [a, b]: [usize; 2],
        difference: Share,
    ) -> Self {
        let wide = |label: usize| shares[label].high - shares[label].low > WIDEST;
        let majority = (0..names.len()).find(|label| shares[*label].low > 0.5);
        let balance = if comments < FEWEST_COMMENTS || (wide(a) && wide(b)) {
            Balance::TooFew
        } else if difference.low > 0.0 {
            Balance::First
        } else if difference.high < 0.0 {
            Balance::Second
        } else if shares[a].low >= WEIGHT && shares[b].low >= WEIGHT {
            Balance::Divided
        } else {
            Balance::TooClose
        };
        Self {
            majority: majority.filter(|_| balance != Balance::TooFew).map(|label| names[label].to_owned()),
            balance,
            sides: Some([names[a].to_owned(), names[b].to_owned()]),
            difference: Some(difference.rounded()),
        }
    }
}

/// The two labels to compare; `None` where there are fewer than two.
pub(super) fn sides(labels: &LabelSet, shares: &[Share]) -> Option<[usize; 2]> {
    let place = |name: &str| labels.label(name).map(|label| label.index());
    if let (Some(a), Some(b)) = (place("supportive"), place("skeptical")) {
        return Some([a, b]);
    }
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].share.total_cmp(&shares[*a].share));
    Some([*order.first()?, *order.get(1)?])
}

/// The labels in the order in which they are shown: the two sides, the larger first, then the others by their shares.
pub(super) fn order(labels: &LabelSet, shares: &[Share]) -> Vec<usize> {
    let sides = sides(labels, shares).unwrap_or_default();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| sides.contains(b).cmp(&sides.contains(a)).then(shares[*b].share.total_cmp(&shares[*a].share)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["supportive", "skeptical", "mixed"];

    fn lead(shares: [(f64, f64, f64); 3], comments: usize, difference: (f64, f64, f64)) -> Lead {
        let share = |(low, share, high)| Share { share, low, high };
        Lead::from_numbers(&NAMES, &shares.map(share), comments, [0, 1], share(difference))
    }

    #[test]
    fn most_is_said_only_above_one_half_for_sure() {
        let sure = lead([(0.05, 0.1, 0.15), (0.51, 0.6, 0.7), (0.2, 0.3, 0.4)], 200, (-0.6, -0.5, -0.4));
        assert_eq!((sure.majority.as_deref(), sure.balance), (Some("skeptical"), Balance::Second));
        let unsure = lead([(0.05, 0.1, 0.15), (0.49, 0.6, 0.7), (0.2, 0.3, 0.4)], 200, (-0.6, -0.5, -0.4));
        assert_eq!((unsure.majority, unsure.balance), (None, Balance::Second));
    }

    #[test]
    fn divided_needs_weight_on_both_sides() {
        let both = lead([(0.25, 0.35, 0.45), (0.3, 0.4, 0.5), (0.15, 0.25, 0.35)], 200, (-0.2, -0.05, 0.1));
        assert_eq!(both.balance, Balance::Divided);
        let one = lead([(0.15, 0.3, 0.45), (0.3, 0.4, 0.5), (0.2, 0.3, 0.4)], 200, (-0.25, -0.1, 0.05));
        assert_eq!(one.balance, Balance::TooClose);
    }

    #[test]
    fn of_a_handful_nothing_is_said() {
        let handful = lead([(0.0, 0.1, 0.2), (0.8, 0.9, 1.0), (0.0, 0.0, 0.1)], 4, (-1.0, -0.8, -0.6));
        assert_eq!((handful.majority, handful.balance), (None, Balance::TooFew));
        let vague = lead([(0.0, 0.3, 0.7), (0.1, 0.4, 0.8), (0.0, 0.3, 0.6)], 30, (-0.6, -0.1, 0.4));
        assert_eq!(vague.balance, Balance::TooFew);
    }
}
