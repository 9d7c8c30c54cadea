//! `undertone sample`: a random sample of a thread's comments, to be labelled by hand.

use super::console::Console;
use super::failure::Failure;
use super::inputs::InputArgs;
use super::outputs::{OutputArgs, refuse_overwriting};
use super::threads;
use crate::report::number::{count, counted};
use crate::report::output::Output;
use crate::report::predictions::Format;
use crate::report::rows;
use std::collections::HashMap;
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use undertone::digest::{DRAW_COLUMN, Draw, Settings, Thread, called, worth_labelling};

/// Draws comments of a thread at random, for you to label
///
/// The model's shares of a thread are as good as the model is on such threads. Labels of your own for a random sample of its comments make them good
/// whatever the model does: label a sample, and give it to `digest --labels`. An interval at 90 % then holds the true share nine times in ten, and where
/// the model helps it is narrower than the labels alone would give.
///
/// How to label: fill the column `label` from the top, with one of the model's labels (for the built-in model supportive, skeptical or mixed), as
/// you would without having seen its shares. Every comment has a label, the hard ones too: leaving those out makes the sample say something else.
/// You may stop early, after any comment, but not because of what the labels say so far. Leave the other columns as they are: `draw` records how
/// the sample was drawn, so that `digest` can check that it was, and that the thread is still the same.
///
/// How many: without --rows as many as bring every share to ± 10 points, if the model is of no help at all. A larger sample with the same seed
/// begins with the smaller one, so what you have labelled is never lost. Of several threads each has its own sample.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone sample thread.json --rows 100 --output to-label.csv",
    after_long_help = "Examples:
  undertone sample thread.json                      says how many are worth labelling
  undertone sample thread.json --rows 100 --output to-label.csv --spreadsheet
  undertone sample thread.json --rows 200 --output more.csv    begins with the same hundred
  undertone digest thread.json --labels to-label.csv           once `label` is filled"
)]
pub struct Args {
    /// Files with the comments of a thread, in any format that `undertone formats` lists; `-` is standard input
    #[arg(value_name = "THREAD")]
    files: Vec<PathBuf>,

    /// How many comments to draw from each thread; all of a thread that has fewer [default: enough for ± 10 points]
    #[arg(long, value_name = "N")]
    rows: Option<NonZeroUsize>,

    /// Another seed draws another sample. Choose it before you look at the comments
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Write cells that a spreadsheet would run as formulas so that it shows them instead (CSV, TSV)
    #[arg(long)]
    spreadsheet: bool,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    input: InputArgs,
}

/// The columns of a sample; the last but one is for the label.
const COLUMNS: [&str; 8] = ["id", "thread", "author", "text", "parent_text", "title", "label", DRAW_COLUMN];

/// What an interval is to reach to each side: without --rows, and for more patience.
const TEN_POINTS: f64 = 0.1;
const FIVE_POINTS: f64 = 0.05;

pub fn run(args: Args, console: &Console) -> anyhow::Result<()> {
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    refuse_overwriting(
        &files,
        &[("--output", args.output.output.as_ref()), ("--rejects", args.input.rejects.as_ref())],
    )?;
    let format = format(&args.output)?;
    let threads = threads::all(&files, &args.input, console)?;
    if threads.is_empty() {
        return Err(Failure::because("there is no comment to draw", "give a file that has some"));
    }
    let output = args.output.create()?;
    let drawn = write(&args, &threads, format, output).map_err(|error| args.output.failure(error))?;
    console.note(summary(&args, &threads, drawn));
    Ok(())
}

/// As `--output` says; a terminal gets what a pipe gets, since a table for reading cannot be filled in.
fn format(output: &OutputArgs) -> anyhow::Result<Format> {
    match output.format() {
        #[cfg(feature = "parquet")]
        Format::Parquet => Err(Failure::because("a Parquet file cannot be filled in", "choose csv, tsv or jsonl")),
        Format::Table if output.format == Some(Format::Table) => {
            Err(Failure::because("a table cannot be filled in", "choose --format csv, tsv or jsonl"))
        }
        Format::Table => Ok(Format::Csv),
        format => Ok(format),
    }
}

/// How many comments are drawn from a thread.
fn wanted(args: &Args, thread: &Thread) -> usize {
    let comments = thread.comments.len();
    args.rows.map_or_else(|| worth(comments, TEN_POINTS), |rows| rows.get().min(comments))
}

fn worth(comments: usize, reach: f64) -> usize {
    worth_labelling(comments, reach, Settings::default().level)
}

/// Writes the samples of all threads; how many comments they have together.
fn write(args: &Args, threads: &[Thread], format: Format, output: Output) -> std::io::Result<usize> {
    let mut rows = rows::Rows::new(output, format, &COLUMNS, args.spreadsheet)?;
    let mut drawn = 0;
    for thread in threads {
        let (draw, wanted) = (Draw::new(&thread.comments, args.seed), wanted(args, thread));
        let texts: HashMap<&str, &str> =
            thread.comments.iter().filter_map(|comment| Some((comment.id()?, comment.text()))).collect();
        for (number, place) in draw.order().into_iter().take(wanted).enumerate() {
            let comment = &thread.comments[place];
            let parent = || comment.parent().and_then(|parent| texts.get(parent).copied());
            rows.write(&[
                &called(&thread.comments, place),
                &thread.id,
                comment.author().unwrap_or_default(),
                comment.text(),
                comment.parent_text().or_else(parent).unwrap_or_default(),
                comment.title().unwrap_or(&thread.title),
                "",
                &draw.record(wanted, number + 1),
            ])?;
        }
        drawn += wanted;
    }
    rows.finish()?.finish()?;
    Ok(drawn)
}

/// What was drawn, and how many are worth drawing.
fn summary(args: &Args, threads: &[Thread], drawn: usize) -> String {
    let all: usize = threads.iter().map(|thread| thread.comments.len()).sum();
    let drawn = counted(drawn as u64, "comment");
    let [thread] = threads else {
        return format!(
            "{drawn} drawn at random of {} in {}, each thread for itself",
            count(all as u64),
            counted(threads.len() as u64, "thread")
        );
    };
    let [ten, five] = [TEN_POINTS, FIVE_POINTS].map(|reach| count(worth(thread.comments.len(), reach) as u64));
    let next = match &args.output.output {
        Some(path) if path != Path::new("-") => format!("; fill the column label of {} from the top", path.display()),
        _ if std::io::stdout().is_terminal() => "; --output FILE keeps them".to_owned(),
        _ => String::new(),
    };
    format!(
        "{drawn} drawn at random of {}: {ten} labels bring every share to ± 10 points, {five} to ± 5 (90 % intervals; fewer where the model helps){next}",
        count(all as u64)
    )
}
