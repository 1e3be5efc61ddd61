//! The contents of `.http-status.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use crate::catalog::{Additions, Code, Level, OwnStatus, Remark, Rule};

use super::globs::Globs;
#[cfg(test)]
use super::schema;

/// Settings of `http-status-lsp` for the folder that this file lies in, and those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = ".http-status.toml", rename_all = "kebab-case", deny_unknown_fields, default))]
pub struct ConfigFile {
    /// Whether the file also holds when a folder below it is opened alone, outside of a repository. In a repository, the search for this
    /// file goes up to the folder with `.git` anyway.
    pub root: bool,
    /// Files in which no rule reports anything, as globs relative to the folder of this file. A pattern without `/` holds in all folders
    /// below, and one that names a folder holds for all that is in it.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub exclude: Globs,
    /// The preferred form of statuses in this project's code: the constants of its libraries, or numbers. It turns on the rule
    /// `prefer-name` or `prefer-number`.
    #[cfg_attr(test, schemars(with = "Prefer"))]
    pub prefer: Option<Prefer>,
    /// Codes that are right here although no registry has them. Those below `status` are right anyway.
    #[cfg_attr(test, schemars(schema_with = "schema::codes"))]
    pub allowed_codes: BTreeSet<Code>,
    /// The severity of each rule, by its name: `warning`, `information`, `hint` or `off`. A rule that is not listed keeps its own.
    #[cfg_attr(test, schemars(schema_with = "schema::severities"))]
    pub rules: BTreeMap<Rule, Level>,
    /// The project's entries for statuses, by the code. A code that the catalog does not have, or one with a `name`, is a status of the
    /// project's own; others take a `note` and a `runbook`.
    #[cfg_attr(test, schemars(schema_with = "schema::statuses"))]
    pub status: BTreeMap<Code, StatusTable>,
}

/// The project's entry for one status. Texts take `` `code` `` and no other Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields, default))]
pub struct StatusTable {
    /// The reason phrase. With it the code is a status of the project's own, whatever the catalog has for it.
    #[cfg_attr(test, schemars(schema_with = "schema::name"))]
    pub name: Option<String>,
    /// Its meaning, in one sentence.
    #[cfg_attr(test, schemars(schema_with = "schema::summary"))]
    pub summary: Option<String>,
    /// More of it, in a paragraph.
    #[cfg_attr(test, schemars(with = "String"))]
    pub explanation: Option<String>,
    /// Why one meets it, one sentence each. The brief card shows the first three.
    #[cfg_attr(test, schemars(schema_with = "schema::advice"))]
    pub causes: Vec<String>,
    /// Advice, in the order to try it, one sentence each. The brief card shows the first three.
    #[cfg_attr(test, schemars(schema_with = "schema::advice"))]
    pub fixes: Vec<String>,
    /// One row on top of the card.
    #[cfg_attr(test, schemars(schema_with = "schema::note"))]
    pub note: Option<String>,
    /// The address of the page that says what to do, linked at the foot of the card.
    #[cfg_attr(test, schemars(schema_with = "schema::runbook"))]
    pub runbook: Option<String>,
    /// The line of its key, from 1.
    #[cfg_attr(test, schemars(skip))]
    pub line: usize,
}

/// The preferred form of a status in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case"))]
pub enum Prefer {
    /// The constant of a library: `http.StatusNotFound`.
    Name,
    /// The number: `404`.
    Number,
}

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Its line, from 1.
    pub line: usize,
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// The fault and the value that counts instead, in a sentence.
    pub message: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Who defines the statuses of a project, as cards have it.
const OWNER: &str = "this project";

impl ConfigFile {
    /// The statuses of the project, what it adds to the cards of others, and the codes that it allows.
    pub fn additions(&self) -> Additions {
        let own = |(code, table): (&Code, &StatusTable)| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            Some(OwnStatus {
                code: *code,
                name: table.name.clone()?,
                owner: OWNER.to_owned(),
                summary: text(&table.summary),
                explanation: text(&table.explanation),
                causes: table.causes.clone(),
                fixes: table.fixes.clone(),
            })
        };
        let remark = |(code, table): (&Code, &StatusTable)| {
            let is_any = table.note.is_some() || table.runbook.is_some();
            is_any.then(|| Remark { code: *code, note: table.note.clone(), runbook: table.runbook.clone() })
        };
        Additions {
            statuses: self.status.iter().filter_map(own).collect(),
            names: Vec::new(),
            remarks: self.status.iter().filter_map(remark).collect(),
            allowed: self.allowed_codes.clone(),
        }
    }

    /// The levels of rules that it sets, by `rules` and `prefer`.
    pub fn levels(&self) -> BTreeMap<Rule, Level> {
        let preferred = match self.prefer {
            Some(Prefer::Name) => Rule::by_name("prefer-name"),
            Some(Prefer::Number) => Rule::by_name("prefer-number"),
            None => None,
        };
        let preferred = preferred.map(|rule| (rule, Level::On(rule.text().severity)));
        preferred.into_iter().chain(self.rules.iter().map(|(rule, level)| (*rule, *level))).collect()
    }
}

impl Prefer {
    /// Both, with the words that the file has for them.
    pub const ALL: [(&str, Self); 2] = [("name", Self::Name), ("number", Self::Number)];
}
