//! The expression that a status stands in: its bytes, and what else may be written there.

use std::ops::Range;

use crate::catalog::Spelling;
use crate::catalog::tables::{ATOM_CALLS, CONSTANT_MARKS, SYMBOL_CALLS, SYMBOL_KEY_CALLS};
use crate::detect::{ExcerptByte, TokenIndex, TokenKind, View, is_word};

use super::parts::start;

/// So many brackets around a place are looked at.
const BRACKETS: usize = 12;

/// Where a status stands.
pub(super) struct Place {
    /// Its bytes in the document.
    pub(super) document: Range<usize>,
    /// Its bytes in the view.
    pub(super) local: Range<usize>,
    pub(super) first: TokenIndex,
}

impl Place {
    /// The place of a range of the document.
    pub(super) fn of(view: &View<'_>, range: &Range<usize>) -> Option<Self> {
        let start = start(view);
        let local = range.start.checked_sub(start)?..range.end.checked_sub(start)?;
        let first = view.token_from(ExcerptByte::new(local.start));
        let token = view.tokens.get(first)?;
        // A number with a suffix is one token.
        let is_there = token.start.at() <= local.start && token.end.at() > local.start;
        is_there.then_some(Self { document: range.clone(), local, first })
    }

    /// The bytes of the name in the view with what stands before it, which usually is `qualifier`: `http.StatusNotFound`.
    pub(super) fn whole_name(&self, view: &View<'_>, qualifier: &str) -> Option<Range<usize>> {
        let before = &view.text[..self.local.start];
        // `[System.Net.HttpStatusCode]::NotFound`
        if !qualifier.starts_with(is_word) && qualifier.contains(is_word) && before.ends_with(qualifier) {
            return Some(self.local.start - qualifier.len()..self.local.end);
        }
        if view.text[self.local.clone()].starts_with(':') {
            return (!before.ends_with(|c: char| is_word(c) || c == ':')).then(|| self.local.clone());
        }
        let is_part = |c: char| is_word(c) || matches!(c, '.' | ':' | '\\' | '/');
        let chain = &before[before.trim_end_matches(is_part).len()..];
        // Only what a separator joins to the name belongs to it: in `x ?HTTP_OK` or `a:b` nothing does.
        let joined = ["::", ".", "\\", "/"].iter().any(|separator| chain.ends_with(separator));
        if !joined {
            return (!before.ends_with([':', '>', '$', '@']) || before.ends_with("=>")).then(|| self.local.clone());
        }
        let start = self.local.start - chain.trim_start_matches(|c: char| !is_word(c) && c != '\\').len();
        Some(start..self.local.end)
    }
}

/// Whether the place takes the symbol of a status as well as its number.
pub(super) fn takes_symbols(view: &View<'_>, index: TokenIndex) -> bool {
    let line = view.line(index);
    let key_is_status = || {
        let colon = view.before(index, view.tokens[index].region)?;
        let key = colon.checked_sub(1)?;
        Some(view.str(colon) == ":" && view.str(key) == "status")
    };
    let is_called = |names: &[&str]| line.start.to(index).any(|at| names.contains(&view.str(at)));
    let follows = |names: &[&str]| {
        let before = index
            .checked_sub(1)
            .map(|before| if view.str(before) == "(" { before.checked_sub(1) } else { Some(before) });
        before.flatten().is_some_and(|before| names.contains(&view.str(before)))
    };
    match view.language.id {
        "ruby" => follows(&SYMBOL_CALLS) || key_is_status() == Some(true) && is_called(&SYMBOL_KEY_CALLS),
        "elixir" => is_called(&ATOM_CALLS),
        _ => false,
    }
}

/// Whether nothing but a literal belongs in the place: the key of an object, the value of a name of a status, an argument of an attribute in Rust.
pub(super) fn takes_literals_alone(view: &View<'_>, index: TokenIndex) -> bool {
    let after = view.get(Some(index + 1));
    let is_script =
        ["javascript", "typescript", "vue", "svelte", "astro"].iter().any(|id| view.language.id.starts_with(id));
    let before = index.checked_sub(1);
    let is_key = is_script
        && after == ":"
        && before.is_some_and(|before| {
            matches!(view.str(before), "{" | ",") || view.is_kind(Some(before), TokenKind::Newline)
        });
    // A type of TypeScript is a literal: `status: 404 | 500`.
    let is_alternative = view.language.id.starts_with("typescript") && (after == "|" || view.get(before) == "|");
    is_key
        || is_alternative
        || is_in_pattern(view, index)
        || defines_name(view, index)
        || view.language.id == "rust" && is_in_attribute(view, index)
}

/// Whether the number is part of a regular expression or of a type: `/^(?:200|304)$/`, `Literal[404]`.
fn is_in_pattern(view: &View<'_>, index: TokenIndex) -> bool {
    let token = &view.tokens[index];
    let (before, after) = (&view.text[..token.start.at()], &view.text[token.end.at()..]);
    before.ends_with(['|', '^', '/', '\\'])
        || before.ends_with("?:")
        || before.ends_with("Literal[")
        || after.starts_with(['|', '$', '/'])
        || after.starts_with(")$")
}

/// Whether the place gives a name of a status its number: `NOT_FOUND = 404`, `NOT_FOUND(404)`, `(def not-found 404)`.
fn defines_name(view: &View<'_>, index: TokenIndex) -> bool {
    const TOKENS: usize = 3;
    let line = view.line(index);
    line.start.to(index).rev().take(TOKENS).find(|at| view.is_word(*at)).is_some_and(|at| {
        let is_compared = at.to(index).any(|sign| matches!(view.str(sign), "==" | "===" | "!=" | "!=="));
        Spelling::is_name(view.str(at)) && !is_compared
    })
}

/// Whether what stands there must be known before the program runs: an arm of a switch, a pattern, an argument of an annotation.
pub(super) fn takes_constants_alone(view: &View<'_>, index: TokenIndex) -> bool {
    let line = view.line(index);
    let mut before = line.start.to(index);
    let is_arm = matches!(view.get(Some(index + 1)), "=>" | "->" | "|" | ":")
        || before.any(|at| CONSTANT_MARKS.contains(&view.str(at)));
    is_arm || is_in_attribute(view, index)
}

/// Whether a bracket around the place belongs to an attribute or an annotation: `#[…]`, `@Name(…)`.
fn is_in_attribute(view: &View<'_>, index: TokenIndex) -> bool {
    let mut at = index;
    for _ in 0..BRACKETS {
        let Some(around) = view.bracket_around(at) else { return false };
        let head = &view.text[..view.tokens[around.open].start.at()];
        let name = head.trim_end_matches(|c: char| is_word(c) || c == '.');
        if head.ends_with(['#', '!']) && view.str(around.open) == "["
            || name.ends_with('@') && view.str(around.open) == "("
        {
            return true;
        }
        at = around.open;
    }
    false
}
