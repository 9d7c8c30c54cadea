//! Every dump of `tests/fixtures/dumps`, row for row: a format adds its smallest example there and, with `just bless`, the table in
//! `tests/golden/dumps` that says what becomes of it.

mod common;

use common::golden::golden;
use common::{Folder, moods, repository};
use std::io::Write;
use std::path::{Path, PathBuf};
use undertone::input::{ReadError, ReadOptions, Reader, Role, format_named, formats, open_all};

const ROLES: [Role; 9] =
    [Role::Id, Role::Thread, Role::Title, Role::Parent, Role::Author, Role::Time, Role::Score, Role::Link, Role::Text];

fn fixture(name: &str) -> PathBuf {
    repository().join("tests/fixtures/dumps").join(name)
}

/// The fixtures, sorted by name: files, and folders of files that belong together.
fn fixtures() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixture("")).expect("the fixtures");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a fixture").path()).collect();
    paths.sort();
    paths
}

fn opened(paths: &[PathBuf]) -> Vec<Reader> {
    open_all(paths, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}")).0
}

/// All rows as a table, with the format before and the notes behind it.
fn table(readers: Vec<Reader>) -> String {
    let mut table = String::new();
    for mut reader in readers {
        table += &format!("# {}\n{}\n", reader.format().name, ROLES.map(Role::name).join("\t"));
        for comment in &mut reader {
            let comment = comment.expect("a good row");
            let cells = ROLES.map(|role| comment.role(role).unwrap_or_default());
            let cells = cells.map(|cell| cell.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n"));
            table += &(cells.join("\t") + "\n");
        }
        for (thread, opening) in reader.openings().iter() {
            table += &format!("# thread {thread}: {opening:?}\n");
        }
        reader.notes().iter().for_each(|note| table += &format!("# {note}\n"));
    }
    table
}

#[test]
fn every_fixture_is_read_row_for_row() {
    for path in fixtures() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        match open_all(&[&path], &ReadOptions::default()) {
            Ok((readers, _)) => golden(&format!("dumps/{name}.tsv"), &table(readers)),
            Err(error) => golden(&format!("dumps/{name}.tsv"), &format!("# {}\n", error.error)),
        }
    }
}

#[test]
fn every_fixture_is_of_the_format_that_it_is_named_after() {
    // Of what others' comments are about nothing can be opened alone.
    let is_about =
        |path: &Path| ["submissions", "conversations"].iter().any(|what| path.to_string_lossy().contains(what));
    for path in fixtures().iter().filter(|path| path.is_file() && !is_about(path)) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let reader = Reader::open(path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(name.starts_with(reader.format().name), "{name} is read as {}", reader.format().name);
        assert!(formats().iter().any(|format| format.name == reader.format().name));
    }
}

#[test]
fn no_cut_makes_a_fixture_panic_and_what_was_whole_is_a_part_of_the_whole() {
    for path in fixtures().iter().filter(|path| path.is_file()) {
        let whole = std::fs::read(path).expect("a fixture");
        for end in (1..whole.len()).step_by(7) {
            let cut = std::io::Cursor::new(whole[..end].to_vec());
            let strict = {
                let mut options = format_of(path);
                options.strict = true;
                options
            };
            if let Ok(mut reader) = Reader::from_read(cut.clone(), &format_of(path)) {
                reader.by_ref().for_each(drop);
                assert!(reader.completeness().kept <= 10);
            }
            drop(Reader::from_read(cut, &strict).map(|reader| reader.count()));
        }
    }
}

fn format_of(path: &Path) -> ReadOptions {
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    format_named(&name).map_or_else(|_| ReadOptions::default(), |format| ReadOptions::default().with_format(format))
}

#[test]
fn a_cut_off_document_is_kept_as_far_as_it_is_whole_and_refused_where_that_is_asked() {
    let whole = std::fs::read(fixture("hn-item.json")).unwrap();
    let end = whole.windows(8).position(|window| window == b"\"id\": 72").unwrap();
    let mut reader = Reader::from_read(std::io::Cursor::new(whole[..end].to_vec()), &ReadOptions::default()).unwrap();
    let ids: Vec<String> = reader.by_ref().map(|comment| comment.unwrap().id().unwrap().to_owned()).collect();
    assert_eq!(ids, ["71", "74"]);
    assert!(reader.notes()[0].starts_with("the file is cut off: what was whole is kept"));
    let mut strict = ReadOptions::default();
    strict.strict = true;
    let refused = Reader::from_read(std::io::Cursor::new(whole[..end].to_vec()), &strict).unwrap_err();
    assert!(matches!(refused, ReadError::CutOffJson { .. }));
}

#[test]
fn submissions_give_the_comments_their_titles_whatever_the_order() {
    let (comments, submissions) = (fixture("reddit-comments.jsonl"), fixture("reddit-submissions.jsonl"));
    for paths in [[comments.clone(), submissions.clone()], [submissions, comments]] {
        let mut readers = opened(&paths);
        assert_eq!(readers.len(), 1);
        assert_eq!(readers[0].openings().get("k4").unwrap().author, "mayor");
        let titles: Vec<Option<String>> =
            readers[0].by_ref().map(|comment| comment.unwrap().title().map(str::to_owned)).collect();
        assert_eq!(
            titles,
            [Some("A tunnel under the river".to_owned()), Some("A tunnel under the river".to_owned()), None]
        );
    }
}

/// Of a Stack Exchange site: a comment is about its post, and that under the title of the question.
#[test]
fn posts_give_the_comments_beside_them_their_titles() {
    let (comments, posts) = (fixture("stack-exchange-comments.xml"), fixture("stack-exchange-posts.xml"));
    let folder = Folder::new();
    std::fs::create_dir(folder.path("site")).unwrap();
    let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.path("site.zip")).unwrap());
    for (name, path) in [("Comments.xml", &comments), ("Posts.xml", &posts)] {
        let bytes = std::fs::read(path).unwrap();
        folder.write(&format!("site/{name}"), &bytes);
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&bytes).unwrap();
    }
    archive.finish().unwrap();
    let ways = [
        vec![comments.clone(), posts.clone()],
        vec![posts, comments.clone()],
        vec![folder.path("site")],
        vec![folder.path("site.zip")],
    ];
    for paths in ways {
        let mut readers = opened(&paths);
        assert_eq!(readers.len(), 2);
        for reader in &mut readers {
            let titles: Vec<_> = reader.by_ref().map(|row| row.unwrap().title().map(str::to_owned)).collect();
            assert!(titles.iter().all(|title| title.as_deref() == Some("Is comparing safe?")), "{paths:?}: {titles:?}");
        }
        assert!(readers.iter().any(|reader| reader.openings().get("8").is_some_and(|post| post.author == "user7")));
    }
    let alone: Vec<_> = opened(&[comments])[0].by_ref().map(|row| row.unwrap().title().map(str::to_owned)).collect();
    assert_eq!(alone, [None, None, None]);
}

#[test]
fn comments_that_somebody_has_labelled_are_a_table_with_all_their_columns() {
    let line = r#"{"id":"a","link_id":"t3_p","parent_id":"t3_p","body":"x","label":"mixed","mine":1}"#;
    for (file, format) in [(format!("{line}\n{line}\n"), "jsonl"), (format!("[{line}]"), "json")] {
        let reader = Reader::from_read(std::io::Cursor::new(file), &ReadOptions::default()).unwrap();
        assert_eq!(reader.format().name, format);
        assert!(reader.has(Role::Label) && reader.columns().len() == 6);
    }
}

#[test]
fn conversations_give_the_utterances_beside_them_their_titles() {
    let utterances = r#"{"id":"q1","conversation_id":"p8","reply-to":"p8","speaker":"a","text":"x"}"#;
    let folder =
        Folder::with(&[("utterances.jsonl", utterances), ("speakers.json", r#"{"a":{"meta":{},"vectors":[]}}"#)]);
    folder.write("conversations.json", std::fs::read(fixture("convokit-conversations.json")).unwrap());
    for paths in [&["utterances.jsonl", "conversations.json"][..], &["conversations.json", "utterances.jsonl"], &["."]]
    {
        let mut readers = opened(&paths.iter().map(|path| folder.path(path)).collect::<Vec<_>>());
        let rows: Vec<_> = readers[0].by_ref().map(Result::unwrap).collect();
        assert_eq!((rows[0].title(), readers[0].openings().get("p8").is_some()), (Some("Talk:Canal"), true));
    }
    let alone = open_all(&[folder.path("conversations.json")], &ReadOptions::default()).unwrap_err();
    assert!(matches!(alone.error, ReadError::OnlyPosts));
}

/// What `comments.list` answers names the comment that is answered, and no video.
#[test]
fn replies_on_pages_of_their_own_find_their_video() {
    let reply = |id: &str, video: &str| {
        format!(r#"{{"id":"{id}","snippet":{{{video}"parentId":"A","textOriginal":"{id}","authorDisplayName":"a"}}}}"#)
    };
    let threads = format!(
        r#"{{"kind":"youtube#commentThreadListResponse","items":[{{"id":"A","snippet":{{"videoId":"v","totalReplyCount":3,"topLevelComment":
        {{"id":"A","snippet":{{"videoId":"v","textOriginal":"top"}}}}}},"replies":{{"comments":[{}]}}}}]}}"#,
        reply("A.1", r#""videoId":"v","#)
    );
    let replies =
        format!(r#"{{"kind":"youtube#commentListResponse","items":[{},{}]}}"#, reply("A.1", ""), reply("A.2", ""));
    let folder = Folder::with(&[("threads.json", &threads), ("replies.json", &replies)]);
    for paths in [["threads.json", "replies.json"], ["replies.json", "threads.json"]] {
        let mut readers = opened(&paths.map(|path| folder.path(path)));
        let rows: Vec<_> = readers[0].by_ref().map(Result::unwrap).collect();
        let seen = |row: &undertone::input::Comment| {
            [row.id(), row.thread(), row.parent()].map(|cell| cell.unwrap_or("-").to_owned()).join(" ")
        };
        assert_eq!(rows.iter().map(seen).collect::<Vec<_>>(), ["A v -", "A.1 v A", "A.2 v A"], "{paths:?}");
        assert_eq!(readers[0].completeness().to_string(), "kept 3 of 4: 1 not in the dump");
    }
}

/// The status itself is not in what its context answers.
#[test]
fn a_status_beside_its_context_is_what_it_is_about() {
    let status = |id: u32, to: &str| {
        format!(
            r#"{{"id":"{id}","in_reply_to_id":{to},"created_at":"2024-05-02T08:00:00Z","content":"<p>status {id}</p>","replies_count":0,"account":{{"acct":"a{id}"}}}}"#
        )
    };
    let context = |before: &str, after: &str| format!(r#"{{"ancestors":[{before}],"descendants":[{after}]}}"#);
    let folder =
        Folder::with(&[("status.json", &status(1, "null")), ("context.json", &context("", &status(2, "\"1\"")))]);
    for paths in [["status.json", "context.json"], ["context.json", "status.json"]] {
        let mut readers = opened(&paths.map(|path| folder.path(path)));
        let rows: Vec<_> = readers[0].by_ref().map(Result::unwrap).collect();
        assert_eq!((rows.len(), rows[0].id(), rows[0].thread(), rows[0].parent()), (1, Some("2"), Some("1"), None));
        let opening = readers[0].openings().get("1").unwrap();
        assert_eq!((opening.text.as_str(), opening.author.as_str()), ("status 1", "a1"));
    }
    // One that is an answer is a comment.
    folder.write("context.json", context(&status(1, "null"), &status(3, "\"2\"")));
    folder.write("status.json", status(2, "\"1\""));
    let rows: Vec<_> = opened(&["context.json", "status.json"].map(|path| folder.path(path)))[0]
        .by_ref()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        rows.iter().map(|row| (row.id(), row.thread())).collect::<Vec<_>>(),
        [(Some("2"), Some("1")), (Some("3"), Some("1"))]
    );
    // Many of them are a table, as they were.
    let line = status(1, "null");
    for table in [format!("{line}\n{line}\n"), format!("[{line},{line}]")] {
        assert!(
            Reader::from_read(std::io::Cursor::new(table), &ReadOptions::default())
                .unwrap()
                .format()
                .name
                .starts_with("json")
        );
    }
}

/// A Hacker News item with one comment, whose id and parent are given.
fn item(story: u32, id: u32, parent: u32) -> String {
    format!(
        r#"{{"id":{story},"type":"story","title":"T","created_at_i":1,"children":[{{"id":{id},"type":"comment","author":"a","text":"x",
        "parent_id":{parent},"story_id":{story},"children":[]}}]}}"#
    )
}

#[test]
fn a_folder_and_an_archive_are_read_as_their_files() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("dumps/inner")).unwrap();
    folder.write("dumps/inner/b.json", item(2, 20, 2));
    folder.write("dumps/a.json", item(1, 10, 1));
    folder.write("dumps/.hidden", "x");
    folder.write("dumps/photo.jpg", b"\xff\xd8\xff\xe0\0\0");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.path("dumps.zip")).unwrap());
    for name in ["a.json", "inner/b.json", ".hidden", "photo.jpg"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&folder.bytes(&format!("dumps/{name}"))).unwrap();
    }
    archive.finish().unwrap();
    for path in ["dumps", "dumps.zip"] {
        let (readers, notes) = open_all(&[folder.path(path)], &ReadOptions::default()).unwrap();
        assert_eq!(readers.len(), 1, "{path}");
        let files: Vec<String> = readers[0].files().iter().map(|file| file.display().to_string()).collect();
        assert!(files[0].ends_with("a.json") && files[1].ends_with("b.json"), "{files:?}");
        assert!(notes[0].contains(".hidden") && notes[0].contains("photo.jpg"), "{notes:?}");
        let ran = folder.run(["predict", path, "--model", moods(), "--format", "csv"]).succeeds();
        assert_eq!(common::Table::of(ran.out).column("id"), ["10", "20"]);
    }
    let empty = Folder::new();
    let refused = open_all(&[empty.path("")], &ReadOptions::default()).unwrap_err();
    assert!(matches!(refused.error, ReadError::NothingReadable { .. }));
}

#[test]
fn pages_of_one_thread_share_a_tree() {
    let folder = Folder::with(&[("1.json", &item(1, 10, 1)), ("2.json", &item(1, 11, 1)), ("3.json", &item(1, 10, 1))]);
    let mut readers = opened(&["1.json", "2.json", "3.json"].map(|name| folder.path(name)));
    let reader = &mut readers[0];
    let rows: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row.id().unwrap()).collect::<Vec<_>>(), ["10", "11"]);
    assert!(rows[1].file().unwrap().ends_with("2.json"));
    assert_eq!(reader.notes(), ["1 comment came twice: each is kept once"]);
}

fn listing(comments: &[(&str, &str)]) -> String {
    let comment = |(id, parent): &(&str, &str)| {
        format!(
            r#"{{"kind":"t1","data":{{"id":"{id}","parent_id":"t1_{parent}","link_id":"t3_p","body":"x","author":"a"}}}}"#
        )
    };
    let comments: Vec<String> = comments.iter().map(comment).collect();
    format!(r#"{{"kind":"Listing","data":{{"children":[{}]}}}}"#, comments.join(","))
}

#[test]
fn circles_are_cut_and_told() {
    let file = listing(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "d"), ("e", "a")]);
    let mut reader = Reader::from_read(std::io::Cursor::new(file), &ReadOptions::default()).unwrap();
    let rows: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows.iter().filter(|row| row.parent().is_none()).count(), 2);
    assert_eq!(reader.notes(), ["comments that answer each other in 2 circles: one of each answers no one now"]);
}

/// Comments with their parents, as each format that streams writes them.
fn streamed(comments: &[(&str, &str)]) -> [String; 3] {
    let all = |one: fn(&str, &str) -> String| comments.iter().map(|(id, parent)| one(id, parent)).collect::<String>();
    let reddit = |id: &str, parent: &str| {
        format!(
            "{{\"id\":\"{id}\",\"parent_id\":\"t1_{parent}\",\"link_id\":\"t3_p\",\"body\":\"x\",\"author\":\"a\",\"created_utc\":1}}\n"
        )
    };
    let disqus = |id: &str, parent: &str| {
        format!(r#"<post dsq:id="{id}"><message>x</message><thread dsq:id="p"/><parent dsq:id="{parent}"/></post>"#)
    };
    let wordpress = |id: &str, parent: &str| {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_parent>{parent}</wp:comment_parent>
            <wp:comment_content>x</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>"
        )
    };
    [
        all(reddit),
        format!(r#"<disqus xmlns:dsq="http://disqus.com/disqus-internals">{}</disqus>"#, all(disqus)),
        format!(
            r#"<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><wp:post_id>p</wp:post_id>{}</item></channel></rss>"#,
            all(wordpress)
        ),
    ]
}

#[test]
fn circles_are_cut_and_told_in_what_streams_too() {
    for file in streamed(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "d"), ("e", "a"), ("f", "x"), ("f", "x")]) {
        let mut reader = Reader::from_read(std::io::Cursor::new(file.clone()), &ReadOptions::default()).unwrap();
        let rows: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
        let parents: Vec<&str> = rows.iter().map(|row| row.parent().unwrap_or_default()).collect();
        assert_eq!(parents, ["b", "c", "", "", "a", "x", "x"], "{file}");
        assert_eq!(rows[3].thread(), Some("p"));
        assert_eq!(reader.notes(), ["comments that answer each other in 2 circles: one of each answers no one now"]);
    }
}

#[test]
fn a_chain_in_a_stream_stays_whole_in_any_order() {
    let names: Vec<String> = (0..20_001).map(|number| number.to_string()).collect();
    let mut chain: Vec<(&str, &str)> = (0..20_000).map(|at| (&*names[at], &*names[at + 1])).collect();
    for _ in 0..2 {
        chain.reverse();
        for file in streamed(&chain) {
            let mut reader = Reader::from_read(std::io::Cursor::new(file), &ReadOptions::default()).unwrap();
            assert!(reader.by_ref().all(|row| row.unwrap().parent().is_some()));
            assert!(reader.notes().is_empty());
        }
    }
}

#[test]
fn long_chains_long_ids_and_far_times_are_borne() {
    let id = "i".repeat(1 << 20);
    let file = listing(&[(&id, "x"), ("y", &id)]).replace("\"author\"", "\"created_utc\":31556952000000000,\"author\"");
    let mut reader = Reader::from_read(std::io::Cursor::new(file), &ReadOptions::default()).unwrap();
    let rows: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!((rows[1].parent(), rows[0].time()), (Some(&*id), Some("31556952000000000")));
    let names: Vec<String> = (0..100_001).map(|number| number.to_string()).collect();
    let chain: Vec<(&str, &str)> = (0..100_000).map(|at| (&*names[at], &*names[at + 1])).collect();
    assert_eq!(
        Reader::from_read(std::io::Cursor::new(listing(&chain)), &ReadOptions::default()).unwrap().count(),
        100_000
    );
}

#[test]
fn what_is_left_out_by_rule_is_kept_on_demand_but_never_what_was_deleted() {
    let mut options = ReadOptions::default();
    options.keep_all = true;
    let reader = Reader::open(&fixture("reddit-post.json"), &options).unwrap();
    assert_eq!(reader.completeness().to_string(), "kept 4 of 9: 1 deleted, 1 removed, 3 not in the dump");
    let folder = Folder::new();
    let path = fixture("reddit-post.json");
    let path = path.to_str().unwrap();
    folder
        .run(["predict", path, "--model", moods()])
        .succeeds()
        .says(&["kept 3 of 9: 1 deleted, 1 removed, 1 by bots"]);
    let kept = folder.run(["predict", path, "--model", moods(), "--keep-all", "--format", "csv"]).succeeds();
    assert!(kept.out.contains("Be kind."));
}

/// A listing shows a few comments of each thread on purpose.
#[test]
fn what_a_listing_leaves_out_of_a_thread_is_not_missed() {
    let post = r#"{"kind":"t3","data":{"id":"k3","title":"Bridge closed","num_comments":900}}"#;
    let comment = r#"{"kind":"t1","data":{"id":"d2","link_id":"t3_k3","author":"nell","body":"Nobody asked us."}}"#;
    let listing = format!(r#"{{"kind":"Listing","data":{{"children":[{post},{comment}]}}}}"#);
    let mut reader = Reader::from_read(std::io::Cursor::new(listing), &ReadOptions::default()).unwrap();
    assert_eq!(reader.by_ref().count(), 1);
    assert_eq!(reader.completeness().total, 1);
}

#[test]
fn counts_that_no_platform_has_are_borne() {
    let most = u64::MAX;
    let post = format!(r#"{{"kind":"t3","data":{{"id":"p","title":"T","num_comments":{most}}}}}"#);
    let comment = r#"{"kind":"t1","data":{"id":"a","parent_id":"t3_p","link_id":"t3_p","body":"x","author":"a"}}"#;
    let more =
        format!(r#"{{"kind":"more","data":{{"id":"m","parent_id":"t3_p","count":{most},"children":["b","c"]}}}}"#);
    let page = |children: &str| format!(r#"{{"kind":"Listing","data":{{"children":[{children}]}}}}"#);
    let file = format!("[{},{}]", page(&post), page(&[comment, &more, &more.replace("\"m\"", "\"n\"")].join(",")));
    let mut reader = Reader::from_read(std::io::Cursor::new(file), &ReadOptions::default()).unwrap();
    assert_eq!(reader.by_ref().count(), 1);
    let mut completeness = reader.completeness();
    assert_eq!((completeness.kept, completeness.total), (1, most));
    assert_eq!(completeness.left_out, [("not in the dump", most - 1)]);
    completeness.add(&completeness.clone());
    assert_eq!((completeness.kept, completeness.total), (2, most));
}

/// Nothing is looked up by an id that is not there, and many that are the same must not stand in each other's way.
#[test]
fn comments_without_ids_are_all_kept() {
    const MANY: usize = 200_000;
    let comment = r#"{"kind":"t1","data":{"link_id":"t3_p","body":"x","author":"a"}}"#;
    let file = format!(r#"{{"kind":"Listing","data":{{"children":[{}]}}}}"#, vec![comment; MANY].join(","));
    let mut reader = Reader::from_read(std::io::Cursor::new(file), &ReadOptions::default()).unwrap();
    assert_eq!(reader.by_ref().count(), MANY);
    assert!(reader.notes().is_empty());
}
