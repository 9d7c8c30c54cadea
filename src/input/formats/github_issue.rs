//! A GitHub issue or pull request with its comments, as `gh issue view` prints it.

use serde::Deserialize;

use super::github::{Comment, User, page, thread};
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Forest, Order, Thread};
use crate::input::json::{self, List, Maybe, Scalar};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "github-issue",
    aliases: &["gh"],
    about: "a GitHub issue or pull request with its comments (JSON, gh)",
    obtain: "gh issue view NUMBER --repo OWNER/NAME --json number,title,body,author,createdAt,url,comments > issue.json",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let comments = |key| head.json().is_some_and(|shape| shape.has("comments") && shape.mentions(key));
    comments("authorAssociation")
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Issue<'a> {
    #[serde(borrow)]
    number: Scalar<'a>,
    title: Scalar<'a>,
    body: Scalar<'a>,
    author: Maybe<User<'a>>,
    created_at: Scalar<'a>,
    url: Scalar<'a>,
    comments: List<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    forest.order(Order::File);
    let document = forest.document(source)?;
    for issue in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(Some(issue)) = json::parse::<Maybe<Issue<'_>>>(issue)? else { continue };
        let comments: Vec<Maybe<Comment<'_>>> =
            issue.comments.0.iter().map(|one| json::parse(one)).collect::<Result<_, _>>()?;
        let comments: Vec<Comment<'_>> = comments.into_iter().map(|comment| comment.0.unwrap_or_default()).collect();
        // The address may not have been asked for; the comments know it.
        let link = match issue.url.str() {
            "" => comments.first().map_or("", |first| page(first.url.str())),
            url => url,
        };
        let id = thread(link).unwrap_or_else(|| issue.number.text().into_owned());
        let author = issue.author.0.unwrap_or_default();
        forest.thread(Thread {
            id: (&*id).into(),
            title: issue.title.text(),
            text: issue.body.text(),
            author: author.name().into(),
            time: issue.created_at.text(),
            link: link.into(),
            ..Thread::default()
        });
        comments.iter().for_each(|comment| forest.node(comment.node(&id, "")));
    }
    Ok(())
}
