//! Digests through the binary: what is said, what is quoted, and whether it can be made again.

mod common;

use common::golden::golden;
use common::{Folder, run_in_repository, stances};
use serde_json::Value;
use std::collections::BTreeMap;

const TRAMS: &str = "datasets/examples/night-trams.json";
const VALIDATION: &str = "datasets/threads/validation.csv";

fn json(arguments: &[&str]) -> Value {
    let ran = run_in_repository([&["digest"], arguments, &["--json"]].concat()).succeeds();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

/// The texts of the comments of the validation split, by id.
fn texts() -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(common::repository().join(VALIDATION)).expect("the split is there");
    reader
        .deserialize::<BTreeMap<String, String>>()
        .map(|row| row.expect("a row"))
        .map(|row| (row["id"].clone(), row["text"].clone()))
        .collect()
}

#[test]
fn a_thread_on_a_screen_in_markdown_and_in_json() {
    let with =
        |option: &[&str]| run_in_repository([&["digest", TRAMS, "--model", stances()], option].concat()).succeeds().out;
    golden("digest/night-trams.txt", &with(&[]));
    golden("digest/night-trams.md", &with(&["--markdown"]));
    golden("digest/night-trams.json", &with(&["--json"]));
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let run = |threads| run_in_repository(["digest", VALIDATION, "--json", "--threads", threads]).succeeds().out;
    assert_eq!(run("1"), run("3"));
}

#[test]
fn shares_sum_to_one_and_lie_within_their_intervals() {
    for thread in json(&[VALIDATION])["threads"].as_array().expect("threads") {
        let shares: Vec<[f64; 3]> = thread["shares"]
            .as_object()
            .expect("shares by label")
            .values()
            .map(|share| ["share", "low", "high"].map(|key| share[key].as_f64().expect("a number")))
            .collect();
        assert!((shares.iter().map(|share| share[0]).sum::<f64>() - 1.0).abs() < 1e-5, "{shares:?}");
        assert!(shares.iter().all(|[share, low, high]| 0.0 <= *low && low <= share && share <= high && *high <= 1.0));
    }
}

#[test]
fn a_higher_level_has_wider_intervals() {
    let width = |level| -> f64 {
        let digest = json(&[TRAMS, "--level", level]);
        let shares = digest["threads"][0]["shares"].as_object().expect("shares").clone();
        shares.values().map(|share| share["high"].as_f64().unwrap() - share["low"].as_f64().unwrap()).sum()
    };
    assert!(width("0.5") < width("0.9") && width("0.9") < width("0.99"));
}

#[test]
fn every_quote_is_verbatim_and_nobody_is_quoted_twice() {
    let texts = texts();
    let digest = json(&[VALIDATION]);
    let mut seen = 0;
    for thread in digest["threads"].as_array().expect("threads") {
        let mut authors: Vec<&str> = Vec::new();
        for quote in thread["quotes"].as_array().expect("quotes") {
            let text = quote["text"].as_str().expect("text").trim_matches('…');
            assert!(texts[quote["id"].as_str().expect("an id")].contains(text), "{quote}");
            assert!((8..=60).contains(&text.split_whitespace().count()), "{text}");
            authors.extend(quote["author"].as_str());
            seen += 1;
        }
        let all = authors.len();
        authors.sort_unstable();
        authors.dedup();
        assert_eq!(authors.len(), all, "nobody twice");
    }
    assert!(seen >= 10, "only {seen} quotes");
}

#[test]
fn an_anonymous_digest_names_nobody() {
    let digest = json(&[TRAMS, "--anonymous"]).to_string();
    assert!(!digest.contains("\"author\"") && !digest.contains("\"link\""), "{digest}");
}

/// A digest in a file and the thread that it is of.
fn published() -> (Folder, String) {
    let thread = "id,author,time,score,text\n\
        c1,ann,2024-01-01T00:00:00Z,3,I love it and I am glad that they finally did something here.\n\
        c2,bob,2024-01-01T00:01:00Z,2,What a waste of money and a terrible idea from start to end.\n\
        c3,cid,2024-01-01T00:02:00Z,1,Does anybody know when the work on it is going to begin?\n";
    let folder = Folder::with(&[("thread.csv", thread)]);
    let digest = folder.run(["digest", "thread.csv", "--json"]).succeeds().out;
    folder.write("digest.json", &digest);
    (folder, digest)
}

#[test]
fn what_was_published_comes_out_again() {
    let (folder, _) = published();
    let ran = folder.run(["digest", "--verify", "digest.json", "thread.csv"]).succeeds();
    assert!(ran.out.contains("every number comes out again"), "{}", ran.out);
}

#[test]
fn a_doctored_number_is_found_even_with_its_hash_made_again() {
    let (folder, digest) = published();
    let mut doctored: Value = serde_json::from_str(&digest).expect("JSON");
    doctored["threads"][0]["shares"]["skeptical"]["share"] = Value::from(0.99);
    folder.write("digest.json", doctored.to_string());
    let verify = ["digest", "--verify", "digest.json", "thread.csv"];
    folder.run(verify).fails().says(&["changed after it was made", "shares.skeptical.share: 0.99 in the digest"]);
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(doctored["threads"].to_string());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    doctored["receipt"]["result"] = Value::from(hash);
    folder.write("digest.json", doctored.to_string());
    folder.run(verify).fails().says(&["shares.skeptical.share: 0.99 in the digest"]);
}

#[test]
fn comments_added_removed_or_edited_since_are_named() {
    let (folder, _) = published();
    let thread = "id,author,time,score,text\n\
        c1,ann,2024-01-01T00:00:00Z,3,I hate it and I am sad that they finally did something here.\n\
        c3,cid,2024-01-01T00:02:00Z,1,Does anybody know when the work on it is going to begin?\n\
        c4,dan,2024-01-01T00:03:00Z,1,New here.\n";
    folder.write("thread.csv", thread);
    folder.run(["digest", "--verify", "digest.json", "thread.csv"]).fails().says(&[
        "comment c1: edited since",
        "comment c2: removed since",
        "comment c4: added since",
    ]);
}

#[test]
fn another_model_is_named_as_such() {
    let (folder, _) = published();
    let arguments = ["digest", "--verify", "digest.json", "thread.csv", "--model", stances()];
    folder.run(arguments).fails().says(&["made with another model"]);
}

#[test]
fn a_file_that_is_no_digest_is_refused() {
    let folder = Folder::with(&[("thread.csv", "text\nfine\n"), ("no.json", "{}"), ("not.json", "never")]);
    folder.run(["digest", "--verify", "no.json", "thread.csv"]).fails().says(&["no.json", "no receipt"]);
    folder.run(["digest", "--verify", "not.json", "thread.csv"]).fails().says(&["not.json", "no JSON"]);
}

#[test]
fn a_handful_of_comments_says_that_it_is_too_few() {
    let folder = Folder::with(&[("few.txt", "great\nawful\n")]);
    let out = folder.run(["digest", "few.txt"]).succeeds().out;
    assert!(out.contains("2 comments are too few to say how they lean."), "{out}");
}

/// Sixty comments of which every third is glad, every third sad, and every third neither.
fn long_thread() -> Folder {
    let texts = ["I love it and thank you all", "Terrible idea and a waste of money", "When does the work begin there"];
    let rows = (0..60).map(|number| format!("c{number},{} {number}\n", texts[number % 3]));
    Folder::with(&[("thread.csv", &format!("id,text\n{}", rows.collect::<String>()))])
}

/// Fills the labels of a sample as one who reads the comments would.
fn label(folder: &Folder, sample: &str) {
    let table = common::Table::of(folder.bytes(sample));
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&table.columns).expect("in memory");
    for mut row in table.rows {
        let text = row[3].clone();
        row[6] = if text.contains("love") {
            "supportive"
        } else if text.contains("waste") {
            "skeptical"
        } else {
            "mixed"
        }
        .to_owned();
        out.write_record(row).expect("in memory");
    }
    folder.write(sample, out.into_inner().expect("in memory"));
}

#[test]
fn labels_of_a_drawn_sample_bound_the_shares_and_are_in_the_receipt() {
    let folder = long_thread();
    folder.run(["sample", "thread.csv", "--rows", "30", "--output", "labels.csv"]).succeeds();
    label(&folder, "labels.csv");
    let out = folder.run(["digest", "thread.csv", "--labels", "labels.csv", "--json"]).succeeds().out;
    folder.write("digest.json", &out);
    let digest: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(digest["threads"][0]["basis"], serde_json::json!({"kind": "labels", "labels": 30}));
    for share in digest["threads"][0]["shares"].as_object().expect("shares").values() {
        let [low, high] = ["low", "high"].map(|key| share[key].as_f64().expect("a number"));
        assert!(low <= 1.0 / 3.0 && 1.0 / 3.0 <= high, "{share}");
    }
    let verify = ["digest", "--verify", "digest.json", "thread.csv"];
    folder.run(verify).fails().says(&["other labels of a person"]);
    folder.run([&verify[..], &["--labels", "labels.csv"]].concat()).succeeds();
}

#[test]
fn labels_that_were_not_drawn_at_random_are_refused() {
    let folder = long_thread();
    folder.write("labels.csv", "id,text,label\nc1,Terrible idea,skeptical\nc2,When,mixed\n");
    let ran = folder.run(["digest", "thread.csv", "--labels", "labels.csv"]).fails();
    ran.says(&["labels.csv", "no column draw", "undertone sample"]);
}

#[test]
fn what_stands_around_the_threads_is_verified_too() {
    let (folder, digest) = published();
    let verify = ["digest", "--verify", "digest.json", "thread.csv"];
    for (pointer, value, named) in [
        ("/model/accuracy", Value::from(0.99), "model.accuracy: 0.99"),
        ("/read/kept", Value::from(38), "read.kept: 38"),
        ("/receipt/settings/level", Value::from(5.0), "no level: 5"),
    ] {
        let mut doctored: Value = serde_json::from_str(&digest).expect("JSON");
        *doctored.pointer_mut(pointer).expect("it is there") = value;
        folder.write("digest.json", doctored.to_string());
        folder.run(verify).fails().says(&[named]);
    }
}

#[test]
fn of_files_without_threads_each_is_verified() {
    let file = |author: &str| format!("author,text\n{author},It is fine\nbob,It is not\n");
    let folder = Folder::with(&[("one.csv", &file("ann")), ("two.csv", &file("cid"))]);
    folder.write("digest.json", folder.run(["digest", "one.csv", "two.csv", "--json"]).succeeds().out);
    let verify = ["digest", "--verify", "digest.json", "one.csv", "two.csv"];
    folder.run(verify).succeeds();
    folder.write("one.csv", file("eve"));
    folder.run(verify).fails().says(&["removed since", "added since"]);
}

#[test]
fn a_label_cannot_drive_the_terminal() {
    let hostile = "\u{1b}[31mgood\u{7}";
    let rows = (0..12).map(|number| format!("lovely tram {number},{hostile}\nawful stop {number},bad\n"));
    let folder = Folder::with(&[("labelled.csv", &format!("text,label\n{}", rows.collect::<String>()))]);
    folder.run(["train", "labelled.csv", "--output", "m.undertone"]).succeeds();
    let out = folder.run(["digest", "labelled.csv", "--model", "m.undertone", "--color", "always"]).succeeds().out;
    assert!(!out.contains('\u{7}') && !out.contains("\u{1b}[31mgood"), "{out:?}");
}

#[test]
fn comments_of_one_instant_have_no_halves() {
    let row = |number: usize| {
        let text = if number < 30 { "I love this, it is great" } else { "I hate this, it is awful" };
        format!("{number},2024-01-01T00:00:00Z,\"{text}\"\n")
    };
    let folder = Folder::with(&[("thread.csv", &format!("id,time,text\n{}", (0..60).map(row).collect::<String>()))]);
    let digest = folder.run(["digest", "thread.csv", "--json"]).succeeds().out;
    let digest: Value = serde_json::from_str(&digest).expect("JSON");
    assert!(digest["threads"][0].get("halves").is_none(), "{digest}");
}
