//! The members of each method's parameters that its handler uses. Only these are parsed, so no other member can make the server
//! refuse a message or take memory.

/// The used part of a JSON value.
#[derive(Debug)]
pub(super) enum Projection {
    /// All of it.
    Whole,
    /// A string, a number or a Boolean. A list or an object counts as `null`.
    Scalar,
    /// A request id, in its canonical form.
    Id,
    /// These members of an object, each with its used part.
    Members(&'static [(&'static str, Self)]),
    /// The same part of each element of a list.
    Each(&'static Self),
}

use Projection::{Each, Id, Members, Scalar, Whole};

/// The used part of the parameters; nothing for a method without a handler or without parameters.
pub(super) fn for_method(method: &str) -> Option<&'static Projection> {
    Some(match method {
        "initialize" => &INITIALIZE,
        "$/cancelRequest" => &Members(&[("id", Id)]),
        "textDocument/didOpen" => &Members(&[(
            "textDocument",
            Members(&[("uri", Scalar), ("languageId", Scalar), ("version", Scalar), ("text", Scalar)]),
        )]),
        // An invalid change may hold its text under any name, and the number of its lines is needed.
        "textDocument/didChange" => &Members(&[
            ("textDocument", Members(&[("uri", Scalar), ("version", Scalar)])),
            ("contentChanges", Each(&Whole)),
        ]),
        "textDocument/didClose" | "textDocument/didSave" | "textDocument/documentLink" => {
            &Members(&[("textDocument", DOCUMENT)])
        }
        "textDocument/hover" | "textDocument/definition" => {
            &Members(&[("textDocument", DOCUMENT), ("position", POSITION)])
        }
        "textDocument/completion" => &Members(&[
            ("textDocument", DOCUMENT),
            ("position", POSITION),
            ("context", Members(&[("triggerKind", Scalar)])),
        ]),
        // The result repeats the item.
        "completionItem/resolve" => &ITEM,
        "workspace/didChangeConfiguration" => &Members(&[("settings", Whole)]),
        "workspace/didChangeWorkspaceFolders" => {
            &Members(&[("event", Members(&[("added", FOLDERS), ("removed", FOLDERS)]))])
        }
        _ => return None,
    })
}

/// The used part of the error in a response.
pub(super) static ERROR: Projection = Members(&[("code", Scalar), ("message", Scalar)]);

const DOCUMENT: Projection = Members(&[("uri", Scalar)]);
const POSITION: Projection = Members(&[("line", Scalar), ("character", Scalar)]);
const FOLDERS: Projection = Each(&Members(&[("uri", Scalar), ("name", Scalar)]));
const LIST: Projection = Each(&Scalar);

static INITIALIZE: Projection = Members(&[
    ("processId", Scalar),
    ("clientInfo", Members(&[("name", Scalar)])),
    ("workspaceFolders", FOLDERS),
    ("initializationOptions", Whole),
    (
        "capabilities",
        Members(&[
            ("general", Members(&[("positionEncodings", LIST)])),
            (
                "workspace",
                Members(&[
                    ("configuration", Scalar),
                    ("didChangeConfiguration", Members(&[("dynamicRegistration", Scalar)])),
                ]),
            ),
            (
                "textDocument",
                Members(&[
                    ("hover", Members(&[("contentFormat", LIST)])),
                    ("definition", Members(&[("linkSupport", Scalar)])),
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
