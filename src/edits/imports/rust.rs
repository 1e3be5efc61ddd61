//! Imports of Rust: `use a::b::{c, d};`.

use std::ops::Range;

use super::code::Code;
use super::list::{List, sorted_index};
use super::need::{Answer, Need};
use super::placing::{self, New, Statement};
use crate::edits::Edit;

/// A statement.
#[derive(Default)]
struct Use {
    /// Whole lines.
    range: Range<usize>,
    /// The path before the first bracket.
    key: String,
    /// Whether it makes names public or has an attribute, so that nothing may be added to it.
    is_special: bool,
    leaves: Vec<Leaf>,
    groups: Vec<Group>,
}

/// A name that is brought in.
struct Leaf {
    path: Vec<String>,
    alias: Option<String>,
    is_glob: bool,
    /// The last part, in bytes of the part of the document.
    last: Range<usize>,
}

/// `a::{ … }`
struct Group {
    prefix: Vec<String>,
    list: List,
}

/// The lines in which a statement brings a name in, and how many curly brackets are open there.
struct Scope {
    lines: Range<usize>,
    braces: i32,
}

/// The edits that bring the name in.
pub(crate) fn add(code: &Code<'_>, need: &Need<'_>) -> Answer {
    let of_line = |line: &str| {
        let line = Code::of_line(line);
        let scope = Scope { lines: 0..1, braces: 0 };
        uses(&line, &scope).into_iter().flat_map(|one| one.leaves).map(|leaf| leaf.path).next()
    };
    let Some(wanted) = of_line(need.line) else { return Answer::Unknown };
    let Some(name) = wanted.last().map(String::as_str) else { return Answer::Unknown };
    let scope = scope(code);
    let uses = uses(code, &scope);
    let given: Vec<Vec<String>> =
        need.given_by.iter().filter_map(|line| of_line(line)).chain([wanted.clone()]).collect();
    let leaves = || uses.iter().flat_map(|one| &one.leaves);
    let is_whole = |leaf: &Leaf| {
        if leaf.is_glob {
            given.iter().any(|path| *leaf.path == path[..path.len() - 1])
        } else {
            given.contains(&leaf.path)
        }
    };
    let whole = leaves().filter(|leaf| is_whole(leaf)).flat_map(|leaf| {
        let local = leaf.alias.as_deref().unwrap_or(name);
        Answer::present_as(name, local, need).filter(|_| local != "_")
    });
    let part = leaves().filter(|leaf| !leaf.is_glob && !leaf.path.is_empty()).flat_map(|leaf| {
        let rest = wanted.strip_prefix(&leaf.path[..]).filter(|rest| !rest.is_empty())?;
        let local = leaf.alias.as_deref().or(leaf.path.last().map(String::as_str))?;
        Answer::present_as(name, &format!("{local}::{}", rest.join("::")), need)
    });
    if let Some(answer) = whole.chain(part).next() {
        return answer;
    }
    let binds =
        |leaf: &Leaf| !leaf.is_glob && leaf.alias.as_deref().or(leaf.path.last().map(String::as_str)) == Some(name);
    // What a module of the project hands on may well hold the name, if others of its uses stand there.
    let is_own = |leaf: &Leaf| {
        leaf.is_glob && leaf.path.first().is_some_and(|root| matches!(root.as_str(), "super" | "crate" | "self"))
    };
    if leaves().any(is_own) && code.uses(name) {
        return Answer::present(name);
    }
    if leaves().any(binds) || code.defines(name) {
        return Answer::Unknown;
    }
    if let Some(edits) = merged(code, &uses, &wanted) {
        return Answer::Edits(edits);
    }
    let rank = |key: &str| match key.split("::").next().unwrap_or("") {
        "std" | "core" | "alloc" => 0,
        "crate" | "self" | "super" => 2,
        _ => 1,
    };
    let statement =
        |one: &Use| Statement { range: one.range.clone(), key: one.key.clone(), kind: 0, rank: rank(&one.key) };
    let statements: Vec<Statement> = uses.iter().filter(|one| !one.range.is_empty()).map(statement).collect();
    let key = wanted.join("::");
    let new = New { text: need.line, key: &key, kind: 0, rank: rank(&key) };
    let statements = placing::leading(code, &statements);
    if let Some(edit) = placing::among(code, statements, &new) {
        return Answer::Edits(vec![edit]);
    }
    Answer::Edits(vec![if scope.braces == 0 {
        let is_head = |line: &str| line.starts_with("#![") || line.starts_with("extern crate ");
        placing::at_top(code, need.line, is_head, |_| 1)
    } else {
        let opening = &code.lines[scope.lines.start.saturating_sub(1)];
        let next = code.line(scope.lines.start);
        let indent = &next[..next.len() - next.trim_start().len()];
        code.insert(opening.range.end, format!("{}{indent}{}{}", code.eol, need.line, code.eol))
    }])
}

/// The edits that put the path into a statement which is there.
fn merged(code: &Code<'_>, uses: &[Use], wanted: &[String]) -> Option<Vec<Edit>> {
    let usable = || uses.iter().filter(|one| !one.is_special);
    let fits = |group: &&Group| {
        !group.prefix.is_empty()
            && !group.list.items.is_empty()
            && wanted.len() > group.prefix.len()
            && wanted.starts_with(&group.prefix)
    };
    let closest = usable().flat_map(|one| &one.groups).filter(fits).max_by_key(|group| group.prefix.len());
    if let Some(group) = closest {
        let item = wanted[group.prefix.len()..].join("::");
        return Some(group.list.insert(code, &item, &ORDERS));
    }
    let parent = &wanted[..wanted.len() - 1];
    let is_sibling = |leaf: &Leaf| {
        !leaf.is_glob && leaf.alias.is_none() && leaf.path.split_last().is_some_and(|(_, own)| own == parent)
    };
    let mut siblings =
        usable().filter(|one| one.groups.is_empty()).flat_map(|one| &one.leaves).filter(|leaf| is_sibling(leaf));
    // Several lines of one module are a style.
    let (sibling, None) = (siblings.next()?, siblings.next()) else { return None };
    let (old, name) = (sibling.path.last()?, wanted.last()?);
    let index = sorted_index(&[old], name, &ORDERS).unwrap_or(1);
    let (first, second) = if index == 0 { (name, old) } else { (old, name) };
    Some(vec![code.replace(sibling.last.clone(), format!("{{{first}, {second}}}"))])
}

/// As rustfmt sorts: `self`, modules, types, constants.
fn by_case(item: &str) -> String {
    let is_constant = item.len() > 1 && !item.chars().any(char::is_lowercase);
    let class = match item {
        "self" | "super" | "crate" => '0',
        _ if is_constant => '3',
        _ if item.starts_with(char::is_uppercase) => '2',
        _ => '1',
    };
    format!("{class}{item}")
}

fn as_is(item: &str) -> String {
    item.to_owned()
}

fn in_lower_case(item: &str) -> String {
    item.to_lowercase()
}

const ORDERS: [fn(&str) -> String; 3] = [by_case, in_lower_case, as_is];

/// The innermost module that holds the place, unless it takes all names of the one around it.
fn scope(code: &Code<'_>) -> Scope {
    let mut scope = Scope { lines: 0..code.lines.len(), braces: 0 };
    let at = code.line_of(code.at);
    for index in 0..at {
        let (line, masked) = (&code.lines[index], code.masked_line(index).trim());
        let words =
            masked.strip_prefix("pub").map_or(masked, |rest| rest.split_once(' ').map_or(rest, |(_, rest)| rest));
        let opens = words.starts_with("mod ") && masked.ends_with('{');
        if !opens || line.is_inside || line.braces != scope.braces {
            continue;
        }
        let end = (index + 1..code.lines.len()).find(|next| code.lines[*next].braces <= line.braces);
        let inside = index + 1..end.unwrap_or(code.lines.len());
        let takes_all = || inside.clone().any(|index| code.masked_line(index).trim().starts_with("use super::*"));
        if inside.contains(&at) && !takes_all() {
            scope = Scope { braces: line.braces + 1, lines: inside };
        }
    }
    scope
}

fn uses(code: &Code<'_>, scope: &Scope) -> Vec<Use> {
    let mut found = Vec::new();
    let mut behind = 0;
    let mut has_attribute = false;
    for index in scope.lines.clone() {
        let (line, masked) = (&code.lines[index], code.masked_line(index));
        if line.range.start < behind || line.is_inside || line.braces != scope.braces || line.brackets > 0 {
            continue;
        }
        let statement = masked.trim_start();
        let visible =
            statement.strip_prefix("pub").map(|rest| rest.strip_prefix("(crate)").unwrap_or(rest).trim_start());
        let Some(tree) = visible.unwrap_or(statement).strip_prefix("use ") else {
            has_attribute = statement.starts_with("#[") || has_attribute && statement.is_empty();
            continue;
        };
        let start = line.range.end - tree.len();
        let Some(length) = code.masked[start..].find(';') else { continue };
        let end = start + length;
        let tree = &code.masked[start..end];
        let key = tree.split('{').next().unwrap_or(tree).trim().trim_end_matches("::").to_owned();
        let range = line.range.start..code.lines[code.line_of(end)].range.end;
        let is_special = visible.is_some() || std::mem::take(&mut has_attribute);
        behind = range.end;
        let mut one = Use { range, key, is_special, ..Use::default() };
        read(code, start..end, &[], &mut one);
        found.push(one);
    }
    found
}

fn read(code: &Code<'_>, range: Range<usize>, prefix: &[String], into: &mut Use) {
    let text = &code.masked[range.clone()];
    let segments = |text: &str| {
        let own = text.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
        prefix.iter().cloned().chain(own).collect::<Vec<_>>()
    };
    if let Some((open, close)) = text.find('{').zip(text.rfind('}')) {
        let prefix = segments(&text[..open]);
        let list = List::of(code, range.start + open + 1..range.start + close.max(open + 1));
        for item in &list.items {
            read(code, item.clone(), &prefix, into);
        }
        into.groups.push(Group { prefix, list });
        return;
    }
    let (path, alias) =
        text.split_once(" as ").map_or((text, None), |(path, alias)| (path, Some(alias.trim().to_owned())));
    let path_end = range.start + path.trim_end().len();
    let mut path = segments(path);
    let is_glob = path.last().is_some_and(|last| last == "*");
    let last = path_end - path.last().map_or(0, String::len)..path_end;
    if is_glob || path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    into.leaves.push(Leaf { path, alias, is_glob, last });
}
