//! Comments of a Facebook post or an Instagram picture as the Graph API answers: in pages, answers within what they answer.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node};
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "meta-graph",
    aliases: &["facebook", "instagram"],
    about: "comments of a Facebook or Instagram post from the Graph API (JSON)",
    obtain: "ask the Graph API for /POST/comments with the fields id, message, created_time, from, like_count, comments (Instagram: text, username, timestamp, replies)",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let facebook = |shape: &Shape| shape.mentions("message") && shape.mentions("created_time");
    let instagram = |shape: &Shape| ["text", "username", "timestamp"].iter().all(|key| shape.mentions(key));
    let list = |shape: &Shape| shape.has("data") && shape.opens("data", b'[');
    head.json().is_some_and(|shape| list(shape) && (facebook(shape) || instagram(shape)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    data: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Comment<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    message: Scalar<'a>,
    text: Scalar<'a>,
    created_time: Scalar<'a>,
    timestamp: Scalar<'a>,
    from: Maybe<Person<'a>>,
    username: Scalar<'a>,
    like_count: Scalar<'a>,
    comment_count: Scalar<'a>,
    permalink_url: Scalar<'a>,
    parent: Maybe<Parent<'a>>,
    parent_id: Scalar<'a>,
    is_hidden: Scalar<'a>,
    hidden: Scalar<'a>,
    comments: Maybe<Page<'a>>,
    replies: Maybe<Page<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    username: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Parent<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for page in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(page) = json::parse::<Maybe<Page<'_>>>(page)?;
        // Comments, each with the id of the one around it; the first in the file on top.
        let list = page.unwrap_or_default().data.0;
        let mut waiting: Vec<(&RawValue, String)> = list.into_iter().rev().map(|one| (one, String::new())).collect();
        while let Some((comment, around)) = waiting.pop() {
            let Maybe(comment) = json::parse::<Maybe<Comment<'_>>>(comment)?;
            let mut comment = comment.unwrap_or_default();
            let pages = [std::mem::take(&mut comment.replies), std::mem::take(&mut comment.comments)];
            let answers = pages.into_iter().flat_map(|page| page.0.unwrap_or_default().data.0.into_iter().rev());
            waiting.extend(answers.map(|answer| (answer, comment.id.text().into_owned())));
            forest.node(node(&comment, around));
        }
    }
    Ok(())
}

fn first<'a>(one: &'a Scalar<'_>, other: &'a Scalar<'_>) -> std::borrow::Cow<'a, str> {
    if one.is_missing() { other.text() } else { one.text() }
}

fn node<'a>(comment: &'a Comment<'_>, around: String) -> Node<'a> {
    let id = comment.id.text();
    // Facebook's ids are POST_COMMENT; Instagram does not say which picture.
    let thread = id.split_once('_').map_or("", |(post, _)| post).to_owned();
    let parent = match &comment.parent.0 {
        Some(parent) => parent.id.text(),
        None => comment.parent_id.text(),
    };
    let from = comment.from.0.as_ref().map(|from| first(&from.name, &from.username)).unwrap_or_default();
    let link = match comment.permalink_url.text() {
        link if link.is_empty() && !thread.is_empty() => format!("https://www.facebook.com/{id}").into(),
        link => link,
    };
    let hidden = comment.is_hidden.is_true() || comment.hidden.is_true();
    Node {
        thread: thread.into(),
        parent: if parent.is_empty() { around.into() } else { parent },
        author: if from.is_empty() { comment.username.text() } else { from },
        text: first(&comment.message, &comment.text),
        time: first(&comment.created_time, &comment.timestamp),
        score: comment.like_count.text(),
        link,
        fate: if hidden { Fate::Hidden } else { Fate::Kept },
        replies: comment.comment_count.count(),
        id,
    }
}
