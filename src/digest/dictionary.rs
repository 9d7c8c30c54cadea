//! A spelling in; out what it is in every thread: its form, how common that is where the model learned, whether it abuses or judges.
//!
//! Most words of a thread were met in threads before, and cost one probe. Nothing of a digest depends on what a dictionary holds: it gives what would
//! be found anew. Words are forgotten all at once, between two threads, when they take too much room.

use super::words::COMMON;
use crate::features::{Lexicon, Vectorizer};
use crate::text::{FormFlags, Token};
use std::cell::OnceCell;
use std::sync::Mutex;

/// Bytes and words after which a dictionary forgets.
const MOST_BYTES: usize = 8 << 20;
const MOST_WORDS: usize = 1 << 18;

/// Stands for the number of a word that the thread does not have.
const ABSENT: u32 = u32::MAX;

/// What a form is in every thread.
pub(super) struct Meaning {
    /// The share of the training comments that it stands in.
    pub background: f64,
    /// Whether it can say what is talked about.
    pub is_content: bool,
    /// Whether it abuses, once that was asked.
    pub abuses: OnceCell<bool>,
    /// Whether it takes a side by itself, once that was asked.
    pub judges: OnceCell<bool>,
}

impl Meaning {
    fn of(vectorizer: &Vectorizer, form: &str) -> Self {
        let background = vectorizer.document_share(form);
        let is_content = background < COMMON && form.chars().count() > 2;
        Self { background, is_content, abuses: OnceCell::new(), judges: OnceCell::new() }
    }
}

/// Every word met so far, and which of them the thread at hand has.
pub(super) struct Dictionary {
    lexicon: Lexicon<Meaning>,
    /// For each form its number in the thread.
    numbers: Vec<u32>,
    /// The forms of the thread, by these numbers.
    forms: Vec<u32>,
}

impl Dictionary {
    pub fn new(vectorizer: &Vectorizer) -> Self {
        let lexicon = Lexicon::new(vectorizer.params().treatments().clone());
        Self { lexicon, numbers: Vec::new(), forms: Vec::new() }
    }

    /// The number in the thread of a word that the thread has from now on, and what its form does not show.
    pub fn add(&mut self, token: &Token<'_>, vectorizer: &Vectorizer) -> (u32, FormFlags) {
        let (form, flags) = self.lexicon.add(token, &mut |form| Meaning::of(vectorizer, form));
        if self.numbers.len() < self.lexicon.len() {
            self.numbers.resize(self.lexicon.len(), ABSENT);
        }
        let number = &mut self.numbers[form as usize];
        if *number == ABSENT {
            *number = self.forms.len() as u32;
            self.forms.push(form);
        }
        (*number, flags)
    }

    /// How many different words the thread has.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// The number in the thread of a word as it is written; `None` if the thread does not have its form.
    pub fn find(&self, token: &Token<'_>) -> Option<u32> {
        self.lexicon.find(token).and_then(|form| self.of_thread(form))
    }

    /// The number in the thread of a word as it is counted.
    pub fn find_form(&self, form: &str) -> Option<u32> {
        self.lexicon.find_form(form).and_then(|form| self.of_thread(form))
    }

    fn of_thread(&self, form: u32) -> Option<u32> {
        Some(self.numbers[form as usize]).filter(|number| *number != ABSENT)
    }

    /// A word of the thread as it is counted.
    pub fn form(&self, number: u32) -> &str {
        self.lexicon.form(self.forms[number as usize])
    }

    /// What a word of the thread means.
    pub fn meaning(&self, number: u32) -> &Meaning {
        self.lexicon.description(self.forms[number as usize])
    }

    /// Forgets the thread, and all words if they are too many.
    fn end_thread(&mut self) {
        self.forms.drain(..).for_each(|form| self.numbers[form as usize] = ABSENT);
        if self.lexicon.len() > MOST_WORDS || self.lexicon.weight() > MOST_BYTES {
            self.lexicon.clear();
            self.numbers.clear();
        }
    }
}

/// One for each thread of comments that is digested at the same time.
#[derive(Default)]
pub(super) struct Dictionaries(Mutex<Vec<Dictionary>>);

impl Dictionaries {
    pub fn take(&self, vectorizer: &Vectorizer) -> Dictionary {
        let kept = self.0.lock().expect("no thread panics with it").pop();
        kept.unwrap_or_else(|| Dictionary::new(vectorizer))
    }

    pub fn give_back(&self, mut dictionary: Dictionary) {
        dictionary.end_thread();
        self.0.lock().expect("no thread panics with it").push(dictionary);
    }
}
