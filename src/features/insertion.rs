//! The lines that send or check a status, as edits of a document: indented as what stands there, with the imports that they need.

use std::ops::Range;

use crate::catalog::{Code, Language};
use crate::detect::{Excerpt, MentionRole, TypedStatement, is_word, line_start};
use crate::edits::imports::{Answer, Importer, Need};
use crate::edits::{Edit, applied};

use super::send::{SendContext, SendLine, Sending, is_sent};

/// Lines of code to be written into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// The edit that writes the lines. Its range begins at the start of a line (bytes of the document), so that editors which indent
    /// snippets by the text before them add nothing.
    pub line: Edit,
    /// The new text as a snippet (LSP 3.17, "Snippet Syntax"): a stop at the message, if there is one, and the
    /// last one behind the lines.
    pub snippet: String,
    /// The edits that bring in what the lines need. They do not touch the range of `line`.
    pub imports: Vec<Edit>,
    /// Statements that the lines need for which no edit is known.
    pub missing: Vec<String>,
    /// The name of the library whose lines they are.
    pub library: &'static str,
}

/// The text and edits that insert a status at `offset` (bytes); nothing where the language has no line for it. `head` is the start of the document,
/// of which [`crate::edits::imports::READ_BYTES`] are enough.
///
/// The lines replace a line of white space, and one that has the code alone. Before a statement they go above it,
/// and within or behind one below it.
pub fn insertion(excerpt: &Excerpt<'_>, offset: usize, code: Code, head: &str) -> Option<Insertion> {
    if !is_sent(code, excerpt.catalog) {
        return None;
    }
    let Excerpt { language, preamble, project, .. } = *excerpt;
    let sending = Sending::at(MentionRole::Unknown, code, &SendContext { language, preamble, project })?;
    let send_line = sending.lines(code).into_iter().next()?;
    let place = Place::at(excerpt.text, offset.checked_sub(excerpt.start)?, code)?;
    let unit = unit(excerpt.text, &place.indentation, language);
    let (lines, message) = laid_out(&send_line.text, send_line.message, &place, &unit, language);
    let new_text = [place.before.as_str(), &lines, place.behind].concat();
    let snippet = snippet(&place, &lines, message);
    let range = excerpt.start + place.range.start..excerpt.start + place.range.end;
    let (imports, missing) = imports(&send_line.imports, head, &range, language);
    let line = Edit { range, new_text };
    Some(Insertion { line, snippet, imports, missing, library: sending.library().name })
}

/// Lines as they are written at the start of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Each but the first with the indentation of the statement.
    pub(super) text: String,
    /// The same as a snippet, for editors that indent further lines as the first one.
    pub(super) snippet: String,
}

/// The lines at the start of a statement, of which the indentation stands there already.
pub(super) fn written_at(excerpt: &Excerpt<'_>, statement: &TypedStatement<'_>, line: &SendLine) -> Written {
    let Excerpt { text, language, .. } = *excerpt;
    let unit = unit(text, statement.indentation, language);
    let place = |indentation: &str| Place {
        range: statement.range.clone(),
        before: String::new(),
        behind: "",
        indentation: indentation.to_owned(),
        line_end: line_end(text),
    };
    let (lines, _) = laid_out(&line.text, None, &place(statement.indentation), &unit, language);
    let flat = place("");
    let (unindented, message) = laid_out(&line.text, line.message.clone(), &flat, &unit, language);
    let snippet = snippet(&flat, &unindented, message);
    Written { text: lines[statement.indentation.len()..].to_owned(), snippet }
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where lines go.
struct Place<'t> {
    /// The replaced bytes of the text.
    range: Range<usize>,
    /// The text before and behind them in the new text.
    before: String,
    behind: &'t str,
    indentation: String,
    line_end: &'t str,
}

impl<'t> Place<'t> {
    fn at(text: &'t str, offset: usize, code: Code) -> Option<Self> {
        let (before, after) = text.split_at_checked(offset.min(text.len()))?;
        let start = line_start(before, before.len());
        let end = offset + after.find('\n').unwrap_or(after.len());
        let line_end = line_end(text);
        let line = text[start..end].trim_end_matches('\r');
        let range = start..start + line.len();
        let statement = line.trim_start();
        let indentation = line[..line.len() - statement.len()].to_owned();
        let is_replaced = statement.is_empty() || statement.trim_end() == code.to_string();
        Some(if is_replaced {
            let is_bare = line.is_empty();
            let indentation = if is_bare { indentation_below(&text[..start]) } else { indentation };
            Self { range, before: String::new(), behind: "", indentation, line_end }
        } else if offset <= start + indentation.len() {
            Self { range: start..start, before: String::new(), behind: line_end, indentation, line_end }
        } else {
            let indentation = indentation_below(&text[..range.end]);
            Self { range, before: [line, line_end].concat(), behind: "", indentation, line_end }
        })
    }
}

/// The indentation of a statement below the last line of a text that is not blank.
fn indentation_below(text: &str) -> String {
    let Some(line) = text.lines().rev().find(|line| !line.trim().is_empty()) else { return String::new() };
    let statement = line.trim();
    let own = &line[..line.len() - line.trim_start().len()];
    let opens = statement.ends_with(['{', '(', '[', ':']) || statement.ends_with(" do") || statement.ends_with("->");
    let level = match own.starts_with('\t') {
        true => "\t".to_owned(),
        false => narrowest(text).unwrap_or_else(|| "    ".to_owned()),
    };
    if opens { [own, level.as_str()].concat() } else { own.to_owned() }
}

/// One level of indentation as the text has it, if some line is indented.
fn narrowest(text: &str) -> Option<String> {
    let mut widths =
        text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    if text.lines().any(|line| line.starts_with('\t')) {
        return Some("\t".to_owned());
    }
    // One space stands before the `*` of comments.
    let width = widths.by_ref().filter(|width| *width > 1).min()?;
    Some(" ".repeat(width.min(8)))
}

/// One level of indentation where the lines are written.
fn unit(text: &str, indentation: &str, language: &Language) -> String {
    if indentation.starts_with('\t') {
        return "\t".to_owned();
    }
    let own = narrowest(text).filter(|own| indentation.is_empty() || !own.starts_with('\t'));
    own.unwrap_or_else(|| if indentation.is_empty() { language.indent().to_owned() } else { "    ".to_owned() })
}

/// The lines with the indentation of the place, and where the message stands in them.
fn laid_out(
    text: &str,
    message: Option<Range<usize>>,
    place: &Place<'_>,
    unit: &str,
    language: &Language,
) -> (String, Option<Range<usize>>) {
    let own_unit = language.indent();
    let (mut out, mut moved, mut at) = (String::new(), None, 0);
    for (index, line) in text.split('\n').enumerate() {
        let statement = line.trim_start_matches([' ', '\t']);
        let lead = &line[..line.len() - statement.len()];
        let levels = lead.matches(own_unit).count();
        if index > 0 {
            out.push_str(place.line_end);
        }
        if !statement.is_empty() {
            out.push_str(&place.indentation);
            out.push_str(&unit.repeat(levels));
            out.push_str(&lead[levels * own_unit.len()..]);
        }
        let range = at..at + line.len();
        if let Some(message) = message.as_ref().filter(|message| range.contains(&message.start)) {
            let start = out.len() + message.start - at - lead.len();
            moved = Some(start..start + message.len());
        }
        out.push_str(statement);
        at = range.end + 1;
    }
    (out, moved)
}

fn snippet(place: &Place<'_>, lines: &str, message: Option<Range<usize>>) -> String {
    let lines = match message {
        Some(message) => {
            let stop = ["${1:", &escaped(&lines[message.clone()]), "}"].concat();
            [escaped(&lines[..message.start]), stop, escaped(&lines[message.end..])].concat()
        }
        None => escaped(lines),
    };
    [&escaped(&place.before), &lines, "$0", place.behind].concat()
}

/// The text without meaning for a snippet (LSP 3.17, "Snippet Syntax": `$`, `}` and `\` are escaped).
pub fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// The edits that do what the statements do, and the statements for which no edit was found.
pub(super) fn imports(
    statements: &[String],
    head: &str,
    written: &Range<usize>,
    language: &'static Language,
) -> (Vec<Edit>, Vec<String>) {
    let (mut edits, mut missing): (Vec<Edit>, Vec<String>) = (Vec::new(), Vec::new());
    // Each statement goes into the document that has those before it.
    let mut current = head.to_owned();
    for statement in statements.iter().flat_map(|statement| single(statement)) {
        let moved = current.len() - head.len();
        let at = written.start + moved..written.end + moved;
        let root = statement.split(|c: char| !is_word(c)).rfind(|word| !word.is_empty()).unwrap_or_default();
        let need = Need { line: &statement, given_by: &[], is_written: true, is_standard: false };
        let importer = Importer::of(&current, at.start, language).filter(|_| at.end <= current.len());
        match importer.map_or(Answer::Unknown, |importer| importer.add(&need, root, &at)) {
            Answer::Present { .. } => {}
            Answer::Edits(new) => match applied(&current, &new).filter(|text| text.len() >= current.len()) {
                Some(text) => {
                    let is_first = edits.is_empty();
                    current = text;
                    edits = if is_first { new } else { vec![difference(head, &current)] };
                }
                None => missing.push(statement),
            },
            Answer::Unknown => missing.push(statement),
        }
    }
    // What two statements change together may reach further than each of them.
    if edits.iter().any(|edit| edit.range.end >= written.start) {
        return (Vec::new(), statements.to_vec());
    }
    (edits, missing)
}

/// The statement for each name: `import { A, B } from "x"` is two.
fn single(statement: &str) -> Vec<String> {
    let braced = statement.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?)));
    match braced {
        Some((start, (names, end))) if start.trim() == "import" => {
            names.split(',').map(|name| format!("{start}{{ {} }}{end}", name.trim())).collect()
        }
        _ => vec![statement.to_owned()],
    }
}

/// The one edit between two texts.
fn difference(old: &str, new: &str) -> Edit {
    let pairs = old.chars().zip(new.chars());
    let start: usize = pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum();
    let pairs = old[start..].chars().rev().zip(new[start..].chars().rev());
    let end: usize = pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum();
    Edit { range: start..old.len() - end, new_text: new[start..new.len() - end].to_owned() }
}
