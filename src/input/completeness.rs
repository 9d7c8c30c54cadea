//! How much of a dump became comments, and why not all.

use std::fmt;

/// How many comments there are and how many were kept: `kept 476 of 543: 6 deleted, 61 not in the dump`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Comments that the reader yields.
    pub kept: u64,
    /// Comments that the platform has, as far as the dump tells.
    pub total: u64,
    /// Why the others were left out, and how many for this reason; none is zero.
    pub left_out: Vec<(&'static str, u64)>,
}

impl Completeness {
    /// From what was kept and what was left out.
    #[must_use]
    pub fn of(kept: u64, left_out: impl IntoIterator<Item = (&'static str, u64)>) -> Completeness {
        let mut all = Completeness { kept, total: kept, left_out: Vec::new() };
        left_out.into_iter().for_each(|(reason, count)| all.leave_out(reason, count));
        all
    }

    /// Whether nothing was left out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.left_out.is_empty()
    }

    /// Counts what another file says as well.
    pub fn add(&mut self, other: &Completeness) {
        self.kept += other.kept;
        self.total = self.total.saturating_add(other.kept);
        other.left_out.iter().for_each(|(reason, count)| self.leave_out(reason, *count));
    }

    /// Counts comments that were left out for a reason. What a dump says of them is not believed beyond what can be counted.
    pub fn leave_out(&mut self, reason: &'static str, count: u64) {
        let count = count.min(u64::MAX - self.total);
        if count == 0 {
            return;
        }
        self.total += count;
        match self.left_out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, counted)) => *counted += count,
            None => self.left_out.push((reason, count)),
        }
    }
}

impl fmt::Display for Completeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kept {} of {}", self.kept, self.total)?;
        for (place, (reason, count)) in self.left_out.iter().enumerate() {
            write!(f, "{} {count} {reason}", if place == 0 { ":" } else { "," })?;
        }
        Ok(())
    }
}
