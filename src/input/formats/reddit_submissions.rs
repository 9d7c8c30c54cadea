//! Reddit's submissions as Pushshift and Arctic Shift dump them: one object a line. They hold no comments, but what the comments of another
//! dump are about.

use super::reddit::Post;
use super::{Format, Head, Notes, Read};
use crate::input::error::ReadError;
use crate::input::json::Shape;
use crate::input::ndjson::{self, Ndjson};
use crate::input::openings::{Opening, Openings};
use crate::input::source::Source;
use crate::input::time;

pub(super) const FORMAT: Format = Format {
    name: "reddit-submissions",
    aliases: &[],
    about: "a dump of Reddit submissions, for the titles of the comments: RS_*.zst, NAME_submissions.zst (JSON Lines)",
    obtain: "get it where the dump of the comments is from, and give both",
    recognise,
    read: Read::Openings(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let post =
        |shape: &Shape| !shape.array && !shape.has("body") && shape.has_all(&["title", "selftext", "num_comments"]);
    head.json().is_some_and(post)
}

fn read(source: Source, openings: &mut Openings, notes: &mut Notes) -> Result<(), ReadError> {
    let mut lines = Ndjson::of(source);
    let mut bad = 0u64;
    loop {
        let taken = lines.next(notes, |_, line| {
            let post: Post<'_> = ndjson::parse(line)?;
            let thread = post.thread();
            let opening = Opening {
                title: thread.title.into_owned(),
                text: thread.text.into_owned(),
                author: thread.author.into_owned(),
                time: time::utc(&thread.time),
                score: thread.score.into_owned(),
                link: thread.link.into_owned(),
            };
            openings.insert(&thread.id, opening);
            Ok(())
        });
        match taken {
            Ok(Some(())) => {}
            Ok(None) => break,
            Err(error) if error.is_row() => bad += 1,
            Err(error) => return Err(error),
        }
    }
    if bad > 0 {
        notes.push(format!("{bad} lines are no submissions and were passed over"));
    }
    Ok(())
}
