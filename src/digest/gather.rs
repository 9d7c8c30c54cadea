//! Comments as they come → threads.

use super::Thread;
use crate::input::Comment;
use std::collections::HashMap;

/// Puts comments to their threads. Those of no known thread are one for each source: a file is about one thing.
#[derive(Debug, Default)]
pub struct Gathering {
    threads: Vec<Thread>,
    places: HashMap<(Option<usize>, Box<str>), usize>,
}

impl Gathering {
    /// Adds a comment from the source of this number.
    pub fn push(&mut self, source: usize, comment: Comment) {
        let id = comment.thread().unwrap_or_default();
        let next = self.threads.len();
        let place = *self.places.entry((id.is_empty().then_some(source), id.into())).or_insert(next);
        if place == next {
            self.threads.push(Thread { id: id.to_owned(), ..Thread::default() });
        }
        let thread = &mut self.threads[place];
        if thread.title.is_empty() {
            thread.title = comment.title().unwrap_or_default().to_owned();
        }
        thread.comments.push(comment);
    }

    /// The threads, in the order in which their first comments came.
    #[must_use]
    pub fn finish(self) -> Vec<Thread> {
        self.threads
    }
}
