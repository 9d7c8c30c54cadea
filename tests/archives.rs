//! Zip archives from strangers: traps, archives in archives, names that lead astray, entries that nobody can read.

mod common;

use common::{Folder, Table, gzipped, moods};
use std::io::{Cursor, Write};
use undertone::input::{ReadError, ReadOptions, Reader, open_all};

/// A table with one comment, whose id is given.
fn table(id: &str) -> Vec<u8> {
    format!("id,text\n{id},lovely\n").into_bytes()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        if name.ends_with('/') {
            archive.add_directory(*name, options).unwrap();
        } else {
            archive.start_file(*name, options).unwrap();
            archive.write_all(bytes).unwrap();
        }
    }
    archive.finish().unwrap().into_inner()
}

/// The start of a file, and then nothing but spaces: more than anything that is no trap unpacks to.
fn blown_up(start: &str) -> Vec<u8> {
    let mut bytes = start.as_bytes().to_vec();
    bytes.resize(80 << 20, b' ');
    bytes
}

/// The ids that come out of an archive, and the notes.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let folder = Folder::new();
    folder.write("dump.zip", bytes);
    let (readers, notes) = open_all(&[folder.path("dump.zip")], &ReadOptions::default()).unwrap();
    let rows = readers.into_iter().flatten().map(|row| row.unwrap().id().unwrap().to_owned());
    (rows.collect(), notes)
}

#[test]
fn a_trap_is_passed_over_by_name_where_something_else_can_be_read() {
    let story = "{\"id\":1,\"type\":\"story\",\"title\":\"T\",\"created_at_i\":1,\"children\":[";
    let (ids, notes) = read(&archive(&[("a.csv", &table("1")), ("bomb.json", &blown_up(story))]));
    assert_eq!(ids, ["1"]);
    assert!(notes[0].contains("dump.zip/bomb.json: the zip data unpacks to more than 200 times its size"), "{notes:?}");
}

#[test]
fn a_trap_that_streams_is_named() {
    let folder = Folder::new();
    folder.write("dump.zip", archive(&[("bomb.csv", &blown_up("id,text\n1,lovely\n"))]));
    folder.write("dump.csv.zst", zstd::encode_all(&*blown_up("id,text\n1,lovely\n"), 1).unwrap());
    for (file, named) in
        [("dump.zip", "dump.zip/bomb.csv: the zip data"), ("dump.csv.zst", "dump.csv.zst: the zstd data")]
    {
        let ran = folder.run(["predict", file, "--model", moods(), "--output", "o.csv"]).fails();
        ran.says(&[named, "more than 200 times", "if you trust it, unpack it"]);
    }
    assert_eq!(folder.names(), ["dump.csv.zst", "dump.zip"]);
}

#[test]
fn an_archive_within_an_archive_is_refused_in_a_sentence() {
    let inner = archive(&[("b.csv", &table("2"))]);
    let (ids, notes) =
        read(&archive(&[("a.csv", &table("1")), ("inner.zip", &inner), ("packed.zip.gz", &gzipped(&inner))]));
    assert_eq!(ids, ["1"]);
    let said = "inner.zip: the zip archive cannot be read: it lies in another one, unpack that first";
    assert!(notes[0].contains(said) && notes[0].contains("packed.zip.gz: the zip"), "{notes:?}");
}

#[test]
fn an_archive_on_standard_input_and_an_empty_one_are_refused_with_a_remedy() {
    let folder = Folder::new();
    let ran = folder.run_on(archive(&[("a.csv", &table("1"))]), ["predict", "--model", moods()]).fails();
    ran.says(&["standard input: not a format I know: this is a zip archive", "name the archive as a file"]);
    let error = Reader::from_read(Cursor::new(archive(&[])), &ReadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("an empty zip archive"), "{error}");
    folder.write("empty.zip", archive(&[]));
    folder.run(["predict", "empty.zip", "--model", moods()]).fails().says(&["empty.zip: nothing in it can be read"]);
}

/// Sets the bit that says so, in every header of a file and in the directory.
fn encrypted(mut archive: Vec<u8>) -> Vec<u8> {
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..archive.len() - 4).filter(|&at| archive[at..].starts_with(magic)).collect();
        places.into_iter().for_each(|at| archive[at + flags] |= 1);
    }
    archive
}

#[test]
fn what_is_encrypted_is_named() {
    let folder = Folder::new();
    folder.write("dump.zip", encrypted(archive(&[("a.csv", &table("1"))])));
    let error = open_all(&[folder.path("dump.zip")], &ReadOptions::default()).unwrap_err().error;
    assert!(
        matches!(&error, ReadError::NothingReadable { what } if what.ends_with("a.csv: it is encrypted")),
        "{error}"
    );
}

#[test]
fn folders_and_what_a_mac_adds_are_no_files() {
    let entries: [(&str, &[u8]); 5] = [
        ("in/", b""),
        ("in/a.csv", &table("1")),
        ("__MACOSX/in/._a.csv", b"\0\x05\x16\x07"),
        ("in/.DS_Store", b"\0\0\0\x01"),
        ("in/Thumbs.txt/", b""),
    ];
    let (ids, notes) = read(&archive(&entries));
    assert_eq!((ids.len(), notes.len()), (1, 1));
    assert!(notes[0].contains("_a.csv: it is hidden") && notes[0].contains(".DS_Store: it is hidden"), "{notes:?}");
}

#[test]
fn a_name_that_leads_astray_is_only_a_name() {
    let astray = ["../../up.csv", "/etc/absolute.csv", "C:\\x.csv", "./here.csv", "a/../b.csv"];
    let tables: Vec<Vec<u8>> = (0..astray.len()).map(|id| table(&id.to_string())).collect();
    let entries: Vec<(&str, &[u8])> = astray.iter().zip(&tables).map(|(name, table)| (*name, &**table)).collect();
    let folder = Folder::new();
    folder.write("dump.zip", archive(&entries));
    let ran = folder.run(["predict", "dump.zip", "--model", moods(), "--format", "csv"]).succeeds();
    let rows = Table::of(ran.out);
    assert_eq!(rows.rows.len(), astray.len());
    assert!(rows.column("file").iter().all(|file| file.starts_with("dump.zip/")), "{:?}", rows.column("file"));
    assert_eq!(folder.names(), ["dump.zip"]);
}
