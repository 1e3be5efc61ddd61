//! The hash of tables of words, shared by the build script, which lays them out, and the look-up.

/// The same in either case of ASCII letters. It reads the length, the first eight bytes and the last eight: names that differ in their
/// middle alone are few.
#[inline]
pub(super) fn hash(word: &[u8]) -> u32 {
    const FOLD: u64 = 0x2020_2020_2020_2020;
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let length = word.len();
    let (first, last) = match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (word.iter().fold(0, |packed, byte| packed << 8 | u64::from(*byte)), 0),
    };
    let mixed = ((first | FOLD) ^ length as u64).wrapping_mul(MIX);
    let mixed = (mixed ^ mixed >> 32 ^ (last | FOLD)).wrapping_mul(MIX);
    (mixed >> 32) as u32
}
