//! A random sample of a thread's comments that anyone can draw again.
//!
//! Each comment gets a key, the SHA-256 of the seed, a fingerprint of all comments, and its place; the sample is the comments with the smallest keys, in
//! this order. So it needs no generator of random numbers that might change, a larger sample begins with the smaller one, and threads that share a
//! seed share nothing else.

use crate::input::Comment;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What a record begins with.
const KIND: &str = "undertone-sample";
const VERSION: &str = "v1";

/// Digits of the fingerprint that a record keeps.
const DIGITS: usize = 16;

/// How a sample was drawn.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draw {
    /// The first digits of the [`fingerprint`] of the comments that were drawn from.
    pub comments: String,
    /// How many comments these were.
    pub of: usize,
    /// The seed.
    pub seed: u64,
}

impl Draw {
    /// From these comments, with this seed.
    #[must_use]
    pub fn new(comments: &[Comment], seed: u64) -> Self {
        let mut fingerprint = fingerprint(comments);
        fingerprint.truncate(DIGITS);
        Self { comments: fingerprint, of: comments.len(), seed }
    }

    /// The places of all comments, in the order in which they are drawn: a sample is the first few.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let key = |place: usize| {
            let Self { comments, seed, .. } = self;
            Sha256::digest(format!("{KIND}:{VERSION}:{seed}:{comments}:{place}"))
        };
        let mut keyed: Vec<_> = (0..self.of).map(|place| (key(place), place)).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    /// The record for the comment that was drawn as this one of a sample of `rows`, counted from 1.
    #[must_use]
    pub fn record(&self, rows: usize, number: usize) -> String {
        let Self { comments, of, seed } = self;
        format!("{KIND}:{VERSION}:seed={seed}:rows={rows}:of={of}:comments={comments}:number={number}")
    }

    /// The draw that a record is of, and the comment's number in it; `None` if it is no record.
    #[must_use]
    pub fn parse(record: &str) -> Option<(Self, usize)> {
        let rest = record.trim().strip_prefix(KIND)?.strip_prefix(':')?.strip_prefix(VERSION)?.strip_prefix(':')?;
        let mut parts = rest.split(':');
        let mut part = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=');
        let seed = part("seed")?.parse().ok()?;
        let rows: usize = part("rows")?.parse().ok()?;
        let of = part("of")?.parse().ok()?;
        let comments = part("comments")?.to_owned();
        let number = part("number")?.parse().ok()?;
        let whole = parts.next().is_none() && (1..=rows.min(of)).contains(&number);
        whole.then_some((Self { comments, of, seed }, number))
    }
}

/// What the comment at a place of a thread is called in a sample: its id, or its number in the thread where it has none.
#[must_use]
pub fn called(comments: &[Comment], place: usize) -> Cow<'_, str> {
    comments[place].id().map_or_else(|| (place + 1).to_string().into(), Into::into)
}

/// A hash of what comments say and in which order: SHA-256 of the id and the text of each, each after its length in eight bytes.
#[must_use]
pub fn fingerprint(comments: &[Comment]) -> String {
    let mut hash = Sha256::new();
    for part in comments.iter().flat_map(|comment| [comment.id().unwrap_or_default(), comment.text()]) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
