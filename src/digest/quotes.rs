//! Sentences worth quoting: verbatim, typical, by different people, and such as can be printed.

use super::passages::{FEWEST_WORDS, Passed, is_printable, passable};
use super::shares::rounded;
use super::words::Words;
use super::{MOST_POINTS, author};
use crate::input::{Comment, points};
use crate::model::{Predictions, Predictor};
use serde::Serialize;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Comments looked at for one quote: those whose label is surest.
const CONSIDERED: usize = 12;

/// Two quotes that share more of their words than this say the same.
const ALIKE: f64 = 0.4;

/// How much more a comment quoted whole is worth, and one that was liked, for each factor of e of its points.
const WHOLE: f64 = 1.15;
const LIKED: f64 = 0.15;

/// A quote, with what is needed to find it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quote {
    /// The comment's id; empty where the data has none.
    pub id: String,
    /// The label that the quoted words bear.
    pub label: String,
    /// A substring of the comment as it was dumped; `…` stands where it was cut.
    pub text: String,
    /// The probability of the label, for the whole comment.
    pub probability: f64,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When, as the data says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Points or likes; `None` where the data has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Where the comment can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// What quotes are chosen from.
pub(super) struct Quotable<'a> {
    pub predictor: &'a Predictor<'a>,
    pub comments: &'a [Comment],
    pub predictions: &'a Predictions,
    pub words: &'a Words,
    pub anonymous: bool,
    /// The runs of sentences of the comments looked at so far: a comment may be in several themes, and is read once.
    read: RefCell<HashMap<usize, Rc<Runs<'a>>>>,
}

/// The runs of sentences of a comment, and what each would be predicted to be by itself.
struct Runs<'a> {
    passages: Vec<Passed<'a>>,
    /// `None`: the only run is the comment, of which that is known.
    alone: Option<Predictions>,
    /// Whether each can be printed, once that was asked.
    printable: Vec<OnceCell<bool>>,
}

impl Runs<'_> {
    fn is_printable(&self, run: usize) -> bool {
        *self.printable[run].get_or_init(|| is_printable(self.passages[run].text))
    }
}

/// What has been quoted: nobody is quoted twice, and nothing is said twice.
#[derive(Default)]
pub(super) struct Quoted {
    comments: BTreeSet<usize>,
    authors: BTreeSet<String>,
    /// The label and the words of each. Who says the opposite may well use the same words.
    contents: Vec<(usize, Vec<u32>)>,
}

impl Quoted {
    fn has(&self, quotable: &Quotable<'_>, comment: usize, label: usize) -> bool {
        let author = author(&quotable.comments[comment]);
        self.comments.contains(&comment)
            || author.is_some_and(|author| self.authors.contains(author))
            || self.says(label, quotable.words.content(comment))
    }

    fn says(&self, label: usize, words: &[u32]) -> bool {
        self.contents.iter().any(|(other, content)| *other == label && overlap(content, words) > ALIKE)
    }

    fn add(&mut self, quotable: &Quotable<'_>, comment: usize, label: usize) {
        self.comments.insert(comment);
        self.authors.extend(author(&quotable.comments[comment]).map(str::to_owned));
        self.contents.push((label, quotable.words.content(comment).to_vec()));
    }
}

/// The share of the smaller set of words that both have.
fn overlap(a: &[u32], b: &[u32]) -> f64 {
    let common = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    common as f64 / a.len().min(b.len()).max(1) as f64
}

impl<'a> Quotable<'a> {
    pub fn new(
        predictor: &'a Predictor<'a>,
        comments: &'a [Comment],
        predictions: &'a Predictions,
        words: &'a Words,
        anonymous: bool,
    ) -> Self {
        Self { predictor, comments, predictions, words, anonymous, read: RefCell::default() }
    }

    /// The comments among these that may be quoted for a label: those whose label is surest.
    pub fn candidates(&self, comments: &[usize], label: usize, quoted: &Quoted) -> Candidates<'_, 'a> {
        let probability = |comment: usize| self.predictions.probabilities(comment)[label];
        let mut chosen: Vec<usize> =
            comments.iter().copied().filter(|comment| self.predictions.label(*comment).index() == label).collect();
        chosen.sort_by(|a, b| probability(*b).total_cmp(&probability(*a)).then(a.cmp(b)));
        let fit = |comment: &usize| self.is_long(*comment) && !quoted.has(self, *comment, label);
        let chosen: Vec<usize> = chosen.into_iter().filter(fit).take(CONSIDERED).collect();
        let common = self.common_words(comments, label);
        let appeal = |comment: usize| (comment, self.appeal(comment, &common));
        Candidates { quotable: self, label, comments: chosen.into_iter().map(appeal).collect() }
    }

    fn is_long(&self, comment: usize) -> bool {
        self.comments[comment].text().split_whitespace().nth(FEWEST_WORDS - 1).is_some()
    }

    /// In how many of the comments with this label each content word stands: the sum of their probabilities.
    fn common_words(&self, comments: &[usize], label: usize) -> Vec<f64> {
        let mut common = vec![0.0; self.words.len()];
        for comment in comments {
            let probability = self.predictions.probabilities(*comment)[label];
            self.words.content(*comment).iter().for_each(|word| common[*word as usize] += probability);
        }
        common
    }

    /// What any words of a comment gain by its being typical and liked.
    fn appeal(&self, comment: usize, common: &[f64]) -> [f64; 2] {
        let content = self.words.content(comment);
        // Words that many use make it typical; a long comment is not more so for being long.
        let typical: f64 =
            content.iter().map(|word| libm::log1p(common[*word as usize])).sum::<f64>() / (content.len() as f64 + 3.0);
        let liked = self.comments[comment].score().and_then(points).unwrap_or(0.0).max(0.0);
        [1.0 + typical, 1.0 + LIKED * libm::log1p(liked)]
    }

    /// The runs of sentences of a comment, read when they are first asked for.
    fn runs(&self, comment: usize) -> Rc<Runs<'a>> {
        if let Some(runs) = self.read.borrow().get(&comment) {
            return runs.clone();
        }
        let treatments = self.predictor.model().vectorizer().params().treatments();
        let text = self.comments[comment].text();
        let passages = passable(text, treatments);
        let texts: Vec<&str> = passages.iter().map(|passage| passage.text).collect();
        let alone = (texts != [text]).then(|| self.predictor.predict(&texts));
        let runs = Rc::new(Runs { alone, printable: vec![OnceCell::new(); passages.len()], passages });
        self.read.borrow_mut().insert(comment, runs.clone());
        runs
    }

    fn quote(&self, comment: usize, label: usize, passage: &Passed<'_>) -> Quote {
        let own = &self.comments[comment];
        let text = |role: Option<&str>| role.map(str::to_owned);
        let cut = |cut: bool| if cut { "…" } else { "" };
        Quote {
            id: own.id().unwrap_or_default().to_owned(),
            label: self.predictor.model().labels().names().nth(label).unwrap_or_default().to_owned(),
            text: format!("{}{}{}", cut(passage.cut_before), passage.text, cut(passage.cut_after)),
            probability: rounded(self.predictions.probabilities(comment)[label]),
            author: if self.anonymous { None } else { text(own.author()) },
            time: text(own.time()),
            score: own.score().and_then(points).filter(|score| score.abs() <= MOST_POINTS),
            link: if self.anonymous { None } else { text(own.link()) },
        }
    }
}

/// Comments that may be quoted for a label, and the appeal of each.
pub(super) struct Candidates<'q, 'a> {
    quotable: &'q Quotable<'a>,
    label: usize,
    comments: Vec<(usize, [f64; 2])>,
}

/// A run of sentences and what it is worth; or a comment that was not read yet, and the most that any of its runs can be worth.
struct Candidate {
    worth: f64,
    comment: usize,
    appeal: [f64; 2],
    run: Option<usize>,
}

impl Candidates<'_, '_> {
    /// The best quotes, at most `most`, of comments that are `among` those it is to be shown for, whose text is `about` it.
    ///
    /// A comment is read only when nothing that was read before is worth more than its runs can be: most are never read.
    pub fn best(
        &self,
        most: usize,
        among: &dyn Fn(usize) -> bool,
        about: &dyn Fn(&str) -> bool,
        quoted: &mut Quoted,
    ) -> Vec<Quote> {
        let Self { quotable, label, .. } = *self;
        let comments = self.comments.iter().filter(|(comment, _)| among(*comment));
        let mut open: Vec<Candidate> = comments.map(|(comment, appeal)| self.unread(*comment, *appeal)).collect();
        let mut quotes = Vec::new();
        while let (true, Some(next)) = (quotes.len() < most, take_best(&mut open)) {
            if quoted.has(quotable, next.comment, label) {
                continue;
            }
            let runs = quotable.runs(next.comment);
            let Some(run) = next.run else {
                open.extend(self.read(&next, &runs));
                continue;
            };
            let passage = &runs.passages[run];
            if about(passage.text) && runs.is_printable(run) {
                quoted.add(quotable, next.comment, label);
                quotes.push(quotable.quote(next.comment, label, passage));
            }
        }
        quotes
    }

    fn unread(&self, comment: usize, appeal: [f64; 2]) -> Candidate {
        Candidate { worth: self.worth(comment, appeal, 1.0, true), comment, appeal, run: None }
    }

    /// The runs of a comment that bear the label by themselves.
    fn read(&self, unread: &Candidate, runs: &Runs<'_>) -> Vec<Candidate> {
        let Candidate { comment, appeal, .. } = *unread;
        let (alone, first) = match &runs.alone {
            Some(alone) => (alone, 0),
            None => (self.quotable.predictions, comment),
        };
        let bears = |run: &usize| alone.label(first + run).index() == self.label;
        let candidate = |run: usize| {
            let sure = alone.probabilities(first + run)[self.label];
            let worth = self.worth(comment, appeal, sure, runs.passages[run].is_whole());
            Candidate { worth, comment, appeal, run: Some(run) }
        };
        (0..runs.passages.len()).filter(bears).map(candidate).collect()
    }

    /// What a run is worth that bears the label with probability `sure`.
    fn worth(&self, comment: usize, [typical, liked]: [f64; 2], sure: f64, whole: bool) -> f64 {
        let sure = sure * self.quotable.predictions.probabilities(comment)[self.label];
        sure * if whole { WHOLE } else { 1.0 } * typical * liked
    }
}

/// The one that is worth most; of equals that of the first comment, unread before its runs, and these in order.
fn take_best(open: &mut Vec<Candidate>) -> Option<Candidate> {
    let place = |one: &Candidate| (one.comment, one.run);
    let order = |(_, a): &(usize, &Candidate), (_, b): &(usize, &Candidate)| {
        a.worth.total_cmp(&b.worth).then_with(|| place(b).cmp(&place(a)))
    };
    let best = open.iter().enumerate().max_by(order).map(|(at, _)| at)?;
    Some(open.swap_remove(best))
}
