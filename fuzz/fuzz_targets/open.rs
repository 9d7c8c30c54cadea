//! A file on the disk as `undertone` opens it: an archive, a packed file, or any other, which must say the same when it is packed.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use undertone::input::open_all;
use undertone::{ReadOptions, Reader};

fuzz_target!(|data: &[u8]| {
    let mut options = ReadOptions::default();
    options.strict = data.len() % 2 == 1;
    let file = tempfile::NamedTempFile::new_in(common::folder()).expect("a file");
    std::fs::write(file.path(), data).expect("a file");
    match open_all(&[file.path()], &options) {
        Ok((readers, _)) => readers.into_iter().for_each(|reader| drop(common::read(reader, usize::MAX))),
        Err(error) => drop((common::said(&error.error), error.to_string())),
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(data).expect("memory");
    let plain = read(data.to_vec(), &options);
    assert_eq!(plain, read(gzip.finish().expect("memory"), &options), "gzip changes it");
    assert_eq!(plain, read(zstd::encode_all(data, 1).expect("memory"), &options), "zstd changes it");
});

fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<common::Read, String> {
    match Reader::from_read(Cursor::new(bytes), options) {
        Ok(reader) => Ok(common::read(reader, usize::MAX)),
        Err(error) => Err(common::said(&error)),
    }
}
