//! Whatever is wrong with a file, an option or the disk: a sentence that names it and what to do, and nothing half done.

mod common;

use common::{Folder, Ran, Table, gzipped, labelled_csv, moods, stances};

/// The arguments that most runs here begin with.
fn predict<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["predict", "--model", moods()], more].concat()
}

/// What a refusal must be: `undertone: PLACE: … WHAT …`, then the remedy on a line of its own.
#[track_caller]
fn refused(ran: Ran, place: &str, what: &str, remedy: &str) {
    let ran = ran.fails();
    let error = ran.err.lines().skip_while(|line| !line.starts_with("undertone: ")).collect::<Vec<_>>();
    let [first, rest @ ..] = error.as_slice() else { panic!("no error is said:\n{}", ran.err) };
    assert!(first.starts_with(&format!("undertone: {place}: ")), "it does not name {place}:\n{}", ran.err);
    assert!(first.contains(what), "it does not say {what:?}:\n{}", ran.err);
    let said = rest.first().and_then(|line| line.strip_prefix("  "));
    assert!(said.is_some_and(|said| said.contains(remedy)), "no remedy with {remedy:?}:\n{}", ran.err);
}

/// Predicts from one file into another, which must not come to be.
#[track_caller]
fn predict_refused(name: &str, content: impl AsRef<[u8]>, place: &str, what: &str, remedy: &str) {
    let folder = Folder::new();
    folder.write(name, content);
    refused(folder.run(predict(&[name, "--output", "o.csv"])), place, what, remedy);
    assert_eq!(folder.names(), [name], "something half done is left");
}

// Files.

#[test]
fn no_such_file() {
    let folder = Folder::new();
    refused(folder.run(predict(&["no.csv", "--output", "o.csv"])), "no.csv", "no such file", "check the path");
    refused(folder.run(["train", "no.csv", "--output", "m"]), "no.csv", "no such file", "check the path");
    refused(folder.run(["evaluate", "no.csv", "--model", moods()]), "no.csv", "no such file", "check the path");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_directory_without_anything_to_read() {
    let folder = Folder::new();
    refused(folder.run(predict(&["."])), ".", "there is no file", "undertone formats");
    refused(folder.run(["train", ".", "--output", "m"]), ".", "there is no file", "undertone formats");
}

#[test]
fn an_empty_file() {
    predict_refused("in.csv", "", "in.csv", "empty", "");
}

#[test]
fn an_empty_standard_input() {
    let folder = Folder::new();
    refused(folder.run(predict(&[])), "standard input", "empty", "");
}

#[test]
fn only_a_header_is_an_empty_table_and_a_warning() {
    let folder = Folder::with(&[("in.csv", "id,text\n")]);
    let ran = folder.run(predict(&["in.csv"])).succeeds().says(&["in.csv: a header and no rows"]);
    assert_eq!(ran.out, "id,text,predicted,p_glad,p_sad\n");
    folder.run(predict(&["in.csv", "--output", "o.csv.gz"])).succeeds();
    assert_eq!(common::gunzipped(&folder.bytes("o.csv.gz")), ran.out);
    assert_eq!(folder.run(predict(&["in.csv", "--format", "jsonl"])).succeeds().out, "");
}

#[test]
fn only_a_header_teaches_nothing() {
    let folder = Folder::with(&[("in.csv", "text,label\n")]);
    refused(folder.run(["train", "in.csv", "--output", "m"]), "in.csv", "no comment has a label", "labelled comments");
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn no_text_column() {
    let csv = "id,answer,date\n1,I would rather wait,2024-01-01\n2,not for me,2024-01-02\n";
    predict_refused("in.csv", csv, "in.csv", "the columns are id, answer, date", "--text-column answer");
}

#[test]
fn a_column_that_is_not_there() {
    let folder = Folder::with(&[("in.csv", "id,text\n1,a\n")]);
    let ran = folder.run(predict(&["in.csv", "--text-column", "body"]));
    refused(ran, "in.csv", "there is no column body; the columns are id, text", "--text-column");
}

#[test]
fn an_unclosed_quote() {
    let remedy = "close the quote";
    predict_refused(
        "in.csv",
        "id,text\n1,one\n2,\"two\n3,three\n",
        "in.csv:3",
        "a quote opens here and never closes",
        remedy,
    );
}

#[test]
fn an_unclosed_quote_after_many_good_rows() {
    let rows: String = (0..9000).map(|row| format!("{row},fine\n")).collect();
    let what = "a quote opens here and never closes";
    predict_refused("in.csv", format!("id,text\n{rows}x,\"open\n"), "in.csv:9002", what, "close the quote");
}

#[test]
fn invalid_utf8_is_decoded_and_said_once() {
    let folder = Folder::new();
    folder.write("in.csv", b"id,text\n1,caf\xe9 great\n2,na\xefve\n3,\x80 awful\n");
    let ran = folder.run(predict(&["in.csv"])).succeeds();
    assert_eq!(Table::of(&ran.out).column("text"), ["café great", "naïve", "€ awful"]);
    assert_eq!(ran.err.matches("in.csv:2: not valid UTF-8").count(), 1, "{}", ran.err);
    assert_eq!(ran.err.matches("not valid UTF-8").count(), 1, "{}", ran.err);
}

#[test]
fn zero_bytes_are_kept() {
    let folder = Folder::with(&[("in.csv", "id,text\n1,gre\0at\n2,\0\n")]);
    let table = Table::of(folder.run(predict(&["in.csv"])).succeeds().out);
    assert_eq!(table.column("text"), ["gre\0at", "\0"]);
    let shown = folder.run(predict(&["in.csv", "--format", "table"])).succeeds().out;
    assert!(!shown.contains('\0'));
}

#[test]
fn a_comment_of_ten_megabytes() {
    let (words, letters) = ("so it goes ".repeat(950_000), "a".repeat(10 << 20));
    let folder = Folder::with(&[("in.csv", &format!("id,text\n1,{words}\n2,{letters}\n3,great\n"))]);
    let table = Table::of(folder.run(predict(&["in.csv"])).succeeds().bytes);
    assert!(table.rows[0][1] == words && table.rows[1][1] == letters);
    assert_eq!(table.rows[2][2], "glad");
}

#[test]
fn ten_million_empty_lines() {
    let csv = format!("id,text\n1,great\n{}2,awful\n", "\n".repeat(10_000_000));
    let folder = Folder::new();
    let table = Table::of(folder.run_on(csv, predict(&[])).succeeds().out);
    assert_eq!(table.column("predicted"), ["glad", "sad"]);
}

#[test]
fn nothing_but_ten_million_empty_lines() {
    let folder = Folder::new();
    refused(folder.run_on("\n".repeat(10_000_000), predict(&[])), "standard input", "empty", "");
}

#[test]
fn duplicate_headers_where_one_is_needed() {
    let (what, remedy) = ("two columns are named text", "rename one of them");
    predict_refused("in.csv", "text,id,text\na,1,b\n", "in.csv", what, remedy);
}

#[test]
fn duplicate_headers_where_none_is_needed_are_kept() {
    let folder = Folder::with(&[("in.csv", "note,text,note\na,great,b\n")]);
    let ran = folder.run(predict(&["in.csv"])).succeeds().says(&["in.csv: two columns are named note"]);
    assert!(ran.out.starts_with("note,text,note,predicted,p_glad,p_sad\na,great,b,glad,"), "{}", ran.out);
}

#[test]
fn cut_off_compression() {
    let csv: String = (0..3000).map(|row| format!("{row},number {}\n", row * 7919 % 1009)).collect();
    let packed = gzipped(format!("id,text\n{csv}"));
    let folder = Folder::new();
    folder.write("in.csv.gz", &packed[..packed.len() / 2]);
    let strict = folder.run(predict(&["in.csv.gz", "--strict", "--output", "o.csv"]));
    refused(strict, "in.csv.gz", "cut off", "fetch or copy the file again");
    assert_eq!(folder.names(), ["in.csv.gz"], "something half done is left");
    let kept = folder.run(predict(&["in.csv.gz"])).succeeds().says(&["warning: in.csv.gz", "cut off"]);
    assert!(kept.out.starts_with("id,text,predicted,p_glad,p_sad\n0,number 0,"), "{}", kept.out);
}

// Ragged rows.

const RAGGED: &str = "id,text\n1,great\n2,two,too many\n3\n4,\"a \"\"b\"\"\",c\n5\n6,awful\n";

#[test]
fn ragged_rows_are_counted_and_left_out() {
    let folder = Folder::with(&[("in.csv", RAGGED)]);
    let ran = folder.run(predict(&["in.csv"])).succeeds();
    assert_eq!(Table::of(&ran.out).column("id"), ["1", "6"]);
    let ran = ran.says(&[
        "in.csv:3: 3 cells, but the header has 2",
        "in.csv:4: 1 cell",
        "in.csv:5: ",
        "4 rows",
        "--rejects",
        "--strict",
    ]);
    assert!(!ran.err.contains("in.csv:6"), "only the first few are shown:\n{}", ran.err);
}

#[test]
fn strict_makes_a_ragged_row_fatal() {
    let folder = Folder::with(&[("in.csv", RAGGED)]);
    let ran = folder.run(predict(&["in.csv", "--strict", "--output", "o.csv"]));
    refused(ran, "in.csv:3", "3 cells, but the header has 2", "--strict");
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn rejects_keep_the_rows_as_they_stand() {
    let folder = Folder::with(&[("in.csv", RAGGED)]);
    let ran = folder.run(predict(&["in.csv", "--rejects", "bad.csv"])).succeeds().says(&["4 rows", "bad.csv"]);
    assert_eq!(Table::of(&ran.out).column("id"), ["1", "6"]);
    assert_eq!(folder.text("bad.csv"), "2,two,too many\n3\n4,\"a \"\"b\"\"\",c\n5\n");
}

#[test]
fn rejects_are_kept_by_every_command_that_reads() {
    let labelled = format!("{}a,b,c\n", labelled_csv());
    let folder = Folder::with(&[("in.csv", &labelled)]);
    folder.run(["train", "in.csv", "--output", "m", "--rejects", "t"]).succeeds().says(&["1 row", "in.csv:50"]);
    folder.run(["evaluate", "in.csv", "--model", "m", "--rejects", "e"]).succeeds();
    folder.run(["evaluate", "in.csv", "--cross-validate", "--rejects", "c"]).succeeds();
    for name in ["t", "e", "c"] {
        assert_eq!(folder.text(name), "a,b,c\n", "{name}");
    }
}

#[test]
fn a_file_of_rejects_is_not_left_by_a_run_that_fails() {
    let folder = Folder::with(&[("in.csv", &format!("{RAGGED}7,\"open\n"))]);
    folder.run(predict(&["in.csv", "--output", "o.csv", "--rejects", "bad.csv"])).fails().says(&["in.csv:8"]);
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn a_bad_line_of_json_is_counted_like_a_ragged_row() {
    let folder = Folder::with(&[("in.jsonl", "{\"text\":\"great\"}\n{\"text\": \"cu\n{\"text\":\"awful\"}\n")]);
    let ran = folder.run(predict(&["in.jsonl", "--rejects", "bad"])).succeeds().says(&["in.jsonl:2: ", "1 row"]);
    assert_eq!(Table::of(&ran.out).rows.len(), 2);
    assert_eq!(folder.text("bad"), "{\"text\": \"cu\n");
}

// Labels.

#[test]
fn one_label_only() {
    let folder = Folder::with(&[("in.csv", "text,label\na b,x\nc d,x\ne f,x\n")]);
    let ran = folder.run(["train", "in.csv", "--output", "m"]);
    refused(ran, "in.csv", "every labelled comment is \"x\"", "at least two kinds");
    refused(folder.run(["evaluate", "in.csv", "--cross-validate"]), "in.csv", "every labelled comment is", "two kinds");
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn fewer_rows_than_folds_makes_fewer_folds() {
    let folder = Folder::with(&[("in.csv", "text,label\ngood a,x\nbad b,y\ngood c,x\nbad d,y\n")]);
    folder.run(["train", "in.csv", "--output", "m", "--folds", "10"]).succeeds().says(&["4-fold cross-validation"]);
    let ran = folder.run(["evaluate", "in.csv", "--cross-validate", "--folds", "10"]).succeeds();
    assert!(ran.out.starts_with("4-fold cross-validation"), "{}", ran.out);
}

#[test]
fn one_comment_a_label_still_makes_a_model() {
    let folder = Folder::with(&[("in.csv", "text,label\ngood,x\nbad,y\n"), ("test.csv", "text\ngood\n")]);
    folder.run(["train", "in.csv", "--output", "m"]).succeeds();
    assert_eq!(Table::of(folder.run(["predict", "test.csv", "--model", "m"]).succeeds().out).rows.len(), 1);
}

#[test]
fn fewer_threads_than_folds_makes_fewer_folds() {
    let folder = Folder::with(&[("in.csv", "thread,text,label\nt,good,x\nt,bad,y\nu,good,x\nu,bad,y\n")]);
    let ran = folder.run(["train", "in.csv", "--output", "m"]).succeeds();
    ran.says(&["4 labelled comments in 2 threads", "2-fold cross-validation, whole threads held out"]);
}

#[test]
fn a_label_that_the_model_lacks_is_left_out_and_said() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\nawful,sad\nhm,cross\nhm,cross\n,\n")]);
    let ran = folder.run(["evaluate", "in.csv", "--model", moods()]).succeeds();
    assert!(ran.out.contains("2 comments"), "{}", ran.out);
    ran.says(&[
        "2 comments labelled \"cross\", which the model does not know (glad, sad)",
        "1 comment without a label",
    ]);
}

#[test]
fn only_labels_that_the_model_lacks() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,1\nawful,0\n")]);
    let ran = folder.run(["evaluate", "in.csv", "--model", moods()]);
    refused(ran, "in.csv", "no comment has a label that the model knows", "the model's labels are glad, sad");
}

#[test]
fn no_label_column() {
    let folder = Folder::with(&[("in.csv", "id,text\n1,a\n")]);
    let (what, remedy) = ("no column holds the label; the columns are id, text", "--label-column");
    refused(folder.run(["evaluate", "in.csv", "--model", moods()]), "in.csv", what, remedy);
    refused(folder.run(["evaluate", "in.csv", "--cross-validate"]), "in.csv", what, remedy);
    refused(folder.run(["train", "in.csv", "--output", "m"]), "in.csv", what, remedy);
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn settings_of_training_are_refused_where_nothing_is_trained() {
    let folder = Folder::new();
    folder.write("gold.csv", labelled_csv());
    let evaluate = ["evaluate", "gold.csv", "--model", moods()];
    for arguments in [&evaluate[..2], &evaluate] {
        let ran = folder.run(arguments.iter().chain(&["--strength", "1"]));
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("--strength"), "{}", ran.err);
    }
    folder.run(evaluate.into_iter().chain(["--seed", "3"])).succeeds();
}

#[test]
fn no_column_to_slice_by() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\n")]);
    let ran = folder.run(["evaluate", "in.csv", "--model", moods(), "--by", "mood"]);
    refused(ran, "in.csv", "there is no column mood; the columns are text, label", "--by");
}

#[test]
fn a_model_of_other_labels_cannot_be_compared() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\n")]);
    let ran = folder.run(["evaluate", "in.csv", "--model", moods(), "--compare", stances()]);
    refused(ran, stances(), "labels", "same labels");
}

// Shapes.

#[test]
fn an_array_nested_a_hundred_thousand_deep() {
    let nest = |inner: &str| format!("{}{inner}{}", "[".repeat(100_000), "]".repeat(100_000));
    let place = "in.json:1:1019";
    predict_refused("in.json", format!("[{{\"text\":\"x\",\"deep\":{}}}]", nest("")), place, "levels deep", "");
    predict_refused("in.json", nest("1"), "in.json", "not a format I know: this is JSON", "undertone formats");
    predict_refused(
        "in.json",
        "[".repeat(100_000),
        "in.json",
        "not a format I know: this is JSON",
        "undertone formats",
    );
}

#[test]
fn an_object_nested_a_hundred_thousand_deep() {
    let nest = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
    predict_refused("in.json", nest, "in.json", "this is a JSON object with the keys a", "undertone formats");
}

#[test]
fn a_line_of_json_nested_a_hundred_thousand_deep_is_kept_as_it_is() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let folder =
        Folder::with(&[("in.jsonl", &format!("{{\"text\":\"great\",\"deep\":{deep}}}\n{{\"text\":\"awful\"}}\n"))]);
    for format in ["csv", "jsonl"] {
        let ran = folder.run(predict(&["in.jsonl", "--format", format])).succeeds();
        assert!(ran.out.contains(&deep), "{format}");
    }
}

#[test]
fn an_xml_file() {
    let what = "this is XML with the root <rss>";
    predict_refused("in.xml", "<?xml version=\"1.0\"?><rss></rss>\n", "in.xml", what, "disqus, wordpress");
}

#[test]
fn an_html_page() {
    let what = "this is a web page that begins with <!DOCTYPE";
    predict_refused("in.csv", "<!DOCTYPE html>\n<html><body>hi</body></html>\n", "in.csv", what, "undertone formats");
}

#[test]
fn a_picture() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
    predict_refused("in.csv", png, "in.csv", "this is binary data that begins with", "undertone formats");
}

#[test]
fn a_workbook() {
    predict_refused(
        "in.xlsx",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0\x21\0",
        "in.xlsx",
        "Excel workbook",
        "save the sheet as CSV",
    );
}

#[test]
fn an_unknown_input_format() {
    let folder = Folder::with(&[("in.csv", "text\na\n")]);
    let ran = folder.run(predict(&["in.csv", "--input-format", "docx", "--output", "o.csv"]));
    assert!(ran.code.is_some_and(|code| code == 1 || code == 2) && ran.out.is_empty(), "{ran:?}");
    ran.says(&["there is no input format named docx", "csv", "jsonl", "reddit-post"]);
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn an_input_format_that_does_not_fit() {
    let folder = Folder::with(&[("in.csv", "text\na\n")]);
    let ran = folder.run(predict(&["in.csv", "--input-format", "json"]));
    refused(ran, "in.csv:1:2", "not valid JSON", "");
}

// Outputs.

#[cfg(unix)]
#[test]
fn a_full_disk() {
    const FULL: &str = "/dev/full";
    if !std::path::Path::new(FULL).exists() {
        eprintln!("skipped: there is no {FULL} here");
        return;
    }
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\nawful,sad\n"), ("ragged.csv", RAGGED)]);
    let (what, remedy) = ("cannot be written", "make room");
    refused(folder.run(predict(&["in.csv", "--output", FULL])), FULL, what, remedy);
    refused(folder.run(["train", "in.csv", "--output", FULL]), FULL, what, remedy);
    for name in ["o.csv.gz", "o.jsonl.zst"] {
        std::os::unix::fs::symlink(FULL, folder.path(name)).unwrap();
        refused(folder.run(predict(&["in.csv", "--output", name])), name, what, remedy);
    }
    let rejects = folder.run(predict(&["ragged.csv", "--output", "o.csv", "--rejects", FULL]));
    refused(rejects, FULL, what, remedy);
    assert_eq!(folder.names(), ["in.csv", "o.csv.gz", "o.jsonl.zst", "ragged.csv"]);
    for arguments in [
        predict(&["in.csv"]),
        predict(&["in.csv", "--format", "table"]),
        vec!["evaluate", "in.csv", "--model", moods()],
        vec!["explain", "great", "--model", moods()],
        vec!["inspect", moods()],
        vec!["formats"],
        vec!["completions", "bash"],
        vec!["man"],
    ] {
        let full = std::fs::File::options().write(true).open(FULL).unwrap();
        refused(folder.run_into(full, &arguments), "standard output", what, remedy);
    }
}

#[test]
fn an_output_in_no_folder() {
    let folder = Folder::with(&[("in.csv", &labelled_csv())]);
    for arguments in [predict(&["in.csv", "--output", "no/o.csv"]), vec!["train", "in.csv", "--output", "no/o.csv"]] {
        refused(folder.run(arguments), "no/o.csv", "there is no such folder", "make the folder first");
    }
}

#[test]
fn rejects_in_no_folder_are_refused_before_anything_is_written() {
    let folder = Folder::with(&[("in.csv", RAGGED)]);
    let rejects = folder.run(predict(&["in.csv", "--rejects", "no/bad.csv"]));
    refused(rejects, "no/bad.csv", "there is no such folder", "make the folder first");
}

#[test]
fn an_output_equal_to_an_input() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\n"), ("other.csv", "text\na\n")]);
    let what = "both input and output";
    for output in ["in.csv", "./in.csv"] {
        refused(folder.run(predict(&["other.csv", "in.csv", "--output", output])), "in.csv", what, "--output");
    }
    let page = folder.run(["evaluate", "in.csv", "--model", moods(), "--html", "in.csv"]);
    refused(page, "in.csv", what, "another");
    refused(folder.run(predict(&["in.csv", "--output", "o.csv", "--rejects", "in.csv"])), "in.csv", what, "another");
    assert_eq!(folder.text("in.csv"), "text,label\ngreat,glad\n");
    assert_eq!(folder.names(), ["in.csv", "other.csv"]);
}

#[test]
fn rejects_equal_to_an_input_are_refused_before_anything_is_written() {
    let folder = Folder::with(&[("in.csv", RAGGED)]);
    folder.run(predict(&["in.csv", "--rejects", "in.csv"])).fails().says(&["in.csv: is both input and output"]);
    assert_eq!(folder.text("in.csv"), RAGGED);
}

#[cfg(unix)]
#[test]
fn an_output_equal_to_an_input_by_a_link() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\n")]);
    std::os::unix::fs::symlink("in.csv", folder.path("link.csv")).unwrap();
    refused(folder.run(predict(&["in.csv", "--output", "link.csv"])), "in.csv", "both input and output", "--output");
    assert_eq!(folder.text("in.csv"), "text\ngreat\n");
}

#[test]
fn an_output_equal_to_the_model() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\n")]);
    let model = std::fs::read(moods()).unwrap();
    folder.write("m", &model);
    refused(
        folder.run(["predict", "in.csv", "--model", "m", "--output", "m"]),
        "m",
        "both input and output",
        "another",
    );
    assert!(folder.bytes("m") == model, "the model is gone");
}

#[test]
fn a_page_equal_to_the_model() {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\n")]);
    let model = std::fs::read(moods()).unwrap();
    folder.write("m", &model);
    refused(folder.run(["evaluate", "in.csv", "--model", "m", "--html", "m"]), "m", "both input and output", "another");
    assert!(folder.bytes("m") == model, "the model is gone");
}

#[test]
fn rejects_and_output_are_not_one_file() {
    let folder = Folder::with(&[("in.csv", RAGGED)]);
    refused(folder.run(predict(&["in.csv", "--output", "o", "--rejects", "o"])), "o", "", "another");
    assert_eq!(folder.names(), ["in.csv"]);
}

// Models.

/// Predicts with a model of these bytes.
#[track_caller]
fn model_refused(bytes: &[u8], what: &str, remedy: &str) {
    let folder = Folder::with(&[("in.csv", "text,label\ngreat,glad\n")]);
    folder.write("m", bytes);
    let commands = [
        &["predict", "in.csv", "--model", "m", "--output", "o.csv"][..],
        &["evaluate", "in.csv", "--model", "m"],
        &["evaluate", "in.csv", "--compare", "m"],
        &["explain", "great", "--model", "m"],
        &["inspect", "m"],
    ];
    for arguments in commands {
        refused(folder.run(arguments), "m", what, remedy);
    }
    assert_eq!(folder.names(), ["in.csv", "m"]);
}

#[test]
fn a_foreign_model() {
    model_refused(b"id,text\n1,great\n", "not a model file: it begins with \"id,text", "undertone train --output");
    model_refused(b"", "not a model file: it is empty", "undertone train --output");
    let other = b"\x10\0\0\0\0\0\0\0{\"a\":1}         ";
    model_refused(other, "not a model file", "undertone train --output");
}

#[test]
fn a_truncated_model() {
    let model = std::fs::read(moods()).unwrap();
    for length in [20, model.len() / 2, model.len() - 1] {
        model_refused(&model[..length], &format!("cut off: it ends after {length} bytes"), "copy it again");
    }
}

#[test]
fn a_damaged_model() {
    let mut model = std::fs::read(moods()).unwrap();
    let place = model.len() - 5;
    model[place] ^= 1;
    model_refused(&model, "the model file is damaged", "copy it again");
}

#[test]
fn a_newer_model() {
    let model = std::fs::read(moods()).unwrap();
    let format = br#"{\"format\":2,"#;
    let place = model.windows(format.len()).position(|bytes| bytes == format).expect("a version");
    let mut newer = model;
    newer[place + format.len() - 2] = b'9';
    model_refused(&newer, "the model file has format 9", "update undertone");
}

#[test]
fn a_directory_for_a_model() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\n")]);
    refused(folder.run(["predict", "in.csv", "--model", "."]), ".", "is a directory", "check the path");
}

#[test]
fn a_missing_model() {
    let folder = Folder::with(&[("in.csv", "text\ngreat\n")]);
    let ran = folder.run(["predict", "in.csv", "--model", "no.undertone", "--output", "o.csv"]);
    refused(ran, "no.undertone", "o such file", "check the path");
    assert_eq!(folder.names(), ["in.csv"]);
}

// Usage.

/// Runs in a folder with labelled data; must be told apart from a failure of the work.
#[track_caller]
fn wrong_usage(arguments: &[&str], says: &[&str]) {
    let folder = Folder::with(&[("in.csv", &labelled_csv())]);
    let ran = folder.run(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
    ran.says(says);
    assert_eq!(folder.names(), ["in.csv"], "{arguments:?}");
}

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    wrong_usage(&[], &["Usage"]);
    wrong_usage(&["label-it"], &["label-it"]);
    wrong_usage(&["predict", "--colour"], &["--colour"]);
    wrong_usage(&["train", "in.csv"], &["--output"]);
    wrong_usage(&["train", "--output", "m"], &["FILE"]);
    wrong_usage(&["explain"], &["TEXT"]);
    wrong_usage(&["evaluate", "in.csv", "--cross-validate", "--model", "m"], &["--cross-validate"]);
    wrong_usage(&["predict", "in.csv", "--abstain-below", "1.5"], &["between 0 and 1"]);
    wrong_usage(&["predict", "in.csv", "--abstain-below", "nan"], &["between 0 and 1"]);
    wrong_usage(&["predict", "in.csv", "--format", "xml"], &["csv", "jsonl"]);
    wrong_usage(&["predict", "in.csv", "--threads", "many"], &["--threads"]);
    wrong_usage(&["train", "in.csv", "--output", "-"], &["a model is written to a file"]);
    wrong_usage(&["train", "in.csv", "--output", "m.gz"], &["not packed"]);
    wrong_usage(&["evaluate", "in.csv", "--html", "-"], &["give a file"]);
    wrong_usage(&["predict", "in.csv", "--rejects", "-"], &["give a file"]);
    wrong_usage(&["predict", "in.csv", "--threads", "60000"], &["--threads", "512"]);
    wrong_usage(&["train", "in.csv", "--output", "m", "--character-ngrams", "long"], &["3-6", "none"]);
}

#[test]
fn an_unknown_treatment() {
    let says = ["no treatment \"spelling\"", "encoding", "negation"];
    wrong_usage(&["train", "in.csv", "--output", "m", "--without", "links,spelling"], &says);
}

#[test]
fn zero_folds() {
    let folder = Folder::with(&[("in.csv", &labelled_csv())]);
    for folds in ["0", "1"] {
        let ran = folder.run(["train", "in.csv", "--output", "m", "--folds", folds]);
        assert!(ran.code.is_some_and(|code| code == 1 || code == 2) && ran.out.is_empty(), "{ran:?}");
        ran.says(&["folds", "2"]);
        let ran = folder.run(["evaluate", "in.csv", "--cross-validate", "--folds", folds]);
        assert!(ran.code.is_some_and(|code| code == 1 || code == 2) && ran.out.is_empty(), "{ran:?}");
    }
    assert_eq!(folder.names(), ["in.csv"]);
}

#[test]
fn a_value_out_of_range_is_wrong_usage() {
    let train = |option, value| wrong_usage(&["train", "in.csv", "--output", "m", option, value], &[value]);
    train("--folds", "1");
    train("--word-ngrams", "9");
    train("--character-ngrams", "6-3");
    train("--strength", "0");
    wrong_usage(&["predict", "in.csv", "--input-format", "docx"], &["docx", "jsonl"]);
}
