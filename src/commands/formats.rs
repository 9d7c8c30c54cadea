//! `undertone formats`: which files are read.

use super::console::Console;
use super::failure::Failure;
use std::fmt::Write as _;
use std::io::Write;
use undertone::input::formats;

/// Lists the formats that are read, and how one gets such a file
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  undertone formats\n\nA file is recognised by its content, packed (.gz, .zst) or not. --input-format NAME overrules that."
)]
pub struct Args {}

pub fn run(_args: Args, _console: &Console) -> anyhow::Result<()> {
    let mut text = String::new();
    for format in formats() {
        let aliases: String = format.aliases.iter().map(|alias| format!(", {alias}")).collect();
        let _ = writeln!(text, "{}{aliases}\n    {}\n    {}\n", format.name, format.about, format.obtain);
    }
    std::io::stdout()
        .write_all(text.trim_end().as_bytes())
        .and_then(|()| std::io::stdout().write_all(b"\n"))
        .map_err(|error| Failure::writing(None, error))
}
