//! The words of a thread: numbered, comment by comment, with how common each is where the model learned.

use crate::features::Vectorizer;
use crate::input::Comment;
use crate::text::{Token, TokenKind, Treatments, form, repair, tokens};
use hashbrown::HashMap;
use std::ops::Range;

/// Stands between two words that are not neighbours in one sentence.
pub(super) const BREAK: u32 = u32::MAX;

/// A word that stands in more than this share of the training comments says nothing of what a thread talks about.
pub(super) const COMMON: f64 = 0.02;

/// The words of the comments of a thread.
pub(super) struct Words {
    treatments: Treatments,
    numbers: HashMap<String, u32>,
    forms: Vec<String>,
    /// How often each form occurs, and how often in capitals.
    occurrences: Vec<[u32; 2]>,
    /// For each comment the numbers of its words, with [`BREAK`] between clauses.
    comments: Vec<Vec<u32>>,
    /// The share of the training comments that each form stands in.
    background: Vec<f64>,
}

impl Words {
    /// Reads the comments as the model does. Links, quotes and code hold no words of the commenter's.
    pub fn of(vectorizer: &Vectorizer, comments: &[Comment]) -> Self {
        let mut words = Self {
            treatments: vectorizer.params().treatments().clone(),
            numbers: HashMap::new(),
            forms: Vec::new(),
            occurrences: Vec::new(),
            comments: Vec::with_capacity(comments.len()),
            background: Vec::new(),
        };
        comments.iter().for_each(|comment| words.add(comment.text()));
        words.background = words.forms.iter().map(|form| vectorizer.document_share(form)).collect();
        words
    }

    fn add(&mut self, text: &str) {
        let text = repair(text, &self.treatments);
        let mut sequence: Vec<u32> = Vec::new();
        let mut buffer = String::new();
        tokens(&text, &self.treatments, |token: Token<'_>| {
            if !is_word(&token) {
                return sequence.push(BREAK);
            }
            let flags = form(&token, &self.treatments, &mut buffer);
            let next = self.forms.len() as u32;
            let number = *self.numbers.entry_ref(buffer.as_str()).or_insert(next);
            if number == next {
                self.forms.push(buffer.clone());
                self.occurrences.push([0, 0]);
            }
            let [all, capitals] = &mut self.occurrences[number as usize];
            *all += 1;
            *capitals += u32::from(flags.capitals);
            sequence.push(number);
        });
        self.comments.push(sequence);
    }

    /// The words of a repaired text of the thread and where each stands; [`BREAK`] between clauses, and for what is no word of the thread.
    pub fn places(&self, text: &str) -> (Vec<u32>, Vec<Range<usize>>) {
        let (mut sequence, mut places, mut buffer) = (Vec::new(), Vec::new(), String::new());
        tokens(text, &self.treatments, |token: Token<'_>| {
            places.push(token.start..token.start + token.text.len());
            if !is_word(&token) {
                return sequence.push(BREAK);
            }
            form(&token, &self.treatments, &mut buffer);
            sequence.push(self.number(&buffer).unwrap_or(BREAK));
        });
        (sequence, places)
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// A word as it is counted.
    pub fn form(&self, word: u32) -> &str {
        &self.forms[word as usize]
    }

    /// Words as they are counted, a space between two.
    pub fn phrase(&self, words: &[u32]) -> String {
        words.iter().map(|word| self.form(*word)).collect::<Vec<_>>().join(" ")
    }

    /// The number of a word as it is counted; `None` if no comment has it.
    pub fn number(&self, form: &str) -> Option<u32> {
        self.numbers.get(form).copied()
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

    /// The share of the training comments that the word stands in.
    pub fn background(&self, word: u32) -> f64 {
        self.background[word as usize]
    }

    /// Whether the word can say what is talked about.
    pub fn is_content(&self, word: u32) -> bool {
        word != BREAK && self.background(word) < COMMON && self.form(word).chars().count() > 2
    }

    /// The different words of a comment that can say what it talks about, sorted.
    pub fn content(&self, comment: usize) -> Vec<u32> {
        let mut words: Vec<u32> =
            self.sequence(comment).iter().copied().filter(|word| self.is_content(*word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Hashtag)
}
