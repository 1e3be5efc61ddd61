//! Documents over a rope. Inside the server a place is a byte offset into one version of the text; LSP positions
//! (0-based line, 0-based column in the negotiated encoding) exist only at the edge, and this module converts both ways.
//!
//! Lines end at LF, CRLF or CR and nowhere else (LSP 3.17, "Text Documents").

use std::borrow::Cow;
use std::ops::Range;

use ropey::Rope;

/// The largest document that is read, in bytes. A rope takes a multiple of the text in memory.
pub const DOCUMENT_LIMIT: usize = 128 * 1024 * 1024;

/// The unit of columns (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what a client gets that does not say otherwise.
    #[default]
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

/// A place as LSP has it: 0-based line, 0-based column in units of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 0-based.
    pub line: u32,
    /// 0-based, in units of the encoding.
    pub column: u32,
}

/// A change of a document: all of it, or a part given by positions.
#[derive(Clone, Debug)]
pub struct Change {
    /// The range that is replaced; `None` for all of the text.
    pub range: Option<Range<Position>>,
    /// The new text.
    pub text: String,
}

/// A change that cut a surrogate pair: it begins or ends between the two UTF-16 units of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitPair;

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    /// In bytes; the start of the pair where one is split.
    offset: usize,
    /// Whether the edge lies between the two units of a pair.
    splits_pair: bool,
}

/// One version of a text. Cloning it is cheap and gives a snapshot.
#[derive(Clone, Debug)]
pub struct Document {
    rope: Rope,
}

impl Document {
    /// A document of that text.
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Applies a change.
    ///
    /// Positions beyond the text are clamped (LSP 3.17, `Position`: a column past the line's end means its end). A range whose end
    /// lies before its start is read with its ends swapped, as editors do.
    ///
    /// # Errors
    /// The change cut a surrogate pair, so the client has half of a character, which UTF-8 cannot hold. U+FFFD stands for each half;
    /// it has the same length in UTF-16, so the end of the text is right, but the text is not the client's.
    pub fn apply(&mut self, change: &Change, encoding: Encoding) -> Result<(), SplitPair> {
        let Some(range) = &change.range else {
            self.rope = Rope::from_str(&change.text);
            return Ok(());
        };
        let mut start = self.edge(range.start, encoding);
        let mut end = self.edge(range.end, encoding);
        if start > end {
            std::mem::swap(&mut start, &mut end);
        }
        if start == end && change.text.is_empty() {
            // Nothing changes, not even a pair.
            return Ok(());
        }
        let first = self.rope.byte_to_char(start.offset);
        let last = self.rope.byte_to_char(end.offset) + usize::from(end.splits_pair);
        if first < last {
            self.rope.remove(first..last);
        }
        if !start.splits_pair && !end.splits_pair {
            self.rope.insert(first, &change.text);
            return Ok(());
        }
        let half = |edge: Edge| if edge.splits_pair { "\u{fffd}" } else { "" };
        self.rope.insert(first, &[half(start), &change.text, half(end)].concat());
        Err(SplitPair)
    }

    /// The position of the end of the text.
    pub fn end(&self, encoding: Encoding) -> Position {
        self.position(self.len(), encoding)
    }

    /// The byte offset of a position, clamped into the text. A column inside a character (a surrogate pair, a UTF-8
    /// sequence) means the start of that character.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.rope.len_lines() {
            return self.len();
        }
        let start = self.rope.line_to_byte(line);
        let column = position.column as usize;
        if let Some(text) = self.line_within_chunk(start) {
            return start + encoding.bytes(text, column);
        }
        let wanted = match encoding {
            Encoding::Utf8 => start + column,
            Encoding::Utf16 => {
                let unit = (self.units(start, encoding) + column).min(self.rope.len_utf16_cu());
                self.rope.char_to_byte(self.rope.utf16_cu_to_char(unit))
            }
            Encoding::Utf32 => {
                let character = (self.units(start, encoding) + column).min(self.rope.len_chars());
                self.rope.char_to_byte(character)
            }
        };
        self.floor_char(wanted.min(self.line_end(line)))
    }

    /// Where a range begins or ends.
    fn edge(&self, position: Position, encoding: Encoding) -> Edge {
        let offset = self.offset(position, encoding);
        // Characters outside of the Basic Multilingual Plane have four bytes in UTF-8, and the first one tells.
        let may_be_split = encoding == Encoding::Utf16 && offset < self.len() && self.rope.byte(offset) >= 0xF0;
        let splits_pair = may_be_split && {
            let before = self.position(offset, encoding);
            before.line == position.line && before.column < position.column
        };
        Edge { offset, splits_pair }
    }

    /// The position of a byte offset. Offsets beyond the text mean its end; offsets inside a character its start.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = self.floor_char(offset);
        let line = self.rope.byte_to_line(offset);
        let line_start = self.rope.line_to_byte(line);
        let column = match self.within_chunk(line_start..offset) {
            Some(text) => encoding.length(text),
            None => self.units(offset, encoding) - self.units(line_start, encoding),
        };
        Position { line: saturate(line), column: saturate(column) }
    }

    /// The text of a byte range, which is widened to whole characters.
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        self.rope.slice(self.chars(range)).into()
    }

    /// Appends the text of a byte range, which is widened to whole characters, to `out`.
    pub fn write(&self, range: Range<usize>, out: &mut String) {
        out.extend(self.rope.slice(self.chars(range)).chunks());
    }

    /// The characters of a byte range.
    fn chars(&self, range: Range<usize>) -> Range<usize> {
        let start = self.rope.byte_to_char(range.start.min(self.len()));
        start..self.ceil_char(range.end.min(self.len())).max(start)
    }

    /// The byte range of whole lines around `offset`: at least `before` bytes above and `after` bytes below, unless the
    /// text ends. A line of more than twice that is cut, at a character, so that a minified file costs no more than another.
    /// All offsets within the same 4 kB have the same range, so that what was read for one serves for the next; so have all of a
    /// short text.
    pub fn lines_around(&self, offset: usize, before: usize, after: usize) -> Range<usize> {
        const STEP: usize = 4 * 1024;
        if self.len() <= before + STEP + after {
            return 0..self.len();
        }
        let offset = offset.min(self.len()) / STEP * STEP;
        let start = offset.saturating_sub(before);
        let line_start = self.rope.line_to_byte(self.rope.byte_to_line(start));
        let start = if start - line_start > before { start } else { line_start };
        let end = (offset + STEP + after).min(self.len());
        let next_line = self.rope.byte_to_line(end) + 1;
        let line_end = if next_line < self.rope.len_lines() { self.rope.line_to_byte(next_line) } else { self.len() };
        let end = if line_end - end > after { end } else { line_end };
        let start = self.rope.char_to_byte(self.rope.byte_to_char(start));
        start..self.rope.char_to_byte(self.ceil_char(end))
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    fn ceil_char(&self, offset: usize) -> usize {
        let char_index = self.rope.byte_to_char(offset);
        if self.rope.char_to_byte(char_index) < offset { char_index + 1 } else { char_index }
    }

    /// The start of the character that the byte belongs to, or the end of the text.
    pub fn floor_char(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        let (chunk, start, ..) = self.rope.chunk_at_byte(offset);
        start + chunk.floor_char_boundary(offset - start)
    }

    /// How many units stand before a byte, which begins a character.
    fn units(&self, offset: usize, encoding: Encoding) -> usize {
        match encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => self.rope.char_to_utf16_cu(self.rope.byte_to_char(offset)),
            Encoding::Utf32 => self.rope.byte_to_char(offset),
        }
    }

    /// The text of a byte range, if the rope has it in one piece, as it has most lines. Without the way down the tree that each other
    /// question takes.
    fn within_chunk(&self, range: Range<usize>) -> Option<&str> {
        let (chunk, start, ..) = self.rope.chunk_at_byte(range.start);
        chunk.get(range.start - start..range.end.checked_sub(start)?)
    }

    /// The same for the line that begins at a byte, without its terminator.
    fn line_within_chunk(&self, start: usize) -> Option<&str> {
        let (chunk, chunk_start, ..) = self.rope.chunk_at_byte(start);
        let rest = &chunk[start - chunk_start..];
        Some(&rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes())?])
    }

    /// The end of a line before its terminator, in bytes.
    fn line_end(&self, line: usize) -> usize {
        let start = self.rope.line_to_byte(line);
        let mut end = if line + 1 < self.rope.len_lines() { self.rope.line_to_byte(line + 1) } else { self.len() };
        for terminator in [b'\n', b'\r'] {
            if end > start && self.rope.byte(end - 1) == terminator {
                end -= 1;
            }
        }
        end
    }
}

impl Encoding {
    /// The length of a text in units of the encoding.
    pub fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }

    /// The bytes of the characters of a text that these units reach the ends of.
    fn bytes(self, text: &str, units: usize) -> usize {
        if self == Encoding::Utf8 {
            return text.floor_char_boundary(units);
        }
        let unit = |c: char| if self == Encoding::Utf16 { c.len_utf16() } else { 1 };
        let mut left = units;
        let reached = text.chars().take_while(|c| {
            let rest = left.checked_sub(unit(*c));
            left = rest.unwrap_or(0);
            rest.is_some()
        });
        reached.map(char::len_utf8).sum()
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn position(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    #[test]
    fn columns_count_what_was_negotiated() {
        let document = Document::new("é𐐀x401");
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 4), (Encoding::Utf32, 3)] {
            assert_eq!(document.offset(position(0, column), encoding), 7, "{encoding:?}");
            assert_eq!(document.position(7, encoding), position(0, column), "{encoding:?}");
        }
    }

    #[test]
    fn only_lf_crlf_and_cr_end_a_line() {
        let document = Document::new("a\nb\r\nc\rd\u{2028}e\u{85}f\u{b}g\u{c}h");
        assert_eq!(document.position(document.len(), Encoding::Utf32), position(3, 9));
        assert_eq!(document.offset(position(2, 0), Encoding::Utf16), 5);
    }

    #[test]
    fn positions_beyond_the_text_are_clamped() {
        let document = Document::new("ab\r\ncd");
        assert_eq!(document.offset(position(0, 99), Encoding::Utf16), 2, "before the terminator");
        assert_eq!(document.offset(position(9, 0), Encoding::Utf16), 6);
        assert_eq!(document.offset(position(u32::MAX, u32::MAX), Encoding::Utf8), 6);
        assert_eq!(document.position(99, Encoding::Utf16), position(1, 2));
        assert_eq!(Document::new("").offset(position(3, 3), Encoding::Utf16), 0);
    }

    #[test]
    fn a_column_inside_a_character_means_its_start() {
        let document = Document::new("é𐐀x");
        assert_eq!(document.offset(position(0, 2), Encoding::Utf16), 2);
        assert_eq!(document.offset(position(0, 1), Encoding::Utf8), 0);
        assert_eq!(document.offset(position(0, 4), Encoding::Utf8), 2);
    }

    fn part(start: (u32, u32), end: (u32, u32), text: &str) -> Change {
        Change { range: Some(position(start.0, start.1)..position(end.0, end.1)), text: text.into() }
    }

    #[test]
    fn the_ends_of_a_reversed_range_are_swapped() {
        for encoding in ENCODINGS {
            let mut document = Document::new("one two\nthree\n");
            assert_eq!(document.apply(&part((0, 5), (0, 2), "x"), encoding), Ok(()));
            assert_eq!(document.text(), "onxwo\nthree\n");
            assert_eq!(document.apply(&part((1, 2), (0, 4), ""), encoding), Ok(()));
            assert_eq!(document.text(), "onxwree\n");
            assert_eq!(document.apply(&part((99_999, 0), (0, 0), "new"), encoding), Ok(()));
            assert_eq!(document.text(), "new");
        }
    }

    #[test]
    fn each_way_to_cut_a_pair_is_told_and_keeps_the_columns() {
        const HALF: &str = "\u{fffd}";
        for (start, end, new, after) in [
            (1, 1, "x", format!("{HALF}x{HALF}é😀!")),
            (0, 1, "", format!("{HALF}é😀!")),
            (1, 2, "", format!("{HALF}é😀!")),
            (1, 4, "ab", format!("{HALF}ab{HALF}!")),
            (4, 1, "ab", format!("{HALF}ab{HALF}!")),
            (4, 99, "", format!("🦀é{HALF}")),
            (0, 4, "", format!("{HALF}!")),
        ] {
            let mut document = Document::new("🦀é😀!\n404");
            assert_eq!(
                document.apply(&part((0, start), (0, end), new), Encoding::Utf16),
                Err(SplitPair),
                "{start} {end}"
            );
            assert_eq!(document.text(), format!("{after}\n404"), "{start} {end}");
        }
    }

    #[test]
    fn a_change_beside_a_pair_cuts_none() {
        let text = "🦀é😀\n🦀";
        // An empty change takes nothing, wherever it is.
        for (start, end, new) in [
            ((0, 1), (0, 1), ""),
            ((0, 0), (0, 2), ""),
            ((0, 2), (0, 3), "x"),
            ((0, 3), (0, 99), ""),
            ((1, 99), (9, 9), "x"),
        ] {
            assert_eq!(Document::new(text).apply(&part(start, end, new), Encoding::Utf16), Ok(()), "{start:?}");
        }
        // Other encodings have no pairs.
        for column in 0..12 {
            for encoding in [Encoding::Utf8, Encoding::Utf32] {
                assert_eq!(Document::new(text).apply(&part((0, column), (0, column), "x"), encoding), Ok(()));
            }
        }
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let mut document = Document::new("old");
        let whole = Change { range: None, text: "one\r\ntwo\r\n".into() };
        for change in [whole, part((1, 0), (1, 3), "zwei"), part((0, 3), (1, 0), " ")] {
            assert_eq!(document.apply(&change, Encoding::Utf16), Ok(()));
        }
        assert_eq!(document.text(), "one zwei\r\n");
        assert_eq!(document.end(Encoding::Utf16), position(1, 0));
    }

    #[test]
    fn lines_around_are_whole_unless_they_are_huge() {
        let document = Document::new("first\nsecond\n");
        assert_eq!(document.lines_around(3, 8, 4), 0..13);
        let document = Document::new(&"a line of some length\n".repeat(5000));
        for offset in [0, 4095, 4096, 50_000, document.len()] {
            let around = document.lines_around(offset, 800, 400);
            assert!(around.start + 800 <= offset || around.start == 0, "{offset} in {around:?}");
            assert!(offset + 400 <= around.end || around.end == document.len(), "{offset} in {around:?}");
            assert!(around.len() <= 800 + 400 + 4096 + 2 * 22, "{around:?}");
            assert!(around.start.is_multiple_of(22) && around.end.is_multiple_of(22), "{around:?}");
            assert_eq!(document.lines_around(offset / 4096 * 4096, 800, 400), around);
        }
        let huge = Document::new(&"ä".repeat(10_000));
        let around = huge.lines_around(10_001, 10, 10);
        assert!(around.contains(&10_001) && around.len() <= 4096 + 24, "{around:?}");
        assert!(!huge.slice(around).contains('\u{fffd}'));
    }

    mod random;
}
