//! The formats, one file each, in one table. The first whose `recognise` says yes reads the file.
//!
//! A format gets the text without compression and byte order mark. It may look at the head and nothing else
//! to recognise itself. What it does then is one of three things ([`Read`]): it streams rows, it hands over threads and nodes of trees, or it
//! tells what the threads of other files are about. A new one is a file here and a line in [`FORMATS`].

mod bluesky;
mod convokit;
mod convokit_conversations;
mod delimited;
mod discourse;
mod disqus;
mod disqus_api;
mod fasttext;
mod github;
mod github_comments;
mod github_discussion;
mod github_issue;
mod hacker_news_firebase;
mod hacker_news_item;
mod hacker_news_search;
mod hacker_news_table;
mod json_lines;
mod json_rows;
mod lemmy;
mod mastodon;
mod meta_graph;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod reddit;
mod reddit_comments;
mod reddit_listing;
mod reddit_post;
mod reddit_search;
mod reddit_submissions;
mod seen;
mod sniff;
mod stack_exchange;
mod stack_exchange_api;
mod telegram;
mod threaded;
mod wordpress;
mod youtube_api;
mod youtube_downloader;
mod yt_dlp;

use std::borrow::Cow;
use std::cell::OnceCell;
#[cfg(feature = "parquet")]
use std::path::Path;

use crate::input::bytes;
use crate::input::columns::{Columns, Role};
use crate::input::comment::Comment;
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::forest::Forest;
use crate::input::json::{self, Shape};
use crate::input::openings::Openings;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;
use crate::input::xml;

/// In the order in which they are tried: the narrow ones first, plain text last.
static FORMATS: &[Format] = &[
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
    disqus::FORMAT,
    wordpress::FORMAT,
    stack_exchange::FORMAT,
    reddit_post::FORMAT,
    reddit_listing::FORMAT,
    reddit_search::FORMAT,
    reddit_comments::FORMAT,
    reddit_submissions::FORMAT,
    hacker_news_item::FORMAT,
    yt_dlp::FORMAT,
    youtube_api::FORMAT,
    discourse::FORMAT,
    hacker_news_search::FORMAT,
    hacker_news_firebase::FORMAT,
    mastodon::FORMAT,
    bluesky::FORMAT,
    lemmy::FORMAT,
    github_comments::FORMAT,
    github_issue::FORMAT,
    github_discussion::FORMAT,
    telegram::FORMAT,
    stack_exchange_api::FORMAT,
    disqus_api::FORMAT,
    convokit::FORMAT,
    convokit_conversations::FORMAT,
    youtube_downloader::FORMAT,
    meta_graph::FORMAT,
    json_rows::FORMAT,
    json_lines::FORMAT,
    fasttext::FORMAT,
    hacker_news_table::FORMAT,
    delimited::FORMAT,
    plain::FORMAT,
];

/// What a format makes of a file.
type Opened = Result<Box<dyn Rows>, ReadError>;

/// A kind of file that can be read.
#[derive(Debug)]
pub struct Format {
    /// What `--input-format` calls it.
    pub name: &'static str,
    /// Other names it answers to.
    pub aliases: &'static [&'static str],
    /// What it is, in one line.
    pub about: &'static str,
    /// How one gets such a file, in one line.
    pub obtain: &'static str,
    recognise: fn(&Head<'_>) -> bool,
    pub(super) read: Read,
}

/// How a format is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Read {
    /// Row by row, in memory that does not grow; each file for itself.
    Stream(fn(Source, &ReadOptions, &mut Notes) -> Opened),
    /// The same; and what some of the files are about is told by others. Of several, each is first read for that, by the second function.
    StreamTwice(fn(Source, &ReadOptions, &mut Notes) -> Opened, fn(Source, &mut Openings)),
    /// Whole, into a forest that all files of the format share: so pages of a thread belong together, and parents are found across files.
    Tree(fn(Source, &mut Forest) -> Result<(), ReadError>),
    /// Before all others: what the threads are about that other files hold.
    Openings(fn(Source, &mut Openings, &mut Notes) -> Result<(), ReadError>),
}

/// Every format that is read, in the order in which they are tried.
pub fn formats() -> &'static [Format] {
    FORMATS
}

/// The format of this name or alias.
///
/// # Errors
/// [`ReadError::UnknownFormat`]; its remedy lists the names.
pub fn format_named(name: &str) -> Result<&'static Format, ReadError> {
    let called = |format: &&Format| format.name == name || format.aliases.contains(&name);
    FORMATS.iter().find(called).ok_or_else(|| ReadError::UnknownFormat { name: name.to_owned() })
}

/// The format that the user named, or else the first that knows this head.
///
/// # Errors
/// [`ReadError::UnknownShape`], with what was seen.
pub(super) fn of(head: &Head<'_>) -> Result<&'static Format, ReadError> {
    if let Some(format) = head.options.format {
        return Ok(format);
    }
    if let Some(error) = seen::binary(head.bytes) {
        return Err(error);
    }
    FORMATS.iter().find(|format| (format.recognise)(head)).ok_or_else(|| seen::unknown(head))
}

/// The start of a file, and what the user said about the file.
pub(super) struct Head<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether this is all of the file.
    pub(super) whole: bool,
    /// Where the file lies, if it is one on the disk.
    #[cfg(feature = "parquet")]
    path: Option<&'a Path>,
    pub(super) options: &'a ReadOptions,
    json: OnceCell<Option<Shape>>,
    xml: OnceCell<Option<xml::Shape>>,
}

impl<'a> Head<'a> {
    pub(super) fn of(source: &'a Source, options: &'a ReadOptions) -> Head<'a> {
        Head {
            bytes: source.head(),
            whole: source.is_whole(),
            #[cfg(feature = "parquet")]
            path: source.path(),
            options,
            json: OnceCell::new(),
            xml: OnceCell::new(),
        }
    }
}

impl Head<'_> {
    /// What it shows, if it is a JSON object or an array of objects; found out once for all formats.
    pub(super) fn json(&self) -> Option<&Shape> {
        self.json.get_or_init(|| json::shape(self.bytes)).as_ref()
    }

    /// What it shows, if it is XML; found out once for all formats.
    fn xml(&self) -> Option<&xml::Shape> {
        self.xml.get_or_init(|| xml::shape(self.bytes)).as_ref()
    }

    /// Whether somebody has made a table of it: with a label, or with columns that the user names. Then all columns are to be kept, and a format
    /// of flat objects leaves the file to the tables.
    fn is_table(&self) -> bool {
        let labels = |key: &String| crate::input::columns::names_label(key);
        !self.options.columns.is_empty() || self.json().is_some_and(|shape| shape.keys.iter().any(labels))
    }

    /// Whether a column of this name holds the text: because the user said so, or else by its name or an
    /// alias.
    fn names_text(&self, name: &str) -> bool {
        match self.options.columns.get(&Role::Text) {
            Some(chosen) => crate::input::columns::fold(chosen) == crate::input::columns::fold(name),
            None => crate::input::columns::names_text(name),
        }
    }
}

/// The rows of a file.
pub(super) trait Rows: Send {
    /// The next row; `None` at the end. Never an end without at least one row, an error, or a note.
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError>;

    fn columns(&self) -> &Columns;

    /// What was kept so far and what left out, where the rows know more than their number.
    fn completeness(&self) -> Option<Completeness> {
        None
    }

    /// What the threads are about, as far as the rows so far have told.
    fn openings(&self) -> Option<&Openings> {
        None
    }
}

/// What is worth telling the user, in the order it was found.
#[derive(Default)]
pub(super) struct Notes {
    waiting: Vec<String>,
    told_of_encoding: bool,
}

impl Notes {
    pub(super) fn push(&mut self, note: impl Into<String>) {
        self.waiting.push(note.into());
    }

    pub(super) fn extend(&mut self, notes: impl IntoIterator<Item = String>) {
        self.waiting.extend(notes);
    }

    pub(super) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.waiting)
    }

    /// The bytes of a line as text; the first time they are not UTF-8, a note says so.
    pub(super) fn decode<'a>(&mut self, line: u64, bytes: &'a [u8]) -> Cow<'a, str> {
        let (text, mended) = bytes::decode(bytes);
        if mended && !std::mem::replace(&mut self.told_of_encoding, true) {
            self.push(format!("line {line}: not valid UTF-8, read as Windows-1252 (said once)"));
        }
        text
    }
}
