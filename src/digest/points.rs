//! The points of a side: the themes that it brings up more than others do. Counts come no nearer to a main complaint than this.

use super::places::Parts;
use super::shares::rounded;
use super::themes::Theme;
use serde::Serialize;

/// Points of a side at most.
const MOST: usize = 3;

/// A theme of fewer comments is nobody's point.
const FEWEST: usize = 5;

/// A theme that a side brings up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The side.
    pub label: String,
    /// The name of the theme.
    pub theme: String,
    /// In about how many comments of this side: the sum of their probabilities.
    pub comments: f64,
}

/// For each label the places of the themes that it brings up, those with most of its comments first; nothing for labels that are no side.
///
/// A theme counts for a side if a larger share of its comments than of all comments is on it. That is an estimate; no interval is asked.
pub(super) fn foremost(parts: &Parts<'_>, themes: &[Theme], everything: &[usize]) -> Vec<Vec<usize>> {
    let share = |members: &[usize], label: usize| parts.estimator.shares(&parts.tally(members))[label].share;
    let of = |label: usize| {
        let all = share(everything, label);
        let mut ranked: Vec<(f64, usize)> = (0..themes.len())
            .filter(|theme| themes[*theme].members.len() >= FEWEST)
            .map(|theme| (share(&themes[theme].members, label), theme))
            .filter(|(share, _)| *share > all)
            .map(|(share, theme)| (share * themes[theme].members.len() as f64, theme))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(MOST).map(|(_, theme)| theme).collect()
    };
    let is_side = |label: usize| parts.sides.is_some_and(|sides| sides.contains(&label));
    (0..parts.labels.len()).map(|label| if is_side(label) { of(label) } else { Vec::new() }).collect()
}

impl Point {
    /// Of a label, and its place among the labels.
    pub(super) fn new(label: &str, at: usize, theme: &Theme) -> Self {
        let comments = theme.part.shares.0[at].1.share * theme.part.comments as f64;
        Self { label: label.to_owned(), theme: theme.name.clone(), comments: rounded(comments) }
    }
}
