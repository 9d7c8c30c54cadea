//! `undertone man`: manual pages, made of the same definitions as the help.

use super::console::Console;
use super::failure::Failure;
use crate::report::output::Output;
use clap_mangen::Man;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the manual pages
#[derive(clap::Args)]
#[command(after_help = "Example:\n  undertone man ~/.local/share/man/man1")]
pub struct Args {
    /// Folder for one page a command [default: the main page, to standard output]
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub fn run(args: Args, console: &Console) -> anyhow::Result<()> {
    let mut definition = super::definition();
    definition.build();
    let Some(folder) = args.folder else {
        return std::io::stdout().write_all(&page(&definition)?).map_err(|error| Failure::writing(None, error));
    };
    for command in std::iter::once(&definition).chain(definition.get_subcommands()) {
        let name = if command.get_name() == "undertone" {
            "undertone".to_owned()
        } else {
            format!("undertone-{}", command.get_name())
        };
        write(&folder.join(format!("{name}.1")), &page(&command.clone().name(name))?)?;
    }
    console.note(format!("{}: manual pages written", folder.display()));
    Ok(())
}

fn page(command: &clap::Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}

fn write(path: &Path, page: &[u8]) -> anyhow::Result<()> {
    let write = || {
        let mut output = Output::create(Some(path))?;
        output.write_all(page)?;
        output.finish()
    };
    write().map_err(|error| Failure::writing(Some(path), error))
}
