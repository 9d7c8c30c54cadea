//! Which comments are held out together.
//!
//! Comments of one thread share words and mood, so a thread is never on both sides of a split (Roberts et al. 2017, "Cross-validation strategies
//! for data with temporal, spatial, hierarchical, or phylogenetic structure"). Without threads, each fold gets its share of every label.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeMap;

/// For each comment the fold in which it is held out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folds {
    of: Vec<usize>,
    count: usize,
    grouped: bool,
}

impl Folds {
    /// Whole groups, dealt out so that folds are about equally large. Comments of one group have the same number.
    ///
    /// `None` if there are fewer than two groups: nothing can be held out then.
    #[must_use]
    pub fn grouped(groups: &[usize], most: usize, seed: u64) -> Option<Self> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (comment, group) in groups.iter().enumerate() {
            members.entry(*group).or_default().push(comment);
        }
        let count = most.min(members.len());
        if count < 2 {
            return None;
        }
        let mut members: Vec<Vec<usize>> = members.into_values().collect();
        members.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        members.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let (mut of, mut sizes) = (vec![0; groups.len()], vec![0usize; count]);
        for group in members {
            let smallest = (0..count).min_by_key(|fold| sizes[*fold]).expect("two folds or more");
            sizes[smallest] += group.len();
            group.into_iter().for_each(|comment| of[comment] = smallest);
        }
        Some(Self { of, count, grouped: true })
    }

    /// Comments dealt out label by label. `gold` holds the label of each.
    ///
    /// `None` if there are fewer than two comments.
    #[must_use]
    pub fn stratified(gold: &[usize], most: usize, seed: u64) -> Option<Self> {
        let count = most.min(gold.len());
        if count < 2 {
            return None;
        }
        let mut order: Vec<usize> = (0..gold.len()).collect();
        order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        order.sort_by_key(|comment| gold[*comment]);
        let mut of = vec![0; gold.len()];
        order.into_iter().enumerate().for_each(|(place, comment)| of[comment] = place % count);
        Some(Self { of, count, grouped: false })
    }

    /// How many folds there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether whole groups are held out.
    #[must_use]
    pub fn are_grouped(&self) -> bool {
        self.grouped
    }

    /// The fold in which a comment is held out.
    #[must_use]
    pub fn of(&self, comment: usize) -> usize {
        self.of[comment]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_group_is_never_split_and_no_fold_is_empty(groups in prop::collection::vec(0usize..12, 2..80), most in 2usize..7, seed: u64) {
            let distinct = groups.iter().collect::<std::collections::BTreeSet<_>>().len();
            match Folds::grouped(&groups, most, seed) {
                None => prop_assert_eq!(distinct, 1),
                Some(folds) => {
                    prop_assert_eq!(folds.count(), most.min(distinct));
                    for (a, b) in (0..groups.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
                        prop_assert!(groups[a] != groups[b] || folds.of(a) == folds.of(b));
                    }
                    prop_assert!((0..folds.count()).all(|fold| (0..groups.len()).any(|comment| folds.of(comment) == fold)));
                }
            }
        }

        #[test]
        fn every_fold_has_its_share_of_each_label(gold in prop::collection::vec(0usize..3, 2..90), most in 2usize..7, seed: u64) {
            let folds = Folds::stratified(&gold, most, seed).unwrap();
            for label in 0..3 {
                let shares: Vec<usize> = (0..folds.count())
                    .map(|fold| (0..gold.len()).filter(|comment| gold[*comment] == label && folds.of(*comment) == fold).count())
                    .collect();
                prop_assert!(shares.iter().max().unwrap() - shares.iter().min().unwrap() <= 1);
            }
        }
    }
}
