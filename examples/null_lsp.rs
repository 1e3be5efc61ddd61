//! A language server on the same library that does nothing: it takes documents without keeping them and answers `null`. What
//! it takes for a round trip is what the protocol costs; `round_trips` sets the other figures beside it.
//!
//! ```text
//! cargo run --release --example null_lsp -- [--pipes]
//! ```
//!
//! It reads standard input as servers on tokio do, through a thread; with `--pipes` as this server does.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CompletionOptions, CompletionParams, CompletionResponse, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, Hover, HoverParams, HoverProviderCapability, InitializeParams, InitializeResult,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
};
use tower_lsp::{LanguageServer, LspService, Server};

struct Null;

impl LanguageServer for Null {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        let capabilities = ServerCapabilities {
            text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions::default()),
            ..ServerCapabilities::default()
        };
        Ok(InitializeResult { capabilities, ..InitializeResult::default() })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, _: DidOpenTextDocumentParams) {}

    async fn did_change(&self, _: DidChangeTextDocumentParams) {}

    async fn did_close(&self, _: DidCloseTextDocumentParams) {}

    async fn hover(&self, _: HoverParams) -> Result<Option<Hover>> {
        Ok(None)
    }

    async fn completion(&self, _: CompletionParams) -> Result<Option<CompletionResponse>> {
        Ok(None)
    }
}

fn main() -> std::io::Result<()> {
    let waits_for_pipes = std::env::args().any(|argument| argument == "--pipes");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (service, socket) = LspService::new(|_| Null);
        if waits_for_pipes {
            let (input, output) = http_status_lsp::server::stdio::open();
            Server::new(input, output, socket).serve(service).await;
        } else {
            Server::new(tokio::io::stdin(), tokio::io::stdout(), socket).serve(service).await;
        }
    });
    // tokio's thread on standard input cannot be woken.
    runtime.shutdown_background();
    Ok(())
}
