//! How numbers are said, everywhere the same.

use undertone::model::{Card, Interval, Training};

/// `0.683 (0.671 to 0.695)`.
pub fn interval(interval: &Interval) -> String {
    let [value, low, high] = rounded(interval);
    format!("{value:.3} ({low:.3} to {high:.3})")
}

/// A difference with its sign: `+0.012 (-0.003 to +0.027)`.
pub fn difference(interval: &Interval) -> String {
    let [value, low, high] = rounded(interval);
    format!("{value:+.3} ({low:+.3} to {high:+.3})")
}

/// `43,410`, digits in threes.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let mut groups: Vec<&str> = Vec::new();
    if head > 0 {
        groups.push(&digits[..head]);
    }
    groups.extend((head..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.join(",")
}

/// A share in whole per cent.
pub fn percent(part: u64, whole: u64) -> String {
    format!("{:.0} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// `1 comment`, `2 comments`.
pub fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

/// ` in 3 threads`, ` (371 of them in 11 threads)`, or nothing where no thread is known.
pub fn in_threads(training: &Training) -> String {
    let threads = counted(training.threads as u64, "thread");
    match training.threaded {
        0 => String::new(),
        all if all == training.comments => format!(" in {threads}"),
        some => format!(" ({} of them in {threads})", count(some as u64)),
    }
}

/// `5-fold cross-validation, whole threads held out`.
pub fn cross_validation(card: &Card) -> String {
    let Training { comments, threaded, .. } = card.training;
    let how = match card.choice.grouped_by_thread {
        true if threaded == comments => "whole threads held out",
        true => "whole threads held out where they are known",
        false => "comments held out",
    };
    format!("{}-fold cross-validation, {how}", card.choice.folds)
}

/// To three digits; nothing has no sign.
fn rounded(interval: &Interval) -> [f64; 3] {
    [interval.value, interval.low, interval.high].map(|number| (number * 1000.0).round() / 1000.0 + 0.0)
}
