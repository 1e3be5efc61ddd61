//! The text that imports are read from and written into, with its comments and strings blanked.

use std::ops::Range;

use crate::catalog::Language;
use crate::catalog::languages::Escape;
use crate::detect::is_word;

use crate::edits::Edit;

/// A part of a document that is written in one language.
pub(crate) struct Code<'t> {
    /// The text of the part.
    pub(crate) text: &'t str,
    /// The same with blanks for comments and for what stands between quotes. Bytes stay where they are.
    pub(crate) masked: String,
    pub(crate) lines: Vec<Line>,
    /// Where the part begins in the document, in bytes.
    pub(crate) base: usize,
    /// Where the name stands that is imported, in bytes of the part.
    pub(crate) at: usize,
    /// How the document ends its lines.
    pub(crate) eol: &'static str,
}

/// A line, in bytes of the part.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Without the line end.
    pub(crate) range: Range<usize>,
    /// How many round and square brackets are open where it begins.
    pub(crate) brackets: i32,
    /// The same for curly ones.
    pub(crate) braces: i32,
    /// How many `#if` are open where it begins.
    pub(crate) conditions: i32,
    /// Whether it begins within a string or a comment.
    pub(crate) is_inside: bool,
}

impl<'t> Code<'t> {
    pub(crate) fn of(document: &'t str, part: Range<usize>, at: usize, language: &Language) -> Self {
        let text = &document[part.clone()];
        let (masked, inside) = masked(text, language);
        let lines = lines(text, &masked, &inside);
        let eol = if document.contains("\r\n") { "\r\n" } else { "\n" };
        let at = text.floor_char_boundary(at.saturating_sub(part.start).min(text.len()));
        Self { text, masked, lines, base: part.start, at, eol }
    }

    /// A single statement, as data has it.
    pub(crate) fn of_line(line: &'t str) -> Self {
        Self::of(line, 0..line.len(), line.len(), Language::by_id("javascript").unwrap_or_else(Language::fallback))
    }

    /// The line without its comments and what stands in its strings.
    pub(crate) fn masked_line(&self, index: usize) -> &str {
        self.lines.get(index).map_or("", |line| &self.masked[line.range.clone()])
    }

    pub(crate) fn line(&self, index: usize) -> &'t str {
        self.lines.get(index).map_or("", |line| &self.text[line.range.clone()])
    }

    /// Whether the line has neither code nor comment.
    pub(crate) fn is_blank(&self, index: usize) -> bool {
        self.line(index).trim().is_empty()
    }

    /// The index of the line that holds a byte.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.range.start <= byte).saturating_sub(1)
    }

    /// An insertion, by a byte of the part.
    pub(crate) fn insert(&self, at: usize, new_text: impl Into<String>) -> Edit {
        self.replace(at..at, new_text)
    }

    pub(crate) fn replace(&self, range: Range<usize>, new_text: impl Into<String>) -> Edit {
        Edit { range: range.start + self.base..range.end + self.base, new_text: new_text.into() }
    }

    /// The first line behind `index` on which all brackets of the statement are closed; the last line where none is.
    pub(crate) fn end_of_statement(&self, index: usize) -> usize {
        let open = |line: &Line| line.brackets + line.braces;
        let Some(first) = self.lines.get(index) else { return index };
        let depth = open(first);
        let mut last = index;
        while self.lines.get(last + 1).is_some_and(|next| open(next) > depth || next.is_inside) {
            last += 1;
        }
        last
    }

    /// Whether the name stands elsewhere in the code than at the place.
    pub(crate) fn uses(&self, name: &str) -> bool {
        let own = &self.lines[self.line_of(self.at)].range;
        self.masked.match_indices(name).any(|(at, _)| {
            let (before, after) = (&self.masked[..at], &self.masked[at + name.len()..]);
            !own.contains(&at) && !before.ends_with(is_word) && !after.starts_with(is_word)
        })
    }

    /// Whether the place is in a statement that begins with one of these words, or defines a name.
    pub(crate) fn is_at_statement(&self, words: &[&str]) -> bool {
        const LINES: usize = 300;
        let at = self.line_of(self.at);
        let before = &self.masked[self.lines[at].range.start..self.at];
        let last = before.trim_end().rsplit(|c: char| !is_word(c)).next().unwrap_or("");
        if before.ends_with(' ') && DEFINING.contains(&last) {
            return true;
        }
        let depth = |index: &usize| self.lines[*index].brackets + self.lines[*index].braces;
        let is_start = |index: &usize| depth(index) == 0 && self.line(*index).starts_with(|c: char| !c.is_whitespace());
        let Some(start) = (at.saturating_sub(LINES)..=at).rev().find(is_start) else { return false };
        let (line, mut end) = (self.masked_line(start), self.end_of_statement(start));
        // Lists of Haskell begin on a separate line.
        let is_list = |index: usize| {
            let next = self.masked_line(index);
            next.trim().is_empty() || next.starts_with([' ', '\t']) && next.trim_start().starts_with(['(', ',', ')'])
        };
        while end < at && end + 1 < self.lines.len() && is_list(end + 1) {
            end = self.end_of_statement(end + 1);
        }
        let is_variable = || ["const ", "let ", "var "].iter().any(|word| line.starts_with(word));
        let requires = || self.masked[self.lines[start].range.start..self.lines[end].range.end].contains("require(");
        end >= at && words.iter().any(|word| line.starts_with(word)) && (!is_variable() || requires())
            || line.starts_with("(ns ") && end >= at
    }

    /// Whether something else in the text has that name: a definition, a variable, a parameter.
    pub(crate) fn defines(&self, name: &str) -> bool {
        let at_line = self.line_of(self.at);
        (0..self.lines.len()).any(|index| {
            let line = self.masked_line(index);
            line.contains(name) && index != at_line && defines(line, name, self.lines[index].brackets)
        })
    }
}

/// Words before a name that give it to something.
const DEFINING: [&str; 33] = [
    "class",
    "struct",
    "enum",
    "interface",
    "trait",
    "object",
    "type",
    "typealias",
    "record",
    "module",
    "mod",
    "namespace",
    "def",
    "fn",
    "func",
    "fun",
    "function",
    "sub",
    "proc",
    "defp",
    "let",
    "const",
    "var",
    "val",
    "my",
    "local",
    "static",
    "union",
    "protocol",
    "actor",
    "data",
    "newtype",
    "mut",
];
/// Those with parameters.
const FUNCTIONS: [&str; 7] = ["def", "fn", "func", "fun", "function", "sub", "proc"];

fn defines(line: &str, name: &str, brackets: i32) -> bool {
    let code = line.trim_start();
    let is_import = ["import ", "from ", "use ", "using ", "require", "open ", "#include"]
        .iter()
        .any(|word| code.starts_with(word));
    if is_import || code.contains("require(") {
        return false;
    }
    let is_function = code.split(|c: char| !is_word(c)).any(|word| FUNCTIONS.contains(&word));
    let mut found = line.match_indices(name).map(|(at, _)| (&line[..at], &line[at + name.len()..]));
    found.any(|(before, after)| {
        if before.ends_with(|c: char| is_word(c) || matches!(c, '.' | '$' | '@' | ':' | '>' | '\\'))
            || after.starts_with(is_word)
        {
            return false;
        }
        let word = before.trim_end().rsplit(|c: char| !is_word(c)).next().unwrap_or("");
        if DEFINING.contains(&word) && before.trim_end().ends_with(word) && before.ends_with(char::is_whitespace) {
            return true;
        }
        let next = after.trim_start();
        let is_assigned = |next: &str| {
            next.starts_with(":=") || next.strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '~', '>']))
        };
        let typed = next.strip_prefix(':').and_then(|rest| rest.find('=').map(|at| &rest[at..]));
        let begins = before.trim().is_empty() && brackets == 0;
        let in_parameters = || {
            let Some((_, list)) = before.split_once('(') else { return false };
            let begins = list.trim().is_empty() || list.trim_end().ends_with([',', '(']);
            let goes_on = |c: char| is_word(c) || matches!(c, ',' | ')' | ':' | '=' | '*' | '[');
            is_function && !list.contains(')') && begins && next.starts_with(goes_on)
        };
        begins && (is_assigned(next) || typed.is_some_and(is_assigned))
            || list_assigned(before, next)
            || in_parameters()
    })
}

/// `a, name := f()`, `name, err = f()`
fn list_assigned(before: &str, next: &str) -> bool {
    let is_list = |text: &str| text.chars().all(|c| is_word(c) || matches!(c, ',' | ' ' | '\t'));
    let (left, _) = next.split_once(":=").unwrap_or((next, ""));
    next.contains(":=") && is_list(before) && is_list(left)
}

/// The text with blanks for comments and strings, and the ranges of those that have more than one line.
fn masked(text: &str, language: &Language) -> (String, Vec<Range<usize>>) {
    let mut bytes = text.as_bytes().to_vec();
    let mut long = Vec::new();
    let mut at = 0;
    let mut blank = |range: Range<usize>| {
        for byte in bytes[range].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
            *byte = b' ';
        }
    };
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        let begins = |open: &str| rest.starts_with(open.as_bytes());
        let is_shebang = at == 0 && begins("#!") && !begins("#![");
        if is_shebang || language.line_comments.iter().any(|open| begins(open)) {
            let end = memchr::memchr2(b'\n', b'\r', rest).map_or(text.len(), |newline| at + newline);
            blank(at..end);
            at = end;
        } else if let Some((open, close)) = language.block_comments.iter().find(|(open, _)| begins(open)) {
            let end =
                text[at + open.len()..].find(close).map_or(text.len(), |found| at + open.len() + found + close.len());
            blank(at..end);
            long.push(at..end);
            at = end;
        } else if let Some(form) = language.strings.iter().find(|form| begins(form.open)) {
            let start = at + form.open.len();
            let end = end_of_string(text, start, form.close, form.escape, form.is_multiline);
            blank(start..end);
            if form.is_multiline {
                long.push(start..end);
            }
            at = if text[end..].starts_with(form.close) { end + form.close.len() } else { end };
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    // Whole characters are blanked.
    (String::from_utf8(bytes).unwrap_or_else(|_| " ".repeat(text.len())), long)
}

fn end_of_string(text: &str, start: usize, close: &str, escape: Escape, is_multiline: bool) -> usize {
    let mut at = start;
    while at < text.len() {
        let rest = &text[at..];
        let next = rest.chars().next().map_or(1, char::len_utf8);
        match escape {
            Escape::Backslash if rest.starts_with('\\') => {
                at += next;
                at += text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
            }
            Escape::Double if rest.starts_with(close) && rest[close.len()..].starts_with(close) => {
                at += 2 * close.len();
            }
            _ if rest.starts_with(close) => return at,
            _ if !is_multiline && rest.starts_with(['\n', '\r']) => return at,
            _ => at += next,
        }
    }
    text.len()
}

fn lines(text: &str, masked: &str, inside: &[Range<usize>]) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let (mut brackets, mut braces, mut conditions, mut start) = (0i32, 0i32, 0i32, 0);
    let mut guard: Option<&str> = None;
    let mut ranges = inside.iter().peekable();
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        while ranges.next_if(|range| range.end <= start).is_some() {}
        let is_inside = ranges.peek().is_some_and(|range| range.start < start);
        let code = masked[start..end].trim_start();
        if let Some(name) = guard.take() {
            conditions -= i32::from(code.strip_prefix("#define ").is_some_and(|rest| rest.trim() == name));
            if code.is_empty() {
                guard = Some(name);
            }
        }
        found.push(Line { range: start..end, brackets, braces, conditions, is_inside });
        if code.starts_with("#if") {
            // What keeps a header from being read twice is no condition.
            let is_first = found.iter().rev().skip(1).all(|line| masked[line.range.clone()].trim().is_empty());
            guard = code.strip_prefix("#ifndef ").filter(|_| is_first).map(str::trim);
            conditions += 1;
        } else if code.starts_with("#endif") {
            conditions = (conditions - 1).max(0);
        }
        for byte in code.bytes() {
            match byte {
                b'(' | b'[' => brackets += 1,
                b')' | b']' => brackets = (brackets - 1).max(0),
                b'{' => braces += 1,
                b'}' => braces = (braces - 1).max(0),
                _ => {}
            }
        }
        start += line.len();
    }
    if text.is_empty() || text.ends_with('\n') {
        let range = text.len()..text.len();
        found.push(Line { range, brackets, braces, conditions, is_inside: false });
    }
    found
}

/// The white space that a line begins with.
pub(crate) fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}
