//! Learning from probabilities: another model's, or several annotators'.

mod common;

use common::Folder;
use undertone::features::VectorizerParams;
use undertone::model::{TrainError, TrainParams};
use undertone::{Comment, Model, TrainingSet};

/// Every word counts, so that the data can be small.
fn params(soft_weight: Option<f64>) -> TrainParams {
    let vectorizer = VectorizerParams::default().document_frequency_floor(1).character_ngrams(None).word_ngrams(1);
    TrainParams { vectorizer, strength: Some(0.1), soft_weight, ..TrainParams::default() }
}

/// Text, label, soft target.
type Example<'a> = (&'a str, Option<&'a str>, &'a [(&'a str, f32)]);

/// A model of these examples, eight times over, so that each is learned while another like it is held out.
fn trained(soft_weight: Option<f64>, examples: &[Example<'_>]) -> Model {
    let mut set = TrainingSet::new(params(soft_weight)).unwrap();
    for (text, label, soft) in examples.iter().cycle().take(8 * examples.len()) {
        let comment = Comment::new(text);
        assert!(set.push_soft(&label.map_or(comment.clone(), |label| comment.with_label(label)), soft));
    }
    set.train(&|_, _| {}).unwrap().model
}

fn probability(model: &Model, text: &str, label: &str) -> f64 {
    model.predictor().predict(&[text]).probabilities(0)[model.labels().label(label).unwrap().index()]
}

#[test]
fn a_soft_target_of_certainty_is_a_label() {
    let hard = trained(
        None,
        &[
            ("good", Some("up"), &[]),
            ("bad", Some("down"), &[]),
            ("good it", Some("up"), &[]),
            ("bad it", Some("down"), &[]),
        ],
    );
    let (up, down): (&[_], &[_]) = (&[("up", 1.0), ("down", 0.0)], &[("up", 0.0), ("down", 7.0)]);
    let soft =
        trained(Some(1.0), &[("good", None, up), ("bad", None, down), ("good it", None, up), ("bad it", None, down)]);
    for text in ["good", "bad", "it", ""] {
        assert_eq!(probability(&hard, text, "up"), probability(&soft, text, "up"), "{text}");
    }
}

#[test]
fn doubt_is_learned_as_doubt() {
    let torn: &[(&str, f32)] = &[("up", 0.5), ("down", 0.5)];
    let examples = [
        ("good", Some("up"), &[][..]),
        ("bad", Some("down"), &[][..]),
        ("meh", Some("up"), torn),
        ("meh so", Some("up"), torn),
    ];
    let (heeded, ignored) = (trained(Some(1.0), &examples), trained(Some(0.0), &examples));
    assert!((probability(&heeded, "meh", "up") - 0.5).abs() < 0.1, "{}", probability(&heeded, "meh", "up"));
    assert!(probability(&ignored, "meh", "up") > 0.7, "{}", probability(&ignored, "meh", "up"));
}

#[test]
fn a_heavier_comment_teaches_more() {
    let of = |weight: &str| {
        let mut set = TrainingSet::new(params(None)).unwrap();
        for _ in 0..8 {
            set.push(&Comment::new("so").with_label("a").with_weight(weight));
            set.push(&Comment::new("so").with_label("b"));
            set.push(&Comment::new("no").with_label("b"));
        }
        (set.len(), set.train(&|_, _| {}).unwrap().model)
    };
    assert!(probability(&of("9").1, "so", "a") > 0.6);
    assert!(probability(&of("0.1").1, "so", "a") < 0.4);
}

#[test]
fn what_is_no_distribution_is_no_target() {
    let mut set = TrainingSet::new(params(None)).unwrap();
    assert!(!set.push(&Comment::new("text").with_label("a").with_weight("0")), "what weighs nothing teaches nothing");
    for soft in [&[][..], &[("a", 0.0)], &[("a", -1.0), ("b", 2.0)], &[("a", f32::NAN)], &[("a", f32::INFINITY)]] {
        assert!(!set.push_soft(&Comment::new("text"), soft), "{soft:?}");
    }
    for weight in [-0.1, 1.1, f64::NAN] {
        assert!(matches!(TrainingSet::new(params(Some(weight))), Err(TrainError::SoftWeight(_))), "{weight}");
    }
}

/// Ten comments, half of them labelled, and what a teacher says of all.
const COMMENTS: &str = "id,text,label\n1,good one,up\n2,bad one,down\n3,good two,up\n4,bad two,down\n5,good three,\n6,bad three,\n\
                        7,good four,\n8,bad four,\n9,good five,up\n10,bad five,down\n";
const TEACHER: &str = "id,p_down,p_up\n1,0.1,0.9\n2,0.9,0.1\n3,0.1,0.9\n4,0.8,0.2\n5,0.2,0.8\n6,0.9,0.1\n7,0.2,0.8\n8,0.9,0.1\n9,0.1,0.9\n10,1,\n";

#[test]
fn a_file_of_probabilities_is_joined_by_id() {
    let folder = Folder::with(&[("c.csv", COMMENTS), ("t.csv", TEACHER)]);
    let ran = folder.run(["train", "c.csv", "--soft", "t.csv", "--output", "m"]).succeeds();
    ran.says(&["6 labelled comments", "10 comments with probabilities to learn from, 4 of them without a label"]);
    folder
        .run(["train", "c.csv", "--output", "hard"])
        .succeeds()
        .says(&["6 labelled comments", "4 comments without a label"]);
    let inspected = folder.run(["inspect", "m"]).succeeds();
    assert!(inspected.out.contains("soft targets"), "{}", inspected.out);
}

#[test]
fn probabilities_beside_the_comments_are_the_same_as_from_a_file() {
    let own = "id,text,label,p_down,p_up\n1,good one,up,0.1,0.9\n2,bad one,down,0.9,0.1\n3,good two,,0.3,0.7\n4,bad two,,1,0\n";
    let folder = Folder::with(&[
        ("own.csv", own),
        ("c.csv", "id,text,label\n1,good one,up\n2,bad one,down\n3,good two,\n4,bad two,\n"),
        ("t.csv", "id,p_down,p_up\n1,0.1,0.9\n2,0.9,0.1\n3,0.3,0.7\n4,1,0\n"),
    ]);
    folder.run(["train", "own.csv", "--output", "a"]).succeeds();
    folder.run(["train", "c.csv", "--soft", "t.csv", "--output", "b"]).succeeds();
    assert!(folder.bytes("a") == folder.bytes("b"));
}

#[test]
fn votes_count_as_shares() {
    let votes = "text,ann,bob,cleo\ngood,up,up,down\nbad,down,down,\ngood so,up,up,up\nbad so,down,up,down\n";
    let shares = "text,p_down,p_up\ngood,1,2\nbad,1,0\ngood so,0,1\nbad so,2,1\n";
    let folder = Folder::with(&[("votes.csv", votes), ("shares.csv", shares)]);
    folder.run(["train", "votes.csv", "--votes", "ann,bob,cleo", "--output", "a"]).succeeds();
    folder.run(["train", "shares.csv", "--output", "b"]).succeeds();
    let probabilities = |model| folder.run(["predict", "shares.csv", "--model", model]).succeeds().out;
    assert_eq!(probabilities("a"), probabilities("b"));
}

#[test]
fn what_predict_wrote_is_not_learned_from_unasked() {
    let table = "text,label,predicted,p_down,p_up\ngood,up,down,0.9,0.1\nbad,down,up,0.1,0.9\n";
    let folder = Folder::with(&[("a.csv", table), ("b.csv", "text,label\ngood,up\nbad,down\n")]);
    folder.run(["train", "a.csv", "--output", "a"]).succeeds();
    folder.run(["train", "b.csv", "--output", "b"]).succeeds();
    assert!(folder.bytes("a") == folder.bytes("b"));
}

#[test]
fn only_labels_are_scored_against() {
    let mut set = TrainingSet::new(params(Some(1.0))).unwrap();
    for (text, label) in [("good", "up"), ("bad", "down"), ("good so", "up"), ("bad so", "down")] {
        set.push_soft(&Comment::new(text).with_label(label), &[("up", 0.5), ("down", 0.5)]);
        set.push_soft(&Comment::new(text), &[("up", 1.0)]);
    }
    let trained = set.train(&|_, _| {}).unwrap();
    assert_eq!((trained.held_out.unwrap().gold.len(), trained.model.card().training.labelled), (4, 4));
}

#[test]
fn one_column_that_is_called_so_is_no_distribution() {
    let folder = Folder::with(&[
        ("a.csv", "text,label,p_value\ngood,up,0.04\nbad,down,n/a\n"),
        ("b.csv", "text,label\ngood,up\nbad,down\n"),
    ]);
    folder.run(["train", "a.csv", "--output", "a"]).succeeds();
    folder.run(["train", "b.csv", "--output", "b"]).succeeds();
    assert!(folder.bytes("a") == folder.bytes("b"));
}

#[test]
fn a_file_that_does_not_fit_is_refused() {
    let files = [
        ("c.csv", COMMENTS),
        ("none.csv", "id,up\n1,0.5\n"),
        ("words.csv", "id,p_up\n1,0.5\n2,lots\n"),
        ("others.csv", "id,p_up\nx,1\n"),
        ("negative.csv", "id,p_up\n1,-0.5\n"),
        ("noid.csv", "name,p_up\n1,0.5\n"),
    ];
    let folder = Folder::with(&files);
    let refused =
        |soft, says: &[&str]| folder.run(["train", "c.csv", "--soft", soft, "--output", "m"]).fails().says(says);
    refused("none.csv", &["none.csv", "no column holds a probability", "p_<label>"]);
    refused("words.csv", &["words.csv:3", "\"lots\"", "no probability"]);
    refused("negative.csv", &["negative.csv:2", "no probability"]);
    refused("others.csv", &["no comment has an id", "same ids"]);
    refused("noid.csv", &["noid.csv", "there is no column id"]);
    refused("nosuch.csv", &["nosuch.csv", "no such file"]);
    let ran = folder.run(["train", "c.csv", "--votes", "zoe", "--output", "m"]).fails();
    ran.says(&["c.csv", "there is no column zoe", "--votes"]);
    assert!(!folder.names().iter().any(|name| name == "m"));
}
