//! `undertone inspect`: what a model is.

use super::console::Console;
use super::failure::Failure;
use super::model::load;
use crate::report::inspection;
use std::io::Write;
use std::path::PathBuf;

/// Shows what a model is: labels, features, data, scores, top terms
///
/// Nothing in a model file is executed: it is safe to look at one from a stranger. `default` is the model that is part of the program.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone inspect mine.undertone",
    after_long_help = "Examples:
  undertone inspect                          the built-in model
  undertone inspect mine.undertone --top 50
  undertone inspect mine.undertone --json | jq .card.scores"
)]
pub struct Args {
    /// Model file, or `default`
    #[arg(value_name = "MODEL", default_value = "default")]
    model: PathBuf,

    /// Terms to show for each label
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,

    /// One JSON object
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, _console: &Console) -> anyhow::Result<()> {
    let model = load(&args.model)?;
    let bytes = model.to_bytes().len();
    let shown = if args.json {
        format!("{:#}\n", inspection::json(&model, bytes, args.top))
    } else {
        inspection::text(&model, bytes, args.top)
    };
    anstream::stdout().write_all(shown.as_bytes()).map_err(|error| Failure::writing(None, error))
}
