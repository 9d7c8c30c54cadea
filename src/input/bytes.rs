//! Small questions about bytes: are they UTF-8, which line is this, where does the line end.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Bytes as text, and whether they were not UTF-8. What is not is read as Windows-1252, byte by byte, and the
/// UTF-8 around it stays: so a file from an old spreadsheet reads right, and a cut character does not spoil
/// its neighbours.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    decode_as(bytes, WINDOWS_1252)
}

/// The same, with another encoding than Windows-1252 for what is not UTF-8.
pub(super) fn decode_as<'a>(bytes: &'a [u8], fallback: &'static Encoding) -> (Cow<'a, str>, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&fallback.decode_without_bom_handling(chunk.invalid()).0);
    }
    (Cow::Owned(text), true)
}

/// The line without its `\n`, `\r\n` or `\r`.
pub(super) fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Line and column (in bytes) of an offset, both from 1.
pub(super) fn line_and_column(bytes: &[u8], offset: usize) -> (u64, u64) {
    let before = &bytes[..offset.min(bytes.len())];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    (count_lines(before) + 1, (before.len() - line_start) as u64 + 1)
}

/// How many `\n` there are.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// The complete lines of a head, without their ends, empty ones left out; the last, cut one only if it is
/// `whole`.
pub(super) fn lines(head: &[u8], whole: bool) -> impl Iterator<Item = &[u8]> {
    let complete = if whole { head.len() } else { memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1) };
    head[..complete].split(|&b| b == b'\n').map(trim_line_end).filter(|line| !line.trim_ascii().is_empty())
}
