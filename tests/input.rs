//! The room `input`, through its door: every known shape is read, and whatever is wrong with a file is said, not guessed.

use std::io::{Read, Write};
use std::path::Path;

use proptest::prelude::*;
use undertone::input::{Cell, Comment, ReadError, ReadOptions, Reader, Role, format_named, formats};

// Helpers.

fn open(bytes: impl Into<Vec<u8>>) -> Result<Reader, ReadError> {
    open_with(bytes, &ReadOptions::default())
}

fn open_with(bytes: impl Into<Vec<u8>>, options: &ReadOptions) -> Result<Reader, ReadError> {
    Reader::from_read(std::io::Cursor::new(bytes.into()), options)
}

/// Everything a file gives: good rows, errors, notes.
fn drain(mut reader: Reader) -> (Vec<Comment>, Vec<ReadError>, Vec<String>) {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for row in &mut reader {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => errors.push(error),
        }
    }
    (rows, errors, reader.notes())
}

#[track_caller]
fn comments(bytes: impl Into<Vec<u8>>) -> Vec<Comment> {
    let (rows, errors, _) = drain(open(bytes).unwrap());
    assert!(errors.is_empty(), "{errors:?}");
    rows
}

#[track_caller]
fn texts(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    comments(bytes).iter().map(|comment| comment.text().to_owned()).collect()
}

#[track_caller]
fn refused(bytes: impl Into<Vec<u8>>) -> ReadError {
    open(bytes).expect_err("should be refused")
}

fn format_of(bytes: &str) -> &'static str {
    open(bytes).unwrap().format().name
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn utf16(text: &str, mark: bool, little: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

// Delimited text.

#[test]
fn a_row_keeps_all_its_cells_in_the_order_of_the_file() {
    let mut reader = open("mood,text,id\ncalm,\"Fine, thanks\",7\n").unwrap();
    assert_eq!(reader.columns(), ["mood", "text", "id"]);
    let row = reader.next().unwrap().unwrap();
    assert_eq!(row.cells().collect::<Vec<_>>(), [Cell::Text("calm"), Cell::Text("Fine, thanks"), Cell::Text("7")]);
    assert_eq!((row.text(), row.id(), row.label(), row.line()), ("Fine, thanks", Some("7"), None, 2));
    assert!(reader.next().is_none() && reader.has(Role::Id) && !reader.has(Role::Label));
}

#[test]
fn the_delimiter_is_found_out() {
    for delimiter in [",", "\t", ";"] {
        let file = ["id|text|label", "1|\"a, b; c\td\"|mixed", "2|plain|mixed"].join("\n").replace('|', delimiter);
        let rows = comments(file);
        assert_eq!(rows[0].text(), "a, b; c\td", "delimiter {delimiter:?}");
        assert_eq!(rows[1].label(), Some("mixed"), "delimiter {delimiter:?}");
    }
}

#[test]
fn a_lone_text_column_is_a_table_even_if_its_cells_have_commas() {
    assert_eq!(texts("text\n\"one, quoted\"\ntwo\n"), ["one, quoted", "two"]);
    assert_eq!(texts("text\none, bare\ntwo; and, more\tof it\n"), ["one, bare", "two; and, more\tof it"]);
}

#[test]
fn line_ends_of_windows_and_blank_lines_do_not_shift_line_numbers() {
    let file = "\r\n\nid,text\r\n1,one\r\n\r\n2,\"two\r\nlines\"\r\n3,three";
    let rows = comments(file);
    assert_eq!(rows.iter().map(Comment::line).collect::<Vec<_>>(), [4, 6, 8]);
    assert_eq!(rows[1].text(), "two\r\nlines");
    assert_eq!(rows[2].text(), "three");
}

#[test]
fn aliases_name_roles_and_contract_names_win_over_them() {
    let header =
        "Comment ID;Parent Comment ID;Account;Comment Text;Posted At;Likes\n17;;ann;\"Love it; really\";2024-01-01;3\n";
    let row = &comments(header)[0];
    assert_eq!((row.id(), row.parent(), row.text()), (Some("17"), None, "Love it; really"));
    assert_eq!((row.time(), row.score()), (Some("2024-01-01"), Some("3")));

    let row = &comments("body,comment,stance,name,author\nB,C,skeptical,t1_x,ann\n")[0];
    assert_eq!((row.text(), row.label(), row.id(), row.author()), ("B", Some("skeptical"), Some("t1_x"), Some("ann")));
    let row = &comments("body,text,sentiment,label,id,name\nB,T,pos,mixed,4,ann\n")[0];
    assert_eq!((row.text(), row.label(), row.author()), ("T", Some("mixed"), Some("ann")));
}

#[test]
fn a_subject_is_also_the_title_only_where_there_is_no_title() {
    let row = &comments("text,subject\nhm,trams\n")[0];
    assert_eq!((row.subject(), row.title()), (Some("trams"), Some("trams")));
    let row = &comments("text,subject,title\nhm,trams,News\n")[0];
    assert_eq!((row.subject(), row.title()), (Some("trams"), Some("News")));
}

#[test]
fn named_columns_win_and_must_exist() {
    let options = ReadOptions::default().with_column(Role::Text, "answer").with_column(Role::Label, "Mood");
    let row = &drain(open_with("text,answer,mood\nT,A,calm\n", &options).unwrap()).0[0];
    assert_eq!((row.text(), row.label()), ("A", Some("calm")));

    let error = open_with("text,label\nT,x\n", &options).unwrap_err();
    assert_eq!(error.to_string(), "there is no column answer; the columns are text, label");
    assert_eq!(error.remedy().as_deref(), Some("give --text-column one of these"));

    let only = ReadOptions::default().with_column(Role::Text, "answer");
    assert_eq!(drain(open_with("answer\nyes, well\n", &only).unwrap()).0[0].text(), "yes, well");
    assert_eq!(drain(open_with("{\"answer\": \"yes\"}", &only).unwrap()).0[0].text(), "yes");
}

#[test]
fn a_table_without_text_lists_its_columns_and_suggests_the_wordiest() {
    let error = refused("id,answer,date\n1,I would rather wait and see,2024-01-01\n2,Not for me,2024-01-02\n");
    assert_eq!(error.to_string(), "no column holds the comment's text; the columns are id, answer, date");
    assert_eq!(error.remedy().as_deref(), Some("try --text-column answer"));
    assert_eq!(refused("id,n\n1,4\n2,5\n3,6\n").remedy().as_deref(), Some("try --text-column n"));
    let error = refused("city\tfree words\nBonn\tgood enough\nKiel\tso so\n");
    assert_eq!(error.remedy().as_deref(), Some("try --text-column 'free words'"));
}

#[test]
fn a_name_twice_is_an_error_only_where_it_is_needed() {
    let error = refused("text,id,text\na,1,b\n");
    assert!(matches!(&error, ReadError::DuplicateColumn { role: Role::Text, name } if name == "text"), "{error}");
    assert!(error.remedy().unwrap().contains("rename"));

    let (rows, _, notes) = drain(open("note,text,note\na,b,c\n").unwrap());
    assert_eq!(rows[0].cells().len(), 3);
    assert_eq!(notes, ["two columns are named note; both are kept, neither is used"]);
}

#[test]
fn a_ragged_row_is_bad_and_the_stream_goes_on() {
    let (rows, errors, _) = drain(open("id,text\n1,one\n2,two,too many\n3\n4,four\n").unwrap());
    assert_eq!(rows.iter().map(Comment::text).collect::<Vec<_>>(), ["one", "four"]);
    let bad: Vec<_> = errors.iter().map(|error| error.row().unwrap()).collect();
    assert_eq!((bad[0].line, bad[0].raw.as_str()), (3, "2,two,too many"));
    assert_eq!(errors[1].to_string(), "line 4: 1 cell, but the header has 2");
}

#[test]
fn the_raw_text_of_a_bad_row_survives_a_buffer_boundary() {
    let long = "x".repeat(600_000);
    let (_, errors, _) = drain(open(format!("id,text\n1,one\n2,\"{long}\",3\r\n")).unwrap());
    assert_eq!(errors[0].row().unwrap().raw, format!("2,\"{long}\",3"));
}

#[test]
fn a_quote_that_never_closes_is_named_by_the_line_where_it_opens() {
    let file = "id,text\n1,one\n\n\"2\n2\",\"two\n3,three\n4,four\n";
    let (rows, errors, _) = drain(open(file).unwrap());
    assert_eq!(rows.len(), 1);
    assert_eq!(errors[0].to_string(), "line 5: a quote opens here and never closes");
    assert_eq!((errors[0].line(), errors[0].is_row()), (Some(5), false));
    // At the very end, and one that does close.
    let (_, errors, _) = drain(open("id,text\n1,one\n2,\"").unwrap());
    assert!(matches!(errors[..], [ReadError::UnclosedQuote { line: 3 }]), "{errors:?}");
    assert_eq!(texts("id,text\n1,\"one\""), ["one"]);
}

#[test]
fn an_endless_row_ends_at_the_limit() {
    struct Endless(&'static [u8]);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.read(buffer)?;
            if count > 0 {
                return Ok(count);
            }
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }
    let csv = ReadOptions::default();
    // Lines only: the parser of records takes a while in a debug build.
    let mut reader = Reader::from_read(Endless(b"well\n"), &csv).unwrap();
    assert!(reader.next().unwrap().is_ok());
    assert!(matches!(reader.next(), Some(Err(ReadError::RowTooLong { line: 2 }))));
    assert!(reader.next().is_none());
}

#[test]
fn zero_bytes_stay_in_their_cells() {
    assert_eq!(texts("id,text\n1,a\0b\n"), ["a\0b"]);
}

#[test]
fn ten_million_blank_lines_are_passed_quickly() {
    let blank = std::io::repeat(b'\n').take(10_000_000);
    let file = std::io::Cursor::new(b"id,text\n1,one\n").chain(blank).chain(&b"2,two\n"[..]);
    let mut reader = Reader::from_read(file, &ReadOptions::default()).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().text(), "one");
    assert_eq!(reader.next().unwrap().unwrap().line(), 10_000_003);
}

#[test]
fn a_comment_of_ten_megabytes_is_read() {
    let long = "so it goes ".repeat(1_000_000);
    assert_eq!(texts(format!("id,text\n1,{long}\n2,short\n")), [long.as_str(), "short"]);
    assert_eq!(texts(format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"short\"}}\n")), [long.as_str(), "short"]);
    assert_eq!(texts(format!("{long}\nshort\n")), [long.as_str(), "short"]);
}

#[test]
fn a_header_without_rows_is_noted() {
    let (rows, errors, notes) = drain(open("id,text\n").unwrap());
    assert!(rows.is_empty() && errors.is_empty());
    assert_eq!(notes, ["a header and no rows"]);
}

#[test]
fn twenty_thousand_columns_are_no_trap() {
    let header: String = (0..20_000).map(|column| format!(",c{column}")).collect();
    let row = &comments(format!("text{header}\nhm{}\n", ",".repeat(20_000)))[0];
    assert_eq!((row.text(), row.cells().len()), ("hm", 20_001));
}

#[test]
fn a_reader_can_move_to_another_thread() {
    let reader = open("text,id\na,1\n").unwrap();
    assert_eq!(std::thread::spawn(move || reader.count()).join().unwrap(), 1);
}

#[test]
fn the_line_in_which_excel_announces_the_delimiter_is_no_header() {
    let row = &comments("sep=;\r\nid;text\r\n1;a, b\r\n")[0];
    assert_eq!((row.text(), row.line()), ("a, b", 3));
}

// Encodings and layers.

#[test]
fn what_is_not_utf8_is_read_as_windows_1252_and_said_once() {
    let (rows, errors, notes) =
        drain(open(b"id,text\n1,ok\n2,caf\xe9 \xe2\x82\xac\n3,na\xefve \x80\n".to_vec()).unwrap());
    assert!(errors.is_empty());
    assert_eq!(rows.iter().map(Comment::text).collect::<Vec<_>>(), ["ok", "café €", "naïve €"]);
    assert_eq!(notes, ["line 3: not valid UTF-8, read as Windows-1252 (said once)"]);
}

#[test]
fn halves_of_a_character_in_two_cells_do_not_meet() {
    let rows = comments(b"text,id\nx\xc3,\xa9y\n".to_vec());
    assert_eq!((rows[0].text(), rows[0].id()), ("xÃ", Some("©y")));
}

#[test]
fn utf16_is_read_with_and_without_its_mark() {
    let text = "id;text\r\n1;für später\r\n2;日本語 🚋\r\n";
    for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
        assert_eq!(texts(utf16(text, mark, little)), ["für später", "日本語 🚋"], "{mark} {little}");
    }
    assert_eq!(texts("\u{feff}text,id\nx,1\n"), ["x"]);
    assert_eq!(texts(utf16("just a line\nand another", false, true)), ["just a line", "and another"]);
}

#[test]
fn layers_are_found_by_content_and_nest() {
    let file = b"id,text\n1,one\n2,two\n";
    assert_eq!(texts(gz(file)), ["one", "two"]);
    assert_eq!(texts(zst(file)), ["one", "two"]);
    assert_eq!(texts(gz(&zst(&gz(file)))), ["one", "two"]);
    // Several members, as bgzip, pzstd and `cat` make them.
    assert_eq!(texts([gz(&file[..14]), gz(&file[14..])].concat()), ["one", "two"]);
    assert_eq!(texts([zst(&file[..14]), zst(&file[14..])].concat()), ["one", "two"]);
}

#[test]
fn a_long_zstd_window_is_read() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.long_distance_matching(true).unwrap();
    encoder.window_log(31).unwrap();
    encoder.write_all(b"id,text\n1,one\n").unwrap();
    assert_eq!(texts(encoder.finish().unwrap()), ["one"]);
}

#[test]
fn a_cut_off_layer_is_said_to_be_cut_off() {
    let file: String =
        (0..2000).fold("id,text\n".into(), |file, id| file + &format!("{id},number {}\n", id * 7919 % 1009));
    for (packed, name) in [(gz(file.as_bytes()), "gzip"), (zst(file.as_bytes()), "zstd")] {
        for cut in [8, packed.len() / 2, packed.len() - 3] {
            let error = match open(&packed[..cut]) {
                Err(error) => error,
                Ok(reader) => drain(reader).1.pop().expect("an error"),
            };
            assert!(matches!(error, ReadError::CutOff { layer } if layer == name), "{name} at {cut}: {error}");
        }
    }
    let mut damaged = zst(file.as_bytes());
    damaged[8..40].fill(0xff);
    let error = open(damaged).map(|reader| drain(reader).1.pop().expect("an error")).unwrap_or_else(|error| error);
    assert!(matches!(error, ReadError::Damaged { layer: "zstd", .. }), "{error}");
}

#[test]
fn empty_files_and_wrong_paths_are_errors() {
    assert!(matches!(refused(""), ReadError::Empty));
    assert!(matches!(refused("\u{feff}\r\n\n"), ReadError::Empty));
    assert!(matches!(refused(gz(b"")), ReadError::Empty));
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Reader::open(folder.path(), &ReadOptions::default()), Err(ReadError::Directory)));
    let missing = folder.path().join("no.csv");
    assert!(matches!(Reader::open(&missing, &ReadOptions::default()), Err(ReadError::NotFound)));
    let blank = open("   \n  \n").map(drain).unwrap();
    assert!(matches!(blank.1[..], [ReadError::NoComments { .. }]));
}

#[test]
fn the_position_reaches_the_size_of_the_file_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("named.wrongly.json");
    let packed = gz(b"id,text\n1,one\n");
    std::fs::write(&path, &packed).unwrap();
    let mut reader = Reader::open(Path::new(&path), &ReadOptions::default()).unwrap();
    assert_eq!(reader.bytes_total(), Some(packed.len() as u64));
    assert_eq!(reader.by_ref().count(), 1);
    assert_eq!(reader.bytes_read(), packed.len() as u64);
}

// JSON Lines and JSON rows.

#[test]
fn json_lines_keep_literals_and_gaps() {
    let file =
        "{\"id\": 5, \"text\": \"a \\\"b\\\" \\u00e9\"}\n\n{\"text\":\"c\",\"time\":1.5e9,\"ok\":true,\"id\":null}\n";
    let mut reader = open(file).unwrap();
    assert_eq!((reader.format().name, reader.columns().join(" ").as_str()), ("jsonl", "id text time ok"));
    let first = reader.next().unwrap().unwrap();
    assert_eq!(
        first.cells().collect::<Vec<_>>(),
        [Cell::Json("5"), Cell::Text("a \"b\" é"), Cell::Missing, Cell::Missing]
    );
    assert_eq!((first.id(), first.time(), first.line()), (Some("5"), None, 1));
    let second = reader.next().unwrap().unwrap();
    assert_eq!((second.id(), second.time(), second.line()), (None, Some("1.5e9"), 3));
    assert_eq!(second.cells().collect::<Vec<_>>()[3], Cell::Json("true"));
}

#[test]
fn a_bad_line_of_json_is_a_bad_row() {
    let file = "{\"text\":\"one\"}\n{\"text\": \"cut\n[1]\n{\"id\":4}\n{\"text\":[\"a\"]}\n{\"text\":\"two\"}\n";
    let (rows, errors, _) = drain(open(file).unwrap());
    assert_eq!(rows.iter().map(Comment::text).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(errors.iter().map(|error| error.row().unwrap().line).collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert_eq!(errors[2].to_string(), "line 4: the object has no text");
    assert_eq!(errors[0].row().unwrap().raw, "{\"text\": \"cut");
    let (rows, errors, _) = drain(open("{\"text\": \"cut\n{\"text\":\"one\"}\n").unwrap());
    assert_eq!((rows.len(), errors.len()), (1, 1));
    assert!(matches!(refused("{\"text\":\"cu"), ReadError::NoComments { .. }));
}

#[test]
fn half_a_surrogate_pair_costs_one_character_and_not_the_row() {
    assert_eq!(
        texts("{\"text\":\"tram \\ud83d here\"}\n{\"text\":\"\\ud83d\\ude8b\"}\n"),
        ["tram \u{fffd} here", "🚋"]
    );
}

#[test]
fn a_key_that_comes_late_is_counted_not_lost_in_silence() {
    let mut file = "{\"text\":\"x\"}\n".repeat(1_500);
    file.push_str(&"{\"text\":\"x\",\"label\":\"mixed\"}\n".repeat(2));
    let (rows, _, notes) = drain(open(file).unwrap());
    assert_eq!(rows.len(), 1_502);
    assert_eq!(notes, ["keys that first appear late in the file were left out: label (2 times)"]);
}

#[test]
fn a_json_array_of_objects_is_a_table_too() {
    let mut reader =
        open("[\n  {\"body\": \"one\", \"likes\": 3},\n  {\"body\": \"two\", \"stance\": \"mixed\"}\n]").unwrap();
    assert_eq!(reader.columns(), ["body", "likes", "stance"]);
    assert_eq!(reader.next().unwrap().unwrap().score(), Some("3"));
    let second = reader.next().unwrap().unwrap();
    assert_eq!((second.text(), second.label(), second.score(), second.line()), ("two", Some("mixed"), None, 2));
    assert!(reader.next().is_none());
    let cut = "[{\"text\": \"one\"},\n {\"text\": \"tw";
    assert_eq!(texts(cut), ["one"]);
    let mut strict = ReadOptions::default();
    strict.strict = true;
    let cut = open_with(cut, &strict).unwrap_err();
    assert_eq!(cut.to_string(), "line 2, column 13: the file ends here, in the middle of the JSON");
}

// Reddit.

/// A comment of a page; `replies` is what stands in its place.
fn reply(id: &str, parent: &str, author: &str, body: &str, replies: &str) -> String {
    format!(
        r#"{{"kind":"t1","data":{{"replies":{replies},"id":"{id}","parent_id":"{parent}","link_id":"t3_p1",
        "author":"{author}","body":"{body}","score":-2,"created_utc":1439801151.0}}}}"#
    )
}

fn listing(children: &[String]) -> String {
    format!(r#"{{"kind":"Listing","data":{{"after":null,"children":[{}]}}}}"#, children.join(","))
}

fn page(count: u32, comments: &[String]) -> String {
    let post = format!(
        r#"{{"kind":"t3","data":{{"id":"p1","title":"New tram line","num_comments":{count},"selftext":"",
        "permalink":"/r/city/comments/p1/new_tram_line/"}}}}"#
    );
    format!("[{},{}]", listing(&[post]), listing(comments))
}

#[test]
fn a_reddit_page_is_read_in_the_order_of_a_reader() {
    let inner = listing(&[reply("c", "t1_b", "eve", "deep &gt; down", "\"\"")]);
    let outer = listing(&[reply("b", "t1_a", "[deleted]", "still here", &inner)]);
    let more = r#"{"kind":"more","data":{"count":4,"children":["x"]}}"#.to_owned();
    let file = page(
        9,
        &[
            reply("a", "t3_p1", "ann", "top", &outer),
            reply("d", "t3_p1", "x", "[removed]", "\"\""),
            more,
            reply("e", "t3_p1", "bob", "last", "\"\""),
        ],
    );
    let reader = open(file.clone()).unwrap();
    assert_eq!(reader.format().name, "reddit-post");
    assert_eq!(reader.columns().join(" "), "id thread title parent author time score link text");
    let (rows, errors, notes) = drain(reader);
    assert!(errors.is_empty());
    assert_eq!(rows.iter().map(|row| row.id().unwrap()).collect::<String>(), "abce");
    assert_eq!(notes, ["kept 4 of 9: 1 removed, 4 not in the dump"]);
    let deep = &rows[2];
    assert_eq!((deep.text(), deep.parent(), deep.author()), ("deep > down", Some("b"), Some("eve")));
    assert_eq!((deep.thread(), deep.title(), deep.score()), (Some("p1"), Some("New tram line"), Some("-2")));
    assert_eq!(deep.time(), Some("2015-08-17T08:45:51Z"));
    assert_eq!(deep.link(), Some("https://www.reddit.com/r/city/comments/p1/new_tram_line/c/"));
    assert_eq!((rows[0].parent(), rows[1].author()), (None, None));
    let mut strict = ReadOptions::default();
    strict.strict = true;
    for end in [file.len() / 2, file.len() - 1] {
        assert!(matches!(open_with(&file[..end], &strict), Err(ReadError::CutOffJson { .. })));
    }
}

#[test]
fn a_reddit_listing_is_read_and_its_posts_are_not_comments() {
    let post = r#"{"kind":"t3","data":{"id":"p9","title":"A post","selftext":"words"}}"#.to_owned();
    let reader = open(listing(&[post, reply("a", "t1_z", "ann", "hello", "\"\"")])).unwrap();
    assert_eq!(reader.format().name, "reddit-listing");
    let (rows, _, notes) = drain(reader);
    assert_eq!(notes, [""; 0]);
    assert_eq!((rows[0].thread(), rows[0].parent(), rows[0].title()), (Some("p1"), Some("z"), None));
    assert_eq!(rows[0].link(), Some("https://www.reddit.com/comments/p1/_/a/"));
    // Things one a line, and several pages in one file.
    assert_eq!(texts(format!("{0}\n{0}\n", reply("a", "t1_z", "ann", "hello", "\"\"").replace('\n', ""))).len(), 1);
    let pages = listing(&[reply("a", "t1_z", "ann", "hello", "\"\"")]).repeat(3);
    assert_eq!(texts(pages).len(), 1, "the same comment each time");
}

#[test]
fn a_page_with_nothing_to_read_is_an_error() {
    let error = refused(page(3, &[reply("a", "t3_p1", "x", "[deleted]", "\"\"")]));
    assert_eq!(error.to_string(), "no comments in this file: kept 0 of 3: 1 deleted, 2 not in the dump");
    assert_eq!(refused(page(0, &[])).to_string(), "no comments in this file: the post has none");
}

#[test]
fn a_deep_thread_is_read_and_a_bottomless_one_refused() {
    let deep = |levels: usize| {
        let open = r#"{"kind":"t1","data":{"body":"so","replies":{"kind":"Listing","data":{"children":["#;
        let comments = open.repeat(levels) + &"]}}}}".repeat(levels);
        page(1, &[comments])
    };
    assert_eq!(comments(deep(150)).len(), 150);
    assert!(matches!(refused(deep(20_000)), ReadError::TooDeep { line: 2, .. }));
    let brackets = |count: usize| "[".repeat(count) + &"]".repeat(count);
    let nested = format!(r#"[{{"text":"x","deep":{}}}]"#, brackets(100_000));
    assert!(matches!(refused(nested), ReadError::TooDeep { line: 1, .. }));
    let line = format!("{{\"text\":\"x\",\"deep\":{}}}\n", brackets(100_000));
    assert_eq!(texts(line.repeat(2)), ["x", "x"]);
    assert!(matches!(refused(brackets(100_000)), ReadError::UnknownShape { .. }));
}

// fastText and plain text.

#[test]
fn fasttext_lines_are_labelled_comments() {
    let file = "__label__supportive so much better \r\n__label__mixed __label__other well\nno label\n__label__mixed\n";
    let (rows, errors, notes) = drain(open(file).unwrap());
    let read: Vec<_> = rows.iter().map(|row| (row.label(), row.text())).collect();
    assert_eq!(read, [(Some("supportive"), "so much better"), (Some("mixed"), "well"), (None, "no label")]);
    assert_eq!(errors[0].to_string(), "line 4: a label and no text");
    assert_eq!(notes.len(), 1);
}

#[test]
fn prose_is_plain_text_whatever_its_commas() {
    let prose = "Well, I like it\n\nNo, never\n  Yes, sure\nFine, ok\n";
    assert_eq!(texts(prose), ["Well, I like it", "No, never", "  Yes, sure", "Fine, ok"]);
    assert_eq!(comments(prose)[1].line(), 3);
    for prose in ["One line only", "Short; not sweet\nMore; of it\n", "[edit] typo\n<3 this\n", "Great!\nBad.\n"] {
        assert_eq!(format_of(prose), "text", "{prose:?}");
    }
}

#[test]
fn every_shape_is_told_apart() {
    let cases = [
        ("text,label\na,b\n", "csv"),
        ("when,mood\n1,calm\n2,sad\n3,calm\nbody", "text"),
        ("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "jsonl"),
        ("{\"text\":\"only one, without line end\"}", "jsonl"),
        ("[{\"text\":\"a\"}]", "json"),
        ("  [ { \"id\": 1, \"body\": \"a\"}, {\"id\": 2, \"body\": \"b\"} ]", "json"),
        ("__label__x y", "fasttext"),
    ];
    for (file, format) in cases {
        assert_eq!(format_of(file), format, "{file}");
    }
    assert_eq!(format_of(&page(1, &[reply("a", "t3_p1", "x", "y", "\"\"")])), "reddit-post");
}

#[test]
fn an_unknown_shape_is_shown_and_the_formats_named() {
    let cases: [(&[u8], &str, &str); 13] = [
        (
            b"{\"posts\": [{\"id\": 1, \"body\": \"x\"}, {\"id\": 2, \"late\": 1}], \"users\": {\"a\": 1}}",
            "this is a JSON object with the keys posts, users; the first of posts has the keys id, body",
            "jq -c '.posts[]' FILE",
        ),
        (
            b"{\"meta\": {\"tags\": [{\"n\": 1}]}, \"data\": {\"page\": {\"rows\": [{\"comment\": \"x\", \"by\": {\"n\": 1}, \"at\": 2",
            "with the keys meta, data; the first of data.page.rows has the keys comment, by, at",
            "jq -c '.data.page.rows[]' FILE",
        ),
        (b"{\"a b\": [{\"x\\u001b\": 1}]}", "the first of a b has the keys x\\u{1b}", "jq -c '.KEY[]' FILE"),
        (b"{\"posts\": [], \"users\": {\"a\": 1}}", "this is a JSON object with the keys posts, users", "--text-column"),
        (b"{\n  \"text\": \"spread over lines\"\n}", "this is a JSON object with the keys text", "jq -c . FILE"),
        (b"[{\"foo\": 1}, {\"foo\": 2}]", "this is a JSON array of objects with the keys foo", "--text-column"),
        (b"log\n{\"a\":1}\n{\"a\":2}\n", "it begins with log\\n{\\\"a\\\":1}\\n{\\\"a\\\":2}\\n", "--input-format"),
        (b"[[\"a\"], [\"b\"]]", "this is JSON that begins with [[\\\"a\\\"], [\\\"b\\\"]]", "an array of objects"),
        (b"<?xml version=\"1.0\"?>\n<rss>", "this is XML with the root <rss>", "a column `text`"),
        (b"<feed><entry><id/></entry></feed>", "this is XML with the root <feed>, and <entry> in it", "stack-exchange"),
        (b"<!doctype html><p>hi</p>", "this is a web page that begins with <!doctype html><p>hi</p>", "site by site"),
        (b"\x7fELF\x02\x01\0\0\0", "this is binary data that begins with \\u{7f}ELF\\u{2}\\u{1}\\0\\0\\0", "CSV, JSON Lines"),
        (b"PK\x03\x04....", "this is a zip archive or an Excel workbook", "save the sheet as CSV"),
    ];
    for (file, seen, advice) in cases {
        let (error, file) = (refused(file), String::from_utf8_lossy(file));
        assert!(matches!(error, ReadError::UnknownShape { .. }));
        assert!(error.to_string().starts_with("not a format I know: ") && error.to_string().ends_with(seen), "{error}");
        let remedy = error.remedy().unwrap();
        assert!(remedy.contains(advice), "{file}: {remedy}");
    }
    assert!(matches!(refused("{\"message\": \"Too Many Requests\", \"error\": 429}"), ReadError::UnknownShape { .. }));
}

#[test]
fn a_head_of_nothing_but_keys_is_shown_at_once() {
    let crowd = |open: &str, key: fn(usize) -> String| open.to_owned() + &(0..60_000).map(key).collect::<String>();
    let deep = |number: usize| format!("\"k{}\":{{", number % 10);
    let wide = |number: usize| format!("\"k{number}\":[{{\"a\":1}}],");
    for file in [crowd("{", deep), crowd("{", wide), crowd("{\"l\":[{", |number| format!("\"k{number}\":1,"))] {
        let started = std::time::Instant::now();
        assert!(matches!(refused(file), ReadError::UnknownShape { .. }));
        assert!(started.elapsed().as_secs() < 10);
    }
}

#[test]
fn a_format_can_be_forced_by_name() {
    let options = ReadOptions::default().with_format(format_named("text").unwrap());
    let reader = open_with("{\"a\":1}\n", &options).unwrap();
    assert_eq!(drain(reader).0[0].text(), "{\"a\":1}");
    let options = ReadOptions::default().with_format(format_named("tsv").unwrap()).with_column(Role::Text, "x");
    assert_eq!(drain(open_with("x\tWhy, then\none\ttwo\n", &options).unwrap()).0[0].text(), "one");
    let error = format_named("docx").unwrap_err();
    assert_eq!(error.to_string(), "there is no input format named docx");
    assert!(error.remedy().unwrap().contains("reddit-post"));
}

#[test]
fn names_of_formats_and_their_aliases_are_unique() {
    let mut names: Vec<&str> = formats().iter().flat_map(|f| f.aliases.iter().copied().chain([f.name])).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

// Comments made by hand, chunks.

#[test]
fn a_comment_made_by_hand_has_a_cell_for_each_role() {
    let comment = Comment::new("hm").with_title("Trams").with_id("1").with_title("Buses");
    assert_eq!(
        (comment.text(), comment.title(), comment.id(), comment.thread()),
        ("hm", Some("Buses"), Some("1"), None)
    );
    assert_eq!(comment.cells().len(), Role::ALL.len());
    let read = comments("text,mood\nwell,calm\n").remove(0).with_label("mixed");
    assert_eq!(read.cells().collect::<Vec<_>>(), [Cell::Text("well"), Cell::Text("calm"), Cell::Text("mixed")]);
    assert_eq!((read.text(), read.label()), ("well", Some("mixed")));
}

#[test]
fn chunks_stop_at_a_bad_row_and_go_on_after_it() {
    let mut reader = open("text,id\na,1\nb,2\nc\nd,4\ne,5\n").unwrap();
    let mut rows = Vec::new();
    assert_eq!(reader.read_chunk(&mut rows, 1).unwrap(), 1);
    assert!(reader.read_chunk(&mut rows, 10).unwrap_err().is_row());
    assert_eq!(reader.read_chunk(&mut rows, 10).unwrap(), 2);
    assert_eq!(reader.read_chunk(&mut rows, 10).unwrap(), 0);
    assert_eq!(rows.iter().map(Comment::text).collect::<String>(), "abde");
}

// Properties.

/// Rows of any cells; those of the column `text` among them.
fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1usize..5).prop_flat_map(|columns| {
        let cell = prop_oneof!["[a-z ,;\t\"'\r\n]{0,12}", any::<String>(), Just(String::new())];
        prop::collection::vec(prop::collection::vec(cell, columns), 0..8)
    })
}

fn write(table: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let width = table.first().map_or(1, Vec::len);
    let header = (0..width).map(|column| if column == 0 { "text".into() } else { format!("column {column}") });
    writer.write_record(header).unwrap();
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn cells(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let text = |cell| match cell {
        Cell::Text(text) => text.to_owned(),
        other => panic!("{other:?}"),
    };
    comments(bytes).iter().map(|row| row.cells().map(text).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_table_written_is_the_table_read(table in tables(), delimiter in prop::sample::select(vec![b',', b'\t', b';'])) {
        prop_assert_eq!(cells(write(&table, delimiter)), table);
    }

    #[test]
    fn layers_and_encodings_change_no_cell(table in tables()) {
        let plain = write(&table, b',');
        let text = String::from_utf8(plain.clone()).unwrap();
        prop_assert_eq!(&cells(gz(&plain)), &table);
        prop_assert_eq!(&cells(zst(&plain)), &table);
        prop_assert_eq!(&cells(utf16(&text, true, true)), &table);
        prop_assert_eq!(&cells(utf16(&text, true, false)), &table);
    }

    #[test]
    fn json_lines_written_are_the_json_lines_read(table in tables()) {
        prop_assume!(!table.is_empty());
        let line = |row: &Vec<String>| {
            let object: serde_json::Map<String, serde_json::Value> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| (if column == 0 { "text".into() } else { format!("z{column}") }, cell.clone().into()))
                .collect();
            serde_json::to_string(&object).unwrap() + "\n"
        };
        prop_assert_eq!(cells(table.iter().map(line).collect::<String>().into_bytes()), table);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), start in prop::sample::select(vec![
        "", "id,text\n", "{\"text\":", "[{\"text\":", "[{\"kind\":\"Listing\",\"data\":", "__label__", "\u{1f}", "\"",
    ])) {
        let file = [start.as_bytes(), &bytes].concat();
        if let Ok(reader) = open(file) {
            let (rows, errors, notes) = drain(reader);
            prop_assert!(!rows.is_empty() || !errors.is_empty() || !notes.is_empty());
            for row in rows {
                prop_assert!(row.cells().len() > 0);
            }
        }
    }
}
