//! Means from few labels and many predictions, whatever the predictions' errors: prediction-powered inference (Angelopoulos et al. 2023,
//! "Prediction-powered inference", Science 382) with a tuned weight of the predictions (PPI++: Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453).
//!
//! The mean of the predictions over all that was not labelled, plus what they miss by where there are labels. The weight λ says how much the
//! predictions are worth: at 0 the labels stand alone. With a tuned λ this is the regression estimator of survey sampling (Särndal, Swensson and
//! Wretman 1992, "Model Assisted Survey Sampling", chapter 6), which gives the error for a population that is finite.

use ndarray::{Array2, ArrayView2, Axis};

/// What rounding alone makes of the variance of equal numbers is far below this.
const ROUNDING: f64 = 1e-24;

/// What is known of a sample, and what is predicted for it and for the rest. A row for each comment, a column for each quantity whose mean is
/// wanted: an indicator for each label, say, and the label's probability.
#[derive(Clone, Debug)]
pub struct Powered {
    gold: Array2<f64>,
    predicted: Array2<f64>,
    rest: Array2<f64>,
}

impl Powered {
    /// Of a sample and the predictions for all that was not drawn.
    ///
    /// # Panics
    /// If nothing was sampled, or if `gold` and `predicted` differ in shape or `rest` in the number of columns.
    #[must_use]
    pub fn new(gold: Array2<f64>, predicted: Array2<f64>, rest: Array2<f64>) -> Self {
        assert!(gold.nrows() > 0, "no sample, no estimate");
        assert_eq!(gold.dim(), predicted.dim(), "a prediction for each quantity known");
        assert_eq!(gold.ncols(), rest.ncols(), "the same quantities for the rest");
        Self { gold, predicted, rest }
    }

    /// The same for one weighted sum of the quantities, such as one share less another.
    #[must_use]
    pub fn contrast(&self, weights: &[f64]) -> Self {
        let sum = |rows: &Array2<f64>| {
            let sums = rows.rows().into_iter().map(|row| row.iter().zip(weights).map(|(value, w)| value * w).sum());
            Array2::from_shape_vec((rows.nrows(), 1), sums.collect()).expect("one sum a row")
        };
        Self { gold: sum(&self.gold), predicted: sum(&self.predicted), rest: sum(&self.rest) }
    }

    /// How many were sampled.
    #[must_use]
    pub fn sampled(&self) -> usize {
        self.gold.nrows()
    }

    /// How many there are: the sample and the rest.
    #[must_use]
    pub fn all(&self) -> usize {
        self.gold.nrows() + self.rest.nrows()
    }

    /// The weight of the predictions that makes the sum of the variances least, between 0 and 1: one for all quantities, so that estimates of shares
    /// sum to one (section 6 of PPI++; `_calc_lam_glm` of ppi-python, `lam_optim_mode="overall"`).
    #[must_use]
    pub fn tuned_lambda(&self) -> f64 {
        let (n, rest) = (self.sampled() as f64, self.rest.nrows() as f64);
        let (gold, predicted) = (centred(&self.gold), centred(&self.predicted));
        let covariance = gold.iter().zip(&predicted).map(|(a, b)| a * b).sum::<f64>() / n;
        let everywhere = ndarray::concatenate![Axis(0), self.predicted, self.rest];
        let variance = centred(&everywhere).iter().map(|a| a * a).sum::<f64>() / (n + rest - 1.0);
        let lambda = covariance / ((1.0 + n / rest) * variance);
        // Predictions that are all the same say nothing, and there is nothing to say of no rest.
        if variance > ROUNDING && rest > 0.0 { lambda.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The estimates of the means (`ppi_mean_pointestimate` of ppi-python).
    #[must_use]
    pub fn means(&self, lambda: f64) -> Vec<f64> {
        let [gold, predicted, rest] = [&self.gold, &self.predicted, &self.rest].map(|rows| column_means(rows.view()));
        (0..gold.len()).map(|column| gold[column] + lambda * (rest[column] - predicted[column])).collect()
    }

    /// The standard errors of the means where sample and rest are two draws from a population without end, to which the normal quantile belongs
    /// (`ppi_mean_ci` of ppi-python).
    #[must_use]
    pub fn standard_errors(&self, lambda: f64) -> Vec<f64> {
        let variance_of_mean = |rows: Array2<f64>| -> Vec<f64> {
            let n = rows.nrows() as f64;
            centred(&rows)
                .columns()
                .into_iter()
                .map(|column| column.iter().map(|a| a * a).sum::<f64>() / n / n)
                .collect()
        };
        let rectifier = variance_of_mean(&self.gold - &(lambda * &self.predicted));
        let imputed = variance_of_mean(lambda * &self.rest);
        rectifier.iter().zip(&imputed).map(|(a, b)| (a + b).sqrt()).collect()
    }

    /// The standard errors of the means over sample and rest together, of which the sample is a random part drawn without replacement: less and
    /// less as the sample nears the whole. With a correction for the degrees of freedom; Student's t with one less than the sample belongs to it.
    ///
    /// A sample of comments needs no clusters, even where authors wrote many of them: the draw does not know authors. For a sample of authors,
    /// each with all comments, `clusters` says whose each comment is (the cluster-robust variance: Cameron and Miller 2015, "A Practitioner's Guide
    /// to Cluster-Robust Inference"); the degrees of freedom are then one less than the clusters.
    #[must_use]
    pub fn finite_errors(&self, lambda: f64, clusters: Option<&[usize]>) -> Vec<f64> {
        let (n, all) = (self.sampled() as f64, self.all() as f64);
        let products = self.products(lambda, clusters);
        products.diag().iter().map(|squares| (squares / (n * (n - 1.0).max(1.0)) * (1.0 - n / all)).sqrt()).collect()
    }

    /// The sums of products of the residuals of each two columns, as many times larger as λ and the clusters cost degrees of freedom.
    pub(super) fn products(&self, lambda: f64, clusters: Option<&[usize]>) -> Array2<f64> {
        let n = self.sampled() as f64;
        // λ is the weight against the mean of the rest; against the mean of all, as of a finite population, it is larger.
        let slope = if lambda > 0.0 { lambda * self.all() as f64 / self.rest.nrows() as f64 } else { 0.0 };
        let residuals = centred(&(&self.gold - &(slope * &self.predicted)));
        let freedom = if lambda > 0.0 { (n - 1.0).max(1.0) / (n - 2.0).max(1.0) } else { 1.0 };
        match clusters {
            None => freedom * residuals.t().dot(&residuals),
            Some(clusters) => {
                let sums = cluster_sums(residuals.view(), clusters);
                let count = sums.nrows() as f64;
                freedom * count / (count - 1.0).max(1.0) * ((n - 1.0) / n) * sums.t().dot(&sums)
            }
        }
    }

    /// The sum of squares of what is known about its mean, for each column.
    pub(super) fn squares(&self) -> Vec<f64> {
        centred(&self.gold).columns().into_iter().map(|column| column.iter().map(|a| a * a).sum()).collect()
    }

    /// The sum of each column of what is known.
    pub(super) fn sums(&self) -> Vec<f64> {
        self.gold.columns().into_iter().map(|column| column.iter().sum()).collect()
    }
}

/// The mean of each column; 0 where there is no row.
fn column_means(rows: ArrayView2<'_, f64>) -> Vec<f64> {
    let count = rows.nrows().max(1) as f64;
    rows.columns().into_iter().map(|column| column.iter().sum::<f64>() / count).collect()
}

/// The rows less the mean of each column.
fn centred(rows: &Array2<f64>) -> Array2<f64> {
    let means = column_means(rows.view());
    let mut centred = rows.clone();
    centred
        .rows_mut()
        .into_iter()
        .for_each(|mut row| row.iter_mut().zip(&means).for_each(|(value, mean)| *value -= mean));
    centred
}

/// The sum of the rows of each cluster that has any.
fn cluster_sums(rows: ArrayView2<'_, f64>, clusters: &[usize]) -> Array2<f64> {
    let mut known: Vec<usize> = clusters.to_vec();
    known.sort_unstable();
    known.dedup();
    let mut sums = Array2::zeros((known.len(), rows.ncols()));
    for (row, cluster) in rows.rows().into_iter().zip(clusters) {
        let place = known.binary_search(cluster).expect("it is among them");
        let mut sum = sums.row_mut(place);
        sum += &row;
    }
    sums
}
