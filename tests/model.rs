//! A comment's probabilities depend on nothing but its text and the model; an explanation adds up to them; scores are what a hand computes.

use linfa::ParamGuard;
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;
use std::sync::LazyLock;
use undertone::evaluate::{Comparison, Evaluation, Scored};
use undertone::features::{Feature, VectorizerParams};
use undertone::input::Comment;
use undertone::model::{
    Explanation, Interval, LabelError, LabelSet, Model, Predictions, TrainParams, TrainingSet, temperature,
};
use undertone::text::Treatment;

/// Text of the pieces that a reader of comments stumbles over.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-zA-Z0-9 .,!?'’_@#:;()<>\\[\\]*`~^/\\\\&=|-]{1,6}",
        prop::sample::select(vec![
            "\u{200D}",
            "\u{301}",
            "\u{FE0F}",
            "\u{202E}",
            "\r",
            "\n\n",
            "\0",
            "👍🏽",
            "don’t ",
            "not ",
            "never ",
            "love ",
            "this ",
            "is ",
            "great",
            "terrible",
            "idea",
            "> quote\n",
            "```",
            "<b>",
            "https://a.example ",
            "ไม่ดี",
            "日本",
            "ﷺ",
            "…",
            "!!",
            "&amp;",
            "â€™",
            "soooo ",
            ":-) ",
            "42 ",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn builtin(texts: &[&str]) -> Predictions {
    Model::builtin().predictor().predict(texts)
}

fn close(a: &[f64], b: &[f64], error: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < error)
}

/// A model of two labels from comments that stand for themselves.
fn model_of(vectorizer: VectorizerParams, examples: &[(&str, &str)]) -> Model {
    let params = TrainParams { vectorizer, strength: Some(0.1), ..TrainParams::default() };
    let mut set = TrainingSet::new(params).unwrap();
    for (text, label) in examples {
        set.push(&Comment::new(text).with_label(label));
    }
    set.train(&|_, _| {}).unwrap().model
}

/// A thousand comments; what they say repeats, in another order.
static COMMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = ["love", "this", "not", "great", "why?", "terrible", "idea.", "soooo", "👍", "it's", "никогда", "42"];
    (0..1000)
        .map(|n: usize| (0..n % 9).map(|at| words[(n * 7 + at * at * 5) % 12]).collect::<Vec<_>>().join(" "))
        .collect()
});

// Predictions.

#[test]
fn the_built_in_model_labels_as_its_card_says() {
    let model = Model::builtin();
    assert_eq!(model.labels().names().collect::<Vec<_>>(), ["mixed", "skeptical", "supportive"]);
    assert!(model.card().note.is_some() && model.card().scores.is_some());
    assert_eq!(model.card().training.per_label.iter().sum::<usize>(), model.card().training.comments);
    let predictions = builtin(&["I love this, what a great idea!", "This is terrible and it will never work."]);
    assert_eq!(model.labels().name(predictions.label(0)), "supportive");
    assert_eq!(model.labels().name(predictions.label(1)), "skeptical");
}

/// The probabilities as the decision rule of the built-in model compares them.
fn moved(probabilities: &[f64]) -> Vec<f64> {
    let offsets = Model::builtin().decision().offsets();
    probabilities.iter().zip(offsets).map(|(probability, offset)| probability * offset.exp()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn probabilities_sum_to_one_and_the_label_is_the_largest_when_moved(texts in prop::collection::vec(nasty(), 0..8)) {
        let predictions = Model::builtin().predictor().predict(&texts);
        prop_assert_eq!((predictions.len(), predictions.is_empty()), (texts.len(), texts.is_empty()));
        for comment in 0..texts.len() {
            let probabilities = predictions.probabilities(comment);
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)));
            let moved = moved(probabilities);
            prop_assert!(moved.iter().all(|other| *other <= moved[predictions.label(comment).index()] + 1e-12));
        }
    }

    #[test]
    fn labels_do_not_depend_on_chunk_size_or_on_what_was_labelled_before(
        texts in prop::collection::vec(nasty(), 1..30),
        chunk in 1usize..12,
    ) {
        let predictor = Model::builtin().predictor();
        let mut in_chunks = predictor.predict::<&str>(&[]);
        texts.chunks(chunk).for_each(|texts| in_chunks.append(&predictor.predict(texts)));
        prop_assert_eq!(&in_chunks, &Model::builtin().predictor().predict(&texts));
        for (comment, text) in texts.iter().enumerate() {
            let alone = Model::builtin().predictor().predict(&[text]);
            prop_assert_eq!(alone.probabilities(0), in_chunks.probabilities(comment));
        }
    }

    #[test]
    fn labels_do_not_depend_on_order(texts in prop::collection::vec(nasty(), 1..30)) {
        let (forwards, mut backwards) = (Model::builtin().predictor().predict(&texts), texts.clone());
        backwards.reverse();
        let backwards = Model::builtin().predictor().predict(&backwards);
        for comment in 0..texts.len() {
            prop_assert_eq!(forwards.probabilities(comment), backwards.probabilities(texts.len() - 1 - comment));
        }
    }
}

#[test]
fn labels_do_not_depend_on_the_number_of_threads() {
    let predicted = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Model::builtin().predictor().predict(&COMMENTS))
    };
    let one = predicted(1);
    assert_eq!(one.len(), 1000);
    assert!(predicted(2) == one && predicted(3) == one);
}

#[test]
fn a_predictor_that_forgot_its_words_labels_the_same() {
    let predictor = Model::builtin().predictor();
    let before = predictor.predict(&["I love it", "not great"]);
    // One token of more bytes than are kept.
    predictor.predict(&["!".repeat(9 << 20)]);
    assert_eq!(predictor.predict(&["I love it", "not great"]), before);
}

#[test]
fn a_number_is_the_same_number_whoever_wrote_one_before() {
    let vectorizer = VectorizerParams::default().without(Treatment::Numbers).document_frequency_floor(1);
    // A full-width number is a word; its form is that of the number.
    let model = model_of(vectorizer, &[("４２４２", "a"), ("４２４２ ok", "a"), ("no", "b"), ("no ok", "b")]);
    for texts in [["4242", "４２４２"], ["４２４２", "4242"]] {
        let predictor = model.predictor();
        for text in texts {
            assert_eq!(predictor.predict(&[text]), model.predictor().predict(&[text]), "{text} in {texts:?}");
        }
    }
}

#[test]
fn comments_are_labelled_as_they_are() {
    let comments = [Comment::new("I love it"), Comment::new("terrible").with_label("supportive")];
    assert_eq!(Model::builtin().predictor().predict(&comments), builtin(&["I love it", "terrible"]));
}

// Explanations.

/// The labels' sums over the parts of an explanation.
fn sum<'a>(start: &[f64], parts: impl Iterator<Item = &'a Vec<f64>>) -> Vec<f64> {
    parts.fold(start.to_vec(), |sum, part| sum.iter().zip(part).map(|(a, b)| a + b).collect())
}

/// Features that belong to no token: the surface, and the start of the comment.
fn of_no_token(feature: &Feature) -> bool {
    match feature {
        Feature::Surface(_) => true,
        Feature::Words(words) => words == "^",
        Feature::Characters(_) => false,
    }
}

fn adds_up(explanation: &Explanation) -> Result<(), TestCaseError> {
    let features = sum(&explanation.intercepts, explanation.features.iter().map(|part| &part.contributions));
    prop_assert!(close(&features, &explanation.logits, 1e-9), "{features:?} {:?}", explanation.logits);
    let rest = explanation.features.iter().filter(|part| of_no_token(&part.feature));
    let rest = sum(&explanation.intercepts, rest.map(|part| &part.contributions));
    let tokens = sum(&rest, explanation.tokens.iter().map(|part| &part.contributions));
    prop_assert!(close(&tokens, &explanation.logits, 1e-9), "{tokens:?} {:?}", explanation.logits);
    let most = explanation.logits.iter().copied().fold(f64::MIN, f64::max);
    let exponentials: Vec<f64> = explanation.logits.iter().map(|logit| (logit - most).exp()).collect();
    let probabilities: Vec<f64> = exponentials.iter().map(|e| e / exponentials.iter().sum::<f64>()).collect();
    prop_assert!(close(&probabilities, &explanation.probabilities, 1e-12));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn an_explanation_adds_up_to_the_prediction(text in nasty()) {
        let explanation = Model::builtin().explain(&text);
        adds_up(&explanation)?;
        let predicted = builtin(&[&text]);
        prop_assert!(close(&explanation.probabilities, predicted.probabilities(0), 1e-5), "{explanation:?} {predicted:?}");
        let moved = moved(predicted.probabilities(0));
        prop_assert!(moved.iter().all(|other| *other < moved[explanation.label.index()] + 1e-5));
    }

    #[test]
    fn tokens_stand_in_the_text_in_order(text in nasty()) {
        let explanation = Model::builtin().explain(&text);
        let mut end = 0;
        for token in &explanation.tokens {
            prop_assert!(token.range.start >= end && explanation.text.get(token.range.clone()).is_some_and(|text| !text.is_empty()));
            end = token.range.end;
        }
    }
}

#[test]
fn a_long_comment_is_explained_as_it_is_labelled() {
    let text = COMMENTS[..300].join(". ");
    let explanation = Model::builtin().explain(&text);
    adds_up(&explanation).unwrap();
    assert!(close(&explanation.probabilities, builtin(&[&text]).probabilities(0), 1e-5));
}

#[test]
fn the_words_of_an_explanation_are_those_of_the_repaired_comment() {
    let explanation = Model::builtin().explain("I donâ€™t &lt;3 it");
    assert_eq!(explanation.text, "I don’t <3 it");
    let words: Vec<&str> = explanation.tokens.iter().map(|token| &explanation.text[token.range.clone()]).collect();
    assert_eq!(words, ["I", "don’t", "<3", "it"]);
}

#[test]
fn features_stand_with_the_strongest_first_and_say_how_often() {
    let explanation = Model::builtin().explain("good, good, good idea");
    let strength = |part: &[f64]| part.iter().fold(0f64, |most, value| most.max(value.abs()));
    assert!(
        explanation
            .features
            .windows(2)
            .all(|pair| strength(&pair[0].contributions) >= strength(&pair[1].contributions))
    );
    let good = explanation.features.iter().find(|part| part.feature == Feature::Words("good".to_owned())).unwrap();
    assert_eq!(good.count, 3);
}

#[test]
fn an_empty_comment_is_explained_by_what_every_comment_starts_from() {
    let explanation = Model::builtin().explain("");
    assert!(explanation.tokens.is_empty());
    assert!(explanation.features.iter().all(|part| of_no_token(&part.feature)));
    adds_up(&explanation).unwrap();
}

#[test]
fn not_loving_is_less_supportive_than_loving() {
    let supportive = Model::builtin().labels().label("supportive").unwrap().index();
    for (not, so) in [
        ("don't love it", "love it"),
        ("dont love it", "love it"),
        ("This is not good", "This is good"),
        ("I never liked this idea", "I liked this idea"),
    ] {
        let predictions = builtin(&[not, so]);
        let (not_so, so_so) = (predictions.probabilities(0)[supportive], predictions.probabilities(1)[supportive]);
        assert!(not_so < so_so - 0.1, "{not:?} {not_so}, {so:?} {so_so}");
    }
}

#[test]
fn the_word_that_tells_labels_apart_is_named_first() {
    let examples =
        [("soup yes", "a"), ("fish yes", "a"), ("soup no", "b"), ("fish no", "b"), ("yes", "a"), ("no", "b")];
    let model = model_of(VectorizerParams::default().character_ngrams(None), &examples);
    for (name, word) in [("a", "yes"), ("b", "no")] {
        let label = model.labels().label(name).unwrap();
        let top = model.top_features(label, 3);
        assert_eq!(top.len(), 3);
        assert!(top.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        assert!(top.iter().any(|(feature, _)| *feature == Feature::Words(word.to_owned())), "{top:?}");
        let explanation = model.explain("soup yes no");
        let pushed = |word: &str| {
            let part =
                explanation.features.iter().find(|part| part.feature == Feature::Words(word.to_owned())).unwrap();
            part.contributions[label.index()]
        };
        assert!(pushed(word) > pushed("soup"), "{explanation:?}");
    }
}

// Labels and temperature.

#[test]
fn label_sets_are_sorted_and_know_their_names() {
    let labels = LabelSet::new(["b", "é", "a", "b"]).unwrap();
    assert_eq!(labels.names().collect::<Vec<_>>(), ["a", "b", "é"]);
    for (place, label) in labels.labels().enumerate() {
        assert_eq!((label.index(), labels.label(labels.name(label))), (place, Some(label)));
    }
    assert_eq!(labels.label("c"), None);
    assert_eq!(LabelSet::new(["a", "a"]).unwrap_err(), LabelError::TooFew(vec!["a".to_owned()]));
    assert_eq!(LabelSet::new(["", "a"]).unwrap_err(), LabelError::BadNames);
    assert_eq!(serde_json::to_string(&labels).unwrap(), r#"["a","b","é"]"#);
    assert!(serde_json::from_str::<LabelSet>(r#"["b","a"]"#).is_err());
}

proptest! {
    #[test]
    fn the_temperature_is_where_the_log_loss_is_least(logits in prop::collection::vec(-4.0f64..4.0, 24), gold in prop::collection::vec(0usize..3, 8)) {
        let logits = ndarray::Array2::from_shape_vec((8, 3), logits).unwrap();
        let loss = |temperature: f64| -> f64 {
            let of_row = |(row, gold): (ndarray::ArrayView1<'_, f64>, &usize)| {
                row.iter().map(|logit| (logit / temperature).exp()).sum::<f64>().ln() - row[*gold] / temperature
            };
            logits.rows().into_iter().zip(&gold).map(of_row).sum::<f64>() / 8.0
        };
        let (best, least) = temperature(logits.view(), &gold);
        prop_assert!((loss(best) - least).abs() < 1e-9);
        for other in [0.05, 0.1, 0.5, 0.9 * best, 1.0, 1.1 * best, 2.0, 10.0, 50.0] {
            if (0.05..=50.0).contains(&other) {
                prop_assert!(least <= loss(other) + 1e-7, "{} at {}, {} at {}", least, best, loss(other), other);
            }
        }
    }
}

// Scores.

fn scored(pairs: &[(usize, usize, usize)], thread: impl Fn(usize) -> Option<String>) -> Vec<Scored> {
    let one = |(gold, predicted, times): &(usize, usize, usize)| vec![(*gold, *predicted); *times];
    let pairs: Vec<(usize, usize)> = pairs.iter().flat_map(one).collect();
    let scored = |(number, (gold, predicted))| Scored {
        thread: thread(number),
        gold,
        predicted,
        confidence: 0.9,
        log_loss: if gold == predicted { 0.1 } else { 2.3 },
    };
    pairs.into_iter().enumerate().map(scored).collect()
}

fn near(interval: Interval, value: f64) -> bool {
    (interval.value - value).abs() < 1e-12 && interval.low <= value && value <= interval.high && interval.level == 0.95
}

#[test]
fn scores_are_those_a_hand_computes() {
    let labels = LabelSet::new(["a", "b"]).unwrap();
    // Of six a, five are found; of four b, three.
    let scored = scored(&[(0, 0, 5), (0, 1, 1), (1, 1, 3), (1, 0, 1)], |_| None);
    let evaluation = Evaluation::of(&labels, &scored, 1);
    assert_eq!((evaluation.comments, evaluation.threads), (10, 0));
    assert_eq!(evaluation.confusion.rows(), [[5, 1], [1, 3]]);
    assert!(near(evaluation.accuracy, 0.8));
    assert!(near(evaluation.macro_f1, (5.0 / 6.0 + 3.0 / 4.0) / 2.0), "{:?}", evaluation.macro_f1);
    assert!((evaluation.log_loss.value - (8.0 * 0.1 + 2.0 * 2.3) / 10.0).abs() < 1e-12);
    let [a, b] = &evaluation.labels[..] else { panic!("two labels") };
    assert_eq!((a.label.as_str(), a.support, a.predicted, b.support, b.predicted), ("a", 6, 6, 4, 4));
    assert!(near(a.precision, 5.0 / 6.0) && near(a.recall, 5.0 / 6.0) && near(b.f1, 0.75));
    // Ten comments at 0.9, eight of them right.
    assert_eq!(evaluation.calibration.bins.len(), 1);
    assert!((evaluation.calibration.expected_error - 0.1).abs() < 1e-12);
    assert_eq!(evaluation.for_card().accuracy, evaluation.accuracy);
}

#[test]
fn a_prediction_is_scored_by_the_probability_of_its_gold_label() {
    let predictions = builtin(&["I love this, what a great idea!"]);
    let probabilities = predictions.probabilities(0);
    for gold in 0..3 {
        let scored = Scored::new(&predictions, 0, gold, Some("t"));
        assert!((scored.log_loss + probabilities[gold].ln()).abs() < 1e-12);
        assert_eq!((scored.gold, scored.predicted), (gold, predictions.label(0).index()));
        assert_eq!((scored.confidence, scored.thread.as_deref()), (probabilities[scored.predicted], Some("t")));
    }
}

#[test]
fn more_comments_make_narrower_intervals() {
    let labels = LabelSet::new(["a", "b"]).unwrap();
    let width = |times| {
        let pairs = [(0, 0, 5 * times), (0, 1, times), (1, 1, 3 * times), (1, 0, times)];
        let evaluation = Evaluation::of(&labels, &scored(&pairs, |_| None), 1);
        [evaluation.accuracy, evaluation.macro_f1, evaluation.log_loss].map(|interval| interval.high - interval.low)
    };
    let (few, many) = (width(2), width(20));
    assert!(few.iter().zip(&many).all(|(few, many)| *many < 0.5 * few && *many > 0.0), "{few:?} {many:?}");
}

#[test]
fn nothing_is_scored_without_a_panic() {
    let labels = LabelSet::new(["a", "b"]).unwrap();
    let evaluation = Evaluation::of(&labels, &[], 1);
    assert_eq!((evaluation.comments, evaluation.accuracy.value), (0, 0.0));
    assert_eq!((evaluation.accuracy.low, evaluation.accuracy.high), (0.0, 1.0));
    assert_eq!(Comparison::of(2, &[], &[], 1).accuracy.value, 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn intervals_hold_their_value_and_shares_stay_shares(
        pairs in prop::collection::vec((0usize..3, 0usize..3, 1usize..3), 1..12),
        threads in 0usize..12,
        seed: u64,
    ) {
        let labels = LabelSet::new(["a", "b", "c"]).unwrap();
        let scored = scored(&pairs, |number| (threads > 0).then(|| (number % threads.max(1)).to_string()));
        let evaluation = Evaluation::of(&labels, &scored, seed);
        let of_label = evaluation.labels.iter().flat_map(|label| [label.precision, label.recall, label.f1]);
        for share in of_label.chain([evaluation.accuracy, evaluation.macro_f1]) {
            prop_assert!(0.0 <= share.low && share.low <= share.value && share.value <= share.high && share.high <= 1.0, "{share:?}");
        }
        prop_assert!(evaluation.log_loss.low <= evaluation.log_loss.value && evaluation.log_loss.value <= evaluation.log_loss.high);
        prop_assert_eq!(&Evaluation::of(&labels, &scored, seed), &evaluation);
    }

    #[test]
    fn a_model_is_not_better_than_itself(pairs in prop::collection::vec((0usize..3, 0usize..3, 1usize..3), 1..12), seed: u64) {
        let scored = scored(&pairs, |_| None);
        let comparison = Comparison::of(3, &scored, &scored, seed);
        for difference in [comparison.accuracy, comparison.macro_f1, comparison.log_loss] {
            prop_assert_eq!((difference.low, difference.value, difference.high), (0.0, 0.0, 0.0));
        }
    }
}

#[test]
fn the_second_model_is_compared_with_the_first() {
    let (worse, better) = (scored(&[(0, 0, 5), (1, 0, 5)], |_| None), scored(&[(0, 0, 5), (1, 1, 5)], |_| None));
    let comparison = Comparison::of(2, &worse, &better, 1);
    assert!((comparison.accuracy.value - 0.5).abs() < 1e-12 && comparison.accuracy.low > 0.0, "{comparison:?}");
    assert!(comparison.log_loss.high < 0.0, "{comparison:?}");
    let back = Comparison::of(2, &better, &worse, 1);
    assert!((back.accuracy.value + comparison.accuracy.value).abs() < 1e-12);
}

// Settings are checked before they are believed, here as everywhere.
#[test]
fn vectorizer_settings_survive_json() {
    let params = VectorizerParams::default().without(Treatment::Emoji).word_ngrams(2).character_ngrams(None);
    let json = serde_json::to_string(&params).unwrap();
    assert_eq!(serde_json::from_str::<VectorizerParams>(&json).unwrap(), params);
    let zero = json.replace("\"word_ngrams\":2", "\"word_ngrams\":0");
    assert!(serde_json::from_str::<VectorizerParams>(&zero).unwrap().check().is_err());
}
