//! Soft targets: probabilities of labels beside or instead of labels, from another model or from several annotators.

use super::console::Console;
use super::failure::{Failure, placed};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use undertone::input::{Cell, Comment, ReadOptions, Reader, Role};

/// Where soft targets come from.
#[derive(clap::Args)]
#[command(next_help_heading = "Learning")]
pub struct SoftArgs {
    /// File with probabilities to learn from, joined by `id`: columns `id` and `p_<label>`, as `predict` or any other model writes them
    #[arg(long, value_name = "FILE")]
    pub soft: Vec<PathBuf>,

    /// Columns with one annotator's label each: their shares are learned from
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', hide_short_help = true)]
    votes: Vec<String>,

    /// How much probabilities count beside labels, 0 to 1 [default: chosen by cross-validation]
    #[arg(long, value_name = "W", value_parser = super::predict::probability, hide_short_help = true)]
    pub soft_weight: Option<f64>,
}

/// Probabilities by id, read from the files named by `--soft`.
#[derive(Default)]
pub struct SoftTargets {
    labels: Vec<String>,
    by_id: HashMap<String, Box<[(u16, f32)]>>,
}

impl SoftTargets {
    pub fn read(files: &[PathBuf]) -> anyhow::Result<Self> {
        let mut targets = Self::default();
        for path in files {
            targets.read_file(path)?;
        }
        Ok(targets)
    }

    fn read_file(&mut self, path: &Path) -> anyhow::Result<()> {
        // Such a file has no text: its id stands in for it.
        let options = ReadOptions::default().with_column(Role::Text, "id").with_column(Role::Id, "id");
        let reader = Reader::open(path, &options).map_err(|error| Failure::reading(path, &error))?;
        let columns = probability_columns(reader.columns());
        if columns.is_empty() {
            let what = placed(
                path,
                &format!("no column holds a probability; the columns are {}", reader.columns().join(", ")),
            );
            return Err(Failure::because(what, "name them p_<label>, one a label"));
        }
        let numbers: Vec<u16> = columns.iter().map(|(_, label)| self.label_number(label)).collect();
        for comment in reader {
            let comment = comment.map_err(|error| Failure::reading(path, &error))?;
            let mut target = Vec::with_capacity(columns.len());
            for ((column, label), number) in columns.iter().zip(&numbers) {
                target.push((*number, probability(&comment, *column, label, path)?));
            }
            self.by_id.insert(comment.text().to_owned(), target.into());
        }
        Ok(())
    }

    fn label_number(&mut self, label: &str) -> u16 {
        let known = self.labels.iter().position(|known| known == label);
        known.unwrap_or_else(|| {
            self.labels.push(label.to_owned());
            self.labels.len() - 1
        }) as u16
    }

    /// How many ids have one.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    fn of(&self, id: &str) -> Option<Vec<(&str, f32)>> {
        let target = self.by_id.get(id)?;
        Some(target.iter().map(|(label, p)| (self.labels[usize::from(*label)].as_str(), *p)).collect())
    }
}

/// The soft targets that a file of comments holds itself.
pub struct OwnTargets {
    probabilities: Vec<(usize, String)>,
    votes: Vec<usize>,
}

impl OwnTargets {
    /// Finds the columns `p_<label>` and those of the votes. Probabilities beside a column `predicted` are some model's output, kept from an earlier
    /// run, and are not learned from unless `--soft` says so.
    pub fn of(reader: &Reader, args: &SoftArgs, path: &Path) -> anyhow::Result<Self> {
        let columns = reader.columns();
        let vote = |name: &String| {
            columns.iter().position(|column| column == name).ok_or_else(|| {
                let what = placed(path, &format!("there is no column {name}; the columns are {}", columns.join(", ")));
                Failure::because(what, "give --votes some of these")
            })
        };
        let votes = args.votes.iter().map(vote).collect::<anyhow::Result<Vec<usize>>>()?;
        let predicted = columns.iter().any(|column| column == "predicted");
        // One such column alone is no distribution, but some other quantity that is called so.
        let probabilities = probability_columns(columns);
        let usable = probabilities.len() > 1 && !predicted && args.votes.is_empty();
        Ok(Self { probabilities: if usable { probabilities } else { Vec::new() }, votes })
    }

    /// Says what is learned from beside the label, so that nobody learns from a column by accident.
    pub fn announce(&self, path: &Path, console: &Console) {
        if !self.probabilities.is_empty() {
            let labels: Vec<&str> = self.probabilities.iter().map(|(_, label)| label.as_str()).collect();
            console.note(placed(path, &format!("learning from the probabilities of {}", labels.join(", "))));
        }
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.probabilities.is_empty() && self.votes.is_empty()
    }

    /// The soft target of a comment: by its id from a file, or else from its own columns. Empty if it has none.
    pub fn target<'a>(
        &'a self,
        comment: &'a Comment,
        files: &'a SoftTargets,
        path: &Path,
    ) -> anyhow::Result<Vec<(&'a str, f32)>> {
        if let Some(target) = comment.id().and_then(|id| files.of(id)) {
            return Ok(target);
        }
        if self.votes.is_empty() {
            let mut target = Vec::with_capacity(self.probabilities.len());
            for (column, label) in &self.probabilities {
                target.push((label.as_str(), probability(comment, *column, label, path)?));
            }
            return Ok(target);
        }
        let vote = |column: &usize| match comment.cell(*column) {
            Some(Cell::Text(label) | Cell::Json(label)) if !label.is_empty() && label != "null" => Some((label, 1.0)),
            _ => None,
        };
        Ok(self.votes.iter().filter_map(vote).collect())
    }
}

/// The columns named `p_<label>`, with their labels.
fn probability_columns(columns: &[String]) -> Vec<(usize, String)> {
    let label = |(at, name): (usize, &String)| {
        Some((at, name.strip_prefix("p_").filter(|label| !label.is_empty())?.to_owned()))
    };
    columns.iter().enumerate().filter_map(label).collect()
}

/// A probability of a row; an empty cell counts as 0.
fn probability(comment: &Comment, column: usize, label: &str, path: &Path) -> anyhow::Result<f32> {
    let cell = match comment.cell(column) {
        Some(Cell::Text(cell) | Cell::Json(cell)) if cell != "null" => cell.trim(),
        _ => "",
    };
    match cell.parse::<f32>() {
        _ if cell.is_empty() => Ok(0.0),
        Ok(number) if number >= 0.0 && number.is_finite() => Ok(number),
        _ => {
            let what = placed(path, &format!("line {}: {cell:?} as p_{label} is no probability", comment.line()));
            Err(Failure::because(
                what,
                "write numbers of 0 or more, or give the column a name that does not begin with p_",
            ))
        }
    }
}
