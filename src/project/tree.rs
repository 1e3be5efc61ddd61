//! JSON, TOML and YAML as one tree of texts. Trees are as deep as their parsers allow, at most 128 steps.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use saphyr_parser::{Event, Parser};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Broken;

/// A value. Numbers and truth values are texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node<'t> {
    Nothing,
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Map(Vec<(Cow<'t, str>, Node<'t>)>),
}

static NOTHING: Node<'static> = Node::Nothing;

impl<'t> Node<'t> {
    /// The value of a key, else `Nothing`.
    pub(super) fn get(&self, key: &str) -> &Node<'t> {
        self.entries().iter().rfind(|(known, _)| known == key).map_or(&NOTHING, |(_, value)| value)
    }

    /// The value behind a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> &Node<'t> {
        path.iter().fold(self, |node, key| node.get(key))
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The text of a key, else an empty text.
    pub(super) fn text_of(&self, key: &str) -> &str {
        self.get(key).text().unwrap_or_default()
    }

    pub(super) fn entries(&self) -> &[(Cow<'t, str>, Node<'t>)] {
        if let Self::Map(entries) = self { entries } else { &[] }
    }

    pub(super) fn items(&self) -> &[Node<'t>] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The items that are texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.items().iter().filter_map(Node::text)
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self, Self::Map(_))
    }

    pub(super) fn is_true(&self) -> bool {
        self.text() == Some("true")
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder)
    }
}

struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Text(if value { "true" } else { "false" }.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Text(value.to_string().into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Text(value.to_string().into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Text(value.to_string().into()))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(value.to_owned().into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node<'de>, E> {
        Ok(Node::Text(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node<'de>, A::Error> {
        let mut map = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Node::Map(map))
    }
}

/// A key, borrowed from the text where it has no escapes.
struct Key<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(value.into()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Key<'de>, E> {
                Ok(Key(value.to_owned().into()))
            }
            fn visit_string<E>(self, value: String) -> Result<Key<'de>, E> {
                Ok(Key(value.into()))
            }
        }
        deserializer.deserialize_str(Texts)
    }
}

pub(super) fn from_json(text: &str) -> Result<Node<'_>, Broken> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| Broken(error.to_string()))
}

pub(super) fn from_toml(text: &str) -> Result<Node<'_>, Broken> {
    let reason = |error: toml::de::Error| Broken(error.message().to_owned());
    toml::from_str(text.trim_start_matches('\u{feff}')).map_err(reason)
}

/// JSON without its comments and without commas behind the last item, each replaced by a space: offsets stay.
pub(super) fn plain_json(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut comma = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                comma = None;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                let is_line = bytes[at + 1] == b'/';
                let rest = &text[at + 2..];
                let length = if is_line { rest.find('\n') } else { rest.find("*/").map(|length| length + 2) };
                let end = length.map_or(bytes.len(), |length| at + 2 + length);
                bytes[at..end].fill(b' ');
                at = end;
                continue;
            }
            b',' => comma = Some(at),
            b']' | b'}' => {
                if let Some(comma) = comma.take() {
                    bytes[comma] = b' ';
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at += 1;
    }
    // Whole characters were replaced, and nothing else.
    String::from_utf8(bytes).unwrap_or_default()
}

/// How deep YAML may be nested.
const DEEPEST: usize = 100;
/// How many values aliases may copy in one document. Manifests copy a handful.
const MOST_COPIES: usize = 100_000;

/// The first document of a YAML text.
pub(super) fn from_yaml(text: &str) -> Result<Node<'_>, Broken> {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut anchors = Anchors::default();
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, _) = event.map_err(|error| Broken(error.to_string()))?;
        let (node, anchor) = match event {
            Event::MappingStart(..) | Event::SequenceStart(..) if open.len() >= DEEPEST => {
                return Err(Broken(format!("nested more than {DEEPEST} deep")));
            }
            Event::MappingStart(anchor, _) => {
                open.push(Open { node: Node::Map(Vec::new()), key: None, anchor });
                continue;
            }
            Event::SequenceStart(anchor, _) => {
                open.push(Open { node: Node::List(Vec::new()), key: None, anchor });
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(closed) => (closed.node, closed.anchor),
                None => continue,
            },
            Event::Scalar(text, _, anchor, _) => (Node::Text(text), anchor),
            Event::Alias(anchor) => (anchors.copy(anchor)?, 0),
            Event::DocumentEnd => return Ok(Node::Nothing),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => continue,
        };
        if anchor != 0 {
            anchors.keep(anchor, &node)?;
        }
        match open.last_mut() {
            Some(outer) => outer.take(node),
            None => return Ok(node),
        }
    }
    Ok(Node::Nothing)
}

/// A map or list that is not closed yet.
struct Open<'t> {
    node: Node<'t>,
    key: Option<Cow<'t, str>>,
    anchor: usize,
}

impl<'t> Open<'t> {
    fn take(&mut self, node: Node<'t>) {
        match &mut self.node {
            Node::List(items) => items.push(node),
            Node::Map(entries) => match self.key.take() {
                Some(key) => entries.push((key, node)),
                // A key that is a map or list names nothing that is looked for.
                None => self.key = Some(if let Node::Text(text) = node { text } else { Cow::Borrowed("") }),
            },
            Node::Nothing | Node::Text(_) => {}
        }
    }
}

/// The values that aliases may refer to.
#[derive(Default)]
struct Anchors<'t> {
    nodes: HashMap<usize, (Node<'t>, usize)>,
    copied: usize,
}

impl<'t> Anchors<'t> {
    fn keep(&mut self, anchor: usize, node: &Node<'t>) -> Result<(), Broken> {
        let mut left = MOST_COPIES.saturating_sub(self.copied);
        let before = left;
        if !fits(node, &mut left) {
            return Err(Broken("its aliases copy too much".into()));
        }
        self.copied += before - left;
        self.nodes.insert(anchor, (node.clone(), before - left));
        Ok(())
    }

    fn copy(&mut self, anchor: usize) -> Result<Node<'t>, Broken> {
        let Some((node, size)) = self.nodes.get(&anchor) else { return Ok(Node::Nothing) };
        self.copied += size;
        if self.copied > MOST_COPIES {
            return Err(Broken("its aliases copy too much".into()));
        }
        Ok(node.clone())
    }
}

/// Whether a tree has no more values than are left; they are taken off. Trees are at most `DEEPEST` deep, plus what aliases copy into them.
fn fits(node: &Node<'_>, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    match node {
        Node::Nothing | Node::Text(_) => true,
        Node::List(items) => items.iter().all(|item| fits(item, left)),
        Node::Map(entries) => entries.iter().all(|(_, value)| fits(value, left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_copied() {
        let tree = from_yaml("a: &x [b, c]\nd: *x\ne: &y 1.10\nf: *y\n").expect("YAML");
        assert_eq!(tree.get("d").texts().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(tree.text_of("f"), "1.10");
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..40 {
            let before = format!("*a{}", level - 1);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 9].join(", ")));
        }
        assert!(from_yaml(&bomb).is_err());
        // Few values, and each copied as a text.
        assert!(from_yaml("a: &a x\nb: [*a, *a, *a]\n").is_ok());
        // An alias inside of what it names.
        assert!(from_yaml("a: &a [*a]\n").is_ok());
    }

    #[test]
    fn chains_of_aliases_do_not_grow_deep() {
        let mut chain = String::from("a0: &a0 [x]\n");
        for level in 1..50_000 {
            chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
        }
        assert!(from_yaml(&chain).is_err());
    }

    #[test]
    fn comments_and_last_commas_of_json_are_left_out() {
        let text = "{\n  // a, b\n  \"a\": [1, 2,], /* , */ \"b,}\": \"x,]//\",\n}";
        let plain = plain_json(text);
        assert_eq!(plain.len(), text.len());
        let tree = from_json(&plain).expect("JSON");
        assert_eq!(tree.get("a").texts().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(tree.text_of("b,}"), "x,]//");
    }
}
