//! Findings for CI: workflow commands of GitHub, code quality reports of GitLab, `JUnit`, JSON lines.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::reported::Reported;
use crate::rules::Severity;

/// GitHub shows so many annotations of a level in each step.
const MOST_OF_LEVEL: usize = 10;

/// Workflow commands, the most severe findings first, and the number of those that GitHub would not show.
pub(super) fn github(all: &[Reported], from_root: impl Fn(&str) -> String) -> String {
    let mut sorted: Vec<&Reported> = all.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.finding.severity));
    let mut out = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in sorted {
        let level = if one.finding.severity == Severity::Warning { "warning" } else { "notice" };
        let count = counts.entry(level).or_default();
        *count += 1;
        if *count > MOST_OF_LEVEL {
            continue;
        }
        let (start, end) = (one.region.start, one.region.end);
        // GitHub takes columns where the region has one line.
        let columns = if start.0 == end.0 { format!(",col={},endColumn={}", start.1, end.1) } else { String::new() };
        let (title, file) =
            (property(&format!("http-status ({})", one.finding.rule.name())), property(&from_root(&one.path)));
        let message = message(&one.finding.message);
        out.push_str(&format!(
            "::{level} title={title},file={file},line={},endLine={}{columns}::{message}\n",
            start.0, end.0
        ));
    }
    for (level, count) in counts.into_iter().filter(|(_, count)| *count > MOST_OF_LEVEL) {
        out.push_str(&format!(
            "{} more findings of the level {level} are not shown as annotations\n",
            count - MOST_OF_LEVEL
        ));
    }
    out
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

/// A report of code quality.
pub(super) fn gitlab(all: &[Reported], from_root: impl Fn(&str) -> String) -> String {
    let entry = |one: &Reported| {
        json!({
            "description": one.finding.message,
            "check_name": one.finding.rule.name(),
            "fingerprint": one.fingerprint,
            "severity": if one.finding.severity == Severity::Warning { "minor" } else { "info" },
            "location": { "path": from_root(&one.path), "lines": { "begin": one.region.start.0, "end": one.region.end.0 } },
        })
    };
    format!("{:#}\n", Value::Array(all.iter().map(entry).collect()))
}

/// A suite for each file with findings; without findings, one case that passes.
pub(super) fn junit(all: &[Reported]) -> String {
    let mut files: BTreeMap<&str, Vec<&Reported>> = BTreeMap::new();
    all.iter().for_each(|one| files.entry(&one.path).or_default().push(one));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let count = all.len();
    out.push_str(&format!(
        "<testsuites name=\"http-status\" tests=\"{}\" failures=\"{count}\" errors=\"0\">\n",
        count.max(1)
    ));
    if files.is_empty() {
        out.push_str("  <testsuite name=\"http-status\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n");
        out.push_str("    <testcase name=\"no findings\" classname=\"http-status\"/>\n  </testsuite>\n");
    }
    for (path, findings) in files {
        let count = findings.len();
        let name = xml(path);
        out.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\" skipped=\"0\">\n"
        ));
        for one in findings {
            let ((line, column), rule) = (one.region.start, one.finding.rule.name());
            let message = xml(&one.finding.message);
            out.push_str(&format!(
                "    <testcase name=\"{rule}\" classname=\"{name}\" file=\"{name}\" line=\"{line}\">\n"
            ));
            let kind = one.finding.severity.name();
            out.push_str(&format!(
                "      <failure type=\"{kind}\" message=\"{message}\">{name}:{line}:{column}: {message}</failure>\n"
            ));
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

/// XML has no place for most control characters, escaped or not.
fn xml(text: &str) -> String {
    let allowed: String =
        text.chars().map(|c| if c.is_control() && !matches!(c, '\t' | '\n' | '\r') { '\u{fffd}' } else { c }).collect();
    escape(allowed.as_str()).into_owned()
}

/// One object for each finding, and a summary.
pub(super) fn json_lines(all: &[Reported], files: usize, fixed: usize, problems: usize) -> String {
    let mut out = String::new();
    for one in all {
        let (start, end) = (one.region.start, one.region.end);
        let fix = one.finding.fixes.first().map(|fix| json!({ "title": fix.title, "safety": fix.safety.name() }));
        let line = json!({
            "schema": 1,
            "type": "finding",
            "path": one.path,
            "line": start.0,
            "column": start.1,
            "end_line": end.0,
            "end_column": end.1,
            "offset": one.bytes.as_ref().map(|bytes| bytes.start),
            "length": one.bytes.as_ref().map(std::ops::Range::len),
            "rule": one.finding.rule.name(),
            "severity": one.finding.severity.name(),
            "message": one.finding.message,
            "fingerprint": one.fingerprint,
            "fix": fix,
        });
        out.push_str(&format!("{line}\n"));
    }
    let summary = json!({ "schema": 1, "type": "summary", "files": files, "findings": all.len(), "fixed": fixed, "problems": problems });
    out + &format!("{summary}\n")
}
