//! Items of Hacker News as its own API answers `/v0/item/ID.json`, an array of them, an object by id, or one a line: parents by id, and a
//! comment does not name its story. The table of the public data set, as JSON Lines, has the same fields.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::hacker_news_item::address;
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Maybe, Object, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "hn-firebase",
    aliases: &["hn-items"],
    about: "items of Hacker News: an array, an object by id, or one a line (JSON, Firebase)",
    obtain: "curl https://hacker-news.firebaseio.com/v0/item/ID.json for the story and then for each of its kids, into one file",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let types = ["story", "comment", "poll", "pollopt", "job"];
    let number = |key: &String| key.bytes().all(|byte| byte.is_ascii_digit());
    let item = |shape: &Shape| shape.has_all(&["id", "type", "time"]);
    let by_id = |shape: &Shape| {
        let fields = ["id", "type", "time"].iter().all(|key| shape.mentions(key));
        !shape.array && fields && !shape.keys.is_empty() && shape.keys.iter().all(number)
    };
    let items = |shape: &Shape| {
        let known =
            shape.says("type", |own| types.contains(&own)) && ["by", "deleted"].iter().any(|key| shape.mentions(key));
        known && (item(shape) || by_id(shape))
    };
    !head.is_table() && head.json().is_some_and(items)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Item<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    pub(super) r#type: Scalar<'a>,
    pub(super) by: Scalar<'a>,
    pub(super) parent: Scalar<'a>,
    pub(super) title: Scalar<'a>,
    pub(super) text: Scalar<'a>,
    pub(super) score: Scalar<'a>,
    pub(super) time: Scalar<'a>,
    pub(super) descendants: Scalar<'a>,
    pub(super) kids: List<'a>,
    pub(super) deleted: Scalar<'a>,
    pub(super) dead: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for value in json::values(&document)?.into_iter().flat_map(json::elements) {
        // An item that does not exist is `null`.
        let Maybe(Some(item)) = json::parse::<Maybe<Item<'_>>>(value)? else { continue };
        if item.id.is_missing() {
            by_id(value, forest)?;
        } else {
            take(&item, forest);
        }
    }
    Ok(())
}

fn by_id(value: &RawValue, forest: &mut Forest) -> Result<(), ReadError> {
    let Object(entries) = json::parse(value)?;
    for (_, value) in entries {
        if let Maybe(Some(item)) = json::parse(value)? {
            take(&item, forest);
        }
    }
    Ok(())
}

/// Takes an item, whatever it is.
pub(super) fn take(item: &Item<'_>, forest: &mut Forest) {
    let id = item.id.text();
    let link = address(&id).into();
    let (author, time, score) = (item.by.text(), item.time.text(), item.score.text());
    let text = html_to_text(item.text.str()).into();
    match item.r#type.str() {
        "comment" => forest.node(Node {
            id,
            parent: item.parent.text(),
            author,
            text,
            time,
            score,
            link,
            fate: fate(item),
            replies: Some(item.kids.0.len() as u64),
            ..Node::default()
        }),
        // Something to vote for.
        "pollopt" => {}
        _ => {
            let comments = item.descendants.count();
            forest.thread(Thread {
                id,
                title: item.title.text(),
                text,
                author,
                time,
                score,
                link,
                comments,
                ..Thread::default()
            });
        }
    }
}

fn fate(item: &Item<'_>) -> Fate {
    if item.deleted.is_true() {
        Fate::Deleted
    } else if item.dead.is_true() {
        Fate::Hidden
    } else {
        Fate::Kept
    }
}
