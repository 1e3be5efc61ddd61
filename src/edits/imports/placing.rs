//! Where a new statement goes: among the statements that are there, or below what a file begins with.

use std::ops::Range;

use super::code::{Code, indentation};
use super::list::sorted_index;
use crate::edits::Edit;

/// A statement that brings something in.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// Whole lines without the last line end, in bytes of the part.
    pub(crate) range: Range<usize>,
    /// The key by which statements are sorted.
    pub(crate) key: String,
    /// Statements of one kind are sorted among themselves: `import x` and `from x import y`.
    pub(crate) kind: u8,
    /// The block that formatters put it into: the standard library first.
    pub(crate) rank: u8,
}

/// A statement to be written.
pub(crate) struct New<'a> {
    pub(crate) text: &'a str,
    pub(crate) key: &'a str,
    pub(crate) kind: u8,
    pub(crate) rank: u8,
}

/// The first statements, between which no other code stands.
pub(crate) fn leading<'s>(code: &Code<'_>, statements: &'s [Statement]) -> &'s [Statement] {
    let is_parted = |pair: &[Statement]| {
        let end = pair[0].range.end;
        !code.masked[end..pair[1].range.start.max(end)].trim().is_empty()
    };
    let count = statements.windows(2).position(is_parted).map_or(statements.len(), |index| index + 1);
    &statements[..count]
}

fn as_is(key: &str) -> String {
    key.to_owned()
}

fn in_lower_case(key: &str) -> String {
    key.to_lowercase()
}

/// As .NET's tools do it by default.
fn with_system_first(key: &str) -> String {
    let is_system = key == "System" || key.starts_with("System.");
    format!("{}{key}", u8::from(!is_system))
}

/// The orders in which people and tools sort statements.
pub(crate) const ORDERS: [fn(&str) -> String; 3] = [as_is, in_lower_case, with_system_first];

/// Puts a statement among those that are there, of which there is at least one: into the block of its rank, where it sorts.
pub(crate) fn among(code: &Code<'_>, statements: &[Statement], new: &New<'_>) -> Option<Edit> {
    let blocks = blocks(code, statements);
    let is_mixed = blocks.iter().any(|block| block.iter().any(|one| one.rank != block[0].rank));
    let fits = |block: &&&[Statement]| block.iter().any(|one| one.rank == new.rank);
    let closest = blocks.iter().filter(fits).enumerate().max_by_key(|(index, block)| {
        let shared = block.iter().map(|one| shared(&one.key, new.key)).max().unwrap_or(0);
        (block.iter().any(|one| one.kind == new.kind), shared, *index)
    });
    if let Some((_, block)) = closest {
        return Some(into(code, block, new));
    }
    if is_mixed {
        return blocks.last().map(|block| into(code, block, new));
    }
    match blocks.iter().find(|block| block[0].rank > new.rank) {
        Some(next) => {
            let first = &next[0];
            let indent = indentation(&code.text[first.range.clone()]);
            let text = format!("{indent}{}{}{}", new.text, code.eol, code.eol);
            // What the comment above it says is about the block.
            Some(code.insert(above_comments(code, first.range.start, statements), text))
        }
        None => statements.last().map(|last| {
            let indent = indentation(&code.text[last.range.clone()]);
            code.insert(last.range.end, format!("{}{}{indent}{}", code.eol, code.eol, new.text))
        }),
    }
}

/// Puts a statement into a block.
fn into(code: &Code<'_>, block: &[Statement], new: &New<'_>) -> Edit {
    // Blocks of several ranks keep them apart.
    let of_rank: Vec<Statement> = block.iter().filter(|one| one.rank == new.rank).cloned().collect();
    if of_rank.len() < block.len() && !of_rank.is_empty() {
        return into(code, &of_rank, new);
    }
    let is_parted = block.is_sorted_by_key(|one| one.kind);
    let keys: Vec<&str> = block.iter().map(|one| one.key.as_str()).collect();
    let is_one_order = !is_parted && sorted_index(&keys, new.key, &ORDERS).is_some();
    let peers: Vec<&Statement> = block.iter().filter(|one| is_one_order || one.kind == new.kind).collect();
    let indent = indentation(&code.text[block[0].range.clone()]);
    let before = |one: &Statement| code.insert(one.range.start, format!("{indent}{}{}", new.text, code.eol));
    let behind = |one: &Statement| code.insert(one.range.end, format!("{}{indent}{}", code.eol, new.text));
    let Some(last) = peers.last() else {
        return if (new.rank, new.kind) < (block[0].rank, block[0].kind) {
            before(&block[0])
        } else {
            behind(&block[block.len() - 1])
        };
    };
    let keys: Vec<&str> = peers.iter().map(|one| one.key.as_str()).collect();
    match sorted_index(&keys, new.key, &ORDERS) {
        Some(0) => before(peers[0]),
        Some(index) => behind(peers[index - 1]),
        None => {
            // Unsorted: behind those that are most alike.
            let best = peers.iter().map(|one| shared(&one.key, new.key)).max().unwrap_or(0);
            let alike = peers.iter().rev().find(|one| best > 0 && shared(&one.key, new.key) == best);
            behind(alike.unwrap_or(last))
        }
    }
}

/// The statements between which no line is empty.
fn blocks<'s>(code: &Code<'_>, statements: &'s [Statement]) -> Vec<&'s [Statement]> {
    let parts = |pair: (&Statement, &Statement)| {
        let between = &code.text[pair.0.range.end..pair.1.range.start];
        between.split('\n').skip(1).any(|line| line.trim().is_empty()) && between.matches('\n').count() > 1
    };
    statements.chunk_by(|a, b| !parts((a, b))).collect()
}

/// The start of the comment lines right above a line that a blank line or a statement stands before.
fn above_comments(code: &Code<'_>, start: usize, statements: &[Statement]) -> usize {
    let mut index = code.line_of(start);
    let is_statement = |index: usize| statements.iter().any(|one| one.range.contains(&code.lines[index].range.start));
    while index > 0
        && !code.is_blank(index - 1)
        && code.masked_line(index - 1).trim().is_empty()
        && !is_statement(index - 1)
    {
        index -= 1;
    }
    // A comment at the start of the file is about the file.
    if index == 0 { start } else { code.lines[index].range.start }
}

/// How many parts of a path two keys begin with.
fn shared(a: &str, b: &str) -> usize {
    let parts = |text: &str| text.split(['.', '/', '\\', ':']).map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (parts(a), parts(b));
    a.iter().zip(&b).take_while(|(a, b)| a == b).count()
}

/// Puts a statement below what the file begins with; `behind` says whether a line must stand above imports. The line that follows is
/// parted by `blank_lines` of them.
pub(crate) fn at_top(
    code: &Code<'_>,
    text: &str,
    behind: impl Fn(&str) -> bool,
    blank_lines: impl Fn(&str) -> usize,
) -> Edit {
    let head = end_of_head(code, behind);
    let next = (head.map_or(0, |last| last + 1)..code.lines.len()).find(|index| !code.is_blank(*index));
    let indent = next.map_or("", |next| indentation(code.line(next)));
    let Some(last) = head else {
        let start = if code.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        // The part of a component begins with the rest of its tag's line.
        let (start, lead) = match code.lines.first() {
            Some(first) if code.base > 0 && first.range.is_empty() => (first.range.end, code.eol),
            _ => (start, ""),
        };
        let wanted = next.map_or(0, |next| blank_lines(code.line(next)));
        let first_line = usize::from(!lead.is_empty());
        let there = next.map_or(wanted, |next| next - first_line.min(next));
        let gap = code.eol.repeat(wanted.saturating_sub(there));
        let tail = if lead.is_empty() { code.eol } else { "" };
        return code.insert(start, format!("{lead}{indent}{text}{tail}{gap}"));
    };
    let wanted = next.map_or(0, |next| blank_lines(code.line(next)));
    let there = next.map_or(wanted, |next| next - last - 1);
    let gap = code.eol.repeat(wanted.saturating_sub(there));
    code.insert(code.lines[last].range.end, format!("{}{}{indent}{text}{gap}", code.eol, code.eol))
}

/// Words of comments that are about the file.
const OF_FILES: [&str; 17] = [
    "copyright",
    "license",
    "licence",
    "spdx",
    "(c)",
    "@file",
    "@author",
    "eslint",
    "@ts-",
    "-*-",
    "vim:",
    "@flow",
    "@jsx",
    "generated",
    "frozen_string_literal",
    "coding",
    "all rights reserved",
];

/// The last line of what the file begins with: comments about the file, and lines above imports.
fn end_of_head(code: &Code<'_>, behind: impl Fn(&str) -> bool) -> Option<usize> {
    let mut last = None;
    let mut index = 0;
    while index < code.lines.len() {
        let line = code.line(index);
        if code.is_blank(index) {
            index += 1;
        } else if index == 0 && line.starts_with("#!") && !line.starts_with("#![") {
            last = Some(index);
            index += 1;
        } else if behind(line.trim_start_matches('\u{feff}').trim_start()) {
            let mut end = code.end_of_statement(index);
            // `module X` goes on with its list.
            while code.lines.get(end + 1).is_some_and(|next| {
                line.starts_with("module ")
                    && code.masked_line(index).trim_end() != "module"
                    && !code.masked[code.lines[index].range.start..code.lines[end].range.end].contains("where")
                    && code.text[next.range.clone()].starts_with([' ', '\t', '(', ')'])
            }) {
                end = code.end_of_statement(end + 1);
            }
            last = Some(end);
            index = end + 1;
        } else if code.masked_line(index).trim().is_empty() {
            let end = end_of_comment(code, index);
            let comment = code.text[code.lines[index].range.start..code.lines[end].range.end].to_lowercase();
            let stands_alone = code.is_blank(end + 1) && end + 1 < code.lines.len();
            let is_above_head = || behind(code.line(end + 1).trim_start());
            if !(stands_alone || is_above_head() || OF_FILES.iter().any(|word| comment.contains(word))) {
                break;
            }
            last = Some(end);
            index = end + 1;
        } else {
            break;
        }
    }
    last
}

/// The last of the lines of comments that begin with line `index`.
fn end_of_comment(code: &Code<'_>, index: usize) -> usize {
    let is_comment = |index: usize| {
        let line = &code.lines[index];
        (line.is_inside || !code.is_blank(index)) && code.masked_line(index).trim().is_empty()
    };
    let mut end = index;
    while end + 1 < code.lines.len() && is_comment(end + 1) {
        end += 1;
    }
    end
}
