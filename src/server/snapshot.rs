//! What a request reads of the session, and detection on it.
//!
//! Detection runs without the session's lock: a request takes a snapshot and the last reading out of the session, and puts its own
//! reading back when it is done. The reading makes the hover after a keystroke fast: it is tokenized again only where the text differs.

use std::ops::Range;
use std::sync::Arc;

use crate::catalog::{Catalog, Language};
use crate::config::Config;
use crate::detect::{EXCERPT_BYTES, Excerpt, PREAMBLE_BYTES, Reading, Source, Vocabulary};
use crate::text::Document;

use super::capabilities::ClientFacts;
use super::revisions::Revision;

/// The part of the session that a request reads, as it was when the request came.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) document: Document,
    pub(super) language: &'static Language,
    /// The statuses and names of the document's project.
    pub(super) catalog: Catalog,
    pub(super) facts: ClientFacts,
    pub(super) config: Arc<Config>,
}

/// A request about a position in a document.
#[derive(Debug)]
pub(super) struct PositionRequest {
    pub(super) snapshot: Snapshot,
    /// The document and its revision in the snapshot.
    pub(super) uri: String,
    pub(super) revision: Revision,
    /// The position, in bytes of the document.
    pub(super) offset: usize,
    /// What the last request about the document has read, of this or an earlier revision.
    pub(super) last_reading: Option<DocumentReading>,
}

/// A reading of a document.
#[derive(Debug)]
pub(super) struct DocumentReading {
    pub(super) uri: String,
    pub(super) revision: Revision,
    pub(super) reading: Reading,
}

impl PositionRequest {
    /// Calls `detect` with the text around the position, the position's offset in the document, and the settings. Returns its result
    /// with the snapshot, and the reading to be put back.
    pub(super) fn run<T>(
        self,
        detect: impl FnOnce(&Excerpt<'_>, usize, &Config) -> T,
    ) -> (T, Snapshot, DocumentReading) {
        let Self { snapshot, uri, revision, offset, last_reading } = self;
        let reading = read(&snapshot, offset, &revision, last_reading);
        let result = detect(&reading.excerpt(), offset, &snapshot.config);
        (result, snapshot, DocumentReading { uri, revision, reading })
    }
}

/// Reads the text around `offset`, from the last reading as far as it is the same.
fn read(snapshot: &Snapshot, offset: usize, revision: &Revision, last: Option<DocumentReading>) -> Reading {
    let document = &snapshot.document;
    let range = document.lines_around(offset, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
    let reading = match last {
        Some(last) if last.revision == *revision && last.reading.range() == range => last.reading,
        last => {
            let last = last.map_or_else(|| Reading::empty(snapshot.language), |last| last.reading);
            last.renewed(&document.slice(0..PREAMBLE_BYTES), range.start, |text| document.write(range.clone(), text))
        }
    };
    reading.with_catalog(&snapshot.catalog)
}

impl Snapshot {
    /// What the words and numbers of the document mean.
    pub(super) fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary { language: self.language, catalog: &self.catalog }
    }
}

impl Source for Document {
    fn length(&self) -> usize {
        self.len()
    }

    fn floor_boundary(&self, offset: usize) -> usize {
        self.floor_char(offset)
    }

    fn read<'t>(&'t self, range: Range<usize>, room: &'t mut String) -> &'t str {
        self.write(range, room);
        room
    }
}
