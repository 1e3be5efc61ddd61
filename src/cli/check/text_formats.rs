//! Findings for people: one line each, or with the line of source.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};

use super::reported::Reported;
use crate::cli::shown::shown;
use crate::rules::Severity;

const BOLD: Style = Style::new().effects(Effects::BOLD);
const GUTTER: Style = AnsiColor::Blue.on_default().effects(Effects::BOLD);

fn severity(severity: Severity) -> Style {
    let color = match severity {
        Severity::Warning => AnsiColor::Yellow,
        Severity::Information => AnsiColor::Blue,
        Severity::Hint => AnsiColor::Cyan,
    };
    color.on_default().effects(Effects::BOLD)
}

/// The text in a style, where there are any.
fn styled(text: &str, style: Style, is_colored: bool) -> String {
    if is_colored { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// `path:line:column: warning[rule] message`
pub(super) fn concise(one: &Reported, is_colored: bool) -> String {
    let finding = &one.finding;
    let (line, column) = one.region.start;
    let path = styled(&shown(&one.path), BOLD, is_colored);
    let level = styled(finding.severity.name(), severity(finding.severity), is_colored);
    let fix = if one.safety().is_some() { " [fix]" } else { "" };
    format!("{path}:{line}:{column}: {level}[{}] {}{fix}\n", finding.rule.name(), shown(&finding.message))
}

/// The same with the line of source below, and what the fix does.
pub(super) fn full(one: &Reported, is_colored: bool) -> String {
    let finding = &one.finding;
    let (line, column) = one.region.start;
    let head = format!("{}[{}]", finding.severity.name(), finding.rule.name());
    let head = styled(&head, severity(finding.severity), is_colored);
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let bar = styled("|", GUTTER, is_colored);
    let arrow = styled("-->", GUTTER, is_colored);
    let source = |text: &str| text.split('\t').map(shown).collect::<Vec<_>>().join("    ");
    let (before, marked) = (source(&one.excerpt[..one.marked.start]), source(&one.excerpt[one.marked.clone()]));
    let behind = source(&one.excerpt[one.marked.end..]);
    let carets = "^".repeat(marked.chars().count().max(1));
    let carets = styled(&carets, severity(finding.severity), is_colored);
    let gap = " ".repeat(before.chars().count());
    let mut out = format!("{head}: {}\n", styled(&shown(&finding.message), BOLD, is_colored));
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "{margin}{arrow} {}:{line}:{column}\n{margin} {bar}\n{} {bar} {before}{marked}{behind}\n{margin} {bar} {gap}{carets}\n",
        shown(&one.path),
        styled(&number, GUTTER, is_colored),
    );
    if let Some(fix) = finding.fixes.first() {
        let _ = writeln!(out, "{margin} = fix ({}): {}", fix.safety.name(), shown(&fix.title));
    }
    out.push('\n');
    out
}
