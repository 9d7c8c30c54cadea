//! The model that a command works with.

use super::failure::Failure;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use undertone::model::Model;

/// Which model.
#[derive(clap::Args)]
pub struct ModelArgs {
    /// Model to use [default: the one that is part of the program]
    #[arg(long, short, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

impl ModelArgs {
    pub fn load(&self) -> anyhow::Result<Cow<'static, Model>> {
        match &self.model {
            None => Ok(Cow::Borrowed(Model::builtin())),
            Some(path) => load(path).map(Cow::Owned),
        }
    }
}

/// The model in a file; `default` is the one that is part of the program.
pub fn load(path: &Path) -> anyhow::Result<Model> {
    if path == Path::new("default") {
        return Ok(Model::builtin().clone());
    }
    Model::load(path).map_err(|error| Failure::model(path, &error))
}
