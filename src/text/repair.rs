//! UTF-8 that was read in a one-byte character set, undone: `donâ€™t` and `donโt` in, `don’t` out.
//!
//! The idea is ftfy's (Speer 2019, doi 10.5281/zenodo.2591652): damage is told from real text because hardly
//! anybody writes a capital with an accent and a currency sign behind it. The rules here are our own. They
//! look at one sequence at a time, so a text that is damaged in places is repaired in these places only.
//! [`latin`] undoes Windows-1252 and Latin-1, [`thai`] Windows-874 and TIS-620.

mod latin;
mod thai;

use std::borrow::Cow;

/// How often a text may have been damaged in the same way. Each round undoes one; text damaged four times is
/// not readable to its own author, and the bound keeps the time linear.
const ROUNDS: usize = 3;

/// Undoes UTF-8 that was read as Windows-1252, Latin-1, Windows-874 or TIS-620, up to three times over.
///
/// Only sequences that decode to valid UTF-8 and that real text does not contain are replaced. The bytes that
/// the wrong character set does not define may have survived as control characters, turned into U+FFFD, or
/// been dropped; where they were dropped, the character is the most plausible one in that place (see the
/// tables in the source). Control characters U+0080–U+009F that remain are read as Windows-1252, as browsers
/// do. Text that needs no repair is borrowed; repaired text is never longer than the damaged text, but for
/// one byte for each such control character.
///
/// ```
/// use undertone::text::undo_mojibake;
/// assert_eq!(undo_mojibake("Itâ€™s a cafÃ©, isnโt it?"), "It’s a café, isn’t it?");
/// ```
pub fn undo_mojibake(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut repaired = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        let latin = latin::undo(&repaired);
        let thai = thai::undo(latin.as_deref().unwrap_or(&repaired));
        match thai.or(latin) {
            Some(better) => repaired = Cow::Owned(better),
            None => break,
        }
    }
    match read_controls(&repaired) {
        Some(better) => Cow::Owned(better),
        None => repaired,
    }
}

/// One stretch of damage and what belongs there.
#[derive(Debug)]
struct Edit {
    start: usize,
    end: usize,
    /// Nothing where a mere leftover is to be removed.
    plain: Option<char>,
}

/// Applies edits that are in order and do not overlap.
fn apply(text: &str, edits: impl Iterator<Item = Edit>) -> Option<String> {
    let mut out: Option<String> = None;
    let mut done = 0;
    for edit in edits {
        let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
        out.push_str(&text[done..edit.start]);
        out.extend(edit.plain);
        done = edit.end;
    }
    out.map(|mut out| {
        out.push_str(&text[done..]);
        out
    })
}

/// The characters of Windows-1252 at 80–9F; the five undefined ones are themselves, as in the WHATWG Encoding
/// Standard.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads the control characters U+0080–U+009F as Windows-1252. They have no use in a comment; they come from
/// a Windows-1252 text that was read as Latin-1.
fn read_controls(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let edits = memchr::memchr_iter(0xC2, bytes).filter_map(|start| {
        let low = *bytes.get(start + 1)?;
        let plain = *WINDOWS_1252.get(usize::from(low.checked_sub(0x80)?))?;
        (plain > '\u{9f}').then_some(Edit { start, end: start + 2, plain: Some(plain) })
    });
    apply(text, edits)
}
