//! What can be seen of a comment without knowing a word: how long it is, how it is punctuated, what it is made of.

use crate::text::{FormFlags, TokenKind};

/// The surface features, in the order of their columns.
pub const SURFACE: [&str; 9] =
    ["words", "questions", "exclamations", "ellipses", "capitals", "drawn-out words", "emoji", "quotes", "links"];

/// Counts of the surface features of one comment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Surface([u32; SURFACE.len()]);

impl Surface {
    /// Counts one token.
    pub fn count(&mut self, kind: TokenKind, text: &str, flags: FormFlags) {
        let column = match kind {
            TokenKind::Word | TokenKind::Hashtag | TokenKind::Number => 0,
            TokenKind::Mark if text.contains('?') => 1,
            TokenKind::Mark if text.contains('!') => 2,
            TokenKind::Mark => 3,
            TokenKind::Emoji | TokenKind::Emoticon => 6,
            TokenKind::Quote => 7,
            TokenKind::Link => 8,
            TokenKind::Mention | TokenKind::Code | TokenKind::ClauseEnd | TokenKind::SentenceEnd => return,
        };
        self.0[column] += 1;
        self.0[4] += u32::from(flags.capitals);
        self.0[5] += u32::from(flags.elongated);
    }

    /// The columns that are not zero: logarithms of the counts, scaled to the size of the other features of a comment.
    pub fn values(&self) -> impl Iterator<Item = (usize, f32)> {
        // ln(1 + 200 words) is about 5; a fifth of it keeps a long comment's length near the norm of its words.
        const SCALE: f32 = 0.2;
        self.0
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(column, count)| (column, SCALE * libm::logf(1.0 + *count as f32)))
    }
}
