//! Gold labels and predictions in, honest scores out: each with the interval that it lies in.
//!
//! A score measured on few comments, or on many of one thread, is uncertain; [`Evaluation`] says by how much. Where threads are known, whole threads
//! are drawn again (the cluster bootstrap), because comments of one thread are right and wrong together.

mod bootstrap;
mod calibration;
mod comparison;
mod confusion;
mod coverage;
mod scores;

pub use calibration::{Bin, Calibration};
pub use comparison::Comparison;
pub use confusion::Confusion;
pub use coverage::{Coverage, Covered};
pub use scores::{Evaluation, LabelScores, Scored};
