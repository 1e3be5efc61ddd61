//! `http-status-lsp rule`: the rules, or the texts of some of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::features::rules;
use crate::rules::{Rule, RuleExample, RuleText, Safety, Severity};

use super::shown::shown;

/// The pages of the named rules, or a list of all.
///
/// # Errors
/// Where a name is not a rule's.
pub(super) fn rule(names: &[String], as_json: bool) -> Result<String, String> {
    let named: Vec<Rule> = if names.is_empty() {
        Rule::all().to_vec()
    } else {
        names.iter().map(|name| Rule::by_name(name).ok_or_else(|| unknown(name))).collect::<Result<_, _>>()?
    };
    if as_json {
        let values: Vec<Value> = named.iter().map(|rule| value(*rule)).collect();
        let value =
            if let ([value], false) = (values.as_slice(), names.is_empty()) { value.clone() } else { values.into() };
        return Ok(format!("{value:#}\n"));
    }
    if !names.is_empty() {
        let pages: Vec<String> = named.into_iter().map(rules::markdown).collect();
        return Ok(pages.join("\n"));
    }
    let mut out = String::new();
    for rule in named {
        let RuleText { name, title, severity, is_on, .. } = rule.text();
        let level = if *is_on { severity.name() } else { "off" };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{name:<22} {level:<12} {title}");
    }
    Ok(out)
}

fn unknown(name: &str) -> String {
    format!("no rule is called {}; `http-status-lsp rule` lists them", shown(name))
}

fn value(rule: Rule) -> Value {
    let text = rule.text();
    let example = |example: &RuleExample| {
        let RuleExample { language, path, files, wrong, right, has_fix } = example;
        let files: Value = files.iter().map(|(path, text)| ((*path).to_owned(), Value::from(*text))).collect();
        json!({ "language": language, "path": path, "files": files, "wrong": wrong, "right": right, "hasFix": has_fix })
    };
    json!({
        "name": text.name,
        "title": text.title,
        "why": text.why,
        "severity": Severity::name(text.severity),
        "isOn": text.is_on,
        "fix": text.fix.map(Safety::name),
        "languages": text.languages,
        "specification": { "title": text.specification, "url": text.specification_url },
        "examples": text.examples.iter().map(example).collect::<Vec<_>>(),
    })
}
