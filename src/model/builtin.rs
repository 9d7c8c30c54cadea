//! The default model, inside the binary: no file has to be found when it runs.

use super::Model;
use std::sync::OnceLock;

static BYTES: &[u8] = include_bytes!("../../models/default.undertone");

impl Model {
    /// The default model. It labels comments `supportive`, `skeptical` or `mixed`; its card says what it was trained on and what it is not for.
    ///
    /// # Panics
    /// Never in a build that passed its tests: the bytes are part of the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Self::from_bytes(BYTES).expect("the built-in model is whole"))
    }
}
