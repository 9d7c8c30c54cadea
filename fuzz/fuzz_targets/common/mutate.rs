//! Changes to a file that keep most of it readable: values, elements, lines and cells are dropped, doubled, exchanged or replaced, so that the fuzzer
//! gets past the parsers of JSON and XML to what we make of them.

use libfuzzer_sys::fuzzer_mutate;

#[rustfmt::skip]
const VALUES: [&str; 40] = [
    "null", "true", "false", "0", "-1", "1", "1e308", "-1e308", "1E+17", "0.5", "18446744073709551615", "9223372036854775808",
    "-9223372036854775808", "\"18446744073709551615\"", "\"\"", "\" \"", "\"0\"", "[]", "{}", "[null]", "[[]]", "[{}]",
    "\"[deleted]\"", "\"[removed]\"", "\"1.2K\"", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"", "\"<p>a<br>b\"", "\"&#x110000;\"",
    "\"2024-01-01T00:00:00Z\"", "\"-262144-01-01\"", "253402300800", "\"9999-12-31T23:59:60Z\"", "\"t1_\"", "\"t3_a\"", "\"a\"",
    "\"é\u{2028}\u{feff}\"", "<![CDATA[]]>", "\"\u{202e}a\"",
];

/// For `fuzz_mutator!`.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed) | 1 << 40);
    if size < 4 || random.below(3) == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let mut file = data[..size].to_vec();
    for _ in 0..=random.below(3) {
        file = changed(&file, &mut random);
    }
    if file.len() > max_size || file.is_empty() {
        return fuzzer_mutate(data, size, max_size);
    }
    data[..file.len()].copy_from_slice(&file);
    file.len()
}

fn changed(file: &[u8], random: &mut Random) -> Vec<u8> {
    let spans = spans(file);
    if spans.len() < 2 {
        return file.to_vec();
    }
    let (a, b) = (spans[random.below(spans.len())], spans[random.below(spans.len())]);
    let with = |span: (usize, usize), by: &[u8]| [&file[..span.0], by, &file[span.1..]].concat();
    let own = &file[a.0..a.1];
    match random.below(8) {
        // With the comma behind it, so that what is left is whole.
        0 => {
            let comma = usize::from(file.get(a.1) == Some(&b','));
            with((a.0, a.1 + comma), b"")
        }
        1 => with(a, &[own, if own[0] == b'<' || own.ends_with(b"\n") { b"" } else { b"," }, own].concat()),
        2 | 3 => with(a, &file[b.0..b.1]),
        // One inside itself: depth.
        4 if own.len() > 2 => {
            let inner: Vec<_> = spans.iter().filter(|span| span.0 > a.0 && span.1 < a.1).collect();
            match inner.get(random.below(inner.len().max(1))) {
                Some(&&(start, end)) => with((start, end), own),
                None => file.to_vec(),
            }
        }
        5 => file[..a.1].to_vec(),
        _ => with(a, VALUES[random.below(VALUES.len())].as_bytes()),
    }
}

/// Where values, elements, lines and cells lie.
fn spans(file: &[u8]) -> Vec<(usize, usize)> {
    let (mut spans, mut open, mut line, mut cell, mut at) = (Vec::new(), Vec::new(), 0, 0, 0);
    while at < file.len() {
        let start = at;
        match file[at] {
            b'"' => {
                at += 1;
                while at < file.len() && file[at] != b'"' {
                    at += if file[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(file.len());
                spans.push((start, at));
                continue;
            }
            b'{' | b'[' | b'<' => open.push(at),
            b'}' | b']' | b'>' => spans.extend(open.pop().map(|start| (start, at + 1))),
            b'0'..=b'9' | b'-' | b'a'..=b'z' => {
                while at < file.len() && (file[at].is_ascii_alphanumeric() || b"-+._:".contains(&file[at])) {
                    at += 1;
                }
                spans.push((start, at));
                continue;
            }
            b'\n' => {
                spans.push((line, at + 1));
                line = at + 1;
            }
            b',' | b'\t' => {
                spans.push((cell, at));
                cell = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    spans.retain(|(start, end)| start < end);
    spans
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}
