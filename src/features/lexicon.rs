//! Every distinct word form met so far, each described once.
//!
//! A word as it stands in a comment (`Soooo`) is looked up by its bytes alone; only the first time is it brought to its form (`soo`) and
//! described. Reading a comment then costs one probe a word.

use super::surface::Surface;
use crate::text::{
    FormFlags, NegationScope, ScopeRole, Token, TokenKind, Treatment, Treatments, form, repair, scope_role, tokens,
};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Stands in a reading where no n-gram crosses.
pub(crate) const BREAK: u32 = u32::MAX;

/// The form that every comment begins with: what stands first (`^ thanks`) says more than what stands anywhere.
pub(crate) const START: &str = "^";

/// Marks the form of a word that a negation reaches.
pub(crate) const NEGATED: char = '¬';

/// A comment as the forms of its tokens, and what is seen on its surface.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// Numbers of forms in the lexicon: that of [`START`], then one for each token, [`BREAK`] between sentences.
    pub forms: Vec<u32>,
    /// Surface counts.
    pub surface: Surface,
}

/// Forms by number, each with a description `T`.
pub(crate) struct Lexicon<T> {
    treatments: Treatments,
    hasher: DefaultHashBuilder,
    spellings: HashTable<Spelling>,
    spelling_text: String,
    forms: HashTable<u32>,
    form_text: String,
    described: Vec<Form<T>>,
    buffer: String,
}

struct Form<T> {
    end: usize,
    description: T,
}

#[derive(Clone, Copy)]
struct Spelling {
    start: usize,
    length: u32,
    negated: bool,
    form: u32,
    flags: FormFlags,
    role: ScopeRole,
}

impl<T> Lexicon<T> {
    pub fn new(treatments: Treatments) -> Self {
        Self {
            treatments,
            hasher: DefaultHashBuilder::default(),
            spellings: HashTable::new(),
            spelling_text: String::new(),
            forms: HashTable::new(),
            form_text: String::new(),
            described: Vec::new(),
            buffer: String::new(),
        }
    }

    /// How many forms are known.
    pub fn len(&self) -> usize {
        self.described.len()
    }

    /// Bytes of text held, as a measure of memory.
    pub fn weight(&self) -> usize {
        self.spelling_text.len() + self.form_text.len()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.spellings.clear();
        self.spelling_text.clear();
        self.forms.clear();
        self.form_text.clear();
        self.described.clear();
    }

    /// The form with this number.
    pub fn form(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.described[before].end);
        &self.form_text[start..self.described[number].end]
    }

    /// What `describe` said of the form with this number.
    pub fn description(&self, number: u32) -> &T {
        &self.described[number as usize].description
    }

    /// Reads a comment over `reading`, describing the forms that are new.
    pub fn read(&mut self, text: &str, reading: &mut Reading, describe: &mut impl FnMut(&str) -> T) {
        let repaired = repair(text, &self.treatments);
        self.read_repaired(&repaired, reading, describe, &mut |_, _| {});
    }

    /// The same for a text that is repaired already; `seen` is told of each token and its form.
    pub fn read_repaired<'a>(
        &mut self,
        text: &'a str,
        reading: &mut Reading,
        describe: &mut impl FnMut(&str) -> T,
        seen: &mut impl FnMut(Token<'a>, u32),
    ) {
        reading.forms.clear();
        reading.forms.push(self.form_number(START, describe));
        reading.surface = Surface::default();
        let mut scope = NegationScope::default();
        let treatments = self.treatments.clone();
        let negation = treatments.has(Treatment::Negation);
        tokens(text, &treatments, |token| match token.kind {
            TokenKind::ClauseEnd => scope.end_clause(),
            TokenKind::SentenceEnd => {
                scope.end_clause();
                reading.forms.push(BREAK);
            }
            kind => {
                let word = matches!(kind, TokenKind::Word | TokenKind::Hashtag);
                let spelling = self.spelling(&token, word && negation && scope.is_open(), describe);
                reading.surface.count(kind, token.text, spelling.flags);
                reading.forms.push(spelling.form);
                seen(token, spelling.form);
                match kind {
                    TokenKind::Mark => {
                        scope.end_clause();
                        reading.forms.push(BREAK);
                    }
                    _ => scope.pass(spelling.role),
                }
            }
        });
    }

    /// The form of a word that stands by itself, and what the form does not show.
    pub fn add(&mut self, word: &Token<'_>, describe: &mut impl FnMut(&str) -> T) -> (u32, FormFlags) {
        let spelling = self.spelling(word, false, describe);
        (spelling.form, spelling.flags)
    }

    /// The form of a word that stands by itself, if that is known.
    pub fn find(&self, word: &Token<'_>) -> Option<u32> {
        if let Some(known) = self.known(self.hasher.hash_one((word.text, false)), word.text, false) {
            return Some(known.form);
        }
        let mut buffer = String::new();
        form(word, &self.treatments, &mut buffer);
        self.find_form(&buffer)
    }

    /// The number of a form, if that is known.
    pub fn find_form(&self, form: &str) -> Option<u32> {
        self.forms.find(self.hasher.hash_one(form), |number| self.form(*number) == form).copied()
    }

    fn spelling(&mut self, token: &Token<'_>, negated: bool, describe: &mut impl FnMut(&str) -> T) -> Spelling {
        // A passage is one token whatever is in it; its text would only fill the table. No word holds a NUL, so no word has such a key.
        let text = match token.kind {
            TokenKind::Link => "\0link",
            TokenKind::Code => "\0code",
            TokenKind::Quote => "\0quote",
            TokenKind::Mention => "\0mention",
            _ => token.text,
        };
        let hash = self.hasher.hash_one((text, negated));
        if let Some(known) = self.known(hash, text, negated) {
            return *known;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let flags = form(token, &self.treatments, &mut buffer);
        let role =
            if self.treatments.has(Treatment::Case) { scope_role(&buffer) } else { scope_role(&buffer.to_lowercase()) };
        if negated && role == ScopeRole::Plain {
            buffer.insert(0, NEGATED);
        }
        let number = self.form_number(&buffer, describe);
        self.buffer = buffer;
        let spelling =
            Spelling { start: self.spelling_text.len(), length: text.len() as u32, negated, form: number, flags, role };
        self.spelling_text.push_str(text);
        let (hasher, all) = (&self.hasher, &self.spelling_text);
        self.spellings.insert_unique(hash, spelling, |spelling| {
            hasher.hash_one((&all[spelling.start..][..spelling.length as usize], spelling.negated))
        });
        spelling
    }

    fn known(&self, hash: u64, text: &str, negated: bool) -> Option<&Spelling> {
        self.spellings.find(hash, |spelling| {
            spelling.negated == negated
                && self.spelling_text.as_bytes()[spelling.start..].get(..spelling.length as usize)
                    == Some(text.as_bytes())
        })
    }

    fn form_number(&mut self, form: &str, describe: &mut impl FnMut(&str) -> T) -> u32 {
        let hash = self.hasher.hash_one(form);
        if let Some(number) = self.forms.find(hash, |number| self.form(*number) == form) {
            return *number;
        }
        let number = self.described.len() as u32;
        self.form_text.push_str(form);
        self.described.push(Form { end: self.form_text.len(), description: describe(form) });
        let hasher = self.hasher.clone();
        let Self { forms, form_text, described, .. } = self;
        let form_of = |number: u32| {
            let number = number as usize;
            let start = number.checked_sub(1).map_or(0, |before| described[before].end);
            &form_text[start..described[number].end]
        };
        forms.insert_unique(hash, number, |number| hasher.hash_one(form_of(*number)));
        number
    }
}
