//! Nodes that become comments as they pass: for dumps that stream. The columns, and what is left out and counted, are those of a
//! [`Forest`](super::Forest); a parent is named by its id, wherever it is.

use std::sync::Arc;

use super::circles::Circles;
use super::grown::told_of_circles;
use super::{COLUMNS, Fate, Node, row};
use crate::input::columns::Columns;
use crate::input::comment::Comment;
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::formats::Notes;
use crate::input::openings::{Opening, Openings};
use crate::input::reader::ReadOptions;
use crate::input::time;

/// The most bytes of openings that are kept: 128 MiB.
const OPENINGS: usize = 128 << 20;

/// Counts nodes and makes rows of those that are kept.
pub(in crate::input) struct Flow {
    columns: Arc<Columns>,
    keep_all: bool,
    openings: Arc<Openings>,
    /// What the dump itself tells of its threads, before their comments.
    learned: Openings,
    links: Circles,
    /// Circles that were cut.
    circles: u64,
    kept: u64,
    left_out: [u64; Fate::LEFT_OUT.len()],
}

impl Flow {
    /// # Errors
    /// [`ReadError::NoSuchColumn`], if `options` name one.
    pub(in crate::input) fn new(options: &ReadOptions) -> Result<Flow, ReadError> {
        Ok(Flow {
            columns: Arc::new(Columns::resolve(COLUMNS.map(str::to_owned).into(), options)?),
            keep_all: options.keep_all,
            openings: Arc::clone(&options.openings),
            learned: Openings::default(),
            links: Circles::new(),
            circles: 0,
            kept: 0,
            left_out: [0; Fate::LEFT_OUT.len()],
        })
    }

    /// Remembers what a thread is about, for the comments that come after it. Memory stays bounded: [`Openings::insert_briefly`] up to
    /// [`OPENINGS`] bytes, and from there on nothing.
    pub(in crate::input) fn learn(&mut self, thread: &str, opening: Opening) {
        if self.learned.bytes() < OPENINGS {
            self.learned.insert_briefly(thread, opening);
        }
    }

    /// What the dump itself told of its threads, if it did.
    pub(in crate::input) fn learned(&self) -> Option<&Openings> {
        (self.learned.bytes() > 0).then_some(&self.learned)
    }

    /// The node as a comment, unless it is left out. A `title` that the dump does not have is that of the thread's opening, if one is known.
    pub(in crate::input) fn take(&mut self, line: u64, node: &Node<'_>, title: &str) -> Option<Comment> {
        let fate = node.fate(self.keep_all, false);
        if let Some(place) = Fate::LEFT_OUT.iter().position(|left_out| *left_out == fate) {
            self.left_out[place] += 1;
            return None;
        }
        self.kept += 1;
        let parent = if self.closes_a_circle(node) { "" } else { &*node.parent };
        let told = || self.learned.get(&node.thread).or_else(|| self.openings.get(&node.thread));
        let known = if title.is_empty() { told() } else { None };
        let title = known.map_or(title, |opening| &opening.title);
        let time = time::utc(&node.time);
        let cells =
            [&*node.id, &*node.thread, title, parent, &*node.author, &time, &*node.score, &*node.link, &*node.text];
        Some(Comment::of_row(row(cells), &self.columns, line))
    }

    fn closes_a_circle(&mut self, node: &Node<'_>) -> bool {
        let closes = !node.parent.is_empty() && !node.id.is_empty() && self.links.close(&node.id, &node.parent);
        self.circles += u64::from(closes);
        closes
    }

    /// At the end: an error where nothing was kept.
    ///
    /// # Errors
    /// [`ReadError::NoComments`].
    pub(in crate::input) fn end(&self, notes: &mut Notes) -> Result<(), ReadError> {
        notes.extend(told_of_circles(self.circles));
        let completeness = self.completeness();
        match completeness.total {
            0 => Err(ReadError::NoComments { found: "nothing in it is a comment".to_owned() }),
            _ if self.kept == 0 => Err(ReadError::NoComments { found: completeness.to_string() }),
            _ => Ok(()),
        }
    }

    pub(in crate::input) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// So far.
    pub(in crate::input) fn completeness(&self) -> Completeness {
        Completeness::of(self.kept, Fate::LEFT_OUT.map(Fate::word).into_iter().zip(self.left_out))
    }
}
