//! Text in, lines out, with their numbers, at a bounded length; and the quick way past blank lines.

use std::io::{BufRead, Read};

use super::bytes::trim_line_end;
use super::error::ReadError;
use super::source::{Input, Source};

/// The lines of a source that are not empty.
pub(super) struct Lines {
    input: Input,
    /// The number of the next line.
    next: u64,
    buffer: Vec<u8>,
}

impl Lines {
    pub(super) fn of(source: Source) -> Lines {
        Lines { next: source.line(), input: source.into_input(), buffer: Vec::new() }
    }

    /// The next line that has more than its end, and its number.
    ///
    /// # Errors
    /// [`ReadError::RowTooLong`]; what the system and the layers complain about.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, ReadError> {
        Ok(self.next_mut()?.map(|(number, line)| (number, &*line)))
    }

    /// The same, to be changed in place.
    ///
    /// # Errors
    /// As there.
    pub(super) fn next_mut(&mut self) -> Result<Option<(u64, &mut [u8])>, ReadError> {
        self.next += skip_blank_lines(&mut self.input)?;
        self.buffer.clear();
        let mut bounded = self.input.by_ref().take(ReadError::ROW_LIMIT as u64 + 1);
        bounded.read_until(b'\n', &mut self.buffer)?;
        if self.buffer.is_empty() {
            return Ok(None);
        }
        if self.buffer.len() > ReadError::ROW_LIMIT {
            return Err(ReadError::RowTooLong { line: self.next });
        }
        self.next += 1;
        let length = trim_line_end(&self.buffer).len();
        Ok(Some((self.next - 1, &mut self.buffer[..length])))
    }
}

/// Goes on to the next byte that is no line end, and says how many `\n` were passed.
pub(super) fn skip_blank_lines<R: BufRead + ?Sized>(input: &mut R) -> Result<u64, ReadError> {
    let mut passed = 0;
    loop {
        let buffer = input.fill_buf()?;
        let blank = buffer.iter().position(|b| !matches!(b, b'\n' | b'\r')).unwrap_or(buffer.len());
        let at_text = blank < buffer.len() || buffer.is_empty();
        passed += super::bytes::count_lines(&buffer[..blank]);
        input.consume(blank);
        if at_text {
            return Ok(passed);
        }
    }
}
