//! Stack Exchange's data dump: one `row` element a comment (`Comments.xml`) or a post (`Posts.xml`), gigabytes of them. Comments are flat below their
//! post; an answer is a comment on its question, and the question is what the thread is about.

use std::borrow::Cow;

use super::{Format, Head, Notes, Opened, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment::Comment;
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::forest::{Flow, Node};
use crate::input::html::html_to_text;
use crate::input::openings::{Opening, Openings};
use crate::input::reader::ReadOptions;
use crate::input::source::Source;
use crate::input::time;
use crate::input::xml::{self, Kind, Record, Shape, Xml};

pub(super) const FORMAT: Format = Format {
    name: "stack-exchange",
    aliases: &["stackexchange"],
    about: "comments or answers of a Stack Exchange site: Comments.xml, Posts.xml of the data dump (XML)",
    obtain: "download the site's archive of the data dump and unpack it; give Posts.xml beside Comments.xml for the titles",
    recognise,
    read: Read::StreamTwice(read, about),
};

fn recognise(head: &Head<'_>) -> bool {
    let rows = |shape: &Shape| match shape.root.as_str() {
        "comments" => shape.child == "row" && shape.has("PostId"),
        "posts" => shape.child == "row" && shape.has("PostTypeId"),
        _ => false,
    };
    head.xml().is_some_and(rows)
}

static ROW: [Kind; 1] = [Kind {
    name: "row",
    fields: &[
        "@Id",
        "@PostId",
        "@PostTypeId",
        "@ParentId",
        "@Score",
        "@Text",
        "@Body",
        "@Title",
        "@CreationDate",
        "@UserId",
        "@UserDisplayName",
        "@OwnerUserId",
        "@OwnerDisplayName",
    ],
}];

fn read(source: Source, options: &ReadOptions, _: &mut Notes) -> Opened {
    Ok(Box::new(Dump { xml: Xml::of(source), flow: Flow::new(options)? }))
}

/// What the posts tell of the comments beside them: a comment is about its post, under the title of the question. A question comes before its answers,
/// since its id is lower.
fn about(source: Source, openings: &mut Openings) {
    if xml::shape(source.head()).is_none_or(|shape| shape.root != "posts") {
        return;
    }
    let (mut xml, mut notes) = (Xml::of(source), Notes::default());
    while let Ok(Some(row)) = xml.find(&ROW, &mut notes) {
        let own = opening(&row);
        match row.get("@PostTypeId") {
            "1" => openings.insert_briefly(row.get("@Id"), own),
            "2" => {
                let title = openings.get(row.get("@ParentId")).map(|question| question.title.clone());
                openings.insert_briefly(row.get("@Id"), Opening { title: title.unwrap_or_default(), ..own });
            }
            _ => {}
        }
    }
}

struct Dump {
    xml: Xml,
    flow: Flow,
}

impl Dump {
    fn take(&mut self, row: &Record) -> Option<Comment> {
        match row.get("@PostTypeId") {
            "" => {
                let node = node(row, "@PostId", row.get("@Text").into(), first(row, ["@UserDisplayName", "@UserId"]));
                self.flow.take(row.line, &node, "")
            }
            "1" => {
                self.flow.learn(row.get("@Id"), opening(row));
                None
            }
            "2" => {
                let node = node(row, "@ParentId", html_to_text(row.get("@Body")).into(), owner(row));
                self.flow.take(row.line, &node, "")
            }
            // Descriptions of tags, notices of moderators, ballots.
            _ => None,
        }
    }
}

fn node<'a>(row: &'a Record, thread: &str, text: Cow<'a, str>, author: &'a str) -> Node<'a> {
    Node {
        id: row.get("@Id").into(),
        thread: row.get(thread).into(),
        author: author.into(),
        text,
        time: row.get("@CreationDate").into(),
        score: row.get("@Score").into(),
        ..Node::default()
    }
}

fn opening(row: &Record) -> Opening {
    Opening {
        title: row.get("@Title").to_owned(),
        text: html_to_text(row.get("@Body")),
        author: owner(row).to_owned(),
        time: time::utc(row.get("@CreationDate")),
        score: row.get("@Score").to_owned(),
        ..Opening::default()
    }
}

fn owner(row: &Record) -> &str {
    first(row, ["@OwnerDisplayName", "@OwnerUserId"])
}

/// The first of these fields that is not empty: a name stands there only where the account is gone, else a number.
fn first<'a>(row: &'a Record, fields: [&str; 2]) -> &'a str {
    fields.map(|field| row.get(field)).into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}

impl Rows for Dump {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        while let Some(row) = self.xml.find(&ROW, notes)? {
            if let Some(comment) = self.take(&row) {
                return Ok(Some(comment));
            }
        }
        self.flow.end(notes).map(|()| None)
    }

    fn columns(&self) -> &Columns {
        self.flow.columns()
    }

    fn completeness(&self) -> Option<Completeness> {
        Some(self.flow.completeness())
    }

    fn openings(&self) -> Option<&Openings> {
        self.flow.learned()
    }
}
