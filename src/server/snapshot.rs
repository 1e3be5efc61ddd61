//! The part of the session that a request reads, and detection on it.
//!
//! Detection runs without the session's lock: a request takes a snapshot and the last reading out of the session, and puts its own
//! reading back when it is done. The reading makes the hover after a keystroke fast: it is tokenized again only where the text differs.

use std::ops::Range;
use std::sync::Arc;

use tokio::time::Instant;
use tower_lsp::ls_types::Uri;

use crate::catalog::{Catalog, Language};
use crate::config::Config;
use crate::detect::{EXCERPT_BYTES, Excerpt, PREAMBLE_BYTES, Reading, Source, Vocabulary};
use crate::features::Target;
use crate::project::FileProject;
use crate::text::Document;
use crate::workspace::config_files::ProjectConfig;

use super::capabilities::ClientFacts;
use super::revisions::Revision;

/// The part of the session that a request reads, as it was when the request came.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) document: Document,
    pub(super) language: &'static Language,
    /// The statuses and names of the document's project.
    pub(super) catalog: Catalog,
    /// The project file, which has the statuses of the project.
    pub(super) project_file: Option<Arc<ProjectConfig>>,
    /// The libraries that the document may use.
    pub(super) project: FileProject,
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
    /// The reading of the last request about the document, of this or an earlier revision.
    pub(super) last_reading: Option<DocumentReading>,
}

/// A document at a revision, as diagnostics are made of it.
pub(super) struct ReportSubject {
    pub(super) snapshot: Snapshot,
    pub(super) revision: Revision,
    pub(super) version: i32,
    /// When the text was changed last, unless it is as it was opened.
    pub(super) changed: Option<Instant>,
    /// Relative to its folder.
    pub(super) path: String,
}

/// A reading of a document.
#[derive(Debug)]
pub(super) struct DocumentReading {
    pub(super) uri: String,
    pub(super) revision: Revision,
    pub(super) reading: Reading,
}

impl PositionRequest {
    /// Calls `detect` with the text around the position, the position's offset in the document, and the snapshot. Returns its result
    /// with the snapshot, and the reading to be put back.
    pub(super) fn run<T>(
        self,
        detect: impl FnOnce(&Excerpt<'_>, usize, &Snapshot) -> T,
    ) -> (T, Snapshot, DocumentReading) {
        let Self { snapshot, uri, revision, offset, last_reading } = self;
        let reading = read(&snapshot, offset, &revision, last_reading);
        let result = detect(&reading.excerpt(), offset, &snapshot);
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
    reading.with_catalog(&snapshot.catalog).with_project(&snapshot.project)
}

impl Snapshot {
    /// Where the project defines the status that a target leads to: the file, and the line from 0.
    pub(super) fn own_definition(&self, target: &Target) -> Option<(Uri, u32)> {
        let Target::Page(code) = target else { return None };
        let (path, line) = self.project_file.as_ref()?.definition(*code)?;
        Some((Uri::from_file_path(path)?, u32::try_from(line - 1).ok()?))
    }

    /// The vocabulary of the document.
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
