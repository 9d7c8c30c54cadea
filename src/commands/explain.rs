//! `undertone explain`: which words decided.

use super::console::Console;
use super::failure::Failure;
use super::model::ModelArgs;
use crate::report::explanation::explanation;
use serde_json::json;
use std::io::{Read, Write};
use undertone::model::{Explanation, Model};

/// Shows which words of a comment pushed where, and how hard
///
/// Green, red and yellow are pushes toward supportive, skeptical and mixed; bold underlined ones are strong. Below stand the features that moved
/// the label most, in logits, what every comment starts from, and the sum that they make: its softmax is the probability. `^` is the start of the
/// comment, `¬` marks a word that a negation reaches, `~` a part of a word with `·` for its end, `[ ]` something seen on the surface.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone explain \"I don't love it, but it works\"",
    after_long_help = "Examples:
  undertone explain \"I don't love it, but it works\"
  undertone explain --model mine.undertone - < comment.txt
  undertone explain --json \"Great, another scam\" | jq '.features[0]'"
)]
pub struct Args {
    /// Comments; `-` reads one from standard input
    #[arg(value_name = "TEXT", required = true)]
    texts: Vec<String>,

    #[command(flatten)]
    model: ModelArgs,

    /// One JSON object a comment, with every feature
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, _console: &Console) -> anyhow::Result<()> {
    let model = args.model.load()?;
    let mut out = anstream::stdout().lock();
    for (number, text) in args.texts.iter().enumerate() {
        let text = if text == "-" { standard_input()? } else { text.clone() };
        let found = model.explain(&text);
        let shown =
            if args.json { format!("{}\n", as_json(&found, &model)) } else { explanation(&found, model.labels()) };
        let gap = if number > 0 && !args.json { "\n" } else { "" };
        write!(out, "{gap}{shown}").map_err(|error| Failure::writing(None, error))?;
    }
    Ok(())
}

fn standard_input() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn as_json(explanation: &Explanation, model: &Model) -> serde_json::Value {
    let by_label = |values: &[f64]| -> serde_json::Map<String, serde_json::Value> {
        model.labels().names().zip(values).map(|(name, value)| (name.to_owned(), json!(value))).collect()
    };
    json!({
        "text": explanation.text,
        "label": model.labels().name(explanation.label),
        "probabilities": by_label(&explanation.probabilities),
        "logits": by_label(&explanation.logits),
        "intercepts": by_label(&explanation.intercepts),
        "tokens": explanation.tokens.iter().map(|token| json!({
            "text": &explanation.text[token.range.clone()],
            "start": token.range.start,
            "contributions": by_label(&token.contributions),
        })).collect::<Vec<_>>(),
        "features": explanation.features.iter().map(|feature| json!({
            "feature": feature.feature.to_string(),
            "count": feature.count,
            "contributions": by_label(&feature.contributions),
        })).collect::<Vec<_>>(),
    })
}
