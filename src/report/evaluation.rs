//! Scores for people and for programs.

use super::escape::for_terminal;
use super::number::{count, counted, difference, interval};
use super::table::{table, wide_table};
use serde::Serialize;
use std::collections::BTreeMap;
use undertone::evaluate::{Comparison, Coverage, Evaluation};
use undertone::input::Completeness;
use undertone::model::Interval;

/// Everything that one call of `evaluate` found out.
#[derive(Serialize)]
pub struct Report {
    /// What was scored, in words.
    pub subject: String,
    /// How much of the data became comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Read>,
    /// The scores.
    pub scores: Evaluation,
    /// The same, by the value of a column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// Against a second model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
}

/// How much of the data became comments, and why not all.
#[derive(Serialize)]
pub struct Read {
    pub kept: u64,
    pub total: u64,
    pub left_out: BTreeMap<&'static str, u64>,
}

impl Read {
    pub fn of(read: &Completeness) -> Self {
        Self { kept: read.kept, total: read.total, left_out: read.left_out.iter().copied().collect() }
    }
}

/// Scores by the value of a column.
#[derive(Serialize)]
pub struct By {
    pub column: String,
    pub slices: Vec<Slice>,
}

/// Scores of the comments with one value.
#[derive(Serialize)]
pub struct Slice {
    pub value: String,
    pub scores: Evaluation,
}

/// A second model's scores on the same comments.
#[derive(Serialize)]
pub struct Against {
    pub subject: String,
    pub scores: Evaluation,
    /// Its scores minus the first's.
    pub difference: Comparison,
}

/// The report for a terminal.
pub fn text(report: &Report) -> String {
    let mut text = scores(&report.subject, &report.scores);
    if let Some(by) = &report.by {
        text += &format!("\nby {}\n", for_terminal(&by.column));
        text += &table(
            ["", "comments", "accuracy", "macro F1"],
            &[1, 2, 3],
            by.slices.iter().map(|slice| {
                let value = if slice.value.is_empty() { "(none)".into() } else { for_terminal(&slice.value) };
                let scores = &slice.scores;
                [value.into_owned(), count(scores.comments), interval(&scores.accuracy), interval(&scores.macro_f1)]
            }),
        );
    }
    if let Some(against) = &report.against {
        text += &format!("\n{}", scores(&against.subject, &against.scores));
        text += "\nthe second minus the first, on the same comments\n";
        let Comparison { accuracy, macro_f1, log_loss } = &against.difference;
        text += &table(
            ["", "difference"],
            &[1],
            [
                ["accuracy".to_owned(), difference(accuracy)],
                ["macro F1".to_owned(), difference(macro_f1)],
                ["log loss".to_owned(), difference(log_loss)],
            ],
        );
        text += &format!("by macro F1, {}\n", verdict(macro_f1));
    }
    text
}

/// Which of two models is better by this difference, second minus first, or that nobody can say.
pub(super) fn verdict(difference: &Interval) -> &'static str {
    match (difference.low > 0.0, difference.high < 0.0) {
        (true, _) => "the second is better",
        (_, true) => "the first is better",
        _ => "too close to call: the difference may be luck",
    }
}

fn scores(subject: &str, scores: &Evaluation) -> String {
    let mut text = format!("{}, {}", for_terminal(subject), counted(scores.comments, "comment"));
    if scores.threads > 0 {
        text += &format!(" in {}", counted(scores.threads as u64, "thread"));
    }
    if scores.threads > 0 && !scores.drawn_by_thread {
        text += " (too few for intervals to cover how threads differ)";
    }
    text += "\n\n";
    text += &table(
        ["", "value (95 % interval)"],
        &[1],
        [
            ["accuracy".to_owned(), interval(&scores.accuracy)],
            ["macro F1".to_owned(), interval(&scores.macro_f1)],
            ["log loss".to_owned(), interval(&scores.log_loss)],
        ],
    );
    text += &baseline(scores);
    text += "\n";
    text += &table(
        ["label", "comments", "precision", "recall", "F1"],
        &[1, 2, 3, 4],
        scores.labels.iter().map(|label| {
            let name = for_terminal(&label.label).into_owned();
            [name, count(label.support), interval(&label.precision), interval(&label.recall), interval(&label.f1)]
        }),
    );
    text += "\ngold label (rows) taken for (columns)\n";
    text += &confusion(scores);
    text += "\nprobability of the predicted label, and how often it was right\n";
    text += &table(
        ["from", "comments", "probability", "right"],
        &[0, 1, 2, 3],
        scores.calibration.bins.iter().map(|bin| {
            [
                format!("{:.2}", bin.from),
                count(bin.comments),
                format!("{:.3}", bin.probability),
                format!("{:.3}", bin.accuracy),
            ]
        }),
    );
    text += &format!("expected calibration error {:.3}\n", scores.calibration.expected_error);
    text + &coverage(&scores.coverage)
}

fn coverage(coverage: &Coverage) -> String {
    let rows = coverage.points.iter().map(|point| {
        let share = format!("{:.0} %", 100.0 * point.share);
        [share, count(point.comments), format!("{:.3}", point.from), format!("{:.3}", point.accuracy)]
    });
    let rows = table(["labelled", "comments", "from", "right"], &[0, 1, 2, 3], rows);
    format!("\nonly the surest comments labelled (--abstain-below), and how often they were right\n{rows}")
}

/// What a model without any knowledge would reach.
fn baseline(scores: &Evaluation) -> String {
    let most = scores.labels.iter().rev().max_by_key(|label| label.support);
    most.map_or_else(String::new, |label| {
        let share = label.support as f64 / scores.comments.max(1) as f64;
        format!("(always saying {:?} would be right {share:.3} of the time)\n", for_terminal(&label.label))
    })
}

fn confusion(scores: &Evaluation) -> String {
    let names: Vec<String> = scores.labels.iter().map(|label| for_terminal(&label.label).into_owned()).collect();
    let header = std::iter::once(String::new()).chain(names.iter().cloned()).collect();
    let rows = names
        .iter()
        .zip(scores.confusion.rows())
        .map(|(name, row)| std::iter::once(name.clone()).chain(row.iter().map(|number| count(*number))).collect());
    wide_table(header, &(1..=names.len()).collect::<Vec<_>>(), rows)
}
