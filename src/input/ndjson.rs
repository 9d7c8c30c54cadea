//! JSON Lines as structs that borrow from the line: the fast way through a dump of gigabytes, in memory that does not grow.

use serde::Deserialize;

use super::error::ReadError;
use super::formats::Notes;
use super::json;
use super::lines::Lines;
use super::source::Source;

/// The objects of a source, one a line.
pub(super) struct Ndjson {
    lines: Lines,
}

impl Ndjson {
    pub(super) fn of(source: Source) -> Ndjson {
        Ndjson { lines: Lines::of(source) }
    }

    /// Hands the next object, and the number of its line, to `take`. A line that is no such object is an error, and the next call goes on
    /// after it.
    ///
    /// # Errors
    /// [`ReadError::Row`]; [`ReadError::RowTooLong`]; what the system and the layers complain about.
    pub(super) fn next<T>(
        &mut self,
        notes: &mut Notes,
        mut take: impl FnMut(u64, &str) -> Result<T, serde_json::Error>,
    ) -> Result<Option<T>, ReadError> {
        loop {
            let Some((number, line)) = self.lines.next_mut()? else { return Ok(None) };
            if line.trim_ascii().is_empty() {
                continue;
            }
            // The second try is for halves of surrogate pairs, which `serde_json` refuses.
            for retry in [false, true] {
                if retry {
                    json::mend_surrogates(line);
                }
                let text = notes.decode(number, line);
                match take(number, &text) {
                    Ok(taken) => return Ok(Some(taken)),
                    Err(error) if retry => return Err(bad(number, text.as_bytes(), &error)),
                    Err(_) => {}
                }
            }
        }
    }
}

/// Parses a line.
///
/// # Errors
/// What `serde_json` says.
pub(super) fn parse<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, serde_json::Error> {
    serde_json::from_str(line)
}

fn bad(number: u64, line: &[u8], error: &serde_json::Error) -> ReadError {
    let cut = if error.is_eof() { " (cut off?)" } else { "" };
    let reason = format!("not a JSON object{cut}: {}, column {}", json::reason(error), error.column());
    ReadError::bad_row(number, line, reason)
}
