//! Findings as diagnostics: pulled by clients that can be asked to pull again, pushed to all others, never both.
//!
//! A client that pulls and cannot be told to refresh would keep what other settings made. Both ways wait until the text has been quiet,
//! work beside the message loop, and stop when the text moves on.

use std::hash::{Hash as _, Hasher};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticSeverity, DiagnosticTag, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, NumberOrString, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
};

use crate::features::Target;
use crate::rules::{self, File, Finding, Severity, Tag};

use super::capabilities::ReportsBy;
use super::long_work::LongWork;
use super::page_store::PageStore;
use super::page_writing::write_pages;
use super::revisions::Revision;
use super::rpc::ClientUris;
use super::rpc::logging::warn_once;
use super::rule_settings::settings;
use super::snapshot::{ReportSubject, Snapshot};
use super::state::SharedSession;
use super::to_proto;

/// How long a text must have been quiet.
pub(super) const QUIET: Duration = Duration::from_millis(300);

/// The most diagnostics of a document, the last of which says how many more there are.
pub(super) const MOST: usize = 200;

/// Makes and sends diagnostics.
#[derive(Clone)]
pub(super) struct Diagnostics {
    pub(super) client: Client,
    pub(super) session: SharedSession,
    pub(super) pages: Arc<PageStore>,
    pub(super) long_work: Arc<LongWork>,
    pub(super) client_uris: ClientUris,
}

/// `textDocument/publishDiagnostics` with the URI as the client spells it. The protocol's type would accept only valid URIs.
enum Published {}

impl Notification for Published {
    type Params = Value;
    const METHOD: &'static str = "textDocument/publishDiagnostics";
}

impl Diagnostics {
    /// Pushes the diagnostics of a document once it has been quiet, if the client gets them pushed.
    pub(super) fn push_soon(&self, uri: &str) {
        self.push_after(uri.to_owned(), QUIET);
    }

    /// The settings may have changed: what was reported is made anew.
    pub(super) fn renew(&self) {
        let by = self.session.lock().facts.reports_by;
        match by {
            ReportsBy::Pushing => {
                let uris = self.session.lock().open_documents();
                uris.into_iter().for_each(|uri| self.push_after(uri, Duration::ZERO));
            }
            ReportsBy::Pulling => {
                let client = self.client.clone();
                tokio::spawn(async move {
                    if let Err(error) = client.workspace_diagnostic_refresh().await {
                        warn_once!(%error, "the client does not refresh diagnostics");
                    }
                });
            }
            ReportsBy::Nothing => {}
        }
    }

    fn push_after(&self, uri: String, quiet: Duration) {
        if self.session.lock().facts.reports_by != ReportsBy::Pushing {
            return;
        }
        let Some(revision) = self.session.lock().begin_report(&uri) else { return };
        let this = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = revision.clone().replaced() => {}
                () = tokio::time::sleep(quiet) => this.push(&uri, &revision).await,
            }
        });
    }

    /// Pushes the diagnostics of the document, unless another report of it has begun.
    async fn push(&self, uri: &str, report: &Revision) {
        let subject = self.session.lock().report_subject(uri, |config| config.diagnostics);
        let (items, version) = match subject {
            None => (Vec::new(), None),
            Some(subject) => {
                let version = subject.version;
                match self.made(subject).await {
                    Ok(Some(items)) => (items, Some(version)),
                    // The text has moved on, and another report is under way.
                    _ => return,
                }
            }
        };
        let original = self.client_uris.original(uri);
        let is_wanted = {
            let mut session = self.session.lock();
            report.is_current() && session.note_report(uri, (!items.is_empty()).then(|| original.clone()))
        };
        if is_wanted {
            self.publish(&original, &items, version).await;
        }
    }

    /// Sends diagnostics of a document by the URI as the client spells it. None take away those that were sent before.
    pub(super) async fn publish(&self, uri: &str, items: &[Diagnostic], version: Option<i32>) {
        let mut params = json!({ "uri": uri, "diagnostics": items });
        if let Some(version) = version {
            params["version"] = version.into();
        }
        self.client.send_notification::<Published>(params).await;
    }

    /// The answer to a pull.
    pub(super) async fn pulled(&self, uri: &Uri, known: Option<&str>) -> Result<DocumentDiagnosticReportResult> {
        let subject = self.session.lock().report_subject(uri.as_str(), |config| config.diagnostics);
        let items = match subject {
            Some(subject) => {
                let quiet = subject.changed.map(|changed| changed + QUIET);
                if let Some(until) = quiet.filter(|until| *until > Instant::now()) {
                    tokio::select! {
                        biased;
                        () = subject.revision.clone().replaced() => return Err(Error::content_modified()),
                        () = tokio::time::sleep_until(until) => {}
                    }
                }
                self.made(subject).await?.ok_or_else(Error::content_modified)?
            }
            None => Vec::new(),
        };
        let result_id = result_id(&items);
        let report = if known == Some(result_id.as_str()) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        } else {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
            })
        };
        Ok(DocumentDiagnosticReportResult::Report(report))
    }

    /// The diagnostics of a document; nothing once its text has moved on.
    async fn made(&self, subject: ReportSubject) -> Result<Option<Vec<Diagnostic>>> {
        let pages = Arc::clone(&self.pages);
        let revision = subject.revision.clone();
        let has_pages = subject.snapshot.config.pages;
        let work = move |goes_on: &dyn Fn() -> bool| {
            let ReportSubject { snapshot, path, .. } = &subject;
            let file =
                File { path, language: snapshot.language, catalog: &snapshot.catalog, project: &snapshot.project };
            let mut found = rules::findings(&snapshot.document, &file, &settings(snapshot), goes_on)?;
            found.retain(|finding| !finding.rule.is_marked_by_server(snapshot.language.id));
            Some(limited(found, |finding| diagnostic(finding, snapshot, has_pages.then_some(&*pages))))
        };
        let made = self.long_work.run(revision, work).await?;
        // Findings link to the pages of their rules.
        if has_pages && made.as_ref().is_some_and(|items| !items.is_empty()) && self.pages.is_check_due() {
            let pages = Arc::clone(&self.pages);
            tokio::spawn(async move { write_pages(&pages).await });
        }
        Ok(made)
    }
}

/// The first [`MOST`]; where there are more, the last of these says so.
fn limited(found: Vec<Finding>, diagnostic: impl Fn(Finding) -> Diagnostic) -> Vec<Diagnostic> {
    let more = found.len().saturating_sub(MOST);
    let mut items: Vec<Diagnostic> = found.into_iter().take(MOST).map(diagnostic).collect();
    if let Some(last) = items.last_mut().filter(|_| more > 0) {
        last.message = format!("{} The file has {more} more findings.", last.message);
    }
    items
}

/// A finding as a diagnostic.
pub(super) fn diagnostic(finding: Finding, snapshot: &Snapshot, pages: Option<&PageStore>) -> Diagnostic {
    let href = pages.and_then(|pages| pages.uri(&Target::Rule(finding.rule)));
    let tag = |tag: &Tag| match tag {
        Tag::Deprecated => DiagnosticTag::DEPRECATED,
        Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
    };
    let tags: Vec<DiagnosticTag> = finding.tags.iter().map(tag).collect();
    let facts = snapshot.facts;
    Diagnostic {
        range: to_proto::range(finding.range, snapshot),
        severity: Some(match finding.severity {
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Information => DiagnosticSeverity::INFORMATION,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.rule.name().to_owned())),
        code_description: href.filter(|_| facts.takes_code_descriptions).map(|href| CodeDescription { href }),
        source: Some("http-status".to_owned()),
        message: finding.message,
        tags: (facts.takes_diagnostic_tags && !tags.is_empty()).then_some(tags),
        ..Diagnostic::default()
    }
}

/// A name for these diagnostics: the same for the same.
fn result_id(items: &[Diagnostic]) -> String {
    // The hash need not last longer than the process.
    let mut hasher = std::hash::DefaultHasher::new();
    for item in items {
        (item.range.start.line, item.range.start.character, item.range.end.line, item.range.end.character)
            .hash(&mut hasher);
        (&item.message, format!("{:?} {:?} {:?}", item.severity, item.code, item.code_description)).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
