//! Escapes of HTML and JSON that a scraper left in the text, decoded: `&amp;` and `\u2019` in, `&` and `’`
//! out.
//!
//! Each is decoded exactly once: a commenter who wrote `&lt;` to show an entity keeps it. Text without `&` or
//! `\u` is borrowed after one scan.

use memchr::memmem;
use std::borrow::Cow;

/// Decodes HTML entities once: `&amp;lt;` becomes `&lt;`.
///
/// Follows the rules of the HTML standard (section 13.2.5.72 ff.) as it applies them to attribute values:
/// numeric ones with or without semicolon, 80–9F read as Windows-1252 (`&#146;` is ’), all named ones with
/// semicolon; of those that HTML allows without (`&copy`, `&amp`), only where no letter, digit or `=`
/// follows, so that the addresses in comments survive (`?a=1&copy=2`). Beyond HTML, an emoji written as two
/// surrogates (`&#55357;&#56832;`, as Java programs do) is joined; HTML would give two U+FFFD.
///
/// ```
/// use undertone::text::decode_entities;
/// assert_eq!(decode_entities("R&amp;D isn&#146;t free"), "R&D isn’t free");
/// ```
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    match replace(text, "&#", surrogate_entities) {
        Cow::Borrowed(text) => htmlize::unescape_attribute(text),
        Cow::Owned(text) => Cow::Owned(htmlize::unescape_attribute(text).into_owned()),
    }
}

/// Decodes `\uXXXX` with exactly four hexadecimal digits, as JSON writes it; two surrogates become their one
/// character.
///
/// A surrogate without its other half becomes U+FFFD: what it was can't be known, and that something was
/// there should show. Control characters stay escaped, for they would reach the reader's terminal; only tab,
/// newline and return are decoded. An escaped backslash (`\\u2019`) and `C:\users` stay.
///
/// ```
/// use undertone::text::decode_escapes;
/// assert_eq!(decode_escapes(r"isn\u2019t it \ud83d\ude00"), "isn’t it 😀");
/// ```
pub fn decode_escapes(text: &str) -> Cow<'_, str> {
    replace(text, r"\u", escape)
}

/// Replaces what `read` recognises at an occurrence of `mark`: it gives the character and where its escape
/// ends.
fn replace<'a>(text: &'a str, mark: &str, read: fn(&str, usize) -> Option<(char, usize)>) -> Cow<'a, str> {
    let mut out: Option<String> = None;
    let mut done = 0;
    for start in memmem::find_iter(text.as_bytes(), mark) {
        if start >= done
            && let Some((c, end)) = read(text, start)
        {
            let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
            out.push_str(&text[done..start]);
            out.push(c);
            done = end;
        }
    }
    match out {
        Some(mut out) => {
            out.push_str(&text[done..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

/// An odd number of backslashes stands before.
fn is_escaped(text: &str, start: usize) -> bool {
    text.as_bytes()[..start].iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1
}

/// The character escaped at `start` and where it ends.
fn escape(text: &str, start: usize) -> Option<(char, usize)> {
    let (first, end) = escape_unit(text, start).filter(|_| !is_escaped(text, start))?;
    if let Some((second, end)) = escape_unit(text, end)
        && let Some(c) = join(first, second)
    {
        return Some((c, end));
    }
    let c = char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
    (!c.is_control() || matches!(c, '\t' | '\n' | '\r')).then_some((c, end))
}

fn escape_unit(text: &str, start: usize) -> Option<(u32, usize)> {
    let digits = text.get(start..start + 6)?.strip_prefix(r"\u")?;
    // `from_str_radix` alone would accept a sign.
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten().map(|unit| (unit, start + 6))
}

/// The character of a high and a low surrogate.
fn join(high: u32, low: u32) -> Option<char> {
    let pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    pair.then(|| char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))).flatten()
}

/// Two numeric entities that are the halves of one character.
fn surrogate_entities(text: &str, start: usize) -> Option<(char, usize)> {
    let (high, middle) = surrogate_entity(text, start)?;
    let (low, end) = surrogate_entity(text, middle)?;
    join(high, low).map(|c| (c, end))
}

/// A numeric entity of five decimal or four hexadecimal digits, the only lengths a surrogate has.
fn surrogate_entity(text: &str, start: usize) -> Option<(u32, usize)> {
    let body = text[start..].strip_prefix("&#")?;
    let (digits, radix) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex.get(..4)?, 16),
        None => (body.get(..5)?, 10),
    };
    let end = start + 2 + usize::from(radix == 16) + digits.len();
    let value =
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, radix).ok()).flatten()?;
    text[end..].starts_with(';').then_some((value, end + 1))
}
