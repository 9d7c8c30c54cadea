//! Labelled comments as CSV, TSV, JSON Lines, Parquet, or a table for reading.

use super::escape::{for_spreadsheet, for_terminal};
use super::explanation::label_style;
#[cfg(feature = "parquet")]
use super::parquet::Sheet;
use serde::Serializer;
use serde::ser::SerializeMap;
use serde_json::value::RawValue;
use std::io::{self, Write};
use undertone::input::Cell;
use undertone::text::{Treatments, repair};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The shape of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated, with a header
    Csv,
    /// Tab-separated, with a header
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// Columns for data frames; a file, not a terminal
    #[cfg(feature = "parquet")]
    Parquet,
    /// Aligned columns for reading
    Table,
}

/// One labelled comment: the cells of the input in the order of the header, then what was predicted.
pub struct Row<'a, C> {
    pub cells: C,
    pub predicted: &'a str,
    pub probabilities: &'a [f64],
    /// Which words decided, if that was asked for.
    pub because: Option<&'a str>,
    pub text: &'a str,
    pub author: &'a str,
}

/// What a [`Writer`] has to know before the first row.
pub struct Layout<'a> {
    pub format: Format,
    /// The columns of the input.
    pub columns: &'a [String],
    /// The labels that the probabilities are of.
    pub labels: &'a [&'a str],
    /// Whether rows say which words decided.
    pub because: bool,
    /// Whether cells that a spreadsheet would run are made harmless.
    pub spreadsheet: bool,
    /// Characters to a line of a table.
    pub width: usize,
    /// Whether a table is coloured.
    pub colour: bool,
}

/// Writes rows under one header.
pub struct Writer<W: Write + Send> {
    header: Vec<String>,
    shape: Shape<W>,
}

enum Shape<W: Write + Send> {
    Delimited {
        out: Box<csv::Writer<W>>,
        spreadsheet: bool,
    },
    JsonLines(W),
    #[cfg(feature = "parquet")]
    Parquet(Box<Sheet<W>>),
    Table {
        out: W,
        width: usize,
        label_width: usize,
        colour: bool,
    },
}

/// What a table says where no label is sure enough.
const UNSURE: &str = "unsure";
/// Most characters of an author's name in a table.
const AUTHOR_WIDTH: usize = 16;

impl<W: Write + Send> Writer<W> {
    /// Writes the header, where the format has one.
    pub fn new(mut out: W, layout: &Layout<'_>) -> io::Result<Self> {
        let probabilities = layout.labels.iter().map(|label| format!("p_{label}"));
        let mut header: Vec<String> = layout.columns.to_vec();
        header.push("predicted".to_owned());
        header.extend(probabilities.chain(layout.because.then(|| "because".to_owned())));
        let delimited = |delimiter, out| -> io::Result<Shape<W>> {
            let mut out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
            let harmless =
                |name: &String| if layout.spreadsheet { for_spreadsheet(name).into_owned() } else { name.clone() };
            out.write_record(header.iter().map(harmless)).map_err(io_error)?;
            Ok(Shape::Delimited { out: Box::new(out), spreadsheet: layout.spreadsheet })
        };
        let shape = match layout.format {
            Format::Csv => delimited(b',', out)?,
            Format::Tsv => delimited(b'\t', out)?,
            Format::Jsonl => Shape::JsonLines(out),
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let numbers = layout.columns.len() + 1;
                Shape::Parquet(Box::new(Sheet::new(out, &header, numbers..numbers + layout.labels.len())?))
            }
            Format::Table => {
                let what = if layout.because { "because" } else { "comment" };
                let label_width =
                    layout.labels.iter().map(|label| for_terminal(label).width()).max().unwrap_or(0).max(UNSURE.len());
                writeln!(out, "{:label_width$}     p  {:AUTHOR_WIDTH$}  {what}", "label", "author")?;
                Shape::Table { out, width: layout.width, label_width, colour: layout.colour }
            }
        };
        Ok(Self { header, shape })
    }

    /// Writes one row.
    pub fn write<'a>(&mut self, row: Row<'a, impl Iterator<Item = Cell<'a>>>) -> io::Result<()> {
        match &mut self.shape {
            Shape::Delimited { out, spreadsheet } => write_delimited(out, *spreadsheet, row),
            Shape::JsonLines(out) => write_json_line(out, &self.header, row),
            #[cfg(feature = "parquet")]
            Shape::Parquet(sheet) => write_sheet(sheet, row),
            Shape::Table { out, width, label_width, colour } => write_line(out, *width, *label_width, *colour, &row),
        }
    }

    /// Everything written; the destination is given back.
    pub fn finish(self) -> io::Result<W> {
        match self.shape {
            Shape::Delimited { out, .. } => out.into_inner().map_err(csv::IntoInnerError::into_error),
            #[cfg(feature = "parquet")]
            Shape::Parquet(sheet) => sheet.finish(),
            Shape::JsonLines(out) | Shape::Table { out, .. } => Ok(out),
        }
    }
}

fn write_delimited<'a, W: Write>(
    out: &mut csv::Writer<W>,
    spreadsheet: bool,
    row: Row<'a, impl Iterator<Item = Cell<'a>>>,
) -> io::Result<()> {
    let cell_text = |cell| match cell {
        Cell::Text(text) | Cell::Json(text) => text,
        Cell::Missing => "",
    };
    for text in row.cells.map(cell_text).chain([row.predicted]) {
        let written =
            if spreadsheet { out.write_field(for_spreadsheet(text).as_bytes()) } else { out.write_field(text) };
        written.map_err(io_error)?;
    }
    for probability in row.probabilities {
        out.write_field(decimal(*probability)).map_err(io_error)?;
    }
    if let Some(because) = row.because {
        let because = if spreadsheet { for_spreadsheet(because) } else { because.into() };
        out.write_field(because.as_bytes()).map_err(io_error)?;
    }
    out.write_record(None::<&[u8]>).map_err(io_error)
}

/// What went wrong in writing, with its kind: a closed pipe must be known as one.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn write_json_line<'a>(
    out: &mut impl Write,
    header: &[String],
    row: Row<'a, impl Iterator<Item = Cell<'a>>>,
) -> io::Result<()> {
    let mut names = header.iter();
    let mut serializer = serde_json::Serializer::new(&mut *out);
    let mut map = serializer.serialize_map(None)?;
    for (cell, name) in row.cells.zip(&mut names) {
        match cell {
            Cell::Text(text) => map.serialize_entry(name, text)?,
            Cell::Json(literal) => map.serialize_entry(name, serde_json::from_str::<&RawValue>(literal)?)?,
            Cell::Missing => {}
        }
    }
    for name in names.by_ref().take(1) {
        map.serialize_entry(name, row.predicted)?;
    }
    for (probability, name) in row.probabilities.iter().zip(&mut names) {
        map.serialize_entry(name, &((probability * UNITS).round() / UNITS))?;
    }
    for (because, name) in row.because.iter().zip(names) {
        map.serialize_entry(name, because)?;
    }
    map.end()?;
    out.write_all(b"\n")
}

/// An abstention is a null, as is a cell that is not there.
#[cfg(feature = "parquet")]
fn write_sheet<'a, W: Write + Send>(
    sheet: &mut Sheet<W>,
    row: Row<'a, impl Iterator<Item = Cell<'a>>>,
) -> io::Result<()> {
    let mut column = 0..;
    for (cell, column) in row.cells.zip(&mut column) {
        match cell {
            Cell::Text(text) | Cell::Json(text) => sheet.text(column, Some(text)),
            Cell::Missing => sheet.text(column, None),
        }
    }
    let labelled = (!row.predicted.is_empty()).then_some(row.predicted);
    column.by_ref().take(1).for_each(|column| sheet.text(column, labelled));
    for (probability, column) in row.probabilities.iter().zip(&mut column) {
        sheet.number(column, (probability * UNITS).round() / UNITS);
    }
    row.because.iter().zip(column).for_each(|(because, column)| sheet.text(column, Some(because)));
    sheet.end_row()
}

/// One line of a table: label, its probability, author, as much of the comment as fits.
fn write_line<C>(
    out: &mut impl Write,
    width: usize,
    label_width: usize,
    colour: bool,
    row: &Row<'_, C>,
) -> io::Result<()> {
    let best = row.probabilities.iter().copied().fold(0.0, f64::max);
    let label = if row.predicted.is_empty() { UNSURE } else { row.predicted };
    let style = if colour { label_style(label) } else { anstyle::Style::new() };
    let author = fit(&for_terminal(row.author), AUTHOR_WIDTH);
    write!(out, "{style}{}{style:#}  {best:.2}  {author}  ", fit(&for_terminal(label), label_width))?;
    let taken = label_width + AUTHOR_WIDTH + "  0.00    ".len();
    writeln!(
        out,
        "{}",
        fit(
            &for_terminal(row.because.unwrap_or(&repair(row.text, &Treatments::all()))),
            width.saturating_sub(taken).max(20)
        )
        .trim_end()
    )
}

/// The text cut or filled to exactly so many columns of a terminal.
fn fit(text: &str, columns: usize) -> String {
    let width: usize = text.chars().map(|c| c.width().unwrap_or(0)).sum();
    let (mut fitted, mut taken, room) = (String::new(), 0, if width > columns { columns - 1 } else { columns });
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if taken + width > room {
            break;
        }
        fitted.push(c);
        taken += width;
    }
    if width > columns {
        fitted.push('…');
        taken += 1;
    }
    fitted.extend(std::iter::repeat_n(' ', columns - taken));
    fitted
}

/// A probability is written in ten-thousandths.
const UNITS: f64 = 10_000.0;

/// `0.1234`. The formatter of the standard library takes as long as labelling the comment did.
fn decimal(probability: f64) -> [u8; 6] {
    let mut units = (probability * UNITS).round() as u32;
    let mut text = *b"0.0000";
    for digit in text[2..].iter_mut().rev() {
        *digit = b'0' + (units % 10) as u8;
        units /= 10;
    }
    text[0] = b'0' + units as u8;
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_written_with_four_digits() {
        for probability in [0.0, 1.0, 0.99995, 0.99994, 0.12345, 0.5, 1e-9] {
            assert_eq!(String::from_utf8(decimal(probability).to_vec()).unwrap(), format!("{probability:.4}"));
        }
    }

    #[test]
    fn a_comment_is_cut_by_columns_not_by_bytes() {
        assert_eq!(fit("東京は大丈夫", 7), "東京は…");
        assert_eq!(fit("ok", 4), "ok  ");
    }
}
