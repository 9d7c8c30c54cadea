//! What is counted, and how rare it may be.

use crate::text::{Treatment, Treatments};
use linfa::ParamGuard;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Longest word n-gram that may be asked for.
const LONGEST_WORDS: usize = 5;
/// Longest character n-gram that may be asked for.
const LONGEST_CHARACTERS: usize = 8;

/// Settings of a [`Vectorizer`](super::Vectorizer) that were checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VectorizerValidParams {
    treatments: Treatments,
    word_ngrams: usize,
    character_ngrams: Option<(usize, usize)>,
    document_frequency_floor: u32,
}

/// Settings of a [`Vectorizer`](super::Vectorizer), to be checked. The defaults suit comments of a sentence or a few.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VectorizerParams(VectorizerValidParams);

/// Settings that make no vectorizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// Word n-grams are too short or long.
    #[error("word n-grams of up to {0} words: choose 1 to {LONGEST_WORDS}")]
    WordNgrams(usize),
    /// Character n-grams are too short, too long or upside down.
    #[error("character n-grams of {0} to {1} characters: choose a range within 1 to {LONGEST_CHARACTERS}")]
    CharacterNgrams(usize, usize),
    /// Below one there is no frequency.
    #[error("a document frequency floor of 0: choose 1 or more")]
    DocumentFrequencyFloor,
}

impl Default for VectorizerParams {
    fn default() -> Self {
        Self(VectorizerValidParams {
            treatments: Treatments::all(),
            word_ngrams: 3,
            character_ngrams: Some((3, 6)),
            document_frequency_floor: 2,
        })
    }
}

impl VectorizerParams {
    /// Switches one treatment of the text off. Default: all are on.
    #[must_use]
    pub fn without(mut self, treatment: Treatment) -> Self {
        self.0.treatments = self.0.treatments.without(treatment);
        self
    }

    /// Words in the longest word n-gram, 1 to 5. Longer ones know more phrases and need more data. Default: 3.
    #[must_use]
    pub fn word_ngrams(mut self, longest: usize) -> Self {
        self.0.word_ngrams = longest;
        self
    }

    /// Characters in the shortest and longest character n-gram, within 1 to 8, or `None` for no character n-grams. Default: 3 to 6.
    #[must_use]
    pub fn character_ngrams(mut self, lengths: Option<(usize, usize)>) -> Self {
        self.0.character_ngrams = lengths;
        self
    }

    /// Comments that a word or n-gram must stand in to be counted, at least 1. Higher is smaller and faster, and forgets what is rare. Default: 2.
    #[must_use]
    pub fn document_frequency_floor(mut self, floor: u32) -> Self {
        self.0.document_frequency_floor = floor;
        self
    }
}

impl From<VectorizerValidParams> for VectorizerParams {
    fn from(params: VectorizerValidParams) -> Self {
        Self(params)
    }
}

impl ParamGuard for VectorizerParams {
    type Checked = VectorizerValidParams;
    type Error = ParamsError;

    fn check_ref(&self) -> Result<&VectorizerValidParams, ParamsError> {
        let params = &self.0;
        if !(1..=LONGEST_WORDS).contains(&params.word_ngrams) {
            return Err(ParamsError::WordNgrams(params.word_ngrams));
        }
        if let Some((shortest, longest)) = params.character_ngrams
            && !(1 <= shortest && shortest <= longest && longest <= LONGEST_CHARACTERS)
        {
            return Err(ParamsError::CharacterNgrams(shortest, longest));
        }
        if params.document_frequency_floor == 0 {
            return Err(ParamsError::DocumentFrequencyFloor);
        }
        Ok(params)
    }

    fn check(self) -> Result<VectorizerValidParams, ParamsError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl VectorizerValidParams {
    /// The treatments that are on.
    #[must_use]
    pub fn treatments(&self) -> &Treatments {
        &self.treatments
    }

    /// Words in the longest word n-gram.
    #[must_use]
    pub fn word_ngrams(&self) -> usize {
        self.word_ngrams
    }

    /// Characters in the shortest and longest character n-gram.
    #[must_use]
    pub fn character_lengths(&self) -> Option<RangeInclusive<usize>> {
        self.character_ngrams.map(|(shortest, longest)| shortest..=longest)
    }

    /// Comments that a feature must stand in.
    #[must_use]
    pub fn document_frequency_floor(&self) -> u32 {
        self.document_frequency_floor
    }
}
