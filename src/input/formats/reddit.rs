//! What Reddit's post pages and listings share: a thing is `{"kind", "data"}`, a comment's replies are a
//! listing of things.
//!
//! Replies stay unparsed until their comment has been taken, and wait on a stack of our own: so the order is
//! that of a reader, and a thread's depth cannot exhaust the program's stack.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::input::columns::Columns;
use crate::input::comment::{Cell, Comment, Row};
use crate::input::error::ReadError;
use crate::input::json::{self, at_fault};
use crate::input::reader::ReadOptions;
use crate::input::time::rfc3339;

use super::{Held, Notes, Rows};

const COLUMNS: [&str; 9] = ["id", "thread", "title", "parent", "author", "time", "score", "link", "text"];

const SITE: &str = "https://www.reddit.com";

/// Anything Reddit sends: a listing, a post (`t3`), a comment (`t1`), or `more`, which stands for comments
/// that were not sent.
#[derive(Deserialize)]
pub(super) struct Thing<'a> {
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) data: &'a RawValue,
}

#[derive(Deserialize)]
struct Children<'a> {
    #[serde(borrow)]
    children: Vec<Thing<'a>>,
}

/// Fields of a post.
#[derive(Default, Deserialize)]
pub(super) struct Post<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    permalink: Option<&'a RawValue>,
    pub(super) num_comments: Option<u64>,
}

/// Fields of a comment, unparsed: dumps of different years disagree about their types.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    link_id: Option<&'a RawValue>,
    #[serde(borrow)]
    link_title: Option<&'a RawValue>,
    #[serde(borrow)]
    parent_id: Option<&'a RawValue>,
    #[serde(borrow)]
    author: Option<&'a RawValue>,
    #[serde(borrow)]
    created_utc: Option<&'a RawValue>,
    #[serde(borrow)]
    score: Option<&'a RawValue>,
    #[serde(borrow)]
    permalink: Option<&'a RawValue>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    #[serde(borrow)]
    replies: Option<&'a RawValue>,
}

/// How many things of each sort were met.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) kept: u64,
    /// Deleted by the author, removed by a moderator, or empty.
    pub(super) deleted: u64,
    pub(super) posts: u64,
    /// `more` stubs and whatever else is neither post nor comment.
    pub(super) others: u64,
}

/// Collects comments.
pub(super) struct Collector {
    columns: Arc<Columns>,
    comments: Vec<Comment>,
    pub(super) tally: Tally,
}

impl Collector {
    pub(super) fn new(options: &ReadOptions) -> Result<Collector, ReadError> {
        let columns = Arc::new(Columns::resolve(COLUMNS.map(str::to_owned).into(), options)?);
        Ok(Collector { columns, comments: Vec::new(), tally: Tally::default() })
    }

    /// Takes all comments of a listing (or one comment) and of the listings in them, in the order of a
    /// reader. `post` is what they are about, if that is known.
    pub(super) fn walk<'a>(&mut self, thing: Thing<'a>, post: &Post<'_>) -> Result<(), ReadError> {
        let mut waiting: Vec<Thing<'a>> = match thing.kind.as_ref() {
            "Listing" => children(thing.data)?.into_iter().rev().collect(),
            _ => vec![thing],
        };
        while let Some(thing) = waiting.pop() {
            match thing.kind.as_ref() {
                "t1" => {
                    let fields: Fields = parse(thing.data)?;
                    self.take(&fields, post);
                    // Reddit sends "" for a comment without replies.
                    if let Some(replies) = fields.replies.filter(|replies| replies.get().starts_with('{')) {
                        let listing: Thing = parse(replies)?;
                        waiting.extend(children(listing.data)?.into_iter().rev());
                    }
                }
                "t3" => self.tally.posts += 1,
                _ => self.tally.others += 1,
            }
        }
        Ok(())
    }

    /// The comments, with a note of what was left out of `total`: how many of what.
    ///
    /// # Errors
    /// [`ReadError::NoComments`] if all were; `nothing` says it where there was nothing to leave out.
    pub(super) fn finish(
        self,
        total: u64,
        left_out: &[(u64, &str)],
        nothing: &str,
        notes: &mut Notes,
    ) -> Result<Box<dyn Rows>, ReadError> {
        let counts = left_out.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, what)| format!("{count} {what}")).collect();
        let account = match counts.is_empty() {
            true => nothing.to_owned(),
            false => format!("kept {} of {total}: {}", self.tally.kept, counts.join(", ")),
        };
        if self.tally.kept == 0 {
            return Err(ReadError::NoComments { found: account });
        }
        if !counts.is_empty() {
            notes.push(account);
        }
        Ok(Box::new(Held { rows: self.comments.into_iter(), columns: self.columns }))
    }

    fn take(&mut self, fields: &Fields<'_>, post: &Post<'_>) {
        let body = text(fields.body);
        if matches!(body.trim(), "" | "[deleted]" | "[removed]") {
            self.tally.deleted += 1;
            return;
        }
        self.tally.kept += 1;
        let row = row(fields, post, &body);
        self.comments.push(Comment::of_row(row, &self.columns, self.tally.kept));
    }
}

fn row(fields: &Fields<'_>, post: &Post<'_>, body: &str) -> Row {
    let id = text(fields.id);
    let thread = [text(fields.link_id), text(post.id)].into_iter().find(|id| !id.is_empty()).unwrap_or_default();
    let thread = thread.strip_prefix("t3_").unwrap_or(&thread);
    let parent = text(fields.parent_id);
    let title = text(fields.link_title.or(post.title));
    let author = text(fields.author);
    let time = fields.created_utc.map(time).unwrap_or_default();
    let link = link(fields, post, &id, thread);
    let cells = [
        Cell::Text(&id),
        Cell::Text(thread),
        Cell::Text(&title),
        Cell::Text(parent.strip_prefix("t1_").unwrap_or_default()),
        Cell::Text(if author == "[deleted]" { "" } else { &author }),
        Cell::Text(&time),
        fields.score.map_or(Cell::Missing, |score| Cell::Json(score.get())),
        Cell::Text(&link),
        Cell::Text(body),
    ];
    cells.into_iter().collect()
}

fn time(value: &RawValue) -> String {
    let text = json::string(value).unwrap_or(Cow::Borrowed(value.get()));
    rfc3339(&text).unwrap_or_else(|| if text == "null" { String::new() } else { text.into_owned() })
}

fn link(fields: &Fields<'_>, post: &Post<'_>, id: &str, thread: &str) -> String {
    let (own, of_post) = (text(fields.permalink), text(post.permalink));
    match () {
        () if own.starts_with('/') => format!("{SITE}{own}"),
        () if !own.is_empty() => own.into_owned(),
        () if id.is_empty() || thread.is_empty() => String::new(),
        () if of_post.starts_with('/') => format!("{SITE}{of_post}{id}/"),
        () => format!("{SITE}/comments/{thread}/_/{id}/"),
    }
}

fn text(value: Option<&RawValue>) -> Cow<'_, str> {
    value.and_then(json::string).unwrap_or_default()
}

/// What is in a listing's `data`.
pub(super) fn children(listing: &RawValue) -> Result<Vec<Thing<'_>>, ReadError> {
    parse::<Children<'_>>(listing).map(|listing| listing.children)
}

/// Parses one thing. The document is known to be JSON; so what fails here is another shape, and the place
/// within the slice would mislead.
pub(super) fn parse<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Result<T, ReadError> {
    serde_json::from_str(value.get()).map_err(|error| match at_fault(&error) {
        ReadError::BadJson { reason, .. } => {
            ReadError::UnknownShape { seen: format!("it looks like Reddit's JSON, but {reason}"), advice: None }
        }
        error => error,
    })
}

/// `"kind": "Listing"` or, where the keys are sorted, what a listing holds: `"kind": "t1"`, `"kind": "t3"`.
pub(super) fn has_listing(head: &[u8]) -> bool {
    memchr::memmem::find_iter(head, b"\"kind\"").any(|at| {
        let value = head[at + 6..].trim_ascii_start().strip_prefix(b":").unwrap_or_default().trim_ascii_start();
        [&b"\"Listing\""[..], b"\"t1\"", b"\"t3\""].iter().any(|kind| value.starts_with(kind))
    })
}
