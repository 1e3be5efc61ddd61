//! The hash of identifiers.

/// An odd multiplier that spreads the bits of a number, mostly into the high ones.
pub(crate) const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash of a whole identifier that tells apart all that one meets, and is never 0. Different questions about it are told apart by
/// their number.
#[inline]
pub(crate) fn hash(identifier: impl AsRef<[u8]>, question: u64) -> u64 {
    let bytes = identifier.as_ref();
    // Mixed before the letters are added, or a change of the question could cancel a change of a letter.
    let mut hash = (bytes.len() as u64 ^ question << 32).wrapping_mul(MIX);
    let mut add = |eight: u64| {
        hash = (hash ^ eight).wrapping_mul(MIX);
        hash ^= hash >> 29;
    };
    // The last chunk overlaps the one before, so that it is whole too.
    match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(last), ..) => {
            bytes[..bytes.len() - 1].as_chunks::<8>().0.iter().for_each(|chunk| add(u64::from_le_bytes(*chunk)));
            add(u64::from_le_bytes(*last));
        }
        (_, Some(first), Some(last)) => {
            add(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
        }
        _ => add(bytes.iter().fold(0, |packed, byte| packed << 8 | u64::from(*byte))),
    }
    (hash ^ hash >> 32) | 1
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::catalog::tables::{NAMES, WORDS};

    #[test]
    fn hashes_of_known_words_do_not_collide() {
        let words = [&WORDS, &NAMES].into_iter();
        let words = words.flat_map(|table| (0..table.ends.len() - 1).map(|index| table.word(index)));
        let mut known: HashMap<u64, (String, u64)> = HashMap::new();
        let mut add = |word: &str, question| {
            let asked = (word.to_owned(), question);
            let other = known.entry(hash(word, question)).or_insert_with(|| asked.clone());
            assert_eq!(*other, asked);
        };
        for word in words {
            for question in 0..16 {
                add(word, question);
                // The same word with one bit of one letter changed.
                for at in 0..word.len().min(12) {
                    let mut other = word.as_bytes().to_vec();
                    other[at] ^= 1;
                    add(&String::from_utf8_lossy(&other), question);
                }
            }
        }
    }
}
