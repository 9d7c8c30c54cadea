//! One number that makes probabilities honest: the temperature (Guo et al. 2017, "On calibration of modern neural networks").
//!
//! Logits divided by a temperature keep their order, so no label changes; chosen on comments that the model was not fitted to, it takes back
//! the confidence that fitting added.

use super::softmax::{log_sum_exp, softmax};
use ndarray::{Array2, ArrayView1, ArrayView2};

/// Bounds of the inverse temperature: beyond them the data say nothing about confidence, only that there is too little of them.
const BOUNDS: (f64, f64) = (0.02, 20.0);

/// Whether a number is a temperature that [`temperature`] could have given.
pub(super) fn is_temperature(number: f64) -> bool {
    // A little more than the bounds, for what rounding does at them.
    number > 0.99 / BOUNDS.1 && number < 1.01 / BOUNDS.0
}

/// The temperature at which the log loss of `logits` is least, and that mean log loss. One row a comment, one column a label.
#[must_use]
pub fn temperature(logits: ArrayView2<'_, f64>, gold: &[usize]) -> (f64, f64) {
    temperature_toward(logits, one_hot(gold, logits.ncols()).view())
}

/// The same where a target is a probability for each label: the log loss is then the cross-entropy.
pub(super) fn temperature_toward(logits: ArrayView2<'_, f64>, targets: ArrayView2<'_, f64>) -> (f64, f64) {
    // The log loss is convex in the inverse temperature, so Newton's method finds the one minimum; bisection keeps it in bounds.
    let (mut low, mut high) = BOUNDS;
    let mut inverse = 1.0;
    for _ in 0..60 {
        let (slope, curvature) = derivatives(logits, targets, inverse);
        if slope > 0.0 {
            high = inverse
        } else {
            low = inverse
        }
        let newton = inverse - slope / curvature;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - inverse).abs() < 1e-9 * inverse {
            break;
        }
        inverse = next;
    }
    (1.0 / inverse, mean_log_loss(logits, targets, inverse))
}

/// Certainty about each comment's label.
pub(super) fn one_hot(gold: &[usize], labels: usize) -> Array2<f64> {
    let mut targets = Array2::zeros((gold.len(), labels));
    gold.iter().enumerate().for_each(|(comment, label)| targets[[comment, *label]] = 1.0);
    targets
}

/// The log loss of each comment.
pub(super) fn log_losses(logits: ArrayView2<'_, f64>, targets: ArrayView2<'_, f64>, inverse: f64) -> Vec<f64> {
    let loss = |(row, target): (ArrayView1<'_, f64>, ArrayView1<'_, f64>)| {
        let scaled: Vec<f64> = row.iter().map(|logit| logit * inverse).collect();
        log_sum_exp(&scaled) - scaled.iter().zip(target).map(|(logit, target)| logit * target).sum::<f64>()
    };
    logits.rows().into_iter().zip(targets.rows()).map(loss).collect()
}

fn mean_log_loss(logits: ArrayView2<'_, f64>, targets: ArrayView2<'_, f64>, inverse: f64) -> f64 {
    log_losses(logits, targets, inverse).iter().sum::<f64>() / targets.nrows() as f64
}

/// First and second derivative of the summed log loss by the inverse temperature: Σ (mean logit − target's mean logit), Σ variance of the logits.
fn derivatives(logits: ArrayView2<'_, f64>, targets: ArrayView2<'_, f64>, inverse: f64) -> (f64, f64) {
    let (mut slope, mut curvature) = (0.0, 0.0);
    let mut probabilities = Vec::new();
    for (row, target) in logits.rows().into_iter().zip(targets.rows()) {
        probabilities.clear();
        probabilities.extend(row.iter().map(|logit| logit * inverse));
        softmax(&mut probabilities);
        let mean: f64 = row.iter().zip(&probabilities).map(|(logit, p)| logit * p).sum();
        slope += mean - row.dot(&target);
        curvature += row.iter().zip(&probabilities).map(|(logit, p)| p * (logit - mean) * (logit - mean)).sum::<f64>();
    }
    (slope, curvature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn overconfident_logits_get_a_temperature_above_one() {
        // Three in four are right at logits ±5; the honest logit difference is ln 3.
        let logits = array![[5.0, -5.0], [5.0, -5.0], [5.0, -5.0], [5.0, -5.0]];
        let (temperature, loss) = temperature(logits.view(), &[0, 0, 0, 1]);
        assert!((temperature - 10.0 / 3f64.ln()).abs() < 1e-6, "{temperature}");
        assert!((loss - (0.75 * (4f64 / 3.0).ln() + 0.25 * 4f64.ln())).abs() < 1e-9, "{loss}");
    }

    #[test]
    fn separable_logits_stay_within_bounds() {
        let (temperature, _) = temperature(array![[1.0, -1.0], [-1.0, 1.0]].view(), &[0, 1]);
        assert!((1.0 / temperature - BOUNDS.1).abs() < 1e-3);
    }
}
