//! `openapi-key`: keys of `responses` that are not the strings which OpenAPI demands.

use super::finding::Finding;
use super::openapi::{Version, response_keys};
use super::part::Part;
use crate::catalog::Rule;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let quote = quote_of(part.view.text);
    for key in response_keys(part) {
        let is_class = key.text.len() == 3 && key.text.as_bytes()[1..].eq_ignore_ascii_case(b"xx");
        let is_small = is_class && key.text.contains('x');
        // OpenAPI 2 says nothing of quotes, and has no classes. In YAML a bare class is a string already.
        let is_number = key.text.len() == 3 && key.text.bytes().all(|byte| byte.is_ascii_digit());
        let is_bare = !key.is_quoted && is_number;
        if key.version == Version::Two || !is_small && !is_bare {
            continue;
        }
        let wanted = if is_small { key.text.to_ascii_uppercase() } else { key.text.to_owned() };
        let message = match (is_small, is_bare) {
            (true, _) => format!("`{}` is no key of responses: OpenAPI writes the class `{wanted}`.", key.text),
            _ => format!("The key {} is a number here, and OpenAPI demands a string in quotes.", key.text),
        };
        let text = if is_bare { format!("{quote}{wanted}{quote}") } else { wanted };
        let finding = Finding::new(Rule::OpenapiKey, key.range.clone(), message);
        found.push(finding.replacing(format!("Write {text}"), key.range, text));
    }
}

/// The quotes that the text has around other codes.
fn quote_of(text: &str) -> char {
    const CODES: [&str; 6] = ["200\":", "201\":", "204\":", "400\":", "404\":", "500\":"];
    if CODES.iter().any(|code| memchr::memmem::find(text.as_bytes(), code.as_bytes()).is_some()) { '"' } else { '\'' }
}
