//! Which strength, and which weight of soft targets, does best on comments that were held out.

use super::examples::TrainingSet;
use super::{ClassWeights, LOOSENESS, ROUGH, SOFT_WEIGHTS, STRENGTHS, TrainParams, UNCHOSEN};
use crate::features::{Beside, FactoredRows};
use crate::model::base::Base;
use crate::model::calibration::{log_losses, one_hot, temperature_toward};
use crate::model::folds::Folds;
use crate::model::labels::LabelSet;
use crate::model::logistic::{Logistic, LogisticError, LogisticParams};
use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// What cross-validation chooses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Setting {
    /// Regularisation strength × number of comments.
    pub strength: f64,
    /// How much soft targets count beside labels.
    pub soft_weight: f64,
    /// What the base's logits are multiplied with: the larger, the freer their coefficients are to leave one. `None`: no base.
    pub looseness: Option<f64>,
}

/// A setting, and how it did on held-out comments.
pub(super) struct Tried {
    pub setting: Setting,
    pub logits: Option<Array2<f64>>,
    pub temperature: f64,
    log_loss: f64,
}

impl Tried {
    /// What is taken where no comment can be held out.
    pub fn unchosen(params: &TrainParams) -> Self {
        Self {
            setting: Setting {
                strength: params.strength.unwrap_or(UNCHOSEN),
                soft_weight: params.soft_weight.unwrap_or(SOFT_WEIGHTS[0]),
                looseness: None,
            },
            logits: None,
            temperature: 1.0,
            log_loss: f64::INFINITY,
        }
    }

    /// The one with the smaller log loss, of equals this.
    fn or_better(self, other: Self) -> Self {
        if other.log_loss < self.log_loss { other } else { self }
    }
}

/// The rows with their targets and weights: what is fitted again and again.
pub(super) struct Task<'a> {
    rows: FactoredRows,
    gold: Vec<usize>,
    /// What a comment is scored against: its label, or its soft target where it has none.
    truth: Array2<f64>,
    /// The soft target, or the label where there is none.
    soft: Array2<f64>,
    weights: Vec<f32>,
    base: Option<&'a Base>,
    /// The logits of the base, one row a comment; no column where there is no base.
    base_logits: Array2<f64>,
}

impl<'a> Task<'a> {
    pub fn new(rows: FactoredRows, set: &TrainingSet, labels: &LabelSet, base: Option<&'a Base>) -> Self {
        let places = set.places(labels);
        let gold: Vec<usize> = set.examples().iter().map(|example| places[example.gold()]).collect();
        let mut truth = one_hot(&gold, labels.len());
        let mut soft = truth.clone();
        for (comment, example) in set.examples().iter().enumerate().filter(|(_, example)| !example.soft.is_empty()) {
            let mut target = Array1::zeros(labels.len());
            example.soft.iter().for_each(|(name, p)| target[places[*name]] += f64::from(*p));
            soft.row_mut(comment).assign(&target);
            if example.label.is_none() {
                truth.row_mut(comment).assign(&target);
            }
        }
        let weights = comment_weights(set, &gold, labels.len());
        let base_logits = base.map_or_else(|| Array2::zeros((gold.len(), 0)), |base| base.logits(&rows));
        Self { rows, gold, truth, soft, weights, base, base_logits }
    }

    /// The label of each comment, or the most probable one where it has none.
    pub fn gold(&self) -> &[usize] {
        &self.gold
    }

    /// Fits on the comments that `taken` says, from `start`.
    pub fn fit(
        &self,
        setting: Setting,
        tolerance: f64,
        taken: impl Fn(usize) -> bool,
        start: Option<&Logistic>,
    ) -> Result<Logistic, LogisticError> {
        let weight = |(comment, weight): (usize, &f32)| if taken(comment) { *weight } else { 0.0 };
        let weights: Array1<f32> = self.weights.iter().enumerate().map(weight).collect();
        let comments = weights.iter().filter(|weight| **weight > 0.0).count();
        let params = LogisticParams::new(self.truth.ncols())
            .strength(setting.strength / comments.max(1) as f64)
            .tolerance(tolerance)
            .check()?;
        let targets = &self.truth * (1.0 - setting.soft_weight) + &self.soft * setting.soft_weight;
        let base = self.loosened(setting);
        let rows = Beside::new(&self.rows, base.view());
        let prior = setting.looseness.and_then(|looseness| Some(self.base?.prior(looseness)));
        params.fit_from(&DatasetBase::new(rows, targets).with_weights(weights), prior.as_ref(), start)
    }

    fn loosened(&self, setting: Setting) -> Array2<f64> {
        &self.base_logits * setting.looseness.unwrap_or(0.0)
    }

    /// How a setting does on comments that were held out, at its best temperature. Each fold's model is fitted from the one before.
    fn try_out(
        &self,
        setting: Setting,
        folds: &Folds,
        models: &mut [Option<Logistic>],
    ) -> Result<Tried, LogisticError> {
        models.par_iter_mut().enumerate().try_for_each(|(fold, model)| {
            *model = Some(self.fit(setting, ROUGH, |comment| folds.of(comment) != fold, model.as_ref())?);
            Ok::<_, LogisticError>(())
        })?;
        let mut logits = Array2::zeros(self.truth.raw_dim());
        let base = self.loosened(setting);
        let rows = Beside::new(&self.rows, base.view());
        for (fold, model) in models.iter().enumerate() {
            let of_fold = model.as_ref().expect("just fitted").logits(&rows);
            for comment in (0..self.gold.len()).filter(|comment| folds.of(*comment) == fold) {
                logits.row_mut(comment).assign(&of_fold.row(comment));
            }
        }
        let (temperature, log_loss) = temperature_toward(logits.view(), self.truth.view());
        Ok(Tried { setting, logits: Some(logits), temperature, log_loss })
    }

    /// The setting with the least log loss: first a path of strengths, then the other weights of soft targets at the best of them, then the path
    /// again at the best of these; at last, where there is a base, the path without it.
    pub fn choose(
        &self,
        folds: &Folds,
        params: &TrainParams,
        soft: bool,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Tried, LogisticError> {
        let strengths = params.strength.map_or_else(|| STRENGTHS.to_vec(), |strength| vec![strength]);
        let soft_weights = match params.soft_weight {
            _ if !soft => vec![0.0],
            Some(weight) => vec![weight],
            None => SOFT_WEIGHTS.to_vec(),
        };
        let looseness = self.base.map(|_| LOOSENESS);
        let steps = strengths.len() + soft_weights.len();
        let mut models: Vec<Option<Logistic>> = vec![None; folds.count()];
        let first = Setting { strength: strengths[0], soft_weight: soft_weights[0], looseness };
        let mut best =
            self.path(&strengths, first, folds, &mut models, &|step| progress(step, steps))?.expect("a strength");
        let start = best.setting;
        for (step, soft_weight) in soft_weights[1..].iter().enumerate() {
            progress(strengths.len() + step, steps);
            best = best.or_better(self.try_out(Setting { soft_weight: *soft_weight, ..start }, folds, &mut models)?);
        }
        if best.setting != start
            && let Some(again) = self.path(&strengths, best.setting, folds, &mut models, &|_| {})?
        {
            best = best.or_better(again);
        }
        if looseness.is_some() {
            let without = Setting { looseness: None, ..best.setting };
            let without = self.path(&strengths, without, folds, &mut models, &|_| {})?.expect("a strength");
            if self.is_surely_better(&without, &best) {
                best = without;
            }
        }
        progress(steps, steps);
        Ok(best)
    }

    /// Whether the log loss of one is smaller than that of another by more than two standard errors of the difference: with a hundred comments a
    /// base seems of no use by chance alone.
    fn is_surely_better(&self, one: &Tried, other: &Tried) -> bool {
        let losses = |tried: &Tried| {
            let logits = tried.logits.as_ref().expect("tried on held-out comments");
            log_losses(logits.view(), self.truth.view(), 1.0 / tried.temperature)
        };
        let gains: Vec<f64> = losses(other).iter().zip(losses(one)).map(|(other, one)| other - one).collect();
        let count = gains.len() as f64;
        let mean = gains.iter().sum::<f64>() / count;
        let variance = gains.iter().map(|gain| (gain - mean) * (gain - mean)).sum::<f64>() / count;
        mean > 2.0 * (variance / count).sqrt()
    }

    /// Tries strengths from strong to weak, until the log loss begins to rise.
    fn path(
        &self,
        strengths: &[f64],
        setting: Setting,
        folds: &Folds,
        models: &mut [Option<Logistic>],
        progress: &dyn Fn(usize),
    ) -> Result<Option<Tried>, LogisticError> {
        let mut best: Option<Tried> = None;
        for (step, strength) in strengths.iter().enumerate() {
            progress(step);
            let tried = self.try_out(Setting { strength: *strength, ..setting }, folds, models)?;
            if best.as_ref().is_some_and(|best| tried.log_loss >= best.log_loss) {
                break;
            }
            best = Some(tried);
        }
        Ok(best)
    }
}

fn comment_weights(set: &TrainingSet, gold: &[usize], labels: usize) -> Vec<f32> {
    let mut counts = vec![0usize; labels];
    gold.iter().for_each(|label| counts[*label] += 1);
    let class_weight = |label: usize| match set.params().class_weights {
        ClassWeights::Equal => 1.0,
        ClassWeights::Balanced => gold.len() as f32 / (labels * counts[label]) as f32,
    };
    gold.iter().zip(set.examples()).map(|(label, example)| class_weight(*label) * example.weight).collect()
}
