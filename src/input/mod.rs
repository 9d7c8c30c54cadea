//! Files of any known shape in, a stream of [`Comment`]s out.
//!
//! A [`Reader`] looks at the first bytes of a file, never at its name: it takes off compression (`.gz`, `.zst`) and
//! UTF-16, finds the [`Format`], finds which column plays which [`Role`], and then yields one comment a row. One bad row
//! is an error that the stream survives; what was skipped is counted and told in [`Reader::notes`]. A later format is
//! one file in `formats/` and its line in the table.
//!
//! ```
//! use undertone::input::{ReadOptions, Reader};
//!
//! let file = "id,text,label\n1,Works for me,supportive\n".as_bytes();
//! let mut comments = Reader::from_read(file, &ReadOptions::default())?;
//! let first = comments.next().expect("one row")?;
//! assert_eq!((first.text(), first.label()), ("Works for me", Some("supportive")));
//! # Ok::<(), undertone::input::ReadError>(())
//! ```

mod bytes;
mod columns;
mod comment;
mod completeness;
mod error;
mod files;
mod forest;
mod formats;
#[cfg(feature = "parquet")]
mod guard;
mod html;
mod json;
mod lines;
mod ndjson;
mod open;
mod openings;
mod reader;
mod records;
mod score;
mod source;
mod time;
mod utf8;
mod xml;
mod zip;

pub use columns::Role;
pub use comment::{Cell, Comment};
pub use completeness::Completeness;
pub use error::{BadRow, ReadError};
pub use formats::{Format, format_named, formats};
pub use open::{OpenError, open_all};
pub use openings::{Opening, Openings};
pub use reader::{ReadOptions, Reader};
pub use score::points;
pub use time::unix_seconds;
