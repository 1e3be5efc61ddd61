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

/// The byte at which the line begins that holds the byte at `at`.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
}

/// Lines without their breaks, with the bytes at which each begins and the next does.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end;
        (range, line.trim_end_matches(['\n', '\r']))
    })
}

/// A part of a text that is lexed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The bytes to lex: `wanted` and as much around it as a hover would see there.
    pub(crate) read: Range<usize>,
    /// The bytes in which mentions are searched.
    pub(crate) wanted: Range<usize>,
}

/// The parts of about `step` bytes that hold the bytes of `range`; each sees `reach` bytes before and behind the bytes that are searched in it.
/// Where a part begins depends on the text alone, so a place is judged alike whichever range is asked for.
pub(crate) fn parts<S: Source + ?Sized>(
    source: &S,
    range: Range<usize>,
    step: usize,
    reach: (usize, usize),
) -> impl Iterator<Item = Part> + '_ {
    let end = range.end.min(source.length());
    // A part begins behind the multiple of `step` with its number, by less than a line or `LINE_SEARCH_BYTES`.
    let mut number = (range.start / step).saturating_sub(LINE_SEARCH_BYTES / step + 1);
    let mut start = line_boundary(source, number * step);
    std::iter::from_fn(move || {
        while start < end {
            number += 1;
            let wanted = start..line_boundary(source, number * step);
            start = wanted.end;
            if range.start < wanted.end && !wanted.is_empty() {
                let before = line_boundary(source, wanted.start.saturating_sub(reach.0)).min(wanted.start);
                let after = line_boundary(source, wanted.end + reach.1).max(wanted.end);
                return Some(Part { read: before..after, wanted });
            }
        }
        None
    })
}

/// How far ahead the end of a line is looked for, in bytes.
const LINE_SEARCH_BYTES: usize = 4096;

/// The start of the line after `at`, or a character boundary near it where lines are huge.
fn line_boundary<S: Source + ?Sized>(source: &S, at: usize) -> usize {
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
        let parts: Vec<_> = parts(text.as_str(), 0..text.len(), 1000, (300, 100)).collect();
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
        for part in parts(text.as_str(), 0..text.len(), 1001, (100, 50)) {
            assert!(text.get(part.read).is_some() && text.get(part.wanted).is_some());
        }
    }

    #[test]
    fn the_parts_of_a_range_are_those_of_the_text() {
        let line = |length: usize| "x".repeat(length) + "\n";
        let text: String = (0..200).map(|number: usize| line(number * number % 7919)).collect();
        let all: Vec<_> = parts(text.as_str(), 0..text.len(), 1000, (300, 100)).collect();
        assert_eq!(all.iter().map(|part| part.wanted.len()).sum::<usize>(), text.len());
        for start in (0..text.len()).step_by(617) {
            for end in [start, start + 1, start + 999, start + 20_000] {
                let of_range: Vec<_> = parts(text.as_str(), start..end, 1000, (300, 100)).collect();
                let holds = |part: &&Part| start < part.wanted.end && part.wanted.start < end;
                assert_eq!(of_range, all.iter().filter(holds).cloned().collect::<Vec<_>>(), "{start}..{end}");
            }
        }
    }
}
