//! Warnings, once for each cause and document. What comes again shows at `debug`.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use tracing::{debug, warn};

/// The most pairs of cause and document that are remembered. A session with more has one cause for all of them.
const LIMIT: usize = 1000;
/// The longest address in a log line (bytes): clients can send any.
const ADDRESS_LIMIT: usize = 300;

/// Warns the first time that the process comes here, and logs at `debug` from then on.
macro_rules! warn_once {
    ($($line:tt)+) => {{
        static IS_LOGGED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        if IS_LOGGED.swap(true, std::sync::atomic::Ordering::Relaxed) {
            tracing::debug!($($line)+);
        } else {
            tracing::warn!($($line)+);
        }
    }};
}
pub(super) use warn_once;

/// Why a document gets a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Cause {
    NotOpen,
    VersionBackwards { from: i32, to: i32 },
    OverLimit { bytes: usize },
    OutOfStep { reason: &'static str },
}

/// What was logged, as hashes: the memory does not grow with the session.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    logged: HashSet<u64>,
    hasher: RandomState,
}

impl Warnings {
    /// Warns of a document, unless the same was logged of it before.
    pub(super) fn log(&mut self, cause: Cause, uri: &str) {
        let uri_shown = shortened(uri);
        let is_new = self.logged.len() < LIMIT
            && self.logged.insert(self.hasher.hash_one((std::mem::discriminant(&cause), uri)));
        if !is_new {
            debug!(uri = uri_shown, "{cause}");
            return;
        }
        warn!(uri = uri_shown, "{cause}");
        if self.logged.len() == LIMIT {
            warn!("{LIMIT} warnings about documents are logged; more of them show at the level `debug`");
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpen => write!(out, "a change of a document that is not open is ignored"),
            Self::VersionBackwards { from, to } => write!(out, "the version went backwards, from {from} to {to}"),
            Self::OverLimit { bytes } => {
                write!(out, "the document is over the limit ({bytes} bytes) and is answered empty")
            }
            Self::OutOfStep { reason } => {
                write!(out, "{reason}: the document is out of step and is answered empty until it is sent whole")
            }
        }
    }
}

/// The start of an address.
pub(super) fn shortened(uri: &str) -> &str {
    &uri[..uri.floor_char_boundary(ADDRESS_LIMIT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_pairs_are_told_apart() {
        let mut warnings = Warnings::default();
        for round in 0..3 {
            for document in 0..10 {
                let uri = format!("file:///{document}");
                warnings.log(Cause::VersionBackwards { from: round, to: 0 }, &uri);
                warnings.log(Cause::NotOpen, &uri);
            }
        }
        assert_eq!(warnings.logged.len(), 20);
        (0..10_000).for_each(|document| warnings.log(Cause::NotOpen, &format!("untitled:{document}")));
        assert_eq!(warnings.logged.len(), LIMIT);
    }

    #[test]
    fn long_addresses_are_cut_at_a_character() {
        assert_eq!(shortened("file:///é"), "file:///é");
        assert!(shortened(&"é".repeat(10_000_000)).len() <= ADDRESS_LIMIT);
        assert!(shortened(&format!("x{}", "é".repeat(ADDRESS_LIMIT))).ends_with('é'));
    }
}
