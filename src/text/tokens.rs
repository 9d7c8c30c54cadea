//! Repaired text → typed tokens that borrow from it, in one pass over its bytes.
//!
//! Words are runs of letters and digits with inner apostrophes, in any script; scripts written without spaces give one token an ideograph
//! (Han) or one a run (Thai, kana), whose character n-grams carry the meaning. Linear in the text, whatever the text.

use super::emoticons::{emoji_length, emoticon, is_emoji_start};
use super::{MarkupTreatments, Passage, PassageKind, Treatment, Treatments, passages};

/// Longest word in bytes; what is longer is cut into words of this length, so that no input makes one token grow.
const LONGEST_WORD: usize = 64;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of any script.
    Word,
    /// A number without letters.
    Number,
    /// `@name`.
    Mention,
    /// `#word`.
    Hashtag,
    /// An address.
    Link,
    /// A picture character, with its modifiers.
    Emoji,
    /// A face of punctuation, such as `:-)`.
    Emoticon,
    /// `!`, `?`, `…`, or a run of these. Also ends a sentence.
    Mark,
    /// A code passage.
    Code,
    /// A quoted passage.
    Quote,
    /// A comma, semicolon, colon, bracket or dash.
    ClauseEnd,
    /// A full stop or a line end.
    SentenceEnd,
}

/// A piece of the repaired comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// The piece itself, borrowed from the text.
    pub text: &'a str,
    /// Where it starts, in bytes of the text.
    pub start: usize,
}

/// Calls `visit` with every token of a repaired text, in order.
///
/// A comment that is nothing but a quote is read as if it were not: where a dump has lost its line ends, `>` at the start swallows the answer too.
pub fn tokens<'a>(text: &'a str, treatments: &Treatments, mut visit: impl FnMut(Token<'a>)) {
    let lexer = Lexer { emoji: treatments.has(Treatment::Emoji), mentions: treatments.has(Treatment::Mentions) };
    let mut markup = MarkupTreatments::from(treatments);
    if markup.quotes && memchr::memchr2(b'>', b'<', text.as_bytes()).is_some() {
        markup.quotes = !lexer.is_only_quote(passages(text, markup));
    }
    for passage in passages(text, markup) {
        let whole = |kind| Token { kind, text: passage.text, start: passage.start };
        match passage.kind {
            PassageKind::Prose => lexer.prose(passage.text, passage.start, &mut visit),
            PassageKind::Link => visit(whole(TokenKind::Link)),
            PassageKind::Code => visit(whole(TokenKind::Code)),
            PassageKind::Quote => visit(whole(TokenKind::Quote)),
            PassageKind::Markup => {}
        }
    }
}

impl From<&Treatments> for MarkupTreatments {
    fn from(treatments: &Treatments) -> Self {
        Self {
            html: treatments.has(Treatment::Html),
            markdown: treatments.has(Treatment::Markdown),
            quotes: treatments.has(Treatment::Quotes),
            code: treatments.has(Treatment::Code),
            links: treatments.has(Treatment::Links),
        }
    }
}

struct Lexer {
    emoji: bool,
    mentions: bool,
}

impl Lexer {
    /// Whether nothing is said beside quotes.
    fn is_only_quote<'a>(&self, passages: impl Iterator<Item = Passage<'a>>) -> bool {
        let (mut quotes, mut says) = (false, false);
        for passage in passages {
            match passage.kind {
                PassageKind::Quote => quotes = true,
                PassageKind::Markup => {}
                PassageKind::Link | PassageKind::Code => says = true,
                PassageKind::Prose => self.prose(passage.text, 0, &mut |token: Token<'_>| {
                    says |= !matches!(token.kind, TokenKind::ClauseEnd | TokenKind::SentenceEnd | TokenKind::Mark);
                }),
            }
        }
        quotes && !says
    }

    fn prose<'a>(&self, text: &'a str, offset: usize, visit: &mut impl FnMut(Token<'a>)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let kind = match bytes[at] {
                byte if byte.is_ascii_alphabetic() => {
                    at = self.word_end(text, at);
                    Some(TokenKind::Word)
                }
                b'\n' | b'.' | b'!' | b'?' => {
                    at = mark_end(bytes, at);
                    Some(mark_kind(&bytes[start..at]))
                }
                byte if byte.is_ascii_whitespace() => {
                    at += 1;
                    None
                }
                byte if byte.is_ascii_digit() => {
                    let (end, kind) = self.number_end(text, at);
                    at = end;
                    Some(kind)
                }
                byte if byte < 0x80 => self.punctuation(text, &mut at),
                _ => self.beyond_ascii(text, &mut at),
            };
            if let Some(kind) = kind {
                visit(Token { kind, text: &text[start..at], start: offset + start });
            }
        }
    }

    /// The end of the word that starts at `at`: letters, digits, marks, and apostrophes or underscores between them.
    fn word_end(&self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        let limit = at + LONGEST_WORD;
        let mut end = at;
        while end < bytes.len() && end < limit {
            let byte = bytes[end];
            end += match byte {
                _ if byte.is_ascii_alphanumeric() => 1,
                b'\'' | b'_' if text[end + 1..].starts_with(is_word_character) => 1,
                _ if byte < 0x80 => break,
                _ => match text[end..].chars().next() {
                    Some(c @ '’') if text[end + c.len_utf8()..].starts_with(is_word_character) => c.len_utf8(),
                    Some(c) if is_word_character(c) => c.len_utf8(),
                    _ => break,
                },
            };
        }
        end
    }

    fn number_end(&self, text: &str, at: usize) -> (usize, TokenKind) {
        let bytes = text.as_bytes();
        let mut end = at;
        while end < bytes.len() && end < at + LONGEST_WORD {
            match bytes[end] {
                byte if byte.is_ascii_digit() => end += 1,
                b'.' | b',' if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => end += 1,
                byte if byte.is_ascii_alphabetic() => return (self.word_end(text, end), TokenKind::Word),
                _ => break,
            }
        }
        (end, TokenKind::Number)
    }

    fn punctuation(&self, text: &str, at: &mut usize) -> Option<TokenKind> {
        let (bytes, start) = (text.as_bytes(), *at);
        let next_is_word = bytes.get(start + 1).is_some_and(u8::is_ascii_alphanumeric);
        let after_word = start > 0 && bytes[start - 1].is_ascii_alphanumeric();
        if self.emoji
            && !after_word
            && let Some((length, _)) = emoticon(&text[start..])
        {
            *at += length;
            return Some(TokenKind::Emoticon);
        }
        *at += 1;
        match bytes[start] {
            b'@' if self.mentions && !after_word && name_starts(&bytes[start + 1..]) => {
                let underscores = bytes[start + 1..].iter().take_while(|byte| **byte == b'_').count();
                *at = self.word_end(text, start + 1 + underscores);
                Some(TokenKind::Mention)
            }
            b'#' if !after_word && text[start + 1..].starts_with(char::is_alphanumeric) => {
                *at = self.word_end(text, start + 1);
                Some(TokenKind::Hashtag)
            }
            b',' | b';' | b':' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => Some(TokenKind::ClauseEnd),
            b'-' if !after_word || !next_is_word => Some(TokenKind::ClauseEnd),
            _ => None,
        }
    }

    fn beyond_ascii(&self, text: &str, at: &mut usize) -> Option<TokenKind> {
        let c = text[*at..].chars().next()?;
        let start = *at;
        *at += c.len_utf8();
        match c {
            _ if is_ideograph(c) => Some(TokenKind::Word),
            _ if c.is_alphanumeric() => {
                *at = self.word_end(text, start);
                Some(TokenKind::Word)
            }
            _ if self.emoji && is_emoji_start(c) => {
                *at = start + emoji_length(&text[start..]).max(c.len_utf8());
                Some(TokenKind::Emoji)
            }
            '…' => Some(TokenKind::Mark),
            '–' | '—' => Some(TokenKind::ClauseEnd),
            '。' | '！' | '？' | '؟' | '।' | '\u{2028}' | '\u{2029}' => Some(TokenKind::SentenceEnd),
            _ => None,
        }
    }
}

/// Whether a name begins here, a few underscores ahead of it or none.
fn name_starts(bytes: &[u8]) -> bool {
    const MOST: usize = 8;
    bytes.iter().take(MOST).find(|byte| **byte != b'_').is_some_and(u8::is_ascii_alphanumeric)
}

/// The end of a run of marks, or of a run of line ends.
fn mark_end(bytes: &[u8], at: usize) -> usize {
    let lines = bytes[at] == b'\n';
    let goes_on = |byte: &&u8| if lines { **byte == b'\n' } else { matches!(byte, b'.' | b'!' | b'?') };
    at + bytes[at..].iter().take_while(goes_on).count()
}

fn mark_kind(run: &[u8]) -> TokenKind {
    let marked =
        run.iter().any(|byte| matches!(byte, b'!' | b'?')) || run.iter().filter(|byte| **byte == b'.').count() >= 2;
    if marked { TokenKind::Mark } else { TokenKind::SentenceEnd }
}

/// Letters, digits and the marks that modify them, but not ideographs, which are words by themselves.
fn is_word_character(c: char) -> bool {
    (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)) && !is_ideograph(c)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
