//! Findings as SARIF 2.1.0, with what GitHub's code scanning asks for beyond it.

use serde_json::{Value, json};

use super::reported::{Region, Reported};
use crate::rules::{Rule, RuleSettings, Severity};

/// The limit of results in code scanning, which cuts or refuses more. A message on standard error says so.
pub(super) const MOST_RESULTS: usize = 5000;

/// The report. `is_successful` tells whether all files were read.
pub(super) fn sarif(
    all: &[Reported],
    settings: &RuleSettings,
    from_root: impl Fn(&str) -> String,
    is_successful: bool,
) -> String {
    // A project file may turn on rules for some of the files.
    let is_active = |rule: &Rule| settings.severity(*rule).is_some() || all.iter().any(|one| one.finding.rule == *rule);
    let active: Vec<Rule> = Rule::all().iter().copied().filter(is_active).collect();
    let rules: Vec<Value> = active.iter().map(|rule| descriptor(*rule, settings)).collect();
    let results: Vec<Value> = all.iter().map(|one| result(one, &active, &from_root(&one.path))).collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "http-status-lsp",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "automationDetails": { "id": "http-status/" },
            "invocations": [{ "executionSuccessful": is_successful }],
            "results": results,
        }],
    });
    format!("{report:#}\n")
}

fn descriptor(rule: Rule, settings: &RuleSettings) -> Value {
    let text = rule.text();
    let severity = settings.severity(rule).unwrap_or(text.severity);
    let specification = format!("[{}]({})", text.specification, text.specification_url);
    json!({
        "id": text.name,
        "name": camel(text.name),
        "shortDescription": { "text": text.title },
        "fullDescription": { "text": cut(text.why) },
        "help": {
            "text": format!("{}\n\n{}: {}", text.why, text.specification, text.specification_url),
            "markdown": format!("{}\n\n{specification}", text.why),
        },
        "helpUri": text.specification_url,
        "defaultConfiguration": { "level": level(severity) },
        "properties": {
            "tags": ["http", "maintainability"],
            "precision": if severity == Severity::Warning { "very-high" } else { "high" },
            "problem.severity": if severity == Severity::Warning { "warning" } else { "recommendation" },
        },
    })
}

fn result(one: &Reported, active: &[Rule], path: &str) -> Value {
    let finding = &one.finding;
    let uri = uri(path);
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": active.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region(one.region) } }],
        "partialFingerprints": { "httpStatus/v1": one.fingerprint },
    });
    if let Some(hash) = &one.line_hash {
        result["partialFingerprints"]["primaryLocationLineHash"] = json!(hash);
    }
    if let Some(fix) = finding.fixes.first().filter(|_| !one.edits.is_empty()) {
        let replacements: Vec<Value> = one
            .edits
            .iter()
            .map(|(at, text)| json!({ "deletedRegion": region(*at), "insertedContent": { "text": text } }))
            .collect();
        result["fixes"] = json!([{
            "description": { "text": fix.title },
            "artifactChanges": [{ "artifactLocation": { "uri": uri }, "replacements": replacements }],
        }]);
    }
    result
}

fn region(region: Region) -> Value {
    json!({
        "startLine": region.start.0,
        "startColumn": region.start.1,
        "endLine": region.end.0,
        "endColumn": region.end.1,
    })
}

fn level(severity: Severity) -> &'static str {
    if severity == Severity::Warning { "warning" } else { "note" }
}

/// Code scanning takes no more of a description, in characters.
fn cut(text: &str) -> String {
    text.chars().take(1024).collect()
}

/// `unknown-name` as `UnknownName`
fn camel(name: &str) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    name.split('-').filter(|word| !word.is_empty()).map(capital).collect()
}

/// A relative path as a reference (RFC 3986, section 3.3).
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
        if is_plain { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}
