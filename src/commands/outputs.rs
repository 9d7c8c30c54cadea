//! The file that a command writes.

use super::failure::Failure;
use crate::report::output::Output;
use crate::report::predictions::Format;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Where a command writes, and how.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// File to write, packed if it ends in .gz or .zst [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Shape of the output [default: by the file's name, CSV for a pipe, a table for a terminal]
    #[arg(long, short, value_name = "SHAPE")]
    pub format: Option<Format>,
}

impl OutputArgs {
    /// Opens the output.
    pub fn create(&self) -> anyhow::Result<Output> {
        #[cfg(feature = "parquet")]
        if self.format() == Format::Parquet && self.is_standard() && std::io::stdout().is_terminal() {
            return Err(Failure::because("Parquet is nothing for a terminal", "name a file with --output"));
        }
        Output::create(self.output.as_deref()).map_err(|error| self.failure(error))
    }

    pub fn failure(&self, error: std::io::Error) -> anyhow::Error {
        Failure::writing(self.output.as_deref(), error)
    }

    /// Whether what is written may be coloured: it goes to a terminal, or the user said so.
    pub fn colours(&self) -> bool {
        self.is_standard() && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
    }

    /// Whether it goes to standard output.
    fn is_standard(&self) -> bool {
        self.output.as_ref().is_none_or(|path| path == Path::new("-"))
    }

    pub fn format(&self) -> Format {
        let named = self.output.as_ref().filter(|path| path.as_path() != Path::new("-"));
        let by_name = |path: &PathBuf| {
            let name = path.to_string_lossy().to_lowercase();
            match name.trim_end_matches(".gz").trim_end_matches(".zst").rsplit('.').next() {
                Some("jsonl" | "ndjson" | "json") => Format::Jsonl,
                Some("tsv" | "tab") => Format::Tsv,
                #[cfg(feature = "parquet")]
                Some("parquet" | "pq") => Format::Parquet,
                _ => Format::Csv,
            }
        };
        let terminal = || if std::io::stdout().is_terminal() { Format::Table } else { Format::Csv };
        self.format.unwrap_or_else(|| named.map_or_else(terminal, by_name))
    }
}

/// Refuses an output that is also an input, which would be replaced while it is being read, or the same as another output. `outputs` are options
/// with the file that each names, if it does.
pub fn refuse_overwriting<'a>(
    inputs: impl IntoIterator<Item = &'a PathBuf>,
    outputs: &[(&str, Option<&PathBuf>)],
) -> anyhow::Result<()> {
    let inputs: Vec<(PathBuf, &PathBuf)> =
        inputs.into_iter().filter_map(|input| Some((input.canonicalize().ok()?, input))).collect();
    let mut taken: Vec<PathBuf> = Vec::new();
    for (option, path) in outputs {
        let Some(path) = path else { continue };
        // A file that is not there yet has no canonical name, and two such names may still be one file's.
        let target = path.canonicalize().unwrap_or_else(|_| (*path).clone());
        let remedy = format!("choose another {option}");
        if let Some((_, input)) = inputs.iter().find(|(input, _)| *input == target) {
            return Err(Failure::because(format!("{}: is both input and output", input.display()), remedy));
        }
        // A device, such as /dev/null, takes any number of outputs.
        if taken.contains(&target) && (!target.exists() || target.is_file()) {
            return Err(Failure::because(format!("{}: is two outputs at once", path.display()), remedy));
        }
        taken.push(target);
    }
    Ok(())
}
