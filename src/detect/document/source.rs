//! Texts that are read part by part, so that a large document is never held a second time.

use std::ops::Range;

/// A text of which detection reads one part after the other. Offsets are bytes.
pub trait Source {
    /// The length of the text in bytes.
    fn length(&self) -> usize;

    /// The start of the character that the byte at `offset` belongs to, or the end of the text.
    fn floor_boundary(&self, offset: usize) -> usize;

    /// The text of a range that begins and ends between characters. `room` holds it where the source has it in several pieces.
    fn read<'t>(&'t self, range: Range<usize>, room: &'t mut String) -> &'t str;
}

impl Source for str {
    fn length(&self) -> usize {
        self.len()
    }

    fn floor_boundary(&self, offset: usize) -> usize {
        self.floor_char_boundary(offset)
    }

    fn read<'t>(&'t self, range: Range<usize>, _room: &'t mut String) -> &'t str {
        &self[range]
    }
}

/// A part of a text that is lexed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The bytes to lex: `wanted` and as much around it as a hover would see there.
    pub(crate) read: Range<usize>,
    /// What is searched for mentions.
    pub(crate) wanted: Range<usize>,
}

/// Cuts a text into parts of about `step` bytes, which see `reach` bytes before and after what they are searched for.
pub(crate) fn parts<S: Source + ?Sized>(
    source: &S,
    step: usize,
    reach: (usize, usize),
) -> impl Iterator<Item = Part> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= source.length() {
            return None;
        }
        let end = line_boundary(source, start + step);
        let read = line_boundary(source, start.saturating_sub(reach.0))..line_boundary(source, end + reach.1);
        let wanted = start..end;
        start = end;
        Some(Part { read: read.start.min(wanted.start)..read.end.max(wanted.end), wanted })
    })
}

/// The start of the line after `at`, or a character boundary near it where lines are huge.
fn line_boundary<S: Source + ?Sized>(source: &S, at: usize) -> usize {
    const LINE_SEARCH_BYTES: usize = 4096;
    if at == 0 || at >= source.length() {
        return at.min(source.length());
    }
    let at = source.floor_boundary(at);
    let mut room = String::new();
    let ahead = source.read(at..source.floor_boundary(at + LINE_SEARCH_BYTES), &mut room);
    match memchr::memchr(b'\n', ahead.as_bytes()) {
        Some(offset) => at + offset + 1,
        None => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_one_another_and_end_at_lines() {
        let text = "a line of text\n".repeat(1000);
        let parts: Vec<_> = parts(text.as_str(), 1000, (300, 100)).collect();
        assert!(parts.len() > 10);
        assert_eq!((parts[0].read.start, parts[0].wanted.start), (0, 0));
        assert_eq!(parts.last().map(|part| part.wanted.end), Some(text.len()));
        for pair in parts.windows(2) {
            assert_eq!(pair[0].wanted.end, pair[1].wanted.start);
            assert!(pair[1].read.start + 280 <= pair[1].wanted.start && pair[0].wanted.end + 100 <= pair[0].read.end);
            assert!(pair[1].wanted.start.is_multiple_of(15) && pair[1].read.start.is_multiple_of(15));
        }
    }

    #[test]
    fn huge_lines_are_cut_between_characters() {
        let text = "ä€🦀".repeat(5000);
        for part in parts(text.as_str(), 1001, (100, 50)) {
            assert!(text.get(part.read).is_some() && text.get(part.wanted).is_some());
        }
    }
}
