//! Words that name another protocol with three-digit reply codes.

use crate::catalog::tables::{PROTOCOL_LIBRARIES, PROTOCOLS};

use crate::detect::lexicon::words::split;

/// The name of a library is as clear as several words.
const LIBRARY_COUNT: u16 = 3;

/// How often an identifier names other protocols, and HTTP.
pub(crate) fn protocols_of(identifier: &str) -> (u16, u16) {
    let (mut others, mut own) = (0, 0);
    for word in split(identifier) {
        if PROTOCOLS.iter().any(|protocol| word.eq_ignore_ascii_case(protocol)) {
            others += 1;
        } else if PROTOCOL_LIBRARIES.contains(&word) {
            others += LIBRARY_COUNT;
        } else if word.eq_ignore_ascii_case("http") {
            own += 1;
        }
    }
    (others, own)
}
