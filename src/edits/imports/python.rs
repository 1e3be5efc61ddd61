//! Imports of Python: `import a.b`, `from a import b`.

use std::ops::Range;

use super::code::Code;
use super::list::List;
use super::need::{Answer, Need};
use super::placing::{self, New, Statement};

/// The longest line of Black, in characters.
const LINE_WIDTH: usize = 88;

/// A statement.
struct Import {
    /// Whole lines.
    range: Range<usize>,
    module: String,
    /// The names in `from module import …`, each with its alias; nothing for `import module`.
    names: Option<Vec<(String, Option<String>)>>,
    alias: Option<String>,
    list: Option<List>,
    has_brackets: bool,
    /// Whether it stands at the margin, and not in a `try`.
    is_top: bool,
    /// Whether nothing else stands on its lines.
    is_whole: bool,
}

/// The edits that bring the name in.
pub(crate) fn add(code: &Code<'_>, need: &Need<'_>, standard: &[&str]) -> Answer {
    let read = |line: &str| {
        let wanted = imports(&Code::of_line(line)).into_iter().next()?;
        let name = wanted.names.and_then(|names| names.into_iter().next()).map(|(name, _)| name);
        Some((wanted.module, name))
    };
    let Some((module, name)) = read(need.line) else { return Answer::Unknown };
    let imports = imports(code);
    let given = need.given_by.iter().filter_map(|line| read(line)).chain([(module.clone(), name.clone())]);
    let mut answer =
        given.flat_map(|(module, name)| imports.iter().find_map(|import| import.gives(&module, name.as_deref(), need)));
    if let Some(answer) = answer.next() {
        return answer;
    }
    let takes_all = |import: &Import| import.names.iter().flatten().any(|(name, _)| name == "*");
    if name.as_deref().is_some_and(|name| imports.iter().any(takes_all) && code.uses(name)) {
        return Answer::present(name.as_deref().unwrap_or_default());
    }
    let bound = name.as_deref().unwrap_or_else(|| root(&module));
    let is_other = |import: &&Import| name.is_some() || import.names.is_some() || root(&import.module) != bound;
    if imports.iter().filter(is_other).any(|import| import.binds(bound)) || code.defines(bound) {
        return Answer::Unknown;
    }
    if let Some(name) = &name {
        let same = |import: &&Import| import.is_top && import.is_whole && import.module == module;
        if let Some(edits) = imports.iter().filter(same).find_map(|import| import.with(code, name)) {
            return Answer::Edits(edits);
        }
    }
    let rank = |module: &str| match module {
        "__future__" => 0,
        _ if module.starts_with('.') => 3,
        _ if standard.contains(&root(module)) => 1,
        _ => 2,
    };
    let statement = |import: &Import| Statement {
        range: import.range.clone(),
        key: import.module.clone(),
        kind: u8::from(import.names.is_some()),
        rank: rank(&import.module),
    };
    let mut statements: Vec<Statement> = imports.iter().filter(|import| import.is_top).map(statement).collect();
    // `import a, b`
    statements.dedup_by(|a, b| a.range == b.range);
    let statements = placing::leading(code, &statements);
    let rank = if need.is_standard { 1 } else { rank(&module) };
    let new = New { text: need.line, key: &module, kind: u8::from(name.is_some()), rank };
    let is_head = |line: &str| ["\"\"\"", "'''", "r\"", "u\"", "\"", "'"].iter().any(|quote| line.starts_with(quote));
    let blank_lines = |next: &str| {
        let defines = ["def ", "class ", "@", "async def "].iter().any(|word| next.starts_with(word));
        if defines { 2 } else { 1 }
    };
    let edit = placing::among(code, statements, &new)
        .unwrap_or_else(|| placing::at_top(code, need.line, is_head, blank_lines));
    Answer::Edits(vec![edit])
}

impl Import {
    /// The answer, if the statement brings in the wanted name.
    fn gives(&self, module: &str, name: Option<&str>, need: &Need<'_>) -> Option<Answer> {
        let is_parent = self.module.strip_prefix(module).is_some_and(|rest| rest.starts_with('.'));
        match (&self.names, name) {
            (Some(names), Some(name)) if self.module == module => {
                let given = names.iter().filter(|(given, _)| given == name || given == "*");
                given.flat_map(|(_, alias)| Answer::present_as(name, alias.as_deref().unwrap_or(name), need)).next()
            }
            (None, Some(name)) if self.module == module => {
                let path = self.alias.as_deref().unwrap_or(module);
                Answer::present_as(name, &format!("{path}.{name}"), need)
            }
            (None, Some(name)) if is_parent && self.alias.is_none() => {
                Answer::present_as(name, &format!("{module}.{name}"), need)
            }
            (None, None) if self.module == module => {
                Answer::present_as(module, self.alias.as_deref().unwrap_or(module), need)
            }
            (None, None) if is_parent && self.alias.is_none() => Some(Answer::present(module)),
            // `from http import client`
            (Some(names), None) => {
                let (parent, last) = module.rsplit_once('.')?;
                let given = names.iter().find(|(name, _)| self.module == parent && name == last)?;
                Answer::present_as(module, given.1.as_deref().unwrap_or(last), need)
            }
            _ => None,
        }
    }

    fn binds(&self, name: &str) -> bool {
        match &self.names {
            Some(names) => names.iter().any(|(own, alias)| alias.as_deref().unwrap_or(own) == name),
            None => self.alias.as_deref().unwrap_or_else(|| root(&self.module)) == name,
        }
    }

    /// The edits that add a name to the statement.
    fn with(&self, code: &Code<'_>, name: &str) -> Option<Vec<crate::edits::Edit>> {
        let list = self.list.as_ref().filter(|list| !list.items.is_empty())?;
        if self.names.as_ref()?.iter().any(|(name, _)| name == "*") {
            return None;
        }
        let text = &code.text[self.range.clone()];
        let widest = code.lines.iter().map(|line| line.range.len()).max().unwrap_or(0);
        let is_one_line = !text.contains('\n');
        if self.has_brackets
            || !is_one_line
            || text.len() + name.len() + 2 <= LINE_WIDTH.max(widest)
            || text.contains('#')
        {
            return Some(list.insert(code, name, &ORDERS));
        }
        let mut names: Vec<&str> = list.items.iter().map(|item| &code.text[item.clone()]).collect();
        let index = super::list::sorted_index(&names, name, &ORDERS).unwrap_or(names.len());
        names.insert(index, name);
        let eol = code.eol;
        let lines: String = names.iter().map(|name| format!("    {name},{eol}")).collect();
        Some(vec![code.replace(list.inside.start..self.range.end, format!("({eol}{lines})"))])
    }
}

/// As isort does by default: constants, classes, then the rest.
fn by_type(name: &str) -> String {
    let word = name.split_whitespace().next().unwrap_or(name);
    let is_constant = word.len() > 1 && !word.chars().any(char::is_lowercase);
    let class = if is_constant {
        '0'
    } else if word.starts_with(char::is_uppercase) {
        '1'
    } else {
        '2'
    };
    format!("{class}{word}")
}

fn as_is(name: &str) -> String {
    name.to_owned()
}

fn in_lower_case(name: &str) -> String {
    name.to_lowercase()
}

const ORDERS: [fn(&str) -> String; 3] = [by_type, in_lower_case, as_is];

fn root(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

fn imports(code: &Code<'_>) -> Vec<Import> {
    let mut found = Vec::new();
    let mut block = "";
    for index in 0..code.lines.len() {
        let (line, masked) = (&code.lines[index], code.masked_line(index));
        let statement = masked.trim();
        let is_top = masked.starts_with(|c: char| !c.is_whitespace());
        if line.is_inside || line.brackets > 0 || line.braces > 0 || statement.is_empty() {
            continue;
        }
        if is_top {
            block = statement;
        }
        // What a `try` brings in is there in each of its branches.
        let is_tried = ["try:", "except", "else:", "finally:"].iter().any(|word| block.starts_with(word));
        if !is_top && !is_tried {
            continue;
        }
        let mut end = code.end_of_statement(index);
        while code.masked_line(end).trim_end().ends_with('\\') && end + 1 < code.lines.len() {
            end += 1;
        }
        let range = line.range.start..code.lines[end].range.end;
        let start = range.start + (masked.len() - masked.trim_start().len());
        let text = &code.masked[start..range.end];
        let is_whole = !text.contains(';');
        if let Some(rest) = text.strip_prefix("from ") {
            let Some((module, names)) = rest.split_once(" import") else { continue };
            let names_start = range.end - names.len();
            let trimmed = names.trim();
            let has_brackets = trimmed.starts_with('(');
            let at = names_start + (names.len() - names.trim_start().len());
            let inside = if has_brackets {
                at + 1..code.masked[at..range.end].rfind(')').map_or(range.end, |close| at + close)
            } else {
                at..at + trimmed.len()
            };
            let list = List::of(code, inside.start.min(inside.end)..inside.end);
            let names = list.items.iter().map(|item| named(&code.masked[item.clone()])).collect();
            found.push(Import {
                range,
                module: module.trim().to_owned(),
                names: Some(names),
                alias: None,
                list: Some(list),
                has_brackets,
                is_top,
                is_whole,
            });
        } else if let Some(rest) = text.strip_prefix("import ") {
            for module in rest.split(';').next().unwrap_or(rest).split(',') {
                let (module, alias) = named(module);
                found.push(Import {
                    range: range.clone(),
                    module,
                    names: None,
                    alias,
                    list: None,
                    has_brackets: false,
                    is_top,
                    is_whole,
                });
            }
        }
    }
    found
}

/// `name as alias`
fn named(text: &str) -> (String, Option<String>) {
    let mut words = text.split_whitespace().filter(|word| *word != "\\");
    let name = words.next().unwrap_or("").to_owned();
    let alias = words.next().filter(|word| *word == "as").and_then(|_| words.next());
    (name, alias.map(str::to_owned))
}
