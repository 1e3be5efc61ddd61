//! Shapes of lines: regular expressions of `data/evidence/shapes.toml` with the code in a group.

use std::sync::{LazyLock, OnceLock};

use regex::{Regex, RegexBuilder};

use crate::catalog::evidence::Shape;
use crate::catalog::tables::{ANY_LED_SHAPE, SHAPES};

use crate::detect::evidence::verdict::Verdict;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::view::View;

/// How far from the candidate a shape may reach, in bytes to each side. Lines of minified files may be as long as the file.
const SHAPE_REACH: usize = 240;

/// A shape, compiled when it is first needed. It is matched from the code outwards, since the text right before most numbers matches no
/// shape.
struct Compiled {
    shape: &'static Shape,
    until_code: OnceLock<Option<Regex>>,
    from_code: OnceLock<Option<Regex>>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let compiled = |shape| Compiled { shape, until_code: OnceLock::new(), from_code: OnceLock::new() };
    SHAPES.iter().map(compiled).collect()
});

static ANY_LED: LazyLock<Option<Regex>> = LazyLock::new(|| compile(ANY_LED_SHAPE));

/// Compiles the pattern that every number is matched with, so that the first request does not wait for it.
pub(crate) fn prepare() {
    LazyLock::force(&ANY_LED);
}

/// The shapes of the data that the line has around the candidate. Returns whether one of them is final.
pub(crate) fn add_shapes(view: &View<'_>, at: TokenIndex, verdict: &mut Verdict<'_>) -> bool {
    let mut is_final = false;
    for (index, shape) in shapes(view, at) {
        verdict.add_named(shape.name, view.weights.of_shape(index));
        is_final |= shape.decides;
    }
    is_final
}

/// Whether the line has one of the shapes of the data around the candidate.
pub(crate) fn has_shape(view: &View<'_>, at: TokenIndex) -> bool {
    shapes(view, at).next().is_some()
}

fn shapes<'a>(view: &View<'a>, at: TokenIndex) -> impl Iterator<Item = (usize, &'static Shape)> + use<'a> {
    let (until_code, from_code) = around(view, at);
    let is_led = matches(&ANY_LED, until_code);
    let language = view.language.id;
    let holds = move |compiled: &Compiled| {
        let shape = compiled.shape;
        let is_of_language = shape.languages.is_empty() || shape.languages.contains(&language);
        let holds_before = || matches(compiled.until_code.get_or_init(|| compile(shape.until_code)), until_code);
        let holds_behind = || matches(compiled.from_code.get_or_init(|| compile(shape.from_code)), from_code);
        (is_led || !shape.is_led) && is_of_language && holds_before() && holds_behind()
    };
    COMPILED
        .iter()
        .enumerate()
        .filter(move |(_, compiled)| holds(compiled))
        .map(|(index, compiled)| (index, compiled.shape))
}

/// The candidate's line up to the end of the candidate, and from its start on.
fn around<'a>(view: &View<'a>, index: TokenIndex) -> (&'a str, &'a str) {
    let token = view.tokens[index];
    let (start, end) = (token.start.at(), token.end.at());
    let bytes = view.text.as_bytes();
    let from = start.saturating_sub(SHAPE_REACH);
    let from = memchr::memrchr2(b'\n', b'\r', &bytes[from..start]).map_or(from, |at| from + at + 1);
    let to = bytes.len().min(end + SHAPE_REACH);
    let to = memchr::memchr2(b'\n', b'\r', &bytes[end..to]).map_or(to, |at| end + at);
    (&view.text[view.text.ceil_char_boundary(from)..end], &view.text[start..view.text.floor_char_boundary(to)])
}

/// Shapes are ASCII. A shape that does not compile matches nothing; a test finds it.
fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().ok()
}

fn matches(regex: &Option<Regex>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_compiles() {
        let halves = SHAPES.iter().flat_map(|shape| [shape.until_code, shape.from_code]);
        for pattern in halves.chain([ANY_LED_SHAPE]) {
            assert!(compile(pattern).is_some(), "{pattern}");
        }
    }
}
