//! The session: the open documents, the settings, and the negotiated capabilities. All of it is synchronous.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::time::Instant;
use tower_lsp::ls_types::{
    TextDocumentItem, TextDocumentPositionParams, Uri, WorkspaceFolder, WorkspaceFoldersChangeEvent,
};

use crate::catalog::{Catalog, Language};
use crate::config::Config;
use crate::detect::Excerpt;
use crate::project::FileProject;
use crate::text::Document;

use super::capabilities::ClientFacts;
use super::changes::{ContentChange, DocumentChange};
use super::content::Content;
use super::from_proto;
use super::projects::Projects;
use super::revisions::{Revision, Revisions};
use super::scopes::{self, Scopes};
use super::snapshot::{DocumentReading, PositionRequest, ReportSubject, Snapshot};
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
    /// it is about; `None` if the document is not open or the settings turn the answer off.
    pub(super) fn detect_at<T>(
        &self,
        at: &TextDocumentPositionParams,
        is_wanted: impl Fn(&Config) -> bool,
        detect: impl FnOnce(&Excerpt<'_>, usize, &Snapshot) -> Option<T>,
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
    pub(super) projects: Projects,
    documents: HashMap<String, OpenDocument>,
    warnings: Warnings,
    /// The reading of the last request about a position. The next one is mostly about the same text.
    last_reading: Option<DocumentReading>,
    /// The catalog of the last list of completions. A request for one of its items does not name the document.
    pub(super) completed: Catalog,
}

#[derive(Debug)]
struct OpenDocument {
    version: i32,
    language: &'static Language,
    /// As the client sent it.
    language_id: String,
    content: Content,
    revisions: Revisions,
    /// When the text was changed last, unless it is as it was opened.
    changed: Option<Instant>,
    /// One for each report of diagnostics that was begun.
    reports: Revisions,
    /// The URI as the client spells it, where diagnostics were pushed and not taken away.
    reported: Option<String>,
}

impl Session {
    pub(super) fn start(&mut self, facts: ClientFacts, folders: Vec<WorkspaceFolder>, options: Option<&Value>) {
        self.facts = facts;
        let folders: Vec<String> = uris(folders).collect();
        self.projects.change_folders(&[], folders.iter().cloned());
        self.scopes.change_folders(&[], folders.into_iter());
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
        let added: Vec<String> = uris(event.added).collect();
        self.projects.change_folders(&removed, added.iter().cloned());
        self.scopes.change_folders(&removed, added.into_iter());
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
        self.projects.open(&uri);
        let revisions = Revisions::default();
        let open = OpenDocument {
            version: item.version,
            language,
            language_id: item.language_id,
            content,
            revisions,
            changed: None,
            reports: Revisions::default(),
            // The findings reported before stay until the next report.
            reported: self.documents.get_mut(&uri).and_then(|known| known.reported.take()),
        };
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
        open.changed = Some(Instant::now());
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

    /// Closes a document. Returns its URI as the client spells it, where diagnostics are to be taken away.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<String> {
        self.forget_reading(uri.as_str());
        self.scopes.close(uri.as_str());
        self.projects.close(uri.as_str());
        self.documents.remove(uri.as_str())?.reported
    }

    /// The URIs of all open documents.
    pub(super) fn open_documents(&self) -> Vec<String> {
        self.documents.keys().cloned().collect()
    }

    /// The settings of all open documents, to compare them with later ones.
    pub(super) fn settings_in_use(&self) -> BTreeMap<String, Arc<Config>> {
        self.documents.keys().map(|uri| (uri.clone(), Arc::clone(self.scopes.for_document(uri)))).collect()
    }

    /// Begins a report of diagnostics, which is current until another one begins or the document is closed.
    pub(super) fn begin_report(&mut self, uri: &str) -> Option<Revision> {
        let open = self.documents.get_mut(uri)?;
        open.reports.advance();
        Some(open.reports.current())
    }

    /// The input of a report of diagnostics; `None` where the settings or the project file turn them off, or the text is unknown.
    pub(super) fn report_subject(&self, uri: &str, is_wanted: impl Fn(&Config) -> bool) -> Option<ReportSubject> {
        let open = self.documents.get(uri)?;
        let snapshot = self.snapshot_of(uri, is_wanted)?;
        if self.projects.is_excluded(uri) {
            return None;
        }
        let (revision, path) = (open.revisions.current(), self.scopes.path_in_folder(uri));
        Some(ReportSubject { snapshot, revision, version: open.version, changed: open.changed, path })
    }

    /// Takes down which diagnostics the client has: some, under that URI, or none. Whether they must be sent: none where there were none
    /// need not be.
    pub(super) fn note_report(&mut self, uri: &str, reported: Option<String>) -> bool {
        let Some(open) = self.documents.get_mut(uri) else { return false };
        let is_needed = reported.is_some() || open.reported.is_some();
        open.reported = reported;
        is_needed
    }

    /// A snapshot with the document, if it is open, in sync and not excluded, and the settings have the answer on.
    pub(super) fn snapshot(&self, uri: &Uri, is_wanted: impl Fn(&Config) -> bool) -> Option<Snapshot> {
        self.snapshot_of(uri.as_str(), is_wanted)
    }

    fn snapshot_of(&self, uri: &str, is_wanted: impl Fn(&Config) -> bool) -> Option<Snapshot> {
        let open = self.documents.get(uri)?;
        let config = self.scopes.for_document(uri);
        if !is_wanted(config) {
            return None;
        }
        let is_excluded = config.excluded_languages.iter().any(|id| *id == open.language_id || *id == open.language.id);
        let document = open.content.document().filter(|_| !is_excluded)?.clone();
        let (language, catalog) = (open.language, self.projects.catalog(Some(uri)));
        let project_file = self.projects.config(Some(uri)).cloned();
        let project = self.projects.of(uri);
        let (facts, config) = (self.facts, Arc::clone(config));
        Some(Snapshot { document, language, catalog, project_file, project, facts, config })
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

    /// The same with the statuses of the last list of completions.
    pub(super) fn of_completions(&self) -> Snapshot {
        Snapshot { catalog: self.completed.clone(), ..self.without_document(None) }
    }

    /// A snapshot with an empty document, for requests that are about none; its statuses may be those of an open one.
    pub(super) fn without_document(&self, uri: Option<&str>) -> Snapshot {
        Snapshot {
            document: Document::new(""),
            language: Language::fallback(),
            catalog: self.projects.catalog(uri),
            project_file: self.projects.config(uri).cloned(),
            project: FileProject::default(),
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
