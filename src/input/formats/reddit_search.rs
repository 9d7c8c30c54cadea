//! Reddit's comments as the web APIs of the dumps answer a search: `{"data": […]}`, or the array alone. Posts may be among them.

use serde::Deserialize;

use super::reddit::{Comment, Post};
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Thread};
use crate::input::json::{self, List};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "reddit-search",
    aliases: &[],
    about: "Reddit comments that Arctic Shift or Pushshift found (JSON)",
    obtain: "save what the search for comments of their API answers",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let fields = ["link_id", "parent_id", "body"];
    head.json().is_some_and(|shape| match shape.array {
        true => shape.has_all(&fields) && !head.is_table(),
        false => shape.opens("data", b'[') && shape.has("data") && fields.iter().all(|key| shape.mentions(key)),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer<'a> {
    #[serde(borrow)]
    data: List<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for page in json::values(&document)? {
        let found = match page.get().starts_with('{') {
            true => json::parse::<Answer<'_>>(page)?.data.0,
            false => json::elements(page),
        };
        for one in found {
            let comment: Comment<'_> = json::parse(one)?;
            if comment.has_body() {
                let node = comment.node(&Post::default());
                forest.thread(Thread { id: node.thread.clone(), title: comment.title(), ..Thread::default() });
                forest.node(node);
            } else {
                forest.thread(json::parse::<Post<'_>>(one)?.thread());
            }
        }
    }
    Ok(())
}
