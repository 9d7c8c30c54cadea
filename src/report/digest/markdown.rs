//! A digest as the skeleton of an article.

use super::sentences::{advice, basis, brings_up, caution, comparisons, estimate, lead};
use super::terminal::attribution;
use super::{Document, incomplete, title};
use crate::report::escape::for_markdown;
use crate::report::number::counted;
use undertone::digest::{Quote, ThreadDigest};

/// The digest as Markdown: lead, points with quotes, limits.
pub fn markdown(document: &Document) -> String {
    let level = document.receipt.settings.level;
    let mut text: String = document.threads.iter().map(|thread| one(thread, level)).collect();
    text += "## Limits\n\n";
    text += &format!("- {}\n", caution(document.model.accuracy));
    text += &format!("- Model: {}\n", for_markdown(&document.model.description));
    if let Some(incomplete) = incomplete(&document.read) {
        text += &format!("- {}\n", for_markdown(&incomplete));
    }
    text += &format!(
        "- Made by {}; receipt {}. `undertone digest --verify` makes the numbers again from the comments.\n",
        document.receipt.program,
        document.receipt.result.chars().take(16).collect::<String>()
    );
    text
}

fn one(thread: &ThreadDigest, level: f64) -> String {
    let mut text = format!("# {}\n\n{}\n\n", for_markdown(title(thread)), for_markdown(&lead(thread)));
    text += "| | share | interval |\n| --- | ---: | ---: |\n";
    for (label, share) in &thread.all.shares.0 {
        let [value, range] = [super::sentences::percent(share.share), super::sentences::range(share)];
        text += &format!("| {} | {value} | {range} |\n", for_markdown(label));
    }
    let comments = counted(thread.all.comments as u64, "comment");
    text += &format!("\n{comments}. {} {}\n", basis(thread, level), advice(thread).unwrap_or_default());
    for (what, part) in
        [("Every author counted once", &thread.by_author), ("Comments counted as their points", &thread.by_score)]
    {
        if let Some(part) = part {
            let shares: Vec<String> = part
                .shares
                .0
                .iter()
                .map(|(label, share)| format!("{} {}", for_markdown(label), estimate(share)))
                .collect();
            text += &format!("{what}: {}.\n", shares.join(", "));
        }
    }
    text.push('\n');
    for sentence in comparisons(&thread.lead, &thread.places) {
        text += &format!("- {}\n", for_markdown(&sentence));
    }
    let mut label = "";
    for quote in &thread.quotes {
        if label != quote.label {
            label = &quote.label;
            let said = brings_up(thread, label).map(|said| for_markdown(&format!("{label}: {said}")));
            text += &said.map(|said| format!("- {said}\n")).unwrap_or_default();
        }
        text += &format!("- {}\n", point(quote));
    }
    for warning in &thread.warnings {
        text += &format!("- Note: {}\n", for_markdown(warning));
    }
    text + "\n" + &themes(thread)
}

/// Each theme with what is said for and against.
fn themes(thread: &ThreadDigest) -> String {
    if thread.themes.is_empty() {
        return String::new();
    }
    let mut text = "## What they talk about\n\n".to_owned();
    for theme in &thread.themes {
        let shares: Vec<String> = theme
            .part
            .shares
            .0
            .iter()
            .map(|(label, share)| format!("{} {}", for_markdown(label), estimate(share)))
            .collect();
        let weak = if theme.weak { " (few comments)" } else { "" };
        let comments = counted(theme.part.comments as u64, "comment");
        text += &format!("- **{}**{weak}: {comments}; {}\n", for_markdown(&theme.name), shares.join(", "));
        for quote in theme.quote.iter().chain(&theme.dissent) {
            text += &format!("  - {}\n", point(quote));
        }
    }
    let rest = counted(thread.unthemed as u64, "comment");
    text += &format!("\n{rest} in none of these.\n\n");
    if !thread.contested.is_empty() {
        let terms: Vec<String> = thread.contested.iter().map(|one| for_markdown(&one.term)).collect();
        text += &format!("Both sides speak of: {}.\n\n", terms.join(", "));
    }
    text
}

/// `△ “…” – author`.
fn point(quote: &Quote) -> String {
    let sign = match quote.label.as_str() {
        "supportive" => "△",
        "skeptical" => "▽",
        "mixed" => "※",
        _ => "•",
    };
    format!(
        "{sign} {}: “{}”{}",
        for_markdown(&quote.label),
        for_markdown(&quote.text),
        for_markdown(&attribution(quote))
    )
}
