//! `data/headers.toml`: every header that a card names.

use std::collections::HashSet;

use serde::Deserialize;

use super::limits;
use super::{Data, Problem};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headers {
    pub header: Vec<Header>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub name: String,
    pub kind: Kind,
    pub line: String,
    /// Where it is specified: an address.
    pub spec: String,
    /// The slug under MDN's `Web/HTTP/Reference/Headers/`, where there is such a page.
    pub mdn: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Request,
    Response,
    Both,
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let mut seen = HashSet::new();
    for header in &data.headers {
        let mut refuse = |reason: &str| problems.push(Problem::new("headers.toml", &header.name, reason));
        if let Some(fault) = limits::HEADER_LINE.fault(&header.line) {
            refuse(&format!("its line {fault}"));
        }
        if !seen.insert(header.name.to_ascii_lowercase()) {
            refuse("is listed twice");
        }
        if header.name.is_empty() || !header.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            refuse("is not a field name");
        }
        if !header.line.ends_with('.') {
            refuse("its line does not end with a full stop");
        }
        if !header.spec.starts_with("https://") {
            refuse("its spec is not an https address");
        }
    }
}
