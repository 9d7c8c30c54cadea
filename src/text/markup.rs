//! Clean text in, contiguous passages out: what the commenter says, whom they quote, code, links, and marks
//! to skip.
//!
//! Nothing is rewritten, so tokens borrow from the comment and a screen can colour the comment itself. HTML
//! and Markdown are read together, because forum dumps mix them; the reading is a single walk with bounded
//! look-ahead (no recursion, no backtracking), so no input is slow. It is not a renderer: it aims at never
//! reading prose as markup, then at finding most of the markup.

mod blocks;
mod html;
mod inline;
mod links;
mod marks;
mod walk;

use memchr::memmem;

/// What a stretch of a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PassageKind {
    /// The commenter's words.
    Prose,
    /// Someone else's words: `> …` lines, `<blockquote>`, `<aside class="quote">`.
    Quote,
    /// Fenced and inline code, `<pre>`, `<code>`.
    Code,
    /// A bare address, an e-mail address, or the address part of a Markdown link.
    Link,
    /// Marks without words of their own: tags, `*`, `_`, `#`, list marks, fences, brackets of a link; also
    /// comments, scripts and styles.
    Markup,
}

/// A stretch of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage<'a> {
    /// What it is.
    pub kind: PassageKind,
    /// Its text, never empty.
    pub text: &'a str,
    /// Byte offset of `text` in the comment.
    pub start: usize,
}

/// Which markup is read; what is off is prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MarkupTreatments {
    /// HTML tags of a known name. Off, `<blockquote>` and `<code>` are prose too.
    pub html: bool,
    /// Emphasis, links, headings, list marks, rules, backslash escapes, `^` and spoilers.
    pub markdown: bool,
    /// Quotes, in Markdown and HTML. Off, their words are read as the commenter's.
    pub quotes: bool,
    /// Code, in Markdown and HTML. Off, it is read as any text.
    pub code: bool,
    /// Addresses. Off, they are prose, though never taken apart.
    pub links: bool,
}

impl Default for MarkupTreatments {
    /// All on.
    fn default() -> Self {
        Self { html: true, markdown: true, quotes: true, code: true, links: true }
    }
}

/// Splits a comment into passages: their texts, one after another, are the comment.
///
/// - **Quotes.** A line that starts with `>` is a quote, with or without a space behind (Reddit users leave
///   it out, and so do image boards), unless it starts an emoticon (`>_<`, `>:(`), an arrow or comparison
///   (`>=`) or a spoiler (`>!`, whose words are the commenter's). A quote ends with its line. `<blockquote>`
///   and `<aside class="quote">` may nest.
/// - **Code.** Fences run to their end, or to the end of the text; `` `code` `` stays in its line.
///   Indentation is not code: in comments it seldom is.
/// - **HTML.** Known tags only: `<3`, `a < b` and `<sarcasm>` are prose. What is not closed runs to the end
///   of its paragraph (`<code>`) or of the text.
/// - **Markdown.** Emphasis needs both its marks, at the edges of words and in one paragraph: `snake_case`,
///   `5*3`, `f***`, `s**t` stay whole.
/// - **Links.** Punctuation behind a bare address is not part of it; a closing parenthesis is if it was
///   opened inside.
///
/// A comment without markup is one passage, found without allocation.
///
/// ```
/// use undertone::text::{MarkupTreatments, PassageKind, passages};
/// let kinds: Vec<_> = passages("> it works\nIt does *not*.", MarkupTreatments::default())
///     .filter(|p| p.kind != PassageKind::Markup)
///     .map(|p| (p.kind, p.text))
///     .collect();
/// assert_eq!(
///     kinds,
///     [
///         (PassageKind::Quote, "it works\n"),
///         (PassageKind::Prose, "It does "),
///         (PassageKind::Prose, "not"),
///         (PassageKind::Prose, "."),
///     ]
/// );
/// ```
pub fn passages(text: &str, treat: MarkupTreatments) -> Passages<'_> {
    let marks = if may_hold_markup(text) { walk::marks(text, treat) } else { Vec::new() };
    Passages { text, done: 0, marks: marks.into_iter(), next: None }
}

/// The passages of a comment, in order; made by [`passages`].
#[derive(Clone, Debug)]
pub struct Passages<'a> {
    text: &'a str,
    done: usize,
    marks: std::vec::IntoIter<marks::Mark>,
    /// A mark that waits for the prose before it.
    next: Option<marks::Mark>,
}

impl<'a> Iterator for Passages<'a> {
    type Item = Passage<'a>;

    fn next(&mut self) -> Option<Passage<'a>> {
        let mark = self.next.take().or_else(|| self.marks.find(|m| m.stands && m.end > m.start));
        let (kind, end) = match mark {
            Some(mark) if mark.start > self.done => {
                self.next = Some(mark);
                (PassageKind::Prose, mark.start)
            }
            Some(mark) => (mark.kind, mark.end),
            None => (PassageKind::Prose, self.text.len()),
        };
        let start = std::mem::replace(&mut self.done, end);
        (start < end).then(|| Passage { kind, text: &self.text[start..end], start })
    }
}

impl std::iter::FusedIterator for Passages<'_> {}

/// Whether the text holds anything that the walk would look at. Wrong only toward true.
fn may_hold_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Blocks of a fixed size, read without leaving early, become vector instructions.
    let (blocks, rest) = bytes.as_chunks::<64>();
    blocks.iter().any(|block| holds_mark(block))
        || holds_mark(rest)
        || memmem::find(bytes, b"://").is_some()
        || memmem::find(bytes, b"www.").is_some()
        || marks::may_start_list(bytes)
        || memchr::memchr_iter(b'\n', bytes).any(|at| marks::may_start_list(&bytes[at + 1..]))
}

#[inline]
fn holds_mark(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |found, &b| found | u8::from(is_mark(b))) != 0
}

/// One of ``< > [ \ ] ^ _ ` * # @ ~``, in few comparisons and without branches.
const fn is_mark(b: u8) -> bool {
    (b & !2 == b'<') | (b.wrapping_sub(b'[') < 6) | (b == b'*') | (b == b'#') | (b == b'@') | (b == b'~')
}
