//! Training takes any labels, holds threads out whole, makes the same bytes again, and says what it cannot do.

use rayon::ThreadPoolBuilder;
use std::sync::{Arc, Mutex};
use undertone::features::VectorizerParams;
use undertone::input::Comment;
use undertone::model::{ClassWeights, HeldOut, Model, Objective, TrainParams, Trained, TrainingSet};
use undertone::text::Treatment;

fn labelled(text: &str, label: &str) -> Comment {
    Comment::new(text).with_label(label)
}

fn try_train(params: TrainParams, comments: &[Comment]) -> Result<Trained, String> {
    let mut set = TrainingSet::new(params).map_err(|error| error.to_string())?;
    comments.iter().for_each(|comment| assert!(set.push(comment)));
    assert_eq!(set.len(), comments.len());
    set.train(&|_, _| {}).map_err(|error| error.to_string())
}

fn train(params: TrainParams, comments: &[Comment]) -> Trained {
    try_train(params, comments).unwrap()
}

/// Without choosing a strength.
fn quick() -> TrainParams {
    TrainParams { strength: Some(1.0), folds: 2, ..TrainParams::default() }
}

fn label_of(model: &Model, text: &str) -> String {
    model.labels().name(model.predictor().predict(&[text]).label(0)).to_owned()
}

/// Twelve comments of two labels, told apart by a word.
fn small() -> Vec<Comment> {
    let pro = ["love it", "love this", "I love the idea", "lovely, love", "we love that", "love love"];
    let con = ["hate it", "hate this", "I hate the idea", "hateful, hate", "we hate that", "hate hate"];
    pro.iter().map(|text| labelled(text, "pro")).chain(con.iter().map(|text| labelled(text, "con"))).collect()
}

/// The share of held-out comments whose label was found.
fn held_out_accuracy(trained: &Trained) -> f64 {
    let HeldOut { gold, predictions, .. } = trained.held_out.as_ref().unwrap();
    let right = (0..gold.len()).filter(|comment| predictions.label(*comment).index() == gold[*comment]);
    right.count() as f64 / gold.len() as f64
}

// Labels.

#[test]
fn a_word_that_tells_labels_apart_is_learned() {
    let model = train(TrainParams::default(), &small()).model;
    assert_eq!(
        (label_of(&model, "they love soup").as_str(), label_of(&model, "they hate soup").as_str()),
        ("pro", "con")
    );
}

#[test]
fn labels_have_any_names() {
    let names = ["支持", "contre, \"vraiment\"", " ", "👍", "__label__x", "0", "a\nb"];
    let words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf"];
    let comments: Vec<Comment> = (0..42).map(|n| labelled(words[n % 7], names[n % 7])).collect();
    let model = train(TrainParams::default(), &comments).model;
    let mut sorted = names;
    sorted.sort_unstable();
    assert_eq!(model.labels().names().collect::<Vec<_>>(), sorted);
    for (word, name) in words.iter().zip(names) {
        assert_eq!(label_of(&model, word), name);
    }
    assert_eq!(model.card().training.per_label, [6; 7]);
}

#[test]
fn without_labels_there_is_nothing_to_learn() {
    assert_eq!(try_train(quick(), &[]).err().unwrap(), "no comment has a label");
    let mut set = TrainingSet::new(quick()).unwrap();
    assert!(!set.push(&Comment::new("love it")) && set.is_empty());
    assert_eq!(set.train(&|_, _| {}).err().unwrap().to_string(), "no comment has a label");
}

#[test]
fn with_one_label_there_is_nothing_to_learn() {
    let error = try_train(quick(), &[labelled("a", "pro"), labelled("b", "pro")]).err().unwrap();
    assert_eq!(error, "every labelled comment is \"pro\": with one label there is nothing to learn");
}

#[test]
fn an_identifier_is_no_label() {
    let comments: Vec<Comment> = (0..1001).map(|n| labelled("a", &n.to_string())).collect();
    assert_eq!(try_train(quick(), &comments).err().unwrap(), "1001 different labels; at most 1000 can be learned");
}

#[test]
fn a_comment_without_a_label_teaches_nothing() {
    let mut set = TrainingSet::new(quick()).unwrap();
    for comment in small() {
        assert!(!set.push(&Comment::new("love hate")));
        set.push(&comment);
    }
    assert_eq!(set.train(&|_, _| {}).unwrap().model.to_bytes(), train(quick(), &small()).model.to_bytes());
}

// Little data.

#[test]
fn fewer_comments_than_folds_are_enough() {
    for comments in 2..5 {
        let comments = &[small()[0].clone(), small()[6].clone(), small()[1].clone(), small()[7].clone()][..comments];
        let trained = train(TrainParams { folds: 10, ..TrainParams::default() }, comments);
        assert!(trained.model.card().choice.folds <= comments.len());
        assert_eq!(trained.held_out.unwrap().gold.len(), comments.len());
    }
}

#[test]
fn a_label_of_one_comment_is_kept_and_spoils_nothing() {
    let mut comments: Vec<Comment> = (0..10).flat_map(|_| small()).collect();
    let before = train(TrainParams::default(), &comments);
    comments.push(labelled("whatever", "odd"));
    let trained = train(TrainParams::default(), &comments);
    assert_eq!(trained.model.labels().names().collect::<Vec<_>>(), ["con", "odd", "pro"]);
    assert_eq!(label_of(&trained.model, "we love that"), "pro");
    // It was never held out together with a comment like it, so nothing can be said about it; the rest is as sure as before.
    let sure = |model: &Model| {
        let predictions = model.predictor().predict(&["we love that"]);
        predictions.probabilities(0)[predictions.label(0).index()]
    };
    assert!(sure(&trained.model) > 0.8 * sure(&before.model), "{} {}", sure(&trained.model), sure(&before.model));
}

#[test]
fn empty_texts_give_the_shares_of_the_labels() {
    let comments = [("", "a"), (" ", "a"), ("\n", "a"), ("", "b")].map(|(text, label)| labelled(text, label));
    let model = train(TrainParams { strength: Some(1.0), ..TrainParams::default() }, &comments).model;
    let predictions = model.predictor().predict(&["", "anything at all?"]);
    for comment in 0..2 {
        let probabilities = predictions.probabilities(comment);
        assert!(probabilities.iter().all(|probability| probability.is_finite()), "{probabilities:?}");
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    assert_eq!(model.labels().name(predictions.label(0)), "a");
}

// Threads.

/// Eight threads of six equal comments; what a thread says stands in no other, and the labels of the threads take turns.
fn parrots(threads: bool) -> Vec<Comment> {
    let says = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen"];
    let comment = |n: usize| {
        let (thread, label) = (n % 8, if n % 8 < 4 { "pro" } else { "con" });
        let comment = labelled(says[thread], label);
        if threads { comment.with_thread(says[thread]) } else { comment }
    };
    (0..48).map(comment).collect()
}

#[test]
fn a_thread_is_held_out_as_a_whole() {
    let trained = train(quick(), &parrots(true));
    let choice = &trained.model.card().choice;
    assert_eq!((choice.grouped_by_thread, choice.folds, trained.model.card().training.threads), (true, 2, 8));
    // Who has never seen a thread cannot know what its word means.
    assert!(held_out_accuracy(&trained) <= 0.5, "{}", held_out_accuracy(&trained));
    let split = train(quick(), &parrots(false));
    assert!(!split.model.card().choice.grouped_by_thread);
    assert!(held_out_accuracy(&split) > 0.9, "{}", held_out_accuracy(&split));
}

#[test]
fn one_thread_is_no_reason_not_to_cross_validate() {
    let comments: Vec<Comment> = small().into_iter().map(|comment| comment.with_thread("t")).collect();
    let trained = train(quick(), &comments);
    assert!(!trained.model.card().choice.grouped_by_thread && trained.held_out.is_some());
}

#[test]
fn two_threads_make_two_folds() {
    let comments = parrots(true).into_iter().filter(|comment| ["ant", "hen"].contains(&comment.text()));
    let trained = train(TrainParams::default(), &comments.collect::<Vec<_>>());
    assert_eq!(trained.model.card().choice.folds, 2);
}

// Settings.

#[test]
fn balanced_labels_find_more_of_a_rare_one() {
    let comments: Vec<Comment> = (0..60)
        .map(|n| match n % 10 {
            0 => labelled(["broken again", "it is broken"][n / 10 % 2], "rare"),
            1 | 2 => labelled(["broken but fine", "was it broken once"][n / 10 % 2], "common"),
            _ => labelled(["works", "fine here", "it is fine"][n % 3], "common"),
        })
        .collect();
    let recall = |class_weights| {
        let objective = Objective::LogLoss;
        let params = TrainParams { class_weights, objective, strength: Some(4.0), ..TrainParams::default() };
        let trained = train(params, &comments);
        assert_eq!(trained.model.card().choice.class_weights, class_weights);
        let rare = trained.model.labels().label("rare").unwrap();
        let HeldOut { gold, predictions, .. } = trained.held_out.unwrap();
        let of_rare: Vec<usize> = (0..gold.len()).filter(|comment| gold[*comment] == rare.index()).collect();
        of_rare.iter().filter(|comment| predictions.label(**comment) == rare).count() as f64 / of_rare.len() as f64
    };
    let (equal, balanced) = (recall(ClassWeights::Equal), recall(ClassWeights::Balanced));
    assert!(balanced > equal, "{equal} {balanced}");
}

#[test]
fn a_strength_that_is_given_is_taken() {
    for strength in [0.01, 100.0] {
        let model = train(TrainParams { strength: Some(strength), ..TrainParams::default() }, &small()).model;
        assert_eq!(model.card().choice.strength, strength);
    }
    let chosen = train(TrainParams::default(), &small()).model.card().choice.strength;
    assert!(undertone::model::STRENGTHS.contains(&chosen));
}

#[test]
fn settings_that_contradict_themselves_are_refused() {
    assert_eq!(try_train(TrainParams { folds: 1, ..quick() }, &[]).err().unwrap(), "1 folds: choose 2 or more");
    let vectorizer = VectorizerParams::default().word_ngrams(9);
    let error = try_train(TrainParams { vectorizer, ..quick() }, &[]).err().unwrap();
    assert_eq!(error, "word n-grams of up to 9 words: choose 1 to 5");
    for strength in [0.0, -1.0, f64::NAN] {
        let error = try_train(TrainParams { strength: Some(strength), ..quick() }, &small()).err().unwrap();
        assert!(error.starts_with("a regularisation strength of"), "{error}");
    }
}

#[test]
fn a_strength_is_refused_as_it_was_given() {
    let error = try_train(TrainParams { strength: Some(-3.0), ..quick() }, &small()).err().unwrap();
    assert!(error.contains("strength of -3:"), "{error}");
}

#[test]
fn a_treatment_that_is_off_in_training_is_off_in_the_model() {
    let comments: Vec<Comment> =
        (0..12).map(|n| if n % 2 == 0 { labelled("LOVE", "loud") } else { labelled("love", "quiet") }).collect();
    let vectorizer = VectorizerParams::default().without(Treatment::Case);
    let model = train(TrainParams { vectorizer, ..quick() }, &comments).model;
    assert!(!model.vectorizer().params().treatments().has(Treatment::Case));
    assert_eq!(
        model.vectorizer().words().number("love").is_some(),
        model.vectorizer().words().number("LOVE").is_some()
    );
    assert_eq!((label_of(&model, "LOVE").as_str(), label_of(&model, "love").as_str()), ("loud", "quiet"));
}

// The same again.

/// More comments than one thread takes at a time.
fn many() -> Vec<Comment> {
    let words = ["love", "hate", "soup", "fish", "tree", "idea", "works", "never", "again", "so"];
    let comment = |n: usize| {
        let text = format!("{} {}", words[n * n % 10], words[n * 7 % 9]);
        labelled(&text, ["a", "b", "c"][n % 3]).with_thread(format!("t{}", n / 40))
    };
    (0..2100).map(comment).collect()
}

#[test]
fn the_same_data_make_the_same_bytes_on_any_number_of_threads() {
    let comments = many();
    let bytes: Vec<Vec<u8>> = [1, 2, 3]
        .into_iter()
        .map(|threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| train(quick(), &comments).model.to_bytes())
        })
        .collect();
    assert!(bytes.iter().all(|other| *other == bytes[0]));
}

#[test]
fn a_strength_is_chosen_the_same_on_any_number_of_threads() {
    let trained = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let trained = pool.install(|| train(TrainParams::default(), &many()[..200]));
        (trained.model.to_bytes(), trained.held_out)
    };
    assert!(trained(1) == trained(3));
}

#[test]
fn the_seed_deals_the_folds() {
    let held_out = |seed| {
        let trained = train(TrainParams { seed, ..quick() }, &small());
        assert_eq!(trained.model.card().choice.seed, seed);
        trained.held_out.unwrap().predictions
    };
    assert_eq!(held_out(1), held_out(1));
    assert!((2..6).any(|seed| held_out(seed) != held_out(1)));
}

#[test]
fn the_fingerprint_tells_data_apart() {
    let fingerprint = |comments: &[Comment]| train(quick(), comments).model.card().training.fingerprint.clone();
    let with = |last: Comment| fingerprint(&[small(), vec![last]].concat());
    let prints = [
        with(labelled("ab", "c")),
        with(labelled("a", "bc")),
        with(labelled("ab", "c").with_thread("t")),
        with(labelled("abt", "c")),
        fingerprint(&small()),
    ];
    for (number, print) in prints.iter().enumerate() {
        assert_eq!(print.len(), 64);
        assert!(!prints[..number].contains(print));
    }
    assert_eq!(with(labelled("ab", "c")), prints[0]);
}

#[test]
fn progress_goes_up_and_ends() {
    let told = Mutex::new(Vec::new());
    let mut set = TrainingSet::new(TrainParams::default()).unwrap();
    small().iter().for_each(|comment| assert!(set.push(comment)));
    set.train(&|done, of| told.lock().unwrap().push(done as f64 / of as f64)).unwrap();
    let told = told.into_inner().unwrap();
    assert!(told.windows(2).all(|pair| pair[0] <= pair[1]), "{told:?}");
    assert_eq!((told[0], told[told.len() - 1]), (0.0, 1.0));
}

#[test]
fn held_out_probabilities_are_probabilities() {
    let trained = train(TrainParams::default(), &many()[..120]);
    let HeldOut { gold, predictions, .. } = trained.held_out.unwrap();
    assert_eq!(gold.len(), predictions.len());
    for comment in 0..gold.len() {
        let probabilities = predictions.probabilities(comment);
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)));
    }
}

// The choice of labels.

/// A rare label whose words also stand in comments of a frequent one.
fn unbalanced() -> Vec<Comment> {
    let comment = |n: usize| match n % 10 {
        0 | 1 => labelled("it is broken", "rare"),
        2..5 => labelled("it is broken", "common"),
        _ => labelled(["works", "fine here", "it is fine"][n % 3], "common"),
    };
    (0..120).map(comment).collect()
}

fn aimed_at(objective: Objective) -> Trained {
    train(TrainParams { objective, strength: Some(1.0), ..TrainParams::default() }, &unbalanced())
}

#[test]
fn what_labels_are_chosen_for_leaves_probabilities_alone() {
    let [macro_f1, log_loss] = [Objective::MacroF1, Objective::LogLoss].map(|objective| aimed_at(objective).model);
    let texts = ["it is broken", "works", "broken broken broken", ""];
    let [a, b] = [&macro_f1, &log_loss].map(|model| model.predictor().predict(&texts));
    for comment in 0..texts.len() {
        assert_eq!(a.probabilities(comment), b.probabilities(comment));
    }
}

#[test]
fn a_rare_label_is_found_more_often_where_it_counts_as_much() {
    let found = |trained: &Trained| {
        let rare = trained.model.labels().label("rare").unwrap();
        let predictions = &trained.held_out.as_ref().unwrap().predictions;
        (0..predictions.len()).filter(|comment| predictions.label(*comment) == rare).count()
    };
    let [recall, most_probable] = [Objective::MacroRecall, Objective::LogLoss].map(aimed_at);
    assert!(found(&recall) > found(&most_probable), "{} {}", found(&recall), found(&most_probable));
    let offsets = recall.model.decision().offsets();
    let rare = recall.model.labels().label("rare").unwrap().index();
    assert!(offsets[rare] > 0.0 && offsets.iter().sum::<f64>().abs() < 1e-9, "{offsets:?}");
}

#[test]
fn without_an_aim_the_most_probable_label_is_given() {
    let model = aimed_at(Objective::LogLoss).model;
    assert_eq!(model.decision().offsets(), [0.0, 0.0]);
    let predictions = model.predictor().predict(&["it is broken", "works"]);
    for comment in 0..2 {
        let probabilities = predictions.probabilities(comment);
        assert_eq!(predictions.label(comment).index(), usize::from(probabilities[1] > probabilities[0]));
    }
}

#[test]
fn an_explanation_gives_the_label_that_a_prediction_gives() {
    let model = aimed_at(Objective::MacroRecall).model;
    for text in ["it is broken", "broken but fine", "works", ""] {
        assert_eq!(model.explain(text).label, model.predictor().predict(&[text]).label(0), "{text}");
    }
}

#[test]
fn a_choice_outlives_its_file() {
    let model = aimed_at(Objective::MacroF1).model;
    assert_eq!(Model::from_bytes(&model.to_bytes()).unwrap().decision(), model.decision());
}

// A base.

/// Comments in words that the data of [`local`] lacks.
fn elsewhere() -> Vec<Comment> {
    let pro = ["superb work", "splendid and superb", "truly splendid work", "superb superb work"];
    let con = ["dreadful work", "horrid and dreadful", "truly horrid work", "dreadful dreadful work"];
    let both = pro.map(|text| labelled(text, "pro")).into_iter().chain(con.map(|text| labelled(text, "con")));
    both.cycle().take(80).collect()
}

/// A few comments whose words say nothing elsewhere.
fn local() -> Vec<Comment> {
    let pro = ["superb tram", "tram it is", "more trams please"];
    let con = ["horrid noise", "noise all night", "no more noise"];
    pro.map(|text| labelled(text, "pro")).into_iter().chain(con.map(|text| labelled(text, "con"))).collect()
}

fn upon(base: &Trained, comments: &[Comment]) -> Trained {
    let base = Some(Arc::new(base.model.clone()));
    train(TrainParams { base, ..TrainParams::default() }, comments)
}

#[test]
fn what_a_base_knows_stays_known() {
    let base = train(TrainParams::default(), &elsewhere());
    let adapted = upon(&base, &local()).model;
    for (text, label) in [("splendid", "pro"), ("dreadful", "con"), ("the trams", "pro"), ("the noise", "con")] {
        assert_eq!(label_of(&adapted, text), label, "{text}");
    }
    let built_on = adapted.card().choice.base.as_ref().unwrap();
    assert_eq!(built_on.fingerprint, base.model.card().training.fingerprint);
    assert!(built_on.looseness.is_some());
}

#[test]
fn a_base_that_is_wrong_is_left_out() {
    let base = train(TrainParams::default(), &elsewhere());
    let turned = |comment: Comment| {
        let label = if comment.label() == Some("pro") { "con" } else { "pro" };
        comment.with_label(label)
    };
    let opposite: Vec<Comment> = elsewhere().into_iter().map(turned).collect();
    let adapted = upon(&base, &opposite);
    assert_eq!((label_of(&adapted.model, "superb").as_str(), held_out_accuracy(&adapted)), ("con", 1.0));
}

#[test]
fn an_adapted_model_needs_no_base() {
    let adapted = upon(&train(TrainParams::default(), &elsewhere()), &local()).model;
    let loaded = Model::from_bytes(&adapted.to_bytes()).unwrap();
    let texts = ["superb tram", "horrid noise", "neither"];
    assert_eq!(loaded.predictor().predict(&texts), adapted.predictor().predict(&texts));
    let explained = loaded.explain("superb tram");
    assert!(explained.features.iter().any(|part| part.feature.to_string() == "superb"));
}

#[test]
fn a_base_of_other_labels_is_refused_by_name() {
    let base = Some(Arc::new(train(quick(), &elsewhere()).model));
    let comments = [labelled("yes", "pro"), labelled("no", "against")];
    let error = try_train(TrainParams { base, ..quick() }, &comments).err().unwrap();
    assert_eq!(error, "the base's labels are con, pro, and the data has against too");
}

#[test]
fn the_labels_of_the_data_may_be_some_of_the_base() {
    let three: Vec<Comment> = elsewhere().into_iter().chain([labelled("as it was", "neither")]).collect();
    let adapted = upon(&train(quick(), &three), &local()).model;
    assert_eq!(adapted.labels().names().collect::<Vec<_>>(), ["con", "pro"]);
    assert_eq!(label_of(&adapted, "splendid"), "pro");
}

#[test]
fn adapting_makes_the_same_bytes_on_any_number_of_threads() {
    let base = train(quick(), &many()).model;
    let bytes = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let base = Some(Arc::new(base.clone()));
        pool.install(|| train(TrainParams { base, ..quick() }, &many()).model.to_bytes())
    };
    assert!(bytes(1) == bytes(3));
}
