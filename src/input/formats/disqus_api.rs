//! Posts of Disqus as its web API answers: flat, each with the number of the post that it answers.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "disqus-api",
    aliases: &[],
    about: "comments as the web API of Disqus answers, or a list of them (JSON)",
    obtain: "curl 'https://disqus.com/api/3.0/threads/listPosts.json?thread=ID&limit=100&api_key=KEY', page by page",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let fields = ["raw_message", "isSpam", "thread", "parent"];
    let posts = |shape: &Shape| fields.iter().all(|field| shape.mentions(field));
    head.json().is_some_and(posts) && !head.is_table()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    response: Option<List<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Post<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    thread: Scalar<'a>,
    parent: Scalar<'a>,
    message: Scalar<'a>,
    raw_message: Scalar<'a>,
    #[serde(rename = "createdAt")]
    created_at: Scalar<'a>,
    likes: Scalar<'a>,
    url: Scalar<'a>,
    #[serde(rename = "isDeleted")]
    is_deleted: Scalar<'a>,
    #[serde(rename = "isSpam")]
    is_spam: Scalar<'a>,
    author: Maybe<Author<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Author<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    username: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for value in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(page) = json::parse::<Maybe<Page<'_>>>(value)?;
        for post in page.unwrap_or_default().response.map_or_else(|| vec![value], |posts| posts.0) {
            if let Maybe(Some(post)) = json::parse::<Maybe<Post<'_>>>(post)? {
                forest.node(node(&post));
            }
        }
    }
    Ok(())
}

fn node<'a>(post: &'a Post<'_>) -> Node<'a> {
    // What was written, or else what was made of it.
    let text = match post.raw_message.str() {
        "" => html_to_text(post.message.str()).into(),
        raw => raw.into(),
    };
    Node {
        id: post.id.text(),
        thread: post.thread.text(),
        parent: post.parent.text(),
        author: post.author.0.as_ref().map_or("".into(), name),
        text,
        time: post.created_at.text(),
        score: post.likes.text(),
        link: post.url.text(),
        fate: fate(post),
        ..Node::default()
    }
}

fn name<'a>(author: &'a Author<'_>) -> std::borrow::Cow<'a, str> {
    let shown = author.name.text();
    if shown.is_empty() { author.username.text() } else { shown }
}

fn fate(post: &Post<'_>) -> Fate {
    if post.is_deleted.is_true() {
        Fate::Deleted
    } else if post.is_spam.is_true() {
        Fate::Spam
    } else {
        Fate::Kept
    }
}
