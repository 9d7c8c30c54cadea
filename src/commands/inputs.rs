//! The files that a command reads, and what it does about rows that cannot be read.

use super::console::Console;
use super::failure::{Failure, placed};
use crate::report::output::Output;
use std::io::Write;
use std::path::{Path, PathBuf};
use undertone::input::{
    BadRow, Comment, Completeness, Format, ReadError, ReadOptions, Reader, Role, format_named, open_all,
};

/// Options of every command that reads comments.
#[derive(clap::Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Format of the files [default: recognised by content; `undertone formats` lists them]
    #[arg(long, value_name = "NAME", value_parser = format)]
    input_format: Option<&'static Format>,

    /// Column with the comment's text [default: text, body, comment, content …]
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,

    /// Column with the label [default: label, stance, sentiment, class …]
    #[arg(long, value_name = "NAME")]
    label_column: Option<String>,

    /// Column with the comment's id
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    id_column: Option<String>,

    /// Column with the thread that a comment is of
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    thread_column: Option<String>,

    /// Column with the title of the thread
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    title_column: Option<String>,

    /// Column with the id of the comment that is answered
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    parent_column: Option<String>,

    /// Column with the comment's author
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    author_column: Option<String>,

    /// Column with the comment's time
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    time_column: Option<String>,

    /// Column with the comment's score
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    score_column: Option<String>,

    /// Column with the text that is answered
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    parent_text_column: Option<String>,

    /// Column with the address of the comment
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    link_column: Option<String>,

    /// Column with what the lean is toward, where that is not the title
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    subject_column: Option<String>,

    /// Column with how much a comment counts in training
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    weight_column: Option<String>,

    /// Fail at the first row that cannot be read, and on a file that is cut off, instead of counting it and going on
    #[arg(long)]
    strict: bool,

    /// Keep the comments that are left out by rule: by bots, pinned, by moderators in office
    #[arg(long)]
    keep_all: bool,

    /// File for the rows that cannot be read, as they stand
    #[arg(long, value_name = "FILE", value_parser = a_file)]
    pub rejects: Option<PathBuf>,
}

/// A file and not `-`: standard output is taken.
pub fn a_file(name: &str) -> Result<PathBuf, String> {
    if name == "-" { Err("give a file: standard output is taken".to_owned()) } else { Ok(name.into()) }
}

fn format(name: &str) -> Result<&'static Format, String> {
    format_named(name).map_err(|error| format!("{error}; {}", error.remedy().unwrap_or_default()))
}

impl InputArgs {
    fn options(&self) -> ReadOptions {
        let mut options = ReadOptions::default();
        options.strict = self.strict;
        options.keep_all = self.keep_all;
        if let Some(format) = self.input_format {
            options = options.with_format(format);
        }
        let columns = [
            (Role::Text, &self.text_column),
            (Role::Label, &self.label_column),
            (Role::Id, &self.id_column),
            (Role::Thread, &self.thread_column),
            (Role::Title, &self.title_column),
            (Role::Parent, &self.parent_column),
            (Role::Author, &self.author_column),
            (Role::Time, &self.time_column),
            (Role::Score, &self.score_column),
            (Role::ParentText, &self.parent_text_column),
            (Role::Link, &self.link_column),
            (Role::Subject, &self.subject_column),
            (Role::Weight, &self.weight_column),
        ];
        for (role, name) in columns {
            if let Some(name) = name {
                options = options.with_column(role, name);
            }
        }
        options
    }

    /// The readers of all paths: one for each stream, one for the files of a format that belong together.
    pub fn open(&self, paths: &[PathBuf], console: &Console) -> anyhow::Result<Vec<Reader>> {
        let opened = open_all(paths, &self.options());
        let (mut readers, notes) = opened.map_err(|error| Failure::reading(&error.path, &error.error))?;
        notes.iter().for_each(|note| console.note(note));
        for reader in &mut readers {
            tell(reader, console);
        }
        Ok(readers)
    }
}

fn tell(reader: &mut Reader, console: &Console) {
    let path = reader.path();
    reader.notes().iter().for_each(|note| console.note(placed(&path, note)));
}

/// Reads on over bad rows: counts them, shows the first few, keeps them where that was asked for.
pub struct Rows<'a> {
    console: &'a Console,
    strict: bool,
    rejects: Option<(Output, &'a Path)>,
    bad: u64,
    read: Completeness,
}

/// Comments read at a time: enough to keep all threads busy, few enough that memory stays small.
pub const CHUNK: usize = 8192;

/// Bad rows shown in full.
const SHOWN: u64 = 3;

impl<'a> Rows<'a> {
    /// Opens the file for bad rows.
    pub fn new(args: &'a InputArgs, console: &'a Console) -> anyhow::Result<Self> {
        let create = |path: &'a PathBuf| -> anyhow::Result<(Output, &'a Path)> {
            Ok((Output::create(Some(path)).map_err(|error| Failure::writing(Some(path), error))?, path.as_path()))
        };
        let rejects = args.rejects.as_ref().map(create).transpose()?;
        Ok(Self { console, strict: args.strict, rejects, bad: 0, read: Completeness::default() })
    }

    /// Up to `most` comments more, at the end of `comments`; how many there were, 0 at the end.
    pub fn read(&mut self, reader: &mut Reader, comments: &mut Vec<Comment>, most: usize) -> anyhow::Result<usize> {
        let before = comments.len();
        loop {
            let wanted = most - (comments.len() - before);
            match reader.read_chunk(comments, wanted) {
                Ok(_) => break,
                Err(ReadError::Row(row)) if !self.strict => self.reject(&row, &reader.path())?,
                Err(error) if !self.strict && error.is_cut_off() => {
                    self.console.warn(placed(&reader.path(), &format!("{error}; what came before is kept")));
                    break;
                }
                Err(error) => return Err(Failure::reading(&reader.path(), &error)),
            }
        }
        tell(reader, self.console);
        if comments.len() == before {
            self.read.add(&reader.completeness());
        }
        Ok(comments.len() - before)
    }

    fn reject(&mut self, row: &BadRow, path: &Path) -> anyhow::Result<()> {
        self.bad += 1;
        if self.bad <= SHOWN {
            self.console.warn(placed(path, &format!("line {}: {}; left out", row.line, row.reason)));
        }
        if let Some((output, path)) = &mut self.rejects {
            writeln!(output, "{}", row.raw).map_err(|error| Failure::writing(Some(path), error))?;
        }
        Ok(())
    }

    /// Says how many rows were bad, finishes their file, and gives the account of all files.
    pub fn finish(mut self) -> anyhow::Result<Completeness> {
        self.read.leave_out("unreadable", self.bad);
        if self.bad > 0 {
            let kept = match &self.rejects {
                Some((_, path)) => format!("they are in {}", path.display()),
                None => "--rejects FILE keeps them, --strict makes them an error".to_owned(),
            };
            let rows = if self.bad == 1 { "1 row" } else { &format!("{} rows", self.bad) };
            self.console.warn(format!("{rows} could not be read and were left out; {kept}"));
        }
        if let Some((output, path)) = self.rejects {
            output.finish().map_err(|error| Failure::writing(Some(path), error))?;
        }
        Ok(self.read)
    }
}
