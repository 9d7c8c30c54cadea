//! Logits → probabilities, the same to the bit on every machine.

/// `ln Σ exp(logit)`, without overflow.
pub(crate) fn log_sum_exp(logits: &[f64]) -> f64 {
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // `libm`, because the system's exp and ln differ between machines in the last bit.
    most + libm::log(logits.iter().map(|logit| libm::exp(logit - most)).sum())
}

/// Replaces logits by probabilities, which sum to one.
pub(crate) fn softmax(logits: &mut [f64]) {
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = libm::exp(*logit - most);
        sum += *logit;
    }
    logits.iter_mut().for_each(|value| *value /= sum);
}

/// The place of the largest value, the first of equals.
pub(crate) fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}
