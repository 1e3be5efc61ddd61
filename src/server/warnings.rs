//! Warnings about documents, once for each cause and document. Repetitions are logged at `debug`.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use tracing::{debug, warn};

use super::rpc::logging::shortened;

/// How many pairs of cause and document are remembered, and so how many warnings one session logs. A client that causes more has one
/// fault that causes them all.
const LIMIT: usize = 1000;

/// Why a document gets a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Cause {
    NotOpen,
    VersionBackwards { from: i32, to: i32 },
    OverLimit { bytes: usize },
    OutOfSync { reason: &'static str },
}

/// The warnings that were logged. Hashes bound the memory, since addresses may be of any length.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    logged: HashSet<u64>,
    hasher: RandomState,
}

impl Warnings {
    /// Warns about a document, unless the same cause was logged for it before.
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
            Self::OutOfSync { reason } => {
                write!(out, "{reason}: the document is out of sync and is answered empty until it is sent whole")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_is_counted_once_and_their_number_is_bounded() {
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
}
