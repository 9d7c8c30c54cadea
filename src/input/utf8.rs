//! Bytes of a declared encoding, or of none, in; UTF-8 out, as they are read. For parsers that take nothing else.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use encoding_rs::{Encoding, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::bytes;
use super::source::Input;

/// The text of `input`, whose first bytes are `head`, and whether anything had to be read as Windows-1252 so far.
///
/// A declaration is believed where the head is not UTF-8: files that say `ISO-8859-1` and hold UTF-8 are common. What is not UTF-8 in the rest is
/// read in the declared encoding, or else as Windows-1252.
pub(super) fn text_of(input: Input, head: &[u8], declared: Option<&'static Encoding>) -> (Input, Arc<AtomicBool>) {
    let mended = Arc::new(AtomicBool::new(false));
    let (whole, _) = head.split_at(whole_characters(head));
    match declared {
        Some(encoding) if std::str::from_utf8(whole).is_err() => {
            let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(input);
            (Box::new(BufReader::new(decoder)), mended)
        }
        _ => {
            let (fallback, said) = (declared.unwrap_or(WINDOWS_1252), Arc::clone(&mended));
            (Box::new(Utf8 { input, fallback, said, waiting: Vec::new(), text: Vec::new(), at: 0 }), mended)
        }
    }
}

/// How many bytes there are without the beginning of a character that goes on behind them.
fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    let lead = bytes[tail..].iter().rposition(|byte| *byte >= 0xc0).map(|place| tail + place);
    let goes_on = |&place: &usize| std::str::from_utf8(&bytes[place..]).is_err_and(|error| error.error_len().is_none());
    lead.filter(goes_on).unwrap_or(bytes.len())
}

struct Utf8 {
    input: Input,
    /// What bytes are that are not UTF-8.
    fallback: &'static Encoding,
    /// Set once such bytes were met and no declaration says what they are.
    said: Arc<AtomicBool>,
    /// The beginning of a character that goes on in the next piece.
    waiting: Vec<u8>,
    text: Vec<u8>,
    at: usize,
}

impl Utf8 {
    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() {
            let piece = self.input.fill_buf()?;
            let (count, last) = (piece.len(), piece.is_empty());
            if last && self.waiting.is_empty() {
                return Ok(());
            }
            self.waiting.extend_from_slice(piece);
            self.input.consume(count);
            let whole = if last { self.waiting.len() } else { whole_characters(&self.waiting) };
            let (text, mended) = bytes::decode_as(&self.waiting[..whole], self.fallback);
            self.text.extend_from_slice(text.as_bytes());
            if mended && self.fallback == WINDOWS_1252 {
                self.said.store(true, Ordering::Relaxed);
            }
            self.waiting.drain(..whole);
        }
        Ok(())
    }
}

impl BufRead for Utf8 {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.text.len() {
            self.refill()?;
        }
        Ok(&self.text[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

impl Read for Utf8 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let count = text.len().min(buffer.len());
        buffer[..count].copy_from_slice(&text[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Read};
    use std::sync::atomic::Ordering;

    use encoding_rs::Encoding;

    use super::text_of;

    /// Read through a buffer of five bytes, so that characters lie across its end.
    fn read(bytes: &[u8], head: usize, declared: Option<&str>) -> (String, bool) {
        let input = BufReader::with_capacity(5, Cursor::new(bytes.to_vec()));
        let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
        let (mut input, mended) = text_of(Box::new(input), &bytes[..head], declared);
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        (text, mended.load(Ordering::Relaxed))
    }

    #[test]
    fn a_declaration_is_believed_only_where_the_bytes_are_not_utf8() {
        let utf8 = "naïve — 東京 🚋 ".repeat(9);
        for declared in [None, Some("iso-8859-1"), Some("utf-8"), Some("shift_jis")] {
            for head in [1, utf8.len() - 2, utf8.len()] {
                assert_eq!(read(utf8.as_bytes(), head, declared), (utf8.clone(), false), "{declared:?}");
            }
        }
        let (cyrillic, ..) = Encoding::for_label(b"windows-1251").unwrap().encode("Пустой трамвай");
        assert_eq!(read(&cyrillic, 9, Some("windows-1251")), ("Пустой трамвай".to_owned(), false));
        assert_eq!(read(b"caf\xe9 na\xefve", 3, None), ("café naïve".to_owned(), true));
        assert_eq!(read(b"cut \xe6\x9d", 3, None).0, "cut æ\u{9d}");
    }
}
