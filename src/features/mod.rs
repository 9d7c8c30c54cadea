//! Tokens in, one sparse row out.
//!
//! A row counts what a comment contains: words and word n-grams, character n-grams inside words, and a few surface facts. What a word
//! contributes through its characters does not depend on its neighbours, so it is computed once a word and remembered, in training
//! ([`FactoredRows`]) as in labelling; that is what makes both fast.
//!
//! A feature weighs the square root of its inverse document frequency (Spärck Jones 1972, dampened as term frequencies are: with the full
//! weight, rare words speak too loudly). Each block of a row, words and characters, is brought to length one, every occurrence counted by itself,
//! so that a word's share does not depend on which words it stands beside.

mod beside;
mod characters;
mod corpus;
mod factored;
mod lexicon;
mod ngrams;
mod rows;
mod surface;
mod vectorizer;
mod vocabulary;

pub use beside::Beside;
pub use corpus::Corpus;
pub use factored::{FactoredRows, LinearRows};
pub(crate) use lexicon::{BREAK, Lexicon, Reading};
pub use ngrams::{NgramError, NgramTree};
pub use rows::{SparseRow, SparseRows};
pub use surface::{SURFACE, Surface};
pub(crate) use vectorizer::{Described, inverse_length};
pub use vectorizer::{Feature, ParamsError, PartsError, Vectorizer, VectorizerParams, VectorizerValidParams};
pub use vocabulary::{Vocabulary, VocabularyError};
