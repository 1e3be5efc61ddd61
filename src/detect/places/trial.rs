//! A text with something written at a place, as a reader would see it then.

use crate::detect::document::excerpt::Excerpt;
use crate::detect::tokens::diff::Changed;
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex};
use crate::detect::view::View;

/// The result of `judge` for the token that begins behind `head` once `name` stands there.
pub(crate) fn written_out<T>(
    excerpt: &Excerpt<'_>,
    head: &str,
    name: &str,
    after: &str,
    judge: impl FnOnce(&View<'_>, TokenIndex) -> Option<T>,
) -> Option<T> {
    let text = [head, name, after].concat();
    let changed =
        Changed { start: head.len(), end: head.len() + name.len(), end_before: excerpt.text.len() - after.len() };
    let tokens = excerpt.tokens.tried(excerpt.text, &text, &changed, excerpt.start, excerpt.language);
    let view = View::new(&Excerpt { text: &text, tokens: &tokens, ..*excerpt });
    let index = view.token_from(ExcerptByte::new(head.len()));
    let begins_there = view.tokens.get(index).is_some_and(|token| token.start == ExcerptByte::new(head.len()));
    if begins_there { judge(&view, index) } else { None }
}
