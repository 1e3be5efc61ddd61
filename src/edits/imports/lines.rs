//! Imports of languages in which each is a line of a few words, whose beginnings `data/languages/` lists: `import a.b.C;`, `using A.B;`,
//! `#include <a>`, `require "a"`.

use std::ops::Range;

use super::code::Code;
use super::list::List;
use super::need::{Answer, Need};
use super::placing::{self, New, Statement};
use crate::catalog::ImportStyle;
use crate::detect::is_word;
use crate::edits::Edit;

/// A statement.
struct Import {
    /// Whole lines.
    range: Range<usize>,
    /// The text behind the word that begins it.
    path: String,
    /// The imported paths, each with its alias, if it has one.
    entries: Vec<(String, Option<String>)>,
    /// The names that it is limited to, with the path that stands before them, or nothing for names of its module.
    list: Option<(String, List)>,
    /// The separator of the names in the list.
    comma: &'static str,
    /// Whether its module's names need the module's name before them.
    is_qualified: bool,
}

/// The edits that bring the name in; `root` is the first word that the document writes of it, `binds_names` says whether the last part
/// of a path is the name that a statement brings in.
pub(crate) fn add(code: &Code<'_>, need: &Need<'_>, root: &str, style: &ImportStyle, binds_names: bool) -> Answer {
    let Some(wanted) = path(need.line, ALL_WORDS) else { return Answer::Unknown };
    let wanted = if style.statements.contains(&"import static ") || style.line.is_empty() {
        wanted
    } else {
        wanted.trim_start_matches("static ")
    };
    let plain = wanted.trim_start_matches("static ");
    let (parent, last) = split_last(plain);
    let name = if binds_names && !matches!(last, "*" | "_") { last } else { root };
    let imports = imports(code, style);
    let given: Vec<&str> = need.given_by.iter().filter_map(|line| path(line, ALL_WORDS)).chain([wanted]).collect();
    if binds_names {
        let is_same_package = || package(code).is_some_and(|own| own == parent);
        if let Some(answer) = imports.iter().find_map(|import| import.gives_name(&given, name, need)) {
            return answer;
        }
        if is_same_package() {
            return Answer::present(name);
        }
        if imports.iter().any(|import| import.binds(name)) || code.defines(name) {
            return Answer::Unknown;
        }
        let listed = imports.iter().find_map(|import| {
            import.list.as_ref().filter(|(prefix, list)| prefix == parent && !list.items.is_empty())
        });
        if let Some((_, list)) = listed.filter(|_| !wanted.starts_with("static ") && name == last) {
            return Answer::Edits(list.insert(code, name, &placing::ORDERS));
        }
    } else {
        if let Some(answer) = imports.iter().find_map(|import| import.opens(code, &given, name, need)) {
            return answer;
        }
        if code.defines(name) {
            return Answer::Unknown;
        }
        if let Some(edits) =
            given.iter().rev().find_map(|wanted| imports.iter().find_map(|import| import.with(code, wanted, name)))
        {
            return Answer::Edits(edits);
        }
    }
    Answer::Edits(vec![written(code, &imports, &text_of(code, &imports, need, style, wanted), wanted, style)])
}

impl Import {
    fn gives_name(&self, given: &[&str], name: &str, need: &Need<'_>) -> Option<Answer> {
        self.entries.iter().find_map(|(path, alias)| {
            let (parent, last) = split_last(path);
            let is_all = matches!(last, "*" | "_" | "given");
            let is_meant = |wanted: &&str| *wanted == path || is_all && split_last(wanted).0 == parent;
            let wanted = given.iter().find(|wanted| is_meant(wanted))?;
            if matches!(split_last(wanted).1, "*" | "_") || is_all {
                return Some(Answer::present(name));
            }
            Answer::present_as(name, alias.as_deref().unwrap_or(name), need).filter(|_| alias.as_deref() != Some("_"))
        })
    }

    fn binds(&self, name: &str) -> bool {
        self.entries.iter().any(|(path, alias)| alias.as_deref().unwrap_or_else(|| split_last(path).1) == name)
    }

    /// The answer, if the statement opens the wanted module.
    fn opens(&self, code: &Code<'_>, given: &[&str], name: &str, need: &Need<'_>) -> Option<Answer> {
        let own = |path: &str| given.iter().find(|wanted| unquoted(wanted) == unquoted(path));
        if given.iter().any(|wanted| self.has_words(code, wanted)) {
            return Some(Answer::present(name));
        }
        let (_, alias) = self.entries.iter().find(|(path, _)| own(path).is_some())?;
        if let Some((_, list)) = self.list.as_ref().filter(|(parent, _)| parent.is_empty()) {
            return list.items.iter().any(|item| code.masked[item.clone()] == *name).then(|| Answer::present(name));
        }
        match alias {
            Some(alias) => Answer::present_as(name, &format!("{alias}.{name}"), need),
            None if self.is_qualified => {
                Answer::present_as(name, &format!("{}.{name}", unquoted(&self.entries[0].0)), need)
            }
            None => Some(Answer::present(name)),
        }
    }

    /// Whether it lists the words of `A qw(b)`.
    fn has_words(&self, code: &Code<'_>, wanted: &str) -> bool {
        let Some((module, words)) = wanted.split_once(" qw(") else { return false };
        let Some((_, list)) = &self.list else { return false };
        let has = |word: &str| list.items.iter().any(|item| &code.text[item.clone()] == word);
        self.entries.iter().any(|(path, _)| path == module) && words.trim_end_matches(')').split_whitespace().all(has)
    }

    /// The edits that add a name to the list of a statement.
    fn with(&self, code: &Code<'_>, wanted: &str, name: &str) -> Option<Vec<Edit>> {
        let (_, list) = self.list.as_ref().filter(|(_, list)| !list.items.is_empty())?;
        let (module, named) =
            wanted.split_once(" qw(").map_or((wanted, None), |(module, names)| (module, names.split(')').next()));
        let (path, alias) = self.entries.first()?;
        if self.list.as_ref().is_some_and(|(parent, _)| !parent.is_empty()) {
            let (parent, last) = split_last(wanted);
            return (self.list.as_ref()?.0 == parent).then(|| list.insert(code, last, &placing::ORDERS));
        }
        if unquoted(path) != unquoted(module) || alias.is_some() || self.is_qualified {
            return None;
        }
        let item = named.unwrap_or(name);
        let items: Vec<&str> = list.items.iter().map(|item| &code.text[item.clone()]).collect();
        let index = super::list::sorted_index(&items, item, &placing::ORDERS).unwrap_or(items.len());
        Some(list.insert_at(code, index, item, self.comma))
    }
}

/// The line, with the marks of the lines that are there.
fn text_of(code: &Code<'_>, imports: &[Import], need: &Need<'_>, style: &ImportStyle, wanted: &str) -> String {
    let mut text = if style.line.is_empty() { need.line.to_owned() } else { style.line.replace("{path}", wanted) };
    let lines = || imports.iter().map(|import| code.masked[import.range.clone()].trim_end());
    if !imports.is_empty() && !text.ends_with(';') && lines().all(|line| line.ends_with(';')) {
        text.push(';');
    }
    let has_single = |line: &str| line.contains('\'');
    let quoted: Vec<&str> = lines().filter(|line| line.contains(['"', '\''])).collect();
    let is_single = if quoted.is_empty() && text.starts_with("require ") {
        code.masked.matches('\'').count() > code.masked.matches('"').count()
    } else {
        !quoted.is_empty() && quoted.iter().all(|line| has_single(line))
    };
    if is_single { text.replace('"', "'") } else { text }
}

fn written(code: &Code<'_>, imports: &[Import], text: &str, wanted: &str, style: &ImportStyle) -> Edit {
    let kind = |path: &str| u8::from(path.starts_with("static ")) + 2 * u8::from(path.starts_with(['"', '\'']));
    let key = |path: &str| unquoted(path).trim_start_matches("static ").trim_start_matches("package:").to_owned();
    // Dart's own libraries, packages, and the project's files stand apart.
    let rank = |path: &str| match unquoted(path) {
        path if path.starts_with("dart:") => 0,
        path if path.starts_with("package:") => 1,
        path if path.starts_with("relative ") => 3,
        // Perl's pragmas
        path if style.statements.contains(&"no ") && path.starts_with(|c: char| c.is_ascii_lowercase() || c == 'v') => {
            1
        }
        _ => 2,
    };
    let statement = |import: &Import| Statement {
        range: import.range.clone(),
        key: key(&import.path),
        kind: kind(&import.path),
        rank: rank(&import.path),
    };
    let statements: Vec<Statement> = imports.iter().map(statement).collect();
    let key = key(wanted);
    let new = New { text, key: &key, kind: kind(wanted), rank: rank(wanted) };
    let is_head = |line: &str| style.behind.iter().any(|word| line.starts_with(word));
    placing::among(code, placing::leading(code, &statements), &new)
        .unwrap_or_else(|| placing::at_top(code, text, is_head, |_| 1))
}

/// The words that begin the lines of data.
const ALL_WORDS: &[&str] =
    &["#include ", "#import ", "@using ", "import ", "Imports ", "open ", "require ", "using ", "use "];

/// The text behind the word that begins a statement.
fn path<'l>(line: &'l str, words: &[&str]) -> Option<&'l str> {
    let rest = words.iter().filter_map(|word| line.strip_prefix(word)).min_by_key(|rest| rest.len())?;
    Some(rest.trim().trim_end_matches(';').trim_end())
}

/// `a.b` and `C` of `a.b.C`, in the signs of any language.
fn split_last(path: &str) -> (&str, &str) {
    let at = path.rfind(['.', '\\', ':', '/']).unwrap_or(0);
    let parent = path[..at].trim_end_matches(':');
    (parent.trim_start_matches("static "), path[at..].trim_start_matches(['.', '\\', ':', '/']))
}

fn unquoted(path: &str) -> &str {
    path.trim_matches(['"', '\'', '<', '>', ' '])
}

/// The package or namespace of the file.
fn package<'c>(code: &'c Code<'_>) -> Option<&'c str> {
    let line = (0..code.lines.len())
        .map(|index| code.masked_line(index))
        .find(|line| line.starts_with("package ") || line.starts_with("namespace "))?;
    let name = line.split_once(' ')?.1.trim().trim_end_matches([';', '{', ' ']);
    Some(name)
}

fn imports(code: &Code<'_>, style: &ImportStyle) -> Vec<Import> {
    let at_margin = within(code, style, 0);
    if at_margin.is_empty() { within(code, style, 1) } else { at_margin }
}

/// The statements at the margin, or those right inside of a namespace with curly brackets.
fn within(code: &Code<'_>, style: &ImportStyle, braces: i32) -> Vec<Import> {
    let mut found: Vec<Import> = Vec::new();
    let mut block = "";
    for (index, line) in code.lines.iter().enumerate() {
        let masked = code.masked_line(index);
        let statement = masked.trim_start();
        if line.braces == 0 && !statement.is_empty() && statement != "{" {
            block = statement;
        }
        let is_indented = statement.len() < masked.len();
        let is_there = line.braces == braces && line.brackets == 0 && line.conditions == 0 && !line.is_inside;
        if !is_there || is_indented && braces == 0 || braces > 0 && !block.starts_with("namespace ") {
            continue;
        }
        let start = line.range.end - statement.len();
        let Some(rest) = path(statement, style.statements).map(str::len) else { continue };
        // A statement, not a block: `using (var x = …)`, `use ($x)`.
        if rest == 0 || statement.contains(" (") && statement.starts_with("using") {
            continue;
        }
        let mut end = code.end_of_statement(index);
        while let Some(next) = continued(code, end) {
            end = next;
        }
        let range = line.range.start..code.lines[end].range.end;
        let word = style
            .statements
            .iter()
            .filter(|word| statement.starts_with(**word))
            .map(|word| word.len())
            .max()
            .unwrap_or(0);
        let lead = &statement[..word];
        found.push(read(code, range, start + word, lead));
    }
    found
}

/// The next line, behind comments, if it goes on with a list of names, as in Haskell.
fn continued(code: &Code<'_>, index: usize) -> Option<usize> {
    let is_comment = |index: &usize| code.masked_line(*index).trim().is_empty() && !code.is_blank(*index);
    let next = (index + 1..code.lines.len()).find(|next| !is_comment(next))?;
    let (masked, last) = (code.masked_line(next), code.masked_line(index).trim_end());
    let is_indented = masked.starts_with([' ', '\t']);
    let goes_on =
        masked.trim_start().starts_with(['(', ',', ')', '.']) || last.ends_with(',') && !masked.trim().is_empty();
    (is_indented && goes_on).then(|| code.end_of_statement(next))
}

/// Reads a statement whose path begins at a byte.
fn read(code: &Code<'_>, range: Range<usize>, start: usize, lead: &str) -> Import {
    let masked = code.masked[start..range.end].trim_end().trim_end_matches(';').trim_end();
    let end = start + masked.len();
    let text = &code.text[start..end];
    let lead_words = lead.split_whitespace().filter(|word| matches!(*word, "static" | "require_relative"));
    let lead: String = lead_words.map(|word| if word == "static" { "static " } else { "relative " }).collect();
    let is_qualified = masked.split_whitespace().any(|word| word == "qualified");
    let module = text.trim_start_matches("qualified ").split_whitespace().next().unwrap_or("");
    let mut import =
        Import { range, path: format!("{lead}{text}"), entries: Vec::new(), list: None, comma: ",", is_qualified };
    // `a.{B, C => D}`, `A\{B, C}`, `std/[a, b]`, `M (a, b)`, `M qw(a b)`
    let open = masked.find(['{', '[', '(']).filter(|_| masked.ends_with(['}', ']', ')']));
    if let Some(open) = open {
        let inside = start + open + 1..end - 1;
        let is_words = masked[..open].trim_end().ends_with("qw");
        let list = if is_words { List::parted(code, inside, char::is_whitespace) } else { List::of(code, inside) };
        let prefix = masked[..open].trim();
        if is_words || masked[open..].starts_with('(') {
            let is_hiding = prefix.ends_with("hiding");
            import.comma = if is_words { "" } else { "," };
            let alias = alias_of(prefix).map(str::to_owned);
            let module = if is_words { prefix.trim_end_matches("qw").trim_end() } else { module };
            import.entries.push((module.split('(').next().unwrap_or(module).to_owned(), alias));
            import.list = (!is_hiding).then(|| (String::new(), list));
        } else {
            let parent = prefix.trim_end_matches(['.', '\\', '/', ':']);
            let separator = &prefix[parent.len()..];
            for item in &list.items {
                let item = &code.masked[item.clone()];
                let (name, alias) = renamed(item);
                import.entries.push((format!("{lead}{parent}{separator}{name}"), alias.map(str::to_owned)));
            }
            import.list = Some((parent.to_owned(), list));
        }
        return import;
    }
    // `A = B.C`
    if let Some((alias, path)) = text.split_once('=').filter(|(alias, _)| alias.trim().chars().all(is_word)) {
        import.entries.push((path.trim().to_owned(), Some(alias.trim().to_owned())));
        return import;
    }
    // `'a' show B, C`
    if let Some(at) = masked.find(" show ") {
        let list = List::of(code, start + at + " show ".len()..end);
        import.entries.push((module.to_owned(), alias_of(masked).map(str::to_owned)));
        import.list = Some((String::new(), list));
        return import;
    }
    // `using M: a`, `import m : a`
    if let Some((module, names)) = masked.split_once(": ").filter(|(module, _)| !module.contains(['"', '\''])) {
        import.entries.push((module.trim().to_owned(), None));
        import.list = Some((String::new(), List::of(code, end - names.len()..end)));
        return import;
    }
    for part in text.split(',') {
        let part = part.trim().trim_start_matches("qualified ");
        let (path, alias) = match renamed(part) {
            (path, None) => (path, None),
            (path, alias) => (path, alias.map(str::to_owned)),
        };
        let path = path.split(" hiding").next().unwrap_or(path).split(" exposing").next().unwrap_or(path);
        import.entries.push((format!("{lead}{}", path.trim()), alias));
    }
    import
}

fn alias_of(text: &str) -> Option<&str> {
    let rest = text.split_once(" as ")?.1.trim_start();
    rest.split(|c: char| !is_word(c) && c != '.').next().filter(|alias| !alias.is_empty())
}

/// `a as b`, `a => b`, `a qualified as b`
fn renamed(text: &str) -> (&str, Option<&str>) {
    let Some((name, _)) = text.split_once(" as ").or_else(|| text.split_once("=>")) else { return (text.trim(), None) };
    let alias = alias_of(text).or_else(|| text.split_once("=>").map(|(_, alias)| alias.trim()));
    (name.trim().trim_end_matches(" qualified").trim(), alias)
}
