//! The folders of a workspace.

use serde_json::{Value, json};

use super::addresses::{self, Spellings};

/// The folders of a list that have an address, each with a name. Anything but a list has none, and no document is in a folder without
/// a place.
pub(super) fn valid(list: Value) -> Vec<Folder> {
    let Value::Array(folders) = list else { return Vec::new() };
    folders.iter().filter_map(Folder::of).collect()
}

/// A folder as the client names it.
pub(super) struct Folder {
    address: String,
    name: String,
}

impl Folder {
    fn of(folder: &Value) -> Option<Self> {
        let address = folder.get("uri")?.as_str().filter(|address| addresses::is_absolute(address))?.to_owned();
        let name = folder.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self { address, name })
    }
}

pub(super) fn note(folders: &[Folder], spellings: &Spellings) {
    folders.iter().for_each(|folder| spellings.note(&folder.address));
}

pub(super) fn forget(folders: &[Folder], spellings: &Spellings) {
    folders.iter().for_each(|folder| spellings.forget(&folder.address));
}

/// The folders as the protocol's types take them.
pub(super) fn strict(folders: Vec<Folder>) -> Value {
    let strict = |folder: Folder| json!({ "uri": addresses::strict(&folder.address), "name": folder.name });
    folders.into_iter().map(strict).collect()
}
