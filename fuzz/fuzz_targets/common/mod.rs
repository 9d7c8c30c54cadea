//! A reader in, nothing out: it is read to its end, and what is documented of it must hold.

use std::collections::HashMap;
use undertone::Reader;
use undertone::input::{Cell, Comment, ReadError, Role, unix_seconds};

/// The columns of dumps, whose times, scores and parents are put in order. Tables keep their cells as they stand.
const DUMP: [&str; 9] = ["id", "thread", "title", "parent", "author", "time", "score", "link", "text"];
const TABLES: [&str; 8] = ["csv", "json", "jsonl", "text", "fasttext", "parquet", "hn-table", "convokit"];

/// What came out of a file.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    pub texts: Vec<String>,
    pub bad_rows: usize,
    pub end: Option<String>,
}

/// Reads all of it; `most` is how many rows there can be.
pub fn read(mut reader: Reader, most: usize) -> Read {
    let is_dump = reader.columns() == DUMP && !TABLES.contains(&reader.format().name);
    let (mut read, mut last_bad, mut parents) = (Read::default(), 0, Parents::default());
    while let Some(row) = reader.next() {
        match row {
            Ok(comment) => {
                check(&comment, &reader, is_dump);
                if is_dump {
                    parents.take(&comment);
                }
                read.texts.push(comment.text().to_owned());
            }
            Err(error) => {
                said(&error);
                if !error.is_row() {
                    read.end = Some(error.to_string());
                    break;
                }
                let line = error.line().expect("a bad row has a line");
                assert!(line >= last_bad, "bad rows come in order");
                last_bad = line;
                read.bad_rows += 1;
            }
        }
        assert!(read.texts.len() + read.bad_rows <= most, "more rows than the file can have");
    }
    assert!(reader.next().is_none(), "after the end nothing comes");
    let completeness = reader.completeness();
    let left_out: u64 = completeness.left_out.iter().map(|(_, count)| count).sum();
    assert_eq!(completeness.total, completeness.kept + left_out, "{completeness:?}");
    assert!(completeness.left_out.iter().all(|(_, count)| *count > 0), "{completeness:?}");
    assert_eq!(completeness.is_whole(), left_out == 0);
    if read.end.is_none() {
        assert_eq!(completeness.kept, read.texts.len() as u64, "what is counted is what came");
    }
    let notes = reader.notes();
    let silent = read.texts.is_empty() && read.bad_rows == 0 && read.end.is_none() && notes.is_empty();
    assert!(!silent, "a file ends without a row, an error or a note");
    reader.openings().iter().for_each(|(_, opening)| check_time(&opening.time));
    parents.check();
    read
}

/// Messages are made for people; making them must not panic either.
pub fn said(error: &ReadError) -> String {
    assert!(error.row().is_some() == error.is_row());
    format!("{error} {:?} {:?}", error.remedy(), error.line())
}

fn check(comment: &Comment, reader: &Reader, is_dump: bool) {
    assert_eq!(comment.cells().len(), reader.columns().len());
    assert!(comment.cell(comment.cells().len()).is_none());
    for cell in comment.cells() {
        if let Cell::Json(literal) = cell {
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(literal).is_ok(), "{literal}");
        }
    }
    if is_dump {
        assert!(!comment.text().trim().is_empty(), "a comment of a dump says something");
        assert!(comment.id().is_none() || comment.id() != comment.parent(), "a comment answers itself");
        check_time(comment.time().unwrap_or_default());
        if let Some(score) = comment.role(Role::Score) {
            assert!(!score.is_empty());
        }
    }
}

/// A time is RFC 3339 in UTC, or it is none and stays as it was.
fn check_time(time: &str) {
    if unix_seconds(time).is_some() {
        let year = time.len() >= 20 && time.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        assert!(year && time.as_bytes()[10] == b'T' && time.ends_with('Z'), "{time} is no RFC 3339");
    }
}

/// Who answers whom, by thread and id; where two have one id, neither is asked.
#[derive(Default)]
struct Parents(HashMap<(String, String), Option<String>>);

impl Parents {
    fn take(&mut self, comment: &Comment) {
        let Some(id) = comment.id() else { return };
        let key = (comment.thread().unwrap_or_default().to_owned(), id.to_owned());
        let parent = comment.parent().map(str::to_owned);
        self.0.entry(key).and_modify(|known| *known = None).or_insert(parent);
    }

    /// Every walk upwards ends.
    fn check(&self) {
        let mut good: HashMap<(&str, &str), usize> = HashMap::new();
        for (start, (thread, id)) in self.0.keys().enumerate() {
            let mut at = id;
            while let Some(Some(parent)) = self.0.get(&(thread.clone(), at.clone())) {
                match good.insert((thread, at), start) {
                    Some(walk) if walk == start => panic!("comments answer each other in a circle"),
                    Some(_) => break,
                    None => at = parent,
                }
            }
        }
    }
}

/// Where files lie that have to be files: in memory, where there is such a place.
pub fn folder() -> std::path::PathBuf {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}
