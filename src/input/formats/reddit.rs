//! What Reddit's pages, listings and dumps share: the fields of a post and of a comment, and what they mean.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::json::{self, Maybe, Scalar, Shape};

const SITE: &str = "https://www.reddit.com";

/// Anything Reddit sends: a listing, a post (`t3`), a comment (`t1`), or `more`, which stands for comments that were not sent.
#[derive(Deserialize)]
pub(super) struct Thing<'a> {
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) data: &'a RawValue,
}

#[derive(Deserialize)]
struct Children<'a> {
    #[serde(borrow)]
    children: Vec<Thing<'a>>,
}

/// Fields of a post.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Post<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    pub(super) title: Scalar<'a>,
    pub(super) selftext: Scalar<'a>,
    pub(super) author: Scalar<'a>,
    pub(super) created_utc: Scalar<'a>,
    pub(super) score: Scalar<'a>,
    permalink: Scalar<'a>,
    num_comments: Scalar<'a>,
}

/// Fields of a comment.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Comment<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    link_id: Scalar<'a>,
    link_title: Scalar<'a>,
    parent_id: Scalar<'a>,
    author: Scalar<'a>,
    created_utc: Scalar<'a>,
    score: Scalar<'a>,
    permalink: Scalar<'a>,
    body: Scalar<'a>,
    stickied: Scalar<'a>,
    distinguished: Scalar<'a>,
    replies: Option<&'a RawValue>,
}

/// Fields of `more`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct More<'a> {
    #[serde(borrow)]
    count: Scalar<'a>,
    parent_id: Scalar<'a>,
}

impl Post<'_> {
    pub(super) fn thread(&self) -> Thread<'_> {
        Thread {
            id: self.id.text(),
            title: unescaped(self.title.str()),
            text: unescaped(self.selftext.str()),
            author: author(&self.author),
            time: self.created_utc.text(),
            score: self.score.text(),
            link: self.link(),
            comments: self.num_comments.count(),
            ..Thread::default()
        }
    }

    pub(super) fn link(&self) -> Cow<'_, str> {
        match (self.permalink.str(), self.id.text()) {
            (own, _) if own.starts_with('/') => format!("{SITE}{own}").into(),
            (own, _) if !own.is_empty() => own.into(),
            (_, id) if id.is_empty() => "".into(),
            (_, id) => format!("{SITE}/comments/{id}/").into(),
        }
    }
}

impl Comment<'_> {
    /// `post` is what it is about, if that is known.
    pub(super) fn node(&self, post: &Post<'_>) -> Node<'_> {
        let parent = match self.parent_id.text() {
            parent if parent.starts_with("t3_") => Cow::Borrowed(""),
            parent => without_prefix(parent, "t1_"),
        };
        let thread = match without_prefix(self.link_id.text(), "t3_") {
            thread if thread.is_empty() => post.id.text().into_owned().into(),
            thread => thread,
        };
        Node {
            id: self.id.text(),
            link: self.link(post, &thread),
            thread,
            parent,
            author: author(&self.author),
            text: unescaped(self.body.str()),
            time: self.created_utc.text(),
            score: self.score.text(),
            fate: self.fate(),
            replies: None,
        }
    }

    /// Whether it is a comment, and not a post.
    pub(super) fn has_body(&self) -> bool {
        !self.body.is_missing()
    }

    /// The title of its thread, as listings tell it.
    pub(super) fn title(&self) -> Cow<'_, str> {
        unescaped(self.link_title.str())
    }

    fn fate(&self) -> Fate {
        match (self.body.str().trim(), self.author.str()) {
            ("[deleted]", _) => Fate::Deleted,
            ("[removed]" | "[ Removed by Reddit ]", _) => Fate::Removed,
            (_, "AutoModerator") => Fate::Bot,
            _ if self.stickied.is_true() => Fate::Pinned,
            _ if matches!(self.distinguished.str(), "moderator" | "admin") => Fate::Moderator,
            _ => Fate::Kept,
        }
    }

    fn link(&self, post: &Post<'_>, thread: &str) -> Cow<'static, str> {
        match (self.permalink.str(), self.id.text()) {
            (own, _) if own.starts_with('/') => format!("{SITE}{own}").into(),
            (own, _) if !own.is_empty() => own.to_owned().into(),
            (_, id) if id.is_empty() || thread.is_empty() => "".into(),
            (_, id) if post.permalink.str().starts_with('/') => format!("{SITE}{}{id}/", post.permalink.str()).into(),
            (_, id) => format!("{SITE}/comments/{thread}/_/{id}/").into(),
        }
    }
}

fn without_prefix<'a>(id: Cow<'a, str>, prefix: &str) -> Cow<'a, str> {
    match id {
        Cow::Borrowed(id) => id.strip_prefix(prefix).unwrap_or(id).into(),
        Cow::Owned(id) => id.strip_prefix(prefix).unwrap_or(&id).to_owned().into(),
    }
}

fn author<'a>(author: &'a Scalar<'_>) -> Cow<'a, str> {
    if author.str() == "[deleted]" { "".into() } else { author.text() }
}

/// Reddit's Markdown has its `&`, `<` and `>` escaped; this takes one layer off.
fn unescaped(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() { text.into() } else { htmlize::unescape_attribute(text) }
}

/// Takes all posts and comments of a listing (or one thing) and of the listings in them. `post` is what the comments are about, if that is
/// known. Replies stay unparsed until their comment has been taken, and wait on a stack of our own: so a thread's depth cannot exhaust the
/// program's stack.
pub(super) fn walk<'a>(thing: Thing<'a>, post: &Post<'_>, forest: &mut Forest) -> Result<(), ReadError> {
    let mut waiting = vec![thing];
    while let Some(thing) = waiting.pop() {
        match thing.kind.as_ref() {
            "Listing" => waiting.extend(children(thing.data)?.into_iter().rev()),
            "t1" => {
                let comment: Comment<'_> = json::parse(thing.data)?;
                let node = comment.node(post);
                forest.thread(Thread { id: node.thread.clone(), title: comment.title(), ..Thread::default() });
                forest.node(node);
                // Reddit sends "" for a comment without replies.
                if let Some(replies) = comment.replies.filter(|replies| replies.get().starts_with('{')) {
                    waiting.push(json::parse(replies)?);
                }
            }
            "t3" => {
                let found: Post<'_> = json::parse(thing.data)?;
                // A listing shows a few comments of each thread on purpose: how many others there are says nothing of it.
                let comments = if found.id.text() == post.id.text() { found.num_comments.count() } else { None };
                forest.thread(Thread { comments, ..found.thread() });
            }
            "more" => {
                let more: Maybe<More<'_>> = json::parse(thing.data)?;
                let more = more.0.unwrap_or_default();
                let in_post = post.id.text();
                let named = without_prefix(more.parent_id.text(), "t3_");
                let thread = if in_post.is_empty() && !named.starts_with("t1_") { named } else { in_post };
                forest.absent(&thread, more.count.count().unwrap_or(0));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The post of a listing, if it has one.
pub(super) fn post(listing: &RawValue) -> Result<Post<'_>, ReadError> {
    match children(listing)?.into_iter().find(|thing| thing.kind == "t3") {
        Some(thing) => json::parse(thing.data),
        None => Ok(Post::default()),
    }
}

/// What is in a listing's `data`.
fn children(listing: &RawValue) -> Result<Vec<Thing<'_>>, ReadError> {
    json::parse::<Children<'_>>(listing).map(|listing| listing.children)
}

/// Whether this is a thing, or an array of them: `"kind": "Listing"` or, where the keys are sorted, what a listing holds.
pub(super) fn holds_things(shape: &Shape) -> bool {
    let kind = |kind: &str| matches!(kind, "Listing" | "t1" | "t3");
    shape.keys.iter().all(|key| key == "kind" || key == "data") && shape.says("kind", kind)
}
