//! What is done to a document before it is parsed: its depth is checked, and what was cut off is mended. Each is one pass, without recursion.

use memchr::memmem;

use super::string_end;
use crate::input::bytes::line_and_column;
use crate::input::error::ReadError;

/// # Errors
/// [`ReadError::TooDeep`].
pub(super) fn check_depth(text: &[u8]) -> Result<(), ReadError> {
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

/// If the text ends in the middle of a value: ends it after the last object or array that is whole, closes what is still open there, and says
/// how many bytes went. Does nothing if not even one is whole.
pub(super) fn mend(text: &mut Vec<u8>) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    let (mut at, mut torn) = (0, false);
    // The end of the last whole value, and how many are open around it.
    let mut whole = None;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                open.pop();
                whole = Some((at, open.len()));
            }
            b'"' => match string_end(text, at - 1) {
                Some(end) => at = end,
                None => {
                    torn = true;
                    break;
                }
            },
            _ => {}
        }
    }
    if open.is_empty() && !torn {
        return None;
    }
    let (end, depth) = whole?;
    let lost = text.len() - end;
    text.truncate(end);
    text.extend(open[..depth].iter().rev());
    Some(lost)
}

/// Writes U+FFFD over every escaped half of a surrogate pair: dumps cut texts at any place, and JSON parsers refuse such strings.
pub(in crate::input) fn mend_surrogates(text: &mut [u8]) {
    let mut at = 0;
    while let Some(hit) = memmem::find(&text[at..], b"\\") {
        let start = at + hit;
        at = start + 2;
        match unit(text, start) {
            Some(0xd800..=0xdbff) if matches!(unit(text, start + 6), Some(0xdc00..=0xdfff)) => at = start + 12,
            Some(0xd800..=0xdfff) => {
                text[start + 2..start + 6].copy_from_slice(b"fffd");
                at = start + 6;
            }
            _ => {}
        }
        at = at.min(text.len());
    }
}

/// The code unit of an escape `\uXXXX` at `start`.
fn unit(text: &[u8], start: usize) -> Option<u16> {
    let digits = text.get(start..start + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::{mend, mend_surrogates};

    fn mended(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        mend(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_was_whole_is_closed_and_the_rest_goes() {
        assert_eq!(mended(r#"[{"a":"}"},{"b":[1]"#), r#"[{"a":"}"},{"b":[1]}]"#);
        assert_eq!(mended(r#"{"a":{"b":1},"c":"cut"#), r#"{"a":{"b":1}}"#);
        assert_eq!(mended(r#"{"a":1}{"b":"#), r#"{"a":1}"#);
        for left in [r#"{"a":1}"#, r#"{"a":"#, "", r#"["a"#] {
            assert_eq!(mended(left), left);
        }
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_pairs_stay() {
        let mut text = br#""\ud83d\ude00 \ud83d! \\ud83d \ude00""#.to_vec();
        mend_surrogates(&mut text);
        assert_eq!(text, br#""\ud83d\ude00 \ufffd! \\ud83d \ufffd""#);
    }
}
