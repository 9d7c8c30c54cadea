//! Comments of Hacker News as Algolia's `/api/v1/search` finds them: a flat list in pages, stories among them.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::hacker_news_item::address;
use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Maybe, Scalar};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "hn-search",
    aliases: &[],
    about: "comments that a search of Hacker News found (JSON, Algolia)",
    obtain: "curl 'https://hn.algolia.com/api/v1/search_by_date?tags=comment,story_ID&hitsPerPage=1000' > found.json",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let found = |key| head.json().is_some_and(|shape| shape.has("hits") && shape.mentions(key));
    found("objectID") || found("nbHits")
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    hits: List<'a>,
    #[serde(rename = "nbHits")]
    found: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Hit<'a> {
    #[serde(borrow, rename = "objectID")]
    id: Scalar<'a>,
    parent_id: Scalar<'a>,
    story_id: Scalar<'a>,
    title: Scalar<'a>,
    story_title: Scalar<'a>,
    story_text: Scalar<'a>,
    comment_text: Scalar<'a>,
    author: Scalar<'a>,
    points: Scalar<'a>,
    created_at: Scalar<'a>,
}

impl Hit<'_> {
    fn is_story(&self) -> bool {
        self.comment_text.is_missing() && !self.title.is_missing()
    }
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let document = forest.document(source)?;
    for page in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(page) = json::parse::<Maybe<Page<'_>>>(page)?;
        let page = page.unwrap_or_default();
        let (mut stories, mut others) = (BTreeSet::new(), 0);
        for hit in page.hits.0 {
            let Maybe(hit) = json::parse::<Maybe<Hit<'_>>>(hit)?;
            let hit = hit.unwrap_or_default();
            if hit.is_story() {
                forest.thread(story(&hit));
                others += 1;
            } else {
                let (id, title) = (hit.story_id.text(), hit.story_title.text());
                forest.thread(Thread { id, title, link: address(&hit.story_id.text()).into(), ..Thread::default() });
                forest.node(comment(&hit));
                stories.insert(hit.story_id.text().into_owned());
            }
        }
        // Who searched one thread knows how many comments it has.
        if let (1, Some(id)) = (stories.len(), stories.pop_first()) {
            let comments = page.found.count().map(|found| found.saturating_sub(others));
            forest.thread(Thread { id: id.into(), comments, ..Thread::default() });
        }
    }
    Ok(())
}

fn story<'a>(hit: &'a Hit<'_>) -> Thread<'a> {
    Thread {
        id: hit.id.text(),
        title: hit.title.text(),
        text: html_to_text(hit.story_text.str()).into(),
        author: hit.author.text(),
        time: hit.created_at.text(),
        score: hit.points.text(),
        link: address(&hit.id.text()).into(),
        ..Thread::default()
    }
}

fn comment<'a>(hit: &'a Hit<'_>) -> Node<'a> {
    Node {
        id: hit.id.text(),
        thread: hit.story_id.text(),
        parent: hit.parent_id.text(),
        author: hit.author.text(),
        text: html_to_text(hit.comment_text.str()).into(),
        time: hit.created_at.text(),
        score: hit.points.text(),
        link: address(&hit.id.text()).into(),
        fate: if hit.comment_text.is_missing() && hit.author.is_missing() { Fate::Deleted } else { Fate::Kept },
        replies: None,
    }
}
