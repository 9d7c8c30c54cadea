//! Drawing a sample of a thread, labelling it, and what a digest makes of it: through the program and through the library.

mod common;

use common::{Folder, Table, json_lines, run_in_repository};
use undertone::Model;
use undertone::digest::{
    Basis, DRAW_COLUMN, Digester, Draw, LabelFile, Labelled, LabelledRow, SampleError, Settings, Thread, ThreadDigest,
    fingerprint, worth_labelling,
};
use undertone::input::{Comment, ReadOptions, Reader};

const TRAMS: &str = "datasets/examples/night-trams.json";

/// A thread whose comments say what they think.
fn said(place: usize) -> (&'static str, &'static str) {
    const SAID: [(&str, &str); 5] = [
        ("Does anyone know when it starts?", "mixed"),
        ("This is great, thank you!", "supportive"),
        ("I hate this, what a waste", "skeptical"),
        ("There are two lines and a bus", "mixed"),
        ("Terrible idea, it will never work", "skeptical"),
    ];
    SAID[place * 7 % 11 % SAID.len()]
}

fn thread(comments: usize) -> Thread {
    let comment = |place: usize| Comment::new(said(place).0).with_id(format!("c{place}"));
    Thread {
        id: "t".to_owned(),
        title: "Trams".to_owned(),
        comments: (0..comments).map(comment).collect(),
        opening: None,
    }
}

/// The rows that a person hands in who labels the first `labelled` of `rows` comments, in the order of the draw.
fn rows(thread: &Thread, rows: usize, labelled: usize) -> Vec<LabelledRow> {
    let draw = Draw::new(&thread.comments, 1);
    let row = |(number, place): (usize, usize)| LabelledRow {
        line: number as u64 + 2,
        id: format!("c{place}"),
        label: (number < labelled).then(|| said(place).1.to_owned()),
        draw: draw.record(rows, number + 1),
    };
    draw.order().into_iter().take(rows).enumerate().map(row).collect()
}

fn checked(thread: &Thread, rows: Vec<LabelledRow>) -> Result<Option<Labelled>, SampleError> {
    let mut file = LabelFile::new(rows)?;
    let labelled = file.take(thread, Model::builtin().labels())?;
    file.finish().map(|()| labelled)
}

/// What is wrong with these rows of a sample of sixty comments.
#[track_caller]
fn refused(change: impl FnOnce(&mut Vec<LabelledRow>)) -> SampleError {
    let thread = thread(60);
    let mut rows = rows(&thread, 20, 20);
    change(&mut rows);
    let error = checked(&thread, rows).expect_err("it proves nothing");
    assert!(!error.remedy().is_empty());
    error
}

#[test]
fn a_sample_is_a_table_to_fill_in() {
    let folder = Folder::new();
    let output = folder.path("to-label.csv");
    let ran = run_in_repository(["sample", TRAMS, "--rows", "12", "--output", output.to_str().unwrap()]).succeeds();
    ran.says(&["12 comments drawn at random of 30", "± 10 points", "fill the column label"]);
    let table = Table::of(folder.bytes("to-label.csv"));
    assert_eq!(table.columns, ["id", "thread", "author", "text", "parent_text", "title", "label", "draw"]);
    assert_eq!(table.rows.len(), 12);
    assert_eq!(table.by("id").len(), 12, "without replacement");
    assert!(table.column("label").iter().all(|label| label.is_empty()));
    assert!(table.column("title").iter().all(|title| title.starts_with("City council")));
    assert!(table.column("parent_text").iter().any(|parent| !parent.is_empty()));
    let record = &table.column("draw")[11];
    assert!(record.starts_with("undertone-sample:v1:seed=1:rows=12:of=30:comments="), "{record}");
    assert!(record.ends_with(":number=12"), "{record}");
}

#[test]
fn the_same_seed_draws_the_same_and_a_larger_sample_begins_with_the_smaller() {
    let ids = |arguments: &[&str]| {
        let ran = run_in_repository([&["sample", TRAMS], arguments].concat()).succeeds();
        Table::of(ran.out).column("id").iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()
    };
    let ten = ids(&["--rows", "10"]);
    assert_eq!(ten, ids(&["--rows", "10", "--seed", "1"]));
    assert_eq!(ten, ids(&["--rows", "20"])[..10]);
    assert_ne!(ten, ids(&["--rows", "10", "--seed", "2"]));
    let mut all = ids(&["--rows", "1000"]);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 30);
}

#[test]
fn without_rows_there_are_enough_for_ten_points() {
    let ran = run_in_repository(["sample", TRAMS]).succeeds();
    let enough = worth_labelling(30, 0.1, 0.9);
    assert_eq!(Table::of(&ran.out).rows.len(), enough);
    ran.says(&[&format!("{enough} labels bring every share to ± 10 points")]);
}

#[test]
fn comments_without_an_id_are_called_by_their_row() {
    let folder = Folder::with(&[("thread.txt", "one\ntwo\nthree\n")]);
    let table = Table::of(folder.run(["sample", "thread.txt", "--rows", "3"]).succeeds().out);
    let named = table.by("id");
    assert_eq!(["1", "2", "3"].map(|id| named[id][3].as_str()), ["one", "two", "three"]);
}

#[test]
fn each_thread_has_its_own_sample() {
    let csv = (0..40).fold("id,thread,text\n".to_owned(), |csv, i| csv + &format!("{i},t{},comment {i}\n", i % 2));
    let folder = Folder::with(&[("threads.csv", &csv)]);
    let ran = folder.run(["sample", "threads.csv", "--rows", "5"]).succeeds().says(&["10 comments", "2 threads"]);
    let table = Table::of(ran.out);
    let threads = table.column("thread");
    assert_eq!(threads.iter().filter(|thread| **thread == "t0").count(), 5);
    assert_eq!(threads.iter().filter(|thread| **thread == "t1").count(), 5);
}

#[test]
fn a_sample_has_the_shape_that_its_name_says() {
    let folder = Folder::with(&[("thread.csv", "id,text\n=1+1,=HYPERLINK(1)\n")]);
    folder.run(["sample", "thread.csv", "--output", "s.jsonl"]).succeeds();
    assert_eq!(json_lines(&folder.text("s.jsonl"))[0]["text"], "=HYPERLINK(1)");
    folder.run(["sample", "thread.csv", "--output", "s.tsv", "--spreadsheet"]).succeeds();
    let table = Table::delimited(folder.bytes("s.tsv"), b'\t');
    assert_eq!((table.column("id"), table.column("text")), (vec!["'=1+1"], vec!["'=HYPERLINK(1)"]));
    folder.run(["sample", "thread.csv", "--format", "table"]).fails().says(&["cannot be filled in"]);
    folder.run(["sample", "thread.csv", "--output", "thread.csv"]).fails().says(&["both input and output"]);
    assert_eq!(folder.run(["sample", "thread.csv", "--rows", "0"]).code, Some(2));
}

#[test]
fn every_comment_is_drawn_equally_often() {
    let thread = thread(20);
    let mut counts = [0_usize; 20];
    for seed in 0..2_000 {
        Draw::new(&thread.comments, seed).order().into_iter().take(5).for_each(|place| counts[place] += 1);
    }
    // Expected 500 each, with a standard deviation of 19.
    assert!(counts.iter().all(|count| (425..575).contains(count)), "{counts:?}");
}

#[test]
fn a_fingerprint_tells_apart_what_was_edited_added_or_moved() {
    let original = thread(3).comments;
    let print = fingerprint(&original);
    let mut edited = original.clone();
    edited[1] = Comment::new("Something else").with_id("c1");
    let mut moved = original.clone();
    moved.swap(0, 1);
    for other in [&edited, &moved, &original[..2].to_vec(), &thread(4).comments] {
        assert_ne!(print, fingerprint(other));
    }
    assert_eq!(print, fingerprint(&thread(3).comments));
}

/// From the file that the program wrote to a digest that rests on labels.
#[test]
fn a_labelled_sample_is_what_a_digest_rests_on() {
    let csv = (0..300).fold("id,text\n".to_owned(), |csv, i| csv + &format!("c{i},\"{}\"\n", said(i).0));
    let folder = Folder::with(&[("thread.csv", &csv)]);
    folder.run(["sample", "thread.csv", "--rows", "60", "--output", "sample.csv", "--spreadsheet"]).succeeds();
    let mut table = csv::Reader::from_path(folder.path("sample.csv")).unwrap();
    let mut filled = csv::Writer::from_path(folder.path("labels.csv")).unwrap();
    filled.write_record(table.headers().unwrap()).unwrap();
    for record in table.records().map(Result::unwrap) {
        let place: usize = record[0][1..].parse().unwrap();
        let cells = record.iter().enumerate().map(|(column, cell)| if column == 6 { said(place).1 } else { cell });
        filled.write_record(cells).unwrap();
    }
    filled.flush().unwrap();
    let read = |name: &str| Reader::open(&folder.path(name), &ReadOptions::default()).unwrap();
    let labels = read("labels.csv");
    let draw = labels.columns().iter().position(|column| column == DRAW_COLUMN).expect("a column");
    let mut file = LabelFile::new(labels.map(|row| LabelledRow::of(&row.unwrap(), draw))).unwrap();
    let comments = read("thread.csv").map(|comment| comment.unwrap()).collect();
    let thread = &Thread { comments, ..Thread::default() };
    let labelled = file.take(thread, Model::builtin().labels()).unwrap().expect("labels of it");
    file.finish().unwrap();
    let digest = Digester::new(Model::builtin(), Settings::default()).thread_with_labels(thread, &labelled);
    assert_eq!(digest.basis, Basis::Labels { labels: 60 });
    for (label, share) in &digest.all.shares.0 {
        let truth = (0..300).filter(|place| said(*place).1 == label).count() as f64 / 300.0;
        assert!(share.low <= truth && truth <= share.high, "{label}: {share:?} and {truth}");
        assert!(share.high - share.low < 0.25, "{label}: {share:?}");
    }
}

fn digest(thread: &Thread, labelled: usize) -> ThreadDigest {
    let digester = Digester::new(Model::builtin(), Settings::default());
    let sample = checked(thread, rows(thread, labelled, labelled)).unwrap().expect("labels of it");
    digester.thread_with_labels(thread, &sample)
}

#[test]
fn the_more_labels_the_narrower_until_nothing_is_left_to_label() {
    let thread = thread(60);
    let width =
        |digest: &ThreadDigest| digest.all.shares.0.iter().map(|(_, share)| share.high - share.low).sum::<f64>();
    let [few, many, all] = [15, 40, 60].map(|labelled| digest(&thread, labelled));
    assert!(width(&few) > width(&many) && width(&many) > width(&all), "{} {}", width(&few), width(&many));
    assert!(width(&all) < 1e-9);
    assert!(few.labels_for_five_points > many.labels_for_five_points);
    assert_eq!(all.labels_for_five_points, Some(0));
    let without = Digester::new(Model::builtin(), Settings::default()).thread(&thread);
    assert!(without.labels_for_five_points.is_some_and(|labels| labels > 15 && labels <= 60), "{without:?}");
}

#[test]
fn the_lead_comes_from_the_labels() {
    // The model would call all of these supportive; a person knows better.
    let thread = Thread {
        comments: (0..80).map(|place| Comment::new("Great, thank you!").with_id(format!("c{place}"))).collect(),
        ..Thread::default()
    };
    let mut sample = rows(&thread, 40, 40);
    sample.iter_mut().for_each(|row| row.label = Some("skeptical".to_owned()));
    let labelled = checked(&thread, sample).unwrap().expect("labels of it");
    let digest = Digester::new(Model::builtin(), Settings::default()).thread_with_labels(&thread, &labelled);
    assert_eq!(digest.lead.majority.as_deref(), Some("skeptical"));
    assert!(digest.lead.difference.is_some_and(|difference| difference.high < 0.0), "{:?}", digest.lead);
}

#[test]
fn one_may_stop_early_and_sort_the_sheet() {
    let thread = thread(60);
    let mut early = rows(&thread, 20, 12);
    early.sort_by(|a, b| a.id.cmp(&b.id));
    let labelled = checked(&thread, early.clone()).unwrap().expect("labels of it");
    assert_eq!(labelled.labels().len(), 12);
    early.retain(|row| row.label.is_some());
    assert_eq!(checked(&thread, early).unwrap(), Some(labelled));
    // What was labelled first, and then more with the same seed, in one file.
    let more = [rows(&thread, 10, 10), rows(&thread, 30, 30)].concat();
    assert_eq!(checked(&thread, more).unwrap().expect("labels of it").labels().len(), 30);
    assert_eq!(checked(&thread, Vec::new()), Ok(None));
}

#[test]
fn what_spreadsheets_do_to_ids_and_people_to_labels_is_forgiven() {
    let ids = ["109876543210987654", "00123", "=5"];
    let comment = |id: &&str| Comment::new("Great").with_id(id);
    let thread = Thread { comments: ids.iter().map(comment).collect(), ..Thread::default() };
    let draw = Draw::new(&thread.comments, 1);
    let row = |(number, place): (usize, usize)| LabelledRow {
        line: 2,
        id: ["1.09877E+17", "123", "'=5"][place].to_owned(),
        label: Some("Skeptical".to_owned()),
        draw: draw.record(3, number + 1),
    };
    let rows = draw.order().into_iter().enumerate().map(row).collect();
    assert_eq!(checked(&thread, rows).unwrap().expect("labels of it").labels().len(), 3);
}

#[test]
fn labels_that_are_no_random_sample_are_refused() {
    let passed = refused(|rows| rows[4].label = None);
    assert!(matches!(passed, SampleError::PassedOver { count: 1, labelled: 20, .. }), "{passed}");
    assert!(passed.to_string().contains("no random sample"));
    assert!(matches!(refused(|rows| drop(rows.remove(0))), SampleError::PassedOver { count: 1, .. }));
    let swapped = refused(|rows| rows[3].id = rows[4].id.clone());
    assert!(matches!(swapped, SampleError::NotDrawn { line: 5, .. }), "{swapped}");
    let other = refused(|rows| rows[0].draw = rows[0].draw.replace("seed=1", "seed=2"));
    assert!(matches!(other, SampleError::TwoDraws(2, 1)), "{other}");
    for record in ["", "undertone-sample:v9:seed=1", "undertone-sample:v1:seed=1:rows=2:of=60:comments=0:number=3"] {
        assert_eq!(refused(|rows| rows[7].draw = record.to_owned()), SampleError::NoDraw { line: 9 });
    }
    let unknown = refused(|rows| rows[2].label = Some("pro".to_owned()));
    assert_eq!(unknown.to_string(), "line 4: the model has no label \"pro\"; it has mixed, skeptical, supportive");
    assert!(matches!(refused(|rows| rows.iter_mut().for_each(|row| row.label = None)), SampleError::NoLabels));
    let twice = refused(|rows| {
        let label = if rows[0].label.as_deref() == Some("mixed") { "skeptical" } else { "mixed" };
        let again = LabelledRow { label: Some(label.to_owned()), ..rows[0].clone() };
        rows.push(again);
    });
    assert!(matches!(twice, SampleError::Contradiction { .. }), "{twice}");
}

#[test]
fn labels_of_a_thread_that_changed_since_are_refused() {
    let (before, after) = (thread(60), thread(61));
    let changed = checked(&after, rows(&before, 20, 20)).expect_err("another thread");
    assert!(matches!(changed, SampleError::OtherComments { of: 60, threads: 1, .. }), "{changed}");
    assert!(changed.to_string().contains("not those of this thread"), "{changed}");
}
