//! The list of findings that are known: it holds no line numbers, is sorted, and only shrinks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::reported::Reported;

/// The known findings by fingerprint, each with its rule and path.
#[derive(Debug, Default)]
pub(super) struct Baseline {
    entries: BTreeMap<String, String>,
    /// Whether the file is there.
    exists: bool,
}

const HEAD: &str = "# Known findings of http-status-lsp: fingerprint, rule, path. `check --update-baseline` removes those that are mended.\n";

impl Baseline {
    /// Reads the file; nothing is known where it does not exist.
    ///
    /// # Errors
    /// It cannot be read, or a line is not one of a baseline.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error.to_string()),
        };
        let mut entries = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (fingerprint, rest) =
                line.split_once(' ').ok_or_else(|| format!("line {number} has no rule and path"))?;
            entries.insert(fingerprint.to_owned(), rest.to_owned());
        }
        Ok(Self { entries, exists: true })
    }

    /// Whether the file is there.
    pub(super) fn exists(&self) -> bool {
        self.exists
    }

    /// Whether a finding is known.
    pub(super) fn holds(&self, one: &Reported) -> bool {
        self.entries.contains_key(&one.fingerprint)
    }

    /// The entries of files that `is_read` names without such a finding.
    pub(super) fn mended(&self, all: &[Reported], is_read: impl Fn(&str) -> bool) -> Vec<String> {
        let is_there = |fingerprint: &str| all.iter().any(|one| one.fingerprint == fingerprint);
        let path = |rest: &str| rest.split_once(' ').map_or("", |(_, path)| path).to_owned();
        let gone = self.entries.iter().filter(|(fingerprint, rest)| !is_there(fingerprint) && is_read(&path(rest)));
        gone.map(|(fingerprint, _)| fingerprint.clone()).collect()
    }

    /// The text of the file without the entries in `mended`; of all findings where there was none.
    pub(super) fn updated(&self, all: &[Reported], mended: &[String]) -> String {
        let mut lines: Vec<String> = if self.exists {
            let kept = self.entries.iter().filter(|(fingerprint, _)| !mended.contains(fingerprint));
            kept.map(|(fingerprint, rest)| format!("{rest}\0{fingerprint}")).collect()
        } else {
            all.iter().map(|one| format!("{} {}\0{}", one.finding.rule.name(), one.path, one.fingerprint)).collect()
        };
        lines.sort_unstable();
        let shown = lines.iter().filter_map(|line| line.split_once('\0'));
        let lines: Vec<String> = shown.map(|(rest, fingerprint)| format!("{fingerprint} {rest}\n")).collect();
        HEAD.to_owned() + &lines.concat()
    }
}
