//! The session: the open documents, the settings, and the negotiated capabilities. All of it is synchronous.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tower_lsp::ls_types::{
    TextDocumentItem, TextDocumentPositionParams, Uri, WorkspaceFolder, WorkspaceFoldersChangeEvent,
};

use crate::catalog::{Catalog, Language};
use crate::config::Config;
use crate::detect::Excerpt;
use crate::text::Document;

use super::capabilities::ClientFacts;
use super::changes::{ContentChange, DocumentChange};
use super::content::Content;
use super::from_proto;
use super::revisions::{Revision, Revisions};
use super::scopes::{self, Scopes};
use super::snapshot::{DocumentReading, PositionRequest, Snapshot};
use super::warnings::{Cause, Warnings};

/// The session behind its lock.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedSession(Arc<Mutex<Session>>);

impl SharedSession {
    /// Locks the session. A panic may have poisoned the lock, but no method of [`Session`] leaves half a change behind.
    pub(super) fn lock(&self) -> MutexGuard<'_, Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `detect` on the text around a position, without holding the lock. Returns its result, if it has one, with the snapshot that
    /// it is about; nothing if the document is not open or the settings do not want an answer.
    pub(super) fn detect_at<T>(
        &self,
        at: &TextDocumentPositionParams,
        is_wanted: impl Fn(&Config) -> bool,
        detect: impl FnOnce(&Excerpt<'_>, usize, &Config) -> Option<T>,
    ) -> Option<(T, Snapshot)> {
        let request = self.lock().position_request(at, is_wanted)?;
        let (found, snapshot, reading) = request.run(detect);
        self.lock().put_back(reading);
        Some((found?, snapshot))
    }
}

#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) facts: ClientFacts,
    scopes: Scopes,
    documents: HashMap<String, OpenDocument>,
    warnings: Warnings,
    /// The reading of the last request about a position. The next one is mostly about the same text.
    last_reading: Option<DocumentReading>,
}

#[derive(Debug)]
struct OpenDocument {
    version: i32,
    language: &'static Language,
    /// As the client sent it.
    language_id: String,
    content: Content,
    revisions: Revisions,
}

impl Session {
    pub(super) fn start(&mut self, facts: ClientFacts, folders: Vec<WorkspaceFolder>, options: Option<&Value>) {
        self.facts = facts;
        self.scopes.change_folders(&[], uris(folders));
        if let Some(options) = options {
            self.scopes.initialize(options);
        }
    }

    /// From now on the client can be asked for settings, if it supports that.
    pub(super) fn begin_settings(&mut self) {
        if self.facts.has_configuration {
            self.scopes.begin(self.documents.keys().cloned());
        }
    }

    /// Applies the settings of `workspace/didChangeConfiguration`. Clients that can be asked may send that they changed, without them.
    pub(super) fn configure(&mut self, value: &Value) {
        let documents = self.documents.keys().cloned();
        if self.facts.has_configuration && scopes::is_empty(value) {
            self.scopes.reset_sent(documents);
        } else {
            self.scopes.apply_sent(value, documents);
        }
    }

    pub(super) fn change_folders(&mut self, event: WorkspaceFoldersChangeEvent) {
        let removed: Vec<String> = uris(event.removed).collect();
        self.scopes.change_folders(&removed, uris(event.added));
        self.scopes.change(self.documents.keys().cloned());
    }

    /// The settings of the documents.
    pub(super) fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }

    pub(super) fn open(&mut self, item: TextDocumentItem) {
        let uri = item.uri.as_str().to_owned();
        let file_name = uri.rsplit('/').next().unwrap_or_default();
        let language = Language::of_document(&item.language_id, file_name);
        let content = Content::from_text(item.text, self.facts.encoding);
        if let Content::Unknown { cause, .. } = content {
            self.warnings.log(cause, &uri);
        }
        self.forget_reading(&uri);
        self.scopes.open(&uri);
        let revisions = Revisions::default();
        let open = OpenDocument { version: item.version, language, language_id: item.language_id, content, revisions };
        self.documents.insert(uri, open);
    }

    /// Applies the changes of a notification, in their order.
    pub(super) fn change(&mut self, change: DocumentChange) {
        let DocumentChange { uri, version, changes } = change;
        let Some(open) = self.documents.get_mut(&uri) else {
            self.warnings.log(Cause::NotOpen, &uri);
            return;
        };
        open.revisions.advance();
        // A change of the whole text overwrites those before it.
        let is_whole =
            |change: &ContentChange| matches!(change, ContentChange::Valid(change) if change.range.is_none());
        let last_whole = changes.iter().rposition(is_whole).unwrap_or(0);
        // Taken out, so that a panic in a change leaves no half-changed text behind.
        let mut content = std::mem::take(&mut open.content);
        for change in changes.into_iter().skip(last_whole) {
            content.apply(change, self.facts.encoding);
        }
        content.enforce_limit(self.facts.encoding);
        open.content = content;
        if let Some(version) = version {
            let before = std::mem::replace(&mut open.version, version);
            if version < before {
                self.warnings.log(Cause::VersionBackwards { from: before, to: version }, &uri);
            }
        }
        if let Content::Unknown { cause, .. } = open.content {
            self.warnings.log(cause, &uri);
        }
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        self.forget_reading(uri.as_str());
        self.scopes.close(uri.as_str());
        self.documents.remove(uri.as_str());
    }

    /// A snapshot with the document, if it is open, in sync and not excluded, and the settings want an answer.
    pub(super) fn snapshot(&self, uri: &Uri, is_wanted: impl Fn(&Config) -> bool) -> Option<Snapshot> {
        let open = self.documents.get(uri.as_str())?;
        let config = self.scopes.for_document(uri.as_str());
        if !is_wanted(config) {
            return None;
        }
        let is_excluded = config.excluded_languages.iter().any(|id| *id == open.language_id || *id == open.language.id);
        let document = open.content.document().filter(|_| !is_excluded)?.clone();
        let (language, catalog) = (open.language, Catalog::default());
        Some(Snapshot { document, language, catalog, facts: self.facts, config: Arc::clone(config) })
    }

    /// The same, with the revision of the document, for long work.
    pub(super) fn snapshot_with_revision(
        &self,
        uri: &Uri,
        is_wanted: impl Fn(&Config) -> bool,
    ) -> Option<(Snapshot, Revision)> {
        let revision = self.documents.get(uri.as_str())?.revisions.current();
        Some((self.snapshot(uri, is_wanted)?, revision))
    }

    /// A request about a position, if a snapshot of its document can be had. Takes the last reading out.
    fn position_request(
        &mut self,
        at: &TextDocumentPositionParams,
        is_wanted: impl Fn(&Config) -> bool,
    ) -> Option<PositionRequest> {
        let (snapshot, revision) = self.snapshot_with_revision(&at.text_document.uri, is_wanted)?;
        let uri = at.text_document.uri.as_str().to_owned();
        let offset = snapshot.document.offset(from_proto::position(at.position), self.facts.encoding);
        let last_reading = self.last_reading.take().filter(|last| last.uri == uri);
        Some(PositionRequest { snapshot, uri, revision, offset, last_reading })
    }

    /// Puts a reading back, unless its document was changed or closed since it was read.
    fn put_back(&mut self, reading: DocumentReading) {
        if reading.revision.is_current() {
            self.last_reading = Some(reading);
        }
    }

    fn forget_reading(&mut self, uri: &str) {
        self.last_reading.take_if(|last| last.uri == uri);
    }

    /// A snapshot with an empty document, for requests that are about none.
    pub(super) fn without_document(&self) -> Snapshot {
        Snapshot {
            document: Document::new(""),
            language: Language::fallback(),
            catalog: Catalog::default(),
            facts: self.facts,
            config: Arc::clone(self.scopes.global()),
        }
    }
}

fn uris(folders: Vec<WorkspaceFolder>) -> impl Iterator<Item = String> {
    folders.into_iter().map(|folder| folder.uri.as_str().to_owned())
}

#[cfg(test)]
mod tests;
