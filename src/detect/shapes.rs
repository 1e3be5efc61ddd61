//! Shapes of lines: regular expressions of `data/evidence.toml` with the code in a group.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::catalog::tables::SHAPES;

use super::evidence::{Shape, Verdict};
use super::view::View;

/// How far from the candidate a shape may reach, in bytes to each side. Lines of minified files have no end.
const SHAPE_REACH: usize = 240;

static COMPILED: LazyLock<Vec<(&'static Shape, Regex)>> =
    LazyLock::new(|| SHAPES.iter().filter_map(|shape| Some((shape, compile(shape.pattern)?))).collect());

/// Compiles the shapes, which the first number would wait some milliseconds for.
pub(crate) fn prepare() {
    LazyLock::force(&COMPILED);
}

/// The shapes of the data that the line has around the candidate. Answers whether one of them is final.
pub(crate) fn add_shapes(view: &View<'_>, index: usize, verdict: &mut Verdict) -> Option<bool> {
    let token = view.tokens[index];
    let (start, end) = (token.start as usize, token.end as usize);
    let bytes = view.text.as_bytes();
    let from = start.saturating_sub(SHAPE_REACH);
    let from = memchr::memrchr2(b'\n', b'\r', &bytes[from..start]).map_or(from, |at| from + at + 1);
    let to = bytes.len().min(end + SHAPE_REACH);
    let to = memchr::memchr2(b'\n', b'\r', &bytes[end..to]).map_or(to, |at| end + at);
    let around = &view.text[view.text.ceil_char_boundary(from)..view.text.floor_char_boundary(to)];
    let from = view.text.ceil_char_boundary(from);
    let mut found = None;
    for (shape, regex) in COMPILED.iter() {
        if !shape.languages.is_empty() && !shape.languages.contains(&view.language.id) {
            continue;
        }
        let is_it = |captures: regex::Captures<'_>| {
            captures.name("code").is_some_and(|code| code.start() + from <= start && end <= code.end() + from)
        };
        // Most lines have no shape, and that is known sooner without asking for groups. In a list of codes the group takes
        // the last; cut off behind the candidate, that is the candidate.
        let holds = regex.is_match(around) && regex.captures_iter(around).any(is_it)
            || shape.pattern.contains(")*") && regex.captures_iter(&around[..end - from]).any(is_it);
        if holds {
            verdict.add_named(shape.name, shape.weight);
            found = Some(found.unwrap_or(false) || shape.decides);
        }
    }
    found
}

/// Shapes are ASCII. One that does not compile is left out here and fails a test.
fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_compiles() {
        for shape in &SHAPES {
            assert!(compile(shape.pattern).is_some(), "{}", shape.name);
        }
    }
}
