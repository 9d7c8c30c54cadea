//! What a digest was made of, so that anyone can make it again; and what is different if it comes out otherwise.

use super::{Settings, Thread, ThreadDigest};
use crate::input::Comment;
use crate::model::Model;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::num::ParseIntError;

/// Hexadecimal digits shown of a hash.
const HEAD: usize = 16;

/// Differences named one by one; more are counted.
const NAMED: usize = 20;

/// The receipt of a digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The program and its version.
    pub program: String,
    /// SHA-256 of the model's file.
    pub model: String,
    /// How the digest was made.
    pub settings: Settings,
    /// SHA-256 of the labels that a person gave, with the ids of their comments; `None` if there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<String>,
    /// What was read of each thread.
    pub threads: Vec<ThreadReceipt>,
    /// SHA-256 of everything that the digest says of the threads: its JSON, keys sorted, no blanks.
    pub result: String,
}

/// What was read of a thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThreadReceipt {
    /// What the data calls the thread.
    pub thread: String,
    /// SHA-256 of its title and of all that its comments say, scores included.
    pub comments: String,
    /// The id of each comment, and the beginning of the SHA-256 of its parent, author, time and text.
    pub prints: Vec<(Box<str>, Print)>,
}

/// The first eight bytes of a hash: enough that no edit of a comment goes unseen by chance, and few enough to keep one for each of millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Print(u64);

impl From<Sha256> for Print {
    fn from(hash: Sha256) -> Self {
        let bytes: [u8; 32] = hash.finalize().into();
        Self(bytes[..8].iter().fold(0, |print, byte| print << 8 | u64::from(*byte)))
    }
}

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl From<Print> for String {
    fn from(print: Print) -> Self {
        print.to_string()
    }
}

impl TryFrom<String> for Print {
    type Error = ParseIntError;

    fn try_from(digits: String) -> Result<Self, ParseIntError> {
        u64::from_str_radix(&digits, 16).map(Self)
    }
}

impl ThreadReceipt {
    /// Of a thread.
    #[must_use]
    pub fn of(thread: &Thread) -> Self {
        let mut whole = Sha256::new();
        add(&mut whole, &thread.title);
        let print = |comment: &Comment| {
            let mut one = Sha256::new();
            for part in [comment.parent(), comment.author(), comment.time(), Some(comment.text())] {
                add(&mut one, part.unwrap_or_default());
            }
            let (id, print) = (comment.id().unwrap_or_default(), Print::from(one));
            let parts = [id, &print.to_string(), comment.score().unwrap_or_default()];
            parts.iter().for_each(|part| add(&mut whole, part));
            (id.into(), print)
        };
        let prints = thread.comments.iter().map(print).collect();
        Self { thread: thread.id.clone(), comments: hexadecimal(whole), prints }
    }
}

impl Receipt {
    /// Of a digest made with this model.
    ///
    /// # Panics
    /// Never: a digest is plain data with string keys.
    #[must_use]
    pub fn of(model: &Model, settings: Settings, threads: Vec<ThreadReceipt>, digests: &[ThreadDigest]) -> Self {
        let mut print = Sha256::new();
        print.update(model.to_bytes());
        Self {
            program: concat!("undertone ", env!("CARGO_PKG_VERSION")).to_owned(),
            model: hexadecimal(print),
            settings,
            labels: None,
            threads,
            result: result_of(digests),
        }
    }
}

/// The hash of labels for a receipt, from the ids of comments and the label of each.
#[must_use]
pub fn labels_print<'a>(labels: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut whole = Sha256::new();
    for (id, label) in labels {
        add(&mut whole, id);
        add(&mut whole, label);
    }
    hexadecimal(whole)
}

/// What is different between a digest as published and the same made again: empty if nothing is.
///
/// Both are the JSON of a digest: an object with `threads` and `receipt`.
#[must_use]
pub fn differences(published: &Value, again: &Value) -> Vec<String> {
    let receipt = |digest: &Value| serde_json::from_value::<Receipt>(digest["receipt"].clone()).ok();
    let (Some(old), Some(new)) = (receipt(published), receipt(again)) else {
        return vec!["it has no receipt that can be read".to_owned()];
    };
    let mut found = Vec::new();
    if old.result != result(&published["threads"]) {
        found.push("it was changed after it was made: what it says does not match its receipt".to_owned());
    }
    if old.model != new.model {
        found.push(format!("it was made with another model ({}…); give that with --model", head(&old.model)));
        return found;
    }
    if old.labels != new.labels {
        found.push("it rests on other labels of a person; give the same file with --labels".to_owned());
        return found;
    }
    let before = found.len();
    comments(&old.threads, &new.threads, &mut found);
    if found.len() == before {
        for part in ["threads", "read"] {
            values(part, &published[part], &again[part], &mut found);
        }
        for part in ["comments", "threads", "accuracy", "note"] {
            values(&format!("model.{part}"), &published["model"][part], &again["model"][part], &mut found);
        }
        if found.len() == before && old.result != new.result {
            found.push("its receipt names another result".to_owned());
        }
    }
    if !found.is_empty() && old.program != new.program {
        found.push(format!("it was made by {}, and this is {}", old.program, new.program));
    }
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if more > 0 {
        found.push(format!("and {more} more"));
    }
    found
}

/// Names comments that were added, removed or edited, and threads whose scores or title changed.
fn comments(old: &[ThreadReceipt], new: &[ThreadReceipt], found: &mut Vec<String>) {
    fn by_id(threads: &[ThreadReceipt]) -> BTreeMap<String, &ThreadReceipt> {
        let mut named = BTreeMap::new();
        for thread in threads {
            // Files without threads are one thread each, and none has a name.
            let again = (2..).map(|number| format!("{} ({number})", thread.thread));
            let mut names = std::iter::once(thread.thread.clone()).chain(again);
            let name = names.find(|name| !named.contains_key(name)).expect("names without end");
            named.insert(name, thread);
        }
        named
    }
    let (old, new) = (by_id(old), by_id(new));
    found.extend(old.keys().filter(|id| !new.contains_key(*id)).map(|id| format!("thread {id}: not among the files")));
    found.extend(new.keys().filter(|id| !old.contains_key(*id)).map(|id| format!("thread {id}: not in the digest")));
    for (id, thread) in &old {
        let Some(now) = new.get(id) else { continue };
        let before = found.len();
        let place = if id.is_empty() { String::new() } else { format!("thread {id}, ") };
        let [was, is] = [prints(thread), prints(now)];
        for (comment, print) in &was {
            match is.get(comment) {
                None => found.push(format!("{place}comment {comment}: removed since")),
                Some(now) if now != print => found.push(format!("{place}comment {comment}: edited since")),
                Some(_) => {}
            }
        }
        let added = is.keys().filter(|comment| !was.contains_key(*comment));
        found.extend(added.map(|comment| format!("{place}comment {comment}: added since")));
        if found.len() == before && thread.comments != now.comments {
            found.push(format!("{place}scores, title or order changed since"));
        }
    }
}

/// Prints by id; by print where there is no id of its own.
fn prints(thread: &ThreadReceipt) -> BTreeMap<String, Print> {
    let mut by_id = BTreeMap::new();
    for (id, print) in &thread.prints {
        // Without an id of its own a comment is known by what it says: one that is gone does not make the others new.
        let nameless = || format!("number {} ({print})", by_id.len() + 1);
        let by_print = format!("that begins with print {print}");
        let name = [id.to_string(), by_print].into_iter().find(|name| !name.is_empty() && !by_id.contains_key(name));
        let name = name.unwrap_or_else(nameless);
        by_id.insert(name, *print);
    }
    by_id
}

/// Names every value that is not the same.
fn values(path: &str, published: &Value, again: &Value, found: &mut Vec<String>) {
    match (published, again) {
        (Value::Object(old), Value::Object(new)) => {
            let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                values(&path, old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (place, (old, new)) in old.iter().zip(new).enumerate() {
                values(&format!("{path}[{place}]"), old, new, found);
            }
        }
        (old, new) if old == new => {}
        (old, new) => found.push(format!("{path}: {} in the digest, {} made again", short(old), short(new))),
    }
}

fn short(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= MOST { text } else { format!("{}…", text.chars().take(MOST).collect::<String>()) }
}

fn head(hash: &str) -> &str {
    hash.get(..HEAD).unwrap_or(hash)
}

/// Keys of a JSON value are sorted, so this is one text for one value.
fn result(threads: &Value) -> String {
    let mut whole = Sha256::new();
    whole.update(threads.to_string());
    hexadecimal(whole)
}

/// The hash of these digests as [`result`] gives it for all of them together, of which only one at a time is held as text.
fn result_of(digests: &[ThreadDigest]) -> String {
    let mut whole = Sha256::new();
    whole.update("[");
    for (number, digest) in digests.iter().enumerate() {
        whole.update(if number == 0 { "" } else { "," });
        whole.update(serde_json::to_value(digest).expect("plain data with string keys").to_string());
    }
    whole.update("]");
    hexadecimal(whole)
}

/// Adds a part so that no two lists of parts look the same.
fn add(hash: &mut Sha256, part: &str) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
