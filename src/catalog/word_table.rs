//! Sets of words that the build script lays out: one text, the end of each word in it, and an open-addressing hash table of their indexes.

use super::word_hash::hash;

/// A set of words. Each has an index, which other tables refer to.
#[derive(Debug)]
pub(crate) struct WordTable {
    /// All words, concatenated.
    pub(crate) text: &'static str,
    /// A 0, then where each word ends in the text, in bytes.
    pub(crate) ends: &'static [u32],
    /// By the low bits of a word's hash: its index in the low half and the high bits of the hash in the other, so that most words that
    /// are not in the set are refused without a comparison of text. `EMPTY` marks a free slot. The size is a power of two.
    pub(crate) slots: &'static [u32],
    /// The lengths of the words by their first byte in lower case: bit n for n bytes, the last bit for all that are longer.
    pub(crate) lengths: [u32; 128],
}

const EMPTY: u32 = u32::MAX;

impl WordTable {
    /// The index of exactly that word.
    pub(crate) fn index(&self, word: &str) -> Option<usize> {
        self.find(word.as_bytes(), |known| known == word.as_bytes())
    }

    /// The index of a word in either case, in a table whose words are in lower case.
    pub(crate) fn index_of_folded(&self, word: impl AsRef<[u8]>) -> Option<usize> {
        self.find(word.as_ref(), |known| known.eq_ignore_ascii_case(word.as_ref()))
    }

    /// The word of that index.
    pub(crate) fn word(&self, index: usize) -> &'static str {
        &self.text[self.ends[index] as usize..self.ends[index + 1] as usize]
    }

    fn bytes(&self, index: usize) -> &'static [u8] {
        &self.text.as_bytes()[self.ends[index] as usize..self.ends[index + 1] as usize]
    }

    #[inline]
    fn find(&self, word: &[u8], is_it: impl Fn(&[u8]) -> bool) -> Option<usize> {
        let first = word.first()?.to_ascii_lowercase();
        if self.lengths[usize::from(first & 0x7f)] & 1 << word.len().min(31) == 0 {
            return None;
        }
        let hash = hash(word);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != EMPTY {
            let index = (self.slots[slot] & 0xffff) as usize;
            if self.slots[slot] >> 16 == hash >> 16 && is_it(self.bytes(index)) {
                return Some(index);
            }
            slot = (slot + 1) & mask;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::tables::{NAMES, PHRASE_WORDS};

    #[test]
    fn every_word_is_found_by_its_index_and_no_other_is() {
        for index in 0..NAMES.ends.len() - 1 {
            assert_eq!(NAMES.index(NAMES.word(index)), Some(index));
        }
        assert!(PHRASE_WORDS.index_of_folded("GATEWAY").is_some());
        for word in ["", "é", "StatusNotFoun", "StatusNotFounds", &"x".repeat(1000)] {
            assert_eq!((NAMES.index(word), PHRASE_WORDS.index_of_folded(word)), (None, None), "{word}");
        }
    }
}
