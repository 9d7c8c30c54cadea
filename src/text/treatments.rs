//! The names of everything that is done to a text before it is counted, and the set of those that are on.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! treatments {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal),+ $(,)?) => {
        /// One thing done to a text before its features are counted; each can be turned off by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Treatment { $($(#[doc = $doc])+ $variant),+ }

        impl Treatment {
            /// Every treatment, in the order in which they are applied.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that switches it off: `train --without NAME`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What it does, in one line.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii()),+ }
            }
        }
    };
}

treatments! {
    /// `\u2019` left in a text becomes the character it names; a lone surrogate is dropped.
    Escapes = "escapes",
    /// HTML entities are decoded, once.
    Entities = "entities",
    /// UTF-8 that was read as Windows-1252, Latin-1 or Windows-874 is read again as what it was.
    Encoding = "encoding",
    /// HTML tags are skipped.
    Html = "html",
    /// Markdown marks are skipped.
    Markdown = "markdown",
    /// Quoted passages are set apart: they are not the commenter's words.
    Quotes = "quotes",
    /// Code counts as one token, whatever is in it.
    Code = "code",
    /// Addresses count as one token, whatever they are.
    Links = "links",
    /// `@name` counts as one token, whoever it is.
    Mentions = "mentions",
    /// Numbers count as one token, whatever their digits.
    Numbers = "numbers",
    /// Emoji and emoticons are tokens.
    Emoji = "emoji",
    /// Upper and lower case are the same, and so are the widths and ligatures of a letter (Unicode NFKC).
    Case = "case",
    /// `soooo` is read as `soo`, and counted as drawn out.
    Elongation = "elongation",
    /// `dont`, `don’t` and `don't` are one word.
    Contractions = "contractions",
    /// Words that a negation reaches are words of their own: `don't love it` is not `love it`.
    Negation = "negation",
}

impl fmt::Display for Treatment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no treatment's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no treatment {0:?}; the names are {names}", names = Treatment::ALL.iter().map(|t| t.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownTreatment(pub String);

impl FromStr for Treatment {
    type Err = UnknownTreatment;

    fn from_str(name: &str) -> Result<Self, UnknownTreatment> {
        let known = Self::ALL.iter().find(|treatment| treatment.name() == name);
        known.copied().ok_or_else(|| UnknownTreatment(name.to_owned()))
    }
}

/// The treatments that are on. The default is all of them; in a model file they stand as a list of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct Treatments(u32);

impl Treatments {
    /// Every treatment on.
    #[must_use]
    pub fn all() -> Self {
        Self(Treatment::ALL.iter().fold(0, |set, treatment| set | 1 << *treatment as u32))
    }

    /// The same set with one treatment off.
    #[must_use]
    pub fn without(self, treatment: Treatment) -> Self {
        Self(self.0 & !(1 << treatment as u32))
    }

    /// Whether a treatment is on.
    #[must_use]
    pub fn has(&self, treatment: Treatment) -> bool {
        self.0 & 1 << treatment as u32 != 0
    }

    /// Those that are on, in the order in which they are applied.
    pub fn iter(&self) -> impl Iterator<Item = Treatment> {
        Treatment::ALL.iter().copied().filter(|treatment| self.has(*treatment))
    }
}

impl Default for Treatments {
    fn default() -> Self {
        Self::all()
    }
}

impl From<Treatments> for Vec<String> {
    fn from(treatments: Treatments) -> Self {
        treatments.iter().map(|treatment| treatment.name().to_owned()).collect()
    }
}

impl TryFrom<Vec<String>> for Treatments {
    type Error = UnknownTreatment;

    fn try_from(names: Vec<String>) -> Result<Self, UnknownTreatment> {
        names.iter().try_fold(Self(0), |set, name| Ok(Self(set.0 | 1 << Treatment::from_str(name)? as u32)))
    }
}
