//! What stands before and after a Mastodon status, as `/api/v1/statuses/ID/context` answers: statuses with the id of what they answer. The
//! status that was asked for is not among them; its own file, `/api/v1/statuses/ID`, may stand beside.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::html::Html;
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "mastodon",
    aliases: &["fediverse"],
    about: "the answers to a Mastodon status (JSON)",
    obtain: "curl https://SERVER/api/v1/statuses/ID/context > context.json, with the number in the status's address; for the status itself the same without /context",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let named = |key| head.json().is_some_and(|shape| shape.has(key) && shape.opens(key, b'['));
    named("ancestors") && (named("descendants") || head.json().is_some_and(|shape| shape.mentions("in_reply_to_id")))
        || head.json().is_some_and(|shape| is_status(head, shape))
}

/// A status and nothing else; many of them are a table.
fn is_status(head: &Head<'_>, shape: &Shape) -> bool {
    let lone = head.whole && shape.end.is_some_and(|end| head.bytes[end..].trim_ascii().is_empty());
    !shape.array && lone && shape.has_all(&["id", "in_reply_to_id", "content", "account", "replies_count"])
}

/// Whom one speaks to, and the parts of addresses that are not shown. A hashtag is a word.
const HTML: Html<'_> = Html { drop: &["h-card", "u-url", "invisible"], newlines: false };

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context<'a> {
    #[serde(borrow)]
    ancestors: List<'a>,
    descendants: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    in_reply_to_id: Scalar<'a>,
    created_at: Scalar<'a>,
    content: Scalar<'a>,
    spoiler_text: Scalar<'a>,
    url: Scalar<'a>,
    favourites_count: Scalar<'a>,
    replies_count: Scalar<'a>,
    account: Maybe<Account<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Account<'a> {
    #[serde(borrow)]
    acct: Scalar<'a>,
    bot: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.ids_are_global();
    let document = forest.document(source)?;
    for context in json::values(&document)?.into_iter().flat_map(json::elements) {
        if let Maybe(Some(status)) = json::parse::<Maybe<Status<'_>>>(context)?
            && !status.id.is_missing()
        {
            alone(&status, forest);
            continue;
        }
        let Maybe(context) = json::parse::<Maybe<Context<'_>>>(context)?;
        let context = context.unwrap_or_default();
        let ancestors = statuses(&context.ancestors)?;
        let descendants = statuses(&context.descendants)?;
        // What all of it answers: the first ancestor, or else the status that was asked for, which the first answer names.
        let asked = descendants.first().map(|first| first.in_reply_to_id.text()).unwrap_or_default();
        let thread = ancestors.first().map_or(asked, |first| first.id.text());
        if let Some(first) = ancestors.first() {
            forest.thread(opening(first));
            forest.absent(&thread, 1);
        } else {
            forest.thread(Thread { id: thread.clone(), ..Thread::default() });
        }
        for status in ancestors.iter().skip(1).chain(&descendants) {
            forest.node(node(status, &thread));
        }
    }
    Ok(())
}

/// A status from its own file: the opening, unless it is an answer.
fn alone(status: &Status<'_>, forest: &mut Forest) {
    if status.in_reply_to_id.is_missing() {
        forest.thread(opening(status));
    } else {
        forest.node(node(status, ""));
    }
}

fn statuses<'a>(list: &List<'a>) -> Result<Vec<Status<'a>>, ReadError> {
    list.0.iter().map(|status| json::parse::<Maybe<_>>(status).map(|status| status.0.unwrap_or_default())).collect()
}

fn author<'a>(status: &'a Status<'_>) -> std::borrow::Cow<'a, str> {
    status.account.0.as_ref().map(|account| account.acct.text()).unwrap_or_default()
}

/// The warning before a text is a part of it.
fn text(status: &Status<'_>) -> String {
    let text = HTML.text(status.content.str());
    match status.spoiler_text.str().trim() {
        "" => text,
        warning => format!("{warning}\n\n{text}").trim_end().to_owned(),
    }
}

fn opening<'a>(status: &'a Status<'_>) -> Thread<'a> {
    Thread {
        id: status.id.text(),
        text: text(status).into(),
        author: author(status),
        time: status.created_at.text(),
        score: status.favourites_count.text(),
        link: status.url.text(),
        ..Thread::default()
    }
}

fn node<'a>(status: &'a Status<'_>, thread: &str) -> Node<'a> {
    let bot = status.account.0.as_ref().is_some_and(|account| account.bot.is_true());
    Node {
        id: status.id.text(),
        thread: thread.to_owned().into(),
        parent: status.in_reply_to_id.text(),
        author: author(status),
        text: text(status).into(),
        time: status.created_at.text(),
        score: status.favourites_count.text(),
        link: status.url.text(),
        fate: if bot { Fate::Bot } else { Fate::Kept },
        replies: status.replies_count.count(),
    }
}
