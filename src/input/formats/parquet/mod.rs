//! Parquet: a table by columns, as data sets are published and as pandas, DuckDB and BigQuery write it. Rows come out as from any other table.
//!
//! The end of a file says where everything lies, so it has to be read at any place: what is not a plain file on the disk is first copied to one without a
//! name. Of each column a few hundred values are in memory, and the page they are from. A column inside a structure is named `author.name`; one with
//! lists has no place in a table and is left out.

mod footer;
mod value;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::vec::IntoIter;

use ::parquet::basic::Compression;
use ::parquet::column::reader::ColumnReader;
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::threaded::threaded;
use super::{Format, Head, Notes, Opened, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment::Comment;
use crate::input::error::ReadError;
use crate::input::guard::guarded;
use crate::input::json;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

use value::{Meaning, Value};

pub(super) const FORMAT: Format = Format {
    name: "parquet",
    aliases: &["pq"],
    about: "a table in Parquet; the columns are named as in CSV",
    obtain: "download a data set, or write it with DataFrame.to_parquet, DuckDB or BigQuery",
    recognise,
    read: Read::Stream(read),
};

/// With what it begins and ends.
const MAGIC: [u8; 4] = *b"PAR1";

/// Values of a column that are read at once.
const BATCH: usize = 512;

fn recognise(head: &Head<'_>) -> bool {
    begins(head.bytes) && !super::hacker_news_table::recognise(head)
}

/// Whether a file that begins so is Parquet.
pub(super) fn begins(start: &[u8]) -> bool {
    start.starts_with(&MAGIC)
}

/// The names of the columns, if the file can be looked at without taking anything from it.
pub(super) fn names(head: &Head<'_>) -> Vec<String> {
    let file = head.path.and_then(|path| plain(path).ok().flatten());
    let Some(Ok(file)) = file.map(footer::open) else { return Vec::new() };
    file.metadata().file_metadata().schema_descr().columns().iter().map(|column| column.path().string()).collect()
}

pub(super) fn read(source: Source, options: &ReadOptions, notes: &mut Notes) -> Opened {
    let file = footer::open(on_disk(source)?)?;
    check_packing(&file)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let (leaves, lists): (Vec<usize>, Vec<usize>) =
        (0..schema.num_columns()).partition(|&leaf| schema.column(leaf).max_rep_level() == 0);
    if !lists.is_empty() {
        let names: Vec<String> = lists.iter().map(|&list| schema.column(list).path().string()).collect();
        notes.push(format!("columns with lists are left out: {}", names.join(", ")));
    }
    let names = leaves.iter().map(|&leaf| schema.column(leaf).path().string()).collect();
    let columns = Arc::new(Columns::resolve(names, options)?);
    Ok(threaded(Table { file, leaves, columns, group: 0, chunks: Vec::new(), left: 0, batch: Vec::new(), row: 0 }))
}

/// The file itself, or a copy of what was packed or comes from elsewhere.
fn on_disk(source: Source) -> Result<File, ReadError> {
    if let Some(file) = source.path().map(plain).transpose()?.flatten() {
        return Ok(file);
    }
    let mut copy = tempfile::tempfile()?;
    let copied = io::copy(&mut source.into_input().take(json::DOCUMENT_LIMIT + 1), &mut copy)?;
    if copied > json::DOCUMENT_LIMIT {
        return Err(ReadError::TooLarge { limit: json::DOCUMENT_LIMIT });
    }
    Ok(copy)
}

fn plain(path: &Path) -> io::Result<Option<File>> {
    let mut file = File::open(path)?;
    let mut start = [0; MAGIC.len()];
    let whole = file.read_exact(&mut start);
    Ok((whole.is_ok() && start == MAGIC).then_some(file))
}

/// # Errors
/// [`ReadError::UnknownShape`] where the pages are packed as we cannot unpack them.
fn check_packing(file: &SerializedFileReader<File>) -> Result<(), ReadError> {
    let unknown = |packing: Compression| match packing {
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
        _ => None,
    };
    let mut chunks = file.metadata().row_groups().iter().flat_map(|group| group.columns());
    match chunks.find_map(|chunk| unknown(chunk.compression())) {
        None => Ok(()),
        Some(packing) => Err(ReadError::UnknownShape {
            seen: format!("this is a Parquet file packed with {packing}"),
            advice: Some("write it again with Snappy, gzip or Zstandard".into()),
        }),
    }
}

/// What the decoder gives. It panics on some damaged files.
fn sound<T>(decode: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ReadError> {
    guarded(decode).unwrap_or_else(|panic| Err(ParquetError::General(panic))).map_err(damaged)
}

/// A complaint of the reader; one of the system stays what it is.
fn damaged(error: ParquetError) -> ReadError {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => (*error).into(),
            Err(error) => ReadError::Damaged { layer: "Parquet", source: io::Error::other(error) },
        },
        ParquetError::EOF(reason) | ParquetError::General(reason) => {
            ReadError::Damaged { layer: "Parquet", source: io::Error::other(reason) }
        }
        error => ReadError::Damaged { layer: "Parquet", source: io::Error::other(error) },
    }
}

struct Table {
    file: SerializedFileReader<File>,
    /// Which of the file's columns are ours.
    leaves: Vec<usize>,
    columns: Arc<Columns>,
    /// The next group of rows.
    group: usize,
    /// The columns of this one.
    chunks: Vec<Chunk>,
    /// Its rows that are not read.
    left: usize,
    /// Values by column, for the next rows.
    batch: Vec<IntoIter<Value>>,
    /// The number of the last row.
    row: u64,
}

/// A column of a group of rows.
struct Chunk {
    reader: ColumnReader,
    meaning: Meaning,
    /// The definition level of what is no null.
    full: i16,
}

impl Chunk {
    fn of(group: &dyn RowGroupReader, leaf: usize) -> Result<Chunk, ParquetError> {
        let column = group.metadata().schema_descr().column(leaf);
        let reader = group.get_column_reader(leaf)?;
        Ok(Chunk { reader, meaning: Meaning::of(&column), full: column.max_def_level() })
    }
}

impl Table {
    /// Opens the next group of rows; `false` at the end.
    fn advance(&mut self) -> Result<bool, ReadError> {
        if self.group == self.file.num_row_groups() {
            return Ok(false);
        }
        let Table { file, leaves, .. } = &*self;
        let (chunks, rows) = sound(|| {
            let group = file.get_row_group(self.group)?;
            let chunks = leaves.iter().map(|&leaf| Chunk::of(&*group, leaf)).collect::<Result<Vec<_>, _>>()?;
            Ok((chunks, group.metadata().num_rows()))
        })?;
        (self.chunks, self.left) = (chunks, usize::try_from(rows).unwrap_or(0));
        self.group += 1;
        Ok(true)
    }

    /// Reads the next values of every column.
    fn refill(&mut self) -> Result<(), ReadError> {
        let wanted = self.left.min(BATCH);
        self.batch.clear();
        for chunk in &mut self.chunks {
            let values = sound(|| value::read(&mut chunk.reader, chunk.meaning, chunk.full, wanted))?;
            if values.len() != wanted {
                return Err(damaged(ParquetError::General("a column has fewer values than there are rows".into())));
            }
            self.batch.push(values.into_iter());
        }
        self.left -= wanted;
        Ok(())
    }
}

impl Rows for Table {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        while self.batch.first().is_none_or(|values| values.len() == 0) {
            if self.left > 0 {
                self.refill()?;
            } else if !self.advance()? {
                if self.row == 0 {
                    notes.push("columns and no rows");
                }
                return Ok(None);
            }
        }
        let values: Vec<Value> = self.batch.iter_mut().map(|column| column.next().unwrap_or(Value::Missing)).collect();
        self.row += 1;
        Ok(Some(Comment::of_row(values.iter().map(Value::cell).collect(), &self.columns, self.row)))
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}
