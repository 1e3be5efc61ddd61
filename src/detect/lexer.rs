//! Splits text into words, numbers, brackets and operators, and says which of them stand in code, strings and comments.
//!
//! One lexer serves all languages; what differs is data (`data/languages/`). It is total: any text gives tokens, and
//! broken code gives useful ones, because a string that may not span lines ends with its line.

use std::ops::Range;

use crate::catalog::Language;
use crate::catalog::languages::Escape;

use super::known::{Known, KnownWords};
use super::letters::leading_letters;
use super::lexed::Lexed;

/// A piece of text. Offsets are bytes from the start of the text that was lexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: TokenKind,
    pub(crate) region: Region,
    /// What is known of it, if it is a word.
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

const SPACE: u8 = 1;
const NEWLINE: u8 = 2;
const DIGIT: u8 = 4;
const OPEN: u8 = 5;
const CLOSE: u8 = 6;
const OPERATOR: u8 = 7;
/// The byte may begin a word and go on with one. A bit of its own: most bytes are asked for it.
const WORD: u8 = 0x20;
/// The second byte of a delimiter.
const SECOND: u8 = 0x10;
/// The byte goes on with a word (`-` in CSS), though it cannot begin one.
const CONTINUES: u8 = 0x40;
/// A comment or string may begin here.
const DELIMITER: u8 = 0x80;
const CLASS: u8 = 0x2f;

/// What puts the tokens of a text into `lexed`.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    language: &'a Language,
    known: &'a mut KnownWords,
    lexed: Lexed,
}

impl<'a> Lexer<'a> {
    /// Adds the tokens of a text to `lexed`, from byte `from` on, where it is taken to be in code, up to the end or to the first line
    /// break in code at which `ends` says so.
    pub(super) fn run(
        text: &'a str,
        from: usize,
        language: &'a Language,
        lexed: Lexed,
        ends: impl FnMut(Token) -> bool,
    ) -> Lexed {
        KnownWords::with(|known| {
            let mut lexer = Lexer { bytes: text.as_bytes(), at: from, language, known, lexed };
            lexer.lex(ends);
            lexer.lexed
        })
    }

    fn lex(&mut self, mut ends: impl FnMut(Token) -> bool) {
        while let Some(class) = self.class() {
            if class & DELIMITER != 0 && self.may_be_delimited(class) && self.delimited() {
                continue;
            }
            self.plain(class, Region::Code, None);
            if class & CLASS == NEWLINE && self.lexed.tokens.last().is_some_and(|newline| ends(*newline)) {
                return;
            }
        }
    }

    /// What the next byte may be; nothing at the end.
    #[inline(always)]
    fn class(&self) -> Option<u8> {
        Some(self.language.bytes[usize::from(*self.bytes.get(self.at)?)])
    }

    #[inline(always)]
    fn class_at(&self, at: usize) -> u8 {
        self.bytes.get(at).map_or(0, |byte| self.language.bytes[usize::from(*byte)])
    }

    /// One token or some space outside delimiters, which begins with a byte of that class. It ends before the byte `close`.
    #[inline(always)]
    fn plain(&mut self, class: u8, region: Region, close: Option<u8>) {
        let start = self.at;
        let (kind, end) = match class & CLASS {
            SPACE => {
                self.at = self.end_of_spaces(start + 1);
                return;
            }
            NEWLINE => (TokenKind::Newline, self.end_of_newline(start)),
            WORD => (TokenKind::Word, self.end_of_word(start + 1)),
            DIGIT => (TokenKind::Number, self.end_of_number(start + 1)),
            OPEN => (TokenKind::Open, start + 1),
            CLOSE => (TokenKind::Close, start + 1),
            OPERATOR => (TokenKind::Operator, self.end_of_operator(start + 1, region)),
            _ => (TokenKind::Punctuation, start + 1),
        };
        let inside = close.and_then(|close| self.bytes[start + 1..end].iter().position(|byte| *byte == close));
        let end = inside.map_or(end, |inside| start + 1 + inside);
        self.push(start..end, kind, region);
        self.at = end;
    }

    #[inline(always)]
    fn end_of_spaces(&self, mut at: usize) -> usize {
        while self.class_at(at) == SPACE {
            at += 1;
        }
        at
    }

    #[inline(always)]
    fn end_of_newline(&self, start: usize) -> usize {
        let is_crlf = self.bytes[start] == b'\r' && self.bytes.get(start + 1) == Some(&b'\n');
        start + 1 + usize::from(is_crlf)
    }

    /// The end of the bytes from `at` on that go on with a word, whatever else they may be.
    #[inline(always)]
    fn end_of_letters(&self, mut at: usize) -> usize {
        while let Some(eight) = self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let letters = leading_letters(u64::from_le_bytes(*eight));
            at += letters;
            if letters < 8 {
                break;
            }
        }
        while self.class_at(at) & WORD != 0 {
            at += 1;
        }
        at
    }

    #[inline(always)]
    fn end_of_word(&self, at: usize) -> usize {
        let at = self.end_of_letters(at);
        // Most words end with their letters.
        let class = self.class_at(at);
        if class & CONTINUES != 0 || class & CLASS == DIGIT { self.end_of_long_word(at) } else { at }
    }

    fn end_of_long_word(&self, mut at: usize) -> usize {
        loop {
            let class = self.class_at(at);
            let goes_on = match class & CLASS {
                // Scripts that put no space between words and numbers: `状态码200`.
                DIGIT => self.bytes[at - 1] < 0x80,
                // A hyphen joins words (`not-found`) but not a word and a number (`error-404`), nor does it end a word.
                _ if class & CONTINUES != 0 => match self.bytes[at] {
                    b'?' | b'!' => !matches!(self.bytes.get(at + 1), Some(b'=' | b'.' | b'?')),
                    _ => self.class_at(at + 1) & CLASS == WORD,
                },
                _ => false,
            };
            if !goes_on {
                return at;
            }
            at = self.end_of_letters(at + 1);
        }
    }

    fn end_of_number(&self, mut at: usize) -> usize {
        loop {
            let goes_on = match self.class_at(at) & CLASS {
                WORD | DIGIT => self.bytes[at] < 0x80,
                _ => self.bytes.get(at) == Some(&b'.') && self.class_at(at + 1) & CLASS == DIGIT,
            };
            if !goes_on {
                return at;
            }
            at += 1;
        }
    }

    fn end_of_operator(&self, mut at: usize, region: Region) -> usize {
        loop {
            let class = self.class_at(at);
            let begins_comment = region == Region::Code && class & DELIMITER != 0 && self.begins_comment(at);
            if class & CLASS != OPERATOR || begins_comment {
                return at;
            }
            at += 1;
        }
    }

    fn begins_comment(&self, at: usize) -> bool {
        let language = self.language;
        language.line_comments.iter().any(|open| self.stands_at(at, open))
            || language.block_comments.iter().any(|(open, _)| self.stands_at(at, open))
    }

    /// Whether a comment or a string may begin with a byte of that class: most of those that begin with a letter are words.
    #[inline(always)]
    fn may_be_delimited(&self, class: u8) -> bool {
        class & WORD == 0 || self.class_at(self.at + 1) & SECOND != 0
    }

    /// A comment or a string, if one begins here.
    fn delimited(&mut self) -> bool {
        let language = self.language;
        for (open, close) in language.block_comments {
            if self.stands_at(self.at, open) {
                self.block_comment(open, close);
                return true;
            }
        }
        for open in language.line_comments {
            if self.stands_at(self.at, open) && self.may_begin_line_comment(open) {
                self.line_comment(open.len());
                return true;
            }
        }
        for form in language.strings {
            if self.stands_at(self.at, form.open) && self.may_begin_string(form.open) {
                self.string(form);
                return true;
            }
        }
        false
    }

    /// `#` within a word or an address and `//` after a colon begin no comment; a word such as `rem` is one only on its own.
    fn may_begin_line_comment(&self, open: &str) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.bytes[at]);
        let first = open.as_bytes()[0];
        if first.is_ascii_alphabetic() {
            let is_line_start = self.lexed.tokens.last().is_none_or(|token| token.kind == TokenKind::Newline);
            return is_line_start && self.class_at(self.at + open.len()) & CLASS != WORD;
        }
        match first {
            b'#' => before.is_none_or(|byte| {
                byte.is_ascii_whitespace()
                    || matches!(byte, b';' | b'{' | b'}' | b'(' | b')' | b'[' | b']' | b',' | b'#')
            }),
            b'/' => before != Some(b':'),
            _ => true,
        }
    }

    /// An apostrophe after a letter is no quote (`don't`), but a short prefix may stand before one (`b'…'`, `f"…"`).
    fn may_begin_string(&self, open: &str) -> bool {
        if !open.starts_with('\'') {
            return true;
        }
        let word = self.bytes[..self.at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let next_is_letter = self.class_at(self.at + open.len()) & CLASS == WORD;
        match word {
            0 => true,
            1 | 2 => !(next_is_letter && self.bytes[self.at - 1].is_ascii_digit()),
            _ => false,
        }
    }

    fn line_comment(&mut self, open: usize) {
        self.at += open;
        while let Some(class) = self.class().filter(|class| class & CLASS != NEWLINE) {
            self.plain(class, Region::Comment, None);
        }
    }

    fn block_comment(&mut self, open: &str, close: &str) {
        self.at += open.len();
        while let Some(class) = self.class() {
            if self.stands_at(self.at, close) {
                self.at += close.len();
                return;
            }
            // Operator characters one by one, or a run such as `**/` would swallow the end.
            if class & CLASS == OPERATOR {
                self.push(self.at..self.at + 1, TokenKind::Operator, Region::Comment);
                self.at += 1;
            } else {
                self.plain(class, Region::Comment, None);
            }
        }
    }

    fn string(&mut self, form: &crate::catalog::languages::StringForm) {
        let start = self.at;
        self.at += form.open.len();
        self.push(start..self.at, TokenKind::Quote, Region::Code);
        // One stray quote, in a pattern or a here-document, must not turn the rest of the file inside out: a string between
        // single quote characters ends with its line, though some languages let it go on.
        let spans_lines = form.is_multiline && !matches!(form.open, "\"" | "'");
        let close = form.close.as_bytes()[0];
        // What is a token by itself stands in no other.
        let may_be_inside =
            !matches!(self.language.bytes[usize::from(close)] & !(DELIMITER | SECOND), 0 | OPEN | CLOSE);
        while let Some(class) = self.class() {
            if self.stands_at(self.at, form.close) {
                let rest = &self.bytes[self.at..];
                let is_doubled = form.escape == Escape::Double && starts_with(&rest[form.close.len()..], form.close);
                if is_doubled {
                    self.at += 2 * form.close.len();
                    continue;
                }
                let start = self.at;
                self.at += form.close.len();
                self.push(start..self.at, TokenKind::Quote, Region::Code);
                return;
            }
            if form.escape == Escape::Backslash && self.bytes[self.at] == b'\\' {
                self.escape();
                continue;
            }
            if !spans_lines && class & CLASS == NEWLINE {
                return;
            }
            // A run of operators may not swallow the closing delimiter.
            self.plain(class, Region::String, may_be_inside.then_some(close));
        }
    }

    /// A backslash and what it escapes. `\n` and its like separate words and are no part of them.
    fn escape(&mut self) {
        let width = match self.bytes.get(self.at + 1) {
            Some(byte) if *byte < 0x80 => 2,
            Some(_) => 1,
            None => 1,
        };
        self.at += width;
    }

    /// Whether that delimiter stands at a byte of the text.
    #[inline(always)]
    fn stands_at(&self, at: usize, delimiter: &str) -> bool {
        let rest = &self.bytes[at..];
        // What differs, differs at once; in letters no more than by the bit of their case.
        const CASE: u8 = 0x20;
        rest[0] | CASE == delimiter.as_bytes()[0] | CASE && starts_with(rest, delimiter)
    }

    #[inline(always)]
    fn push(&mut self, bytes: Range<usize>, kind: TokenKind, region: Region) {
        let index = self.lexed.tokens.len() as u32;
        let (start, end) = (bytes.start as u32, bytes.end as u32);
        let mut known = Known::default();
        match kind {
            TokenKind::Word => {
                known = self.known.of(&self.bytes[bytes]);
                if known.may_be_name() || known.may_belong_to_phrase() {
                    self.lexed.candidates.push(index);
                }
                self.lexed.names_other_protocols |= known.protocols().0 > 0;
            }
            TokenKind::Number => {
                self.lexed.numbers.push(index);
                self.lexed.candidates.push(index);
            }
            TokenKind::Newline => self.lexed.newlines.push(index),
            _ => {}
        }
        self.lexed.tokens.push(Token { start, end, kind, region, known });
    }
}

/// Whether `bytes` begins with `delimiter`; letters in it match in either case (`REM`, `rem`).
#[inline]
fn starts_with(bytes: &[u8], delimiter: &str) -> bool {
    bytes.get(..delimiter.len()).is_some_and(|start| start.eq_ignore_ascii_case(delimiter.as_bytes()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(language: &str, text: &str, expected: Expect) {
        let language = Language::by_id(language).expect("a known language");
        let shown: Vec<String> = Lexed::of(text, 0, language)
            .tokens
            .iter()
            .map(|token| {
                let text = &text[token.start as usize..token.end as usize];
                match (token.kind, token.region) {
                    (TokenKind::Newline, _) => "⏎".into(),
                    (_, Region::Code) => text.to_owned(),
                    (_, Region::String) => format!("'{text}'"),
                    (_, Region::Comment) => format!("#{text}#"),
                }
            })
            .collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn words_numbers_and_operators() {
        check(
            "javascript",
            "if (res.status===401) x=0x200+1_200;",
            expect!["if ( res . status === 401 ) x = 0x200 + 1_200 ;"],
        );
        check("css", "a{width:404px;z-index:-100}", expect!["a { width : 404px ; z-index : - 100 }"]);
        check("ruby", "res.not_found? ? 1 : 404", expect!["res . not_found? ? 1 : 404"]);
        check("plaintext", "404s 4xx v5.200.1 404.html 1.404", expect!["404s 4xx v5 . 200.1 404 . html 1.404"]);
    }

    #[test]
    fn comments_end_where_they_should() {
        check("go", "a // 404 don't\nb /* x **/ c", expect!["a #404# #don# #'# #t# ⏎ b #x# #*# c"]);
        check("python", "x = 1 # see 404\ny", expect!["x = 1 #see# #404# ⏎ y"]);
        check("yaml", "url: http://a/b#c # 404", expect!["url : http : // a / b # c #404#"]);
    }

    #[test]
    fn strings_keep_their_words() {
        check("javascript", r#"f("a \"b\" 404", 'it')"#, expect![[r#"f ( " 'a' 'b' '404' " , ' 'it' ' )"#]]);
        check("javascript", "`200\n${x}` y", expect!["` '200' ⏎ '$' '{' 'x' '}' ` y"]);
        check("rust", "fn f<'a>(x: &'a str) { \"404\" }", expect![[r#"fn f < ' a > ( x : & ' a str ) { " '404' " }"#]]);
    }

    #[test]
    fn broken_code_recovers_at_the_line_end() {
        check("go", "x := \"404\ny := 1", expect![[r#"x : = " '404' ⏎ y : = 1"#]]);
        check("c", "/* never closed 404", expect!["#never# #closed# #404#"]);
        check("javascript", "\"\\", expect![[r#"""#]]);
    }

    #[test]
    fn any_text_gives_tokens_in_order() {
        for language in Language::all() {
            for text in ["", "\\", "'\"`", "/*", "é𐐀\u{2028}404", "\r\n\r", "#!/404", "\"\\é\"", "\u{0}404\u{0}"] {
                let tokens = Lexed::of(text, 0, language).tokens;
                assert!(tokens.windows(2).all(|pair| pair[0].end <= pair[1].start), "{} {text:?}", language.id);
                assert!(
                    tokens.iter().all(|t| t.start < t.end
                        && text.is_char_boundary(t.start as usize)
                        && text.is_char_boundary(t.end as usize)),
                    "{} {text:?}",
                    language.id
                );
            }
        }
    }
}
