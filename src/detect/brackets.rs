//! Which bracket stands around each token, worked out for all tokens of a text in one pass: looked for from each token, the
//! innermost bracket of a long list would be found by reading the list once for each of its elements.

use super::lexer::{Region, Token, TokenKind};
use super::steps;

/// How many tokens of its region a bracket may hold before a place in it, to be told from there.
const READ: u32 = 600;

/// The bracket around a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    /// The bracket that opens.
    pub(crate) open: usize,
    /// 1-based: how many commas stand before the token since the bracket or the last semicolon, plus one. It stops at 255.
    pub(crate) argument: u8,
    /// The nearest sign between a name and a value in that argument.
    pub(crate) key_mark: Option<usize>,
}

/// The brackets around all tokens of a text.
#[derive(Debug, Default)]
pub(crate) struct Brackets {
    code: Stream,
    text: Stream,
}

impl Brackets {
    /// Those of these tokens, in the memory of those before.
    pub(crate) fn refilled(self, tokens: &[Token], text: &str, is_prose: bool) -> Self {
        steps::count(tokens.len());
        let mut code = self.code.emptied(tokens.len());
        let mut inner = self.text.emptied(tokens.len());
        let mut region = Region::Code;
        for (index, token) in tokens.iter().enumerate() {
            let is_newline = token.kind == TokenKind::Newline;
            // A string or a comment is read by itself, line by line, and so is prose.
            if is_newline || token.region != region {
                inner.end();
                region = token.region;
            }
            if is_newline && is_prose {
                code.end();
            }
            code.stand(index);
            inner.stand(index);
            if !is_newline {
                let stream = if token.region == Region::Code { &mut code } else { &mut inner };
                stream.read(index, token, text);
            }
        }
        Self { code, text: inner }
    }

    /// The bracket around a token as one reads that region. None where it is too far away to be told from there.
    pub(crate) fn around(&self, index: usize, region: Region) -> Option<Around> {
        if region == Region::Code { self.code.around(index) } else { self.text.around(index) }
    }
}

/// The tokens of a region as they follow one another.
#[derive(Debug, Default)]
struct Stream {
    /// What stands around each token of the text.
    around: Vec<Frame>,
    open: Vec<Frame>,
    /// How many tokens were read.
    read: u32,
}

/// A bracket that is open, as a token sees it.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// `NONE` for the absence of one.
    open: u32,
    /// How many tokens of the stream stand before the token that sees it.
    seen: u32,
    argument: u8,
    /// `NONE` for the absence of one.
    key_mark: u32,
}

const NONE: u32 = u32::MAX;

impl Frame {
    const OUTSIDE: Self = Self { open: NONE, seen: 0, argument: 1, key_mark: NONE };
}

impl Stream {
    /// Room for so many tokens.
    fn emptied(mut self, count: usize) -> Self {
        self.around.clear();
        self.around.reserve(count);
        self.open.clear();
        Self { read: 0, ..self }
    }

    /// Forgets the brackets that are open: what comes next is not inside of them.
    fn end(&mut self) {
        self.open.clear();
    }

    /// Notes down what stands around the next token.
    fn stand(&mut self, index: usize) {
        debug_assert_eq!(self.around.len(), index);
        let innermost = self.open.last().copied().unwrap_or(Frame::OUTSIDE);
        self.around.push(Frame { seen: self.read, ..innermost });
    }

    fn read(&mut self, index: usize, token: &Token, text: &str) {
        let index = index as u32;
        self.read += 1;
        match token.kind {
            TokenKind::Open => self.open.push(Frame { open: index, ..Frame::OUTSIDE }),
            TokenKind::Close => {
                self.open.pop();
            }
            TokenKind::Punctuation | TokenKind::Operator => {
                let Some(innermost) = self.open.last_mut() else { return };
                match &text[token.start as usize..token.end as usize] {
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

    fn around(&self, index: usize) -> Option<Around> {
        let frame = self.around.get(index).filter(|frame| frame.open != NONE)?;
        let opening = self.around.get(frame.open as usize)?;
        if frame.seen - opening.seen > READ {
            return None;
        }
        let key_mark = (frame.key_mark != NONE).then_some(frame.key_mark as usize);
        Some(Around { open: frame.open as usize, argument: frame.argument, key_mark })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::lexed::Lexed;
    use crate::detect::tests::{drawn, excerpted};

    /// The bracket that a walk to the left of the token finds.
    fn walked(tokens: &[Token], text: &str, from: usize, region: Region, is_prose: bool) -> Option<Around> {
        let (mut depth, mut argument, mut key_mark, mut read) = (0, 1u8, None, 0);
        let mut is_last_statement = true;
        for index in (0..from).rev() {
            let token = &tokens[index];
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
            match (token.kind, &text[token.start as usize..token.end as usize]) {
                (TokenKind::Close, _) => depth += 1,
                (TokenKind::Open, _) if depth > 0 => depth -= 1,
                (TokenKind::Open, _) => return (read <= READ).then_some(Around { open: index, argument, key_mark }),
                (_, ",") if is_counted => argument = argument.saturating_add(1),
                (_, ";") if is_counted => is_last_statement = false,
                (_, ":" | "=" | "=>") if is_counted && argument == 1 && key_mark.is_none() => key_mark = Some(index),
                _ => {}
            }
        }
        None
    }

    #[test]
    fn brackets_are_those_that_a_walk_finds() {
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
        let mut random = drawn(1);
        let mut found = 0;
        for language in ["javascript", "markdown", "python"] {
            for _ in 0..40 {
                let text: String = (0..200).map(|_| PIECES[random(PIECES.len())]).collect();
                excerpted(&text, language, |excerpt, _| {
                    let tokens = Lexed::of(&text, 0, excerpt.language).tokens;
                    let is_prose = language == "markdown";
                    let brackets = Brackets::default().refilled(&tokens, &text, is_prose);
                    for (index, token) in
                        tokens.iter().enumerate().filter(|(_, token)| token.kind != TokenKind::Newline)
                    {
                        for region in [Region::Code, token.region] {
                            let around = brackets.around(index, region);
                            let walked = walked(&tokens, &text, index, region, is_prose);
                            assert_eq!(around, walked, "{index} of {language} {text:?}");
                            found += usize::from(around.is_some());
                        }
                    }
                });
            }
        }
        assert!(found > 10_000, "{found}");
    }

    #[test]
    fn a_bracket_too_far_away_is_not_found() {
        let text = format!("({}", "x ".repeat(READ as usize + 1));
        excerpted(&text, "javascript", |excerpt, _| {
            let tokens = Lexed::of(&text, 0, excerpt.language).tokens;
            let brackets = Brackets::default().refilled(&tokens, &text, false);
            let last_seen = READ as usize;
            assert!(brackets.around(last_seen, Region::Code).is_some());
            assert!(brackets.around(last_seen + 1, Region::Code).is_none());
        });
    }
}
