//! Findings, the files that rules check, and the levels of rules.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::catalog::{Catalog, Language, Level, Rule, Safety, Severity};
use crate::edits::Edit;
use crate::project::FileProject;

/// A fault that a rule reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// The bytes of the document that it is about: one token, mostly.
    pub range: Range<usize>,
    /// How much it matters, by the settings.
    pub severity: Severity,
    /// The fault and the reason, in one or two sentences of plain text.
    pub message: String,
    /// How editors show the range.
    pub tags: Vec<Tag>,
    /// The fixes, the likeliest first.
    pub fixes: Vec<Fix>,
}

/// How an editor shows the range of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Struck through.
    Deprecated,
    /// Faded out.
    Unnecessary,
}

/// Edits that mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The title of the action in a menu: ``Write `:unprocessable_content` ``.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
    /// How far it can be trusted.
    pub safety: Safety,
}

/// Which rules report, and how severe their findings are. By default as `data/rules/` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSettings {
    levels: BTreeMap<Rule, Level>,
}

impl RuleSettings {
    /// Sets the level of a rule.
    pub fn set(&mut self, rule: Rule, level: Level) {
        self.levels.insert(rule, level);
    }

    /// The severity of a rule's findings, unless it is off.
    pub fn severity(&self, rule: Rule) -> Option<Severity> {
        match self.levels.get(&rule) {
            Some(Level::Off) => None,
            Some(Level::On(severity)) => Some(*severity),
            None => rule.text().is_on.then_some(rule.text().severity),
        }
    }
}

/// A file, as its text is read.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Relative to the workspace folder, with `/`; empty where it is unknown.
    pub path: &'a str,
    /// Its language.
    pub language: &'static Language,
    /// The statuses and names of its project.
    pub catalog: &'a Catalog,
    /// The libraries by the manifests around it.
    pub project: &'a FileProject,
}

impl Finding {
    /// A finding without fixes, with the severity of the rule's text.
    pub(super) fn new(rule: Rule, range: Range<usize>, message: String) -> Self {
        Self { rule, range, severity: rule.text().severity, message, tags: Vec::new(), fixes: Vec::new() }
    }

    /// With a fix that replaces a range of bytes.
    pub(super) fn replacing(self, title: String, range: Range<usize>, new_text: impl Into<String>) -> Self {
        self.fixed_by(title, vec![Edit { range, new_text: new_text.into() }])
    }

    /// With a fix, as safe as the rule's text says.
    pub(super) fn fixed_by(mut self, title: String, edits: Vec<Edit>) -> Self {
        let safety = self.rule.text().fix.unwrap_or(Safety::ShowOnly);
        self.fixes.push(Fix { title, edits, safety });
        self
    }

    pub(super) fn tagged(mut self, tag: Tag) -> Self {
        self.tags.push(tag);
        self
    }
}
