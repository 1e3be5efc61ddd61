//! The part of a card that shows how to send or check the status in code.

use std::borrow::Cow;

use crate::catalog::{Code, Language, Library, RetryCode, SentHeader, Variant};
use crate::features::send::{LibraryVersions, SendLine, Sending, indented, is_retried, lines};
use crate::features::subject::{About, CodeLines, Subject};

use super::blocks::{Block, Span};
use super::parts::{bold, link, text};

/// The most lines of code in a brief card.
const BRIEF_LINES: usize = 6;
/// From this length on, a row in a list is divided, in characters.
const LISTED_COLUMNS: usize = 70;
/// The most lines of code that a list entry shows.
const LISTED_LINES: usize = 3;

/// The label and the code for a brief card, the best first: those that follow are shorter.
pub(super) fn brief(subject: &Subject) -> Vec<[Block; 2]> {
    let (About::Code(code), CodeLines::Of(sending)) = (subject.about, &subject.code_lines) else { return Vec::new() };
    let library = sending.library().name;
    if let Some(retry) = sending.retry(code) {
        let label = vec![bold("Retry it"), text(format!(" ({library}), with the function from the full card:"))];
        return vec![[Block::Paragraph(label), code_block(retry.line, sending.language())]];
    }
    let label = if sending.is_check { "Check it" } else { "Send it" };
    let all = sending.lines(code);
    let rows = |line: &SendLine| line.text.lines().count();
    let mut shown: Vec<&SendLine> = all.iter().filter(|line| rows(line) <= BRIEF_LINES).collect();
    if shown.is_empty() {
        shown.extend(all.iter().min_by_key(|line| rows(line)));
    }
    let preferred = shown.first().map_or(0, |line| rows(line));
    let is_shorter = |(at, line): &(usize, &&SendLine)| *at == 0 || rows(line) < preferred;
    let shown = shown.iter().enumerate().filter(is_shorter);
    let block = |line: &SendLine| Block::Code { language: sending.language().id, text: line.text.clone() };
    shown.map(|(_, line)| [Block::Paragraph(vec![bold(label), text(format!(" ({library}):"))]), block(line)]).collect()
}

/// All that a full card shows: each variant of the library, the code that honors `Retry-After`, and the other libraries in one list.
/// Without a document, the usual library of each language.
pub(super) fn full(code: Code, subject: &Subject) -> Vec<Block> {
    match &subject.code_lines {
        CodeLines::None => Vec::new(),
        CodeLines::Usual => section("Send it", usual(code)),
        CodeLines::Of(sending) => of_library(code, sending),
    }
}

/// The code on a page: that of all libraries of all languages, and that of all clients that honors `Retry-After`.
pub(super) fn page(code: Code) -> Vec<Block> {
    let mut blocks = section("Send it", everywhere(code));
    if is_retried(code) {
        blocks.push(Block::Heading("Honor Retry-After"));
        for language in Language::with_senders() {
            for library in language.clients() {
                let Some(retry) = library.retry.as_ref().filter(|retry| retry.is_of(language)) else { continue };
                let label = format!("{}, {}:", language.name, library.name);
                blocks.extend([Block::Paragraph(vec![text(label)]), retry_block(retry, language)]);
            }
        }
    }
    blocks
}

fn section(heading: &'static str, entries: Vec<Vec<Span>>) -> Vec<Block> {
    if entries.is_empty() { Vec::new() } else { vec![Block::Heading(heading), Block::Bullets(entries)] }
}

fn of_library(code: Code, sending: &Sending) -> Vec<Block> {
    let (library, language) = (sending.library(), sending.language());
    let mut blocks = vec![Block::Heading(if sending.is_check { "Check it" } else { "Send it" })];
    let mut pages = Vec::new();
    for line in sending.lines(code) {
        let mut label = vec![text(format!("{}, {}", library.name, purpose(line.variant, code)))];
        if !pages.contains(&line.doc) {
            pages.push(line.doc);
            label.extend([text(" ("), link("documentation", line.doc), text(")")]);
        }
        label.push(text(":"));
        blocks.push(Block::Paragraph(label));
        blocks.push(with_imports(&line.imports, &line.text, language));
    }
    if let Some(retry) = sending.retry(code) {
        let label = format!("{}, waiting as long as `Retry-After` asks:", library.name);
        blocks.extend([Block::Paragraph(vec![text(label)]), retry_block(retry, language)]);
    }
    let others =
        sending.others().filter_map(|other| entry(other, code, language, sending.is_check, false, &sending.versions));
    blocks.extend(section("Other libraries", others.collect()));
    blocks
}

/// The purpose of a variant, in words.
fn purpose(variant: Variant, code: Code) -> Cow<'static, str> {
    match variant {
        Variant::Body => "with a message".into(),
        Variant::Empty => "without a body".into(),
        Variant::Header => format!("with `{}`", SentHeader::of(code).map_or("", |header| header.name)).into(),
        Variant::Redirect => "with `Location`".into(),
        Variant::Check => "checking a response".into(),
    }
}

fn usual(code: Code) -> Vec<Vec<Span>> {
    let entry = |language: &'static Language| {
        let library = language.usual_sender()?;
        entry(library, code, language, false, true, &LibraryVersions::default())
    };
    Language::with_senders().filter_map(entry).collect()
}

/// Each library once, of several versions the first one.
fn everywhere(code: Code) -> Vec<Vec<Span>> {
    let mut shown: Vec<&str> = Vec::new();
    let mut entries = Vec::new();
    for language in Language::with_senders() {
        for library in language.senders() {
            let name = library.family.unwrap_or(library.id);
            if !shown.contains(&name)
                && let Some(entry) = entry(library, code, language, false, true, &LibraryVersions::default())
            {
                shown.push(name);
                entries.push(entry);
            }
        }
    }
    entries
}

/// The library with its preferred line, each row of it a piece of code. A long one gives way to a shorter variant.
fn entry(
    library: &Library,
    code: Code,
    language: &'static Language,
    is_check: bool,
    names_language: bool,
    versions: &LibraryVersions,
) -> Option<Vec<Span>> {
    let all = lines(library, code, language, is_check, versions);
    let rows = |line: &SendLine| line.text.lines().count();
    let line =
        all.iter().find(|line| rows(line) <= LISTED_LINES).or_else(|| all.iter().min_by_key(|line| rows(line)))?;
    let name = if names_language { format!("{}, {}", language.name, library.name) } else { library.name.to_owned() };
    let mut spans = vec![text(name), text(":")];
    for row in line.text.lines().map(str::trim).filter(|row| !row.is_empty()) {
        for part in calls(row) {
            spans.extend([text(" "), Span::Code(part.to_owned().into())]);
        }
    }
    Some(spans)
}

/// A long row in two parts, before the last of its chained calls, so that lists can break it.
fn calls(row: &str) -> impl Iterator<Item = &str> {
    let is_long = row.len() > LISTED_COLUMNS;
    let split = row.rfind(").").filter(|_| is_long).map_or(row.len(), |at| at + 1);
    let (first, second) = row.split_at(split);
    [first, second].into_iter().filter(|part| !part.is_empty())
}

fn retry_block(retry: &RetryCode, language: &'static Language) -> Block {
    let imports: Vec<String> = retry.imports.iter().map(ToString::to_string).collect();
    let code = [&indented(retry.code, language), "\n\n", &indented(retry.line, language)].concat();
    with_imports(&imports, &code, language)
}

fn with_imports(imports: &[String], code: &str, language: &'static Language) -> Block {
    let head = imports.iter().map(|import| format!("{import}\n")).collect::<String>();
    let gap = if head.is_empty() { "" } else { "\n" };
    Block::Code { language: language.id, text: [&head, gap, code].concat() }
}

fn code_block(code: &str, language: &'static Language) -> Block {
    Block::Code { language: language.id, text: indented(code, language) }
}
