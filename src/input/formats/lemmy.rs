//! Comments of a Lemmy post as `/api/v3/comment/list` answers: a flat list in pages, each comment with the ids of all above it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "lemmy",
    aliases: &[],
    about: "comments of a Lemmy post (JSON)",
    obtain: "curl 'https://SERVER/api/v3/comment/list?post_id=ID&type_=All&max_depth=50&limit=50' > comments.json",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let views = |shape: &Shape| shape.opens("comment", b'{') && shape.mentions("path") && shape.mentions("creator_id");
    head.json().is_some_and(|shape| (shape.has("comments") || shape.has("comment")) && views(shape))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    comments: Option<List<'a>>,
}

/// A comment with all that belongs to it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct View<'a> {
    #[serde(borrow)]
    comment: Maybe<Comment<'a>>,
    creator: Maybe<Creator<'a>>,
    post: Maybe<Post<'a>>,
    counts: Maybe<Counts<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Comment<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    post_id: Scalar<'a>,
    path: Scalar<'a>,
    content: Scalar<'a>,
    published: Scalar<'a>,
    published_at: Scalar<'a>,
    ap_id: Scalar<'a>,
    removed: Scalar<'a>,
    deleted: Scalar<'a>,
    distinguished: Scalar<'a>,
    score: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Creator<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    bot_account: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Post<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    body: Scalar<'a>,
    published: Scalar<'a>,
    ap_id: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Counts<'a> {
    #[serde(borrow)]
    score: Scalar<'a>,
    child_count: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    // By thread: the comments on top, and what is counted below them.
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for page in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(parsed) = json::parse::<Maybe<Page<'_>>>(page)?;
        let views = parsed.unwrap_or_default().comments.map_or_else(|| vec![page], |comments| comments.0);
        for view in views {
            let Maybe(view) = json::parse::<Maybe<View<'_>>>(view)?;
            take(view.unwrap_or_default(), &mut counted, forest);
        }
    }
    for (thread, comments) in counted {
        forest.thread(Thread { id: thread.into(), comments: Some(comments), ..Thread::default() });
    }
    Ok(())
}

fn take(view: View<'_>, counted: &mut BTreeMap<String, u64>, forest: &mut Forest) {
    let Maybe(Some(comment)) = view.comment else { return };
    let (creator, post) = (view.creator.0.unwrap_or_default(), view.post.0.unwrap_or_default());
    let counts = view.counts.0.unwrap_or_default();
    let thread = comment.post_id.text();
    forest.thread(Thread {
        id: thread.clone(),
        title: post.name.text(),
        text: post.body.text(),
        time: post.published.text(),
        link: post.ap_id.text(),
        ..Thread::default()
    });
    let parent = parent(comment.path.str());
    if parent.is_empty() {
        let total = counted.entry(thread.to_string()).or_default();
        *total = total.saturating_add(counts.child_count.count().unwrap_or(0)).saturating_add(1);
    }
    let time = if comment.published.is_missing() { &comment.published_at } else { &comment.published };
    let score = if counts.score.is_missing() { &comment.score } else { &counts.score };
    forest.node(Node {
        id: comment.id.text(),
        thread,
        parent: parent.into(),
        author: creator.name.text(),
        text: comment.content.text(),
        time: time.text(),
        score: score.text(),
        link: comment.ap_id.text(),
        fate: fate(&comment, &creator),
        replies: None,
    });
}

/// Of `0.101.102` it is `101`; `0` is the post.
fn parent(path: &str) -> &str {
    let above = path.rsplit_once('.').map_or("", |(above, _)| above);
    match above.rsplit('.').next() {
        Some("0") | None => "",
        Some(parent) => parent,
    }
}

fn fate(comment: &Comment<'_>, creator: &Creator<'_>) -> Fate {
    if comment.deleted.is_true() {
        Fate::Deleted
    } else if comment.removed.is_true() {
        Fate::Removed
    } else if creator.bot_account.is_true() {
        Fate::Bot
    } else if comment.distinguished.is_true() {
        Fate::Moderator
    } else {
        Fate::Kept
    }
}
