//! A Reddit listing: what a user wrote, a search found, or a subreddit shows. Comments of many threads, posts among them, no tree.

use super::reddit::{self, Post};
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Order};
use crate::input::json;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "reddit-listing",
    aliases: &[],
    about: "a Reddit listing: a user's, a subreddit's or a search's comments (JSON)",
    obtain: "add .json to the address of the page and save what the browser shows",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.json().is_some_and(|shape| !shape.array && reddit::holds_things(shape))
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.order(Order::File);
    let document = forest.document(source)?;
    for thing in json::values(&document)? {
        reddit::walk(json::parse(thing)?, &Post::default(), forest)?;
    }
    Ok(())
}
