//! Whether a word or phrase names a thing, by the words around it: a theme called `quickly` or `understand` is none.
//!
//! There is no grammar here, only the company that nouns keep in English: articles and prepositions before them and forms of `be` behind, where verbs
//! have pronouns and auxiliaries before them, and adjectives adverbs of degree.

/// Endings of adjectives, a few nouns aside: such a word must stand like a noun each time.
const ADJECTIVES: &str = "ical ional ental etical itual ous ful less able ible tive ish ic est";

use hashbrown::HashMap;
use std::sync::LazyLock;

/// Before a noun, or before the adjectives of one.
const BEFORE_NOUNS: &str = "a about against an and another any at between by during each every for from his her in into its like more my no of on or our \
    over some than that the their these this those through under via with without your";

/// Before verbs and before adjectives that stand alone.
const BEFORE_OTHERS: &str = "always am are as be been being can can't cannot could couldn't did didn't do does doesn't don't even gets gonna had has have \
    he i i'd i'll i'm i've is isn't it it's just may might must never not pretty quite rather really she should so they they'll they're to too very was \
    wasn't we we'll we're were will won't would wouldn't you you'll you're you've who";

/// Behind a noun.
const BEHIND_NOUNS: &str = "and are aren't as at but can could did does doesn't from had has in is isn't of on or should that was wasn't were which will \
    with would";

/// Behind verbs, and behind adjectives that need a noun.
const BEHIND_OTHERS: &str = "a an her him his it me my our that's the their them these this those us your you";

/// What a word says of its neighbours: above zero if they are nouns.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Company {
    /// Of what follows it.
    before: i8,
    /// Of what precedes it.
    behind: i8,
    /// Whether it names a thing itself.
    names: bool,
}

static COMPANY: LazyLock<HashMap<&str, Company>> = LazyLock::new(|| {
    let mut company: HashMap<&str, Company> = HashMap::new();
    for (list, vote) in [(BEFORE_NOUNS, 1), (BEFORE_OTHERS, -1)] {
        list.split_ascii_whitespace().for_each(|word| company.entry(word).or_default().before = vote);
    }
    for (list, vote) in [(BEHIND_NOUNS, 1), (BEHIND_OTHERS, -1)] {
        list.split_ascii_whitespace().for_each(|word| company.entry(word).or_default().behind = vote);
    }
    company
});

impl Company {
    /// Of a word in its form, which names a thing or does not.
    pub fn of(form: &str, names: bool) -> Self {
        Self { names, ..COMPANY.get(form).copied().unwrap_or_default() }
    }
}

/// What stood around a term.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nouns {
    seen: i64,
    votes: i64,
    /// How often a word stood behind that names a thing.
    before_names: i64,
}

impl Nouns {
    /// The term stood between these words; `None` where a clause begins or ends.
    pub fn see(&mut self, before: Option<Company>, behind: Option<Company>) {
        self.seen += 1;
        // What stands before a word that names a thing is its adjective, or might be; what stands before both says nothing of it.
        if behind.is_some_and(|word| word.names) {
            self.votes -= 1;
            self.before_names += 1;
            return;
        }
        // What stands before says more than what stands behind; nouns end clauses.
        let [before, behind] = [before.map_or(0, |word| word.before), behind.map_or(1, |word| word.behind)];
        self.votes += 2 * i64::from(before) + i64::from(behind);
    }

    /// Whether it stood more like a noun than not. `last` is the term's last word in its form.
    pub fn is_noun(self, last: &str) -> bool {
        let doubtful = last.len() > 5 && ADJECTIVES.split_ascii_whitespace().any(|ending| last.ends_with(ending));
        2 * self.before_names <= self.seen && self.votes > if doubtful { self.seen } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_noun(around: &[(&str, &str)]) -> bool {
        let mut nouns = Nouns::default();
        let company = |word: &str| (!word.is_empty()).then(|| Company::of(word, word == "computer"));
        around.iter().for_each(|(before, behind)| nouns.see(company(before), company(behind)));
        nouns.is_noun("quantum")
    }

    #[test]
    fn nouns_are_known_by_their_company() {
        assert!(is_noun(&[("the", "is"), ("of", ""), ("cheap", "")]));
        assert!(!is_noun(&[("to", "the"), ("they", "it"), ("can", "")]));
        assert!(!is_noun(&[("very", ""), ("is", "")]));
        assert!(!is_noun(&[("the", "computer"), ("a", "computer"), ("of", "computer"), ("", "is")]));
    }
}
