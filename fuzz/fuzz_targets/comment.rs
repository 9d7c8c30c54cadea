//! A comment: repaired, cut into passages and tokens, with all treatments and without one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use undertone::text::{MarkupTreatments, Treatment, Treatments, form, passages, repair, tokens};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let off = Treatment::ALL[data.len() % Treatment::ALL.len()];
    for treatments in [Treatments::all(), Treatments::all().without(off)] {
        let repaired = repair(&text, &treatments);
        let mut joined = String::new();
        for passage in passages(&repaired, MarkupTreatments::from(&treatments)) {
            assert_eq!(passage.start, joined.len());
            assert!(!passage.text.is_empty());
            joined += passage.text;
        }
        assert_eq!(joined, *repaired, "the passages are the comment");
        let (mut end, mut written) = (0, String::new());
        tokens(&repaired, &treatments, |token| {
            assert!(token.start >= end && !token.text.is_empty(), "{token:?} begins before {end}");
            end = token.start + token.text.len();
            assert_eq!(&repaired[token.start..end], token.text);
            form(&token, &treatments, &mut written);
            assert!(written.len() <= 18 * token.text.len() + 32, "{written} is a form of {token:?}");
        });
    }
});
