//! Tables as text: CSV, TSV, and the `;` of spreadsheets. The first row is the header; every other row has as
//! many cells as it, or is bad.

use std::sync::Arc;

use super::threaded::threaded;
use super::{Format, Head, Notes, Read, Rows, sniff};
use crate::input::columns::Columns;
use crate::input::comment::{Cell, Comment, Row};
use crate::input::error::ReadError;
use crate::input::reader::ReadOptions;
use crate::input::records::Records;
use crate::input::source::{Input, Source};

pub(super) const FORMAT: Format = Format {
    name: "csv",
    aliases: &["tsv", "delimited"],
    about: "a table with a header row, cells separated by commas, tabs or semicolons",
    obtain: "export from a spreadsheet, a database or a script",
    recognise,
    read: Read::Stream(read),
};

fn recognise(head: &Head<'_>) -> bool {
    sniff::delimiter(head).is_some()
}

pub(super) fn read(source: Source, options: &ReadOptions, notes: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let head = Head::of(&source, options);
    let delimiter = sniff::delimiter(&head).unwrap_or_else(|| sniff::widest(&head));
    let wordiest = sniff::wordiest_column(&head, delimiter);
    let announced = sniff::announced(head.bytes).is_some();
    let line = source.line();
    let mut records = Records::new(source.into_input(), delimiter, line);
    if !records.advance()? || announced && !records.advance()? {
        return Err(ReadError::Empty);
    }
    let names: Vec<String> = records.cells().map(|cell| notes.decode(line, cell).into_owned()).collect();
    let columns = Columns::resolve(names, options).map_err(|error| match error {
        ReadError::NoTextColumn { columns, .. } => {
            let likely = wordiest.and_then(|index| columns.get(index).cloned());
            ReadError::NoTextColumn { columns, likely }
        }
        error => error,
    })?;
    for name in columns.duplicates() {
        notes.push(format!("two columns are named {name}; both are kept, neither is used"));
    }
    Ok(threaded(Delimited { records, columns: Arc::new(columns), any: false }))
}

struct Delimited {
    records: Records<Input>,
    columns: Arc<Columns>,
    any: bool,
}

impl Rows for Delimited {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        if !self.records.advance()? {
            if !std::mem::replace(&mut self.any, true) {
                notes.push("a header and no rows");
            }
            return Ok(None);
        }
        self.any = true;
        let (line, found, expected) = (self.records.line(), self.records.ends().len(), self.columns.names().len());
        if found != expected {
            let reason = format!("{}, but the header has {expected}", cells(found));
            return Err(ReadError::bad_row(line, &self.records.raw(), reason));
        }
        let row = quick(&self.records).unwrap_or_else(|| mended(&self.records, notes));
        Ok(Some(Comment::of_row(row, &self.columns, line)))
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}

/// The row, if all of it is UTF-8: one check and one copy for all its cells.
fn quick(records: &Records<Input>) -> Option<Row> {
    let text = std::str::from_utf8(records.fields()).ok()?;
    // Bytes that make no character in their own cell could make one across two.
    let whole = records.ends().iter().all(|&end| text.is_char_boundary(end));
    whole.then(|| Row::of_text(text.into(), records.ends().into()))
}

fn mended(records: &Records<Input>, notes: &mut Notes) -> Row {
    let cells: Vec<_> = records.cells().map(|cell| notes.decode(records.line(), cell)).collect();
    cells.iter().map(|cell| Cell::Text(cell)).collect()
}

fn cells(count: usize) -> String {
    if count == 1 { "1 cell".into() } else { format!("{count} cells") }
}
