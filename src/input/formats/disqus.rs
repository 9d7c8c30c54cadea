//! A site's comments as Disqus exports them: all threads, then all posts, one after another in one XML document. A post names its thread and the post
//! it answers; there are no votes.

use std::collections::BTreeMap;

use super::{Format, Head, Notes, Opened, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment::Comment;
use crate::input::completeness::Completeness;
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Flow, Node};
use crate::input::html::html_to_text;
use crate::input::openings::{Opening, Openings};
use crate::input::reader::ReadOptions;
use crate::input::source::Source;
use crate::input::time;
use crate::input::xml::{Kind, Record, Xml};

pub(super) const FORMAT: Format = Format {
    name: "disqus",
    aliases: &["disqus-xml"],
    about: "the comments of a site, exported from Disqus (XML)",
    obtain: "Disqus admin, Community, Export; the mail that follows has the link",
    recognise,
    read: Read::Stream(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.xml().is_some_and(|shape| shape.root == "disqus")
}

static KINDS: [Kind; 2] = [
    Kind {
        name: "thread",
        fields: &["@dsq:id", "link", "title", "message", "createdAt", "author/name", "author/username"],
    },
    Kind {
        name: "post",
        fields: &[
            "@dsq:id",
            "message",
            "createdAt",
            "isDeleted",
            "isSpam",
            "author/name",
            "author/username",
            "thread/@dsq:id",
            "parent/@dsq:id",
        ],
    },
];

fn read(source: Source, options: &ReadOptions, _: &mut Notes) -> Opened {
    Ok(Box::new(Posts { xml: Xml::of(source), flow: Flow::new(options)?, threads: Threads::default() }))
}

struct Posts {
    xml: Xml,
    flow: Flow,
    threads: Threads,
}

/// The threads, by what the page they stand under is called: one page can have several, under `http` and `https` and with what a campaign adds to
/// its address. The first speaks for all.
#[derive(Default)]
struct Threads {
    by_page: BTreeMap<Box<str>, Box<str>>,
    /// The id that speaks for an id, where that is another.
    same: BTreeMap<Box<str>, Box<str>>,
    links: BTreeMap<Box<str>, Box<str>>,
    bytes: usize,
}

/// The most bytes of addresses that are remembered; threads beyond keep their own ids and have no links.
const ADDRESSES: usize = 64 << 20;

impl Threads {
    /// The id that a new thread goes by.
    fn add(&mut self, thread: &Record) -> String {
        let (id, link) = (thread.get("@dsq:id"), thread.get("link"));
        self.bytes += 2 * (id.len() + link.len() + thread.get("title").len() + size_of::<[Box<str>; 4]>());
        if self.bytes > ADDRESSES {
            return id.to_owned();
        }
        self.links.insert(id.into(), link.into());
        let page = if link.is_empty() { thread.get("title") } else { page(link) };
        if page.is_empty() {
            return id.to_owned();
        }
        match self.by_page.get(page) {
            Some(first) => {
                self.same.insert(id.into(), first.clone());
                first.to_string()
            }
            None => {
                self.by_page.insert(page.into(), id.into());
                id.to_owned()
            }
        }
    }

    fn of<'a>(&'a self, id: &'a str) -> &'a str {
        self.same.get(id).map_or(id, |first| first)
    }
}

/// An address without what changes nothing about the page: scheme, `www.`, anchor, `?utm_…`, the last slash.
fn page(link: &str) -> &str {
    let link = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or(link);
    let link = link.strip_prefix("www.").unwrap_or(link);
    let link = link.split_once('#').map_or(link, |(page, _)| page);
    let link = link.split_once("?utm_").or_else(|| link.split_once("&utm_")).map_or(link, |(page, _)| page);
    link.trim_end_matches('/')
}

impl Posts {
    fn thread(&mut self, thread: &Record) {
        let opening = Opening {
            title: thread.get("title").to_owned(),
            text: html_to_text(thread.get("message")),
            author: author(thread).to_owned(),
            time: time::utc(thread.get("createdAt")),
            link: thread.get("link").to_owned(),
            ..Opening::default()
        };
        let id = self.threads.add(thread);
        self.flow.learn(&id, opening);
    }

    fn post(&mut self, post: &Record) -> Option<Comment> {
        let (id, own) = (post.get("@dsq:id"), post.get("thread/@dsq:id"));
        let page = self.threads.links.get(own).filter(|page| !page.is_empty());
        let node = Node {
            id: id.into(),
            thread: self.threads.of(own).into(),
            parent: post.get("parent/@dsq:id").into(),
            author: author(post).into(),
            text: html_to_text(post.get("message")).into(),
            time: post.get("createdAt").into(),
            link: page.map_or(String::new(), |page| format!("{page}#comment-{id}")).into(),
            fate: fate(post),
            ..Node::default()
        };
        self.flow.take(post.line, &node, "")
    }
}

/// The name that is shown; the other may be missing.
fn author(record: &Record) -> &str {
    let shown = record.get("author/name");
    if shown.is_empty() { record.get("author/username") } else { shown }
}

fn fate(post: &Record) -> Fate {
    if post.is_true("isDeleted") {
        Fate::Deleted
    } else if post.is_true("isSpam") {
        Fate::Spam
    } else {
        Fate::Kept
    }
}

impl Rows for Posts {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        while let Some(mut record) = self.xml.find(&KINDS, notes)? {
            self.xml.gather(&mut record, &[])?;
            if record.name() == "thread" {
                self.thread(&record);
            } else if let Some(comment) = self.post(&record) {
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

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn addresses_of_one_page_are_one() {
        let same =
            ["http://a.org/x", "https://www.a.org/x/", "https://a.org/x?utm_source=mail&utm_medium=x", "a.org/x#c"];
        same.iter().for_each(|link| assert_eq!(page(link), "a.org/x"));
        assert_eq!(page("https://a.org/?p=7&utm_source=mail"), "a.org/?p=7");
        assert_ne!(page("https://a.org/?p=7"), page("https://a.org/?p=8"));
    }
}
