//! Plain text, one comment a line. Taken only when nothing else fits, and never for what looks like markup,
//! JSON or binary data.

use std::sync::Arc;

use super::{Format, Head, Notes, Read, Rows};
use crate::input::bytes;
use crate::input::columns::Columns;
use crate::input::comment::{Comment, Row};
use crate::input::error::ReadError;
use crate::input::lines::Lines;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "text",
    aliases: &["plain", "txt"],
    about: "plain text, one comment a line",
    obtain: "write or paste the comments into a file, one a line",
    recognise,
    read: Read::Stream(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let strange = |line: &&[u8]| opens_like_json(line) || opens_like_xml(line);
    let lines: Vec<&[u8]> = bytes::lines(head.bytes, head.whole).collect();
    // A line longer than the head is no line yet, but it opens like one.
    let first = lines.first().copied().unwrap_or(head.bytes);
    let many = lines.iter().filter(|line| strange(line)).count() * 2 > lines.len();
    !head.bytes.contains(&0) && !strange(&first) && !many
}

/// `{"`, `["`, `[{` and the like; a sentence may start with `[` too.
pub(super) fn opens_like_json(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let inside = line.get(1..).unwrap_or_default().trim_ascii_start().first();
    match line.first() {
        Some(b'{') => matches!(inside, None | Some(b'"' | b'\'' | b'}')),
        Some(b'[') => matches!(inside, None | Some(b'"' | b'{' | b'[')) || line.trim_ascii() == b"[]",
        _ => false,
    }
}

/// `<?xml`, `<!DOCTYPE`, `<html>` and the like; a sentence may start with `<3` or `<-` too.
pub(super) fn opens_like_xml(line: &[u8]) -> bool {
    match line.trim_ascii_start() {
        [b'<', b'?' | b'!', ..] => true,
        [b'<', letter, rest @ ..] => letter.is_ascii_alphabetic() && rest.contains(&b'>'),
        _ => false,
    }
}

fn read(source: Source, options: &ReadOptions, _: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let columns = Arc::new(Columns::resolve(vec!["text".into()], options)?);
    Ok(Box::new(Plain { lines: Lines::of(source), columns, any: false }))
}

struct Plain {
    lines: Lines,
    columns: Arc<Columns>,
    any: bool,
}

impl Rows for Plain {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        while let Some((number, line)) = self.lines.next()? {
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.any = true;
            let text = notes.decode(number, line);
            let row = Row::of_text((&*text).into(), [text.len()].into());
            return Ok(Some(Comment::of_row(row, &self.columns, number)));
        }
        if self.any { Ok(None) } else { Err(ReadError::NoComments { found: "every line is blank".into() }) }
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}
