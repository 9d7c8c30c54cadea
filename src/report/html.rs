//! Results as pages that stand alone: one file, no script, nothing fetched, readable on paper, on a phone and in the dark.
//!
//! [`page`] is the shell that every page has, [`charts`] are its figures; this file says what the page of an evaluation holds. What came from the
//! user (labels, columns, values, paths) gets in through [`page::named`] and [`page::table`] only, which escape it.

mod charts;
mod digest;
mod page;

pub use digest::{Behind, digest};

use super::evaluation::{Against, By, Report, Slice, verdict};
use super::number::{count, counted, difference, interval, percent};
use page::{hue, named, section, table};
use undertone::evaluate::{Calibration, Coverage, Covered, Evaluation, LabelScores};
use undertone::model::Interval;

/// Below this number of threads, intervals from drawing threads again tend to be too narrow (Cameron, Gelbach and Miller 2008, "Bootstrap-Based
/// Improvements for Inference with Clustered Errors").
const FEW_THREADS: usize = 30;

/// The scores of a model as a page.
pub fn evaluation(report: &Report) -> String {
    let (scores, subject) = (&report.scores, named(&report.subject));
    let mut body = format!("<header>\n<h1>Scores of {subject}</h1>\n<p>On {}.</p>\n</header>\n", amount(scores));
    body += &everything(scores, 2, "first");
    body += &report.by.as_ref().map(slices).unwrap_or_default();
    body += &report.against.as_ref().map(|against| comparison(scores, against)).unwrap_or_default();
    body += &footnote(report);
    page::document(&format!("Scores of {}", report.subject), &body)
}

fn amount(scores: &Evaluation) -> String {
    let comments = counted(scores.comments, "comment");
    let threads = counted(scores.threads as u64, "thread");
    if scores.threads > 0 { format!("{comments} in {threads}") } else { comments }
}

/// All that is known about one model, under headings of one level. Ids of figures begin with `id`.
fn everything(scores: &Evaluation, level: u8, id: &str) -> String {
    let figure = format!(
        "<figure>{}<figcaption>Dot: the score. Bar: its {} interval. Higher is better, except for log loss.</figcaption></figure>\n",
        charts::scores(scores, id),
        confidence(scores)
    );
    section(level, "At a glance", &figure)
        + &section(level, "Label by label", &labels(scores))
        + &section(level, "Which label was taken for which", &confusion(scores))
        + &section(level, "Whether probabilities are honest", &calibration(&scores.calibration, id))
        + &section(level, "What leaving out unsure comments gains", &coverage(&scores.coverage, id))
}

fn confidence(scores: &Evaluation) -> String {
    format!("{:.0} %", 100.0 * scores.accuracy.level)
}

fn labels(scores: &Evaluation) -> String {
    let row = |(number, label): (usize, &LabelScores)| {
        let cells = [label.precision, label.recall, label.f1].map(|score| share(&score)).concat();
        let (hue, name, gold) = (hue(&label.label, number), named(&label.label), count(label.support));
        format!("<tr class=\"{hue}\"><th scope=\"row\">{name}</th><td>{gold}</td>{cells}</tr>\n")
    };
    let caption = "Precision, recall and F1 of each label; bars run from 0 to 1";
    let rows: String = scores.labels.iter().enumerate().map(row).collect();
    table(caption, "scores", &["label", "comments", "precision", "recall", "F1"], &rows)
}

/// A score between 0 and 1.
fn share(score: &Interval) -> String {
    cell(&interval(score), score, Some((0.0, 1.0)))
}

/// What is said of a score, and drawn if there is a scale. Bounds that coincide are no interval: every draw gave the same score.
fn cell(said: &str, score: &Interval, scale: Option<(f64, f64)>) -> String {
    let (value, bounds) = said.split_once(' ').unwrap_or((said, ""));
    let bounds = if score.high > score.low { bounds } else { "no interval" };
    let drawn = scale.map(|scale| charts::whisker(score, scale)).unwrap_or_default();
    format!("<td><b>{value}</b> <small>{bounds}</small>{drawn}</td>")
}

fn confusion(scores: &Evaluation) -> String {
    let names = scores.labels.iter().map(|label| label.label.as_str());
    let columns: Vec<&str> = std::iter::once("gold ↓ predicted →").chain(names).collect();
    let mut rows = String::new();
    for (gold, label) in scores.labels.iter().enumerate() {
        rows += &format!("<tr class=\"{}\"><th scope=\"row\">{}</th>", hue(&label.label, gold), named(&label.label));
        for (predicted, comments) in scores.confusion.rows()[gold].iter().enumerate() {
            rows += &heat(*comments, label.support, gold == predicted);
        }
        rows += "</tr>\n";
    }
    table("Comments, and their share of the gold label; outlined where it was found", "confusion", &columns, &rows)
}

/// A count, deeper in colour the more of the row it is.
fn heat(comments: u64, of: u64, right: bool) -> String {
    let class = if right { " class=\"right\"" } else { "" };
    if comments == 0 {
        return format!("<td{class}>0</td>");
    }
    let depth = comments as f64 / of as f64;
    let (comments, share) = (count(comments), percent(comments, of));
    format!("<td{class} style=\"--depth:{depth:.3}\">{comments} <small>{share}</small></td>")
}

fn calibration(calibration: &Calibration, id: &str) -> String {
    let rows: String = calibration
        .bins
        .iter()
        .map(|bin| {
            let (comments, probability, right) = (count(bin.comments), bin.probability, bin.accuracy);
            format!(
                "<tr><th scope=\"row\">{:.2}</th><td>{comments}</td><td>{probability:.3}</td><td>{right:.3}</td></tr>\n",
                bin.from
            )
        })
        .collect();
    let caption = "Comments by the probability of their predicted label, and how often it was right";
    format!(
        "<div class=\"pair\">\n<figure>{}<figcaption>The larger a point, the more comments. On the dashed line, a probability of 0.8 is right \
         8 times in 10. Expected calibration error {:.3}.</figcaption></figure>\n{}</div>\n",
        charts::reliability(calibration, id),
        calibration.expected_error,
        table(caption, "bins", &["from", "comments", "probability", "right"], &rows)
    )
}

fn coverage(coverage: &Coverage, id: &str) -> String {
    let row = |point: &Covered| {
        let (share, comments) = (100.0 * point.share, count(point.comments));
        let (from, right) = (point.from, point.accuracy);
        format!(
            "<tr><th scope=\"row\">{share:.0} %</th><td>{comments}</td><td>{from:.3}</td><td>{right:.3}</td></tr>\n"
        )
    };
    let rows: String = coverage.points.iter().map(row).collect();
    let caption = "Only the surest comments labelled, and how often they were right";
    format!(
        "<div class=\"pair\">\n<figure>{}<figcaption>Risk and coverage: the fewer comments are labelled, the surest first, the fewer labels are \
         wrong. Area under the curve {:.3}.</figcaption></figure>\n{}</div>\n",
        charts::risk(coverage, id),
        coverage.area,
        table(caption, "bins", &["labelled", "comments", "from", "right"], &rows)
    )
}

fn slices(by: &By) -> String {
    let row = |slice: &Slice| {
        let value = if slice.value.is_empty() { "(none)".to_owned() } else { named(&slice.value) };
        let cells = [slice.scores.accuracy, slice.scores.macro_f1].map(|score| share(&score)).concat();
        format!("<tr><th scope=\"row\">{value}</th><td>{}</td>{cells}</tr>\n", count(slice.scores.comments))
    };
    let caption = format!("Accuracy and macro F1 by {}; bars run from 0 to 1", by.column);
    let rows: String = by.slices.iter().map(row).collect();
    let columns = [by.column.as_str(), "comments", "accuracy", "macro F1"];
    section(2, &format!("By {}", by.column), &table(&caption, "scores", &columns, &rows))
}

fn comparison(first: &Evaluation, against: &Against) -> String {
    let (second, change) = (&against.scores, &against.difference);
    let changes = [&change.accuracy, &change.macro_f1, &change.log_loss];
    let widest = changes.iter().flat_map(|change| [change.low.abs(), change.high.abs()]).fold(0.01, f64::max);
    let row = |(name, first, second, change): (&str, &Interval, &Interval, &Interval)| {
        let cells = [cell(&interval(first), first, None), cell(&interval(second), second, None)].concat();
        let change = cell(&difference(change), change, Some((-widest, widest)));
        format!("<tr><th scope=\"row\">{name}</th>{cells}{change}</tr>\n")
    };
    let rows = [
        ("accuracy", &first.accuracy, &second.accuracy, &change.accuracy),
        ("macro F1", &first.macro_f1, &second.macro_f1, &change.macro_f1),
        ("log loss (lower is better)", &first.log_loss, &second.log_loss, &change.log_loss),
    ];
    let caption = format!("Both on the same comments; bars run from -{widest:.3} to +{widest:.3}, 0 in the middle");
    let columns = ["score", "first", "second", "second minus first"];
    let body = format!(
        "<p>The second model is {}.</p>\n<p class=\"verdict\">By macro F1, <strong>{}</strong>.</p>\n{}",
        named(&against.subject),
        verdict(&change.macro_f1),
        table(&caption, "scores compared", &columns, &rows.map(row).concat())
    );
    section(2, "Against a second model", &body)
        + &section(2, "The second model by itself", &everything(second, 3, "second"))
}

/// How the intervals are made, and when not to believe them.
fn footnote(report: &Report) -> String {
    let scores = &report.scores;
    let (widened, drawn) = if scores.drawn_by_thread {
        (
            ", widened by how much comments of a thread err together (Kish 1965)",
            "whole threads drawn again with replacement (bootstrap; Field and Welsh 2007)",
        )
    } else {
        ("", "comments drawn again with replacement (bootstrap; Efron 1979)")
    };
    let threads = counted(scores.threads as u64, "thread");
    let caution = match (scores.threads, scores.drawn_by_thread) {
        (0, _) => "No threads were known; if the comments are of a few, all intervals are too narrow.".to_owned(),
        (_, false) => format!("With {threads}, no interval covers how threads differ."),
        (1..FEW_THREADS, true) => format!("With {threads}, all are probably too narrow."),
        _ => String::new(),
    };
    let body = format!(
        "<p>Each has a confidence of {}. Accuracy, precision and recall: Wilson (1927){widened}. F1, macro F1, log loss and differences: \
         between percentiles of the scores of {drawn}. “No interval”: every draw gave the same score. {caution}</p>\n",
        confidence(&report.scores)
    );
    format!("<footer>\n<h2>How the intervals are made</h2>\n{body}</footer>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use undertone::evaluate::{Comparison, Scored};
    use undertone::model::LabelSet;

    const HOSTILE: &str = "</style></title><script>alert('\"&\")</script>\u{202E}";

    /// Two threads of 8 comments; the first model finds three quarters of the labels.
    fn report(name: &str, threads: bool) -> Report {
        let labels = LabelSet::new([name, "mixed", "supportive"]).unwrap();
        let scored = |every: usize| -> Vec<Scored> {
            let one = |n: usize| Scored {
                thread: threads.then(|| ["a", "b"][n / 8].to_owned()),
                gold: n % 3,
                predicted: if n % every == 1 { 1 } else { n % 3 },
                confidence: 0.4 + n as f64 / 40.0,
                log_loss: 0.5,
            };
            (0..16).map(one).collect()
        };
        let (first, second) = (scored(4), scored(2));
        let of = |scored: &[Scored]| Evaluation::of(&labels, scored, 0);
        let slices = vec![
            Slice { value: name.to_owned(), scores: of(&first[..8]) },
            Slice { value: String::new(), scores: of(&first[8..]) },
        ];
        let difference = Comparison::of(labels.len(), &first, &second, 0);
        Report {
            read: None,
            subject: name.to_owned(),
            scores: of(&first),
            by: Some(By { column: name.to_owned(), slices }),
            against: Some(Against { subject: name.to_owned(), scores: of(&second), difference }),
        }
    }

    /// Panics unless every element that is opened is closed in its turn. Tags end at the first `>`: attributes hold none.
    fn check_balance(page: &str) {
        let mut open: Vec<&str> = Vec::new();
        for tag in page.split('<').skip(1).map(|piece| piece.split_once('>').expect("a tag ends").0) {
            let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
            match tag {
                _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name)),
                _ if tag.ends_with('/') || ["meta", "!DOCTYPE"].contains(&name) => {}
                _ => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    #[test]
    fn names_from_elsewhere_cannot_be_markup() {
        let (hostile, tame) = (evaluation(&report(HOSTILE, true)), evaluation(&report("a", true)));
        assert!(hostile.contains("&lt;script&gt;alert(&apos;&quot;&amp;&quot;)&lt;/script&gt;"));
        assert_eq!(hostile.matches('<').count(), tame.matches('<').count(), "the same tags, whatever the names");
    }

    #[test]
    fn every_element_is_closed() {
        check_balance(&evaluation(&report(HOSTILE, true)));
        check_balance(&evaluation(&report("a", false)));
        check_balance(&evaluation(&Report { by: None, against: None, ..report("a", true) }));
    }

    #[test]
    fn the_page_says_the_numbers_of_the_terminal() {
        let report = report("a", false);
        let page = evaluation(&report).replace("<b>", "").replace("</b> <small>", " ");
        let Comparison { macro_f1, .. } = &report.against.as_ref().unwrap().difference;
        for said in [interval(&report.scores.macro_f1), interval(&report.scores.labels[2].recall), difference(macro_f1)]
        {
            assert!(page.contains(&said), "{said}");
        }
        assert!(page.contains("On 16 comments.") && page.contains("(none)"));
    }

    #[test]
    fn one_thread_gives_no_interval() {
        let page = evaluation(&report("a", true));
        assert!(page.contains("With 2 threads, no interval"));
    }

    #[test]
    fn nothing_is_fetched_and_no_id_is_given_twice() {
        let page = evaluation(&report("a", true));
        assert!(!["http:", "https:", "url(", "src=", "href="].iter().any(|way| page.contains(way)));
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), all), (12, 12));
    }
}
