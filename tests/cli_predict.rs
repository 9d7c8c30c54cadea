//! `undertone predict` as a script meets it: what goes in comes out, labelled, whatever the order, the threads, the packing or the reader.

mod common;

use common::{
    Folder, Table, ended, gunzipped, gzipped, json_lines, labelled, labelled_csv, moods, repository, run_in_repository,
};
use proptest::prelude::*;
use std::io::{BufRead, BufReader, Write};

/// The arguments that every run here begins with.
fn predict<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["predict", "--model", moods()], more].concat()
}

/// Comments of every kind, as CSV with an id.
fn many(rows: usize) -> String {
    let texts = labelled();
    (0..rows).fold("id,text\n".to_owned(), |csv, row| csv + &format!("{row},{}\n", texts[row % texts.len()].0))
}

// Columns.

#[test]
fn columns_and_order_are_kept_and_predictions_come_last() {
    let folder = Folder::with(&[(
        "in.csv",
        "mood,text,id\n?,the great map,7\n!,the awful map,3\n,\"great, \"\"really\"\"\",5\n",
    )]);
    let table = Table::of(folder.run(predict(&["in.csv"])).succeeds().out);
    assert_eq!(table.columns, ["mood", "text", "id", "predicted", "p_glad", "p_sad"]);
    assert_eq!(table.rows[0][..4], ["?", "the great map", "7", "glad"]);
    assert_eq!(table.rows[1][..4], ["!", "the awful map", "3", "sad"]);
    assert_eq!(table.rows[2][..4], ["", "great, \"really\"", "5", "glad"]);
}

#[test]
fn the_predicted_label_is_the_likeliest_and_probabilities_sum_to_one() {
    let folder = Folder::with(&[("in.csv", &many(48))]);
    let table = Table::of(folder.run(predict(&["in.csv"])).succeeds().out);
    let expected: Vec<&str> = labelled().iter().map(|(_, label)| *label).collect();
    assert_eq!(table.column("predicted"), expected);
    for row in &table.rows {
        let (glad, sad): (f64, f64) = (row[3].parse().unwrap(), row[4].parse().unwrap());
        assert!((glad + sad - 1.0).abs() < 2e-4, "{row:?}");
        assert_eq!(row[2], if glad > sad { "glad" } else { "sad" });
    }
}

#[test]
fn several_files_make_one_table_with_the_union_of_their_columns() {
    let folder = Folder::with(&[
        ("a.csv", "id,text\n1,great\n"),
        ("b.jsonl", "{\"text\":\"awful\",\"likes\":3}\n"),
        ("c.txt", "works, thanks\n"),
    ]);
    let table = Table::of(folder.run(predict(&["a.csv", "b.jsonl", "c.txt"])).succeeds().out);
    assert_eq!(table.columns, ["file", "id", "text", "likes", "predicted", "p_glad", "p_sad"]);
    assert_eq!(table.rows[0][..5], ["a.csv", "1", "great", "", "glad"]);
    assert_eq!(table.rows[1][..5], ["b.jsonl", "", "awful", "3", "sad"]);
    assert_eq!(table.rows[2][..5], ["c.txt", "", "works, thanks", "", "glad"]);
}

#[test]
fn earlier_predictions_are_replaced_and_other_probabilities_kept() {
    let folder = Folder::with(&[("in.csv", "p_sad,predicted,text,because,p_angry\n0.1,sad,great,luck,0.2\n")]);
    let ran =
        folder.run(predict(&["in.csv"])).succeeds().says(&["in.csv", "p_sad is replaced", "predicted is replaced"]);
    let table = Table::of(ran.out);
    assert_eq!(table.columns, ["text", "p_angry", "predicted", "p_glad", "p_sad"]);
    assert_eq!(table.rows[0][..3], ["great", "0.2", "glad"]);
}

#[test]
fn standard_input_is_called_that_in_every_note() {
    let ran = Folder::new().run_on("text,predicted\ngreat,sad\n", predict(&[])).succeeds();
    ran.says(&["standard input: the column predicted is replaced"]);
}

#[test]
fn labelling_what_is_labelled_changes_nothing() {
    let folder = Folder::with(&[("in.csv", "id,text\n1,\"great,\nnew line\"\n2,\"the \"\"awful\"\" map\"\n3,' x \n")]);
    let once = folder.run(predict(&["in.csv", "--explain"])).succeeds();
    let twice = folder.run_on(&once.bytes, predict(&["--explain"])).succeeds();
    assert_eq!(once.out, twice.out);
}

#[test]
fn columns_are_named_by_the_user() {
    let folder = Folder::with(&[("in.csv", "text,answer\ngreat,awful\n")]);
    let table = Table::of(folder.run(predict(&["in.csv", "--text-column", "answer"])).succeeds().out);
    assert_eq!(table.column("predicted"), ["sad"]);
    assert_eq!(table.columns[..2], ["text", "answer"]);
}

// Shapes.

#[test]
fn json_lines_keep_their_types() {
    let line = r#"{"id":12345678901234567890,"text":"great","n":1.50,"e":1e3,"nest":{"b":[1,{"a":null}],"a":2},"t":true,"z":null,"s":"5"}"#;
    let folder = Folder::with(&[("in.jsonl", &format!("{line}\n{{\"text\":\"awful\"}}\n"))]);
    let out = folder.run(predict(&["in.jsonl", "--format", "jsonl"])).succeeds().out;
    let lines: Vec<&str> = out.lines().collect();
    // As written: 1.50 stays 1.50, keys stay in order.
    assert!(lines[0].starts_with(&line[..line.len() - 1]), "{}", lines[0]);
    let values = json_lines(&out);
    assert_eq!(values[0]["predicted"], "glad");
    assert!(values[0]["p_glad"].as_f64().unwrap() > 0.5);
    let keys: Vec<&String> = values[1].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["p_glad", "p_sad", "predicted", "text"], "a key that was missing is still missing");
}

#[test]
fn json_lines_become_cells_and_cells_become_strings() {
    let folder = Folder::with(&[
        ("in.jsonl", "{\"text\":\"great\",\"n\":1.50,\"nest\":{\"a\":[1, 2]},\"ok\":true}\n"),
        ("in.csv", "text,n,empty\ngreat,5,\n"),
    ]);
    let table = Table::of(folder.run(predict(&["in.jsonl"])).succeeds().out);
    assert_eq!(table.rows[0][..4], ["great", "1.50", "{\"a\":[1, 2]}", "true"]);
    let value = &json_lines(&folder.run(predict(&["in.csv", "--format", "jsonl"])).succeeds().out)[0];
    assert_eq!((value["n"].as_str(), value["empty"].as_str()), (Some("5"), Some("")));
}

#[test]
fn the_shape_follows_the_name_of_the_output() {
    let folder = Folder::with(&[("in.csv", "id,text\n1,\"a\tgreat map\"\n")]);
    for name in ["o.csv", "o.tsv", "o.jsonl", "o.ndjson", "o.jsonl.gz", "o.txt"] {
        let ran = folder.run(predict(&["in.csv", "--output", name])).succeeds();
        assert_eq!(ran.out, "", "{name}");
    }
    assert_eq!(Table::of(folder.text("o.csv")).rows[0][1], "a\tgreat map");
    assert_eq!(Table::delimited(folder.text("o.tsv"), b'\t').rows[0][1], "a\tgreat map");
    assert_eq!(json_lines(&folder.text("o.jsonl"))[0]["text"], "a\tgreat map");
    assert_eq!(folder.text("o.jsonl"), folder.text("o.ndjson"));
    assert_eq!(folder.text("o.jsonl"), gunzipped(&folder.bytes("o.jsonl.gz")));
    assert_eq!(folder.text("o.csv"), folder.text("o.txt"));
    folder.run(predict(&["in.csv", "--output", "o.csv", "--format", "jsonl"])).succeeds();
    assert_eq!(folder.text("o.csv"), folder.text("o.jsonl"), "--format overrules the name");
}

#[test]
fn packed_files_are_read_by_content_and_written_by_name() {
    let plain = many(20);
    let folder = Folder::with(&[("in.csv", &plain)]);
    folder.write("named.wrongly", gzipped(&plain));
    folder.write("in.csv.zst", zstd::encode_all(plain.as_bytes(), 1).unwrap());
    let expected = folder.run(predict(&["in.csv"])).succeeds().out;
    assert_eq!(folder.run(predict(&["named.wrongly", "--output", "o.csv.gz"])).succeeds().out, "");
    folder.run(predict(&["in.csv.zst", "--output", "o.csv.zst"])).succeeds();
    assert_eq!(gunzipped(&folder.bytes("o.csv.gz")), expected);
    assert_eq!(zstd::decode_all(folder.bytes("o.csv.zst").as_slice()).unwrap(), expected.as_bytes());
    assert_eq!(folder.run_on(folder.bytes("o.csv.gz"), predict(&[])).succeeds().out, expected);
}

#[test]
fn standard_input_is_read_where_no_file_is_named() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\nawful\n")]);
    let expected = folder.run(predict(&["in.csv"])).succeeds().out;
    for arguments in [&[][..], &["-"], &["-", "--output", "-"]] {
        assert_eq!(folder.run_on("text\ngreat\nawful\n", predict(arguments)).succeeds().out, expected, "{arguments:?}");
    }
    let both = Table::of(folder.run_on("text\nthanks\n", predict(&["in.csv", "-"])).succeeds().out);
    assert_eq!(both.column("file"), ["in.csv", "in.csv", "-"]);
    assert_eq!(folder.names(), ["in.csv"]);
}

// Options.

#[test]
fn below_the_threshold_nothing_is_predicted() {
    let folder = Folder::with(&[("in.csv", "text\ngreat great\nhm\n")]);
    let ran = folder.run(predict(&["in.csv", "--abstain-below", "0.9"])).succeeds().says(&["unsure 50 % (1)"]);
    let table = Table::of(ran.out);
    assert_eq!(table.column("predicted"), ["glad", ""]);
    assert!(table.column("p_sad").iter().all(|p| !p.is_empty()), "the probabilities are still told");
    let jsonl = folder.run(predict(&["in.csv", "--abstain-below", "1", "--format", "jsonl"])).succeeds().out;
    assert_eq!(json_lines(&jsonl)[1]["predicted"], "");
    let all = folder.run(predict(&["in.csv", "--abstain-below", "0"])).succeeds().out;
    assert_eq!(all, folder.run(predict(&["in.csv"])).succeeds().out);
}

#[test]
fn an_explanation_names_the_word_that_decided() {
    let folder = Folder::with(&[("in.csv", "text\nthe great map\nthe awful map\n")]);
    let table = Table::of(folder.run(predict(&["in.csv", "--explain"])).succeeds().out);
    assert_eq!(table.columns.last().unwrap(), "because");
    let because = table.column("because");
    assert!(because[0].contains("great +") && because[1].contains("awful +"), "{because:?}");
    let plain = Table::of(folder.run(predict(&["in.csv"])).succeeds().out);
    assert!(plain.rows.iter().zip(&table.rows).all(|(plain, row)| row.starts_with(plain)), "nothing else changes");
}

#[test]
fn a_spreadsheet_runs_no_cell_and_numbers_stay_numbers() {
    let folder = Folder::with(&[("in.csv", "n,text\n-5,=1+1\n+2.5,@SUM(A1) great\n-x,\"\tawful\"\n")]);
    let table = Table::of(folder.run(predict(&["in.csv", "--spreadsheet"])).succeeds().out);
    assert_eq!(table.column("n"), ["-5", "+2.5", "'-x"]);
    assert_eq!(table.column("text"), ["'=1+1", "'@SUM(A1) great", "'\tawful"]);
    let plain = Table::of(folder.run(predict(&["in.csv"])).succeeds().out);
    assert_eq!(plain.column("text")[0], "=1+1", "as it was, unless asked");
    assert_eq!(plain.column("predicted"), table.column("predicted"));
}

#[test]
fn a_spreadsheet_runs_no_header() {
    let folder = Folder::with(&[("in.csv", "text,=1+1\ngreat,x\n")]);
    let table = Table::of(folder.run(predict(&["in.csv", "--spreadsheet"])).succeeds().out);
    assert_eq!(table.columns[1], "'=1+1");
}

#[test]
fn a_spreadsheet_runs_no_reason() {
    // A token that begins like a formula, and decides.
    let labelled = "text,label\n-_- a,down\n-_- b,down\n-_- c,down\nyes a,up\nyes b,up\nyes c,up\n";
    let folder = Folder::with(&[("labelled.csv", labelled), ("in.csv", "text\n-_-\n")]);
    folder.run(["train", "labelled.csv", "--output", "m", "--character-ngrams", "none", "--quiet"]).succeeds();
    let ran = folder.run(["predict", "in.csv", "--model", "m", "--explain", "--spreadsheet"]).succeeds();
    let table = Table::of(ran.out);
    assert!(table.column("because")[0].contains("-_- +"), "{table:?}");
    assert!(!table.column("because")[0].starts_with('-'), "{table:?}");
}

#[test]
fn quiet_is_silent() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\ncaf\u{e9}\n"), ("ragged.csv", "id,text\n1,a\n2\n")]);
    let loud = folder.run(predict(&["in.csv"])).succeeds().says(&["2 comments labelled"]);
    let quiet = folder.run(predict(&["in.csv", "--quiet"])).succeeds();
    assert_eq!((quiet.err.as_str(), quiet.out), ("", loud.out));
    assert_eq!(folder.run(predict(&["ragged.csv", "-q"])).succeeds().err, "");
}

// The same labels, however they are asked for.

#[test]
fn threads_change_no_byte() {
    let folder = Folder::with(&[("in.csv", &many(8193))]);
    let run = |threads| folder.run(predict(&["in.csv", "--threads", threads])).succeeds().out;
    let one = run("1");
    assert_eq!(one.lines().count(), 8194);
    assert!(one == run("2") && one == run("3"));
}

#[test]
fn the_end_of_a_chunk_changes_no_row_and_loses_none() {
    let folder = Folder::with(&[("few.csv", &many(48))]);
    let few = Table::of(folder.run(predict(&["few.csv"])).succeeds().out);
    for rows in [8191, 8192, 8193, 16385] {
        let many = Table::of(folder.run_on(many(rows), predict(&[])).succeeds().out);
        assert_eq!(many.rows.len(), rows);
        for (number, row) in many.rows.iter().enumerate() {
            assert_eq!(row[0], number.to_string(), "of {rows}");
            assert_eq!(row[1..], few.rows[number % few.rows.len()][1..], "row {number} of {rows}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_the_rows_changes_no_label(rows in Just((0..48usize).collect::<Vec<_>>()).prop_shuffle(), cut in 1..48usize) {
        let folder = Folder::new();
        let texts = labelled();
        let csv = |ids: &[usize]| ids.iter().fold("id,text\n".to_owned(), |csv, id| csv + &format!("{id},{}\n", texts[*id].0));
        let ordered = Table::of(folder.run_on(many(48), predict(&[])).succeeds().out);
        // Shuffled, and some of them left out.
        let shuffled = Table::of(folder.run_on(csv(&rows[..cut]), predict(&[])).succeeds().out);
        let expected = ordered.by("id");
        prop_assert_eq!(shuffled.rows.len(), cut);
        for (id, row) in shuffled.by("id") {
            prop_assert_eq!(row, expected[id]);
        }
    }

    #[test]
    fn any_cells_come_out_as_they_went_in(cells in prop::collection::vec(("[a-z ,;\t\"'\r\n=]{0,9}|\\PC{0,9}", any::<String>()), 1..6)) {
        let folder = Folder::new();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["text", "note"]).unwrap();
        cells.iter().for_each(|(text, note)| writer.write_record([text, note]).unwrap());
        let csv = writer.into_inner().unwrap();
        let delimited = Table::of(folder.run_on(&csv, predict(&[])).succeeds().out);
        let jsonl = json_lines(&folder.run_on(&csv, predict(&["--format", "jsonl"])).succeeds().out);
        prop_assert_eq!((delimited.rows.len(), jsonl.len()), (cells.len(), cells.len()));
        for (((text, note), row), value) in cells.iter().zip(&delimited.rows).zip(&jsonl) {
            prop_assert_eq!((&row[0], &row[1]), (text, note));
            prop_assert_eq!((value["text"].as_str(), value["note"].as_str()), (Some(text.as_str()), Some(note.as_str())));
        }
    }
}

// People and terminals.

/// What no terminal may be sent: controls but the end of a line, and marks that turn the direction of text.
fn hostile(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[test]
fn a_comment_cannot_drive_the_terminal() {
    let folder = Folder::with(&[
        ("in.csv", "text,author\n\"great\u{1b}[2J\nnext\u{202e}\u{9b}\",\"ev\u{1b}]0;x\u{7}il\u{2066}\"\n"),
        ("ragged.csv", "id,text\n1,a\n\u{1b}[2J\n"),
    ]);
    for more in [&[][..], &["--explain"], &["--color", "never"]] {
        let ran = folder.run(predict(&[&["in.csv", "--format", "table"], more].concat())).succeeds();
        assert!(!ran.out.contains(hostile), "{more:?}: {:?}", ran.out);
        assert_eq!(ran.out.lines().count(), 2, "one line a comment: {:?}", ran.out);
    }
    let ran = folder.run(predict(&["ragged.csv"])).succeeds();
    assert!(!ran.err.contains(hostile), "{:?}", ran.err);
}

#[test]
fn a_label_cannot_drive_the_terminal() {
    let label = "x\u{1b}[2J\u{202e}";
    let labelled: String =
        (0..4).fold("text,label\n".to_owned(), |csv, n| csv + &format!("great {n},{label}\nawful {n},z\n"));
    let folder = Folder::with(&[("labelled.csv", &labelled)]);
    folder.run(["train", "labelled.csv", "--output", "m"]).succeeds();
    for arguments in [
        &["predict", "labelled.csv", "--model", "m", "--format", "table", "--color", "never"][..],
        &["explain", "great", "--model", "m", "--color", "always"],
        &["evaluate", "labelled.csv", "--model", "m", "--color", "always"],
        &["inspect", "m", "--color", "always"],
    ] {
        let ran = folder.run(arguments).succeeds();
        assert!(!ran.out.contains("\u{1b}[2J") && !ran.out.contains('\u{202e}'), "{arguments:?}: {:?}", ran.out);
        assert!(!ran.err.contains(hostile), "{arguments:?}: {:?}", ran.err);
    }
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\n")]);
    let coloured =
        |color| folder.run(predict(&["in.csv", "-f", "table", "--color", color])).succeeds().out.contains('\u{1b}');
    assert!(coloured("always") && !coloured("auto") && !coloured("never"));
    folder.run(predict(&["in.csv", "-f", "table", "--color", "always", "--output", "o.txt"])).succeeds();
    assert!(!folder.text("o.txt").contains('\u{1b}'), "a file is no terminal");
}

#[test]
fn a_table_is_as_wide_as_the_terminal_and_no_wider() {
    let folder = Folder::with(&[("in.csv", &format!("author,text\nann,{}\n", "great ".repeat(60)))]);
    let table = folder.run(predict(&["in.csv", "--format", "table"])).succeeds().out;
    assert_eq!(table.lines().map(|line| line.chars().count()).max(), Some(100), "{table}");
}

#[test]
fn an_unsure_line_of_a_table_is_aligned_with_the_others() {
    let folder = Folder::with(&[("in.csv", "author,text\nann,great\nbob,hm\n")]);
    let table = folder.run(predict(&["in.csv", "--format", "table", "--abstain-below", "0.9"])).succeeds().out;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[2].starts_with("unsure"), "{table}");
    let places = [lines[0].find("author"), lines[1].find("ann"), lines[2].find("bob")];
    assert!(places[0] == places[1] && places[1] == places[2], "{table}");
}

#[test]
fn a_thread_gives_every_kept_comment_once_in_the_order_of_a_reader() {
    let page = std::fs::read_to_string(repository().join("datasets/examples/night-trams.json")).unwrap();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    let mut expected = Vec::new();
    kept(&page[1], &mut expected);
    let ran = run_in_repository(predict(&["datasets/examples/night-trams.json"])).succeeds();
    assert_eq!(Table::of(ran.out).column("id"), expected);
    assert!(ran.err.contains(&format!("kept {} of ", expected.len())), "{}", ran.err);
}

/// Ids of the comments in a listing that were not deleted and are nobody's office, each before its replies.
fn kept<'a>(listing: &'a serde_json::Value, ids: &mut Vec<&'a str>) {
    for child in listing["data"]["children"].as_array().into_iter().flatten().filter(|child| child["kind"] == "t1") {
        let data = &child["data"];
        let official =
            data["author"] == "AutoModerator" || data["stickied"] == true || !data["distinguished"].is_null();
        if !official && !matches!(data["body"].as_str(), None | Some("[deleted]" | "[removed]")) {
            ids.push(data["id"].as_str().unwrap());
        }
        kept(&data["replies"], ids);
    }
}

// Ends.

#[test]
fn an_output_appears_whole_or_not_at_all() {
    let folder = Folder::with(&[("good.csv", &many(9000)), ("cut.csv", "id,text\n1,great\n2,\"never closed\n")]);
    folder.write("cut.csv.gz", &gzipped(many(9000))[..9000]);
    let before = folder.names();
    for bad in ["cut.csv", "cut.csv.gz", "missing.csv"] {
        for output in ["o.csv", "o.csv.gz", "o.jsonl.zst"] {
            folder
                .run(predict(&["good.csv", bad, "--strict", "--output", output, "--rejects", "r"]))
                .fails()
                .says(&[bad]);
            assert_eq!(folder.names(), before, "{bad} → {output}");
        }
    }
    folder.write("o.csv", "an earlier result");
    folder.run(predict(&["good.csv", "cut.csv", "--output", "o.csv"])).fails();
    assert_eq!(folder.text("o.csv"), "an earlier result");
}

#[test]
fn an_output_that_was_there_is_replaced_whole() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\n"), ("o.csv", &"x".repeat(100_000))]);
    folder.run(predict(&["in.csv", "--output", "o.csv"])).succeeds();
    assert_eq!(folder.text("o.csv"), folder.run(predict(&["in.csv"])).succeeds().out);
    assert_eq!(folder.names(), ["in.csv", "o.csv"]);
}

#[test]
fn a_closed_pipe_is_success() {
    let rows: String =
        (0..40_000).map(|row| format!("{row},great and rather long so that no pipe holds it all\n")).collect();
    let folder = Folder::with(&[("in.csv", &format!("id,text\n{rows}"))]);
    for format in ["csv", "jsonl", "table"] {
        let mut child = folder.start(predict(&["in.csv", "--format", format]));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        // The reader is dropped: it has had enough.
        let ran = ended(child).succeeds();
        assert_eq!(ran.err, "", "{format}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_file() {
    use std::time::{Duration, Instant};
    let folder = Folder::new();
    for output in ["o.csv", "o.csv.gz"] {
        let mut child = folder.start(predict(&["-", "--output", output, "--rejects", "rejects"]));
        let mut input = child.stdin.take().unwrap();
        input.write_all(many(20_000).as_bytes()).unwrap();
        let started = Instant::now();
        while folder.names().len() < 2 {
            assert!(started.elapsed() < Duration::from_secs(20), "it never began to write: {:?}", folder.names());
            std::thread::sleep(Duration::from_millis(5));
        }
        let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        drop(child.stdout.take());
        let ran = ended(child);
        assert_eq!(ran.code, Some(130), "{}", ran.err);
        assert_eq!(folder.names(), [""; 0]);
        drop(input);
    }
}

#[test]
fn a_file_column_of_an_earlier_run_is_not_there_twice() {
    let folder = Folder::with(&[("a.csv", "file,text\nold.csv,great\n"), ("b.csv", "text\nawful\n")]);
    let table = Table::of(folder.run(predict(&["a.csv", "b.csv"])).succeeds().out);
    let columns: std::collections::BTreeSet<&String> = table.columns.iter().collect();
    assert_eq!(columns.len(), table.columns.len(), "{:?}", table.columns);
}

#[test]
fn comments_in_words_that_the_model_did_not_learn_are_warned_of() {
    let folder = Folder::with(&[
        ("own.csv", &labelled_csv()),
        ("other.csv", "text\ndas ist aber eine feine Sache\nje ne suis pas du tout convaincu\n"),
    ]);
    let own = folder.run(["predict", "own.csv", "--model", moods()]).succeeds();
    assert!(!own.err.contains("does not know"), "{}", own.err);
    let other = folder.run(["predict", "other.csv", "--model", moods()]).succeeds();
    other.says(&["warning: the model does not know 87 % of the words", "of the labels should be right"]);
}

#[test]
fn a_prior_of_the_thread_is_estimated_on_request() {
    let rows: String =
        (0..400).map(|n| format!("{},{}\n", if n % 2 == 0 { "a" } else { "b" }, ["great", "hm"][n % 2])).collect();
    let folder = Folder::with(&[("in.csv", &format!("thread,text\n{rows}"))]);
    let glad = |more: &[&str]| -> Vec<f64> {
        let table = Table::of(folder.run([&["predict", "in.csv", "--model", moods()], more].concat()).succeeds().bytes);
        table.column("p_glad").iter().map(|p| p.parse().unwrap()).collect()
    };
    let (plain, adapted) = (glad(&[]), glad(&["--adapt-prior"]));
    assert_eq!(adapted.len(), 400);
    // A thread of nothing but shrugs: gladness becomes less probable there, and in the other thread it does not.
    let (glad_plain, glad_adapted) = ((plain[0], plain[1]), (adapted[0], adapted[1]));
    assert!(glad_adapted.1 < glad_plain.1 && glad_adapted.0 >= glad_plain.0, "{glad_plain:?} {glad_adapted:?}");
    assert!(adapted.iter().all(|p| (0.0..=1.0).contains(p)));
}

/// The rows themselves stay what every reader of JSON Lines expects.
#[test]
fn how_much_became_comments_is_written_beside_the_rows() {
    let folder = Folder::new();
    let post = repository().join("tests/fixtures/dumps/reddit-post.json");
    folder.write("post.json", std::fs::read(post).unwrap());
    folder.write("rows.csv", "id,text\n1,lovely\n2,too,many\n");
    let run = |input: &[&str]| {
        let arguments = ["--model", moods(), "--format", "jsonl", "--account", "account.json"];
        let ran = folder.run([&["predict"], input, &arguments].concat()).succeeds();
        let account: serde_json::Value = serde_json::from_str(&folder.text("account.json")).unwrap();
        (json_lines(&ran.out).len(), account["read"].clone())
    };
    let left_out = serde_json::json!({"by bots": 1, "deleted": 1, "removed": 1, "not in the dump": 3});
    assert_eq!(run(&["post.json"]), (3, serde_json::json!({"kept": 3, "total": 9, "left_out": left_out})));
    let (rows, read) = run(&["post.json", "rows.csv"]);
    assert_eq!((rows, &read["kept"], &read["left_out"]["unreadable"]), (4, &4.into(), &1.into()));
    let digest = folder.run(["digest", "post.json", "--json"]).succeeds();
    let digest: serde_json::Value = serde_json::from_str(&digest.out).unwrap();
    assert_eq!(digest["read"], serde_json::json!({"kept": 3, "total": 9, "left_out": left_out}));
    folder.run(["predict", "rows.csv", "--account", "rows.csv"]).fails().says(&["both input and output"]);
    folder.run(["predict", "rows.csv", "--account", "no/a.json"]).fails().says(&["no/a.json", "make the folder first"]);
}
