//! The terms that both sides use, whatever theme they are in: measured over all comments that mention them.

use super::super::Part;
use super::super::places::Parts;
use super::REPEATED;
use super::merge::Set;
use super::terms::Terms;
use serde::Serialize;
use std::collections::BTreeMap;

/// Contested terms at most.
const MOST: usize = 6;

/// A term needs this many comments; each side has this share of them, and this part of what the other has.
const FEWEST: usize = 8;
const WEIGHT: f64 = 0.2;
const BALANCE: f64 = 0.5;

/// A term that both sides use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contested {
    /// The term, in its most frequent spelling.
    pub term: String,
    /// The places of all comments that mention it, in order.
    #[serde(skip)]
    pub members: Vec<usize>,
    /// How many they are, and the share of each label among them.
    #[serde(flatten)]
    pub part: Part,
}

/// The same before it is known how it is spelled.
pub(super) struct Found {
    pub term: usize,
    /// The share of the smaller side.
    least: f64,
    comments: Set,
}

impl Found {
    pub fn spelled(self, spelled: &BTreeMap<usize, String>, parts: &Parts<'_>) -> Contested {
        let members = self.comments.members();
        Contested { term: spelled[&self.term].clone(), part: parts.part(&members), members }
    }

    /// Whether most comments of the rarer one mention both.
    fn repeats(&self, other: &Self) -> bool {
        let fewer = self.comments.len().min(other.comments.len());
        self.comments.common(&other.comments) as f64 >= REPEATED * fewer as f64
    }
}

/// The contested terms of a thread of so many comments, the most contested first.
pub(super) fn contested(terms: &Terms<'_>, parts: &Parts<'_>, comments: usize) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (number, term) in terms.all.iter().enumerate() {
        if term.comments.len() >= FEWEST && term.is_noun {
            let set = Set::of(&term.comments, comments);
            let least = smaller_side(parts, &set.members());
            found.extend(least.map(|least| Found { term: number, least, comments: set }));
        }
    }
    found.sort_by(|a, b| b.least.total_cmp(&a.least).then(a.term.cmp(&b.term)));
    let mut chosen: Vec<Found> = Vec::new();
    for one in found {
        if chosen.len() < MOST && !chosen.iter().any(|other| one.repeats(other)) {
            chosen.push(one);
        }
    }
    chosen
}

/// The share of the smaller of the two sides among these comments, if both carry weight.
fn smaller_side(parts: &Parts<'_>, members: &[usize]) -> Option<f64> {
    let shares = parts.estimator.shares(&parts.tally(members));
    let [a, b] = parts.sides?.map(|label| shares[label].share);
    let least = a.min(b);
    (least >= WEIGHT && least >= BALANCE * a.max(b)).then_some(least)
}
