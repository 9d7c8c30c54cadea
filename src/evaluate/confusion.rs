//! Which label was taken for which, and the scores that follow from it.

use serde::Serialize;

/// Counts of comments by gold label and predicted label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// One row a gold label, one column a predicted label, in the order of the label set.
    counts: Vec<Vec<u64>>,
}

impl Confusion {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(labels: usize) -> Self {
        Self { counts: vec![vec![0; labels]; labels] }
    }

    /// Counts some comments of one gold and predicted label.
    ///
    /// # Panics
    /// If a label is not smaller than the number of labels.
    pub fn count(&mut self, gold: usize, predicted: usize, comments: u64) {
        self.counts[gold][predicted] += comments;
    }

    /// One row a gold label, one column a predicted label.
    #[must_use]
    pub fn rows(&self) -> &[Vec<u64>] {
        &self.counts
    }

    /// All comments.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Comments whose label was found.
    #[must_use]
    pub fn right(&self) -> u64 {
        (0..self.counts.len()).map(|label| self.counts[label][label]).sum()
    }

    /// Comments with this gold label.
    #[must_use]
    pub fn support(&self, label: usize) -> u64 {
        self.counts[label].iter().sum()
    }

    /// Comments that this label was predicted for.
    #[must_use]
    pub fn predicted(&self, label: usize) -> u64 {
        self.counts.iter().map(|row| row[label]).sum()
    }

    /// The harmonic mean of precision and recall of a label, 0 where it was never found.
    #[must_use]
    pub fn f1(&self, label: usize) -> f64 {
        ratio(2 * self.counts[label][label], self.support(label) + self.predicted(label))
    }

    /// The mean of the F1 of the labels that occur, in gold or predictions.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let occurring = (0..self.counts.len()).filter(|label| self.support(*label) + self.predicted(*label) > 0);
        let (sum, count) = occurring.fold((0.0, 0), |(sum, count), label| (sum + self.f1(label), count + 1));
        if count == 0 { 0.0 } else { sum / f64::from(count) }
    }

    /// The share of comments whose label was found.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        ratio(self.right(), self.total())
    }
}

/// A share, 0 of nothing.
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::metrics::ToConfusionMatrix;
    use ndarray::Array1;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn scores_agree_with_linfa(pairs in prop::collection::vec((0usize..3, 0usize..3), 9..60)) {
            // All labels occur in both, so that linfa counts the same labels.
            let pairs: Vec<(usize, usize)> = pairs.into_iter().chain([(0, 0), (1, 1), (2, 2)]).collect();
            let mut ours = Confusion::new(3);
            pairs.iter().for_each(|(gold, predicted)| ours.count(*gold, *predicted, 1));
            let gold = Array1::from_iter(pairs.iter().map(|(gold, _)| *gold));
            let predicted = Array1::from_iter(pairs.iter().map(|(_, predicted)| *predicted));
            let theirs = predicted.confusion_matrix(&gold).unwrap();
            prop_assert!((ours.accuracy() - f64::from(theirs.accuracy())).abs() < 1e-6);
            let f1: f32 = theirs.split_one_vs_all().iter().map(|one| one.f1_score()).sum::<f32>() / 3.0;
            prop_assert!((ours.macro_f1() - f64::from(f1)).abs() < 1e-6);
        }
    }
}
