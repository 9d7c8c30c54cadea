//! What to call a theme: the term that most of its comments use, rather a phrase than a word and rather the name of a thing than not; in the spelling
//! that commenters use most.

use super::super::quotes::Quotable;
use super::are_by_one;
use super::merge::Group;
use super::terms::Terms;
use crate::input::Comment;
use crate::text::repair;
use std::collections::{BTreeMap, BTreeSet};

/// What a name of one, two and three words counts for each comment that uses it: phrases are easier to understand.
const READABLE: [f64; 3] = [1.0, 2.6, 2.8];

/// What a term counts less if it does not stand like a noun.
const NO_NOUN: f64 = 0.3;

/// A name that fewer comments use is weak, or one of a lower z-score, or one that a smaller share of the theme's comments uses.
const FEWEST: usize = 4;
const LEAST_Z: f64 = 4.5;
const LEAST_SHARE: f64 = 0.3;

/// A term of a higher z-score is as distinctive as can be: from there on, z-scores tell how many mention it and how well the model knows it.
const PLENTY: f64 = 7.0;

/// Comments of a term that are read for its spelling.
const READ: usize = 200;

/// The name of a theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    /// The term.
    pub term: usize,
    pub weak: bool,
    /// How distinctive it is, and whether it convinces: what each comment of the theme counts.
    pub worth: f64,
}

impl Name {
    pub fn of(terms: &Terms<'_>, group: &Group, comments: &[Comment]) -> Self {
        let worth = |term: usize| {
            let one = &terms.all[term];
            let readable = READABLE[one.words.len() - 1] * if one.is_noun { 1.0 } else { NO_NOUN };
            one.comments.len() as f64 * readable * one.z.min(PLENTY)
        };
        let best = |a: usize, b: usize| if worth(b) > worth(a) { b } else { a };
        let term = group.terms.iter().copied().reduce(best).expect("a group has terms");
        let one = &terms.all[term];
        let members: Vec<usize> = one.comments.iter().map(|comment| *comment as usize).collect();
        let weak = members.len() < FEWEST
            || one.z < LEAST_Z
            || !one.is_noun
            || (members.len() as f64) < LEAST_SHARE * group.comments.len() as f64
            || are_by_one(comments, &members);
        Self { term, weak, worth: one.z.min(PLENTY) * if weak { 0.5 } else { 1.0 } }
    }
}

/// The most frequent spelling of each of these terms.
pub(super) fn spellings(
    terms: &Terms<'_>,
    quotable: &Quotable<'_>,
    shown: &BTreeSet<usize>,
) -> BTreeMap<usize, String> {
    let treatments = quotable.predictor.model().vectorizer().params().treatments();
    let read: BTreeSet<u32> =
        shown.iter().flat_map(|term| terms.all[*term].comments.iter().take(READ)).copied().collect();
    let mut counts: BTreeMap<usize, BTreeMap<String, usize>> = BTreeMap::new();
    for comment in read {
        let text = repair(quotable.comments[comment as usize].text(), treatments);
        terms.spot_comment(comment as usize, |term, place, opens| {
            if shown.contains(&term) {
                let spelled = text[place].split_whitespace().collect::<Vec<_>>().join(" ");
                let spelled = spelled.trim_end_matches("'s").trim_end_matches("’s").to_owned();
                // A capital at the start of a sentence says nothing.
                *counts.entry(term).or_default().entry(spelled).or_default() += if opens { 1 } else { 3 };
            }
        });
    }
    let mut spelled: BTreeMap<usize, String> =
        counts.into_iter().filter_map(|(term, counts)| Some((term, most_frequent(counts)?))).collect();
    for term in shown {
        spelled.entry(*term).or_insert_with(|| terms.form(&terms.all[*term].words));
    }
    spelled
}

/// The most frequent spelling; the number and hyphens are chosen first, capitals then.
fn most_frequent(counts: BTreeMap<String, usize>) -> Option<String> {
    let plain = |text: &str| !text.contains(['*', '_', '~', '`', '<', '>', '[', ']']);
    let mut letters: BTreeMap<String, (usize, Vec<(usize, String)>)> = BTreeMap::new();
    for (text, count) in counts.into_iter().filter(|(text, _)| plain(text)) {
        let (all, spellings) = letters.entry(text.to_lowercase()).or_default();
        *all += count;
        spellings.push((count, text));
    }
    // Of two as frequent the one that comes first: a singular before its plural; and the one in small letters.
    let first = |best: (usize, Vec<_>), next: (usize, Vec<_>)| if next.0 > best.0 { next } else { best };
    let (_, spellings) = letters.into_values().reduce(first)?;
    spellings.into_iter().max().map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[(&str, usize)]) -> Option<String> {
        most_frequent(counts.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect())
    }

    #[test]
    fn letters_are_chosen_before_capitals() {
        assert_eq!(of(&[("Heron", 3), ("heron", 2), ("herons", 4)]).as_deref(), Some("Heron"));
        assert_eq!(of(&[("Heron", 3), ("heron", 3), ("herons", 6)]).as_deref(), Some("heron"));
        assert_eq!(of(&[("front-end", 3), ("front end", 2)]).as_deref(), Some("front-end"));
        assert_eq!(of(&[("front *end", 3)]), None);
    }
}
