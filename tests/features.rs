//! Rows say what a comment contains, at a length that its size doesn't change, and products with them are those of the dense matrix.

use linfa::ParamGuard;
use linfa::dataset::Records;
use ndarray::{Array2, ShapeBuilder, array};
use proptest::prelude::*;
use std::collections::BTreeMap;
use undertone::features::{
    Corpus, FactoredRows, Feature, LinearRows, NgramError, NgramTree, PartsError, SURFACE, SparseRows, Vectorizer,
    VectorizerParams, Vocabulary, VocabularyError,
};

fn fit(params: VectorizerParams, texts: &[&str]) -> Vectorizer {
    Vectorizer::fit(&params.check().unwrap(), &texts.iter().collect())
}

fn everything() -> VectorizerParams {
    VectorizerParams::default().document_frequency_floor(1)
}

/// The rows of these comments, written out.
fn dense(vectorizer: &Vectorizer, texts: &[&str]) -> Array2<f64> {
    let rows = vectorizer.rows(&texts.iter().collect::<Corpus>());
    rows.times(Array2::eye(vectorizer.width()).view())
}

/// The columns as they are shown, with their values in the row of one comment, where not zero.
fn shown(vectorizer: &Vectorizer, text: &str) -> Vec<(String, f64)> {
    let row = dense(vectorizer, &[text]);
    let named = |(column, value): (usize, &f64)| (vectorizer.feature(column).to_string(), *value);
    row.iter().enumerate().filter(|(_, value)| **value != 0.0).map(named).collect()
}

fn is_surface(name: &str) -> bool {
    name.starts_with('[')
}

/// Whether a feature says that something stands at the start of the comment.
fn is_start(name: &str) -> bool {
    name.starts_with('^')
}

// Rows of comments.

/// The lengths of the blocks of words and of characters.
fn lengths(vectorizer: &Vectorizer, text: &str) -> (f64, f64) {
    let row = shown(vectorizer, text);
    let length = |of: fn(&str) -> bool| row.iter().filter(|(name, _)| of(name)).map(|(_, v)| v * v).sum::<f64>().sqrt();
    (length(|name| !is_surface(name) && !name.starts_with('~')), length(|name| name.starts_with('~')))
}

#[test]
fn both_blocks_of_a_row_have_length_one() {
    let texts =
        ["love", "I adore this", "no idea. what? 42 :)", "soup, fish", "a much longer text to be read by nobody yet"];
    let vectorizer = fit(everything(), &texts);
    for text in texts {
        let (words, characters) = lengths(&vectorizer, text);
        assert!((words - 1.0).abs() < 1e-5 && (characters - 1.0).abs() < 1e-5, "{text:?}: {words} {characters}");
    }
}

#[test]
fn what_is_said_three_times_is_louder_but_not_three_times_as_loud() {
    let vectorizer = fit(everything().word_ngrams(1), &["love"]);
    let value = |text: &str| shown(&vectorizer, text).into_iter().find(|(name, _)| name == "love").unwrap().1;
    let louder = value("love love love") / value("love");
    assert!(1.5 < louder && louder < 2.5, "{louder}");
    assert!((lengths(&vectorizer, "love love love").1 - 3f64.sqrt()).abs() < 1e-5);
}

#[test]
fn a_comment_of_unknown_words_is_its_surface() {
    let vectorizer = fit(everything(), &["love it"]);
    let names = |text: &str| -> Vec<String> {
        shown(&vectorizer, text).into_iter().map(|(name, _)| name).filter(|name| !is_start(name)).collect()
    };
    assert_eq!(names("xyzzy?"), ["[words]", "[questions]"]);
    assert_eq!(names(""), Vec::<String>::new());
}

#[test]
fn what_is_rarer_than_the_floor_is_not_counted() {
    let texts = ["red blue", "red blue green", "red green blue"];
    let terms = |floor| -> Vec<String> {
        let params = everything().document_frequency_floor(floor).character_ngrams(None).word_ngrams(2);
        let vectorizer = fit(params, &texts);
        let names = (0..vectorizer.width()).map(|column| vectorizer.feature(column).to_string());
        names.filter(|name| !is_surface(name) && !is_start(name)).collect()
    };
    assert_eq!(terms(3), ["blue", "red"]);
    assert_eq!(terms(2), ["blue", "red", "green", "red blue"]);
    // Words, then n-grams; within each the most frequent first, equals by name or number.
    assert_eq!(terms(1)[..4], ["blue", "red", "green", "red blue"]);
    assert_eq!(terms(1).len(), 7);
}

#[test]
fn a_word_said_twice_in_one_comment_stands_in_one_comment() {
    let vectorizer = fit(VectorizerParams::default(), &["very very very", "good", "good"]);
    assert_eq!(vectorizer.words().terms().filter(|term| !is_start(term)).collect::<Vec<_>>(), ["good"]);
}

#[test]
fn features_are_named_by_what_they_count() {
    let vectorizer = fit(everything(), &["don't love it"]);
    let names: Vec<String> = (0..vectorizer.width()).map(|column| vectorizer.feature(column).to_string()).collect();
    for name in ["don't", "¬love", "¬love ¬it", "don't ¬love ¬it", "[words]", "[drawn-out words]", "~·¬lo", "~ove·"]
    {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert_eq!(names.iter().filter(|name| is_surface(name)).count(), SURFACE.len());
    assert_eq!(Feature::Characters(" ab ".to_owned()).to_string(), "~·ab·");
}

#[test]
fn word_ngrams_stay_within_a_sentence() {
    let vectorizer = fit(everything().character_ngrams(None), &["a b. c d\ne f! g, h"]);
    let ngrams: Vec<String> = (vectorizer.words().len()..vectorizer.words().len() + vectorizer.ngrams().len())
        .map(|column| vectorizer.feature(column).to_string())
        .collect();
    assert!(["a b", "c d", "e f"].iter().all(|ngram| ngrams.contains(&(*ngram).to_owned())), "{ngrams:?}");
    assert!(["b c", "d e", "f g"].iter().all(|ngram| !ngrams.contains(&(*ngram).to_owned())), "{ngrams:?}");
}

#[test]
fn what_stands_first_is_known_to_stand_first() {
    let vectorizer = fit(everything().character_ngrams(None), &["yes thanks. yes"]);
    let has = |text: &str, name: &str| shown(&vectorizer, text).iter().any(|(shown, _)| shown == name);
    assert!(has("yes", "^ yes") && has("yes thanks", "^ yes thanks"));
    assert!(!has("thanks yes", "^ yes") && has("thanks yes", "yes"));
}

#[test]
fn no_ngram_is_longer_than_asked() {
    for longest in 1..=5 {
        let vectorizer = fit(everything().word_ngrams(longest).character_ngrams(None), &["a b c d e f g"]);
        let most = (0..vectorizer.ngrams().len())
            .map(|at| vectorizer.ngrams().words_of((vectorizer.words().len() + at) as u32).len())
            .max();
        assert_eq!(most.unwrap_or(1), longest);
        // Of the start of the comment and seven words.
        assert_eq!(vectorizer.ngrams().len(), (2..=longest).map(|length| 9 - length).sum::<usize>());
    }
}

#[test]
fn character_ngrams_have_the_lengths_asked_and_know_the_ends_of_words() {
    let vectorizer = fit(everything().character_ngrams(Some((2, 3))), &["abc"]);
    let mut found: Vec<&str> = vectorizer.characters().terms().collect();
    found.sort_unstable();
    assert_eq!(found, [" a", " ab", "ab", "abc", "bc", "bc ", "c "]);
    assert!(fit(everything().character_ngrams(None), &["abc"]).characters().is_empty());
}

#[test]
fn surface_counts_see_what_they_name() {
    let vectorizer = fit(everything(), &["x"]);
    let seen = |text: &str| -> Vec<String> {
        shown(&vectorizer, text).into_iter().map(|(name, _)| name).filter(|name| is_surface(name)).collect()
    };
    for (text, name) in [
        ("really?", "[questions]"),
        ("really!", "[exclamations]"),
        ("really...", "[ellipses]"),
        ("REALLY", "[capitals]"),
        ("soooo", "[drawn-out words]"),
        ("ok 😀", "[emoji]"),
        ("ok :)", "[emoji]"),
        ("> a\n\nb", "[quotes]"),
        ("see http://a.example", "[links]"),
    ] {
        assert_eq!(seen(text), ["[words]", name], "{text:?}");
    }
}

#[test]
fn settings_that_make_no_vectorizer_are_refused() {
    for (params, message) in [
        (everything().word_ngrams(0), "word n-grams of up to 0 words: choose 1 to 5"),
        (everything().word_ngrams(6), "word n-grams of up to 6 words: choose 1 to 5"),
        (everything().character_ngrams(Some((0, 3))), "character n-grams of 0 to 3 characters"),
        (everything().character_ngrams(Some((4, 3))), "character n-grams of 4 to 3 characters"),
        (everything().character_ngrams(Some((3, 9))), "character n-grams of 3 to 9 characters"),
        (everything().document_frequency_floor(0), "a document frequency floor of 0: choose 1 or more"),
    ] {
        assert!(params.check_ref().unwrap_err().to_string().starts_with(message));
    }
}

#[test]
fn an_empty_corpus_makes_a_vectorizer_of_surface_features() {
    for texts in [&[][..], &["", " \n", "!"][..]] {
        let vectorizer = fit(VectorizerParams::default(), texts);
        assert_eq!(vectorizer.words().terms().filter(|term| !is_start(term) && *term != "!").count(), 0);
        assert!(vectorizer.characters().is_empty());
        assert_eq!(dense(&vectorizer, texts).dim(), (texts.len(), vectorizer.words().len() + SURFACE.len()));
    }
}

#[test]
fn a_vectorizer_comes_back_from_its_parts_and_only_from_those() {
    let vectorizer = fit(everything(), &["love it", "don't love it"]);
    let parts = |idf: Vec<f32>| {
        let again = |terms: &Vocabulary| Vocabulary::from_parts(terms.parts().0, terms.parts().1.to_vec()).unwrap();
        Vectorizer::from_parts(
            vectorizer.params().clone().into(),
            again(vectorizer.words()),
            vectorizer.ngrams().nodes().to_vec(),
            again(vectorizer.characters()),
            idf,
        )
    };
    let same = parts(vectorizer.idf().to_vec()).unwrap();
    assert_eq!(dense(&same, &["I love it"]), dense(&vectorizer, &["I love it"]));
    let (expected, found) = (vectorizer.width(), vectorizer.width() - 1);
    assert_eq!(parts(vectorizer.idf()[1..].to_vec()).unwrap_err(), PartsError::Idf { expected, found });
}

// Vocabularies and n-gram trees.

#[test]
fn terms_are_numbered_by_frequency_then_by_name() {
    let (vocabulary, frequencies) = Vocabulary::by_frequency([("b", 2), ("é", 9), ("a", 2), ("c", 1)]);
    assert_eq!(vocabulary.terms().collect::<Vec<_>>(), ["é", "a", "b", "c"]);
    assert_eq!(frequencies, [9, 2, 2, 1]);
    for (number, term) in (0..).zip(["é", "a", "b", "c"]) {
        assert_eq!((vocabulary.number(term), vocabulary.term(number)), (Some(number), term));
    }
    assert_eq!(vocabulary.number("d"), None);
}

#[test]
fn parts_that_are_no_vocabulary_are_refused() {
    let from = |text: &[u8], ends: &[u32]| Vocabulary::from_parts(text, ends.to_vec()).map(|found| found.len());
    assert_eq!(from(b"ab", &[1, 2]), Ok(2));
    assert_eq!(from(b"", &[]), Ok(0));
    assert_eq!(from(b"ab", &[2, 1]), Err(VocabularyError::BadEnd(1)), "an end before the start");
    assert_eq!(from(b"ab", &[1, 3]), Err(VocabularyError::BadEnd(1)), "an end beyond the text");
    assert_eq!(from(b"ab", &[u32::MAX]), Err(VocabularyError::BadEnd(0)));
    assert_eq!(from(b"ab", &[1]), Err(VocabularyError::BadEnd(1)), "text beyond the last end");
    assert_eq!(from(b"ab", &[]), Err(VocabularyError::BadEnd(0)));
    assert_eq!(from("é".as_bytes(), &[1, 2]), Err(VocabularyError::BadEnd(0)), "an end inside a character");
    assert_eq!(from(b"aba", &[1, 2, 3]), Err(VocabularyError::Repeated(2)));
    assert_eq!(from(b"a\xFF", &[1, 2]), Err(VocabularyError::NotUtf8));
}

#[test]
fn an_ngram_extends_only_what_stands_before_it() {
    let tree = NgramTree::new(2, vec![[0, 1], [2, 0], [3, 1]]).unwrap();
    assert_eq!((tree.child(0, 1), tree.child(2, 0), tree.child(1, 0)), (Some(2), Some(3), None));
    assert_eq!(tree.words_of(4), [0, 1, 0, 1]);
    assert_eq!(tree.words_of(1), [1]);
    for (nodes, bad) in [
        (vec![[2, 0]], 0),         // itself
        (vec![[3, 0], [0, 1]], 0), // a later one
        (vec![[0, 1], [0, 2]], 1), // an n-gram as a word
        (vec![[0, 1], [0, 1]], 1), // twice
        (vec![[u32::MAX, 0]], 0),
    ] {
        assert_eq!(NgramTree::new(2, nodes).unwrap_err(), NgramError(bad));
    }
    assert!(NgramTree::new(0, vec![[0, 0]]).is_err());
}

// The matrix.

/// A matrix of small whole numbers, most of them zero.
fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Array2<f32>> {
    let value = prop_oneof![3 => Just(0i8), 2 => -3i8..=3];
    prop::collection::vec(value, rows * columns).prop_map(move |values| {
        Array2::from_shape_vec((rows, columns), values.into_iter().map(f32::from).collect()).unwrap()
    })
}

fn wide(matrix: &Array2<f32>) -> Array2<f64> {
    matrix.mapv(f64::from)
}

/// Comments × features, comments × words, words × characters.
fn factors() -> impl Strategy<Value = [Array2<f32>; 3]> {
    (1usize..7, 1usize..5, 1usize..6, 1usize..5)
        .prop_flat_map(|(n, direct, words, characters)| {
            (matrix(n, direct), matrix(n, words), matrix(words, characters))
        })
        .prop_map(|(direct, spellings, characters)| [direct, spellings, characters])
}

proptest! {
    #[test]
    fn products_of_factored_rows_are_those_of_the_product([direct, spellings, characters] in factors(), labels in 1usize..6) {
        let rows = [&direct, &spellings, &characters].map(SparseRows::from_dense);
        let [a, b, c] = rows;
        let factored = FactoredRows::new(a, b, c);
        let whole = ndarray::concatenate![ndarray::Axis(1), wide(&direct), wide(&spellings).dot(&wide(&characters))];
        prop_assert_eq!((factored.nsamples(), factored.nfeatures()), whole.dim());
        // Whole numbers: the products are exact.
        let weights = Array2::from_shape_fn((whole.ncols(), labels), |(row, label)| (row * 7 + label * 3) as f64 % 5.0 - 2.0);
        prop_assert_eq!(factored.times(weights.view()), whole.dot(&weights));
        let residuals = Array2::from_shape_fn((whole.nrows(), labels), |(row, label)| (row * 5 + label * 2) as f64 % 7.0 - 3.0);
        prop_assert_eq!(factored.transposed_times(residuals.view()), whole.t().dot(&residuals));
    }

    #[test]
    fn products_of_sparse_rows_are_those_of_the_dense_matrix(dense in (1usize..8, 1usize..8).prop_flat_map(|(n, m)| matrix(n, m)), labels in 1usize..6) {
        let rows = SparseRows::from_dense(&dense);
        prop_assert_eq!(rows.entries(), dense.iter().filter(|value| **value != 0.0).count());
        let weights = Array2::from_shape_fn((dense.ncols(), labels), |(row, label)| row as f64 - label as f64);
        prop_assert_eq!(rows.times(weights.view()), wide(&dense).dot(&weights));
        let residuals = Array2::from_shape_fn((dense.nrows(), labels), |(row, label)| row as f64 - 2.0 * label as f64);
        prop_assert_eq!(rows.transposed_times(residuals.view()), wide(&dense).t().dot(&residuals));
    }

    #[test]
    fn transposed_twice_is_the_same(dense in (1usize..8, 1usize..8).prop_flat_map(|(n, m)| matrix(n, m))) {
        let rows = SparseRows::from_dense(&dense);
        prop_assert_eq!(rows.transposed().transposed(), rows.clone());
        prop_assert_eq!(rows.transposed(), SparseRows::from_dense(&dense.t().to_owned()));
    }
}

#[test]
fn a_column_that_comes_twice_adds_up() {
    let mut rows = SparseRows::new(3);
    rows.push([(2, 1.0), (0, 5.0), (2, 0.5)]);
    rows.push([]);
    assert_eq!(rows.times(Array2::eye(3).view()), array![[5.0, 0.0, 1.5], [0.0, 0.0, 0.0]]);
    assert_eq!((rows.len(), rows.width(), rows.entries()), (2, 3, 3));
    assert_eq!(rows.row(1).iter().count(), 0);
    assert_eq!(rows.rows().count(), 2);
}

#[test]
#[should_panic(expected = "column 3 in a matrix of 3 columns")]
fn a_column_beyond_the_width_is_refused() {
    SparseRows::new(3).push([(3, 1.0)]);
}

#[test]
fn products_do_not_depend_on_how_weights_lie_in_memory() {
    let rows = SparseRows::from_dense(&array![[1.0, 2.0], [0.0, 3.0]]);
    let weights = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let mut by_column = Array2::zeros((2, 3).f());
    by_column.assign(&weights);
    assert_eq!(rows.times(by_column.view()), rows.times(weights.view()));
}

/// What each feature weighs, by its name.
fn weights(vectorizer: &Vectorizer) -> BTreeMap<String, f32> {
    (0..vectorizer.width()).map(|column| (vectorizer.feature(column).to_string(), vectorizer.idf()[column])).collect()
}

#[test]
fn an_extended_vectorizer_keeps_its_terms_and_adds_those_of_the_corpus() {
    let params = VectorizerParams::default().document_frequency_floor(1).check().unwrap();
    let corpus: Corpus = ["the old tram", "an old bus"].into_iter().collect();
    let more: Corpus = ["the new tram line", "a new bus"].into_iter().collect();
    let vectorizer = Vectorizer::fit(&params, &corpus);
    let extended = vectorizer.extended(&more, 1, corpus.len());
    let (before, after) = (weights(&vectorizer), weights(&extended));
    assert!(before.iter().all(|(name, weight)| after[name] == *weight));
    for new in ["line", "new tram", "the new tram", "~line·"] {
        assert!(after.contains_key(new) && !before.contains_key(new), "{new}");
    }
    assert_eq!(after.len(), extended.width(), "a feature is there twice");
}

#[test]
fn extending_by_what_is_known_changes_nothing() {
    let params = VectorizerParams::default().document_frequency_floor(1).check().unwrap();
    let corpus: Corpus = ["the old tram", "an old bus"].into_iter().collect();
    let vectorizer = Vectorizer::fit(&params, &corpus);
    let extended = vectorizer.extended(&corpus, 1, corpus.len());
    let names = |vectorizer: &Vectorizer| -> Vec<String> {
        (0..vectorizer.width()).map(|column| vectorizer.feature(column).to_string()).collect()
    };
    assert_eq!(names(&vectorizer), names(&extended));
}

#[test]
fn the_share_of_comments_is_known_for_words_and_for_phrases() {
    let vectorizer =
        fit(everything(), &["the night tram", "a night tram is late", "the tram at night", "that night tram"]);
    // One comment more is counted than there are, with everything in it.
    for (words, comments) in
        [("tram", 5.0), ("late", 2.0), ("night tram", 4.0), ("a night tram", 2.0), ("tram night", 0.0), ("bus", 0.0)]
    {
        let share = vectorizer.document_share(words);
        assert!((share - comments / 5.0).abs() < 1e-6, "{words}: {share}");
    }
}
