//! The logistic model reaches the optimum that linfa's own reaches, weighs comments as it says, and refuses what makes no model.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::prelude::{Fit, Predict};
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, Axis, array};
use undertone::features::{FactoredRows, SparseRows};
use undertone::model::{Logistic, LogisticError, LogisticParams};

const EXACT: f64 = 1e-10;

/// Twelve comments of four features in three labels that no line separates.
fn data() -> (Array2<f32>, Array1<usize>) {
    let rows = array![
        [1.0, 0.0, 0.5, 0.0],
        [0.9, 0.3, 0.0, 0.0],
        [0.0, 1.0, 0.0, -0.5],
        [0.2, 0.8, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.7],
        [0.0, 0.4, 0.9, 0.0],
        [1.0, 0.1, 0.0, 0.2],
        [0.0, 1.0, 0.3, 0.0],
        [0.3, 0.0, 1.0, 0.0],
        [0.5, 0.5, 0.5, 0.5],
        [0.0, 0.0, 0.0, 0.0],
        [0.7, 0.0, 0.0, -1.0],
    ];
    (rows, Array1::from(vec![0, 0, 1, 1, 2, 2, 0, 2, 1, 2, 0, 0]))
}

fn dataset(rows: &Array2<f32>, gold: &Array1<usize>) -> DatasetBase<SparseRows, Array1<usize>> {
    DatasetBase::new(SparseRows::from_dense(rows), gold.clone())
}

fn params(labels: usize, strength: f64) -> LogisticParams {
    LogisticParams::new(labels).strength(strength).tolerance(EXACT)
}

/// Fits exactly; comments weigh the same unless told otherwise.
fn fit(rows: &Array2<f32>, gold: &Array1<usize>, weights: Option<&[f32]>, labels: usize, strength: f64) -> Logistic {
    let mut data = dataset(rows, gold);
    if let Some(weights) = weights {
        data = data.with_weights(Array1::from(weights.to_vec()));
    }
    let fitted = params(labels, strength).check().unwrap().fit(&data).unwrap();
    assert!(fitted.converged());
    fitted
}

#[track_caller]
fn close(a: &Array2<f64>, b: &Array2<f64>, error: f64) {
    assert_eq!(a.dim(), b.dim());
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < error), "{a}\n{b}");
}

/// Each row less its mean: adding a number to the weights of all labels changes no probability.
fn centred(weights: &Array2<f64>) -> Array2<f64> {
    weights - &weights.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1))
}

/// Fits both and compares weights, intercepts and probabilities.
fn agrees_with_linfa(rows: &Array2<f32>, gold: &Array1<usize>, labels: usize, alpha: f64) {
    let wide = rows.mapv(f64::from);
    // linfa sums the log loss where ours is a mean; the optimum is the same at strength = alpha / comments.
    let theirs = MultiLogisticRegression::default()
        .alpha(alpha)
        .max_iterations(10_000)
        .gradient_tolerance(1e-9)
        .fit(&DatasetBase::new(wide.clone(), gold.clone()))
        .unwrap();
    let ours = fit(rows, gold, None, labels, alpha / gold.len() as f64);
    close(&ours.weights().to_owned(), &centred(theirs.params()), 1e-4);
    let intercepts = theirs.intercept() - theirs.intercept().mean().unwrap();
    assert!(ours.intercepts().iter().zip(&intercepts).all(|(a, b)| (a - b).abs() < 1e-4), "{ours:?} {intercepts}");
    close(&ours.probabilities(&SparseRows::from_dense(rows)), &theirs.predict_probabilities(&wide), 1e-4);
}

#[test]
fn three_labels_agree_with_linfa_at_any_strength() {
    let (rows, gold) = data();
    for alpha in [0.1, 1.0, 10.0] {
        agrees_with_linfa(&rows, &gold, 3, alpha);
    }
}

#[test]
fn two_labels_agree_with_linfa() {
    let (rows, gold) = data();
    agrees_with_linfa(&rows, &gold.mapv(|label| label.min(1)), 2, 1.0);
}

#[test]
fn five_labels_agree_with_linfa() {
    let (rows, _) = data();
    agrees_with_linfa(&rows, &Array1::from_iter((0..12).map(|n| n % 5)), 5, 0.5);
}

#[test]
fn every_row_of_weights_sums_to_zero_and_so_do_the_intercepts() {
    let (rows, gold) = data();
    let fitted = fit(&rows, &gold, None, 3, 0.01);
    assert!(fitted.weights().rows().into_iter().all(|row| row.sum().abs() < 1e-9));
    assert!(fitted.intercepts().sum().abs() < 1e-12);
}

#[test]
fn without_features_probabilities_are_the_shares_of_the_labels() {
    let (_, gold) = data();
    let rows = Array2::zeros((12, 1));
    let probabilities = fit(&rows, &gold, None, 3, 1.0).probabilities(&SparseRows::from_dense(&rows));
    let shares = array![5.0 / 12.0, 3.0 / 12.0, 4.0 / 12.0];
    assert!(probabilities.row(0).iter().zip(&shares).all(|(a, b): (&f64, &f64)| (a - b).abs() < 1e-8));
}

#[test]
fn a_stronger_penalty_makes_smaller_weights() {
    let (rows, gold) = data();
    let sizes =
        [10.0, 1.0, 0.1, 0.01].map(|strength| fit(&rows, &gold, None, 3, strength).weights().mapv(f64::abs).sum());
    assert!(sizes.windows(2).all(|pair| pair[0] < pair[1]), "{sizes:?}");
}

#[test]
fn a_comment_of_weight_two_is_two_comments() {
    let (rows, gold) = data();
    let mut weights = [1.0; 12];
    weights[4] = 2.0;
    let twice = ndarray::concatenate![Axis(0), rows, rows.select(Axis(0), &[4])];
    let gold_twice = Array1::from_iter(gold.iter().copied().chain([gold[4]]));
    let (a, b) = (fit(&rows, &gold, Some(&weights), 3, 0.05), fit(&twice, &gold_twice, None, 3, 0.05));
    close(&a.weights().to_owned(), &b.weights().to_owned(), 1e-8);
}

#[test]
fn a_comment_of_weight_zero_is_no_comment() {
    let (rows, gold) = data();
    let mut weights = [1.0; 12];
    weights[11] = 0.0;
    let first: Vec<usize> = (0..11).collect();
    let (fewer, fewer_gold) = (rows.select(Axis(0), &first), gold.select(Axis(0), &first));
    let (a, b) = (fit(&rows, &gold, Some(&weights), 3, 0.05), fit(&fewer, &fewer_gold, None, 3, 0.05));
    close(&a.weights().to_owned(), &b.weights().to_owned(), 1e-8);
}

#[test]
fn only_the_proportions_of_weights_count() {
    let (rows, gold) = data();
    let a = fit(&rows, &gold, Some(&[7.0; 12]), 3, 0.05);
    close(&a.weights().to_owned(), &fit(&rows, &gold, None, 3, 0.05).weights().to_owned(), 1e-9);
}

#[test]
fn the_optimum_does_not_depend_on_the_start() {
    let (rows, gold) = data();
    let data = dataset(&rows, &gold);
    let cold = fit(&rows, &gold, None, 3, 0.02);
    let far = Logistic::new(&Array2::from_elem((4, 3), -3.0), &array![5.0, -5.0, 1.0]);
    for start in [fit(&rows, &gold, None, 3, 2.0), far, cold.clone()] {
        let warm = params(3, 0.02).check().unwrap().fit_from(&data, None, Some(&start)).unwrap();
        close(&centred(&warm.weights().to_owned()), &cold.weights().to_owned(), 1e-6);
        let rows = SparseRows::from_dense(&rows);
        close(&warm.probabilities(&rows), &cold.probabilities(&rows), 1e-6);
    }
}

#[test]
fn a_start_of_another_shape_is_refused() {
    let (rows, gold) = data();
    for shape in [(3, 3), (4, 2)] {
        let start = Logistic::new(&Array2::zeros(shape), &Array1::zeros(shape.1));
        let fitted = params(3, 0.1).check().unwrap().fit_from(&dataset(&rows, &gold), None, Some(&start));
        assert!(matches!(fitted, Err(LogisticError::Linfa(linfa::Error::MismatchedShapes(..)))));
    }
}

#[test]
fn one_step_is_not_enough_and_says_so() {
    let (rows, gold) = data();
    let fitted = params(3, 1e-3).most_steps(1).check().unwrap().fit(&dataset(&rows, &gold)).unwrap();
    assert!(!fitted.converged());
}

#[test]
fn a_linfa_dataset_is_predicted_the_linfa_way() {
    let (rows, gold) = data();
    let data = dataset(&rows, &gold);
    let fitted = fit(&rows, &gold, None, 3, 0.01);
    let predicted: Array1<usize> = fitted.predict(&data);
    let probabilities = fitted.probabilities(&data.records);
    for (label, row) in predicted.iter().zip(probabilities.rows()) {
        assert!(row.iter().all(|probability| *probability <= row[*label]));
        assert!((row.sum() - 1.0).abs() < 1e-12);
    }
    assert!(predicted.iter().zip(&gold).filter(|(a, b)| a == b).count() >= 9);
    let owned: DatasetBase<SparseRows, Array1<usize>> = fitted.predict(data);
    assert_eq!(owned.targets, predicted);
}

#[test]
fn rows_in_factors_are_fitted_as_the_rows_themselves() {
    let (rows, gold) = data();
    let (direct, spelled) = (rows.select(Axis(1), &[0, 1]), rows.select(Axis(1), &[2, 3]));
    let eye = SparseRows::from_dense(&Array2::eye(2));
    let factored = FactoredRows::new(SparseRows::from_dense(&direct), SparseRows::from_dense(&spelled), eye);
    let params = params(3, 0.05).check().unwrap();
    let a = params.fit(&DatasetBase::new(&factored, gold.clone())).unwrap();
    close(&a.weights().to_owned(), &fit(&rows, &gold, None, 3, 0.05).weights().to_owned(), 1e-9);
}

#[test]
fn weights_that_lie_by_column_make_the_same_model() {
    let (rows, _) = data();
    // Labels × features, as other libraries keep them.
    let weights = array![[1.0, 2.0, 3.0, 4.0], [0.0, -1.0, 0.0, 1.0]];
    let intercepts = array![0.5, -0.5];
    let by_column = Logistic::new(&weights.clone().reversed_axes(), &intercepts);
    let expected = rows.mapv(f64::from).dot(&weights.t()) + &intercepts;
    close(&by_column.logits(&SparseRows::from_dense(&rows)), &expected, 1e-6);
}

#[test]
fn parameters_that_make_no_model_are_refused() {
    for strength in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(params(3, strength).check(), Err(LogisticError::Strength(_))), "{strength}");
    }
    for tolerance in [0.0, -1.0, 1.0, f64::NAN] {
        let checked = LogisticParams::new(3).tolerance(tolerance).check();
        assert!(matches!(checked, Err(LogisticError::Tolerance(_))), "{tolerance}");
    }
    for labels in [0, 1] {
        assert!(matches!(LogisticParams::new(labels).check(), Err(LogisticError::Linfa(linfa::Error::Parameters(_)))));
    }
    assert_eq!(
        params(3, -1.0).check().unwrap_err().to_string(),
        "a regularisation strength of -1: choose a number above 0"
    );
}

#[test]
fn data_that_make_no_model_are_refused() {
    let (rows, gold) = data();
    let fitted = |gold: Array1<usize>, weights: Option<Vec<f32>>| {
        let data = dataset(&rows, &gold);
        let data = weights.map_or(data.clone(), |weights| data.with_weights(Array1::from(weights)));
        params(3, 0.1).check().unwrap().fit(&data)
    };
    assert!(matches!(fitted(&gold + 1, None), Err(LogisticError::Label { found: 3, labels: 3 })));
    for weights in [vec![0.0; 12], vec![-1.0; 12], vec![f32::NAN; 12], vec![f32::INFINITY; 12]] {
        assert!(matches!(fitted(gold.clone(), Some(weights)), Err(LogisticError::Weight)));
    }
    let short = fitted(gold.select(Axis(0), &[0, 1, 2, 3, 4]), None);
    assert!(matches!(short, Err(LogisticError::Linfa(linfa::Error::MismatchedShapes(5, 12)))));
}
