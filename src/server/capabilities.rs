//! The capabilities of server and client, negotiated once in `initialize`.

use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CodeActionClientCapabilities, CodeActionKind, CodeActionOptions,
    CodeActionProviderCapability, CompletionItemCapability, CompletionItemKind, CompletionItemKindCapability,
    CompletionItemTag, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions,
    HoverProviderCapability, InitializeParams, InitializeResult, InsertTextMode, MarkupKind, OneOf,
    PositionEncodingKind, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use crate::features::actions::ActionKind;
use crate::text::Encoding;

use super::cards::Room;

/// The client's capabilities that handlers use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClientFacts {
    /// The units of its columns.
    pub(super) encoding: Encoding,
    /// Whether hovers may be Markdown.
    pub(super) hovers_markdown: bool,
    /// Whether the documentation of completions may be Markdown.
    pub(super) documents_markdown: bool,
    /// Whether it supports snippets as completions.
    pub(super) takes_snippets: bool,
    /// Whether it supports both ways of indenting the lines of a completion.
    pub(super) takes_text_modes: bool,
    /// Whether completions carry their documentation in the list, since the client may not resolve it.
    pub(super) sends_documentation: bool,
    /// The completion kinds that it supports.
    pub(super) kinds: Kinds,
    /// How a completion is marked as deprecated.
    pub(super) deprecation: Deprecation,
    /// Whether it supports label details, which it shows for every completion and not only for the selected one.
    pub(super) takes_label_details: bool,
    /// Whether it supports `workspace/configuration`.
    pub(super) has_configuration: bool,
    /// Whether it supports registration for `workspace/didChangeConfiguration`.
    pub(super) registers_configuration: bool,
    /// Whether it supports registration for `workspace/didChangeWatchedFiles`.
    pub(super) registers_watched_files: bool,
    /// Whether a definition may be a `LocationLink`, which holds the range of its source.
    pub(super) takes_definition_links: bool,
    /// How it gets diagnostics.
    pub(super) reports_by: ReportsBy,
    /// Whether diagnostics may have tags.
    pub(super) takes_diagnostic_tags: bool,
    /// Whether the code of a diagnostic may be a link.
    pub(super) takes_code_descriptions: bool,
    /// Whether code actions may be more than commands.
    pub(super) takes_actions: bool,
    /// Whether code actions may be marked as preferred.
    pub(super) takes_preferred: bool,
    /// Whether an edit may name the version of the document that it is for.
    pub(super) takes_versioned_edits: bool,
    /// Whether it is Neovim.
    pub(super) is_neovim: bool,
    /// The room for Markdown in hovers, for clients that need filled lines.
    pub(super) room: Option<Room>,
}

/// How a client gets diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ReportsBy {
    /// Not at all: it declares neither way.
    #[default]
    Nothing,
    /// It pulls them, and can be asked to pull again.
    Pulling,
    /// They are sent to it.
    Pushing,
}

/// The kind of each sort of completion. Without one, the client shows its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds {
    pub(super) number: Option<CompletionItemKind>,
    pub(super) constant: Option<CompletionItemKind>,
    pub(super) function: Option<CompletionItemKind>,
    pub(super) phrase: Option<CompletionItemKind>,
    pub(super) lines: Option<CompletionItemKind>,
}

/// How a completion is marked as deprecated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Deprecation {
    #[default]
    Unmarked,
    /// By `deprecated`, as before LSP 3.15.
    Flag,
    /// By a tag.
    Tag,
}

/// Returns the result of `initialize` and the client's capabilities.
pub(super) fn negotiate(params: &InitializeParams) -> (InitializeResult, ClientFacts) {
    let facts = facts(&params.capabilities, params.client_info.as_ref());
    let capabilities = ServerCapabilities {
        position_encoding: Some(kind(facts.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            // Manifests may have changed.
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            // The characters after which a status may begin: `status(`, `status: `, `status = `, `http.`, `'404'`, `:not_found`, digits.
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
        code_action_provider: facts.takes_actions.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(ActionKind::ALL.iter().map(|kind| CodeActionKind::from(kind.name())).collect()),
                ..CodeActionOptions::default()
            })
        }),
        diagnostic_provider: (facts.reports_by == ReportsBy::Pulling).then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("http-status".to_owned()),
                inter_file_dependencies: false,
                workspace_diagnostics: false,
                work_done_progress_options: Default::default(),
            })
        }),
        // Each folder may have its own settings.
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
    let reports = text.and_then(|text| text.publish_diagnostics.as_ref());
    let workspace = client.workspace.as_ref();
    let actions = text.and_then(|text| text.code_action.as_ref());
    let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
    let changes = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
    let watching = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    ClientFacts {
        encoding: encoding(client),
        hovers_markdown: prefers_markdown(hover),
        documents_markdown: prefers_markdown(documentation),
        takes_snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
        takes_text_modes: item.is_some_and(takes_text_modes),
        sends_documentation: !item.is_some_and(resolves_documentation) || drops_resolved_documentation(info),
        kinds: kinds(completion.and_then(|completion| completion.completion_item_kind.as_ref())),
        deprecation: item.map_or(Deprecation::Unmarked, deprecation),
        takes_label_details: item.and_then(|item| item.label_details_support).unwrap_or(false),
        has_configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
        registers_configuration: changes.and_then(|changes| changes.dynamic_registration).unwrap_or(false),
        registers_watched_files: watching.and_then(|watching| watching.dynamic_registration).unwrap_or(false),
        takes_definition_links: definition.and_then(|definition| definition.link_support).unwrap_or(false),
        reports_by: reports_by(client),
        takes_diagnostic_tags: reports.is_some_and(|reports| reports.tag_support.is_some()),
        takes_code_descriptions: reports.and_then(|reports| reports.code_description_support).unwrap_or(false),
        takes_actions: actions.is_some_and(takes_actions),
        takes_preferred: actions.and_then(|actions| actions.is_preferred_support).unwrap_or(false),
        takes_versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
        is_neovim: false,
        room: info.and_then(room),
    }
}

/// A client that pulls and cannot refresh would keep diagnostics when settings change. No client gets them in both ways.
fn reports_by(client: &ClientCapabilities) -> ReportsBy {
    let text = client.text_document.as_ref();
    let refresh = client.workspace.as_ref().and_then(|workspace| workspace.diagnostics.as_ref());
    let pulls = text.is_some_and(|text| text.diagnostic.is_some());
    if pulls && refresh.and_then(|refresh| refresh.refresh_support).unwrap_or(false) {
        ReportsBy::Pulling
    } else if text.is_some_and(|text| text.publish_diagnostics.is_some()) {
        ReportsBy::Pushing
    } else {
        ReportsBy::Nothing
    }
}

/// Whether actions may be more than commands, and the client knows any of the kinds that the server has.
fn takes_actions(actions: &CodeActionClientCapabilities) -> bool {
    let literals = actions.code_action_literal_support.as_ref();
    let kinds = literals.map(|literals| literals.code_action_kind.value_set.as_slice()).unwrap_or_default();
    kinds.iter().any(|kind| ActionKind::ALL.iter().any(|known| known.is_within(kind)))
}

/// Before LSP 3.16 clients resolved documentation without declaring it. Kate 22 (which declares nothing about completion) and ALE do not
/// declare it either, and never resolve. Short documentation in the list costs less than a list that never has any.
fn resolves_documentation(item: &CompletionItemCapability) -> bool {
    let support = item.resolve_support.as_ref();
    support.is_some_and(|support| support.properties.iter().any(|property| property == "documentation"))
}

/// Neovim's floating windows break lines within words, and count the hidden characters of the Markdown. Kakoune's box breaks lines
/// behind hyphens and slashes. Neither shows where links lead.
fn room(client: &ClientInfo) -> Option<Room> {
    match client.name.as_str() {
        "Neovim" => Some(Room::NEOVIM),
        "kakoune-lsp" => Some(Room::KAKOUNE),
        _ => None,
    }
}

/// kakoune-lsp 22 resolves documentation, but shows it only if the detail has changed too.
fn drops_resolved_documentation(client: Option<&ClientInfo>) -> bool {
    client.is_some_and(|client| client.name == "kakoune-lsp")
}

/// The best kinds among those that the client supports: its list, or without one the kinds of the protocol's first version, from `Text`
/// to `Reference` (LSP 3.17, `completionItemKind.valueSet`).
fn kinds(client: Option<&CompletionItemKindCapability>) -> Kinds {
    use CompletionItemKind as Kind;
    const FIRST_VERSION: [Kind; 7] =
        [Kind::TEXT, Kind::METHOD, Kind::FUNCTION, Kind::FIELD, Kind::VARIABLE, Kind::VALUE, Kind::SNIPPET];
    let listed = client.and_then(|client| client.value_set.as_deref());
    let known = listed.unwrap_or(&FIRST_VERSION);
    let best = |wanted: &[Kind]| wanted.iter().find(|kind| known.contains(kind)).copied();
    Kinds {
        number: best(&[Kind::VALUE]),
        // Not `VALUE`: editor extensions tell numbers from names by it.
        constant: best(&[Kind::CONSTANT, Kind::ENUM_MEMBER, Kind::VARIABLE, Kind::FIELD]),
        function: best(&[Kind::FUNCTION, Kind::METHOD]),
        phrase: best(&[Kind::TEXT]),
        lines: best(&[Kind::SNIPPET, Kind::TEXT]),
    }
}

fn takes_text_modes(item: &CompletionItemCapability) -> bool {
    let known = item.insert_text_mode_support.as_ref().map(|support| support.value_set.as_slice()).unwrap_or_default();
    [InsertTextMode::AS_IS, InsertTextMode::ADJUST_INDENTATION].iter().all(|mode| known.contains(mode))
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

/// Whether the first format of the client's list is Markdown (LSP 3.17, `HoverClientCapabilities.contentFormat`: "in the order of preference").
fn prefers_markdown(formats: Option<&Vec<MarkupKind>>) -> bool {
    formats.and_then(|formats| formats.first()).is_some_and(|first| *first == MarkupKind::Markdown)
}

/// The first supported encoding of the client's list; UTF-16 without a list (LSP 3.17, `PositionEncodingKind`).
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    offered.into_iter().flatten().find_map(supported).unwrap_or_default()
}

fn supported(kind: &PositionEncodingKind) -> Option<Encoding> {
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
    fn the_first_supported_encoding_is_used() {
        let encoding =
            |offered: serde_json::Value| negotiated(json!({ "general": { "positionEncodings": offered } })).encoding;
        assert_eq!(encoding(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(encoding(json!(["utf-7", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(encoding(json!([])), Encoding::Utf16);
        assert_eq!(negotiated(json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn neovim_is_recognized_by_its_name() {
        let is_neovim = |info: serde_json::Value| {
            let params = json!({ "capabilities": {}, "clientInfo": info });
            negotiate(&serde_json::from_value(params).expect("parameters")).1.is_neovim
        };
        assert!(is_neovim(json!({ "name": "Neovim", "version": "0.11.4" })));
        assert!(!is_neovim(json!({ "name": "Visual Studio Code" })) && !is_neovim(json!(null)));

        let room = |name: &str| {
            let params = json!({ "capabilities": {}, "clientInfo": { "name": name } });
            negotiate(&serde_json::from_value(params).expect("parameters")).1.room
        };
        assert_eq!(room("Neovim"), Some(Room::NEOVIM));
        assert_eq!(room("kakoune-lsp"), Some(Room::KAKOUNE));
        assert_eq!(room("Visual Studio Code"), None);
    }

    #[test]
    fn the_default_format_is_plain_text() {
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
    fn documentation_is_in_the_list_unless_the_client_resolves_it() {
        let at_once = |item: serde_json::Value| completing(json!({ "completionItem": item })).sends_documentation;
        assert!(at_once(json!({ "resolveSupport": { "properties": ["additionalTextEdits", "command"] } })));
        assert!(at_once(json!({ "resolveSupport": { "properties": [] } })));
        assert!(!at_once(json!({ "resolveSupport": { "properties": ["detail", "documentation"] } })));
        // Kate 22 declares nothing about completion, and ALE nothing about resolving. Neither resolves.
        assert!(at_once(json!({})));
        assert!(completing(json!({})).sends_documentation);
        assert!(negotiated(json!({})).sends_documentation);
        let item = json!({ "resolveSupport": { "properties": ["detail", "documentation"] } });
        let kakoune = json!({
            "clientInfo": { "name": "kakoune-lsp" },
            "capabilities": { "textDocument": { "completion": { "completionItem": item } } },
        });
        assert!(negotiate(&serde_json::from_value(kakoune).expect("parameters")).1.sends_documentation);
    }

    #[test]
    fn kinds_are_those_that_the_client_supports() {
        use CompletionItemKind as Kind;
        let kinds = |known: serde_json::Value| completing(json!({ "completionItemKind": known })).kinds;
        let (number, phrase, lines) = (Some(Kind::VALUE), Some(Kind::TEXT), Some(Kind::SNIPPET));
        let (constant, function) = (Some(Kind::CONSTANT), Some(Kind::FUNCTION));
        let all: Vec<i32> = (1..=25).collect();
        assert_eq!(kinds(json!({ "valueSet": all })), Kinds { number, constant, function, phrase, lines });
        // Without a list: the kinds from 1 to 18.
        let of_first_version = Kinds { number, constant: Some(Kind::VARIABLE), function, phrase, lines };
        for silent in [kinds(json!({})), completing(json!({})).kinds, negotiated(json!({})).kinds] {
            assert_eq!(silent, of_first_version);
        }
        assert_eq!(
            kinds(json!({ "valueSet": [2, 5, 12, 99] })),
            Kinds { number, constant: Some(Kind::FIELD), function: Some(Kind::METHOD), phrase: None, lines: None }
        );
        assert_eq!(kinds(json!({ "valueSet": [12] })).constant, None);
    }

    #[test]
    fn deprecation_is_marked_as_the_client_supports_it() {
        let mark = |item: serde_json::Value| completing(json!({ "completionItem": item })).deprecation;
        assert_eq!(mark(json!({ "tagSupport": { "valueSet": [1] }, "deprecatedSupport": true })), Deprecation::Tag);
        assert_eq!(mark(json!({ "tagSupport": { "valueSet": [] }, "deprecatedSupport": true })), Deprecation::Flag);
        assert_eq!(mark(json!({ "tagSupport": { "valueSet": [2] } })), Deprecation::Unmarked);
        assert_eq!(mark(json!({})), Deprecation::Unmarked);
    }
}
