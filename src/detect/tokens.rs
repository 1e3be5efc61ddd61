//! Tokens: a text split into words, numbers, brackets, quotes and operators.
//!
//! - `token`: one token, its kind and its region (code, string, comment), and the tokens of a text with the indexes of line breaks, numbers
//!   and candidates.
//! - `lexer`, `delimiters`, `letters`: the splitting. It is total: broken code gives tokens too. A language's strings and comments come
//!   from `data/languages/`.
//! - `word_facts`: a few bits for each word, found while it is read, so that later stages skip most words.
//! - `token_buffer`: the tokens of a text that changes. An edit splits only the lines again that it may have changed.
//! - `brackets`, `rows`: the bracket around a token, and the rows of tables; each in one pass.
//! - `positions`: the types of positions that must not be mixed up.
//! - `slot`, `diff`: the position that numbers share, the difference between two texts.
//! - `steps`, `token_slice`: counts how many tokens are read, where assertions are on; for the tests of linear time.
//!
//! Reads the lexicon for `word_facts`. An offset (`ExcerptByte`) is one in the text that was split, not in the document, and an index
//! (`TokenIndex`) is one into that text's tokens.

pub(crate) mod brackets;
pub(crate) mod delimiters;
pub(crate) mod diff;
pub(crate) mod letters;
pub(crate) mod lexer;
pub(crate) mod positions;
pub(crate) mod rows;
pub(crate) mod slot;
pub mod steps;
pub(crate) mod token;
pub(crate) mod token_buffer;
pub(crate) mod token_slice;
pub(crate) mod word_facts;
