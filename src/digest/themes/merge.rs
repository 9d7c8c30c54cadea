//! Terms → groups of terms that stand in the same comments.
//!
//! A phrase takes in its words, if it is how they are mostly used; then groups are merged from the bottom up by the mean correlation of their terms
//! over comments (average linkage, phi coefficients), which does not depend on any order or draw.

use super::terms::Terms;
use std::cmp::Ordering;

/// A word of which phrases make up this share belongs to the most frequent of them.
const ABSORBED: f64 = 0.5;

/// Groups whose terms correlate by less on average stay apart.
const LEAST_CORRELATION: f64 = 0.3;

/// Words that begin with the same letters, so many, and end like this are of one family.
const STEM: usize = 5;
const ENDINGS: &[&str] = &[
    "", "d", "e", "ed", "er", "ers", "es", "ing", "ings", "ion", "ions", "ist", "ists", "ment", "ments", "or", "ors",
    "ation", "ations", "s", "ies", "y",
];

/// A set of comments.
#[derive(Clone, Debug)]
pub(super) struct Set(Vec<u64>);

impl Set {
    pub fn of(comments: &[u32], all: usize) -> Self {
        let mut set = Self(vec![0; all.div_ceil(64)]);
        comments.iter().for_each(|comment| set.0[*comment as usize / 64] |= 1 << (comment % 64));
        set
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    pub fn common(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(one, other)| (one & other).count_ones() as usize).sum()
    }

    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one |= other);
    }

    fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one &= !other);
    }

    pub fn members(&self) -> Vec<usize> {
        let bits = |at: usize| (0..64).filter(move |bit| self.0[at] >> bit & 1 == 1).map(move |bit| at * 64 + bit);
        (0..self.0.len()).flat_map(bits).collect()
    }
}

/// Terms that belong together, and the comments that are about them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Numbers of terms, sorted.
    pub terms: Vec<usize>,
    pub comments: Set,
}

/// Groups the terms of a thread of so many comments.
pub(super) fn groups(terms: &Terms<'_>, comments: usize) -> Vec<Group> {
    let mut groups = absorbed(terms, comments);
    let mut similar = correlations(&groups, comments);
    let mut sizes: Vec<f64> = groups.iter().map(|_| 1.0).collect();
    let mut alive: Vec<usize> = (0..groups.len()).collect();
    let mut nearest: Vec<Option<usize>> = alive.iter().map(|one| nearest_behind(&similar, &alive, *one)).collect();
    while let Some((a, b)) = closest(&similar, &alive, &nearest) {
        for other in alive.iter().copied().filter(|other| *other != a && *other != b) {
            let mean = (sizes[a] * similar[a][other] + sizes[b] * similar[b][other]) / (sizes[a] + sizes[b]);
            similar[a][other] = mean;
            similar[other][a] = mean;
        }
        sizes[a] += sizes[b];
        let Group { terms, comments } = groups[b].clone();
        groups[a].terms.extend(terms);
        groups[a].comments.add(&comments);
        alive.retain(|group| *group != b);
        // Only what was nearest to one of the two may now be nearer to another, and only the merged group may have come nearer to any.
        for one in alive.iter().copied() {
            if one == a || nearest[one].is_none_or(|other| other == a || other == b) {
                nearest[one] = nearest_behind(&similar, &alive, one);
            } else if one < a {
                nearest[one] = nearest[one].map(|other| nearer(&similar[one], other, a));
            }
        }
    }
    let mut merged: Vec<Group> = alive.into_iter().map(|group| groups[group].clone()).collect();
    merged.iter_mut().for_each(|group| group.terms.sort_unstable());
    merged
}

/// The two groups that correlate most, if they do enough; the first two of several. `nearest`: of each group that among those behind it.
fn closest(similar: &[Vec<f64>], alive: &[usize], nearest: &[Option<usize>]) -> Option<(usize, usize)> {
    let pairs = alive.iter().filter_map(|one| Some((*one, nearest[*one]?)));
    let closest =
        pairs.reduce(|best, next| if similar[next.0][next.1] > similar[best.0][best.1] { next } else { best });
    closest.filter(|(a, b)| similar[*a][*b] >= LEAST_CORRELATION)
}

/// Of the groups behind one, that which correlates most with it; the first of several.
fn nearest_behind(similar: &[Vec<f64>], alive: &[usize], one: usize) -> Option<usize> {
    let behind = alive.iter().copied().filter(|other| *other > one);
    behind.reduce(|best, next| nearer(&similar[one], best, next))
}

/// That of two groups with the larger correlation; the first if they are equal.
fn nearer(correlations: &[f64], one: usize, other: usize) -> usize {
    match correlations[one].total_cmp(&correlations[other]) {
        Ordering::Greater => one,
        Ordering::Less => other,
        Ordering::Equal => one.min(other),
    }
}

/// One group a term, except that a phrase takes in the words that are mostly used in phrases. What is left of a word outside of its phrases is a term
/// of its own.
fn absorbed(terms: &Terms<'_>, comments: usize) -> Vec<Group> {
    let sets: Vec<Set> = terms.all.iter().map(|term| Set::of(&term.comments, comments)).collect();
    let longer: Vec<Vec<usize>> = (0..sets.len()).map(|term| longer(terms, term)).collect();
    let mut home: Vec<usize> = (0..sets.len()).collect();
    let mut own = sets.clone();
    for term in 0..sets.len() {
        let Some(largest) = longer[term].iter().copied().max_by_key(|other| (sets[*other].len(), usize::MAX - other))
        else {
            continue;
        };
        longer[term].iter().for_each(|other| own[term].remove(&sets[*other]));
        let left = own[term].len() as f64 / sets[term].len().max(1) as f64;
        if left <= 1.0 - ABSORBED {
            home[term] = largest;
        }
    }
    for term in (0..sets.len()).filter(|term| longer[*term].is_empty()).collect::<Vec<_>>() {
        // The first of a family takes in the others.
        if let Some(first) = (0..term).find(|other| home[*other] == *other && are_family(terms, *other, term)) {
            home[term] = first;
        }
    }
    // A word goes to a phrase of two, that perhaps to one of three, and that to its family.
    let home: Vec<usize> = (0..sets.len()).map(|term| home[home[home[term]]]).collect();
    let mut groups: Vec<Group> = Vec::new();
    for head in (0..sets.len()).filter(|term| home[*term] == *term) {
        let members: Vec<usize> = (0..sets.len()).filter(|term| home[*term] == head).collect();
        let mut all = own[head].clone();
        members.iter().for_each(|term| all.add(&own[*term]));
        groups.push(Group { terms: members, comments: all });
    }
    groups
}

/// Whether two terms differ in the ending of their last word only: `regulation`, `regulators`.
fn are_family(terms: &Terms<'_>, one: usize, other: usize) -> bool {
    let [one, other] = [one, other].map(|term| terms.all[term].words.as_slice());
    let [last, other_last] = [one, other].map(|words| terms.word(words[words.len() - 1]));
    one.len() == other.len() && one[..one.len() - 1] == other[..other.len() - 1] && are_cognate(last, other_last)
}

fn are_cognate(one: &str, other: &str) -> bool {
    let shared = one.char_indices().zip(other.chars()).take_while(|((_, a), b)| a == b).last();
    let Some(((at, last), _)) = shared.filter(|((at, _), _)| *at + 1 >= STEM) else { return false };
    let end = at + last.len_utf8();
    [&one[end..], &other[end..]].iter().all(|ending| ENDINGS.contains(ending))
}

/// The phrases that a term is a part of.
fn longer(terms: &Terms<'_>, term: usize) -> Vec<usize> {
    let words = &terms.all[term].words;
    let holds = |other: &[u32]| other.len() > words.len() && other.windows(words.len()).any(|part| part == *words);
    (0..terms.all.len()).filter(|other| holds(&terms.all[*other].words)).collect()
}

/// The phi coefficient of each pair of groups.
fn correlations(groups: &[Group], comments: usize) -> Vec<Vec<f64>> {
    let n = comments as f64;
    let counts: Vec<f64> = groups.iter().map(|group| group.comments.len() as f64).collect();
    let common = in_common(groups, comments);
    let mut similar = vec![vec![0.0; groups.len()]; groups.len()];
    for a in 0..groups.len() {
        for b in 0..a {
            // One comment in common is chance.
            let both = f64::from(common[a][b].saturating_sub(1));
            let spread = counts[a] * counts[b] * (n - counts[a]) * (n - counts[b]);
            let phi = if spread > 0.0 { (n * both - counts[a] * counts[b]) / spread.sqrt() } else { 0.0 };
            similar[a][b] = phi;
            similar[b][a] = phi;
        }
    }
    similar
}

/// How many comments each pair of groups has in common, the larger number first. Few groups share a comment: counting there takes less than comparing sets.
fn in_common(groups: &[Group], comments: usize) -> Vec<Vec<u32>> {
    let mut of_comment: Vec<Vec<usize>> = vec![Vec::new(); comments];
    for (number, group) in groups.iter().enumerate() {
        group.comments.members().into_iter().for_each(|comment| of_comment[comment].push(number));
    }
    let mut common = vec![vec![0; groups.len()]; groups.len()];
    for groups in &of_comment {
        for (at, a) in groups.iter().enumerate() {
            groups[..at].iter().for_each(|b| common[*a][*b] += 1);
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_differ_in_the_ending() {
        for (one, other) in [
            ("regulation", "regulators"),
            ("computer", "computing"),
            ("teach", "teacher"),
            ("entanglement", "entangled"),
        ] {
            assert!(are_cognate(one, other), "{one} {other}");
        }
        for (one, other) in [("car", "care"), ("universe", "university"), ("mining", "minister"), ("café", "cafés")] {
            assert!(!are_cognate(one, other), "{one} {other}");
        }
    }

    #[test]
    fn sets_count() {
        let (mut a, b) = (Set::of(&[0, 63, 64, 99], 100), Set::of(&[64, 65], 100));
        assert_eq!((a.len(), a.common(&b)), (4, 1));
        a.add(&b);
        assert_eq!(a.members(), [0, 63, 64, 65, 99]);
        a.remove(&b);
        assert_eq!(a.members(), [0, 63, 99]);
    }
}
