//! The keys of `responses` in an OpenAPI document.

use std::ops::Range;

use crate::detect::{Candidate, Region, TokenIndex, TokenKind};

use super::part::Part;

/// Which specification a document follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// OpenAPI 2, called Swagger.
    Two,
    /// OpenAPI 3.
    Three,
    /// A fragment: what refers to it has the version.
    Unknown,
}

/// A key of `responses`.
pub(super) struct ResponseKey<'v> {
    /// `404`, `4XX`, without quotes.
    pub(super) text: &'v str,
    /// Its token.
    pub(super) index: TokenIndex,
    /// Its bytes in the document, without quotes.
    pub(super) range: Range<usize>,
    pub(super) is_quoted: bool,
    pub(super) version: Version,
}

/// The methods of HTTP, as OpenAPI writes them.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The keys in a part that begin with a digit; none where the document is not OpenAPI's.
pub(super) fn response_keys<'v>(part: &Part<'v, '_>) -> Vec<ResponseKey<'v>> {
    let view = part.view;
    let is_yaml = view.language.id == "yaml";
    if !is_yaml && !matches!(view.language.id, "json" | "jsonc" | "json5") {
        return Vec::new();
    }
    let Some(version) = version(part).filter(|version| is_yaml || *version != Version::Unknown) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for index in part.tokens() {
        let token = view.tokens[index];
        if token.kind != TokenKind::Number || token.region == Region::Comment {
            continue;
        }
        let candidate = Candidate::new(view, index, index);
        let is_first = !is_yaml || view.line_start(index) == candidate.first;
        let is_key = is_first
            && candidate.region == Region::Code
            && view.str(candidate.last + 1) == ":"
            && (is_yaml || candidate.is_quoted);
        if is_key && is_under_responses(&candidate, is_yaml, version) {
            let range = part.range(index, index);
            let text = view.str(index);
            found.push(ResponseKey { text, index, range, is_quoted: candidate.is_quoted, version });
        }
    }
    found
}

fn is_under_responses(candidate: &Candidate<'_, '_>, is_yaml: bool, version: Version) -> bool {
    if !is_yaml {
        let around = candidate.enclosure(candidate.first).filter(|around| around.bracket == b'{');
        return around.is_some_and(|around| around.callee.words.first() == Some(&"responses"));
    }
    let mut parents = candidate.parents().into_iter();
    let is_of_method = |parent: Option<&str>| parent.is_some_and(|parent| METHODS.contains(&parent));
    let is_there = parents.next() == Some("responses");
    // `responses` may be a property of a schema: the one of an operation stands under its method.
    let parent = parents.next();
    is_there && (is_of_method(parent) || version != Version::Unknown && parent.is_none())
}

/// The version that the document states; a fragment has the shape of one, and nothing that speaks against it.
fn version(part: &Part<'_, '_>) -> Option<Version> {
    let text = part.view.preamble.text();
    if text.starts_with("#%RAML") {
        return None;
    }
    let value = |key: &str| {
        text.lines().find_map(|line| {
            let line = line.trim_start_matches([' ', '\t', '{', '"', '\'']);
            let rest = line.strip_prefix(key)?.trim_start_matches(['"', '\'']);
            Some(rest.trim_start().strip_prefix(':')?.trim_start_matches([' ', '"', '\'']))
        })
    };
    if value("swagger").is_some() {
        return Some(Version::Two);
    }
    match value("openapi") {
        Some(version) if version.starts_with('3') => Some(Version::Three),
        Some(_) => None,
        // Fragments are named for the version that they are put together as.
        None if part.file.path.to_lowercase().contains("swagger") => Some(Version::Two),
        None => Some(Version::Unknown),
    }
}

/// The key `content` (in OpenAPI 2 `schema`) right under a response that may have none.
pub(super) fn content_under(part: &Part<'_, '_>, key: TokenIndex, version: Version) -> Option<TokenIndex> {
    const TOKENS: usize = 200;
    let view = part.view;
    let name = if version == Version::Two { "schema" } else { "content" };
    let is_filled = |at: TokenIndex| {
        view.str(at + 1) == ":" && view.str(at + 2) != "{" || view.str(at + 3) != "}" && view.str(at + 2) == "{"
    };
    if view.language.id == "yaml" {
        let indent = view.indent(key);
        let mut start = view.line_end(key) + 1;
        let mut child = None;
        for _ in 0..40 {
            if start >= view.tokens.end() {
                return None;
            }
            let here = view.indent_of(start);
            let is_empty = view.is_kind(Some(start), TokenKind::Newline);
            if !is_empty && here <= indent {
                return None;
            }
            if !is_empty && here == *child.get_or_insert(here) && view.str(start) == name && is_filled(start) {
                return Some(start);
            }
            start = if is_empty { start + 1 } else { view.line_end(start) + 1 };
        }
        return None;
    }
    let open = (key + 1).to(view.tokens.end().min(key + 5)).find(|at| view.str(*at) == "{")?;
    let mut depth = 0_usize;
    for at in (open + 1).to(view.tokens.end().min(open + TOKENS)) {
        match view.tokens[at].kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close if depth == 0 => return None,
            TokenKind::Close => depth -= 1,
            TokenKind::Word if depth == 0 && view.str(at) == name => {
                let brace = (at + 1).to((at + 4).min(view.tokens.end())).find(|at| view.str(*at) == "{");
                return brace.filter(|brace| view.str(*brace + 1) != "}").map(|_| at);
            }
            _ => {}
        }
    }
    None
}
