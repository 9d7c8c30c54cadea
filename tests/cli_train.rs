//! `undertone train` to `predict` and `inspect`: any labels, any format, the same bytes every time.

mod common;

use common::{Folder, Ran, Table, gzipped, labelled, labelled_csv, moods, stances};
use serde_json::Value;
use undertone::model::Model;

/// Trains on a file of the folder and gives the bytes of the model.
#[track_caller]
fn model(folder: &Folder, data: &str, more: &[&str]) -> Vec<u8> {
    folder.run([&["train", data, "--output", "m.undertone"], more].concat()).succeeds();
    folder.bytes("m.undertone")
}

/// What `inspect --json` says of the model that was trained last.
#[track_caller]
fn inspected(folder: &Folder) -> Value {
    serde_json::from_str(&folder.run(["inspect", "m.undertone", "--json"]).succeeds().out).expect("a JSON object")
}

/// The labelled comments under other names, with threads.
fn threaded(delimiter: char) -> String {
    let rows = labelled().into_iter().enumerate().map(|(number, (text, label))| (number % 6, text, label));
    rows.fold(format!("thread{delimiter}text{delimiter}label\n"), |table, (thread, text, label)| {
        table + &format!("t{thread}{delimiter}{text}{delimiter}{label}\n")
    })
}

fn threaded_json_lines() -> String {
    let rows = labelled().into_iter().enumerate();
    rows.map(|(number, (text, label))| {
        serde_json::json!({"label": label, "thread": format!("t{}", number % 6), "text": text}).to_string() + "\n"
    })
    .collect()
}

#[test]
fn a_model_of_other_labels_labels_with_them() {
    let names = |csv: String| csv.replace(",glad\n", ",\"ja, doch\"\n").replace(",sad\n", ",Nö 🙁\n");
    let folder = Folder::with(&[("labelled.csv", &names(labelled_csv())), ("in.csv", "text\ngreat\nawful\n")]);
    let ran = folder.run(["train", "labelled.csv", "--output", "m.undertone"]).succeeds();
    let ran = ran.says(&["48 labelled comments", "Nö 🙁 50 %", "ja, doch 50 %", "cross-validation", "m.undertone"]);
    assert_eq!(ran.out, "");
    let table = Table::of(folder.run(["predict", "in.csv", "--model", "m.undertone"]).succeeds().out);
    assert_eq!(table.columns, ["text", "predicted", "p_Nö 🙁", "p_ja, doch"]);
    assert_eq!(table.column("predicted"), ["ja, doch", "Nö 🙁"]);
    let found = folder.run(["explain", "great map", "--model", "m.undertone", "--json"]).succeeds().out;
    assert_eq!(serde_json::from_str::<Value>(&found).unwrap()["label"], "ja, doch");
    assert_eq!(inspected(&folder)["labels"], serde_json::json!(["Nö 🙁", "ja, doch"]));
    assert_eq!(folder.names(), ["in.csv", "labelled.csv", "m.undertone"]);
}

#[test]
fn more_than_three_labels_can_be_learned() {
    let csv = (0..60).fold("text,label\n".to_owned(), |csv, n| csv + &format!("word{} here,label{}\n", n % 6, n % 6));
    let folder = Folder::with(&[("labelled.csv", &csv)]);
    model(&folder, "labelled.csv", &["--without", "numbers"]);
    let table = Table::of(folder.run(["predict", "labelled.csv", "--model", "m.undertone"]).succeeds().out);
    assert_eq!(table.columns.len(), 2 + 1 + 6);
    assert_eq!(table.column("predicted"), table.column("label"));
}

// The same bytes.

#[test]
fn the_same_data_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = Folder::with(&[("labelled.csv", &threaded(','))]);
    let once = model(&folder, "labelled.csv", &["--threads", "1"]);
    for threads in ["1", "2", "3"] {
        assert!(once == model(&folder, "labelled.csv", &["--threads", threads]), "--threads {threads}");
    }
}

#[test]
fn the_format_of_the_data_changes_no_byte() {
    let csv = threaded(',');
    let folder = Folder::with(&[
        ("labelled.csv", &csv),
        ("labelled.tsv", &threaded('\t')),
        ("semicolons.csv", &threaded(';')),
        ("labelled.jsonl", &threaded_json_lines()),
        ("windows.csv", &format!("\u{feff}{}", csv.replace('\n', "\r\n"))),
        ("renamed.csv", &csv.replacen("thread,text,label", "thread_id,body,stance", 1)),
        ("unknown.csv", &csv.replacen("thread,text,label", "a,b,c", 1)),
    ]);
    folder.write("labelled.gz", gzipped(&csv));
    folder.write("utf16.csv", csv.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let expected = model(&folder, "labelled.csv", &[]);
    for data in
        ["labelled.tsv", "semicolons.csv", "labelled.jsonl", "windows.csv", "renamed.csv", "labelled.gz", "utf16.csv"]
    {
        assert!(expected == model(&folder, data, &[]), "{data}");
    }
    let columns = ["--thread-column", "a", "--text-column", "b", "--label-column", "c"];
    assert!(expected == model(&folder, "unknown.csv", &columns), "columns named by the user");
    folder.run_on(&csv, ["train", "-", "--output", "piped"]).succeeds();
    assert!(expected == folder.bytes("piped"), "standard input");
}

#[test]
fn fasttext_lines_train_the_same_model_as_csv() {
    let lines: String = labelled().iter().map(|(text, label)| format!("__label__{label} {text}\n")).collect();
    let folder = Folder::with(&[("labelled.csv", &labelled_csv()), ("labelled.txt", &lines)]);
    assert!(model(&folder, "labelled.csv", &[]) == model(&folder, "labelled.txt", &[]));
}

#[test]
fn two_files_train_the_same_model_as_one() {
    let csv = labelled_csv();
    let (header, rows) = csv.split_once('\n').unwrap();
    let (first, second) = rows.split_at(rows.match_indices('\n').nth(19).unwrap().0 + 1);
    let folder = Folder::with(&[
        ("all.csv", &csv),
        ("first.csv", &format!("{header}\n{first}")),
        ("second.csv", &format!("{header}\n{second}")),
    ]);
    let all = model(&folder, "all.csv", &[]);
    assert!(all == model(&folder, "first.csv", &["second.csv"]));
}

#[test]
fn comments_without_a_label_are_counted_and_teach_nothing() {
    let csv = labelled_csv();
    let folder = Folder::with(&[("all.csv", &csv), ("more.csv", &format!("{csv}what is this,\nand this,\n"))]);
    let all = model(&folder, "all.csv", &[]);
    folder.run(["train", "more.csv", "--output", "m"]).succeeds().says(&["2 comments without a label passed over"]);
    assert!(all == folder.bytes("m"));
}

#[test]
fn a_seed_changes_the_folds_and_is_kept() {
    let folder = Folder::with(&[("labelled.csv", &threaded(','))]);
    model(&folder, "labelled.csv", &["--seed", "7"]);
    assert_eq!(inspected(&folder)["card"]["choice"]["seed"], 7);
}

// Settings, and that the model remembers them.

#[test]
fn a_treatment_switched_off_is_off_in_the_model() {
    let folder = Folder::with(&[("labelled.csv", &labelled_csv())]);
    model(&folder, "labelled.csv", &["--without", "links,negation", "--without", "case"]);
    let settings = &inspected(&folder)["features"]["settings"];
    let treatments: Vec<&str> =
        settings["treatments"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
    assert!(treatments.contains(&"encoding") && treatments.contains(&"emoji"));
    assert!(["links", "negation", "case"].iter().all(|name| !treatments.contains(name)), "{treatments:?}");
    // And at work: what was learned in lower case is not seen in upper case.
    let probability = |text: &str| {
        let found = folder.run(["explain", text, "--model", "m.undertone", "--json"]).succeeds().out;
        serde_json::from_str::<Value>(&found).unwrap()["probabilities"]["glad"].as_f64().unwrap()
    };
    assert!(probability("great") > 0.6 && probability("GREAT") < 0.6);
}

#[test]
fn n_grams_are_as_long_as_was_asked() {
    let folder = Folder::with(&[("labelled.csv", &labelled_csv())]);
    model(&folder, "labelled.csv", &["--word-ngrams", "1", "--character-ngrams", "none"]);
    let features = &inspected(&folder)["features"];
    assert_eq!((&features["word_ngrams"], &features["character_ngrams"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(features["settings"]["word_ngrams"], 1);
    model(&folder, "labelled.csv", &["--word-ngrams", "2", "--character-ngrams", "2-4"]);
    let features = &inspected(&folder)["features"];
    assert!(features["word_ngrams"].as_u64() > Some(0) && features["character_ngrams"].as_u64() > Some(0));
    assert_eq!(features["settings"]["character_ngrams"], serde_json::json!([2, 4]));
}

#[test]
fn a_rare_word_is_left_out_below_the_floor() {
    let folder = Folder::with(&[("labelled.csv", &format!("{}once upon,glad\n", labelled_csv()))]);
    let words = |floor| {
        model(&folder, "labelled.csv", &["--document-frequency-floor", floor, "--character-ngrams", "none"]);
        inspected(&folder)["features"]["words"].as_u64().unwrap()
    };
    // once, upon
    assert_eq!(words("1"), words("2") + 2);
}

#[test]
fn class_weights_raise_the_rare_label() {
    let folder = Folder::with(&[("labelled.csv", &format!("{}{}", labelled_csv(), "some words,glad\n".repeat(60)))]);
    let rare = |weights| {
        model(&folder, "labelled.csv", &["--class-weights", weights, "--strength", "8"]);
        assert_eq!(inspected(&folder)["card"]["choice"]["class_weights"], weights);
        let found = folder.run(["explain", "hm", "--model", "m.undertone", "--json"]).succeeds().out;
        serde_json::from_str::<Value>(&found).unwrap()["probabilities"]["sad"].as_f64().unwrap()
    };
    let (equal, balanced) = (rare("equal"), rare("balanced"));
    assert!(balanced > equal, "{balanced} > {equal}");
}

#[test]
fn a_model_tells_what_it_was_made_of() {
    let folder = Folder::with(&[("labelled.csv", &threaded(','))]);
    model(&folder, "labelled.csv", &["--note", "CC0, for tests", "--strength", "2"]);
    let card = &inspected(&folder)["card"];
    assert_eq!((&card["note"], &card["training"]["comments"]), (&Value::from("CC0, for tests"), &Value::from(48)));
    assert_eq!((&card["training"]["threads"], &card["choice"]["strength"]), (&Value::from(6), &Value::from(2.0)));
    assert_eq!((&card["choice"]["folds"], &card["choice"]["grouped_by_thread"]), (&Value::from(5), &Value::from(true)));
    assert!(card["scores"]["macro_f1"]["value"].as_f64() > Some(0.9), "{card}");
    folder.run(["inspect", "m.undertone"]).succeeds();
}

#[test]
fn default_names_the_built_in_model() {
    let folder = Folder::with(&[("in.csv", "text\nLove it\n")]);
    let named = folder.run(["inspect", "default"]).succeeds().out;
    assert_eq!(named, folder.run(["inspect"]).succeeds().out);
    assert!(["supportive", "skeptical", "mixed"].iter().all(|label| named.contains(label)));
}

// The file.

#[test]
fn a_model_is_not_written_over_its_data() {
    let csv = labelled_csv();
    let folder = Folder::with(&[("labelled.csv", &csv)]);
    for name in ["labelled.csv", "./labelled.csv"] {
        folder
            .run(["train", "labelled.csv", "--output", name])
            .fails()
            .says(&["labelled.csv", "both input and output"]);
        assert_eq!(folder.text("labelled.csv"), csv);
    }
    assert_eq!(folder.names(), ["labelled.csv"]);
}

#[test]
fn a_model_is_replaced_only_by_a_whole_one() {
    let folder = Folder::with(&[("labelled.csv", &labelled_csv()), ("one.csv", "text,label\na,x\nb,x\n")]);
    let before = model(&folder, "labelled.csv", &[]);
    let failed: Ran = folder.run(["train", "one.csv", "--output", "m.undertone"]).fails();
    assert_eq!(folder.bytes("m.undertone"), before, "{}", failed.err);
    assert_eq!(folder.names(), ["labelled.csv", "m.undertone", "one.csv"]);
}

#[test]
fn an_evaluation_is_the_same_on_any_number_of_threads() {
    let folder = Folder::with(&[("labelled.csv", &threaded(','))]);
    let run = |threads| {
        let one = ["evaluate", "labelled.csv", "--model", moods(), "--json", "--threads", threads];
        let folds = ["evaluate", "labelled.csv", "--cross-validate", "--json", "--threads", threads];
        (folder.run(one).succeeds().out, folder.run(folds).succeeds().out)
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn a_score_of_nothing_has_no_sign() {
    // Every comment is labelled rightly and surely: the log loss is nought.
    let folder = Folder::with(&[("labelled.csv", &labelled_csv())]);
    let text = folder.run(["evaluate", "labelled.csv", "--model", moods()]).succeeds().out;
    assert!(text.contains(" 0.000") && !text.contains("-0.000"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_training_interrupted_leaves_no_file() {
    use std::io::Write;
    let folder = Folder::new();
    let mut child = folder.start(["train", "-", "--output", "m.undertone"]);
    let mut input = child.stdin.take().unwrap();
    input.write_all(labelled_csv().repeat(100).as_bytes()).unwrap();
    // It has read a pipe's worth, so it handles signals by now, and waits for more.
    std::thread::sleep(std::time::Duration::from_millis(200));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    drop(child.stdout.take());
    assert_eq!(common::ended(child).code, Some(130));
    assert_eq!(folder.names(), [""; 0]);
    drop(input);
}

#[test]
fn a_base_is_built_upon() {
    let data = "text,label\nthe tram is lovely,supportive\nno more trams,skeptical\nwhich tram,mixed\n";
    let folder = Folder::with(&[("data.csv", data)]);
    model(&folder, "data.csv", &["--base", stances()]);
    let inspected = inspected(&folder);
    let base = Model::load(stances()).unwrap();
    assert_eq!(inspected["card"]["choice"]["base"]["fingerprint"], base.card().training.fingerprint.as_str());
    assert_eq!(inspected["labels"], serde_json::json!(["mixed", "skeptical", "supportive"]));
}

#[test]
fn a_base_of_other_labels_is_refused() {
    let folder = Folder::with(&[("data.csv", "text,label\ngood,yes\nbad,no\n")]);
    let run = folder.run(["train", "data.csv", "--base", "default", "--output", "x.undertone"]).fails();
    run.says(&["data.csv: the base's labels are mixed, skeptical, supportive, and the data has no, yes too", "rename"]);
    assert_eq!(folder.names(), ["data.csv"]);
}

#[test]
fn a_comment_counts_for_each_of_its_tags() {
    let rows = "good,supportive,joke irony\nbad,skeptical,joke\ngood,supportive,\n";
    let folder = Folder::with(&[("data.csv", &format!("text,label,kind\n{rows}"))]);
    let evaluate = ["evaluate", "data.csv", "--model", "default", "--by", "kind", "--tags", "--json"];
    let report: Value = serde_json::from_str(&folder.run(evaluate).succeeds().out).unwrap();
    let slices = report["by"]["slices"].as_array().unwrap();
    let counted: Vec<(&str, u64)> = slices
        .iter()
        .map(|slice| (slice["value"].as_str().unwrap(), slice["scores"]["comments"].as_u64().unwrap()))
        .collect();
    assert_eq!(counted, [("", 1), ("irony", 1), ("joke", 2)]);
}
