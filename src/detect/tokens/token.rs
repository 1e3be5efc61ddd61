//! One token, and the tokens of a text.

use std::ops::Range;

use crate::detect::tokens::positions::{ExcerptByte, NumberIndex, TokenIndex};
use crate::detect::tokens::steps;
use crate::detect::tokens::word_facts::WordFacts;

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: ExcerptByte,
    pub(crate) end: ExcerptByte,
    pub(crate) kind: TokenKind,
    pub(crate) region: Region,
    /// The facts of a word, found while it was read.
    pub(crate) facts: WordFacts,
}

impl Token {
    /// For slices of the text.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start.at()..self.end.at()
    }

    /// In bytes.
    pub(crate) fn length(&self) -> usize {
        self.end.since(self.start)
    }
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
    pub(crate) newlines: Vec<TokenIndex>,
    /// The indexes of the numbers.
    pub(crate) numbers: Vec<TokenIndex>,
    /// The indexes of the numbers, and of the words that may be a name or belong to a phrase.
    pub(crate) candidates: Vec<TokenIndex>,
    /// Whether a word names another protocol with reply codes, or did so before it was changed.
    pub(crate) names_other_protocols: bool,
}

impl TokenList {
    /// The numbers that begin within these bytes, no more than so many before another and behind it; in order.
    pub(crate) fn numbers_near(
        &self,
        number: NumberIndex,
        most: usize,
        bytes: Range<ExcerptByte>,
    ) -> impl Iterator<Item = NumberIndex> + use<> {
        let before = |byte: ExcerptByte| {
            self.numbers.partition_point(|at| {
                steps::count(1);
                self.tokens[at.at()].start < byte
            })
        };
        number.near(most, before(bytes.start)..before(bytes.end))
    }

    /// The token of a number.
    pub(crate) fn token_of(&self, number: NumberIndex) -> TokenIndex {
        self.numbers[number.place()]
    }

    /// The number that a token is.
    pub(crate) fn number_of(&self, token: TokenIndex) -> Option<NumberIndex> {
        self.numbers.binary_search(&token).ok().map(NumberIndex::new)
    }
}
