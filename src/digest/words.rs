//! The words of a thread: numbered, comment by comment, with how common each is where the model learned.

use super::dictionary::{Dictionary, Meaning};
use crate::features::Vectorizer;
use crate::input::Comment;
use crate::text::{Token, TokenKind, Treatments, repair, tokens};
use std::ops::Range;

/// Stands between two words that are not neighbours in one sentence.
pub(super) const BREAK: u32 = u32::MAX;

/// A word that stands in more than this share of the training comments says nothing of what a thread talks about.
pub(super) const COMMON: f64 = 0.02;

/// The words of the comments of a thread.
pub(super) struct Words {
    treatments: Treatments,
    /// The forms, by number.
    dictionary: Dictionary,
    /// How often each form occurs, and how often in capitals.
    occurrences: Vec<[u32; 2]>,
    /// For each comment the numbers of its words, with [`BREAK`] between clauses.
    comments: Vec<Vec<u32>>,
    /// Where each of these stands in the repaired comment, in bytes.
    spans: Vec<Vec<Range<u32>>>,
    /// For each comment its different content words, sorted.
    contents: Vec<Vec<u32>>,
}

impl Words {
    /// Reads the comments as the model does. Links, quotes and code hold no words of the commenter's.
    pub fn of(vectorizer: &Vectorizer, comments: &[Comment], dictionary: Dictionary) -> Self {
        let mut words = Self {
            treatments: vectorizer.params().treatments().clone(),
            dictionary,
            occurrences: Vec::new(),
            comments: Vec::with_capacity(comments.len()),
            spans: Vec::with_capacity(comments.len()),
            contents: Vec::new(),
        };
        comments.iter().for_each(|comment| words.add(comment.text(), vectorizer));
        words.contents = words.comments.iter().map(|sequence| words.content_of(sequence)).collect();
        words
    }

    fn content_of(&self, sequence: &[u32]) -> Vec<u32> {
        let mut words: Vec<u32> = sequence.iter().copied().filter(|word| self.is_content(*word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    fn add(&mut self, text: &str, vectorizer: &Vectorizer) {
        let text = repair(text, &self.treatments);
        let (mut sequence, mut spans) = (Vec::new(), Vec::new());
        tokens(&text, vectorizer.params().treatments(), |token: Token<'_>| {
            spans.push(token.start as u32..(token.start + token.text.len()) as u32);
            if !is_word(&token) {
                return sequence.push(BREAK);
            }
            let (number, flags) = self.dictionary.add(&token, vectorizer);
            if number as usize == self.occurrences.len() {
                self.occurrences.push([0, 0]);
            }
            let [all, capitals] = &mut self.occurrences[number as usize];
            *all += 1;
            *capitals += u32::from(flags.capitals);
            sequence.push(number);
        });
        self.comments.push(sequence);
        self.spans.push(spans);
    }

    /// The words of a repaired text of the thread, [`BREAK`] between clauses and for what is no word of the thread.
    pub fn sequence_of(&self, text: &str) -> Vec<u32> {
        let mut sequence = Vec::new();
        tokens(text, &self.treatments, |token: Token<'_>| {
            let number = if is_word(&token) { self.dictionary.find(&token) } else { None };
            sequence.push(number.unwrap_or(BREAK));
        });
        sequence
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.dictionary.len()
    }

    /// A word as it is counted.
    pub fn form(&self, word: u32) -> &str {
        self.dictionary.form(word)
    }

    /// Words as they are counted, a space between two.
    pub fn phrase(&self, words: &[u32]) -> String {
        words.iter().map(|word| self.form(*word)).collect::<Vec<_>>().join(" ")
    }

    /// The number of a word as it is counted; `None` if no comment has it.
    pub fn number(&self, form: &str) -> Option<u32> {
        self.dictionary.find_form(form)
    }

    /// What the word is in every thread.
    pub fn meaning(&self, word: u32) -> &Meaning {
        self.dictionary.meaning(word)
    }

    /// The dictionary, for the next thread.
    pub fn into_dictionary(self) -> Dictionary {
        self.dictionary
    }

    /// Whether the word mostly stands in capitals: `AI`, `EU`.
    pub fn is_abbreviation(&self, word: u32) -> bool {
        let [all, capitals] = self.occurrences[word as usize];
        2 * capitals > all
    }

    /// The words of a comment in order, [`BREAK`] between clauses.
    pub fn sequence(&self, comment: usize) -> &[u32] {
        &self.comments[comment]
    }

    /// Where each word and each [`BREAK`] of a comment stands, in bytes of the repaired text.
    pub fn spans(&self, comment: usize) -> &[Range<u32>] {
        &self.spans[comment]
    }

    /// The share of the training comments that the word stands in.
    pub fn background(&self, word: u32) -> f64 {
        self.meaning(word).background
    }

    /// The share of all words that the model does not know; `None` without a word.
    pub fn unknown_share(&self) -> Option<f64> {
        let count = |word: u32| u64::from(self.occurrences[word as usize][0]);
        let words = 0..self.len() as u32;
        let all: u64 = words.clone().map(count).sum();
        let unknown: u64 = words.filter(|word| self.background(*word) <= 0.0).map(count).sum();
        (all > 0).then(|| unknown as f64 / all as f64)
    }

    /// Whether the word can say what is talked about.
    pub fn is_content(&self, word: u32) -> bool {
        word != BREAK && self.meaning(word).is_content
    }

    /// The different words of a comment that can say what it talks about, sorted.
    pub fn content(&self, comment: usize) -> &[u32] {
        &self.contents[comment]
    }
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Hashtag)
}
