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
    for_each_around(view, &view.whole_line(index), |token| {
        if view.may_weigh(token) && words.iter().all(|(_, known, _)| *known != view.text_of(token)) {
            words.push((Role::Around, view.text_of(token), 1.0));
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
    for_each_around(view, line, |token| {
        if !token.facts.may_weigh() {
            return;
        }
        let word = view.text_of(token);
        let weight = weight(Role::Around, word);
        if weight != 0.0 && !seen.contains(&word) {
            seen.push(word);
            sum += weight;
        }
    });
    sum
}

/// Calls `read` with each token on the lines around: those above first, and the nearest first.
#[inline(always)]
fn for_each_around(view: &View<'_>, line: &TokenRange, mut read: impl FnMut(&Token)) {
    nearest_lines(view.tokens.within(&TokenIndex::FIRST.to(line.start)).iter().rev(), &mut read);
    nearest_lines(view.tokens.within(&line.end.to(view.tokens.end())).iter(), &mut read);
}

/// The same for one direction: `tokens` begin beside the line.
#[inline(always)]
fn nearest_lines<'t>(tokens: impl Iterator<Item = &'t Token>, read: &mut impl FnMut(&Token)) {
    let mut newlines = 0;
    for token in tokens.take(TOKENS) {
        if token.kind == TokenKind::Newline {
            newlines += 1;
            if newlines > LINES {
                return;
            }
        }
        read(token);
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
