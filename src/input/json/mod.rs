//! JSON without recursion: what a document looks like ([`Shape`]), its values as unparsed slices ([`RawValue`]), and fields that take whatever
//! stands in their place ([`Scalar`], [`List`], [`Maybe`]).
//!
//! A document from a stranger may be nested a million levels deep. So depth is checked by one linear pass
//! before anything else, and the readers walk nested values with a stack of their own; `serde_json` skips
//! over values without recursion.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::ReadError;
use super::formats::Notes;
use super::source::Source;

mod cut;
mod scalar;
mod shape;

pub(super) use cut::mend_surrogates;
pub(super) use scalar::{List, Maybe, Scalar};
pub(super) use shape::{Inner, Shape, shape};

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

/// The most bytes a document that is held in memory may have: 4 GiB. What streams is not bounded.
pub(super) const DOCUMENT_LIMIT: u64 = 4 << 30;

/// A whole document, decoded and of bearable depth, and whether it was cut off. Then it is mended, and a note says so: what was whole is kept.
///
/// # Errors
/// [`ReadError::TooDeep`], [`ReadError::TooLarge`]; [`ReadError::CutOffJson`] if it is to be refused or nothing in it is whole; what the system
/// and the layers complain about.
pub(super) fn document(source: Source, strict: bool, notes: &mut Notes) -> Result<(String, bool), ReadError> {
    let line = source.line();
    let mut bytes = Vec::new();
    let read = read_all(source.into_input().take(DOCUMENT_LIMIT + 1), &mut bytes).map_err(ReadError::from);
    let torn = matches!(read, Err(ReadError::CutOff { .. })) && !strict;
    if !torn {
        read?;
    }
    if bytes.len() as u64 > DOCUMENT_LIMIT {
        return Err(ReadError::TooLarge { limit: DOCUMENT_LIMIT });
    }
    cut::check_depth(&bytes)?;
    let lost = if strict { None } else { cut::mend(&mut bytes) };
    if let Some(lost) = lost {
        notes.push(format!("the file is cut off: what was whole is kept, the last {lost} bytes are lost"));
    } else if torn {
        return Err(ReadError::CutOffJson { line, column: 1 });
    }
    mend_surrogates(&mut bytes);
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, lost.is_some())),
        Err(error) => Ok((notes.decode(line, error.as_bytes()).into_owned(), lost.is_some())),
    }
}

/// Reads to the end, a piece at a time: at once, the standard library would write zeros over all that a growing vector keeps free, which is
/// as much memory again.
fn read_all(mut input: impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    const PIECE: u64 = 1 << 20;
    while input.by_ref().take(PIECE).read_to_end(bytes)? > 0 {}
    Ok(())
}

/// The elements of an array; anything else is its only element. So a page and an array of pages are read alike.
pub(super) fn elements(value: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(value.get()).unwrap_or_else(|_| vec![value])
}

/// Parses one value. The document is known to be JSON; so what fails here is another shape, and the place within the slice would mislead.
///
/// # Errors
/// [`ReadError::UnknownShape`].
pub(super) fn parse<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Result<T, ReadError> {
    serde_json::from_str(value.get()).map_err(|error| match at_fault(&error) {
        ReadError::BadJson { reason, .. } => {
            ReadError::UnknownShape { seen: format!("a part of it has an unexpected shape: {reason}"), advice: None }
        }
        error => error,
    })
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
