//! `find --json`: one object for each mention, as the README documents them, and a summary.

use std::path::Path;

use serde::Serialize;

use crate::detect::Confidence;

use super::file_mentions::{FileMentions, Kind};
use super::lines::{LineCounter, cut};
use crate::cli::base64;

/// The version of the shape of these lines. It changes when a member changes its meaning or goes.
const SCHEMA: u32 = 1;

/// A mention.
#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    r#type: &'static str,
    /// U+FFFD stands for invalid Unicode.
    path: &'a str,
    /// The bytes of a path that is not valid Unicode.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_base64: Option<&'a str>,
    /// 1-based.
    line: usize,
    /// 1-based, in characters.
    column: usize,
    /// 1-based, behind the last character. The mention ends on its line.
    end_column: usize,
    /// Bytes from the start of the file. `null` in UTF-16.
    offset: Option<usize>,
    /// In bytes of the file. `null` in UTF-16.
    length: Option<usize>,
    code: u16,
    kind: &'static str,
    role: &'static str,
    confidence: &'static str,
    language: &'static str,
    /// The text there.
    text: &'a str,
    /// The line without its break, or the part around the mention of a long one.
    line_text: &'a str,
}

/// The end of the output.
#[derive(Serialize)]
struct Summary {
    schema: u32,
    r#type: &'static str,
    /// How many files were read.
    files: usize,
    files_with_mentions: usize,
    mentions: usize,
    /// Files that are too large.
    skipped: usize,
    /// The number of files and folders that were not read.
    problems: usize,
}

/// Writes the mentions of a file.
pub(super) fn write(file: &FileMentions<'_>, out: &mut Vec<u8>) {
    let text = &file.file.text;
    let path = file.path.to_string_lossy();
    let path_base64 = encoded(file.path);
    let mut counter = LineCounter::new(text);
    for (mention, role) in &file.found {
        let (line, range) = counter.line(mention.range.start);
        let mentioned = &text[mention.range.clone()];
        let column = text[range.start..mention.range.start].chars().count() + 1;
        let offset = file.file.in_file(mention.range.start);
        let end = file.file.in_file(mention.range.end);
        let one = Line {
            schema: SCHEMA,
            r#type: "mention",
            path: &path,
            path_base64: path_base64.as_deref(),
            line,
            column,
            end_column: column + mentioned.chars().count(),
            offset,
            length: offset.zip(end).map(|(offset, end)| end - offset),
            code: mention.code.number(),
            kind: Kind::of(mention.kind).name(),
            role: role.name(),
            confidence: if mention.confidence == Confidence::Certain { "certain" } else { "likely" },
            language: file.language,
            text: mentioned,
            line_text: &text[cut(text, &range, mention.range.start)],
        };
        push(&one, out);
    }
}

/// The last line of the output.
pub(super) fn summary(
    files: usize,
    files_with_mentions: usize,
    mentions: usize,
    skipped: usize,
    problems: usize,
) -> Vec<u8> {
    let mut out = Vec::new();
    push(
        &Summary { schema: SCHEMA, r#type: "summary", files, files_with_mentions, mentions, skipped, problems },
        &mut out,
    );
    out
}

/// The bytes of a path that is not valid Unicode.
fn encoded(path: &Path) -> Option<String> {
    path.to_str().is_none().then(|| base64::encoded(path.as_os_str().as_encoded_bytes()))
}

fn push(value: &impl Serialize, out: &mut Vec<u8>) {
    // Numbers and text are always written, and memory takes all of it.
    let _ = serde_json::to_writer(&mut *out, value);
    out.push(b'\n');
}
