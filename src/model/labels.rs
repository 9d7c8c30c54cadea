//! The names of the labels, and a label as a place among them.

use serde::{Deserialize, Serialize};

/// Label names in byte order: two or more, all different, none empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct LabelSet(Vec<String>);

/// A label: its place in the [`LabelSet`] that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub(crate) u16);

/// Names that make no label set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Fewer than two labels leave nothing to tell apart.
    #[error("{}", too_few(.0))]
    TooFew(Vec<String>),
    /// More than a model can hold.
    #[error("{0} different labels; at most {most} can be learned", most = LabelSet::MOST)]
    TooMany(usize),
    /// A label without a name, or names not in byte order.
    #[error("label names must not be empty and must stand in order")]
    BadNames,
}

fn too_few(names: &[String]) -> String {
    match names {
        [] => "no comment has a label".to_owned(),
        [one, ..] => format!("every labelled comment is {one:?}: with one label there is nothing to learn"),
    }
}

impl LabelSet {
    /// The most labels a set can hold: beyond it the column is an identifier, not a label.
    pub const MOST: usize = 1000;

    /// The set of the names that occur.
    ///
    /// # Errors
    /// If there are fewer than two or more than [`LabelSet::MOST`], or one is empty.
    pub fn new<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Result<Self, LabelError> {
        let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
        names.sort_unstable();
        names.dedup();
        Self::try_from(names)
    }

    /// How many labels there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The label with this name.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<Label> {
        self.0.binary_search_by(|known| known.as_str().cmp(name)).ok().map(|place| Label(place as u16))
    }

    /// The name of a label of this set.
    ///
    /// # Panics
    /// If the label is of a larger set.
    #[must_use]
    pub fn name(&self, label: Label) -> &str {
        &self.0[usize::from(label.0)]
    }

    /// All names, in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// All labels, in order.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = Label> + use<> {
        (0..self.0.len() as u16).map(Label)
    }
}

impl Label {
    /// Its place in the set, from 0: the column of its weights and probabilities.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl From<LabelSet> for Vec<String> {
    fn from(labels: LabelSet) -> Self {
        labels.0
    }
}

impl TryFrom<Vec<String>> for LabelSet {
    type Error = LabelError;

    fn try_from(names: Vec<String>) -> Result<Self, LabelError> {
        match names.len() {
            0 | 1 => Err(LabelError::TooFew(names)),
            many if many > Self::MOST => Err(LabelError::TooMany(many)),
            _ if names[0].is_empty() || names.windows(2).any(|pair| pair[0] >= pair[1]) => Err(LabelError::BadNames),
            _ => Ok(Self(names)),
        }
    }
}
