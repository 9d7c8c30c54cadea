//! The comments of a video as yt-dlp writes them into its `.info.json`: a flat list beside all that is known of the video.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "yt-dlp",
    aliases: &["info-json"],
    about: "a video's comments that yt-dlp saved: NAME.info.json",
    obtain: "yt-dlp --skip-download --write-comments ADDRESS, for any site whose comments yt-dlp reads",
    recognise,
    read: Read::Tree(read),
};

/// The comments come after the list of the formats, which may be longer than the head.
fn recognise(head: &Head<'_>) -> bool {
    let comments = |shape: &Shape| shape.has("comments") && shape.says("parent", |parent| parent == "root");
    let video = |shape: &Shape| shape.opens("formats", b'[') && shape.mentions("format_id");
    head.json().is_some_and(|shape| shape.has("id") && (comments(shape) || video(shape)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Video<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    title: Scalar<'a>,
    description: Scalar<'a>,
    uploader: Scalar<'a>,
    timestamp: Scalar<'a>,
    like_count: Scalar<'a>,
    webpage_url: Scalar<'a>,
    comment_count: Scalar<'a>,
    comments: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Comment<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    parent: Scalar<'a>,
    text: Scalar<'a>,
    html: Scalar<'a>,
    author: Scalar<'a>,
    author_is_uploader: Scalar<'a>,
    is_pinned: Scalar<'a>,
    like_count: Scalar<'a>,
    timestamp: Scalar<'a>,
    _time_text: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for video in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(Some(video)) = json::parse::<Maybe<Video<'_>>>(video)? else { continue };
        forest.thread(Thread {
            id: video.id.text(),
            title: video.title.text(),
            text: video.description.text(),
            author: video.uploader.text(),
            time: video.timestamp.text(),
            score: video.like_count.text(),
            link: video.webpage_url.text(),
            comments: video.comment_count.count(),
            ..Thread::default()
        });
        for comment in &video.comments.0 {
            let Maybe(comment) = json::parse(comment)?;
            forest.node(node(&comment.unwrap_or_default(), &video));
        }
    }
    Ok(())
}

fn node<'a>(comment: &'a Comment<'_>, video: &'a Video<'_>) -> Node<'a> {
    let parent = comment.parent.text();
    let text = if comment.text.is_missing() { html_to_text(comment.html.str()).into() } else { comment.text.text() };
    // The time is an estimate from this.
    let time = if comment.timestamp.is_missing() { &comment._time_text } else { &comment.timestamp };
    // What the uploader pins is a notice; a viewer's comment that is pinned is still a comment.
    let notice = comment.is_pinned.is_true() && comment.author_is_uploader.is_true();
    Node {
        id: comment.id.text(),
        thread: video.id.text(),
        parent: if parent == "root" { "".into() } else { parent },
        author: comment.author.text(),
        text,
        time: time.text(),
        score: comment.like_count.text(),
        link: link(video, &comment.id.text()).into(),
        fate: if notice { Fate::Pinned } else { Fate::Kept },
        replies: None,
    }
}

/// Only of YouTube is it known how to point at a comment.
fn link(video: &Video<'_>, id: &str) -> String {
    let page = video.webpage_url.str();
    let known = page.starts_with("https://www.youtube.com/watch?v=") && !id.is_empty();
    if known { format!("{page}&lc={id}") } else { String::new() }
}
