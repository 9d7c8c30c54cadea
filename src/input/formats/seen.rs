//! What a file of no known format starts with, in words.

use crate::input::error::ReadError;
use crate::input::json;

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
    known.map(|(.., name, advice)| ReadError::UnknownShape { seen: format!("this is {name}"), advice: Some(advice) })
}

/// The error for a head that no format knows.
pub(super) fn unknown(head: &[u8]) -> ReadError {
    ReadError::UnknownShape { seen: describe(head), advice: None }
}

fn describe(head: &[u8]) -> String {
    let start = excerpt(head);
    if let Some(shape) = json::shape(head) {
        let what = if shape.array { "a JSON array of objects" } else { "a JSON object" };
        return match shape.keys.as_slice() {
            [] => format!("this is {what} without keys"),
            keys => format!("this is {what} with the keys {}", list(keys)),
        };
    }
    match () {
        () if super::plain::opens_like_xml(head) => format!("this is XML or HTML that begins with {start}"),
        () if super::plain::opens_like_json(head) => format!("this is JSON that begins with {start}"),
        () if head.contains(&0) => format!("this is binary data that begins with {start}"),
        () => format!("it begins with {start}"),
    }
}

fn excerpt(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(&head[..head.len().min(4 * SHOWN)]);
    text.chars().take(SHOWN).flat_map(char::escape_debug).collect()
}

fn list(keys: &[String]) -> String {
    let mut shown: Vec<String> = keys.iter().take(12).map(|key| key.chars().take(40).collect()).collect();
    if keys.len() > shown.len() {
        shown.push(format!("and {} more", keys.len() - shown.len()));
    }
    shown.join(", ")
}
