//! What can be wrong with a file, said to the person who can act.
//!
//! The message says what is wrong, and where if a line is known; [`ReadError::remedy`] says what to do. The
//! path is the caller's to add.

use std::io;

use super::columns::{Role, names_role};
use super::formats::formats;

/// Why a file, or one row of it, could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// One row is bad; the reader goes on after it.
    #[error("line {}: {}", .0.line, .0.reason)]
    Row(Box<BadRow>),
    /// The path leads nowhere.
    #[error("no such file")]
    NotFound,
    /// The path is a directory.
    #[error("this is a directory, not a file")]
    Directory,
    /// The system could not read the file.
    #[error("cannot be read: {0}")]
    Io(#[source] io::Error),
    /// The file has no bytes, or nothing but empty lines.
    #[error("the file is empty, or has nothing but empty lines")]
    Empty,
    /// The file was read, and there is no comment in it.
    #[error("no comments in this file: {found}")]
    NoComments {
        /// What there is instead.
        found: String,
    },
    /// The content is of no known format.
    #[error("not a format I know: {seen}")]
    UnknownShape {
        /// What the file starts with.
        seen: String,
        /// What to do about this very kind of file.
        advice: Option<String>,
    },
    /// No format has this name.
    #[error("there is no input format named {name}")]
    UnknownFormat {
        /// The name as typed.
        name: String,
    },
    /// The header has no column for the text.
    #[error("no column holds the comment's text; the columns are {}", list(.columns))]
    NoTextColumn {
        /// The columns there are.
        columns: Vec<String>,
        /// The column most likely to hold it: the one with the longest cells, if they are of several words.
        likely: Option<String>,
    },
    /// A column was named that is not there.
    #[error("there is no column {name}; the columns are {}", list(.columns))]
    NoSuchColumn {
        /// What the column was named for.
        role: Role,
        /// The name as typed.
        name: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// Two columns have the same name, and it is needed.
    #[error("two columns are named {name}, so it is not clear which one is the {}", .role.name())]
    DuplicateColumn {
        /// What the column is needed for.
        role: Role,
        /// Their name.
        name: String,
    },
    /// A quoted cell runs into the end of the file.
    #[error("line {line}: a quote opens here and never closes")]
    UnclosedQuote {
        /// Where the quote opens.
        line: u64,
    },
    /// A row is larger than [`ReadError::ROW_LIMIT`].
    #[error("line {line}: the row that starts here is longer than {} MiB", Self::ROW_LIMIT >> 20)]
    RowTooLong {
        /// Where it starts.
        line: u64,
    },
    /// A document that has to be held in memory is too large for that.
    #[error("unpacked, this is more than {} GiB, and it has to be read in one piece", .limit >> 30)]
    TooLarge {
        /// The most bytes there may be.
        limit: u64,
    },
    /// Posts without comments: they can only stand beside the comments.
    #[error("no comments in this file: these are posts, without what was said about them")]
    OnlyPosts,
    /// A zip archive cannot be read.
    #[error("the zip archive cannot be read: {reason}")]
    Archive {
        /// What is wrong with it.
        reason: String,
    },
    /// A folder or an archive holds no file that can be read.
    #[error("nothing in it can be read: {what}")]
    NothingReadable {
        /// What there is instead.
        what: String,
    },
    /// A compressed file stops before its end.
    #[error("the {layer} data is cut off: the file ends in the middle")]
    CutOff {
        /// `gzip`, `zstd` or `zip`.
        layer: &'static str,
    },
    /// A compressed file cannot be unpacked.
    #[error("the {layer} data is damaged: {source}")]
    Damaged {
        /// `gzip`, `zstd` or `zip`.
        layer: &'static str,
        /// What the decoder says.
        source: io::Error,
    },
    /// A compressed file unpacks to far more than any text does.
    #[error("the {layer} data unpacks to more than {times} times its size: it is a trap, and no dump")]
    Bomb {
        /// `gzip`, `zstd` or `zip`.
        layer: &'static str,
        /// The most times that are borne.
        times: u64,
    },
    /// A JSON document stops before its end.
    #[error("line {line}, column {column}: the file ends here, in the middle of the JSON")]
    CutOffJson {
        /// Where it ends, from 1.
        line: u64,
        /// Bytes into that line, from 1.
        column: u64,
    },
    /// A document is not JSON.
    #[error("line {line}, column {column}: not valid JSON: {reason}")]
    BadJson {
        /// Where the mistake is, from 1.
        line: u64,
        /// Bytes into that line, from 1.
        column: u64,
        /// What the parser says.
        reason: String,
    },
    /// An XML document stops before its end.
    #[error("line {line}: the file ends here, in the middle of the XML")]
    CutOffXml {
        /// Where it ends, from 1.
        line: u64,
    },
    /// A document is not XML, from some place on.
    #[error("line {line}: not valid XML: {reason}")]
    BadXml {
        /// Where the mistake is, from 1.
        line: u64,
        /// What the parser says.
        reason: String,
    },
    /// Ids have been through a spreadsheet, which kept their first digits only.
    #[error(
        "line {line}: the {column} {id} was cut by a spreadsheet: rows cannot be told apart by it, nor the tree be rebuilt"
    )]
    CutIds {
        /// The first such row.
        line: u64,
        /// The column with the ids.
        column: String,
        /// The id as it stands there.
        id: String,
    },
    /// A document is nested deeper than [`ReadError::DEPTH_LIMIT`].
    #[error("line {line}, column {column}: nested more than {} levels deep", Self::DEPTH_LIMIT)]
    TooDeep {
        /// Where it gets too deep, from 1.
        line: u64,
        /// Bytes into that line, from 1.
        column: u64,
    },
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line where it starts, from 1 (in a JSON document: which object it is).
    pub line: u64,
    /// The row as it stands in the file, without the end of its line.
    pub raw: String,
    /// What is wrong with it.
    pub reason: String,
}

impl ReadError {
    /// The most bytes one row may have: 256 MiB. A stray quote can swallow the rest of a file, and must not
    /// swallow the memory too.
    pub const ROW_LIMIT: usize = 256 << 20;

    /// How deep a document may be nested. Each reply costs a Reddit page six levels.
    pub const DEPTH_LIMIT: usize = 1_000;

    /// Whether the file ends too early: what came before stands.
    pub fn is_cut_off(&self) -> bool {
        matches!(self, ReadError::CutOff { .. } | ReadError::CutOffJson { .. } | ReadError::CutOffXml { .. })
    }

    /// Whether only one row is bad, and the stream goes on after it.
    pub fn is_row(&self) -> bool {
        matches!(self, ReadError::Row(_))
    }

    /// The bad row, if [`ReadError::is_row`].
    pub fn row(&self) -> Option<&BadRow> {
        match self {
            ReadError::Row(row) => Some(row),
            _ => None,
        }
    }

    /// The line the error is about, from 1, where one is known.
    pub fn line(&self) -> Option<u64> {
        match self {
            ReadError::Row(row) => Some(row.line),
            ReadError::UnclosedQuote { line }
            | ReadError::RowTooLong { line }
            | ReadError::CutOffJson { line, .. }
            | ReadError::BadJson { line, .. }
            | ReadError::CutOffXml { line }
            | ReadError::BadXml { line, .. }
            | ReadError::CutIds { line, .. }
            | ReadError::TooDeep { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// What the user can do, as a phrase that starts with a verb; `None` where there is nothing but to look
    /// at the file.
    pub fn remedy(&self) -> Option<String> {
        match self {
            ReadError::Row(_) => Some("mend the row, or leave --strict out to count such rows and go on".into()),
            ReadError::Empty => Some("give a file with comments in it".into()),
            ReadError::BadJson { .. } => {
                Some("mend the JSON there, or name what the file is with --input-format".into())
            }
            ReadError::CutIds { .. } => {
                Some("take the file as it was before, or import the column as text and save it again".into())
            }
            ReadError::BadXml { .. } => Some("mend the XML there; what comes before it can be read".into()),
            ReadError::TooLarge { .. } => Some("cut it into several files, or make JSON Lines of it (jq -c)".into()),
            ReadError::OnlyPosts => Some("give the file with the comments as well".into()),
            ReadError::Archive { .. } => Some("unpack it and give the folder".into()),
            ReadError::NothingReadable { .. } => Some("`undertone formats` lists what can be read".into()),
            ReadError::Bomb { .. } => Some("if you trust it, unpack it and give what comes out".into()),
            ReadError::TooDeep { .. } => Some("give a file without such nesting".into()),
            ReadError::NotFound => Some("check the path".into()),
            ReadError::Directory => Some("name the files in it".into()),
            ReadError::NoTextColumn { columns, likely } => {
                let other = || columns.iter().find(|name| !names_role(name));
                match likely.as_ref().or_else(other) {
                    Some(name) => Some(format!("try --text-column {}", shell(name))),
                    None => Some("name the column with --text-column".into()),
                }
            }
            ReadError::NoSuchColumn { role, .. } => Some(format!("give {} one of these", role.option())),
            ReadError::DuplicateColumn { role, .. } => {
                Some(format!("rename one of them, or choose another column with {}", role.option()))
            }
            ReadError::UnclosedQuote { .. } | ReadError::RowTooLong { .. } => {
                Some("close the quote, or double it if it is part of the text (\"\")".into())
            }
            ReadError::CutOff { .. }
            | ReadError::Damaged { .. }
            | ReadError::CutOffJson { .. }
            | ReadError::CutOffXml { .. } => Some("fetch or copy the file again".into()),
            ReadError::UnknownShape { advice: Some(advice), .. } => Some(advice.clone()),
            ReadError::UnknownShape { .. } | ReadError::UnknownFormat { .. } => {
                let names: Vec<&str> = formats().iter().map(|format| format.name).collect();
                Some(format!("name the format with --input-format: {}", names.join(", ")))
            }
            _ => None,
        }
    }

    pub(super) fn bad_row(line: u64, raw: &[u8], reason: impl Into<String>) -> ReadError {
        let raw = super::bytes::decode(super::bytes::trim_line_end(raw)).0.into_owned();
        ReadError::Row(Box::new(BadRow { line, raw, reason: reason.into() }))
    }
}

impl From<io::Error> for ReadError {
    /// Takes a [`ReadError`] that travelled through [`io::Read`] out of its wrapping again.
    fn from(error: io::Error) -> ReadError {
        match error.downcast::<ReadError>() {
            Ok(error) => error,
            Err(error) if error.kind() == io::ErrorKind::NotFound => ReadError::NotFound,
            Err(error) if error.kind() == io::ErrorKind::IsADirectory => ReadError::Directory,
            Err(error) => ReadError::Io(error),
        }
    }
}

/// The names in a message: at most twenty, each at most sixty characters.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| name.chars().take(60).collect()).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ").escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"")
}

/// A name as one can type it in a shell.
fn shell(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c));
    if plain { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}
