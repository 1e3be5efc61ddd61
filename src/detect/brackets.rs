//! Which bracket stands around each token, worked out for all tokens of a text in one pass: looked for from each token, the
//! innermost bracket of a long list would be found by reading the list once for each of its elements.

use super::lexer::{Region, Token, TokenKind};

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
#[derive(Debug)]
pub(crate) struct Brackets {
    code: Stream,
    text: Stream,
}

impl Brackets {
    pub(crate) fn of(tokens: &[Token], text: &str, is_prose: bool) -> Self {
        let mut code = Stream::for_tokens(tokens.len());
        let mut inner = Stream::for_tokens(tokens.len());
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
#[derive(Debug)]
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
    fn for_tokens(count: usize) -> Self {
        Self { around: Vec::with_capacity(count), open: Vec::new(), read: 0 }
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
