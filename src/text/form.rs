//! The form a token is counted in: lower case, one spelling for what is one word, a placeholder for what is not a word.

use super::{Token, TokenKind, Treatment, Treatments, emoticons};
use unicode_normalization::UnicodeNormalization;

/// What the form no longer shows of the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormFlags {
    /// A letter was drawn out (`soooo`).
    pub elongated: bool,
    /// The word was written in capitals (two letters or more).
    pub capitals: bool,
}

/// Contractions that are often written without their apostrophe and are no other word without it.
const BARE: &[(&str, &str)] = &[
    ("aint", "ain't"),
    ("arent", "aren't"),
    ("cant", "can't"),
    ("couldnt", "couldn't"),
    ("couldve", "could've"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("dont", "don't"),
    ("hadnt", "hadn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("im", "i'm"),
    ("isnt", "isn't"),
    ("ive", "i've"),
    ("mustnt", "mustn't"),
    ("neednt", "needn't"),
    ("shouldnt", "shouldn't"),
    ("shouldve", "should've"),
    ("thats", "that's"),
    ("theyre", "they're"),
    ("theyve", "they've"),
    ("wasnt", "wasn't"),
    ("weve", "we've"),
    ("werent", "weren't"),
    ("whats", "what's"),
    ("wont", "won't"),
    ("wouldnt", "wouldn't"),
    ("wouldve", "would've"),
    ("youre", "you're"),
    ("youve", "you've"),
];

/// Writes the form of `token` over `form`.
pub fn form(token: &Token<'_>, treatments: &Treatments, form: &mut String) -> FormFlags {
    form.clear();
    match token.kind {
        TokenKind::Link => form.push_str("<link>"),
        TokenKind::Code => form.push_str("<code>"),
        TokenKind::Quote => form.push_str("<quote>"),
        TokenKind::Mention => form.push_str("<mention>"),
        TokenKind::Number if treatments.has(Treatment::Numbers) => form.push_str("<number>"),
        TokenKind::Emoji => emoticons::push_emoji_form(token.text, form),
        TokenKind::Emoticon => form.push_str(emoticons::emoticon(token.text).map_or(token.text, |(_, form)| form)),
        TokenKind::Mark => form.push_str(mark_form(token.text)),
        TokenKind::Word | TokenKind::Hashtag | TokenKind::Number => return word_form(token.text, treatments, form),
        TokenKind::ClauseEnd | TokenKind::SentenceEnd => {}
    }
    FormFlags::default()
}

/// One mark stands for itself; a run of marks for "more than one"; `?!` in any order for disbelief.
fn mark_form(text: &str) -> &'static str {
    match (text.matches('?').count(), text.matches('!').count()) {
        (0, 0) => "…",
        (0, 1) => "!",
        (0, _) => "!!",
        (1, 0) => "?",
        (_, 0) => "??",
        _ => "?!",
    }
}

fn word_form(text: &str, treatments: &Treatments, form: &mut String) -> FormFlags {
    let mut flags = FormFlags::default();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    flags.capitals = letters >= 2 && !text.bytes().any(|byte| byte.is_ascii_lowercase()) && text.is_ascii();
    if !treatments.has(Treatment::Case) {
        form.extend(text.chars().map(straight));
    } else if text.is_ascii() {
        form.push_str(text);
        form.make_ascii_lowercase();
    } else {
        form.extend(text.nfkc().flat_map(char::to_lowercase).map(straight));
    }
    if treatments.has(Treatment::Elongation) {
        flags.elongated = fold_elongation(form);
    }
    if treatments.has(Treatment::Contractions)
        && let Ok(found) = BARE.binary_search_by_key(&form.as_str(), |(bare, _)| bare)
    {
        form.clear();
        form.push_str(BARE[found].1);
    }
    flags
}

/// An apostrophe is an apostrophe, straight or curled.
fn straight(c: char) -> char {
    if c == '’' { '\'' } else { c }
}

/// Runs of three or more of a letter become two: `soooo` and `sooo` are one word, `good` stays. Whether anything was folded.
fn fold_elongation(form: &mut String) -> bool {
    let drawn_out = |run: &[u8]| run[0] == run[1] && run[1] == run[2] && !run[0].is_ascii_digit();
    if form.len() < 3 || (form.is_ascii() && !form.as_bytes().windows(3).any(drawn_out)) {
        return false;
    }
    let (before, mut last, mut run) = (form.len(), '\0', 0usize);
    form.retain(|c| {
        run = if c == last && !c.is_ascii_digit() { run + 1 } else { 1 };
        last = c;
        run <= 2
    });
    form.len() < before
}
