//! What is known of a word, wherever it stands: most words are nothing and say nothing, and most come again.

use std::cell::RefCell;

use super::context::protocols_of;
use super::lexer::{Token, TokenKind};
use super::memo::{Memo, hash};
use super::{names, phrases, words};

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known(u16);

const MAY_BE_NAME: u16 = 1;
const MAY_BE_PHRASE: u16 = 1 << 1;
const MAY_BELONG_TO_PHRASE: u16 = 1 << 2;
const MAY_WEIGH: u16 = 1 << 3;
const HOLDS_DIGIT: u16 = 1 << 4;
/// Two numbers, of three bits each.
const OTHER_PROTOCOLS: u16 = 5;
const OWN_PROTOCOL: u16 = 8;
const MOST: u16 = 7;

thread_local! {
    static MEMO: RefCell<Memo<Known, 8192>> = RefCell::new(Memo::new());
}

impl Known {
    /// Finds it out for the words among the tokens of a text.
    pub(super) fn find(text: &[u8], tokens: &mut [Token]) {
        MEMO.with_borrow_mut(|memo| {
            for token in tokens.iter_mut().filter(|token| token.kind == TokenKind::Word) {
                let word = &text[token.start as usize..token.end as usize];
                token.known = memo.get(hash(word, 0), || std::str::from_utf8(word).map_or(Self::default(), Self::of));
            }
        });
    }

    #[inline(never)]
    fn of(word: &str) -> Self {
        let flag = |holds, flag| if holds { flag } else { 0 };
        let (others, own) = protocols_of(word);
        let may_belong_to_phrase = phrases::may_belong_to_phrase(word);
        Self(
            flag(names::may_be_name(word), MAY_BE_NAME)
                | flag(may_belong_to_phrase && phrases::may_be_phrase(word), MAY_BE_PHRASE)
                | flag(may_belong_to_phrase, MAY_BELONG_TO_PHRASE)
                | flag(words::may_weigh(word), MAY_WEIGH)
                | flag(word.bytes().any(|byte| byte.is_ascii_digit()), HOLDS_DIGIT)
                | others.min(MOST) << OTHER_PROTOCOLS
                | own.min(MOST) << OWN_PROTOCOL,
        )
    }

    fn has(self, flag: u16) -> bool {
        self.0 & flag != 0
    }

    /// Whether it is a library's name for a status, or made of a status's.
    #[inline]
    pub(crate) fn may_be_name(self) -> bool {
        self.has(MAY_BE_NAME)
    }

    /// Whether it alone is a phrase.
    #[inline]
    pub(crate) fn may_be_phrase(self) -> bool {
        self.has(MAY_BE_PHRASE)
    }

    /// Whether any phrase has it.
    #[inline]
    pub(crate) fn may_belong_to_phrase(self) -> bool {
        self.has(MAY_BELONG_TO_PHRASE)
    }

    /// Whether it has a weight in any role.
    #[inline]
    pub(crate) fn may_weigh(self) -> bool {
        self.has(MAY_WEIGH)
    }

    #[inline]
    pub(crate) fn holds_digit(self) -> bool {
        self.has(HOLDS_DIGIT)
    }

    /// How often it names other protocols with reply codes, and HTTP.
    #[inline]
    pub(crate) fn protocols(self) -> (u16, u16) {
        (self.0 >> OTHER_PROTOCOLS & MOST, self.0 >> OWN_PROTOCOL & MOST)
    }
}
