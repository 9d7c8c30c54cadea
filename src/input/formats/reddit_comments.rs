//! Reddit's comments as Pushshift and Arctic Shift dump them: one object a line, gigabytes of them, parents by id. Titles come from the dump of
//! the submissions, where that is given too.

use super::reddit::{Comment, Post};
use super::{Format, Head, Notes, Opened, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment;
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::forest::Flow;
use crate::input::ndjson::{self, Ndjson};
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "reddit-comments",
    aliases: &["pushshift"],
    about: "a dump of Reddit comments: RC_*.zst, NAME_comments.zst (JSON Lines)",
    obtain: "get the month or the subreddit from Arctic Shift; give the dump of the submissions beside it for the titles",
    recognise,
    read: Read::Stream(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let fields = ["link_id", "parent_id", "body"];
    head.json().is_some_and(|shape| !shape.array && shape.has_all(&fields)) && !head.is_table()
}

fn read(source: Source, options: &ReadOptions, _: &mut Notes) -> Opened {
    Ok(Box::new(Comments { lines: Ndjson::of(source), flow: Flow::new(options)? }))
}

struct Comments {
    lines: Ndjson,
    flow: Flow,
}

impl Rows for Comments {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<comment::Comment>, ReadError> {
        let Comments { lines, flow } = self;
        let mut take = |number: u64, line: &str| {
            let comment: Comment<'_> = ndjson::parse(line)?;
            Ok(flow.take(number, &comment.node(&Post::default()), &comment.title()))
        };
        while let Some(taken) = lines.next(notes, &mut take)? {
            if taken.is_some() {
                return Ok(taken);
            }
        }
        self.flow.end(notes).map(|()| None)
    }

    fn columns(&self) -> &Columns {
        self.flow.columns()
    }

    fn completeness(&self) -> Option<Completeness> {
        Some(self.flow.completeness())
    }
}
