//! Rows as a product: what a comment contains × what a word is made of.
//!
//! A comment of 15 words has 300 character n-grams, but each word brings the same ones wherever it stands. So the n-grams of a word are
//! written down once a word, not once a comment, and a pass over the data costs a tenth. The product is never formed.

use super::rows::SparseRows;
use linfa::dataset::Records;
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// What the solver needs of a matrix: products with it and with its transpose.
pub trait LinearRows: Records + Sync {
    /// `self · weights`: one row a comment, one column a label.
    fn times(&self, weights: ArrayView2<'_, f64>) -> Array2<f64>;
    /// `selfᵀ · residuals`: one row a feature, one column a label.
    fn transposed_times(&self, residuals: ArrayView2<'_, f64>) -> Array2<f64>;
}

/// A sparse matrix with its transpose, so that both products are sums over rows, and each sum is made in one place and order whatever the number
/// of threads.
#[derive(Clone, Debug)]
struct TwoWay {
    rows: SparseRows,
    columns: SparseRows,
}

impl TwoWay {
    fn new(rows: SparseRows) -> Self {
        let columns = rows.transposed();
        Self { rows, columns }
    }
}

/// `rows · weights`, the rows in parallel.
fn product(rows: &SparseRows, weights: ArrayView2<'_, f64>) -> Array2<f64> {
    let labels = weights.ncols();
    let mut result = Array2::zeros((rows.len(), labels));
    let weights = weights.as_standard_layout();
    let flat = weights.as_slice().expect("a standard layout is stored row by row");
    let out = result.as_slice_mut().expect("a new array is stored row by row");
    // Large enough that a thread has something to do, small enough that all have.
    const CHUNK: usize = 2048;
    out.par_chunks_mut(CHUNK * labels).enumerate().for_each(|(chunk, out)| match labels {
        2 => rows_times::<2>(rows, chunk * CHUNK, flat, out),
        3 => rows_times::<3>(rows, chunk * CHUNK, flat, out),
        _ => rows_times_any(rows, chunk * CHUNK, flat, labels, out),
    });
    result
}

/// With the number of labels known, a row's sums stay in registers: twice as fast as [`rows_times_any`].
fn rows_times<const L: usize>(rows: &SparseRows, first: usize, weights: &[f64], out: &mut [f64]) {
    let (weights, _) = weights.as_chunks::<L>();
    let (out, _) = out.as_chunks_mut::<L>();
    for (number, out) in out.iter_mut().enumerate() {
        let mut sums = [0.0; L];
        for (column, value) in rows.row(first + number).iter() {
            let (value, weights) = (f64::from(value), &weights[column]);
            for label in 0..L {
                sums[label] += value * weights[label];
            }
        }
        *out = sums;
    }
}

fn rows_times_any(rows: &SparseRows, first: usize, weights: &[f64], labels: usize, out: &mut [f64]) {
    for (number, out) in out.chunks_exact_mut(labels).enumerate() {
        for (column, value) in rows.row(first + number).iter() {
            for (sum, weight) in out.iter_mut().zip(&weights[column * labels..]) {
                *sum += f64::from(value) * weight;
            }
        }
    }
}

/// Comments as `[direct | spellings · characters]`: features that a comment has itself, beside those that it has through its words.
#[derive(Clone, Debug)]
pub struct FactoredRows {
    direct: TwoWay,
    spellings: TwoWay,
    characters: TwoWay,
}

impl FactoredRows {
    /// `direct`: comments × features; `spellings`: comments × words; `characters`: words × features of their spelling.
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[must_use]
    pub fn new(direct: SparseRows, spellings: SparseRows, characters: SparseRows) -> Self {
        assert_eq!(direct.len(), spellings.len());
        assert_eq!(spellings.width(), characters.len());
        Self { direct: TwoWay::new(direct), spellings: TwoWay::new(spellings), characters: TwoWay::new(characters) }
    }
}

impl Records for FactoredRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.direct.rows.len()
    }

    fn nfeatures(&self) -> usize {
        self.direct.rows.width() + self.characters.rows.width()
    }
}

impl LinearRows for FactoredRows {
    fn times(&self, weights: ArrayView2<'_, f64>) -> Array2<f64> {
        let (direct, spelled) = weights.split_at(Axis(0), self.direct.rows.width());
        let spelled = product(&self.characters.rows, spelled);
        product(&self.direct.rows, direct) + product(&self.spellings.rows, spelled.view())
    }

    fn transposed_times(&self, residuals: ArrayView2<'_, f64>) -> Array2<f64> {
        let spelled = product(&self.spellings.columns, residuals);
        let mut result = Array2::zeros((self.nfeatures(), residuals.ncols()));
        let (mut direct, mut characters) = result.view_mut().split_at(Axis(0), self.direct.rows.width());
        direct.assign(&product(&self.direct.columns, residuals));
        characters.assign(&product(&self.characters.columns, spelled.view()));
        result
    }
}

impl LinearRows for SparseRows {
    fn times(&self, weights: ArrayView2<'_, f64>) -> Array2<f64> {
        product(self, weights)
    }

    fn transposed_times(&self, residuals: ArrayView2<'_, f64>) -> Array2<f64> {
        product(&self.transposed(), residuals)
    }
}

/// Rows that are fitted more than once are borrowed.
impl LinearRows for &FactoredRows {
    fn times(&self, weights: ArrayView2<'_, f64>) -> Array2<f64> {
        (**self).times(weights)
    }

    fn transposed_times(&self, residuals: ArrayView2<'_, f64>) -> Array2<f64> {
        (**self).transposed_times(residuals)
    }
}
