//! Sets of words that the build script lays out: one text, the words' ends in it, and an open hash table of their indexes.

/// A set of words. Each has an index, by which other tables continue.
#[derive(Debug)]
pub(crate) struct WordTable {
    /// All words, one behind the other.
    pub(crate) text: &'static str,
    /// Where each word ends in the text, in bytes, behind a 0.
    pub(crate) ends: &'static [u32],
    /// Indexes of words by their hash; `EMPTY` where there is none. The size is a power of two.
    pub(crate) slots: &'static [u16],
    /// The lengths of the words by their first byte in lower case: bit n for n bytes, the last bit for all that are longer. Most
    /// words that are not in the set are told apart by this.
    pub(crate) lengths: [u32; 128],
}

const EMPTY: u16 = u16::MAX;

impl WordTable {
    /// The index of exactly that word.
    pub(crate) fn index(&self, word: &str) -> Option<usize> {
        self.find(word, |byte| byte, |known| known == word)
    }

    /// The index of a word in either case, in a table whose words are in lower case.
    pub(crate) fn index_of_folded(&self, word: &str) -> Option<usize> {
        self.find(word, |byte| byte.to_ascii_lowercase(), |known| known.eq_ignore_ascii_case(word))
    }

    /// The word of that index.
    pub(crate) fn word(&self, index: usize) -> &'static str {
        &self.text[self.ends[index] as usize..self.ends[index + 1] as usize]
    }

    #[inline]
    fn find(&self, word: &str, fold: impl Fn(u8) -> u8, is_it: impl Fn(&str) -> bool) -> Option<usize> {
        let first = word.bytes().next()?.to_ascii_lowercase();
        if self.lengths[usize::from(first & 0x7f)] & 1 << word.len().min(31) == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(word.bytes().map(fold)) as usize & mask;
        while self.slots[slot] != EMPTY {
            let index = usize::from(self.slots[slot]);
            if is_it(self.word(index)) {
                return Some(index);
            }
            slot = (slot + 1) & mask;
        }
        None
    }
}

/// FNV-1a, as the build script used it.
fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
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
