//! A Reddit listing: what a user wrote, a search found, or a subreddit shows. Comments of many threads, posts
//! among them, no tree.
//!
//! Several pages one after another in a file are read as one stream of comments.

use super::reddit::{self, Collector, Post, Tally};
use super::{Format, Head, Notes, Rows};
use crate::input::error::ReadError;
use crate::input::json;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "reddit-listing",
    aliases: &[],
    about: "a Reddit listing: a user's, a subreddit's or a search's comments (JSON)",
    obtain: "add .json to the address of the page and save what the browser shows",
    recognise,
    read,
};

fn recognise(head: &Head<'_>) -> bool {
    let shape = json::shape(head.bytes);
    shape.is_some_and(|shape| !shape.array && shape.keys.iter().all(|key| key == "kind" || key == "data"))
        && reddit::has_listing(head.bytes)
}

fn read(source: Source, options: &ReadOptions, notes: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let document = json::document(source, notes)?;
    let mut collector = Collector::new(options)?;
    for value in json::values(&document)? {
        collector.walk(reddit::parse(value)?, &Post::default())?;
    }
    let Tally { kept, deleted, posts, others } = collector.tally;
    let left_out = [(posts, "posts"), (deleted, "deleted"), (others, "not comments")];
    collector.finish(kept + deleted + posts + others, &left_out, "the listing is empty", notes)
}
