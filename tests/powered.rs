//! Prediction-powered means against ppi-python, and against formulas worked out by other means.

use ndarray::{Array2, Axis, array};
use statrs::distribution::{ContinuousCDF, Normal};
use undertone::digest::Powered;

const CLOSE: f64 = 1e-9;

/// Numbers in [0, 1) that any language gets alike.
fn spread(i: usize, a: usize, b: usize) -> f64 {
    ((i * a) % b) as f64 / b as f64
}

fn predicted(i: usize) -> [f64; 3] {
    let odds = [0.05 + spread(i, 37, 101), 0.05 + spread(i, 53, 97), 0.05 + spread(i, 71, 89)];
    let sum = (odds[0] + odds[1]) + odds[2];
    odds.map(|odd| odd / sum)
}

fn gold(i: usize) -> [f64; 3] {
    let (p, draw) = (predicted(i), spread(i, 29, 83));
    let label = if draw < p[0] { 0 } else { 1 + usize::from(draw >= p[0] + p[1]) };
    [0, 1, 2].map(|other| f64::from(u8::from(other == label)))
}

/// The first `n` with their labels, `rest` more without.
fn shares(n: usize, rest: usize) -> Powered {
    let rows =
        |of: &dyn Fn(usize) -> [f64; 3], from: usize, to: usize| Array2::from((from..to).map(of).collect::<Vec<_>>());
    Powered::new(rows(&gold, 0, n), rows(&predicted, 0, n), rows(&predicted, n, n + rest))
}

/// The same for the first label alone, with whatever else is done to it.
fn first(n: usize, rest: usize, label: impl Fn(f64) -> f64, prediction: impl Fn(f64) -> f64) -> Powered {
    let column = |from: usize, to: usize, of: &dyn Fn(usize) -> f64| {
        Array2::from_shape_vec((to - from, 1), (from..to).map(of).collect()).expect("one column")
    };
    let predictions = |i: usize| prediction(predicted(i)[0]);
    Powered::new(column(0, n, &|i| label(gold(i)[0])), column(0, n, &predictions), column(n, n + rest, &predictions))
}

/// Estimates and the ends of their 90 % intervals.
#[track_caller]
fn agrees(powered: &Powered, reference: &[[f64; 3]]) {
    let lambda = powered.tuned_lambda();
    let z = Normal::standard().inverse_cdf(0.95);
    let found = powered.means(lambda).into_iter().zip(powered.standard_errors(lambda));
    let found: Vec<[f64; 3]> = found.map(|(mean, error)| [mean, mean - z * error, mean + z * error]).collect();
    assert_eq!(found.len(), reference.len());
    for (found, reference) in found.iter().flatten().zip(reference.iter().flatten()) {
        assert!((found - reference).abs() < CLOSE, "{found} and not {reference}");
    }
}

/// `ppi_mean_pointestimate(Y, Yhat, Yhat_unlabeled)` and `ppi_mean_ci(…, alpha=0.1)` of ppi-python 0.2.3 (<https://pypi.org/project/ppi-python/>) on the same
/// numbers.
#[test]
fn means_and_intervals_are_those_of_ppi_python() {
    agrees(&first(40, 200, |y| y, |p| p), &[[0.425_946_208_586_625_7, 0.300_168_985_075_15, 0.551_723_432_098_101_4]]);
    agrees(
        &shares(40, 200).contrast(&[1.0, -1.0, 0.0]),
        &[[0.223_078_181_486_280_5, 0.026_064_997_722_673_622, 0.420_091_365_249_887_4]],
    );
    agrees(
        &shares(100, 1300),
        &[
            [0.391_161_594_758_839_44, 0.315_143_993_059_538_83, 0.467_179_196_458_140_04],
            [0.286_442_135_910_541_6, 0.214_243_190_200_064_05, 0.358_641_081_621_019_1],
            [0.322_396_269_330_619_6, 0.250_897_579_977_027_83, 0.393_894_958_684_210_4],
        ],
    );
    agrees(
        &shares(12, 30),
        &[
            [0.421_195_520_393_019_66, 0.184_596_693_688_68, 0.657_794_347_097_359_3],
            [0.251_777_583_637_152_86, 0.046_593_662_938_701_79, 0.456_961_504_335_603_9],
            [0.327_026_895_969_827_5, 0.106_977_774_600_368_56, 0.547_076_017_339_286_3],
        ],
    );
}

/// The same where λ would be below 0, and above 1.
#[test]
fn lambda_is_kept_between_nothing_and_one() {
    let against = first(40, 60, |y| 1.0 - y, |p| p);
    assert_eq!(against.tuned_lambda(), 0.0);
    agrees(&against, &[[0.575, 0.446_434_143_179_986_64, 0.703_565_856_820_013_3]]);
    let timid = first(60, 90, |y| y, |p| p / 10.0);
    assert_eq!(timid.tuned_lambda(), 1.0);
    agrees(&timid, &[[0.366_432_684_433_594_95, 0.265_123_471_639_555_85, 0.467_741_897_227_634_04]]);
}

#[test]
fn shares_of_one_draw_sum_to_one() {
    let powered = shares(40, 200);
    let sum: f64 = powered.means(powered.tuned_lambda()).iter().sum();
    assert!((sum - 1.0).abs() < 1e-12);
}

#[test]
fn predictions_that_say_nothing_leave_the_labels_alone() {
    let constant = first(40, 200, |y| y, |_| 0.4);
    assert_eq!(constant.tuned_lambda(), 0.0);
    let share = (0..40).map(|i| gold(i)[0]).sum::<f64>() / 40.0;
    assert!((constant.means(0.0)[0] - share).abs() < 1e-12);
    // The textbook's error of a share in a sample without replacement (Cochran 1977, "Sampling Techniques", equation 3.8).
    let textbook = ((1.0 - 40.0 / 240.0) * share * (1.0 - share) / 39.0).sqrt();
    assert!((constant.finite_errors(0.0, None)[0] - textbook).abs() < 1e-12);
}

/// Mean and error are those of the regression estimator with one covariate (Särndal, Swensson and Wretman 1992, section 6.4), worked out here the long way.
#[test]
fn the_finite_error_is_that_of_the_regression_estimator() {
    let (n, rest) = (40, 200);
    let powered = first(n, rest, |y| y, |p| p);
    let lambda = powered.tuned_lambda();
    let slope = lambda * (n + rest) as f64 / rest as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let [y, f]: [Vec<f64>; 2] = [(0..n).map(|i| gold(i)[0]).collect(), (0..n).map(|i| predicted(i)[0]).collect()];
    let everywhere: Vec<f64> = (0..n + rest).map(|i| predicted(i)[0]).collect();
    let regression = mean(&y) + slope * (mean(&everywhere) - mean(&f));
    assert!((powered.means(lambda)[0] - regression).abs() < 1e-12);
    let residuals: Vec<f64> = y.iter().zip(&f).map(|(y, f)| y - slope * f).collect();
    let squares: f64 = residuals.iter().map(|e| (e - mean(&residuals)).powi(2)).sum();
    let error = ((1.0 - n as f64 / (n + rest) as f64) * squares / (n as f64 - 2.0) / n as f64).sqrt();
    assert!((powered.finite_errors(lambda, None)[0] - error).abs() < 1e-12);
}

#[test]
fn clusters_of_one_change_nothing_and_copies_count_once() {
    let powered = shares(30, 300);
    let lambda = powered.tuned_lambda();
    let alone: Vec<usize> = (0..30).collect();
    for (one, other) in powered.finite_errors(lambda, None).iter().zip(powered.finite_errors(lambda, Some(&alone))) {
        assert!((one - other).abs() < 1e-12);
    }
    // Every label twice, by the same author: what is known is as much as without the copies, but for the degrees of freedom.
    let single = array![[1.0], [0.0], [0.0], [1.0], [0.0]];
    let twice = ndarray::concatenate![Axis(0), single, single];
    let none = |rows: usize| Array2::zeros((rows, 1));
    let error = |gold: &Array2<f64>, clusters: Option<&[usize]>| {
        Powered::new(gold.clone(), none(gold.nrows()), none(1_000_000)).finite_errors(0.0, clusters)[0]
    };
    let clustered = error(&twice, Some(&[0, 1, 2, 3, 4, 0, 1, 2, 3, 4]));
    assert!((clustered - error(&single, None)).abs() < 1e-5, "{clustered}");
    assert!(error(&twice, None) < 0.75 * clustered);
}
