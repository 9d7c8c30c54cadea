//! A WordPress site as WordPress exports it (WXR, an RSS with words of its own): the comments stand inside the post that they are about.

use super::{Format, Head, Notes, Opened, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment::Comment;
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Flow, Node};
use crate::input::html::{Html, html_to_text};
use crate::input::openings::{Opening, Openings};
use crate::input::reader::ReadOptions;
use crate::input::source::Source;
use crate::input::time;
use crate::input::xml::{Kind, Record, Xml};

pub(super) const FORMAT: Format = Format {
    name: "wordpress",
    aliases: &["wxr"],
    about: "the posts and comments of a WordPress site (WXR, XML)",
    obtain: "WordPress dashboard, Tools, Export, All content",
    recognise,
    read: Read::Stream(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.xml().is_some_and(|shape| shape.root == "rss" && shape.declares("//wordpress.org/export/"))
}

static POST: [Kind; 1] = [Kind {
    name: "item",
    fields: &["title", "link", "dc:creator", "content:encoded", "wp:post_id", "wp:post_date_gmt"],
}];

static COMMENT: [Kind; 1] = [Kind {
    name: "wp:comment",
    fields: &[
        "wp:comment_id",
        "wp:comment_author",
        "wp:comment_date",
        "wp:comment_date_gmt",
        "wp:comment_content",
        "wp:comment_approved",
        "wp:comment_type",
        "wp:comment_parent",
    ],
}];

/// Paragraphs have no tags, line ends are breaks.
const CONTENT: Html<'static> = Html { drop: &[], newlines: true };

fn read(source: Source, options: &ReadOptions, _: &mut Notes) -> Opened {
    Ok(Box::new(Comments { xml: Xml::of(source), flow: Flow::new(options)?, post: None }))
}

struct Comments {
    xml: Xml,
    flow: Flow,
    /// The post that we are in, as far as it is known, and its title.
    post: Option<(Record, String)>,
}

impl Comments {
    fn take(&mut self, mut comment: Record) -> Result<Option<Comment>, ReadError> {
        self.xml.gather(&mut comment, &[])?;
        let Some((post, title)) = &mut self.post else { return Ok(None) };
        if title.is_empty() {
            *title = html_to_text(post.get("title"));
        }
        Ok(self.flow.take(comment.line, &node(&comment, post), title))
    }

    /// The post is over: what it says is known.
    fn leave(&mut self) {
        let Some((post, _)) = self.post.take() else { return };
        let opening = Opening {
            title: html_to_text(post.get("title")),
            text: CONTENT.text(post.get("content:encoded")),
            author: post.get("dc:creator").to_owned(),
            time: utc(post.get("wp:post_date_gmt")),
            link: post.get("link").to_owned(),
            ..Opening::default()
        };
        let id = post.get("wp:post_id");
        if !id.is_empty() && opening != Opening::default() {
            self.flow.learn(id, opening);
        }
    }
}

fn node<'a>(comment: &'a Record, post: &'a Record) -> Node<'a> {
    let (id, link) = (comment.get("wp:comment_id"), post.get("link"));
    let parent = comment.get("wp:comment_parent");
    let universal = known(comment.get("wp:comment_date_gmt"));
    Node {
        id: id.into(),
        thread: post.get("wp:post_id").into(),
        parent: if parent == "0" { "" } else { parent }.into(),
        author: comment.get("wp:comment_author").into(),
        text: CONTENT.text(comment.get("wp:comment_content")).into(),
        time: if universal.is_empty() { known(comment.get("wp:comment_date")) } else { universal }.into(),
        link: if link.is_empty() { String::new() } else { format!("{link}#comment-{id}") }.into(),
        fate: fate(comment),
        ..Node::default()
    }
}

/// A time, unless it is the zeros of a database that does not know it.
fn known(time: &str) -> &str {
    if time.starts_with("0000") { "" } else { time }
}

fn utc(written: &str) -> String {
    time::utc(known(written))
}

fn fate(comment: &Record) -> Fate {
    match (comment.get("wp:comment_type"), comment.get("wp:comment_approved")) {
        ("pingback" | "trackback", _) => Fate::Pingback,
        // A shop's notes to an order, what a plugin writes.
        (kind, _) if !matches!(kind, "" | "comment" | "review") => Fate::Service,
        (_, "0" | "hold") => Fate::Pending,
        (_, "spam") => Fate::Spam,
        (_, "trash" | "post-trashed") => Fate::Removed,
        _ => Fate::Kept,
    }
}

impl Rows for Comments {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        loop {
            let met = match &mut self.post {
                Some((post, _)) => self.xml.gather(post, &COMMENT)?,
                None => match self.xml.find(&POST, notes)? {
                    Some(post) => {
                        self.post = Some((post, String::new()));
                        continue;
                    }
                    None => return self.flow.end(notes).map(|()| None),
                },
            };
            match met {
                Some(comment) => {
                    if let Some(comment) = self.take(comment)? {
                        return Ok(Some(comment));
                    }
                }
                None => self.leave(),
            }
        }
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
