//! A Reddit post with its comments, as `/comments/ID.json` answers: an array of two listings, the post and
//! the tree of comments.
//!
//! Several pages one after another in a file are read as one stream of comments.

use serde_json::value::RawValue;

use super::reddit::{self, Collector, Post, Tally, Thing};
use super::{Format, Head, Notes, Rows};
use crate::input::error::ReadError;
use crate::input::json;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "reddit-post",
    aliases: &[],
    about: "a Reddit post with its comments (JSON)",
    obtain: "add .json to the address of the post and save what the browser shows",
    recognise,
    read,
};

fn recognise(head: &Head<'_>) -> bool {
    let shape = json::shape(head.bytes);
    shape.is_some_and(|shape| shape.array && shape.keys.iter().all(|key| key == "kind" || key == "data"))
        && reddit::has_listing(head.bytes)
}

fn read(source: Source, options: &ReadOptions, notes: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let document = json::document(source, notes)?;
    let mut collector = Collector::new(options)?;
    let mut promised = 0;
    for page in json::values(&document)? {
        promised += read_page(page, &mut collector)?;
    }
    let Tally { kept, deleted, .. } = collector.tally;
    let total = promised.max(kept + deleted);
    let left_out = [(deleted, "deleted"), (total - kept - deleted, "not in the dump")];
    collector.finish(total, &left_out, "the post has none", notes)
}

/// Takes the comments of one page and says how many Reddit counts, deleted ones and those behind `more`
/// included.
fn read_page(page: &RawValue, collector: &mut Collector) -> Result<u64, ReadError> {
    let listings: Vec<Thing<'_>> = reddit::parse(page)?;
    let mut post = Post::default();
    if let Some(first) = listings.first()
        && let Some(thing) = reddit::children(first.data)?.into_iter().find(|thing| thing.kind == "t3")
    {
        post = reddit::parse(thing.data)?;
    }
    for listing in listings {
        collector.walk(listing, &post)?;
    }
    Ok(post.num_comments.unwrap_or(0))
}
