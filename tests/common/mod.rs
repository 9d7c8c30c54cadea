//! What the tests through the binary share: folders that vanish, runs that end, a small model, tables, golden files.

#![allow(dead_code, reason = "each test file uses some of it")]

pub mod golden;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Nothing that a test asks for takes longer; what does, hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the repository is, for its data.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, with nothing of the caller's environment that it would heed.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_undertone"));
    for variable in ["RAYON_NUM_THREADS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command.env("COLUMNS", "100");
    command
}

/// How a run ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub bytes: Vec<u8>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The same, if it succeeded.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, Some(0), "should succeed: {}", self.err);
        self
    }

    /// The same, if it failed: with status 1, without a panic, with nothing on standard output.
    #[track_caller]
    pub fn fails(self) -> Self {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.code, Some(1), "should fail: {}", self.err);
        assert_eq!(self.out, "", "nothing half done on standard output");
        self
    }

    /// The same, if standard error has all of these.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "standard error lacks {word:?}:\n{}", self.err);
        }
        self
    }
}

/// A folder that goes when the test does. Runs happen in it, so that a name of a file is all of its path.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder with files in it.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        files.iter().for_each(|(name, content)| folder.write(name, content));
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("a writable folder");
    }

    #[track_caller]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}; there is {:?}", self.names()))
    }

    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    /// What is in it, hidden files too, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }

    /// Runs `undertone` in it.
    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        self.run_on("", arguments)
    }

    /// The same, with something on standard input.
    pub fn run_on(&self, input: impl AsRef<[u8]>, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        let mut command = program();
        command.args(arguments).current_dir(self.0.path());
        finish(command, input.as_ref())
    }

    /// Starts `undertone` in it, all three streams piped.
    pub fn start(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Child {
        let mut command = program();
        command.args(arguments).current_dir(self.0.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// Runs `undertone` in it with standard output going to a file.
    pub fn run_into(&self, output: std::fs::File, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        let mut command = program();
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null()).stdout(output);
        let output = command.output().expect("the program starts");
        Ran::of(output.status, output.stdout, &output.stderr)
    }
}

/// Runs `undertone` in the repository.
pub fn run_in_repository(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    let mut command = program();
    command.args(arguments).current_dir(repository());
    finish(command, b"")
}

impl Ran {
    fn of(status: ExitStatus, bytes: Vec<u8>, err: &[u8]) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: status.code(), out: text(&bytes), bytes, err: text(err) }
    }
}

fn finish(command: Command, input: &[u8]) -> Ran {
    let output = assert_cmd::Command::from_std(command).write_stdin(input).timeout(PATIENCE).output();
    let output = output.expect("the program starts, and ends in time");
    assert!(output.status.code().is_some(), "killed: it hangs, or crashed");
    Ran::of(output.status, output.stdout, &output.stderr)
}

/// Waits for the end of a program that was started, its standard output read or closed by then.
#[track_caller]
pub fn ended(mut child: Child) -> Ran {
    let started = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child of ours") {
            Some(status) => break status,
            None if started.elapsed() > PATIENCE => {
                child.kill().expect("a child of ours");
                panic!("it hangs");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let mut err = Vec::new();
    child.stderr.take().expect("piped").read_to_end(&mut err).expect("readable");
    Ran::of(status, Vec::new(), &err)
}

/// Forty-eight comments that a child could label: the words of one mood never stand in the other.
pub fn labelled() -> Vec<(String, &'static str)> {
    const MOODS: [(&str, [&str; 4]); 2] =
        [("glad", ["lovely", "great", "works", "thanks"]), ("sad", ["awful", "broken", "late", "filthy"])];
    let comment = |(label, word): (&'static str, &str), thing: &str| (format!("{word} the {thing}"), label);
    let moods = MOODS.iter().flat_map(|(label, words)| words.iter().map(|word| (*label, *word)));
    moods.flat_map(|mood| ["tram", "stop", "driver", "map", "seat", "app"].map(|thing| comment(mood, thing))).collect()
}

/// The same as CSV.
pub fn labelled_csv() -> String {
    labelled().iter().fold("text,label\n".to_owned(), |csv, (text, label)| csv + &format!("{text},{label}\n"))
}

/// A model that has learned the labels `glad` and `sad`.
pub fn moods() -> &'static str {
    static MODEL: LazyLock<String> = LazyLock::new(|| {
        let folder = Folder::with(&[("labelled.csv", &labelled_csv())]);
        trained(&folder, "labelled.csv", "moods.undertone")
    });
    &MODEL
}

/// A model that has learned supportive, skeptical and mixed from a small part of our own corpus.
pub fn stances() -> &'static str {
    static MODEL: LazyLock<String> = LazyLock::new(|| {
        let folder = Folder::new();
        let data = repository().join("datasets/threads/validation.csv");
        trained(&folder, data.to_str().expect("UTF-8"), "stances.undertone")
    });
    &MODEL
}

/// Trains into the folder that cargo keeps for this; a model that is there is replaced whole.
fn trained(folder: &Folder, data: &str, name: &str) -> String {
    let model = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let model = model.to_str().expect("UTF-8").to_owned();
    folder.run(["train", data, "--output", &model, "--quiet"]).succeeds();
    model
}

/// A table with a header.
#[derive(Debug, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    #[track_caller]
    pub fn of(csv: impl AsRef<[u8]>) -> Self {
        Self::delimited(csv, b',')
    }

    #[track_caller]
    pub fn delimited(text: impl AsRef<[u8]>, delimiter: u8) -> Self {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_ref());
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let columns = cells(reader.headers().expect("a header"));
        let rows = reader.records().map(|record| cells(&record.expect("a row as wide as the header"))).collect();
        Self { columns, rows }
    }

    #[track_caller]
    pub fn column(&self, name: &str) -> Vec<&str> {
        let place = self.columns.iter().position(|column| column == name);
        let place = place.unwrap_or_else(|| panic!("no column {name} in {:?}", self.columns));
        self.rows.iter().map(|row| row[place].as_str()).collect()
    }

    /// Rows by the value of a column, which must differ from row to row.
    #[track_caller]
    pub fn by(&self, name: &str) -> BTreeMap<&str, &[String]> {
        let rows: BTreeMap<&str, &[String]> =
            self.column(name).into_iter().zip(self.rows.iter().map(Vec::as_slice)).collect();
        assert_eq!(rows.len(), self.rows.len(), "{name} repeats");
        rows
    }
}

/// JSON Lines, parsed.
#[track_caller]
pub fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON value a line")).collect()
}

pub fn gzipped(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes.as_ref()).expect("into memory");
    writer.finish().expect("into memory")
}

pub fn gunzipped(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).expect("gzip");
    text
}
