//! YouTube comments as `youtube-comment-downloader` writes them: one a line, or a list. An answer has the id of what it answers before a dot.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Node};
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "youtube-downloader",
    aliases: &["youtube-comment-downloader"],
    about: "YouTube comments that youtube-comment-downloader saved (JSON, JSON Lines)",
    obtain: "youtube-comment-downloader --youtubeid ID --output comments.json",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let flat = |shape: &Shape| shape.has_all(&["cid", "text"]) && (shape.has("votes") || shape.has("author"));
    let list = |shape: &Shape| shape.has("comments") && shape.mentions("cid") && shape.mentions("votes");
    head.json().is_some_and(|shape| flat(shape) || list(shape)) && !head.is_table()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    comments: Option<List<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Comment<'a> {
    #[serde(borrow)]
    cid: Scalar<'a>,
    text: Scalar<'a>,
    author: Scalar<'a>,
    time: Scalar<'a>,
    time_parsed: Scalar<'a>,
    votes: Scalar<'a>,
    replies: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for value in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(page) = json::parse::<Maybe<Page<'_>>>(value)?;
        for comment in page.unwrap_or_default().comments.map_or_else(|| vec![value], |comments| comments.0) {
            if let Maybe(Some(comment)) = json::parse::<Maybe<Comment<'_>>>(comment)? {
                forest.node(node(&comment));
            }
        }
    }
    Ok(())
}

fn node<'a>(comment: &'a Comment<'_>) -> Node<'a> {
    let id = comment.cid.text();
    let parent = id.split_once('.').map_or("", |(parent, _)| parent).to_owned();
    // Estimated from the words, which stand where there is no estimate.
    let time = if comment.time_parsed.is_missing() { &comment.time } else { &comment.time_parsed };
    Node {
        id,
        parent: parent.into(),
        author: comment.author.text(),
        text: comment.text.text(),
        time: time.text(),
        score: comment.votes.text(),
        replies: comment.replies.count(),
        ..Node::default()
    }
}
