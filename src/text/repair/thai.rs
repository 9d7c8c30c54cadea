//! UTF-8 read as Windows-874 or TIS-620: `cafรฉ` and `isnโt` in, `café` and `isn’t` out.
//!
//! In these sets the bytes A1–FB are Thai letters and most of 80–9F is undefined. Software drops the
//! undefined bytes, so punctuation (E2 80 …) shrinks to a lone `โ` (E2) and a symbol to `โ` and one letter.
//! What stood there is then a guess from its place, and guesses are made only in texts without real Thai: the
//! same accident would have damaged that too.

use super::{Edit, apply};

/// One round; nothing if there is nothing to repair.
pub(super) fn undo(text: &str) -> Option<String> {
    let mut edits: Vec<(Edit, Trust)> = Vec::new();
    let mut reader = Reader { text, quote_open: false, real_thai: false };
    let mut done = 0;
    // Thai is E0 B8 … and E0 B9 … in UTF-8.
    for start in memchr::memchr_iter(0xE0, text.as_bytes()) {
        if start >= done && text[start..].starts_with(is_thai) {
            done = reader.run(start, &mut edits);
        }
    }
    let real_thai = reader.real_thai;
    let damaged = edits.iter().any(|(_, t)| *t != Trust::Hint);
    apply(text, edits.into_iter().filter(|(_, t)| *t == Trust::Sure || (damaged && !real_thai)).map(|(e, _)| e))
}

#[derive(Clone, Copy, PartialEq)]
enum Trust {
    Sure,
    Guess,
    /// A word of one letter that may be either (`รถ`, a car, or ö), and goes with the rest of the text.
    Hint,
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e5b}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}')
}

fn is_small_latin(c: char) -> bool {
    is_latin(c) && c.is_lowercase()
}

/// The byte a character was read from; the second value tells whether it is a byte 80–9F.
fn byte(c: char) -> Option<(u8, bool)> {
    let low = match c {
        '\u{e01}'..='\u{e3a}' | '\u{e3f}'..='\u{e5b}' => return Some(((c as u32 - 0xD60) as u8, false)),
        '\u{a0}' => return Some((0xA0, false)),
        '\u{80}'..='\u{9f}' => c as u8,
        '€' => 0x80,
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        _ => return None,
    };
    Some((low, true))
}

/// What one or more characters of a run were.
#[derive(Clone, Copy)]
enum Piece {
    /// A whole character. `sure` if one of its bytes shows that this can't be Thai.
    Whole { plain: char, lead: u8, sure: bool },
    /// `โ` and the last of three bytes.
    MiddleLost(char),
    /// `โ`: both bytes behind it are lost.
    Lost,
    /// `ย`: a no-break space (C2 A0) whose second byte is lost.
    SpaceLost,
}

/// A piece and its end.
fn piece(text: &str, start: usize) -> Option<(Piece, usize)> {
    whole(text, start).or_else(|| shortened(text, start))
}

fn whole(text: &str, start: usize) -> Option<(Piece, usize)> {
    let mut chars = text[start..].char_indices();
    let lead = byte(chars.next()?.1)?.0;
    let length = match lead {
        0xC2..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0..0xF5 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut sure = false;
    for slot in &mut bytes[1..length] {
        let (_, c) = chars.next()?;
        let (value, low) = byte(c)?;
        // Real Thai may end with … or a quote; the control characters and `โ€` are damage.
        sure |= low && (matches!(c, '\u{80}'..='\u{9f}') || (lead == 0xE2 && c == '€'));
        *slot = value;
    }
    let plain = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some((Piece::Whole { plain, lead, sure }, start + chars.offset()))
}

fn shortened<'a>(text: &'a str, start: usize) -> Option<(Piece, usize)> {
    let rest = &text[start..];
    let ends = |tail: &str| !tail.starts_with(|c| is_thai(c) && c != 'โ');
    if let Some(tail) = rest.strip_prefix('ย') {
        let tail = tail.strip_prefix(' ').unwrap_or(tail);
        return ends(tail).then(|| (Piece::SpaceLost, text.len() - tail.len()));
    }
    // The lost bytes may have left `€` (80) or U+FFFD each.
    let left = |tail: &'a str| tail.strip_prefix(['€', '\u{fffd}']).unwrap_or(tail);
    let tail = left(left(rest.strip_prefix('โ')?));
    let Some(last) = tail.chars().next().filter(|&c| is_thai(c) && c != 'โ') else {
        return Some((Piece::Lost, text.len() - tail.len()));
    };
    let tail = &tail[last.len_utf8()..];
    (matches!(last, '\u{e01}'..='\u{e1f}') && ends(tail)).then(|| (Piece::MiddleLost(last), text.len() - tail.len()))
}

struct Reader<'a> {
    text: &'a str,
    /// A lost quote was opened and not yet closed.
    quote_open: bool,
    /// The text holds Thai that is no damage.
    real_thai: bool,
}

impl Reader<'_> {
    /// Explains the Thai that starts here, and returns where it ends.
    fn run(&mut self, start: usize, edits: &mut Vec<(Edit, Trust)>) -> usize {
        let mut pieces = Vec::new();
        let mut end = start;
        while self.text[end..].starts_with(is_thai) {
            let Some((piece, next)) = piece(self.text, end) else {
                break;
            };
            pieces.push((piece, end, next));
            end = next;
        }
        let rest = self.text[end..].trim_start_matches(is_thai);
        let whole_run = rest.len() == self.text.len() - end;
        let sure = pieces.iter().any(|(p, ..)| matches!(p, Piece::Whole { sure: true, .. })) || reads_as_thai(&pieces);
        let place = (self.text[..start].chars().next_back(), self.text[end..].chars().next());
        let mut before = place.0;
        for &(piece, start, end) in &pieces {
            let after = &self.text[end..];
            let (plain, trust) = match piece {
                Piece::Whole { plain, sure: true, .. } => (Some(plain), Trust::Sure),
                _ if !whole_run => (None, Trust::Guess),
                Piece::Whole { plain, .. } if sure => (Some(plain), Trust::Sure),
                Piece::Whole { plain, lead, .. } => fits(plain, lead, pieces.len(), place),
                Piece::MiddleLost(last) => (symbol(last, before, after), Trust::Guess),
                Piece::SpaceLost => (lost_space(before, after), Trust::Guess),
                Piece::Lost => self.punctuation(start, before, after),
            };
            // A lone `โ` in an odd place may be either.
            self.real_thai |= plain.is_none() && !matches!(piece, Piece::Lost | Piece::SpaceLost);
            edits.extend(plain.is_some().then_some((Edit { start, end, plain }, trust)));
            before = plain.or(self.text[..end].chars().next_back());
        }
        self.real_thai |= !whole_run;
        self.text.len() - rest.len()
    }

    /// A lone `โ` stands for a character E2 80 … or, less often, another symbol. Its place tells an
    /// apostrophe, a quote and a dash apart; single quotes can't be told from double ones, nor an en dash
    /// from an em dash.
    fn punctuation(&mut self, from: usize, before: Option<char>, after: &str) -> (Option<char>, Trust) {
        let next = after.chars().next();
        let word_before = before.is_some_and(|c| c.is_alphanumeric() && !is_thai(c));
        let word_after = next.is_some_and(|c| c.is_alphanumeric() && !is_thai(c));
        let space_before = before.is_none_or(|c| c.is_whitespace() || "([{<>/*_—–-".contains(c));
        let space_after = next.is_none_or(char::is_whitespace);
        if before.is_some_and(is_latin) && is_contraction(after) {
            return (Some('’'), Trust::Sure);
        }
        let plain = match () {
            () if word_before && word_after => Some(self.between_words(from, before, next)),
            () if space_before && is_elision(after) => Some('’'),
            () if space_before && word_after => {
                self.quote_open = true;
                Some('“')
            }
            () if space_before => (space_after && next.is_some()).then_some('–'),
            () if self.quote_open && !word_after => {
                self.quote_open = false;
                Some('”')
            }
            () if word_after => Some('—'),
            () if before.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…' | ')')) => Some('”'),
            () => word_before.then_some('’'),
        };
        (plain, Trust::Guess)
    }

    /// `10โ20`, `Oโbrien`, `lโidée`, or two words with a dash.
    fn between_words(&self, from: usize, before: Option<char>, next: Option<char>) -> char {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let earlier = self.text[..from].chars().rev().nth(1);
        match () {
            () if digit(before) && digit(next) => '–',
            () if !digit(before) && !earlier.is_some_and(is_latin) => '’',
            () => '—',
        }
    }
}

/// Thai that was itself damaged is a row of `เธ…` and `เน…`; three in a row are no words.
fn reads_as_thai(pieces: &[(Piece, usize, usize)]) -> bool {
    pieces.len() >= 3 && pieces.iter().all(|(p, ..)| matches!(p, Piece::Whole { plain, .. } if is_thai(*plain)))
}

/// `s`, `t`, `re` … with nothing of a word behind them.
fn is_contraction(after: &str) -> bool {
    let word = first_word(after);
    ["s", "t", "d", "m", "n", "re", "ve", "ll", "em"].iter().any(|s| word.eq_ignore_ascii_case(s))
}

/// `’90s`, `’cause`: an apostrophe opens the word.
fn is_elision(after: &str) -> bool {
    let word = first_word(after);
    let decade = word.strip_suffix('s').is_some_and(|d| d.len() == 2 && d.bytes().all(|b| b.is_ascii_digit()));
    decade || ["cause", "em", "til", "tis", "twas", "bout", "cuz", "n"].iter().any(|s| word.eq_ignore_ascii_case(s))
}

/// At most eight letters are looked at, so that a long word costs no time.
fn first_word(text: &str) -> &str {
    let end = text.char_indices().take(8).find(|(_, c)| !c.is_alphanumeric() || is_thai(*c)).map(|(i, _)| i);
    &text[..end.unwrap_or(if text.len() <= 8 { text.len() } else { 0 })]
}

/// Whole characters of Thai letters only, which could be a word. `run` is the number of characters side by
/// side, `place` what stands before and behind them.
fn fits(plain: char, lead: u8, run: usize, place: (Option<char>, Option<char>)) -> (Option<char>, Trust) {
    let in_word = place.0.is_some_and(is_latin) || place.1.is_some_and(is_small_latin);
    let trust = match lead {
        // No Thai word is written `ยฃ`, `ยฉ` …, or is a `ร` alone.
        0xC2 | 0xC3 if "\u{a0}£©®°«»¼½¾±·¢¥à".contains(plain) => Trust::Guess,
        0xC2..=0xC5 | 0xE1 if in_word => Trust::Guess,
        0xC3 if run == 1 => Trust::Hint,
        0xCE | 0xCF if run >= 2 => Trust::Guess,
        // Vowels and marks that stand behind a consonant in Thai can't begin a run.
        0xD0..=0xDA | 0xE7..=0xEE => Trust::Guess,
        0xEF if plain == '\u{feff}' => Trust::Guess,
        _ => return (None, Trust::Guess),
    };
    (Some(plain), trust)
}

/// `โ` and the last of three bytes, the middle one guessed.
///
/// The candidates for E2 xx B3 are the characters that xx in 80–9F allows; kept is the one that people type
/// or that bullets and lists are made of. General punctuation (xx = 80) wins for quotes, dots and bullets,
/// geometric shapes (96) for B2 B3 BD, reference marks for BB, letter-like symbols (84) for a raised A2. Left
/// alone are the pairs that are Thai words: `โก โค โจ โด โต โถ โท โธ โน โบ โผ โพ`.
fn symbol(last: char, before: Option<char>, after: &str) -> Option<char> {
    let digit = before.is_some_and(|c| c.is_ascii_digit());
    let number = after.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit());
    Some(match last {
        'ข' if before.is_some_and(is_latin) => '™', // E2 84 A2
        'ข' => '•',                                 // E2 80 A2
        'ฅ' if number => '≥',                       // E2 89 A5
        'ฅ' => '♥',                                 // E2 99 A5
        'ฆ' => '…',                                 // E2 80 A6
        'ฌ' => '€',                                 // E2 82 AC
        'ฐ' if digit => '‰',                        // E2 80 B0
        'ฒ' if digit => '′',                        // E2 80 B2, feet and minutes
        'ฒ' => '▲',                                 // E2 96 B2
        'ณ' if digit => '″',                        // E2 80 B3, inches and seconds
        'ณ' => '△',                                 // E2 96 B3
        'ป' => '※',                                 // E2 80 BB
        'ฝ' => '▽',                                 // E2 96 BD
        _ => return None,
    })
}

/// `end.ย Next`: C2 A0, with the A0 lost or turned into a space. A letter that is spoken of (`'ย'`) stands
/// apart from words.
fn lost_space(before: Option<char>, after: &str) -> Option<char> {
    let behind = before.is_some_and(|c| c.is_ascii_alphanumeric() || ".,;:!?)".contains(c));
    (behind && after.starts_with(|c: char| c.is_ascii_graphic() || c == ' ')).then_some(' ')
}
