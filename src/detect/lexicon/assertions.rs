//! Names of functions that check a value: `assertEquals`, `expect`, `toBe`.

use crate::catalog::tables::{ASSERTION_BEGINNINGS, ASSERTION_PARTS, is_assertion_name};

use crate::detect::lexicon::words::Folded;

/// Functions that compare their arguments.
pub(crate) fn is_check(callee: &str) -> bool {
    Folded::of(callee).is_some_and(|name| {
        let name = name.as_str();
        (0..name.len()).any(|at| ASSERTION_PARTS.iter().any(|part| name[at..].starts_with(part)))
            || ASSERTION_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
            || is_assertion_name(name)
    })
}
