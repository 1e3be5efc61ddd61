//! The methods that have handlers, and the names under which tower-lsp routes them.

/// The request for all statuses, which only this server has. It takes no parameters; `editors/README.md` describes its result.
pub(crate) const STATUSES: &str = "httpStatus/statuses";

/// The name under which `textDocument/documentLink` is routed. tower-lsp's own handler could only return the protocol's types, not
/// a `RawResult`. Clients do not send this name.
pub(crate) const DOCUMENT_LINK: &str = "httpStatus/documentLink";

/// The name under which `textDocument/didChange` is routed. tower-lsp's own handler would drop a notification with one invalid member
/// without a trace. Clients do not send this name.
pub(crate) const DID_CHANGE: &str = "httpStatus/didChange";

/// Whether requests of this method have a handler.
pub(super) fn is_served(method: &str) -> bool {
    matches!(
        method,
        STATUSES
            | "initialize"
            | "shutdown"
            | "completionItem/resolve"
            | "textDocument/completion"
            | "textDocument/definition"
            | "textDocument/documentLink"
            | "textDocument/hover"
    )
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
