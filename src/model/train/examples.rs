//! Labelled comments, read: what each contains, its label, its soft target, its thread, its weight.

use super::{TrainError, TrainParams};
use crate::features::Corpus;
use crate::input::Comment;
use crate::model::folds::Folds;
use crate::model::labels::LabelSet;
use crate::model::logistic::LogisticParams;
use linfa::ParamGuard;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Labelled comments, read.
pub struct TrainingSet {
    params: TrainParams,
    corpus: Corpus,
    names: Vec<String>,
    name_numbers: HashMap<String, usize>,
    examples: Vec<Example>,
    threads: HashMap<String, usize>,
    fingerprint: Sha256,
}

/// What a comment teaches. Labels are numbers of names, in order of appearance.
pub(super) struct Example {
    pub label: Option<usize>,
    /// Names and probabilities, which sum to one; empty where there is no soft target.
    pub soft: Vec<(usize, f32)>,
    pub thread: Option<usize>,
    pub weight: f32,
}

impl Example {
    /// The label, or the most probable one.
    pub fn gold(&self) -> usize {
        let most = |best: (usize, f32), one: &(usize, f32)| if one.1 > best.1 { *one } else { best };
        self.label.unwrap_or_else(|| self.soft.iter().fold((0, -1.0), most).0)
    }
}

impl TrainingSet {
    /// An empty set, to be read and trained on with these parameters.
    ///
    /// # Errors
    /// If the parameters contradict themselves.
    pub fn new(params: TrainParams) -> Result<Self, TrainError> {
        if params.folds < 2 {
            return Err(TrainError::Folds(params.folds));
        }
        if let Some(strength) = params.strength {
            LogisticParams::new(2).strength(strength).check()?;
        }
        if let Some(weight) = params.soft_weight.filter(|weight| !(0.0..=1.0).contains(weight)) {
            return Err(TrainError::SoftWeight(weight));
        }
        let own = params.vectorizer.check_ref()?;
        let read_as = params.base.as_ref().map_or(own, |base| base.vectorizer().params());
        let treatments = read_as.treatments().clone();
        Ok(Self {
            params,
            corpus: Corpus::new(treatments),
            names: Vec::new(),
            name_numbers: HashMap::new(),
            examples: Vec::new(),
            threads: HashMap::new(),
            fingerprint: Sha256::new(),
        })
    }

    /// Reads one more comment. Without a label it teaches nothing and is passed over: returns whether it was taken.
    ///
    /// A weight that the comment has counts if it is a number above 0; with a weight of 0, too, it teaches nothing.
    pub fn push(&mut self, comment: &Comment) -> bool {
        self.push_soft(comment, &[])
    }

    /// Reads one more comment with a soft target: names of labels and how probable each is, in any unit. It is taken if it has a label or a soft
    /// target. A target with a negative or infinite number, or of zeros only, is none.
    pub fn push_soft(&mut self, comment: &Comment, soft: &[(&str, f32)]) -> bool {
        let weight = comment.weight().map_or(Ok(1.0), str::parse::<f32>).unwrap_or(1.0);
        let total: f32 = soft.iter().map(|(_, p)| p).sum();
        let usable = total > 0.0 && total.is_finite() && soft.iter().all(|(_, p)| *p >= 0.0);
        let soft = if usable { soft } else { &[] };
        if (comment.label().is_none() && soft.is_empty()) || !(weight > 0.0 && weight.is_finite()) {
            return false;
        }
        for part in [comment.text(), comment.label().unwrap_or_default(), comment.thread().unwrap_or_default()] {
            self.fingerprint.update((part.len() as u64).to_le_bytes());
            self.fingerprint.update(part);
        }
        self.fingerprint.update(weight.to_le_bytes());
        for (name, p) in soft {
            self.fingerprint.update((name.len() as u64).to_le_bytes());
            self.fingerprint.update(name);
            self.fingerprint.update(p.to_le_bytes());
        }
        self.corpus.push(comment.text());
        let next = self.threads.len();
        let example = Example {
            label: comment.label().map(|label| self.name_number(label)),
            soft: soft.iter().map(|(name, p)| (self.name_number(name), p / total)).collect(),
            thread: comment.thread().map(|thread| *self.threads.entry(thread.to_owned()).or_insert(next)),
            weight,
        };
        self.examples.push(example);
        true
    }

    fn name_number(&mut self, name: &str) -> usize {
        let names = &mut self.names;
        *self.name_numbers.entry(name.to_owned()).or_insert_with(|| {
            names.push(name.to_owned());
            names.len() - 1
        })
    }

    /// How many comments were taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// Whether none was taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    /// How many of them have a soft target.
    #[must_use]
    pub fn softened(&self) -> usize {
        self.examples.iter().filter(|example| !example.soft.is_empty()).count()
    }

    pub(super) fn labelled(&self) -> usize {
        self.examples.iter().filter(|example| example.label.is_some()).count()
    }

    pub(super) fn params(&self) -> &TrainParams {
        &self.params
    }

    pub(super) fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    pub(super) fn examples(&self) -> &[Example] {
        &self.examples
    }

    pub(super) fn threads(&self) -> usize {
        self.threads.len()
    }

    pub(super) fn fingerprint(&self) -> Sha256 {
        self.fingerprint.clone()
    }

    pub(super) fn labels(&self) -> Result<LabelSet, TrainError> {
        Ok(LabelSet::new(self.names.iter().cloned())?)
    }

    /// For each name, in order of appearance, its place in the label set.
    pub(super) fn places(&self, labels: &LabelSet) -> Vec<usize> {
        self.names.iter().map(|name| labels.label(name).map_or(0, crate::model::Label::index)).collect()
    }

    /// By thread where two threads or more are known; a comment without one stands alone.
    pub(super) fn folds(&self, gold: &[usize]) -> Option<Folds> {
        let TrainParams { folds, seed, .. } = self.params;
        let mut alone = self.threads.len()..;
        let groups: Vec<usize> =
            self.examples.iter().map(|example| example.thread.or_else(|| alone.next()).unwrap_or(0)).collect();
        let by_thread = (self.threads.len() > 1).then(|| Folds::grouped(&groups, folds, seed)).flatten();
        by_thread.or_else(|| Folds::stratified(gold, folds, seed))
    }
}
