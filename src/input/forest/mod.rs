//! Threads and the nodes of their trees in, comments out: what all formats with a tree have in common.
//!
//! A format hands over each thread ([`Thread`]) and each node ([`Node`]) as it meets them, in any order and from any number of files, and says
//! what became of the node ([`Fate`]). At the end parents are resolved, circles and repeated ids are set right, everything is counted, and the
//! comments come out in the order of a reader. Nodes that are left out stay in the tree, so that an answer to a deleted comment stays one.

mod circles;
mod fate;
mod flow;
mod grown;
mod resolve;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use hashbrown::HashTable;

use super::columns::Columns;
use super::comment::{Cell, Row};
use super::error::ReadError;
use super::formats::{Notes, Rows};
use super::json;
use super::openings::{Opening, Openings};
use super::reader::ReadOptions;
use super::source::Source;
use super::time;

pub(super) use fate::Fate;
pub(super) use flow::Flow;
use grown::row;

/// The columns of every format with a tree.
pub(super) const COLUMNS: [&str; 9] = ["id", "thread", "title", "parent", "author", "time", "score", "link", "text"];

/// A thread: what is talked about. What is unknown stays empty.
#[derive(Default)]
pub(super) struct Thread<'a> {
    pub(super) id: Cow<'a, str>,
    /// The id of the opening post among the comments, where it has another than the thread: an answer to it has no parent.
    pub(super) opening: Cow<'a, str>,
    pub(super) title: Cow<'a, str>,
    /// What the opening post says.
    pub(super) text: Cow<'a, str>,
    pub(super) author: Cow<'a, str>,
    /// As the dump writes it, see [`time::utc`].
    pub(super) time: Cow<'a, str>,
    pub(super) score: Cow<'a, str>,
    pub(super) link: Cow<'a, str>,
    /// How many comments the platform counts, without the opening post.
    pub(super) comments: Option<u64>,
}

/// A comment, or what stands for one. What is unknown stays empty.
#[derive(Default)]
pub(super) struct Node<'a> {
    /// Unique within its thread.
    pub(super) id: Cow<'a, str>,
    /// The id of its thread; if empty, it is that of its ancestors.
    pub(super) thread: Cow<'a, str>,
    /// The id of the comment it answers; empty, or that of the opening post or the thread, if it answers that.
    pub(super) parent: Cow<'a, str>,
    pub(super) author: Cow<'a, str>,
    pub(super) text: Cow<'a, str>,
    /// As the dump writes it, see [`time::utc`].
    pub(super) time: Cow<'a, str>,
    /// Empty is unknown, which is not zero.
    pub(super) score: Cow<'a, str>,
    pub(super) link: Cow<'a, str>,
    pub(super) fate: Fate,
    /// How many direct answers the platform counts.
    pub(super) replies: Option<u64>,
}

impl Node<'_> {
    /// What becomes of it, the rules and its text considered. `cut`: the file ends too early, so that a missing text may have been there.
    fn fate(&self, keep_all: bool, cut: bool) -> Fate {
        let stays = self.fate.is_kept() || self.fate.is_by_rule() && keep_all;
        match self.fate {
            fate if !stays => fate,
            _ if !self.text.trim().is_empty() => Fate::Kept,
            _ if cut => Fate::CutOff,
            _ => Fate::Empty,
        }
    }
}

/// In which order the comments come out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Each comment before its answers, as where the platform shows a tree.
    Tree,
    /// As they came, as where the platform shows a list.
    File,
}

/// Threads and nodes, collected.
pub(super) struct Forest {
    columns: Columns,
    strict: bool,
    keep_all: bool,
    order: Order,
    /// Whether ids are unique beyond their thread.
    global: bool,
    threads: Vec<Known>,
    by_thread: BTreeMap<Box<str>, usize>,
    nodes: Vec<Stored>,
    by_id: HashTable<usize>,
    hasher: RandomState,
    repeated: u64,
    /// The columns once for each file: they know its name.
    files: Vec<Arc<Columns>>,
    /// Whether the file that is being read is cut off.
    cut: bool,
    /// How many bytes of documents were read: together they may have as many as one.
    bytes: u64,
    pub(super) notes: Notes,
}

/// What is known of a thread.
#[derive(Default)]
struct Known {
    id: Box<str>,
    opening: Box<str>,
    about: Opening,
    comments: u64,
    absent: u64,
}

/// A node as it is kept: its cells (see [`grown`]) and where it belongs.
struct Stored {
    thread: Option<usize>,
    file: usize,
    number: u64,
    fate: Fate,
    replies: u64,
    cells: Row,
}

/// The places of a stored node's cells.
mod at {
    pub(super) const ID: usize = 0;
    pub(super) const PARENT: usize = 1;
    pub(super) const AUTHOR: usize = 2;
    pub(super) const TIME: usize = 3;
    pub(super) const SCORE: usize = 4;
    pub(super) const LINK: usize = 5;
    pub(super) const TEXT: usize = 6;
}

impl Stored {
    fn cell(&self, place: usize) -> &str {
        match self.cells.cell(place) {
            Cell::Text(cell) | Cell::Json(cell) => cell,
            Cell::Missing => "",
        }
    }
}

impl Forest {
    /// # Errors
    /// [`ReadError::NoSuchColumn`], if `options` name one.
    pub(super) fn new(options: &ReadOptions) -> Result<Forest, ReadError> {
        Ok(Forest {
            columns: Columns::resolve(COLUMNS.map(str::to_owned).into(), options)?,
            strict: options.strict,
            keep_all: options.keep_all,
            order: Order::Tree,
            global: false,
            threads: Vec::new(),
            by_thread: BTreeMap::new(),
            nodes: Vec::new(),
            by_id: HashTable::new(),
            hasher: RandomState::new(),
            repeated: 0,
            files: Vec::new(),
            cut: false,
            bytes: 0,
            notes: Notes::default(),
        })
    }

    /// What follows is of this file.
    pub(super) fn begin(&mut self, file: Option<Arc<str>>) {
        self.files.push(Arc::new(self.columns.clone().of_file(file)));
        self.cut = false;
    }

    /// In which order the comments come out; [`Order::Tree`] unless a format says otherwise.
    pub(super) fn order(&mut self, order: Order) {
        self.order = order;
    }

    /// Says that an id means the same in every thread, so that a node is found by it whether its thread is told or not.
    pub(super) fn ids_are_global(&mut self) {
        self.global = true;
    }

    /// The thread as far as it tells ids apart.
    fn space(&self, thread: Option<usize>) -> Option<usize> {
        thread.filter(|_| !self.global)
    }

    /// The node of this id among those of a thread.
    fn find(&self, thread: Option<usize>, id: &str) -> Option<usize> {
        let space = self.space(thread);
        let same =
            |&other: &usize| self.space(self.nodes[other].thread) == space && self.nodes[other].cell(at::ID) == id;
        self.by_id.find(self.hasher.hash_one((space, id)), same).copied()
    }

    /// The whole of a JSON document; see [`json::document`].
    ///
    /// # Errors
    /// As there.
    pub(super) fn document(&mut self, source: Source) -> Result<String, ReadError> {
        let (document, cut) = json::document(source, self.strict, &mut self.notes)?;
        self.spend(document.len() as u64)?;
        self.cut = cut;
        Ok(document)
    }

    /// Counts bytes that are held, for what is no document.
    ///
    /// # Errors
    /// [`ReadError::TooLarge`].
    pub(super) fn spend(&mut self, bytes: u64) -> Result<(), ReadError> {
        self.bytes += bytes;
        if self.bytes > json::DOCUMENT_LIMIT {
            Err(ReadError::TooLarge { limit: json::DOCUMENT_LIMIT })
        } else {
            Ok(())
        }
    }

    /// Whether what is not whole is to be refused.
    pub(super) fn is_strict(&self) -> bool {
        self.strict
    }

    /// Takes a thread. Told again, by another page, it is completed.
    pub(super) fn thread(&mut self, thread: Thread<'_>) {
        if thread.id.is_empty() {
            return;
        }
        let place = self.place(&thread.id);
        let known = &mut self.threads[place];
        if !thread.opening.is_empty() {
            known.opening = thread.opening.as_ref().into();
        }
        known.comments = known.comments.max(thread.comments.unwrap_or(0));
        known.about.complete(Opening {
            title: thread.title.into(),
            text: thread.text.into(),
            author: thread.author.into(),
            time: time::utc(&thread.time),
            score: thread.score.into(),
            link: thread.link.into(),
        });
    }

    /// Counts comments of a thread that are known to be missing and have no node of their own.
    pub(super) fn absent(&mut self, thread: &str, count: u64) {
        let place = self.place(thread);
        let absent = &mut self.threads[place].absent;
        *absent = absent.saturating_add(count);
    }

    /// Takes a node. Of two with one id the first counts, unless only the second has a text.
    pub(super) fn node(&mut self, node: Node<'_>) {
        let thread = (!node.thread.is_empty()).then(|| self.place(&node.thread));
        let stored = self.stored(thread, &node);
        if node.id.is_empty() {
            // No one can answer it. Among the others, as many as have no id would all lie at one place.
            self.nodes.push(stored);
            return;
        }
        match self.find(thread, &node.id) {
            Some(known) => {
                self.repeated += 1;
                self.again(known, stored);
            }
            None => {
                let place = self.nodes.len();
                self.nodes.push(stored);
                let rehash = |&place: &usize| {
                    let node = &self.nodes[place];
                    self.hasher.hash_one((node.thread.filter(|_| !self.global), node.cell(at::ID)))
                };
                self.by_id.insert_unique(rehash(&place), place, rehash);
            }
        }
    }

    /// Takes a node whose id is known, if it says more.
    fn again(&mut self, known: usize, stored: Stored) {
        let known = &mut self.nodes[known];
        if !known.fate.is_kept() && stored.fate.is_kept() {
            *known = stored;
        } else {
            known.thread = known.thread.or(stored.thread);
        }
    }

    fn place(&mut self, id: &str) -> usize {
        if let Some(place) = self.by_thread.get(id) {
            return *place;
        }
        self.threads.push(Known { id: id.into(), ..Known::default() });
        self.by_thread.insert(id.into(), self.threads.len() - 1);
        self.threads.len() - 1
    }

    fn stored(&self, thread: Option<usize>, node: &Node<'_>) -> Stored {
        let fate = node.fate(self.keep_all, self.cut);
        let text = if fate.is_kept() { node.text.as_ref() } else { "" };
        let time = time::utc(&node.time);
        let cells = [&*node.id, &*node.parent, &*node.author, &time, &*node.score, &*node.link, text];
        Stored {
            thread,
            file: self.files.len().saturating_sub(1),
            number: self.nodes.len() as u64 + 1,
            fate,
            replies: node.replies.unwrap_or(0),
            cells: Row::of_texts(cells),
        }
    }

    /// All comments, once every file is read. `told` is what other files say of the threads.
    ///
    /// # Errors
    /// [`ReadError::NoComments`].
    pub(super) fn finish(mut self, told: &Openings) -> Result<(Box<dyn Rows>, Openings, Notes), ReadError> {
        for thread in &mut self.threads {
            told.get(&thread.id).into_iter().for_each(|opening| thread.about.complete(opening.clone()));
        }
        let resolved = resolve::resolve(&self);
        grown::finish(self, resolved)
    }
}
