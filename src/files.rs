//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::{NamedTempFile, TempPath};

/// Temporary files that are being written, so that [`abandon_all`] finds them.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file being written under a temporary name beside its own. [`finish`](Self::finish) gives it its name; dropped before that, it leaves nothing.
///
/// A pipe or device (`/dev/null`) is written to as it is: it cannot be replaced.
#[derive(Debug)]
pub struct WholeFile {
    target: Target,
}

#[derive(Debug)]
enum Target {
    New { file: File, temporary: TempPath, path: PathBuf },
    Device(File),
}

impl WholeFile {
    /// Begins to write what will be `path`. A symbolic link is followed; a file that is there keeps its permissions.
    ///
    /// # Errors
    /// If no file can be made in its folder.
    pub fn create(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&path).ok();
        match &existing {
            Some(metadata) if metadata.is_dir() => {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
            }
            Some(metadata) if !metadata.is_file() => {
                return Ok(Self { target: Target::Device(File::options().write(true).open(&path)?) });
            }
            _ => {}
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (file, temporary) = temporary_in(folder, existing.map(|metadata| metadata.permissions()))?.into_parts();
        unfinished().push(temporary.to_path_buf());
        Ok(Self { target: Target::New { file, temporary, path } })
    }

    /// Makes sure that every byte is on the disk, then gives the file its name, in place of a file that had it.
    ///
    /// # Errors
    /// If the disk is full or the name cannot be given. Nothing is left behind then.
    pub fn finish(self) -> io::Result<()> {
        match self.target {
            Target::Device(mut file) => file.flush(),
            Target::New { file, temporary, path } => {
                file.sync_all()?;
                let name = temporary.to_path_buf();
                let done = temporary.persist(path).map_err(|error| error.error);
                unfinished().retain(|other| *other != name);
                done
            }
        }
    }

    fn file(&mut self) -> &mut File {
        match &mut self.target {
            Target::New { file, .. } | Target::Device(file) => file,
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

fn temporary_in(folder: &Path, permissions: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".undertone-").suffix(".part");
    #[cfg(unix)]
    {
        // The permissions of any new file; the system takes the user's mask off them.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(permissions.unwrap_or_else(|| fs::Permissions::from_mode(0o666)));
    }
    #[cfg(not(unix))]
    let _ = permissions;
    // The name of the temporary file says nothing to whoever named the file.
    builder.tempfile_in(folder).map_err(|error| error.kind().into())
}

fn unfinished() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every file that is not finished: for a program that is about to end without returning, as on Ctrl-C.
pub fn abandon_all() {
    for path in unfinished().drain(..) {
        // Gone already, or it could not be written in the first place: nothing more can be done.
        let _ = fs::remove_file(path);
    }
}
