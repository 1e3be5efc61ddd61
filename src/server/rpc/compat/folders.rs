//! The folders of a workspace (LSP 3.17, `WorkspaceFolder`).

use serde_json::{Value, json};

use super::uris::{self, ClientUris};

/// A folder as the client sent it.
pub(super) struct Folder {
    /// A URI or an absolute path.
    original: String,
    name: String,
}

/// The folders of a list. Those without an absolute URI or path are left out, since no document can be in them. Anything but a list
/// holds none.
pub(super) fn from_json(list: Value) -> Vec<Folder> {
    let Value::Array(folders) = list else { return Vec::new() };
    folders.iter().filter_map(Folder::from_json).collect()
}

/// The folders as the protocol's types accept them.
pub(super) fn to_json(folders: Vec<Folder>) -> Value {
    let to_json = |folder: Folder| json!({ "uri": uris::to_strict(&folder.original), "name": folder.name });
    folders.into_iter().map(to_json).collect()
}

/// Records how the client spells the folders' URIs.
pub(super) fn record(folders: &[Folder], client_uris: &ClientUris) {
    folders.iter().for_each(|folder| client_uris.record(&folder.original));
}

/// Forgets how the client spells the folders' URIs.
pub(super) fn forget(folders: &[Folder], client_uris: &ClientUris) {
    folders.iter().for_each(|folder| client_uris.forget(&folder.original));
}

impl Folder {
    fn from_json(folder: &Value) -> Option<Self> {
        let original = folder.get("uri")?.as_str().filter(|original| uris::is_absolute(original))?.to_owned();
        let name = folder.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self { original, name })
    }
}
