//! Files that say what the program should print: `UNDERTONE_BLESS=1 cargo test` accepts what it prints now.

use super::repository;
use std::path::PathBuf;

/// Fails if `found` is not what `tests/golden/name` says; with `UNDERTONE_BLESS=1` makes the file say so.
#[track_caller]
pub fn golden(name: &str, found: &str) {
    let path = repository().join("tests/golden").join(name);
    let found = masked(found);
    if std::env::var_os("UNDERTONE_BLESS").is_some_and(|value| value == "1") {
        bless(&path, &found);
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if expected != found {
        panic!(
            "tests/golden/{name} says something else:\n{}\nIf it should be as it is now: UNDERTONE_BLESS=1 cargo test --test cli_golden",
            difference(&expected, &found)
        );
    }
}

fn bless(path: &PathBuf, found: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    std::fs::write(path, found).expect("writable");
}

/// The text with `#` for what differs from run to run and release to release (seconds, sizes), `MODELS/` for where the models of the tests are,
/// and decimals cut to six.
fn masked(text: &str) -> String {
    let text = text.replace(&format!("{}{}", env!("CARGO_TARGET_TMPDIR"), std::path::MAIN_SEPARATOR), "MODELS/");
    text.split_inclusive('\n').map(|line| size(&measures(line))).collect()
}

/// `0.3 s` and `1.2 MB` without their numbers.
fn measures(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let unit = |word: &str| matches!(word.trim_end().trim_end_matches([',', ':', '.']), "s" | "MB");
    let masked: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(place, word)| match word.parse::<f64>() {
            Ok(_) if words.get(place + 1).is_some_and(|next| unit(next)) => "#".to_owned(),
            _ => shortened(word),
        })
        .collect();
    masked.join(" ")
}

/// A JSON number with at most six decimals: the seventh is nobody's promise.
fn shortened(word: &str) -> String {
    let number = word.trim_end().trim_end_matches(',');
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match number.parse::<f64>() {
        Ok(value) if decimals > 6 => word.replacen(number, &format!("{value:.6}"), 1),
        _ => word.to_owned(),
    }
}

fn size(line: &str) -> String {
    match line.split_once("\"bytes\": ") {
        Some((indent, rest)) => {
            format!("{indent}\"bytes\": #{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        None => line.to_owned(),
    }
}

/// The lines that differ, `-` expected and `+` found, with two lines of what is around them.
fn difference(expected: &str, found: &str) -> String {
    const AROUND: usize = 2;
    const SHOWN: usize = 12;
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let show = |sign: &str, lines: &[&str]| -> String {
        let more = lines.len().saturating_sub(SHOWN);
        let shown: String = lines.iter().take(SHOWN).map(|line| format!("{sign} {line}\n")).collect();
        if more > 0 { shown + &format!("{sign} … {more} lines more\n") } else { shown }
    };
    let before = show(" ", &old[same.saturating_sub(AROUND)..same]);
    let after_from = old.len() - tail;
    let after = show(" ", &old[after_from..(after_from + AROUND).min(old.len())]);
    let (gone, come) = (show("-", &old[same..after_from]), show("+", &new[same..new.len() - tail]));
    if gone.is_empty() && come.is_empty() {
        return "the ends of the lines differ\n".to_owned();
    }
    format!("  line {}\n{before}{gone}{come}{after}", same + 1)
}
