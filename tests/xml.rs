//! XML of every kind that a stranger may send: entities that would expand, nesting without end, files cut off, values without bound, encodings that
//! are not what they say.

mod common;

use common::{Folder, gzipped, moods, repository};
use std::io::{BufReader, Cursor, Read};
use std::time::{Duration, Instant};
use undertone::input::{Comment, ReadError, ReadOptions, Reader};

fn open(bytes: impl Into<Vec<u8>>) -> Result<Reader, ReadError> {
    Reader::from_read(Cursor::new(bytes.into()), &ReadOptions::default())
}

/// All rows, the error that ended them, and the notes.
fn drain(bytes: impl Into<Vec<u8>>) -> (Vec<Comment>, Option<ReadError>, Vec<String>) {
    let mut reader = open(bytes).expect("a known format");
    let (mut comments, mut fault) = (Vec::new(), None);
    for row in reader.by_ref() {
        match row {
            Ok(comment) => comments.push(comment),
            Err(error) => fault = Some(error),
        }
    }
    let notes = reader.notes();
    (comments, fault, notes)
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(repository().join("tests/fixtures/dumps").join(name)).expect("a fixture")
}

/// A Disqus export of one post with this message, under this prolog.
fn disqus(prolog: &str, message: &str) -> String {
    format!(
        r#"{prolog}<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><title>T</title></thread>
<post dsq:id="2"><message>{message}</message><author><name>ann</name></author><thread dsq:id="1"/></post></disqus>"#
    )
}

fn text_of(bytes: impl Into<Vec<u8>>) -> String {
    let (comments, fault, _) = drain(bytes);
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(comments.len(), 1);
    comments[0].text().to_owned()
}

#[test]
fn declared_entities_stay_inert() {
    let mut laughs = "<!ENTITY lol \"lol\">".to_owned();
    for depth in 1..10 {
        let inner = if depth == 1 { "lol".to_owned() } else { format!("lol{}", depth - 1) };
        laughs += &format!("<!ENTITY lol{depth} \"{}\">", format!("&{inner};").repeat(10));
    }
    let bomb = disqus(&format!("<?xml version=\"1.0\"?><!DOCTYPE disqus [{laughs}]>"), "so &lol9; &amp; &#8364;&#x41;");
    assert_eq!(text_of(bomb), "so &lol9; & €A");
    let outside = r#"<!DOCTYPE disqus [<!ENTITY xxe SYSTEM "file:///etc/passwd"><!ENTITY % more SYSTEM "http://evil.example/x.dtd"> %more;]>"#;
    assert_eq!(text_of(disqus(outside, "read &xxe; AT&amp;T R&D")), "read &xxe; AT&T R&D");
    let attribute = r#"<!DOCTYPE comments [<!ENTITY a "aaaa">]><comments><row Id="1" PostId="2" Text="x &a; &lt;&#233;" /></comments>"#;
    assert_eq!(text_of(attribute), "x &a; <é");
    let broken = r#"<comments><row Id="1" PostId="2" Text="R&D &lt; &#0;" /></comments>"#;
    assert_eq!(text_of(broken), "R&D &lt; &#0;");
}

#[test]
fn nesting_without_end_is_refused_at_once() {
    let deep = "<b>".repeat(100_000);
    let places = [
        disqus("", &deep),
        format!("<comments><row Id=\"1\" PostId=\"2\" Text=\"x\"/>{deep}"),
        format!("<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>{deep}"),
    ];
    for file in places {
        let (_, fault, _) = drain(file);
        assert!(matches!(fault, Some(ReadError::TooDeep { .. })), "{fault:?}");
    }
    let borne = "<b>".repeat(900) + "x" + &"</b>".repeat(900);
    assert_eq!(text_of(disqus("", &borne)), "x");
}

#[test]
fn what_came_before_a_cut_is_kept_and_the_cut_is_said() {
    for name in ["disqus.xml", "wordpress.xml", "stack-exchange-comments.xml", "stack-exchange-posts.xml"] {
        let whole = fixture(name);
        let ids =
            |comments: &[Comment]| comments.iter().map(|comment| comment.id().unwrap().to_owned()).collect::<Vec<_>>();
        let all = ids(&drain(whole.clone()).0);
        let end = String::from_utf8_lossy(&whole).trim_end().len();
        let mut longest = 0;
        for cut in (1..end).rev() {
            let Ok(mut reader) = open(&whole[..cut]) else { continue };
            if reader.format().name == "text" {
                continue;
            }
            let rows: Vec<_> = reader.by_ref().collect();
            let (kept, faults): (Vec<_>, Vec<_>) = rows.into_iter().partition(Result::is_ok);
            let kept: Vec<Comment> = kept.into_iter().map(Result::unwrap).collect();
            assert!(all.starts_with(&ids(&kept)), "{name} cut at {cut}");
            longest = longest.max(kept.len());
            assert!(
                faults.iter().all(|fault| fault.as_ref().is_err_and(ReadError::is_cut_off)),
                "{name} at {cut}: {faults:?}"
            );
            assert_eq!(faults.len(), 1, "{name} cut at {cut}");
        }
        assert_eq!(longest, all.len(), "{name}");
    }
}

#[test]
fn a_cut_file_is_labelled_as_far_as_it_is_whole_and_refused_where_that_is_asked() {
    let whole = String::from_utf8(fixture("disqus.xml")).unwrap();
    let cut = &whole[..whole.find("It will").unwrap()];
    let folder = Folder::with(&[("cut.xml", cut)]);
    folder.write("cut.xml.gz", &gzipped(&whole)[..gzipped(&whole).len() - 20]);
    let kept = folder.run(["predict", "cut.xml", "--model", moods(), "--format", "csv"]).succeeds();
    kept.says(&["in the middle of the XML; what came before is kept"]);
    folder
        .run(["predict", "cut.xml", "--model", moods(), "--strict", "--output", "x.csv"])
        .fails()
        .says(&["in the middle"]);
    folder.run(["predict", "cut.xml.gz", "--model", moods(), "--format", "csv"]).succeeds().says(&["cut off"]);
    assert!(!folder.path("x.csv").exists());
}

#[test]
fn what_is_no_xml_in_the_middle_is_named_by_its_line() {
    let file = "<comments>\n<row Id=\"1\" PostId=\"2\" Text=\"x\"/>\n<row Id=\"2\" PostId=\"2\" Text=\"y\"></oops>\n</comments>";
    let (comments, fault, _) = drain(file);
    assert!(comments.len() == 2 && matches!(fault, Some(ReadError::BadXml { line: 3, .. })), "{fault:?}");
    let posts =
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item><title>x</title></item></channel></rss>";
    let nothing = drain(posts).1;
    assert!(nothing.unwrap().to_string().contains("nothing in it is a comment"));
    let folder = Folder::with(&[("feed.xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry/></feed>")]);
    folder.run(["predict", "feed.xml", "--model", moods()]).fails().says(&["<feed", "disqus"]);
}

#[test]
fn a_value_may_be_large_and_not_endless() {
    let long = "word ".repeat(2 << 20);
    assert_eq!(
        text_of(format!("<comments><row Id=\"1\" PostId=\"2\" Text=\"{long}\"/></comments>")).len(),
        long.len() - 1
    );
    assert_eq!(text_of(disqus("", &long)).len(), long.len() - 1);
    let opens: [&[u8]; 3] = [
        b"<comments><row Id=\"1\" PostId=\"2\" Text=\"x\"/><row Text=\"",
        b"<disqus xmlns:dsq=\"http://disqus.com/disqus-internals\"><post dsq:id=\"1\"><message>",
        b"<disqus><!--",
    ];
    for open in opens {
        let endless = Cursor::new(open.to_vec()).chain(BufReader::with_capacity(1 << 20, std::io::repeat(b'x')));
        let fault = Reader::from_read(endless, &ReadOptions::default()).unwrap().find_map(Result::err);
        assert!(matches!(fault, Some(ReadError::RowTooLong { .. })), "{fault:?}");
    }
}

#[test]
fn a_crowd_of_attributes_and_names_costs_no_more_than_its_bytes() {
    let started = Instant::now();
    let crowd: String = (0..300_000).map(|number| format!(" a{number}=\"\"")).collect();
    let (comments, ..) = drain(format!("<comments><row PostId=\"2\" Id=\"1\" Text=\"x\"{crowd}/></comments>"));
    assert_eq!(comments.len(), 1);
    let spaces: String = (0..100_000).map(|number| format!(" xmlns:a{number}=\"urn:a\"")).collect();
    assert_eq!(text_of(disqus("", "x").replace("<disqus", &format!("<disqus{spaces}"))), "x");
    let name = "n".repeat(1 << 20);
    assert_eq!(text_of(disqus("", &format!("a<{name}>b</{name}>c"))), "abc");
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn any_encoding_is_read_and_a_false_declaration_does_no_harm() {
    let text = "Café — naïve";
    let says = |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>");
    for declared in ["utf-8", "ISO-8859-1", "windows-1251", "UTF-16", "nonsense"] {
        assert_eq!(text_of(disqus(&says(declared), text)), text, "{declared}");
    }
    let latin = |prolog: &str| encoding_rs::WINDOWS_1252.encode(&disqus(prolog, text)).0.into_owned();
    assert_eq!(text_of(latin(&says("ISO-8859-1"))), text);
    let (comments, _, notes) = drain(latin(""));
    assert_eq!((comments[0].text(), &*notes[0]), (text, "not valid UTF-8, read as Windows-1252 (said once)"));
    let cyrillic = disqus(&says("windows-1251"), "Пустой трамвай");
    assert_eq!(text_of(encoding_rs::WINDOWS_1251.encode(&cyrillic).0.into_owned()), "Пустой трамвай");
    let wide = |little: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(disqus(&says("UTF-16"), text).encode_utf16().collect::<Vec<_>>());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    assert_eq!([true, false].map(|little| text_of(wide(little))), [text, text]);
    assert_eq!(text_of(gzipped(disqus("\u{feff}", text))), text);
}

#[test]
fn a_namespace_counts_and_not_its_prefix() {
    for version in ["http://wordpress.org/export/1.0/", "https://wordpress.org/export/1.2/"] {
        let renamed = String::from_utf8(fixture("wordpress.xml")).unwrap();
        let renamed =
            renamed.replace("wp:", "w:").replace("http://wordpress.org/export/1.2/\">", &format!("{version}\">"));
        let renamed = renamed.replace("xmlns:wp=", "xmlns:w=");
        let (comments, ..) = drain(renamed);
        assert_eq!(comments.iter().map(|comment| comment.id().unwrap()).collect::<Vec<_>>(), ["65", "66"]);
    }
}
