//! Files → the digests of their threads, a batch at a time.

use crate::commands::console::Console;
use crate::commands::failure::{Failure, placed};
use crate::commands::inputs::{CHUNK, InputArgs, Rows};
use crate::commands::threads::Gathering;
use crate::report::digest::{Document, Source};
use crate::report::evaluation::Read;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use undertone::digest::{
    DRAW_COLUMN, Digester, LabelFile, Labelled, LabelledRow, Receipt, SampleError, Settings, Thread, ThreadDigest,
    ThreadReceipt, labels_print,
};
use undertone::input::{ReadOptions, Reader};
use undertone::model::Model;

/// What a digest is made of.
pub struct Work<'a> {
    pub files: &'a [PathBuf],
    pub input: &'a InputArgs,
    /// Labels of a person for a sample of the comments.
    pub labels: Option<&'a Path>,
    pub model: &'a Model,
    /// What to call the model.
    pub name: &'a str,
    pub settings: Settings,
    pub console: &'a Console,
}

impl Work<'_> {
    /// The digest of all threads; and the threads themselves, if they are to be kept.
    pub fn digest(&self, keep: bool) -> anyhow::Result<(Document, Vec<Thread>)> {
        let digester = Digester::new(self.model, self.settings);
        let labels = self.labels.map(Labels::read).transpose()?;
        let print = labels.as_ref().map(|labels| labels.print.clone());
        let mut batch = Batch { digester: &digester, labels, keep, whole: Vec::new(), comments: 0, done: Vec::new() };
        let mut rows = Rows::new(self.input, self.console)?;
        let mut gathering = Gathering::new(self.files, self.input)?;
        for (number, mut reader) in self.input.open(self.files, self.console)?.into_iter().enumerate() {
            let bar = self.console.bytes(reader.bytes_total());
            let mut comments = Vec::new();
            while rows.read(&mut reader, &mut comments, CHUNK)? > 0 {
                for comment in comments.drain(..) {
                    gathering.add(comment, &reader, number).map_or(Ok(()), |whole| batch.add(whole))?;
                }
                bar.set_position(reader.bytes_read());
            }
            bar.finish_and_clear();
        }
        gathering.rest().try_for_each(|whole| batch.add(whole))?;
        let done = batch.finish()?;
        let read = rows.finish()?;
        if done.is_empty() {
            let what = placed(self.files.first().map_or(Path::new("-"), PathBuf::as_path), "no comments");
            return Err(Failure::because(what, "give a file with comments; `undertone formats` lists what is read"));
        }
        let (mut digests, mut receipts, mut threads) = (Vec::new(), Vec::new(), Vec::new());
        for (_, digest, receipt, thread) in done {
            digests.push(digest);
            receipts.push(receipt);
            threads.extend(thread);
        }
        let receipt = Receipt { labels: print, ..Receipt::of(self.model, self.settings, receipts, &digests) };
        let source = Source::of(self.model, self.name);
        Ok((Document { threads: digests, read: Read::of(&read), model: source, receipt }, threads))
    }
}

/// The labels of a person, and where they are from.
struct Labels<'a> {
    path: &'a Path,
    file: LabelFile,
    print: String,
}

impl<'a> Labels<'a> {
    fn read(path: &'a Path) -> anyhow::Result<Self> {
        let reader = Reader::open(path, &ReadOptions::default()).map_err(|error| Failure::reading(path, &error))?;
        let Some(draw) = reader.columns().iter().position(|column| column == DRAW_COLUMN) else {
            let what = placed(
                path,
                &format!("no column {DRAW_COLUMN}, so nothing says that these comments were drawn at random"),
            );
            return Err(Failure::because(what, "draw them with `undertone sample`, and keep all its columns"));
        };
        let rows: Result<Vec<LabelledRow>, _> = reader.map(|row| row.map(|row| LabelledRow::of(&row, draw))).collect();
        let rows = rows.map_err(|error| Failure::reading(path, &error))?;
        let labelled = rows.iter().filter_map(|row| Some((row.id.as_str(), row.label.as_deref()?)));
        let print = labels_print(labelled);
        let file = LabelFile::new(rows).map_err(|error| refused(path, &error))?;
        Ok(Self { path, file, print })
    }
}

fn refused(path: &Path, error: &SampleError) -> anyhow::Error {
    Failure::because(placed(path, &error.to_string()), error.remedy())
}

/// A thread's place in the order of appearance, what was made of it, and the thread itself if it is kept.
type Done = (usize, ThreadDigest, ThreadReceipt, Option<Thread>);

/// Whole threads, digested side by side as soon as they are many comments together.
struct Batch<'a> {
    digester: &'a Digester<'a>,
    labels: Option<Labels<'a>>,
    keep: bool,
    whole: Vec<(usize, Thread, Option<Labelled>)>,
    comments: usize,
    done: Vec<Done>,
}

impl Batch<'_> {
    fn add(&mut self, (place, thread): (usize, Thread)) -> anyhow::Result<()> {
        let labelled = match &mut self.labels {
            Some(Labels { path, file, .. }) => {
                file.take(&thread, self.digester.model().labels()).map_err(|error| refused(path, &error))?
            }
            None => None,
        };
        self.comments += thread.comments.len();
        self.whole.push((place, thread, labelled));
        if self.comments >= CHUNK {
            self.work();
        }
        Ok(())
    }

    fn work(&mut self) {
        let (digester, keep) = (self.digester, self.keep);
        let digest = |(place, thread, labelled): (usize, Thread, Option<Labelled>)| {
            let digest = match &labelled {
                Some(labelled) => digester.thread_with_labels(&thread, labelled),
                None => digester.thread(&thread),
            };
            (place, digest, ThreadReceipt::of(&thread), keep.then_some(thread))
        };
        self.done.par_extend(std::mem::take(&mut self.whole).into_par_iter().map(digest));
        self.comments = 0;
    }

    /// Everything done, in the order of appearance.
    fn finish(mut self) -> anyhow::Result<Vec<Done>> {
        self.work();
        if let Some(Labels { path, file, .. }) = self.labels {
            file.finish().map_err(|error| refused(path, &error))?;
        }
        self.done.sort_by_key(|(place, ..)| *place);
        Ok(self.done)
    }
}
