//! The methods: their handlers, the members of their parameters that are parsed, and the repair of invalid members.
//!
//! A new handler needs one row in [`METHODS`]. Without it the parameters are dropped, and the request is answered with "method not found".

use serde_json::Value;

use super::compat::parameters;
use super::compat::uris::ClientUris;
use super::projection::Projection::{self, Each, Id, Members, Scalar, Whole};

/// The request for all statuses, which only this server has. It takes no parameters; `editors/README.md` describes its result.
pub(crate) const STATUSES: &str = "httpStatus/statuses";

/// The request for the lines that send or check a status at a position, which only this server has. `editors/README.md` describes it.
pub(crate) const INSERTION: &str = "httpStatus/insertion";

/// The name under which `textDocument/documentLink` is routed. tower-lsp's own handler could only return the protocol's types, not
/// a `RawResult`. Clients do not send this name.
pub(crate) const DOCUMENT_LINK: &str = "httpStatus/documentLink";

/// The name under which `textDocument/codeAction` is routed. The protocol's types would accept only valid URIs in edits. Clients do not send
/// this name.
pub(crate) const CODE_ACTION: &str = "httpStatus/codeAction";

/// The name under which `textDocument/didChange` is routed. tower-lsp's own handler would drop a notification with one invalid member
/// without a trace. Clients do not send this name.
pub(crate) const DID_CHANGE: &str = "httpStatus/didChange";

/// A method whose parameters are read.
pub(super) struct Method {
    /// The name that clients send.
    pub(super) name: &'static str,
    /// The function of `Backend` that handles it; nothing where tower-lsp does.
    handler: Option<&'static str>,
    is_request: bool,
    /// The name under which the handler is registered.
    pub(super) route: &'static str,
    pub(super) params: Params,
}

/// The parameters of a method: the part that is parsed, and the function that makes it valid for the protocol's types.
pub(super) enum Params {
    /// The handler takes none. What a client sends is dropped.
    Dropped,
    /// Without parameters, tower-lsp refuses the message.
    Required(&'static Projection, MakeValid),
    /// Without parameters, the function gets `null`.
    Optional(&'static Projection, MakeValid),
}

type MakeValid = fn(Value, &ClientUris) -> Value;

use Params::{Dropped, Optional, Required};

impl Params {
    /// The part that is parsed.
    pub(super) fn used(&self) -> Option<&'static Projection> {
        match self {
            Self::Dropped => None,
            Self::Required(used, _) | Self::Optional(used, _) => Some(used),
        }
    }
}

/// All methods whose parameters are read.
#[rustfmt::skip]
static METHODS: &[Method] = &[
    request("initialize", "initialize", Optional(&INITIALIZE, parameters::initialize)),
    request("shutdown", "shutdown", Dropped),
    request(STATUSES, "statuses", Optional(&ONLY_DOCUMENT, parameters::statuses)),
    request(INSERTION, "insertion", Required(&POSITION_AND_CODE, parameters::insertion)),
    request("textDocument/hover", "hover", AT_POSITION),
    request("textDocument/definition", "goto_definition", AT_POSITION),
    request("textDocument/completion", "completion", Required(&COMPLETION, parameters::completion)),
    request("textDocument/diagnostic", "diagnostic", Required(&PULL, parameters::pull)),
    // The result repeats the item.
    request("completionItem/resolve", "completion_resolve", Required(&ITEM, parameters::completion_item)),
    request("textDocument/codeAction", "code_actions", Required(&ACTIONS, parameters::code_action)).routed(CODE_ACTION),
    request("textDocument/documentLink", "document_links", OF_DOCUMENT).routed(DOCUMENT_LINK),
    notification("initialized", "initialized", Optional(&NOTHING, parameters::initialized)),
    notification("textDocument/didOpen", "did_open", Required(&OPENED, parameters::did_open)),
    notification("textDocument/didChange", "change", Required(&CHANGED, parameters::did_change)).routed(DID_CHANGE),
    notification("textDocument/didSave", "did_save", OF_DOCUMENT),
    notification("textDocument/didClose", "did_close", Required(&ONLY_DOCUMENT, parameters::did_close)),
    notification(
        "workspace/didChangeConfiguration", "did_change_configuration",
        Optional(&CONFIGURATION, parameters::did_change_configuration),
    ),
    notification(
        "workspace/didChangeWorkspaceFolders", "did_change_workspace_folders",
        Required(&FOLDERS_EVENT, parameters::did_change_workspace_folders),
    ),
    notification(
        "workspace/didChangeWatchedFiles", "did_change_watched_files",
        Required(&FILE_CHANGES, parameters::did_change_watched_files),
    ),
    Method { handler: None, ..notification("exit", "", Dropped) },
    Method { handler: None, ..notification("$/cancelRequest", "", Required(&CANCELED, parameters::unchanged)) },
];

/// The row of a method, if its parameters are read.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// Whether requests of this method have a handler.
pub(super) fn is_served(name: &str) -> bool {
    find(name).is_some_and(|method| method.is_request)
}

/// Whether the method is a notification that clients send (LSP 3.17).
pub(super) fn is_notification(method: &str) -> bool {
    matches!(
        method,
        "initialized"
            | "exit"
            | "$/cancelRequest"
            | "$/setTrace"
            | "$/progress"
            | "window/workDoneProgress/cancel"
            | "notebookDocument/didOpen"
            | "notebookDocument/didChange"
            | "notebookDocument/didSave"
            | "notebookDocument/didClose"
            | "textDocument/didOpen"
            | "textDocument/didChange"
            | "textDocument/willSave"
            | "textDocument/didSave"
            | "textDocument/didClose"
            | "workspace/didChangeConfiguration"
            | "workspace/didChangeWatchedFiles"
            | "workspace/didChangeWorkspaceFolders"
            | "workspace/didCreateFiles"
            | "workspace/didRenameFiles"
            | "workspace/didDeleteFiles"
    )
}

const fn request(name: &'static str, handler: &'static str, params: Params) -> Method {
    Method { name, handler: Some(handler), is_request: true, route: name, params }
}

const fn notification(name: &'static str, handler: &'static str, params: Params) -> Method {
    Method { name, handler: Some(handler), is_request: false, route: name, params }
}

impl Method {
    const fn routed(self, route: &'static str) -> Self {
        let Self { name, handler, is_request, params, .. } = self;
        Self { name, handler, is_request, route, params }
    }
}

/// For requests about a position in a document.
const AT_POSITION: Params = Required(&DOCUMENT_AND_POSITION, parameters::document_and_position);

/// For requests about a whole document.
const OF_DOCUMENT: Params = Required(&ONLY_DOCUMENT, parameters::document);

const DOCUMENT: Projection = Members(&[("uri", Scalar)]);
const POSITION: Projection = Members(&[("line", Scalar), ("character", Scalar)]);
const FOLDERS: Projection = Each(&Members(&[("uri", Scalar), ("name", Scalar)]));
const LIST: Projection = Each(&Scalar);

static NOTHING: Projection = Members(&[]);
static ONLY_DOCUMENT: Projection = Members(&[("textDocument", DOCUMENT)]);
static DOCUMENT_AND_POSITION: Projection = Members(&[("textDocument", DOCUMENT), ("position", POSITION)]);
static POSITION_AND_CODE: Projection = Members(&[("textDocument", DOCUMENT), ("position", POSITION), ("code", Scalar)]);
static CANCELED: Projection = Members(&[("id", Id)]);
static CONFIGURATION: Projection = Members(&[("settings", Whole)]);
static FOLDERS_EVENT: Projection = Members(&[("event", Members(&[("added", FOLDERS), ("removed", FOLDERS)]))]);
static FILE_CHANGES: Projection = Members(&[("changes", Each(&Members(&[("uri", Scalar)])))]);

static COMPLETION: Projection =
    Members(&[("textDocument", DOCUMENT), ("position", POSITION), ("context", Members(&[("triggerKind", Scalar)]))]);

static ACTIONS: Projection = Members(&[
    ("textDocument", DOCUMENT),
    ("range", Members(&[("start", POSITION), ("end", POSITION)])),
    ("context", Members(&[("only", LIST)])),
]);

static PULL: Projection = Members(&[("textDocument", DOCUMENT), ("identifier", Scalar), ("previousResultId", Scalar)]);

static OPENED: Projection = Members(&[(
    "textDocument",
    Members(&[("uri", Scalar), ("languageId", Scalar), ("version", Scalar), ("text", Scalar)]),
)]);

// An invalid change may hold its text under any name, and the number of its lines is needed.
static CHANGED: Projection =
    Members(&[("textDocument", Members(&[("uri", Scalar), ("version", Scalar)])), ("contentChanges", Each(&Whole))]);

static INITIALIZE: Projection = Members(&[
    ("processId", Scalar),
    ("clientInfo", Members(&[("name", Scalar)])),
    ("workspaceFolders", FOLDERS),
    ("rootUri", Scalar),
    ("initializationOptions", Whole),
    (
        "capabilities",
        Members(&[
            ("general", Members(&[("positionEncodings", LIST)])),
            (
                "workspace",
                Members(&[
                    ("configuration", Scalar),
                    ("diagnostics", Members(&[("refreshSupport", Scalar)])),
                    ("workspaceEdit", Members(&[("documentChanges", Scalar)])),
                    ("didChangeConfiguration", Members(&[("dynamicRegistration", Scalar)])),
                    ("didChangeWatchedFiles", Members(&[("dynamicRegistration", Scalar)])),
                ]),
            ),
            (
                "textDocument",
                Members(&[
                    ("hover", Members(&[("contentFormat", LIST)])),
                    ("definition", Members(&[("linkSupport", Scalar)])),
                    (
                        "codeAction",
                        Members(&[
                            (
                                "codeActionLiteralSupport",
                                Members(&[("codeActionKind", Members(&[("valueSet", LIST)]))]),
                            ),
                            ("isPreferredSupport", Scalar),
                        ]),
                    ),
                    ("diagnostic", Members(&[])),
                    (
                        "publishDiagnostics",
                        Members(&[("tagSupport", Members(&[("valueSet", LIST)])), ("codeDescriptionSupport", Scalar)]),
                    ),
                    (
                        "completion",
                        Members(&[
                            (
                                "completionItem",
                                Members(&[
                                    ("snippetSupport", Scalar),
                                    ("documentationFormat", LIST),
                                    ("deprecatedSupport", Scalar),
                                    ("tagSupport", Members(&[("valueSet", LIST)])),
                                    ("labelDetailsSupport", Scalar),
                                    ("insertTextModeSupport", Members(&[("valueSet", LIST)])),
                                    ("resolveSupport", Members(&[("properties", LIST)])),
                                ]),
                            ),
                            ("completionItemKind", Members(&[("valueSet", LIST)])),
                        ]),
                    ),
                ]),
            ),
        ]),
    ),
]);

/// The members of `CompletionItem` (LSP 3.17).
static ITEM: Projection = Members(&[
    ("label", Scalar),
    ("labelDetails", Whole),
    ("kind", Scalar),
    ("tags", LIST),
    ("detail", Scalar),
    ("documentation", Whole),
    ("deprecated", Scalar),
    ("preselect", Scalar),
    ("sortText", Scalar),
    ("filterText", Scalar),
    ("insertText", Scalar),
    ("insertTextFormat", Scalar),
    ("insertTextMode", Scalar),
    ("textEdit", Whole),
    ("additionalTextEdits", Whole),
    ("commitCharacters", LIST),
    ("command", Whole),
    ("data", Whole),
]);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A handler without a row would get no parameters, and a row without a handler would promise one.
    #[test]
    fn each_handler_has_a_row() {
        let source = include_str!("../../server.rs");
        let (_, handlers) =
            source.split_once("impl LanguageServer for Backend {").expect("the handlers of LSP's methods");
        let (handlers, _) = handlers.split_once("\n}\n").expect("the end of the block");
        let of_lsp = handlers.lines().filter_map(|line| line.strip_prefix("    async fn ")?.split('(').next());
        let custom =
            source.lines().filter_map(|line| line.split_once("custom_method(methods::")?.1.split_once("Backend::"));
        let custom = custom.filter_map(|(_, name)| name.split(')').next());
        let registered: BTreeSet<&str> = of_lsp.chain(custom).collect();
        assert!(registered.contains("hover") && registered.contains("statuses"), "{registered:?}");
        let rows: BTreeSet<&str> = METHODS.iter().filter_map(|method| method.handler).collect();
        let differing: Vec<_> = registered.symmetric_difference(&rows).collect();
        assert!(differing.is_empty(), "handlers without a row of METHODS, or rows without a handler: {differing:?}");
    }

    #[test]
    fn each_method_has_one_row() {
        let names: BTreeSet<&str> = METHODS.iter().map(|method| method.name).collect();
        assert_eq!(names.len(), METHODS.len());
        for method in METHODS {
            assert_eq!(is_notification(method.name), !method.is_request, "{}", method.name);
        }
    }
}
