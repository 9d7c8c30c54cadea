//! A digest for people and programs: terminal, Markdown, JSON.

mod markdown;
pub mod sentences;
mod terminal;

pub use markdown::markdown;
pub use terminal::terminal;

use super::evaluation::Read;
use super::number::{count, cross_validation, in_threads};
use serde::Serialize;
use undertone::digest::{Receipt, ThreadDigest};
use undertone::model::Model;

/// Everything that one call of `digest` found out.
#[derive(Serialize)]
pub struct Document {
    /// One for each thread, in the order of the data.
    pub threads: Vec<ThreadDigest>,
    /// How much of the data became comments.
    pub read: Read,
    /// Which model, and what it scored.
    pub model: Source,
    /// What it was made of.
    pub receipt: Receipt,
}

/// Where the labels come from.
#[derive(Serialize)]
pub struct Source {
    /// The model's name or file.
    pub name: String,
    /// What its maker says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Comments that it learned from.
    pub comments: usize,
    /// Threads that these are of.
    pub threads: usize,
    /// The share of comments held out in training whose label it found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    /// In words: what it learned from and how good it was.
    pub description: String,
}

impl Source {
    pub fn of(model: &Model, name: &str) -> Self {
        let (card, training) = (model.card(), &model.card().training);
        let accuracy = card.scores.as_ref().map(|scores| scores.accuracy.value);
        let learned =
            format!("{name}, from {} labelled comments{}", count(training.comments as u64), in_threads(training));
        let scored = accuracy.map(|accuracy| {
            format!("; it labelled {:.0} % of held-out comments right ({})", 100.0 * accuracy, cross_validation(card))
        });
        Self {
            name: name.to_owned(),
            note: card.note.clone(),
            comments: training.comments,
            threads: training.threads,
            accuracy,
            description: learned + &scored.unwrap_or_default() + ".",
        }
    }
}

/// The title of a thread, or what stands for one.
pub fn title(thread: &ThreadDigest) -> &str {
    [thread.title.as_str(), thread.thread.as_str()].into_iter().find(|name| !name.is_empty()).unwrap_or("The comments")
}

/// How complete the data is, if it is not whole.
pub fn incomplete(read: &Read) -> Option<String> {
    let reasons: Vec<String> = read.left_out.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
    (!reasons.is_empty())
        .then(|| format!("{} of {} comments were read: {}.", read.kept, read.total, reasons.join(", ")))
}
