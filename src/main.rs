//! Parse, run, and an honest exit code.

#![forbid(unsafe_code)]

mod commands;
mod report;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main()
}
