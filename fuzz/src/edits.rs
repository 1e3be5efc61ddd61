//! Any sequence of edits on a document, beside a plain string that is edited by the rules of LSP 3.17 ("Text Documents",
//! `Position`, `TextDocumentContentChangeEvent`): the two must stay the same, in each encoding. The ends of a reversed range are
//! swapped. An edit that cuts a surrogate pair is reported, and U+FFFD replaces each half.
//!
//! An input is the encoding (`8`, `6` or `3`) and the first text, then steps: `w` and the whole new text, or `p` with line and
//! column of the start, line and column of the end, and the text put there.

use std::ops::Range;

use http_status_lsp::text::{Change, Document, Encoding, Position};

use super::{Bytes, SEPARATOR};

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut steps = data.split(|byte| *byte == SEPARATOR);
    let mut first = Bytes::new(steps.next().unwrap_or_default());
    let encoding = match first.key(b"863") {
        b'8' => Encoding::Utf8,
        b'6' => Encoding::Utf16,
        _ => Encoding::Utf32,
    };
    let mut plain = first.text();
    let mut document = Document::new(&plain);
    check_conversions(&document, &plain, encoding);
    let changes: Vec<Change> = steps.map(change).collect();
    for change in &changes {
        // A snapshot must not see what comes after it.
        let (snapshot, before) = (document.clone(), plain.clone());
        let is_whole = document.apply(change, encoding).is_ok();
        assert_eq!(is_whole, apply(&mut plain, change, encoding), "{change:?} on {before:?}");
        assert_eq!(document.text(), plain, "{change:?} on {before:?}");
        assert_eq!(snapshot.text(), before);
    }
    check_conversions(&document, &plain, encoding);
}

fn change(step: &[u8]) -> Change {
    let mut bytes = Bytes::new(step);
    let position = |bytes: &mut Bytes<'_>| Position { line: bytes.number(), column: bytes.number() };
    let range = match bytes.key(b"wp") {
        b'w' => None,
        _ => Some(position(&mut bytes)..position(&mut bytes)),
    };
    Change { range, text: bytes.text() }
}

/// Edits the plain string. Answers whether all pairs stay whole.
fn apply(plain: &mut String, change: &Change, encoding: Encoding) -> bool {
    let Some(range) = &change.range else {
        plain.clone_from(&change.text);
        return true;
    };
    let mut ends = [place(plain, range.start, encoding), place(plain, range.end, encoding)];
    ends.sort_by_key(|place| (place.start, place.is_inside));
    let [from, to] = ends;
    let is_empty = (from.start, from.is_inside) == (to.start, to.is_inside) && change.text.is_empty();
    let [from_half, to_half] = ends.map(|place| place.is_inside && encoding == Encoding::Utf16 && !is_empty);
    let half = |is_half: bool| if is_half { "\u{fffd}" } else { "" };
    let end = if to_half { to.end } else { to.start };
    plain.replace_range(from.start..end, &[half(from_half), &change.text, half(to_half)].concat());
    !from_half && !to_half
}

/// The bytes of each line without its end.
fn lines(plain: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = plain.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' || c == '\r' {
            lines.push(start..at);
            start = at + 1;
            if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
                start = at + 2;
            }
        }
    }
    lines.push(start..plain.len());
    lines
}

fn units(c: char, encoding: Encoding) -> u64 {
    match encoding {
        Encoding::Utf8 => c.len_utf8() as u64,
        Encoding::Utf16 => c.len_utf16() as u64,
        Encoding::Utf32 => 1,
    }
}

/// Where a position is, in bytes.
#[derive(Clone, Copy)]
struct Place {
    /// The start of the character that it is before or inside of, and where that ends.
    start: usize,
    end: usize,
    is_inside: bool,
}

fn place(plain: &str, position: Position, encoding: Encoding) -> Place {
    let at = |at: usize| Place { start: at, end: at, is_inside: false };
    let lines = lines(plain);
    let Some(line) = lines.get(position.line as usize) else { return at(plain.len()) };
    let mut column = 0;
    for (offset, c) in plain[line.clone()].char_indices() {
        let start = line.start + offset;
        let is_inside = column < u64::from(position.column);
        column += units(c, encoding);
        if column > u64::from(position.column) {
            return Place { start, end: start + c.len_utf8(), is_inside };
        }
    }
    at(line.end)
}

fn check_conversions(document: &Document, plain: &str, encoding: Encoding) {
    assert_eq!((document.len(), document.is_empty()), (plain.len(), plain.is_empty()));
    let lines = lines(plain);
    for (number, line) in lines.iter().enumerate() {
        let mut column = 0;
        for (at, c) in plain[line.clone()].char_indices().chain([(line.len(), '\0')]) {
            let there = Position { line: number as u32, column: column as u32 };
            let byte = line.start + at;
            assert_eq!(document.position(byte, encoding), there, "{byte} of {plain:?}");
            assert_eq!(document.offset(there, encoding), byte, "{there:?} of {plain:?}");
            column += units(c, encoding);
        }
        let beyond = Position { line: number as u32, column: column as u32 + 1 };
        assert_eq!(document.offset(beyond, encoding), line.end, "{beyond:?} of {plain:?}");
    }
    for odd in [(lines.len() as u32, 0), (u32::MAX, u32::MAX), (0, u32::MAX)] {
        let odd = Position { line: odd.0, column: odd.1 };
        assert_eq!(document.offset(odd, encoding), place(plain, odd, encoding).start, "{odd:?} of {plain:?}");
    }
    let mut last = Position { line: 0, column: 0 };
    for at in 0..=plain.len() + 2 {
        // Inside of a character its start counts, behind the end the end.
        let start = plain.floor_char_boundary(at);
        let there = document.position(at, encoding);
        assert_eq!(there, document.position(start, encoding), "{at} of {plain:?}");
        assert!(last <= there, "{at} of {plain:?}");
        last = there;
        let slice = document.slice(start..at);
        assert_eq!(slice, plain[start..plain.ceil_char_boundary(at)], "{start}..{at} of {plain:?}");
        let around = document.lines_around(at, 7, 5);
        assert!(
            plain.get(around.clone()).is_some_and(|text| document.slice(around.clone()) == text),
            "{around:?} of {plain:?}"
        );
        assert!(around.start <= start && plain.len().min(at) <= around.end, "{at} not in {around:?} of {plain:?}");
    }
}
