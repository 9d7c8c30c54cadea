//! What a comment costs, room by room: reading it from a file, treating and tokenising it, labelling it, explaining it, and learning from it.
//!
//! `cargo bench` measures all, `cargo bench --bench label -- predict` only what is called so. The comments are those of
//! `datasets/threads/train.csv`, over and over: words repeat more than in the wild, so labelling a varied file is somewhat slower.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::io::Cursor;
use std::sync::LazyLock;
use undertone::features::Corpus;
use undertone::input::{Comment, ReadOptions, Reader};
use undertone::model::{Model, TrainParams, TrainingSet};
use undertone::text::{Treatments, repair, tokens};

/// Comments labelled in one go: enough that starting costs nothing.
const COMMENTS: usize = 20_000;

static CSV: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/threads/train.csv");
    std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"))
});

static LABELLED: LazyLock<Vec<Comment>> = LazyLock::new(|| {
    let reader = Reader::from_read(Cursor::new(CSV.as_slice()), &ReadOptions::default()).expect("a table");
    reader.map(|row| row.expect("a whole row")).collect()
});

static TEXTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| LABELLED.iter().map(Comment::text).cycle().take(COMMENTS).collect());

fn main() {
    divan::main();
}

fn bytes(texts: &[&str]) -> BytesCount {
    BytesCount::new(texts.iter().map(|text| text.len()).sum::<usize>())
}

/// Threads to label on: one, and one a processor.
fn threads() -> Vec<usize> {
    let mut threads = vec![1, std::thread::available_parallelism().map_or(1, usize::from)];
    threads.dedup();
    threads
}

/// CSV → comments.
#[divan::bench]
fn read_csv(bencher: Bencher<'_, '_>) {
    let header = CSV.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let (header, rows) = CSV.split_at(header);
    let times = COMMENTS / LABELLED.len();
    let mut file = header.to_vec();
    (0..times).for_each(|_| file.extend_from_slice(rows));
    let bencher = bencher.counter(BytesCount::new(file.len())).counter(ItemsCount::new(times * LABELLED.len()));
    bencher.with_inputs(|| Cursor::new(file.clone())).bench_values(|file| {
        Reader::from_read(file, &ReadOptions::default()).expect("a table").filter(Result::is_ok).count()
    });
}

/// Comments → tokens: repair, markup, words.
#[divan::bench]
fn tokenise(bencher: Bencher<'_, '_>) {
    let (texts, treatments) = (&*TEXTS, Treatments::all());
    bencher.counter(bytes(texts)).counter(ItemsCount::new(texts.len())).bench(|| {
        let mut count = 0usize;
        for text in texts {
            tokens(&repair(text, &treatments), &treatments, |token| {
                count += usize::from(!black_box(token).text.is_empty())
            });
        }
        count
    });
}

/// Comments → probabilities, with the built-in model.
#[divan::bench(args = threads())]
fn predict(bencher: Bencher<'_, '_>, threads: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    let (texts, predictor) = (&*TEXTS, Model::builtin().predictor());
    bencher
        .counter(bytes(texts))
        .counter(ItemsCount::new(texts.len()))
        .bench(|| pool.install(|| predictor.predict(black_box(texts))));
}

/// A comment → what each of its words contributes.
#[divan::bench]
fn explain(bencher: Bencher<'_, '_>) {
    let (texts, model) = (&TEXTS[..LABELLED.len()], Model::builtin());
    bencher
        .counter(ItemsCount::new(texts.len()))
        .bench(|| texts.iter().map(|text| model.explain(black_box(text)).features.len()).sum::<usize>());
}

/// The bytes of a model file → a model: what every start of the program waits for.
#[divan::bench]
fn open_model(bencher: Bencher<'_, '_>) {
    let file = Model::builtin().to_bytes();
    bencher.counter(BytesCount::new(file.len())).bench(|| Model::from_bytes(black_box(&file)).expect("a whole model"));
}

/// Comments → vocabularies' raw material, as training reads them.
#[divan::bench]
fn read_corpus(bencher: Bencher<'_, '_>) {
    let texts = &*TEXTS;
    bencher
        .counter(bytes(texts))
        .counter(ItemsCount::new(texts.len()))
        .bench(|| black_box(texts).iter().collect::<Corpus>().tokens());
}

/// Labelled comments → a model, at a given strength and at one chosen by cross-validation.
#[divan::bench(args = ["given strength", "chosen strength"], sample_count = 10)]
fn train(bencher: Bencher<'_, '_>, strength: &str) {
    let strength = (strength == "given strength").then_some(1.0);
    bencher.counter(ItemsCount::new(LABELLED.len())).bench(|| {
        let mut set = TrainingSet::new(TrainParams { strength, ..TrainParams::default() }).expect("sound parameters");
        LABELLED.iter().for_each(|comment| _ = set.push(comment));
        set.train(&|_, _| ()).expect("three labels").model
    });
}
