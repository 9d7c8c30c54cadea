//! fastText's training files: `__label__supportive so much better than before`, one comment a line.
//!
//! A line may have several labels (the first is taken, which is counted in a note) or none (a comment without
//! a label).

use std::sync::Arc;

use super::{Format, Head, Notes, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment::{Cell, Comment};
use crate::input::error::ReadError;
use crate::input::lines::Lines;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "fasttext",
    aliases: &[],
    about: "fastText training lines: __label__supportive and the text",
    obtain: "any file made for fastText's supervised mode",
    recognise,
    read: Read::Stream(read),
};

const PREFIX: &str = "__label__";

fn recognise(head: &Head<'_>) -> bool {
    head.bytes.trim_ascii_start().starts_with(PREFIX.as_bytes())
}

fn read(source: Source, options: &ReadOptions, _: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let columns = Arc::new(Columns::resolve(vec!["label".into(), "text".into()], options)?);
    Ok(Box::new(FastText { lines: Lines::of(source), columns, several: 0, any: false }))
}

struct FastText {
    lines: Lines,
    columns: Arc<Columns>,
    several: u64,
    any: bool,
}

impl Rows for FastText {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        while let Some((number, line)) = self.lines.next()? {
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.any = true;
            let whole = notes.decode(number, line);
            let (labels, text) = split(&whole);
            if text.is_empty() {
                return Err(ReadError::bad_row(number, line, "a label and no text"));
            }
            self.several += u64::from(labels.len() > 1);
            let label = labels.first().map_or(Cell::Missing, |label| Cell::Text(label));
            let row = [label, Cell::Text(text)].into_iter().collect();
            return Ok(Some(Comment::of_row(row, &self.columns, number)));
        }
        if std::mem::take(&mut self.several) > 0 {
            notes.push("some lines have several labels; the first of each was taken");
        }
        if self.any { Ok(None) } else { Err(ReadError::NoComments { found: "every line is blank".into() }) }
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}

/// The labels in front of a line, without their prefix, and the text after them.
fn split(line: &str) -> (Vec<&str>, &str) {
    let mut labels = Vec::new();
    let mut rest = line.trim_start();
    while let Some(labelled) = rest.strip_prefix(PREFIX) {
        let end = labelled.find(char::is_whitespace).unwrap_or(labelled.len());
        labels.push(&labelled[..end]);
        rest = labelled[end..].trim_start();
    }
    (labels, rest.trim_end())
}
