//! HTML as platforms send it in, plain text out: paragraphs are kept, quotes become `> ` lines, code is fenced, entities are decoded once.
//!
//! `html5gum` cuts the text into tags and strings as the HTML standard says, whatever it is. No tree is built, so neither wrong nesting nor deep
//! nesting can do harm.

use html5gum::{StartTag, Token, Tokenizer};

/// What a platform's HTML needs beyond the ordinary.
#[derive(Clone, Copy, Default)]
pub(super) struct Html<'a> {
    /// Elements with one of these classes are left out: Mastodon's `mention` and `invisible`.
    pub(super) drop: &'a [&'a str],
    /// Line ends are breaks, as in WordPress, where paragraphs have no tags.
    pub(super) newlines: bool,
}

/// The plain text of ordinary HTML.
pub(super) fn html_to_text(html: &str) -> String {
    Html::default().text(html)
}

impl Html<'_> {
    /// The plain text.
    pub(super) fn text(self, html: &str) -> String {
        let mut writer = Writer { html: self, ..Writer::default() };
        let mut tokens = Tokenizer::new(html);
        let Ok(()) = tokens.try_for_each(|token| token.map(|token| writer.take(token)));
        writer.finish()
    }
}

/// Elements whose text is no one's words.
const SILENT: [&[u8]; 8] = [b"script", b"style", b"head", b"title", b"iframe", b"template", b"svg", b"object"];

/// What stands between paragraphs, by newlines: these elements have a blank line around them …
const PARAGRAPHS: [&[u8]; 18] = [
    b"p",
    b"blockquote",
    b"aside",
    b"pre",
    b"ul",
    b"ol",
    b"dl",
    b"table",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"hr",
    b"article",
    b"section",
    b"figure",
];

/// … and these begin and end a line.
const LINES: [&[u8]; 7] = [b"div", b"li", b"tr", b"dt", b"dd", b"details", b"summary"];

#[derive(Default)]
struct Writer<'a> {
    html: Html<'a>,
    text: String,
    /// Newlines that are due before the next word.
    breaks: usize,
    /// A space is due before the next word of the line.
    space: bool,
    /// Of each open `<blockquote>` and `<aside>`, whether it quotes.
    asides: Vec<bool>,
    quotes: usize,
    pre: bool,
    /// The element that is being left out, and how many of its name are open.
    silent: Option<(Vec<u8>, usize)>,
}

impl Writer<'_> {
    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.open(&tag),
            Token::EndTag(tag) => self.close(&tag.name),
            Token::String(text) if self.silent.is_none() => self.words(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        let name = tag.name.as_slice();
        if let Some((silent, depth)) = &mut self.silent {
            *depth += usize::from(silent == name && !tag.self_closing);
            // A span that is left out and never closed does not reach into the next paragraph.
            if name != b"p" || SILENT.contains(&silent.as_slice()) {
                return;
            }
            self.silent = None;
        }
        if self.is_dropped(tag) {
            self.silent = (!tag.self_closing).then(|| (name.to_vec(), 1));
            return;
        }
        self.break_around(name);
        match name {
            b"br" => self.breaks = (self.breaks + 1).min(2),
            b"li" => self.words("- "),
            b"td" | b"th" => self.space = true,
            b"pre" => self.fence(true),
            b"code" if !self.pre => self.words("`"),
            b"img" if has_class(tag, "emoji") => self.words(&attribute(tag, b"alt")),
            b"blockquote" | b"aside" => {
                let quotes = name == b"blockquote" || has_class(tag, "quote");
                self.asides.push(quotes);
                self.quotes += usize::from(quotes);
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some((silent, depth)) = &mut self.silent {
            *depth -= usize::from(silent == name);
            let over = *depth == 0 || name == b"p" && !SILENT.contains(&silent.as_slice());
            if over {
                self.silent = None;
            }
            return;
        }
        match name {
            b"pre" => self.fence(false),
            b"code" if !self.pre => self.words_tight("`"),
            _ => {}
        }
        self.break_around(name);
        if matches!(name, b"blockquote" | b"aside") {
            self.quotes -= usize::from(self.asides.pop().unwrap_or(false));
        }
    }

    fn break_around(&mut self, name: &[u8]) {
        let due = if PARAGRAPHS.contains(&name) { 2 } else { usize::from(LINES.contains(&name)) };
        self.breaks = self.breaks.max(due);
    }

    fn is_dropped(&self, tag: &StartTag<()>) -> bool {
        SILENT.contains(&tag.name.as_slice()) || self.html.drop.iter().any(|class| has_class(tag, class))
    }

    fn fence(&mut self, opens: bool) {
        if opens == self.pre {
            return;
        }
        self.breaks = self.breaks.max(1);
        self.pre = false;
        self.words("```");
        self.pre = opens;
        self.breaks = 1;
    }

    fn words(&mut self, text: &str) {
        if self.pre || self.html.newlines {
            for (number, line) in text.split('\n').enumerate() {
                self.breaks += usize::from(number > 0);
                if self.pre { self.line(line.trim_end_matches('\r')) } else { self.line_of_words(line) }
            }
        } else {
            self.line_of_words(text);
        }
    }

    fn line_of_words(&mut self, text: &str) {
        self.space |= text.starts_with(|c: char| c.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            self.line(word);
            self.space = true;
        }
        self.space = text.ends_with(|c: char| c.is_ascii_whitespace()) || text.is_empty() && self.space;
    }

    fn words_tight(&mut self, text: &str) {
        self.space = false;
        self.line(text);
    }

    /// Writes what is due, and then the text.
    fn line(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let breaks = std::mem::take(&mut self.breaks);
        let space = std::mem::take(&mut self.space);
        let first = self.text.is_empty();
        if !first && breaks > 0 {
            self.text.extend(std::iter::repeat_n('\n', if self.pre { breaks } else { breaks.min(2) }));
        }
        if (first || breaks > 0) && self.quotes > 0 {
            self.text.push_str("> ");
        }
        if !first && breaks == 0 && space {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    fn finish(mut self) -> String {
        if self.pre {
            self.fence(false);
        }
        self.text
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> String {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
}

fn has_class(tag: &StartTag<()>, class: &str) -> bool {
    let classes = tag.attributes.get(b"class".as_slice());
    classes.is_some_and(|classes| classes.split(u8::is_ascii_whitespace).any(|own| own == class.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{Html, html_to_text};

    #[test]
    fn paragraphs_quotes_and_code_stay_apart() {
        let cases = [
            ("Aw <i>shucks</i>.<p>Who pays?", "Aw shucks.\n\nWho pays?"),
            ("<p>Useful &amp; simple: &amp;lt;</p>\n<p>a<br>\nb</p>", "Useful & simple: &lt;\n\na\nb"),
            ("<blockquote><p>one</p><p>two</p></blockquote><p>three</p>", "> one\n\n> two\n\nthree"),
            ("<aside class=\"quote x\"><div>ann:</div><blockquote>no</blockquote></aside>yes", "> ann:\n\n> no\n\nyes"),
            ("<aside class=\"onebox\">a</aside><p>b", "a\n\nb"),
            (
                "<pre><code>fn a() {\n  b\n}\n</code></pre>so <code>x y</code>.",
                "```\nfn a() {\n  b\n}\n```\n\nso `x y`.",
            ),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            ("a<script>alert(1)</script><style>p{}</style>b &hearts; 1 < 2", "ab ♥ 1 < 2"),
            ("fine <img class=\"emoji\" alt=\":+1:\"> then", "fine :+1: then"),
            ("", ""),
        ];
        for (html, text) in cases {
            assert_eq!(html_to_text(html), text, "{html}");
        }
    }

    #[test]
    fn classes_are_dropped_where_asked() {
        let mastodon = Html { drop: &["mention", "invisible"], newlines: false };
        let html = "<p><a class=\"u-url mention\">@<span>op</span></a> no <a><span class=\"invisible\">https://</span>x.org</a></p>";
        assert_eq!(mastodon.text(html), "no x.org");
        assert_eq!(mastodon.text("<p>a <span class=\"invisible\">b</p><p>c"), "a\n\nc");
    }

    #[test]
    fn newlines_count_where_asked() {
        let wordpress = Html { drop: &[], newlines: true };
        assert_eq!(wordpress.text("one  line\nnext\n\nlast <b>word</b>"), "one line\nnext\n\nlast word");
    }

    #[test]
    fn any_depth_is_read() {
        let deep = "<blockquote><div><span>".repeat(100_000) + "x" + &"</aside></p>".repeat(100_000);
        assert_eq!(html_to_text(&deep), "> x");
        assert_eq!(html_to_text("<<<a<b <!-- c <p"), "<<");
    }
}
