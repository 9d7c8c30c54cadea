//! A model file comes back as it was, and whatever else is handed in gets a sentence that says what is wrong with it.

use proptest::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;
use undertone::features::VectorizerParams;
use undertone::files::WholeFile;
use undertone::input::Comment;
use undertone::model::{Interval, Model, ModelError, Objective, Scores, TrainParams, TrainingSet};

const TEXTS: [&str; 6] =
    ["I love it", "love this!", "such a good idea", "I don't love it", "hate this", "not a good idea"];

/// The bytes of a small model with a full card.
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let vectorizer = VectorizerParams::default().document_frequency_floor(1);
    let mut set = TrainingSet::new(TrainParams { vectorizer, strength: Some(1.0), ..TrainParams::default() }).unwrap();
    for (number, text) in TEXTS.iter().enumerate() {
        set.push(
            &Comment::new(text)
                .with_label(["supportive", "skeptical"][number / 3])
                .with_thread(["a", "b", "c"][number % 3]),
        );
    }
    let mut model = set.train(&|_, _| {}).unwrap().model;
    let interval = |value| Interval { value, low: value / 2.0, high: value * 2.0, level: 0.95 };
    model.card_mut().note = Some("from “here”, \\ there\nand 👍".to_owned());
    model.card_mut().scores =
        Some(Scores { accuracy: interval(0.1), macro_f1: interval(0.2), log_loss: interval(0.3) });
    model.to_bytes()
});

fn model() -> Model {
    Model::from_bytes(&BYTES).unwrap()
}

/// Bytes are compared without being printed.
#[track_caller]
fn same(a: &[u8], b: &[u8]) {
    let header = |bytes: &[u8]| String::from_utf8_lossy(&bytes[8..header_end(bytes)]).into_owned();
    assert_eq!(header(a), header(b));
    assert!(a == b, "the tensors differ");
}

/// The end of the header, where the tensors begin.
fn header_end(bytes: &[u8]) -> usize {
    8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap()
}

/// The same file with something else in its header.
fn edited(from: &str, to: &str) -> Vec<u8> {
    let header = std::str::from_utf8(&BYTES[8..header_end(&BYTES)]).unwrap();
    assert!(header.contains(from), "{from} in {header}");
    let header = header.replacen(from, to, 1);
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &BYTES[header_end(&BYTES)..]].concat()
}

fn error(bytes: &[u8]) -> ModelError {
    Model::from_bytes(bytes).expect_err("that is no model")
}

#[track_caller]
fn is_damaged(bytes: &[u8]) {
    let error = error(bytes);
    assert!(matches!(error, ModelError::Damaged(_)), "{error}");
    assert!(error.to_string().starts_with("the model file is damaged: "), "{error}");
}

#[track_caller]
fn is_foreign(bytes: &[u8]) {
    let error = error(bytes);
    assert!(matches!(error, ModelError::Foreign(_)), "{:?}: {error}", &bytes[..bytes.len().min(32)]);
    assert!(error.to_string().starts_with("not a model file: "), "{error}");
}

#[track_caller]
fn is_cut_off(bytes: &[u8]) {
    let error = error(bytes);
    assert!(matches!(error, ModelError::Truncated(_)), "{} bytes: {error}", bytes.len());
    assert_eq!(error.to_string(), format!("the model file is cut off: it ends after {} bytes", bytes.len()));
}

/// Whatever was accepted can be used.
fn use_it(model: &Model) {
    for text in TEXTS {
        let _ = (model.predictor().predict(&[text]), model.explain(text));
    }
    model.labels().labels().for_each(|label| drop(model.top_features(label, 5)));
    let again = Model::from_bytes(&model.to_bytes());
    assert!(again.is_ok(), "{:?}", again.err());
}

// There and back.

#[test]
fn a_model_comes_back_as_it_was() {
    let model = model();
    same(&model.to_bytes(), &BYTES);
    let trained_again = Model::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(trained_again.card(), model.card());
    assert_eq!(trained_again.labels(), model.labels());
    assert_eq!(trained_again.vectorizer().params(), model.vectorizer().params());
    assert_eq!(trained_again.predictor().predict(&TEXTS), model.predictor().predict(&TEXTS));
}

#[test]
fn the_built_in_model_comes_back_as_it_was() {
    let bytes = Model::builtin().to_bytes();
    assert!(bytes.len() <= 8_000_000, "{} bytes", bytes.len());
    same(&Model::from_bytes(&bytes).unwrap().to_bytes(), &bytes);
}

#[test]
fn others_can_read_the_layout() {
    let tensors = SafeTensors::deserialize(&BYTES).unwrap();
    let mut names = tensors.names();
    names.sort_unstable();
    assert_eq!(
        names,
        ["characters.ends", "characters.text", "idf", "intercepts", "ngrams", "weights", "words.ends", "words.text"]
    );
    let model = model();
    assert_eq!(tensors.tensor("weights").unwrap().shape(), [model.vectorizer().width(), 2]);
}

proptest! {
    #[test]
    fn numbers_come_back_to_the_last_bit(number in any::<f64>().prop_filter("stored as JSON", |number| number.is_finite())) {
        let mut model = model();
        let interval = Interval { value: number, low: number, high: number, level: 0.95 };
        model.card_mut().scores = Some(Scores { accuracy: interval, macro_f1: interval, log_loss: interval });
        let again = Model::from_bytes(&model.to_bytes()).unwrap();
        prop_assert_eq!(again.card().scores.as_ref().unwrap().accuracy.value.to_bits(), number.to_bits());
        prop_assert_eq!(again.temperature().to_bits(), model.temperature().to_bits());
    }
}

// Cut off.

#[test]
fn a_file_that_is_cut_off_says_so() {
    let header = header_end(&BYTES);
    let around = |at: usize| at.saturating_sub(2)..at + 3;
    let lengths =
        (8..64).chain(around(header)).chain(around((header + BYTES.len()) / 2)).chain(BYTES.len() - 9..BYTES.len());
    for length in lengths.chain((64..BYTES.len()).step_by(997)) {
        is_cut_off(&BYTES[..length]);
    }
}

#[test]
fn a_file_that_is_cut_off_in_its_first_number_is_no_model() {
    assert_eq!(error(&[]).to_string(), "not a model file: it is empty");
    for length in 1..8 {
        assert!(matches!(error(&BYTES[..length]), ModelError::Truncated(_) | ModelError::Foreign(_)), "{length}");
    }
}

#[test]
fn a_file_that_goes_on_too_long_is_not_cut_off() {
    is_damaged(&[&BYTES[..], b"\0"].concat());
    is_damaged(&[&BYTES[..], &BYTES[..]].concat());
}

// Damaged.

proptest! {
    #[test]
    fn flipped_bits_are_found_or_harmless(flips in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..4)) {
        let mut bytes = BYTES.clone();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        if let Ok(model) = Model::from_bytes(&bytes) {
            use_it(&model);
        }
    }

    #[test]
    fn a_flipped_bit_in_the_header_is_found_or_harmless(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = BYTES.clone();
        bytes[at.index(header_end(&BYTES))] ^= 1 << bit;
        if let Ok(model) = Model::from_bytes(&bytes) {
            use_it(&model);
        }
    }

    #[test]
    fn a_flipped_bit_behind_the_header_is_found(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = BYTES.clone();
        let header = header_end(&bytes);
        let at = header + at.index(bytes.len() - header);
        bytes[at] ^= 1 << bit;
        prop_assert_eq!(error(&bytes).to_string(), "the model file is damaged: its contents do not match their checksum");
    }

    #[test]
    fn a_cut_anywhere_is_an_error(length in any::<prop::sample::Index>()) {
        prop_assert!(Model::from_bytes(&BYTES[..length.index(BYTES.len())]).is_err());
    }

    #[test]
    fn any_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200), length in 0u64..200) {
        prop_assert!(Model::from_bytes(&bytes).is_err());
        prop_assert!(Model::from_bytes(&[&length.to_le_bytes(), &bytes[..]].concat()).is_err());
    }
}

#[test]
fn a_header_that_claims_to_be_huge_is_not_believed() {
    for claim in [1u64 << 60, u64::MAX, u64::MAX - 7, 1 << 32, i64::MAX as u64] {
        is_damaged(&[&claim.to_le_bytes(), &BYTES[8..]].concat());
        is_foreign(&[&claim.to_le_bytes(), &b"some other kind of file"[..]].concat());
    }
}

#[test]
fn tensors_that_claim_to_be_huge_are_not_believed() {
    for shape in ["1152921504606846976", "18446744073709551615", "4294967296,4294967296", "18446744073709551616", "-1"]
    {
        is_damaged(&edited("\"shape\":[", &format!("\"shape\":[{shape},")));
    }
    for offsets in ["0,1152921504606846976", "18446744073709551608,18446744073709551615", "8,0"] {
        is_damaged(&edited("\"data_offsets\":[0", &format!("\"data_offsets\":[{offsets}")));
    }
}

#[test]
fn a_header_that_contradicts_itself_is_damaged() {
    for (from, to) in [
        (r#"[\"skeptical\",\"supportive\"]"#, r#"[\"skeptical\"]"#),
        (r#"[\"skeptical\",\"supportive\"]"#, r#"[\"supportive\",\"skeptical\"]"#),
        (r#"[\"skeptical\",\"supportive\"]"#, r#"[\"skeptical\",\"skeptical\"]"#),
        (r#"[\"skeptical\",\"supportive\"]"#, r#"[\"\",\"skeptical\"]"#),
        (r#"[\"skeptical\",\"supportive\"]"#, r#"[\"mixed\",\"skeptical\",\"supportive\"]"#),
        (r#"\"word_ngrams\":3"#, r#"\"word_ngrams\":0"#),
        (r#"\"word_ngrams\":3"#, r#"\"word_ngrams\":4000000000"#),
        (r#"\"character_ngrams\":[3,6]"#, r#"\"character_ngrams\":[6,3]"#),
        (r#"\"elongation\""#, r#"\"telepathy\""#),
        (r#"\"temperature\":"#, r#"\"temperature\":-"#),
        (r#"\"temperature\":"#, r#"\"temperature\":0.0,\"x\":"#),
        (r#"\"offsets\":["#, r#"\"offsets\":[0.0,"#),
        (r#"\"offsets\":["#, r#"\"offsets\":[1e9],\"x\":["#),
        (r#"\"objective\":\"macro-f1\""#, r#"\"objective\":\"fame\""#),
        (r#"\"format\":2"#, r#"\"format\":-1"#),
        (r#"\"format\":2"#, r#"\"format\":\"one\""#),
    ] {
        is_damaged(&edited(from, to));
    }
}

#[test]
fn a_file_of_format_1_gives_the_most_probable_label() {
    let older = edited(r#"\"decision\":"#, r#"\"unknown\":"#);
    let model = Model::from_bytes(&older).unwrap();
    assert_eq!((model.decision().objective(), model.decision().offsets()), (Objective::LogLoss, [0.0, 0.0].as_slice()));
}

#[test]
fn a_temperature_that_no_calibration_gives_is_damage() {
    for temperature in ["1e-320", "1e308"] {
        is_damaged(&edited(r#"\"temperature\":"#, &format!(r#"\"temperature\":{temperature},\"x\":"#)));
    }
}

// Forged: what is wrong matches its checksum.

struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// The same file with other tensors and their checksum.
fn forged(change: impl FnOnce(&mut Vec<Tensor>)) -> Vec<u8> {
    let read = SafeTensors::deserialize(&BYTES).unwrap();
    let owned = |(name, view): (&str, TensorView<'_>)| Tensor {
        name: name.to_owned(),
        dtype: view.dtype(),
        shape: view.shape().to_vec(),
        bytes: view.data().to_vec(),
    };
    let mut tensors: Vec<Tensor> = read.iter().map(owned).collect();
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    change(&mut tensors);
    let mut digest = Sha256::new();
    for tensor in &tensors {
        digest.update(&tensor.name);
        digest.update((tensor.bytes.len() as u64).to_le_bytes());
        digest.update(&tensor.bytes);
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let (_, metadata) = SafeTensors::read_metadata(&BYTES).unwrap();
    let header = &metadata.metadata().as_ref().unwrap()["undertone"];
    let mut header: serde_json::Value = serde_json::from_str(header).unwrap();
    header["digest"] = digest.into();
    let views = tensors
        .iter()
        .map(|tensor| (&tensor.name, TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes).unwrap()));
    serialize(views, Some(HashMap::from([("undertone".to_owned(), header.to_string())]))).unwrap()
}

/// The tensor with this name.
fn named<'a>(tensors: &'a mut [Tensor], name: &str) -> &'a mut Tensor {
    tensors.iter_mut().find(|tensor| tensor.name == name).unwrap()
}

#[test]
fn a_checksum_that_is_right_is_accepted() {
    let model = Model::from_bytes(&forged(|_| {})).unwrap();
    same(&model.to_bytes(), &BYTES);
}

#[test]
fn terms_that_make_no_vocabulary_are_damage() {
    for name in ["words.ends", "characters.ends"] {
        is_damaged(&forged(|tensors| named(tensors, name).bytes[..4].copy_from_slice(&u32::MAX.to_le_bytes())));
        is_damaged(&forged(|tensors| named(tensors, name).bytes[4..8].fill(0)));
    }
    is_damaged(&forged(|tensors| named(tensors, "words.text").bytes[0] = 0xFF));
}

#[test]
fn ngrams_that_make_no_tree_are_damage() {
    is_damaged(&forged(|tensors| named(tensors, "ngrams").bytes.fill(0xFF)));
    is_damaged(&forged(|tensors| named(tensors, "ngrams").bytes.fill(0)));
    is_damaged(&forged(|tensors| {
        let tensor = named(tensors, "ngrams");
        tensor.bytes.truncate(tensor.bytes.len() - 4);
        tensor.shape = vec![1, tensor.bytes.len() / 4];
    }));
}

#[test]
fn numbers_that_no_training_makes_are_damage() {
    for (name, number) in [
        ("weights", f32::NAN.to_le_bytes().to_vec()),
        ("weights", f32::INFINITY.to_le_bytes().to_vec()),
        ("idf", 0f32.to_le_bytes().to_vec()),
        ("idf", (-1f32).to_le_bytes().to_vec()),
        ("idf", f32::NAN.to_le_bytes().to_vec()),
        ("intercepts", f64::NAN.to_le_bytes().to_vec()),
        ("intercepts", f64::NEG_INFINITY.to_le_bytes().to_vec()),
    ] {
        is_damaged(&forged(|tensors| named(tensors, name).bytes[..number.len()].copy_from_slice(&number)));
    }
}

#[test]
fn tensors_that_are_missing_or_of_another_kind_are_damage() {
    for number in 0..8 {
        is_damaged(&forged(|tensors| drop(tensors.remove(number))));
        is_damaged(&forged(|tensors| {
            let tensor = &mut tensors[number];
            (tensor.dtype, tensor.shape) = (Dtype::I8, vec![tensor.bytes.len()]);
        }));
        is_damaged(&forged(|tensors| {
            let tensor = &mut tensors[number];
            (tensor.shape, tensor.bytes) = (vec![0; tensor.shape.len()], Vec::new());
        }));
    }
}

proptest! {
    #[test]
    fn forged_numbers_never_panic(tensor in 0usize..8, at in any::<prop::sample::Index>(), number: u32) {
        let bytes = forged(|tensors| {
            let bytes = &mut tensors[tensor].bytes;
            let at = at.index(bytes.len() / 4) * 4;
            let end = bytes.len().min(at + 4);
            bytes[at..end].copy_from_slice(&number.to_le_bytes()[..end - at]);
        });
        if let Ok(model) = Model::from_bytes(&bytes) {
            use_it(&model);
        }
    }
}

// Foreign and newer.

#[test]
fn other_files_are_foreign() {
    let json = br#"{"model": "bag of words", "weights": [1, 2, 3]}"#;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    for bytes in [
        &png[..],
        json,
        b"\x80\x04\x95\x1a\0\0\0\0\0\0\0}\x94(\x8c\x05model\x94K\x01u.",
        b"PK\x03\x04\x14\0\0\0\x08\0archive/data.pkl",
        b"id,text,label\n1,love it,supportive\n",
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\xc8\x04",
        b"GGUF\x03\0\0\0\x23\x01\0\0\0\0\0\0",
        &[0; 64],
        &[0xFF; 64],
    ] {
        is_foreign(bytes);
    }
    assert!(error(json).to_string().contains(r#"it begins with "{\"model\""#), "{}", error(json));
}

#[test]
fn a_foreign_file_of_eight_bytes_is_foreign() {
    is_foreign(b"\x89PNG\r\n\x1a\n");
    is_foreign(b"love it\n");
}

#[test]
fn a_safetensors_file_of_another_program_is_foreign() {
    let bytes = [0u8; 8];
    let view = || vec![("weights", TensorView::new(Dtype::F32, vec![2], &bytes).unwrap())];
    is_foreign(&serialize(view(), None).unwrap());
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let other = serialize(view(), Some(metadata)).unwrap();
    assert_eq!(error(&other).to_string(), "not a model file: a safetensors file of another program");
}

#[test]
fn a_newer_format_says_who_wrote_it() {
    let program = concat!("undertone ", env!("CARGO_PKG_VERSION"));
    let header = edited(r#"\"format\":2"#, r#"\"format\":3"#);
    let ModelError::Newer { format, program: written_by } = error(&header) else { panic!("not newer") };
    assert_eq!((format, written_by.as_str()), (3, program));
    let message = error(&header).to_string();
    assert!(message.contains("format 3") && message.contains("reads formats up to 2"), "{message}");
    // Whatever else a newer header holds.
    let newer = edited(r#"\"format\":2,"#, r#"\"format\":9,\"features\":\"all\",\"labels\":7,\"ignored\":"#);
    assert!(!matches!(error(&newer), ModelError::Newer { .. }), "that is no JSON");
    let bytes = [0u8; 8];
    let views = vec![("anything", TensorView::new(Dtype::F32, vec![2], &bytes).unwrap())];
    let header = r#"{"program":"undertone 9.0.0","anything":{},"format":9}"#;
    let newer = serialize(views, Some(HashMap::from([("undertone".to_owned(), header.to_owned())]))).unwrap();
    assert!(error(&newer).to_string().contains("undertone 9.0.0"), "{}", error(&newer));
}

// On disk.

fn names_in(folder: &std::path::Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn a_saved_model_is_the_only_file_and_replaces_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.undertone");
    std::fs::write(&path, "something else").unwrap();
    model().save(&path).unwrap();
    assert_eq!(names_in(folder.path()), ["m.undertone"]);
    same(&std::fs::read(&path).unwrap(), &BYTES);
    same(&Model::load(&path).unwrap().to_bytes(), &BYTES);
}

#[test]
fn a_model_that_cannot_be_saved_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let missing = model().save(folder.path().join("missing/m.undertone"));
    assert!(matches!(missing, Err(ModelError::Io(_))));
    assert!(matches!(model().save(folder.path()), Err(ModelError::Io(_))));
    assert_eq!(names_in(folder.path()), Vec::<String>::new());
}

#[test]
fn a_file_that_is_not_finished_leaves_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.undertone");
    std::fs::write(&path, "before").unwrap();
    let mut file = WholeFile::create(&path).unwrap();
    file.write_all(&BYTES).unwrap();
    drop(file);
    assert_eq!(
        (names_in(folder.path()), std::fs::read(&path).unwrap()),
        (vec!["m.undertone".to_owned()], b"before".to_vec())
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Model::load(folder.path().join("none")).unwrap_err();
    assert!(matches!(missing, ModelError::Io(ref error) if error.kind() == std::io::ErrorKind::NotFound));
    assert_eq!(Model::load(folder.path()).unwrap_err().to_string(), "is a directory");
}
