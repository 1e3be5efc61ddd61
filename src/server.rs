//! The language server: the only place that names the protocol's types.
//!
//! # House rules
//! - A handler changes or reads the state first, under the lock and synchronously, and awaits last. Handlers run in the order of their
//!   messages up to their first await and in no order after it.
//! - No handler awaits a request to the client: its answer comes through the same reader that waits for the handler.
//! - What reads a whole document or more runs in `LongWork`, off the thread that carries the messages, and stops when it is of no use.
//! - What can panic runs in `guard`, so that a panic costs one answer and not the server.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CompletionItem, CompletionParams, CompletionResponse, CompletionTriggerKind, DidChangeConfigurationParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentLinkParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, MessageType,
};
use tower_lsp::{Client, LanguageServer, LspService, LspServiceBuilder};

use crate::config::{Config, Constants};
use crate::detect::{self, Excerpt};
use crate::features::{completion, definition, hover, links, statuses};

mod capabilities;
mod cards;
mod changes;
mod content;
mod dropped;
mod exit;
mod framing;
mod from_proto;
mod ids;
mod lenient;
mod message;
mod outlet;
mod page_store;
mod pipes;
mod prepared;
mod scopes;
mod settings;
mod state;
mod to_proto;
mod transport;
mod used;
mod warnings;
pub mod wire;
mod work;

pub use exit::ExitCode;
use prepared::Prepared;
use state::{Session, Snapshot};

/// How long after the start what the first answer needs is made ready, unless that answer comes sooner.
const PREPARE_AFTER: Duration = Duration::from_millis(100);

/// How long after an answer with links the pages are checked: less than it takes to follow one.
const CHECK_AFTER: Duration = Duration::from_millis(50);

/// How long after pages were written they are checked once more: another process may have been removing them.
const CHECK_AGAIN_AFTER: Duration = Duration::from_secs(4);

/// Serves the client on standard input and output; to be called inside of the runtime.
pub async fn serve_standard(cache: Option<PathBuf>) -> ExitCode {
    let (input, output) = wire::standard();
    serve_with(input, output, cache, wire::is_input_closed, |builder| builder).await
}

/// Serves one client on these pipes until it says `exit`, its end closes, or its process is gone. Pages are written below
/// `cache`; without one, cards link to the web alone.
pub async fn serve<I, O>(input: I, output: O, cache: Option<PathBuf>) -> ExitCode
where
    I: tokio::io::AsyncRead + Unpin,
    O: tokio::io::AsyncWrite,
{
    serve_with(input, output, cache, || false, |builder| builder).await
}

/// The same, where it can be seen without reading that the input is closed, and with methods that tests add.
async fn serve_with<I, O>(
    input: I,
    output: O,
    cache: Option<PathBuf>,
    is_input_closed: impl Fn() -> bool,
    add: impl FnOnce(LspServiceBuilder<Backend>) -> LspServiceBuilder<Backend>,
) -> ExitCode
where
    I: tokio::io::AsyncRead + Unpin,
    O: tokio::io::AsyncWrite,
{
    let spellings = lenient::Spellings::default();
    let open = work::Versions::default();
    let long_work = work::LongWork::during(open.current());
    let builder = LspService::build(|client| Backend::new(client, cache, spellings.clone(), long_work));
    let builder = builder.custom_method(lenient::STATUSES, Backend::statuses);
    let builder = builder.custom_method(prepared::LINKS, Backend::document_links);
    let builder = builder.custom_method(changes::METHOD, Backend::change);
    let (service, socket) = add(builder).finish();
    let watch = service.inner().client_process.clone();
    let (service, exit) = exit::Guarded::new(service, spellings);
    let (output, traffic) = outlet::Outlet::of(output);
    let pipes = Arc::new(pipes::Pipes::default());
    let (input, output) = pipes.watched(input, output);
    let server = transport::Transport::new(input, output, socket, service, open);
    exit.run(server, pipes, watch, traffic.ended(is_input_closed)).await
}

/// The handlers, each of which converts, calls and converts back.
struct Backend {
    client: Client,
    session: Arc<Mutex<Session>>,
    pages: Arc<page_store::PageStore>,
    cards: cards::Cards,
    long_work: work::LongWork,
    client_process: Arc<exit::ClientProcess>,
    spellings: lenient::Spellings,
}

impl Backend {
    fn new(client: Client, cache: Option<PathBuf>, spellings: lenient::Spellings, long_work: work::LongWork) -> Self {
        let pages = Arc::new(page_store::PageStore::below(cache));
        Self {
            client,
            session: Arc::new(Mutex::new(Session::default())),
            cards: cards::Cards::with_links_to(Arc::clone(&pages)),
            pages,
            long_work,
            client_process: Arc::new(exit::ClientProcess::default()),
            spellings,
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        lock(&self.session)
    }

    /// Asks the client for the settings that are due, and takes them over when they come.
    fn ask_settings(&self) {
        settings::ask(&self.client, &self.session, &self.spellings);
    }

    /// Makes the pages whole after the answer that links to them has gone out, once for all who ask for it by then.
    fn write_pages_soon(&self, snapshot: &Snapshot) {
        if snapshot.config.pages && self.pages.is_check_due() {
            let pages = Arc::clone(&self.pages);
            tokio::spawn(async move {
                tokio::time::sleep(CHECK_AFTER).await;
                write_pages(&pages).await;
            });
        }
    }

    /// `textDocument/didChange`, read here so that a change that cannot be read is not lost unseen.
    async fn change(&self, params: Value) {
        match changes::read(params) {
            Ok(change) => self.session().change(change),
            Err(reason) => dropped::log("textDocument/didChange", reason),
        }
    }

    /// All statuses with their pages, for the look-up commands of editors: a request of our own, described in
    /// `editors/README.md`.
    async fn statuses(&self) -> Result<Value> {
        let snapshot = self.session().without_document();
        let pages = snapshot.config.pages.then_some(&self.pages);
        if let Some(pages) = pages {
            write_pages(pages).await;
        }
        guard(|| to_proto::statuses(&statuses::entries(), pages.map(|pages| &**pages)))
    }

    /// `textDocument/documentLink`.
    async fn document_links(&self, params: DocumentLinkParams) -> Result<Option<Prepared>> {
        let is_wanted = |config: &Config| config.document_links && config.pages;
        let Some((snapshot, version)) = self.session().versioned(&params.text_document.uri, is_wanted) else {
            return Ok(None);
        };
        self.write_pages_soon(&snapshot);
        let pages = Arc::clone(&self.pages);
        let work = move |goes_on: &dyn Fn() -> bool| {
            let found = links::links(&snapshot.document, snapshot.language, goes_on)?;
            to_proto::links(found, &snapshot, &pages, goes_on)
        };
        self.long_work.run(version, work).await?.ok_or_else(Error::content_modified).map(Some)
    }
}

/// Makes the pages whole, beside the task that carries the messages: the cache directory may be on a slow disk.
async fn write_pages(pages: &Arc<page_store::PageStore>) {
    if has_written(pages).await {
        let pages = Arc::clone(pages);
        tokio::spawn(async move {
            tokio::time::sleep(CHECK_AGAIN_AFTER).await;
            while has_written(&pages).await {
                tokio::time::sleep(CHECK_AGAIN_AFTER).await;
            }
        });
    }
}

/// Whether any page was missing or damaged.
async fn has_written(pages: &Arc<page_store::PageStore>) -> bool {
    let pages = Arc::clone(pages);
    // Fails only if it panics, which is in the log.
    tokio::task::spawn_blocking(move || pages.write()).await.unwrap_or(false)
}

/// The state. A panic elsewhere may have poisoned the lock; each change of the state is whole by then.
fn lock(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        self.client_process.set(params.process_id);
        let (result, facts) = capabilities::negotiate(&params);
        let folders = params.workspace_folders.unwrap_or_default();
        self.session().start(facts, folders, params.initialization_options.as_ref());
        Ok(result)
    }

    async fn initialized(&self, _: InitializedParams) {
        // Clients start many servers at once and open their documents then; nobody points at anything so soon. A thread
        // for this would cost more memory than it is worth.
        let (pages, session) = (Arc::clone(&self.pages), Arc::clone(&self.session));
        tokio::spawn(async move {
            tokio::time::sleep(PREPARE_AFTER).await;
            detect::prepare();
            tokio::task::yield_now().await;
            if lock(&session).without_document().config.pages {
                pages.prepare();
            }
        });
        let (facts, problems) = {
            let mut session = self.session();
            session.begin_settings();
            (session.facts, session.scopes().take_problems())
        };
        settings::follow(&self.client, facts);
        self.ask_settings();
        settings::report(&self.client, problems).await;
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let problems = {
            let mut session = self.session();
            session.configure(&params.settings);
            session.scopes().take_problems()
        };
        self.ask_settings();
        settings::report(&self.client, problems).await;
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.session().open(params.text_document);
        self.ask_settings();
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        // Nothing depends on the file. Without this the library warns of a missing handler.
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.session().change_folders(params.event);
        self.ask_settings();
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session().close(&params.text_document.uri);
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        guard(|| {
            let find = |excerpt: &Excerpt<'_>, offset, _: &Config| hover::hover(excerpt, offset);
            let (found, snapshot) = self.session().at(&at, |config| config.hover, find)?;
            self.write_pages_soon(&snapshot);
            Some(to_proto::hover(found, &snapshot, &self.cards))
        })
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        // Without a context the user has asked (LSP 3.17, `CompletionParams.context`).
        let trigger = params.context.map(|context| context.trigger_kind);
        let is_typing = trigger.is_some_and(|kind| kind != CompletionTriggerKind::INVOKED);
        guard(|| {
            let find = |excerpt: &Excerpt<'_>, offset, config: &Config| {
                let asked = completion::Asked { constants: config.constants != Constants::Never, is_typing };
                completion::complete(excerpt, offset, asked)
            };
            let (found, snapshot) = self.session().at(&at, |config| config.completion, find)?;
            Some(to_proto::completions(found, &snapshot))
        })
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let snapshot = self.session().without_document();
        self.write_pages_soon(&snapshot);
        guard(|| to_proto::resolved(item, &snapshot, &self.cards))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let is_wanted = |config: &Config| config.definition && config.pages;
        let found = guard(|| {
            let find = |excerpt: &Excerpt<'_>, offset, config: &Config| {
                definition::definition(excerpt, offset, config.definition_of_names)
            };
            self.session().at(&at, is_wanted, find)
        })?;
        let Some(((range, target), snapshot)) = found else { return Ok(None) };
        // The page is opened at once, so it is written before the answer.
        write_pages(&self.pages).await;
        guard(|| to_proto::definition(range, &target, &snapshot, &self.pages))
    }
}

/// Runs what could panic. The panic's message and place are in the log; the client gets an error for this one request.
fn guard<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| exit::panicked())
}

/// The kind of message that names a wrong setting.
const WRONG_SETTING: MessageType = MessageType::WARNING;

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

    use super::*;

    #[test]
    fn a_panic_costs_one_answer() {
        assert!(guard(|| panic!("on purpose")).is_err_and(|error: Error| error.message.contains("stderr")));
        assert_eq!(guard(|| 1).ok(), Some(1));
    }

    impl Backend {
        async fn panic_on_request(&self) -> Result<()> {
            let _session = self.session();
            panic!("on purpose, with the state locked");
        }

        async fn panic_after_waiting(&self) -> Result<()> {
            tokio::task::yield_now().await;
            panic!("on purpose, later");
        }

        async fn panic_on_notification(&self) {
            let _session = self.session();
            panic!("on purpose, with the state locked");
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

    /// The whole server, with handlers that panic in each way that ours could. The released program has no such handlers.
    #[tokio::test]
    async fn the_server_outlives_panics() {
        let (mut pipe, theirs) = tokio::io::duplex(1 << 16);
        let (input, output) = tokio::io::split(theirs);
        let server = tokio::spawn(async {
            serve_with(
                input,
                output,
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
