//! A comment is read as its author meant it: words, faces, links, quotes and negations each as one thing, in any script, in linear time.

use TokenKind::{ClauseEnd, Code, Emoji, Emoticon, Hashtag, Link, Mark, Mention, Number, Quote, SentenceEnd, Word};
use linfa::ParamGuard;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use undertone::features::{Corpus, Vectorizer, VectorizerParams};
use undertone::text::{FormFlags, Token, TokenKind, Treatment, Treatments, UnknownTreatment, form, repair, tokens};

/// Kind and text of every token, all treatments on.
fn read(text: &str) -> Vec<(TokenKind, &str)> {
    let mut found = Vec::new();
    tokens(text, &Treatments::all(), |token| found.push((token.kind, token.text)));
    found
}

/// The texts of one kind.
fn of_kind(kind: TokenKind, text: &str) -> Vec<&str> {
    read(text).into_iter().filter(|(found, _)| *found == kind).map(|(_, text)| text).collect()
}

/// The form and flags of a token.
fn form_of(kind: TokenKind, text: &str) -> (String, FormFlags) {
    let mut written = String::new();
    let flags = form(&Token { kind, text, start: 0 }, &Treatments::all(), &mut written);
    (written, flags)
}

/// What a comment is counted as, repair and negation included: the words of a vocabulary that knows nothing else.
fn counted_with(text: &str, treatments: &Treatments) -> BTreeSet<String> {
    let off = Treatment::ALL.iter().filter(|treatment| !treatments.has(**treatment));
    let params = VectorizerParams::default().word_ngrams(1).character_ngrams(None).document_frequency_floor(1);
    let params = off.fold(params, |params, treatment| params.without(*treatment)).check().unwrap();
    let mut corpus = Corpus::new(treatments.clone());
    corpus.push(text);
    // `^` stands at the start of every comment.
    Vectorizer::fit(&params, &corpus).words().terms().filter(|term| *term != "^").map(str::to_owned).collect()
}

fn counted(text: &str) -> BTreeSet<String> {
    counted_with(text, &Treatments::all())
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

// Negation.

#[test]
fn what_is_not_loved_shares_no_word_with_what_is() {
    assert!(counted("don't love it").is_disjoint(&counted("love it")));
    assert_eq!(counted("don't love it"), set(&["don't", "¬love", "¬it"]));
}

#[test]
fn a_negation_ends_with_its_clause() {
    for text in ["not bad, love it", "not bad. love it", "not bad! love it", "not bad\nlove it", "not bad (love it)"] {
        let words = counted(text);
        assert!(words.contains("¬bad") && words.contains("love"), "{text:?}: {words:?}");
    }
}

#[test]
fn a_negation_ends_at_a_contrast() {
    assert_eq!(counted("not pretty but good"), set(&["not", "¬pretty", "but", "good"]));
}

#[test]
fn a_negation_reaches_four_words() {
    assert_eq!(counted("never a b c d e"), set(&["never", "¬a", "¬b", "¬c", "¬d", "e"]));
}

#[test]
fn a_negation_reaches_through_emphasis() {
    assert!(counted("I don't *love* it").contains("¬love"));
    assert!(counted("I do <i>not</i> love it").contains("¬love"));
}

#[test]
fn a_negation_is_seen_in_any_spelling() {
    for text in ["dont love", "don’t love", "DON'T love", "donâ€™t love", "don&#39;t love", "don\\u2019t love"] {
        assert!(counted(text).contains("¬love"), "{text:?}: {:?}", counted(text));
    }
}

// Forms.

#[test]
fn contractions_are_one_word_in_every_spelling() {
    for text in ["dont", "don't", "don’t", "Don’t", "DONT"] {
        assert_eq!(read(text), [(Word, text)]);
        assert_eq!(form_of(Word, text).0, "don't");
    }
    assert_eq!(form_of(Word, "wont").0, form_of(Word, "won’t").0);
    // Other words without their apostrophe.
    for word in ["its", "well", "were", "hell", "ill", "lets"] {
        assert_eq!(form_of(Word, word).0, word);
    }
}

#[test]
fn an_apostrophe_is_straight_whether_or_not_case_counts() {
    let with_case = Treatments::all().without(Treatment::Case);
    assert_eq!(counted_with("don’t love", &with_case), counted_with("don't love", &with_case));
}

#[test]
fn apostrophes_join_letters_of_any_script() {
    for word in ["п'ять", "п’ять", "l’été", "o'ó"] {
        assert_eq!(read(word), [(Word, word)]);
    }
    assert_eq!(of_kind(Word, "'quoted' rock 'n' roll"), ["quoted", "rock", "n", "roll"]);
}

#[test]
fn drawn_out_letters_are_folded_and_marked() {
    for (text, folded) in [("sooooo", "soo"), ("sooo", "soo"), ("NOOOO", "noo"), ("даааа", "даа"), ("good", "good")]
    {
        let (found, flags) = form_of(Word, text);
        assert_eq!((found.as_str(), flags.elongated), (folded, folded.len() < text.len()), "{text}");
    }
    assert_eq!(form_of(Word, "mp3000").0, "mp3000");
}

#[test]
fn capitals_are_marked_and_folded() {
    assert_eq!(form_of(Word, "GREAT"), ("great".to_owned(), FormFlags { capitals: true, elongated: false }));
    assert!(!form_of(Word, "I").1.capitals && !form_of(Word, "Great").1.capitals);
    assert_eq!(form_of(Word, "ＦＵＬＬ").0, "full");
    assert_eq!(form_of(Word, "ﬁne").0, "fine");
}

#[test]
fn skin_tone_and_presentation_do_not_change_an_emoji() {
    for emoji in ["👍", "👍🏽", "❤️", "👩🏽‍💻", "👨‍👩‍👧‍👦", "🇫🇷", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
    {
        assert_eq!(read(emoji), [(Emoji, emoji)]);
    }
    assert_eq!(form_of(Emoji, "👍🏽").0, form_of(Emoji, "👍").0);
    assert_eq!(form_of(Emoji, "❤️").0, form_of(Emoji, "❤").0);
    assert_ne!(form_of(Emoji, "👍").0, form_of(Emoji, "👎").0);
    assert_eq!(of_kind(Emoji, "ok😀😀👍🏽!"), ["😀", "😀", "👍🏽"]);
}

#[test]
fn no_form_is_empty() {
    assert!(!form_of(Emoji, "🏽").0.is_empty());
}

#[test]
fn marks_say_how_loud_not_how_long() {
    for (mark, form) in [("!", "!"), ("!!!!", "!!"), ("?", "?"), ("???", "??"), ("!?!", "?!"), ("...", "…"), ("…", "…")]
    {
        assert_eq!((read(mark), form_of(Mark, mark).0.as_str()), (vec![(Mark, mark)], form));
    }
}

#[test]
fn a_line_end_makes_no_mark_louder() {
    assert_eq!(counted("Yes!\nReally"), counted("Yes! Really"));
    assert_eq!(counted("Why?\n\nReally"), counted("Why? Really"));
    assert_eq!(counted("Fine.\n.NET it is"), counted("Fine. NET it is"));
}

// Kinds.

#[test]
fn emoticons_are_tokens() {
    for face in [":)", ":-)", ";-)", ":(", ":'(", ":D", ":P", ":/", ":|", "=)", ":)))", "<3", "</3", "^_^", "(:"] {
        assert_eq!(read(face), [(Emoticon, face)]);
        let text = format!("well {face} then");
        assert_eq!(read(&text), [(Word, "well"), (Emoticon, face), (Word, "then")]);
    }
    assert_eq!(form_of(Emoticon, ":-)))").0, form_of(Emoticon, ":)").0);
    assert_ne!(form_of(Emoticon, ":-(").0, form_of(Emoticon, ":-)").0);
}

#[test]
fn a_mouth_that_could_be_a_nose_is_a_mouth() {
    assert_eq!(read(":o really"), [(Emoticon, ":o"), (Word, "really")]);
    assert_eq!(read(":o) really"), [(Emoticon, ":o)"), (Word, "really")]);
}

#[test]
fn a_shrug_is_an_emoticon_however_it_is_escaped() {
    assert!(!of_kind(Emoticon, "¯\\_(ツ)_/¯").is_empty(), "{:?}", read("¯\\_(ツ)_/¯"));
}

#[test]
fn punctuation_is_no_emoticon() {
    for text in
        ["http://a.example/b", "note:(this)", "10:30", "a:D50", "std::path", "f(x)=D20", "(1):2", "1<30", "C:\\Pop"]
    {
        assert_eq!(of_kind(Emoticon, text), Vec::<&str>::new(), "{text:?}");
    }
}

#[test]
fn links_are_one_token() {
    assert_eq!(
        read("see https://a.example/b?c=d#e now"),
        [(Word, "see"), (Link, "https://a.example/b?c=d#e"), (Word, "now")]
    );
    assert_eq!(of_kind(Link, "[docs](https://a.example) or www.b.example").len(), 2);
    assert_eq!(of_kind(Word, "[docs](https://a.example)"), ["docs"]);
}

#[test]
fn mentions_and_hashtags_are_one_token() {
    assert_eq!(read("@sam_smith no"), [(Mention, "@sam_smith"), (Word, "no")]);
    assert_eq!(read("love #RustLang"), [(Word, "love"), (Hashtag, "#RustLang")]);
    assert_eq!(form_of(Hashtag, "#RustLang").0, "#rustlang");
    assert_eq!(of_kind(Mention, "a@b or 5 @ 6"), Vec::<&str>::new());
    assert_eq!(of_kind(Hashtag, "C# is #"), Vec::<&str>::new());
}

#[test]
fn a_name_may_begin_with_underscores() {
    assert_eq!(read("@_sam no"), [(Mention, "@_sam"), (Word, "no")]);
    assert_eq!(read("@__sam no"), [(Mention, "@__sam"), (Word, "no")]);
    assert_eq!(of_kind(Mention, "@_ no"), Vec::<&str>::new());
}

#[test]
fn numbers_are_one_token_and_all_the_same() {
    assert_eq!(read("10,000.50"), [(Number, "10,000.50")]);
    assert_eq!(read("it costs 5."), [(Word, "it"), (Word, "costs"), (Number, "5"), (SentenceEnd, ".")]);
    assert_eq!(read("10:30"), [(Number, "10"), (ClauseEnd, ":"), (Number, "30")]);
    assert_eq!(read("3rd 4k"), [(Word, "3rd"), (Word, "4k")]);
    assert_eq!(form_of(Number, "7").0, form_of(Number, "1,234.5").0);
}

#[test]
fn quoted_words_are_not_the_commenters() {
    assert_eq!(of_kind(Word, "> they love it\n\nrubbish"), ["rubbish"]);
    assert_eq!(of_kind(Quote, "> they love it\n\nrubbish").len(), 1);
    assert_eq!(of_kind(Word, "<blockquote>they love it</blockquote>rubbish"), ["rubbish"]);
}

#[test]
fn a_comment_that_is_only_a_quote_is_read() {
    assert_eq!(of_kind(Word, "> they love it"), ["they", "love", "it"]);
    assert_eq!(of_kind(Word, "> they\n\n> love it\n"), ["they", "love", "it"]);
    assert_eq!(of_kind(Word, "<blockquote>they love it</blockquote>"), ["they", "love", "it"]);
}

#[test]
fn a_face_is_an_answer_to_a_quote() {
    for face in ["😀", ":D", ":)", "<3"] {
        assert_eq!(of_kind(Word, &format!("> they love it\n\n{face}")), Vec::<&str>::new(), "{face}");
    }
}

#[test]
fn code_is_one_token() {
    assert_eq!(read("run `rm -rf love` now"), [(Word, "run"), (Code, "rm -rf love"), (Word, "now")]);
    assert_eq!(of_kind(Word, "so:\n```\nlove it\n```\nok"), ["so", "ok"]);
}

#[test]
fn markup_is_skipped() {
    assert_eq!(of_kind(Word, "<p>It is <b>really</b> good<br>"), ["It", "is", "really", "good"]);
    assert_eq!(of_kind(Word, "**It** is _really_ ~~good~~"), ["It", "is", "really", "good"]);
}

#[test]
fn sentences_end_at_stops_and_line_ends() {
    for end in [".", "\n", "\n\n", "。", "。", "।"] {
        let text = format!("one{end}two");
        assert_eq!(read(&text).iter().filter(|(kind, _)| *kind == SentenceEnd).count(), 1, "{text:?}");
    }
    assert_eq!(of_kind(ClauseEnd, "a, b; c: d (e) f — g"), [",", ";", ":", "(", ")", "—"]);
    assert_eq!(of_kind(Word, "well-made e-mail"), ["well", "made", "e", "mail"]);
    assert_eq!(of_kind(ClauseEnd, "well-made e-mail"), Vec::<&str>::new());
}

#[test]
fn every_script_gives_words() {
    assert_eq!(of_kind(Word, "我喜欢"), ["我", "喜", "欢"]);
    assert_eq!(of_kind(Word, "أحب هذا"), ["أحب", "هذا"]);
    assert_eq!(of_kind(Word, "मुझे पसंद है।"), ["मुझे", "पसंद", "है"]);
    assert_eq!(of_kind(Word, "정말 좋아요"), ["정말", "좋아요"]);
    assert_eq!(of_kind(Word, "Мне нравится"), ["Мне", "нравится"]);
    assert_eq!(of_kind(Word, "ฉันชอบ มัน"), ["ฉันชอบ", "มัน"]);
    assert_eq!(of_kind(Word, "すごい。"), ["すごい"]);
    assert_eq!(of_kind(Word, "naïve cafe\u{301}"), ["naïve", "cafe\u{301}"]);
}

#[test]
fn no_word_is_long() {
    let text = "é".repeat(1000) + &"x".repeat(1000) + &"7".repeat(1000);
    assert!(read(&text).iter().all(|(_, text)| text.len() <= 66));
    assert_eq!(read(&text).iter().map(|(_, text)| text.len()).sum::<usize>(), text.len());
}

// Treatments.

/// What a comment is counted as with a treatment, and without it.
#[track_caller]
fn changes(treatment: Treatment, text: &str, on: &[&str], off: &[&str]) {
    assert_eq!(counted(text), set(on), "{text:?} with {treatment}");
    assert_eq!(counted_with(text, &Treatments::all().without(treatment)), set(off), "{text:?} without {treatment}");
}

#[test]
fn every_treatment_changes_what_it_says_and_can_be_turned_off() {
    changes(Treatment::Escapes, "caf\\u00e9", &["café"], &["caf", "u00e9"]);
    changes(Treatment::Entities, "caf&eacute;s", &["cafés"], &["caf", "eacute", "s"]);
    changes(Treatment::Encoding, "cafÃ©s", &["cafés"], &["cafã", "s"]);
    changes(Treatment::Html, "a <b>c</b>", &["a", "c"], &["a", "b", "c"]);
    changes(Treatment::Markdown, "1. first\n2. second", &["first", "second"], &["<number>", "first", "second"]);
    changes(Treatment::Quotes, "> love\n\nrubbish", &["<quote>", "rubbish"], &["love", "rubbish"]);
    changes(Treatment::Code, "run `ls`", &["run", "<code>"], &["run", "ls"]);
    changes(Treatment::Links, "see http://ab.example", &["see", "<link>"], &["see", "http", "ab", "example"]);
    changes(Treatment::Mentions, "@sam no", &["<mention>", "no"], &["sam", "no"]);
    changes(Treatment::Numbers, "42 men", &["<number>", "men"], &["42", "men"]);
    changes(Treatment::Emoji, "ok 👍 :-)", &["ok", "👍", ":)"], &["ok"]);
    changes(Treatment::Case, "Love IT", &["love", "it"], &["Love", "IT"]);
    changes(Treatment::Elongation, "soooo", &["soo"], &["soooo"]);
    changes(Treatment::Contractions, "youre", &["you're"], &["youre"]);
    changes(Treatment::Negation, "not good", &["not", "¬good"], &["not", "good"]);
}

#[test]
fn an_unknown_treatment_is_told_the_known_names() {
    let error: UnknownTreatment = "emojis".parse::<Treatment>().unwrap_err();
    let message = error.to_string();
    assert!(message.contains("\"emojis\""), "{message}");
    for treatment in Treatment::ALL {
        assert!(message.contains(treatment.name()), "{message}");
        assert_eq!(treatment.name().parse(), Ok(*treatment));
    }
}

proptest! {
    #[test]
    fn a_set_of_treatments_survives_json(off in prop::collection::vec(0..Treatment::ALL.len(), 0..8)) {
        let treatments = off.iter().fold(Treatments::all(), |set, number| set.without(Treatment::ALL[*number]));
        let json = serde_json::to_string(&treatments).unwrap();
        prop_assert_eq!(serde_json::from_str::<Treatments>(&json).unwrap(), treatments);
    }
}

#[test]
fn a_stored_treatment_that_is_unknown_is_an_error() {
    assert!(serde_json::from_str::<Treatments>(r#"["case","telepathy"]"#).is_err());
}

// Any text.

/// Text of the pieces that lexers stumble over.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-zA-Z0-9 .,!?'’_@#:;()<>\\[\\]*`~^/\\\\&=|-]{1,6}",
        prop::sample::select(vec![
            "\u{200D}",
            "\u{301}",
            "\u{FE0F}",
            "\u{20E3}",
            "\u{202E}",
            "\u{200F}",
            "\r",
            "\0",
            "\u{FEFF}",
            "\u{FFFD}",
            "👍🏽",
            "👨‍👩‍👧",
            "🇫🇷",
            "🏽",
            "¯",
            "¯\\_(ツ)_/¯",
            "don’t",
            "not ",
            "\n> ",
            "```",
            "<blockquote>",
            "</b>",
            "http://",
            "ไม่ดี",
            "日本",
            "ﷺ",
            "İ",
            "ß",
            "１２",
            "…",
            "\u{2028}",
            "&#x1F600;",
            "â€™",
            "\\ud83d",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn tokens_stand_in_order_where_they_say(text in nasty(), off in prop::option::of(0..Treatment::ALL.len())) {
        let treatments = off.map_or(Treatments::all(), |off| Treatments::all().without(Treatment::ALL[off]));
        let (mut end, mut written) = (0, String::new());
        let mut good = true;
        let repaired = repair(&text, &treatments);
        tokens(&repaired, &treatments, |token| {
            good &= token.start >= end && !token.text.is_empty();
            good &= repaired.get(token.start..token.start + token.text.len()) == Some(token.text);
            end = token.start + token.text.len();
            form(&token, &treatments, &mut written);
            good &= !written.is_empty() || matches!(token.kind, ClauseEnd | SentenceEnd);
        });
        prop_assert!(good);
    }

    #[test]
    fn letters_are_never_lost(text in "[a-zé日ไมд 0-9.,!?'-]{0,60}") {
        let mut seen = String::new();
        tokens(&text, &Treatments::all(), |token| seen.push_str(token.text));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        prop_assert_eq!(letters(&seen), letters(&text));
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    let megabytes = ["a", "!", ":", "\u{200D}", "\u{301}", "@", "#", ">", "[", "<", "*"];
    let quarters = [
        "'",
        "_",
        "-",
        "^",
        "`",
        "&",
        "=D",
        ":-",
        ";o",
        "a@",
        "👍\u{200D}",
        "¯",
        "> \n",
        "[](",
        "1,",
        "…",
        "日",
        "<b>",
        "\\u",
        "a\u{301}",
        "\r\n> a\r\n",
        "(:",
        "\0",
    ];
    let sizes = megabytes.map(|unit| (unit, 1 << 20)).into_iter().chain(quarters.map(|unit| (unit, 1 << 18)));
    for (unit, size) in sizes {
        let text = unit.repeat(size / unit.len());
        let start = Instant::now();
        let repaired = repair(&text, &Treatments::all());
        tokens(&repaired, &Treatments::all(), |token| assert!(token.text.len() <= text.len()));
        // A linear reader takes one second without optimisation, a quadratic one minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{size} bytes of {unit:?}: {:?}", start.elapsed());
    }
}
