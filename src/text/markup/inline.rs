//! Marks inside a line: inline code, addresses, emphasis, links, superscripts, escapes, spoilers.

use super::walk::{BACKTICKS, Walk};
use super::{PassageKind, links, marks};
use memchr::memchr2;

/// Brackets that are open at the same time; more are prose.
const BRACKETS: usize = 32;

impl Walk<'_> {
    /// One special byte outside blocks and tags. Gives where the walk goes on.
    pub(super) fn inline(&mut self, byte: u8, at: usize) -> usize {
        let next = match byte {
            b'`' => Some(self.backticks(at)),
            b':' | b'w' => self.bare_link(byte, at),
            b'@' => self.email(at),
            _ if !self.treat.markdown => None,
            b'*' | b'_' | b'~' => Some(self.emphasis(byte, at)),
            b'[' => self.bracket(at),
            b']' => self.link(at),
            b'^' => self.superscript(at),
            b'\\' => self.escape(at),
            b'<' | b'>' => self.spoiler(byte, at),
            _ => None,
        };
        next.unwrap_or(at + 1)
    }

    fn backticks(&mut self, at: usize) -> usize {
        let run = |from: usize| self.bytes[from..].iter().take_while(|&&b| b == b'`').count();
        let length = run(at);
        let from = at + length;
        if !self.treat.code || length > BACKTICKS || self.no_code[length] > at {
            return from;
        }
        let mut close = from;
        while let Some(hit) = memchr2(b'`', b'\n', &self.bytes[close..]) {
            close += hit;
            match run(close) {
                0 => break,
                same if same == length => {
                    self.push(at, from, PassageKind::Markup);
                    self.push(from, close, PassageKind::Code);
                    self.push(close, close + length, PassageKind::Markup);
                    return close + length;
                }
                other => close += other,
            }
        }
        self.no_code[length] =
            if close < self.bytes.len() && self.bytes[close] == b'\n' { close } else { self.bytes.len() };
        from
    }

    fn bare_link(&mut self, byte: u8, at: usize) -> Option<usize> {
        let start = match byte {
            b':' => {
                self.bytes[at..].starts_with(b"://").then(|| links::scheme_start(self.bytes, self.floor(), at))??
            }
            _ => links::is_www(self.bytes, at).then_some(at)?,
        };
        let end = links::address_end(self.text, start);
        if end <= at + 3 {
            return None;
        }
        // `<https://example.org>`
        let angle = start.checked_sub(1).filter(|&i| i >= self.floor() && self.bytes[i] == b'<' && self.treat.markdown);
        let angle = angle.filter(|_| self.bytes.get(end) == Some(&b'>'));
        if let Some(open) = angle {
            self.push(open, start, PassageKind::Markup);
        }
        self.push_link(start, end);
        if angle.is_some() {
            self.push(end, end + 1, PassageKind::Markup);
        }
        Some(end + usize::from(angle.is_some()))
    }

    fn push_link(&mut self, start: usize, end: usize) {
        let kind = if self.treat.links { PassageKind::Link } else { PassageKind::Prose };
        self.push(start, end, kind);
    }

    fn email(&mut self, at: usize) -> Option<usize> {
        let (start, end) = links::email(self.bytes, self.floor(), at)?;
        self.push_link(start, end);
        Some(end)
    }

    fn emphasis(&mut self, byte: u8, at: usize) -> usize {
        let length = self.bytes[at..].iter().take_while(|&&b| b == byte).count();
        let end = at + length;
        let slot = match (byte, length) {
            (b'*', 1..=3) => length - 1,
            (b'_', 1..=3) => length + 2,
            (b'~', 2) => 6,
            _ => return end,
        };
        let (opens, closes) = marks::flanks(self.text[..at].chars().next_back(), self.text[end..].chars().next());
        match self.open.emphasis[slot] {
            Some(opening) if closes && self.holds_word(self.marks[opening].end, at) => {
                self.open.emphasis[slot] = None;
                self.marks[opening].stands = true;
                self.push(at, end, PassageKind::Markup);
            }
            _ if opens => self.open.emphasis[slot] = Some(self.push_open(at, end)),
            _ => {}
        }
        end
    }

    /// `*_*` is a face, not an emphasised `_`.
    fn holds_word(&self, start: usize, end: usize) -> bool {
        end - start > 3 || self.bytes[start..end].iter().any(|b| b.is_ascii_alphanumeric() || *b >= 0x80)
    }

    fn bracket(&mut self, at: usize) -> Option<usize> {
        let image = at > self.floor() && self.bytes[at - 1] == b'!';
        if self.open.brackets.len() < BRACKETS {
            let mark = self.push_open(at - usize::from(image), at + 1);
            self.open.brackets.push(mark);
        }
        None
    }

    fn link(&mut self, at: usize) -> Option<usize> {
        let opening = self.open.brackets.pop()?;
        if self.bytes.get(at + 1) != Some(&b'(') {
            return None;
        }
        let (start, end, close) = links::target(self.bytes, at + 1)?;
        self.marks[opening].stands = true;
        self.push(at, start, PassageKind::Markup);
        self.push_link(start, end);
        self.push(end, close, PassageKind::Markup);
        Some(close)
    }

    /// Reddit's `^this`; `x^2` and `^_^` are none.
    fn superscript(&mut self, at: usize) -> Option<usize> {
        let joined = self.text[..at].chars().next_back().is_some_and(|c| marks::in_word(c) || c == ')');
        let end = at + self.bytes[at..].iter().take_while(|&&b| b == b'^').count();
        let raises = self.bytes.get(end).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'(');
        if !joined && raises {
            self.push(at, end, PassageKind::Markup);
        }
        Some(end)
    }

    /// A backslash before a mark; the mark is prose.
    fn escape(&mut self, at: usize) -> Option<usize> {
        self.bytes.get(at + 1).filter(|b| b.is_ascii_punctuation())?;
        self.push(at, at + 1, PassageKind::Markup);
        Some(at + 2)
    }

    /// `>!hidden!<`, on Reddit.
    fn spoiler(&mut self, byte: u8, at: usize) -> Option<usize> {
        if byte == b'>' && self.bytes.get(at + 1) == Some(&b'!') {
            self.open.spoiler = Some(self.push_open(at, at + 2));
            return Some(at + 2);
        }
        if byte == b'<' && at > self.floor() && self.bytes[at - 1] == b'!' {
            let opening = self.open.spoiler.take()?;
            self.marks[opening].stands = true;
            self.push(at - 1, at + 1, PassageKind::Markup);
        }
        None
    }
}
