//! Errors → a sentence with a path and a remedy, and an exit status.

use super::console::Console;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use undertone::input::ReadError;
use undertone::model::ModelError;

/// What went wrong with which file, and what to do.
#[derive(Debug)]
pub struct Failure {
    what: String,
    remedy: Option<String>,
}

impl Failure {
    /// What went wrong and what to do, as the error that commands return.
    pub fn because(what: impl Into<String>, remedy: impl Into<String>) -> anyhow::Error {
        Self { what: what.into(), remedy: Some(remedy.into()) }.into()
    }

    /// An error of reading `path`: `path:line: what is wrong`.
    pub fn reading(path: &Path, error: &ReadError) -> anyhow::Error {
        Self { what: placed(path, &error.to_string()), remedy: error.remedy() }.into()
    }

    /// An error of the model file `path`.
    pub fn model(path: &Path, error: &ModelError) -> anyhow::Error {
        let remedy = match error {
            ModelError::Newer { .. } => "update undertone, or train the model again with this version",
            ModelError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                "check the path, or leave --model out to use the built-in model"
            }
            ModelError::Io(_) => "check the path",
            ModelError::Foreign(_) => "give a file that `undertone train --output` wrote",
            _ => "copy it again from where it came from, or train it again",
        };
        Self { what: placed(path, &error.to_string()), remedy: Some(remedy.to_owned()) }.into()
    }

    /// An error of writing `path`.
    pub fn writing(path: Option<&Path>, error: io::Error) -> anyhow::Error {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return error.into();
        }
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => Some("make the folder first"),
            io::ErrorKind::StorageFull => Some("make room; nothing was left behind"),
            io::ErrorKind::PermissionDenied => Some("choose a folder that you may write in"),
            _ => None,
        };
        let path = path.unwrap_or(Path::new("standard output"));
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            _ => error.to_string(),
        };
        Self { what: placed(path, &format!("cannot be written: {why}")), remedy: remedy.map(str::to_owned) }.into()
    }
}

/// `path:7: what` where an error begins with its line, `path: what` otherwise.
pub fn placed(path: &Path, what: &str) -> String {
    let path = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
    match what.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
        Some((line, rest)) => format!("{path}:{}: {rest}", line.replace(", column ", ":")),
        None => format!("{path}: {what}"),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

/// Says what went wrong. A closed pipe is success: whoever read had enough.
pub fn exit(error: &anyhow::Error, console: &Console) -> ExitCode {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed) {
        return ExitCode::SUCCESS;
    }
    let remedy = error.downcast_ref::<Failure>().and_then(|failure| failure.remedy.as_deref());
    console.error(format!("{error:#}"), remedy);
    ExitCode::FAILURE
}
