//! The session: the open documents, the settings, and the negotiated capabilities. All of it is synchronous.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tower_lsp::ls_types::{
    TextDocumentItem, TextDocumentPositionParams, Uri, WorkspaceFolder, WorkspaceFoldersChangeEvent,
};

use crate::catalog::Language;
use crate::config::Config;
use crate::detect::{Excerpt, HEAD, REACH, Reading, Source};
use crate::text::Document;

use super::capabilities::ClientFacts;
use super::changes::{ContentChange, DocumentChange};
use super::content::Content;
use super::from_proto;
use super::revisions::{Revision, Revisions};
use super::scopes::{self, Scopes};
use super::warnings::{Cause, Warnings};

/// The session behind its lock.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedSession(Arc<Mutex<Session>>);

impl SharedSession {
    /// Locks the session. A panic may have poisoned the lock, but no method of [`Session`] leaves half a change behind.
    pub(super) fn lock(&self) -> MutexGuard<'_, Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) facts: ClientFacts,
    scopes: Scopes,
    documents: HashMap<String, OpenDocument>,
    warnings: Warnings,
    /// The next request is most often about the same text.
    last: Option<LastReading>,
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

/// What was read for the last request.
#[derive(Debug)]
struct LastReading {
    uri: String,
    reading: Reading,
    /// Whether the document has changed since.
    is_stale: bool,
}

/// The part of the session that a request reads, as it was when the request came.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) document: Document,
    pub(super) language: &'static Language,
    pub(super) facts: ClientFacts,
    pub(super) config: Arc<Config>,
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
        self.forget(&uri);
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
        if let Some(last) = self.last.as_mut().filter(|last| last.uri == uri) {
            last.is_stale = true;
        }
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
        self.forget(uri.as_str());
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
        Some(Snapshot { document, language: open.language, facts: self.facts, config: Arc::clone(config) })
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

    /// Calls `work` with the part of the document that decides about a position, and the position's offset in the document;
    /// the settings say whether an answer is wanted, and are handed on. Answers what `work` does, and what it saw.
    pub(super) fn at<T>(
        &mut self,
        at: &TextDocumentPositionParams,
        is_wanted: impl Fn(&Config) -> bool,
        work: impl FnOnce(&Excerpt<'_>, usize, &Config) -> Option<T>,
    ) -> Option<(T, Snapshot)> {
        let uri = &at.text_document.uri;
        let snapshot = self.snapshot(uri, is_wanted)?;
        let offset = snapshot.document.offset(from_proto::position(at.position), self.facts.encoding);
        let found = work(&self.read(uri.as_str(), &snapshot, offset).excerpt(), offset, &snapshot.config)?;
        Some((found, snapshot))
    }

    /// The part of the document around `offset`.
    fn read(&mut self, uri: &str, snapshot: &Snapshot, offset: usize) -> &Reading {
        let document = &snapshot.document;
        let range = document.lines_around(offset, REACH.0, REACH.1);
        let reading = match self.last.take().filter(|last| last.uri == uri) {
            Some(LastReading { reading, is_stale: false, .. }) if reading.range() == range => reading,
            last => {
                let head = document.slice(0..HEAD);
                let last = last.map(|last| last.reading);
                let last = last.unwrap_or_else(|| Reading::empty(snapshot.language));
                last.renewed(&head, range.start, |text| document.write(range.clone(), text))
            }
        };
        &self.last.insert(LastReading { uri: uri.to_owned(), reading, is_stale: false }).reading
    }

    fn forget(&mut self, uri: &str) {
        self.last.take_if(|last| last.uri == uri);
    }

    /// A snapshot with an empty document, for requests that are about none.
    pub(super) fn without_document(&self) -> Snapshot {
        Snapshot {
            document: Document::new(""),
            language: Language::fallback(),
            facts: self.facts,
            config: Arc::clone(self.scopes.global()),
        }
    }
}

fn uris(folders: Vec<WorkspaceFolder>) -> impl Iterator<Item = String> {
    folders.into_iter().map(|folder| folder.uri.as_str().to_owned())
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
