//! The files that fuzzing has kept (`fuzz/corpus`), read again with a stable toolchain: no panic, and the account adds up.

mod common;

use common::repository;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use undertone::Model;
use undertone::input::{ReadOptions, Reader, format_named, formats, open_all};
use undertone::text::{MarkupTreatments, Treatments, passages, repair, tokens};

/// The files of a target.
fn kept(target: &str) -> Vec<PathBuf> {
    let folder = repository().join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a file").path()).collect()
}

fn read(path: &Path, options: &ReadOptions) {
    let bytes = std::fs::read(path).expect("a file");
    match Reader::from_read(Cursor::new(bytes), options) {
        Ok(reader) => check(reader),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn check(mut reader: Reader) {
    reader.by_ref().for_each(drop);
    let completeness = reader.completeness();
    let left_out: u64 = completeness.left_out.iter().map(|(_, count)| count).sum();
    assert_eq!(completeness.total, completeness.kept + left_out);
}

#[test]
fn every_format_has_a_corpus_and_reads_it() {
    for format in formats() {
        let files = kept(format.name);
        assert!(!files.is_empty(), "no corpus of {}: fuzz/run --keep 600 {}", format.name, format.name);
        for strict in [false, true] {
            let mut options = ReadOptions::default().with_format(format_named(format.name).expect("its name"));
            options.strict = strict;
            files.iter().for_each(|file| read(file, &options));
        }
    }
}

#[test]
fn what_is_of_any_format_or_packed_is_read() {
    kept("any").iter().for_each(|file| read(file, &ReadOptions::default()));
    for file in kept("open") {
        match open_all(&[&file], &ReadOptions::default()) {
            Ok((readers, _)) => readers.into_iter().for_each(check),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn comments_are_cut_into_all_that_they_are() {
    for file in kept("comment") {
        let bytes = std::fs::read(file).expect("a file");
        let (text, treatments) = (String::from_utf8_lossy(&bytes), Treatments::all());
        let repaired = repair(&text, &treatments);
        let joined: String = passages(&repaired, MarkupTreatments::default()).map(|passage| passage.text).collect();
        assert_eq!(joined, repaired);
        tokens(&repaired, &treatments, |token| assert_eq!(&repaired[token.start..][..token.text.len()], token.text));
    }
}

#[test]
fn model_files_load_or_say_why_not() {
    for file in kept("model") {
        if let Err(error) = Model::from_bytes(&std::fs::read(file).expect("a file")) {
            assert!(!error.to_string().is_empty());
        }
    }
}
