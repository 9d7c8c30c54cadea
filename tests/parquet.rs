//! Parquet through the binary: read as any other table, written for data frames, and no damage does harm.
#![cfg(feature = "parquet")]

mod common;

use common::{Folder, Table, gzipped, json_lines, moods, repository};
use std::io::Cursor;
use undertone::input::{Cell, ReadError, ReadOptions, Reader, Role};

fn fixture() -> Vec<u8> {
    std::fs::read(repository().join("tests/fixtures/dumps/parquet.parquet")).expect("the fixture")
}

fn open(bytes: Vec<u8>) -> Result<Reader, ReadError> {
    Reader::from_read(Cursor::new(bytes), &ReadOptions::default())
}

#[test]
fn every_kind_of_column_is_read() {
    let mut reader = open(fixture()).unwrap();
    let (names, notes) = (reader.columns().to_vec(), reader.notes());
    assert_eq!(notes, ["columns with lists are left out: tags.list.element"]);
    let shown = |cell: Cell<'_>| match cell {
        Cell::Text(text) => format!("{text:?}"),
        Cell::Json(literal) => literal.to_owned(),
        Cell::Missing => "-".to_owned(),
    };
    let rows: Vec<String> = reader.map(|row| row.unwrap().cells().map(shown).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        names.join(" "),
        "Comment ID parent_id author body created_at likes day price weight meta.lang meta.ok views"
    );
    assert_eq!(
        rows,
        [
            r#"501 - "ada" "The ferry is back — finally." "2021-03-01T09:00:00Z" 4 "2021-03-01" 1.50 1 "en" true 18446744073709551615"#,
            r#"502 501 "bo" "I doubt it.\nSeriously." "2021-03-01T09:30:00.5Z" 0 "2021-03-01" - 0.5 - false 0"#,
            r#"503 502 "ada" "" - - "2021-03-02" -0.05 0.25 - - 1"#,
            r#"504 - - "It's fine, I guess" "2021-03-01T12:00:00Z" -2 - 12.00 2 "de" - 2"#,
        ]
    );
}

/// A table of three rows, one with everything that a cell may hold.
const ROWS: &str = "id,parent,text,score,mine\n1,,\"great, \"\"really\"\"\nlovely — 東京\",3,=1+1\n2,1,awful,,\n3,1,broken and late,-1,x\n";

#[test]
fn what_is_written_is_what_is_read() {
    let folder = Folder::with(&[("rows.csv", ROWS)]);
    for output in ["out.parquet", "out.pq", "out.parquet.gz"] {
        folder.run(["predict", "rows.csv", "--model", moods(), "--output", output, "--quiet"]).succeeds();
        folder.run(["predict", output, "--model", moods(), "--output", "again.csv", "--quiet"]).succeeds();
        folder.run(["predict", "rows.csv", "--model", moods(), "--output", "plain.csv", "--quiet"]).succeeds();
        assert_eq!(folder.text("again.csv"), folder.text("plain.csv"), "{output}");
    }
    let piped = folder.run(["predict", "rows.csv", "--model", moods(), "--format", "parquet", "--explain"]).succeeds();
    assert!(piped.bytes.starts_with(b"PAR1") && piped.bytes.ends_with(b"PAR1"));
    let read = folder.run_on(&piped.bytes, ["predict", "-", "--model", moods(), "--format", "jsonl"]).succeeds();
    let row = &json_lines(&read.out)[0];
    assert_eq!((&row["text"], &row["score"]), (&"great, \"really\"\nlovely — 東京".into(), &"3".into()));
    assert_eq!(row["predicted"], "glad");
}

#[test]
fn an_abstention_and_a_gap_are_nulls() {
    let folder = Folder::with(&[("rows.jsonl", "{\"text\":\"so\",\"id\":1}\n{\"text\":\"then\",\"mine\":true}\n")]);
    let arguments = ["--abstain-below", "1", "--output", "out.parquet", "--quiet"];
    folder.run(["predict", "rows.jsonl", "--model", moods()].iter().chain(&arguments)).succeeds();
    let reader = Reader::open(&folder.path("out.parquet"), &ReadOptions::default()).unwrap();
    let place = |name: &str| reader.columns().iter().position(|column| column == name).unwrap();
    let (mine, predicted, glad) = (place("mine"), place("predicted"), place("p_glad"));
    let rows: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(rows[0].cell(mine), Some(Cell::Missing));
    assert_eq!(rows[1].cell(mine), Some(Cell::Text("true")));
    assert!(rows.iter().all(|row| row.cell(predicted) == Some(Cell::Missing)));
    assert!(matches!(rows[0].cell(glad), Some(Cell::Json(_))));
}

#[test]
fn many_rows_come_in_groups_and_in_order() {
    let folder = Folder::new();
    let rows: String = (0..70_000).map(|number| format!("{number},lovely tram {number}\n")).collect();
    folder.write("rows.csv", format!("id,text\n{rows}"));
    folder.run(["predict", "rows.csv", "--model", moods(), "--output", "out.parquet", "--quiet"]).succeeds();
    let reader = Reader::open(&folder.path("out.parquet"), &ReadOptions::default()).unwrap();
    let ids: Vec<String> = reader.map(|row| row.unwrap().role(Role::Id).unwrap().to_owned()).collect();
    assert!(ids.len() == 70_000 && ids.iter().enumerate().all(|(place, id)| *id == place.to_string()));
}

#[test]
fn a_packed_file_one_in_a_folder_and_one_on_standard_input_are_read() {
    let folder = Folder::new();
    folder.write("a.parquet", fixture());
    folder.write("b.parquet.gz", gzipped(fixture()));
    for path in ["a.parquet", "b.parquet.gz", "."] {
        let ran = folder.run(["predict", path, "--model", moods(), "--format", "csv"]).succeeds();
        assert_eq!(Table::of(ran.out).rows.len(), if path == "." { 8 } else { 4 }, "{path}");
    }
    let ran = folder.run_on(fixture(), ["predict", "--model", moods(), "--format", "csv"]).succeeds();
    assert_eq!(Table::of(ran.out).column("meta.lang"), ["en", "", "", "de"]);
}

#[test]
fn no_damage_makes_it_panic() {
    let whole = fixture();
    for end in (4..whole.len()).step_by(5) {
        let Err(error) = open(whole[..end].to_vec()) else { panic!("cut at {end}: its end says where everything is") };
        assert!(matches!(error, ReadError::Damaged { .. }), "{error:?}");
    }
    for place in 4..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= [0x01, 0x80, 0xff][place % 3];
        if let Ok(reader) = open(damaged) {
            assert!(reader.take(100_000).count() <= 100_000);
        }
    }
    let folder = Folder::new();
    folder.write("cut.parquet", &whole[..whole.len() - 9]);
    folder.run(["predict", "cut.parquet", "--model", moods()]).fails().says(&["Parquet data is damaged"]);
}

/// The table of Hacker News as BigQuery exports it: a story, a comment, one that was deleted, an answer to that.
fn hacker_news() -> Vec<u8> {
    use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    const SCHEMA: &str = "message schema { optional binary title (UTF8); optional binary text (UTF8); optional boolean dead; optional binary by (UTF8);
        optional int64 score; optional int64 time; optional int64 timestamp (TIMESTAMP(MICROS, true)); optional binary type (UTF8);
        optional int64 id; optional int64 parent; optional boolean deleted; }";
    const TEXTS: [&[Option<&str>]; 4] = [
        &[Some("A kettle that sings"), None, None, None],
        &[None, Some("Works.<p>Well."), None, Some("I do.")],
        &[Some("maker"), Some("ann"), None, Some("bo")],
        &[Some("story"), Some("comment"), Some("comment"), Some("comment")],
    ];
    const NUMBERS: [&[Option<i64>]; 5] = [
        &[Some(61), None, None, None],
        &[Some(1175714200), Some(1175715000), Some(1175716000), Some(1175717000)],
        &[None, None, None, None],
        &[Some(71), Some(72), Some(73), Some(74)],
        &[None, Some(71), Some(72), Some(73)],
    ];
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(SCHEMA).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Default::default()).unwrap();
    let (mut group, mut texts, mut numbers) = (writer.next_row_group().unwrap(), TEXTS.iter(), NUMBERS.iter());
    while let Some(mut column) = group.next_column().unwrap() {
        use parquet::column::writer::ColumnWriter;
        fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
            values.iter().map(|value| value.is_some().into()).collect()
        }
        match column.untyped() {
            ColumnWriter::ByteArrayColumnWriter(_) => {
                let values = texts.next().unwrap();
                let full: Vec<ByteArray> = values.iter().flatten().map(|text| ByteArray::from(*text)).collect();
                column.typed::<ByteArrayType>().write_batch(&full, Some(&levels(values)), None).unwrap();
            }
            ColumnWriter::Int64ColumnWriter(_) => {
                let values = numbers.next().unwrap();
                let full: Vec<i64> = values.iter().flatten().copied().collect();
                column.typed::<Int64Type>().write_batch(&full, Some(&levels(values)), None).unwrap();
            }
            _ => {
                column.typed::<BoolType>().write_batch(&[true], Some(&[0, 0, 1, 0]), None).unwrap();
            }
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn the_table_of_hacker_news_is_known_by_its_columns() {
    let folder = Folder::new();
    folder.write("hn.parquet", hacker_news());
    folder.write("packed.parquet.gz", gzipped(hacker_news()));
    let read = |more: &[&str]| {
        let ran = folder.run([&["predict", "--model", moods(), "--format", "csv"], more].concat()).succeeds();
        Table::of(ran.out)
    };
    let rows = read(&["hn.parquet"]);
    assert_eq!((rows.column("id"), rows.column("thread")), (vec!["72", "74"], vec!["71", "71"]));
    assert_eq!((rows.column("parent"), rows.column("title")), (vec!["", "73"], vec!["A kettle that sings"; 2]));
    assert_eq!(rows.column("time"), ["2007-04-04T19:30:00Z", "2007-04-04T20:03:20Z"]);
    // Whoever wants the table gets it.
    assert_eq!(read(&["hn.parquet", "--input-format", "parquet"]).rows.len(), 4);
    assert_eq!(read(&["hn.parquet", "--text-column", "text"]).rows.len(), 4);
    // Where the end cannot be looked at in advance, it has to be said.
    assert_eq!(read(&["packed.parquet.gz"]).rows.len(), 4);
    assert_eq!(read(&["packed.parquet.gz", "--input-format", "hn-table"]).column("id"), ["72", "74"]);
}

#[test]
fn a_table_without_text_shows_its_columns() {
    let folder = Folder::with(&[("rows.csv", "id,answer\n1,lovely tram\n")]);
    let flat = ["predict", "rows.csv", "--text-column", "answer", "--model", moods(), "--output", "rows.parquet"];
    folder.run(flat).succeeds();
    let refused = folder.run(["predict", "rows.parquet", "--model", moods()]).fails();
    refused.says(&["the columns are id, answer, predicted, p_glad, p_sad", "try --text-column answer"]);
}

/// A file without rows whose only column lies this deep.
fn nested(depth: usize) -> Vec<u8> {
    let mut file = b"PAR1\x15\x02\x19\xfc".to_vec();
    let mut elements = depth + 2;
    while elements > 127 {
        file.push((elements & 127) as u8 | 128);
        elements >>= 7;
    }
    file.push(elements as u8);
    file.extend(b"\x48\x01a\x15\x02\x00");
    file.extend(b"\x35\x02\x18\x01a\x15\x02\x00".repeat(depth));
    file.extend(b"\x15\x0c\x25\x02\x18\x04text\x00\x16\x00\x19\x0c\x00");
    let footer = file.len() - 4;
    file.extend((footer as u32).to_le_bytes());
    file.extend(b"PAR1");
    file
}

#[test]
fn columns_nested_without_end_are_refused() {
    let mut shallow = Reader::from_read(Cursor::new(nested(3)), &options_for("a.a.a.text")).unwrap();
    assert_eq!((shallow.by_ref().count(), shallow.notes()), (0, vec!["columns and no rows".to_owned()]));
    let refused = open(nested(1_000)).unwrap_err().to_string();
    assert!(refused.contains("nested 1001 levels deep"), "{refused}");
    assert!(open(nested(100_000)).is_err());
    let refused = open(nested(1_100_000)).unwrap_err().to_string();
    assert!(refused.contains("table of contents of 8 MiB"), "{refused}");
}

fn options_for(text: &str) -> ReadOptions {
    ReadOptions::default().with_column(Role::Text, text)
}
