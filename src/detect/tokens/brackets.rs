//! Which bracket stands around each token, computed in one pass to the right. In a search from each token, the innermost bracket of a
//! long list would be found by reading the list once for each of its elements. The pass begins where it can matter for the first token
//! that is asked for and goes no further than the last: a hover asks for few of the tokens that stand around it.

use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::steps;
use crate::detect::tokens::token::{Region, Token, TokenKind};

/// How many tokens of its region a bracket may hold before a place in it, to be told from there.
const BRACKET_TOKENS: u32 = 600;

/// The bracket around a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    /// The bracket that opens.
    pub(crate) open: TokenIndex,
    /// 1-based: how many commas stand before the token since the bracket or the last semicolon, plus one. It stops at 255.
    pub(crate) argument: u8,
    /// The nearest sign between a name and a value in that argument.
    pub(crate) key_mark: Option<TokenIndex>,
}

/// How many tokens before the first one asked for are read too. Evidence asks for its neighbors next.
const TOKENS_BEFORE_FIRST: usize = 1024;

/// The brackets around the tokens of a text, as far as they were asked for. Each candidate asks for those of many tokens around it.
#[derive(Debug, Default)]
pub(crate) struct Brackets {
    /// The first token that was read.
    start: TokenIndex,
    /// From this token on answers are exact: every bracket near enough to count was read.
    exact_from: TokenIndex,
    /// Where the token stands that was read last.
    region: Option<Region>,
    /// The bracket around each token that was read, within its region.
    around: Vec<Frame>,
    code: Stream,
    /// Text outside of code: comments and strings.
    text: Stream,
}

impl Brackets {
    /// The same for another text, in the same memory.
    pub(crate) fn forget(&mut self) {
        self.restart(TokenIndex::FIRST, TokenIndex::FIRST);
    }

    /// The bracket around token `index` as one reads its region. None where it is too far away to be told from there. The tokens are
    /// those of `text`, and the same as long as nothing is forgotten.
    pub(crate) fn around(&mut self, tokens: &[Token], text: &str, is_prose: bool, index: TokenIndex) -> Option<Around> {
        if self.around.is_empty() {
            let exact_from = index.saturating_sub(TOKENS_BEFORE_FIRST);
            self.restart(first_that_matters(tokens, exact_from), exact_from);
        } else if index < self.exact_from {
            // At most once: from token 0 on, every answer is exact.
            self.restart(TokenIndex::FIRST, TokenIndex::FIRST);
        }
        while self.end() <= index && self.end().at() < tokens.len() {
            self.read(tokens, text, is_prose);
        }
        let frame = self.around.get(index - self.start).filter(|frame| frame.open != NONE)?;
        let opening = self.around.get(frame.open - self.start)?;
        if frame.seen - opening.seen > BRACKET_TOKENS {
            return None;
        }
        let key_mark = Some(frame.key_mark).filter(|mark| *mark != NONE);
        Some(Around { open: frame.open, argument: frame.argument, key_mark })
    }

    /// The token behind the last that was read.
    fn end(&self) -> TokenIndex {
        self.start + self.around.len()
    }

    fn restart(&mut self, start: TokenIndex, exact_from: TokenIndex) {
        (self.start, self.exact_from, self.region) = (start, exact_from, None);
        self.around.clear();
        self.code.restart();
        self.text.restart();
    }

    /// Reads the next token.
    fn read(&mut self, tokens: &[Token], text: &str, is_prose: bool) {
        steps::count(1);
        let index = self.end();
        let token = &tokens[index.at()];
        let is_newline = token.kind == TokenKind::Newline;
        // A string or a comment is read by itself, line by line, and so is prose: what comes next is not inside of the brackets before.
        if is_newline || self.region != Some(token.region) {
            self.text.open.clear();
            self.region = Some(token.region);
        }
        if is_newline && is_prose {
            self.code.open.clear();
        }
        let stream = if token.region == Region::Code { &mut self.code } else { &mut self.text };
        self.around.push(stream.innermost());
        if !is_newline {
            stream.read(index, token, text);
        }
    }
}

/// The token from which on the tokens must be read to tell what stands around `index`: a bracket before it is too far away.
fn first_that_matters(tokens: &[Token], index: TokenIndex) -> TokenIndex {
    let is_code = |at: &TokenIndex| {
        let token = &tokens[at.at()];
        steps::count(1);
        token.region == Region::Code && token.kind != TokenKind::Newline
    };
    let before = TokenIndex::FIRST.to(index).rev();
    before.filter(is_code).nth(BRACKET_TOKENS as usize).unwrap_or(TokenIndex::FIRST)
}

/// The tokens of a region as they follow one another.
#[derive(Debug, Default)]
struct Stream {
    open: Vec<Frame>,
    /// How many tokens were read.
    read: u32,
}

/// A bracket that is open, as a token sees it.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// `NONE` for the absence of one.
    open: TokenIndex,
    /// How many tokens of the stream stand before the token that sees it.
    seen: u32,
    argument: u8,
    /// `NONE` for the absence of one.
    key_mark: TokenIndex,
}

const NONE: TokenIndex = TokenIndex::MAX;

impl Frame {
    const OUTSIDE: Self = Self { open: NONE, seen: 0, argument: 1, key_mark: NONE };
}

impl Stream {
    fn restart(&mut self) {
        self.open.clear();
        self.read = 0;
    }

    /// The bracket around the next token.
    fn innermost(&self) -> Frame {
        Frame { seen: self.read, ..self.open.last().copied().unwrap_or(Frame::OUTSIDE) }
    }

    fn read(&mut self, index: TokenIndex, token: &Token, text: &str) {
        self.read += 1;
        match token.kind {
            TokenKind::Open => self.open.push(Frame { open: index, ..Frame::OUTSIDE }),
            TokenKind::Close => {
                self.open.pop();
            }
            TokenKind::Punctuation | TokenKind::Operator => {
                let Some(innermost) = self.open.last_mut() else { return };
                match &text[token.range()] {
                    "," => {
                        innermost.argument = innermost.argument.saturating_add(1);
                        innermost.key_mark = NONE;
                    }
                    ";" => (innermost.argument, innermost.key_mark) = (1, NONE),
                    // The nearest to a place counts.
                    ":" | "=" | "=>" => innermost.key_mark = index,
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::tests::{drawn, excerpted};
    use crate::detect::tokens::token_buffer::TokenBuffer;

    /// The bracket that a walk to the left of the token finds.
    fn walked(tokens: &[Token], text: &str, from: TokenIndex, region: Region, is_prose: bool) -> Option<Around> {
        let (mut depth, mut argument, mut key_mark, mut read) = (0, 1u8, None, 0);
        let mut is_last_statement = true;
        for index in TokenIndex::FIRST.to(from).rev() {
            let token = &tokens[index.at()];
            let ends = if token.kind == TokenKind::Newline {
                region != Region::Code || is_prose
            } else {
                region != Region::Code && token.region != region
            };
            if ends {
                return None;
            }
            if token.kind == TokenKind::Newline || token.region != region {
                continue;
            }
            read += 1;
            let is_counted = depth == 0 && is_last_statement;
            match (token.kind, &text[token.range()]) {
                (TokenKind::Close, _) => depth += 1,
                (TokenKind::Open, _) if depth > 0 => depth -= 1,
                (TokenKind::Open, _) => {
                    return (read <= BRACKET_TOKENS).then_some(Around { open: index, argument, key_mark });
                }
                (_, ",") if is_counted => argument = argument.saturating_add(1),
                (_, ";") if is_counted => is_last_statement = false,
                (_, ":" | "=" | "=>") if is_counted && argument == 1 && key_mark.is_none() => key_mark = Some(index),
                _ => {}
            }
        }
        None
    }

    const PIECES: [&str; 24] = [
        "(",
        ")",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ", ",
        ",",
        ";",
        ": ",
        " = ",
        " => ",
        " name",
        "404",
        "f(1, 2)",
        "\n",
        "\"",
        "\"(a, 404\"",
        "// (b: 404,\n",
        "'",
        " x",
    ];

    #[test]
    fn brackets_are_those_that_a_walk_finds() {
        let mut random = drawn(1);
        let mut found = 0;
        for language in ["javascript", "markdown", "python"] {
            for _ in 0..40 {
                let text: String = (0..200).map(|_| PIECES[random(PIECES.len())]).collect();
                excerpted(&text, language, |excerpt| {
                    let tokens = TokenBuffer::alone(&text, excerpt.language).list.tokens;
                    let is_prose = language == "markdown";
                    let mut brackets = Brackets::default();
                    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind != TokenKind::Newline) {
                        let index = TokenIndex::new(at);
                        let around = brackets.around(&tokens, &text, is_prose, index);
                        let walked = walked(&tokens, &text, index, token.region, is_prose);
                        assert_eq!(around, walked, "{index:?} of {language} {text:?}");
                        found += usize::from(around.is_some());
                    }
                });
            }
        }
        assert!(found > 10_000, "{found}");
    }

    /// Brackets that hold hundreds of tokens, asked for from the middle of the text.
    #[test]
    fn brackets_of_a_part_are_those_of_the_whole() {
        const INNER: [&str; 7] = [", ", "key: ", "a b c ", "404 ", "\n", "\"s t u (v, \"", "// (c d, e\n"];
        let mut random = drawn(3);
        let (mut far, mut parts) = (0, 0);
        for language in ["javascript", "markdown"] {
            let is_prose = language == "markdown";
            let text: String = (0..6000)
                .map(|_| match random(200) {
                    0 => "(",
                    1 => ")",
                    other => INNER[other % INNER.len()],
                })
                .collect();
            excerpted(&text, language, |excerpt| {
                let tokens = TokenBuffer::alone(&text, excerpt.language).list.tokens;
                for _ in 0..100 {
                    let mut brackets = Brackets::default();
                    let first = TOKENS_BEFORE_FIRST + random(tokens.len() - TOKENS_BEFORE_FIRST);
                    // The first token of the part, one far before it, one near, and any.
                    for at in [first, first - TOKENS_BEFORE_FIRST, first - random(TOKENS_BEFORE_FIRST), random(first)] {
                        let index = TokenIndex::new(at);
                        parts += usize::from(brackets.start > TokenIndex::FIRST);
                        let region = tokens[at].region;
                        if tokens[at].kind == TokenKind::Newline {
                            continue;
                        }
                        let around = brackets.around(&tokens, &text, is_prose, index);
                        assert_eq!(around, walked(&tokens, &text, index, region, is_prose), "{index:?} of {language}");
                        far +=
                            usize::from(around.is_some_and(|around| index - around.open > BRACKET_TOKENS as usize / 2));
                    }
                }
            });
        }
        assert!(far > 50 && parts > 200, "{far} {parts}");
    }

    #[test]
    fn a_bracket_too_far_away_is_not_found() {
        let text = format!("({}", "x ".repeat(BRACKET_TOKENS as usize + 1));
        excerpted(&text, "javascript", |excerpt| {
            let tokens = TokenBuffer::alone(&text, excerpt.language).list.tokens;
            let mut brackets = Brackets::default();
            let last_seen = TokenIndex::new(BRACKET_TOKENS as usize);
            assert!(brackets.around(&tokens, &text, false, last_seen).is_some());
            assert!(brackets.around(&tokens, &text, false, last_seen + 1).is_none());
        });
    }
}
