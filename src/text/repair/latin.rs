//! UTF-8 read as Windows-1252 or Latin-1: `Ã©` in, `é` out.
//!
//! A damaged character is a letter for the lead byte (`Â`–`ô`) and one to three signs for the bytes 80–BF.
//! Most such pairs never occur in real text and are repaired on sight. Some do (`CAFÉ…`, `beauté »`,
//! `„Spaß“`): these are repaired only if the same text holds a certain case from the same script.

use super::{Edit, WINDOWS_1252, apply};

/// One round; nothing if there is nothing to repair.
pub(super) fn undo(text: &str) -> Option<String> {
    let mut found: Vec<Sequence> = Vec::new();
    let mut evidence = 0u16;
    let mut done = 0;
    // `Â`–`ô` are C3 82 – C3 B4 in UTF-8, so every lead byte shows as a C3.
    for start in memchr::memchr_iter(0xC3, text.as_bytes()) {
        if start < done {
            continue;
        }
        if let Some(sequence) = complete(text, start, done).or_else(|| shortened(text, start, found.last())) {
            done = sequence.edit.end;
            evidence |= u16::from(sequence.sure) << sequence.script;
            found.push(sequence);
        }
    }
    apply(text, found.into_iter().filter(|s| s.sure || evidence >> s.script & 1 == 1).map(|s| s.edit))
}

struct Sequence {
    edit: Edit,
    /// Real text does not contain this.
    sure: bool,
    /// Which cases vouch for each other.
    script: u8,
}

/// A sign and the byte it was read from.
#[derive(Clone, Copy, Default)]
struct Sign {
    byte: u8,
    /// It is a C1 control character, which no one types.
    control: bool,
}

impl Sign {
    /// The sign for a byte 80–BF, if the character is one.
    fn of(c: char) -> Option<Self> {
        let control = matches!(c, '\u{80}'..='\u{9f}');
        if control || matches!(c, '\u{a0}'..='\u{bf}') {
            return Some(Self { byte: c as u8, control });
        }
        let place = WINDOWS_1252.iter().position(|&w| w == c && w > '\u{ff}')?;
        Some(Self { byte: 0x80 + place as u8, control })
    }

    /// It does not follow a letter in real text. Closing quotes, dashes, dots, marks, spaces and the letters
    /// of Windows-1252 do.
    fn strange(self) -> bool {
        self.control
            || !matches!(self.byte, 0x80 | 0x85 | 0x8A..=0x8C | 0x8E | 0x91..=0x97 | 0x99..=0x9C | 0x9E..=0xA0)
                && !matches!(self.byte, 0xAB | 0xAE | 0xBB)
    }

    /// Stands behind units and behind words with a footnote: `5 Å³`.
    fn superscript(self) -> bool {
        matches!(self.byte, 0xB2 | 0xB3 | 0xB9)
    }

    /// One of the letters `Š Œ Ž š œ ž Ÿ`.
    fn letter(self) -> bool {
        !self.control && matches!(self.byte, 0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F)
    }
}

/// The byte that the letter at `start` stands for, if UTF-8 sequences start with it.
fn lead(text: &str, start: usize) -> Option<u8> {
    match text.as_bytes().get(start + 1)? {
        low @ 0x82..=0xB4 => Some(low + 0x40),
        _ => None,
    }
}

/// All bytes of a character are there.
fn complete(text: &str, start: usize, done: usize) -> Option<Sequence> {
    let lead = lead(text, start)?;
    let length = match lead {
        ..0xE0 => 1,
        0xE0..0xF0 => 2,
        _ => 3,
    };
    let (mut signs, mut bytes) = ([Sign::default(); 3], [lead, 0, 0, 0]);
    let mut end = start + 2;
    for place in 0..length {
        let c = text[end..].chars().next()?;
        signs[place] = Sign::of(c)?;
        bytes[place + 1] = signs[place].byte;
        end += c.len_utf8();
    }
    let plain = std::str::from_utf8(&bytes[..=length]).ok()?.chars().next()?;
    // A letter that was repaired just before says nothing about capitals.
    let joined = start == done && start > 0;
    let before = if joined { None } else { text[..start].chars().next_back() };
    let place = Place { joined, before, after: &text[end..] };
    let sure = place.rules_out_real_text(lead, &signs[..length], plain);
    Some(Sequence { edit: Edit { start, end, plain: Some(plain) }, sure, script: script(lead) })
}

/// Where a sequence stands.
struct Place<'a> {
    /// Right behind another sequence.
    joined: bool,
    before: Option<char>,
    after: &'a str,
}

impl Place<'_> {
    fn rules_out_real_text(&self, lead: u8, signs: &[Sign], plain: char) -> bool {
        // The result is the sign of a sequence itself: damaged twice.
        if signs.iter().any(|s| s.control) || (self.joined && Sign::of(plain).is_some()) {
            return true;
        }
        let capitals = self.before.is_some_and(char::is_uppercase);
        let small = self.before.is_some_and(char::is_lowercase);
        let inside = self.after.starts_with(char::is_alphabetic);
        let strange = signs.iter().any(|s| s.strange());
        let stranger = signs.iter().any(|s| s.strange() && !s.superscript());
        match lead {
            // `Â` and a sign.
            0xC2 if plain < '\u{a0}' => false,
            0xC2 => strange || !capitals,
            // `Ã`: only in capitals does a Portuguese word end with it (`AMANHÃ…`).
            0xC3 => strange || !capitals || inside,
            // `Ä`, `Å`: a capital behind a small letter, or a closing sign before a letter, is no word.
            0xC4 | 0xC5 => stranger || small || inside,
            // Greek, Cyrillic, Arabic.
            0xCE..=0xD3 | 0xD8..=0xDB => (strange && !capitals) || self.continues(lead),
            // Hebrew; `×` is the sign of multiplication (`2×£10`), so it takes two.
            0xD6 | 0xD7 => self.continues(lead),
            // `á»` and a letter: Vietnamese. A closing quote has a space behind it.
            0xE1 => stranger || (matches!(signs[0].byte, 0xBA | 0xBB) && inside),
            // `â`: punctuation and symbols. No word ends in `âœ` or `â€`, nor starts with `â` and a sign.
            0xE2 => {
                let begins = !self.before.is_some_and(char::is_alphanumeric);
                signs[0].byte == 0x80 || signs[0].letter() || strange || begins
            }
            0xE0..=0xEF => stranger,
            // `ðŸ`: emoji.
            0xF0 => signs[0].byte == 0x9F || strange,
            // Rare scripts, where a real ß, Ü or É before a quote is the likelier reading, and planes nobody
            // uses.
            _ => false,
        }
    }

    /// Another sequence of the same script follows.
    fn continues(&self, lead: u8) -> bool {
        let mut chars = self.after.chars();
        let same = chars.next().and_then(|c| u8::try_from(c).ok()).is_some_and(|next| script(next) == script(lead));
        same && chars.next().and_then(Sign::of).is_some()
    }
}

/// Sequences of one number are written in one script and vouch for each other.
fn script(lead: u8) -> u8 {
    match lead {
        0xC2..=0xC5 => 0,
        0xCE | 0xCF => 1,
        0xD0..=0xD3 => 2,
        0xD6 | 0xD7 => 3,
        0xD8..=0xDB => 4,
        0xE0 => 5,
        0xE1 => 6,
        0xE2 | 0xEF | 0xF0 => 7,
        0xE3..=0xEE => 8,
        _ => 9,
    }
}

/// Characters whose UTF-8 holds a byte that Windows-1252 does not define (81 8D 8F 90 9D), which was dropped,
/// and that are by far the most used of the five that remain possible.
///
/// `â€`: E2 80 9D ”, against rare spaces and joiners (E2 80 8D, the joiner, only between emoji: see
/// [`shortened`]). `â¤`: E2 9D A4 ❤. `ï¸`: EF B8 8F, which follows ❤ and its like. `ðŸ‘`: F0 9F 91 8D 👍,
/// against 👁 👏 👐 👝. `ðŸ™`: F0 9F 99 8F 🙏, against 🙁 🙍 🙐 🙝. `ðŸ˜`: F0 9F 98 8D 😍, against 😁 😏 😐 😝: the least
/// certain, but the damage is worse than any of them.
const SHORTENED: [(&str, char); 6] =
    [("â€", '”'), ("â¤", '❤'), ("ï¸", '\u{fe0f}'), ("ðŸ‘", '👍'), ("ðŸ™", '🙏'), ("ðŸ˜", '😍')];

/// A byte of the character was dropped or became a space or U+FFFD.
fn shortened(text: &str, start: usize, previous: Option<&Sequence>) -> Option<Sequence> {
    let rest = &text[start..];
    let before = text[..start].chars().next_back();
    let edit = |length: usize, plain| Edit { start, end: start + length, plain };
    if let Some((damaged, plain)) = SHORTENED.iter().find(|(damaged, _)| rest.starts_with(damaged)) {
        let tail = &rest[damaged.len()..];
        let joins = *plain == '”' && joins_emoji(previous.filter(|s| s.edit.end == start), tail);
        let plain = if joins { '\u{200d}' } else { *plain };
        let lost = if tail.starts_with('\u{fffd}') { '\u{fffd}'.len_utf8() } else { 0 };
        return Some(Sequence { edit: edit(damaged.len() + lost, Some(plain)), sure: true, script: script(0xE2) });
    }
    spaced(rest, before).map(|(length, plain, sure)| Sequence { edit: edit(length, plain), sure, script: script(0xC3) })
}

/// Where A0, the no-break space, became a plain space: `voilÃ , `, `end.Â  Next`. Gives the length of the
/// damage, what belongs there, and whether it is certain.
fn spaced(rest: &str, before: Option<char>) -> Option<(usize, Option<char>, bool)> {
    let small = before.is_some_and(char::is_lowercase);
    let alone = before.is_none_or(char::is_whitespace);
    if let Some(tail) = rest.strip_prefix("Ã ") {
        let length = if tail.starts_with(char::is_alphanumeric) { 2 } else { 3 };
        return (small || alone).then_some((length, Some('à'), small));
    }
    let joined = rest.starts_with("Â ") && !alone && !before.is_some_and(char::is_uppercase);
    joined.then_some((2, None, true))
}

/// Between two emoji, `â€` is the joiner: `ðŸ‘¨â€ðŸ’»` is a man, a joiner and a laptop.
fn joins_emoji(previous: Option<&Sequence>, tail: &str) -> bool {
    let emoji = |c: char| c >= '\u{1f000}' || matches!(c, '\u{2600}'..='\u{27bf}' | '\u{fe0f}');
    previous.and_then(|s| s.edit.plain).is_some_and(emoji)
        && ["ð", "â™", "âš", "â¤"].iter().any(|e| tail.starts_with(e))
}
