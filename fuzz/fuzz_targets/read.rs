//! A file of the format that `UNDERTONE_FUZZ_FORMAT` names; without it, of the one that it is recognised as.
#![no_main]

mod common;
#[path = "common/mutate.rs"]
mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use std::io::Cursor;
use std::sync::LazyLock;
use undertone::input::{Format, format_named, open_all};
use undertone::{ReadOptions, Reader};

static FORMAT: LazyLock<Option<&'static Format>> = LazyLock::new(|| {
    let name = std::env::var("UNDERTONE_FUZZ_FORMAT").ok().filter(|name| name != "any")?;
    Some(format_named(&name).expect("a format of `undertone formats`"))
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let mut options = ReadOptions::default();
    options.format = *FORMAT;
    // The length decides, so that a file stays the same file.
    options.strict = data.len() % 2 == 1;
    options.keep_all = data.len() % 4 > 1;
    match Reader::from_read(Cursor::new(data.to_vec()), &options) {
        Ok(reader) => {
            // What is packed may be of any length.
            let packed = data.starts_with(b"\x1f\x8b")
                || data.get(1..4) == Some(b"\xb5\x2f\xfd")
                || data.get(1..4) == Some(b"\x2a\x4d\x18");
            let is_parquet = reader.format().name == "parquet";
            common::read(reader, if packed || is_parquet { usize::MAX } else { data.len() + 1 });
        }
        Err(error) => {
            common::said(&error);
        }
    }
    // What only stands beside comments is read with others.
    if FORMAT.is_some_and(|format| format.name == "reddit-submissions") {
        let file = tempfile::NamedTempFile::new_in(common::folder()).expect("a file");
        std::fs::write(file.path(), data).expect("a file");
        if let Err(error) = open_all(&[file.path()], &options) {
            common::said(&error.error);
        }
    }
});
