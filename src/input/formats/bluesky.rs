//! A Bluesky thread as `getPostThread` answers, posts within posts, or as `getPostThreadV2` does, a flat list. Each post names what it answers.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "bluesky",
    aliases: &[],
    about: "a Bluesky thread (JSON)",
    obtain: "curl 'https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?depth=1000&uri=at://HANDLE/app.bsky.feed.post/KEY' > thread.json",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let typed = |shape: &Shape| shape.says("$type", |kind| kind.starts_with("app.bsky."));
    let posts = |shape: &Shape| shape.mentions("uri") && shape.mentions("record");
    head.json().is_some_and(|shape| shape.has("thread") && (typed(shape) || posts(shape)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer<'a> {
    #[serde(borrow)]
    thread: Option<&'a RawValue>,
}

/// A post with those around it, a stub that stands for one, or an entry of a flat list.
#[derive(Default, Deserialize)]
#[serde(default)]
struct View<'a> {
    #[serde(borrow)]
    uri: Scalar<'a>,
    #[serde(rename = "$type")]
    kind: Scalar<'a>,
    blocked: Scalar<'a>,
    value: Option<&'a RawValue>,
    post: Maybe<Post<'a>>,
    parent: Option<&'a RawValue>,
    replies: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Post<'a> {
    #[serde(borrow)]
    uri: Scalar<'a>,
    author: Maybe<Author<'a>>,
    record: Maybe<Record<'a>>,
    like_count: Scalar<'a>,
    reply_count: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Author<'a> {
    #[serde(borrow)]
    did: Scalar<'a>,
    handle: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
    created_at: Scalar<'a>,
    reply: Maybe<Reply<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reply<'a> {
    #[serde(borrow)]
    root: Maybe<Reference<'a>>,
    parent: Maybe<Reference<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference<'a> {
    #[serde(borrow)]
    uri: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for answer in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(answer) = json::parse::<Maybe<Answer<'_>>>(answer)?;
        let Some(thread) = answer.unwrap_or_default().thread else { continue };
        let mut root = String::new();
        // Views, each with the address of the post around it; the first in the file on top.
        let mut waiting: Vec<(&RawValue, String)> =
            json::elements(thread).into_iter().rev().map(|view| (view, String::new())).collect();
        while let Some((view, around)) = waiting.pop() {
            let Maybe(view) = json::parse::<Maybe<View<'_>>>(view)?;
            let view = view.unwrap_or_default();
            let inner = view.value.map(json::parse::<Maybe<View<'_>>>).transpose()?.and_then(|inner| inner.0);
            take(&view, inner.as_ref().unwrap_or(&view), &around, &mut root, forest);
            let own = view.post.0.map(|post| post.uri.text().into_owned()).unwrap_or_default();
            waiting.extend(view.replies.0.into_iter().rev().map(|reply| (reply, own.clone())));
            waiting.extend(view.parent.map(|parent| (parent, String::new())));
        }
    }
    Ok(())
}

/// Hands over the post of `inner`, or the stub `outer`.
fn take(outer: &View<'_>, inner: &View<'_>, around: &str, root: &mut String, forest: &mut Forest) {
    let Maybe(Some(post)) = &inner.post else {
        if *outer.uri.text() != **root {
            forest.node(stub(outer, inner, around, root));
        }
        return;
    };
    let reply = post.record.0.as_ref().and_then(|record| record.reply.0.as_ref());
    let uri = |reference: Option<&Reference<'_>>| reference.map(|to| to.uri.text().into_owned()).unwrap_or_default();
    *root = uri(reply.and_then(|reply| reply.root.0.as_ref()));
    if root.is_empty() {
        *root = post.uri.text().into_owned();
    }
    if *post.uri.text() == **root {
        forest.thread(opening(post));
    } else {
        forest.thread(Thread { id: root.clone().into(), link: link(root, "").into(), ..Thread::default() });
        let parent = uri(reply.and_then(|reply| reply.parent.0.as_ref()));
        forest.node(node(post, root, parent));
    }
}

fn stub<'a>(outer: &'a View<'_>, inner: &'a View<'_>, around: &str, root: &str) -> Node<'a> {
    let blocked = inner.blocked.is_true() || inner.kind.str().ends_with("Blocked");
    Node {
        id: outer.uri.text(),
        thread: root.to_owned().into(),
        parent: around.to_owned().into(),
        fate: if blocked { Fate::Blocked } else { Fate::NotInTheDump },
        ..Node::default()
    }
}

fn opening<'a>(post: &'a Post<'_>) -> Thread<'a> {
    let node = node(post, "", String::new());
    let Node { id, author, text, time, score, link, .. } = node;
    Thread { id, author, text, time, score, link, ..Thread::default() }
}

fn node<'a>(post: &'a Post<'_>, root: &str, parent: String) -> Node<'a> {
    let record = post.record.0.as_ref();
    let handle = post
        .author
        .0
        .as_ref()
        .map(|author| if author.handle.is_missing() { author.did.text() } else { author.handle.text() });
    let author = handle.unwrap_or_default();
    Node {
        id: post.uri.text(),
        thread: root.to_owned().into(),
        parent: parent.into(),
        text: record.map(|record| record.text.text()).unwrap_or_default(),
        time: record.map(|record| record.created_at.text()).unwrap_or_default(),
        score: post.like_count.text(),
        link: link(&post.uri.text(), &author).into(),
        author,
        fate: Fate::Kept,
        replies: post.reply_count.count(),
    }
}

/// `at://DID/app.bsky.feed.post/KEY` as a page; with the handle, if it is known.
fn link(uri: &str, handle: &str) -> String {
    match uri.strip_prefix("at://").and_then(|rest| rest.split_once("/app.bsky.feed.post/")) {
        Some((did, key)) => {
            format!("https://bsky.app/profile/{}/post/{key}", if handle.is_empty() { did } else { handle })
        }
        None => String::new(),
    }
}
