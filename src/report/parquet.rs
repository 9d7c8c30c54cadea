//! Labelled comments as Parquet: the columns of the input as text, as they came, then the label and its probabilities as numbers.

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

/// Rows that are written as one group …
const ROWS: usize = 1 << 16;

/// … or fewer, if they have this many bytes of text: so much is held in memory.
const BYTES: usize = 16 << 20;

/// Writes rows, group by group.
pub struct Sheet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    /// The columns of the rows that are not written yet.
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// What a column holds.
enum Column {
    Text { values: Vec<ByteArray>, levels: Vec<i16> },
    Number(Vec<f64>),
}

impl<W: Write + Send> Sheet<W> {
    /// A sheet with these columns; the `numbers` are of those.
    pub fn new(out: W, names: &[String], numbers: std::ops::Range<usize>) -> io::Result<Self> {
        let number = |place: usize| numbers.contains(&place);
        let schema = schema(names, number).map_err(io_error)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("undertone ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let column = |place: usize| match number(place) {
            true => Column::Number(Vec::new()),
            false => Column::Text { values: Vec::new(), levels: Vec::new() },
        };
        let columns = (0..names.len()).map(column).collect();
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(io_error)?;
        Ok(Self { writer, columns, rows: 0, bytes: 0 })
    }

    /// The next cell of text in the column of this index; `None` is a null.
    pub fn text(&mut self, column: usize, text: Option<&str>) {
        if let Column::Text { values, levels } = &mut self.columns[column] {
            levels.push(text.is_some().into());
            values.extend(text.map(ByteArray::from));
            self.bytes += text.map_or(0, str::len);
        }
    }

    /// The next number in the column of this index.
    pub fn number(&mut self, column: usize, number: f64) {
        if let Column::Number(numbers) = &mut self.columns[column] {
            numbers.push(number);
        }
    }

    /// The row is whole.
    pub fn end_row(&mut self) -> io::Result<()> {
        self.rows += 1;
        if self.rows == ROWS || self.bytes >= BYTES { self.flush() } else { Ok(()) }
    }

    /// Everything written; the destination is given back.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.writer.into_inner().map_err(io_error)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        (self.rows, self.bytes) = (0, 0);
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for column in &mut self.columns {
            write(column, &mut group).map_err(io_error)?;
        }
        group.close().map(drop).map_err(io_error)
    }
}

fn write<W: Write + Send>(column: &mut Column, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
    let Some(mut writer) = group.next_column()? else { return Ok(()) };
    match column {
        Column::Text { values, levels } => {
            writer.typed::<ByteArrayType>().write_batch(values, Some(levels), None)?;
            values.clear();
            levels.clear();
        }
        Column::Number(numbers) => {
            writer.typed::<DoubleType>().write_batch(numbers, None, None)?;
            numbers.clear();
        }
    }
    writer.close()
}

fn schema(names: &[String], is_number: impl Fn(usize) -> bool) -> Result<TypePtr> {
    let column = |(place, name): (usize, &String)| -> Result<TypePtr> {
        let text = || {
            let text = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(Repetition::OPTIONAL);
            text.with_logical_type(Some(LogicalType::String))
        };
        let number = || Type::primitive_type_builder(name, Physical::DOUBLE).with_repetition(Repetition::REQUIRED);
        if is_number(place) { number().build() } else { text().build() }.map(Arc::new)
    };
    let columns = names.iter().enumerate().map(column).collect::<Result<Vec<_>>>()?;
    Type::group_type_builder("comments").with_fields(columns).build().map(Arc::new)
}

/// What went wrong in writing, with its kind: a closed pipe must be known as one.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
