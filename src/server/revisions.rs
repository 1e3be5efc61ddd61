//! Revisions of what changes while others work on it: an open document, or the input while it is open.
//!
//! The version that the client sends is no substitute: it may be absent, repeat or go backwards.

use tokio::sync::watch;

/// The side that changes. One revision is current at a time, until it is replaced or this is dropped.
#[derive(Debug)]
pub(super) struct Revisions(watch::Sender<()>);

impl Default for Revisions {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Revisions {
    /// The current revision.
    pub(super) fn current(&self) -> Revision {
        Revision(self.0.subscribe())
    }

    /// Replaces the current revision.
    pub(super) fn advance(&mut self) {
        if self.0.receiver_count() > 0 {
            *self = Self::default();
        }
    }
}

/// The side that works. A document's revision stays current until the document is changed or closed.
#[derive(Clone, Debug)]
pub(super) struct Revision(watch::Receiver<()>);

impl PartialEq for Revision {
    fn eq(&self, other: &Self) -> bool {
        self.0.same_channel(&other.0)
    }
}

impl Revision {
    /// Whether it is still current.
    pub(super) fn is_current(&self) -> bool {
        self.0.has_changed().is_ok()
    }

    /// Ends once it is no longer current.
    pub(super) async fn replaced(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_ends_with_a_change_and_with_its_owner() {
        let mut revisions = Revisions::default();
        revisions.advance();
        let first = revisions.current();
        assert!(first.is_current() && first == revisions.current());
        revisions.advance();
        let second = revisions.current();
        assert!(!first.is_current() && second.is_current() && first != second);
        drop(revisions);
        assert!(!second.is_current());
    }
}
