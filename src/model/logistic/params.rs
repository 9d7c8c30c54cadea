//! Hyper-parameters of the logistic model, checked once.

use linfa::ParamGuard;

/// Hyper-parameters that were checked.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticValidParams {
    strength: f64,
    tolerance: f64,
    most_steps: usize,
    labels: usize,
}

/// Hyper-parameters of [`Logistic`](super::Logistic), to be checked.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticParams(LogisticValidParams);

/// Why no model can be fitted.
#[derive(Debug, thiserror::Error)]
pub enum LogisticError {
    /// The strength is not a positive number.
    #[error("a regularisation strength of {0}: choose a number above 0")]
    Strength(f64),
    /// The tolerance is not between 0 and 1.
    #[error("a tolerance of {0}: choose a number between 0 and 1")]
    Tolerance(f64),
    /// A target is not one of the labels.
    #[error("label {found} of {labels}")]
    Label {
        /// The target.
        found: usize,
        /// How many labels there are.
        labels: usize,
    },
    /// A soft target is no distribution.
    #[error("the probabilities of a soft target are 0 or more and sum to 1")]
    Target,
    /// A comment's weight is negative or no number, or all are zero.
    #[error("comments weigh 0 or more, and at least one weighs more")]
    Weight,
    /// linfa's own errors.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl LogisticParams {
    /// Parameters for this number of labels, two or more.
    #[must_use]
    pub fn new(labels: usize) -> Self {
        Self(LogisticValidParams { strength: 1e-4, tolerance: 0.05, most_steps: 100, labels })
    }

    /// Strength of the L2 penalty, per comment: the objective is mean log loss + `strength` / 2 · ‖weights‖². Larger is smoother. `1 / (C · n)`
    /// for scikit-learn's `C`, `alpha / n` for linfa's `alpha`. Default: 1e-4.
    #[must_use]
    pub fn strength(mut self, strength: f64) -> Self {
        self.0.strength = strength;
        self
    }

    /// The norm of the gradient at which the optimum counts as reached, as a share of the penalty's part in it. Smaller is more exact and slower.
    /// Default: 0.05, beyond which scores no longer change.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Newton steps after which fitting ends in any case. Default: 100.
    #[must_use]
    pub fn most_steps(mut self, steps: usize) -> Self {
        self.0.most_steps = steps;
        self
    }
}

impl ParamGuard for LogisticParams {
    type Checked = LogisticValidParams;
    type Error = LogisticError;

    fn check_ref(&self) -> Result<&LogisticValidParams, LogisticError> {
        let LogisticValidParams { strength, tolerance, labels, .. } = self.0;
        if !(strength > 0.0 && strength.is_finite()) {
            return Err(LogisticError::Strength(strength));
        }
        if !(tolerance > 0.0 && tolerance < 1.0) {
            return Err(LogisticError::Tolerance(tolerance));
        }
        if labels < 2 {
            return Err(linfa::Error::Parameters(format!("{labels} labels: at least 2 are needed")).into());
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<LogisticValidParams, LogisticError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl LogisticValidParams {
    /// Strength of the L2 penalty, per comment.
    #[must_use]
    pub fn strength(&self) -> f64 {
        self.strength
    }

    pub(super) fn tolerance(&self) -> f64 {
        self.tolerance
    }

    pub(super) fn most_steps(&self) -> usize {
        self.most_steps
    }

    pub(super) fn labels(&self) -> usize {
        self.labels
    }
}
