//! The terms of a thread: words and phrases of two or three words that stand in more of its comments than one would expect of any comments.
//!
//! Words are counted once a comment: who repeats one does not make it a theme. All is linear in the number of words; what comes after compares pairs,
//! and gets a bounded number of terms.

use super::super::words::{BREAK, COMMON, Words};
use super::expected::Expected;
use super::fold::folded;
use super::nouns::{Company, Nouns};
use super::stop::{Place, abuses, listed, place};
use crate::model::{LabelSet, Predictions, Predictor};
use hashbrown::HashMap;
use std::cmp::Ordering;
use std::ops::Range;

/// A word or phrase needs this many comments, and the square root of all comments divided by [`MILD`].
const FEWEST_COMMENTS: usize = 3;
const MILD: f64 = 5.0;

/// Terms kept: what comes after is compared pair by pair.
const MOST_TERMS: usize = 300;

/// A term with a lower z-score is not distinctive.
const LEAST_Z: f64 = 3.0;

/// A phrase has at least this share of the comments of its rarer word; if one of its words says little, this.
const COHESION: f64 = 0.12;
const FIRM_COHESION: f64 = 0.5;

/// If a phrase has this share of the comments of a shorter one, that is only a part of it.
const ABSORBED: f64 = 0.75;

/// A word for which the model alone would give a side this probability judges, and is no topic if it is not rare.
const JUDGES: f64 = 0.8;
const RARE: f64 = 1e-4;

/// The words of a phrase, [`BREAK`] filling up to three.
type Key = [u32; 3];

/// A word or phrase of the thread.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// Its words, plurals folded.
    pub words: Vec<u32>,
    /// The comments that mention it, in order.
    pub comments: Vec<u32>,
    /// By how many standard deviations its log-odds exceed what was to be expected.
    pub z: f64,
    /// Whether it is used as the name of a thing.
    pub is_noun: bool,
}

/// The terms of a thread, and how to find them in a text.
pub(super) struct Terms<'w> {
    words: &'w Words,
    folded: Vec<u32>,
    numbers: HashMap<Key, u32>,
    /// Whether a term begins with the word: most words begin none, and need not be looked up.
    begins: Vec<bool>,
    pub all: Vec<Term>,
}

impl<'w> Terms<'w> {
    /// The terms of these comments, the most distinctive first.
    pub fn of(words: &'w Words, comments: usize, predictor: &Predictor<'_>) -> Self {
        let fewest = FEWEST_COMMENTS.max(((comments as f64).sqrt() / MILD) as usize);
        let begins = vec![false; words.len()];
        let mut terms = Self { words, folded: folded(words), numbers: HashMap::new(), begins, all: Vec::new() };
        let counts = terms.count_words(comments);
        let places = terms.places(&counts, fewest, predictor);
        let alone = |word: &u32| places[*word as usize] == Place::Alone;
        let mut found: Vec<(Key, usize)> =
            (0..words.len() as u32).filter(alone).map(|word| ([word, BREAK, BREAK], counts[word as usize])).collect();
        found.extend(terms.phrases(comments, fewest, &counts, &places));
        let expected = Expected::of(words, &terms.folded, &counts, comments, predictor.model());
        terms.keep(&found, &expected);
        terms.fill(comments);
        terms
    }

    /// Keeps the most distinctive of these terms.
    fn keep(&mut self, found: &[(Key, usize)], expected: &Expected<'_>) {
        let rate = |(key, count): &(Key, usize)| {
            let words: Vec<u32> = key.iter().copied().filter(|word| *word != BREAK).collect();
            (expected.z(self.words, &words, *count), words, *key)
        };
        let mut rated: Vec<(f64, Vec<u32>, Key)> = found.iter().map(rate).filter(|(z, ..)| *z >= LEAST_Z).collect();
        rated.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then_with(|| self.order(one, other)));
        rated.truncate(MOST_TERMS);
        for (number, (z, words, key)) in rated.into_iter().enumerate() {
            self.numbers.insert(key, number as u32);
            self.begins[key[0] as usize] = true;
            self.all.push(Term { words, comments: Vec::new(), z, is_noun: false });
        }
    }

    /// In an order that does not depend on which comment came first.
    fn order(&self, one: &[u32], other: &[u32]) -> Ordering {
        let form = |word: &u32| self.words.form(*word);
        one.iter().map(form).cmp(other.iter().map(form))
    }

    /// A word as it is counted.
    pub fn word(&self, word: u32) -> &'w str {
        self.words.form(word)
    }

    /// Words as they are counted.
    pub fn form(&self, words: &[u32]) -> String {
        self.words.phrase(words)
    }

    fn fold(&self, word: u32) -> u32 {
        if word == BREAK { BREAK } else { self.folded[word as usize] }
    }

    /// In how many comments each folded word stands.
    fn count_words(&self, comments: usize) -> Vec<usize> {
        let mut counts = vec![0; self.words.len()];
        let mut last = vec![usize::MAX; self.words.len()];
        for comment in 0..comments {
            for word in self.words.sequence(comment).iter().filter(|word| **word != BREAK) {
                let word = self.folded[*word as usize] as usize;
                counts[word] += usize::from(last[word] != comment);
                last[word] = comment;
            }
        }
        counts
    }

    /// Where in a term each word may stand; what is too rare to be in a term stands inside.
    fn places(&self, counts: &[usize], fewest: usize, predictor: &Predictor<'_>) -> Vec<Place> {
        let mut places = vec![Place::Inside; counts.len()];
        let frequent: Vec<u32> = (0..counts.len() as u32).filter(|word| counts[*word as usize] >= fewest).collect();
        let vocabulary = predictor.model().vectorizer().words();
        let known = |form: &str| vocabulary.number(form).is_some() || self.words.number(form).is_some();
        for word in &frequent {
            let most = if self.words.background(*word) < COMMON { Place::Alone } else { Place::Edge };
            let form = self.words.form(*word);
            let abuses = || *self.words.meaning(*word).abuses.get_or_init(|| abuses(form));
            places[*word as usize] = place(form, self.words.is_abbreviation(*word), &known, &abuses).min(most);
        }
        let is_asked = |word: &u32| places[*word as usize] == Place::Alone && self.words.background(*word) > RARE;
        let asked: Vec<u32> = frequent.into_iter().filter(is_asked).collect();
        for (word, judges) in asked.iter().zip(self.judge(&asked, predictor)) {
            if judges {
                places[*word as usize] = Place::Inside;
            }
        }
        places
    }

    /// Whether each of these words takes a side by itself; the model is asked of those that it was not asked of in threads before.
    fn judge(&self, asked: &[u32], predictor: &Predictor<'_>) -> Vec<bool> {
        let known = |word: &u32| &self.words.meaning(*word).judges;
        let new: Vec<u32> = asked.iter().copied().filter(|word| known(word).get().is_none()).collect();
        let forms: Vec<&str> = new.iter().map(|word| self.words.form(*word)).collect();
        let alone = predictor.predict(&forms);
        let answer = |at: usize| judges(predictor.model().labels(), &alone, at);
        new.iter().enumerate().for_each(|(at, word)| _ = known(word).set(answer(at)));
        asked.iter().map(|word| known(word).get() == Some(&true)).collect()
    }

    /// Phrases with the number of comments that they stand in.
    fn phrases(&self, comments: usize, fewest: usize, counts: &[usize], places: &[Place]) -> Vec<(Key, usize)> {
        let mut met: HashMap<Key, [u32; 2]> = HashMap::new();
        let mut meet = |key: Key, comment: u32| {
            let [count, last] = met.entry(key).or_insert([0, u32::MAX]);
            *count += u32::from(*last != comment);
            *last = comment;
        };
        let frequent = |word: u32| word != BREAK && counts[word as usize] >= fewest;
        let outer = |word: u32| frequent(word) && places[word as usize] > Place::Inside;
        let names = |a: u32, b: u32| a != b && places[a as usize].max(places[b as usize]) == Place::Alone;
        let mut sequence: Vec<u32> = Vec::new();
        for comment in 0..comments {
            sequence.clear();
            sequence.extend(self.words.sequence(comment).iter().map(|word| self.fold(*word)));
            for (at, first) in sequence.iter().enumerate().filter(|(_, word)| outer(**word)) {
                let Some(second) = sequence.get(at + 1).filter(|word| frequent(**word)) else { continue };
                if outer(*second) && names(*first, *second) {
                    meet([*first, *second, BREAK], comment as u32);
                }
                if let Some(third) = sequence.get(at + 2).filter(|word| outer(**word))
                    && names(*first, *third)
                {
                    meet([*first, *second, *third], comment as u32);
                }
            }
        }
        let mut phrases: Vec<(Key, usize)> = met.into_iter().map(|(key, [count, _])| (key, count as usize)).collect();
        phrases.retain(|(key, count)| *count >= fewest && is_cohesive(key, *count, counts, places));
        phrases.sort_unstable();
        without_parts(phrases)
    }

    /// Calls `visit` with each term of a sequence of words and where it stands; a word inside a phrase is visited as well.
    fn spot(&self, sequence: &[u32], mut visit: impl FnMut(usize, Range<usize>)) {
        let begins = |word: u32| word != BREAK && self.begins[self.fold(word) as usize];
        for at in (0..sequence.len()).filter(|at| begins(sequence[*at])) {
            let mut key = [BREAK; 3];
            for length in 1..=3 {
                match sequence.get(at + length - 1) {
                    Some(word) if *word != BREAK => key[length - 1] = self.fold(*word),
                    _ => break,
                }
                if let Some(term) = self.numbers.get(&key) {
                    visit(*term as usize, at..at + length);
                }
            }
        }
    }

    fn fill(&mut self, comments: usize) {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); self.all.len()];
        let mut nouns = vec![Nouns::default(); self.all.len()];
        let names = |word: u32| listed(self.words.form(word), self.words.is_abbreviation(word)) == Place::Alone;
        // Of few words it is asked what company they are, and of those often.
        let mut company: Vec<Option<Company>> = vec![None; self.words.len()];
        for comment in 0..comments {
            let sequence = self.words.sequence(comment);
            let mut around = |at: usize| {
                let word = *sequence.get(at).filter(|word| **word != BREAK)?;
                let of = || Company::of(self.words.form(word), names(word));
                Some(*company[word as usize].get_or_insert_with(of))
            };
            self.spot(sequence, |term, place| {
                // Nobody's habit decides: a comment says once what stands around a term.
                if lists[term].last() == Some(&(comment as u32)) {
                    return;
                }
                lists[term].push(comment as u32);
                nouns[term].see(place.start.checked_sub(1).and_then(&mut around), around(place.end));
            });
        }
        for ((term, comments), nouns) in self.all.iter_mut().zip(lists).zip(nouns) {
            term.comments = comments;
            let last = term.words[term.words.len() - 1];
            term.is_noun = nouns.is_noun(self.words.form(last));
        }
    }

    /// The terms of a comment and where each stands, in bytes of the repaired text; whether it opens a clause.
    pub fn spot_comment(&self, comment: usize, mut visit: impl FnMut(usize, Range<usize>, bool)) {
        let (sequence, spans) = (self.words.sequence(comment), self.words.spans(comment));
        self.spot(sequence, |term, at| {
            let opens = at.start == 0 || sequence[at.start - 1] == BREAK;
            visit(term, spans[at.start].start as usize..spans[at.end - 1].end as usize, opens);
        });
    }

    /// The terms of a repaired text.
    pub fn spot_text(&self, text: &str, mut visit: impl FnMut(usize)) {
        self.spot(&self.words.sequence_of(text), |term, _| visit(term));
    }
}

/// Whether a word takes a side by itself. With other labels than these two, a word that speaks for one may well be a topic.
fn judges(labels: &LabelSet, alone: &Predictions, at: usize) -> bool {
    let side = |name: &str| labels.label(name).is_some_and(|label| alone.probabilities(at)[label.index()] > JUDGES);
    side("supportive") || side("skeptical")
}

/// Whether the words of a phrase stand together by more than chance.
fn is_cohesive(key: &Key, count: usize, counts: &[usize], places: &[Place]) -> bool {
    let outer = [key[0], if key[2] == BREAK { key[1] } else { key[2] }];
    let alone = outer.iter().filter(|word| places[**word as usize] == Place::Alone);
    let rarer = alone.clone().map(|word| counts[*word as usize]).min().unwrap_or(usize::MAX);
    let least = if alone.count() == 2 { COHESION } else { FIRM_COHESION };
    count as f64 >= least * rarer as f64
}

/// Leaves out phrases that hardly stand outside of a longer one.
fn without_parts(phrases: Vec<(Key, usize)>) -> Vec<(Key, usize)> {
    let mut longer: HashMap<Key, usize> = HashMap::new();
    for ([first, second, third], count) in phrases.iter().filter(|(key, _)| key[2] != BREAK) {
        for part in [[*first, *second, BREAK], [*second, *third, BREAK]] {
            let most = longer.entry(part).or_default();
            *most = (*most).max(*count);
        }
    }
    let is_part =
        |key: &Key, count: usize| longer.get(key).is_some_and(|longer| *longer as f64 >= ABSORBED * count as f64);
    phrases.into_iter().filter(|(key, count)| !is_part(key, *count)).collect()
}
