//! Where results go: standard output, or a file that appears whole or not at all; packed if its name says so.

use flate2::write::GzEncoder;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use undertone::files::WholeFile;

/// Bytes kept before they are written.
const BUFFER: usize = 1 << 18;

/// A destination, open for writing. Nothing is there until [`finish`](Self::finish).
pub enum Output {
    Standard(BufWriter<io::Stdout>),
    File(BufWriter<WholeFile>),
    Gzip(GzEncoder<BufWriter<WholeFile>>),
    Zstd(zstd::Encoder<'static, BufWriter<WholeFile>>),
}

impl Output {
    /// Opens `path`; `None` and `-` are standard output, `.gz` and `.zst` are packed.
    pub fn create(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Standard(BufWriter::with_capacity(BUFFER, io::stdout())));
        };
        let file = BufWriter::with_capacity(BUFFER, WholeFile::create(path)?);
        Ok(match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Self::Gzip(GzEncoder::new(file, flate2::Compression::default())),
            Some("zst") => Self::Zstd(zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?),
            _ => Self::File(file),
        })
    }

    /// Writes what is still kept, and gives a file its name.
    pub fn finish(self) -> io::Result<()> {
        let file = match self {
            Self::Standard(mut out) => return out.flush(),
            Self::File(file) => file,
            Self::Gzip(encoder) => encoder.finish()?,
            Self::Zstd(encoder) => encoder.finish()?,
        };
        file.into_inner().map_err(|error| error.into_error())?.finish()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
            Self::Gzip(out) => out.write(bytes),
            Self::Zstd(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(out) => out.flush(),
            Self::Gzip(out) => out.flush(),
            Self::Zstd(out) => out.flush(),
        }
    }
}
