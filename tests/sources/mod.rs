//! Runs of nine words, as hashes: enough to see whether a text repeats another one, too little to read it.

/// How many words in a row make a run. Names of headers and statuses in a row are shorter.
const RUN: usize = 9;
/// One hash of so many is kept: who copies a sentence of twenty words shares a dozen runs.
const KEPT: u64 = 6;

/// The kept hashes (40 bits) of the runs of words in `text`; markup and punctuation do not count.
pub(crate) fn hashes(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    let mut in_tag = false;
    for piece in text.split_inclusive(['<', '>']) {
        let is_tag = std::mem::replace(&mut in_tag, piece.ends_with('<'));
        if !(is_tag && piece.ends_with('>')) {
            words.extend(piece.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()));
        }
    }
    let hash = |run: &[&str]| {
        let bytes = run.iter().flat_map(|word| word.bytes().chain([b' ']));
        // FNV-1a
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
        }) >> 24
    };
    words.windows(RUN).map(hash).filter(|hash| hash.is_multiple_of(KEPT)).collect()
}
