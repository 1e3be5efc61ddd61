//! What a candidate's wider surroundings speak of: the lines around its own, and the file.

use std::ops::Range;

use arrayvec::ArrayVec;

use crate::catalog::Code;

use super::lexer::{Region, Token, TokenKind};
use super::path::{PATH_LIMIT, Path};
use super::site::Site;
use super::view::View;
use super::words::{Role, key, split, weight_of_key};

/// How many lines above and below count.
const LINES: usize = 3;
/// How many tokens to each side are read at most.
const TOKENS: usize = 60;

/// The words on the lines around that may weigh something, each once.
pub(crate) fn words_around<'a>(view: &View<'a>, index: usize) -> Vec<(Role, &'a str, f32)> {
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

/// What these words say together, which is the same for all that stands on the line.
pub(crate) fn weight_around(view: &View<'_>, index: usize) -> f32 {
    let line = view.whole_line(index);
    let known = view.around.take().filter(|(known, _)| *known == line);
    let weight = known.map_or_else(|| weight_around_line(view, &line), |(_, weight)| weight);
    view.around.set(Some((line, weight)));
    weight
}

fn weight_around_line(view: &View<'_>, line: &Range<usize>) -> f32 {
    let mut seen: ArrayVec<u64, { 2 * TOKENS }> = ArrayVec::new();
    let mut sum = 0.0;
    for_each_around(
        view,
        line,
        |token| token.known.may_weigh(),
        |token| {
            let word = view.text_of(token);
            let key = key(Role::Around, word);
            let weight = weight_of_key(key, Role::Around, word);
            if weight != 0.0 && !seen.contains(&key) {
                seen.push(key);
                sum += weight;
            }
        },
    );
    sum
}

/// Each token of the lines next to a line of which `is_meant` holds, those above first, and the nearest first.
#[inline(always)]
fn for_each_around(
    view: &View<'_>,
    line: &Range<usize>,
    is_meant: impl Fn(&Token) -> bool,
    mut found: impl FnMut(&Token),
) {
    nearest_lines(view.tokens.within(0..line.start).iter().rev(), &is_meant, &mut found);
    nearest_lines(view.tokens.within(line.end..view.tokens.len()).iter(), &is_meant, &mut found);
}

/// Those of the tokens, beginning with one beside a line, that stand on the lines next to it.
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

/// How many tokens to each side tell what protocol the part of the file is about.
const TOPIC: usize = 300;
/// Protocols whose replies have three digits too.
const OTHER_PROTOCOLS: [&str; 9] = ["ftp", "ftps", "smtp", "esmtp", "lmtp", "nntp", "sip", "rtsp", "gopher"];

/// Libraries that speak them, each of which says it as clearly as several words.
const OTHER_LIBRARIES: [&str; 4] = ["ftplib", "smtplib", "nntplib", "aiosmtplib"];

/// How much that part of the file is about a protocol with reply codes of its own: 0 to 3.
pub(crate) fn other_protocol(view: &View<'_>, index: usize) -> f32 {
    if !view.names_other_protocols() {
        return 0.0;
    }
    let window = index.saturating_sub(TOPIC)..view.tokens.len().min(index + TOPIC);
    let counts = view.tokens.within(window).iter().map(|token| token.known.protocols());
    let (others, own) = counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    if others > own { others.min(6) as f32 / 2.0 } else { 0.0 }
}

/// How often an identifier names other protocols, and HTTP.
pub(crate) fn protocols_of(identifier: &str) -> (u16, u16) {
    let (mut others, mut own) = (0, 0);
    // All of these names have a P behind one of few letters, which most words have not.
    let is_near = |pair: &[u8]| pair[1] | 0x20 == b'p' && matches!(pair[0] | 0x20, b't' | b'i' | b's' | b'o');
    if !identifier.as_bytes().windows(2).any(is_near) {
        return (others, own);
    }
    for word in split(identifier) {
        if OTHER_PROTOCOLS.iter().any(|protocol| word.eq_ignore_ascii_case(protocol)) {
            others += 1;
        } else if OTHER_LIBRARIES.contains(&word) {
            others += 3;
        } else if word.eq_ignore_ascii_case("http") {
            own += 1;
        }
    }
    (others, own)
}

/// Where the number is all that its line or comment holds, what the line above or before the comment ends with:
/// `>>> r.status_code` and below it `200`, `response.status # => 200`.
pub(crate) fn shown_for<'a>(site: &Site<'_, 'a>) -> Option<Path<'a>> {
    let view = site.view;
    let line = view.line(site.first);
    let is_sign =
        |at: usize| matches!(view.tokens[at].kind, TokenKind::Operator | TokenKind::Punctuation) && view.str(at) != ",";
    let is_comment = view.tokens[site.first].region == Region::Comment;
    let first = (line.start..site.first)
        .rev()
        .find(|at| !is_sign(*at) || (is_comment && view.tokens[*at].region != Region::Comment));
    let is_key =
        site.after().is_some_and(|after| line.contains(&after) && matches!(view.str(after), ":" | "=" | "=>" | "->"));
    let is_alone = !is_key
        && (site.last + 1..line.end).all(|at| is_sign(at) || !is_comment && view.tokens[at].region == Region::Comment);
    if !is_alone {
        return None;
    }
    let path = match first {
        Some(code) if is_comment && view.tokens[code].region == Region::Code => {
            let outside = Site { view, first: code + 1, last: code + 1, region: Region::Code, is_quoted: false };
            outside.path_before(code + 1)
        }
        Some(_) => return None,
        None => {
            let above = view.lines_above(site.first).next()?;
            site.path_before(above.end)
        }
    };
    (!path.words.is_empty()).then_some(path)
}

/// How many lines above and below are searched for the other rows of a table.
const ROWS: usize = 8;

/// Where the number is the first on its line, the first numbers of the lines around that begin in the same way: the keys of
/// a map, the arms of a switch, the first column of a table.
pub(crate) fn numbers_below(view: &View<'_>, index: usize) -> Vec<Option<Code>> {
    let opening = |line: &Range<usize>| {
        let number = line.clone().take(6).find(|at| view.is_kind(Some(*at), TokenKind::Number))?;
        Some((line.start..number, number))
    };
    let own = view.line(index);
    let Some((before, first)) = opening(&own) else { return Vec::new() };
    let stands_for_something = own.end > first + 1 && !matches!(view.str(first + 1), "," | ")" | "]" | "}");
    if first != index || !stands_for_something {
        return Vec::new();
    }
    let begins_alike = |other: &Range<usize>| {
        other.len() == before.len() && before.clone().zip(other.clone()).all(|(a, b)| view.str(a) == view.str(b))
    };
    let mut found = Vec::new();
    let mut read = |line: Range<usize>| {
        if let Some((_, number)) = opening(&line).filter(|(start, _)| begins_alike(start)) {
            found.push(Code::parse(view.str(number)));
        }
    };
    view.lines_above(index).take(ROWS).for_each(&mut read);
    let mut end = own.end;
    for _ in 0..ROWS {
        if end + 1 >= view.tokens.len() {
            break;
        }
        let line = view.line(end + 1);
        end = line.end;
        read(line);
    }
    found
}

/// The words at the head of the column that the number stands in, in a table drawn with `|`.
pub(crate) fn table_head<'a>(view: &View<'a>, index: usize) -> Option<Path<'a>> {
    let head = view.column_head(index)?;
    let is_word = |at: &usize| view.is_kind(Some(*at), TokenKind::Word);
    let words: ArrayVec<&str, PATH_LIMIT> = head.filter(is_word).take(PATH_LIMIT).map(|at| view.str(at)).collect();
    (!words.is_empty()).then(|| Path::of(words.into_iter().rev()))
}
