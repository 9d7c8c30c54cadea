//! Terms and their numbers. Terms are kept, so that every weight can be named.
//!
//! The most frequent term has number 0: what is looked up most then lies together in memory, which makes training twice as fast as numbers in
//! byte order.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A list of different terms; the number of a term is its place.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    text: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// Why a list of terms is no vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// The bytes of the terms are not UTF-8.
    #[error("the terms are not UTF-8")]
    NotUtf8,
    /// A term ends before it starts, or beyond the text, or inside a character.
    #[error("term {0} ends in the wrong place")]
    BadEnd(usize),
    /// A term is there twice.
    #[error("term {0} is there twice")]
    Repeated(u32),
}

impl Vocabulary {
    /// The vocabulary of these terms and their frequencies: the most frequent first, equals in byte order. Beside it, the frequencies in the
    /// order of the numbers.
    ///
    /// # Panics
    /// If a term is there twice.
    #[must_use]
    pub fn by_frequency<'a>(terms: impl IntoIterator<Item = (&'a str, u32)>) -> (Self, Vec<u32>) {
        Self::default().with_frequent(terms)
    }

    /// This vocabulary, then those of the terms that it lacks, the most frequent first, equals in byte order. Beside it, the frequencies of these.
    ///
    /// # Panics
    /// If a term is there twice.
    #[must_use]
    pub fn with_frequent<'a>(&self, terms: impl IntoIterator<Item = (&'a str, u32)>) -> (Self, Vec<u32>) {
        let mut terms: Vec<(&str, u32)> = terms.into_iter().filter(|(term, _)| self.number(term).is_none()).collect();
        terms.sort_unstable_by(|(a, a_frequency), (b, b_frequency)| b_frequency.cmp(a_frequency).then(a.cmp(b)));
        let (mut text, mut ends) = (self.text.clone(), self.ends.clone());
        for (term, _) in &terms {
            text.push_str(term);
            ends.push(u32::try_from(text.len()).expect("a vocabulary of less than 4 GiB"));
        }
        let vocabulary = Self::index(text, ends).expect("every term is there once");
        (vocabulary, terms.into_iter().map(|(_, frequency)| frequency).collect())
    }

    /// A vocabulary from its parts, as a file holds them: all terms one behind the other, and where each ends.
    ///
    /// # Errors
    /// If the parts are not those of a vocabulary.
    pub fn from_parts(text: &[u8], ends: Vec<u32>) -> Result<Self, VocabularyError> {
        let text = std::str::from_utf8(text).map_err(|_| VocabularyError::NotUtf8)?;
        let mut start = 0;
        for (number, end) in ends.iter().enumerate() {
            let term = text.get(start..*end as usize);
            start += term.ok_or(VocabularyError::BadEnd(number))?.len();
        }
        if start != text.len() {
            return Err(VocabularyError::BadEnd(ends.len()));
        }
        Self::index(text.to_owned(), ends)
    }

    fn index(text: String, ends: Vec<u32>) -> Result<Self, VocabularyError> {
        let hasher = DefaultHashBuilder::default();
        let mut vocabulary = Self { text, table: HashTable::with_capacity(ends.len()), ends, hasher };
        for number in 0..vocabulary.ends.len() as u32 {
            let term = vocabulary.term(number);
            if vocabulary.number(term).is_some() {
                return Err(VocabularyError::Repeated(number));
            }
            let hash = vocabulary.hash(term);
            vocabulary.table.insert_unique(hash, number, |_| unreachable!("room for every term was made"));
        }
        Ok(vocabulary)
    }

    /// The bytes of the terms and where each ends, for a file.
    #[must_use]
    pub fn parts(&self) -> (&[u8], &[u32]) {
        (self.text.as_bytes(), &self.ends)
    }

    fn hash(&self, term: &str) -> u64 {
        self.hasher.hash_one(term)
    }

    /// The number of a term, if it is in the vocabulary.
    #[must_use]
    pub fn number(&self, term: &str) -> Option<u32> {
        self.table.find(self.hash(term), |number| self.term(*number) == term).copied()
    }

    /// The term with this number.
    ///
    /// # Panics
    /// If there is no such term.
    #[must_use]
    pub fn term(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[number] as usize]
    }

    /// How many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All terms, in the order of their numbers.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.term(number))
    }
}
