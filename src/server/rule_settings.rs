//! The settings of rules, from the client and from the project file, as rules take them.

use crate::config::Config;
use crate::rules::{Level, Rule, RuleSettings};

use super::snapshot::Snapshot;

/// The levels of the client's settings, and over them those of the project file. Unknown rules were reported when the settings came.
pub(super) fn settings(snapshot: &Snapshot) -> RuleSettings {
    let mut settings = RuleSettings::default();
    for (name, level) in &snapshot.config.rules {
        if let (Some(rule), Some(level)) = (Rule::by_name(name), Level::by_name(level)) {
            settings.set(rule, level);
        }
    }
    for (rule, level) in snapshot.project_file.iter().flat_map(|file| file.file.levels()) {
        settings.set(rule, level);
    }
    settings
}

/// A sentence for each name in `rules` that is no rule.
pub(super) fn unknown_rules(config: &Config) -> impl Iterator<Item = String> {
    let unknown = config.rules.keys().filter(|name| Rule::by_name(name).is_none());
    unknown.map(|name| format!("httpStatus.rules: {name:?} is not a rule; `http-status-lsp rule` lists them."))
}
