//! Splits text into words, numbers, brackets and operators, each marked as code, string or comment.
//!
//! One lexer serves all languages; what differs is data (`data/languages/`). It is total: any text gives tokens, and
//! broken code gives useful ones, because a string that may not span lines ends with its line.

use std::ops::Range;

use crate::catalog::Language;
use crate::catalog::byte_class::{CLASS, CLOSE, CONTINUES, DELIMITER, DIGIT, NEWLINE, OPEN, OPERATOR, SPACE, WORD};

use crate::detect::tokens::letters::Letters;
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex};
use crate::detect::tokens::token::{Region, Token, TokenKind, TokenList};
use crate::detect::tokens::word_facts::{WordFacts, WordFactsCache, WordNumber};

/// Adds the tokens of a text to a list.
pub(crate) struct Lexer<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
    pub(crate) language: &'a Language,
    cache: &'a mut WordFactsCache,
    pub(crate) list: TokenList,
}

impl<'a> Lexer<'a> {
    /// Adds the tokens of a text to `list`, from byte `from` on, where it is taken to be in code, up to the end or to the first line
    /// break in code at which `ends` returns true.
    pub(crate) fn run(
        text: &'a str,
        from: usize,
        language: &'a Language,
        cache: &'a mut WordFactsCache,
        list: TokenList,
        mut ends: impl FnMut(Token) -> bool,
    ) -> TokenList {
        let mut lexer = Lexer { bytes: text.as_bytes(), at: from, language, cache, list };
        while let Some(class) = lexer.class() {
            if class & DELIMITER != 0 && lexer.may_be_delimited(class) && lexer.delimited() {
                continue;
            }
            if class & WORD != 0 && lexer.word_of_letters(Region::Code) {
                continue;
            }
            lexer.plain(class, Region::Code, None);
            if class & CLASS == NEWLINE && lexer.list.tokens.last().is_some_and(|newline| ends(*newline)) {
                break;
            }
        }
        lexer.list
    }

    /// The class of the next byte; nothing at the end.
    pub(crate) fn class(&self) -> Option<u8> {
        Some(self.language.bytes[usize::from(*self.bytes.get(self.at)?)])
    }

    pub(crate) fn class_at(&self, at: usize) -> u8 {
        self.bytes.get(at).map_or(0, |byte| self.language.bytes[usize::from(*byte)])
    }

    /// The eight bytes from `at` on, if there are as many.
    fn eight_at(&self, at: usize) -> Option<&'a [u8; 8]> {
        self.bytes.get(at..)?.first_chunk()
    }

    /// One token or some space outside delimiters, which begins with a byte of that class. It ends before the byte `close`.
    #[inline(always)]
    pub(crate) fn plain(&mut self, class: u8, region: Region, close: Option<u8>) {
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
        self.at = if kind == TokenKind::Newline { self.end_of_spaces(end) } else { self.end_of_space(end) };
    }

    /// A word of letters alone, as most are, and the space behind it; not that at the end of the text.
    #[inline(always)]
    pub(crate) fn word_of_letters(&mut self, region: Region) -> bool {
        let Some(eight) = self.eight_at(self.at) else { return false };
        match Letters::of(*eight).parted() {
            // Some languages begin words with other characters than letters.
            Some((0, ..)) => false,
            Some((length, last, next)) => {
                self.word_before(self.at + length, next, WordNumber::of_less_than_eight(last), region)
            }
            None => self.long_word_of_letters(u64::from_le_bytes(*eight), region),
        }
    }

    fn long_word_of_letters(&mut self, first: u64, region: Region) -> bool {
        let mut number = WordNumber::mixed(0, first);
        let mut at = self.at + 8;
        while let Some(eight) = self.eight_at(at) {
            if let Some((length, last, next)) = Letters::of(*eight).parted() {
                return self.word_before(at + length, next, WordNumber::of_more(number, last), region);
            }
            number = WordNumber::mixed(number, u64::from_le_bytes(*eight));
            at += 8;
        }
        false
    }

    /// The word up to `end`, unless it goes on with `next`, which stands there.
    #[inline(always)]
    fn word_before(&mut self, end: usize, next: u8, number: WordNumber, region: Region) -> bool {
        let class = self.language.bytes[usize::from(next)];
        if class & (WORD | DIGIT | CONTINUES) != 0 {
            return false;
        }
        let (bytes, start) = (self.bytes, self.at);
        let facts = self.cache.of(number, || &bytes[start..end]);
        self.push_word(start..end, facts, region);
        self.at = end + usize::from(class == SPACE);
        true
    }

    /// The end of the space behind a token, of which there is mostly one.
    fn end_of_space(&self, at: usize) -> usize {
        at + usize::from(self.class_at(at) == SPACE)
    }

    #[inline(always)]
    fn end_of_spaces(&self, mut at: usize) -> usize {
        // In MATLAB a string begins with the space before its quote.
        if self.language.bytes[usize::from(b' ')] != SPACE {
            return at;
        }
        while let Some(eight) = self.eight_at(at) {
            let others = u64::from_le_bytes(*eight) ^ u64::from_le_bytes([b' '; 8]);
            at += others.trailing_zeros() as usize / 8;
            if others != 0 {
                break;
            }
        }
        while self.class_at(at) == SPACE {
            at += 1;
        }
        at
    }

    fn end_of_newline(&self, start: usize) -> usize {
        let is_crlf = self.bytes[start] == b'\r' && self.bytes.get(start + 1) == Some(&b'\n');
        start + 1 + usize::from(is_crlf)
    }

    /// The end of the bytes from `at` on that go on with a word, whatever else they may be.
    #[inline(always)]
    fn end_of_letters(&self, mut at: usize) -> usize {
        while let Some(eight) = self.eight_at(at) {
            let letters = Letters::of(*eight).count();
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

    #[inline(always)]
    pub(crate) fn push(&mut self, bytes: Range<usize>, kind: TokenKind, region: Region) {
        let index = TokenIndex::new(self.list.tokens.len());
        match kind {
            TokenKind::Word => {
                let word = &self.bytes[bytes.clone()];
                let facts = self.cache.of(WordNumber::of(word), || word);
                return self.push_word(bytes, facts, region);
            }
            TokenKind::Number => {
                self.list.numbers.push(index);
                self.list.candidates.push(index);
            }
            TokenKind::Newline => self.list.newlines.push(index),
            _ => {}
        }
        self.list.tokens.push(Token {
            start: ExcerptByte::new(bytes.start),
            end: ExcerptByte::new(bytes.end),
            kind,
            region,
            facts: WordFacts::default(),
        });
    }

    /// Notes down what the next token is.
    fn note(&mut self, facts: WordFacts) {
        if facts.may_be_name() || facts.may_belong_to_phrase() {
            self.list.candidates.push(TokenIndex::new(self.list.tokens.len()));
        }
        self.list.names_other_protocols |= facts.protocols().0 > 0;
    }

    #[inline(always)]
    fn push_word(&mut self, bytes: Range<usize>, facts: WordFacts, region: Region) {
        if facts.is_noted() {
            self.note(facts);
        }
        let (start, end) = (ExcerptByte::new(bytes.start), ExcerptByte::new(bytes.end));
        self.list.tokens.push(Token { start, end, kind: TokenKind::Word, region, facts });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::detect::tokens::token_buffer::TokenBuffer;

    #[track_caller]
    fn check(language: &str, text: &str, expected: Expect) {
        let language = Language::by_id(language).expect("a known language");
        let shown: Vec<String> = TokenBuffer::alone(text, language)
            .list
            .tokens
            .iter()
            .map(|token| {
                let text = &text[token.range()];
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
        check("matlab", "f(x', [\n    '404' \t'it''s'])", expect!["f ( x ' , [ ⏎  ' '404' ' ' it ' ' s ' ] )"]);
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
                let tokens = TokenBuffer::alone(text, language).list.tokens;
                assert!(tokens.windows(2).all(|pair| pair[0].end <= pair[1].start), "{} {text:?}", language.id);
                assert!(
                    tokens.iter().all(|t| t.start < t.end
                        && text.is_char_boundary(t.start.at())
                        && text.is_char_boundary(t.end.at())),
                    "{} {text:?}",
                    language.id
                );
            }
        }
    }
}
