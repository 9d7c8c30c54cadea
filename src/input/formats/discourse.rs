//! A Discourse topic as `/t/ID.json` answers: its posts in order, answers by the number of a post. Further pages hold nothing but posts.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Order, Thread};
use crate::input::html::Html;
use crate::input::json::{self, List, Maybe, Scalar};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "discourse",
    aliases: &[],
    about: "a topic of a Discourse forum (JSON)",
    obtain: "curl 'https://FORUM/t/ID.json?print=true' > topic.json, for up to 1,000 posts at once",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.json().is_some_and(|shape| shape.has("post_stream") && shape.opens("post_stream", b'{'))
}

/// Pictures and previews of links are no one's words.
const HTML: Html<'_> = Html { drop: &["onebox", "lightbox-wrapper"], newlines: false };

#[derive(Default, Deserialize)]
#[serde(default)]
struct Topic<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    title: Scalar<'a>,
    post_stream: Maybe<Posts<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Posts<'a> {
    #[serde(borrow)]
    posts: List<'a>,
    /// The ids of all posts, also of those on further pages.
    stream: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Post<'a> {
    #[serde(borrow)]
    post_number: Scalar<'a>,
    post_type: Scalar<'a>,
    topic_id: Scalar<'a>,
    user_id: Scalar<'a>,
    username: Scalar<'a>,
    created_at: Scalar<'a>,
    cooked: Scalar<'a>,
    raw: Scalar<'a>,
    reply_to_post_number: Scalar<'a>,
    hidden: Scalar<'a>,
    user_deleted: Scalar<'a>,
    deleted_at: Scalar<'a>,
    actions_summary: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Action<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    count: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.order(Order::File);
    let document = forest.document(source)?;
    for page in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(topic) = json::parse::<Maybe<Topic<'_>>>(page)?;
        let topic = topic.unwrap_or_default();
        let stream = topic.post_stream.0.unwrap_or_default();
        let answers = (stream.stream.0.len() as u64).checked_sub(1);
        forest.thread(Thread {
            id: topic.id.text(),
            opening: "1".into(),
            title: topic.title.text(),
            comments: answers,
            ..Thread::default()
        });
        for post in stream.posts.0 {
            let Maybe(post) = json::parse::<Maybe<Post<'_>>>(post)?;
            take(&post.unwrap_or_default(), &topic.id, forest)?;
        }
    }
    Ok(())
}

fn take(post: &Post<'_>, topic: &Scalar<'_>, forest: &mut Forest) -> Result<(), ReadError> {
    let number = post.post_number.text();
    let thread = if post.topic_id.is_missing() { topic } else { &post.topic_id }.text();
    let (author, time, text, score) = (post.username.text(), post.created_at.text(), text(post), likes(post)?);
    if number == "1" {
        let (text, score) = (text.into(), score.into());
        forest.thread(Thread { id: thread, opening: number, author, time, text, score, ..Thread::default() });
        return Ok(());
    }
    forest.node(Node {
        id: number,
        thread,
        parent: post.reply_to_post_number.text(),
        author,
        text: text.into(),
        time,
        score: score.into(),
        fate: fate(post),
        ..Node::default()
    });
    Ok(())
}

fn fate(post: &Post<'_>) -> Fate {
    match post.post_type.text().as_ref() {
        "2" => Fate::Moderator,
        "3" => Fate::Service,
        // Whispered among the staff.
        "4" => Fate::Hidden,
        _ if post.user_deleted.is_true() => Fate::Deleted,
        _ if !post.deleted_at.is_missing() => Fate::Removed,
        _ if post.hidden.is_true() => Fate::Hidden,
        // The system's own accounts.
        _ if post.user_id.text().starts_with('-') => Fate::Bot,
        _ => Fate::Kept,
    }
}

/// What readers saw; what was typed only where that is missing.
fn text(post: &Post<'_>) -> String {
    if post.cooked.is_missing() { quoted(post.raw.str()) } else { HTML.text(post.cooked.str()) }
}

/// What was typed, with `[quote="ann, post:2"]` … `[/quote]` as lines with `> `.
fn quoted(raw: &str) -> String {
    let (mut lines, mut depth) = (Vec::new(), 0usize);
    for line in raw.lines() {
        let tag = line.trim();
        if tag.starts_with("[quote") && tag.ends_with(']') {
            depth += 1;
        } else if tag == "[/quote]" {
            depth = depth.saturating_sub(1);
        } else {
            lines.push(if depth > 0 { format!("> {line}") } else { line.to_owned() });
        }
    }
    lines.join("\n")
}

/// Of all that can be done to a post, 2 is to like it. Its `score` is a rank.
fn likes(post: &Post<'_>) -> Result<String, ReadError> {
    for action in &post.actions_summary.0 {
        let Maybe(action) = json::parse::<Maybe<Action<'_>>>(action)?;
        let action = action.unwrap_or_default();
        if action.id.text() == "2" {
            return Ok(action.count.text().into_owned());
        }
    }
    Ok(String::new())
}
