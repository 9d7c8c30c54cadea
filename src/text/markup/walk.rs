//! The walk over a text that may hold markup: one step for each byte that could be a mark.
//!
//! An opening mark is noted where it stands and counts once its closing mark is met, so nothing is read
//! twice. Each kind remembers only what it needs to stay linear: the last opening mark of a kind, a short
//! stack of brackets, and how far a search failed.

use super::html::{self, Tag};
use super::marks::Mark;
use super::{MarkupTreatments, PassageKind};
use memchr::memmem;

/// Longest run of backticks that starts inline code.
pub(super) const BACKTICKS: usize = 3;

/// The marks of a text, in order and without overlap; only those that stand count.
pub(super) fn marks(text: &str, treat: MarkupTreatments) -> Vec<Mark> {
    let mut walk = Walk {
        text,
        bytes: text.as_bytes(),
        treat,
        marks: Vec::new(),
        open: Open::default(),
        no_code: [0; 4],
        no_tag: 0,
    };
    let (mut at, mut line_start) = (0, true);
    while at < text.len() {
        if line_start && let Some(next) = walk.block(at) {
            at = next;
            continue;
        }
        let mark = walk.next_special(at);
        line_start &= walk.bytes[at..mark].iter().all(|&b| b == b' ');
        let Some(&byte) = walk.bytes.get(mark) else { break };
        if byte == b'\n' {
            (at, line_start) = (mark + 1, true);
        } else if byte == b'<'
            && let Some((next, breaks)) = walk.html(mark)
        {
            (at, line_start) = (next, line_start | breaks);
        } else {
            (at, line_start) = (walk.inline(byte, mark), false);
        }
    }
    walk.marks
}

/// Opening marks of the current paragraph, as places in the list of marks.
#[derive(Default)]
pub(super) struct Open {
    /// `*`, `**`, `***`, `_`, `__`, `___`, `~~`.
    pub emphasis: [Option<usize>; 7],
    pub brackets: Vec<usize>,
    pub spoiler: Option<usize>,
}

impl Open {
    pub fn clear(&mut self) {
        self.emphasis = [None; 7];
        self.brackets.clear();
        self.spoiler = None;
    }
}

pub(super) struct Walk<'a> {
    pub text: &'a str,
    pub bytes: &'a [u8],
    pub treat: MarkupTreatments,
    pub marks: Vec<Mark>,
    pub open: Open,
    /// Up to where no run of n backticks closes.
    pub no_code: [usize; BACKTICKS + 1],
    /// From where on no `</code>` closes.
    pub no_tag: usize,
}

impl Walk<'_> {
    pub fn push(&mut self, start: usize, end: usize, kind: PassageKind) {
        self.marks.push(Mark { start, end, kind, stands: true });
    }

    /// Notes an opening mark that counts once it is closed.
    pub fn push_open(&mut self, start: usize, end: usize) -> usize {
        self.marks.push(Mark { start, end, kind: PassageKind::Markup, stands: false });
        self.marks.len() - 1
    }

    /// No mark may start before.
    pub fn floor(&self) -> usize {
        self.marks.last().map_or(0, |m| m.end)
    }

    fn next_special(&self, from: usize) -> usize {
        self.bytes[from..].iter().position(|&b| SPECIAL[usize::from(b)]).map_or(self.bytes.len(), |i| from + i)
    }

    /// A tag or comment and, for some, all that it holds. Gives where the walk goes on, and whether that is
    /// the start of a line.
    fn html(&mut self, at: usize) -> Option<(usize, bool)> {
        if !self.treat.html {
            return None;
        }
        if self.bytes[at..].starts_with(b"<!--") {
            let end = memmem::find(&self.bytes[at + 4..], b"-->").map_or(self.bytes.len(), |i| at + 4 + i + 3);
            self.push(at, end, PassageKind::Markup);
            return Some((end, false));
        }
        let tag = html::tag(self.bytes, at)?;
        let kind = match () {
            () if self.treat.quotes && tag.quotes() => PassageKind::Quote,
            () if self.treat.code && !tag.closes && (tag.is("pre") || tag.is("code")) => PassageKind::Code,
            () if !tag.closes && (tag.is("script") || tag.is("style")) => PassageKind::Markup,
            () => PassageKind::Prose,
        };
        let breaks = tag.breaks_line();
        if breaks {
            self.open.clear();
        }
        self.push(at, tag.end, PassageKind::Markup);
        if kind == PassageKind::Prose {
            return Some((tag.end, breaks));
        }
        let (inner, outer) = self.element_end(&tag, kind == PassageKind::Quote);
        self.push(tag.end, inner, kind);
        self.push(inner, outer, PassageKind::Markup);
        Some((outer, breaks))
    }

    /// Where what the tag opens ends, without and with its closing tag.
    fn element_end(&mut self, tag: &Tag<'_>, nests: bool) -> (usize, usize) {
        let all = (self.bytes.len(), self.bytes.len());
        if !tag.is("code") {
            return html::closing(self.bytes, tag.end, tag.name, nests).unwrap_or(all);
        }
        if self.no_tag == 0 {
            if let Some(found) = html::closing(self.bytes, tag.end, tag.name, nests) {
                return found;
            }
            self.no_tag = tag.end;
        }
        memmem::find(&self.bytes[tag.end..], b"\n\n").map_or(all, |i| (tag.end + i, tag.end + i))
    }
}

/// Bytes at which the walk stops.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"\n<>*_~`[]^\\:w@";
    let mut i = 0;
    while i < bytes.len() {
        special[bytes[i] as usize] = true;
        i += 1;
    }
    special
};
