//! What the program prints, word for word. `UNDERTONE_BLESS=1 cargo test` accepts what it prints now; read the diff before you commit it.

mod common;

use common::golden::golden;
use common::{run_in_repository, stances};

const TRAMS: &str = "datasets/examples/night-trams.json";
const VALIDATION: &str = "datasets/threads/validation.csv";

/// Every command, with a short and a long help each.
const COMMANDS: [&str; 10] =
    ["digest", "predict", "train", "evaluate", "explain", "inspect", "sample", "formats", "completions", "man"];

#[test]
fn a_thread_labelled_by_the_built_in_model() {
    let ran = run_in_repository(["predict", TRAMS]).succeeds();
    golden("predict/built-in.csv", &ran.out);
    golden("predict/stderr.txt", &ran.err);
}

#[test]
fn a_thread_as_json_lines() {
    let ran = run_in_repository(["predict", TRAMS, "--model", stances(), "--format", "jsonl"]).succeeds();
    golden("predict/night-trams.jsonl", &ran.out);
}

#[test]
fn a_thread_as_a_table() {
    let ran = run_in_repository(["predict", TRAMS, "--model", stances(), "--format", "table"]).succeeds();
    golden("predict/night-trams.txt", &ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 100), "no line is wider than 100");
}

#[test]
fn a_thread_with_reasons() {
    let arguments =
        ["predict", TRAMS, "--model", stances(), "--explain", "--abstain-below", "0.5", "--format", "table"];
    golden("predict/reasons.txt", &run_in_repository(arguments).succeeds().out);
}

#[test]
fn the_formats() {
    golden("formats.txt", &run_in_repository(["formats"]).succeeds().out);
}

#[test]
fn the_help_of_the_program() {
    golden("help/undertone.txt", &run_in_repository(["-h"]).succeeds().out);
    golden("help/undertone-long.txt", &run_in_repository(["--help"]).succeeds().out);
}

#[test]
fn the_help_of_each_command() {
    for command in COMMANDS {
        golden(&format!("help/{command}.txt"), &run_in_repository([command, "-h"]).succeeds().out);
        golden(&format!("help/{command}-long.txt"), &run_in_repository([command, "--help"]).succeeds().out);
    }
}

#[test]
fn no_command_is_without_a_golden_help() {
    let help = run_in_repository(["-h"]).succeeds().out;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed: Vec<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(listed, [COMMANDS.as_slice(), &["help"]].concat(), "add it to COMMANDS, then bless");
}

#[test]
fn every_help_has_an_example() {
    for command in COMMANDS {
        for form in ["-h", "--help"] {
            let help = run_in_repository([command, form]).succeeds().out;
            assert!(help.contains("Example"), "{command} {form} has no example:\n{help}");
        }
    }
}

#[test]
fn what_a_training_says() {
    let model = concat!(env!("CARGO_TARGET_TMPDIR"), "/said.undertone");
    let ran = run_in_repository(["train", VALIDATION, "--output", model]).succeeds();
    assert_eq!(ran.out, "", "what is said beside the data goes to standard error");
    golden("train.txt", &ran.err);
}

#[test]
fn a_model_inspected() {
    let text = run_in_repository(["inspect", stances(), "--top", "8"]).succeeds().out;
    golden("inspect.txt", &text);
    let json = run_in_repository(["inspect", stances(), "--top", "3", "--json"]).succeeds().out;
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok_and(|value| value.is_object()));
    golden("inspect.json", &json);
}

#[test]
fn a_model_evaluated() {
    let text = run_in_repository(["evaluate", VALIDATION, "--model", stances(), "--by", "thread"]).succeeds().out;
    golden("evaluate.txt", &text);
    let json = run_in_repository(["evaluate", VALIDATION, "--model", stances(), "--json"]).succeeds().out;
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok_and(|value| value.is_object()));
    golden("evaluate.json", &json);
}

#[test]
fn two_models_compared() {
    let ran = run_in_repository(["evaluate", VALIDATION, "--model", stances(), "--compare", stances()]).succeeds();
    golden("compare.txt", &ran.out);
}

#[test]
fn a_cross_validation() {
    golden("cross-validate.txt", &run_in_repository(["evaluate", VALIDATION, "--cross-validate"]).succeeds().out);
}

#[test]
fn a_comment_explained() {
    let comment = "I don't love it, but it works. Why so slow?";
    golden("explain.txt", &run_in_repository(["explain", comment, "--model", stances()]).succeeds().out);
    let json = run_in_repository(["explain", "Works, thanks", "--model", stances(), "--json"]).succeeds().out;
    let value: serde_json::Value = serde_json::from_str(&json).expect("one object");
    golden("explain.json", &format!("{value:#}\n"));
}
