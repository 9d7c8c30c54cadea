//! A comment → the runs of its sentences that can be quoted, and which of them can be printed.

use crate::text::{MarkupTreatments, Passage, PassageKind, Treatments, passages, repair};
use rustrict::{Censor, Type, censor_and_analyze_pii};
use unicode_segmentation::UnicodeSegmentation;

/// Words of a quote.
pub(super) const FEWEST_WORDS: usize = 8;
const MOST_WORDS: usize = 60;

/// Runs of sentences looked at in one comment.
const MOST_RUNS: usize = 8;

/// Whole sentences of a comment.
#[derive(Clone, Copy)]
pub(super) struct Passed<'t> {
    pub text: &'t str,
    pub cut_before: bool,
    pub cut_after: bool,
}

impl Passed<'_> {
    pub fn is_whole(&self) -> bool {
        !self.cut_before && !self.cut_after
    }
}

/// Every run of whole sentences on one line of the commenter's own prose that is neither too short nor too long.
pub(super) fn passable<'t>(text: &'t str, treatments: &Treatments) -> Vec<Passed<'t>> {
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
pub(super) fn is_printable(text: &str) -> bool {
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
        && !abuses(&judged)
        && !censor_and_analyze_pii(text).1
}

fn abuses(text: &str) -> bool {
    let kind = Censor::from_str(text).analyze();
    kind.is(Type::OFFENSIVE & Type::MODERATE_OR_HIGHER) || kind.is(Type::SEVERE)
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
