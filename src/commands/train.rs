//! `undertone train`: learns from labelled comments.

use super::console::Console;
use super::failure::Failure;
use super::inputs::{CHUNK, InputArgs, Rows};
use super::model::load;
use super::outputs::refuse_overwriting;
use super::predict::no_label_column;
use super::soft::{OwnTargets, SoftArgs, SoftTargets};
use crate::report::number::counted;
use crate::report::training::{size, summary};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use undertone::evaluate::{Evaluation, Scored};
use undertone::features::VectorizerParams;
use undertone::files::WholeFile;
use undertone::input::{Reader, Role};
use undertone::model::{ClassWeights, HeldOut, Objective, TrainError, TrainParams, Trained, TrainingSet};
use undertone::text::Treatment;

/// Learns from labelled comments
///
/// Any label set works, from two labels on. The regularisation strength is chosen by cross-validation: by thread where the data has a column
/// `thread`, so that the scores tell how good the model is on threads it has not seen. Says what it learned and how good it expects to be: a little too
/// good, because the strength is the one that does best on the comments held out. `undertone evaluate` on comments kept apart has the last word.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone train labelled.csv --output mine.undertone",
    after_long_help = "Examples:
  undertone train labelled.csv --output mine.undertone
  undertone train week1.csv week2.csv --output mine.undertone --label-column stance
  undertone train hundred.csv --base default --output mine.undertone          builds upon what the built-in model knows
  undertone train replies.csv --output mine.undertone --optimise accuracy
  undertone train comments.csv --soft teacher.csv --output fast.undertone     learns from a slow model's probabilities"
)]
pub struct Args {
    /// Files with labelled comments, in any format that `undertone formats` lists, folders or zip archives of them; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Model file to write
    #[arg(long, short, value_name = "FILE", value_parser = model_file)]
    output: PathBuf,

    #[command(flatten)]
    settings: Settings,

    /// What the model should say about itself: sources, licences, purpose
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    #[command(flatten)]
    input: InputArgs,
}

/// The heading that settings of training stand under.
pub const LEARNING: &str = "Learning";

/// Settings of training, shared with cross-validation.
#[derive(clap::Args)]
#[command(next_help_heading = LEARNING)]
pub struct Settings {
    /// Regularisation strength × number of comments (1 / C in scikit-learn) [default: chosen by cross-validation]
    #[arg(long, value_name = "S", value_parser = strength)]
    strength: Option<f64>,

    /// Folds of the cross-validation
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..))]
    folds: u16,

    /// How much comments weigh: all the same, or rare labels more
    #[arg(long, value_name = "HOW", default_value = "equal")]
    class_weights: Weights,

    /// Model to build upon; `default` is the one that is part of the program. A few hundred labels are then enough
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["word_ngrams", "character_ngrams", "without"])]
    base: Option<PathBuf>,

    /// What labels are chosen for; probabilities are the same for all
    #[arg(long, value_name = "SCORE", default_value = "macro-f1")]
    optimise: Optimise,

    #[command(flatten)]
    pub soft: SoftArgs,

    /// Words in the longest word n-gram, 1 to 5
    #[arg(long, value_name = "N", default_value_t = 3, hide_short_help = true, value_parser = clap::value_parser!(u8).range(1..=5))]
    word_ngrams: u8,

    /// Shortest and longest character n-gram within 1 to 8, or `none`
    #[arg(long, value_name = "A-B", default_value = "3-6", value_parser = lengths, hide_short_help = true)]
    character_ngrams: Lengths,

    /// Comments that a word or n-gram must stand in to count
    #[arg(long, value_name = "N", default_value_t = 2, hide_short_help = true, value_parser = clap::value_parser!(u32).range(1..))]
    document_frequency_floor: u32,

    /// Treatments of the text to switch off, with commas between: encoding, links, negation …
    #[arg(long, value_name = "NAMES", value_delimiter = ',', hide_short_help = true)]
    without: Vec<Treatment>,

    /// Seed of the folds and of the intervals
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Weights {
    Equal,
    Balanced,
}

/// A score that the choice of labels is made for.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Optimise {
    /// Every comment counts the same: frequent labels are given more often
    Accuracy,
    /// Every label counts the same: rare labels are found more often
    MacroF1,
    /// The mean recall of the labels
    MacroRecall,
    /// Always the most probable label
    LogLoss,
}

/// Shortest and longest n-gram.
#[derive(Clone, Copy)]
struct Lengths(Option<(usize, usize)>);

fn lengths(text: &str) -> Result<Lengths, String> {
    if text == "none" {
        return Ok(Lengths(None));
    }
    let parsed =
        text.split_once('-').and_then(|(shortest, longest)| Some((shortest.parse().ok()?, longest.parse().ok()?)));
    match parsed {
        Some((shortest, longest)) if 1 <= shortest && shortest <= longest && longest <= 8 => Ok(Lengths(parsed)),
        _ => Err("give two lengths within 1 to 8, such as 3-6, or none".to_owned()),
    }
}

/// A model is a file, and not a packed one: it is read where it lies.
fn model_file(name: &str) -> Result<PathBuf, String> {
    match name {
        "-" => Err("a model is written to a file".to_owned()),
        _ if name.ends_with(".gz") || name.ends_with(".zst") => {
            Err("a model file is not packed: choose another name".to_owned())
        }
        _ => Ok(name.into()),
    }
}

fn strength(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number > 0.0 && number.is_finite() { Ok(number) } else { Err("a strength is a number above 0".to_owned()) }
}

impl Settings {
    pub fn params(&self) -> anyhow::Result<TrainParams> {
        let vectorizer = VectorizerParams::default()
            .word_ngrams(usize::from(self.word_ngrams))
            .character_ngrams(self.character_ngrams.0)
            .document_frequency_floor(self.document_frequency_floor);
        Ok(TrainParams {
            base: self.base.as_deref().map(load).transpose()?.map(Arc::new),
            vectorizer: self.without.iter().fold(vectorizer, |params, treatment| params.without(*treatment)),
            strength: self.strength,
            soft_weight: self.soft.soft_weight,
            folds: usize::from(self.folds),
            class_weights: match self.class_weights {
                Weights::Equal => ClassWeights::Equal,
                Weights::Balanced => ClassWeights::Balanced,
            },
            objective: match self.optimise {
                Optimise::Accuracy => Objective::Accuracy,
                Optimise::MacroF1 => Objective::MacroF1,
                Optimise::MacroRecall => Objective::MacroRecall,
                Optimise::LogLoss => Objective::LogLoss,
            },
            seed: self.seed,
        })
    }
}

pub fn run(args: Args, console: &Console) -> anyhow::Result<()> {
    refuse_overwriting(&args.files, &[("--output", Some(&args.output)), ("--rejects", args.input.rejects.as_ref())])?;
    // Better to fail now than after the work: can there be such a file?
    WholeFile::create(&args.output).map_err(|error| Failure::writing(Some(&args.output), error))?;
    let started = Instant::now();
    let Trained { mut model, held_out, converged } = train(&args.files, &args.input, &args.settings, console)?;
    let scores = held_out
        .as_ref()
        .map(|held_out| Evaluation::of(model.labels(), &scored_held_out(held_out), args.settings.seed));
    model.card_mut().note = args.note;
    model.card_mut().scores = scores.as_ref().map(Evaluation::for_card);
    model.save(&args.output).map_err(|error| match error {
        undertone::model::ModelError::Io(error) => Failure::writing(Some(&args.output), error),
        error => Failure::model(&args.output, &error),
    })?;
    summary(&model, scores.as_ref()).lines().for_each(|line| console.note(line));
    if scores.is_none() {
        console.warn("too few comments to hold any out: how good the model is, nobody knows");
    }
    if !converged {
        console.warn("the optimum was not reached: a larger --strength is easier to fit");
    }
    let bytes = std::fs::metadata(&args.output).map_or(0, |metadata| metadata.len());
    let seconds = started.elapsed().as_secs_f64();
    console.note(format!("{}: {}, {seconds:.1} s", args.output.display(), size(&model, bytes)));
    Ok(())
}

/// Held-out comments with their predictions.
pub fn scored_held_out(held_out: &HeldOut) -> Vec<Scored> {
    let scored = |comment: usize| {
        let thread = held_out.threads[comment].map(|thread| thread.to_string());
        Scored::new(&held_out.predictions, comment, held_out.gold[comment], thread.as_deref())
    };
    (0..held_out.gold.len()).map(scored).collect()
}

/// Reads the files and trains.
pub fn train(files: &[PathBuf], input: &InputArgs, settings: &Settings, console: &Console) -> anyhow::Result<Trained> {
    let set = TrainingSet::new(settings.params()?).map_err(|error| unusable(files, &error))?;
    let soft = SoftTargets::read(&settings.soft.soft)?;
    let mut intake = Intake { settings, soft, set, passed_over: 0 };
    let mut rows = Rows::new(input, console)?;
    for reader in input.open(files, console)? {
        intake.read(reader, &mut rows, console)?;
    }
    rows.finish()?;
    if intake.passed_over > 0 {
        console.note(format!("{} without a label passed over", counted(intake.passed_over, "comment")));
    }
    if intake.soft.len() > 0 && intake.set.softened() == 0 {
        let what = "no comment has an id that the probabilities are given for";
        return Err(Failure::because(what, "--soft is joined by the column id: give both files the same ids"));
    }
    let bar = console.steps(1, "strengths tried");
    let trained = intake.set.train(&|done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    trained.map_err(|error| unusable(files, &error))
}

/// What is taken from the files.
struct Intake<'a> {
    settings: &'a Settings,
    soft: SoftTargets,
    set: TrainingSet,
    passed_over: u64,
}

impl Intake<'_> {
    fn read(&mut self, mut reader: Reader, rows: &mut Rows<'_>, console: &Console) -> anyhow::Result<()> {
        let path = &reader.path();
        let own = OwnTargets::of(&reader, &self.settings.soft, path)?;
        own.announce(path, console);
        if !reader.has(Role::Label) && own.is_empty() && self.settings.soft.soft.is_empty() {
            return Err(no_label_column(path, &reader));
        }
        let bar = console.bytes(reader.bytes_total());
        let mut comments = Vec::new();
        while rows.read(&mut reader, &mut comments, CHUNK)? > 0 {
            for comment in comments.drain(..) {
                let taken = self.set.push_soft(&comment, &own.target(&comment, &self.soft, path)?);
                self.passed_over += u64::from(!taken);
            }
            bar.set_position(reader.bytes_read());
        }
        bar.finish_and_clear();
        Ok(())
    }
}

fn unusable(files: &[PathBuf], error: &TrainError) -> anyhow::Error {
    let remedy = match error {
        TrainError::BaseLabels { .. } => {
            "a base is of use where the labels are the same: rename them, or train without --base"
        }
        TrainError::Labels(_) => "give labelled comments of at least two kinds; --label-column names their column",
        TrainError::Features(_) | TrainError::Logistic(_) | TrainError::Folds(_) | TrainError::SoftWeight(_) => {
            "see `undertone train --help`"
        }
    };
    let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    Failure::because(format!("{}: {error}", files.join(", ")), remedy)
}
