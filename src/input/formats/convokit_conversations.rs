//! Conversations of a ConvoKit corpus: an object by id, each with what is known of it. They hold no comments, but the titles of the utterances beside them.

use serde::Deserialize;

use super::{Format, Head, Notes, Read};
use crate::input::error::ReadError;
use crate::input::json::{self, Maybe, Object, Scalar, Shape};
use crate::input::openings::{Opening, Openings};
use crate::input::source::Source;
use crate::input::time;

pub(super) const FORMAT: Format = Format {
    name: "convokit-conversations",
    aliases: &[],
    about: "the conversations of a ConvoKit corpus, for the titles of the utterances: conversations.json",
    obtain: "it lies beside utterances.jsonl: give both, or the folder",
    recognise,
    read: Read::Openings(read),
};

/// The speakers of a corpus look the same, and have no titles.
fn recognise(head: &Head<'_>) -> bool {
    let by_id = |shape: &Shape| !shape.array && shape.keys.iter().all(|key| key != "meta" && key != "vectors");
    head.json().is_some_and(|shape| by_id(shape) && shape.opens("meta", b'{') && shape.opens("vectors", b'['))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Conversation<'a> {
    #[serde(borrow)]
    meta: Maybe<Meta<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta<'a> {
    #[serde(borrow)]
    title: Scalar<'a>,
    page_title: Scalar<'a>,
    timestamp: Scalar<'a>,
}

fn read(source: Source, openings: &mut Openings, notes: &mut Notes) -> Result<(), ReadError> {
    let (document, _) = json::document(source, false, notes)?;
    for value in json::values(&document)? {
        let Object(conversations) = json::parse(value)?;
        for (id, conversation) in conversations {
            let Maybe(conversation) = json::parse::<Maybe<Conversation<'_>>>(conversation)?;
            let meta = conversation.unwrap_or_default().meta.0.unwrap_or_default();
            let title = if meta.title.is_missing() { meta.page_title.text() } else { meta.title.text() };
            if !title.is_empty() {
                let (title, time) = (title.into_owned(), time::utc(&meta.timestamp.text()));
                openings.insert(&id, Opening { title, time, ..Opening::default() });
            }
        }
    }
    Ok(())
}
