//! The header fields that cards name.

use std::borrow::Cow;

use super::tables::HEADERS;

/// A header field.
#[derive(Debug)]
pub struct Header {
    /// The name in its usual capitals.
    pub name: &'static str,
    /// Where it stands.
    pub kind: HeaderKind,
    /// One sentence.
    pub line: &'static str,
    /// The address of its specification.
    pub spec: &'static str,
    /// The slug of MDN's page, where there is one.
    pub mdn: Option<&'static str>,
}

/// In which message a header field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    /// In requests.
    Request,
    /// In responses.
    Response,
    /// In both.
    Both,
}

impl Header {
    /// All headers, in the order of the data.
    pub fn all() -> &'static [Header] {
        &HEADERS
    }

    /// The best page to read about it: MDN's, else the specification.
    pub fn address(&self) -> Cow<'static, str> {
        match self.mdn {
            Some(slug) => ["https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/", slug].concat().into(),
            None => self.spec.into(),
        }
    }
}
