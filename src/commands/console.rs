//! What is said beside the data, on standard error: notes, warnings, progress.

use crate::report::escape::for_terminal;
use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Display;
use std::io::IsTerminal;

const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Standard error, and how talkative it is.
pub struct Console {
    quiet: bool,
}

impl Console {
    pub fn new(quiet: bool, color: clap::ColorChoice) -> Self {
        let choice = match color {
            clap::ColorChoice::Auto => ColorChoice::Auto,
            clap::ColorChoice::Always => ColorChoice::AlwaysAnsi,
            clap::ColorChoice::Never => ColorChoice::Never,
        };
        choice.write_global();
        Self { quiet }
    }

    /// One that says errors only.
    pub fn silent() -> Self {
        Self { quiet: true }
    }

    /// Something worth knowing.
    pub fn note(&self, what: impl Display) {
        if !self.quiet {
            anstream::eprintln!("{}", for_terminal(&what.to_string()));
        }
    }

    /// Something worth worrying about.
    pub fn warn(&self, what: impl Display) {
        if !self.quiet {
            anstream::eprintln!("{WARNING}warning{WARNING:#}: {}", for_terminal(&what.to_string()));
        }
    }

    /// What went wrong and what to do, said even when quiet.
    pub fn error(&self, what: impl Display, remedy: Option<&str>) {
        anstream::eprintln!("{ERROR}undertone{ERROR:#}: {}", for_terminal(&what.to_string()));
        if let Some(remedy) = remedy {
            anstream::eprintln!("  {}", for_terminal(remedy));
        }
    }

    /// A bar for work on so many bytes; of unknown length where that is not known.
    pub fn bytes(&self, total: Option<u64>) -> ProgressBar {
        const KNOWN: &str = "{bar:30} {percent:>3} %  {binary_bytes_per_sec}  {msg}  {eta} left";
        const UNKNOWN: &str = "{spinner} {binary_bytes}  {binary_bytes_per_sec}  {msg}";
        self.bar(total, if total.is_some() { KNOWN } else { UNKNOWN })
    }

    /// A bar for so many steps.
    pub fn steps(&self, total: u64, what: &'static str) -> ProgressBar {
        self.bar(Some(total), "{bar:30} {pos} of {len} {msg}  {elapsed} so far, {eta} left").with_message(what)
    }

    fn bar(&self, total: Option<u64>, template: &str) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(5)).with_style(style)
    }
}
