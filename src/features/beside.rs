//! Sparse rows with a few dense columns behind theirs.

use super::factored::LinearRows;
use linfa::dataset::Records;
use ndarray::{Array2, ArrayView2, Axis};

/// `[rows | dense]`, not copied: what another model says of a comment, beside what stands in it.
#[derive(Clone, Debug)]
pub struct Beside<'a, R> {
    rows: &'a R,
    dense: ArrayView2<'a, f64>,
}

impl<'a, R: Records> Beside<'a, R> {
    /// `dense` has one row a comment.
    ///
    /// # Panics
    /// If the numbers of rows differ.
    #[must_use]
    pub fn new(rows: &'a R, dense: ArrayView2<'a, f64>) -> Self {
        assert_eq!(rows.nsamples(), dense.nrows());
        Self { rows, dense }
    }
}

impl<R: LinearRows> Records for Beside<'_, R> {
    type Elem = f64;

    fn nsamples(&self) -> usize {
        self.rows.nsamples()
    }

    fn nfeatures(&self) -> usize {
        self.rows.nfeatures() + self.dense.ncols()
    }
}

impl<R: LinearRows> LinearRows for Beside<'_, R> {
    fn times(&self, weights: ArrayView2<'_, f64>) -> Array2<f64> {
        let (sparse, dense) = weights.split_at(Axis(0), self.rows.nfeatures());
        let product = self.rows.times(sparse);
        // Nothing beside is the rule: then nothing is added, and below nothing copied.
        if self.dense.is_empty() { product } else { product + self.dense.dot(&dense) }
    }

    fn transposed_times(&self, residuals: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut product = self.rows.transposed_times(residuals);
        if !self.dense.is_empty() {
            product.append(Axis(0), self.dense.t().dot(&residuals).view()).expect("one column a label");
        }
        product
    }
}
