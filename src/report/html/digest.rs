//! The page of a digest: what the screen says, with every comment behind it.

use super::charts::{self, timeline};
use super::page::{self, hue, named, section, table};
use crate::report::digest::sentences::{
    advice, basis, between, brings_up, caution, comparisons, estimate, lead, percent,
};
use crate::report::digest::{Document, incomplete, title};
use crate::report::escape::for_page;
use crate::report::number::{count, counted};
use undertone::digest::{Contested, Part, Quote, Share, Thread, ThreadDigest};
use undertone::input::unix_seconds;
use undertone::model::{Explanation, Interval, Model, Predictions};

/// Comments of a thread whose words are marked, and those that are listed at all: a page of more can't be scrolled.
const MARKED: usize = 3_000;
const LISTED: usize = 20_000;

/// A push of fewer logits is not marked; one of more is marked strongly.
const WEAK: f64 = 0.12;
const STRONG: f64 = 0.5;

/// Threads with their digests, and how each comment was labelled.
pub struct Behind<'a> {
    pub thread: &'a Thread,
    pub predictions: Predictions,
    /// Whether authors are left out.
    pub anonymous: bool,
}

/// A digest as a page.
pub fn digest(document: &Document, behind: &[Behind<'_>], model: &Model) -> String {
    let several = document.threads.len() > 1;
    let name =
        if several { counted(document.threads.len() as u64, "thread") } else { title(&document.threads[0]).to_owned() };
    let mut body = if several { comparison(document) } else { String::new() };
    for (number, (digest, behind)) in document.threads.iter().zip(behind).enumerate() {
        body += &thread(document, digest, behind, model, number);
    }
    body += &limits(document);
    page::document(&format!("What commenters think: {name}"), &body)
}

/// The threads in a table, the most supportive first, each a link to its part.
fn comparison(document: &Document) -> String {
    let difference = |digest: &ThreadDigest| digest.lead.difference.map_or(0.0, |difference| difference.share);
    let mut order: Vec<usize> = (0..document.threads.len()).collect();
    order.sort_by(|a, b| difference(&document.threads[*b]).total_cmp(&difference(&document.threads[*a])));
    let row = |number: usize| {
        let digest = &document.threads[number];
        let shares: String = digest.all.shares.0.iter().map(|(_, share)| cell(share)).collect();
        format!(
            "<tr><th scope=\"row\"><a href=\"#t{number}\">{}</a></th><td>{}</td>{shares}</tr>\n",
            named(title(digest)),
            count(digest.all.comments as u64)
        )
    };
    let rows: String = order.into_iter().map(row).collect();
    let mut columns = vec!["thread", "comments"];
    columns.extend(document.threads[0].all.shares.0.iter().map(|(label, _)| label.as_str()));
    let threads = counted(document.threads.len() as u64, "thread");
    let caption = "Share of each label with its interval; bars run from 0 to 100 %";
    let said = between(&document.threads, document.receipt.settings.level).map(|said| {
        format!(
            "<p class=\"verdict\">{}</p>
",
            for_page(&said)
        )
    });
    format!(
        "<header>
<h1>What commenters think: {threads}</h1>
</header>
{}{}",
        said.unwrap_or_default(),
        table(caption, "threads", &columns, &rows)
    )
}

fn thread(document: &Document, digest: &ThreadDigest, behind: &Behind<'_>, model: &Model, number: usize) -> String {
    let level = if document.threads.len() > 1 { 2 } else { 1 };
    let comments = counted(digest.all.comments as u64, "comment");
    let missing = (document.threads.len() == 1).then(|| incomplete(&document.read)).flatten();
    let read = missing.map(|sentence| format!(" {}", for_page(&sentence))).unwrap_or_default();
    let mut body = format!(
        "<article id=\"t{number}\">\n<header>\n<h{level}>{}</h{level}>\n<p>{comments}.{read}</p>\n</header>\n<p class=\"verdict\">{}</p>\n\
         <p class=\"warning\">{}</p>\n",
        named(title(digest)),
        for_page(&lead(digest)),
        for_page(&caution(document.model.accuracy)),
    );
    body += &shares(digest, document.receipt.settings.level);
    let level = level + 1;
    let said = comparisons(&digest.lead, &digest.places);
    if !said.is_empty() {
        let items: String = said.iter().map(|sentence| format!("<li>{}</li>\n", for_page(sentence))).collect();
        body += &section(level, "Who differs", &format!("<ul>\n{items}</ul>\n"));
    }
    if !digest.places.timeline.is_empty() {
        body += &section(level, "Over time", &timeline(&digest.places.timeline, &format!("t{number}")));
    }
    if !digest.quotes.is_empty() {
        body += &section(level, "In their words", &quotes(digest));
    }
    if !digest.themes.is_empty() {
        body += &section(level, "What they talk about", &themes(digest, level + 1));
    }
    body += &section(level, "Every comment", &every_comment(digest, behind, model));
    body + "</article>\n"
}

/// The shares with their intervals, and by other counts where these differ.
fn shares(digest: &ThreadDigest, level: f64) -> String {
    let columns: Vec<(&str, &Part)> = [
        ("every comment counts once", Some(&digest.all)),
        ("every author counts once", digest.by_author.as_ref()),
        ("comments count as their points", digest.by_score.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, part)| Some((name, part?)))
    .collect();
    let row = |(number, (label, _)): (usize, &(String, Share))| {
        let cells: String = columns.iter().map(|(_, part)| cell(&part.shares.0[number].1)).collect();
        let meaning = if label == "mixed" {
            "<br><small>both sides, or neither: questions, jokes, facts, asides</small>"
        } else {
            ""
        };
        format!("<tr class=\"{}\"><th scope=\"row\">{}{meaning}</th>{cells}</tr>\n", hue(label, number), named(label))
    };
    let rows: String = digest.all.shares.0.iter().enumerate().map(row).collect();
    let mut names = vec!["share of the comments"];
    names.extend(columns.iter().map(|(name, _)| *name));
    let warnings: String =
        digest.warnings.iter().map(|warning| format!("<p class=\"warning\">{}</p>\n", for_page(warning))).collect();
    format!(
        "<section>\n{}<p><small>{} {}</small></p>\n{warnings}</section>\n",
        table("How they lean: dot, the estimate; bar, its range, from 0 to 100 %", "shares", &names, &rows),
        for_page(&basis(digest, level)),
        for_page(&advice(digest).unwrap_or_default()),
    )
}

/// `31 %`, its interval, and both drawn.
fn cell(share: &Share) -> String {
    let said = estimate(share);
    let (value, interval) = said.split_once(" (").unwrap_or((&said, ""));
    let drawn = Interval { value: share.share, low: share.low, high: share.high, level: 0.0 };
    format!(
        "<td><b>{value}</b> <small>{}</small>{}</td>",
        interval.trim_end_matches(')'),
        charts::whisker(&drawn, (0.0, 1.0))
    )
}

/// Each theme with its shares, its best quote and its best dissenting one; then the terms that both sides use.
fn themes(digest: &ThreadDigest, level: u8) -> String {
    let [none, all] = [digest.unthemed, digest.all.comments].map(|number| count(number as u64));
    let mut body = format!("<p><small>A comment can be in several; {none} of {all} are in none.</small></p>\n");
    for theme in digest.themes.iter().filter(|theme| !theme.weak || theme.quote.is_some()) {
        let weak = if theme.weak { " <small>(few comments)</small>" } else { "" };
        body += &format!("<h{level}>{}{weak}</h{level}>\n{}", named(&theme.name), part_line(&theme.part));
        body += &theme.quote.as_ref().map(blockquote).unwrap_or_default();
        if let Some(dissent) = &theme.dissent {
            body += &format!(
                "<div class=\"dissent\"><p><small>On the other side:</small></p>\n{}</div>\n",
                blockquote(dissent)
            );
        }
    }
    if digest.contested.is_empty() {
        return body;
    }
    let labels: Vec<&str> = digest.all.shares.0.iter().map(|(label, _)| label.as_str()).collect();
    let columns = [&["term", "comments"], labels.as_slice()].concat();
    let row = |one: &Contested| {
        let cells: String = one.part.shares.0.iter().map(|(_, share)| cell(share)).collect();
        format!("<tr><th scope=\"row\">{}</th><td>{}</td>{cells}</tr>\n", named(&one.term), one.part.comments)
    };
    let rows: String = digest.contested.iter().map(row).collect();
    body + &table("Terms that both sides use; all comments that mention them", "scores", &columns, &rows)
}

/// `34 comments: supportive 21 % (15 to 27 %), …`; of a handful no shares.
fn part_line(part: &Part) -> String {
    const FEWEST: usize = 10;
    let share = |(label, share): &(String, Share)| format!("{} {}", named(label), estimate(share));
    let shares: Vec<String> = part.shares.0.iter().filter(|_| part.comments >= FEWEST).map(share).collect();
    let colon = if shares.is_empty() { "" } else { ": " };
    format!("<p><small>{}{colon}{}</small></p>\n", counted(part.comments as u64, "comment"), shares.join(", "))
}

/// What each side brings up, and its quotes.
fn quotes(digest: &ThreadDigest) -> String {
    let mut body =
        "<p><small>Chosen by the program by its own labels: some are filed under the wrong side.</small></p>\n"
            .to_owned();
    let mut label = None;
    for quote in &digest.quotes {
        if label != Some(&quote.label) {
            label = Some(&quote.label);
            body += &format!("<h3>{}</h3>\n", named(&quote.label));
            let said = brings_up(digest, &quote.label);
            body += &said.map(|said| format!("<p>{}</p>\n", for_page(&said))).unwrap_or_default();
        }
        body += &blockquote(quote);
    }
    body
}

/// A quote with its source.
fn blockquote(quote: &Quote) -> String {
    let time = quote.time.as_ref().map(|time| unix_seconds(time).map_or_else(|| time.clone(), charts::day));
    let sure = format!("labelled {}, {} sure", quote.label, percent(quote.probability));
    let said = [quote.author.clone(), time, quote.score.map(points), Some(sure)];
    let mut source: Vec<String> = said.into_iter().flatten().map(|part| named(&part)).collect();
    if let Some(link) = quote.link.as_ref().filter(|link| link.starts_with("https://") || link.starts_with("http://")) {
        source.push(format!("<a rel=\"nofollow noreferrer noopener\" href=\"{}\">comment</a>", for_page(link)));
    } else if !quote.id.is_empty() {
        source.push(named(&format!("#{}", quote.id)));
    }
    let class = hue(&quote.label, 0);
    format!(
        "<blockquote class=\"{class}\">\n<p>{}</p>\n<footer>{}</footer>\n</blockquote>\n",
        named(&format!("“{}”", quote.text)),
        source.join(", ")
    )
}

fn points(score: f64) -> String {
    format!("{score} point{}", if score == 1.0 { "" } else { "s" })
}

/// A foldable list for each label: each comment with the words that decided.
fn every_comment(digest: &ThreadDigest, behind: &Behind<'_>, model: &Model) -> String {
    let comments = behind.thread.comments.len();
    let mut body = String::from(
        "<p><small>The label of one comment is a guess, shown with its probability; which label is given also weighs how rare it is. The shares above add up \
         the probabilities of all comments, so they are better than these counts and need not equal them. Marked: words that spoke for the label.</small></p>\n",
    );
    for (label, (name, _)) in digest.all.shares.0.iter().enumerate() {
        let of_label: Vec<usize> =
            (0..comments.min(LISTED)).filter(|at| behind.predictions.label(*at).index() == label).collect();
        let items: String = of_label.iter().map(|at| comment(behind, model, *at, label, hue(name, label))).collect();
        body += &format!(
            "<details>\n<summary><span class=\"{}\">{}</span>: the comments labelled so</summary>\n<ol>\n{items}</ol>\n</details>\n",
            hue(name, label),
            named(name),
        );
    }
    if comments > LISTED {
        body += &format!("<p>Only the first {} are listed.</p>\n", counted(LISTED as u64, "comment"));
    }
    body
}

fn comment(behind: &Behind<'_>, model: &Model, at: usize, label: usize, hue: &str) -> String {
    let own = &behind.thread.comments[at];
    let text = if at < MARKED { marked(&model.explain(own.text()), label, hue) } else { for_page(own.text()) };
    let probability = format!("probability {}", percent(behind.predictions.probabilities(at)[label]));
    let author = own.author().filter(|_| !behind.anonymous).map(named);
    let id = own.id().map(|id| named(&format!("#{id}")));
    let answers = own.parent().map(|parent| format!("answers {}", named(&format!("#{parent}"))));
    let score = own.score().and_then(undertone::input::points).map(points);
    let about: Vec<String> = [author, id, answers, score, Some(probability)].into_iter().flatten().collect();
    format!("<li><small>{}</small><p><bdi>{text}</bdi></p></li>\n", about.join(" · "))
}

/// The comment with the words marked that spoke for its label.
fn marked(explanation: &Explanation, label: usize, hue: &str) -> String {
    let (mut text, mut end) = (String::new(), 0);
    for token in &explanation.tokens {
        text += &for_page(&explanation.text[end..token.range.start]);
        let piece = for_page(&explanation.text[token.range.clone()]);
        end = token.range.end;
        text += &match token.contributions[label] {
            push if push >= STRONG => format!("<mark class=\"{hue} strong\">{piece}</mark>"),
            push if push >= WEAK => format!("<mark class=\"{hue}\">{piece}</mark>"),
            _ => piece,
        };
    }
    text + &for_page(&explanation.text[end..])
}

/// What the figures rest on and how to make them again.
fn limits(document: &Document) -> String {
    let note = document.model.note.as_ref().map(|note| format!("<p>{}</p>\n", for_page(note))).unwrap_or_default();
    let incomplete = incomplete(&document.read).map(|said| format!("<p>{}</p>\n", for_page(&said))).unwrap_or_default();
    let receipt = &document.receipt;
    format!(
        "<footer>\n<h2>How far to trust this</h2>\n<p>No person read the comments to count them: a program labelled each, and wrote this page. \
         Model: {}</p>\n{note}{incomplete}<details><summary>Receipt</summary>\n<p>Made by {}. Model <code>{}</code>, result <code>{}</code>. Anyone with the \
         comments can make the numbers again: <code>undertone digest --verify digest.json</code>.</p>\n</details>\n</footer>\n",
        for_page(&document.model.description),
        for_page(&receipt.program),
        for_page(&receipt.model.chars().take(16).collect::<String>()),
        for_page(&receipt.result.chars().take(16).collect::<String>()),
    )
}
