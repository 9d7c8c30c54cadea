//! A comment made harmless for where it goes.

use std::borrow::Cow;

/// Characters that make a terminal do something, or text run the wrong way (Boucher and Anderson 2021, "Trojan Source").
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}')
}

/// For a terminal: one line, no control character, no change of direction. Line ends become spaces, the rest becomes `�`.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let harmless = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_hostile(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.chars().map(harmless).collect())
}

/// For a spreadsheet: a cell that would be run as a formula begins with an apostrophe instead
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
pub fn for_spreadsheet(cell: &str) -> Cow<'_, str> {
    let number = cell.parse::<f64>().is_ok();
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') if !number => {
            Cow::Owned(format!("'{cell}"))
        }
        _ => Cow::Borrowed(cell),
    }
}

/// For a web page, in text and in quoted attributes.
pub fn for_html(text: &str) -> Cow<'_, str> {
    htmlize::escape_all_quotes(text)
}

/// For a web page, a comment of several lines: no markup, no control character but line ends, no change of direction.
pub fn for_page(text: &str) -> String {
    let harmless = |c: char| if is_hostile(c) && c != '\n' && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
    for_html(&text.chars().map(harmless).collect::<String>()).into_owned()
}

/// For Markdown, behind the first word of a line: every mark stands for itself, so that no comment makes a link, an image, a mention or a tag.
pub fn for_markdown(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for c in for_terminal(text).chars() {
        match c {
            '&' => harmless.push_str("&amp;"),
            '<' => harmless.push_str("&lt;"),
            '>' => harmless.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '@' | '$' | '#' => harmless.extend(['\\', c]),
            c => harmless.push(c),
        }
    }
    // Many dialects make links of bare addresses.
    harmless.replace("://", "\\://").replace("www.", "www\\.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cannot_drive_the_terminal() {
        assert_eq!(for_terminal("a\x1b[2Jb\r\nc\u{202E}d\u{9b}"), "a�[2Jb  c�d�");
        assert_eq!(for_terminal("plain"), "plain");
    }

    #[test]
    fn a_cell_cannot_be_a_formula_and_numbers_stay_numbers() {
        assert_eq!(for_spreadsheet("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(for_spreadsheet("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(for_spreadsheet("-12.5"), "-12.5");
        assert_eq!(for_spreadsheet("1 - 2"), "1 - 2");
    }

    #[test]
    fn a_comment_cannot_be_markdown() {
        let hostile = "![x](http://e.org/a.png) *b* `c` <img> @all www.e.org\n# d | e";
        let harmless = "!\\[x\\](http\\://e.org/a.png) \\*b\\* \\`c\\` &lt;img&gt; \\@all www\\.e.org \\# d \\| e";
        assert_eq!(for_markdown(hostile), harmless);
    }

    #[test]
    fn a_comment_cannot_be_markup() {
        assert_eq!(for_html("<b a='1'>&"), "&lt;b a=&apos;1&apos;&gt;&amp;");
    }
}
