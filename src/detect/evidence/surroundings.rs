//! Evidence from the words around a line, and from names of other protocols near by.

use arrayvec::ArrayVec;

use crate::catalog::tables::Role;

use crate::detect::lexicon::words::weight;
use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::token::{Token, TokenKind};
use crate::detect::view::View;

/// How many lines above and below count.
const LINES: usize = 3;

/// How many tokens to each side are read at most.
const TOKENS: usize = 60;

/// The words on the lines around that may have a weight, each once.
pub(crate) fn words_around<'a>(view: &View<'a>, index: TokenIndex) -> Vec<(Role, &'a str, f32)> {
    let mut words: Vec<(Role, &str, f32)> = Vec::new();
    let may_weigh = |token: &Token| view.may_weigh(token);
    for_each_around(view, &view.whole_line(index), may_weigh, |token| {
        let word = view.text_of(token);
        if words.iter().all(|(_, known, _)| *known != word) {
            words.push((Role::Around, word, 1.0));
        }
    });
    words
}

/// The sum of the weights of these words, which is the same for all candidates on a line.
pub(crate) fn weight_around(view: &View<'_>, index: TokenIndex) -> f32 {
    let line = view.whole_line(index);
    let known = view.around.take().filter(|(known, _)| *known == line);
    let weight = known.map_or_else(|| weight_around_line(view, &line), |(_, weight)| weight);
    view.around.set(Some((line, weight)));
    weight
}

fn weight_around_line(view: &View<'_>, line: &TokenRange) -> f32 {
    let mut seen: ArrayVec<&str, { 2 * TOKENS }> = ArrayVec::new();
    let mut sum = 0.0;
    for_each_around(
        view,
        line,
        |token| token.facts.may_weigh(),
        |token| {
            let word = view.text_of(token);
            let weight = weight(Role::Around, word);
            if weight != 0.0 && !seen.contains(&word) {
                seen.push(word);
                sum += weight;
            }
        },
    );
    sum
}

/// Calls `found` with each token on the lines around for which `is_meant` holds: those above first, and the nearest first.
#[inline(always)]
fn for_each_around(
    view: &View<'_>,
    line: &TokenRange,
    is_meant: impl Fn(&Token) -> bool,
    mut found: impl FnMut(&Token),
) {
    nearest_lines(view.tokens.within(&TokenIndex::FIRST.to(line.start)).iter().rev(), &is_meant, &mut found);
    nearest_lines(view.tokens.within(&line.end.to(view.tokens.end())).iter(), &is_meant, &mut found);
}

/// The same for one direction: `tokens` begin beside the line.
#[inline(always)]
fn nearest_lines<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    is_meant: &impl Fn(&Token) -> bool,
    found: &mut impl FnMut(&Token),
) {
    let mut newlines = 0;
    for token in tokens.take(TOKENS) {
        if token.kind == TokenKind::Newline {
            newlines += 1;
            if newlines > LINES {
                return;
            }
        }
        if is_meant(token) {
            found(token);
        }
    }
}

/// How many tokens to each side are searched for names of protocols.
const TOPIC: usize = 300;

/// How much the part of the file around a token is about another protocol with reply codes: 0 to 3.
pub(crate) fn other_protocol(view: &View<'_>, index: TokenIndex) -> f32 {
    if !view.list.names_other_protocols {
        return 0.0;
    }
    let counts = view.tokens.within(&view.tokens.all().near(index, TOPIC)).iter().map(|token| token.facts.protocols());
    let (others, own) = counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    if others > own { others.min(6) as f32 / 2.0 } else { 0.0 }
}
