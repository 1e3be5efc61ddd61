//! Lines with mentions, printed as ripgrep prints those with matches.

use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use anstyle::{AnsiColor, Effects};

use crate::detect::Mention;

use super::file_mentions::Role;
use crate::cli::shown::{shown, shown_path};

/// How output looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) is_colored: bool,
    pub(super) is_terminal: bool,
}

const PATH: anstyle::Style = AnsiColor::Magenta.on_default();
const NUMBER: anstyle::Style = AnsiColor::Green.on_default();
const MATCH: anstyle::Style = AnsiColor::Red.on_default().effects(Effects::BOLD);

impl Style {
    fn write(self, bytes: &[u8], style: anstyle::Style, out: &mut Vec<u8>) {
        // Writing to memory cannot fail.
        if self.is_colored {
            let _ = write!(out, "{style}");
        }
        out.extend_from_slice(bytes);
        if self.is_colored {
            let _ = write!(out, "{style:#}");
        }
    }

    /// The path: for people with what a terminal would interpret escaped, for programs as it is.
    pub(super) fn write_path(self, path: &Path, out: &mut Vec<u8>) {
        if self.is_terminal {
            self.write(shown_path(path).as_bytes(), PATH, out);
        } else {
            self.write(path.as_os_str().as_encoded_bytes(), PATH, out);
        }
    }

    fn write_number(self, number: usize, out: &mut Vec<u8>) {
        self.write(number.to_string().as_bytes(), NUMBER, out);
    }

    fn write_text(self, text: &str, out: &mut Vec<u8>) {
        if self.is_terminal {
            // Tabs are spaces to a terminal.
            let parts: Vec<String> = text.split('\t').map(shown).collect();
            out.extend_from_slice(parts.join("\t").as_bytes());
        } else {
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// The lines of a text that have mentions.
pub(super) struct Lines<'t> {
    text: &'t str,
    lines: Vec<Line>,
}

/// A line with mentions.
struct Line {
    /// 1-based.
    number: usize,
    /// Without its break.
    range: Range<usize>,
    mentions: Vec<Range<usize>>,
}

/// More of a line is not printed, in bytes: minified files have lines without end.
const LINE_BYTES: usize = 2000;

impl<'t> Lines<'t> {
    /// The lines on which the mentions begin. Lines end at LF, CRLF or CR.
    pub(super) fn of(text: &'t str, found: &[(Mention, Role)]) -> Self {
        let mut counter = LineCounter::new(text);
        let mut lines: Vec<Line> = Vec::new();
        for (mention, _) in found {
            let (number, range) = counter.line(mention.range.start);
            let mention = mention.range.start..mention.range.end.min(range.end);
            match lines.last_mut() {
                Some(last) if last.number == number => last.mentions.push(mention),
                _ => lines.push(Line { number, range, mentions: vec![mention] }),
            }
        }
        Self { text, lines }
    }

    /// Path, line, column of the first mention in bytes, and text.
    pub(super) fn write(&self, path: &Path, style: Style, out: &mut Vec<u8>) {
        for line in &self.lines {
            style.write_path(path, out);
            out.push(b':');
            self.write_line(line, &line.mentions, style, out);
        }
    }

    /// The same for each mention.
    pub(super) fn write_each(&self, path: &Path, style: Style, out: &mut Vec<u8>) {
        for line in &self.lines {
            for mention in &line.mentions {
                style.write_path(path, out);
                out.push(b':');
                self.write_line(line, std::slice::from_ref(mention), style, out);
            }
        }
    }

    /// The path, and below it line, column and text.
    pub(super) fn write_below_heading(&self, path: &Path, style: Style, out: &mut Vec<u8>) {
        style.write_path(path, out);
        out.push(b'\n');
        for line in &self.lines {
            self.write_line(line, &line.mentions, style, out);
        }
    }

    /// The path and how many lines it has.
    pub(super) fn write_count(&self, path: &Path, style: Style, out: &mut Vec<u8>) {
        style.write_path(path, out);
        let _ = writeln!(out, ":{}", self.lines.len());
    }

    fn write_line(&self, line: &Line, mentions: &[Range<usize>], style: Style, out: &mut Vec<u8>) {
        let first = mentions.first().map_or(line.range.start, |mention| mention.start);
        style.write_number(line.number, out);
        let _ = write!(out, ":{}:", first - line.range.start + 1);
        let shown = cut(self.text, &line.range, first);
        let mut at = shown.start;
        if at > line.range.start {
            out.extend_from_slice("…".as_bytes());
        }
        for mention in mentions.iter().filter(|mention| mention.end <= shown.end) {
            style.write_text(&self.text[at..mention.start], out);
            let mut text = Vec::new();
            style.write_text(&self.text[mention.clone()], &mut text);
            style.write(&text, MATCH, out);
            at = mention.end;
        }
        style.write_text(&self.text[at..shown.end], out);
        if shown.end < line.range.end {
            out.extend_from_slice("…".as_bytes());
        }
        out.push(b'\n');
    }
}

/// The part of a line around a byte that is printed.
pub(in crate::cli) fn cut(text: &str, line: &Range<usize>, at: usize) -> Range<usize> {
    if line.len() <= LINE_BYTES {
        return line.clone();
    }
    let start = text.floor_char_boundary(at.saturating_sub(LINE_BYTES / 4).max(line.start));
    start..text.floor_char_boundary((start + LINE_BYTES).min(line.end))
}

/// Finds the lines of places that are asked for in order.
pub(in crate::cli) struct LineCounter<'t> {
    text: &'t str,
    /// 1-based.
    number: usize,
    start: usize,
    /// Where the break of the line begins.
    end: usize,
}

impl<'t> LineCounter<'t> {
    pub(in crate::cli) fn new(text: &'t str) -> Self {
        Self { text, number: 1, start: 0, end: line_end(text, 0) }
    }

    /// The number of the line that holds a byte, and its range without its break.
    pub(in crate::cli) fn line(&mut self, at: usize) -> (usize, Range<usize>) {
        while at > self.end {
            let length = if self.text[self.end..].starts_with("\r\n") { 2 } else { 1 };
            if at < self.end + length || self.end + length > self.text.len() {
                break;
            }
            self.start = self.end + length;
            self.end = line_end(self.text, self.start);
            self.number += 1;
        }
        (self.number, self.start..self.end)
    }
}

fn line_end(text: &str, start: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at)
}
