//! A digest on one screen of a terminal.

use super::sentences::{advice, basis, between, brings_up, comparisons, estimate, lead, of, percent, range};
use super::{Document, incomplete, title};
use crate::report::escape::for_terminal;
use crate::report::explanation::label_style;
use crate::report::number::counted;
use crate::report::table::wide_table;
use anstyle::Style;
use undertone::digest::{Part, Quote, Share, Theme, ThreadDigest};

const BOLD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

/// Characters of the longest bar.
const BAR: usize = 40;

/// Threads shown in full; more become a table.
const IN_FULL: usize = 3;

/// The digest for a terminal of this width.
pub fn terminal(document: &Document, width: usize) -> String {
    let width = width.clamp(40, 120);
    let level = document.receipt.settings.level;
    let mut text = if document.threads.len() > IN_FULL {
        overview(document)
    } else {
        let threads = document.threads.iter().map(|thread| one(thread, level, width));
        threads.collect::<Vec<_>>().join("\n")
    };
    let limits = [Some(format!("Model: {}", document.model.description)), incomplete(&document.read)];
    text.push('\n');
    if let Some(between) = between(&document.threads, level) {
        text += &paragraph(&for_terminal(&between), width, "", "");
        text.push('\n');
    }
    for limit in limits.into_iter().flatten() {
        text += &paragraph(&limit, width, &format!("{QUIET}"), &format!("{QUIET:#}"));
    }
    text
}

/// One line a thread.
fn overview(document: &Document) -> String {
    let labels: Vec<&str> = document.threads[0].all.shares.0.iter().map(|(label, _)| label.as_str()).collect();
    let mut header = vec!["thread".to_owned(), "comments".to_owned()];
    header.extend(labels.iter().map(|label| for_terminal(label).into_owned()));
    let rows = document.threads.iter().map(|thread| {
        let name: String = title(thread).chars().take(50).collect();
        let mut row = vec![for_terminal(&name).into_owned(), thread.all.comments.to_string()];
        row.extend(thread.all.shares.0.iter().map(|(_, share)| estimate(share)));
        row
    });
    let numbers: Vec<usize> = (1..header.len()).collect();
    wide_table(header, &numbers, rows)
}

fn one(thread: &ThreadDigest, level: f64, width: usize) -> String {
    let title = for_terminal(title(thread)).into_owned();
    let mut text = paragraph(&title, width, &format!("{BOLD}"), &format!("{BOLD:#}"));
    text += &format!("{}\n\n", counted(thread.all.comments as u64, "comment"));
    text += &paragraph(&lead(thread), width, "", "");
    text.push('\n');
    text += &bars(&thread.all, width);
    text += &paragraph(&basis(thread, level), width, &format!("{QUIET}"), &format!("{QUIET:#}"));
    if let Some(advice) = advice(thread) {
        let advice = format!("{advice} `undertone sample` draws a sample.");
        text += &paragraph(&advice, width, &format!("{QUIET}"), &format!("{QUIET:#}"));
    }
    for (what, part) in
        [("Every author counted once:", &thread.by_author), ("Comments counted as their points:", &thread.by_score)]
    {
        if let Some(part) = part {
            text += &paragraph(&format!("{what} {}.", listed(part)), width, "", "");
        }
    }
    for sentence in comparisons(&thread.lead, &thread.places) {
        text += &paragraph(&sentence, width, "", "");
    }
    text += &themes(thread, width);
    text += &quotes(thread, width);
    for warning in &thread.warnings {
        text += &paragraph(&for_terminal(warning), width, &format!("{QUIET}"), &format!("{QUIET:#}"));
    }
    text
}

/// `supportive 21 % (15 to 27 %), …`.
fn listed(part: &Part) -> String {
    let shares: Vec<String> =
        part.shares.0.iter().map(|(label, share)| format!("{} {}", for_terminal(label), estimate(share))).collect();
    shares.join(", ")
}

/// A bar for each label: what is sure in full, what may be in half tone.
fn bars(part: &Part, width: usize) -> String {
    let longest = part.shares.0.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let room = width.saturating_sub(longest + 28).min(BAR);
    let mut text = String::new();
    for (label, share) in &part.shares.0 {
        let style = label_style(label);
        let name = for_terminal(label);
        let bar = bar(share, room);
        text += &format!(
            "  {style}{name:longest$}{style:#}  {style}{bar}{style:#}  {:>4}  {QUIET}{}{QUIET:#}\n",
            percent(share.share),
            range(share)
        );
    }
    text
}

fn bar(share: &Share, room: usize) -> String {
    let cells = |share: f64| (share * room as f64).round() as usize;
    let (low, middle, high) = (cells(share.low), cells(share.share), cells(share.high));
    let cell = |at: usize| {
        if at < low {
            '█'
        } else if at < middle {
            '▓'
        } else if at < high {
            '░'
        } else {
            ' '
        }
    };
    (0..room).map(cell).collect()
}

/// The themes with the shares of the two sides, one line each.
fn themes(thread: &ThreadDigest, width: usize) -> String {
    let Some([first, second]) = thread.lead.sides.as_ref().filter(|_| !thread.themes.is_empty()) else {
        return String::new();
    };
    let header = ["talked about", "comments", first, second].map(|cell| for_terminal(cell).into_owned());
    let row = |theme: &Theme| {
        let name: String = for_terminal(&theme.name).chars().take(width / 3).collect();
        let weak = if theme.weak { " (?)" } else { "" };
        let share = |label| of(&theme.part, label).map(estimate).unwrap_or_default();
        vec![format!("{name}{weak}"), theme.part.comments.to_string(), share(first), share(second)]
    };
    let table = wide_table(header.to_vec(), &[1, 2, 3], thread.themes.iter().map(row));
    let rest = format!("{} in no theme.", counted(thread.unthemed as u64, "comment"));
    format!("\n{table}{}", paragraph(&rest, width, &format!("{QUIET}"), &format!("{QUIET:#}")))
}

fn quotes(thread: &ThreadDigest, width: usize) -> String {
    let (mut text, mut label) = (String::new(), "");
    for quote in first_of_each(&thread.quotes, 2) {
        if label != quote.label {
            label = &quote.label;
            let style = label_style(label);
            text += &format!("\n{style}{}{style:#}\n", for_terminal(label));
            text += &brings_up(thread, label).map(|said| paragraph(&said, width, "  ", "")).unwrap_or_default();
        }
        text += &paragraph(
            &format!("“{}”{}", for_terminal(&quote.text), for_terminal(&attribution(quote))),
            width,
            "  ",
            "",
        );
    }
    text
}

/// The first quotes of each label: a screen has no room for more.
fn first_of_each(quotes: &[Quote], most: usize) -> Vec<&Quote> {
    let mut kept: Vec<&Quote> = Vec::new();
    for quote in quotes {
        if kept.iter().filter(|other| other.label == quote.label).count() < most {
            kept.push(quote);
        }
    }
    kept
}

/// ` – author, 12 points (id)`.
pub(super) fn attribution(quote: &Quote) -> String {
    let score = quote.score.map(|score| format!("{score} point{}", if score == 1.0 { "" } else { "s" }));
    let id = (!quote.id.is_empty()).then(|| format!("#{}", quote.id));
    let parts: Vec<String> = [quote.author.clone(), score, id].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" – {}", parts.join(", ")) }
}

/// Lines of at most `width` characters; `before` and `after` each line.
fn paragraph(text: &str, width: usize, before: &str, after: &str) -> String {
    let text = for_terminal(text);
    let indent = before.chars().take_while(|c| *c == ' ').count();
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is one");
        let wide = unicode_width::UnicodeWidthStr::width(word);
        if !line.is_empty() && unicode_width::UnicodeWidthStr::width(line.as_str()) + 1 + wide > width - indent {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.into_iter().map(|line| format!("{before}{line}{after}\n")).collect()
}
