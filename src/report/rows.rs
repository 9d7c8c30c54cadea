//! Rows of text under a header as CSV, TSV or JSON Lines, for files that a person fills in.

use super::escape::for_spreadsheet;
use super::predictions::{Format, io_error};
use serde::Serializer;
use serde::ser::SerializeMap;
use std::io::{self, Write};

/// Writes rows; each has a cell for each column.
pub enum Rows<'a, W: Write> {
    Delimited { out: Box<csv::Writer<W>>, spreadsheet: bool },
    JsonLines { out: W, columns: &'a [&'a str] },
}

impl<'a, W: Write> Rows<'a, W> {
    /// Writes the header, where the format has one. What a spreadsheet would run is made harmless if `spreadsheet`.
    pub fn new(out: W, format: Format, columns: &'a [&'a str], spreadsheet: bool) -> io::Result<Self> {
        if format == Format::Jsonl {
            return Ok(Self::JsonLines { out, columns });
        }
        let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
        let out = Box::new(csv::WriterBuilder::new().delimiter(delimiter).from_writer(out));
        let mut rows = Self::Delimited { out, spreadsheet };
        rows.write(columns)?;
        Ok(rows)
    }

    /// Writes one row.
    pub fn write(&mut self, cells: &[&str]) -> io::Result<()> {
        match self {
            Self::Delimited { out, spreadsheet: false } => out.write_record(cells).map_err(io_error),
            Self::Delimited { out, spreadsheet: true } => {
                out.write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned())).map_err(io_error)
            }
            Self::JsonLines { out, columns } => {
                let mut serializer = serde_json::Serializer::new(&mut *out);
                let mut map = serializer.serialize_map(Some(cells.len()))?;
                for (column, cell) in columns.iter().zip(cells) {
                    map.serialize_entry(column, cell)?;
                }
                map.end()?;
                out.write_all(b"\n")
            }
        }
    }

    /// Everything written; the destination is given back.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Delimited { out, .. } => out.into_inner().map_err(csv::IntoInnerError::into_error),
            Self::JsonLines { out, .. } => Ok(out),
        }
    }
}
