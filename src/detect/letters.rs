//! Letters, eight bytes at a time.

/// How many of eight bytes, the lowest first, are letters of ASCII, underscores or parts of other characters, up to one that is none
/// of these. All of them are asked at once: a loop over a word's letters ends where no processor expects it.
#[inline(always)]
pub(super) fn leading_letters(eight: u64) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = EACH * 0x80;
    let low = eight & !HIGH;
    let small = low | (EACH * 0x20);
    let from_a = small + EACH * (0x80 - b'a' as u64);
    let beyond_z = small + EACH * (0x7f - b'z' as u64);
    let not_underscore = (low ^ (EACH * b'_' as u64)) + EACH * 0x7f;
    let others = !eight & !(from_a & !beyond_z) & not_underscore & HIGH;
    others.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for byte in 0..=255u8 {
            let is_letter = byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80;
            for at in 0..8 {
                let mut eight = [b'z'; 8];
                eight[at] = byte;
                assert_eq!(leading_letters(u64::from_le_bytes(eight)), if is_letter { 8 } else { at }, "{byte} {at}");
            }
        }
    }
}
