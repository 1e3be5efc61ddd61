//! `hover`: the cards of a place or a line of a file, and why it has them.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use crate::catalog::Language;
use crate::detect::{
    Confidence, EXCERPT_BYTES, Mention, MentionKind, Preamble, Reading, candidates_in_excerpt, judge_at, mention_at,
    mentions_in_excerpt,
};
use crate::features::headers::header_at;
use crate::features::subject::{Context, Subject};
use crate::features::{Card, Detail};
use crate::text::{Document, Encoding, Position};
use crate::workspace::document_file;

use super::paths::Paths;
use super::project::{ProjectOfFile, Projects};
use super::screen::Screen;
use super::shown::{shown, shown_os, shown_path};

/// The cards of the statuses at a place. A status that stands on the line several times, as a number and in words, has one.
///
/// # Errors
/// The file cannot be read, the place is not in it, or there is no status.
pub(super) fn hover(place: &OsStr, detail: Detail, screen: &Screen) -> Result<String, String> {
    let place = Place::parse(place)?;
    let file = File::read(&place)?;
    let found: Vec<Mention> = match file.offset(&place)? {
        Some(offset) => mention_at(&file.around(offset..offset).excerpt(), offset).into_iter().collect(),
        None => file.of_line(mentions_in_excerpt),
    };
    let context = Context {
        language: file.language,
        preamble: &file.preamble,
        catalog: &file.project.catalog,
        project: &file.project.libraries,
    };
    let mut subjects: Vec<Subject> = Vec::new();
    for mention in &found {
        let title = Subject::mentioned(mention, &context).title();
        if subjects.iter().all(|known| known.title() != title) {
            // Only a mention that is judged alone has a role.
            let range = &mention.range;
            let alone = mention_at(&file.around(range.clone()).excerpt(), range.start.midpoint(range.end));
            subjects.push(Subject::mentioned(alone.as_ref().unwrap_or(mention), &context));
        }
    }
    if subjects.is_empty()
        && let Some(offset) = file.offset(&place)?
    {
        let header = header_at(&file.around(offset..offset).excerpt(), offset);
        subjects.extend(header.map(|(_, header)| Subject::header(header, &file.project.catalog)));
    }
    if subjects.is_empty() {
        return Err(format!("{}: no status there", place.shown_line()));
    }
    let cards: Vec<Card> = subjects.iter().map(|subject| Card::of(subject, detail)).collect();
    Ok(screen.cards(&cards))
}

/// The evidence for and against each candidate at a place, also for those that are no statuses.
///
/// # Errors
/// The file cannot be read, the place is not in it, or nothing there could be a status.
pub(super) fn why(place: &OsStr) -> Result<String, String> {
    let place = Place::parse(place)?;
    let file = File::read(&place)?;
    let (found, what) = match file.offset(&place)? {
        Some(offset) => {
            let found: Vec<Mention> = judge_at(&file.around(offset..offset).excerpt(), offset).into_iter().collect();
            (found, "there")
        }
        None => (file.of_line(candidates_in_excerpt), "on the line"),
    };
    if found.is_empty() {
        return Err(format!(
            "{}: no status there: no three-digit number, no name and no phrase of a status stands {what}",
            place.shown_line()
        ));
    }
    let reasons: Vec<String> = found.iter().map(|mention| reasons(mention, &file.text)).collect();
    let has_status = found.iter().any(|mention| mention.confidence >= Confidence::Likely);
    let remark = if has_status {
        String::new()
    } else {
        format!("{}: no status there; the sums are below 0\n\n", place.shown_line())
    };
    Ok(remark + &reasons.join("\n"))
}

/// A file as far as it decides about a line of it.
struct File {
    /// The text up to the line, and some behind it.
    text: String,
    document: Document,
    preamble: Preamble,
    language: &'static Language,
    project: ProjectOfFile,
    /// The bytes of the line.
    line: Range<usize>,
}

impl File {
    fn read(place: &Place<'_>) -> Result<Self, String> {
        let shown = shown_path(place.path);
        let text =
            document_file::read_to_line(place.path, place.line).map_err(|problem| format!("{shown}: {problem}"))?;
        let document = Document::new(&text);
        let end = document.position(document.len(), Encoding::Utf32);
        let number = u32::try_from(place.line - 1).unwrap_or(u32::MAX);
        if number > end.line {
            return Err(format!("{shown}: there is no line {}; the last is {}", place.line, end.line + 1));
        }
        let start_of = |line: u32| document.offset(Position { line, column: 0 }, Encoding::Utf32);
        let line = start_of(number)..if number == end.line { document.len() } else { start_of(number + 1) };
        let language = Language::of_document("", &place.path.to_string_lossy());
        let project = Projects::default().of(place.path, &Paths::of_process());
        Ok(Self { preamble: Preamble::of(&text), text, document, language, project, line })
    }

    /// The byte of a place with a column.
    fn offset(&self, place: &Place<'_>) -> Result<Option<usize>, String> {
        let Some(column) = place.column else { return Ok(None) };
        let line = u32::try_from(place.line - 1).unwrap_or(u32::MAX);
        let at = Position { line, column: u32::try_from(column - 1).unwrap_or(u32::MAX) };
        let offset = self.document.offset(at, Encoding::Utf32);
        if self.document.position(offset, Encoding::Utf32) != at {
            return Err(format!("{}: line {} has no column {column}", shown_path(place.path), place.line));
        }
        Ok(Some(offset))
    }

    /// The excerpt around some bytes as the server reads it, so that its answers can be explained.
    fn around(&self, bytes: Range<usize>) -> Reading {
        let [first, last] =
            [bytes.start, bytes.end].map(|at| self.document.lines_around(at, EXCERPT_BYTES.0, EXCERPT_BYTES.1));
        let around = first.start..last.end;
        let reading =
            Reading::new(Preamble::of(&self.text), self.text[around.clone()].to_owned(), around.start, self.language);
        reading.with_catalog(&self.project.catalog)
    }

    /// The mentions of the line, or its candidates. Long lines are read in parts.
    fn of_line(&self, find: impl Fn(&crate::detect::Excerpt<'_>, Range<usize>) -> Vec<Mention>) -> Vec<Mention> {
        const PART_BYTES: usize = 64 * 1024;
        let mut found: Vec<Mention> = Vec::new();
        let mut start = self.line.start;
        while start < self.line.end {
            let end = self.text.floor_char_boundary((start + PART_BYTES).min(self.line.end));
            found.extend(find(&self.around(start..end).excerpt(), start..end));
            start = end;
        }
        found
    }
}

fn reasons(mention: &Mention, text: &str) -> String {
    let kind = match mention.kind {
        MentionKind::Number => "number".to_owned(),
        MentionKind::Name(Some(spelling)) => format!("name of {}", spelling.library().name),
        MentionKind::Name(None) => "name".to_owned(),
        MentionKind::Phrase => "phrase".to_owned(),
        MentionKind::Class => "class".to_owned(),
    };
    let level = match mention.confidence {
        Confidence::Unlikely => "unlikely",
        Confidence::Possible => "possible",
        Confidence::Likely => "likely",
        Confidence::Certain => "certain",
    };
    let sum: f32 = mention.why.iter().map(|(_, weight)| weight).sum();
    let mentioned = shown(&text[mention.range.clone()]);
    let mut out = format!("{mentioned} {} ({kind}), {level}, sum {sum:.1}\n", mention.code);
    for (name, weight) in &mention.why {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {weight:+5.1}  {name}");
    }
    out
}

/// A place as one types it.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    path: &'a Path,
    /// 1-based.
    line: usize,
    /// 1-based, in characters.
    column: Option<usize>,
}

impl<'a> Place<'a> {
    /// Numbers are read from the right, so that a drive letter stays with its path.
    fn parse(text: &'a OsStr) -> Result<Self, String> {
        let read = || {
            let (rest, last) = split_number(text)?;
            Some(match split_number(rest) {
                Some((path, line)) => Self { path: Path::new(path), line, column: Some(last) },
                None => Self { path: Path::new(rest), line: last, column: None },
            })
        };
        read().ok_or_else(|| format!("{}: a place is FILE:LINE or FILE:LINE:COLUMN, counted from 1", shown_os(text)))
    }

    /// The file and the line, as a message begins.
    fn shown_line(&self) -> String {
        format!("{}:{}", shown_path(self.path), self.line)
    }
}

/// A number from 1 behind the last colon, and what stands before it.
fn split_number(text: &OsStr) -> Option<(&OsStr, usize)> {
    let bytes = text.as_encoded_bytes();
    let colon = bytes.iter().rposition(|byte| *byte == b':').filter(|colon| *colon > 0)?;
    let number = std::str::from_utf8(&bytes[colon + 1..]).ok()?.parse().ok().filter(|number| *number > 0)?;
    Some((first_bytes(text, colon)?, number))
}

#[cfg(unix)]
fn first_bytes(text: &OsStr, length: usize) -> Option<&OsStr> {
    use std::os::unix::ffi::OsStrExt as _;

    text.as_bytes().get(..length).map(OsStr::from_bytes)
}

/// Elsewhere only names in valid Unicode can be cut.
#[cfg(not(unix))]
fn first_bytes(text: &OsStr, length: usize) -> Option<&OsStr> {
    text.to_str()?.get(..length).map(OsStr::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Place<'_>, String> {
        Place::parse(OsStr::new(text))
    }

    #[test]
    fn places_are_read_from_the_right() {
        let place = |path, line, column| Ok(Place { path: Path::new(path), line, column });
        assert_eq!(parsed("src/a.rs:3"), place("src/a.rs", 3, None));
        assert_eq!(parsed("src/a.rs:3:14"), place("src/a.rs", 3, Some(14)));
        assert_eq!(parsed("C:\\a.rs:3"), place("C:\\a.rs", 3, None));
        assert_eq!(parsed("C:\\a.rs:3:1"), place("C:\\a.rs", 3, Some(1)));
        for wrong in ["", "a", "a:", "a:b", "a:0", ":3", "a:-1"] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
