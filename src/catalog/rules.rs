//! The texts of rules: what each reports and why, with examples (`data/rules/`).

pub use super::tables::Rule;
use super::tables::{RULE_TEXTS, RULES};

/// The text of a rule.
#[derive(Debug)]
pub struct RuleText {
    /// The name of its data file: `unknown-name`.
    pub name: &'static str,
    /// The fault that it reports, as a phrase.
    pub title: &'static str,
    /// Why that is a fault, in one paragraph.
    pub why: &'static str,
    /// The severity of its findings, unless a setting says otherwise.
    pub severity: Severity,
    /// Whether it is on unless a setting says otherwise.
    pub is_on: bool,
    /// How far its fixes can be trusted; nothing where it has none.
    pub fix: Option<Safety>,
    /// The specification of the fault.
    pub specification: &'static str,
    /// Where that document is on the web.
    pub specification_url: &'static str,
    /// Ids of the languages in which it reports; empty: all.
    pub languages: &'static [&'static str],
    /// Ids of languages whose own servers mark the same fault in an editor, each with the server.
    pub marked_by_servers: &'static [(&'static str, &'static str)],
    /// Texts that it reports, and texts that it does not.
    pub examples: &'static [RuleExample],
}

/// An example of a rule.
#[derive(Debug)]
pub struct RuleExample {
    /// The id of its language.
    pub language: &'static str,
    /// The file, relative to its workspace; empty where any file of the language will do.
    pub path: &'static str,
    /// Manifests and lock files of the workspace: path and text.
    pub files: &'static [(&'static str, &'static str)],
    /// A text with exactly one finding.
    pub wrong: &'static str,
    /// The same without the fault.
    pub right: &'static str,
    /// Whether the rule's fix leads from the one to the other.
    pub has_fix: bool,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something may be written better.
    Hint,
    /// Likely a fault.
    Information,
    /// Surely a fault.
    Warning,
}

impl Severity {
    /// All, most severe first.
    pub const ALL: [Self; 3] = [Self::Warning, Self::Information, Self::Hint];

    /// `warning`
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Information => "information",
            Self::Hint => "hint",
        }
    }

    /// The severity of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

/// The level of a rule by a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It reports nothing.
    Off,
    /// It reports with that severity.
    On(Severity),
}

impl Level {
    /// All, most severe first.
    pub const ALL: [Self; 4] =
        [Self::On(Severity::Warning), Self::On(Severity::Information), Self::On(Severity::Hint), Self::Off];

    /// `off`, or the name of the severity.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On(severity) => severity.name(),
        }
    }

    /// The level of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// How far a fix can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The meaning and the comments of the text stay. It may be applied in bulk.
    Safe,
    /// The text stays valid, and its behavior may change.
    Unsafe,
    /// One of several answers: a person chooses.
    ShowOnly,
}

impl Safety {
    /// `safe`
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::ShowOnly => "show-only",
        }
    }
}

impl Rule {
    /// All rules, in the order of their names.
    pub fn all() -> &'static [Self] {
        &RULES
    }

    /// Its text.
    pub fn text(self) -> &'static RuleText {
        &RULE_TEXTS[self as usize]
    }

    /// `unknown-name`
    pub fn name(self) -> &'static str {
        self.text().name
    }

    /// The rule of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        RULES.into_iter().find(|rule| rule.name() == name)
    }

    /// Whether another server of an editor marks the same fault in a language.
    pub fn is_marked_by_server(self, language: &str) -> bool {
        self.text().marked_by_servers.iter().any(|(id, _)| *id == language)
    }
}
