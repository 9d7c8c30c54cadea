//! The ids of a comment and of what it answers in, as they pass; whether they close a circle out.
//!
//! Each link is an edge between two ids, and ids that are linked are one group (Galler and Fischer 1964). An edge within a group would close a circle, so it
//! is refused, and what is left is a forest. Only so many ids are remembered; after that the order of ids decides, since platforms count them up:
//! a comment answers an older one.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Ids that are remembered: with up to 40 bytes each, 40 MB.
const MOST: usize = 1 << 20;

/// The links so far.
pub(super) struct Circles {
    /// The place of an id, by the hash of the id.
    places: HashMap<u64, u32>,
    ids: Vec<Id>,
    hasher: RandomState,
    most: usize,
}

struct Id {
    /// The place of another of its group; its own if it speaks for the group.
    lead: u32,
    /// The place of what it answers; its own if that is not known.
    parent: u32,
}

impl Circles {
    pub(super) fn new() -> Circles {
        Circles { places: HashMap::new(), ids: Vec::new(), hasher: RandomState::new(), most: MOST }
    }

    /// Whether `id`, which answers `parent`, closes a circle; if not, the link is remembered.
    pub(super) fn close(&mut self, id: &str, parent: &str) -> bool {
        if id == parent {
            return true;
        }
        let hashes = [id, parent].map(|id| self.hasher.hash_one(id));
        let [known, above] = hashes.map(|hash| self.places.get(&hash).copied());
        match (known, above) {
            // It comes a second time.
            (Some(own), Some(above)) if self.ids[own as usize].parent == above => false,
            // A link to a newer id is one of those remembered, so both its ends are known; and so is what the upper one answers, or else that link is
            // refused here. So no circle has a link that is not remembered.
            _ if self.ids.len() + 2 > self.most => known.is_some() || !is_older(parent, id),
            _ => {
                let [own, above] = hashes.map(|hash| self.place(hash));
                self.link(own, above)
            }
        }
    }

    fn place(&mut self, hash: u64) -> u32 {
        let next = self.ids.len() as u32;
        let place = *self.places.entry(hash).or_insert(next);
        if place == next {
            self.ids.push(Id { lead: next, parent: next });
        }
        place
    }

    /// Makes two groups one; `true` if they were one before.
    fn link(&mut self, own: u32, above: u32) -> bool {
        let (group, other) = (self.lead(own), self.lead(above));
        if group != other {
            self.ids[group as usize].lead = other;
            self.ids[own as usize].parent = above;
        }
        group == other
    }

    /// Who speaks for the group; on the way there, each comes to know its leader's leader.
    fn lead(&mut self, mut at: u32) -> u32 {
        while self.ids[at as usize].lead != at {
            let above = self.ids[self.ids[at as usize].lead as usize].lead;
            self.ids[at as usize].lead = above;
            at = above;
        }
        at
    }
}

/// Whether an id was given before another: counted up, shorter ones come first.
fn is_older(id: &str, than: &str) -> bool {
    (id.len(), id) < (than.len(), than)
}

#[cfg(test)]
mod tests {
    use super::Circles;

    fn closed(most: usize, links: &[(&str, &str)]) -> Vec<bool> {
        let mut circles = Circles { most, ..Circles::new() };
        links.iter().map(|(id, parent)| circles.close(id, parent)).collect()
    }

    #[test]
    fn a_link_that_closes_a_circle_is_seen_in_any_order() {
        assert_eq!(closed(9, &[("a", "a")]), [true]);
        assert_eq!(closed(9, &[("b", "a"), ("c", "b"), ("a", "c"), ("d", "c")]), [false, false, true, false]);
        assert_eq!(closed(9, &[("a", "c"), ("c", "b"), ("b", "a")]), [false, false, true]);
    }

    #[test]
    fn beyond_what_is_remembered_no_circle_stays() {
        // A second time, after the last that is remembered.
        assert_eq!(
            closed(2, &[("1", "3"), ("1", "3"), ("2", "1"), ("1", "3"), ("1", "0")]),
            [false, false, false, false, true]
        );
        // 1 answers 3, which is then known; the others are new.
        assert_eq!(closed(2, &[("1", "3"), ("2", "1"), ("3", "2")]), [false, false, true]);
        assert_eq!(closed(0, &[("9", "10"), ("10", "9"), ("11", "10")]), [true, false, false]);
    }

    #[test]
    fn a_long_chain_is_passed_quickly() {
        let mut circles = Circles::new();
        assert!((1..100_000).all(|number| !circles.close(&(number + 1).to_string(), &number.to_string())));
        assert!(circles.close("1", "90000"));
    }
}
