//! What was learned and how good it expects to be, for people.

use super::number::{count, counted, cross_validation, in_threads, interval, percent};
use super::table::table;
use undertone::evaluate::Evaluation;
use undertone::model::Model;

/// The data, the expected scores where comments were held out, and the soft targets where there were any.
pub fn summary(model: &Model, scores: Option<&Evaluation>) -> String {
    let (training, choice) = (&model.card().training, &model.card().choice);
    let share =
        |(name, comments): (&str, &usize)| format!("{name} {}", percent(*comments as u64, training.comments as u64));
    let shares: Vec<String> = model.labels().names().zip(&training.per_label).map(share).collect();
    let comments = counted(training.labelled as u64, "labelled comment");
    let mut summary = format!("{comments}{}: {}\n", in_threads(training), shares.join(", "));
    if let Some(scores) = scores {
        let rows = [("accuracy", &scores.accuracy), ("macro F1", &scores.macro_f1)];
        let rows = rows.map(|(name, score)| [name.to_owned(), interval(score)]);
        summary += &format!("expected on unseen comments ({}):\n", cross_validation(model.card()));
        summary += &table(["", "value (95 % interval)"], &[1], rows);
    }
    if let Some(soft) = choice.soft {
        let unlabelled = match training.comments - training.labelled {
            0 => String::new(),
            some => format!(", {} of them without a label", count(some as u64)),
        };
        let comments = counted(soft.comments as u64, "comment");
        summary += &format!(
            "{comments} with probabilities to learn from{unlabelled}, which weigh {} beside labels\n",
            soft.weight
        );
    }
    if let Some(base) = &choice.base {
        let comments = counted(base.comments as u64, "comment");
        let verdict = if base.looseness.is_some() { "is built upon" } else { "was of no use" };
        summary += &format!("the base, trained on {comments}, {verdict}\n");
    }
    summary
}

/// The model in a line.
pub fn size(model: &Model, bytes: u64) -> String {
    let (features, strength) = (count(model.vectorizer().width() as u64), model.card().choice.strength);
    format!("{features} features, strength {strength} / comments, {:.1} MB", bytes as f64 / 1e6)
}
