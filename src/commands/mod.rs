//! One file a subcommand: its arguments, and the few lines that connect the rooms below.

mod completions;
mod console;
mod digest;
mod evaluate;
mod explain;
mod failure;
mod formats;
mod inputs;
mod inspect;
mod man;
mod model;
mod outputs;
mod predict;
mod sample;
mod soft;
mod threads;
mod train;

use clap::{CommandFactory, Parser, Subcommand};
use console::Console;
use std::process::ExitCode;

/// Reads what a comment thread thinks: labels every comment supportive, skeptical or mixed.
///
/// Undertone labels the comments of a forum thread for their lean toward what the thread is about, with a model that is part of the program or
/// one that you train on your own labelled comments. It needs no network and no other file, and can say of every label which words decided.
///
/// Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 failed, 2 wrong usage.
#[derive(Parser)]
#[command(name = "undertone", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Begin with:\n  undertone predict thread.json              label a thread\n  undertone explain \"Great, another scam\"     see why"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    global: Global,
}

/// Options of every command.
#[derive(clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Threads to work on [default: one a processor]. Changes speed, never a byte of the result
    #[arg(long, global = true, value_name = "N", env = "RAYON_NUM_THREADS", hide_env = true, value_parser = clap::value_parser!(u16).range(..=512))]
    threads: Option<u16>,

    /// Say nothing but errors
    #[arg(long, short, global = true)]
    quiet: bool,

    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: clap::ColorChoice,
}

#[derive(Subcommand)]
enum Command {
    Digest(digest::Args),
    Predict(predict::Args),
    Train(train::Args),
    Evaluate(evaluate::Args),
    Explain(explain::Args),
    Inspect(inspect::Args),
    Sample(sample::Args),
    Formats(formats::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The whole program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.global.quiet, cli.global.color);
    // Files that are not finished go when the user does; 130 is what a shell gives a program that Ctrl-C ended.
    let handled = ctrlc::set_handler(|| {
        undertone::files::abandon_all();
        std::process::exit(130);
    });
    if let Err(error) = handled {
        console.warn(format!("Ctrl-C may leave a temporary file: {error}"));
    }
    if let Some(threads) = cli.global.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
        if let Err(error) = pool {
            console.warn(format!("--threads {threads}: {error}"));
        }
    }
    let done = match cli.command {
        Command::Digest(args) => digest::run(args, &console),
        Command::Predict(args) => predict::run(args, &console),
        Command::Train(args) => train::run(args, &console),
        Command::Evaluate(args) => evaluate::run(args, &console),
        Command::Explain(args) => explain::run(args, &console),
        Command::Inspect(args) => inspect::run(args, &console),
        Command::Sample(args) => sample::run(args, &console),
        Command::Formats(args) => formats::run(args, &console),
        Command::Completions(args) => completions::run(args, &console),
        Command::Man(args) => man::run(args, &console),
    };
    done.map_or_else(|error| failure::exit(&error, &console), |()| ExitCode::SUCCESS)
}

/// The definition that help, completions and manual pages are made of.
fn definition() -> clap::Command {
    Cli::command()
}
