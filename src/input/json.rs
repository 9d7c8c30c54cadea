//! JSON without recursion: what a document looks like, how deep it is, and its values as unparsed slices
//! ([`RawValue`]).
//!
//! A document from a stranger may be nested a million levels deep. So depth is checked by one linear pass
//! before anything else, and the readers walk nested values with a stack of their own; `serde_json` skips
//! over values without recursion.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::bytes::line_and_column;
use super::error::ReadError;
use super::formats::Notes;
use super::source::Source;

/// What the head of a JSON document shows.
pub(super) struct Shape {
    /// An array whose first element is an object, not an object.
    pub(super) array: bool,
    /// The keys of the (first) object, as far as the head goes.
    pub(super) keys: Vec<String>,
    /// Where the first value ends, if it does within the head.
    pub(super) end: Option<usize>,
}

/// What the head shows, if it opens with an object or an array of objects. Allows for anything after that.
pub(super) fn shape(head: &[u8]) -> Option<Shape> {
    let text = head.trim_ascii_start();
    let skipped = head.len() - text.len();
    let array = text.first() == Some(&b'[');
    let object = if array { text[1..].trim_ascii_start() } else { text };
    if object.first() != Some(&b'{') {
        return None;
    }
    let inside = object[1..].trim_ascii_start().first();
    if !matches!(inside, None | Some(b'"' | b'}')) {
        return None;
    }
    let mut shape = Shape { array, keys: Vec::new(), end: None };
    let (target, mut depth, mut first) = (if array { 2 } else { 1 }, 0, true);
    for token in tokens(text) {
        match token {
            Token::Open => depth += 1,
            Token::Close(at) => {
                depth -= 1;
                first &= depth >= target;
                if depth == 0 {
                    shape.end = Some(skipped + at + 1);
                    break;
                }
            }
            Token::String(start, end) if first && depth == target => {
                let is_key = text[end..].trim_ascii_start().first() == Some(&b':');
                shape.keys.extend(is_key.then(|| serde_json::from_slice(&text[start..end]).ok()).flatten());
            }
            Token::String(..) => {}
        }
    }
    Some(shape)
}

/// The skeleton of a JSON text: brackets and strings, by offset.
enum Token {
    Open,
    Close(usize),
    /// With its quotes.
    String(usize, usize),
}

/// The tokens of a JSON text, up to a string that does not end; everything else is passed over.
fn tokens(text: &[u8]) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let here = at;
            at += 1;
            match text.get(here)? {
                b'{' | b'[' => return Some(Token::Open),
                b'}' | b']' => return Some(Token::Close(here)),
                b'"' => {
                    at = string_end(text, here)?;
                    return Some(Token::String(here, at));
                }
                _ => {}
            }
        }
    })
}

/// The offset after the string that opens at `start`.
fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        match text[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// A whole document, decoded and of bearable depth.
///
/// # Errors
/// [`ReadError::TooDeep`]; what the system and the layers complain about.
pub(super) fn document(source: Source, notes: &mut Notes) -> Result<String, ReadError> {
    let line = source.line();
    let mut bytes = Vec::new();
    source.into_input().read_to_end(&mut bytes)?;
    check_depth(&bytes)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => Ok(notes.decode(line, error.as_bytes()).into_owned()),
    }
}

fn check_depth(text: &[u8]) -> Result<(), ReadError> {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => match string_end(text, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return Ok(()),
            },
            _ => {}
        }
        if depth > ReadError::DEPTH_LIMIT {
            let (line, column) = line_and_column(text, at);
            return Err(ReadError::TooDeep { line, column });
        }
        at += 1;
    }
    Ok(())
}

/// The values of a text that holds one or several of them, unparsed but known to be well formed (but for the
/// code points of escapes).
///
/// # Errors
/// [`ReadError::CutOffJson`], [`ReadError::BadJson`].
pub(super) fn values(text: &str) -> Result<Vec<&RawValue>, ReadError> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    values.map(|value| value.map_err(|error| at_fault(&error))).collect()
}

/// A complaint of `serde_json`, with its place in the text it was given.
pub(super) fn at_fault(error: &serde_json::Error) -> ReadError {
    let (line, column) = (error.line() as u64, error.column() as u64);
    if error.is_eof() {
        return ReadError::CutOffJson { line, column };
    }
    ReadError::BadJson { line, column, reason: reason(error) }
}

/// What `serde_json` says, without the place.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(place) => message[..place].to_owned(),
        None => message,
    }
}

/// A JSON string unescaped; `None` if the value is not a string. Half of a surrogate pair becomes U+FFFD:
/// dumps cut texts at any place.
pub(super) fn string(value: &RawValue) -> Option<Cow<'_, str>> {
    let literal = value.get();
    if !literal.starts_with('"') {
        return None;
    }
    match serde_json::from_str::<Text>(literal) {
        Ok(text) => Some(text.0),
        Err(_) => serde_json::from_str::<Wtf8>(literal).ok().map(|text| Cow::Owned(text.0)),
    }
}

#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// A string in which `serde_json` lets unpaired surrogates pass, as three bytes that are not UTF-8.
struct Wtf8(String);

impl<'de> Deserialize<'de> for Wtf8 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Wtf8;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Wtf8, E> {
                Ok(Wtf8(String::from_utf8_lossy(bytes).replace("\u{fffd}\u{fffd}\u{fffd}", "\u{fffd}")))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// An object as its keys and unparsed values, in the order of the file.
pub(super) struct Object<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut entries = Vec::with_capacity(8);
                while let Some((Text(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
