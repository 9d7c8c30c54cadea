//! `undertone evaluate`: how good a model is.

use super::console::Console;
use super::failure::{Failure, placed};
use super::inputs::{CHUNK, InputArgs, Rows, a_file};
use super::model::{ModelArgs, load};
use super::outputs::refuse_overwriting;
use super::predict::no_label_column;
use super::train::{LEARNING, Settings, scored_held_out, train};
use crate::report::evaluation::{Against, By, Read, Report, Slice, text};
use crate::report::html;
use crate::report::number::{counted, cross_validation};
use crate::report::output::Output;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use undertone::evaluate::{Comparison, Evaluation, Scored};
use undertone::input::{Cell, Comment, Completeness, Role};
use undertone::model::Model;

/// Options that need a model that is trained already.
const TRAINS_NONE: [&str; 3] = ["model", "compare", "by"];

/// Says how good a model is on labelled comments, with intervals
///
/// Accuracy, macro F1, log loss, precision and recall of each label, which label was taken for which, and whether probabilities are honest. All
/// intervals are of 95 %; where the data has a column `thread`, whole threads are drawn again, because comments of a thread are right and wrong
/// together.
#[derive(clap::Args)]
#[command(
    mut_args(of_training),
    after_help = "Example:\n  undertone evaluate test.csv --model mine.undertone",
    after_long_help = "Examples:
  undertone evaluate test.csv --model mine.undertone
  undertone evaluate test.csv --model mine.undertone --compare default
  undertone evaluate test.csv --by thread
  undertone evaluate test.csv --by phenomena --tags
  undertone evaluate labelled.csv --cross-validate      no model needed: trains and tests on parts of the data"
)]
pub struct Args {
    /// Files with labelled comments
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    model: ModelArgs,

    /// Second model, scored on the same comments; `default` is the built-in one
    #[arg(long, value_name = "MODEL")]
    compare: Option<PathBuf>,

    /// Column whose values are scored separately as well
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,

    /// The column of `--by` holds tags with blanks between: a comment counts for each of its tags
    #[arg(long, requires = "by")]
    tags: bool,

    /// Train on part of the data and test on the rest, in turn; needs no model
    #[arg(long, conflicts_with_all = TRAINS_NONE)]
    cross_validate: bool,

    /// One JSON object instead of tables
    #[arg(long)]
    json: bool,

    /// Page to write as well, with figures
    #[arg(long, value_name = "FILE", value_parser = a_file)]
    html: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    #[command(flatten)]
    input: InputArgs,
}

/// What only matters where a model is trained must not be ignored where none is.
fn of_training(option: clap::Arg) -> clap::Arg {
    let trains = option.get_help_heading() == Some(LEARNING) && option.get_id() != "seed";
    if trains { option.requires("cross_validate").conflicts_with_all(TRAINS_NONE) } else { option }
}

pub fn run(args: Args, console: &Console) -> anyhow::Result<()> {
    refuse_overwriting(
        args.files.iter().chain(&args.model.model).chain(&args.compare),
        &[("--html", args.html.as_ref()), ("--rejects", args.input.rejects.as_ref())],
    )?;
    let report = if args.cross_validate { cross_validated(&args, console)? } else { scored(&args, console)? };
    let shown = if args.json { serde_json::to_string_pretty(&report)? + "\n" } else { text(&report) };
    if let Some(path) = &args.html {
        write_page(path, &html::evaluation(&report)).map_err(|error| Failure::writing(Some(path), error))?;
    }
    anstream::stdout().write_all(shown.as_bytes()).map_err(|error| Failure::writing(None, error))
}

/// Writes a page, whole or not at all.
pub fn write_page(path: &Path, page: &str) -> std::io::Result<()> {
    let mut output = Output::create(Some(path))?;
    output.write_all(page.as_bytes())?;
    output.finish()
}

fn cross_validated(args: &Args, console: &Console) -> anyhow::Result<Report> {
    let trained = train(&args.files, &args.input, &args.settings, console)?;
    let Some(held_out) = &trained.held_out else {
        return Err(Failure::because("too few labelled comments to hold any out", "give at least two"));
    };
    let scored = scored_held_out(held_out);
    let subject = cross_validation(trained.model.card());
    let scores = Evaluation::of(trained.model.labels(), &scored, args.settings.seed);
    Ok(Report { subject, read: None, scores, by: None, against: None })
}

fn scored(args: &Args, console: &Console) -> anyhow::Result<Report> {
    let model = args.model.load()?;
    let second = args.compare.as_deref().map(load).transpose()?;
    if let Some(second) = &second
        && second.labels() != model.labels()
    {
        let (first, second) = (named(args.model.model.as_deref()), named(args.compare.as_deref()));
        let what = format!("{second}: its labels are not those of {first}");
        return Err(Failure::because(what, "compare models that were trained for the same labels"));
    }
    let mut gold = read(args, &model, console)?;
    let first_scored = gold.score(&model);
    let seed = args.settings.seed;
    let by = args.by.as_ref().map(|column| {
        let mut slices: BTreeMap<&str, Vec<Scored>> = BTreeMap::new();
        for (value, scored) in gold.values.iter().zip(&first_scored) {
            let tags: Vec<&str> = value.split_whitespace().collect();
            let values = if args.tags && !tags.is_empty() { tags } else { vec![value.as_str()] };
            values.into_iter().for_each(|value| slices.entry(value).or_default().push(scored.clone()));
        }
        let slice = |(value, scored): (&str, Vec<Scored>)| Slice {
            value: value.to_owned(),
            scores: Evaluation::of(model.labels(), &scored, seed),
        };
        By { column: column.clone(), slices: slices.into_iter().map(slice).collect() }
    });
    let against = second.map(|second| {
        let second_scored = gold.score(&second);
        Against {
            subject: named(args.compare.as_deref()),
            scores: Evaluation::of(model.labels(), &second_scored, seed),
            difference: Comparison::of(model.labels().len(), &first_scored, &second_scored, seed),
        }
    });
    gold.comments.clear();
    Ok(Report {
        subject: named(args.model.model.as_deref()),
        read: Some(Read::of(&gold.read)),
        scores: Evaluation::of(model.labels(), &first_scored, seed),
        by,
        against,
    })
}

fn named(path: Option<&Path>) -> String {
    path.map_or_else(|| "the built-in model".to_owned(), |path| path.display().to_string())
}

/// Comments with a gold label that the model knows, and their values of the column to slice by.
struct Gold {
    comments: Vec<Comment>,
    labels: Vec<usize>,
    values: Vec<String>,
    /// What was read, and what was left out.
    read: Completeness,
}

impl Gold {
    fn score(&self, model: &Model) -> Vec<Scored> {
        let predictions = model.predictor().predict(&self.comments);
        let gold = self.labels.iter().zip(&self.comments).enumerate();
        gold.map(|(number, (label, comment))| Scored::new(&predictions, number, *label, comment.thread())).collect()
    }
}

fn read(args: &Args, model: &Model, console: &Console) -> anyhow::Result<Gold> {
    let mut gold = Gold { comments: Vec::new(), labels: Vec::new(), values: Vec::new(), read: Completeness::default() };
    let mut rows = Rows::new(&args.input, console)?;
    let (mut unlabelled, mut unknown) = (0u64, BTreeMap::<String, u64>::new());
    for mut reader in args.input.open(&args.files, console)? {
        let path = &reader.path();
        if !reader.has(Role::Label) {
            return Err(no_label_column(path, &reader));
        }
        let by = args.by.as_ref().map(|name| column(name, reader.columns(), path)).transpose()?;
        let mut comments = Vec::new();
        while rows.read(&mut reader, &mut comments, CHUNK)? > 0 {
            for comment in comments.drain(..) {
                match comment.label().map(|label| (label, model.labels().label(label))) {
                    None => unlabelled += 1,
                    Some((name, None)) => *unknown.entry(name.to_owned()).or_default() += 1,
                    Some((_, Some(label))) => {
                        gold.labels.push(label.index());
                        gold.values.push(value(&comment, by));
                        gold.comments.push(comment);
                    }
                }
            }
        }
    }
    gold.read = rows.finish()?;
    if unlabelled > 0 {
        console.note(format!("{} without a label passed over", counted(unlabelled, "comment")));
    }
    let known: Vec<&str> = model.labels().names().collect();
    for (name, comments) in &unknown {
        console.warn(format!(
            "{} labelled {name:?}, which the model does not know ({}): left out",
            counted(*comments, "comment"),
            known.join(", ")
        ));
    }
    if gold.comments.is_empty() {
        let path = args.files.first().map_or(Path::new("-"), PathBuf::as_path);
        let what = placed(path, "no comment has a label that the model knows");
        return Err(Failure::because(
            what,
            format!("the model's labels are {}; --label-column names the column", known.join(", ")),
        ));
    }
    Ok(gold)
}

fn column(name: &str, columns: &[String], path: &Path) -> anyhow::Result<usize> {
    columns.iter().position(|column| column == name).ok_or_else(|| {
        Failure::because(
            placed(path, &format!("there is no column {name}; the columns are {}", columns.join(", "))),
            "give --by one of these",
        )
    })
}

fn value(comment: &Comment, column: Option<usize>) -> String {
    match column.and_then(|column| comment.cell(column)) {
        Some(Cell::Text(text) | Cell::Json(text)) => text.to_owned(),
        Some(Cell::Missing) | None => String::new(),
    }
}
