//! Character n-grams inside a word, its two ends marked by a space: what a misspelt, inflected or unknown word still says.

/// How much of a word is looked at, in characters; beyond it nothing new is learned about a word.
const LONGEST: usize = 40;

/// Calls `visit` with every character n-gram of `word`, of `lengths` characters, the marked ends counting as characters.
///
/// `buffer` is overwritten; it is there to be used again.
pub(super) fn character_ngrams(
    word: &str,
    lengths: std::ops::RangeInclusive<usize>,
    buffer: &mut String,
    mut visit: impl FnMut(&str),
) {
    buffer.clear();
    buffer.push(' ');
    buffer.extend(word.chars().take(LONGEST));
    buffer.push(' ');
    let marked = buffer.as_str();
    for (start, _) in marked.char_indices() {
        let ends = marked[start..].char_indices().map(|(at, c)| start + at + c.len_utf8());
        for (length, end) in (1..).zip(ends).skip(lengths.start() - 1).take(lengths.end() + 1 - lengths.start()) {
            let whole = start == 0 && end == marked.len();
            debug_assert!(length <= *lengths.end());
            // A short word as a whole is the word itself, which is a feature already.
            if !whole {
                visit(&marked[start..end]);
            }
        }
    }
}
