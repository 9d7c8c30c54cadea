//! The words of a thread: numbered, comment by comment, with how common each is where the model learned.

use crate::features::Vectorizer;
use crate::input::Comment;
use crate::text::{Token, TokenKind, form, repair, tokens};
use std::collections::HashMap;

/// Stands between two words that are not neighbours in one sentence.
pub(super) const BREAK: u32 = u32::MAX;

/// A word that stands in more than this share of the training comments says nothing of what a thread talks about.
const COMMON: f64 = 0.02;

/// The words of the comments of a thread.
pub(super) struct Words {
    forms: Vec<String>,
    /// For each comment the numbers of its words, with [`BREAK`] between clauses.
    comments: Vec<Vec<u32>>,
    /// The share of the training comments that each form stands in.
    background: Vec<f64>,
    /// For each comment its different content words, sorted.
    contents: Vec<Vec<u32>>,
}

impl Words {
    /// Reads the comments as the model does. Links, quotes and code hold no words of the commenter's.
    pub fn of(vectorizer: &Vectorizer, comments: &[Comment]) -> Self {
        let treatments = vectorizer.params().treatments();
        let (mut numbers, mut forms): (HashMap<String, u32>, Vec<String>) = (HashMap::new(), Vec::new());
        let mut buffer = String::new();
        let mut read = |comment: &Comment| {
            let text = repair(comment.text(), treatments);
            let mut sequence: Vec<u32> = Vec::new();
            tokens(&text, treatments, |token: Token<'_>| {
                if !matches!(token.kind, TokenKind::Word | TokenKind::Hashtag) {
                    return sequence.push(BREAK);
                }
                form(&token, treatments, &mut buffer);
                let next = forms.len() as u32;
                let number = *numbers.entry(buffer.clone()).or_insert(next);
                if number == next {
                    forms.push(buffer.clone());
                }
                sequence.push(number);
            });
            sequence
        };
        let comments = comments.iter().map(&mut read).collect();
        let background = forms.iter().map(|form| vectorizer.document_share(form)).collect();
        let mut words = Self { forms, comments, background, contents: Vec::new() };
        words.contents = words.comments.iter().map(|sequence| words.content_of(sequence)).collect();
        words
    }

    fn content_of(&self, sequence: &[u32]) -> Vec<u32> {
        let mut words: Vec<u32> = sequence.iter().copied().filter(|word| self.is_content(*word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// A word as it is counted.
    pub fn form(&self, word: u32) -> &str {
        &self.forms[word as usize]
    }

    /// The words of a comment in order, [`BREAK`] between clauses.
    pub fn sequence(&self, comment: usize) -> &[u32] {
        &self.comments[comment]
    }

    /// The share of the training comments that the word stands in.
    pub fn background(&self, word: u32) -> f64 {
        self.background[word as usize]
    }

    /// The share of all words that the model does not know; `None` without a word.
    pub fn unknown_share(&self) -> Option<f64> {
        let words = self.comments.iter().flatten().filter(|word| **word != BREAK);
        let (all, unknown) = words
            .fold((0u64, 0u64), |(all, unknown), word| (all + 1, unknown + u64::from(self.background(*word) <= 0.0)));
        (all > 0).then(|| unknown as f64 / all as f64)
    }

    /// Whether the word can say what is talked about.
    pub fn is_content(&self, word: u32) -> bool {
        word != BREAK && self.background(word) < COMMON && self.form(word).chars().count() > 2
    }

    /// The different words of a comment that can say what it talks about, sorted.
    pub fn content(&self, comment: usize) -> &[u32] {
        &self.contents[comment]
    }
}
