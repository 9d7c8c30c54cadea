//! The fields of an element that a format asks for.

use quick_xml::events::BytesStart;

use super::{rename, resolve};

/// An element that a format asks for.
pub(in crate::input) struct Kind {
    /// Its name, with our prefix.
    pub(in crate::input) name: &'static str,
    /// What is asked for: `message`, `author/name`, `@dsq:id`, `thread/@dsq:id`.
    pub(in crate::input) fields: &'static [&'static str],
}

/// An element, as far as it was asked for. What is not there is empty.
pub(in crate::input) struct Record {
    kind: &'static Kind,
    values: Vec<String>,
    /// The line where its first tag ends.
    pub(in crate::input) line: u64,
    /// How many elements are open with it.
    pub(super) depth: usize,
    /// How long its path is.
    pub(super) base: usize,
}

impl Record {
    pub(super) fn new(kind: &'static Kind, line: u64, depth: usize, base: usize) -> Record {
        Record { kind, values: vec![String::new(); kind.fields.len()], line, depth, base }
    }

    /// The name of its kind.
    pub(in crate::input) fn name(&self) -> &'static str {
        self.kind.name
    }

    /// A field, without white space around it; empty if there is none.
    pub(in crate::input) fn get(&self, field: &str) -> &str {
        let place = self.kind.fields.iter().position(|own| *own == field);
        place.map_or("", |place| self.values[place].trim())
    }

    /// Whether a field says so.
    pub(in crate::input) fn is_true(&self, field: &str) -> bool {
        matches!(self.get(field), "true" | "1")
    }

    /// The field that text at `path` (`/author/name`) belongs to: that of the innermost element around it that is one.
    pub(super) fn slot(&self, path: &str) -> Option<usize> {
        let mut path = path;
        while let Some(field) = path.strip_prefix('/') {
            if let Some(place) = self.kind.fields.iter().position(|own| *own == field) {
                return Some(place);
            }
            path = &path[..path.rfind('/').unwrap_or(0)];
        }
        None
    }

    pub(super) fn add(&mut self, slot: usize, text: &str) {
        self.values[slot].push_str(text);
    }

    /// Takes what is asked for from the attributes of the element at `path`. Of two of one name the first counts.
    pub(super) fn take_attributes(
        &mut self,
        path: &str,
        element: &BytesStart<'_>,
        prefixes: &[(String, &'static str)],
    ) {
        let path = path.strip_prefix('/').map_or(String::new(), |path| format!("{path}/"));
        let own = |field: &'static str| field.strip_prefix(&*path).and_then(|rest| rest.strip_prefix('@'));
        let fields = self.kind.fields.iter().enumerate();
        let asked: Vec<(usize, &str)> = fields.filter_map(|(place, field)| Some((place, own(field)?))).collect();
        if asked.is_empty() {
            return;
        }
        // Checks for duplicates would take quadratic time.
        for attribute in element.attributes().with_checks(false).flatten() {
            let name = rename(prefixes, attribute.key.as_ref());
            let place = asked.iter().find(|(_, field)| *field == name).map(|(place, _)| *place);
            if let Some(place) = place.filter(|place| self.values[*place].is_empty()) {
                self.values[place] = resolve(&attribute.value).into_owned();
            }
        }
    }
}
