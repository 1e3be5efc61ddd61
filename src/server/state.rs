//! What the server remembers: the open documents, the settings, and what was negotiated. All of it is synchronous.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

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
use super::scopes::Scopes;
use super::warnings::{Cause, Warnings};
use super::work::{Version, Versions};
use super::{from_proto, settings};

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
    id: String,
    content: Content,
    /// For requests that take long.
    versions: Versions,
}

/// What was read for the last request.
#[derive(Debug)]
struct LastReading {
    uri: String,
    reading: Reading,
    /// Whether the document has changed since.
    is_stale: bool,
}

/// What a request sees: the state as it was when the request came.
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
        self.scopes.change_folders(&[], addresses(folders));
        if let Some(options) = options {
            self.scopes.start(options);
        }
    }

    /// From now on the client can be asked for settings, if it can at all.
    pub(super) fn begin_settings(&mut self) {
        if self.facts.has_configuration {
            self.scopes.begin(self.documents.keys().cloned());
        }
    }

    /// Takes over settings. Clients that are asked for theirs may send none, only that they have changed.
    pub(super) fn configure(&mut self, value: &Value) {
        let documents = self.documents.keys().cloned();
        if self.facts.has_configuration && settings::is_empty(value) {
            self.scopes.tell_nothing(documents);
        } else {
            self.scopes.tell(value, documents);
        }
    }

    pub(super) fn change_folders(&mut self, event: WorkspaceFoldersChangeEvent) {
        let removed: Vec<String> = addresses(event.removed).collect();
        self.scopes.change_folders(&removed, addresses(event.added));
        self.scopes.change(self.documents.keys().cloned());
    }

    /// The settings of each document, and what is asked about them.
    pub(super) fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }

    pub(super) fn open(&mut self, item: TextDocumentItem) {
        let uri = item.uri.as_str().to_owned();
        let file_name = uri.rsplit('/').next().unwrap_or_default();
        let language = Language::of_document(&item.language_id, file_name);
        let content = Content::of(item.text, self.facts.encoding);
        if let Content::Unknown { cause, .. } = content {
            self.warnings.log(cause, &uri);
        }
        self.forget(&uri);
        self.scopes.open(&uri);
        let versions = Versions::default();
        let open = OpenDocument { version: item.version, language, id: item.language_id, content, versions };
        self.documents.insert(uri, open);
    }

    /// Applies what changed, in its order. What is logged of it comes last.
    pub(super) fn change(&mut self, change: DocumentChange) {
        let DocumentChange { uri, version, changes } = change;
        let Some(open) = self.documents.get_mut(&uri) else {
            self.warnings.log(Cause::NotOpen, &uri);
            return;
        };
        open.versions.advance();
        if let Some(last) = self.last.as_mut().filter(|last| last.uri == uri) {
            last.is_stale = true;
        }
        // Whatever stands before a change of the whole text is overwritten by it.
        let is_whole =
            |change: &ContentChange| matches!(change, ContentChange::Readable(change) if change.range.is_none());
        let last_whole = changes.iter().rposition(is_whole).unwrap_or(0);
        // Taken out, so that nothing is left of it should a change fail half-way.
        let mut content = std::mem::take(&mut open.content);
        for change in changes.into_iter().skip(last_whole) {
            content.apply(change, self.facts.encoding);
        }
        content.limit(self.facts.encoding);
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

    /// The document as it is now, if it is open and the settings want an answer for it.
    pub(super) fn snapshot(&self, uri: &Uri, is_wanted: impl Fn(&Config) -> bool) -> Option<Snapshot> {
        let open = self.documents.get(uri.as_str())?;
        let config = self.scopes.of(uri.as_str());
        if !is_wanted(config) {
            return None;
        }
        let is_excluded = config.excluded_languages.iter().any(|id| *id == open.id || *id == open.language.id);
        let document = open.content.document().filter(|_| !is_excluded)?.clone();
        Some(Snapshot { document, language: open.language, facts: self.facts, config: Arc::clone(config) })
    }

    /// The same, with the version of the document, for requests that take long.
    pub(super) fn versioned(&self, uri: &Uri, is_wanted: impl Fn(&Config) -> bool) -> Option<(Snapshot, Version)> {
        let version = self.documents.get(uri.as_str())?.versions.current();
        Some((self.snapshot(uri, is_wanted)?, version))
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

    /// For requests that are about no document.
    pub(super) fn without_document(&self) -> Snapshot {
        Snapshot {
            document: Document::new(""),
            language: Language::fallback(),
            facts: self.facts,
            config: Arc::clone(self.scopes.global()),
        }
    }
}

fn addresses(folders: Vec<WorkspaceFolder>) -> impl Iterator<Item = String> {
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
