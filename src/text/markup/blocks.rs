//! Marks that only the start of a line can be: quotes, fences, rules, headings, list marks.

use super::walk::Walk;
use super::{PassageKind, html, marks};
use memchr::{memchr, memchr2};

/// Longest rule between sections. Without a bound, `- - - …` would be read anew from each list mark in it.
const LONGEST_RULE: usize = 80;

impl Walk<'_> {
    /// What only the start of a line can be: a quote, a fence, a rule, a heading, a list mark, a blank line.
    /// Gives where the walk goes on, at the start of a line again.
    pub(super) fn block(&mut self, start: usize) -> Option<usize> {
        let indent = self.bytes[start..].iter().take_while(|&&b| b == b' ' || b == b'\t').count();
        let at = start + indent;
        let line = &self.bytes[at..];
        match line.first()? {
            b'\n' | b'\r' => {
                self.open.clear();
                return Some(at + 1);
            }
            b'>' if self.treat.quotes => return self.quote(start, at),
            b'`' | b'~' if self.treat.code => {
                let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
                if let Some((mark, length)) = marks::fence(line) {
                    return Some(self.fence(start, at, mark, length));
                }
            }
            _ => {}
        }
        self.line_mark(start, at)
    }

    fn line_mark(&mut self, start: usize, at: usize) -> Option<usize> {
        let line = &self.bytes[at..];
        if !self.treat.markdown || !matches!(line[0], b'#' | b'-' | b'*' | b'+' | b'_' | b'0'..=b'9') {
            return None;
        }
        let end = memchr(b'\n', &line[..line.len().min(LONGEST_RULE)]).unwrap_or(line.len());
        let length = match end {
            ..=LONGEST_RULE if marks::is_rule(&line[..end]) => end,
            _ => marks::heading(line).or_else(|| marks::list_mark(line))?,
        };
        self.open.clear();
        self.push(start, at + length, PassageKind::Markup);
        Some(at + length)
    }

    /// A line of someone else's words.
    fn quote(&mut self, start: usize, at: usize) -> Option<usize> {
        let line = &self.bytes[at..];
        if line.starts_with(b">!") || marks::is_angry_face(line) {
            return None;
        }
        let mark = at + 1 + usize::from(line.get(1) == Some(&b' '));
        let end = self.quote_end(mark);
        self.open.clear();
        self.push(start, mark, PassageKind::Markup);
        self.push(mark, end, PassageKind::Quote);
        Some(end)
    }

    /// Behind the newline, or before a tag that ends the line.
    fn quote_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(hit) = memchr2(b'\n', b'<', &self.bytes[at..]) {
            at += hit;
            if self.bytes[at] == b'\n' {
                return at + 1;
            }
            if self.treat.html && html::tag(self.bytes, at).is_some_and(|t| t.breaks_line()) {
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// Code between fences; without a closing fence, to the end of the text.
    fn fence(&mut self, start: usize, at: usize, mark: u8, length: usize) -> usize {
        let line_end = |from: usize| memchr(b'\n', &self.bytes[from..]).map_or(self.bytes.len(), |i| from + i + 1);
        let body = line_end(at);
        let mut close = body;
        let mut end = body;
        while close < self.bytes.len() {
            end = line_end(close);
            let line = self.bytes[close..end].trim_ascii();
            if line.len() >= length && line.iter().all(|&b| b == mark) {
                break;
            }
            close = end;
        }
        self.open.clear();
        self.push(start, body, PassageKind::Markup);
        self.push(body, close, PassageKind::Code);
        self.push(close, end.max(close), PassageKind::Markup);
        end.max(close)
    }
}
