//! Definitions of a name in the document itself: an enumeration, class or table with statuses among its members.

use crate::catalog::tables::{DEFINITION_KINDS, DEFINITION_VALUES, DEFINITION_WRAPPERS, FUNCTION_WORDS};
use crate::catalog::{Code, Spelling};

use crate::detect::document::source::line_start;
use crate::detect::lexicon::compounds::compound;
use crate::detect::lexicon::words::is_word;

/// A member of something that the document defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// As it is written there.
    pub name: String,
    /// The code that it stands for, by its value or else by its name.
    pub code: Code,
}

/// How much of a definition is read, in bytes.
const DEFINITION_BYTES: usize = 16 * 1024;

/// How many parts of a definition are read: a type and its implementations.
const DEFINITION_PARTS: usize = 8;

/// The members that stand for a status of what `text` defines as `name`; nothing where it does not define it.
pub(crate) fn members_of(text: &str, name: &str) -> Option<Vec<Member>> {
    let mut found: Option<Vec<Member>> = None;
    // A type and its implementations stand apart.
    for body in text.match_indices(name).filter_map(|(at, _)| body_of(text, at, name)).take(DEFINITION_PARTS) {
        let found = found.get_or_insert_default();
        for member in entries(body).filter_map(member) {
            if found.iter().all(|known| known.name != member.name) {
                found.push(member);
            }
        }
    }
    found
}

/// The body of the definition whose name stands at `at`, if one does.
fn body_of<'t>(text: &'t str, at: usize, name: &str) -> Option<&'t str> {
    let (before, after) = (&text[..at], &text[at + name.len()..]);
    let is_part = |c: char| is_word(c) || c == '$';
    if before.ends_with(is_part) || after.starts_with(is_part) {
        return None;
    }
    let line_start = line_start(before, at);
    let line_end = after.find('\n').unwrap_or(after.len());
    let rest = &after[..line_end];
    if !defines(before[line_start..].trim(), rest) {
        return None;
    }
    // The bracket may stand on the next line.
    let open = after.find('{').filter(|open| *open <= line_end || after[line_end..*open].trim().is_empty());
    let body = match open {
        Some(open) => &after[open + 1..open + 1 + length_in_brackets(&after[open + 1..])],
        None => indented(&after[line_end..], &before[line_start..]),
    };
    Some(&body[..body.floor_char_boundary(DEFINITION_BYTES)])
}

/// Whether what stands before and behind a name on its line makes it a definition with members.
fn defines(before: &str, after: &str) -> bool {
    let after = after.trim_start();
    match before.rsplit([' ', '\t']).next() {
        Some(kind) if DEFINITION_KINDS.contains(&kind) => {
            // What has parameters or parents in brackets is no call of the same word (`type(x)`).
            !after.starts_with(['.', '(']) || kind != "type"
        }
        Some(kind) if DEFINITION_VALUES.contains(&kind) || before.is_empty() => {
            let value = after.split_once('=').map(|(_, value)| value.trim_start());
            value.is_some_and(|value| {
                value.starts_with(['{', '[']) || DEFINITION_WRAPPERS.iter().any(|wrapper| value.starts_with(wrapper))
            })
        }
        _ => false,
    }
}

/// How many bytes stand before the bracket that closes the one open at the start of `text`.
fn length_in_brackets(text: &str) -> usize {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate().take(DEFINITION_BYTES) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.floor_char_boundary(DEFINITION_BYTES)
}

/// The lines at the start of `text` that are indented further than the one whose start is `line`.
fn indented<'t>(text: &'t str, line: &str) -> &'t str {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(line);
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() && indent(line) <= own {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

/// The parts of a body between commas, semicolons and line breaks that stand in no further brackets.
fn entries(body: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    body.split(move |c: char| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '\n')
    })
}

/// `NotFound = 404`, `NOT_FOUND(404, "Not Found")`, `notFound: 404`, `case notFound`
fn member(entry: &str) -> Option<Member> {
    let entry = entry.trim();
    if entry.starts_with(['/', '#', '*', '@', '[', '-']) || entry.contains("=>") || entry.contains('{') {
        return None;
    }
    let at = entry.find(['=', '(', ':']).unwrap_or(entry.len());
    let (left, right) = entry.split_at(at);
    // A type stands between a name and its value: `NotFound: number = 404`.
    let value = right.trim_start_matches([':', '=', '(', ' ']);
    let left = left.split(" extends ").next().unwrap_or(left).trim().trim_matches(['"', '\'']);
    if left.split_whitespace().next().is_some_and(|word| FUNCTION_WORDS.contains(&word)) {
        return None;
    }
    let name = left.rsplit([' ', '\t', '.']).next().filter(|name| is_identifier(name))?;
    let code = number_in(value).or_else(|| by_name(name))?;
    Some(Member { name: name.to_owned(), code })
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() && name.chars().all(is_word)
}

/// The first whole number in a value that can be a code.
fn number_in(value: &str) -> Option<Code> {
    let numbers = value.split(|c: char| !is_word(c)).filter(|word| word.len() == 3);
    numbers.filter_map(Code::parse).next()
}

fn by_name(name: &str) -> Option<Code> {
    let mut codes = Spelling::named(name).map(Spelling::code);
    let first = codes.next();
    match first {
        Some(code) => codes.all(|other| other == code).then_some(code),
        None => compound(name).map(|found| found.code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, expected: &[(&str, u16)]) {
        let found = members_of(text, name).unwrap_or_default();
        let found: Vec<(&str, u16)> = found.iter().map(|member| (member.name.as_str(), member.code.number())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn members_are_read_in_the_styles_of_many_languages() {
        let both = [("NotFound", 404), ("Unauthorized", 401)];
        check("enum HttpStatus { NotFound = 404, Unauthorized = 401 }", "HttpStatus", &both);
        check(
            "export const enum HttpStatus {\n  NotFound = 404, // no such thing\n  Unauthorized = 401,\n}\n",
            "HttpStatus",
            &both,
        );
        check("public enum HttpStatus\n{\n    NotFound = 404,\n    Unauthorized = 401\n}\n", "HttpStatus", &both);
        check("const HttpStatus = {\n  NotFound: 404,\n  'Unauthorized': 401,\n};\n", "HttpStatus", &both);
        check("const HttpStatus = Object.freeze({ NotFound: 404, Unauthorized: 401 });", "HttpStatus", &both);
        check(
            "enum class HttpStatus(val code: Int) {\n    NotFound(404),\n    Unauthorized(401);\n    fun isOk() = code == 200\n}\n",
            "HttpStatus",
            &both,
        );
        check(
            "class HttpStatus(IntEnum):\n    NotFound = 404\n    Unauthorized = 401, 'no'\n\nx = 500\n",
            "HttpStatus",
            &both,
        );
        check("enum HttpStatus: Int {\n  case NotFound = 404\n  case Unauthorized\n}\n", "HttpStatus", &both);
        check("module HttpStatus\n  NotFound = 404\n  Unauthorized = 401\nend\n", "HttpStatus", &both);
        check(
            "class HttpStatus {\n  static readonly NotFound: number = 404;\n  static readonly Unauthorized = 401;\n  text(): string { return '500'; }\n}\n",
            "HttpStatus",
            &both,
        );
        check(
            "final class HttpStatus {\n  public static final int NotFound = 404;\n  public static final int Unauthorized = 401;\n}\n",
            "HttpStatus",
            &both,
        );
        check("enum HttpStatus { NotFound = 'NOT_FOUND', Broken = 'BROKEN' }", "HttpStatus", &[("NotFound", 404)]);
    }

    #[test]
    fn what_is_only_used_is_not_defined() {
        for text in [
            "x = HttpStatus.NotFound",
            "import { HttpStatus } from 'x'",
            "const HttpStatus = require('x')",
            "new HttpStatus(404)",
        ] {
            assert_eq!(members_of(text, "HttpStatus"), None, "{text}");
        }
        assert_eq!(members_of("enum HttpStatus {}", "HttpStatus"), Some(Vec::new()));
    }
}
