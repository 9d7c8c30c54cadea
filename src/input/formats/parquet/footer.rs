//! Opens a Parquet file, whose end says what is in it: how the columns are nested as well, and the decoder follows that by recursion. So it runs on a
//! stack that is as large as any nesting of such an end can ask for, and what is nested beyond reason does not leave it.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::thread;

use ::parquet::file::reader::{FileReader, SerializedFileReader};

use super::sound;
use crate::input::error::ReadError;

/// The most bytes that the end may have.
const LONGEST: u64 = 8 << 20;

/// Bytes of stack for each byte of it: a level takes eight bytes there, and 1 KiB here; several times that where nothing is optimised.
const STACK: u64 = if cfg!(debug_assertions) { 1024 } else { 256 };

/// How deep columns may be nested.
const DEEPEST: usize = 100;

/// # Errors
/// [`ReadError::Damaged`], [`ReadError::UnknownShape`]; what the system says.
pub(super) fn open(mut file: File) -> Result<SerializedFileReader<File>, ReadError> {
    let mut last = [0; 4];
    let length = file.seek(SeekFrom::End(-8)).and_then(|_| file.read_exact(&mut last));
    // A file of less than eight bytes is left to the decoder.
    let length = length.map_or(0, |()| u64::from(u32::from_le_bytes(last))).min(file.metadata()?.len());
    if length > LONGEST {
        let seen = format!("this is a Parquet file with a table of contents of {} MiB", length >> 20);
        return Err(ReadError::UnknownShape { seen, advice: Some("write it again with larger row groups".into()) });
    }
    let stack = (1 << 20) + usize::try_from(length * STACK).unwrap_or(usize::MAX);
    let opened = thread::Builder::new().stack_size(stack).spawn(move || decode(file))?;
    opened.join().unwrap_or_else(|_| Err(undecodable()))
}

fn decode(file: File) -> Result<SerializedFileReader<File>, ReadError> {
    let file = sound(|| SerializedFileReader::new(file))?;
    let columns = file.metadata().file_metadata().schema_descr().columns();
    match columns.iter().map(|column| column.path().parts().len()).max().unwrap_or(0) {
        ..=DEEPEST => Ok(file),
        depth => {
            let seen = format!("this is a Parquet file with columns nested {depth} levels deep");
            Err(ReadError::UnknownShape { seen, advice: Some("write it again as a table".into()) })
        }
    }
}

fn undecodable() -> ReadError {
    ReadError::Damaged { layer: "Parquet", source: std::io::Error::other("its end cannot be decoded") }
}
