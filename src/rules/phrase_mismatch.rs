//! `phrase-mismatch`: a number and the phrase, constant or file that is tied to it are of different statuses.
//!
//! A message of the program's own is no phrase: only what stands where the phrase of the number belongs is compared.

use crate::catalog::tables::rule_words::phrase_mismatch as words;
use crate::catalog::{Code, LanguageKind, Status};
use crate::detect::{Candidate, MentionKind, Region, TokenIndex, TokenKind};

use super::finding::Finding;
use super::messages::{StatusLine, status_lines};
use super::openapi::response_keys;
use super::part::Part;
use crate::catalog::Rule;

/// A definition counts among others: so many lines to each side are searched for one that is right.
const LINES: usize = 6;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    for line in status_lines(part) {
        found.extend(of_status_line(part, &line));
    }
    for key in response_keys(part) {
        if let Some(code) = Code::parse(key.text)
            && let Some((text, at)) = description_of(part, key.index)
        {
            found.extend(of_text(part, code, text, at));
        }
    }
    if part.view.language.kind != LanguageKind::Code {
        return;
    }
    for (place, mention) in
        part.mentions().filter(|(_, mention)| mention.kind == MentionKind::Number && !mention.is_bound)
    {
        let Some((index, _)) = part.tokens_of(&place.range) else { continue };
        if part.view.tokens[index].region == Region::Comment {
            continue;
        }
        found.extend(definition(part, index, mention.code).or_else(|| reason(part, index, mention.code)));
    }
}

/// The status whose name the text is, if that is another one.
fn other_status(part: &Part<'_, '_>, code: Code, text: &str) -> Option<&'static Status> {
    let status = Status::by_name(text)?;
    let is_own = part.file.catalog.status_named(text).is_some_and(|named| named.code() == code);
    // Names that several statuses have had, and everyday words that describe any of them.
    let knows_it = code.status().is_some_and(|own| names_of(own).any(|name| alike(name, text)));
    (status.code != code && !is_own && !knows_it).then_some(status)
}

/// The names of a status, those of other owners too: libraries of Apache have 420 as `SC_METHOD_FAILURE`.
fn names_of(status: &'static Status) -> impl Iterator<Item = &'static str> {
    status.names().chain(status.meanings.iter().map(|meaning| meaning.name))
}

fn alike(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(a) == letters(b)
}

/// `HTTP/1.1 404 OK`, and in a file that is named for a status its first line.
fn of_status_line(part: &Part<'_, '_>, line: &StatusLine<'_>) -> Option<Finding> {
    let start = part.start();
    let range = start + line.phrase_range.start..start + line.phrase_range.end;
    if let Some(other) = other_status(part, line.code, line.phrase) {
        let message = format!("The phrase of {} stands behind {}.", part.titled(other.code), line.code);
        let mut finding = Finding::new(Rule::PhraseMismatch, range.clone(), message);
        if let Some(own) = line.code.status() {
            finding = finding.replacing(format!("Write {}", own.name), range, own.name);
        }
        let code = start + line.code_range.start..start + line.code_range.end;
        return Some(finding.replacing(format!("Write {}", other.code), code, other.code.to_string()));
    }
    let (_, name) = part.file.path.rsplit_once('/').unwrap_or(("", part.file.path));
    let named = name.strip_suffix(".http").and_then(Code::parse)?;
    let is_first = part.view.is_at_start() && part.view.text[..line.code_range.start].trim_start().len() <= 10;
    // One may answer 200 in the place of an error, but not one error in the place of another.
    let differs = named != line.code && named.class_digit() == line.code.class_digit() && named.class_digit() >= 4;
    (is_first && differs).then(|| {
        let message = format!("The file is named for {named}, and its response is {}.", part.titled(line.code));
        let code = start + line.code_range.start..start + line.code_range.end;
        Finding::new(Rule::PhraseMismatch, code, message)
    })
}

/// The text of `description` right under a response of OpenAPI, with its bytes in the view.
fn description_of<'v>(part: &Part<'v, '_>, key: TokenIndex) -> Option<(&'v str, usize)> {
    const TOKENS: usize = 16;
    let view = part.view;
    let at = (key + 1).to(view.tokens.end().min(key + TOKENS)).find(|at| view.str(*at) == "description")?;
    let colon = (at + 1).to((at + 3).min(view.tokens.end())).find(|at| view.str(*at) == ":")?;
    let from = view.tokens[colon].end.at();
    let line = view.text[from..].lines().next()?;
    let is_in_braces = view.bracket_around(at).is_some();
    let text = scalar(line, is_in_braces);
    let text_at = from + line.find(text).filter(|_| !text.is_empty())?;
    Some((text, text_at))
}

/// The value at the beginning of the rest of a line: what its quotes hold; else up to a comment, and in braces up to a comma or brace.
fn scalar(line: &str, is_in_braces: bool) -> &str {
    let line = line.trim();
    if let Some(quote) = line.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let rest = &line[1..];
        return rest.split_once(quote).map_or(rest, |(text, _)| text);
    }
    let line = line.split(" #").next().unwrap_or(line);
    let line = if is_in_braces { line.split([',', '}']).next().unwrap_or(line) } else { line };
    line.trim()
}

fn of_text(part: &Part<'_, '_>, code: Code, text: &str, at: usize) -> Option<Finding> {
    // `OK` and `Accepted` describe any success.
    let other = other_status(part, code, text).filter(|other| !(is_everyday(text) || other.code.class_digit() == 2))?;
    // What an API calls it in its own words may be the name of a status: the whole phrase in capitals is the status.
    let has_capitals = text.split(' ').all(|word| word.starts_with(|c: char| c.is_uppercase()) || word.len() <= 2);
    if !text.contains(' ') && text != other.name || !has_capitals {
        return None;
    }
    let range = part.start() + at..part.start() + at + text.len();
    let message = format!("The phrase of {} describes {}.", part.titled(other.code), part.titled(code));
    let finding = Finding::new(Rule::PhraseMismatch, range.clone(), message);
    let own = code.status()?.name;
    Some(finding.replacing(format!("Write {own}"), range, own))
}

/// Names that everyday texts use in another sense.
fn is_everyday(text: &str) -> bool {
    words::EVERYDAY_PHRASES.contains(&text.to_ascii_lowercase().as_str())
}

/// `NOT_FOUND = 400`, `NotFound: 400`, `NOT_FOUND(400)`, among others that are right.
fn definition(part: &Part<'_, '_>, index: TokenIndex, code: Code) -> Option<Finding> {
    let view = part.view;
    let (name, other) = defined_as(part, index, code)?;
    let neighbors = view.lines_above(index).take(LINES).chain(lines_below(part, index));
    let is_right = neighbors.into_iter().any(|line| {
        view.candidates(&line).any(|at| {
            let known = Code::parse(view.str(at)).filter(|_| view.is_kind(Some(at), TokenKind::Number));
            known.is_some_and(|known| name_before(part, at).is_some_and(|name| is_name_of(known, view.str(name))))
        })
    });
    if !is_right {
        return None;
    }
    let range = part.range(index, index);
    let message = format!("`{}` is the name of {}, not of {code}.", view.str(name), part.titled(other.code));
    let finding = Finding::new(Rule::PhraseMismatch, range.clone(), message);
    Some(finding.replacing(format!("Write {}", other.code), range, other.code.to_string()))
}

fn lines_below(part: &Part<'_, '_>, index: TokenIndex) -> Vec<crate::detect::TokenRange> {
    let view = part.view;
    let mut lines = Vec::new();
    let mut end = view.line_end(index);
    while lines.len() < LINES && end < view.tokens.end() {
        let start = end + 1;
        if start >= view.tokens.end() {
            break;
        }
        end = view.line_end(start);
        lines.push(start.to(end));
    }
    lines
}

/// The name that the number is given to, if it is another status's whole name.
fn defined_as(part: &Part<'_, '_>, index: TokenIndex, code: Code) -> Option<(TokenIndex, &'static Status)> {
    let name = name_before(part, index)?;
    let text = part.view.str(name);
    let other = other_status(part, code, stem(text)).filter(|_| code.status().is_some())?;
    (!is_name_of(code, text)).then_some((name, other))
}

fn is_name_of(code: Code, name: &str) -> bool {
    code.status().is_some_and(|status| names_of(status).any(|known| alike(known, stem(name))))
}

/// A name without what libraries put before it: `HTTP_NOT_FOUND`, `StatusNotFound`, `SC_NOT_FOUND`.
fn stem(name: &str) -> &str {
    let is_rest = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_uppercase());
    words::NAME_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix).filter(is_rest)).unwrap_or(name)
}

/// The identifier right before `=`, `:`, `=>` or `(` before the number.
fn name_before(part: &Part<'_, '_>, index: TokenIndex) -> Option<TokenIndex> {
    let view = part.view;
    let mark = index.checked_sub(1).filter(|mark| matches!(view.str(*mark), "=" | ":" | "=>" | "(" | ":="))?;
    let name = mark.checked_sub(1)?;
    let name = if view.is_kind(Some(name), TokenKind::Quote) { name.checked_sub(1)? } else { name };
    // `NOT_FOUND: u16 = 404`
    let is_typed = view.str(mark) == "=" && view.get(name.checked_sub(1)) == ":";
    let name = if is_typed { name.checked_sub(2)? } else { name };
    let is_member = matches!(view.get(view.glued_before(name)), "." | "->");
    (view.is_word(name) && !is_member).then_some(name)
}

/// `writeHead(404, 'OK')`, `{ status: 404, statusText: 'OK' }`
fn reason(part: &Part<'_, '_>, index: TokenIndex, code: Code) -> Option<Finding> {
    let view = part.view;
    let candidate = Candidate::new(view, index, index);
    let around = candidate.enclosure(index)?;
    let close = part.closing(around.open)?;
    let inside = (around.open + 1).to(close.min(around.open + 60));
    let folded = |word: &str| word.to_ascii_lowercase().replace('_', "");
    let callee = around.callee.words.first().map(|word| folded(word)).unwrap_or_default();
    let is_direct = words::PHRASE_CALLS.contains(&callee.as_str());
    let mut quotes = inside.filter(|at| view.is_kind(Some(*at), TokenKind::Quote));
    while let Some(open) = quotes.next() {
        let end = quotes.next()?;
        let mark = open.checked_sub(1)?;
        let is_next = is_direct && view.str(mark) == "," && mark.checked_sub(1) == Some(candidate.last);
        let key = mark.checked_sub(1).filter(|_| matches!(view.str(mark), ":" | "="));
        let key = key.map(|key| {
            if view.is_kind(Some(key), TokenKind::Quote) { view.get(key.checked_sub(1)) } else { view.str(key) }
        });
        let is_keyed = key.is_some_and(|key| words::PHRASE_KEYS.contains(&folded(key).as_str()));
        if !is_next && !is_keyed || open + 1 >= end {
            continue;
        }
        let range = part.range(open + 1, end - 1);
        let text = &view.text[part.local(&range)];
        let Some(other) = other_status(part, code, text) else { continue };
        let message = format!("The phrase of {} stands beside {code}.", part.titled(other.code));
        let finding = Finding::new(Rule::PhraseMismatch, range.clone(), message);
        let own = code.status()?.name;
        return Some(finding.replacing(format!("Write {own}"), range, own));
    }
    None
}
