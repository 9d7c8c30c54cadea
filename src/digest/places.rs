//! When and where a thread leans: over time, by the poster and the rest, at the top and in replies, and who dominates.
//!
//! Each only where the data says it and there are comments enough.

use super::shares::{Estimator, Share, Tally, rounded};
use super::{Part, Thread, author};
use crate::input::unix_seconds;
use crate::model::{LabelSet, Predictions};
use serde::Serialize;
use std::collections::HashMap;

/// Comments that a part of a thread needs.
const FEWEST: usize = 20;
/// Comments that the poster needs: one person's, and mostly few.
const FEWEST_OF_POSTER: usize = 5;
/// Bins at most, and comments in each.
const MOST_BINS: usize = 8;
/// Two bins are halves, which are compared as such.
const FEWEST_BINS: usize = 3;
const FEWEST_IN_BIN: usize = 25;

/// How a thread leans where. What the data does not say is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Places {
    /// Bins of equally many comments, in order of time.
    pub timeline: Vec<Bin>,
    /// The first half of the comments in time, then the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub halves: Option<Versus>,
    /// Who opened the thread, then all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<Versus>,
    /// Answers to the opening post, then answers to comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replies: Option<Versus>,
    /// Who writes how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authors: Option<Authors>,
}

/// Comments of a stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// The time of the first comment, in seconds since 1970.
    pub from: i64,
    /// The time of the last one.
    pub to: i64,
    /// The comments and their shares.
    #[serde(flatten)]
    pub part: Part,
}

/// Two parts of a thread, and how they differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Versus {
    /// One.
    pub first: Part,
    /// The other.
    pub second: Part,
    /// By how much the lead of the first of the two [sides](super::Lead::sides) over the second is larger in the first part. The parts differ for sure
    /// if the interval lies on one side of zero.
    pub change: Share,
}

/// Who writes how much.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Authors {
    /// Different authors.
    pub count: usize,
    /// The share of the comments that is by the five who wrote most.
    pub top_five: f64,
}

/// What parts are estimated with.
pub(super) struct Parts<'a> {
    pub labels: &'a LabelSet,
    pub estimator: &'a Estimator,
    pub predictions: &'a Predictions,
    /// The two sides of the whole thread.
    pub sides: Option<[usize; 2]>,
}

impl Parts<'_> {
    pub fn tally(&self, comments: &[usize]) -> Tally {
        Tally::of(self.labels.len(), comments.iter().map(|comment| self.predictions.probabilities(*comment)))
    }

    pub fn part(&self, comments: &[usize]) -> Part {
        Part::new(self.labels, &self.estimator.shares(&self.tally(comments)), comments.len())
    }

    fn versus(&self, first: &[usize], second: &[usize]) -> Option<Versus> {
        let [one, other] = [first, second].map(|comments| self.tally(comments));
        let [a, b] = self.sides?;
        let change = self.estimator.change(&one, &other, a, b);
        Some(Versus { first: self.part(first), second: self.part(second), change: change.rounded() })
    }
}

impl Places {
    /// Whether there is any part to compare with another.
    pub(super) fn compare(&self) -> bool {
        !self.timeline.is_empty() || [&self.halves, &self.poster, &self.replies].iter().any(|part| part.is_some())
    }

    pub(super) fn of(thread: &Thread, parts: &Parts<'_>) -> Self {
        let timed = in_time(thread);
        Self {
            timeline: timeline(&timed, parts),
            halves: halves(&timed, parts),
            poster: poster(thread, parts),
            replies: replies(thread, parts),
            authors: authors(thread),
        }
    }
}

/// Time and place of every comment in order of time; none if some comment has no time, since what is left out might lean otherwise.
fn in_time(thread: &Thread) -> Vec<(i64, usize)> {
    let time = |(place, comment): (usize, &crate::input::Comment)| Some((unix_seconds(comment.time()?)?, place));
    let mut timed: Vec<(i64, usize)> =
        thread.comments.iter().enumerate().map(time).collect::<Option<_>>().unwrap_or_default();
    timed.sort_unstable();
    timed
}

fn places(timed: &[(i64, usize)]) -> Vec<usize> {
    timed.iter().map(|(_, place)| *place).collect()
}

fn timeline(timed: &[(i64, usize)], parts: &Parts<'_>) -> Vec<Bin> {
    let bins = (timed.len() / FEWEST_IN_BIN).min(MOST_BINS);
    if bins < FEWEST_BINS || timed.first().map(|(time, _)| time) == timed.last().map(|(time, _)| time) {
        return Vec::new();
    }
    let bin = |number: usize| {
        let of_bin = &timed[number * timed.len() / bins..(number + 1) * timed.len() / bins];
        let [from, to] = [of_bin[0].0, of_bin[of_bin.len() - 1].0];
        Bin { from, to, part: parts.part(&places(of_bin)) }
    };
    (0..bins).map(bin).collect()
}

fn halves(timed: &[(i64, usize)], parts: &Parts<'_>) -> Option<Versus> {
    let (first, second) = timed.split_at(timed.len() / 2);
    let apart = first.last().map(|(time, _)| time) < second.first().map(|(time, _)| time);
    (first.len() >= FEWEST && apart).then(|| parts.versus(&places(first), &places(second))).flatten()
}

fn poster(thread: &Thread, parts: &Parts<'_>) -> Option<Versus> {
    let poster = thread.opening.as_ref().map(|opening| opening.author.as_str()).filter(|author| !author.is_empty())?;
    let by_poster = |comment: &usize| author(&thread.comments[*comment]) == Some(poster);
    let (own, others): (Vec<usize>, Vec<usize>) = (0..thread.comments.len()).partition(by_poster);
    (own.len() >= FEWEST_OF_POSTER && others.len() >= FEWEST).then(|| parts.versus(&own, &others)).flatten()
}

fn replies(thread: &Thread, parts: &Parts<'_>) -> Option<Versus> {
    let (replies, top): (Vec<usize>, Vec<usize>) =
        (0..thread.comments.len()).partition(|comment| thread.comments[*comment].parent().is_some());
    (top.len() >= FEWEST && replies.len() >= FEWEST).then(|| parts.versus(&top, &replies)).flatten()
}

fn authors(thread: &Thread) -> Option<Authors> {
    let mut by: HashMap<&str, usize> = HashMap::new();
    for comment in &thread.comments {
        *by.entry(author(comment)?).or_default() += 1;
    }
    let mut counts: Vec<usize> = by.values().copied().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let top: usize = counts.iter().take(5).sum();
    (thread.comments.len() >= FEWEST)
        .then(|| Authors { count: counts.len(), top_five: rounded(top as f64 / thread.comments.len() as f64) })
}
