//! The one sparse matrix: rows of (column, value), stored one behind the other (compressed sparse rows).

use linfa::dataset::Records;

/// A matrix of mostly zeros. A row is a comment, a column a feature; values are non-zero only where listed.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows {
    ends: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

/// One row of [`SparseRows`]: columns and their values, of equal length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SparseRow<'a> {
    /// Column numbers, each smaller than the width.
    pub columns: &'a [u32],
    /// The value in each of these columns.
    pub values: &'a [f32],
}

impl SparseRow<'_> {
    /// The entries as (column, value).
    pub fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        self.columns.iter().zip(self.values).map(|(column, value)| (*column as usize, *value))
    }
}

impl SparseRows {
    /// A matrix without rows that is `width` columns wide.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { ends: Vec::new(), columns: Vec::new(), values: Vec::new(), width }
    }

    /// Every entry of a dense matrix that is not zero.
    #[must_use]
    pub fn from_dense(dense: &ndarray::Array2<f32>) -> Self {
        let mut rows = Self::new(dense.ncols());
        for row in dense.rows() {
            rows.push(
                row.iter()
                    .enumerate()
                    .filter(|(_, value)| **value != 0.0)
                    .map(|(column, value)| (column as u32, *value)),
            );
        }
        rows
    }

    /// Adds a row. A column may occur more than once: its values add up.
    ///
    /// # Panics
    /// If a column is not smaller than the width.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            assert!((column as usize) < self.width, "column {column} in a matrix of {} columns", self.width);
            self.columns.push(column);
            self.values.push(value);
        }
        self.ends.push(self.columns.len());
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of stored entries.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.columns.len()
    }

    /// The row with this number.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, number: usize) -> SparseRow<'_> {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range = start..self.ends[number];
        SparseRow { columns: &self.columns[range.clone()], values: &self.values[range] }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = SparseRow<'_>> {
        (0..self.len()).map(|number| self.row(number))
    }

    /// Rows and columns exchanged. Within a row of the result, entries keep the order of the rows they came from.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut starts = vec![0usize; self.width + 1];
        for column in &self.columns {
            starts[*column as usize + 1] += 1;
        }
        for column in 0..self.width {
            starts[column + 1] += starts[column];
        }
        let ends = starts[1..].to_vec();
        let (mut columns, mut values) = (vec![0u32; self.entries()], vec![0f32; self.entries()]);
        for (number, row) in self.rows().enumerate() {
            for (column, value) in row.iter() {
                columns[starts[column]] = number as u32;
                values[starts[column]] = value;
                starts[column] += 1;
            }
        }
        Self { ends, columns, values, width: self.len() }
    }
}

/// linfa's view of it, so that a linfa dataset can hold it.
impl Records for SparseRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.len()
    }

    fn nfeatures(&self) -> usize {
        self.width
    }
}
