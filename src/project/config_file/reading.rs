//! From the text of the file to its settings.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable};

use super::file::{ConfigFile, ConfigProblem, Prefer, StatusTable};
use super::globs::Globs;
use super::keys::{KEYS, STATUS_KEYS};
use super::values::{Value, Values, problem, quoted};
use crate::catalog::limits::{ADVICE_LIMIT, ADVICE_TEXT_LIMIT, EXPLANATION_LIMIT, SUMMARY_LIMIT};
use crate::catalog::{Code, Level, Rule};

/// The most characters of a note. It has one row of the brief card.
pub(super) const NOTE_LIMIT: usize = 100;
/// The most characters of a name.
pub(super) const NAME_LIMIT: usize = 60;

/// The most globs. They are compiled together.
const GLOBS_LIMIT: usize = 200;

/// A key with its place.
type Key<'t> = Spanned<DeString<'t>>;

pub(super) fn read(text: &str) -> Result<(ConfigFile, Vec<ConfigProblem>), ConfigProblem> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = DeTable::parse(bare).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        problem(bare, range, format!("the file is not TOML: {message}"))
    })?;
    let mut values = Values::of(bare);
    let file = file(table.get_ref(), &mut values);
    let mut problems = values.into_problems();
    let mark = text.len() - bare.len();
    for problem in &mut problems {
        problem.range = problem.range.start + mark..problem.range.end + mark;
    }
    Ok((file, problems))
}

fn file<'t>(table: &DeTable<'t>, values: &mut Values<'t>) -> ConfigFile {
    let mut file = ConfigFile::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "root" => file.root = values.switch("root", value).unwrap_or(false),
            "exclude" => file.exclude = exclude(value, values),
            "prefer" => file.prefer = values.choice("prefer", value, &Prefer::ALL),
            "allowed-codes" => {
                let list = values.list("allowed-codes", value, "codes");
                let codes = list.into_iter().flatten();
                file.allowed_codes = codes.filter_map(|code| values.code("allowed-codes", code)).collect();
            }
            "rules" => {
                let rules = values.table("rules", value).into_iter().flatten();
                file.rules = rules.filter_map(|(name, value)| rule(name, value, values)).collect();
            }
            "status" => {
                let statuses = values.table("status", value).into_iter().flatten();
                file.status = statuses.filter_map(|(code, value)| status(code, value, values)).collect();
            }
            other => values.unknown(key.span(), "a key of this file", other, KEYS.into_iter()),
        }
    }
    file
}

fn exclude<'t>(value: &Value<'t>, values: &mut Values<'t>) -> Globs {
    let list = values.list("exclude", value, "globs");
    let mut found: Vec<(String, Range<usize>)> =
        list.into_iter().flatten().filter_map(|entry| Some((values.string("exclude", entry)?, entry.span()))).collect();
    if let Some((_, range)) = found.get(GLOBS_LIMIT) {
        values.fault(range.clone(), format!("`exclude` has {} globs; the first {GLOBS_LIMIT} hold.", found.len()));
        found.truncate(GLOBS_LIMIT);
    }
    let (globs, wrong) = Globs::new(found.iter().map(|(pattern, _)| pattern.clone()));
    for (index, reason) in wrong {
        if let Some((pattern, range)) = found.get(index) {
            values.fault(range.clone(), format!("{} is not a glob: {reason}; it is left out.", quoted(pattern)));
        }
    }
    globs
}

fn rule<'t>(key: &Key<'t>, value: &Value<'t>, values: &mut Values<'t>) -> Option<(Rule, Level)> {
    let name = key.get_ref().as_ref();
    let Some(rule) = Rule::by_name(name) else {
        values.unknown(key.span(), "a rule", name, Rule::all().iter().map(|rule| rule.name()));
        return None;
    };
    Some((rule, values.choice(name, value, &Level::ALL.map(|level| (level.name(), level)))?))
}

fn status<'t>(key: &Key<'t>, value: &Value<'t>, values: &mut Values<'t>) -> Option<(Code, StatusTable)> {
    let name = key.get_ref().as_ref();
    let Some(code) = Code::parse(name) else {
        values.fault(key.span(), format!("{} is not a code from 100 to 999; it is left out.", quoted(name)));
        return None;
    };
    let fields = values.table(name, value)?;
    let mut table = StatusTable { line: values.line_of(key.span()), ..StatusTable::default() };
    for (key, value) in fields {
        match key.get_ref().as_ref() {
            "name" => table.name = reason_phrase(value, values),
            "summary" => table.summary = values.line("summary", value, SUMMARY_LIMIT),
            "explanation" => table.explanation = values.paragraph("explanation", value, EXPLANATION_LIMIT),
            "causes" => table.causes = advice("causes", value, values),
            "fixes" => table.fixes = advice("fixes", value, values),
            "note" => table.note = values.line("note", value, NOTE_LIMIT),
            "runbook" => table.runbook = values.address("runbook", value),
            other => values.unknown(key.span(), "a key of a status", other, STATUS_KEYS.into_iter()),
        }
    }
    if table.name.is_none() {
        without_name(code, key.span(), fields, &mut table, values);
    }
    Some((code, table))
}

/// Without a name there is no status to describe, but a note and a runbook.
fn without_name<'t>(
    code: Code,
    range: Range<usize>,
    fields: &DeTable<'t>,
    table: &mut StatusTable,
    values: &mut Values<'t>,
) {
    let described =
        fields.iter().find(|(key, _)| matches!(key.get_ref().as_ref(), "summary" | "explanation" | "causes" | "fixes"));
    let is_wrong = fields.iter().any(|(key, _)| key.get_ref().as_ref() == "name");
    let (note, runbook, line) = (table.note.take(), table.runbook.take(), table.line);
    *table = StatusTable { note, runbook, line, ..StatusTable::default() };
    match (code.status(), described) {
        // The name that is there has been named.
        _ if is_wrong => {}
        (Some(status), Some((key, _))) => values.fault(
            key.span(),
            format!(
                "`{}` describes a status of the project's own, but {code} is {}: give it a `name`, or use `note`.",
                key.get_ref(),
                status.name
            ),
        ),
        (None, _) => {
            values.fault(
                range,
                format!("{code} is a code that the catalog does not have: give it a `name` and a `summary`."),
            );
        }
        (Some(_), None) => {}
    }
}

/// It stands in titles and labels of links, so it has no marks of Markdown.
fn reason_phrase<'t>(value: &Value<'t>, values: &mut Values<'t>) -> Option<String> {
    let name = values.line("name", value, NAME_LIMIT)?;
    let is_mark = |char: char| matches!(char, '[' | ']' | '<' | '>' | '\\' | '`' | '*' | '_' | '|' | '&' | '~' | '#');
    if name.contains(is_mark) {
        values.wrong("name", value, "a name of letters, digits, spaces and common punctuation");
        return None;
    }
    Some(name)
}

fn advice<'t>(key: &str, value: &Value<'t>, values: &mut Values<'t>) -> Vec<String> {
    let Some(list) = values.list(key, value, "sentences") else { return Vec::new() };
    if let Some(more) = list.get(ADVICE_LIMIT) {
        values.fault(more.span(), format!("`{key}` has {} entries; the first {ADVICE_LIMIT} hold.", list.len()));
    }
    list.iter().take(ADVICE_LIMIT).filter_map(|entry| values.line(key, entry, ADVICE_TEXT_LIMIT)).collect()
}
