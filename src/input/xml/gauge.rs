//! What an XML parser reads through: it knows the line, bounds what one row may take, and remembers whether the end was reached.

use std::io::{self, BufRead, Read};

use crate::input::bytes::count_lines;
use crate::input::error::ReadError;
use crate::input::source::Input;

/// An input that is measured.
pub(super) struct Gauge {
    input: Input,
    /// The line that is being read.
    pub(super) line: u64,
    /// The byte of that line, from 1.
    pub(super) column: u64,
    /// The line where the row began.
    began: u64,
    /// Bytes taken since then.
    taken: usize,
    /// Whether there is nothing behind what was read.
    pub(super) ended: bool,
}

impl Gauge {
    pub(super) fn of(input: Input, line: u64) -> Gauge {
        Gauge { input, line, column: 1, began: line, taken: 0, ended: false }
    }

    /// A row begins here: it may take [`ReadError::ROW_LIMIT`].
    pub(super) fn begin(&mut self) {
        (self.began, self.taken) = (self.line, 0);
    }
}

impl BufRead for Gauge {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > ReadError::ROW_LIMIT {
            return Err(io::Error::other(ReadError::RowTooLong { line: self.began }));
        }
        let bytes = self.input.fill_buf()?;
        self.ended = bytes.is_empty();
        Ok(bytes)
    }

    fn consume(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        // What was shown is shown again, and costs nothing: a buffer that is not empty is not filled.
        if let Ok(bytes) = self.input.fill_buf() {
            let taken = &bytes[..count.min(bytes.len())];
            self.line += count_lines(taken);
            self.column = match memchr::memrchr(b'\n', taken) {
                Some(newline) => (taken.len() - newline) as u64,
                None => self.column + taken.len() as u64,
            };
        }
        self.taken += count;
        self.input.consume(count);
    }
}

impl Read for Gauge {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}
