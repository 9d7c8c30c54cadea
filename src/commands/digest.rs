//! `undertone digest`: how a thread leans.

mod work;

use super::console::Console;
use super::evaluate::write_page;
use super::failure::{Failure, placed};
use super::inputs::{InputArgs, a_file};
use super::model::ModelArgs;
use super::outputs::refuse_overwriting;
use crate::report::digest::{Document, markdown, terminal};
use crate::report::html::{self, Behind};
use crate::report::number::counted;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use undertone::digest::{Digester, Receipt, Settings, differences};
use work::Work;

/// Says how a thread leans: shares with intervals, themes, quotes, and a receipt
///
/// Shares are estimated, not counted: a share is the mean probability of its label. The intervals cover chance, and errors as large as the model made on
/// threads that it had not seen. Comments of several threads are digested thread by thread.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone digest thread.json",
    after_long_help = "Examples:
  undertone digest thread.json                         one screen
  undertone digest thread.json --html page.html        a page to read and to forward
  undertone digest thread.json --markdown > draft.md   the skeleton of an article
  undertone digest thread.json --json > digest.json    everything, for programs
  undertone digest --verify digest.json thread.json    do the published numbers come out again?
  undertone digest thread.json --labels labelled.csv   with a sample that you labelled by hand
  undertone digest dump.csv --model mine.undertone --level 0.95"
)]
pub struct Args {
    /// Files with the comments of one thread or more, in any format that `undertone formats` lists; `-` is standard input
    #[arg(value_name = "THREAD")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    model: ModelArgs,

    /// Labels that you gave to a sample drawn by `undertone sample`: intervals then hold whatever the model's errors
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,

    /// With what probability an interval holds the truth
    #[arg(long, value_name = "P", default_value_t = 0.9, value_parser = level)]
    level: f64,

    /// Leave authors and links out
    #[arg(long)]
    anonymous: bool,

    /// Markdown instead of a screen: the skeleton of an article
    #[arg(long, conflicts_with_all = ["json", "verify"])]
    markdown: bool,

    /// One JSON object instead of a screen
    #[arg(long, conflicts_with = "verify")]
    json: bool,

    /// Page to write as well: one file, no script, with every comment behind the numbers
    #[arg(long, value_name = "FILE", value_parser = a_file, conflicts_with = "verify")]
    html: Option<PathBuf>,

    /// Make the digest in this JSON file again from the comments, and name what differs; exit status 1 if anything does
    #[arg(long, value_name = "DIGEST", conflicts_with_all = ["level", "anonymous"])]
    verify: Option<PathBuf>,

    #[command(flatten)]
    input: InputArgs,
}

/// Levels that make sense: below, an interval says nothing, above, it says everything.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.999;

/// One of [`LEVELS`].
fn level(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if LEVELS.contains(&number) { Ok(number) } else { Err("a level is between 0.5 and 0.999".to_owned()) }
}

pub fn run(args: Args, console: &Console) -> anyhow::Result<()> {
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    refuse_overwriting(
        files.iter().chain(&args.model.model).chain(&args.labels).chain(&args.verify),
        &[("--html", args.html.as_ref()), ("--rejects", args.input.rejects.as_ref())],
    )?;
    let model = args.model.load()?;
    let name = args.model.model.as_ref().map_or("the built-in model".to_owned(), |path| called(path));
    let settings = Settings { level: args.level, anonymous: args.anonymous };
    let (input, labels) = (&args.input, args.labels.as_deref());
    let work = Work { files: &files, input, labels, model: &model, name: &name, settings, console };
    if let Some(path) = &args.verify {
        return verify(path, work);
    }
    let (document, threads) = work.digest(args.html.is_some())?;
    if let Some(path) = &args.html {
        let digester = Digester::new(&model, settings);
        let behind = |thread| Behind { thread, predictions: digester.predict(thread), anonymous: settings.anonymous };
        let behind: Vec<Behind<'_>> = threads.iter().map(behind).collect();
        write_page(path, &html::digest(&document, &behind, &model))
            .map_err(|error| Failure::writing(Some(path), error))?;
    }
    if args.json {
        return print_json(&document).map_err(|error| Failure::writing(None, error));
    }
    let shown = if args.markdown {
        markdown(&document)
    } else {
        terminal(&document, terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)))
    };
    anstream::stdout().write_all(shown.as_bytes()).map_err(|error| Failure::writing(None, error))
}

/// Never all of it as one text: a dump of a million comments has as many prints.
fn print_json(document: &Document) -> std::io::Result<()> {
    let mut output = BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut output, document)?;
    writeln!(output)?;
    output.flush()
}

/// The name of a model's file, without the folders: a digest is for others to read.
fn called(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Makes a published digest again with its own settings, and names what differs.
fn verify(path: &Path, work: Work<'_>) -> anyhow::Result<()> {
    let console = work.console;
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::because(placed(path, &error.to_string()), "give the file that `undertone digest --json` wrote")
    })?;
    let published: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
        Failure::because(
            placed(path, &format!("no JSON: {error}")),
            "give the file that `undertone digest --json` wrote",
        )
    })?;
    let receipt: Receipt = serde_json::from_value(published["receipt"].clone()).map_err(|error| {
        let what = placed(path, &format!("no receipt that can be read: {error}"));
        Failure::because(what, "give the file that `undertone digest --json` wrote")
    })?;
    if !LEVELS.contains(&receipt.settings.level) {
        let what = placed(path, &format!("no level: {}", receipt.settings.level));
        return Err(Failure::because(what, "give the file that `undertone digest --json` wrote"));
    }
    let (again, _) = Work { settings: receipt.settings, ..work }.digest(false)?;
    let found = differences(&published, &serde_json::to_value(&again)?);
    if found.is_empty() {
        let comments: usize = again.threads.iter().map(|thread| thread.all.comments).sum();
        let said =
            format!("{}: every number comes out again from {}\n", path.display(), counted(comments as u64, "comment"));
        return anstream::stdout().write_all(said.as_bytes()).map_err(|error| Failure::writing(None, error));
    }
    found.iter().for_each(|difference| console.error(difference, None));
    Err(Failure::because(
        placed(path, "does not come out again"),
        "if it was published, ask for the comments and the model that it was made of",
    ))
}
