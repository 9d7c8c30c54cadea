//! The reader: opens a file, recognises it, and yields its comments one by one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::columns::Role;
use super::comment::Comment;
use super::error::ReadError;
use super::formats::{self, Format, Head, Notes, Rows};
use super::source::{self, Input, Source};

/// What the user says about a file. By default nothing: everything is found out.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Read the file as this format, whatever it looks like.
    pub format: Option<&'static Format>,
    /// Column names for roles. A column named here must be there.
    pub columns: BTreeMap<Role, String>,
}

impl ReadOptions {
    /// The same options, and `role` is played by the column `name`.
    #[must_use]
    pub fn with_column(mut self, role: Role, name: impl Into<String>) -> ReadOptions {
        self.columns.insert(role, name.into());
        self
    }

    /// The same options, and the file is of this format.
    #[must_use]
    pub fn with_format(mut self, format: &'static Format) -> ReadOptions {
        self.format = Some(format);
        self
    }
}

/// The comments of one file, as an iterator.
///
/// A [`ReadError::Row`] is one bad row, and the iterator goes on after it; any other error is the end. Memory
/// does not grow with the number of rows, except in formats that are one JSON document.
pub struct Reader {
    format: &'static Format,
    rows: Box<dyn Rows>,
    notes: Notes,
    position: Arc<AtomicU64>,
    total: Option<u64>,
    done: bool,
}

impl Reader {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// Any but [`ReadError::Row`].
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Reader, ReadError> {
        if path == Path::new("-") {
            return Reader::from_read(io::stdin(), options);
        }
        let file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(ReadError::Directory);
        }
        let mut reader = Reader::from_read(file, options)?;
        reader.total = about.is_file().then_some(about.len());
        Ok(reader)
    }

    /// Reads from anything that yields bytes. It is buffered here.
    ///
    /// # Errors
    /// Any but [`ReadError::Row`].
    pub fn from_read(read: impl Read + Send + 'static, options: &ReadOptions) -> Result<Reader, ReadError> {
        let (input, position) = source::count(read);
        Reader::of_input(input, position, options)
    }

    fn of_input(input: Input, position: Arc<AtomicU64>, options: &ReadOptions) -> Result<Reader, ReadError> {
        let source = Source::open(input)?;
        let head = Head { bytes: source.head(), whole: source.is_whole(), options };
        let format = match options.format {
            Some(format) => format,
            None => formats::recognise(&head)?,
        };
        let mut notes = Notes::default();
        let rows = format.read(source, options, &mut notes)?;
        Ok(Reader { format, rows, notes, position, total: None, done: false })
    }

    /// Reads up to `max` comments to the end of `rows` and says how many; 0 at the end of the file. Those
    /// before a bad row are in `rows` when it is returned, and the next call goes on after it.
    ///
    /// # Errors
    /// Any; after one that is no [`ReadError::Row`], the stream is at its end.
    pub fn read_chunk(&mut self, rows: &mut Vec<Comment>, max: usize) -> Result<usize, ReadError> {
        let before = rows.len();
        while rows.len() - before < max
            && let Some(row) = self.next()
        {
            rows.push(row?);
        }
        Ok(rows.len() - before)
    }

    /// The names of the columns, in the order of the file and of [`Comment::cells`].
    pub fn columns(&self) -> &[String] {
        self.rows.columns().names()
    }

    /// Whether a column plays this role.
    pub fn has(&self, role: Role) -> bool {
        self.column(role).is_some()
    }

    /// The index of the column that plays this role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.rows.columns().of(role)
    }

    /// What the file was recognised as.
    pub fn format(&self) -> &'static Format {
        self.format
    }

    /// How many bytes of the file, as it lies on the disk, have been taken so far.
    pub fn bytes_read(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// The size of the file on the disk, in bytes, if it is a regular file.
    pub fn bytes_total(&self) -> Option<u64> {
        self.total
    }

    /// What is worth telling the user and has not been told yet: bytes that were not UTF-8, comments left out
    /// and why, a header without rows. The rest comes at the end of the file, so ask then too.
    pub fn notes(&mut self) -> Vec<String> {
        self.notes.take()
    }
}

impl Iterator for Reader {
    type Item = Result<Comment, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.rows.next(&mut self.notes) {
            Ok(Some(comment)) => Some(Ok(comment)),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = !error.is_row();
                Some(Err(error))
            }
        }
    }
}

impl std::iter::FusedIterator for Reader {}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("format", &self.format.name).field("columns", &self.columns()).finish()
    }
}
