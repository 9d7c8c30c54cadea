//! Passages tell the commenter's words from everything else, and lose nothing.

use PassageKind::{Code, Link, Prose, Quote};
use proptest::prelude::*;
use undertone::text::{MarkupTreatments, PassageKind, passages};

/// The texts of a kind, joined by `|`.
fn texts(text: &str, treat: MarkupTreatments, kind: PassageKind) -> String {
    passages(text, treat).filter(|p| p.kind == kind).map(|p| p.text).collect::<Vec<_>>().join("|")
}

#[track_caller]
fn reads(kind: PassageKind, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let all = MarkupTreatments::default();
        assert_eq!(
            texts(text, all, kind),
            *expected,
            "{kind:?} of {text:?}: {:?}",
            passages(text, all).collect::<Vec<_>>()
        );
    }
}

#[track_caller]
fn is_all_prose(cases: &[&str]) {
    for text in cases {
        reads(Prose, &[(text, text)]);
    }
}

#[test]
fn ordinary_comments_are_prose() {
    is_all_prose(&[
        "I <3 this, a < b and c > d, x <b and y> z",
        "<sarcasm>sure</sarcasm> <rant>",
        "snake_case_name, 5*3*2, f*** that s**t, a * b * c, 2^10, x^2",
        "no footnote* here, _dangling and *so",
        "#hashtag, C#, #1",
        "f(x)[0], [deleted], [citation needed] ]( [",
        "1984. What a year\n2020) too",
        "-5 degrees, +1, --flag",
        "it's 5 o'clock, `unclosed",
        "~maybe~ ~5, user@ home, @someone, a@b",
        "ratio 3:1, note: this, http: what, see ://",
        "awww. www.",
        "C:\\users\\me \\o/",
        "¯_(ツ)_/¯ *_* ^_^ -_- T_T ;_; o_O u_u ^^",
        "    four spaces are no code",
        "____ ***** ~~~~ a",
        "price >= 5, a -> b, if x > 5",
    ]);
}

#[test]
fn angry_faces_are_not_quotes() {
    is_all_prose(&[
        ">_< no",
        ">.<",
        ">:( why",
        ">:D",
        ">;) ok",
        ">=( hm",
        ">_> what",
        ">:-( no",
        ">///< oh",
        ">w<",
        ">= 5 is enough",
        "><",
    ]);
}

#[test]
fn lines_behind_an_angle_are_quotes() {
    reads(
        Quote,
        &[
            ("> they said\n\nI disagree", "they said\n"),
            (">no space\nme", "no space\n"),
            (">implying it works", "implying it works"),
            (">> nested\n> once\nme\n  > indented", "> nested\n|once\n|indented"),
            ("me\n>:3 is a face\n>50% of people\nme", "50% of people\n"),
            ("<p>> quoted on HN<p>answer", "quoted on HN"),
            ("<i>> in italics</i><br>answer", "in italics</i>"),
            (">*emphasis* and <b>tags</b> stay\n", "*emphasis* and <b>tags</b> stay\n"),
            (">\nempty", "\n"),
        ],
    );
    reads(Prose, &[("> they said\nI disagree", "I disagree"), ("<p>> quoted<p>answer", "answer")]);
}

#[test]
fn spoilers_are_the_commenters_words() {
    reads(
        Prose,
        &[
            (">!he dies!< at the end", "he dies| at the end"),
            ("so >!sad!<.", "so |sad|."),
            (">!not closed", ">!not closed"),
        ],
    );
}

#[test]
fn quoting_elements_are_quotes() {
    reads(
        Quote,
        &[
            ("<blockquote>a<blockquote>b</blockquote>c</blockquote>mine", "a<blockquote>b</blockquote>c"),
            (
                "<aside class=\"quote no-group\" data-x=\"1\"><p>a</p><aside>b</aside></aside>mine",
                "<p>a</p><aside>b</aside>",
            ),
            ("<BlockQuote cite='x>y'>a</BLOCKQUOTE >mine", "a"),
            ("mine<blockquote>to the end", "to the end"),
            ("<aside class=\"onebox\">not a quote</aside>", ""),
        ],
    );
    reads(Prose, &[("<blockquote>a<blockquote>b</blockquote>c</blockquote>mine", "mine")]);
}

#[test]
fn code_is_code() {
    reads(
        Code,
        &[
            ("run `cargo *test*` now", "cargo *test*"),
            ("``a ` b`` and `c`", "a ` b|c"),
            ("```rust\nlet x = 1;\n```\ndone", "let x = 1;\n"),
            ("~~~\na\n```\nb\n~~~\ndone", "a\n```\nb\n"),
            ("```\nnever closed\n> x", "never closed\n> x"),
            ("<pre><code>a < b\n\nc</code></pre> done", "<code>a < b\n\nc</code>"),
            ("use <code>x</code> or <code>open\n\nrest", "x|open"),
            ("a `b\nc` d", ""),
        ],
    );
    reads(Prose, &[("```\na\n```\ndone", "done")]);
}

#[test]
fn tags_are_skipped_and_their_words_kept() {
    reads(
        Prose,
        &[
            ("a <b>bold</b> word<br/>and <a href=\"https://example.org/?a>b\">a link</a>", "a |bold| word|and |a link"),
            ("a <!-- hidden > --> b<script>let x = '<b>';</script>c<style>p{}</style>", "a | b|c"),
            ("<p>one</p>\n<p>two</p>", "one|\n|two"),
            ("<input disabled> <img src=x onerror='a > b'>!", " |!"),
        ],
    );
}

#[test]
fn emphasis_needs_both_its_marks() {
    reads(
        Prose,
        &[
            ("it is *really* __so__ **very** ~~bad~~ good", "it is |really| |so| |very| |bad| good"),
            ("***both*** (_this_) \"*that*\"", "|both| (|this|) \"|that|\"".trim_start_matches('|')),
            ("**bold and *nested* text**", "bold and |nested| text"),
            ("这是**粗体**文字", "这是|粗体|文字"),
            ("*not over\n\nparagraphs*", "*not over\n\nparagraphs*"),
            ("a *b\nc* d", "a |b\nc| d"),
            ("**`x`** y", " y"),
            ("*shrugs*", "shrugs"),
        ],
    );
}

#[test]
fn marks_at_the_start_of_a_line_are_skipped() {
    reads(
        Prose,
        &[
            ("# Title\ntext\n## Two", "Title\ntext\n|Two"),
            ("- one\n* two\n+ three\n1. four\n12) five\n  - six", "one\n|two\n|three\n|four\n|five\n|six"),
            ("above\n---\nbelow\n* * *\nend", "above\n|\nbelow\n|\nend"),
        ],
    );
    reads(Quote, &[("- > quoted in a list", "quoted in a list")]);
}

#[test]
fn other_markdown_marks_are_skipped() {
    reads(
        Prose,
        &[
            ("^this and ^^that ^(so small)", "this and |that |(so small)"),
            (r"\*not emphasis\* ¯\\\_(ツ)\_/¯", r"*not emphasis|* ¯|\|_(ツ)|_/¯"),
            ("see [the docs](https://example.org/a_(b) \"title\") now", "see |the docs| now"),
            ("![a cat](cat.png)[x]()", "a cat|x"),
        ],
    );
}

#[test]
fn addresses_are_links() {
    reads(
        Link,
        &[
            ("see https://example.org/a_b*c?d=e#f.", "https://example.org/a_b*c?d=e#f"),
            (
                "(https://en.wikipedia.org/wiki/Rust_(film)) and (http://x.org)",
                "https://en.wikipedia.org/wiki/Rust_(film)|http://x.org",
            ),
            ("www.example.org, WWW no", "www.example.org"),
            ("<https://example.org> **https://example.org**", "https://example.org|https://example.org"),
            ("mail jane_doe+x@mail.example.org.", "jane_doe+x@mail.example.org"),
            ("[docs](https://example.org/a(b)c) [<](<x y>)", "https://example.org/a(b)c"),
            ("[https://a.example](https://b.example)", "https://a.example|https://b.example"),
            ("[![img](https://i.example/x.png)](https://example.org)", "https://i.example/x.png|https://example.org"),
            ("“https://example.org/ü”", "https://example.org/ü"),
            ("xhttp://no.example, HTTPS://YES.EXAMPLE!", "HTTPS://YES.EXAMPLE"),
        ],
    );
}

#[test]
fn a_treatment_that_is_off_leaves_prose() {
    let all = MarkupTreatments::default();
    let text = "> q\n*a* `b` <b>c</b> https://example.org/_x_/y <blockquote>d</blockquote>";
    let without = |treat| texts(text, treat, Prose);
    assert_eq!(without(MarkupTreatments { quotes: false, ..all }), "> q\n|a| | |c| | |d");
    assert_eq!(without(MarkupTreatments { code: false, ..all }), "a| `b` |c| | ");
    assert_eq!(without(MarkupTreatments { html: false, ..all }), "a| | <b>c</b> | <blockquote>d</blockquote>");
    assert_eq!(without(MarkupTreatments { markdown: false, ..all }), "*a* | |c| | ");
    assert_eq!(without(MarkupTreatments { links: false, ..all }), "a| | |c| |https://example.org/_x_/y| ");
    let none = MarkupTreatments { html: false, markdown: false, quotes: false, code: false, links: false };
    assert_eq!(without(none).replace('|', ""), text);
}

#[test]
fn a_comment_without_markup_is_one_passage() {
    let text = "Well, I think it's fine - really: 5 (or so)!\n\nSecond paragraph, with \"quotes\".";
    let found: Vec<_> = passages(text, MarkupTreatments::default()).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].kind, found[0].text, found[0].start), (Prose, text, 0));
    assert_eq!(passages("", MarkupTreatments::default()).count(), 0);
}

#[test]
fn hostile_megabytes_are_split_in_linear_time() {
    let units = [
        "[",
        "*",
        "<",
        "`",
        ">",
        "![",
        "](",
        "[](",
        "[x](a",
        "*a ",
        "**a ",
        "_a ",
        "a* ",
        "` `` ",
        "`a",
        "<a ",
        "<a \"",
        "<a '\"",
        "<a \">",
        "<!--",
        "<b>",
        "<code>",
        "<code>\n\n",
        "<pre",
        "<blockquote>",
        "</blockquote",
        "<aside class=quote>",
        "<p>>",
        "<p>> <",
        "- ",
        "-",
        "- - a\n",
        "1. ",
        "# ",
        "^",
        "\\",
        ">!",
        "!<",
        "http://",
        "http://(",
        "://",
        "www.",
        "a@",
        "a@a.",
        "@",
        "~~",
        "~~a ",
        "```\n",
        "~~~\n",
        "\n",
        "\n ",
        " ",
        "(",
        "[a](b \"",
        "é*",
        "> \n",
        "\r\n",
        "\t",
    ];
    for unit in units {
        let text = unit.repeat(1_000_000 / unit.len());
        let length: usize = passages(&text, MarkupTreatments::default()).map(|p| p.text.len()).sum();
        assert_eq!(length, text.len());
    }
}

fn treatments() -> impl Strategy<Value = MarkupTreatments> {
    any::<[bool; 5]>().prop_map(|[html, markdown, quotes, code, links]| MarkupTreatments {
        html,
        markdown,
        quotes,
        code,
        links,
    })
}

fn check(text: &str, treat: MarkupTreatments) -> Result<(), TestCaseError> {
    let mut at = 0;
    for passage in passages(text, treat) {
        prop_assert_eq!(passage.start, at);
        prop_assert!(!passage.text.is_empty());
        prop_assert_eq!(&text[at..at + passage.text.len()], passage.text);
        at += passage.text.len();
    }
    prop_assert_eq!(at, text.len());
    Ok(())
}

proptest! {
    #[test]
    fn passages_concatenate_to_any_text(text in any::<String>(), treat in treatments()) {
        check(&text, treat)?;
    }

    #[test]
    fn passages_concatenate_to_any_markup(
        parts in prop::collection::vec(prop::sample::select(vec![
            "*", "**", "_", "__", "~~", "`", "``", "```", "[", "](", ")", "![", "<", ">", ">!", "!<", "<b>", "</b>", "<a href=\"", "\">", "<code>",
            "</code>", "<pre>", "<blockquote>", "</blockquote>", "<!--", "-->", "<p>", "\n", "\n\n", "- ", "1. ", "# ", "---", "^", "\\", "http://",
            "www.", "a@b.org", "@", "a", "é", "中", "😀", " ", "\"", "'", "\t", "\r\n", "x y", "(", ":", "~~~\n",
        ]), 0..30),
        treat in treatments(),
    ) {
        check(&parts.concat(), treat)?;
    }
}
