//! Letters, eight bytes at a time.

/// Which of eight bytes, the lowest first, are letters of ASCII, underscores or parts of other characters, up to one that is none of
/// these. All of them are tested at once: the end of a loop over a word's letters is seldom predicted.
#[derive(Clone, Copy)]
pub(crate) struct Letters {
    eight: u64,
    /// The high bit of each byte that is no letter.
    others: u64,
}

impl Letters {
    #[inline(always)]
    pub(crate) fn of(eight: [u8; 8]) -> Self {
        const EACH: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = EACH * 0x80;
        let eight = u64::from_le_bytes(eight);
        let low = eight & !HIGH;
        let small = low | (EACH * 0x20);
        let from_a = small + EACH * (0x80 - b'a' as u64);
        let beyond_z = small + EACH * (0x7f - b'z' as u64);
        let not_underscore = (low ^ (EACH * b'_' as u64)) + EACH * 0x7f;
        Self { eight, others: !eight & !(from_a & !beyond_z) & not_underscore & HIGH }
    }

    /// The number of letters before the first byte that is not a letter.
    pub(crate) fn count(self) -> usize {
        self.others.trailing_zeros() as usize / 8
    }

    /// If not all eight are letters: how many come first, these alone as one number, and the byte behind them.
    #[inline(always)]
    pub(crate) fn parted(self) -> Option<(usize, u64, u8)> {
        (self.others != 0).then(|| {
            let count = self.count();
            let before = ((self.others & self.others.wrapping_neg()) >> 7) - 1;
            (count, self.eight & before, (self.eight >> (8 * count)) as u8)
        })
    }
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
                let letters = Letters::of(eight);
                assert_eq!(letters.count(), if is_letter { 8 } else { at }, "{byte} {at}");
                let before = u64::from_le_bytes(eight) & ((1 << (8 * at)) - 1);
                assert_eq!(letters.parted(), (!is_letter).then_some((at, before, byte)), "{byte} {at}");
            }
        }
    }
}
