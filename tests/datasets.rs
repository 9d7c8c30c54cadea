//! The shipped corpus keeps the promises of its datasheet.
//!
//! Comes in: the files below `datasets/`. Each test guards one promise, so that a thread added by hand either fits or says by name what is
//! wrong with it. Near duplicates are found by the Jaccard index of word 5-grams (Broder 1997, "On the resemblance and containment of
//! documents").

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

const SPLITS: [&str; 3] = ["train", "validation", "test"];
const LABELS: [&str; 3] = ["supportive", "skeptical", "mixed"];
const COMMENT_COLUMNS: &str = "id,thread,parent,title,author,time,score,text,label,label_a,label_b,phenomena";
const OPENING_COLUMNS: &str = "thread,topic,title,forum,time,author,text";
const SETTLED_COLUMNS: &str = "id,label_a,label_b,label,reason";
const CONTRAST_COLUMNS: &str = "pair,id_a,id_b";
const MIN_COMMENTS: usize = 3_000;
const MIN_THREADS: usize = 60;
const MIN_PAIRS: usize = 40;
/// Words that may differ between the two comments of a contrast pair, on either side.
const EDITED_WORDS: usize = 6;
/// Shorter texts ("this", "+1") may well occur twice.
const DUPLICATE_WORDS: usize = 4;
const GRAM: usize = 5;
const NEAR_DUPLICATE: f64 = 0.5;

/// One line of a CSV file, by column name.
type Row = BTreeMap<String, String>;

fn datasets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets")
}

fn table(name: &str) -> Vec<Row> {
    let path = datasets().join("threads").join(name);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader.deserialize().map(|row| row.unwrap_or_else(|e| panic!("{}: {e}", path.display()))).collect()
}

/// Every comment, with the split it stands in.
fn comments() -> Vec<(&'static str, Row)> {
    SPLITS.iter().flat_map(|&split| table(&format!("{split}.csv")).into_iter().map(move |row| (split, row))).collect()
}

fn has_tag(row: &Row, tag: &str) -> bool {
    row["phenomena"].split(' ').any(|t| t == tag)
}

/// Lower-case runs of letters and digits; apostrophes vanish, so "don't" and "dont" are one word.
fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(['\'', '’'], "");
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn grams(words: &[String]) -> BTreeSet<&[String]> {
    words.windows(GRAM).collect()
}

/// Year, month, day, hour, minute and second in `2024-02-06T07:33:46Z`; times of this one shape sort as text.
fn is_utc_time(time: &str) -> bool {
    let shape = time.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b }).collect::<Vec<_>>();
    shape == b"0000-00-00T00:00:00Z"
}

/// All comments below a Reddit listing, in any depth, by id.
fn reddit_comments<'a>(listing: &'a serde_json::Value, found: &mut HashMap<&'a str, &'a serde_json::Value>) {
    // Reddit sends "" instead of an empty listing for a comment without replies; indexing it yields null.
    for child in listing["data"]["children"].as_array().into_iter().flatten().filter(|c| c["kind"] == "t1") {
        let comment = &child["data"];
        let id = comment["id"].as_str().expect("a comment has an id");
        assert!(found.insert(id, comment).is_none(), "{id} stands twice in the JSON");
        reddit_comments(&comment["replies"], found);
    }
}

fn unescape(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn assert_values_stay_in_one_split(column: &str) {
    let mut home: HashMap<String, &str> = HashMap::new();
    for (split, row) in comments() {
        let first = *home.entry(row[column].clone()).or_insert(split);
        assert_eq!(first, split, "{column} {:?} stands in two splits", row[column]);
    }
}

#[test]
fn every_file_has_the_documented_columns() {
    let splits = SPLITS.iter().map(|split| (format!("{split}.csv"), COMMENT_COLUMNS));
    let others = [("openings", OPENING_COLUMNS), ("settled", SETTLED_COLUMNS), ("contrast", CONTRAST_COLUMNS)];
    let others = others.map(|(name, columns)| (format!("{name}.csv"), columns));
    for (name, columns) in splits.chain(others) {
        let text = fs::read_to_string(datasets().join("threads").join(&name)).expect(&name);
        assert_eq!(text.lines().next(), Some(columns), "{name}");
    }
}

#[test]
fn the_corpus_is_as_large_as_its_datasheet_promises() {
    let comments = comments();
    let threads: BTreeSet<&str> = comments.iter().map(|(_, row)| row["thread"].as_str()).collect();
    assert!(comments.len() >= MIN_COMMENTS, "only {} comments", comments.len());
    assert!(threads.len() >= MIN_THREADS, "only {} threads", threads.len());
}

#[test]
fn ids_are_unique_over_all_splits() {
    let mut seen = HashSet::new();
    for (_, row) in comments() {
        assert!(!row["id"].is_empty(), "a comment of {} has no id", row["thread"]);
        assert!(seen.insert(row["id"].clone()), "{} stands twice", row["id"]);
    }
}

#[test]
fn a_parent_is_an_earlier_comment_of_the_thread_or_tagged_as_deleted() {
    let comments = comments();
    let by_id: HashMap<&str, &Row> = comments.iter().map(|(_, row)| (row["id"].as_str(), row)).collect();
    for (_, row) in &comments {
        let id = &row["id"];
        let deleted = has_tag(row, "deleted-parent");
        match by_id.get(row["parent"].as_str()) {
            Some(parent) => {
                assert!(!deleted, "{id}: tagged deleted-parent, yet its parent is here");
                assert_eq!(parent["thread"], row["thread"], "{id} answers another thread");
                assert!(parent["time"] < row["time"], "{id} is not later than what it answers");
            }
            None => assert_eq!(!row["parent"].is_empty(), deleted, "{id}: parent {:?} is missing", row["parent"]),
        }
    }
}

#[test]
fn times_are_utc_and_later_than_the_opening_post() {
    let openings: HashMap<String, String> =
        table("openings.csv").into_iter().map(|row| (row["thread"].clone(), row["time"].clone())).collect();
    for (_, row) in comments() {
        assert!(is_utc_time(&row["time"]), "{}: {:?}", row["id"], row["time"]);
        assert!(openings[&row["thread"]] < row["time"], "{} is older than its thread", row["id"]);
    }
}

#[test]
fn scores_are_whole_numbers() {
    for (_, row) in comments() {
        assert!(row["score"].parse::<i64>().is_ok(), "{}: {:?}", row["id"], row["score"]);
    }
}

#[test]
fn no_thread_stands_in_two_splits() {
    assert_values_stay_in_one_split("thread");
}

#[test]
fn no_title_stands_in_two_splits() {
    assert_values_stay_in_one_split("title");
}

#[test]
fn no_topic_stands_in_two_splits() {
    let openings: HashMap<String, Row> =
        table("openings.csv").into_iter().map(|row| (row["thread"].clone(), row)).collect();
    let mut home: HashMap<&str, &str> = HashMap::new();
    for (split, row) in comments() {
        let topic = openings[&row["thread"]]["topic"].as_str();
        assert!(!topic.is_empty(), "{} has no topic", row["thread"]);
        let first = *home.entry(topic).or_insert(split);
        assert_eq!(first, split, "topic {topic:?} stands in two splits");
    }
}

/// Gardner et al. (2020), "Evaluating Models' Local Decision Boundaries via Contrast Sets": a small edit that changes the label.
#[test]
fn a_contrast_pair_differs_in_few_words_and_in_its_label() {
    let comments = comments();
    let by_id: HashMap<&str, (&str, &Row)> =
        comments.iter().map(|(split, row)| (row["id"].as_str(), (*split, row))).collect();
    let pairs = table("contrast.csv");
    assert!(pairs.len() >= MIN_PAIRS, "only {} contrast pairs", pairs.len());
    for pair in pairs {
        let [(split_a, a), (split_b, b)] = ["id_a", "id_b"].map(|id| by_id[pair[id].as_str()]);
        let name = format!("{} and {}", a["id"], b["id"]);
        assert_eq!(split_a, split_b, "{name} stand in two splits");
        assert_ne!(a["label"], b["label"], "{name} bear the same label");
        assert!(has_tag(a, "contrast") && has_tag(b, "contrast"), "{name} lack the tag");
        let [left, right] = [words(&a["text"]), words(&b["text"])];
        let edited = left.len().max(right.len()) - common_words(&left, &right);
        assert!(edited <= EDITED_WORDS, "{name} differ in {edited} words");
    }
}

/// The length of the longest common subsequence.
fn common_words(left: &[String], right: &[String]) -> usize {
    let mut row = vec![0; right.len() + 1];
    for word in left {
        let mut diagonal = 0;
        for (j, other) in right.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if word == other { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[right.len()]
}

#[test]
fn every_thread_has_one_opening_post_and_bears_its_title() {
    let mut titles = HashMap::new();
    for row in table("openings.csv") {
        assert!(!row["text"].is_empty(), "{} opens with nothing", row["thread"]);
        assert!(titles.insert(row["thread"].clone(), row["title"].clone()).is_none(), "{} opens twice", row["thread"]);
    }
    let mut used = HashSet::new();
    for (_, row) in comments() {
        assert_eq!(titles.get(&row["thread"]), Some(&row["title"]), "{}: title differs from openings.csv", row["id"]);
        used.insert(row["thread"].clone());
    }
    assert_eq!(used.len(), titles.len(), "an opening post has no comments");
}

#[test]
fn labels_bear_their_three_names() {
    for (_, row) in comments() {
        for column in ["label", "label_a", "label_b"] {
            assert!(LABELS.contains(&row[column].as_str()), "{}: {column} is {:?}", row["id"], row[column]);
        }
    }
}

#[test]
fn a_label_is_agreed_on_or_settled_with_a_reason() {
    let mut settled: HashMap<String, Row> = HashMap::new();
    for row in table("settled.csv") {
        assert!(!row["reason"].trim().is_empty(), "{} is settled without a reason", row["id"]);
        assert!(settled.insert(row["id"].clone(), row.clone()).is_none(), "{} is settled twice", row["id"]);
    }
    for (_, row) in comments() {
        let id = &row["id"];
        if row["label_a"] == row["label_b"] {
            assert_eq!(row["label"], row["label_a"], "{id}: both annotators agree, the label does not");
            assert!(!settled.contains_key(id), "{id} is settled though nobody disagreed");
        } else {
            let entry = settled.remove(id).unwrap_or_else(|| panic!("{id} is disputed and not in settled.csv"));
            for column in ["label_a", "label_b", "label"] {
                assert_eq!(entry[column], row[column], "{id}: {column} differs from settled.csv");
            }
        }
    }
    assert!(settled.is_empty(), "settled.csv names unknown comments: {:?}", settled.keys());
}

#[test]
fn no_text_of_four_words_stands_in_two_splits() {
    let mut seen: HashMap<Vec<String>, (&str, String)> = HashMap::new();
    for (split, row) in comments() {
        let key = words(&row["text"]);
        if key.len() < DUPLICATE_WORDS {
            continue;
        }
        let (home, id) = seen.entry(key).or_insert_with(|| (split, row["id"].clone())).clone();
        assert_eq!(home, split, "{} repeats {id} of another split", row["id"]);
    }
}

#[test]
fn no_near_duplicate_stands_in_two_splits() {
    let texts: Vec<_> =
        comments().into_iter().map(|(split, row)| (split, words(&row["text"]), row["id"].clone())).collect();
    let sets: Vec<_> = texts.iter().map(|(_, words, _)| grams(words)).collect();
    // Only pairs that share a gram are compared, so the test stays quick when the corpus grows.
    let mut holders: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (i, set) in sets.iter().enumerate() {
        let mut rivals = BTreeSet::new();
        for gram in set {
            let earlier = holders.entry(gram).or_default();
            rivals.extend(earlier.iter().copied().filter(|&j| texts[j].0 != texts[i].0));
            earlier.push(i);
        }
        for j in rivals {
            let shared = set.intersection(&sets[j]).count();
            let jaccard = shared as f64 / (set.len() + sets[j].len() - shared) as f64;
            assert!(jaccard < NEAR_DUPLICATE, "{} and {} resemble each other: {jaccard:.2}", texts[i].2, texts[j].2);
        }
    }
}

#[test]
fn text_is_clean_utf8_without_control_characters() {
    let threads = datasets().join("threads");
    let examples = datasets().join("examples");
    for folder in [threads, examples] {
        for entry in fs::read_dir(&folder).expect("the folder exists") {
            let path = entry.expect("readable").path();
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let bad = |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{FFFD}' | '\u{FEFF}');
            assert_eq!(text.chars().find(bad), None, "{}", path.display());
            assert!(text.ends_with('\n'), "{} lacks its last newline", path.display());
        }
    }
    for (_, row) in comments() {
        assert!(!row["text"].trim().is_empty(), "{} is empty", row["id"]);
    }
}

#[test]
fn the_example_thread_says_what_the_test_split_says() {
    let path = datasets().join("examples/night-trams.json");
    let text = fs::read_to_string(&path).expect("the example exists");
    let listings: serde_json::Value = serde_json::from_str(&text).expect("the example is JSON");
    let post = &listings[0]["data"]["children"][0]["data"];
    let mut found = HashMap::new();
    reddit_comments(&listings[1], &mut found);
    // A comment that was deleted is in Reddit's tree, without its text; a corpus has no use for it.
    found.retain(|_, comment| comment["body"] != "[deleted]");

    let rows: Vec<Row> =
        table("test.csv").into_iter().filter(|row| Some(row["title"].as_str()) == post["title"].as_str()).collect();
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, found.keys().copied().collect::<BTreeSet<_>>());
    for row in &rows {
        let comment = found[row["id"].as_str()];
        let parent = match row["parent"].as_str() {
            "" => format!("t3_{}", post["id"].as_str().expect("a post has an id")),
            parent => format!("t1_{parent}"),
        };
        assert_eq!(unescape(comment["body"].as_str().unwrap_or_default()), row["text"], "{}", row["id"]);
        assert_eq!(comment["author"], row["author"].as_str(), "{}", row["id"]);
        assert_eq!(comment["parent_id"], parent.as_str(), "{}", row["id"]);
    }
}
