//! Sentences worth quoting: verbatim, typical, by different people, and such as can be printed.

use super::shares::rounded;
use super::words::Words;
use super::{MOST_POINTS, author};
use crate::input::{Comment, points};
use crate::model::{Predictions, Predictor};
use crate::text::{MarkupTreatments, Passage, PassageKind, Treatments, passages, repair};

use rustrict::{CensorStr, Type, censor_and_analyze_pii};
use serde::Serialize;
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// Words of a quote.
const FEWEST_WORDS: usize = 8;
const MOST_WORDS: usize = 60;

/// Comments looked at for one quote: those whose label is surest.
const CONSIDERED: usize = 12;

/// Two quotes that share more of their words than this say the same.
const ALIKE: f64 = 0.4;

/// How much more a comment quoted whole is worth, and one that was liked, for each factor of e of its points.
const WHOLE: f64 = 1.15;
const LIKED: f64 = 0.15;

/// Runs of sentences looked at in one comment.
const MOST_RUNS: usize = 8;

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

impl Quotable<'_> {
    /// The best quote whose text is `about` what it is to be shown for.
    pub fn best_about(
        &self,
        comments: &[usize],
        label: usize,
        about: &mut dyn FnMut(&str) -> bool,
        quoted: &mut Quoted,
    ) -> Option<Quote> {
        self.best_few(comments, label, 1, about, quoted).pop()
    }

    /// The best quotes for a label among these comments, at most `most`, whose text is `about` what they are to be shown for.
    pub fn best_few(
        &self,
        comments: &[usize],
        label: usize,
        most: usize,
        about: &mut dyn FnMut(&str) -> bool,
        quoted: &mut Quoted,
    ) -> Vec<Quote> {
        let probability = |comment: usize| self.predictions.probabilities(comment)[label];
        let mut candidates: Vec<usize> =
            comments.iter().copied().filter(|comment| self.predictions.label(*comment).index() == label).collect();
        candidates.sort_by(|a, b| probability(*b).total_cmp(&probability(*a)).then(a.cmp(b)));
        candidates.retain(|comment| self.is_long(*comment) && !quoted.has(self, *comment, label));
        candidates.truncate(CONSIDERED);
        let common = self.common_words(comments, label);
        let mut passages: Vec<(f64, usize, Passed<'_>)> =
            candidates.into_iter().flat_map(|comment| self.passages(comment, label, &common)).collect();
        passages.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut quotes = Vec::new();
        for (_, comment, passage) in passages {
            if quotes.len() == most {
                break;
            }
            if !quoted.has(self, comment, label) && about(passage.text) && is_printable(passage.text) {
                quoted.add(self, comment, label);
                quotes.push(self.quote(comment, label, &passage));
            }
        }
        quotes
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

    /// The passages of a comment that bear the label by themselves, and what each is worth.
    fn passages(&self, comment: usize, label: usize, common: &[f64]) -> Vec<(f64, usize, Passed<'_>)> {
        let text = self.comments[comment].text();
        let passages = passable(text, self.predictor.model().vectorizer().params().treatments());
        let texts: Vec<&str> = passages.iter().map(|passage| passage.text).collect();
        let alone = self.predictor.predict(&texts);
        let content = self.words.content(comment);
        // Words that many use make it typical; a long comment is not more so for being long.
        let typical: f64 =
            content.iter().map(|word| libm::log1p(common[*word as usize])).sum::<f64>() / (content.len() as f64 + 3.0);
        let liked = self.comments[comment].score().and_then(points).unwrap_or(0.0).max(0.0);
        let worth = |at: usize, whole: bool| {
            let sure = alone.probabilities(at)[label] * self.predictions.probabilities(comment)[label];
            let whole = if whole { WHOLE } else { 1.0 };
            sure * whole * (1.0 + typical) * (1.0 + LIKED * libm::log1p(liked))
        };
        let bears = |(at, _): &(usize, Passed<'_>)| alone.label(*at).index() == label;
        let passages = passages.into_iter().enumerate().filter(bears);
        passages.map(|(at, passage)| (worth(at, passage.is_whole()), comment, passage)).collect()
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

/// Whole sentences of a comment.
#[derive(Clone, Copy)]
struct Passed<'t> {
    text: &'t str,
    cut_before: bool,
    cut_after: bool,
}

impl Passed<'_> {
    fn is_whole(&self) -> bool {
        !self.cut_before && !self.cut_after
    }
}

/// Every run of whole sentences on one line of the commenter's own prose that is neither too short nor too long.
fn passable<'t>(text: &'t str, treatments: &Treatments) -> Vec<Passed<'t>> {
    let mut found = Vec::new();
    for (start, end) in prose(text, treatments) {
        let mut sentences: Vec<(usize, &str)> = Vec::new();
        for line in text[start..end].split_inclusive('\n') {
            let offset = line.as_ptr() as usize - text.as_ptr() as usize;
            sentences.clear();
            sentences.extend(line.split_sentence_bound_indices().map(|(at, sentence)| (offset + at, sentence)));
            runs(text, &sentences, &mut found);
        }
    }
    found
}

fn runs<'t>(text: &'t str, sentences: &[(usize, &'t str)], found: &mut Vec<Passed<'t>>) {
    for (number, (first, _)) in sentences.iter().enumerate() {
        for (at, sentence) in &sentences[number..] {
            let run = text[*first..at + sentence.len()].trim();
            let words = run.split_whitespace().count();
            if words > MOST_WORDS {
                break;
            }
            if found.len() == MOST_RUNS {
                return;
            }
            if words >= FEWEST_WORDS {
                let before = !text[..*first].trim().is_empty();
                let after = !text[at + sentence.len()..].trim().is_empty();
                found.push(Passed { text: run, cut_before: before, cut_after: after });
            }
        }
    }
}

/// Where a comment is its commenter's words, without quotes, code, links and tags; nothing where it had to be repaired, since what was repaired
/// is not verbatim.
fn prose(text: &str, treatments: &Treatments) -> Vec<(usize, usize)> {
    if repair(text, treatments) != text {
        return Vec::new();
    }
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for Passage { kind, text, start } in passages(text, MarkupTreatments::default()) {
        let inline = kind == PassageKind::Markup && !text.contains(['<', '\n', '[', ']', '>', '#']);
        if kind != PassageKind::Prose && !inline {
            open = false;
        } else if open {
            spans.last_mut().expect("one is open").1 = start + text.len();
        } else {
            spans.push((start, start + text.len()));
            open = true;
        }
    }
    spans
}

/// Whether it can be printed: no slur, nothing that the word list calls severe, no address or number of a person. Threats in ordinary words pass.
fn is_printable(text: &str) -> bool {
    // Seven digits and more are somebody's number, whatever stands between them.
    let mut digits = 0;
    let numbered = text.chars().any(|c| {
        digits = if c.is_numeric() {
            digits + 1
        } else if matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '+') {
            digits
        } else {
            0
        };
        digits >= 7
    });
    // The word list takes the start of `bitcoin` for an insult.
    let judged = text.to_lowercase().replace("bitcoin", "coin");
    !numbered
        && !text.contains('@')
        && !text.chars().any(|c| c.is_control())
        && judged.isnt(Type::OFFENSIVE & Type::MODERATE_OR_HIGHER)
        && judged.isnt(Type::SEVERE)
        && !censor_and_analyze_pii(text).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_whole_sentences_of_the_commenters_own() {
        let treatments = Treatments::default();
        let text = "> They said it works for everybody who ever tried it.\nIt does not work at all for me. Nor for anybody I know in this town.";
        let found: Vec<&str> = passable(text, &treatments).iter().map(|one| one.text).collect();
        assert_eq!(
            found,
            [
                "It does not work at all for me.",
                "It does not work at all for me. Nor for anybody I know in this town.",
                "Nor for anybody I know in this town."
            ]
        );
        assert!(passable("too short", &treatments).is_empty());
    }

    #[test]
    fn what_names_a_person_or_abuses_one_is_not_printed() {
        for text in ["call me at 020 7946 0018 any time", "write to jo.smith@example.org today", "my ip is 10.20.30.40"]
        {
            assert!(!is_printable(text), "{text}");
        }
        assert!(is_printable("They mine Bitcoin at a loss and sell it to each other."));
        assert!(is_printable("What the fuck were they thinking when they built this damn thing?"));
        assert!(is_printable("In 2023 they charged 1,500 for it and nobody said a word."));
    }
}
