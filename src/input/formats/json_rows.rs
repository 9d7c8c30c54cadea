//! A JSON array of flat objects, keys are columns: what pandas and many scripts write. The document is held
//! whole.

use super::json_lines::{Names, Objects};
use super::threaded::threaded;
use super::{Format, Head, Notes, Read, Rows};
use crate::input::columns::Columns;
use crate::input::comment::Comment;
use crate::input::error::ReadError;
use crate::input::json::{self, Object};
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "json",
    aliases: &["json-rows"],
    about: "a JSON array of flat objects",
    obtain: "export from a script or an API client",
    recognise,
    read: Read::Stream(read),
};

fn recognise(head: &Head<'_>) -> bool {
    head.json().is_some_and(|shape| shape.array && shape.keys.iter().any(|key| head.names_text(key)))
}

fn read(source: Source, options: &ReadOptions, notes: &mut Notes) -> Result<Box<dyn Rows>, ReadError> {
    let (text, _) = json::document(source, options.strict, notes)?;
    let mut rows = Vec::new();
    for value in json::values(&text)? {
        match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(value.get()) {
            Ok(elements) => rows.extend(elements.into_iter().map(|element| element.get().to_owned())),
            Err(_) => rows.push(value.get().to_owned()),
        }
    }
    if rows.is_empty() {
        return Err(ReadError::NoComments { found: "the array is empty".into() });
    }
    let mut names = Names::default();
    rows.iter().filter_map(|row| serde_json::from_str(row).ok()).for_each(|object: Object| names.add(&object));
    let objects = Objects::new(names, options)?;
    Ok(threaded(JsonRows { rows: rows.into_iter(), number: 0, objects }))
}

struct JsonRows {
    rows: std::vec::IntoIter<String>,
    number: u64,
    objects: Objects,
}

impl Rows for JsonRows {
    fn next(&mut self, _: &mut Notes) -> Result<Option<Comment>, ReadError> {
        self.number += 1;
        self.rows.next().map(|row| self.objects.comment(self.number, &row)).transpose()
    }

    fn columns(&self) -> &Columns {
        &self.objects.columns
    }
}
