//! What the head of a JSON document shows: enough to recognise it by, whatever was cut off behind.

use super::string_end;

/// What the head of a JSON document shows.
pub(in crate::input) struct Shape {
    /// An array whose first element is an object, not an object.
    pub(in crate::input) array: bool,
    /// The keys of the (first) object, as far as the head goes.
    pub(in crate::input) keys: Vec<String>,
    /// Where the first value ends, if it does within the head.
    pub(in crate::input) end: Option<usize>,
    /// Every key of the head, at any depth, in its order.
    entries: Vec<Entry>,
}

/// A key, and what its value begins with.
struct Entry {
    key: String,
    /// How many objects and arrays are open around it.
    depth: usize,
    /// The string it stands for, if it is one and not longer than [`LONGEST`] bytes.
    string: Option<String>,
    /// The first byte of the value; 0 where the head ends before it.
    opens: u8,
}

/// An array of objects within the first value.
pub(in crate::input) struct Inner<'a> {
    /// The keys that lead to it.
    pub(in crate::input) path: Vec<&'a str>,
    /// The keys of its first object.
    pub(in crate::input) keys: Vec<&'a str>,
}

/// Keys and values that are looked at; longer ones are texts.
const LONGEST: usize = 64;

impl Shape {
    /// Whether the (first) object has this key.
    pub(in crate::input) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|own| own == key)
    }

    /// Whether the (first) object has all of these keys.
    pub(in crate::input) fn has_all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.has(key))
    }

    /// Whether any object of the head, however deep, has this key.
    pub(in crate::input) fn mentions(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Whether this key stands somewhere with an array (`b'['`), an object (`b'{'`), a string (`b'"'`) …
    pub(in crate::input) fn opens(&self, key: &str, with: u8) -> bool {
        self.entries.iter().any(|entry| entry.key == key && entry.opens == with)
    }

    /// The arrays of objects in the first object, as far as they do not lie too deep and no other array lies around them.
    pub(in crate::input) fn inner(&self) -> Vec<Inner<'_>> {
        const DEEPEST: usize = 8;
        let (mut inner, mut path): (Vec<Inner<'_>>, Vec<&Entry>) = (Vec::new(), Vec::new());
        for (place, entry) in self.entries.iter().enumerate() {
            let opened = path.last().is_some_and(|above| above.opens == b'[' && above.depth + 2 == entry.depth);
            if opened && path.len() <= DEEPEST && path.iter().zip(1..).all(|(above, depth)| above.depth == depth) {
                let path = path.iter().map(|above| &*above.key).collect();
                inner.push(Inner { path, keys: keys(&self.entries[place..]) });
            }
            while path.last().is_some_and(|above| above.depth >= entry.depth) {
                path.pop();
            }
            path.push(entry);
        }
        inner
    }

    /// Whether this key stands somewhere for a (short) string of which that is true.
    pub(in crate::input) fn says(&self, key: &str, is: impl Fn(&str) -> bool) -> bool {
        self.entries.iter().any(|entry| entry.key == key && entry.string.as_deref().is_some_and(&is))
    }
}

/// The keys of the object whose first entry is the first of these.
fn keys(entries: &[Entry]) -> Vec<&str> {
    const MOST: usize = 100;
    let mut keys: Vec<&str> = Vec::new();
    for entry in entries.iter().take_while(|entry| entry.depth >= entries[0].depth) {
        // The next object of the array begins with a key that was there.
        if entry.depth == entries[0].depth && (keys.len() == MOST || keys.contains(&&*entry.key)) {
            break;
        }
        keys.extend((entry.depth == entries[0].depth).then_some(&*entry.key));
    }
    keys
}

/// What the head shows, if it opens with an object or an array of objects. Allows for anything after that.
pub(in crate::input) fn shape(head: &[u8]) -> Option<Shape> {
    let text = head.trim_ascii_start();
    let skipped = head.len() - text.len();
    let array = text.first() == Some(&b'[');
    let object = if array { text[1..].trim_ascii_start() } else { text };
    if object.first() != Some(&b'{') {
        return None;
    }
    let inside = object[1..].trim_ascii_start().first();
    if !matches!(inside, None | Some(b'"' | b'}')) {
        return None;
    }
    let mut shape = Shape { array, keys: Vec::new(), end: None, entries: Vec::new() };
    let (target, mut depth, mut first) = (if array { 2usize } else { 1 }, 0usize, true);
    for token in tokens(text) {
        match token {
            Token::Open => depth += 1,
            Token::Close(at) => {
                depth -= 1;
                first &= depth >= target;
                if depth == 0 {
                    shape.end = Some(skipped + at + 1);
                    break;
                }
            }
            Token::String(start, end) => {
                if let Some(entry) = entry(text, start, end, depth) {
                    shape.keys.extend((first && depth == target).then(|| entry.key.clone()));
                    shape.entries.push(entry);
                }
            }
        }
    }
    Some(shape)
}

/// The entry whose key is this string, if a colon follows it.
fn entry(text: &[u8], start: usize, end: usize, depth: usize) -> Option<Entry> {
    let value = text[end..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let key = serde_json::from_slice(&text[start..end]).ok()?;
    let string = value.starts_with(b"\"").then(|| string_end(&value[..value.len().min(LONGEST)], 0)).flatten();
    let string = string.and_then(|end| serde_json::from_slice(&value[..end]).ok());
    Some(Entry { key, depth, string, opens: value.first().copied().unwrap_or(0) })
}

/// The skeleton of a JSON text: brackets and strings, by offset.
enum Token {
    Open,
    Close(usize),
    /// With its quotes.
    String(usize, usize),
}

/// The tokens of a JSON text, up to a string that does not end; everything else is passed over.
fn tokens(text: &[u8]) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let here = at;
            at += 1;
            match text.get(here)? {
                b'{' | b'[' => return Some(Token::Open),
                b'}' | b']' => return Some(Token::Close(here)),
                b'"' => {
                    at = string_end(text, here)?;
                    return Some(Token::String(here, at));
                }
                _ => {}
            }
        }
    })
}
