//! Comments of YouTube videos as the Data API answers `commentThreads.list` and `comments.list`: two levels, in pages.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Format, Head, Read};
use crate::input::error::ReadError;
use crate::input::forest::{Fate, Forest, Node, Thread};
use crate::input::html::html_to_text;
use crate::input::json::{self, List, Maybe, Scalar, Shape};
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "youtube-api",
    aliases: &["youtube"],
    about: "pages of YouTube comments from the Data API (JSON)",
    obtain: "curl 'https://www.googleapis.com/youtube/v3/commentThreads?part=snippet,replies&videoId=ID&maxResults=100&key=KEY', a file a page",
    recognise,
    read: Read::Tree(read),
};

fn recognise(head: &Head<'_>) -> bool {
    let kind = |kind: &str| kind.starts_with("youtube#comment");
    head.json().is_some_and(|shape: &Shape| shape.says("kind", kind) || shape.mentions("topLevelComment"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    items: Option<List<'a>>,
}

/// A thread of comments, or a comment.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    snippet: Maybe<Snippet<'a>>,
    replies: Maybe<Replies<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Snippet<'a> {
    #[serde(borrow)]
    video_id: Scalar<'a>,
    parent_id: Scalar<'a>,
    total_reply_count: Scalar<'a>,
    top_level_comment: Option<&'a RawValue>,
    text_original: Scalar<'a>,
    text_display: Scalar<'a>,
    author_display_name: Scalar<'a>,
    like_count: Scalar<'a>,
    published_at: Scalar<'a>,
    moderation_status: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Replies<'a> {
    #[serde(borrow)]
    comments: List<'a>,
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    // A page of replies, as `comments.list` answers it, names the comment and not the video.
    forest.ids_are_global();
    let document = forest.document(source)?;
    for page in json::values(&document)?.into_iter().flat_map(json::elements) {
        let Maybe(parsed) = json::parse::<Maybe<Page<'_>>>(page)?;
        let items = parsed.unwrap_or_default().items.map_or_else(|| vec![page], |items| items.0);
        for item in items {
            let Maybe(item) = json::parse::<Maybe<Item<'_>>>(item)?;
            take(item.unwrap_or_default(), forest)?;
        }
    }
    Ok(())
}

fn take(item: Item<'_>, forest: &mut Forest) -> Result<(), ReadError> {
    let Maybe(Some(snippet)) = &item.snippet else { return Ok(()) };
    let Some(top) = snippet.top_level_comment else {
        forest.node(node(&item, snippet, &snippet.video_id, None));
        return Ok(());
    };
    forest.thread(Thread {
        id: snippet.video_id.text(),
        link: video(&snippet.video_id.text()).into(),
        ..Thread::default()
    });
    let replies = item.replies.0.unwrap_or_default().comments.0;
    for (place, comment) in std::iter::once(top).chain(replies).enumerate() {
        let Maybe(comment) = json::parse::<Maybe<Item<'_>>>(comment)?;
        let comment = comment.unwrap_or_default();
        let own = Snippet::default();
        let own = comment.snippet.0.as_ref().unwrap_or(&own);
        let count = snippet.total_reply_count.count().filter(|_| place == 0);
        forest.node(node(&comment, own, &snippet.video_id, count));
    }
    Ok(())
}

fn node<'a>(comment: &'a Item<'_>, snippet: &'a Snippet<'_>, video: &'a Scalar<'_>, replies: Option<u64>) -> Node<'a> {
    let original = snippet.text_original.text();
    let fate = match snippet.moderation_status.str() {
        "heldForReview" => Fate::Pending,
        "likelySpam" => Fate::Spam,
        "rejected" => Fate::Removed,
        _ => Fate::Kept,
    };
    Node {
        id: comment.id.text(),
        thread: video.text(),
        parent: snippet.parent_id.text(),
        author: snippet.author_display_name.text(),
        text: if original.is_empty() { html_to_text(snippet.text_display.str()).into() } else { original },
        time: snippet.published_at.text(),
        score: snippet.like_count.text(),
        link: link(&video.text(), &comment.id.text()).into(),
        fate,
        replies,
    }
}

fn video(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("https://www.youtube.com/watch?v={id}") }
}

fn link(id: &str, comment: &str) -> String {
    if id.is_empty() || comment.is_empty() { String::new() } else { format!("{}&lc={comment}", video(id)) }
}
