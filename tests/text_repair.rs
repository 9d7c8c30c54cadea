//! Damage is undone, and what looks like damage but isn't is left alone.

use proptest::prelude::*;
use std::borrow::Cow;
use undertone::text::{decode_entities, decode_escapes, undo_mojibake};

#[track_caller]
fn repairs(pairs: &[(&str, &str)]) {
    for (damaged, whole) in pairs {
        assert_eq!(undo_mojibake(damaged), *whole, "from {damaged:?}");
        assert_eq!(undo_mojibake(whole), *whole, "repaired text is left alone");
    }
}

#[track_caller]
fn leaves_alone(texts: &[&str]) {
    for text in texts {
        let repaired = undo_mojibake(text);
        assert_eq!(repaired, *text);
        assert!(matches!(repaired, Cow::Borrowed(_)), "{text:?} needs no allocation");
    }
}

fn repaired(damaged: String) -> String {
    undo_mojibake(&damaged).into_owned()
}

/// UTF-8 read as Windows-1252, the way browsers do (undefined bytes become control characters).
fn as_windows_1252(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

fn as_latin_1(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn as_windows_874(text: &str) -> String {
    encoding_rs::WINDOWS_874.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

/// What remains when software drops the bytes that TIS-620 does not define.
fn as_tis_620_dropping(text: &str) -> String {
    text.bytes()
        .filter(|b| !(0x80..=0xA0).contains(b))
        .map(|b| if b < 0x80 { char::from(b) } else { char::from_u32(u32::from(b) + 0xD60).unwrap() })
        .collect()
}

#[test]
fn windows_1252_damage_is_undone() {
    repairs(&[
        ("I donâ€™t buy it", "I don’t buy it"),
        ("a cafÃ© in KÃ¶ln for Â£5", "a café in Köln for £5"),
        ("so happy ðŸ˜€ðŸŽ‰", "so happy 😀🎉"),
        ("â€œFineâ€\u{9d}, he said â€“ twiceâ€¦", "“Fine”, he said – twice…"),
        ("priced at â‚¬20, made by Acmeâ„¢", "priced at €20, made by Acme™"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚ and Ð”Ð°", "привет and Да"),
        ("Î±Î²Î³, naÃ¯ve, faÃ§ade, maÃ±ana", "αβγ, naïve, façade, mañana"),
        ("Tiáº¿ng Viá»‡t há»“n nhiÃªn", "Tiếng Việt hồn nhiên"),
        ("ä½\u{a0}å¥½ï¼Œæ—¥æœ¬", "你好，日本"),
        ("Ã‰TÃ‰, CORAÃ‡ÃƒO, Ã–sterreich, StraÃŸe", "ÉTÉ, CORAÇÃO, Österreich, Straße"),
        ("it works âœ… â†’ ship it âœ¨ â˜º", "it works ✅ → ship it ✨ ☺"),
        ("one.Â\u{a0} Two", "one.\u{a0} Two"),
        ("paÅ‚ac, Å¡est, ÄŒesko, ÅŸey", "pałac, šest, Česko, şey"),
    ]);
}

#[test]
fn damage_done_twice_is_undone() {
    for text in ["I don’t", "naïve – “quoted”", "great 😀", "five €"] {
        for read in [as_windows_1252, as_latin_1, as_windows_874] {
            assert_eq!(undo_mojibake(&read(&read(text))), text);
            assert_eq!(undo_mojibake(&as_windows_1252(&read(text))), text);
        }
    }
    repairs(&[("I donÃ¢â‚¬â„¢t, cafÃƒÂ©, Ã‚Â£5", "I don’t, café, £5")]);
}

#[test]
fn bytes_windows_1252_does_not_define_may_be_lost() {
    repairs(&[
        ("â€œAgreedâ€ said no one", "“Agreed” said no one"),
        ("â€œAgreedâ€\u{fffd} said no one", "“Agreed” said no one"),
        ("love it â¤ï¸", "love it ❤\u{fe0f}"),
        ("ðŸ‘ thanks ðŸ™ ðŸ˜", "👍 thanks 🙏 😍"),
        ("ðŸ‘¨â€ðŸ’» said â€œwaitâ€¦â€ðŸ˜€", "👨\u{200d}💻 said “wait…”😀"),
    ]);
}

#[test]
fn a_no_break_space_may_have_become_a_space() {
    repairs(&[
        ("The end.Â  Next.", "The end.  Next."),
        ("et voilÃ , fini", "et voilà, fini"),
        ("voilÃ  tout", "voilà tout"),
        ("Ã  la carte, cafÃ©", "à la carte, café"),
    ]);
}

#[test]
fn windows_1252_control_characters_are_read_as_browsers_read_them() {
    repairs(&[("I don\u{92}t \u{93}get\u{94} it \u{85}", "I don’t “get” it …")]);
}

#[test]
fn thai_damage_with_lost_bytes_is_undone() {
    repairs(&[
        ("That isnโt what Koreaโs banks said, and youโd know", "That isn’t what Korea’s banks said, and you’d know"),
        ("weโre sure theyโve left, Iโll ask; Iโm done", "we’re sure they’ve left, I’ll ask; I’m done"),
        (
            "โณ First: prices\nโฝ Second: wages\nโป Third: \"rents\"",
            "△ First: prices\n▽ Second: wages\n※ Third: \"rents\"",
        ),
        ("well โฆ and โข one item", "well … and • one item"),
        ("he said โgo awayโ and left", "he said “go away” and left"),
        ("back in the โ90s", "back in the ’90s"),
        ("pages 10โ20, a plan โ or none", "pages 10–20, a plan – or none"),
        ("the usersโ view", "the users’ view"),
        ("rockโnโroll, Oโbrien", "rock’n’roll, O’brien"),
        ("โWow!โ she wrote", "“Wow!” she wrote"),
        ("a cafรฉ in Kรถln costs ยฃ5 or โฌ6", "a café in Köln costs £5 or €6"),
        ("over.ย Next", "over. Next"),
        ("itโ\u{fffd}\u{fffd}s", "it’s"),
        ("itโ€s", "it’s"),
    ]);
}

#[test]
fn thai_damage_with_all_bytes_is_undone() {
    for text in ["it’s “fine” – really — no…", "café, naïve, €5", "a 😀 b ★ c ✅", "αβγ и привет", "ไทยรักไทย is Thai"]
    {
        assert_eq!(undo_mojibake(&as_windows_874(text)), text);
    }
}

#[test]
fn real_thai_is_left_alone() {
    leaves_alone(&[
        "โลกนี้สวยงามมาก",
        "โปรดอ่านโน้ตก่อน โครงการนี้ดี",
        "I love โรตี so much",
        "The word โต means to grow, รถ is a car, and โบ a bow",
        "รถEV ราคาลด 50% จริงเหรอ…",
        "ร้านนี้ โอเค เลย “ดีมาก” ครับ",
        "แบบ นี้ ไม่ ไหว เธอ เธค เนตร",
        "โ",
        "ซื้อ iPhoneโดยไม่คิด",
        "ต่าง ๆ นานา",
        "the letter 'ย' in a table",
    ]);
}

#[test]
fn guesses_are_not_made_beside_real_thai() {
    leaves_alone(&["I eat โรตี and โณ is what it says", "the letter \"โ\" precedes its consonant"]);
    assert_eq!(
        undo_mojibake("I love โรตี, but itโs gone"),
        "I love โรตี, but it’s gone",
        "this place allows only one reading"
    );
}

#[test]
fn real_accents_are_left_alone() {
    leaves_alone(&[
        "L’été, la beauté\u{a0}» et le café…» – déjà\u{a0}! À côté, ça coûte 5\u{a0}€",
        "«\u{a0}CAFÉ…\u{a0}» L’ÉTÉ\u{a0}» DÉJÀ… GRÂCE À «\u{a0}LUI\u{a0}»",
        "Não é amanhã… A MANHÃ… IRMÃ” MAÇÃ — é…” é\u{a0}»",
        "Â, â, Ã và đâu? Tiếng Việt của tôi ở đây… ấy “ạ” Ổ",
        "„Spaß“ – „Größe“ und ÖSTERREICH… ß” Ä…",
        "¿Está»… ESPAÑA… años? «Sí»",
        "5 Å³, 3 × 4, 2×£10, SPÖ², 20\u{a0}°C, €5, ©2020, ™",
        "blíž” ještě, NÍŽE, Škoda…",
        "El Niño, façade, 10€, naïveté—yes",
        "curly ’ and “quotes” – fine… 😀❤️",
    ]);
}

#[test]
fn mixed_text_is_repaired_in_places() {
    repairs(&[("The café isn’t the cafÃ© I donâ€™t like", "The café isn’t the café I don’t like")]);
}

#[test]
fn entities_are_decoded_exactly_once() {
    for (text, plain) in [
        ("&amp;lt;b&amp;gt; &lt;b&gt;", "&lt;b&gt; <b>"),
        ("don&#146;t &#x27;ever&#39; &rsquo;", "don’t 'ever' ’"),
        ("AT&T, R&D, Q&A; a && b", "AT&T, R&D, Q&A; a && b"),
        ("2 &lt 3 &copy 2020", "2 < 3 © 2020"),
        ("https://example.org/?a=1&copy=2&section=3&notit", "https://example.org/?a=1&copy=2&section=3&notit"),
        ("&#55357;&#56832; &#xD83D;&#xDE00; &#128512;", "😀 😀 😀"),
        ("&#xD83D; &nosuch; &#; &#x; &", "\u{fffd} &nosuch; &#; &#x; &"),
    ] {
        assert_eq!(decode_entities(text), plain);
    }
}

#[test]
fn json_escapes_are_decoded() {
    for (text, plain) in [
        (r"isn\u2019t \ud83d\ude00 \uD83D\uDE00!", "isn’t 😀 😀!"),
        (r"half \ud83d and \ude00\ud83d", "half \u{fffd} and \u{fffd}\u{fffd}"),
        (r"C:\users \u12 \u+123 \u20zz \u", r"C:\users \u12 \u+123 \u20zz \u"),
        (r"\\u2019 \\\u2019", r"\\u2019 \\’"),
        (r"\u001b[31m \u000aline", "\\u001b[31m \nline"),
        (r"\u2019é\ué", "’é\\ué"),
    ] {
        assert_eq!(decode_escapes(text), plain);
    }
}

#[test]
fn clean_text_is_borrowed() {
    for text in ["", "plain words", "naïve café – fine", "a & b", r"C:\users"] {
        assert!(matches!(undo_mojibake(text), Cow::Borrowed(_)));
        assert!(matches!(decode_entities(text), Cow::Borrowed(_)), "{text}");
        assert!(matches!(decode_escapes(text), Cow::Borrowed(_)));
    }
}

#[test]
fn hostile_megabytes_are_repaired_in_linear_time() {
    let units = [
        "Ã", "â€", "Ã¢", "É…", "โ", "โ€", "โณ", "โก", "เธ", "รฉ", "รฉa", "a โb ", "ย", "\u{80}", r"\u", "\\",
        r"\ud83d", "&", "&#", "&amp", "&#55357;",
    ];
    for unit in units {
        let text = unit.repeat(1_000_000 / unit.len());
        undo_mojibake(&text);
        decode_entities(&text);
        decode_escapes(&text);
    }
}

/// Text of the class for which repair is promised: words of small letters, with accents, Greek, punctuation and emoji.
fn readable() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-z]{1,8}",
        2 => "[a-z][a-zàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿß]{1,8}",
        1 => "[αβγδεζηθικλμνξοπρστυφχψω]{2,8}",
        1 => Just("don’t".to_owned()),
        1 => prop::sample::select(vec!["😀", "👍", "🎉", "❤", "✅", "★", "→", "•", "–", "—", "“so”", "‘so’", "…", "£5", "€7", "½", "«ça»", "©"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(word, 1..12).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn what_a_wrong_decoder_did_is_undone(text in readable()) {
        prop_assert_eq!(repaired(as_windows_1252(&text)), text.as_str());
        prop_assert_eq!(repaired(as_latin_1(&text)), text.as_str());
        prop_assert_eq!(repaired(as_windows_1252(&as_latin_1(&text))), text.as_str());
        prop_assert_eq!(repaired(as_windows_874(&text)), text.as_str());
    }

    #[test]
    fn apostrophes_in_words_survive_lost_bytes(
        words in prop::collection::vec("[A-Za-z]{2,9}’(s|t|d|m|re|ve|ll)", 1..9)
    ) {
        let text = words.join(" ");
        prop_assert_eq!(repaired(as_tis_620_dropping(&text)), text.as_str());
    }

    #[test]
    fn readable_text_is_left_alone(text in readable()) {
        prop_assert_eq!(undo_mojibake(&text), text.as_str());
    }

    #[test]
    fn repair_accepts_any_text(text in any::<String>()) {
        undo_mojibake(&text);
        decode_entities(&text);
        decode_escapes(&text);
    }

    #[test]
    fn repair_accepts_any_mixture_of_damage(text in "[ÂÃâäåáéðïÐÑ×ß€’“”…\u{80}-\u{9f}\u{a0}-\u{bf}โณยรเธฉ๐กa-c1 .\u{fffd}&#;x0-9ud\\\\]{0,40}") {
        let repaired = undo_mojibake(&text);
        let controls = text.chars().filter(|c| matches!(c, '\u{80}'..='\u{9f}')).count();
        prop_assert!(repaired.len() <= text.len() + controls);
        decode_entities(&text);
        decode_escapes(&text);
    }

    #[test]
    fn text_without_marks_of_damage_is_borrowed(text in "[ -%'-\\[\\]-~’“”–…😀あ中\n]{0,60}") {
        prop_assert!(matches!(undo_mojibake(&text), Cow::Borrowed(_)));
        prop_assert!(matches!(decode_entities(&text), Cow::Borrowed(_)));
        prop_assert!(matches!(decode_escapes(&text), Cow::Borrowed(_)));
    }
}
