//! Scores as scrapers write them in, numbers out.

/// `1.2K`, `3,400`, `2M`, `-4` as a number without letters; `None` if it is no such thing.
pub(super) fn number(score: &str) -> Option<String> {
    let score = score.trim();
    let (digits, factor) = match score.char_indices().next_back()? {
        (at, 'k' | 'K') => (&score[..at], 1e3),
        (at, 'm' | 'M') => (&score[..at], 1e6),
        (at, 'b' | 'B') => (&score[..at], 1e9),
        _ => (score, 1.0),
    };
    let digits = digits.trim().replace(',', "");
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    let number: f64 = digits.parse().ok().filter(|_| plain)?;
    let points = (number * factor).round();
    Some(if factor == 1.0 { digits } else { points.is_finite().then(|| points.to_string())? })
}

/// The points of a score as dumps write it: `12`, `-4`, `3,400`, `1.2K`; `None` if it is no number.
#[must_use]
pub fn points(score: &str) -> Option<f64> {
    number(score)?.parse().ok().filter(|points: &f64| points.is_finite())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn letters_and_commas_go() {
        let cases =
            [("1.2K", "1200"), ("3,400", "3400"), ("-4", "-4"), ("2M", "2000000"), (" 7 ", "7"), ("1.5", "1.5")];
        for (written, meant) in cases {
            assert_eq!(number(written).as_deref(), Some(meant));
        }
        for strange in ["", "K", "many", "NaN", "inf", "1e5", "1.2.3"] {
            assert_eq!(number(strange), None, "{strange}");
        }
        assert_eq!(number(&("9".repeat(400) + "K")), None);
    }
}
