//! The marks of a text, and the small tests that tell a mark from prose.

use super::PassageKind;

/// A stretch that is not prose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub start: usize,
    pub end: usize,
    pub kind: PassageKind,
    /// False while an opening mark waits for the one that closes it.
    pub stands: bool,
}

/// Number of bytes of the list mark, with the space behind it: `- `, `* `, `+ `, `1. `, `12) `. A year
/// (`1984. `) is none.
pub(super) fn list_mark(line: &[u8]) -> Option<usize> {
    let digits = line.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let mark = match (digits, line.get(digits)?) {
        (0, b'-' | b'*' | b'+') => 1,
        (1..=3, b'.' | b')') => digits + 1,
        _ => return None,
    };
    matches!(line.get(mark), Some(b' ' | b'\t')).then_some(mark + 1)
}

/// Whether a line may start with a list mark or be a rule.
pub(super) fn may_start_list(line: &[u8]) -> bool {
    let indent = line.iter().take_while(|&&b| b == b' ' || b == b'\t').count();
    list_mark(&line[indent..]).is_some() || line[indent..].starts_with(b"---")
}

/// Number of bytes of a heading's `# `; `#hashtag` is none.
pub(super) fn heading(line: &[u8]) -> Option<usize> {
    let level = line.iter().take(7).take_while(|&&b| b == b'#').count();
    ((1..=6).contains(&level) && matches!(line.get(level), Some(b' ' | b'\t'))).then_some(level + 1)
}

/// A rule between sections: three or more of `-`, `*` or `_` and nothing else.
pub(super) fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let Some(&mark @ (b'-' | b'*' | b'_')) = line.first() else {
        return false;
    };
    line.iter().filter(|&&b| b == mark).take(3).count() == 3 && line.iter().all(|&b| b == mark || b == b' ')
}

/// The mark and length of a fence: three or more backticks (with none in the line behind them) or tildes.
pub(super) fn fence(line: &[u8]) -> Option<(u8, usize)> {
    let &mark @ (b'`' | b'~') = line.first()? else {
        return None;
    };
    let length = line.iter().take_while(|&&b| b == mark).count();
    let info = &line[length..];
    (length >= 3 && !(mark == b'`' && memchr::memchr(b'`', info).is_some())).then_some((mark, length))
}

/// Whether a line that starts with `>` starts an emoticon (`>_<`, `>.>`, `>:(`, `>;D`), or a comparison or
/// arrow (`>=`).
pub(super) fn is_angry_face(line: &[u8]) -> bool {
    let ends = |rest: &[u8]| rest.first().is_none_or(|b| !b.is_ascii_alphanumeric() && !b"/<>".contains(b));
    let Some(&first) = line.get(1) else { return false };
    if b":;=".contains(&first) {
        let nose = usize::from(matches!(line.get(2), Some(b'-' | b'\'' | b'^')));
        let mouth = line.get(2 + nose).is_some_and(|b| b"()[]{}/\\|<>DdPpOo03xXcCsS@*".contains(b));
        return (mouth && ends(&line[3 + nose..])) || first == b'=';
    }
    let face = line[1..].iter().take(5).take_while(|b| b"_.-~^,;'\"/oOwWuUxXvVmM3n".contains(b)).count();
    let eye = line.get(1 + face);
    let closed = eye == Some(&b'<') || (eye == Some(&b'>') && face > 0);
    closed && ends(&line[2 + face..])
}

/// A letter or digit of a script that puts spaces between words. Emphasis inside such a word is none, so that
/// `s**t` stays whole; Chinese has no other place for it.
pub(super) fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && (c.is_lowercase() || c.is_uppercase()))
}

/// Whether a run of marks between these characters can open and can close emphasis.
pub(super) fn flanks(before: Option<char>, after: Option<char>) -> (bool, bool) {
    // The nose of `^_^`, `-_-`, `>_<`, the arms of `¯_(ツ)_/¯`.
    let nose = before.is_some() && (before == after || (before, after) == (Some('>'), Some('<')));
    let nose = nose || before == Some('¯');
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let word = |c: Option<char>| c.is_some_and(in_word);
    (!nose && !space(after) && !word(before), !nose && !space(before) && !word(after))
}
