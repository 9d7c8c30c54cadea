//! Emoticons and emoji: where one begins, how long it is, and what it is counted as.

use unicode_segmentation::UnicodeSegmentation;

/// Longest emoji that counts as one (the flag of Scotland is 28 bytes); what is longer is not an emoji but an attack.
const LONGEST_EMOJI: usize = 64;

/// Eyes, optional nose, mouth; each mouth with the form that all its faces are counted as.
const FACES: &[(&str, &[u8])] =
    &[(":)", b")]}"), (":(", b"([{"), (":d", b"D"), (":p", b"Pp"), (":/", b"/\\|"), (":o", b"Oo"), (":*", b"*")];

const FIXED: &[(&str, &str)] = &[
    ("</3", "</3"),
    ("<3", "<3"),
    ("^_^", "^^"),
    ("^^", "^^"),
    ("-_-", "-_-"),
    (">_<", ">_<"),
    (">.<", ">_<"),
    ("(:", ":)"),
    ("(ツ)", "(ツ)"),
];

/// The emoticon that `text` starts with: its length in bytes, and the form it is counted as.
pub(super) fn emoticon(text: &str) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b':' | b';' | b'=' => face(bytes),
        b'<' | b'^' | b'-' | b'>' | b'(' => {
            let (face, form) = FIXED.iter().find(|(face, _)| text.starts_with(face))?;
            ends_well(bytes, face.len()).then_some((face.len(), *form))
        }
        _ => None,
    }
}

fn face(bytes: &[u8]) -> Option<(usize, &'static str)> {
    // `:o)` has a nose, `:o` alone is astonished.
    let nose = matches!(bytes.get(1), Some(b'-' | b'\'' | b'^' | b'o'));
    nose.then(|| face_with(bytes, 2)).flatten().or_else(|| face_with(bytes, 1))
}

/// The face whose mouth is at this place.
fn face_with(bytes: &[u8], at: usize) -> Option<(usize, &'static str)> {
    let mouth = *bytes.get(at)?;
    let (form, _) = FACES.iter().find(|(_, mouths)| mouths.contains(&mouth))?;
    let form = if bytes[0] == b';' && *form == ":)" { ";)" } else { form };
    let end = at + bytes[at..].iter().take_while(|byte| **byte == mouth).count();
    ends_well(bytes, end).then_some((end, form))
}

fn ends_well(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|next| !next.is_ascii_alphanumeric() || !bytes[end - 1].is_ascii_alphanumeric())
}

/// Whether an emoji may begin with this character.
pub(super) fn is_emoji_start(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B05}'..='\u{2B55}' | '\u{231A}'..='\u{23FF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

/// The length in bytes of the emoji that `text` starts with, modifiers and joined emoji included.
pub(super) fn emoji_length(text: &str) -> usize {
    // A grapheme can be as long as its author likes; only its beginning is looked at.
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LONGEST_EMOJI).last();
    text[..end.unwrap_or(0)].graphemes(true).next().map_or(0, str::len)
}

/// Skin tone and presentation do not change what an emoji says.
pub(super) fn push_emoji_form(emoji: &str, form: &mut String) {
    form.extend(emoji.chars().filter(|c| !matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')));
    if form.is_empty() {
        form.push_str(emoji);
    }
}
