//! The classes of a byte in a language. The build script lays out `Language::bytes` with them, and the lexer reads it.
//! The low bits hold one of a few classes, the others are flags.

/// Blanks and tabs.
pub(crate) const SPACE: u8 = 1;

/// A line feed or a carriage return.
pub(crate) const NEWLINE: u8 = 2;

/// `(`, `[` or `{`
pub(crate) const OPEN: u8 = 3;

/// `)`, `]` or `}`
pub(crate) const CLOSE: u8 = 4;

/// A character of operators.
pub(crate) const OPERATOR: u8 = 5;

/// A digit. It has a bit to itself, as `WORD` has: the lexer tests most bytes for these two.
pub(crate) const DIGIT: u8 = 8;

/// The byte may be the first of a word or a later one.
pub(crate) const WORD: u8 = 0x20;

/// The bits of the classes above; the flags below may be added to any of them.
pub(crate) const CLASS: u8 = 0x2f;

/// The second byte of a delimiter.
pub(crate) const SECOND: u8 = 0x10;

/// The byte may be inside a word (`-` in CSS) but not its first.
pub(crate) const CONTINUES: u8 = 0x40;

/// A comment or a string may begin here.
pub(crate) const DELIMITER: u8 = 0x80;
