//! Changes of a document: the edits of fixes, conversions and completions. Pure.

pub mod imports;

use std::ops::Range;

/// A replacement of a part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes from the start of the document. Empty where something is inserted.
    pub range: Range<usize>,
    /// The text that replaces them.
    pub new_text: String,
}

/// The text with all edits applied; nothing where two of them overlap, or one lies outside of the text or cuts a character.
///
/// Insertions at the same byte stand in the order in which they are given.
pub fn applied(text: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in in_order(edits) {
        if edit.range.start < at || edit.range.end < edit.range.start {
            return None;
        }
        out.push_str(text.get(at..edit.range.start)?);
        text.get(edit.range.clone())?;
        out.push_str(&edit.new_text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// The edits in the order of their bytes, those at the same ones as they are given.
pub fn in_order(edits: &[Edit]) -> Vec<&Edit> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    sorted
}

#[cfg(test)]
mod tests {
    use super::{Edit, applied};

    fn edit(start: usize, end: usize, new_text: &str) -> Edit {
        Edit { range: start..end, new_text: new_text.to_owned() }
    }

    #[test]
    fn edits_apply_in_the_order_of_their_bytes() {
        let edits = [edit(4, 7, "two"), edit(0, 0, "b"), edit(0, 0, "c"), edit(0, 3, "one")];
        assert_eq!(applied("abc def", &edits).as_deref(), Some("bcone two"));
    }

    #[test]
    fn edits_that_overlap_or_lie_outside_apply_to_nothing() {
        assert_eq!(applied("abc def", &[edit(0, 4, ""), edit(3, 5, "")]), None);
        assert_eq!(applied("abc", &[edit(2, 4, "")]), None);
        assert_eq!(applied("é", &[edit(1, 1, "")]), None);
    }
}
