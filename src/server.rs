//! The language server: the only place that names the protocol's types.
//!
//! # Rules for handlers
//! - A handler changes or reads the session first, synchronously and under its lock, and awaits last. Up to their first await handlers
//!   run in the order of their messages, after it in any order.
//! - Detection runs without the lock: it gets a snapshot.
//! - No handler awaits a request to the client. The response comes through the message loop, which polls the handler.
//! - A request that reads a whole document runs as `LongWork`, beside the message loop, and stops when its result is of no use.
//! - Code that can panic runs in `catch_panic`, so that a panic costs one response.
//!
//! `rpc` carries the messages; its page says who polls whom.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionParams, CompletionItem, CompletionParams, CompletionResponse, CompletionTriggerKind,
    DidChangeConfigurationParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, DocumentLinkParams, GotoDefinitionParams, GotoDefinitionResponse, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, Uri,
};
use tower_lsp::{Client, LanguageServer, LspService, LspServiceBuilder};

use crate::catalog::Code;
use crate::config::{Config, Constants};
use crate::detect::{self, Excerpt};
use crate::edits::imports::READ_BYTES;
use crate::features::{completion, definition, hover, imports, insertion, links, statuses};

mod capabilities;
mod cards;
mod changes;
mod code_actions;
mod content;
mod diagnostics;
mod from_proto;
mod long_work;
mod page_store;
mod page_writing;
mod problems;
mod project_reads;
mod projects;
mod revisions;
mod rpc;
mod rule_settings;
mod scopes;
mod settings;
mod snapshot;
mod state;
mod to_proto;
mod warnings;

pub use rpc::{ExitCode, stdio};

use content::DOCUMENT_LIMIT;
use page_store::PageStore;
use page_writing::write_pages;
use rpc::panics::catch_panic;
use rpc::{ClientProcess, ClientUris, RawResult, logging, methods};
use snapshot::Snapshot;
use state::SharedSession;

/// How long after `initialized` the tables of the first response are built, unless that response needs them sooner.
const PREPARE_AFTER: Duration = Duration::from_millis(100);

/// How long after a response with links the pages are checked: less than a user takes to follow a link.
const CHECK_AFTER: Duration = Duration::from_millis(50);

/// The most that the transport holds.
const LIMITS: rpc::Limits = rpc::Limits {
    // The document in a longer message is over its own limit, unless half of its text is escapes.
    message_bytes: 2 * DOCUMENT_LIMIT as u64,
    // With all long work that is allowed, there is room for as many other handlers.
    pending_handlers: 2 * long_work::MAX_REQUESTS,
};

/// Serves the client on standard input and output, as [`serve`] does.
///
/// # Panics
/// Outside of a tokio runtime.
pub async fn serve_stdio(cache: Option<PathBuf>) -> ExitCode {
    serve_with(stdio::open(), cache, stdio::is_input_closed, |builder| builder).await
}

/// Serves one client on these pipes until it sends `exit`, its end closes, or its process ends. Pages are written below the directory
/// `cache`; without one, cards link only to the web.
pub async fn serve<I, O>(input: I, output: O, cache: Option<PathBuf>) -> ExitCode
where
    I: tokio::io::AsyncRead + Unpin,
    O: tokio::io::AsyncWrite,
{
    serve_with((input, output), cache, || false, |builder| builder).await
}

/// Serves one client. `is_input_closed` tells whether it has closed the input; `add` registers methods of tests.
async fn serve_with<I, O>(
    pipes: (I, O),
    cache: Option<PathBuf>,
    is_input_closed: impl Fn() -> bool,
    add: impl FnOnce(LspServiceBuilder<Backend>) -> LspServiceBuilder<Backend>,
) -> ExitCode
where
    I: tokio::io::AsyncRead + Unpin,
    O: tokio::io::AsyncWrite,
{
    let client_uris = ClientUris::default();
    let input = revisions::Revisions::default();
    let long_work = long_work::LongWork::new(input.current());
    let builder = LspService::build(|client| Backend::new(client, cache, client_uris.clone(), long_work));
    let builder = builder.custom_method(methods::STATUSES, Backend::statuses);
    let builder = builder.custom_method(methods::INSERTION, Backend::insertion);
    let builder = builder.custom_method(methods::DOCUMENT_LINK, Backend::document_links);
    let builder = builder.custom_method(methods::CODE_ACTION, Backend::code_actions);
    let builder = builder.custom_method(methods::DID_CHANGE, Backend::change);
    let (service, socket) = add(builder).finish();
    let client_process = Arc::clone(&service.inner().client_process);
    let shared = rpc::Shared { limits: LIMITS, client_uris, client_process, input_guard: input };
    rpc::serve(pipes, is_input_closed, (service, socket), shared).await
}

/// The handlers. Each converts its parameters, calls a feature and converts the result.
struct Backend {
    client: Client,
    session: SharedSession,
    files: project_reads::SharedFiles,
    pages: Arc<PageStore>,
    cards: cards::Cards,
    long_work: Arc<long_work::LongWork>,
    diagnostics: diagnostics::Diagnostics,
    client_process: Arc<ClientProcess>,
    client_uris: ClientUris,
}

impl Backend {
    fn new(client: Client, cache: Option<PathBuf>, client_uris: ClientUris, long_work: long_work::LongWork) -> Self {
        let pages = Arc::new(PageStore::below(cache));
        let (session, long_work) = (SharedSession::default(), Arc::new(long_work));
        let diagnostics = diagnostics::Diagnostics {
            client: client.clone(),
            session: session.clone(),
            pages: Arc::clone(&pages),
            long_work: Arc::clone(&long_work),
            client_uris: client_uris.clone(),
        };
        Self {
            client,
            session,
            files: Arc::default(),
            diagnostics,
            cards: cards::Cards::with_links_to(Arc::clone(&pages)),
            pages,
            long_work,
            client_process: Arc::default(),
            client_uris,
        }
    }

    /// Asks the client for the settings that are due. They are applied when the response comes.
    fn ask_settings(&self) {
        let diagnostics = self.diagnostics.clone();
        settings::ask(&self.client, &self.session, &self.client_uris, move || diagnostics.renew());
    }

    /// Looks at the manifests that are due, beside the message loop.
    fn look_at_manifests(&self) {
        let diagnostics = self.diagnostics.clone();
        project_reads::read_due(&self.session, &self.files, move || diagnostics.renew());
    }

    /// Looks at the manifests around a document, if it is time, for the next request about it.
    fn look_after_answer(&self, uri: &Uri) {
        self.session.lock().projects.answered(uri.as_str(), Instant::now());
        self.look_at_manifests();
    }

    /// Checks the pages once the response that links to them has been sent; once for all responses until then.
    fn write_pages_soon(&self, snapshot: &Snapshot) {
        if snapshot.config.pages && self.pages.is_check_due() {
            let pages = Arc::clone(&self.pages);
            tokio::spawn(async move {
                tokio::time::sleep(CHECK_AFTER).await;
                write_pages(&pages).await;
            });
        }
    }

    /// `textDocument/didChange`.
    async fn change(&self, params: Value) {
        match changes::parse(params) {
            Ok(change) => {
                let uri = change.uri.clone();
                self.session.lock().change(change);
                self.diagnostics.push_soon(&uri);
            }
            Err(reason) => logging::log_dropped("textDocument/didChange", reason),
        }
    }

    /// `httpStatus/statuses`: all statuses with their pages, for the look-up commands of editors. `editors/README.md` describes it.
    async fn statuses(&self, params: Value) -> Result<Value> {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        // A list that lacks the statuses of the project is not asked for again. An editor may ask as soon as it has opened the file.
        project_reads::finished(&self.session).await;
        let snapshot = self.session.lock().without_document(uri);
        let pages = snapshot.config.pages.then_some(&self.pages);
        if let Some(pages) = pages {
            write_pages(pages).await;
        }
        catch_panic(|| {
            to_proto::statuses(&statuses::entries(&snapshot.catalog), &snapshot, pages.map(|pages| &**pages))
        })
    }

    /// `httpStatus/insertion`: the lines that send or check a status at a position. `editors/README.md` describes it.
    async fn insertion(&self, params: from_proto::InsertionParams) -> Result<Value> {
        let code = Code::new(params.code).ok_or_else(|| Error::invalid_params("code: not from 100 to 999"))?;
        self.look_after_answer(&params.at.text_document.uri);
        catch_panic(|| {
            let find = |excerpt: &Excerpt<'_>, offset, snapshot: &Snapshot| {
                insertion::insertion(excerpt, offset, code, &snapshot.document.slice(0..READ_BYTES))
            };
            let found = self.session.detect_at(&params.at, |_| true, find);
            found.map_or(Value::Null, |(found, snapshot)| to_proto::insertion(found, &snapshot))
        })
    }

    /// `textDocument/codeAction`.
    async fn code_actions(&self, params: CodeActionParams) -> Result<Option<RawResult>> {
        let uri = &params.text_document.uri;
        self.look_after_answer(uri);
        let subject = self.session.lock().report_subject(uri.as_str(), |_| true);
        let Some(subject) = subject else { return Ok(None) };
        let original = self.client_uris.original(uri.as_str());
        let (revision, pages) = (subject.revision.clone(), Arc::clone(&self.pages));
        let work = move |goes_on: &dyn Fn() -> bool| code_actions::made(&params, &subject, &original, &pages, goes_on);
        self.long_work.run(revision, work).await?.ok_or_else(Error::content_modified).map(Some)
    }

    /// `textDocument/documentLink`.
    async fn document_links(&self, params: DocumentLinkParams) -> Result<Option<RawResult>> {
        let uri = &params.text_document.uri;
        let is_wanted = |config: &Config| config.document_links && config.pages;
        let Some((snapshot, revision)) = self.session.lock().snapshot_with_revision(uri, is_wanted) else {
            return Ok(None);
        };
        self.write_pages_soon(&snapshot);
        let pages = Arc::clone(&self.pages);
        let work = move |goes_on: &dyn Fn() -> bool| {
            let found = links::links(&snapshot.document, snapshot.vocabulary(), goes_on)?;
            to_proto::links(found, &snapshot, &pages, goes_on)
        };
        self.long_work.run(revision, work).await?.ok_or_else(Error::content_modified).map(Some)
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        self.client_process.set(params.process_id);
        let (result, facts) = capabilities::negotiate(&params);
        #[expect(deprecated, reason = "some clients send no list of folders")]
        let root = params.root_uri.filter(|_| params.workspace_folders.is_none());
        let folders = params.workspace_folders.unwrap_or_default();
        let mut session = self.session.lock();
        session.start(facts, folders, params.initialization_options.as_ref());
        session.projects.change_folders(&[], root.iter().map(|uri| uri.as_str().to_owned()));
        Ok(result)
    }

    async fn initialized(&self, _: InitializedParams) {
        // Clients start many servers at once and open documents then, so the first hover comes later. A thread for this would cost
        // memory for the life of the process.
        let (pages, session) = (Arc::clone(&self.pages), self.session.clone());
        tokio::spawn(async move {
            tokio::time::sleep(PREPARE_AFTER).await;
            detect::prepare();
            tokio::task::yield_now().await;
            if session.lock().without_document(None).config.pages {
                pages.prepare();
            }
        });
        let (facts, problems) = {
            let mut session = self.session.lock();
            session.begin_settings();
            (session.facts, session.scopes().take_problems())
        };
        settings::register(&self.client, facts);
        if facts.registers_watched_files {
            let diagnostics = self.diagnostics.clone();
            project_reads::register(&self.client, &self.session, &self.files, move || diagnostics.renew());
        }
        self.look_at_manifests();
        self.ask_settings();
        settings::report(&self.client, problems).await;
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let (problems, has_changed) = {
            let mut session = self.session.lock();
            let before = session.settings_in_use();
            session.configure(&params.settings);
            (session.scopes().take_problems(), session.settings_in_use() != before)
        };
        if has_changed {
            self.diagnostics.renew();
        }
        self.ask_settings();
        settings::report(&self.client, problems).await;
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let uri = params.text_document.uri.as_str().to_owned();
        self.session.lock().open(params.text_document);
        self.look_at_manifests();
        self.diagnostics.push_soon(&uri);
        self.ask_settings();
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.session.lock().projects.save(params.text_document.uri.as_str(), Instant::now());
        self.look_at_manifests();
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let uris = params.changes.iter().map(|change| change.uri.as_str().to_owned());
        self.session.lock().projects.files_changed(uris);
        self.look_at_manifests();
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.session.lock().change_folders(params.event);
        self.look_at_manifests();
        self.ask_settings();
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let reported = self.session.lock().close(&params.text_document.uri);
        if let Some(uri) = reported {
            self.diagnostics.publish(&uri, &[], None).await;
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.diagnostics.pulled(&params.text_document.uri, params.previous_result_id.as_deref()).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        self.look_after_answer(&at.text_document.uri);
        catch_panic(|| {
            let find = |excerpt: &Excerpt<'_>, offset, _: &Snapshot| hover::hover(excerpt, offset);
            let (found, snapshot) = self.session.detect_at(&at, |config| config.hover, find)?;
            self.write_pages_soon(&snapshot);
            Some(to_proto::hover(found, &snapshot, &self.cards))
        })
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        self.look_after_answer(&at.text_document.uri);
        // Without a context it counts as invoked by the user (LSP 3.17, `CompletionParams.context`).
        let trigger = params.context.map(|context| context.trigger_kind);
        let is_typing = trigger.is_some_and(|kind| kind != CompletionTriggerKind::INVOKED);
        catch_panic(|| {
            let find = |excerpt: &Excerpt<'_>, offset, snapshot: &Snapshot| {
                let constants = snapshot.config.constants != Constants::Never;
                let asked = completion::Asked { constants, is_typing };
                completion::complete(excerpt, offset, asked)
            };
            let (found, snapshot) = self.session.detect_at(&at, |config| config.completion, find)?;
            self.session.lock().completed = snapshot.catalog.clone();
            let found = imports::with_imports(
                found,
                &snapshot.document.slice(0..READ_BYTES),
                snapshot.language,
                &snapshot.project,
            );
            Some(to_proto::completions(found, &snapshot))
        })
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let snapshot = self.session.lock().of_completions();
        self.write_pages_soon(&snapshot);
        catch_panic(|| to_proto::resolved(item, &snapshot, &self.cards))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let is_wanted = |config: &Config| config.definition && config.pages;
        let found = catch_panic(|| {
            let find = |excerpt: &Excerpt<'_>, offset, snapshot: &Snapshot| {
                definition::definition(excerpt, offset, snapshot.config.definition_of_names)
            };
            self.session.detect_at(&at, is_wanted, find)
        })?;
        let Some(((range, target), snapshot)) = found else { return Ok(None) };
        // Clients open the page at once, so it is written before the response.
        write_pages(&self.pages).await;
        catch_panic(|| to_proto::definition(range, &target, &snapshot, &self.pages))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

    use super::*;

    impl Backend {
        async fn panic_on_request(&self) -> Result<()> {
            let _session = self.session.lock();
            panic!("on purpose, with the session locked");
        }

        async fn panic_after_waiting(&self) -> Result<()> {
            tokio::task::yield_now().await;
            panic!("on purpose, later");
        }

        async fn panic_on_notification(&self) {
            let _session = self.session.lock();
            panic!("on purpose, with the session locked");
        }
    }

    async fn send(pipe: &mut DuplexStream, message: Value) {
        let body = message.to_string();
        pipe.write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await.expect("it reads");
    }

    async fn receive(pipe: &mut DuplexStream) -> Value {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(pipe.read_u8().await.expect("an answer"));
        }
        let head = String::from_utf8(head).expect("text");
        let length = head.trim_end().strip_prefix("Content-Length: ").expect("a length").parse().expect("a number");
        let mut body = vec![0; length];
        pipe.read_exact(&mut body).await.expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// The whole server with handlers that panic: at once, after an await, and in a notification.
    #[tokio::test]
    async fn the_server_survives_panics() {
        let (mut pipe, theirs) = tokio::io::duplex(1 << 16);
        let (input, output) = tokio::io::split(theirs);
        let server = tokio::spawn(async {
            serve_with(
                (input, output),
                None,
                || false,
                |builder| {
                    builder
                        .custom_method("test/request", Backend::panic_on_request)
                        .custom_method("test/later", Backend::panic_after_waiting)
                        .custom_method("test/notification", Backend::panic_on_notification)
                },
            )
            .await
        });
        let initialize = json!({ "capabilities": {} });
        send(&mut pipe, json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": initialize })).await;
        receive(&mut pipe).await;
        send(&mut pipe, json!({ "jsonrpc": "2.0", "id": 1, "method": "test/request" })).await;
        send(&mut pipe, json!({ "jsonrpc": "2.0", "method": "test/notification" })).await;
        send(&mut pipe, json!({ "jsonrpc": "2.0", "id": 2, "method": "test/later" })).await;
        for id in [1, 2] {
            let answer = receive(&mut pipe).await;
            assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(id), &json!(-32603)), "{answer}");
        }
        let document =
            json!({ "uri": "file:///a.js", "languageId": "javascript", "version": 1, "text": "res.status(404)" });
        let opened = json!({ "textDocument": document });
        send(&mut pipe, json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": opened })).await;
        let at = json!({ "textDocument": { "uri": "file:///a.js" }, "position": { "line": 0, "character": 12 } });
        send(&mut pipe, json!({ "jsonrpc": "2.0", "id": 3, "method": "textDocument/hover", "params": at })).await;
        assert!(receive(&mut pipe).await["result"].is_object());
        drop(pipe);
        assert_eq!(server.await.ok(), Some(ExitCode(1)));
    }
}
