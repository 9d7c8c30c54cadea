//! The words of a thread in; what it talks about out: at most eight themes, each named by a phrase that commenters use, and the terms that its two
//! sides contest.
//!
//! [`terms`] finds what is said here more than elsewhere, [`merge`] puts together what is said in the same comments, [`names`] chooses what to call
//! it, [`contested`] asks who says it. Topic models would need more comments than most threads have, and draw their start; these themes are counts,
//! the same every time.

mod contested;
mod expected;
mod fold;
mod merge;
mod names;
mod nouns;
mod stop;
mod terms;

pub use contested::Contested;

use super::Part;
use super::places::Parts;
use super::quotes::{Quotable, Quote, Quoted};
use crate::input::Comment;
use contested::contested;
use merge::{Group, Set, groups};
use names::{Name, spellings};
use serde::Serialize;
use std::collections::BTreeSet;
use terms::Terms;

/// Themes at most.
const MOST_THEMES: usize = 8;

/// Groups that are looked at as themes: the foremost.
const CONSIDERED: usize = 40;

/// A theme with this share of its comments in an earlier one is part of that.
const REPEATED: f64 = 0.6;

/// What a part of the comments talks about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Theme {
    /// A word or phrase that its comments use, in their most frequent spelling.
    pub name: String,
    /// The name does not convince: few use it, or it is not distinctive, or it is hardly the name of a thing.
    pub weak: bool,
    /// The words and phrases that belong to it, the name first, then the most distinctive ones.
    pub terms: Vec<String>,
    /// The places of its comments in the thread, in order.
    #[serde(skip)]
    pub members: Vec<usize>,
    /// How many comments mention any of its terms (a word that is part of another theme's phrase belongs to that), and the share of each label
    /// among them.
    #[serde(flatten)]
    pub part: Part,
    /// The best quote of the side that more of its comments take; if that has none, of its largest label.
    pub quote: Option<Quote>,
    /// The best quote of the other side.
    pub dissent: Option<Quote>,
}

/// What a thread talks about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Themes {
    pub themes: Vec<Theme>,
    /// Comments of no theme.
    pub unthemed: usize,
    pub contested: Vec<Contested>,
}

impl Themes {
    /// Of these comments.
    pub fn of(parts: &Parts<'_>, quotable: &Quotable<'_>) -> Self {
        let comments = quotable.comments;
        let terms = Terms::of(quotable.words, comments.len(), quotable.predictor);
        let (chosen, contested) = (chosen(&terms, comments), contested(&terms, parts, comments.len()));
        let of_themes = chosen.iter().flat_map(|(group, _)| group.terms.iter().copied());
        let shown: BTreeSet<usize> = of_themes.chain(contested.iter().map(|one| one.term)).collect();
        let spelled = spellings(&terms, quotable, &shown);
        let mut quoting = Quoting { terms: &terms, parts, quotable, quoted: Quoted::default() };
        let mut covered = Set::of(&[], comments.len());
        let mut themes = Vec::new();
        for (group, name) in &chosen {
            covered.add(&group.comments);
            let members = group.comments.members();
            let [quote, dissent] = quoting.quotes(group, name, &members);
            let others = group.terms.iter().filter(|term| **term != name.term);
            themes.push(Theme {
                name: spelled[&name.term].clone(),
                weak: name.weak,
                terms: std::iter::once(&name.term).chain(others).map(|term| spelled[term].clone()).collect(),
                part: parts.part(&members),
                members,
                quote,
                dissent,
            });
        }
        let contested = contested.into_iter().map(|one| one.spelled(&spelled, parts)).collect();
        Self { themes, unthemed: comments.len() - covered.len(), contested }
    }
}

/// Whether all of these comments are known to be by the same author.
fn are_by_one(comments: &[Comment], members: &[usize]) -> bool {
    let mut authors = members.iter().map(|comment| comments[*comment].author());
    let first = authors.next().flatten();
    first.is_some() && authors.all(|author| author == first)
}

/// The groups that are themes, the foremost first.
fn chosen(terms: &Terms<'_>, comments: &[Comment]) -> Vec<(Group, Name)> {
    let mut ranked: Vec<(f64, Group, Name)> = groups(terms, comments.len())
        .into_iter()
        .filter(|group| group.comments.len() > 0 && !are_by_one(comments, &group.comments.members()))
        .map(|group| {
            let name = Name::of(terms, &group, comments);
            (group.comments.len() as f64 * name.worth, group, name)
        })
        .filter(|(_, _, name)| terms.all[name.term].is_noun)
        .collect();
    ranked.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then_with(|| one.terms.cmp(&other.terms)));
    ranked.truncate(CONSIDERED);
    let mut chosen: Vec<(Group, Name)> = Vec::new();
    for (_, group, name) in ranked {
        let most = REPEATED * group.comments.len() as f64;
        let earlier = chosen.iter_mut().find(|(one, _)| one.comments.common(&group.comments) as f64 >= most);
        if let Some((earlier, name)) = earlier {
            earlier.terms.extend(group.terms);
            earlier.terms.sort_unstable();
            earlier.comments.add(&group.comments);
            *name = Name::of(terms, earlier, comments);
        } else if chosen.len() < MOST_THEMES {
            chosen.push((group, name));
        }
    }
    chosen
}

/// Chooses quotes for themes; nobody is quoted for two.
struct Quoting<'a, 'q> {
    terms: &'a Terms<'a>,
    parts: &'a Parts<'a>,
    quotable: &'a Quotable<'q>,
    quoted: Quoted,
}

impl Quoting<'_, '_> {
    /// The best quote of the side that leads in a theme, or of its largest label if that side has none, and of the other side.
    fn quotes(&mut self, group: &Group, name: &Name, members: &[usize]) -> [Option<Quote>; 2] {
        let shares = self.parts.estimator.shares(&self.parts.tally(members));
        let sides = self.parts.sides;
        let mut best = |label: usize| self.best(label, group, name, members);
        let Some([a, b]) = sides else { return [best(0), None] };
        let [first, second] = if shares[b].share > shares[a].share { [b, a] } else { [a, b] };
        let largest =
            (0..shares.len()).reduce(|most, next| if shares[next].share > shares[most].share { next } else { most });
        let quote = best(first).or_else(|| largest.filter(|label| ![a, b].contains(label)).and_then(&mut best));
        [quote, best(second)]
    }

    /// The best quote with the theme's name in it, or with one of its terms.
    fn best(&mut self, label: usize, group: &Group, name: &Name, members: &[usize]) -> Option<Quote> {
        let Self { terms, quotable, quoted, .. } = self;
        let candidates = quotable.candidates(members, label, quoted);
        let has = |text: &str, fits: &dyn Fn(usize) -> bool| {
            let mut found = false;
            terms.spot_text(text, |term| found |= fits(term));
            found
        };
        let named = |comment: usize| terms.all[name.term].comments.binary_search(&(comment as u32)).is_ok();
        let by_name = candidates.best(1, &named, &|text| has(text, &|term| term == name.term), quoted).pop();
        by_name.or_else(|| {
            let of_group = |text: &str| has(text, &|term| group.terms.binary_search(&term).is_ok());
            candidates.best(1, &|_| true, &of_group, quoted).pop()
        })
    }
}
