//! `unused-ignore`: an ignore that silences nothing, or names a rule that does not exist.

use super::finding::{Finding, RuleSettings, Tag};
use super::suppression::{Ignore, Reach, TOP_LINES};
use crate::catalog::Rule;

pub(super) fn check(ignores: &[Ignore], settings: &RuleSettings) -> Vec<Finding> {
    let is_silenced = |ignore: &Ignore| {
        let files = ignores.iter().filter(|other| other.reach == Reach::File && other.range != ignore.range);
        files.into_iter().any(|file| file.is_for(Rule::UnusedIgnore))
    };
    let mut found = Vec::new();
    for ignore in ignores.iter().filter(|ignore| !is_silenced(ignore)) {
        if let Some(message) = fault(ignore, settings) {
            let finding = Finding::new(Rule::UnusedIgnore, ignore.range.clone(), message).tagged(Tag::Unnecessary);
            found.push(finding.replacing("Remove the comment".to_owned(), ignore.removed.clone(), ""));
        }
    }
    found
}

/// The fault of an ignore as a whole.
fn fault(ignore: &Ignore, settings: &RuleSettings) -> Option<String> {
    match ignore.reach {
        Reach::Unknown => {
            return Some(
                "This comment silences nothing: write `ignore`, `ignore-next-line` or `ignore-file`, and rules in brackets."
                    .to_owned(),
            );
        }
        Reach::MisplacedFile => {
            return Some(format!(
                "This comment silences nothing: `ignore-file` counts in the first {TOP_LINES} lines."
            ));
        }
        Reach::Line(_) | Reach::NextLine(_) | Reach::File => {}
    }
    let unknown = ignore.rules.iter().find(|(name, _)| Rule::by_name(name).is_none());
    if let Some((name, _)) = unknown {
        return Some(format!("`{name}` is not a rule; `http-status-lsp rule` lists them."));
    }
    // A rule that is off did not run, so its ignores cannot be checked.
    let has_run = |name: &str| {
        let rule = Rule::by_name(name).filter(|rule| *rule != Rule::UnusedIgnore);
        rule.is_some_and(|rule| settings.severity(rule).is_some())
    };
    let unused: Vec<&str> = ignore
        .rules
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| has_run(name) && !ignore.silenced.iter().any(|rule| rule.name() == *name))
        .collect();
    if ignore.rules.is_empty() {
        return ignore
            .silenced
            .is_empty()
            .then(|| "No rule finds anything here that this comment silences.".to_owned());
    }
    match unused.as_slice() {
        [] => None,
        // The others of the list are in use.
        names if names.len() < ignore.rules.len() && !ignore.silenced.is_empty() => {
            Some(format!("No finding of {} is silenced here.", names.join(", ")))
        }
        names => Some(format!("No finding of {} is here that this comment silences.", names.join(", "))),
    }
}
