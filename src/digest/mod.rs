//! The comments of a thread in; shares with intervals, themes, quotes, a timeline and a receipt out. Numbers and ids only: how they look is the
//! work of `report`.
//!
//! A [`Digester`] holds what is the same for all threads; [`Digester::thread`] digests one. [`Digester::thread_with_labels`] rests on a person's labels
//! for a random sample of its comments ([`Draw`], [`LabelFile`]) instead of on the model's errors elsewhere. Nothing of a digest depends on other threads, on the
//! number of processors or on the order of a hash map.

mod dictionary;
mod draw;
mod finite;
mod labelled;
mod lead;
mod passages;
mod places;
mod points;
mod powered;
mod quotes;
mod receipt;
mod shares;
mod themes;
mod words;

pub use draw::{Draw, called, fingerprint};
pub use finite::worth_labelling;
pub use labelled::{DRAW_COLUMN, LabelFile, Labelled, LabelledRow, SampleError};
pub use lead::{Balance, Lead};
pub use places::{Authors, Bin, Places, Versus};
pub use points::Point;
pub use powered::Powered;
pub use quotes::Quote;
pub use receipt::{Print, Receipt, ThreadReceipt, differences, labels_print};
pub use shares::{Basis, Estimator, Share, Tally};
pub use themes::{Contested, Theme};

use crate::input::{Comment, Opening, points};
use crate::model::{LabelSet, Model, Predictions, Predictor};
use dictionary::Dictionaries;
use finite::{Finite, worth_labelling_of};
use lead::sides;
use ndarray::Array2;
use places::Parts;
use points::raised;
use quotes::{Quotable, Quoted};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::HashMap;
use themes::Themes;
use words::Words;

/// Quotes for each label, and for how many of a side's points there is one.
const QUOTES: usize = 3;
const QUOTED_POINTS: usize = 2;

/// The reach of an interval that labels are planned for.
const FIVE_POINTS: f64 = 0.05;

/// Shares that differ by less are not told apart.
const DISAGREEMENT: f64 = 0.05;

/// How many times more unknown words than on held-out comments of the training data are worth a warning.
const UNFAMILIAR: f64 = 2.0;

/// Fewer comments than this are worth a warning.
const FEW: usize = 30;

/// More points than any comment has: no sum of them overflows.
const MOST_POINTS: f64 = 1e12;

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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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
    /// How many labels more would bring the interval of every share to five points on each side: beside those that it rests on, or for a first
    /// sample. `None` if there is no comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels_for_five_points: Option<usize>,
    /// The same with each author counting the same, where that differs. Not known from labels for a sample of comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_author: Option<Part>,
    /// The same with each comment counting as its score says (nothing from zero down), where that differs; comments without a score are left out.
    /// Not known from labels for a sample of comments.
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
    /// What each side brings up more than others do, by the model's estimates; the larger side first, its foremost point first.
    pub points: Vec<Point>,
    /// Quotes for each label, of the two sides first; of a side its points first.
    pub quotes: Vec<Quote>,
    /// What a reader should know before trusting the numbers.
    pub warnings: Vec<String>,
}

/// Digests threads with one model and the same settings.
pub struct Digester<'m> {
    predictor: Predictor<'m>,
    estimator: Estimator,
    settings: Settings,
    dictionaries: Dictionaries,
}

impl<'m> Digester<'m> {
    /// With this model.
    #[must_use]
    pub fn new(model: &'m Model, settings: Settings) -> Self {
        let estimator = Estimator::new(model, settings.level);
        Self { predictor: model.predictor(), estimator, settings, dictionaries: Dictionaries::default() }
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
        let predictions = self.predict(thread);
        let tally =
            Tally::of(self.model().labels().len(), (0..predictions.len()).map(|at| predictions.probabilities(at)));
        let shares = self.estimator.shares(&tally);
        let estimate = Estimate {
            lead: Lead::of(self.model().labels(), &self.estimator, &tally, &shares),
            basis: self.estimator.basis(),
            labels_for_five_points: (!predictions.is_empty())
                .then(|| worth_labelling_of(&shares, predictions.len(), FIVE_POINTS, self.settings.level)),
            shares,
        };
        let mut digest = self.digest(thread, &predictions, estimate);
        digest.by_author = self.differing(&digest.all, by_author(thread, &predictions));
        digest.by_score = self.differing(&digest.all, by_score(thread, &predictions));
        digest
    }

    /// Digests a thread of which a random sample was labelled: its shares and what may be said of it hold whatever the model's errors. When and where
    /// it leans still rests on the model.
    ///
    /// # Panics
    /// If the labels are of a thread with another number of comments.
    #[must_use]
    pub fn thread_with_labels(&self, thread: &Thread, labelled: &Labelled) -> ThreadDigest {
        assert_eq!(labelled.comments(), thread.comments.len(), "the labels are of another thread");
        let predictions = self.predict(thread);
        let names: Vec<&str> = self.model().labels().names().collect();
        let finite = Finite::new(&powered(&predictions, labelled, names.len()), self.settings.level);
        let shares = finite.shares().to_vec();
        let sides = sides(self.model().labels(), &shares).expect("a model has two labels or more");
        let difference = finite.difference(sides[0], sides[1]);
        let estimate = Estimate {
            lead: Lead::from_numbers(&names, &shares, thread.comments.len(), sides, difference),
            basis: Basis::Labels { labels: labelled.labels().len() },
            labels_for_five_points: Some(finite.more_labels(FIVE_POINTS)),
            shares,
        };
        let mut digest = self.digest(thread, &predictions, estimate);
        if digest.places.compare() || !digest.themes.is_empty() {
            digest.warnings.push(BY_MODEL.to_owned());
        }
        digest
    }

    fn digest(&self, thread: &Thread, predictions: &Predictions, estimate: Estimate) -> ThreadDigest {
        let model = self.predictor.model();
        let sides = sides(model.labels(), &estimate.shares);
        let parts = Parts { labels: model.labels(), estimator: &self.estimator, predictions, sides };
        let everything: Vec<usize> = (0..thread.comments.len()).collect();
        let words = Words::of(model.vectorizer(), &thread.comments, self.dictionaries.take(model.vectorizer()));
        let quotable = Quotable::new(&self.predictor, &thread.comments, predictions, &words, self.settings.anonymous);
        let Themes { themes, unthemed, contested } = Themes::of(&parts, &quotable);
        let order = lead::order(model.labels(), &estimate.shares);
        let raised = raised(&parts, &themes, &everything);
        let points = order.iter().flat_map(|label| Point::of(*label, &raised[*label])).collect();
        let quotes = order.iter().scan(Quoted::default(), |quoted, label| {
            Some(quotes(&quotable, &everything, *label, &raised[*label], quoted))
        });
        let quotes = quotes.flatten().collect();
        let digest = ThreadDigest {
            thread: thread.id.clone(),
            title: thread.title.clone(),
            all: Part::new(model.labels(), &estimate.shares, everything.len()),
            basis: estimate.basis,
            labels_for_five_points: estimate.labels_for_five_points,
            by_author: None,
            by_score: None,
            lead: estimate.lead,
            places: Places::of(thread, &parts),
            themes,
            unthemed,
            contested,
            points,
            quotes,
            warnings: self.warnings(thread, &words, estimate.basis),
        };
        self.dictionaries.give_back(words.into_dictionary());
        digest
    }

    /// What a reader should know before trusting the numbers.
    fn warnings(&self, thread: &Thread, words: &Words, basis: Basis) -> Vec<String> {
        let learned = self.model().card().training.unknown_words;
        let unfamiliar =
            learned.zip(words.unknown_share()).filter(|(learned, unknown)| *unknown > UNFAMILIAR * learned);
        let unfamiliar = unfamiliar.filter(|_| !matches!(basis, Basis::Labels { .. }));
        let unfamiliar = unfamiliar.map(|(learned, unknown)| {
            format!(
                "The model does not know {:.0} % of the words ({:.0} % where it learned): its errors may be larger than the intervals allow for.",
                100.0 * unknown,
                100.0 * learned
            )
        });
        let few = (thread.comments.len() < FEW)
            .then(|| format!("Fewer than {FEW} comments: quotes show what was said, not what most say."));
        unfamiliar.into_iter().chain(few).collect()
    }

    /// Shares by another count, where one of them is off by more than a little.
    fn differing(&self, all: &Part, tally: Option<Tally>) -> Option<Part> {
        let tally = tally?;
        let others = self.estimator.shares(&tally);
        let shares = all.shares.0.iter().map(|(_, share)| share);
        let differs = shares.zip(&others).any(|(one, other)| (one.share - other.share).abs() >= DISAGREEMENT);
        differs.then(|| Part::new(self.model().labels(), &others, tally.comments()))
    }
}

/// The shares of a thread and what follows from them.
struct Estimate {
    shares: Vec<Share>,
    basis: Basis,
    lead: Lead,
    labels_for_five_points: Option<usize>,
}

/// Said where some of the numbers rest on labels and others do not.
const BY_MODEL: &str =
    "Themes, the parts of the thread and its timeline rest on the model's errors on other threads, not on the labels.";

/// The indicators of the labels given, their probabilities, and those of all other comments.
fn powered(predictions: &Predictions, labelled: &Labelled, labels: usize) -> Powered {
    let sampled = labelled.labels();
    let mut drawn = vec![false; predictions.len()];
    sampled.iter().for_each(|(place, _)| drawn[*place] = true);
    let rest: Vec<usize> = (0..predictions.len()).filter(|place| !drawn[*place]).collect();
    let rows = |places: &mut dyn ExactSizeIterator<Item = usize>| {
        let height = places.len();
        let flat = places.flat_map(|place| predictions.probabilities(place).iter().copied()).collect();
        Array2::from_shape_vec((height, labels), flat).expect("a probability for each label")
    };
    let mut gold = Array2::zeros((sampled.len(), labels));
    sampled.iter().enumerate().for_each(|(row, (_, label))| gold[[row, label.index()]] = 1.0);
    let predicted = rows(&mut sampled.iter().map(|(place, _)| *place));
    Powered::new(gold, predicted, rows(&mut rest.iter().copied()))
}

fn labels_of(predictions: &Predictions) -> usize {
    if predictions.is_empty() { 0 } else { predictions.probabilities(0).len() }
}

/// Who wrote a comment; a placeholder for an account that is gone is nobody.
fn author(comment: &Comment) -> Option<&str> {
    comment.author().filter(|author| !matches!(*author, "[deleted]" | "[removed]"))
}

/// Every author counts the same; `None` where some comment has no author.
fn by_author(thread: &Thread, predictions: &Predictions) -> Option<Tally> {
    let mut comments: HashMap<&str, usize> = HashMap::new();
    for comment in &thread.comments {
        *comments.entry(author(comment)?).or_default() += 1;
    }
    let mut tally = Tally::new(labels_of(predictions));
    for (place, comment) in thread.comments.iter().enumerate() {
        tally.add(predictions.probabilities(place), 1.0 / comments[author(comment)?] as f64);
    }
    Some(tally)
}

/// Every comment counts as its score says; `None` where none has a score above zero.
fn by_score(thread: &Thread, predictions: &Predictions) -> Option<Tally> {
    let mut tally = Tally::new(labels_of(predictions));
    for (place, comment) in thread.comments.iter().enumerate() {
        if let Some(score) = comment.score().and_then(points).filter(|score| *score > 0.0) {
            tally.add(predictions.probabilities(place), score.min(MOST_POINTS));
        }
    }
    (tally.comments() > 0).then_some(tally)
}

/// The best quotes of a label: one for each of the themes that it raises, then of any of its comments.
fn quotes(
    quotable: &Quotable<'_>,
    comments: &[usize],
    label: usize,
    raised: &[&Theme],
    quoted: &mut Quoted,
) -> Vec<Quote> {
    let mut best = |among: &[usize], most: usize| {
        quotable.candidates(among, label, quoted).best(most, &|_| true, &|_| true, quoted)
    };
    let mut quotes: Vec<Quote> = raised.iter().take(QUOTED_POINTS).flat_map(|theme| best(&theme.members, 1)).collect();
    quotes.extend(best(comments, QUOTES - quotes.len()));
    quotes
}
