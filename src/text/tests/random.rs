//! Random texts and edits, compared with the rules of LSP 3.17 over the client's own units.

use super::*;
use proptest::prelude::*;

/// A text as a client has it that counts in units of the encoding: bytes, UTF-16 code units or characters.
fn units(text: &str, encoding: Encoding) -> Vec<u32> {
    match encoding {
        Encoding::Utf8 => text.bytes().map(u32::from).collect(),
        Encoding::Utf16 => text.encode_utf16().map(u32::from).collect(),
        Encoding::Utf32 => text.chars().map(u32::from).collect(),
    }
}

/// The index of a position in units, by the rules of LSP over the units alone.
fn index(units: &[u32], at: Position) -> usize {
    const ENDS: [u32; 2] = ['\n' as u32, '\r' as u32];
    let line_end = |start: usize| units[start..].iter().position(|unit| ENDS.contains(unit)).map(|end| start + end);
    let mut start = 0;
    for _ in 0..at.line {
        let Some(end) = line_end(start) else { return units.len() };
        let is_pair = units[end] == ENDS[1] && units.get(end + 1) == Some(&ENDS[0]);
        start = end + 1 + usize::from(is_pair);
    }
    (start + at.column as usize).min(line_end(start).unwrap_or(units.len()))
}

/// The same, moved to the start of the character in UTF-8. A unit of UTF-16 stays where it is.
fn rounded_index(units: &[u32], at: Position, encoding: Encoding) -> usize {
    let mut index = index(units, at);
    while encoding == Encoding::Utf8 && units.get(index).is_some_and(|unit| unit & 0xC0 == 0x80) {
        index -= 1;
    }
    index
}

fn splits_pair(units: &[u32], index: usize, encoding: Encoding) -> bool {
    encoding == Encoding::Utf16 && units.get(index).is_some_and(|unit| (0xDC00..=0xDFFF).contains(unit))
}

/// With U+FFFD for each unit of a pair, so that halves compare as pairs do.
fn without_pairs(units: &[u32], encoding: Encoding) -> Vec<u32> {
    let is_half = |unit: u32| encoding == Encoding::Utf16 && (0xD800..=0xDFFF).contains(&unit);
    units.iter().map(|unit| if is_half(*unit) { 0xFFFD } else { *unit }).collect()
}

fn text() -> impl Strategy<Value = String> {
    "[a-c4é𐐀❤🦀\u{2028}\n\r]{0,40}"
}

/// With lines that the rope has in several pieces.
fn long_text() -> impl Strategy<Value = String> {
    let parts = proptest::collection::vec((text(), 1usize..300), 1..4);
    parts.prop_map(|parts| parts.iter().map(|(part, times)| part.repeat(*times)).collect())
}

/// A place near the start, or beyond any text.
fn place() -> impl Strategy<Value = (u32, u32)> {
    let number = |small: u32| prop_oneof![9 => 0..small, 1 => Just(99_999), 1 => Just(u32::MAX)];
    (number(6), number(12))
}

/// Units of a document, as `units` has them.
fn units_of(document: &Document, encoding: Encoding) -> Vec<u32> {
    units(&document.text(), encoding)
}

proptest! {
    #[test]
    fn places_in_long_lines_are_found(text in long_text(), line in 0u32..6, column in 0u32..9000) {
        let document = Document::new(&text);
        for encoding in ENCODINGS {
            let at = position(line, column);
            let offset = document.offset(at, encoding);
            let units = units(&text, encoding);
            let mut index = rounded_index(&units, at, encoding);
            index -= usize::from(splits_pair(&units, index, encoding));
            prop_assert_eq!(encoding.length(&text[..offset]), index);
            let there = document.position(offset, encoding);
            prop_assert_eq!(document.offset(there, encoding), offset);
        }
    }

    /// The edits come as they may: reversed, beyond the text, between the halves of a pair.
    #[test]
    fn the_rope_agrees_with_the_clients_units(
        start in text(),
        edits in proptest::collection::vec((place(), place(), text()), 0..12),
    ) {
        for encoding in ENCODINGS {
            let mut client = units(&start, encoding);
            let mut document = Document::new(&start);
            for (a, b, new) in &edits {
                let (a, b) = (position(a.0, a.1), position(b.0, b.1));
                let ends = [a.min(b), a.max(b)].map(|end| rounded_index(&client, end, encoding));
                let is_change = ends[0] < ends[1] || !new.is_empty();
                let splits = is_change && ends.iter().any(|end| splits_pair(&client, *end, encoding));
                client.splice(ends[0]..ends[1], units(new, encoding));
                let result = document.apply(&Change { range: Some(a..b), text: new.clone() }, encoding);
                prop_assert_eq!(result.is_err(), splits, "{:?}..{:?}", a, b);
                let ours = units_of(&document, encoding);
                if splits {
                    prop_assert_eq!(without_pairs(&ours, encoding), without_pairs(&client, encoding));
                    // The client sends its text whole.
                    client = ours;
                } else {
                    prop_assert_eq!(&ours, &client);
                }
                let end = document.end(encoding);
                prop_assert_eq!(index(&client, end), client.len());
                prop_assert!(end.column == 0 || index(&client, position(end.line, end.column - 1)) < client.len());
            }
        }
    }

    #[test]
    fn conversions_are_inverse(text in text()) {
        let document = Document::new(&text);
        for encoding in ENCODINGS {
            for (offset, _) in text.char_indices() {
                // No position lies between CR and LF.
                if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') {
                    continue;
                }
                let there = document.position(offset, encoding);
                prop_assert_eq!(document.offset(there, encoding), offset);
            }
        }
    }
}
