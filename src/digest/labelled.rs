//! The rows of a sample that a person labelled → the labels of a thread's comments, or a sentence that says why they prove nothing.
//!
//! Labels bear an interval only if the comments were drawn at random. So the draw is made again from the thread: every row must be where it was
//! drawn, and the labelled ones must be the first of the draw, since whoever stops early leaves out the last, and whoever leaves out others leaves
//! out the hard ones.

use super::Thread;
use super::draw::{Draw, called};
use crate::input::{Cell, Comment};
use crate::model::{Label, LabelSet};
use std::collections::BTreeMap;

/// The column of a sample that holds the record of the draw.
pub const DRAW_COLUMN: &str = "draw";

/// Comments that an error names.
const NAMED: usize = 3;

/// A row of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledRow {
    /// The line of its file.
    pub line: u64,
    /// What the comment is called.
    pub id: String,
    /// The label that a person gave, if one was given.
    pub label: Option<String>,
    /// The record of the draw.
    pub draw: String,
}

impl LabelledRow {
    /// A row as it was read; `draw` is the place of the [`DRAW_COLUMN`] among the columns of its file.
    #[must_use]
    pub fn of(row: &Comment, draw: usize) -> Self {
        let text = |text: &str| text.trim().to_owned();
        let draw = match row.cell(draw) {
            Some(Cell::Text(record)) => text(record),
            _ => String::new(),
        };
        let label = row.label().map(text).filter(|label| !label.is_empty());
        Self { line: row.line(), id: row.id().map(text).unwrap_or_default(), label, draw }
    }

    fn label_among(&self, labels: &LabelSet) -> Result<Option<Label>, SampleError> {
        let Some(name) = &self.label else { return Ok(None) };
        let unknown = || SampleError::UnknownLabel {
            line: self.line,
            label: name.clone(),
            known: labels.names().collect::<Vec<_>>().join(", "),
        };
        known(name, labels).map(Some).ok_or_else(unknown)
    }
}

/// Why labels cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// A row has no record of a draw, or one that was changed.
    #[error("line {line}: no record of a random draw in the column {DRAW_COLUMN}")]
    NoDraw {
        /// The line of the row.
        line: u64,
    },
    /// No thread has the comments that were drawn from.
    #[error("labels are of a sample of {of} comments (fingerprint {comments}) that are not those of {}", if *threads == 1 { "this thread" } else { "any of these threads" })]
    OtherComments {
        /// How many comments were drawn from.
        of: usize,
        /// Their fingerprint.
        comments: String,
        /// How many threads there are.
        threads: usize,
    },
    /// Rows of one thread come from two draws.
    #[error("the labels come from two draws, with the seeds {0} and {1}")]
    TwoDraws(
        /// The seed of one.
        u64,
        /// And of the other.
        u64,
    ),
    /// A row is of another comment than was drawn.
    #[error("line {line}: the comment {id} is not the one drawn here ({drawn})")]
    NotDrawn {
        /// The line of the row.
        line: u64,
        /// The comment of the row.
        id: String,
        /// The comment that was drawn.
        drawn: String,
    },
    /// A label that the model does not have.
    #[error("line {line}: the model has no label {label:?}; it has {known}")]
    UnknownLabel {
        /// The line of the row.
        line: u64,
        /// The label.
        label: String,
        /// The labels that it has.
        known: String,
    },
    /// One comment has two labels.
    #[error("line {line}: the comment {id} has another label than before")]
    Contradiction {
        /// The line of the second label.
        line: u64,
        /// The comment.
        id: String,
    },
    /// Comments were passed over.
    #[error(
        "{count} of the first {labelled} comments of the draw have no label ({ids}): the labels given are no random sample"
    )]
    PassedOver {
        /// How many.
        count: usize,
        /// The number of the last comment that has a label.
        labelled: usize,
        /// The first few.
        ids: String,
    },
    /// No comment has a label.
    #[error("no comment of the sample has a label")]
    NoLabels,
}

impl SampleError {
    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoDraw { .. } => {
                "label what `undertone sample THREAD` writes, and leave its other columns as they are"
            }
            Self::OtherComments { .. } => {
                "give the file that the sample was drawn from, read with the same options: comments were added, removed or edited since, or it is another thread"
            }
            Self::TwoDraws(..) => "give one sample; a larger one with the same seed begins with the smaller one",
            Self::NotDrawn { .. } => {
                "leave the columns id and draw as they are: a comment that was swapped makes the sample less random"
            }
            Self::UnknownLabel { .. } => "use the model's labels, or give the --model that has these",
            Self::Contradiction { .. } => "keep one row for each comment",
            Self::PassedOver { .. } => {
                "label them too: comments that are left out because they are hard bias the rest; one may stop early, after any comment"
            }
            Self::NoLabels => "fill the column label, from the top",
        }
    }
}

/// The rows of a file of labels, by the thread that they are of.
#[derive(Clone, Debug, Default)]
pub struct LabelFile {
    /// By fingerprint.
    threads: BTreeMap<String, Vec<(Draw, usize, LabelledRow)>>,
    /// How many threads were asked for.
    asked: usize,
}

impl LabelFile {
    /// Of these rows.
    ///
    /// # Errors
    /// If a row has no record of a draw.
    pub fn new(rows: impl IntoIterator<Item = LabelledRow>) -> Result<Self, SampleError> {
        let mut threads: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for row in rows {
            let (draw, number) = Draw::parse(&row.draw).ok_or(SampleError::NoDraw { line: row.line })?;
            threads.entry(draw.comments.clone()).or_default().push((draw, number, row));
        }
        Ok(Self { threads, asked: 0 })
    }

    /// The labels of a thread; `None` if the file has no row of it.
    ///
    /// # Errors
    /// If its rows are no random sample of it, or have labels that are not among `labels`.
    pub fn take(&mut self, thread: &Thread, labels: &LabelSet) -> Result<Option<Labelled>, SampleError> {
        self.asked += 1;
        if self.threads.is_empty() {
            return Ok(None);
        }
        let comments = Draw::new(&thread.comments, 0).comments;
        self.threads.remove(&comments).map(|rows| Labelled::check(thread, rows, labels)).transpose()
    }

    /// Whether every row was of a thread that was asked for.
    ///
    /// # Errors
    /// If some were of none.
    pub fn finish(self) -> Result<(), SampleError> {
        match self.threads.into_values().next().and_then(|rows| rows.into_iter().next()) {
            Some((Draw { comments, of, .. }, ..)) => {
                Err(SampleError::OtherComments { of, comments, threads: self.asked })
            }
            None => Ok(()),
        }
    }
}

/// A person's labels for a random sample of the comments of a thread: not to be had without the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The places of comments, each with its label, in the order in which they were drawn.
    labels: Vec<(usize, Label)>,
    /// How many comments the thread has.
    comments: usize,
}

impl Labelled {
    /// The places of comments, each with its label, in the order in which they were drawn.
    #[must_use]
    pub fn labels(&self) -> &[(usize, Label)] {
        &self.labels
    }

    /// How many comments the thread has.
    #[must_use]
    pub fn comments(&self) -> usize {
        self.comments
    }

    fn check(thread: &Thread, rows: Vec<(Draw, usize, LabelledRow)>, labels: &LabelSet) -> Result<Self, SampleError> {
        let seed = rows[0].0.seed;
        if let Some((other, ..)) = rows.iter().find(|(draw, ..)| draw.seed != seed) {
            return Err(SampleError::TwoDraws(seed, other.seed));
        }
        let order = Draw::new(&thread.comments, seed).order();
        let name = |number: usize| order.get(number - 1).map_or("".into(), |place| called(&thread.comments, *place));
        let mut given: BTreeMap<usize, Label> = BTreeMap::new();
        for (_, number, row) in rows {
            let drawn = name(number);
            if !is_called(&row.id, &drawn) {
                return Err(SampleError::NotDrawn { line: row.line, id: row.id, drawn: drawn.into_owned() });
            }
            let Some(label) = row.label_among(labels)? else { continue };
            if given.insert(number, label).is_some_and(|before| before != label) {
                return Err(SampleError::Contradiction { line: row.line, id: row.id });
            }
        }
        let last = *given.keys().next_back().ok_or(SampleError::NoLabels)?;
        let passed: Vec<usize> = (1..=last).filter(|number| !given.contains_key(number)).collect();
        if !passed.is_empty() {
            let named: Vec<_> = passed.iter().take(NAMED).map(|number| name(*number)).collect();
            let ids = named.join(", ") + if passed.len() > NAMED { ", …" } else { "" };
            return Err(SampleError::PassedOver { count: passed.len(), labelled: last, ids });
        }
        let labels = given.into_iter().map(|(number, label)| (order[number - 1], label)).collect();
        Ok(Self { labels, comments: thread.comments.len() })
    }
}

/// The label of this name, in whatever case it was typed.
fn known(name: &str, labels: &LabelSet) -> Option<Label> {
    let typed = || labels.labels().find(|label| labels.name(*label).eq_ignore_ascii_case(name));
    labels.label(name).or_else(typed)
}

/// Whether a row is of the comment with this id. A spreadsheet cuts long numbers (1.09877E+17), takes zeros away, and has an apostrophe before what
/// looks like a formula.
fn is_called(written: &str, id: &str) -> bool {
    const CUT: f64 = 1e-5;
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let alike = |(a, b): (f64, f64)| (a - b).abs() <= CUT * b.abs();
    let id = id.trim();
    written == id || written.strip_prefix('\'') == Some(id) || number(written).zip(number(id)).is_some_and(alike)
}
