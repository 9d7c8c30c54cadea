//! What the threads are about: their titles and opening posts, which are context and no comments.

use std::collections::BTreeMap;

/// The opening post of a thread: the article, the video, the question. What the dump does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The title of the thread.
    pub title: String,
    /// What the post says.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// When: RFC 3339, or as the dump has it where that is no time.
    pub time: String,
    /// Points or likes.
    pub score: String,
    /// Where it can be read.
    pub link: String,
}

/// Opening posts by the id of their thread.
#[derive(Clone, Debug, Default)]
pub struct Openings {
    by_thread: BTreeMap<Box<str>, Opening>,
    bytes: usize,
    refused: u64,
}

/// The most bytes of openings that are kept: 1 GiB. A month of all of Reddit has more; what a user asks about has not.
const LIMIT: usize = 1 << 30;

/// Bytes that may be taken with texts, where rows stream beside them: 64 MiB.
const TEXTS: usize = 64 << 20;

impl Openings {
    /// The opening of a thread, if a file told of it.
    #[must_use]
    pub fn get(&self, thread: &str) -> Option<&Opening> {
        self.by_thread.get(thread)
    }

    /// All of them, sorted by the id of the thread.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Opening)> {
        self.by_thread.iter().map(|(thread, opening)| (&**thread, opening))
    }

    /// Keeps an opening; of two for one thread the first, with what it lacks from the second.
    pub fn insert(&mut self, thread: &str, opening: Opening) {
        if let Some(known) = self.by_thread.get_mut(thread) {
            if self.bytes + opening.bytes() <= LIMIT {
                let before = known.bytes();
                known.complete(opening);
                self.bytes += known.bytes() - before;
            }
            return;
        }
        let bytes = thread.len() + opening.bytes() + size_of::<Opening>();
        if self.bytes + bytes > LIMIT {
            self.refused += 1;
            return;
        }
        self.bytes += bytes;
        self.by_thread.insert(thread.into(), opening);
    }

    /// The same, without what the post says once [`TEXTS`] bytes are taken.
    pub(super) fn insert_briefly(&mut self, thread: &str, opening: Opening) {
        let text = if self.bytes < TEXTS { opening.text } else { String::new() };
        self.insert(thread, Opening { text, ..opening });
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many found no room.
    pub(super) fn refused(&self) -> u64 {
        self.refused
    }
}

impl Opening {
    /// How many bytes its parts have.
    fn bytes(&self) -> usize {
        [&self.title, &self.text, &self.author, &self.time, &self.score, &self.link].map(String::len).iter().sum()
    }

    /// Takes from another what is empty here.
    pub(super) fn complete(&mut self, other: Opening) {
        let Opening { title, text, author, time, score, link } = self;
        let own = [title, text, author, time, score, link];
        let others = [other.title, other.text, other.author, other.time, other.score, other.link];
        own.into_iter().zip(others).filter(|(own, _)| own.is_empty()).for_each(|(own, other)| *own = other);
    }
}

#[cfg(test)]
mod tests {
    use super::{Opening, Openings};

    #[test]
    fn what_completes_an_opening_takes_room_too() {
        let mut openings = Openings::default();
        openings.insert("a", Opening { title: "T".into(), ..Opening::default() });
        let before = openings.bytes();
        openings.insert("a", Opening { title: "U".into(), text: "x".repeat(1000), ..Opening::default() });
        openings.insert("a", Opening { text: "y".repeat(9), ..Opening::default() });
        assert_eq!((openings.bytes() - before, openings.get("a").unwrap().title.as_str()), (1000, "T"));
    }
}
