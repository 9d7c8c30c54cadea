//! Themes through the public door: what is planted is found, what is hostile is survived, and nothing depends on chance.

use std::time::{Duration, Instant};
use undertone::digest::{Digester, Part, Settings, Theme, Thread, ThreadDigest};
use undertone::{Comment, Model};

/// Comments about two things, by different people, and small talk of each time another kind.
fn planted() -> Vec<String> {
    let gondola = [
        "The cable car would be a blessing, I walk up that hill twice a day.",
        "Has anybody asked what the cable car costs to run in winter?",
        "They promised a cable car when my mother was at school.",
        "I love the idea of a cable car over the river!",
        "A cable car is a toy for tourists and we pay for it.",
        "I am so sad about the cable car, it is the worst plan ever made here.",
        "Great news, I am so happy that we get a cable car, thank you all!",
    ];
    let library = [
        "And the library closes at four to pay for this. Terrible.",
        "Close the library? My children do their homework there.",
        "The library has not had a new roof since 1974.",
        "I was in the Library yesterday and it was full of people.",
        "Without the library half of this street has no internet.",
    ];
    let talk = [
        "Morning all, lovely weather.",
        "First!",
        "Does anyone know if the bakery is open on Sunday?",
        "My dog has more sense than the mayor.",
        "lol, edit: I was wrong about that",
        "www what a time to be alive",
        "Who took my bicycle from the yard? Give it back.",
        "I cannot sleep, so here I am.",
    ];
    gondola.iter().chain(&library).chain(&talk).map(|text| (*text).to_owned()).collect()
}

fn thread(texts: &[String]) -> Thread {
    let comment =
        |(at, text): (usize, &String)| Comment::new(text).with_id(format!("c{at}")).with_author(format!("a{at}"));
    Thread { id: "t".to_owned(), comments: texts.iter().enumerate().map(comment).collect(), ..Thread::default() }
}

fn digest(thread: &Thread) -> ThreadDigest {
    let model = Model::builtin();
    Digester::new(model, Settings::default()).thread(thread)
}

fn names(themes: &[Theme]) -> Vec<&str> {
    themes.iter().map(|theme| theme.name.as_str()).collect()
}

/// What holds of the themes of any thread.
fn check(thread: &Thread, digest: &ThreadDigest) {
    let all = thread.comments.len();
    assert!(digest.themes.len() <= 8 && digest.contested.len() <= 6);
    let mut covered: Vec<usize> = digest.themes.iter().flat_map(|theme| theme.members.clone()).collect();
    covered.sort_unstable();
    covered.dedup();
    assert_eq!(covered.len() + digest.unthemed, all);
    let mut quoted: Vec<&str> = Vec::new();
    for theme in &digest.themes {
        assert_eq!(theme.members.len(), theme.part.comments);
        assert!(theme.members.is_sorted() && theme.members.iter().all(|member| *member < all));
        assert_eq!(theme.terms[0], theme.name);
        let used = |member: &usize| thread.comments[*member].text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(theme.members.iter().any(|member| used(member).contains(&theme.name)), "{} is used", theme.name);
        for quote in [&theme.quote, &theme.dissent].into_iter().flatten() {
            let comment = thread.comments.iter().position(|comment| comment.id() == Some(&quote.id)).unwrap();
            assert!(theme.members.contains(&comment), "{quote:?} is of the theme");
            assert!(thread.comments[comment].text().contains(quote.text.trim_matches('…')));
            quoted.push(&quote.id);
        }
    }
    let quotes = quoted.len();
    quoted.sort_unstable();
    quoted.dedup();
    assert_eq!(quoted.len(), quotes, "nobody is quoted twice");
    let sides = digest.lead.sides.clone().unwrap_or_default();
    for point in &digest.points {
        assert!(sides.contains(&point.label), "{point:?} is a side's");
        let theme = digest.themes.iter().find(|theme| theme.name == point.theme).unwrap();
        let share = |part: &Part| part.shares.0.iter().find(|(label, _)| *label == point.label).unwrap().1.share;
        assert!(share(&theme.part) > share(&digest.all), "{point:?} is brought up more than by others");
        assert!((point.comments - share(&theme.part) * theme.members.len() as f64).abs() < 1e-4);
    }
    for contested in &digest.contested {
        assert!(contested.part.comments >= 8 && contested.members.len() == contested.part.comments);
    }
}

#[test]
fn what_is_planted_is_found() {
    let thread = thread(&planted());
    let digest = digest(&thread);
    check(&thread, &digest);
    assert_eq!(names(&digest.themes), ["cable car", "library"]);
    let [cable_car, library] = digest.themes.as_slice() else { panic!("two themes") };
    assert_eq!(cable_car.members, (0..7).collect::<Vec<_>>());
    assert_eq!(library.members, (7..12).collect::<Vec<_>>());
    assert!(!cable_car.weak && !library.weak);
    assert_eq!(digest.unthemed, 8);
    let [quote, dissent] = [&cable_car.quote, &cable_car.dissent]
        .map(|quote| quote.as_ref().unwrap_or_else(|| panic!("both sides speak: {cable_car:?}")));
    assert_ne!(quote.label, dissent.label);
    assert!(quote.text.contains("cable car") && dissent.text.contains("cable car"));
}

#[test]
fn themes_do_not_depend_on_order_or_on_the_number_of_threads() {
    let texts = planted();
    let expected = digest(&thread(&texts));
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| digest(&thread(&texts))), expected);
    }
    let turned: Vec<String> = texts.iter().rev().cloned().collect();
    let other = digest(&thread(&turned));
    assert_eq!(names(&other.themes), names(&expected.themes));
    assert_eq!(other.unthemed, expected.unthemed);
}

#[test]
fn a_theme_has_more_than_one_author() {
    let mut one = thread(&planted());
    for comment in &mut one.comments[7..12] {
        *comment = comment.clone().with_author("librarian");
    }
    let digest = digest(&one);
    check(&one, &digest);
    assert_eq!(names(&digest.themes), ["cable car"]);
}

#[test]
fn forms_of_a_word_are_one_term_in_its_most_frequent_spelling() {
    let texts = [
        "We saw the Heron today.",
        "Herons all over the pond!",
        "A heron is there each morning.",
        "The herons ate my fish.",
        "That heron's nest is huge, I like it.",
        "Nice weather for a walk.",
        "What is it?",
        "No idea, sorry.",
    ];
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let thread = thread(&texts);
    let digest = digest(&thread);
    check(&thread, &digest);
    assert_eq!((names(&digest.themes), digest.themes[0].members.len()), (vec!["heron"], 5));
}

#[test]
fn what_the_themes_say_is_in_the_json() {
    let json = serde_json::to_value(digest(&thread(&planted()))).unwrap();
    let theme = &json["themes"][0];
    assert_eq!((&theme["name"], &theme["weak"], &theme["comments"]), (&"cable car".into(), &false.into(), &7.into()));
    assert!(theme["shares"]["skeptical"]["low"].is_number() && theme["quote"]["text"].is_string());
    assert!(json["themes"][1].as_object().unwrap().contains_key("dissent"), "null where there is none");
    assert_eq!((&json["unthemed"], json["contested"].as_array().unwrap().len()), (&8.into(), 0));
}

#[test]
fn nothing_is_made_of_nothing() {
    let threads: [Vec<&str>; 6] = [
        vec![],
        vec![""; 50],
        vec!["🎉🎉🎉", "😂", "🤷‍♀️", "🎉"],
        vec!["lol", "this", "wow. just wow", "edit: thanks", "https://example.org", "[deleted]", "op"],
        vec!["the cable car"],
        vec!["\u{202e}\u{0}\u{feff}", "\u{200b}", "<b>*_*</b>", "\u{1b}[31m"],
    ];
    for texts in threads {
        let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
        let thread = thread(&texts);
        let digest = digest(&thread);
        check(&thread, &digest);
        assert!(digest.themes.is_empty() && digest.contested.is_empty(), "{:?}", names(&digest.themes));
        assert_eq!(digest.unthemed, texts.len());
    }
}

#[test]
fn the_same_comment_many_times_is_one_theme() {
    let thread = thread(&vec!["I think the cable car is a bad plan for this town.".to_owned(); 300]);
    let digest = digest(&thread);
    check(&thread, &digest);
    assert_eq!((names(&digest.themes), digest.unthemed), (vec!["cable car"], 0));
}

#[test]
fn hostile_comments_take_no_more_time_than_their_size() {
    let mut texts = planted();
    texts.push("cable car ".repeat(100_000));
    texts.push("gondola".repeat(150_000));
    texts.push((0..150_000).map(|word| format!("w{word} ")).collect());
    texts.push("a.".repeat(300_000));
    let thread = thread(&texts);
    let from = Instant::now();
    let digest = digest(&thread);
    assert!(from.elapsed() < Duration::from_secs(60), "{:?}", from.elapsed());
    check(&thread, &digest);
    assert!(names(&digest.themes).contains(&"cable car"), "{:?}", names(&digest.themes));
}

#[test]
fn many_comments_take_time_in_proportion() {
    let words: Vec<String> = (0..4000).map(|word| format!("thing{word}")).collect();
    // Each word goes with a few others, so that there are many terms and many of them belong together.
    let text = |at: usize| {
        let word = |step: usize| words[(at * at + step * 37) % words.len()].as_str();
        format!("the {} of the {} and a {} {}", word(0), word(1), word(2), word(3))
    };
    let texts: Vec<String> = (0..20_000).map(text).collect();
    let thread = thread(&texts);
    let from = Instant::now();
    let digest = digest(&thread);
    assert!(from.elapsed() < Duration::from_secs(60), "{:?}", from.elapsed());
    check(&thread, &digest);
}
