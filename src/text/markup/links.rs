//! Where addresses start and end.

/// Addresses longer than this are cut, and Markdown links with longer ones are not links; the bound keeps the
/// walk linear.
const LONGEST_TARGET: usize = 4096;

/// Where a bare address starts whose `://` is at `at`, not before `floor`.
pub(super) fn scheme_start(bytes: &[u8], floor: usize, at: usize) -> Option<usize> {
    let before = &bytes[floor..at];
    let scheme = ["https", "http", "ftp"].iter().find(|s| ends_with(before, s.as_bytes()))?;
    let start = at - scheme.len();
    let joined = start > floor && bytes[start - 1].is_ascii_alphanumeric();
    let host = bytes.get(at + 3).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'[' || b >= 0x80);
    (!joined && host).then_some(start)
}

fn ends_with(bytes: &[u8], end: &[u8]) -> bool {
    bytes.len() >= end.len() && bytes[bytes.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// Whether `www.` at `at` starts an address.
pub(super) fn is_www(bytes: &[u8], at: usize) -> bool {
    let joined = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || b"./@-".contains(&bytes[at - 1]));
    bytes[at..].starts_with(b"www.") && !joined && bytes.get(at + 4).is_some_and(|b| b.is_ascii_alphanumeric())
}

/// Where a bare address ends that starts at `start`: before a space, a bracket or quote it did not open, and
/// the punctuation of the sentence.
pub(super) fn address_end(text: &str, start: usize) -> usize {
    let (mut round, mut square) = (0usize, 0usize);
    let mut end = start;
    for (at, c) in text[start..].char_indices() {
        match c {
            '(' => round += 1,
            '[' => square += 1,
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            ')' | ']' | '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' => break,
            _ if c.is_whitespace() || c.is_control() || at > LONGEST_TARGET => break,
            _ if !c.is_ascii() && !c.is_alphanumeric() => break,
            _ => {}
        }
        end = start + at + c.len_utf8();
    }
    let tail = |b: &&u8| b".,!?;:'*_~([".contains(b);
    end - text.as_bytes()[start..end].iter().rev().take_while(tail).count()
}

/// The bounds of the e-mail address around the `@` at `at`, not before `floor`.
pub(super) fn email(bytes: &[u8], floor: usize, at: usize) -> Option<(usize, usize)> {
    let local = |b: &&u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b);
    let domain = |b: &&u8| b.is_ascii_alphanumeric() || b".-".contains(b);
    let mut start = at - bytes[floor..at].iter().rev().take(64).take_while(local).count();
    while start < at && !bytes[start].is_ascii_alphanumeric() {
        start += 1;
    }
    let mut end = at + 1 + bytes[at + 1..].iter().take(255).take_while(domain).count();
    while end > at + 1 && !bytes[end - 1].is_ascii_alphanumeric() {
        end -= 1;
    }
    let host = &bytes[at + 1..end];
    let top = host.iter().rposition(|&b| b == b'.').map(|dot| &host[dot + 1..]).filter(|_| host[0] != b'.')?;
    (start < at && top.len() >= 2 && top.iter().all(u8::is_ascii_alphabetic)).then_some((start, end))
}

/// The address and the end of the `(address "title")` whose `(` is at `open`.
pub(super) fn target(bytes: &[u8], open: usize) -> Option<(usize, usize, usize)> {
    let spaces = |at: usize| bytes[at..].iter().take(64).take_while(|b| b" \t".contains(b)).count();
    let start = open + 1 + spaces(open + 1);
    let mut depth = 0;
    let mut end = start;
    for &b in bytes[start..].iter().take(LONGEST_TARGET) {
        match b {
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b if b.is_ascii_whitespace() => break,
            _ => {}
        }
        // As in CommonMark, which bounds it for the same reason.
        if depth > 32 {
            return None;
        }
        end += 1;
    }
    let mut close = end + spaces(end);
    if let Some(&quote @ (b'"' | b'\'')) = bytes.get(close).filter(|_| close > end) {
        let line = |b: &&u8| **b != quote && **b != b'\n';
        close += 1 + bytes[close + 1..].iter().take(LONGEST_TARGET).take_while(line).count() + 1;
        close += spaces(close.min(bytes.len()));
    }
    (bytes.get(close) == Some(&b')')).then_some((start, end, close + 1))
}
