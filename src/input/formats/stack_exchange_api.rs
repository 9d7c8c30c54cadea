//! Comments or answers of a Stack Exchange site as its web API answers: `items`, flat below their post or question.

use serde::Deserialize;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Node, Order, Thread};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "stack-exchange-api",
    aliases: &[],
    about: "comments or answers of a Stack Exchange site, as its web API answers (JSON)",
    obtain: "curl --compressed 'https://api.stackexchange.com/2.3/questions/ID/comments?site=SITE&filter=withbody'",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let ids = ["comment_id", "answer_id", "question_id"];
    let page = |shape: &Shape| {
        shape.opens("items", b'[') && shape.mentions("creation_date") && ids.iter().any(|id| shape.mentions(id))
    };
    head.json().is_some_and(page)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    items: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow)]
    comment_id: Scalar<'a>,
    answer_id: Scalar<'a>,
    question_id: Scalar<'a>,
    post_id: Scalar<'a>,
    title: Scalar<'a>,
    body: Scalar<'a>,
    score: Scalar<'a>,
    creation_date: Scalar<'a>,
    link: Scalar<'a>,
    owner: Maybe<Owner<'a>>,
    comments: List<'a>,
    answers: List<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Owner<'a> {
    #[serde(borrow)]
    display_name: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.order(Order::File);
    let document = forest.document(source)?;
    for page in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(page) = json::parse::<Maybe<Page<'_>>>(page)?;
        let mut waiting = page.unwrap_or_default().items.0;
        waiting.reverse();
        while let Some(item) = waiting.pop() {
            let Maybe(Some(item)) = json::parse::<Maybe<Item<'_>>>(item)? else { continue };
            take(&item, forest);
            // What stands inside comes next, in its order.
            waiting.extend(item.answers.0.iter().rev().chain(item.comments.0.iter().rev()));
        }
    }
    Ok(())
}

fn take(item: &Item<'_>, forest: &mut Forest) {
    let (id, thread) = match () {
        () if !item.comment_id.is_missing() => (&item.comment_id, &item.post_id),
        () if !item.answer_id.is_missing() => (&item.answer_id, &item.question_id),
        () => return question(item, forest),
    };
    forest.node(Node {
        id: id.text(),
        thread: thread.text(),
        author: author(item),
        text: html_to_text(item.body.str()).into(),
        time: item.creation_date.text(),
        score: item.score.text(),
        link: item.link.text(),
        ..Node::default()
    });
}

fn question(item: &Item<'_>, forest: &mut Forest) {
    forest.thread(Thread {
        id: item.question_id.text(),
        title: html_to_text(item.title.str()).into(),
        text: html_to_text(item.body.str()).into(),
        author: author(item).into_owned().into(),
        time: item.creation_date.text(),
        score: item.score.text(),
        link: item.link.text(),
        ..Thread::default()
    });
}

/// Names are sent as HTML.
fn author<'a>(item: &Item<'_>) -> std::borrow::Cow<'a, str> {
    item.owner.0.as_ref().map_or(String::new(), |owner| html_to_text(owner.display_name.str())).into()
}
