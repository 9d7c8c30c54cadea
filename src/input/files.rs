//! A path in, the files that it stands for out: itself, the files of a folder, or those of a zip archive, sorted by name.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::error::ReadError;
use super::source::{self, Input};
use super::zip::{self, Entry};

/// How deep folders are searched.
const MAX_DEPTH: usize = 16;

/// A file that may be read.
#[derive(Clone)]
pub(super) struct Found {
    /// What to call it.
    pub(super) name: PathBuf,
    /// Whether it was named, so that it is an error if it cannot be read; not so the files of a folder or an archive.
    pub(super) named: bool,
    place: Place,
}

#[derive(Clone)]
enum Place {
    StandardInput,
    Disk,
    Zipped(Entry),
}

/// The files of a path, and what was passed over.
#[derive(Default)]
pub(super) struct Files {
    pub(super) found: Vec<Found>,
    pub(super) passed_over: Vec<String>,
}

impl Files {
    /// # Errors
    /// What the system says; [`ReadError::Archive`].
    pub(super) fn of(path: &Path) -> Result<Files, ReadError> {
        let mut files = Files::default();
        if path == Path::new("-") {
            files.found.push(Found { name: path.to_owned(), named: true, place: Place::StandardInput });
        } else if fs::metadata(path)?.is_dir() {
            files.folder(path, 0)?;
        } else if fs::metadata(path)?.is_file() && zip::is_zip(path) {
            files.archive(path)?;
        } else {
            files.found.push(Found { name: path.to_owned(), named: true, place: Place::Disk });
        }
        Ok(files)
    }

    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), ReadError> {
        let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let about = fs::symlink_metadata(&path)?;
            match () {
                () if is_hidden(&path) => self.pass_over(&path, "it is hidden"),
                () if about.is_dir() && depth == MAX_DEPTH => self.pass_over(&path, "it lies too deep"),
                () if about.is_dir() => self.folder(&path, depth + 1)?,
                // A link to a folder can lead in a circle; a pipe can wait forever.
                () if !fs::metadata(&path).is_ok_and(|about| about.is_file()) => self.pass_over(&path, "it is no file"),
                () if zip::is_zip(&path) => {
                    if let Err(error) = self.archive(&path) {
                        self.pass_over(&path, &error.to_string());
                    }
                }
                () => self.found.push(Found { name: path, named: false, place: Place::Disk }),
            }
        }
        Ok(())
    }

    fn archive(&mut self, path: &Path) -> Result<(), ReadError> {
        let (entries, refused) = zip::entries(path)?;
        self.passed_over.extend(refused.into_iter().map(|refused| format!("{}/{refused}", path.display())));
        for entry in entries {
            let name = inside(path, &entry.name);
            if Path::new(&entry.name).components().any(|part| is_hidden(Path::new(part.as_os_str()))) {
                self.pass_over(&name, "it is hidden");
            } else {
                self.found.push(Found { name, named: false, place: Place::Zipped(entry) });
            }
        }
        Ok(())
    }

    fn pass_over(&mut self, path: &Path, why: &str) {
        self.passed_over.push(format!("{}: {why}", path.display()));
    }
}

/// What to call an entry of an archive. Its own name may be absolute, or lead upwards: nothing is ever opened or written by it.
fn inside(archive: &Path, entry: &str) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push("/");
    name.push(entry);
    name.into()
}

/// `.git`, `.DS_Store`, and what a Mac puts into archives.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name == "__MACOSX"
}

impl Found {
    /// Its path, if it is a file that can be read at any place.
    pub(super) fn on_disk(&self) -> Option<&Path> {
        let disk = matches!(self.place, Place::Disk) && fs::metadata(&self.name).is_ok_and(|about| about.is_file());
        disk.then_some(&*self.name)
    }

    /// Whether it lies in an archive.
    pub(super) fn is_zipped(&self) -> bool {
        matches!(self.place, Place::Zipped(_))
    }

    /// Whether it can be opened once more.
    pub(super) fn is_lasting(&self) -> bool {
        self.is_zipped() || self.on_disk().is_some()
    }

    /// Its bytes; a count of those taken as it lies on the disk, and how many these are, if that is known.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn open(&self) -> Result<(Input, Arc<AtomicU64>, Option<u64>), ReadError> {
        let ((input, taken), total) = match &self.place {
            Place::StandardInput => (source::count(io::stdin()), None),
            Place::Zipped(entry) => (entry.open()?, Some(entry.packed)),
            Place::Disk => {
                let file = File::open(&self.name)?;
                let about = file.metadata()?;
                (source::count(file), about.is_file().then_some(about.len()))
            }
        };
        Ok((input, taken, total))
    }
}
