//! Comments gathered into their threads.
//!
//! A thread is given away as soon as it is whole, so that memory holds the open ones only. What tells that it is whole is how many comments it
//! has, which a first pass over large files counts.

use super::console::Console;
use super::inputs::{CHUNK, InputArgs, Rows};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use undertone::digest::Thread;
use undertone::input::{Comment, Reader, Role};

/// Files smaller than this are held in memory as a whole, and read once.
const SMALL: u64 = 64 << 20;

/// Which file, or 0 where any may hold comments of the thread; and the thread's id.
type Key = (usize, String);

/// All threads of the files, in order of appearance.
pub fn all(files: &[PathBuf], input: &InputArgs, console: &Console) -> anyhow::Result<Vec<Thread>> {
    let mut rows = Rows::new(input, console)?;
    let mut gathering = Gathering { sizes: None, places: HashMap::new(), threads: Vec::new() };
    for (number, mut reader) in input.open(files, console)?.into_iter().enumerate() {
        let mut comments = Vec::with_capacity(CHUNK);
        while rows.read(&mut reader, &mut comments, CHUNK)? > 0 {
            for comment in comments.drain(..) {
                gathering.add(comment, &reader, number);
            }
        }
    }
    rows.finish()?;
    Ok(gathering.rest().map(|(_, thread)| thread).collect())
}

/// Threads that are not whole yet.
pub struct Gathering {
    /// Comments of each thread, if they were counted.
    sizes: Option<HashMap<Key, usize>>,
    places: HashMap<Key, usize>,
    /// By order of appearance; `None` once given away.
    threads: Vec<Option<Thread>>,
}

impl Gathering {
    /// Counts first if the files are large and can be read twice.
    pub fn new(files: &[PathBuf], input: &InputArgs) -> anyhow::Result<Self> {
        let size =
            |path: &PathBuf| std::fs::metadata(path).ok().filter(|about| about.is_file()).map(|about| about.len());
        let total: Option<u64> = files.iter().map(size).sum();
        let large = total.is_some_and(|total| total >= SMALL) && !files.iter().any(|path| path == Path::new("-"));
        let sizes = if large { Some(sizes(files, input)?) } else { None };
        Ok(Self { sizes, places: HashMap::new(), threads: Vec::new() })
    }

    /// Adds a comment of the reader with this number; gives its thread away, with its place in the order of appearance, if that is now whole.
    pub fn add(&mut self, comment: Comment, reader: &Reader, number: usize) -> Option<(usize, Thread)> {
        let key = key(&comment, reader, number);
        let place = *self.places.entry(key.clone()).or_insert_with(|| {
            self.threads.push(Some(begun(&key.1, comment.title(), reader)));
            self.threads.len() - 1
        });
        let thread = self.threads[place].as_mut()?;
        thread.comments.push(comment);
        let whole = self.sizes.as_ref().is_some_and(|sizes| sizes.get(&key) == Some(&thread.comments.len()));
        if whole { self.threads[place].take().map(|thread| (place, thread)) } else { None }
    }

    /// Those that were not given away, in order of appearance.
    pub fn rest(self) -> impl Iterator<Item = (usize, Thread)> {
        self.threads.into_iter().enumerate().filter_map(|(place, thread)| Some((place, thread?)))
    }
}

/// The same thread may stand in several files; comments of no known thread are of their file.
fn key(comment: &Comment, reader: &Reader, number: usize) -> Key {
    let id = comment.thread().unwrap_or_default();
    let known = reader.has(Role::Thread) && !id.is_empty();
    (if known { 0 } else { number + 1 }, id.to_owned())
}

fn begun(id: &str, title: Option<&str>, reader: &Reader) -> Thread {
    let opening = reader.openings().get(id).cloned();
    let title = title.map(str::to_owned).or_else(|| opening.as_ref().map(|opening| opening.title.clone()));
    Thread { id: id.to_owned(), title: title.unwrap_or_default(), opening, comments: Vec::new() }
}

/// Comments of each thread. What is wrong with a row is said when it is read again.
fn sizes(files: &[PathBuf], input: &InputArgs) -> anyhow::Result<HashMap<Key, usize>> {
    let mut sizes = HashMap::new();
    for (number, mut reader) in input.open(files, &Console::silent())?.into_iter().enumerate() {
        let mut comments = Vec::new();
        loop {
            match reader.read_chunk(&mut comments, CHUNK) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.is_row() => {}
                Err(_) => break,
            }
            for comment in comments.drain(..) {
                *sizes.entry(key(&comment, &reader, number)).or_default() += 1;
            }
        }
    }
    Ok(sizes)
}
