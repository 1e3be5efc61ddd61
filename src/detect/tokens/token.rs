//! One token, and the tokens of a text.

use crate::detect::tokens::word_facts::Known;

/// A piece of text. Offsets are bytes from the start of the text that was lexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: TokenKind,
    pub(crate) region: Region,
    /// The facts of a word, found while it was read.
    pub(crate) known: Known,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters, digits and what the language allows beside them, not beginning with a digit.
    Word,
    /// Begins with a digit: `404`, `1.5`, `0x1f`, `200px`.
    Number,
    /// `(`, `[` or `{`
    Open,
    /// `)`, `]` or `}`
    Close,
    /// A run of operator characters: `==`, `=>`, `->`.
    Operator,
    /// Any other single character: `,`, `;`, `:`, `.`, `#`.
    Punctuation,
    /// The delimiter that begins or ends a string.
    Quote,
    /// A line break.
    Newline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    Code,
    String,
    Comment,
}

/// The tokens of a text, and the indexes of those that are asked for most.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenList {
    pub(crate) tokens: Vec<Token>,
    /// The indexes of the line breaks.
    pub(crate) newlines: Vec<u32>,
    /// The indexes of the numbers.
    pub(crate) numbers: Vec<u32>,
    /// The indexes of the numbers, and of the words that may be a name or belong to a phrase.
    pub(crate) candidates: Vec<u32>,
    /// Whether a word names another protocol with reply codes, or did so before it was changed.
    pub(crate) names_other_protocols: bool,
}
