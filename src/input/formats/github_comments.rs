//! Comments of GitHub issues and pull requests as the REST API lists them: arrays, a page each. The issue itself is not in the file.

use serde::Deserialize;

use super::github::{User, page, thread};
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Node, Order, Thread};
use crate::input::json::{self, Maybe, Scalar};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "github-comments",
    aliases: &[],
    about: "comments of GitHub issues and pull requests (JSON, REST)",
    obtain: "gh api --paginate repos/OWNER/NAME/issues/NUMBER/comments > comments.json",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let fields = ["html_url", "user", "body"];
    let of = ["issue_url", "pull_request_url"];
    let ours = head.json().is_some_and(|shape| shape.has_all(&fields) && of.iter().any(|key| shape.has(key)));
    ours && !head.is_table()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Comment<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    html_url: Scalar<'a>,
    issue_url: Scalar<'a>,
    pull_request_url: Scalar<'a>,
    in_reply_to_id: Scalar<'a>,
    user: Maybe<User<'a>>,
    created_at: Scalar<'a>,
    body: Scalar<'a>,
    reactions: Maybe<Reactions<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reactions<'a> {
    #[serde(borrow, rename = "+1")]
    up: Scalar<'a>,
    #[serde(rename = "-1")]
    down: Scalar<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.order(Order::File);
    let document = forest.document(source)?;
    for comment in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(Some(comment)) = json::parse::<Maybe<Comment<'_>>>(comment)? else { continue };
        let issue = if comment.issue_url.is_missing() { &comment.pull_request_url } else { &comment.issue_url };
        let thread = thread(issue.str()).unwrap_or_else(|| issue.text().into_owned());
        let user = comment.user.0.unwrap_or_default();
        forest.thread(Thread { id: (&*thread).into(), link: page(comment.html_url.str()).into(), ..Thread::default() });
        forest.node(Node {
            id: comment.id.text(),
            thread: thread.into(),
            parent: comment.in_reply_to_id.text(),
            author: user.name().into(),
            text: comment.body.text(),
            time: comment.created_at.text(),
            score: comment.reactions.0.map(|reactions| score(&reactions)).unwrap_or_default().into(),
            link: comment.html_url.text(),
            fate: user.fate(None),
            replies: None,
        });
    }
    Ok(())
}

/// Thumbs up less thumbs down.
fn score(reactions: &Reactions<'_>) -> String {
    match (reactions.up.count(), reactions.down.count()) {
        (None, None) => String::new(),
        (up, down) => (i128::from(up.unwrap_or(0)) - i128::from(down.unwrap_or(0))).to_string(),
    }
}
