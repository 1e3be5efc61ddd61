//! Classes of statuses by name: `4xx`, `5XX`, and `"5.."`, `"5\\d\\d"`, `"(4|5).."`, `"[45].."` in the patterns of metrics.

use crate::catalog::Code;
use crate::catalog::tables::Piece;

use crate::detect::evidence::prior::kind_of_file;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::words::split;
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::Region;
use crate::detect::view::View;

/// The class that the number at `index` begins or is.
pub(crate) fn judge<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let token = view.tokens[index];
    let digit = named(view.str(index)).or_else(|| pattern(view, index))?;
    let length = if token.length() == 3 { 3 } else { pattern_length(view, index) };
    let range = token.start..token.start + length;
    let mut verdict = Verdict::new(view.weights, range, Code::new(digit * 100)?, MentionKind::Class);
    verdict.add(Piece::ClassByName);
    kind_of_file(&mut verdict, view);
    if matches!(view.get(view.glued_before(index)), "-" | "." | "#" | "$" | "v") {
        verdict.add(Piece::ClassWithinWord);
    }
    Some(verdict)
}

/// `4xx`, `4XX`
fn named(text: &str) -> Option<u16> {
    class_digit(text.strip_suffix("xx").or_else(|| text.strip_suffix("XX"))?)
}

/// Patterns for the two other digits of a class.
const TWO_DIGITS: [&str; 11] = [
    "..",
    "\\d\\d",
    "\\\\d\\\\d",
    "\\\\\\\\d\\\\\\\\d",
    "\\d{2}",
    "\\\\d{2}",
    "\\\\\\\\d{2}",
    "[0-9][0-9]",
    "[0-9]{2}",
    ".*",
    ".+",
];

/// How far before a class the sign of the match is looked for, in bytes.
const MATCH_BYTES: usize = 64;

/// `"5.."`, alone in its string or beside other alternatives, matched with something or with words of statuses before it. `1..` is an
/// open range, and `"1.."` a plan of tests.
fn pattern(view: &View<'_>, index: TokenIndex) -> Option<u16> {
    let token = view.tokens[index];
    let digit = class_digit(view.str(index)).or_else(|| first_of_set(view, index))?;
    let (before, behind) = (&view.text[..token.start.at()], &view.text[token.end.at()..]);
    let group = grouped(before, behind);
    let (before, behind) = group.unwrap_or((before, behind));
    let rest = TWO_DIGITS.iter().find_map(|two| behind.strip_prefix(two).map(|rest| (*two, rest)));
    let (two, rest) = rest?;
    let begins = before.ends_with(['"', '\'', '`', '|', '(', '^', '/', '~']);
    let ends = rest.is_empty() || rest.starts_with(['"', '\'', '`', '|', ')', '$', '/', '\\']);
    if !begins || !ends || view.tokens[index].region == Region::Comment {
        return None;
    }
    let from = before.floor_char_boundary(before.len().saturating_sub(MATCH_BYTES));
    let line = before[from..].rsplit('\n').next().unwrap_or("");
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '}' | ')' | ';' | ',' | '{');
    let signs = line.trim_end_matches(|c: char| c.is_ascii_digit() || is_sign(c) || matches!(c, '.' | '|' | '(' | '['));
    let is_matched = line[signs.len()..].contains('~') && (!matches!(two, ".*" | ".+") || names_status(signs))
        || line[signs.len()..].contains('=') && names_status(signs);
    (is_matched || two == ".." && names_status(line)).then_some(digit)
}

/// The longest group or set of digits, in bytes to each side.
const GROUP_BYTES: usize = 16;

/// Returns the text before and behind the group or set that the digit belongs to: `(4|5)`, `[45]`, `[4-5]`.
fn grouped<'t>(before: &'t str, behind: &'t str) -> Option<(&'t str, &'t str)> {
    let within = |sign: u8, open: char, close: char| {
        let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == sign;
        let parts_before = before.bytes().rev().take(GROUP_BYTES).take_while(is_part).count();
        let parts_behind = behind.bytes().take(GROUP_BYTES).take_while(is_part).count();
        let before = before[..before.len() - parts_before].strip_suffix(open)?;
        let behind = behind[parts_behind..].strip_prefix(close)?;
        Some((before, behind))
    };
    within(b'|', '(', ')').or_else(|| within(b'-', '[', ']'))
}

/// The first class of a set of them, whose digits are one token: `[45]`.
fn first_of_set(view: &View<'_>, index: TokenIndex) -> Option<u16> {
    let text = view.str(index);
    let is_set = text.len() > 1 && is_in_set(view, index) && text.bytes().all(|digit| matches!(digit, b'1'..=b'5'));
    if is_set { class_digit(&text[..1]) } else { None }
}

/// Whether a number is all or an end of a set of digits: `[45]`, `[4-5]`.
pub(crate) fn is_in_set(view: &View<'_>, index: TokenIndex) -> bool {
    let (bytes, token) = (view.text.as_bytes(), view.tokens[index]);
    let before = token.start.at().checked_sub(1).and_then(|at| bytes.get(at));
    matches!(before, Some(b'[' | b'-')) && matches!(bytes.get(token.end.at()), Some(b']' | b'-'))
}

fn names_status(text: &str) -> bool {
    split(text).any(|word| ["code", "status", "http", "rc"].iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// The length of the class in bytes: `5..`, or of the digits alone before a longer pattern.
fn pattern_length(view: &View<'_>, index: TokenIndex) -> usize {
    let token = view.tokens[index];
    let behind = &view.text[token.end.at()..];
    if [".", "*", "+"].iter().any(|second| behind.strip_prefix('.').is_some_and(|rest| rest.starts_with(second))) {
        token.length() + 2
    } else {
        token.length()
    }
}

fn class_digit(text: &str) -> Option<u16> {
    text.parse().ok().filter(|digit| text.len() == 1 && (1..=5).contains(digit))
}
