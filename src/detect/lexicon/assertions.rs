//! Names of functions that check a value: `assertEquals`, `expect`, `toBe`.

use crate::catalog::tables::{ASSERTION_BEGINNINGS, ASSERTION_PARTS, is_assertion_name};

use crate::detect::lexicon::words::Folded;

/// Functions that compare their arguments.
pub(crate) fn is_check(callee: &str) -> bool {
    Folded::of(callee).is_some_and(|name| {
        let name = name.as_str();
        ASSERTION_PARTS.iter().any(|part| contains(name, part))
            || ASSERTION_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
            || is_assertion_name(name)
    })
}

/// The same as `contains` of the standard library, which prepares a search that costs more than a short name.
fn contains(name: &str, part: &str) -> bool {
    let first = part.as_bytes().first();
    first.is_some_and(|first| memchr::memchr_iter(*first, name.as_bytes()).any(|at| name[at..].starts_with(part)))
}
