//! A resolved forest as rows, and the account of what was left out.

use std::sync::Arc;

use super::resolve::Resolved;
use super::{Fate, Forest, Known, Stored, at};
use crate::input::columns::Columns;
use crate::input::comment::{Cell, Comment, Row};
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::formats::{Notes, Rows};
use crate::input::openings::Openings;
use crate::input::score;

/// The cells of a comment in a tree, in the order of [`super::COLUMNS`]. A score such as `1.2K` is
/// written out, one that is no number stays as text, an empty one is missing.
pub(super) fn row(cells: [&str; 9]) -> Row {
    const SCORE: usize = 6;
    let number = if is_json_number(cells[SCORE]) { None } else { score::number(cells[SCORE]) };
    let score = match number.as_deref().unwrap_or(cells[SCORE]) {
        "" => Cell::Missing,
        score if is_json_number(score) => Cell::Json(score),
        score => Cell::Text(score),
    };
    let mut cells = cells.map(Cell::Text);
    cells[SCORE] = score;
    cells.into_iter().collect()
}

fn is_json_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

/// Counts, tells, and makes the rows.
pub(super) fn finish(mut forest: Forest, resolved: Resolved) -> Result<(Box<dyn Rows>, Openings, Notes), ReadError> {
    let completeness = account(&forest, &resolved);
    if completeness.kept == 0 {
        return Err(ReadError::NoComments { found: nothing(&forest, &completeness) });
    }
    let mut notes = std::mem::take(&mut forest.notes);
    if forest.repeated > 0 {
        notes.push(format!("{} came twice: each is kept once", counted(forest.repeated, "comment")));
    }
    notes.extend(told_of_circles(resolved.circles));
    let openings = openings(&forest.threads);
    let grown = Grown {
        order: resolved.order.into_iter(),
        threads: resolved.threads,
        keeps_parent: resolved.keeps_parent,
        nodes: forest.nodes,
        known: forest.threads,
        files: forest.files,
        completeness,
    };
    Ok((Box::new(grown), openings, notes))
}

/// What to say of circles that were cut, if there were any.
pub(super) fn told_of_circles(circles: u64) -> Option<String> {
    let circles = (circles > 0).then(|| counted(circles, "circle"))?;
    Some(format!("comments that answer each other in {circles}: one of each answers no one now"))
}

fn account(forest: &Forest, resolved: &Resolved) -> Completeness {
    let count = |fate: Fate| forest.nodes.iter().filter(|node| node.fate == fate).count() as u64;
    let mut completeness = Completeness::of(count(Fate::Kept), Fate::LEFT_OUT.map(|fate| (fate.word(), count(fate))));
    completeness.leave_out(Fate::NotInTheDump.word(), missing(forest, resolved));
    completeness
}

/// Comments that the platform counts and no node stands for: by thread, what the thread's own count and what its stubs and comments say.
fn missing(forest: &Forest, resolved: &Resolved) -> u64 {
    let mut seen = vec![0u64; forest.threads.len()];
    let mut absent: Vec<u64> = forest.threads.iter().map(|thread| thread.absent).collect();
    let mut astray = 0u64;
    for (node, stored) in forest.nodes.iter().enumerate() {
        let unsent = stored.replies.saturating_sub(resolved.answers[node]);
        match resolved.threads[node] {
            Some(thread) => {
                seen[thread] += 1;
                absent[thread] = absent[thread].saturating_add(unsent);
            }
            None => astray = astray.saturating_add(unsent),
        }
    }
    let promised = forest.threads.iter().zip(&seen).map(|(thread, &seen)| thread.comments.saturating_sub(seen));
    promised.zip(absent).map(|(promised, absent)| promised.max(absent)).fold(astray, u64::saturating_add)
}

fn nothing(forest: &Forest, completeness: &Completeness) -> String {
    match forest.threads.len() {
        _ if completeness.total > 0 => completeness.to_string(),
        0 => "nothing in it is a comment".to_owned(),
        1 => "the post has none".to_owned(),
        posts => format!("{posts} posts have none"),
    }
}

fn openings(threads: &[Known]) -> Openings {
    let mut openings = Openings::default();
    let known = threads.iter().filter(|thread| thread.about != Default::default());
    known.for_each(|thread| openings.insert(&thread.id, thread.about.clone()));
    openings
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The comments of a forest.
struct Grown {
    order: std::vec::IntoIter<usize>,
    threads: Vec<Option<usize>>,
    keeps_parent: Vec<bool>,
    nodes: Vec<Stored>,
    known: Vec<Known>,
    files: Vec<Arc<Columns>>,
    completeness: Completeness,
}

impl Grown {
    fn comment(&mut self, node: usize) -> Comment {
        let stored = &self.nodes[node];
        let thread = self.threads[node].map(|thread| &self.known[thread]);
        let row = row([
            stored.cell(at::ID),
            thread.map_or("", |thread| &thread.id),
            thread.map_or("", |thread| &thread.about.title),
            if self.keeps_parent[node] { stored.cell(at::PARENT) } else { "" },
            stored.cell(at::AUTHOR),
            stored.cell(at::TIME),
            stored.cell(at::SCORE),
            stored.cell(at::LINK),
            stored.cell(at::TEXT),
        ]);
        let comment = Comment::of_row(row, &self.files[stored.file], stored.number);
        // It will not be asked for again: memory falls as the comments come out.
        self.nodes[node].cells = Row::default();
        comment
    }
}

impl Rows for Grown {
    fn next(&mut self, _: &mut Notes) -> Result<Option<Comment>, ReadError> {
        let next = self.order.find(|&node| self.nodes[node].fate.is_kept());
        Ok(next.map(|node| self.comment(node)))
    }

    fn columns(&self) -> &Columns {
        &self.files[0]
    }

    fn completeness(&self) -> Option<Completeness> {
        Some(self.completeness.clone())
    }
}
