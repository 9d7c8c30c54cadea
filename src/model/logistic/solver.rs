//! The optimum of a smooth convex function by truncated Newton steps.
//!
//! Each step solves the Newton equation by conjugate gradients, only as exactly as the distance to the optimum deserves, then backtracks until
//! the objective falls (Nocedal and Wright 2006, "Numerical Optimization", algorithm 7.1; for logistic regression Lin, Weng and Keerthi 2008).
//! A product with the Hessian costs two passes over the data and three over the weights, where a quasi-Newton step with a memory of seven costs
//! two and thirty: with more weights than entries in a pass, that is what counts.

use ndarray::Array2;

/// A convex function of a matrix of weights, looked at around one point at a time.
pub(super) trait Objective {
    /// What is remembered of a point, for the gradient and the Hessian there.
    type Point;

    /// The value at `weights`, and what is needed to go on from there.
    fn at(&self, weights: &Array2<f64>) -> (f64, Self::Point);
    /// The norm of the penalty's part in the gradient: at the optimum, as large as the rest of it.
    fn pull(&self, weights: &Array2<f64>) -> f64;
    /// The gradient at a point.
    fn gradient(&self, weights: &Array2<f64>, point: &Self::Point) -> Array2<f64>;
    /// The Hessian at a point times a direction.
    fn hessian_times(&self, point: &Self::Point, direction: &Array2<f64>) -> Array2<f64>;
}

/// The weights that minimise `objective`, from `start`, and whether they were reached within `most_steps`: the gradient's norm is then at most
/// `tolerance` × the norm of the penalty's part in it. `scale` is the gradient's norm at zero weights.
pub(super) fn minimise<O: Objective>(
    objective: &O,
    start: Array2<f64>,
    scale: f64,
    tolerance: f64,
    most_steps: usize,
) -> (Array2<f64>, bool) {
    let mut weights = start;
    let (mut value, mut point) = objective.at(&weights);
    for _ in 0..most_steps {
        let gradient = objective.gradient(&weights, &point);
        let norm = dot(&gradient, &gradient).sqrt();
        let enough = tolerance * objective.pull(&weights);
        if norm <= enough.max(f64::EPSILON * scale) {
            return (weights, true);
        }
        let target = norm * (norm / scale).sqrt().min(0.3);
        let direction = newton_direction(objective, &point, &gradient, target.max(0.3 * enough));
        match descend(objective, &weights, value, &direction, dot(&gradient, &direction)) {
            Some(next) => (weights, value, point) = next,
            // Rounding hides any further progress.
            None => return (weights, true),
        }
    }
    (weights, false)
}

/// Conjugate gradients on `Hessian · direction = -gradient`, until the residual's norm is at most `target`.
fn newton_direction<O: Objective>(objective: &O, point: &O::Point, gradient: &Array2<f64>, target: f64) -> Array2<f64> {
    const MOST: usize = 200;
    let mut direction = Array2::zeros(gradient.raw_dim());
    let mut residual = gradient.mapv(|value| -value);
    let mut search = residual.clone();
    let mut square = dot(&residual, &residual);
    for _ in 0..MOST {
        if square.sqrt() <= target {
            break;
        }
        let product = objective.hessian_times(point, &search);
        let length = square / dot(&search, &product);
        direction.scaled_add(length, &search);
        residual.scaled_add(-length, &product);
        let next = dot(&residual, &residual);
        let keep = next / square;
        search.zip_mut_with(&residual, |search, residual| *search = residual + keep * *search);
        square = next;
    }
    direction
}

/// Halves the step until the objective falls by enough of what the slope promises (Armijo 1966).
fn descend<O: Objective>(
    objective: &O,
    weights: &Array2<f64>,
    value: f64,
    direction: &Array2<f64>,
    slope: f64,
) -> Option<(Array2<f64>, f64, O::Point)> {
    const ENOUGH: f64 = 1e-4;
    const HALVINGS: usize = 40;
    let mut step = 1.0;
    for _ in 0..HALVINGS {
        let mut next = weights.clone();
        next.scaled_add(step, direction);
        let (next_value, point) = objective.at(&next);
        if next_value <= value + ENOUGH * step * slope {
            return Some((next, next_value, point));
        }
        step *= 0.5;
    }
    None
}

/// The sum of products, always in the same order.
pub(super) fn dot(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let (a, rest_a) = a.as_slice().expect("row by row").as_chunks::<4>();
    let (b, rest_b) = b.as_slice().expect("row by row").as_chunks::<4>();
    // Four sums side by side, always the same four, let the processor overlap them.
    let mut sums = [0.0; 4];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
