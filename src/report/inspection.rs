//! What a model is, for people.

use super::escape::for_terminal;
use super::number::{count, counted, cross_validation, in_threads, interval, percent};
use super::table::{list, table, wide_table};
use serde_json::json;
use undertone::features::Vectorizer;
use undertone::model::{ClassWeights, Label, Model, Objective};

/// The model for a terminal: labels, features, data, scores, and the terms that speak most for each label.
pub fn text(model: &Model, bytes: usize, top: usize) -> String {
    let note = model.card().note.as_ref().map(|note| format!("{}\n\n", for_terminal(note))).unwrap_or_default();
    format!("{note}{}\n{}{}", list(facts(model, bytes)), labels(model), top_terms(model, top))
}

/// What it was trained on, what it counts, how it was fitted, how good it is.
fn facts(model: &Model, bytes: usize) -> Vec<[String; 2]> {
    let (card, vectorizer) = (model.card(), model.vectorizer());
    let (training, choice) = (&card.training, &card.choice);
    let treatments: Vec<&str> = vectorizer.params().treatments().iter().map(|treatment| treatment.name()).collect();
    let class_weights = match choice.class_weights {
        ClassWeights::Equal => "every comment the same",
        ClassWeights::Balanced => "every label the same",
    };
    let trained_on = format!("{} comments{}", count(training.comments as u64), in_threads(training));
    let mut facts = [
        ["trained on", &trained_on],
        ["fingerprint", &for_terminal(&training.fingerprint).chars().take(16).collect::<String>()],
        ["features", &features(vectorizer)],
        ["treatments", &treatments.join(", ")],
        ["strength", &format!("{} / comments", choice.strength)],
        ["class weights", class_weights],
        ["temperature", &format!("{:.3}", model.temperature())],
        ["size", &format!("{:.1} MB", bytes as f64 / 1e6)],
    ]
    .map(|fact| fact.map(str::to_owned))
    .to_vec();
    if let Some(soft) = choice.soft {
        let comments = counted(soft.comments as u64, "comment");
        facts.push(["soft targets".to_owned(), format!("{comments}; they weigh {} beside labels", soft.weight)]);
    }
    if let Some(base) = &choice.base {
        let print: String = base.fingerprint.chars().take(16).collect();
        let comments = counted(base.comments as u64, "comment");
        let looseness = base.looseness.map_or("of no use".to_owned(), |looseness| format!("looseness {looseness}"));
        facts.push(["base".to_owned(), format!("{} ({comments}), {looseness}", for_terminal(&print))]);
    }
    facts.push(["labels chosen for".to_owned(), decision(model)]);
    if let Some(scores) = &card.scores {
        let accuracy = format!("{}, {}", interval(&scores.accuracy), cross_validation(card));
        facts.push(["accuracy".to_owned(), accuracy]);
        facts.push(["macro F1".to_owned(), interval(&scores.macro_f1)]);
        facts.push(["log loss".to_owned(), interval(&scores.log_loss)]);
    }
    facts
}

/// What labels are chosen for, and by which offsets.
fn decision(model: &Model) -> String {
    let objective = match model.decision().objective() {
        Objective::LogLoss => return "the most probable label".to_owned(),
        Objective::Accuracy => "accuracy",
        Objective::MacroF1 => "macro F1",
        Objective::MacroRecall => "macro recall",
    };
    let names = model.labels().names().map(for_terminal);
    let offsets: Vec<String> =
        names.zip(model.decision().offsets()).map(|(name, offset)| format!("{name} {offset:+.2}")).collect();
    format!("{objective}; offsets in logits: {}", offsets.join(", "))
}

fn features(vectorizer: &Vectorizer) -> String {
    let (words, ngrams) = (vectorizer.words().len(), vectorizer.ngrams().len());
    let characters = vectorizer.characters().len();
    let [words, ngrams, characters, surface] =
        [words, ngrams, characters, vectorizer.width() - words - ngrams - characters]
            .map(|number| count(number as u64));
    format!("{words} words, {ngrams} word n-grams, {characters} character n-grams, {surface} surface features")
}

/// How often each label occurs in the training data.
fn labels(model: &Model) -> String {
    let (labels, training) = (model.labels(), &model.card().training);
    let row = |label: Label| {
        let comments = training.per_label.get(label.index()).copied().unwrap_or(0) as u64;
        let share = percent(comments, training.comments as u64);
        [for_terminal(labels.name(label)).into_owned(), count(comments), share]
    };
    table(["label", "comments", "share"], &[1, 2], labels.labels().map(row))
}

fn top_terms(model: &Model, top: usize) -> String {
    let labels = model.labels();
    let columns: Vec<Vec<String>> = labels
        .labels()
        .map(|label| {
            let features = model.top_features(label, top);
            features
                .iter()
                .map(|(feature, weight)| format!("{} {weight:+.2}", for_terminal(&feature.to_string())))
                .collect()
        })
        .collect();
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let header = labels.names().map(|name| for_terminal(name).into_owned()).collect();
    let rows =
        (0..longest).map(|rank| columns.iter().map(|column| column.get(rank).cloned().unwrap_or_default()).collect());
    format!(
        "\nwhat speaks most for each label (^ start, ¬ negated, ~ part of a word, [ ] surface)\n{}",
        wide_table(header, &[], rows)
    )
}

/// The same for programs.
pub fn json(model: &Model, bytes: usize, top: usize) -> serde_json::Value {
    let vectorizer = model.vectorizer();
    let terms = |label| {
        let features = model.top_features(label, top);
        features
            .iter()
            .map(|(feature, weight)| json!({"feature": feature.to_string(), "weight": weight}))
            .collect::<Vec<_>>()
    };
    let top: serde_json::Map<String, serde_json::Value> =
        model.labels().labels().map(|label| (model.labels().name(label).to_owned(), json!(terms(label)))).collect();
    json!({
        "labels": model.labels(),
        "card": model.card(),
        "features": {
            "settings": vectorizer.params(),
            "words": vectorizer.words().len(),
            "word_ngrams": vectorizer.ngrams().len(),
            "character_ngrams": vectorizer.characters().len(),
        },
        "temperature": model.temperature(),
        "decision": model.decision(),
        "bytes": bytes,
        "top": top,
    })
}
