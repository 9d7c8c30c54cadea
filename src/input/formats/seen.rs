//! The head of a file of no known format in, a sentence on what it shows and one on what would make it readable out.

use super::{Head, plain};
use crate::input::error::ReadError;
use crate::input::json::{Inner, Shape};
use crate::input::xml;

/// How many characters of an unknown file are shown.
const SHOWN: usize = 60;

/// Archives are taken apart where they are named, not in a pipe and not within something else.
const ZIP: &str = "name the archive as a file, not packed and not through a pipe, or save the sheet as CSV";

/// Offset and magic number, name, and what to do.
const BINARIES: &[(usize, &[u8], &str, &str)] = &[
    (0, b"PK\x03\x04", "a zip archive or an Excel workbook", ZIP),
    (0, b"PK\x05\x06", "an empty zip archive", ZIP),
    #[cfg(not(feature = "parquet"))]
    (
        0,
        b"PAR1",
        "a Parquet file, which this build does not read",
        "build with the feature parquet, or convert it to CSV",
    ),
    (0, b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
    (0, b"%PDF-", "a PDF document", "export the comments as CSV or plain text"),
    (4, b"1AY&SY", "a bzip2 file", "unpack it with bzip2 -d"),
    (0, b"\xfd7zXZ\0", "an xz file", "unpack it with xz -d"),
    (0, b"7z\xbc\xaf", "a 7z archive", "unpack it with 7z x"),
];

/// The error for a file of a well-known kind that holds no text as it is.
pub(super) fn binary(head: &[u8]) -> Option<ReadError> {
    let known = BINARIES.iter().find(|(at, magic, ..)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    known.map(|(.., name, advice)| error(format!("this is {name}"), *advice))
}

/// The error for a head that no format knows: what it shows, by its kind, and what would make it readable.
pub(super) fn unknown(head: &Head<'_>) -> ReadError {
    if let Some(shape) = head.json() {
        return json(head, shape);
    }
    let start = excerpt(head.bytes);
    match head.xml() {
        Some(shape) if is_page(head.bytes, shape) => error(
            format!("this is a web page that begins with {start}"),
            "save the data behind it instead: `undertone formats` says how, site by site",
        ),
        Some(shape) => error(
            format!("this is XML with the root {}", within(shape)),
            "of XML the exports disqus, wordpress and stack-exchange are read; make a CSV of anything else, with a column `text`",
        ),
        None if plain::opens_like_xml(head.bytes) => error(
            format!("this is XML or HTML that begins with {start}"),
            "save the data behind it instead: `undertone formats` says how, site by site",
        ),
        None if plain::opens_like_json(head.bytes) => error(
            format!("this is JSON that begins with {start}"),
            "make an array of objects of it, or an object a line, each with a key `text`; `undertone formats` lists what is read",
        ),
        None if head.bytes.contains(&0) => error(
            format!("this is binary data that begins with {start}"),
            "export the comments as CSV, JSON Lines or Parquet; `undertone formats` lists what is read",
        ),
        None => error(
            format!("it begins with {start}"),
            "make a CSV of it, with a column `text`, or name what it is with --input-format; `undertone formats` lists the names",
        ),
    }
}

fn error(seen: String, advice: impl Into<String>) -> ReadError {
    ReadError::UnknownShape { seen, advice: Some(advice.into()) }
}

/// JSON of a shape that nobody knows: the keys at its top, and those of the objects that could be comments.
fn json(head: &Head<'_>, shape: &Shape) -> ReadError {
    const LISTED: &str = "`undertone formats` lists the shapes that are read";
    let what = if shape.array { "a JSON array of objects" } else { "a JSON object" };
    let keys =
        if shape.keys.is_empty() { "without keys".to_owned() } else { format!("with the keys {}", list(&shape.keys)) };
    let inner = if shape.array { Vec::new() } else { shape.inner() };
    let texts = |inner: &&Inner<'_>| inner.keys.iter().any(|key| head.names_text(key));
    match inner.iter().find(texts).or(inner.first()) {
        Some(Inner { path, keys: own }) => error(
            format!("this is {what} {keys}; the first of {} has the keys {}", escaped(&path.join(".")), list(own)),
            format!("make JSON Lines of the comments in it, {}; {LISTED}", jq(path)),
        ),
        None if shape.keys.iter().any(|key| head.names_text(key)) => error(
            format!("this is {what} {keys}"),
            format!("write each object on a line of its own (jq -c . FILE); {LISTED}"),
        ),
        None => error(
            format!("this is {what} {keys}"),
            format!("name the key that holds the text with --text-column, one object a line; {LISTED}"),
        ),
    }
}

/// How to take the objects at a path out.
fn jq(path: &[&str]) -> String {
    let plain = |key: &&str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let path = if path.iter().all(plain) { path.join(".") } else { "KEY".to_owned() };
    format!("such as with jq -c '.{path}[]' FILE, and name the key of the text with --text-column if it is not found")
}

fn is_page(head: &[u8], shape: &xml::Shape) -> bool {
    let start = head.trim_ascii_start();
    shape.root.eq_ignore_ascii_case("html") || start.len() > 9 && start[..9].eq_ignore_ascii_case(b"<!doctype")
}

/// The root of an XML document, and the first element in it.
fn within(shape: &xml::Shape) -> String {
    let root = format!("<{}>", cut(&shape.root));
    if shape.child.is_empty() { root } else { format!("{root}, and <{}> in it", cut(&shape.child)) }
}

fn excerpt(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(&head[..head.len().min(4 * SHOWN)]);
    text.chars().take(SHOWN).flat_map(char::escape_debug).collect()
}

/// A name, if it is not too long, and with nothing that a terminal would obey.
fn cut(name: &str) -> String {
    escaped(&name.chars().take(40).collect::<String>())
}

fn escaped(text: &str) -> String {
    text.chars().take(2 * SHOWN).flat_map(char::escape_debug).collect()
}

fn list(keys: &[impl AsRef<str>]) -> String {
    let mut shown: Vec<String> = keys.iter().take(12).map(|key| cut(key.as_ref())).collect();
    if keys.len() > shown.len() {
        shown.push(format!("and {} more", keys.len() - shown.len()));
    }
    shown.join(", ")
}
