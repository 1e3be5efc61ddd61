//! Imports of JavaScript and TypeScript: `import { a } from "b"`, `const { a } = require("b")`.

use std::ops::Range;

use super::code::Code;
use super::list::List;
use super::need::{Answer, Need};
use super::placing::{self, New, Statement};
use crate::detect::is_word;
use crate::edits::Edit;

/// A statement.
#[derive(Default)]
struct Import {
    /// Whole lines.
    range: Range<usize>,
    /// Without quotes.
    module: String,
    is_require: bool,
    /// Whether it brings in types alone.
    is_type: bool,
    /// `a` of `import a from` and `const a = require()`.
    whole: Option<String>,
    /// `a` of `import * as a from`.
    namespace: Option<String>,
    /// The names in curly brackets, each with the name that it gets.
    names: Vec<(String, String)>,
    list: Option<List>,
    /// Where the clause begins, behind `import`.
    clause: Range<usize>,
}

/// Which names of a module a file needs.
enum Wanted {
    Named(String),
    Whole(String),
    Namespace(String),
}

/// The edits that bring the name in; `is_typed` says whether the language is TypeScript.
pub(crate) fn add(code: &Code<'_>, need: &Need<'_>, is_typed: bool) -> Answer {
    let read = |line: &str| {
        let model = imports(&Code::of_line(line)).into_iter().next()?;
        let wanted = match (&model.names[..], &model.whole, &model.namespace) {
            ([(name, _), ..], ..) => Wanted::Named(name.clone()),
            (_, Some(name), _) => Wanted::Whole(name.clone()),
            (_, _, Some(name)) => Wanted::Namespace(name.clone()),
            _ => return None,
        };
        Some((model, wanted))
    };
    let Some((model, wanted)) = read(need.line) else { return Answer::Unknown };
    let (Wanted::Named(name) | Wanted::Whole(name) | Wanted::Namespace(name)) = &wanted;
    let imports = imports(code);
    let same = |import: &&Import| bare(&import.module) == bare(&model.module) && !import.is_type;
    let others: Vec<Wanted> = need.given_by.iter().filter_map(|line| read(line)).map(|(_, other)| other).collect();
    let gives = |wanted: &Wanted| imports.iter().filter(same).find_map(|import| import.gives(wanted, need));
    if let Some(answer) = std::iter::once(&wanted).chain(&others).find_map(gives) {
        return answer;
    }
    if imports.iter().any(|import| import.binds(name)) || code.defines(name) {
        return Answer::Unknown;
    }
    let is_module = match imports.iter().any(|import| !import.is_require) || exports(code) {
        true => true,
        false => is_typed && !requires(code) || !requires(code) && !imports.iter().any(|import| import.is_require),
    };
    let merged = imports.iter().filter(same).filter(|import| import.is_require != is_module);
    if let Some(edits) = merged.filter_map(|import| import.with(code, &wanted)).next() {
        return Answer::Edits(edits);
    }
    let style = Style::of(code, &imports);
    let text = style.statement(&wanted, &model.module, is_module);
    let rank = |module: &str| u8::from(module.starts_with(['.', '~', '#']) || module.starts_with("@/"));
    let statement = |import: &Import| Statement {
        range: import.range.clone(),
        key: import.module.clone(),
        kind: 0,
        rank: rank(&import.module),
    };
    let statements: Vec<Statement> =
        imports.iter().filter(|import| import.is_require != is_module).map(statement).collect();
    let statements = placing::leading(code, &statements);
    let new = New { text: &text, key: &model.module, kind: 0, rank: rank(&model.module) };
    let is_directive = |line: &str| {
        ["'use ", "\"use "].iter().any(|quote| line.starts_with(quote)) || line.starts_with("/// <reference")
    };
    let edit =
        placing::among(code, statements, &new).unwrap_or_else(|| placing::at_top(code, &text, is_directive, |_| 1));
    Answer::Edits(vec![edit])
}

impl Import {
    fn gives(&self, wanted: &Wanted, need: &Need<'_>) -> Option<Answer> {
        let local = |wanted: &str| self.names.iter().find(|(name, _)| name == wanted).map(|(_, local)| local.as_str());
        match wanted {
            Wanted::Named(name) => {
                let all = self.namespace.as_ref().or(self.whole.as_ref().filter(|_| self.is_require));
                match local(name) {
                    Some(local) => Answer::present_as(name, local, need),
                    None => all.and_then(|all| Answer::present_as(name, &format!("{all}.{name}"), need)),
                }
            }
            Wanted::Whole(name) | Wanted::Namespace(name) => {
                let all = self.whole.as_deref().or_else(|| local("default")).or(self.namespace.as_deref());
                all.and_then(|all| Answer::present_as(name, all, need))
            }
        }
    }

    fn binds(&self, name: &str) -> bool {
        let own = self.names.iter().map(|(_, local)| local);
        own.chain(&self.whole).chain(&self.namespace).any(|own| own == name)
    }

    /// The edits that add a name to the statement.
    fn with(&self, code: &Code<'_>, wanted: &Wanted) -> Option<Vec<Edit>> {
        match (wanted, &self.list) {
            (Wanted::Named(name), Some(list)) if !list.items.is_empty() => Some(list.insert(code, name, &ORDERS)),
            (Wanted::Named(name), None) if !self.is_require && self.namespace.is_none() => {
                let whole = self.whole.as_ref()?;
                let end = self.clause.start + code.masked[self.clause.clone()].find(whole.as_str())? + whole.len();
                Some(vec![code.insert(end, format!(", {{ {name} }}"))])
            }
            (Wanted::Whole(name), Some(list)) if !self.is_require && self.whole.is_none() => {
                let open = code.masked[..list.inside.start].rfind('{')?;
                Some(vec![code.insert(open, format!("{name}, "))])
            }
            _ => None,
        }
    }
}

fn as_is(name: &str) -> String {
    name.to_owned()
}

fn in_lower_case(name: &str) -> String {
    name.strip_prefix("type ").unwrap_or(name).to_lowercase()
}

const ORDERS: [fn(&str) -> String; 2] = [in_lower_case, as_is];

/// How the file writes its statements.
struct Style {
    quote: char,
    semicolon: &'static str,
    spaces: &'static str,
}

impl Style {
    fn of(code: &Code<'_>, imports: &[Import]) -> Self {
        let count = |texts: &mut dyn Iterator<Item = &str>, of: &dyn Fn(&str) -> (bool, bool)| {
            let mut counts = (0, 0);
            for text in texts {
                let (first, second) = of(text);
                counts = (counts.0 + u32::from(first), counts.1 + u32::from(second));
            }
            counts
        };
        let of_imports = || imports.iter().map(|import| &code.masked[import.range.clone()]);
        let of_lines = || (0..code.lines.len()).map(|index| code.masked_line(index));
        let quotes = |text: &str| (text.contains('\''), text.contains('"'));
        let ends = |text: &str| {
            let text = text.trim_end();
            (text.ends_with(';'), text.ends_with([')', '\'', '"', '}']) && !text.trim_start().starts_with(['}', ')']))
        };
        let told = |counts: (u32, u32)| (counts.0 != counts.1).then_some(counts.0 > counts.1);
        let is_single = told(count(&mut of_imports(), &quotes)).or_else(|| told(count(&mut of_lines(), &quotes)));
        let has_semicolons = told(count(&mut of_imports(), &ends)).or_else(|| {
            // Lines that end otherwise are mostly parts of something longer.
            let (with, without) = count(&mut of_lines(), &ends);
            (with + without > 0).then_some(with > 0)
        });
        let is_tight = imports.iter().any(|import| {
            import
                .list
                .as_ref()
                .is_some_and(|list| list.items.first().is_some_and(|item| item.start == list.inside.start))
        });
        Self {
            quote: if is_single == Some(true) { '\'' } else { '"' },
            semicolon: if has_semicolons == Some(false) { "" } else { ";" },
            spaces: if is_tight { "" } else { " " },
        }
    }

    fn statement(&self, wanted: &Wanted, module: &str, is_module: bool) -> String {
        let Self { quote, semicolon, spaces } = self;
        let clause = match wanted {
            Wanted::Named(name) => format!("{{{spaces}{name}{spaces}}}"),
            Wanted::Whole(name) => name.clone(),
            Wanted::Namespace(name) if is_module => format!("* as {name}"),
            Wanted::Namespace(name) => name.clone(),
        };
        if is_module {
            format!("import {clause} from {quote}{module}{quote}{semicolon}")
        } else {
            format!("const {clause} = require({quote}{module}{quote}){semicolon}")
        }
    }
}

fn bare(module: &str) -> &str {
    module.strip_prefix("node:").unwrap_or(module)
}

fn exports(code: &Code<'_>) -> bool {
    (0..code.lines.len()).any(|index| code.masked_line(index).starts_with("export "))
}

fn requires(code: &Code<'_>) -> bool {
    ["require(", "module.exports", "exports."].iter().any(|word| code.masked.contains(word))
}

fn imports(code: &Code<'_>) -> Vec<Import> {
    let mut found = Vec::new();
    let mut last = 0;
    for index in 0..code.lines.len() {
        let (line, masked) = (&code.lines[index], code.masked_line(index));
        if index < last || line.is_inside || line.brackets > 0 || line.braces > 0 {
            continue;
        }
        let statement = masked.trim_start();
        let start = line.range.end - statement.len();
        let is_import =
            statement.strip_prefix("import").is_some_and(|rest| rest.starts_with([' ', '{', '*', '"', '\'']));
        let is_variable = ["const ", "let ", "var "].iter().any(|word| statement.starts_with(word));
        let import = if is_import && !statement.contains("require(") {
            of_module(code, start)
        } else if is_import || is_variable {
            of_require(code, start, code.lines[code.end_of_statement(index)].range.end)
        } else {
            None
        };
        if let Some(import) = import {
            last = code.line_of(import.range.end) + 1;
            found.push(import);
        }
    }
    found
}

/// The text between the quotes that begin at or behind a byte, and its end with the quote.
fn quoted<'c>(code: &Code<'c>, from: usize) -> Option<(&'c str, usize)> {
    let open = from + code.masked[from..].find(['"', '\''])?;
    let quote = code.masked.as_bytes()[open] as char;
    let close = open + 1 + code.masked[open + 1..].find(quote)?;
    Some((&code.text[open + 1..close], close + 1))
}

fn whole_lines(code: &Code<'_>, start: usize, end: usize) -> Range<usize> {
    code.lines[code.line_of(start)].range.start..code.lines[code.line_of(end.max(start + 1) - 1)].range.end
}

/// `import a, { b as c } from "d"`
fn of_module(code: &Code<'_>, start: usize) -> Option<Import> {
    let clause_start = start + "import".len();
    let (module, end) = quoted(code, clause_start)?;
    let clause = clause_start..end - module.len() - 2;
    let text = &code.masked[clause.clone()];
    // Not the start of another statement, in code that is being written.
    if text.lines().skip(1).any(|line| line.starts_with("import ")) || text.contains(';') {
        return None;
    }
    let text = text.trim().strip_suffix("from").unwrap_or("").trim_end();
    let (head, braces) = text.split_once('{').map_or((text, None), |(head, braces)| (head, Some(braces)));
    let head = head.trim();
    let is_type = head == "type" && braces.is_some()
        || head.strip_prefix("type ").is_some_and(|rest| !rest.trim_start().starts_with(','));
    let list = braces.and_then(|_| {
        let open = clause.start + code.masked[clause.clone()].find('{')? + 1;
        let close = open + code.masked[open..clause.end].find('}')?;
        Some(List::of(code, open..close))
    });
    let namespace = head.split_once("* as ").map(|(_, name)| first_word(name));
    let whole = head.split(',').next().map(str::trim).filter(|name| !name.is_empty() && !name.contains('*'));
    Some(Import {
        range: whole_lines(code, start, end),
        module: module.to_owned(),
        is_type,
        whole: whole.filter(|_| !is_type).map(first_word),
        namespace,
        names: list.as_ref().map_or_else(Vec::new, |list| names(code, list, " as ")),
        list,
        clause,
        ..Import::default()
    })
}

/// `const { a: b } = require("c")`
fn of_require(code: &Code<'_>, start: usize, end: usize) -> Option<Import> {
    let text = &code.masked[start..end];
    let (left, right) = text.split_once('=')?;
    let value = right.trim_start();
    let call = value.strip_prefix("require(")?;
    let (module, module_end) = quoted(code, end - call.len())?;
    let behind = code.masked[module_end..end].trim_start().strip_prefix(')')?;
    let member: String = behind.trim_start().strip_prefix('.').map_or_else(String::new, first_word);
    let declared = left.split_once(' ')?.1.trim();
    let list = declared.starts_with('{').then(|| {
        let open = start + text.find('{').unwrap_or(0) + 1;
        let close = open + code.masked[open..end].find('}').unwrap_or(0);
        List::of(code, open..close)
    });
    let import = Import {
        range: whole_lines(code, start, module_end),
        module: module.to_owned(),
        is_require: true,
        clause: start..module_end,
        ..Import::default()
    };
    Some(match list {
        // A name taken from a member is not exported by the module.
        Some(_) if !member.is_empty() => import,
        Some(list) => Import { names: names(code, &list, ":"), list: Some(list), ..import },
        None if member.is_empty() => Import { whole: Some(first_word(declared)), ..import },
        None => Import { names: vec![(member, first_word(declared))], ..import },
    })
}

fn names(code: &Code<'_>, list: &List, mark: &str) -> Vec<(String, String)> {
    let name = |item: &Range<usize>| {
        let text = &code.masked[item.clone()];
        // A type is no value.
        let text = text.split_once('=').map_or(text, |(name, _)| name);
        let (name, local) = text.split_once(mark).unwrap_or((text, text));
        (name.trim().to_owned(), local.trim().to_owned())
    };
    list.items.iter().filter(|item| !code.masked[(*item).clone()].starts_with("type ")).map(name).collect()
}

fn first_word(text: &str) -> String {
    let text = text.trim_start();
    text[..text.find(|c: char| !is_word(c) && c != '$').unwrap_or(text.len())].to_owned()
}
