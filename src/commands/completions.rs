//! `undertone completions`: for the shell.

use super::console::Console;
use super::failure::Failure;
use clap_complete::Shell;
use std::io::Write;

/// Prints the completions for a shell
#[derive(clap::Args)]
#[command(after_help = "Example:\n  undertone completions bash > ~/.local/share/bash-completion/completions/undertone")]
pub struct Args {
    /// The shell
    shell: Shell,
}

pub fn run(args: Args, _console: &Console) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::definition(), "undertone", &mut script);
    std::io::stdout().write_all(&script).map_err(|error| Failure::writing(None, error))
}
