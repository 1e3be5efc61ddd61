//! What the server offers and what the client can do, settled once in `initialize`.

use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CompletionItemCapability, CompletionItemKind, CompletionItemKindCapability,
    CompletionItemTag, CompletionOptions, DocumentLinkOptions, HoverProviderCapability, InitializeParams,
    InitializeResult, MarkupKind, OneOf, PositionEncodingKind, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
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
    /// Whether completions carry their documentation at once: the client does not say that it resolves it.
    pub(super) documents_at_once: bool,
    /// The kinds of completions that it knows.
    pub(super) kinds: Kinds,
    /// How it takes a completion that its library advises against.
    pub(super) deprecation: Deprecation,
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

/// The kinds that completions are sent with. Without one, the client shows its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds {
    pub(super) number: Option<CompletionItemKind>,
    pub(super) constant: Option<CompletionItemKind>,
    pub(super) function: Option<CompletionItemKind>,
    pub(super) phrase: Option<CompletionItemKind>,
}

/// How a completion is marked as deprecated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Deprecation {
    #[default]
    Unmarked,
    /// By `deprecated`, before LSP 3.15.
    Flag,
    /// By a tag.
    Tag,
}

/// Answers `initialize` and notes what was learnt.
pub(super) fn negotiate(params: &InitializeParams) -> (InitializeResult, ClientFacts) {
    let facts = facts(&params.capabilities, params.client_info.as_ref());
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
        // Folders have settings of their own.
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
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

fn facts(client: &ClientCapabilities, info: Option<&ClientInfo>) -> ClientFacts {
    let text = client.text_document.as_ref();
    let hover = text.and_then(|text| text.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
    let completion = text.and_then(|text| text.completion.as_ref());
    let item = completion.and_then(|completion| completion.completion_item.as_ref());
    let documentation = item.and_then(|item| item.documentation_format.as_ref());
    let definition = text.and_then(|text| text.definition.as_ref());
    let workspace = client.workspace.as_ref();
    let changes = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
    ClientFacts {
        encoding: encoding(client),
        hovers_markdown: prefers_markdown(hover),
        documents_markdown: prefers_markdown(documentation),
        takes_snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
        documents_at_once: !item.is_some_and(resolves_documentation) || drops_what_it_resolves(info),
        kinds: kinds(completion.and_then(|completion| completion.completion_item_kind.as_ref())),
        deprecation: item.map_or(Deprecation::Unmarked, deprecation),
        takes_label_details: item.and_then(|item| item.label_details_support).unwrap_or(false),
        has_configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
        registers_configuration: changes.and_then(|changes| changes.dynamic_registration).unwrap_or(false),
        takes_definition_links: definition.and_then(|definition| definition.link_support).unwrap_or(false),
        is_neovim: false,
    }
}

/// Before LSP 3.16 clients resolved documentation without saying so, but Kate 22, which does not mention completion at all, and ALE
/// say nothing and never resolve. A short text that comes unasked costs less than a list without any.
fn resolves_documentation(item: &CompletionItemCapability) -> bool {
    let support = item.resolve_support.as_ref();
    support.is_some_and(|support| support.properties.iter().any(|property| property == "documentation"))
}

/// kakoune-lsp 22 asks for documentation and shows none of the answer where the detail stays the same.
fn drops_what_it_resolves(client: Option<&ClientInfo>) -> bool {
    client.is_some_and(|client| client.name == "kakoune-lsp")
}

/// The best kinds among those that the client knows: the first version's, from `Text` to `Reference`, unless it lists its own
/// (LSP 3.17, `completionItemKind.valueSet`).
fn kinds(client: Option<&CompletionItemKindCapability>) -> Kinds {
    use CompletionItemKind as Kind;
    const FIRST_VERSION: [Kind; 6] =
        [Kind::TEXT, Kind::METHOD, Kind::FUNCTION, Kind::FIELD, Kind::VARIABLE, Kind::VALUE];
    let listed = client.and_then(|client| client.value_set.as_deref());
    let known = listed.unwrap_or(&FIRST_VERSION);
    let best = |wanted: &[Kind]| wanted.iter().find(|kind| known.contains(kind)).copied();
    Kinds {
        number: best(&[Kind::VALUE]),
        // Never `VALUE`, by which an editor's side tells numbers from names.
        constant: best(&[Kind::CONSTANT, Kind::ENUM_MEMBER, Kind::VARIABLE, Kind::FIELD]),
        function: best(&[Kind::FUNCTION, Kind::METHOD]),
        phrase: best(&[Kind::TEXT]),
    }
}

fn deprecation(item: &CompletionItemCapability) -> Deprecation {
    let tags = item.tag_support.as_ref();
    if tags.is_some_and(|tags| tags.value_set.contains(&CompletionItemTag::DEPRECATED)) {
        Deprecation::Tag
    } else if item.deprecated_support == Some(true) {
        Deprecation::Flag
    } else {
        Deprecation::Unmarked
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
    fn completing(completion: serde_json::Value) -> ClientFacts {
        negotiated(json!({ "textDocument": { "completion": completion } }))
    }

    #[test]
    fn documentation_comes_at_once_unless_the_client_resolves_it() {
        let at_once = |item: serde_json::Value| completing(json!({ "completionItem": item })).documents_at_once;
        assert!(at_once(json!({ "resolveSupport": { "properties": ["additionalTextEdits", "command"] } })));
        assert!(at_once(json!({ "resolveSupport": { "properties": [] } })));
        assert!(!at_once(json!({ "resolveSupport": { "properties": ["detail", "documentation"] } })));
        // Kate 22 says nothing of completion, and ALE nothing of resolving; neither resolves.
        assert!(at_once(json!({})));
        assert!(completing(json!({})).documents_at_once);
        assert!(negotiated(json!({})).documents_at_once);
        let item = json!({ "resolveSupport": { "properties": ["detail", "documentation"] } });
        let kakoune = json!({
            "clientInfo": { "name": "kakoune-lsp" },
            "capabilities": { "textDocument": { "completion": { "completionItem": item } } },
        });
        assert!(negotiate(&serde_json::from_value(kakoune).expect("parameters")).1.documents_at_once);
    }

    #[test]
    fn kinds_are_those_that_the_client_knows() {
        use CompletionItemKind as Kind;
        let kinds = |known: serde_json::Value| completing(json!({ "completionItemKind": known })).kinds;
        let (number, phrase) = (Some(Kind::VALUE), Some(Kind::TEXT));
        let (constant, function) = (Some(Kind::CONSTANT), Some(Kind::FUNCTION));
        let all: Vec<i32> = (1..=25).collect();
        assert_eq!(kinds(json!({ "valueSet": all })), Kinds { number, constant, function, phrase });
        // Without a list: the kinds from 1 to 18.
        let of_first_version = Kinds { number, constant: Some(Kind::VARIABLE), function, phrase };
        for silent in [kinds(json!({})), completing(json!({})).kinds, negotiated(json!({})).kinds] {
            assert_eq!(silent, of_first_version);
        }
        assert_eq!(
            kinds(json!({ "valueSet": [2, 5, 12, 99] })),
            Kinds { number, constant: Some(Kind::FIELD), function: Some(Kind::METHOD), phrase: None }
        );
        assert_eq!(kinds(json!({ "valueSet": [12] })).constant, None);
    }

    #[test]
    fn deprecation_is_marked_as_the_client_can_show_it() {
        let mark = |item: serde_json::Value| completing(json!({ "completionItem": item })).deprecation;
        assert_eq!(mark(json!({ "tagSupport": { "valueSet": [1] }, "deprecatedSupport": true })), Deprecation::Tag);
        assert_eq!(mark(json!({ "tagSupport": { "valueSet": [] }, "deprecatedSupport": true })), Deprecation::Flag);
        assert_eq!(mark(json!({ "tagSupport": { "valueSet": [2] } })), Deprecation::Unmarked);
        assert_eq!(mark(json!({})), Deprecation::Unmarked);
    }
}
