//! XML as a tree of elements. Prefixes of namespaces are left out, entities of document types are not expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Broken;

#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

/// How deep elements may be nested.
const DEEPEST: usize = 100;

impl Element {
    /// The children of that name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name, else an empty text.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }

    /// The value of an attribute, whatever its case.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The root element.
pub(super) fn from_xml(text: &str) -> Result<Element, Broken> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| Broken(error.to_string()))? {
            Event::Start(_) if open.len() > DEEPEST => {
                return Err(Broken(format!("nested more than {DEEPEST} deep")));
            }
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => close(&mut open, element(&start)),
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    close(&mut open, closed);
                }
            }
            Event::Text(piece) => add(&mut open, &piece),
            Event::CData(piece) => add(&mut open, &piece),
            Event::GeneralRef(reference) => {
                let character = match &*reference {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => "",
                };
                add(&mut open, character);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if open.len() > 1 {
        return Err(Broken(format!("`{}` is not closed", open.pop().unwrap_or_default().name)));
    }
    let document = open.pop().unwrap_or_default();
    document.children.into_iter().next().ok_or_else(|| Broken("it has no element".into()))
}

fn element(start: &BytesStart<'_>) -> Element {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    // A search for duplicates would compare each with each.
    let mut attributes = start.attributes();
    let pairs = attributes.with_checks(false).filter_map(Result::ok);
    let attributes = pairs.map(|one| (local(one.key.as_ref()), one.value.into_owned())).collect();
    Element { name: local(start.name().as_ref()), attributes, ..Element::default() }
}

fn close(open: &mut [Element], closed: Element) {
    if let Some(outer) = open.last_mut() {
        outer.children.push(closed);
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(innermost) = open.last_mut() {
        innermost.text.push_str(text);
    }
}
