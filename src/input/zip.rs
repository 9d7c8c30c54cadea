//! A zip archive in, its entries out, each as a stream of its own. The `zip` crate reads the directory; an entry is then read where it lies.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::error::ReadError;
use super::source::{self, Input};

/// More entries than this are a trap, not a habit.
const MAX_ENTRIES: usize = 100_000;

/// A file in an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    archive: PathBuf,
    /// Its path in the archive.
    pub(super) name: String,
    start: u64,
    /// How many bytes it has in the archive.
    pub(super) packed: u64,
    method: CompressionMethod,
}

/// Whether the file begins as a zip archive does.
pub(super) fn is_zip(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && begins(&start)
}

/// Whether these are the first bytes of a zip archive, be it an empty one.
pub(super) fn begins(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// The files of an archive, sorted by name, and what cannot be read and why.
///
/// # Errors
/// [`ReadError::Archive`], for a trap too: entries that lie over one another can unpack to any size. [`ReadError::UnknownShape`] for a workbook.
pub(super) fn entries(path: &Path) -> Result<(Vec<Entry>, Vec<String>), ReadError> {
    let wrong = |reason: String| ReadError::Archive { reason };
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut archive = ZipArchive::new(file).map_err(|_| workbook("this is a damaged zip archive or Excel workbook"))?;
    if archive.len() > MAX_ENTRIES {
        return Err(wrong(format!("it has more than {MAX_ENTRIES} entries")));
    }
    let (mut entries, mut refused, mut packed) = (Vec::new(), Vec::new(), 0u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| wrong(error.to_string()))?;
        if !entry.is_file() {
            continue;
        }
        packed = packed.saturating_add(entry.compressed_size());
        let name = entry.name().map_err(|error| wrong(error.to_string()))?.into_owned();
        let method = entry.compression();
        match entry.data_start() {
            _ if name == "[Content_Types].xml" => return Err(workbook("this is an Excel workbook")),
            _ if entry.encrypted() => refused.push(format!("{name}: it is encrypted")),
            _ if !is_known(method) => refused.push(format!("{name}: it is packed with {method}")),
            None => refused.push(format!("{name}: it is nowhere in the archive")),
            Some(start) => {
                let packed = entry.compressed_size();
                entries.push(Entry { archive: path.to_owned(), name, start, packed, method });
            }
        }
    }
    if packed > length {
        return Err(wrong("its entries are together larger than itself: it is a trap".to_owned()));
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok((entries, refused))
}

fn is_known(method: CompressionMethod) -> bool {
    matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated)
}

fn workbook(seen: &str) -> ReadError {
    ReadError::UnknownShape { seen: seen.to_owned(), advice: Some("unpack it, or save the sheet as CSV".into()) }
}

impl Entry {
    /// Its bytes, unpacked, and a count of those taken before that.
    pub(super) fn open(&self) -> io::Result<(Input, Arc<AtomicU64>)> {
        let mut file = File::open(&self.archive)?;
        file.seek(SeekFrom::Start(self.start))?;
        let (packed, taken) = source::count(file.take(self.packed));
        let input = match self.method {
            CompressionMethod::Deflated => source::layer("zip", DeflateDecoder::new(packed), &taken),
            _ => packed,
        };
        Ok((input, taken))
    }
}
