//! Reads what a comment thread thinks.
//!
//! Undertone learns from labelled comments and labels every comment of a thread, by default *supportive*, *skeptical* or *mixed* toward what the
//! thread is about. A model is one small file, linear in what a comment contains, so each of its labels can be explained word by word.
//!
//! The rooms of this library are the steps of one walk: [`input`] reads files into [`Comment`]s, [`text`] turns a comment into tokens,
//! [`features`] tokens into sparse rows, [`model`] rows into probabilities; [`evaluate`] says how good those are.
//!
//! ```
//! use undertone::{Comment, Model, TrainParams, TrainingSet};
//!
//! // The model that is part of the program labels at once.
//! let model = Model::builtin();
//! let comments = ["Finally! Thank you, this is great.", "This is awful, I hate it.", "Does it run on Linux?"];
//! let predictions = model.predictor().predict(&comments);
//! let labels: Vec<&str> = (0..3).map(|comment| model.labels().name(predictions.label(comment))).collect();
//! assert_eq!(labels, ["supportive", "skeptical", "mixed"]);
//!
//! // Any other labels are learned from examples.
//! let mut examples = TrainingSet::new(TrainParams::default())?;
//! for (text, label) in [("more buses please", "for"), ("buses are lovely", "for"), ("no more buses", "against"), ("buses stink", "against")] {
//!     examples.push(&Comment::new(text).with_label(label));
//! }
//! let trained = examples.train(&|_done, _all| {})?;
//! assert_eq!(trained.model.labels().names().collect::<Vec<_>>(), ["against", "for"]);
//! # Ok::<(), undertone::model::TrainError>(())
//! ```
#![forbid(unsafe_code)]

pub mod digest;
pub mod evaluate;
pub mod features;
pub mod files;
pub mod input;
pub mod model;
pub mod text;

pub use input::{Comment, ReadOptions, Reader};
pub use model::{Model, Predictions, Predictor, TrainParams, Trained, TrainingSet};
