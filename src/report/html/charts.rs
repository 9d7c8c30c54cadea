//! Figures as SVG inside the page. They take colours from its style sheet; places along the width are in per cent of it, so that text keeps
//! its size on a phone.

use super::page::hue;
use crate::report::escape::for_page;
use crate::report::number::interval;
use undertone::digest::{Bin as Stretch, Share};
use undertone::evaluate::{Bin, Calibration, Coverage, Covered, Evaluation};
use undertone::model::Interval;

/// Height of a score's row: its name, its bar, its axis.
const ROW: usize = 76;

/// A dot at the estimate and a bar from bound to bound, over a line with ticks at both ends and in the middle. Hidden from screen readers: the
/// numbers stand beside it.
pub fn whisker(score: &Interval, scale: (f64, f64)) -> String {
    format!("<svg class=\"whisker\" aria-hidden=\"true\" focusable=\"false\">{}</svg>", marks(score, scale, 7))
}

/// The same, around the height `y`.
fn marks(score: &Interval, scale: (f64, f64), y: usize) -> String {
    let place = |value: f64| 100.0 * ((value - scale.0) / (scale.1 - scale.0)).clamp(0.0, 1.0);
    let (top, bottom) = (y - 4, y + 4);
    let mut marks = format!("<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
    let mut upright = |class: &str, x: f64| {
        marks += &format!("<line class=\"{class}\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{top}\" y2=\"{bottom}\"/>");
    };
    [0.0, 50.0, 100.0].into_iter().for_each(|x| upright("axis", x));
    let (low, middle, high) = (place(score.low), place(score.value), place(score.high));
    if high > low {
        upright("bar", low);
        upright("bar", high);
        marks += &format!("<line class=\"bar\" x1=\"{low:.2}%\" x2=\"{high:.2}%\" y1=\"{y}\" y2=\"{y}\"/>");
    }
    marks + &format!("<circle class=\"dot\" cx=\"{middle:.2}%\" cy=\"{y}\" r=\"4\"/>")
}

/// Accuracy, macro F1 and log loss, one below the other.
pub fn scores(scores: &Evaluation, id: &str) -> String {
    // Half a nat beyond the bound, so that the axis ends at a round number.
    let most = ((scores.log_loss.high * 2.0).floor() + 1.0) / 2.0;
    let rows = [
        ("accuracy", &scores.accuracy, 1.0),
        ("macro F1", &scores.macro_f1, 1.0),
        ("log loss", &scores.log_loss, most),
    ];
    let said = rows.map(|(name, score, _)| format!("{name} {}", interval(score))).join("; ");
    let drawn: String =
        rows.iter().enumerate().map(|(at, (name, score, most))| row(at * ROW, name, score, *most)).collect();
    figure(id, "scores", &format!("height=\"{}\"", rows.len() * ROW), ["Scores with their intervals", &said], &drawn)
}

/// A score on an axis from 0 to `most`.
fn row(top: usize, name: &str, score: &Interval, most: f64) -> String {
    let (text, bar, axis) = (top + 18, top + 34, top + 54);
    let marks = marks(score, (0.0, most), bar);
    format!(
        "<text class=\"name\" x=\"0\" y=\"{text}\">{name}</text>\
         <text class=\"value\" x=\"100%\" y=\"{text}\" text-anchor=\"end\">{}</text>{marks}<text x=\"0\" y=\"{axis}\">0</text>\
         <text x=\"50%\" y=\"{axis}\" text-anchor=\"middle\">{}</text><text x=\"100%\" y=\"{axis}\" text-anchor=\"end\">{most}</text>\n",
        interval(score),
        most / 2.0
    )
}

/// Side of the reliability diagram's square, and where it begins.
const SIDE: f64 = 280.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 12.0;
/// Radius of the point of the bin with the most comments, and of the smallest that is still seen.
const LARGEST: f64 = 13.0;
const SMALLEST: f64 = 2.5;

/// Probability across, share of right labels upward; a point for each bin, its area by the number of comments.
pub fn reliability(calibration: &Calibration, id: &str) -> String {
    let most = calibration.bins.iter().map(|bin| bin.comments).max().unwrap_or(1);
    let mut drawn = grid();
    // The largest first, so that none hides a smaller one.
    let mut bins: Vec<&Bin> = calibration.bins.iter().collect();
    bins.sort_by_key(|bin| std::cmp::Reverse(bin.comments));
    for bin in bins {
        let radius = (LARGEST * (bin.comments as f64 / most as f64).sqrt()).max(SMALLEST);
        let (x, y) = (LEFT + SIDE * bin.probability, TOP + SIDE * (1.0 - bin.accuracy));
        drawn += &format!("<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>\n");
    }
    let said = format!(
        "Probability of the predicted label against the share that was right: {}",
        calibration
            .bins
            .iter()
            .map(|bin| format!("{:.2} right {:.2}", bin.probability, bin.accuracy))
            .collect::<Vec<_>>()
            .join(", ")
    );
    figure(id, "reliability", "viewBox=\"0 0 340 340\"", ["Reliability diagram", &said], &drawn)
}

/// Width and height of the timeline's plot, and where it begins.
const WIDE: f64 = 560.0;
const HIGH: f64 = 180.0;

/// Time across, the shares of the labels upward: a line for each label through the middle of each stretch of time, its interval behind it.
pub fn timeline(stretches: &[Stretch], id: &str) -> String {
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else { return String::new() };
    let across = |at: usize| LEFT + WIDE * (at as f64 + 0.5) / stretches.len() as f64;
    let upward = |share: f64| TOP + HIGH * (1.0 - share);
    let mut drawn = String::new();
    for (tick, name) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        let y = upward(tick);
        drawn += &format!(
            "<path class=\"axis\" d=\"M{LEFT} {y}H{}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>",
            LEFT + WIDE,
            LEFT - 6.0,
            y + 4.0
        );
    }
    let ends = apart(&last.part.shares.0.iter().map(|(_, share)| upward(share.share) + 4.0).collect::<Vec<_>>());
    let mut said = Vec::new();
    for (label, (name, _)) in first.part.shares.0.iter().enumerate() {
        let shares: Vec<&Share> = stretches.iter().map(|stretch| &stretch.part.shares.0[label].1).collect();
        let place = |at: usize, share: f64| format!("{:.1},{:.1}", across(at), upward(share));
        let line: Vec<String> = shares.iter().enumerate().map(|(at, share)| place(at, share.share)).collect();
        let upper = shares.iter().enumerate().map(|(at, share)| place(at, share.high));
        let lower = shares.iter().enumerate().rev().map(|(at, share)| place(at, share.low));
        let band: Vec<String> = upper.chain(lower).collect();
        drawn += &format!(
            "<g class=\"{}\"><polygon class=\"band\" points=\"{}\"/><polyline class=\"line\" points=\"{}\"/>\
             <text class=\"line-name\" x=\"{:.1}\" y=\"{:.1}\">{}</text></g>\n",
            hue(name, label),
            band.join(" "),
            line.join(" "),
            LEFT + WIDE + 6.0,
            ends[label],
            for_page(name)
        );
        let shares: Vec<String> = shares.iter().map(|share| format!("{:.0} %", 100.0 * share.share)).collect();
        said.push(format!("{} {}", for_page(name), shares.join(", ")));
    }
    let [from, to] = [first.from, last.to].map(day);
    let bottom = TOP + HIGH + 18.0;
    drawn += &format!(
        "<text x=\"{LEFT}\" y=\"{bottom}\">{from}</text><text x=\"{}\" y=\"{bottom}\" text-anchor=\"end\">{to}</text>\n",
        LEFT + WIDE
    );
    let title = "Shares over time, in stretches of equally many comments";
    let svg = figure(id, "timeline", "viewBox=\"0 0 690 216\"", [title, &said.join("; ")], &drawn);
    format!("<figure>{svg}<figcaption>{title}; shaded, the intervals. Times are UTC.</figcaption></figure>\n")
}

/// The same heights, moved down where two names would lie on each other.
fn apart(heights: &[f64]) -> Vec<f64> {
    const LINE: f64 = 13.0;
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let (mut moved, mut free) = (heights.to_vec(), f64::NEG_INFINITY);
    for at in order {
        moved[at] = heights[at].max(free);
        free = moved[at] + LINE;
    }
    moved
}

/// `2015-08-17 08:45`.
pub fn day(seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default();
    time.get(..16).unwrap_or_default().replace('T', " ")
}

/// Share of comments labelled across, share of wrong labels upward.
pub fn risk(coverage: &Coverage, id: &str) -> String {
    let place = |point: &Covered| {
        let (x, y) = (LEFT + SIDE * point.share, TOP + SIDE * point.accuracy);
        format!("{x:.1},{y:.1}")
    };
    let places: Vec<String> = coverage.points.iter().map(place).collect();
    let mut drawn = axes("share of comments labelled, the surest first", "share that was wrong");
    drawn += &format!("<polyline class=\"curve\" points=\"{}\"/>\n", places.join(" "));
    for place in &places {
        let (x, y) = place.split_once(',').expect("written with a comma");
        drawn += &format!("<circle class=\"point\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>\n");
    }
    let point = |point: &Covered| format!("{:.0} % labelled, {:.2} wrong", 100.0 * point.share, 1.0 - point.accuracy);
    let said: Vec<String> = coverage.points.iter().map(point).collect();
    figure(id, "risk", "viewBox=\"0 0 340 340\"", ["Risk–coverage curve", &said.join("; ")], &drawn)
}

/// Axes with their names, and the diagonal on which probabilities are honest.
fn grid() -> String {
    let (right, bottom) = (LEFT + SIDE, TOP + SIDE);
    axes("probability of the predicted label", "share that was right")
        + &format!(
            "<line class=\"even\" x1=\"{LEFT}\" y1=\"{bottom}\" x2=\"{right}\" y2=\"{TOP}\"/>\
             <text x=\"{0}\" y=\"{1}\">too modest</text><text x=\"{2}\" y=\"{3}\" text-anchor=\"end\">too sure</text>\n",
            LEFT + 8.0,
            TOP + 18.0,
            right - 8.0,
            bottom - 10.0
        )
}

/// A square from 0 to 1 in both directions, with the names of its axes.
fn axes(across: &str, upward: &str) -> String {
    let (right, bottom, middle) = (LEFT + SIDE, TOP + SIDE, SIDE / 2.0);
    let mut axes = format!("<rect class=\"axis\" x=\"{LEFT}\" y=\"{TOP}\" width=\"{SIDE}\" height=\"{SIDE}\"/>");
    for (tick, name) in [(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1")] {
        let (x, y) = (LEFT + SIDE * tick, bottom - SIDE * tick);
        axes += &format!(
            "<path class=\"axis\" d=\"M{x} {TOP}V{bottom}M{LEFT} {y}H{right}\"/><text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{name}</text>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>",
            bottom + 16.0,
            LEFT - 6.0,
            y + 4.0
        );
    }
    axes + &format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{across}</text>\
         <text x=\"-{}\" y=\"11\" transform=\"rotate(-90)\" text-anchor=\"middle\">{upward}</text>\n",
        LEFT + middle,
        bottom + 36.0,
        TOP + middle
    )
}

/// A figure that says in words what it shows. All texts are ours or numbers.
fn figure(id: &str, kind: &str, size: &str, [title, described]: [&str; 2], drawn: &str) -> String {
    let (head, body) = (format!("{id}-{kind}-title"), format!("{id}-{kind}-desc"));
    format!(
        "<svg role=\"img\" class=\"{kind}\" {size} aria-labelledby=\"{head}\" aria-describedby=\"{body}\">\
         <title id=\"{head}\">{title}</title><desc id=\"{body}\">{described}</desc>\n{drawn}</svg>"
    )
}
