//! A Hacker News story with its comments, as Algolia's `/api/v1/items/ID` answers: each item holds its answers in `children`.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "hn-item",
    aliases: &["hacker-news"],
    about: "a Hacker News story with its comments (JSON, Algolia)",
    obtain: "curl https://hn.algolia.com/api/v1/items/ID > story.json, with the number in the story's address",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let asked = |shape: &Shape| shape.has("id") && shape.opens("children", b'[') && shape.mentions("created_at_i");
    head.json().is_some_and(asked)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    r#type: Scalar<'a>,
    author: Scalar<'a>,
    title: Scalar<'a>,
    text: Scalar<'a>,
    points: Scalar<'a>,
    created_at: Scalar<'a>,
    parent_id: Scalar<'a>,
    story_id: Scalar<'a>,
    children: List<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for story in json::values(&document)?.into_iter().flat_map(json::elements) {
        let root: Item<'_> = json::parse(story)?;
        // A comment may have been asked for instead of its story.
        let is_comment = root.r#type.str() == "comment";
        let thread = if is_comment { &root.story_id } else { &root.id }.text().into_owned();
        if is_comment {
            forest.node(node(&root, &thread, &root.parent_id.text()));
        } else {
            forest.thread(opening(&root));
        }
        let mut waiting = vec![root];
        while let Some(parent) = waiting.pop() {
            for child in parent.children.0 {
                let item: Item<'_> = json::parse(child)?;
                forest.node(node(&item, &thread, &parent.id.text()));
                waiting.push(item);
            }
        }
    }
    Ok(())
}

fn opening<'a>(story: &'a Item<'_>) -> Thread<'a> {
    Thread {
        id: story.id.text(),
        title: story.title.text(),
        text: html_to_text(story.text.str()).into(),
        author: story.author.text(),
        time: story.created_at.text(),
        score: story.points.text(),
        link: link(story).into(),
        ..Thread::default()
    }
}

fn node<'a>(item: &'a Item<'_>, thread: &str, parent: &str) -> Node<'a> {
    // What was deleted keeps its id and its answers, and nothing else.
    let gone = item.text.is_missing() && item.author.is_missing();
    Node {
        id: item.id.text(),
        thread: thread.to_owned().into(),
        parent: parent.to_owned().into(),
        author: item.author.text(),
        text: html_to_text(item.text.str()).into(),
        time: item.created_at.text(),
        score: item.points.text(),
        link: link(item).into(),
        fate: if gone { Fate::Deleted } else { Fate::Kept },
        replies: None,
    }
}

fn link(item: &Item<'_>) -> String {
    address(&item.id.text())
}

/// Where an item is shown.
pub(super) fn address(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("https://news.ycombinator.com/item?id={id}") }
}
