//! Delimited text in, records out: where each starts, its cells end to end, and what it looked like.
//!
//! `csv_core` does the parsing; around it stand what a person needs and it does not tell: the line where a
//! record really starts (blank lines and the `\n` of a `\r\n` come before it), a quote that never closes, a
//! bound on one record, and the raw bytes of a bad one.

use std::io::BufRead;

use csv_core::ReadRecordResult;

use super::bytes::count_lines;
use super::error::ReadError;
use super::lines::skip_blank_lines;

/// A reader of records; it holds the current one.
pub(super) struct Records<R> {
    input: R,
    core: csv_core::Reader,
    /// The line that comes next.
    next: u64,
    start: u64,
    fields: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    raw: Vec<u8>,
    /// How much of `input`'s buffer belongs to the current record, after `raw`, and is to be consumed before
    /// the next.
    tail: usize,
}

impl<R: BufRead> Records<R> {
    /// Records of `input`, whose first line has the number `line`.
    pub(super) fn new(input: R, delimiter: u8, line: u64) -> Records<R> {
        Records {
            input,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            next: line,
            start: line,
            fields: vec![0; 1024],
            ends: vec![0; 16],
            count: 0,
            raw: Vec::new(),
            tail: 0,
        }
    }

    /// Goes to the next record; `false` at the end.
    ///
    /// # Errors
    /// [`ReadError::UnclosedQuote`], [`ReadError::RowTooLong`]; what the system and the layers complain about.
    pub(super) fn advance(&mut self) -> Result<bool, ReadError> {
        self.input.consume(std::mem::take(&mut self.tail));
        self.next += skip_blank_lines(&mut self.input)?;
        self.start = self.next;
        self.count = 0;
        self.raw.clear();
        if self.input.fill_buf()?.is_empty() {
            return Ok(false);
        }
        let mut length = 0;
        loop {
            if self.tail > 0 && self.tail == self.input.fill_buf()?.len() {
                self.spill()?;
            }
            let buffer = &self.input.fill_buf()?[self.tail..];
            // A line end closes a last record that has none, unless it falls into an open quote.
            let at_end = buffer.is_empty();
            let given = if at_end { b"\n" } else { buffer };
            let (result, taken, written, ended) =
                self.core.read_record(given, &mut self.fields[length..], &mut self.ends[self.count..]);
            length += written;
            self.count += ended;
            if !at_end {
                self.tail += taken;
                self.next += count_lines(&buffer[..taken]);
            }
            match result {
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::InputEmpty if at_end => return Err(self.unclosed(length)),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if length > ReadError::ROW_LIMIT => {
                    return Err(ReadError::RowTooLong { line: self.start });
                }
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// The cells of the current record, end to end.
    pub(super) fn fields(&self) -> &[u8] {
        &self.fields[..self.ends().last().copied().unwrap_or(0)]
    }

    /// Where each cell ends.
    pub(super) fn ends(&self) -> &[usize] {
        &self.ends[..self.count]
    }

    /// The cells of the current record, one by one.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends().iter().copied());
        starts.zip(self.ends()).map(|(start, &end)| &self.fields[start..end])
    }

    /// The line where the current record starts.
    pub(super) fn line(&self) -> u64 {
        self.start
    }

    /// The current record as it stands in the file.
    pub(super) fn raw(&mut self) -> Vec<u8> {
        let mut raw = self.raw.clone();
        if let Ok(buffer) = self.input.fill_buf() {
            raw.extend_from_slice(&buffer[..self.tail]);
        }
        raw
    }

    /// The buffer is used up within a record: sets its bytes aside and makes room for the next.
    fn spill(&mut self) -> Result<(), ReadError> {
        if self.raw.len() + self.tail > ReadError::ROW_LIMIT {
            return Err(ReadError::RowTooLong { line: self.start });
        }
        self.raw.extend_from_slice(&self.input.fill_buf()?[..self.tail]);
        self.input.consume(std::mem::take(&mut self.tail));
        Ok(())
    }

    /// The quote opens where the last cell starts: after all line ends inside the cells before it.
    fn unclosed(&self, length: usize) -> ReadError {
        let complete = self.ends().last().copied().unwrap_or(0).min(length);
        ReadError::UnclosedQuote { line: self.start + count_lines(&self.fields[..complete]) }
    }
}
