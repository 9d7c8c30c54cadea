//! Several paths in, readers out: as few as there are streams and formats.
//!
//! A path stands for the files of [`Files`]. Each is looked at once, in order, and then
//! - a file of a format with a tree goes into the forest of its format, which all such files share: pages of a thread are read as one;
//! - a file that tells what threads are about is read into the [`Openings`], whatever its place among the files;
//! - a file that streams waits for those, and gets a reader of its own; files of some formats tell each other first.
//!
//! So `predict RC.zst RS.zst`, `predict page1.json page2.json` and `predict folder/` need no option.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::error::ReadError;
use super::files::{Files, Found};
use super::forest::Forest;
use super::formats::{self, Format, Head, Notes, Read};
use super::openings::Openings;
use super::reader::{Parts, ReadOptions, Reader};
use super::source::Source;
use super::zip;

/// Files that are passed over and told by name.
const TOLD: usize = 3;

/// What could not be opened, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", .path.display())]
pub struct OpenError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub error: ReadError,
}

/// Opens files, folders and zip archives as one input; `-` is standard input. Gives their readers, and notes about files that were passed over.
///
/// A file that is named must be readable. In folders and archives what is hidden or of no known format is passed over, as long as something is
/// left.
///
/// # Errors
/// The first path that cannot be opened.
pub fn open_all(paths: &[impl AsRef<Path>], options: &ReadOptions) -> Result<(Vec<Reader>, Vec<String>), OpenError> {
    let mut sorter = Sorter { options, openings: (*options.openings).clone(), ..Sorter::of(options) };
    for path in paths {
        let path = path.as_ref();
        sorter.take(path).map_err(|(at, error)| OpenError { path: at.unwrap_or_else(|| path.to_owned()), error })?;
    }
    sorter.finish(paths.first().map_or(Path::new("-"), AsRef::as_ref))
}

/// A file that streams, opened and recognised.
struct Stream {
    found: Found,
    format: &'static Format,
    source: Source,
    position: Arc<AtomicU64>,
    total: Option<u64>,
}

/// Files of one format with a tree.
struct Grove {
    names: Vec<PathBuf>,
    format: &'static Format,
    forest: Forest,
    total: u64,
}

enum Waiting {
    Stream(Box<Stream>),
    Grove(Box<Grove>),
}

struct Sorter<'a> {
    options: &'a ReadOptions,
    waiting: Vec<Waiting>,
    openings: Openings,
    notes: Notes,
    passed_over: Vec<String>,
}

/// What is wrong, and where if that is not the path itself.
type At<T> = Result<T, (Option<PathBuf>, ReadError)>;

impl<'a> Sorter<'a> {
    fn of(options: &'a ReadOptions) -> Sorter<'a> {
        let (waiting, passed_over) = (Vec::new(), Vec::new());
        Sorter { options, waiting, openings: Openings::default(), notes: Notes::default(), passed_over }
    }

    fn take(&mut self, path: &Path) -> At<()> {
        let files = Files::of(path).map_err(|error| (None, error))?;
        let mut why = files.passed_over;
        let mut taken = 0;
        for found in files.found {
            match self.sort(&found) {
                Ok(()) => taken += 1,
                Err(error) if found.named => return Err((Some(found.name), error)),
                Err(error) => why.push(format!("{}: {error}", found.name.display())),
            }
        }
        if taken == 0 {
            let what = if why.is_empty() { "there is no file".to_owned() } else { told(&why) };
            return Err((None, ReadError::NothingReadable { what }));
        }
        self.passed_over.append(&mut why);
        Ok(())
    }

    /// Looks at a file and puts it where it belongs.
    fn sort(&mut self, found: &Found) -> Result<(), ReadError> {
        let (input, position, total) = found.open()?;
        let source = Source::open(input, &position)?.at(found.on_disk());
        if found.is_zipped() && zip::begins(source.head()) {
            return Err(ReadError::Archive { reason: "it lies in another one, unpack that first".to_owned() });
        }
        let format = formats::of(&Head::of(&source, self.options))?;
        match format.read {
            Read::Openings(read) => read(source, &mut self.openings, &mut self.notes),
            Read::Tree(read) => {
                let grove = self.grove(format)?;
                grove.forest.begin(Some(found.name.to_string_lossy().into()));
                read(source, &mut grove.forest)?;
                grove.names.push(found.name.clone());
                grove.total += total.unwrap_or(0);
                Ok(())
            }
            Read::Stream(_) | Read::StreamTwice(..) => {
                let found = found.clone();
                self.waiting.push(Waiting::Stream(Box::new(Stream { found, format, source, position, total })));
                Ok(())
            }
        }
    }

    fn grove(&mut self, format: &'static Format) -> Result<&mut Grove, ReadError> {
        let same = |waiting: &Waiting| matches!(waiting, Waiting::Grove(grove) if grove.format.name == format.name);
        let place = match self.waiting.iter().position(same) {
            Some(place) => place,
            None => {
                let forest = Forest::new(self.options)?;
                self.waiting.push(Waiting::Grove(Box::new(Grove { names: Vec::new(), format, forest, total: 0 })));
                self.waiting.len() - 1
            }
        };
        match &mut self.waiting[place] {
            Waiting::Grove(grove) => Ok(grove),
            Waiting::Stream(_) => unreachable!("the place of a grove"),
        }
    }

    /// Asks streams what others of their format are about. What is wrong with a file is said when its rows are read.
    fn ask(&mut self) {
        let streams: Vec<&Stream> = self.waiting.iter().filter_map(Waiting::stream).collect();
        for stream in &streams {
            let Read::StreamTwice(_, about) = stream.format.read else { continue };
            let several = streams.iter().filter(|other| other.format.name == stream.format.name).count() > 1;
            if several
                && stream.found.is_lasting()
                && let Ok((input, taken, _)) = stream.found.open()
                && let Ok(source) = Source::open(input, &taken)
            {
                about(source, &mut self.openings);
            }
        }
    }

    fn finish(mut self, first: &Path) -> Result<(Vec<Reader>, Vec<String>), OpenError> {
        // A grove whose every file was passed over.
        self.waiting.retain(|waiting| !matches!(waiting, Waiting::Grove(grove) if grove.names.is_empty()));
        self.ask();
        if self.waiting.is_empty() {
            return Err(OpenError { path: first.to_owned(), error: ReadError::OnlyPosts });
        }
        let mut notes = self.notes.take();
        if self.openings.refused() > 0 {
            notes.push(format!("{} posts found no room, their comments have no title", self.openings.refused()));
        }
        if !self.passed_over.is_empty() {
            notes.push(format!("passed over {}", told(&self.passed_over)));
        }
        let options = self.options.clone().with_openings(self.openings);
        let readers = self.waiting.into_iter().map(|waiting| waiting.open(&options)).collect::<Result<_, _>>()?;
        Ok((readers, notes))
    }
}

impl Waiting {
    fn stream(&self) -> Option<&Stream> {
        match self {
            Waiting::Stream(stream) => Some(stream),
            Waiting::Grove(_) => None,
        }
    }

    fn open(self, options: &ReadOptions) -> Result<Reader, OpenError> {
        match self {
            Waiting::Stream(stream) => {
                let Stream { found: Found { name, .. }, format, source, position, total } = *stream;
                Reader::stream(format, source, options)
                    .map(|parts| parts.reader(vec![name.clone()], position, total))
                    .map_err(|error| OpenError { path: name, error })
            }
            Waiting::Grove(grove) => {
                let Grove { names, format, forest, total } = *grove;
                let position = Arc::new(AtomicU64::new(total));
                match Parts::grown(format, forest, options) {
                    Ok(parts) => Ok(parts.reader(names, position, Some(total))),
                    Err(error) => Err(OpenError { path: super::reader::called(&names), error }),
                }
            }
        }
    }
}

fn told(why: &[String]) -> String {
    let shown = why[..why.len().min(TOLD)].join("; ");
    if why.len() > TOLD { format!("{shown}; and {} more", why.len() - TOLD) } else { shown }
}
