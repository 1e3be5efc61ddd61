//! The header fields that cards name.

use std::borrow::Cow;

use super::statuses::Status;
use super::tables::HEADERS;

/// A header field.
#[derive(Debug, PartialEq, Eq)]
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

/// The folder of MDN's pages.
const MDN: &str = "https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/";

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

impl HeaderKind {
    /// The name of this kind on a card: `request header`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "request header",
            Self::Response => "response header",
            Self::Both => "request and response header",
        }
    }
}

impl Header {
    /// All headers, in the order of the data.
    pub fn all() -> &'static [Header] {
        &HEADERS
    }

    /// The header of that name, in any case.
    pub fn named(name: &str) -> Option<&'static Header> {
        HEADERS.iter().find(|header| header.name.eq_ignore_ascii_case(name))
    }

    /// The statuses whose specification requires it.
    pub fn required_by(&'static self) -> impl Iterator<Item = &'static Status> {
        Status::all().iter().filter(move |status| status.required_headers.contains(&self))
    }

    /// The statuses that it usually comes with, without those that require it.
    pub fn customary_with(&'static self) -> impl Iterator<Item = &'static Status> {
        let is_customary = move |status: &&Status| status.customary_headers.contains(&self);
        let is_required = move |status: &&Status| status.required_headers.contains(&self);
        Status::all().iter().filter(move |status| is_customary(status) && !is_required(status))
    }

    /// The title of its specification: `RFC 9110, section 10.2.3`.
    pub fn spec_title(&self) -> Cow<'static, str> {
        let rfc = self.spec.split_once("/rfc/rfc").and_then(|(_, rest)| rest.split_once(".html"));
        let Some((number, anchor)) = rfc else { return "specification".into() };
        match anchor.strip_prefix("#section-") {
            Some(section) => format!("RFC {number}, section {section}").into(),
            None => format!("RFC {number}").into(),
        }
    }

    /// The address of MDN's page, where there is one.
    pub fn mdn_address(&self) -> Option<String> {
        self.mdn.map(|slug| [MDN, slug].concat())
    }

    /// The best page to read about it: MDN's, else the specification.
    pub fn address(&self) -> Cow<'static, str> {
        self.mdn_address().map_or(self.spec.into(), Cow::from)
    }
}
