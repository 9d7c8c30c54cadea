//! The comments of a thread in; shares with intervals, themes, quotes, a timeline and a receipt out. Numbers and ids only: how they look is the
//! work of `report`.
//!
//! A [`Digester`] holds what is the same for all threads; [`Digester::thread`] digests one. Nothing of a digest depends on other threads, on the
//! number of processors or on the order of a hash map.

mod lead;
mod places;
mod quotes;
mod shares;
mod themes;
mod words;

pub use lead::{Balance, Lead};
pub use places::{Authors, Bin, Places, Versus};
pub use quotes::Quote;
pub use shares::{Basis, Estimator, Share, Tally};
pub use themes::{Contested, Theme};

use crate::input::{Comment, Opening, points};
use crate::model::{LabelSet, Model, Predictions, Predictor};
use places::Parts;
use quotes::{Quotable, Quoted};
use serde::{Serialize, Serializer};
use std::collections::HashMap;
use themes::Themes;
use words::Words;

/// Quotes for each label.
const QUOTES: usize = 3;

/// Shares that differ by less are not told apart.
const DISAGREEMENT: f64 = 0.05;

/// A thread as it was read.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// What the data calls it; empty where it has no threads.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Its opening post, where the data has it.
    pub opening: Option<Opening>,
    /// Its comments, in the order of the data.
    pub comments: Vec<Comment>,
}

/// How to digest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// With what probability an interval holds the truth.
    pub level: f64,
    /// Leaves authors and links out.
    pub anonymous: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { level: 0.9, anonymous: false }
    }
}

/// Something for each label, in the order of the label set.
#[derive(Clone, Debug, PartialEq)]
pub struct ByLabel<T>(pub Vec<(String, T)>);

impl<T> ByLabel<T> {
    fn new(labels: &LabelSet, values: impl IntoIterator<Item = T>) -> Self {
        Self(labels.names().map(str::to_owned).zip(values).collect())
    }
}

impl<T: Serialize> Serialize for ByLabel<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(label, value)| (label, value)))
    }
}

/// Some comments and the shares of their labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// How many comments.
    pub comments: usize,
    /// The share of each label.
    pub shares: ByLabel<Share>,
}

impl Part {
    fn new(labels: &LabelSet, shares: &[Share], comments: usize) -> Self {
        Self { comments, shares: ByLabel::new(labels, shares.iter().map(Share::rounded)) }
    }
}

/// The digest of a thread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThreadDigest {
    /// What the data calls the thread.
    pub thread: String,
    /// What it is about.
    pub title: String,
    /// How many comments it has and the share of each label, each comment counting the same.
    #[serde(flatten)]
    pub all: Part,
    /// What the intervals rest on.
    pub basis: Basis,
    /// The same with each author counting the same, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_author: Option<Part>,
    /// The same with each comment counting as its score says (nothing from zero down), where that differs; comments without a score are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_score: Option<Part>,
    /// What may be said of it.
    pub lead: Lead,
    /// When and where it leans.
    #[serde(flatten)]
    pub places: Places,
    /// What it talks about, the foremost first. A comment may be in several.
    pub themes: Vec<Theme>,
    /// Comments that are in no theme.
    pub unthemed: usize,
    /// The terms that both sides use, the most contested first, over all comments that mention them.
    pub contested: Vec<Contested>,
    /// Quotes for each label, the most frequent label first.
    pub quotes: Vec<Quote>,
    /// What a reader should know before trusting the numbers.
    pub warnings: Vec<String>,
}

/// Digests threads with one model and the same settings.
pub struct Digester<'m> {
    predictor: Predictor<'m>,
    estimator: Estimator,
    settings: Settings,
}

impl<'m> Digester<'m> {
    /// With this model.
    #[must_use]
    pub fn new(model: &'m Model, settings: Settings) -> Self {
        Self { predictor: model.predictor(), estimator: Estimator::new(model, settings.level), settings }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.predictor.model()
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The predictions of a thread's comments.
    #[must_use]
    pub fn predict(&self, thread: &Thread) -> Predictions {
        self.predictor.predict(&thread.comments)
    }

    /// Digests a thread.
    #[must_use]
    pub fn thread(&self, thread: &Thread) -> ThreadDigest {
        let model = self.predictor.model();
        let predictions = self.predict(thread);
        let parts = Parts { labels: model.labels(), estimator: &self.estimator, predictions: &predictions };
        let everything: Vec<usize> = (0..thread.comments.len()).collect();
        let tally = parts.tally(&everything);
        let shares = self.estimator.shares(&tally);
        let words = Words::of(model.vectorizer(), &thread.comments);
        let quotable = Quotable {
            predictor: &self.predictor,
            comments: &thread.comments,
            predictions: &predictions,
            words: &words,
            anonymous: self.settings.anonymous,
        };
        let Themes { themes, unthemed, contested } = Themes::of(&parts, &quotable);
        ThreadDigest {
            thread: thread.id.clone(),
            title: thread.title.clone(),
            all: parts.part(&everything),
            basis: self.estimator.basis(),
            by_author: self.differing(&shares, by_author(thread, &predictions)),
            by_score: self.differing(&shares, by_score(thread, &predictions)),
            lead: Lead::of(model.labels(), &self.estimator, &tally, &shares),
            places: Places::of(thread, &parts),
            themes,
            unthemed,
            contested,
            quotes: quotes(&quotable, &everything, &shares),
            warnings: Vec::new(),
        }
    }

    /// Shares by another count, where one of them is off by more than a little.
    fn differing(&self, shares: &[Share], tally: Option<Tally>) -> Option<Part> {
        let tally = tally?;
        let others = self.estimator.shares(&tally);
        let differs = shares.iter().zip(&others).any(|(one, other)| (one.share - other.share).abs() >= DISAGREEMENT);
        differs.then(|| Part::new(self.model().labels(), &others, tally.comments()))
    }
}

fn labels_of(predictions: &Predictions) -> usize {
    if predictions.is_empty() { 0 } else { predictions.probabilities(0).len() }
}

/// Every author counts the same; `None` where some comment has no author.
fn by_author(thread: &Thread, predictions: &Predictions) -> Option<Tally> {
    let mut comments: HashMap<&str, usize> = HashMap::new();
    for comment in &thread.comments {
        *comments.entry(comment.author()?).or_default() += 1;
    }
    let mut tally = Tally::new(labels_of(predictions));
    for (place, comment) in thread.comments.iter().enumerate() {
        tally.add(predictions.probabilities(place), 1.0 / comments[comment.author()?] as f64);
    }
    Some(tally)
}

/// Every comment counts as its score says; `None` where none has a score above zero.
fn by_score(thread: &Thread, predictions: &Predictions) -> Option<Tally> {
    let mut tally = Tally::new(labels_of(predictions));
    for (place, comment) in thread.comments.iter().enumerate() {
        if let Some(score) = comment.score().and_then(points).filter(|score| *score > 0.0) {
            tally.add(predictions.probabilities(place), score);
        }
    }
    (tally.comments() > 0).then_some(tally)
}

/// The best quotes of each label, those of the most frequent label first.
fn quotes(quotable: &Quotable<'_>, comments: &[usize], shares: &[Share]) -> Vec<Quote> {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].share.total_cmp(&shares[*a].share));
    let mut quoted = Quoted::default();
    order
        .into_iter()
        .flat_map(|label| (0..QUOTES).map_while(|_| quotable.best(comments, label, &mut quoted)).collect::<Vec<_>>())
        .collect()
}
