//! JSON Lines: one flat object a line, keys are columns.
//!
//! The columns are the keys of the first rows ([`SAMPLE_ROWS`], [`SAMPLE_BYTES`]), in the order in which they
//! first appear; keys that come later are counted and told. Values that are not strings keep their literal.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::value::RawValue;

use super::threaded::threaded;
use super::{Format, Head, Notes, Read, Rows};
use crate::input::bytes;
use crate::input::columns::{Columns, Role};
use crate::input::comment::{Cell, Comment, Row};
use crate::input::error::ReadError;
use crate::input::json::{self, Object, Shape};
use crate::input::lines::Lines;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    aliases: &["ndjson", "json-lines"],
    about: "JSON Lines: one flat object a line",
    obtain: "export from a script, an API client or a dump; jq -c makes them of other JSON",
    recognise,
    read: Read::Stream(read),
};

/// Lines looked at to recognise the format.
const LOOKED_AT: usize = 20;

/// Rows whose keys make the columns.
const SAMPLE_ROWS: usize = 1_000;

/// … or fewer, if they have this many bytes.
const SAMPLE_BYTES: usize = 1 << 20;

/// Late keys that are told by name.
const LATE_KEYS: usize = 100;

/// Lines that open like objects, at least one of which is one; or a single object on one line, complete or
/// cut, that has a key for the text.
fn recognise(head: &Head<'_>) -> bool {
    let lines: Vec<&[u8]> = bytes::lines(head.bytes, head.whole).take(LOOKED_AT).collect();
    let opens = |line: &[u8]| line.trim_ascii_start().starts_with(b"{");
    let objects = lines.iter().filter(|line| serde_json::from_slice::<Object>(line).is_ok()).count();
    if lines.len() > 1 {
        return opens(lines[0]) && lines.iter().filter(|line| opens(line)).count() * 2 > lines.len() && objects > 0;
    }
    // `message` alone is how servers say that something went wrong.
    let told = head.options.columns.contains_key(&Role::Text);
    let text = |key: &String| (told || key != "message") && head.names_text(key);
    let named = |shape: &Shape| !shape.array && shape.keys.iter().any(text);
    head.json().is_some_and(named)
}

fn read(source: Source, options: &ReadOptions, notes: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let mut lines = Lines::of(source);
    let (mut ahead, mut size, mut names, mut torn) = (VecDeque::new(), 0, Names::default(), None);
    while ahead.len() < SAMPLE_ROWS && size < SAMPLE_BYTES {
        let (number, line) = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            // What came before is to be read first.
            Err(error) if error.is_cut_off() && !ahead.is_empty() => {
                torn = Some(error);
                break;
            }
            Err(error) => return Err(error),
        };
        let text = notes.decode(number, line).into_owned();
        if let Ok(object) = serde_json::from_str::<Object>(&text) {
            names.add(&object);
        }
        size += text.len();
        ahead.push_back((number, text));
    }
    if names.0.is_empty() {
        return Err(ReadError::NoComments { found: "no line is a complete JSON object with a key".into() });
    }
    let objects = Objects::new(names, options)?;
    Ok(threaded(JsonLines { lines, ahead, torn, objects }))
}

struct JsonLines {
    lines: Lines,
    ahead: VecDeque<(u64, String)>,
    /// Where the file is cut off, if that is within the rows read ahead.
    torn: Option<ReadError>,
    objects: Objects,
}

impl Rows for JsonLines {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        if let Some((number, text)) = self.ahead.pop_front() {
            return self.objects.comment(number, &text).map(Some);
        }
        if let Some(error) = self.torn.take() {
            return Err(error);
        }
        while let Some((number, line)) = self.lines.next()? {
            if !line.trim_ascii().is_empty() {
                return self.objects.comment(number, &notes.decode(number, line)).map(Some);
            }
        }
        self.objects.tell_late_keys(notes);
        Ok(None)
    }

    fn columns(&self) -> &Columns {
        &self.objects.columns
    }
}

/// Keys in the order in which they first appear.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    pub(super) fn add(&mut self, object: &Object<'_>) {
        for (key, _) in &object.0 {
            if !self.0.contains_key(key.as_ref()) {
                self.0.insert(key.as_ref().to_owned(), self.0.len());
            }
        }
    }
}

/// Objects become comments: each value goes to the column of its key.
pub(super) struct Objects {
    pub(super) columns: Arc<Columns>,
    places: BTreeMap<String, usize>,
    late: BTreeMap<String, u64>,
}

impl Objects {
    pub(super) fn new(names: Names, options: &ReadOptions) -> Result<Objects, ReadError> {
        let mut ordered: Vec<(&String, &usize)> = names.0.iter().collect();
        ordered.sort_by_key(|(_, place)| **place);
        let columns = Columns::resolve(ordered.iter().map(|(name, _)| (*name).clone()).collect(), options)?;
        Ok(Objects { columns: Arc::new(columns), places: names.0, late: BTreeMap::new() })
    }

    /// # Errors
    /// [`ReadError::Row`] if this is no object, or one without a text.
    pub(super) fn comment(&mut self, line: u64, text: &str) -> Result<Comment, ReadError> {
        let bad = |reason: String| ReadError::bad_row(line, text.as_bytes(), reason);
        let object: Object = serde_json::from_str(text).map_err(|error| {
            let cut = if error.is_eof() { " (cut off?)" } else { "" };
            bad(format!("not a JSON object{cut}: {}, column {}", json::reason(&error), error.column()))
        })?;
        let mut slots = vec![None; self.columns.names().len()];
        for (place, (key, value)) in object.0.iter().enumerate() {
            // Most objects have the keys in the order of the columns.
            match self.columns.names().get(place) {
                Some(name) if name == key => slots[place] = Some(*value),
                _ => match self.places.get(key.as_ref()) {
                    Some(&place) => slots[place] = Some(*value),
                    None => self.note_late(key),
                },
            }
        }
        let place = self.columns.of(Role::Text).unwrap_or(0);
        let name = &self.columns.names()[place];
        match slots[place].map(|value| value.get().as_bytes()[0]) {
            None => return Err(bad(format!("the object has no {name}"))),
            Some(b'[') => return Err(bad(format!("{name} is a list, not text"))),
            Some(b'{') => return Err(bad(format!("{name} is an object, not text"))),
            Some(_) => {}
        }
        Ok(Comment::of_row(row(&slots), &self.columns, line))
    }

    pub(super) fn tell_late_keys(&mut self, notes: &mut Notes) {
        let late = std::mem::take(&mut self.late);
        if !late.is_empty() {
            let list: Vec<String> = late.iter().map(|(key, count)| format!("{key} ({count} times)")).collect();
            notes.push(format!("keys that first appear late in the file were left out: {}", list.join(", ")));
        }
    }

    fn note_late(&mut self, key: &str) {
        match self.late.get_mut(key) {
            Some(count) => *count += 1,
            None => {
                let key = if self.late.len() < LATE_KEYS { key } else { "others" };
                *self.late.entry(key.to_owned()).or_default() += 1;
            }
        }
    }
}

fn row(slots: &[Option<&RawValue>]) -> Row {
    let strings: Vec<Option<Cow<'_, str>>> = slots.iter().map(|slot| slot.and_then(json::string)).collect();
    let cells = slots.iter().zip(&strings).map(|(slot, string)| match (slot, string) {
        (None, _) => Cell::Missing,
        (Some(_), Some(text)) => Cell::Text(text),
        (Some(value), None) => Cell::Json(value.get()),
    });
    cells.collect()
}
