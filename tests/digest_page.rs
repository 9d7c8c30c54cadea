//! Hostile comments stay inert in every output of a digest, and in a real browser where there is one.

mod common;

use common::Folder;
use html5gum::{Token, Tokenizer};
use std::collections::BTreeSet;
use std::process::Command;

/// What people write who want to be more than read.
const ATTACKS: [&str; 14] = [
    "I love this and I am so glad <script>document.title='owned'</script> that it works",
    "What a terrible idea <img src=x onerror=\"document.title='owned'\"> and a waste of money it is",
    "<svg onload=document.title='owned'><style>*{display:none}</style> I hate every part of this thing",
    "</p></details></article></main><h1>owned</h1> this is the best thing that they ever did",
    "<iframe src=https://example.org/></iframe><base href=https://example.org/> awful, just awful, I hate it so much",
    "great work ![x](https://example.org/x.png) and [click](javascript:alert(1)) thanks a lot for this",
    "so good \u{1b}[2J\u{1b}]0;owned\u{7} I love how they made this for all of us",
    "this is bad \u{202e}dewno si siht\u{2066} and everyone who paid for it was cheated I think",
    "=HYPERLINK(\"https://example.org\",\"owned\") is what I think of this terrible awful idea of theirs",
    "<a href=\"javascript:document.title='owned'\">I am so happy</a> with this and love it a lot, thanks",
    "\"><input autofocus onfocus=document.title='owned'> no no no this is such a waste of everything",
    "&lt;script&gt;document.title='owned'&lt;/script&gt; I really do not like where this is going at all",
    "<!-- <b> --> <![CDATA[ x ]]> <?php echo 1 ?> happy about it, love it, and would buy it again",
    "\0\u{7f}\u{9b}31m it is fine I guess but who asked for this, honestly, what a terrible waste",
];

/// Ten thousand comments in JSON Lines, their authors, titles and links hostile too.
fn hostile(folder: &Folder, comments: usize) {
    let mut lines = String::new();
    for number in 0..comments {
        let text = format!("{} {number}", ATTACKS[number % ATTACKS.len()]);
        let row = serde_json::json!({
            "id": format!("<i>{number}"),
            "author": format!("<b onclick=x>{}</b>", number / 3),
            "title": "<script>document.title='owned'</script> \u{202e}\u{1b}[31m a title",
            "thread": "</title><script>document.title='owned'</script>",
            "link": if number % 2 == 0 { "javascript:document.title='owned'" } else { "https://example.org/\"onmouseover=\"x" },
            "text": text,
        });
        lines += &format!("{row}\n");
    }
    folder.write("hostile.jsonl", lines);
}

/// Every element and attribute of a page.
fn elements(page: &str) -> (BTreeSet<String>, BTreeSet<String>, Vec<String>) {
    let (mut names, mut attributes, mut links) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for token in Tokenizer::new(page) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        names.insert(text(&tag.name));
        for (name, value) in &tag.attributes {
            attributes.insert(text(name));
            if *name == b"href".as_slice() {
                links.push(text(value));
            }
        }
    }
    (names, attributes, links)
}

#[test]
fn the_page_holds_nothing_but_what_we_wrote() {
    let folder = Folder::new();
    hostile(&folder, 400);
    folder.run(["digest", "hostile.jsonl", "--html", "page.html"]).succeeds();
    let (names, attributes, links) = elements(&folder.text("page.html"));
    for forbidden in ["script", "img", "iframe", "base", "input", "object", "link", "form", "i"] {
        assert!(!names.contains(forbidden), "{names:?}");
    }
    assert!(!attributes.iter().any(|name| name.starts_with("on") || name == "src"), "{attributes:?}");
    assert!(links.iter().all(|link| link.starts_with("https://") || link.starts_with('#')), "{links:?}");
}

#[test]
fn a_terminal_and_an_article_stay_as_they_are() {
    let folder = Folder::new();
    hostile(&folder, 10_000);
    for option in ["--quiet", "--markdown"] {
        let out = folder.run(["digest", "hostile.jsonl", option]).succeeds().out;
        let driving =
            |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!out.contains(driving), "{out:?}");
    }
    let markdown = folder.run(["digest", "hostile.jsonl", "--markdown"]).succeeds().out;
    assert!(!markdown.contains('<') && !markdown.contains("]("), "{markdown}");
}

#[test]
fn a_browser_shows_ten_thousand_hostile_comments_and_runs_none() {
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let runs = |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    let Some(browser) = browsers.iter().find(runs) else {
        eprintln!("skipped: no Chromium on this machine");
        return;
    };
    let folder = Folder::new();
    hostile(&folder, 10_000);
    folder.run(["digest", "hostile.jsonl", "--html", "page.html"]).succeeds();
    let profile = folder.path("profile");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=2000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", folder.path("page.html").display()))
        .output()
        .expect("the browser starts");
    let dom = String::from_utf8_lossy(&output.stdout);
    let title =
        dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).expect("a page with a title");
    assert!(title.starts_with("What commenters think"), "{title}");
    let (names, attributes, _) = elements(&dom);
    assert!(!names.contains("script") && !names.contains("img"), "{names:?}");
    assert!(!attributes.iter().any(|name| name.starts_with("on")), "{attributes:?}");
    assert!(dom.matches("<li>").count() >= 10_000, "every comment is there");
}
