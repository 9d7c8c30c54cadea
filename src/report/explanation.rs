//! A comment with its words coloured by what they pushed, and the sum that they make.

use super::escape::for_terminal;
use super::table::wide_table;
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;
use undertone::model::{Explanation, LabelSet};

/// Features listed below the comment.
const LISTED: usize = 12;
/// A push of this many logits is shown as strongly as any.
const STRONG: f64 = 0.5;
/// A push of fewer logits is not coloured.
const WEAK: f64 = 0.08;

/// The colour of a label: green and red for the two leans, yellow for neither, grey where none is sure, cyan for labels of one's own.
pub fn label_style(label: &str) -> Style {
    let colour = match label {
        "supportive" => AnsiColor::Green,
        "skeptical" => AnsiColor::Red,
        "mixed" => AnsiColor::Yellow,
        "unsure" => AnsiColor::BrightBlack,
        _ => AnsiColor::Cyan,
    };
    colour.on_default()
}

/// The explanation for a terminal.
pub fn explanation(explanation: &Explanation, labels: &LabelSet) -> String {
    let mut text = String::new();
    let harmless: Vec<Cow<'_, str>> = labels.names().map(for_terminal).collect();
    let names: Vec<&str> = harmless.iter().map(Cow::as_ref).collect();
    let winner = names[explanation.label.index()];
    let style = label_style(winner).bold();
    text += &format!("{style}{winner}{style:#}");
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| explanation.probabilities[*b].total_cmp(&explanation.probabilities[*a]));
    for label in &order {
        text += &format!("  {} {:.2}", names[*label], explanation.probabilities[*label]);
    }
    if explanation.probabilities[order[0]] > explanation.probabilities[explanation.label.index()] {
        text += "\n(not the most probable label: the model's offsets, which `undertone inspect` shows, prefer it)";
    }
    text += &format!("\n\n  {}\n\n", coloured(explanation, &names));
    text += &sums(explanation, &names);
    text
}

/// The comment, each token in the colour of the label that it pushed most, strong pushes bold.
fn coloured(explanation: &Explanation, names: &[&str]) -> String {
    let (mut text, mut end) = (String::new(), 0);
    for token in &explanation.tokens {
        text += &for_terminal(&explanation.text[end..token.range.start]);
        let piece = for_terminal(&explanation.text[token.range.clone()]);
        end = token.range.end;
        let strongest = (0..names.len()).max_by(|a, b| token.contributions[*a].total_cmp(&token.contributions[*b]));
        match strongest.map(|label| (label, token.contributions[label])) {
            Some((label, push)) if push >= WEAK => {
                let style = label_style(names[label]);
                let style = if push >= STRONG { style.bold().underline() } else { style };
                text += &format!("{style}{piece}{style:#}");
            }
            _ => text += &piece,
        }
    }
    text + &for_terminal(&explanation.text[end..])
}

/// What moved the label most, what the rest moved, and the sum.
fn sums(explanation: &Explanation, names: &[&str]) -> String {
    let mut header = vec!["what".to_owned()];
    header.extend(names.iter().map(|name| (*name).to_owned()));
    let row = |name: String, values: &[f64]| -> Vec<String> {
        std::iter::once(name).chain(values.iter().map(|value| format!("{value:+.2}"))).collect()
    };
    let (listed, rest) = explanation.features.split_at(LISTED.min(explanation.features.len()));
    let mut rows: Vec<Vec<String>> = Vec::new();
    for feature in listed {
        let times = if feature.count > 1 { format!(" × {}", feature.count) } else { String::new() };
        rows.push(row(format!("{}{times}", for_terminal(&feature.feature.to_string())), &feature.contributions));
    }
    if !rest.is_empty() {
        let total = |label: usize| rest.iter().map(|feature| feature.contributions[label]).sum();
        rows.push(row(format!("{} more", rest.len()), &(0..names.len()).map(total).collect::<Vec<f64>>()));
    }
    rows.push(row("any comment".to_owned(), &explanation.intercepts));
    rows.push(row("sum".to_owned(), &explanation.logits));
    let probabilities = explanation.probabilities.iter().map(|p| format!("{p:.2}"));
    rows.push(std::iter::once("probability".to_owned()).chain(probabilities).collect());
    wide_table(header, &(1..=names.len()).collect::<Vec<_>>(), rows)
}

/// The words that spoke most for the predicted label, in a few words: `love +0.91, not worth -0.40`.
pub fn because(explanation: &Explanation) -> String {
    const MOST: usize = 5;
    let label = explanation.label.index();
    let mut features: Vec<_> = explanation.features.iter().collect();
    features.sort_by(|a, b| b.contributions[label].abs().total_cmp(&a.contributions[label].abs()));
    let said =
        features.iter().take(MOST).map(|feature| format!("{} {:+.2}", feature.feature, feature.contributions[label]));
    said.collect::<Vec<_>>().join(", ")
}
