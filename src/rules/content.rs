//! Whether an expression is the content of a response, as far as its text tells.

use crate::catalog::tables::rule_words::body_not_allowed as words;

/// Whether an expression is content: not nothing, and not an empty text. In Rust a body is always given, so only what shows a text or a value
/// is content there.
pub(super) fn is_content(text: &str, language: &str) -> bool {
    let folded = text.to_ascii_lowercase().replace('_', "");
    let is_empty = words::NOTHING_NAMES.iter().any(|name| folded.contains(name))
        || words::NOTHING_ENDINGS.iter().any(|end| text.ends_with(end));
    let is_given = !text.is_empty()
        && !words::NOTHING.contains(&text)
        && !is_empty
        && !text.starts_with("...")
        && !text.starts_with("function")
        && !text.starts_with("status");
    is_given && (language != "rust" || is_value(unwrapped(text)))
}

/// Whether what a function returns before a status is content: a name may hold a whole response.
pub(super) fn is_returned_content(text: &str) -> bool {
    !words::RESPONSES.contains(&text) && is_content(text, "python")
}

/// The value in `Full::new(Bytes::from("gone"))`.
fn unwrapped(mut text: &str) -> &str {
    while let Some((head, rest)) = text.split_once('(') {
        let is_wrapper = words::RUST_BODIES.iter().any(|body| is_path_to(head, body));
        let Some(inner) = rest.strip_suffix(')').filter(|_| is_wrapper) else { break };
        text = inner.trim();
    }
    text
}

/// A name of Rust may hold an empty body; a call, a macro or a text is a value.
fn is_value(text: &str) -> bool {
    let is_name = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '&'));
    !is_name && !words::RUST_NOTHING.iter().any(|value| is_path_to(text, value))
}

/// Whether a path is that of an item, with or without modules before it.
fn is_path_to(path: &str, item: &str) -> bool {
    path.strip_suffix(item).is_some_and(|modules| modules.is_empty() || modules.ends_with("::"))
}
