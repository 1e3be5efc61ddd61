//! Imports of Go: `import "a"`, `import ( … )`.

use std::ops::Range;

use super::code::Code;
use super::need::{Answer, Need};
use super::placing::{self, New, Statement};

/// A package that is imported.
struct Import {
    /// Whole lines.
    range: Range<usize>,
    alias: String,
    path: String,
    /// The index of the line with `import (`.
    group: Option<usize>,
}

/// The edits that bring the name in.
pub(crate) fn add(code: &Code<'_>, need: &Need<'_>) -> Answer {
    let line = Code::of_line(need.line);
    let Some(wanted) = imports(&line).into_iter().next() else { return Answer::Unknown };
    let name = if wanted.alias.is_empty() { package(&wanted.path) } else { &wanted.alias };
    let imports = imports(code);
    let same = imports.iter().filter(|import| import.path == wanted.path || is_given(import, need));
    let given = same.filter(|import| !matches!(import.alias.as_str(), "_" | "."));
    let local =
        |import: &Import| if import.alias.is_empty() { package(&import.path).to_owned() } else { import.alias.clone() };
    if let Some(answer) = given.flat_map(|import| Answer::present_as(name, &local(import), need)).next() {
        return answer;
    }
    if imports.iter().any(|import| local(import) == name) || code.defines(name) {
        return Answer::Unknown;
    }
    let rank = |path: &str| u8::from(path.split('/').next().is_some_and(|first| first.contains('.')));
    let statement = |import: &&Import| Statement {
        range: import.range.clone(),
        key: import.path.clone(),
        kind: 0,
        rank: rank(&import.path),
    };
    let spec = need.line.trim_start_matches("import ").to_owned();
    // What C needs stands above its import.
    let usable: Vec<&Import> = imports.iter().filter(|import| import.path != "C").collect();
    let group = usable.iter().find_map(|import| import.group);
    let grouped: Vec<&&Import> = usable.iter().filter(|import| group.is_some() && import.group == group).collect();
    let new = |text| New { text, key: &wanted.path, kind: 0, rank: rank(&wanted.path) };
    if !grouped.is_empty() {
        let statements: Vec<Statement> = grouped.into_iter().map(&statement).collect();
        return placing::among(code, &statements, &new(&spec))
            .map_or(Answer::Unknown, |edit| Answer::Edits(vec![edit]));
    }
    if let [single] = usable[..] {
        let old = code.text[single.range.clone()].trim_start_matches("import ").trim_start();
        let (old_rank, eol) = (rank(&single.path), code.eol);
        let gap = if old_rank == rank(&wanted.path) { "" } else { eol };
        let is_first = (rank(&wanted.path), &wanted.path) < (old_rank, &single.path);
        let (first, second) = if is_first { (spec.as_str(), old) } else { (old, spec.as_str()) };
        let text = format!("import ({eol}\t{first}{eol}{gap}\t{second}{eol})");
        return Answer::Edits(vec![code.replace(single.range.clone(), text)]);
    }
    let statements: Vec<Statement> = usable.iter().map(statement).collect();
    if let Some(edit) = placing::among(code, &statements, &new(need.line)) {
        return Answer::Edits(vec![edit]);
    }
    let Some(index) = (0..code.lines.len()).find(|index| code.masked_line(*index).starts_with("package ")) else {
        return Answer::Unknown;
    };
    let gap = if index + 1 < code.lines.len() && !code.is_blank(index + 1) { code.eol } else { "" };
    let text = format!("{}{}{}{gap}", code.eol, code.eol, need.line);
    Answer::Edits(vec![code.insert(code.lines[index].range.end, text)])
}

/// Whether another statement than the usual one brings the package in: one of another version.
fn is_given(import: &Import, need: &Need<'_>) -> bool {
    need.given_by.iter().any(|line| line.contains(&format!("\"{}\"", import.path)))
}

/// The name of a package by its path, without the version that modules end with.
fn package(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let name = if is_version { parts.next().unwrap_or(last) } else { last };
    // `gopkg.in/yaml.v3`, `go-redis`
    let name = name.split_once(".v").map_or(name, |(name, _)| name);
    name.strip_prefix("go-").unwrap_or(name)
}

fn imports(code: &Code<'_>) -> Vec<Import> {
    let mut found = Vec::new();
    let mut group = None;
    for index in 0..code.lines.len() {
        let (line, masked) = (&code.lines[index], code.masked_line(index).trim());
        if line.is_inside || line.braces > 0 || masked.is_empty() {
            continue;
        }
        if line.brackets == 0 {
            let rest = masked.strip_prefix("import").filter(|rest| rest.starts_with([' ', '(', '"', '`', '\t']));
            group = rest.filter(|rest| rest.trim_start().starts_with('(')).map(|_| index);
            if rest.is_none() && !found.is_empty() && !masked.starts_with(')') {
                break;
            }
            if group.is_some() || rest.is_none() {
                continue;
            }
        } else if group.is_none() || line.brackets > 1 {
            continue;
        }
        let Some(open) = code.masked[line.range.clone()].find(['"', '`']) else { continue };
        let open = line.range.start + open;
        let Some(close) = code.masked[open + 1..line.range.end].find(['"', '`']) else { continue };
        let alias = code.masked[line.range.start..open].trim();
        let alias = alias.strip_prefix("import").unwrap_or(alias).trim().to_owned();
        let path = code.text[open + 1..open + 1 + close].to_owned();
        found.push(Import { range: line.range.clone(), alias, path, group });
    }
    found
}
