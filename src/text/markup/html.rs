//! Tags of known names, and where what they open ends.

use memchr::memchr;

/// A tag is looked for this far; the bound keeps the walk linear. The longest in real dumps (`<a>`, `<img>`
/// with an address) are shorter.
const LONGEST_TAG: usize = 2048;

/// A tag `<name …>` or `</name>`.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    pub name: &'a [u8],
    pub attributes: &'a [u8],
    pub closes: bool,
    /// Behind the `>`.
    pub end: usize,
}

impl Tag<'_> {
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// What follows is a line of its own: `<p>`, `<br>`, `<li>` …
    pub fn breaks_line(&self) -> bool {
        const BREAKS: &str = "p br div li ul ol hr h1 h2 h3 h4 h5 h6 blockquote aside pre tr table";
        BREAKS.split(' ').any(|name| self.is(name))
    }

    /// Discourse: `<aside class="quote no-group" …>`; everyone else: `<blockquote>`.
    pub fn quotes(&self) -> bool {
        let aside = || self.is("aside") && memchr::memmem::find(self.attributes, b"quote").is_some();
        !self.closes && (self.is("blockquote") || aside())
    }
}

const LONGEST_NAME: usize = 10;

/// The tag that starts at the `<` at `start`, if it is one that browsers know.
pub(super) fn tag(bytes: &[u8], start: usize) -> Option<Tag<'_>> {
    let closes = bytes.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(closes);
    let letters = |b: &&u8| b.is_ascii_alphanumeric();
    let length = bytes[from.min(bytes.len())..].iter().take(LONGEST_NAME + 1).take_while(letters).count();
    let name = &bytes[from..from + length];
    if !is_known(name) {
        return None;
    }
    let close = tag_end(bytes, from + length)?;
    let attributes = &bytes[from + length..close];
    looks_like_attributes(name, attributes).then_some(Tag { name, attributes, closes, end: close + 1 })
}

/// The `>` of a tag. One in a quoted value doesn't count, unless the quote never closes.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    let mut first = None;
    for (at, &b) in bytes.iter().enumerate().skip(from).take(LONGEST_TAG) {
        match b {
            b'>' if quote.is_none() => return Some(at),
            b'>' => first = first.or(Some(at)),
            b'<' if quote.is_none() => break,
            b'"' | b'\'' if quote.is_none() => quote = Some(b),
            _ if quote == Some(b) => quote = None,
            _ => {}
        }
    }
    first
}

/// `a <b and c> d` compares; `<b>`, `<br/>`, `<a href=…>` and `<input disabled>` are tags.
fn looks_like_attributes(name: &[u8], attributes: &[u8]) -> bool {
    match attributes.trim_ascii() {
        b"" | b"/" => true,
        rest => {
            attributes[0].is_ascii_whitespace() && (name.len() > 1 || memchr(b'=', rest).is_some())
                || attributes[0] == b'/'
        }
    }
}

/// Elements of HTML, and the old ones that forums still send, by length of name.
const KNOWN: [&str; LONGEST_NAME + 1] = [
    "",
    "a b i p q s u",
    "br dd dl dt em h1 h2 h3 h4 h5 h6 hr li ol rp rt td th tr tt ul",
    "bdi bdo big col del dfn div img ins kbd nav pre sub sup svg var wbr",
    "abbr area body cite code font form head html link main mark meta nobr path ruby samp span time",
    "aside audio embed input label small style table tbody tfoot thead title video",
    "button center figure footer header iframe object option script select source strike strong",
    "acronym address article caption details picture section summary",
    "colgroup fieldset noscript textarea",
    "",
    "blockquote figcaption",
];

fn is_known(name: &[u8]) -> bool {
    let same = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
    !name.is_empty() && KNOWN.get(name.len()).is_some_and(|names| names.split(' ').any(same))
}

/// Where the element that was opened before `from` closes: the bounds of its closing tag. `nests` if elements
/// of the name may hold each other.
pub(super) fn closing(bytes: &[u8], from: usize, name: &[u8], nests: bool) -> Option<(usize, usize)> {
    let mut depth = 1;
    let mut at = from;
    while let Some(hit) = memchr(b'<', &bytes[at..]) {
        at += hit;
        let closes = bytes.get(at + 1) == Some(&b'/');
        let rest = &bytes[(at + 1 + usize::from(closes)).min(bytes.len())..];
        let named = rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
        if named
            && !rest.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
            && let Some(end) = tag_end(bytes, at + 1)
        {
            match (closes, nests) {
                (true, _) => depth -= 1,
                (false, true) => depth += 1,
                (false, false) => {}
            }
            if depth == 0 {
                return Some((at, end + 1));
            }
        }
        at += 1;
    }
    None
}
