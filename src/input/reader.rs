//! The reader: opens a file, recognises it, and yields its comments one by one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::columns::Role;
use super::comment::Comment;
use super::completeness::Completeness;
use super::error::ReadError;
use super::forest::Forest;
use super::formats::{self, Format, Head, Notes, Read, Rows};
use super::openings::Openings;
use super::source::{self, Source};

/// What the user says about a file. By default nothing: everything is found out.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Read the file as this format, whatever it looks like.
    pub format: Option<&'static Format>,
    /// Column names for roles. A column named here must be there.
    pub columns: BTreeMap<Role, String>,
    /// Keep what is left out by rule although it has a text: bots, pinned notices, moderators in office.
    pub keep_all: bool,
    /// Refuse a document that is cut off, instead of keeping what was whole.
    pub strict: bool,
    /// What the threads are about, for dumps whose comments do not say.
    pub(super) openings: Arc<Openings>,
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

    /// The same options, and these are the threads' titles and opening posts, for dumps that do not have them.
    #[must_use]
    pub fn with_openings(mut self, openings: Openings) -> ReadOptions {
        self.openings = Arc::new(openings);
        self
    }
}

/// The comments of a file, or of several that belong together, as an iterator.
///
/// A [`ReadError::Row`] is one bad row, and the iterator goes on after it; any other error is the end. Memory
/// does not grow with the number of rows, except in formats that are one document.
pub struct Reader {
    parts: Parts,
    files: Vec<PathBuf>,
    position: Arc<AtomicU64>,
    total: Option<u64>,
    read: u64,
    done: bool,
}

/// A reader that does not know yet where its bytes are from.
pub(super) struct Parts {
    format: &'static Format,
    rows: Box<dyn Rows>,
    openings: Arc<Openings>,
    notes: Notes,
}

impl Parts {
    /// The comments of a forest.
    ///
    /// # Errors
    /// [`ReadError::NoComments`].
    pub(super) fn grown(format: &'static Format, forest: Forest, options: &ReadOptions) -> Result<Parts, ReadError> {
        let (rows, openings, notes) = forest.finish(&options.openings)?;
        Ok(Parts { format, rows, openings: Arc::new(openings), notes })
    }

    pub(super) fn reader(self, files: Vec<PathBuf>, position: Arc<AtomicU64>, total: Option<u64>) -> Reader {
        Reader { parts: self, files, position, total, read: 0, done: false }
    }
}

/// What to call several files: the first, and how many more.
pub(super) fn called(files: &[PathBuf]) -> PathBuf {
    match files {
        [] => PathBuf::from("-"),
        [file] => file.clone(),
        [first, others @ ..] => format!("{} and {} more", first.display(), others.len()).into(),
    }
}

impl Reader {
    /// Opens a file; `-` is standard input. [`open_all`](super::open_all) opens several, and folders and archives.
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
        let mut reader = Reader::from_file(file, about.is_file().then_some(path), options)?;
        reader.files = vec![path.to_owned()];
        reader.total = about.is_file().then_some(about.len());
        Ok(reader)
    }

    /// Reads from anything that yields bytes. It is buffered here.
    ///
    /// # Errors
    /// Any but [`ReadError::Row`].
    pub fn from_read(read: impl io::Read + Send + 'static, options: &ReadOptions) -> Result<Reader, ReadError> {
        Reader::from_file(read, None, options)
    }

    fn from_file(
        read: impl io::Read + Send + 'static,
        path: Option<&Path>,
        options: &ReadOptions,
    ) -> Result<Reader, ReadError> {
        let (input, position) = source::count(read);
        let source = Source::open(input, &position)?.at(path);
        let format = formats::of(&Head::of(&source, options))?;
        let parts = match format.read {
            Read::Stream(_) | Read::StreamTwice(..) => Reader::stream(format, source, options)?,
            Read::Tree(read) => {
                let mut forest = Forest::new(options)?;
                forest.begin(None);
                read(source, &mut forest)?;
                Parts::grown(format, forest, options)?
            }
            Read::Openings(_) => return Err(ReadError::OnlyPosts),
        };
        Ok(parts.reader(Vec::new(), position, None))
    }

    /// The rows of a format that streams.
    pub(super) fn stream(format: &'static Format, source: Source, options: &ReadOptions) -> Result<Parts, ReadError> {
        let (Read::Stream(read) | Read::StreamTwice(read, _)) = format.read else {
            unreachable!("a format that streams")
        };
        let mut notes = Notes::default();
        let rows = read(source, options, &mut notes)?;
        Ok(Parts { format, rows, openings: Arc::clone(&options.openings), notes })
    }

    /// The files it reads, in order; none if it does not read from files.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// What to call its files in a message: `page1.json`, `page1.json and 2 more`, or `-`.
    pub fn path(&self) -> PathBuf {
        called(&self.files)
    }

    /// What the threads are about: titles and opening posts, as far as the dump has them. They are context, and no comments.
    /// In formats that stream it is what was seen so far, so ask at the end.
    pub fn openings(&self) -> &Openings {
        self.parts.rows.openings().unwrap_or(&self.parts.openings)
    }

    /// How many comments there are and how many were kept. In formats that stream it is what was seen so far, so ask at the end.
    pub fn completeness(&self) -> Completeness {
        self.parts.rows.completeness().unwrap_or_else(|| Completeness::of(self.read, []))
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
        self.parts.rows.columns().names()
    }

    /// Whether a column plays this role.
    pub fn has(&self, role: Role) -> bool {
        self.column(role).is_some()
    }

    /// The index of the column that plays this role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.parts.rows.columns().of(role)
    }

    /// What the file was recognised as.
    pub fn format(&self) -> &'static Format {
        self.parts.format
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
        self.parts.notes.take()
    }
}

impl Iterator for Reader {
    type Item = Result<Comment, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.parts.rows.next(&mut self.parts.notes) {
            Ok(Some(comment)) => {
                self.read += 1;
                Some(Ok(comment))
            }
            Ok(None) => {
                self.done = true;
                let completeness = self.completeness();
                if !completeness.is_whole() {
                    self.parts.notes.push(completeness.to_string());
                }
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
        f.debug_struct("Reader").field("format", &self.parts.format.name).field("columns", &self.columns()).finish()
    }
}
