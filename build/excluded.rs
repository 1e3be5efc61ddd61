//! `data/excluded.toml`: the files in which no rule speaks.

use serde::Deserialize;

use super::emit::line;
use super::{Data, Problem};

const FILE: &str = "excluded.toml";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// Names of folders.
    pub folders: Vec<String>,
    /// Ends of file names.
    pub suffixes: Vec<String>,
    /// Words of generators in the first lines, in lower case.
    pub marks: Vec<String>,
    /// Ids of languages.
    pub languages: Vec<String>,
}

impl Excluded {
    fn lists(&self) -> [(&'static str, &[String]); 4] {
        let Self { folders, suffixes, marks, languages } = self;
        [("folders", folders), ("suffixes", suffixes), ("marks", marks), ("languages", languages)]
    }
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if !data.is_read(FILE) {
        return;
    }
    let known = data.language_ids();
    for (key, entries) in data.excluded.lists() {
        let mut refuse = |reason: String| problems.push(Problem::new(FILE, key, reason));
        if !entries.is_sorted_by(|a, b| a < b) {
            refuse("is not in alphabetical order, or holds an entry twice".into());
        }
        for entry in entries {
            let is_plain = !entry.is_empty() && !entry.contains('/') && *entry == entry.to_lowercase();
            if !is_plain || entry.trim() != entry {
                refuse(format!("`{entry}` is not in lower case without `/` and outer spaces"));
            }
            if key == "languages" && !known.contains(entry.as_str()) {
                refuse(format!("`{entry}` is not a language of data/languages"));
            }
        }
    }
}

pub(super) fn emit(data: &Data, out: &mut String) {
    for (key, entries) in data.excluded.lists() {
        line(out, format_args!("/// `{key}` of `data/excluded.toml`."));
        let name = key.to_ascii_uppercase();
        line(out, format_args!("pub(crate) static EXCLUDED_{name}: [&str; {}] = {entries:?};", entries.len()));
    }
}
