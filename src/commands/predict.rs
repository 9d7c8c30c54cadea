//! `undertone predict`: labels every comment.

use super::console::Console;
use super::failure::{Failure, placed};
use super::inputs::{CHUNK, InputArgs, Rows, a_file};
use super::model::ModelArgs;
use super::outputs::{OutputArgs, refuse_overwriting};
use crate::report::evaluation::Read;
use crate::report::explanation::because;
use crate::report::number::{counted, percent};
use crate::report::output::Output;
use crate::report::predictions::{Layout, Row, Writer};
use indicatif::ProgressBar;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use undertone::input::{Cell, Comment, Reader, Role};
use undertone::model::{Model, Predictions, Predictor};

/// Labels every comment of the files
///
/// Keeps the columns and the order of the input, and adds `predicted` and, for each label, its probability `p_<label>`. Several files give one
/// table with a column `file`. Without a file, standard input is read.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone predict thread.json --output labelled.csv",
    after_long_help = "Examples:
  undertone predict thread.json                       a Reddit page, as a table on the terminal
  undertone predict dump.csv.gz --output labelled.csv.gz
  undertone predict *.csv --model mine.undertone --format jsonl | jq .predicted
  undertone predict survey.csv --text-column answer --explain"
)]
pub struct Args {
    /// Files with comments, in any format that `undertone formats` lists, folders or zip archives of them; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    model: ModelArgs,

    /// Say of every comment which words decided (slower)
    #[arg(long)]
    explain: bool,

    /// Leave `predicted` empty where the best label's probability is lower: an honest "don't know"
    #[arg(long, value_name = "P", value_parser = probability)]
    abstain_below: Option<f64>,

    /// Re-estimate how often each label occurs in each thread, and label by that; holds a file's comments in memory. Off by default: on threads
    /// unlike the training data it made labels worse
    #[arg(long)]
    adapt_prior: bool,

    /// Write cells that a spreadsheet would run as formulas so that it shows them instead (CSV, TSV)
    #[arg(long)]
    spreadsheet: bool,

    /// File for how many comments were kept, of how many, and why the others were left out (JSON, as `read` in `digest --json`)
    #[arg(long, value_name = "FILE", value_parser = a_file)]
    account: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    input: InputArgs,
}

/// A number between 0 and 1.
pub fn probability(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("a probability is between 0 and 1".to_owned()) }
}

pub fn run(args: Args, console: &Console) -> anyhow::Result<()> {
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    refuse_overwriting(
        files.iter().chain(&args.model.model),
        &[
            ("--output", args.output.output.as_ref()),
            ("--rejects", args.input.rejects.as_ref()),
            ("--account", args.account.as_ref()),
        ],
    )?;
    let model = args.model.load()?;
    let labels: Vec<&str> = model.labels().names().collect();
    let readers = args.input.open(&files, console)?;
    let columns = Columns::of(&readers, &labels, console);
    let layout = Layout {
        format: args.output.format(),
        columns: &columns.names,
        labels: &labels,
        because: args.explain,
        spreadsheet: args.spreadsheet,
        width: terminal_width(),
        colour: args.output.colours(),
    };
    let mut rows = Rows::new(&args.input, console)?;
    let create = |path| Output::create(Some(path)).map(|output| (output, path));
    let account = args.account.as_deref().map(|path| create(path).map_err(|error| Failure::writing(Some(path), error)));
    let account = account.transpose()?;
    let output = args.output.create()?;
    let writer = Writer::new(output, &layout).map_err(|error| args.output.failure(error))?;
    let mut run = Run {
        args: &args,
        model: &model,
        predictor: model.predictor(),
        labels: &labels,
        columns: &columns,
        writer,
        counts: vec![0; labels.len()],
        unsure: 0,
        expected_right: 0.0,
    };
    let started = Instant::now();
    for (number, mut reader) in readers.into_iter().enumerate() {
        let bar = console.bytes(reader.bytes_total());
        run.label(number, &mut reader, &mut rows, &bar)?;
        bar.finish_and_clear();
    }
    let read = rows.finish()?;
    let (summary, expected, unfamiliar) = (run.summary(started), run.expected(), run.unfamiliar());
    run.writer.finish().and_then(Output::finish).map_err(|error| args.output.failure(error))?;
    if let Some((output, path)) = account {
        Account { read: Read::of(&read) }.write(output).map_err(|error| Failure::writing(Some(path), error))?;
    }
    console.note(summary);
    expected.into_iter().for_each(|expected| console.note(expected));
    unfamiliar.into_iter().for_each(|unfamiliar| console.warn(unfamiliar));
    Ok(())
}

/// What became of the data, apart from the rows: a stream of rows has no place for it.
#[derive(serde::Serialize)]
struct Account {
    read: Read,
}

impl Account {
    fn write(&self, mut output: Output) -> std::io::Result<()> {
        serde_json::to_writer_pretty(&mut output, self)?;
        writeln!(output)?;
        output.finish()
    }
}

/// How many times more unknown words than on held-out comments of the training data are worth a warning.
const UNFAMILIAR: f64 = 2.0;

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

/// The columns of the output, and where each comes from in each file.
struct Columns {
    names: Vec<String>,
    /// For each reader, the column of the input for each column of the output.
    origins: Vec<Vec<Option<usize>>>,
    /// Whether the first column is the file's name.
    file: bool,
}

impl Columns {
    /// The columns of all files, each once, in order of appearance; predictions of an earlier run give way to the new ones.
    fn of(readers: &[Reader], labels: &[&str], console: &Console) -> Self {
        let file = readers.iter().map(|reader| reader.files().len()).sum::<usize>() > 1;
        let probability = |name: &str| name.strip_prefix("p_").is_some_and(|label| labels.contains(&label));
        let replaced =
            |name: &str| matches!(name, "predicted" | "because") || probability(name) || (file && name == "file");
        let mut names: Vec<String> = Vec::new();
        let mut origins: Vec<Vec<Option<usize>>> = Vec::new();
        for reader in readers {
            // The nth column of a name goes with the nth of that name in another file.
            let mut origin = vec![None; names.len()];
            for (at, name) in reader.columns().iter().enumerate() {
                if replaced(name) {
                    console.note(placed(&reader.path(), &format!("the column {name} is replaced")));
                    continue;
                }
                let free = (0..names.len()).find(|column| names[*column] == *name && origin[*column].is_none());
                let column = free.unwrap_or_else(|| {
                    names.push(name.clone());
                    origin.push(None);
                    names.len() - 1
                });
                origin[column] = Some(at);
            }
            origins.push(origin);
        }
        origins.iter_mut().for_each(|origin| origin.resize(names.len(), None));
        if file {
            names.insert(0, "file".to_owned());
        }
        Self { names, origins, file }
    }
}

struct Run<'a> {
    args: &'a Args,
    model: &'a Model,
    predictor: Predictor<'a>,
    labels: &'a [&'a str],
    columns: &'a Columns,
    writer: Writer<Output>,
    counts: Vec<u64>,
    unsure: u64,
    /// The sum of the probabilities of the labels given.
    expected_right: f64,
}

impl Run<'_> {
    fn label(
        &mut self,
        number: usize,
        reader: &mut Reader,
        rows: &mut Rows<'_>,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let path = reader.path();
        let mut comments = Vec::with_capacity(CHUNK);
        // A prior is that of all comments.
        let most = if self.args.adapt_prior { usize::MAX } else { CHUNK };
        while rows.read(reader, &mut comments, most)? > 0 {
            let predictions = self.predict(&comments);
            self.write(number, &path, &comments, &predictions).map_err(|error| self.args.output.failure(error))?;
            bar.set_position(reader.bytes_read());
            bar.set_message(counted(self.counts.iter().sum(), "comment"));
            comments.clear();
        }
        Ok(())
    }

    fn predict(&self, comments: &[Comment]) -> Predictions {
        let predictions = self.predictor.predict(comments);
        if !self.args.adapt_prior {
            return predictions;
        }
        // Comments of no known thread are one: the file is about one thing.
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let threads: Vec<usize> = comments
            .iter()
            .map(|comment| {
                let next = numbers.len();
                *numbers.entry(comment.thread().unwrap_or_default()).or_insert(next)
            })
            .collect();
        self.model.adapt_prior(&predictions, &threads)
    }

    fn write(
        &mut self,
        reader: usize,
        path: &Path,
        comments: &[Comment],
        predictions: &Predictions,
    ) -> std::io::Result<()> {
        let path = path.to_string_lossy();
        for (number, comment) in comments.iter().enumerate() {
            let label = predictions.label(number).index();
            let probabilities = predictions.probabilities(number);
            let sure = self.args.abstain_below.is_none_or(|least| probabilities[label] >= least);
            self.counts[label] += u64::from(sure);
            self.expected_right += if sure { probabilities[label] } else { 0.0 };
            self.unsure += u64::from(!sure);
            let because = self.args.explain.then(|| because(&self.model.explain(comment.text())));
            let file = comment.file().unwrap_or(&path);
            let origin = self.columns.origins[reader].iter();
            let cells = origin.map(|at| at.and_then(|at| comment.cell(at)).unwrap_or(Cell::Missing));
            self.writer.write(Row {
                cells: self.columns.file.then_some(Cell::Text(file)).into_iter().chain(cells),
                predicted: if sure { self.labels[label] } else { "" },
                probabilities,
                because: because.as_deref(),
                text: comment.text(),
                author: comment.role(Role::Author).unwrap_or_default(),
            })?;
        }
        Ok(())
    }

    /// How many labels are right if the probabilities are.
    fn expected(&self) -> Option<String> {
        let labelled: u64 = self.counts.iter().sum();
        let held_out = self.model.card().scores.as_ref()?.accuracy.value;
        let expected = self.expected_right / labelled as f64;
        (labelled > 0).then(|| {
            let (expected, held_out) = (100.0 * expected, 100.0 * held_out);
            format!("{expected:.0} % of the labels should be right, if these comments are like those learned from ({held_out:.0} % of those were)")
        })
    }

    /// A warning where the comments are in words that the model did not learn.
    fn unfamiliar(&self) -> Option<String> {
        let (unknown, learned) = (self.predictor.unknown_words()?, self.model.card().training.unknown_words?);
        (unknown > UNFAMILIAR * learned).then(|| {
            let (unknown, learned) = (100.0 * unknown, 100.0 * learned);
            format!("the model does not know {unknown:.0} % of the words ({learned:.0} % where it learned): expect fewer labels to be right than it says")
        })
    }

    fn summary(&self, started: Instant) -> String {
        let all = self.counts.iter().sum::<u64>() + self.unsure;
        let mut parts: Vec<String> = self
            .labels
            .iter()
            .zip(&self.counts)
            .map(|(label, count)| format!("{label} {} ({count})", percent(*count, all)))
            .collect();
        if self.unsure > 0 {
            parts.push(format!("unsure {} ({})", percent(self.unsure, all), self.unsure));
        }
        format!(
            "{} labelled in {:.1} s: {}",
            counted(all, "comment"),
            started.elapsed().as_secs_f64(),
            parts.join(", ")
        )
    }
}

/// A clear word where a labelled comment was expected.
pub fn no_label_column(path: &Path, reader: &Reader) -> anyhow::Error {
    let columns = reader.columns().join(", ");
    Failure::because(
        placed(path, &format!("no column holds the label; the columns are {columns}")),
        "name it with --label-column NAME",
    )
}
