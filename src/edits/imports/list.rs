//! Lists of imported names between brackets: `{ a, b }`, `(a, b)`, `qw(a b)`.

use std::ops::Range;

use super::code::{Code, indentation};
use crate::edits::Edit;

/// A list, in bytes of the part.
pub(crate) struct List {
    /// The text between the brackets.
    pub(crate) inside: Range<usize>,
    /// Each item without white space around it.
    pub(crate) items: Vec<Range<usize>>,
}

impl List {
    /// The items between brackets, which commas part where no inner bracket is open.
    pub(crate) fn of(code: &Code<'_>, inside: Range<usize>) -> Self {
        Self::parted(code, inside, |c| c == ',')
    }

    pub(crate) fn parted(code: &Code<'_>, inside: Range<usize>, parts: impl Fn(char) -> bool) -> Self {
        let text = &code.masked[inside.clone()];
        let (mut items, mut depth, mut start) = (Vec::new(), 0i32, inside.start);
        let mut push = |start: usize, end: usize| {
            let piece = &code.masked[start..end];
            let trimmed = piece.trim();
            if !trimmed.is_empty() {
                let at = start + (piece.len() - piece.trim_start().len());
                items.push(at..at + trimmed.len());
            }
        };
        for (at, c) in text.char_indices() {
            match c {
                '(' | '{' | '[' => depth += 1,
                ')' | '}' | ']' => depth -= 1,
                c if depth == 0 && parts(c) => {
                    push(start, inside.start + at);
                    start = inside.start + at + c.len_utf8();
                }
                _ => {}
            }
        }
        push(start, inside.end);
        Self { inside, items }
    }

    /// Puts an item where `order` sorts it, if the others are sorted so, or else at the end.
    pub(crate) fn insert<K: Ord>(&self, code: &Code<'_>, item: &str, orders: &[fn(&str) -> K]) -> Vec<Edit> {
        let texts: Vec<&str> = self.items.iter().map(|range| &code.text[range.clone()]).collect();
        let index = sorted_index(&texts, item, orders).unwrap_or(texts.len());
        self.insert_at(code, index, item, ",")
    }

    pub(crate) fn insert_at(&self, code: &Code<'_>, index: usize, item: &str, comma: &str) -> Vec<Edit> {
        let Some(last) = self.items.last() else {
            return vec![code.insert(self.inside.start, item)];
        };
        let first = &self.items[0];
        let is_alone = |range: &Range<usize>| {
            let line = &code.lines[code.line_of(range.start)];
            code.text[line.range.start..range.start].trim().is_empty() && line.range.start > self.inside.start
        };
        let one_each = is_alone(first) && (self.items.len() == 1 || self.items.iter().all(is_alone));
        let indent = indentation(&code.text[code.lines[code.line_of(first.start)].range.clone()]);
        if let Some(next) = self.items.get(index) {
            let gap = if one_each { format!("{comma}{}{indent}", code.eol) } else { format!("{comma} ") };
            return vec![code.insert(next.start, format!("{item}{gap}"))];
        }
        let behind = &code.masked[last.end..self.inside.end];
        let has_comma = behind.trim_start().starts_with(',');
        if !one_each {
            return vec![code.insert(last.end, format!("{comma} {item}"))];
        }
        // A comment behind the last item stays beside it.
        let line_end = code.lines[code.line_of(last.end)].range.end.min(self.inside.end);
        let new_line = format!("{}{indent}{item}", code.eol);
        if has_comma {
            let comma_end = last.end + behind.find(',').unwrap_or(0) + 1;
            vec![code.insert(line_end.max(comma_end), format!("{new_line}{comma}"))]
        } else if code.text[last.end..line_end].trim().is_empty() {
            vec![code.insert(last.end, format!("{comma}{new_line}"))]
        } else {
            vec![code.insert(last.end, comma), code.insert(line_end, new_line)]
        }
    }
}

/// Where a key belongs among those that are sorted in one of these orders; nothing where they are not sorted.
pub(crate) fn sorted_index<K: Ord>(keys: &[&str], new: &str, orders: &[fn(&str) -> K]) -> Option<usize> {
    let order = orders.iter().find(|order| keys.is_sorted_by_key(|key| order(key)))?;
    Some(keys.partition_point(|key| order(key) <= order(new)))
}
