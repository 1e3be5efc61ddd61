//! Words that name another protocol with three-digit reply codes.

use crate::detect::lexicon::words::split;

/// Protocols whose replies have three digits too.
const OTHER_PROTOCOLS: [&str; 9] = ["ftp", "ftps", "smtp", "esmtp", "lmtp", "nntp", "sip", "rtsp", "gopher"];

/// Libraries that speak them, each of which says it as clearly as several words.
const OTHER_LIBRARIES: [&str; 4] = ["ftplib", "smtplib", "nntplib", "aiosmtplib"];

/// How often an identifier names other protocols, and HTTP.
pub(crate) fn protocols_of(identifier: &str) -> (u16, u16) {
    let (mut others, mut own) = (0, 0);
    // All of these names have a P behind one of few letters, which most words have not.
    let is_near = |pair: &[u8]| pair[1] | 0x20 == b'p' && matches!(pair[0] | 0x20, b't' | b'i' | b's' | b'o');
    if !identifier.as_bytes().windows(2).any(is_near) {
        return (others, own);
    }
    for word in split(identifier) {
        if OTHER_PROTOCOLS.iter().any(|protocol| word.eq_ignore_ascii_case(protocol)) {
            others += 1;
        } else if OTHER_LIBRARIES.contains(&word) {
            others += 3;
        } else if word.eq_ignore_ascii_case("http") {
            own += 1;
        }
    }
    (others, own)
}
