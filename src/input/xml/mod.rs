//! XML of any length in, records out: the few fields of an element that a format asks for, in memory that does not grow.
//!
//! `quick_xml` does the parsing. It reads no document type, so an entity that a file declares never expands and never reaches outside: only the five
//! of XML and character references mean anything, every other reference stays as it is written. Around it stand a bound on one row, a bound on
//! nesting, and the line.

mod gauge;
mod record;
mod shape;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape_with};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::ReadError;
use super::formats::Notes;
use super::source::Source;
use super::utf8;

use gauge::Gauge;
pub(super) use record::{Kind, Record};
pub(super) use shape::{Shape, shape};

/// Namespaces that formats have words for, whatever their prefix is in a file: the start of the address, and the prefix that formats use.
const KNOWN: [(&str, &str); 4] = [
    ("//disqus.com/disqus-internals", "dsq"),
    ("//wordpress.org/export/", "wp"),
    ("//purl.org/rss/1.0/modules/content", "content"),
    ("//purl.org/dc/elements/", "dc"),
];

/// Names longer than this are nothing that a format asks for.
const LONGEST_NAME: usize = 64;

/// Elements of a document, as they come.
pub(super) struct Xml {
    reader: Reader<Gauge>,
    buffer: Vec<u8>,
    place: Place,
    mended: Arc<AtomicBool>,
    told: bool,
}

impl Xml {
    pub(super) fn of(source: Source) -> Xml {
        let declared = shape(source.head()).and_then(|shape| shape.encoding);
        // UTF-16 is taken off already, whatever the declaration says.
        let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
        let declared = declared.filter(|encoding| encoding.output_encoding() == *encoding && *encoding != UTF_8);
        let (line, head) = (source.line(), source.head().to_vec());
        let (input, mended) = utf8::text_of(source.into_input(), &head, declared);
        let mut reader = Reader::from_reader(Gauge::of(input, line));
        reader.config_mut().allow_dangling_amp = true;
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::new(), place: Place::default(), mended, told: false }
    }

    /// Goes on to the next element of one of these kinds, wherever it is. The record has its attributes; [`Xml::gather`] adds what is inside.
    ///
    /// # Errors
    /// [`ReadError::CutOffXml`], [`ReadError::BadXml`], [`ReadError::TooDeep`], [`ReadError::RowTooLong`]; what the system and the layers
    /// complain about.
    pub(super) fn find(&mut self, kinds: &'static [Kind], notes: &mut Notes) -> Result<Option<Record>, ReadError> {
        loop {
            self.reader.get_mut().begin();
            let met = match step(&mut self.reader, &mut self.buffer, &mut self.place)? {
                Step::Opened(element) => self.place.record(kinds, &element, self.reader.get_ref().line),
                Step::End => {
                    self.tell(notes);
                    return Ok(None);
                }
                Step::Closed | Step::Text(_) | Step::Nothing => None,
            };
            if met.is_some() {
                self.tell(notes);
                return Ok(met);
            }
        }
    }

    /// Adds what is inside the element of `record` to it: up to the first element inside of one of the kinds `until`, which is given back, or up to
    /// the end of the element.
    ///
    /// # Errors
    /// As [`Xml::find`].
    pub(super) fn gather(&mut self, record: &mut Record, until: &'static [Kind]) -> Result<Option<Record>, ReadError> {
        let mut slot = None;
        loop {
            match step(&mut self.reader, &mut self.buffer, &mut self.place)? {
                Step::Opened(element) => {
                    if let Some(inner) = self.place.record(until, &element, self.reader.get_ref().line) {
                        self.reader.get_mut().begin();
                        return Ok(Some(inner));
                    }
                    let path = &self.place.path[record.base..];
                    record.take_attributes(path, &element, &self.place.prefixes);
                    slot = record.slot(path);
                }
                Step::Text(text) => slot.iter().for_each(|slot| record.add(*slot, &text)),
                Step::Closed if self.place.before.len() < record.depth => return Ok(None),
                Step::Closed => slot = record.slot(&self.place.path[record.base..]),
                Step::End => return Ok(None),
                Step::Nothing => {}
            }
        }
    }

    fn tell(&mut self, notes: &mut Notes) {
        if !self.told && self.mended.load(Ordering::Relaxed) {
            self.told = true;
            notes.push("not valid UTF-8, read as Windows-1252 (said once)");
        }
    }
}

/// Where in the document we are.
#[derive(Default)]
struct Place {
    /// `/rss/channel/item`.
    path: String,
    /// How long the path was before each element that is open.
    before: Vec<usize>,
    /// Prefixes that the file uses for namespaces that are [`KNOWN`], and ours for them.
    prefixes: Vec<(String, &'static str)>,
}

impl Place {
    fn open(&mut self, element: &BytesStart<'_>, gauge: &Gauge) -> Result<(), ReadError> {
        if self.before.is_empty() {
            self.prefixes = prefixes(element);
        }
        self.before.push(self.path.len());
        if self.before.len() > ReadError::DEPTH_LIMIT {
            return Err(ReadError::TooDeep { line: gauge.line, column: gauge.column });
        }
        let name = rename(&self.prefixes, element.name().into_inner());
        self.path.push('/');
        self.path.push_str(if name.len() > LONGEST_NAME { "?" } else { &name });
        Ok(())
    }

    /// The element that was just opened as a record, if it is of one of these kinds.
    fn record(&self, kinds: &'static [Kind], element: &BytesStart<'_>, line: u64) -> Option<Record> {
        let name = rename(&self.prefixes, element.name().into_inner());
        let kind = kinds.iter().find(|kind| kind.name == name)?;
        let mut record = Record::new(kind, line, self.before.len(), self.path.len());
        record.take_attributes("", element, &self.prefixes);
        Some(record)
    }
}

/// What is met.
enum Step<'a> {
    Opened(BytesStart<'a>),
    /// The element that was open is closed.
    Closed,
    Text(Cow<'a, str>),
    /// Comments, instructions, document types.
    Nothing,
    End,
}

/// Takes one step.
fn step<'a>(reader: &mut Reader<Gauge>, buffer: &'a mut Vec<u8>, place: &mut Place) -> Result<Step<'a>, ReadError> {
    buffer.clear();
    let event = reader.read_event_into(buffer).map_err(|error| fault(error, reader.get_ref()))?;
    Ok(match event {
        Event::Start(element) | Event::Empty(element) => {
            place.open(&element, reader.get_ref())?;
            Step::Opened(element)
        }
        Event::End(_) => {
            place.path.truncate(place.before.pop().unwrap_or(0));
            Step::Closed
        }
        Event::Text(text) => Step::Text(text.into_inner()),
        Event::CData(text) => Step::Text(text.into_inner()),
        Event::GeneralRef(reference) => Step::Text(character(&reference)),
        Event::Eof if place.before.is_empty() => Step::End,
        Event::Eof => return Err(ReadError::CutOffXml { line: reader.get_ref().line }),
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Step::Nothing,
    })
}

/// Prefixes of a root that stand for [`KNOWN`] namespaces under another name than ours.
fn prefixes(root: &BytesStart<'_>) -> Vec<(String, &'static str)> {
    let known = |address: &str| KNOWN.iter().find(|(start, _)| shape::without_scheme(address).starts_with(start));
    let all = shape::namespaces(root).into_iter();
    let ours = all.filter_map(|(prefix, address)| known(&address).map(|(_, ours)| (prefix, *ours)));
    ours.filter(|(prefix, ours)| !prefix.is_empty() && prefix != ours).collect()
}

/// A name with our prefix.
fn rename<'a>(prefixes: &[(String, &'static str)], name: &'a str) -> Cow<'a, str> {
    let ours = |(prefix, local): (&str, &'a str)| {
        let known = prefixes.iter().find(|(own, _)| own == prefix);
        known.map(|(_, ours)| Cow::Owned(format!("{ours}:{local}")))
    };
    name.split_once(':').and_then(ours).unwrap_or(Cow::Borrowed(name))
}

/// What a reference in a text stands for; itself, as it is written, if it is none that XML knows.
fn character(reference: &BytesRef<'_>) -> Cow<'static, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    match resolve_predefined_entity(reference) {
        Some(character) => Cow::Borrowed(character),
        None => Cow::Owned(format!("&{};", &**reference)),
    }
}

/// The value of an attribute with its references resolved, those that XML does not know left as they are written. A value that is not well formed
/// stays whole.
fn resolve(value: &str) -> Cow<'_, str> {
    if let Ok(resolved) = unescape_with(value, resolve_predefined_entity) {
        return resolved;
    }
    let mut unknown = BTreeMap::new();
    let collected = unescape_with(value, |name| {
        resolve_predefined_entity(name).or_else(|| {
            unknown.insert(name.to_owned(), format!("&{name};"));
            Some("")
        })
    });
    if collected.is_err() {
        return Cow::Borrowed(value);
    }
    let inert = |name: &str| resolve_predefined_entity(name).or_else(|| unknown.get(name).map(String::as_str));
    unescape_with(value, inert).map_or(Cow::Borrowed(value), |text| Cow::Owned(text.into_owned()))
}

/// A complaint of the parser. What it says of an end that comes too early is ours to say.
fn fault(error: quick_xml::Error, gauge: &Gauge) -> ReadError {
    let line = gauge.line;
    match error {
        quick_xml::Error::Io(error) => match Arc::try_unwrap(error) {
            Ok(error) => error.into(),
            Err(error) => ReadError::Io(io::Error::new(error.kind(), error.to_string())),
        },
        _ if gauge.ended => ReadError::CutOffXml { line },
        error => ReadError::BadXml { line, reason: error.to_string() },
    }
}
