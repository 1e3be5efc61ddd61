//! The facts of a word, wherever it stands. Most words are neither names nor evidence, and most recur.

use crate::catalog::tables;
use crate::catalog::tables::{PART_FLAGS, PARTS, PHRASE_WORDS};

use crate::detect::lexicon::compounds::{coded, compound};
use crate::detect::lexicon::hash::MIX;
use crate::detect::lexicon::protocols::protocols_of;
use crate::detect::lexicon::status_words;
use crate::detect::lexicon::words::{of_joined, split};

/// The facts of a word, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordFacts(u16);

const MAY_BE_NAME: u16 = 1;

const MAY_WEIGH: u16 = 1 << 1;

const HOLDS_DIGIT: u16 = 1 << 2;

/// Two numbers, of two bits each.
const OTHER_PROTOCOLS: u16 = 3;

const OWN_PROTOCOL: u16 = 5;

const MAX_COUNT: u16 = 3;

/// From here on its index among the words of phrases, plus one.
const PHRASE_WORD: u16 = 7;

/// The facts of recent words, in a table in which a later word takes the place of an earlier one. The caller that splits a text owns
/// it; a scan has one for a document. Most words of a text are repeated, and a repeated word costs one look-up.
pub(crate) struct WordFactsCache(Box<[(WordNumber, WordFacts)]>);

impl WordFactsCache {
    /// For a text of so many bytes: an entry for each sixteen, so that a table takes as many bytes as its text, 64 kB at most.
    pub(crate) fn for_text(bytes: usize) -> Self {
        let entries = (bytes / size_of::<(WordNumber, WordFacts)>()).clamp(16, 4096).next_power_of_two();
        Self(vec![(WordNumber(0), WordFacts::default()); entries].into_boxed_slice())
    }

    /// The facts of a word, which are found when it comes for the first time.
    #[inline(always)]
    pub(crate) fn of<'a>(&mut self, number: WordNumber, word: impl FnOnce() -> &'a [u8]) -> WordFacts {
        // The high half of the product depends on all bits of the number.
        let place = (number.0.wrapping_mul(MIX) >> 32) as usize & (self.0.len() - 1);
        let entry = &mut self.0[place];
        if entry.0 != number {
            *entry = (number, Self::find(word()));
        }
        entry.1
    }

    /// Few words come for the first time: the loop over all is kept short.
    #[cold]
    #[inline(never)]
    fn find(word: &[u8]) -> WordFacts {
        std::str::from_utf8(word).map_or(WordFacts::default(), WordFacts::of)
    }
}

/// A number that tells a word from all others that one meets; the bytes of a word of less than eight. No word has the number 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordNumber(u64);

impl WordNumber {
    /// That of a word which may be of any bytes.
    pub(crate) fn of(word: &[u8]) -> Self {
        let (chunks, rest) = word.as_chunks::<8>();
        let packed = rest.iter().rev().fold(0, |packed, byte| packed << 8 | u64::from(*byte));
        let number = chunks.iter().map(|eight| u64::from_le_bytes(*eight)).fold(0, Self::mixed);
        if chunks.is_empty() { Self::of_less_than_eight(packed) } else { Self::of_more(number, packed) }
    }

    /// That of a word of less than eight bytes, which are packed; none of them is 0.
    pub(crate) fn of_less_than_eight(bytes: u64) -> Self {
        Self(bytes)
    }

    /// That of a longer word, by its whole eights mixed one after the other and the packed rest.
    pub(crate) fn of_more(eights: u64, rest: u64) -> Self {
        // Less than eight bytes leave the highest bits empty.
        const LONG: u64 = 1 << 63;
        Self(Self::mixed(eights, rest) | LONG)
    }

    pub(crate) fn mixed(number: u64, eight: u64) -> u64 {
        (number ^ eight).wrapping_mul(MIX).rotate_left(29)
    }
}

impl WordFacts {
    fn of(word: &str) -> Self {
        let flag = |holds, flag| if holds { flag } else { 0 };
        let of_whole = flags_of(word);
        let of_part = |part: &str| if part.len() == word.len() { of_whole } else { flags_of(part) };
        let of_parts = split(word).map(of_part).fold(0, |all, flags| all | flags);
        let may_weigh = (of_parts | of_whole) & tables::WEIGHS != 0
            || of_joined(word, |whole| whole.len() < word.len() && flags_of(whole) & tables::WEIGHS != 0) == Some(true);
        let holds_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        let may_be_name = status_words::is_known(word)
            || of_parts & tables::BEGINS_PHRASE != 0 && compound(word).is_some()
            || holds_digit && coded(word).is_some();
        let phrase_word = PHRASE_WORDS.index_of_folded(word);
        let (others, own) = protocols_of(word);
        Self(
            flag(may_be_name, MAY_BE_NAME)
                | flag(may_weigh, MAY_WEIGH)
                | flag(holds_digit, HOLDS_DIGIT)
                | others.min(MAX_COUNT) << OTHER_PROTOCOLS
                | own.min(MAX_COUNT) << OWN_PROTOCOL
                | phrase_word.map_or(0, |index| (index as u16 + 1) << PHRASE_WORD),
        )
    }

    fn has(self, flag: u16) -> bool {
        self.0 & flag != 0
    }

    /// Whether it may be a name or belong to a phrase, or names another protocol.
    pub(crate) fn is_noted(self) -> bool {
        self.0 & (MAY_BE_NAME | MAX_COUNT << OTHER_PROTOCOLS) != 0 || self.may_belong_to_phrase()
    }

    /// Whether it is a library's name for a status, or made of a status's name or code.
    pub(crate) fn may_be_name(self) -> bool {
        self.has(MAY_BE_NAME)
    }

    /// Its index among the words of phrases.
    pub(crate) fn phrase_word(self) -> Option<usize> {
        usize::from(self.0 >> PHRASE_WORD).checked_sub(1)
    }

    /// Whether any phrase has it.
    pub(crate) fn may_belong_to_phrase(self) -> bool {
        self.0 >> PHRASE_WORD != 0
    }

    /// Whether it has a weight in any role.
    pub(crate) fn may_weigh(self) -> bool {
        self.has(MAY_WEIGH)
    }

    pub(crate) fn holds_digit(self) -> bool {
        self.has(HOLDS_DIGIT)
    }

    /// How often it names other protocols with reply codes, and HTTP.
    pub(crate) fn protocols(self) -> (u16, u16) {
        (self.0 >> OTHER_PROTOCOLS & MAX_COUNT, self.0 >> OWN_PROTOCOL & MAX_COUNT)
    }
}

/// The flags of a word in the data, in either case.
fn flags_of(word: impl AsRef<[u8]>) -> u8 {
    PARTS.index_of_folded(word).map_or(0, |index| PART_FLAGS[index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Language;
    use crate::catalog::tables::{NAMES, WORDS};
    use crate::detect::tokens::token::TokenKind;
    use crate::detect::tokens::token_buffer::TokenBuffer;
    use crate::detect::words::{Role, weight};

    const ROLES: [Role; 3] = [Role::Key, Role::Around, Role::NearText];

    #[test]
    fn facts_are_what_the_tables_say() {
        let words = [&NAMES, &PHRASE_WORDS, &WORDS].into_iter();
        let words = words.flat_map(|table| (0..table.ends.len() - 1).map(|index| table.word(index)));
        let made = |word: &str| {
            [word.to_owned(), word.to_uppercase(), format!("{word}s"), format!("my_{word}es"), format!("{word}404Id")]
        };
        for word in words.flat_map(made) {
            let facts = WordFacts::of(&word);
            let is_made = compound(&word).is_some() || coded(&word).is_some();
            assert_eq!(facts.may_be_name(), status_words::is_known(&word) || is_made, "{word}");
            assert_eq!(facts.phrase_word(), PHRASE_WORDS.index_of_folded(&word), "{word}");
            assert_eq!(facts.may_belong_to_phrase(), facts.phrase_word().is_some(), "{word}");
            assert!(facts.may_weigh() || ROLES.iter().all(|role| weight(*role, &word) == 0.0), "{word}");
        }
    }

    #[test]
    fn tokens_have_the_facts_of_their_words() {
        let words = [&NAMES, &PHRASE_WORDS, &WORDS, &PARTS].into_iter();
        let words = words.flat_map(|table| (0..table.ends.len() - 1).map(|index| table.word(index)));
        let made = |word: &str| {
            let joined = format!("{word}Of{word}");
            [
                word.to_owned(),
                word.to_uppercase(),
                format!("{word}404"),
                format!("{word}_é"),
                joined.clone(),
                joined + word,
            ]
        };
        let text = words.flat_map(made).fold(String::new(), |text, word| text + &word + " ");
        for language in ["plaintext", "css", "php"] {
            let language = Language::by_id(language).expect("a known language");
            // What comes for the second time is remembered.
            let mut cache = WordFactsCache::for_text(text.len());
            for _ in 0..2 {
                let tokens = TokenBuffer::of(&text, 0, language, &mut cache).list.tokens;
                for token in tokens.iter().filter(|token| token.kind == TokenKind::Word) {
                    let word = &text[token.range()];
                    assert_eq!(token.facts, WordFacts::of(word), "{word}");
                }
            }
        }
    }
}
