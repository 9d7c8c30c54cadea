//! Utterances of a ConvoKit corpus: one a line, or an array. The utterance that opens a conversation has the conversation's id: it is context.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::json::{self, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "convokit",
    aliases: &[],
    about: "the utterances of a ConvoKit corpus: utterances.jsonl",
    obtain: "download a corpus with ConvoKit and take its utterances.jsonl",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let now = |shape: &Shape| shape.has_all(&["speaker", "conversation_id"]);
    let before = |shape: &Shape| shape.has_all(&["user", "root"]) && (shape.has("reply_to") || shape.has("reply-to"));
    let ours = |shape: &Shape| shape.has_all(&["id", "text"]) && (now(shape) || before(shape));
    head.json().is_some_and(ours) && !head.is_table()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Utterance<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    conversation_id: Scalar<'a>,
    root: Scalar<'a>,
    #[serde(rename = "reply-to")]
    reply: Scalar<'a>,
    reply_to: Scalar<'a>,
    speaker: Scalar<'a>,
    user: Scalar<'a>,
    timestamp: Scalar<'a>,
    text: Scalar<'a>,
    meta: Maybe<Meta<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta<'a> {
    #[serde(borrow)]
    score: Scalar<'a>,
    title: Scalar<'a>,
    permalink: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for utterance in json::values(&document)?.into_iter().flat_map(json::elements) {
        if let Maybe(Some(utterance)) = json::parse::<Maybe<Utterance<'_>>>(utterance)? {
            take(&utterance, forest);
        }
    }
    Ok(())
}

fn take(own: &Utterance<'_>, forest: &mut Forest) {
    let nothing = Meta::default();
    let meta = own.meta.0.as_ref().unwrap_or(&nothing);
    let either =
        |now: &Scalar<'_>, before: &Scalar<'_>| if now.is_missing() { before.text() } else { now.text() }.into_owned();
    let (id, thread) = (own.id.text(), either(&own.conversation_id, &own.root));
    let author = either(&own.speaker, &own.user);
    let author = if author == "[deleted]" { String::new() } else { author };
    let (time, score, link) = (own.timestamp.text(), meta.score.text(), link(meta).into());
    if *id == *thread {
        let (title, text, author) = (meta.title.text(), own.text.text(), author.into());
        forest.thread(Thread { id, title, text, author, time, score, link, ..Thread::default() });
        return;
    }
    let fate = match own.text.str().trim() {
        "[deleted]" => Fate::Deleted,
        "[removed]" => Fate::Removed,
        _ if author == "AutoModerator" => Fate::Bot,
        _ => Fate::Kept,
    };
    forest.node(Node {
        id,
        thread: thread.into(),
        parent: either(&own.reply, &own.reply_to).into(),
        author: author.into(),
        text: own.text.text(),
        time,
        score,
        link,
        fate,
        replies: None,
    });
}

/// Many corpora are from Reddit, and say where.
fn link(meta: &Meta<'_>) -> String {
    match meta.permalink.str() {
        path if path.starts_with("/r/") => format!("https://www.reddit.com{path}"),
        address => address.to_owned(),
    }
}
