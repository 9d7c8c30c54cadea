//! A Reddit post with its comments, as `/comments/ID.json` answers: an array of two listings, the post and the tree of comments.

use super::reddit::{self, Thing};
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::Forest;
use crate::input::json;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "reddit-post",
    aliases: &[],
    about: "a Reddit post with its comments (JSON)",
    obtain: "add .json to the address of the post and save what the browser shows",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.json().is_some_and(|shape| shape.array && reddit::holds_things(shape))
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for page in json::values(&document)? {
        let listings: Vec<Thing<'_>> = json::parse(page)?;
        let post = listings.first().map(|first| reddit::post(first.data)).transpose()?.unwrap_or_default();
        for listing in listings {
            reddit::walk(listing, &post, forest)?;
        }
    }
    Ok(())
}
