//! What the head of an XML document shows: enough to recognise it by, whatever was cut off behind.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::resolve;
use crate::input::bytes;

/// What the head of an XML document shows.
#[derive(Debug, Default)]
pub(in crate::input) struct Shape {
    /// The encoding that it claims.
    pub(in crate::input) encoding: Option<String>,
    /// The name of its root.
    pub(in crate::input) root: String,
    /// Prefixes and the namespaces they stand for, as the root declares them; the default has an empty prefix.
    pub(in crate::input) namespaces: Vec<(String, String)>,
    /// The name of the first element inside the root …
    pub(in crate::input) child: String,
    /// … and those of its attributes.
    pub(in crate::input) attributes: Vec<String>,
}

/// Attributes and declarations that are looked at.
const MOST: usize = 100;

impl Shape {
    /// Takes the next element: the root, or what is inside it.
    fn take(&mut self, element: &BytesStart<'_>) {
        let name = element.name().as_ref().to_owned();
        if self.root.is_empty() {
            self.namespaces = namespaces(element);
            self.root = name;
            return;
        }
        self.child = name;
        for attribute in element.attributes().with_checks(false).take(MOST).flatten() {
            self.attributes.push(attribute.key.as_ref().to_owned());
        }
    }

    /// Whether the first element inside the root has this attribute.
    pub(in crate::input) fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|own| own == attribute)
    }

    /// Whether the root declares a namespace whose address, without `http:`, starts like this.
    pub(in crate::input) fn declares(&self, start: &str) -> bool {
        self.namespaces.iter().any(|(_, address)| without_scheme(address).starts_with(start))
    }
}

/// An address without `http:` or `https:`: exporters disagree.
pub(super) fn without_scheme(address: &str) -> &str {
    address.strip_prefix("https:").or_else(|| address.strip_prefix("http:")).unwrap_or(address)
}

/// What the head shows, if it opens with XML. Nothing that a document type declares is looked at, far less expanded.
pub(in crate::input) fn shape(head: &[u8]) -> Option<Shape> {
    if !head.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let (text, _) = bytes::decode(head);
    let mut reader = Reader::from_reader(text.as_bytes());
    let (mut buffer, mut shape) = (Vec::new(), Shape::default());
    while shape.child.is_empty() {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Decl(declaration)) => {
                shape.encoding = declaration.encoding().and_then(Result::ok).map(Cow::into_owned);
            }
            Ok(Event::Start(element) | Event::Empty(element)) => shape.take(&element),
            Ok(Event::Eof) => break,
            // The head ends in a tag, or is not well formed: what was seen stands.
            Err(_) => {
                let cut = String::from_utf8_lossy(&buffer);
                let cut = cut.strip_prefix('<').filter(|cut| cut.starts_with(char::is_alphabetic)).unwrap_or_default();
                let name = cut.find(char::is_whitespace).unwrap_or(0);
                shape.take(&BytesStart::from_content(cut, name));
                break;
            }
            Ok(_) => {}
        }
    }
    (!shape.root.is_empty()).then_some(shape)
}

/// The namespaces that an element declares, by their prefixes.
pub(super) fn namespaces(element: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut namespaces = Vec::new();
    for attribute in element.attributes().with_checks(false).take(MOST).flatten() {
        let key = attribute.key.as_ref();
        let prefix = key.strip_prefix("xmlns:").or(if key == "xmlns" { Some("") } else { None });
        namespaces.extend(prefix.map(|prefix| (prefix.to_owned(), resolve(&attribute.value).into_owned())));
    }
    namespaces
}
