//! The members of each message's parameters that its handler uses. Only these are read.

/// What is used of a JSON value.
#[derive(Debug)]
pub(super) enum Used {
    /// All of it.
    Whole,
    /// A text, a number or a Boolean. A list or an object counts as `null`.
    Scalar,
    /// The id of a request, in the form in which the request is looked for.
    Id,
    /// These members of an object.
    Members(&'static [(&'static str, Self)]),
    /// The same of each element of a list.
    Each(&'static Self),
}

use Used::{Each, Id, Members, Scalar, Whole};

/// What the method's handler uses; nothing where there is no handler or no parameters.
pub(super) fn of(method: &str) -> Option<&'static Used> {
    Some(match method {
        "initialize" => &INITIALIZE,
        "$/cancelRequest" => &Members(&[("id", Id)]),
        "textDocument/didOpen" => &Members(&[(
            "textDocument",
            Members(&[("uri", Scalar), ("languageId", Scalar), ("version", Scalar), ("text", Scalar)]),
        )]),
        // An edit that cannot be read may have added lines, whatever its members are called.
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
        // The answer repeats the item.
        "completionItem/resolve" => &ITEM,
        "workspace/didChangeConfiguration" => &Members(&[("settings", Whole)]),
        "workspace/didChangeWorkspaceFolders" => {
            &Members(&[("event", Members(&[("added", FOLDERS), ("removed", FOLDERS)]))])
        }
        _ => return None,
    })
}

/// What is used of the error in an answer.
pub(super) static ERROR: Used = Members(&[("code", Scalar), ("message", Scalar)]);

const DOCUMENT: Used = Members(&[("uri", Scalar)]);
const POSITION: Used = Members(&[("line", Scalar), ("character", Scalar)]);
const FOLDERS: Used = Each(&Members(&[("uri", Scalar), ("name", Scalar)]));
const LIST: Used = Each(&Scalar);

static INITIALIZE: Used = Members(&[
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
static ITEM: Used = Members(&[
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
