//! A file's bytes in, its text out: compression and UTF-16 taken off by what the bytes say, the head kept to
//! recognise it by.
//!
//! Every layer is found by its magic number and they may be nested. A decoder's complaint becomes a
//! [`ReadError`] that says which layer is cut off or damaged; it travels inside an [`io::Error`], because
//! [`Read`] knows no other.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

use super::error::ReadError;
use super::lines::skip_blank_lines;

/// How much of a file is looked at to recognise it.
const HEAD: usize = 256 << 10;

/// Bytes asked of a file or a decoder at once.
const BUFFER: usize = 256 << 10;

/// More layers than this are a trap, not a habit.
const MAX_LAYERS: usize = 8;

/// What unpacks to more than this many times its size, once it is [`LARGE`], is a trap: texts shrink to a tenth, seldom to a fiftieth.
const MOST_TIMES: u64 = 200;

/// From how many unpacked bytes on that is looked at: 64 MiB.
const LARGE: u64 = 64 << 20;

/// Reddit's monthly dumps need a window of 2 GiB: `zstd --long=31`.
const ZSTD_WINDOW_LOG: u32 = 31;

/// Text to be read, as it came.
pub(super) type Input = Box<dyn BufRead + Send>;

/// A file without its layers, its byte order mark and its leading blank lines.
pub(super) struct Source {
    head: Vec<u8>,
    rest: Input,
    line: u64,
    /// Where it lies, if it is a file on the disk.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet is read at any place"))]
    path: Option<PathBuf>,
}

impl Source {
    /// Takes the layers off. `taken` counts the bytes that were read of the file as it lies on the disk.
    ///
    /// # Errors
    /// [`ReadError::Empty`] if nothing is left; what the layers and the system complain about.
    pub(super) fn open(raw: Input, taken: &Arc<AtomicU64>) -> Result<Source, ReadError> {
        let (start, rest) = peek(unpack(raw, taken)?, HEAD)?;
        let mut rest = chain(start.clone(), rest);
        if let Some(encoding) = utf16(&start) {
            let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(rest);
            rest = Box::new(BufReader::with_capacity(BUFFER, decoder));
        }
        let (mut mark, rest) = peek(rest, 3)?;
        if mark == b"\xef\xbb\xbf" {
            mark.clear();
        }
        let mut rest = chain(mark, rest);
        let line = 1 + skip_blank_lines(&mut rest)?;
        let (head, rest) = peek(rest, HEAD)?;
        if head.is_empty() {
            return Err(ReadError::Empty);
        }
        Ok(Source { head, rest, line, path: None })
    }

    /// The same, and this is the file that it is.
    pub(super) fn at(self, path: Option<&Path>) -> Source {
        Source { path: path.map(Path::to_owned), ..self }
    }

    /// The first bytes.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the head is all there is.
    pub(super) fn is_whole(&self) -> bool {
        self.head.len() < HEAD
    }

    /// The line of the file where the head starts.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The file on the disk, for what cannot be read from its beginning to its end. It may be packed; then its first bytes are others.
    #[cfg(feature = "parquet")]
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// All of it, head included.
    pub(super) fn into_input(self) -> Input {
        chain(self.head, self.rest)
    }
}

/// A file as it lies on the disk, wide buffered, and a count of the bytes taken from it.
pub(super) fn count(read: impl Read + Send + 'static) -> (Input, Arc<AtomicU64>) {
    let bytes = Arc::new(AtomicU64::new(0));
    let counted = Counted { read, bytes: Arc::clone(&bytes) };
    (Box::new(BufReader::with_capacity(BUFFER, counted)), bytes)
}

struct Counted<R> {
    read: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.read.read(buffer) {
                // A signal came; nothing is lost.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(count) => {
                    self.bytes.fetch_add(count as u64, Ordering::Relaxed);
                    return Ok(count);
                }
            }
        }
    }
}

fn chain(start: Vec<u8>, rest: Input) -> Input {
    Box::new(Cursor::new(start).chain(rest))
}

/// The first `count` bytes (fewer only at the end of the file) and what follows them. A file that is cut off there complains once they are read.
fn peek(mut input: Input, count: usize) -> Result<(Vec<u8>, Input), ReadError> {
    let mut start = Vec::new();
    match input.by_ref().take(count as u64).read_to_end(&mut start) {
        Ok(_) => Ok((start, input)),
        Err(error) => match ReadError::from(error) {
            ReadError::CutOff { layer } if !start.is_empty() => {
                Ok((start, Box::new(BufReader::new(Torn(Some(layer))))))
            }
            error => Err(error),
        },
    }
}

/// The place where a file is cut off: a complaint, then the end.
struct Torn(Option<&'static str>);

impl Read for Torn {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), |layer| Err(io::Error::other(ReadError::CutOff { layer })))
    }
}

fn unpack(mut input: Input, taken: &Arc<AtomicU64>) -> Result<Input, ReadError> {
    for _ in 0..MAX_LAYERS {
        let (start, rest) = peek(input, 4)?;
        let packed = chain(start.clone(), rest);
        input = match start.as_slice() {
            [0x1f, 0x8b, ..] => layer("gzip", MultiGzDecoder::new(packed), taken),
            // The second is a skippable frame, with which pzstd's files begin.
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
                let mut decoder = zstd::Decoder::with_buffer(packed)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                layer("zstd", decoder, taken)
            }
            _ => return Ok(packed),
        };
    }
    Err(ReadError::UnknownShape {
        seen: format!("it is compressed more than {} times over", MAX_LAYERS - 1),
        advice: Some("unpack it first".into()),
    })
}

/// What a decoder gives; `taken` counts the bytes of the file that it went through.
pub(super) fn layer(name: &'static str, read: impl Read + Send + 'static, taken: &Arc<AtomicU64>) -> Input {
    let layer = Layer { name, read, taken: Arc::clone(taken), given: 0 };
    Box::new(BufReader::with_capacity(BUFFER, layer))
}

/// A decoder whose complaints say which decoder complains, and that stops where it gives too much for what was taken.
struct Layer<R> {
    name: &'static str,
    read: R,
    taken: Arc<AtomicU64>,
    given: u64,
}

impl<R> Layer<R> {
    fn is_a_trap(&self) -> bool {
        self.given > LARGE && self.given / MOST_TIMES > self.taken.load(Ordering::Relaxed)
    }
}

impl<R: Read> Read for Layer<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.read.read(buffer).map_err(|error| {
            let from_below = error.get_ref().is_some_and(|inner| inner.is::<ReadError>());
            match error.kind() {
                _ if from_below || error.raw_os_error().is_some() => error,
                io::ErrorKind::UnexpectedEof => io::Error::other(ReadError::CutOff { layer: self.name }),
                _ => io::Error::other(ReadError::Damaged { layer: self.name, source: error }),
            }
        })?;
        self.given += count as u64;
        if self.is_a_trap() {
            return Err(io::Error::other(ReadError::Bomb { layer: self.name, times: MOST_TIMES }));
        }
        Ok(count)
    }
}

/// UTF-16, by its byte order mark or because every other byte of the start is zero more often than not, as in
/// any header.
fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        // Parquet is full of zeros, and no text.
        [b'P', b'A', b'R', b'1', ..] => return None,
        _ => {}
    }
    let sample = &start[..start.len().min(512) & !1];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (first, second, units) = (zeros(0), zeros(1), sample.len() / 2);
    match () {
        () if first == 0 && second * 4 > units => Some(UTF_16LE),
        () if second == 0 && first * 4 > units => Some(UTF_16BE),
        () => None,
    }
}
