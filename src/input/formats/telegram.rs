//! A chat as Telegram Desktop exports it: messages in order, some of which answer others. A text is a string, or a list of strings and entities.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Order, Thread};
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "telegram",
    aliases: &[],
    about: "a chat exported by Telegram Desktop: result.json",
    obtain: "in Telegram Desktop open the chat, choose Export chat history and the format JSON",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let chat = |shape: &Shape| shape.has("messages") || shape.opens("chats", b'{');
    let message =
        |shape: &Shape| shape.opens("messages", b'[') && (shape.mentions("date_unixtime") || shape.mentions("from_id"));
    head.json().is_some_and(|shape| chat(shape) && message(shape))
}

/// A chat, or an account with all its chats.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Export<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    name: Scalar<'a>,
    messages: List<'a>,
    chats: Maybe<Chats<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Chats<'a> {
    #[serde(borrow)]
    list: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    r#type: Scalar<'a>,
    date: Scalar<'a>,
    date_unixtime: Scalar<'a>,
    from: Scalar<'a>,
    text: Option<&'a RawValue>,
    reply_to_message_id: Scalar<'a>,
    reply_to_peer_id: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entity<'a> {
    #[serde(borrow)]
    r#type: Scalar<'a>,
    text: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.order(Order::File);
    let document = forest.document(source)?;
    for export in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(export) = json::parse::<Maybe<Export<'_>>>(export)?;
        let mut export = export.unwrap_or_default();
        for chat in std::mem::take(&mut export.chats).0.unwrap_or_default().list.0 {
            let Maybe(chat) = json::parse::<Maybe<Export<'_>>>(chat)?;
            take(&chat.unwrap_or_default(), forest)?;
        }
        take(&export, forest)?;
    }
    Ok(())
}

fn take(chat: &Export<'_>, forest: &mut Forest) -> Result<(), ReadError> {
    forest.thread(Thread { id: chat.id.text(), title: chat.name.text(), ..Thread::default() });
    for message in &chat.messages.0 {
        let Maybe(message) = json::parse::<Maybe<Message<'_>>>(message)?;
        let message = message.unwrap_or_default();
        let time = if message.date_unixtime.is_missing() { &message.date } else { &message.date_unixtime };
        // What answers a message of another chat answers none of this one.
        let elsewhere = !message.reply_to_peer_id.is_missing();
        forest.node(Node {
            id: message.id.text(),
            thread: chat.id.text(),
            parent: if elsewhere { "".into() } else { message.reply_to_message_id.text() },
            author: message.from.text(),
            text: message.text.map(text).transpose()?.unwrap_or_default().into(),
            time: time.text(),
            fate: if message.r#type.str() == "service" { Fate::Service } else { Fate::Kept },
            ..Node::default()
        });
    }
    Ok(())
}

/// Its parts, one after another; quotes as lines with `> `, code between fences.
fn text(value: &RawValue) -> Result<String, ReadError> {
    let mut text = String::new();
    for part in json::elements(value) {
        if let Some(words) = json::string(part) {
            text += &words;
            continue;
        }
        let Maybe(entity) = json::parse::<Maybe<Entity<'_>>>(part)?;
        let entity = entity.unwrap_or_default();
        let words = entity.text.text();
        match entity.r#type.str() {
            "blockquote" => block(&mut text, &words.lines().map(|line| format!("> {line}\n")).collect::<String>()),
            "pre" => block(&mut text, &format!("```\n{}\n```\n", words.trim_end())),
            "code" => text += &format!("`{words}`"),
            _ => text += &words,
        }
    }
    Ok(text)
}

fn block(text: &mut String, block: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(block);
}
