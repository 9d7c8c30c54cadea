//! Is this head a table, and what separates its cells?
//!
//! A header that names a column for the text decides; else one that names other roles; else several rows of
//! the same width under a header that reads like one. Prose has commas too, but with a space after them, in
//! sentences, and not the same number in every line.

use super::Head;
use crate::input::bytes::decode;
use crate::input::columns::names_role;
use crate::input::records::Records;

/// What may separate cells.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Separates nothing: for a file with one column, whose cells may contain any of the others.
const NONE: u8 = 0x1f;

/// Records looked at.
const SAMPLE: usize = 50;

/// Rows of equal width that make a table under a header of unknown names.
const MIN_ROWS: usize = 2;

/// What separates the cells, if the head is that of a table.
pub(super) fn delimiter(head: &Head<'_>) -> Option<u8> {
    if let Some(delimiter) = announced(head.bytes) {
        return Some(delimiter);
    }
    let samples = DELIMITERS.map(|delimiter| (delimiter, Sample::of(head, delimiter)));
    let rated = samples.iter().filter_map(|(delimiter, sample)| {
        let rank = sample.rank(head)?;
        Some(((rank, sample.header.len()), *delimiter))
    });
    // Of equals the first: `max_by_key` would take the last.
    let best = rated.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, delimiter)| delimiter).or_else(|| {
        let lone = |sample: &Sample| matches!(sample.header.as_slice(), [name] if head.names_text(name));
        let narrow = samples.iter().find(|(_, sample)| lone(sample) && sample.is_even());
        let any = samples.iter().any(|(_, sample)| lone(sample));
        narrow.map(|(delimiter, _)| *delimiter).or(any.then_some(NONE))
    })
}

/// The delimiter that Excel's own first line announces: `sep=;`. The header comes after it.
pub(super) fn announced(head: &[u8]) -> Option<u8> {
    match head {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, b'\r' | b'\n', ..] => Some(*delimiter),
        _ => None,
    }
}

/// The names in the header, if the head is that of a table.
pub(super) fn header(head: &Head<'_>) -> Vec<String> {
    delimiter(head).map_or_else(Vec::new, |delimiter| Sample::of(head, delimiter).header)
}

/// What splits the header into the most cells: for a file that was said to be a table.
pub(super) fn widest(head: &Head<'_>) -> u8 {
    let width = |delimiter: &u8| Sample::of(head, *delimiter).header.len();
    DELIMITERS.into_iter().rev().max_by_key(width).unwrap_or(b',')
}

/// The column with the most spaces in the head's rows: most likely the text, to be suggested.
pub(super) fn wordiest_column(head: &Head<'_>, delimiter: u8) -> Option<usize> {
    let spaces = Sample::of(head, delimiter).spaces;
    (0..spaces.len()).rev().max_by_key(|&index| spaces[index]).filter(|&index| spaces[index] > 0)
}

/// How sure it is that there is a table, ascending.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Even,
    Roles,
    Text,
}

/// The first records of a head, split by one delimiter.
#[derive(Default)]
struct Sample {
    header: Vec<String>,
    /// Spaces in each column, of rows as wide as the header.
    spaces: Vec<usize>,
    rows: usize,
    /// How many of them are as wide as the header.
    even: usize,
}

impl Sample {
    fn of(head: &Head<'_>, delimiter: u8) -> Sample {
        let mut sample = Sample::default();
        let mut records = Records::new(head.bytes, delimiter, 1);
        let mut last_is_even = false;
        if announced(head.bytes).is_some() {
            records.advance().ok();
        }
        while sample.rows < SAMPLE && records.advance().unwrap_or(false) {
            if sample.header.is_empty() {
                sample.header = records.cells().map(|cell| decode(cell).0.into_owned()).collect();
                sample.spaces = vec![0; sample.header.len()];
                continue;
            }
            sample.rows += 1;
            last_is_even = records.ends().len() == sample.header.len();
            if last_is_even {
                sample.even += 1;
                sample
                    .spaces
                    .iter_mut()
                    .zip(records.cells())
                    .for_each(|(spaces, cell)| *spaces += memchr::memchr_iter(b' ', cell).count());
            }
        }
        // The last row of a head that is not the whole file is cut, and says nothing.
        if !head.whole && sample.rows > 0 && sample.rows < SAMPLE {
            sample.rows -= 1;
            sample.even -= usize::from(last_is_even);
        }
        sample
    }

    fn rank(&self, head: &Head<'_>) -> Option<Rank> {
        if self.header.len() < 2 {
            return None;
        }
        let roles = self.header.iter().filter(|name| names_role(name)).count();
        let mostly_even = self.even * 2 >= self.rows;
        let reads = self.header.iter().enumerate().all(|(place, name)| reads_like_a_name(place, name));
        match () {
            () if self.header.iter().any(|name| head.names_text(name)) && (roles > 1 || reads || mostly_even) => {
                Some(Rank::Text)
            }
            () if roles > 1 || roles == 1 && reads && mostly_even => Some(Rank::Roles),
            () if reads && self.is_even() && self.rows >= MIN_ROWS && !head.bytes.contains(&0) => Some(Rank::Even),
            () => None,
        }
    }

    fn is_even(&self) -> bool {
        self.even == self.rows
    }
}

/// Whether a cell could be a column's name and not a part of a sentence. The first may be empty: pandas
/// leaves its index without one.
fn reads_like_a_name(place: usize, name: &str) -> bool {
    (place == 0 || !name.is_empty())
        && !name.starts_with(' ')
        && !name.ends_with(['.', '!', '…'])
        && name.chars().count() <= 40
        && name.split_whitespace().count() <= 4
}
