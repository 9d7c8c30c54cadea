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
    /// The number of each word as it is written, and whether that is in capitals: most words were met before, and need not be brought to their form.
    spellings: HashMap<String, (u32, bool)>,
    forms: Vec<String>,
    /// How often each form occurs, and how often in capitals.
    occurrences: Vec<[u32; 2]>,
    /// For each comment the numbers of its words, with [`BREAK`] between clauses.
    comments: Vec<Vec<u32>>,
    /// Where each of these stands in the repaired comment, in bytes.
    spans: Vec<Vec<Range<u32>>>,
    /// The share of the training comments that each form stands in.
    background: Vec<f64>,
    /// Whether each form can say what is talked about.
    is_content: Vec<bool>,
    /// For each comment its different content words, sorted.
    contents: Vec<Vec<u32>>,
}

impl Words {
    /// Reads the comments as the model does. Links, quotes and code hold no words of the commenter's.
    pub fn of(vectorizer: &Vectorizer, comments: &[Comment]) -> Self {
        let mut words = Self {
            treatments: vectorizer.params().treatments().clone(),
            numbers: HashMap::new(),
            spellings: HashMap::new(),
            forms: Vec::new(),
            occurrences: Vec::new(),
            comments: Vec::with_capacity(comments.len()),
            spans: Vec::with_capacity(comments.len()),
            background: Vec::new(),
            is_content: Vec::new(),
            contents: Vec::new(),
        };
        comments.iter().for_each(|comment| words.add(comment.text()));
        words.background = words.forms.iter().map(|form| vectorizer.document_share(form)).collect();
        let says = |(form, share): (&String, &f64)| *share < COMMON && form.chars().count() > 2;
        words.is_content = words.forms.iter().zip(&words.background).map(says).collect();
        words.contents = words.comments.iter().map(|sequence| words.content_of(sequence)).collect();
        words
    }

    fn content_of(&self, sequence: &[u32]) -> Vec<u32> {
        let mut words: Vec<u32> = sequence.iter().copied().filter(|word| self.is_content(*word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    fn add(&mut self, text: &str) {
        let text = repair(text, &self.treatments);
        let (mut sequence, mut spans, mut buffer) = (Vec::new(), Vec::new(), String::new());
        tokens(&text, &self.treatments.clone(), |token: Token<'_>| {
            spans.push(token.start as u32..(token.start + token.text.len()) as u32);
            if !is_word(&token) {
                return sequence.push(BREAK);
            }
            let known = self.spellings.get(token.text).copied();
            let (number, in_capitals) = known.unwrap_or_else(|| self.meet(&token, &mut buffer));
            let [all, capitals] = &mut self.occurrences[number as usize];
            *all += 1;
            *capitals += u32::from(in_capitals);
            sequence.push(number);
        });
        self.comments.push(sequence);
        self.spans.push(spans);
    }

    /// The number of a word that was not written like this before, and whether it is in capitals.
    fn meet(&mut self, token: &Token<'_>, buffer: &mut String) -> (u32, bool) {
        let flags = form(token, &self.treatments, buffer);
        let next = self.forms.len() as u32;
        let number = *self.numbers.entry_ref(buffer.as_str()).or_insert(next);
        if number == next {
            self.forms.push(buffer.clone());
            self.occurrences.push([0, 0]);
        }
        self.spellings.insert(token.text.to_owned(), (number, flags.capitals));
        (number, flags.capitals)
    }

    /// The words of a repaired text of the thread, [`BREAK`] between clauses and for what is no word of the thread.
    pub fn sequence_of(&self, text: &str) -> Vec<u32> {
        let (mut sequence, mut buffer) = (Vec::new(), String::new());
        tokens(text, &self.treatments, |token: Token<'_>| {
            if !is_word(&token) {
                return sequence.push(BREAK);
            }
            let number = self.spellings.get(token.text).map(|(number, _)| *number).or_else(|| {
                form(&token, &self.treatments, &mut buffer);
                self.number(&buffer)
            });
            sequence.push(number.unwrap_or(BREAK));
        });
        sequence
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

    /// Where each word and each [`BREAK`] of a comment stands, in bytes of the repaired text.
    pub fn spans(&self, comment: usize) -> &[Range<u32>] {
        &self.spans[comment]
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
        word != BREAK && self.is_content[word as usize]
    }

    /// The different words of a comment that can say what it talks about, sorted.
    pub fn content(&self, comment: usize) -> &[u32] {
        &self.contents[comment]
    }
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Hashtag)
}
