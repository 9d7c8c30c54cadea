//! The points of a side: the themes that it brings up more than others do. Counts come no nearer to a main complaint than this.

use super::places::Parts;
use super::shares::rounded;
use super::themes::Theme;
use serde::Serialize;

/// Points of a side at most.
const MOST: usize = 3;

/// A theme of fewer comments is nobody's point, nor is one that fewer of a side's comments are likely to bring up.
const FEWEST: usize = 5;
const FEWEST_OF_SIDE: f64 = 2.0;

/// A theme that a side brings up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The side.
    pub label: String,
    /// The name of the theme.
    pub theme: String,
    /// In about how many comments of this side: the sum of their probabilities.
    pub comments: f64,
    /// How many comments speak of it at all.
    pub of: usize,
}

impl Point {
    /// What a label brings up: the themes that it raises.
    pub(super) fn of(label: usize, raised: &[&Theme]) -> Vec<Self> {
        let point = |theme: &&Theme| {
            let (name, share) = &theme.part.shares.0[label];
            let comments = rounded(share.share * theme.part.comments as f64);
            Self { label: name.clone(), theme: theme.name.clone(), comments, of: theme.part.comments }
        };
        raised.iter().map(point).collect()
    }
}

/// For each label the themes that it raises, those with most of its comments first; nothing for labels that are no side.
///
/// A theme is raised by the side whose share is larger in it, compared to its share in all comments. That is an estimate; no interval is asked.
pub(super) fn raised<'t>(parts: &Parts<'_>, themes: &'t [Theme], everything: &[usize]) -> Vec<Vec<&'t Theme>> {
    let shares = |members: &[usize]| -> Vec<f64> {
        parts.estimator.shares(&parts.tally(members)).iter().map(|share| share.share).collect()
    };
    let all = shares(everything);
    let mut ranked: Vec<Vec<(f64, &Theme)>> = vec![Vec::new(); all.len()];
    for theme in themes.iter().filter(|theme| theme.members.len() >= FEWEST) {
        let own = shares(&theme.members);
        let times = |label: usize| own[label] / all[label].max(f64::MIN_POSITIVE);
        let Some([a, b]) = parts.sides else { break };
        let side = if times(b) > times(a) { b } else { a };
        let comments = own[side] * theme.members.len() as f64;
        if own[side] > all[side] && comments >= FEWEST_OF_SIDE {
            ranked[side].push((comments, theme));
        }
    }
    // The sort is stable: of equals the foremost theme comes first.
    ranked.iter_mut().for_each(|side| side.sort_by(|a, b| b.0.total_cmp(&a.0)));
    ranked.into_iter().map(|side| side.into_iter().take(MOST).map(|(_, theme)| theme).collect()).collect()
}
