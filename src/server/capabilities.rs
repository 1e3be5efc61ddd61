//! What the server offers and what the client can do, settled once in `initialize`.

use tower_lsp::ls_types::{
    ClientCapabilities, CompletionOptions, DocumentLinkOptions, HoverProviderCapability, InitializeParams,
    InitializeResult, MarkupKind, OneOf, PositionEncodingKind, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use crate::text::Encoding;

/// What is remembered of the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClientFacts {
    /// What its columns count.
    pub(super) encoding: Encoding,
    /// Whether hovers may be Markdown.
    pub(super) hovers_markdown: bool,
    /// Whether the documentation of completions may be Markdown.
    pub(super) documents_markdown: bool,
    /// Whether it takes completions as snippets.
    pub(super) takes_snippets: bool,
    /// Whether it shows what stands beside the label of each completion, and not of the chosen one alone.
    pub(super) takes_label_details: bool,
    /// Whether it can be asked for settings.
    pub(super) has_configuration: bool,
    /// Whether it can be asked to tell of changed settings.
    pub(super) registers_configuration: bool,
    /// Whether a definition may say which part of the source it is for.
    pub(super) takes_definition_links: bool,
    /// Whether it is Neovim, whose windows for Markdown need lines that fit.
    pub(super) is_neovim: bool,
}

/// Answers `initialize` and notes what was learnt.
pub(super) fn negotiate(params: &InitializeParams) -> (InitializeResult, ClientFacts) {
    let facts = facts(&params.capabilities);
    let capabilities = ServerCapabilities {
        position_encoding: Some(kind(facts.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            // What opens a place for a status: `status(`, `status: `, `status = `, `http.`, `'404'`, `:not_found`, digits.
            trigger_characters: Some(
                ["(", ".", ":", "=", " ", "'", "\"", "1", "2", "3", "4", "5"].map(str::to_owned).to_vec(),
            ),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: Default::default(),
        }),
        ..ServerCapabilities::default()
    };
    let server_info = Some(ServerInfo {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
    });
    let is_neovim = params.client_info.as_ref().is_some_and(|client| client.name == "Neovim");
    (InitializeResult { capabilities, server_info, ..InitializeResult::default() }, ClientFacts { is_neovim, ..facts })
}

fn facts(client: &ClientCapabilities) -> ClientFacts {
    let text = client.text_document.as_ref();
    let hover = text.and_then(|text| text.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
    let item =
        text.and_then(|text| text.completion.as_ref()).and_then(|completion| completion.completion_item.as_ref());
    let documentation = item.and_then(|item| item.documentation_format.as_ref());
    let definition = text.and_then(|text| text.definition.as_ref());
    let workspace = client.workspace.as_ref();
    let changes = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
    ClientFacts {
        encoding: encoding(client),
        hovers_markdown: prefers_markdown(hover),
        documents_markdown: prefers_markdown(documentation),
        takes_snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
        takes_label_details: item.and_then(|item| item.label_details_support).unwrap_or(false),
        has_configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
        registers_configuration: changes.and_then(|changes| changes.dynamic_registration).unwrap_or(false),
        takes_definition_links: definition.and_then(|definition| definition.link_support).unwrap_or(false),
        is_neovim: false,
    }
}

/// The first format of the client's list counts (LSP 3.17, `HoverClientCapabilities.contentFormat`: "in the order of preference").
fn prefers_markdown(formats: Option<&Vec<MarkupKind>>) -> bool {
    formats.and_then(|formats| formats.first()).is_some_and(|first| *first == MarkupKind::Markdown)
}

/// The first encoding of the client's list that is known here; UTF-16 without a list (LSP 3.17, `PositionEncodingKind`).
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    offered.into_iter().flatten().find_map(known).unwrap_or_default()
}

fn known(kind: &PositionEncodingKind) -> Option<Encoding> {
    match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    }
}

fn kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn negotiated(capabilities: serde_json::Value) -> ClientFacts {
        let params = serde_json::from_value(json!({ "capabilities": capabilities })).expect("parameters");
        negotiate(&params).1
    }

    #[test]
    fn the_clients_order_of_encodings_is_obeyed() {
        let encoding =
            |offered: serde_json::Value| negotiated(json!({ "general": { "positionEncodings": offered } })).encoding;
        assert_eq!(encoding(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(encoding(json!(["utf-7", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(encoding(json!([])), Encoding::Utf16);
        assert_eq!(negotiated(json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn neovim_is_known_by_its_name() {
        let is_neovim = |info: serde_json::Value| {
            let params = json!({ "capabilities": {}, "clientInfo": info });
            negotiate(&serde_json::from_value(params).expect("parameters")).1.is_neovim
        };
        assert!(is_neovim(json!({ "name": "Neovim", "version": "0.11.4" })));
        assert!(!is_neovim(json!({ "name": "Visual Studio Code" })) && !is_neovim(json!(null)));
    }

    #[test]
    fn a_client_that_says_nothing_gets_plain_text() {
        assert!(!negotiated(json!({})).hovers_markdown);
        assert!(
            !negotiated(json!({ "textDocument": { "hover": { "contentFormat": ["plaintext", "markdown"] } } }))
                .hovers_markdown
        );
        assert!(negotiated(json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } })).hovers_markdown);
    }
}
