//! Where a statement begins: an indented line of a block that holds nothing but a word that is being typed, or nothing at all.

use std::ops::Range;

use crate::catalog::tables::DIRECTIVE_SIGNS;
use crate::catalog::{Language, LanguageKind};

use crate::detect::document::excerpt::Excerpt;
use crate::detect::document::source::line_start;
use crate::detect::lexicon::words::{identifiers, is_word};
use crate::detect::places::trial::written_out;
use crate::detect::tokens::token::Region;

/// The beginning of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedStatement<'a> {
    /// The bytes of the document that hold what has been typed.
    pub range: Range<usize>,
    /// The typed text: a word, a number or nothing.
    pub typed: &'a str,
    /// The white space before it.
    pub indentation: &'a str,
    /// Whether it is the last of its block, as far as a brace tells.
    pub is_last: bool,
}

/// The statement that begins at `offset` (bytes from the start of the document): what stands before it on its line is white space, and
/// nothing stands behind it.
pub fn statement_at<'a>(excerpt: &Excerpt<'a>, offset: usize) -> Option<TypedStatement<'a>> {
    let at = offset.checked_sub(excerpt.start)?;
    let (before, after) = excerpt.text.split_at_checked(at)?;
    let start = line_start(before, at);
    let line = &before[start..];
    let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let typed = &line[indentation.len()..];
    let is_alone = after.lines().next().is_none_or(|rest| rest.trim().is_empty());
    if excerpt.language.kind != LanguageKind::Code || indentation.is_empty() || !is_alone || !typed.chars().all(is_word)
    {
        return None;
    }
    let above = Above::of(&before[..start], indentation, excerpt.language)?;
    if !above.is_complete() {
        return None;
    }
    let head = &before[..start + indentation.len()];
    let is_in_braces = written_out(excerpt, head, "x", after, |view, index| {
        let is_code = view.tokens[index].region == Region::Code;
        match view.bracket_around(index) {
            _ if !is_code => None,
            None => Some(false),
            Some(around) => (view.str(around.open) == "{").then_some(true),
        }
    })?;
    let opens = if is_in_braces {
        opens_braces(above.opener, excerpt.language)
    } else {
        opens_block(above.opener, excerpt.language)
    };
    opens.then(|| TypedStatement {
        range: offset - typed.len()..offset,
        typed,
        indentation,
        is_last: after.trim_start().starts_with('}'),
    })
}

/// The lines above a statement.
struct Above<'a> {
    /// The nearest one that is not blank.
    last: &'a str,
    /// The nearest one with less indentation, which opens the block; where that is a brace alone, the one above it.
    opener: &'a str,
    /// Whether both are one.
    is_first: bool,
}

impl<'a> Above<'a> {
    /// How many lines above a statement are read.
    const MOST: usize = 400;

    fn of(text: &'a str, indentation: &str, language: &Language) -> Option<Self> {
        let blocks = language.block_comments.iter().map(|(open, _)| *open);
        let marks: Vec<&str> = language.line_comments.iter().chain(&DIRECTIVE_SIGNS).copied().chain(blocks).collect();
        // The lines of `/* … */` may begin with a star each.
        let has_stars = language.block_comments.iter().any(|(open, _)| *open == "/*");
        let is_comment = |line: &str| {
            let line = line.trim_start();
            marks.iter().any(|mark| line.starts_with(mark)) || has_stars && line.starts_with('*')
        };
        let mut lines =
            text.lines().rev().take(Self::MOST).filter(|line| !line.trim().is_empty() && !is_comment(line)).peekable();
        let last: &str = lines.peek()?;
        let is_less = |line: &&str| line.len() - line.trim_start().len() < indentation.len();
        let opener = lines.find(is_less)?;
        let is_first = std::ptr::eq(opener, last);
        let opener = if opener.trim() == "{" { lines.next()? } else { opener };
        Some(Self { last: last.trim(), opener: opener.trim(), is_first })
    }

    /// Whether the line before is a whole one, so that a statement may follow.
    fn is_complete(&self) -> bool {
        self.is_first
            || !self.last.ends_with([',', '(', '[', '=', '+', '-', '*', '/', '&', '|', '.', '<', '?', '\\', '>'])
    }
}

/// Whether a line that ends with a brace, or has one and ends with the parameters of a function, opens a block of statements.
fn opens_braces(line: &str, language: &Language) -> bool {
    let has_parameters = line.contains('{') && (line.ends_with(" in") || line.ends_with("->") || line.ends_with('|'));
    if has_parameters || is_label(line, language) {
        return true;
    }
    // A brace on the next line belongs to it.
    let head = line.strip_suffix('{').unwrap_or(line).trim_end();
    let own = &head[..head.find('(').unwrap_or(head.len())];
    let has = |known: &[&str]| identifiers(own).any(|word| known.contains(&word));
    if has(language.syntax.types) || has(language.syntax.switches) {
        return false;
    }
    let begins = |known: &[&str]| identifiers(head).next().is_some_and(|word| known.contains(&word));
    let ends =
        |known: &[&str]| identifiers(head).last().is_some_and(|word| head.ends_with(word) && known.contains(&word));
    if head.ends_with("=>") || head.ends_with("->") || head.ends_with(')') || ends(language.syntax.blocks) {
        return true;
    }
    let goes_on = head.ends_with(['=', ':', ',', '(', '[', '&', '+', '?', '|']);
    !goes_on && (head.contains(')') || begins(language.syntax.bodies))
}

/// Whether a line opens a block that an indentation or a word ends.
fn opens_block(line: &str, language: &Language) -> bool {
    let Some(first) = identifiers(line).next() else { return line.ends_with("):") };
    if language.syntax.types.contains(&first) {
        return false;
    }
    let begins = [language.syntax.functions, language.syntax.bodies, language.syntax.elses]
        .iter()
        .any(|known| known.contains(&first));
    line.ends_with(':') || line.ends_with(" do") || line.ends_with('|') && line.contains(" do ") || begins
}

/// Whether a line is a label of a switch whose statements stand below it: `case 1:`.
fn is_label(line: &str, language: &Language) -> bool {
    let is_known = |word| language.syntax.colon_labels.contains(&word) || language.syntax.defaults.contains(&word);
    line.ends_with(':') && identifiers(line).next().is_some_and(is_known)
}
