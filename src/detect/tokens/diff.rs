//! The range of bytes in which two versions of a text differ.

/// Where two versions of a text differ, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed {
    pub(crate) start: usize,
    /// In the new version.
    pub(crate) end: usize,
    /// In the old one.
    pub(crate) end_before: usize,
}

impl Changed {
    /// Nothing for texts that are the same.
    pub(crate) fn between(old: &[u8], new: &[u8]) -> Option<Self> {
        if old == new {
            return None;
        }
        let start = common_length(old.iter(), new.iter(), old.as_chunks().0.iter().zip(new.as_chunks().0));
        let (old, new) = (&old[start..], &new[start..]);
        let behind = common_length(
            old.iter().rev(),
            new.iter().rev(),
            old.as_rchunks().1.iter().rev().zip(new.as_rchunks().1.iter().rev()),
        );
        Some(Self { start, end: start + new.len() - behind, end_before: start + old.len() - behind })
    }
}

/// How many bytes are the same, which is told from whole chunks as far as those are.
fn common_length<'a>(
    a: impl Iterator<Item = &'a u8>,
    b: impl Iterator<Item = &'a u8>,
    chunks: impl Iterator<Item = (&'a [u8; CHUNK], &'a [u8; CHUNK])>,
) -> usize {
    let whole = chunks.take_while(|(a, b)| a == b).count() * CHUNK;
    whole + a.skip(whole).zip(b.skip(whole)).take_while(|(a, b)| a == b).count()
}

/// So large that comparing one is worth a call.
const CHUNK: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_at_both_ends_is_no_change() {
        let between = |old: &str, new: &str| Changed::between(old.as_bytes(), new.as_bytes());
        let ends =
            |old: &str, new: &str| between(old, new).map(|changed| (changed.start, changed.end, changed.end_before));
        let long = "0123456789".repeat(80);
        assert_eq!(ends(&long, &long), None);
        assert_eq!(ends("aa", "aaa"), Some((2, 3, 2)));
        assert_eq!(ends("abc", ""), Some((0, 0, 3)));
        assert_eq!(ends(&long, &format!("{}x{}", &long[..377], &long[378..])), Some((377, 378, 378)));
        assert_eq!(ends(&format!("{long}{long}"), &format!("{long}-{long}")), Some((800, 801, 800)));
    }
}
