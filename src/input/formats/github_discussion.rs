//! A GitHub discussion as the GraphQL API answers: comments and answers to them. Every field may be missing: one gets what one asks for.

use serde::Deserialize;

use super::github::{Comment, Comments, User, page, thread};
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Thread};
use crate::input::json::{self, Maybe, Scalar};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "github-discussion",
    aliases: &[],
    about: "a GitHub discussion (JSON, GraphQL)",
    obtain: "gh api graphql, asking for repository.discussion with number, title, body, url and its comments and their replies (id, author, body, createdAt)",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.json().is_some_and(|shape| shape.has("data") && shape.opens("discussion", b'{'))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer<'a> {
    #[serde(borrow)]
    data: Maybe<Data<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data<'a> {
    #[serde(borrow)]
    repository: Maybe<Repository<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Repository<'a> {
    #[serde(borrow)]
    discussion: Maybe<Discussion<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Discussion<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    number: Scalar<'a>,
    title: Scalar<'a>,
    body: Scalar<'a>,
    author: Maybe<User<'a>>,
    created_at: Scalar<'a>,
    upvote_count: Scalar<'a>,
    url: Scalar<'a>,
    comments: Maybe<Comments<'a>>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for answer in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(answer) = json::parse::<Maybe<Answer<'_>>>(answer)?;
        let repository = answer.and_then(|answer| answer.data.0).and_then(|data| data.repository.0);
        if let Some(discussion) = repository.and_then(|repository| repository.discussion.0) {
            take(discussion, forest)?;
        }
    }
    Ok(())
}

fn take(discussion: Discussion<'_>, forest: &mut Forest) -> Result<(), ReadError> {
    let known = if discussion.number.is_missing() { &discussion.id } else { &discussion.number };
    let id = thread(page(discussion.url.str())).unwrap_or_else(|| known.text().into_owned());
    let comments = discussion.comments.0.unwrap_or_default();
    let mut count = comments.total_count.count().unwrap_or(0);
    for comment in comments.nodes.0 {
        let Maybe(comment) = json::parse::<Maybe<Comment<'_>>>(comment)?;
        let comment = comment.unwrap_or_default();
        forest.node(comment.node(&id, ""));
        let Maybe(Some(replies)) = &comment.replies else { continue };
        count = count.saturating_add(replies.total_count.count().unwrap_or(0));
        for reply in &replies.nodes.0 {
            let Maybe(reply) = json::parse::<Maybe<Comment<'_>>>(reply)?;
            forest.node(reply.unwrap_or_default().node(&id, &comment.id.text()));
        }
    }
    let author = discussion.author.0.unwrap_or_default();
    forest.thread(Thread {
        id: id.into(),
        title: discussion.title.text(),
        text: discussion.body.text(),
        author: author.name().into(),
        time: discussion.created_at.text(),
        score: discussion.upvote_count.text(),
        link: discussion.url.text(),
        comments: Some(count),
        ..Thread::default()
    });
    Ok(())
}
