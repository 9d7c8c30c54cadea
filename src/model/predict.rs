//! Comments → probabilities, on as many threads as there are.

use super::decision::chosen;
use super::scorer::Scorer;
use super::softmax::softmax;
use super::{Label, Model};
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::Mutex;

/// Labels comments with a model. Words met once are remembered, so one that is kept is faster than many that are made; memory is bounded.
pub struct Predictor<'m> {
    model: &'m Model,
    /// One for each thread that labels at the same time.
    scorers: Mutex<Vec<Scorer>>,
}

/// The probabilities of some comments, and the labels chosen by them.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions {
    /// One row a comment, one column a label; each row sums to one.
    probabilities: Array2<f64>,
    labels: Vec<Label>,
}

impl<'m> Predictor<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self { model, scorers: Mutex::new(Vec::new()) }
    }

    /// The share of the words of all comments labelled so far that the model does not know; to be compared with
    /// [`Training::unknown_words`](super::Training::unknown_words). `None` before the first word.
    ///
    /// # Panics
    /// Never: no thread panics with a scorer.
    #[must_use]
    pub fn unknown_words(&self) -> Option<f64> {
        let scorers = self.scorers.lock().expect("no thread panics with it");
        let (met, unknown) = scorers.iter().fold((0, 0), |sum, one| (sum.0 + one.met, sum.1 + one.unknown));
        (met > 0).then(|| unknown as f64 / met as f64)
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Labels these comments. A comment's probabilities depend on nothing but its text and the model.
    pub fn predict<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Predictions {
        // Long enough that fetching a scorer costs nothing, short enough that threads finish together.
        const CHUNK: usize = 256;
        let width = self.model.labels.len();
        let factors = self.model.decision.factors();
        let mut probabilities = Array2::zeros((texts.len(), width));
        let mut labels = vec![Label(0); texts.len()];
        let flat = probabilities.as_slice_mut().expect("a new array is stored row by row");
        let rows = flat.par_chunks_mut(CHUNK * width).zip(labels.par_chunks_mut(CHUNK));
        texts.par_chunks(CHUNK).zip(rows).for_each(|(texts, (rows, labels))| {
            let mut scorer = self.take_scorer();
            for ((text, row), label) in texts.iter().zip(rows.chunks_exact_mut(width)).zip(labels) {
                scorer.score(self.model, text.as_ref(), row);
                softmax(row);
                *label = Label(chosen(row, &factors) as u16);
            }
            self.scorers.lock().expect("no thread panics with it").push(scorer);
        });
        Predictions { probabilities, labels }
    }

    fn take_scorer(&self) -> Scorer {
        let kept = self.scorers.lock().expect("no thread panics with it").pop();
        kept.unwrap_or_else(|| Scorer::new(self.model))
    }
}

impl Predictions {
    /// Chooses a label for each row of probabilities with the factors that `factors` gives for it.
    pub(super) fn choose<'f>(probabilities: Array2<f64>, factors: impl Fn(usize) -> &'f [f64]) -> Self {
        let rows = probabilities.rows().into_iter().enumerate();
        let label = |(at, row): (usize, ndarray::ArrayView1<'_, f64>)| {
            Label(chosen(row.to_slice().expect("row by row"), factors(at)) as u16)
        };
        let labels = rows.map(label).collect();
        Self { probabilities, labels }
    }

    pub(super) fn to_array(&self) -> Array2<f64> {
        self.probabilities.clone()
    }

    /// How many comments were labelled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.probabilities.nrows()
    }

    /// Whether there was no comment.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The probability of each label for a comment, in the order of the label set.
    ///
    /// # Panics
    /// If there is no such comment.
    #[must_use]
    pub fn probabilities(&self, comment: usize) -> &[f64] {
        self.probabilities.row(comment).to_slice().expect("row by row")
    }

    /// The label of a comment, as the model's [`Decision`](super::Decision) chooses it.
    ///
    /// # Panics
    /// If there is no such comment.
    #[must_use]
    pub fn label(&self, comment: usize) -> Label {
        self.labels[comment]
    }

    /// Adds the predictions of more comments.
    ///
    /// # Panics
    /// If they are of another number of labels.
    pub fn append(&mut self, more: &Self) {
        self.probabilities.append(ndarray::Axis(0), more.probabilities.view()).expect("the same labels");
        self.labels.extend_from_slice(&more.labels);
    }
}
