//! Names of functions that check a value: `assertEquals`, `expect`, `toBe`.

use crate::detect::lexicon::words::Folded;

/// Functions that compare their arguments.
pub(crate) fn is_check(callee: &str) -> bool {
    Folded::of(callee).is_some_and(|name| {
        let name = name.as_str();
        let holds = (0..name.len()).any(|at| match name.as_bytes()[at] {
            b'a' => name[at..].starts_with("assert"),
            b'e' => name[at..].starts_with("expect") || name[at..].starts_with("equal"),
            b's' => name[at..].starts_with("should"),
            _ => false,
        });
        holds
            || name.starts_with("must")
            || matches!(
                name,
                "be" | "tobe" | "eq" | "eql" | "is" | "same" | "check" | "verify" | "shouldbe" | "ok" | "require"
            )
    })
}
