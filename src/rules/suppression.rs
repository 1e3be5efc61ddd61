//! Comments that silence rules: `http-status: ignore[rule] -- reason`, `ignore-next-line`, `ignore-file`.
//!
//! An ignore counts for a finding on its line, and for one in a call that begins or ends on its line. The sign that begins the comment is
//! that of the language; what stands behind ` -- ` is the reason.

use std::ops::Range;

use crate::detect::{ExcerptByte, TokenIndex, line_start};

use super::finding::Finding;
use super::part::Part;
use crate::catalog::Rule;
use crate::catalog::tables::{COMMENT_CLOSINGS, COMMENT_OPENINGS};

/// The prefix of every ignore.
const KEY: &str = "http-status:";

/// `ignore-file` counts in so many first lines.
pub(super) const TOP_LINES: usize = 20;

/// No more brackets around a finding are passed to the start of its statement.
const BRACKETS: usize = 12;

/// An ignore in a comment.
#[derive(Debug)]
pub(super) struct Ignore {
    /// The bytes of the document from `http-status:` to the end of the reason.
    pub(super) range: Range<usize>,
    /// The range that is removed with it: the comment, and its line where nothing else stands there.
    pub(super) removed: Range<usize>,
    pub(super) reach: Reach,
    /// The named rules, each with its bytes; empty where all are meant.
    pub(super) rules: Vec<(String, Range<usize>)>,
    /// The findings that it silences, as their rules.
    pub(super) silenced: Vec<Rule>,
}

/// The lines that an ignore covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The line that begins at this byte of the document.
    Line(usize),
    /// The same, for the line below the comment.
    NextLine(usize),
    File,
    /// Nothing: `ignore-file` stands too far below.
    MisplacedFile,
    /// Unknown: the word behind `http-status:` is another one.
    Unknown,
}

/// All ignores of a text.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    ignores: Vec<Ignore>,
}

/// A finding with the lines by which an ignore finds it, as the bytes at which they begin.
#[derive(Debug)]
pub(super) struct Placed {
    finding: Finding,
    lines: Vec<usize>,
}

impl Suppressions {
    pub(super) fn ignores(&self) -> &[Ignore] {
        &self.ignores
    }

    /// Takes down the ignores that begin in a part.
    pub(super) fn read(&mut self, part: &Part<'_, '_>) {
        let text = part.view.text;
        let finder = memchr::memmem::Finder::new(KEY);
        let wanted = &text[part.wanted.clone()];
        for at in finder.find_iter(wanted.as_bytes()) {
            let at = part.wanted.start + at;
            let index = part.view.touching(ExcerptByte::new(at + 1)).next();
            if index.is_some_and(|index| part.is_comment(index)) {
                self.ignores.extend(ignore_at(part, at));
            }
        }
    }

    /// A finding of a part with the lines of its statement.
    pub(super) fn placed(&self, part: &Part<'_, '_>, finding: Finding) -> Placed {
        let mut lines = Vec::new();
        if !self.ignores.is_empty() || part.view.text.contains(KEY) {
            lines.extend([finding.range.start, finding.range.end].map(|at| line_of_document(part, at - part.start())));
            if let Some((first, last)) = part.tokens_of(&finding.range) {
                let (first, last) = statement(part, first, last);
                let starts = [first, last].map(|token| part.view.tokens[token].start.at());
                lines.extend(starts.map(|at| line_of_document(part, at)));
            }
        }
        Placed { finding, lines }
    }

    /// The findings that no ignore silences. Takes down what each ignore silences.
    pub(super) fn apply(&mut self, found: Vec<Placed>) -> Vec<Finding> {
        let mut left = Vec::new();
        for Placed { finding, lines } in found {
            let mut is_silenced = false;
            for ignore in self.ignores.iter_mut().filter(|ignore| ignore.is_for(finding.rule)) {
                let counts = match ignore.reach {
                    Reach::Line(line) => lines.contains(&line),
                    Reach::NextLine(line) => lines.contains(&line),
                    Reach::File => true,
                    Reach::MisplacedFile | Reach::Unknown => false,
                };
                if counts {
                    ignore.silenced.push(finding.rule);
                    is_silenced = true;
                }
            }
            if !is_silenced {
                left.push(finding);
            }
        }
        left
    }
}

impl Ignore {
    /// Whether it is for a rule.
    pub(super) fn is_for(&self, rule: Rule) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|(name, _)| name == rule.name())
    }
}

/// The ignore at byte `at` of the view; nothing where what follows is about something else.
fn ignore_at(part: &Part<'_, '_>, at: usize) -> Option<Ignore> {
    let text = part.view.text;
    let bounds = line_bounds(text, at);
    let line = &text[at..bounds.end];
    let line = &line[..COMMENT_CLOSINGS.iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len())];
    let line = line.trim_end();
    let rest = line[KEY.len()..].trim_start();
    let word = &rest[..rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len())];
    // `ignore--` is an ignore with a reason that lacks its space.
    let word = word.split("--").next().unwrap_or(word);
    if !word.starts_with("ignore") {
        return None;
    }
    let document = |at: usize| part.start() + at;
    let word_end = line.len() - rest.len() + word.len();
    let mut rules = Vec::new();
    let mut has_list = true;
    if let Some(list) = line[word_end..].strip_prefix('[') {
        let length = list.find(']')?;
        has_list = !list[..length].trim().is_empty();
        let mut from = at + word_end + 1;
        for name in list[..length].split(',') {
            let trimmed = name.trim();
            let start = from + name.len() - name.trim_start().len();
            if !trimmed.is_empty() {
                rules.push((trimmed.to_owned(), document(start)..document(start + trimmed.len())));
            }
            from += name.len() + 1;
        }
    }
    let is_top = || part.view.is_at_start() && text[..at].matches('\n').count() < TOP_LINES;
    let reach = match word {
        _ if !has_list => Reach::Unknown,
        "ignore" => Reach::Line(document(bounds.start)),
        "ignore-next-line" => Reach::NextLine(document(next_line(text, bounds.end))),
        "ignore-file" if is_top() => Reach::File,
        "ignore-file" => Reach::MisplacedFile,
        _ => Reach::Unknown,
    };
    let range = document(at)..document(at + line.len());
    let removed = removed(text, at..at + line.len());
    Some(Ignore { range, removed: document(removed.start)..document(removed.end), reach, rules, silenced: Vec::new() })
}

/// The text that is removed with the ignore at `range`: the whole comment where it holds nothing else, with its line where nothing
/// else stands there. Bytes of the view.
fn removed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = line_bounds(text, range.start);
    let before = text[line.start..range.start].trim_end_matches([' ', '\t']);
    let Some(opening) = COMMENT_OPENINGS.iter().find(|opening| before.ends_with(**opening)) else { return range };
    let start = line.start + before.len() - opening.len();
    let behind = text[range.end..line.end].trim_start_matches([' ', '\t']);
    let closing =
        COMMENT_CLOSINGS.iter().find(|closing| behind.starts_with(**closing)).map_or(0, |closing| closing.len());
    let end = line.end - behind.len() + closing;
    let code = text[line.start..start].trim_end_matches([' ', '\t']);
    if code.is_empty() && text[end..line.end].trim().is_empty() {
        return line.start..next_line(text, line.end);
    }
    line.start + code.len()..end
}

/// The bytes of the line around a byte of the view, without its break.
fn line_bounds(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = line_start(text, at);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |newline| at + newline);
    start..end - usize::from(end > start && bytes[end - 1] == b'\r')
}

/// Where the line below begins.
fn next_line(text: &str, line_end: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[line_end..]).map_or(text.len(), |newline| line_end + newline + 1)
}

/// The byte of the document at which the line begins that holds byte `at` of the view.
fn line_of_document(part: &Part<'_, '_>, at: usize) -> usize {
    part.start() + line_bounds(part.view.text, at.min(part.view.text.len())).start
}

/// The first and the last token of the call or list around two tokens, as far as no block of statements lies between.
fn statement(part: &Part<'_, '_>, first: TokenIndex, last: TokenIndex) -> (TokenIndex, TokenIndex) {
    let view = part.view;
    let (mut first, mut last) = (first, last);
    for _ in 0..BRACKETS {
        let Some(around) = view.bracket_around(first) else { break };
        if view.str(around.open) == "{"
            && view.line_end(around.open) == around.open + 1
            && view.get(around.open.checked_sub(1)) == ")"
        {
            break;
        }
        let Some(close) = part.closing(around.open) else { break };
        (first, last) = (around.open, close.max(last));
    }
    (first, last)
}
