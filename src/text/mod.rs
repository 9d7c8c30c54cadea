//! A raw comment in, typed tokens out.
//!
//! Damage done on the way is repaired first ([`repair`]), then the text is split into passages (prose, quotes, code, links), and prose into
//! tokens that borrow from the repaired comment. Each treatment has a name and can be turned off; the choice is stored in the model, so that
//! a comment is read in the same way when it is labelled as when the model was trained.

mod emoticons;
mod entities;
mod form;
mod markup;
mod negation;
mod repair;
mod tokens;
mod treatments;

pub use entities::{decode_entities, decode_escapes};
pub use form::{FormFlags, form};
pub use markup::{MarkupTreatments, Passage, PassageKind, passages};
pub use negation::{NegationScope, ScopeRole, scope_role};
pub use repair::undo_mojibake;
pub use tokens::{Token, TokenKind, tokens};
pub use treatments::{Treatment, Treatments, UnknownTreatment};

use std::borrow::Cow;

/// The comment with the damage undone that `treatments` name: escapes, HTML entities, wrongly decoded bytes, in this order (an entity can hide
/// a damaged character, never the other way round).
#[must_use]
pub fn repair<'a>(text: &'a str, treatments: &Treatments) -> Cow<'a, str> {
    if text.is_ascii() && memchr::memchr2(b'&', b'\\', text.as_bytes()).is_none() {
        // Nothing to decode and nothing to repair: the case of nine comments in ten.
        return Cow::Borrowed(text);
    }
    let step = |text: Cow<'a, str>, treatment, undo: fn(&str) -> Cow<'_, str>| match text {
        text if !treatments.has(treatment) => text,
        Cow::Borrowed(text) => undo(text),
        Cow::Owned(text) => Cow::Owned(undo(&text).into_owned()),
    };
    let text = step(Cow::Borrowed(text), Treatment::Escapes, decode_escapes);
    let text = step(text, Treatment::Entities, decode_entities);
    step(text, Treatment::Encoding, undo_mojibake)
}
