//! The statements at the start of a document that bring names in: from which library a qualifier comes, and under which name.

use std::ops::Range;

use crate::catalog::tables::{IMPORTS, PROJECT_MODULES, PROJECT_PATHS};
use crate::catalog::{Library, Spelling};

use crate::detect::document::source::lines;
use crate::detect::lexicon::words::{identifiers, is_word};

/// How many lines a statement may have.
const STATEMENT_LINES: usize = 100;

/// How a document writes the names of one form.
pub(crate) struct Form {
    /// One of them.
    pub(crate) spelling: Spelling,
    /// The qualifier before the names; may be empty.
    pub(crate) qualifier: String,
}

/// The imports of a name in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// No statement brings it in.
    Unknown,
    /// A statement brings it in, from elsewhere.
    Elsewhere,
    /// A statement brings it in from that library.
    Library,
}

/// The statements of a document that bring names in.
pub(crate) struct Imports<'t> {
    text: &'t str,
    statements: Vec<&'t str>,
}

impl<'t> Imports<'t> {
    /// Those of a text, each whole: one of several lines ends where its brackets close.
    pub(crate) fn of(text: &'t str) -> Self {
        let mut found = Vec::new();
        let mut lines = lines(text);
        while let Some((Range { start, mut end }, line)) = lines.next() {
            if !is_import(line.trim_start()) {
                continue;
            }
            let (mut depth, mut count) = (depth_of(line), 1);
            while depth > 0 && count < STATEMENT_LINES {
                let Some((range, line)) = lines.next() else { break };
                (depth, count, end) = (depth + depth_of(line), count + 1, range.end);
            }
            let statement = &text[start..end];
            // Each line of Go's `import ( … )` imports one package.
            match statement.trim_start().strip_prefix("import (") {
                Some(packages) => found.extend(packages.lines().filter(|line| line.contains('"'))),
                None => found.push(statement),
            }
        }
        Self { text, statements: found }
    }

    /// Whether a statement brings `name` in, and whether from that library.
    pub(crate) fn origin(&self, name: &str, library: &Library) -> Origin {
        let mut origin = Origin::Unknown;
        for statement in self.statements.iter().filter(|statement| binds(statement, name)) {
            if is_from(statement, name, library) {
                return Origin::Library;
            }
            origin = Origin::Elsewhere;
        }
        origin
    }

    /// Whether a statement brings `name` in, from wherever.
    pub(crate) fn bind(&self, name: &str) -> bool {
        self.statements.iter().any(|statement| binds(statement, name))
    }

    /// The words of all statements.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'t str> {
        self.statements.iter().flat_map(|statement| identifiers(statement))
    }

    /// Whether the text shows that it uses that library, by a sign that is not the beginning of another's:
    /// `http-status-codes` is not `http-status`. A sign that is an everyday word must stand in a statement.
    pub(crate) fn hold(&self, library: &Library) -> bool {
        let is_word = |sign: &str| sign.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let in_statement = |sign: &str| self.statements.iter().any(|statement| holds_unjoined(statement, sign));
        let is_held = |sign: &&str| if is_word(sign) { in_statement(sign) } else { holds_unjoined(self.text, sign) };
        library.imports.iter().any(is_held)
    }

    /// How the document can write the names of a library, one entry a form; `needs_names` says whether each imported name is
    /// listed in a statement.
    pub(crate) fn forms(&self, library: &Library, needs_names: bool) -> Vec<Form> {
        let mut alone: Vec<Form> = Vec::new();
        let mut brought_in: Vec<Form> = Vec::new();
        let mut others: Vec<Form> = Vec::new();
        let mut last: Option<Spelling> = None;
        for spelling in library.spellings() {
            // Those of a form stand together.
            if last.replace(spelling).is_some_and(|last| last.is_of_form(spelling)) {
                continue;
            }
            let qualifier = spelling.qualifier();
            let Some(root) = identifiers(qualifier).next() else {
                alone.push(Form { spelling, qualifier: qualifier.to_owned() });
                continue;
            };
            let owner = identifiers(qualifier).last().unwrap_or(root);
            if self.statements.iter().any(|statement| opens(statement, owner, library)) {
                brought_in.push(Form { spelling, qualifier: String::new() });
            } else if let Some(prefix) = self.namespace(library) {
                brought_in.push(Form { spelling, qualifier: [prefix, ".", qualifier].concat() });
            } else if let Some(alias) = self.alias(root, library) {
                brought_in.push(Form { spelling, qualifier: qualifier.replacen(root, alias, 1) });
            } else {
                let form = Form { spelling, qualifier: qualifier.to_owned() };
                match self.origin(root, library) {
                    Origin::Library => brought_in.push(form),
                    Origin::Unknown => others.push(form),
                    Origin::Elsewhere => {}
                }
            }
        }
        if brought_in.is_empty() {
            let is_named = needs_names && self.statements_of(library).next().is_some();
            let brings_all =
                || self.statements_of(library).any(|statement| statement.contains(".*") || statement.contains("._"));
            if !is_named || brings_all() {
                // One way to write it is enough: the one that the library's own statement brings in.
                let is_usual = |form: &&Form| form.spelling.imports().first() == Some(&library.usage);
                let first = others.iter().find(is_usual).or(others.first()).map(|form| form.qualifier.clone());
                brought_in.extend(others.into_iter().filter(|form| Some(&form.qualifier) == first.as_ref()));
            }
        }
        alone.into_iter().chain(brought_in).collect()
    }

    fn statements_of(&self, library: &'t Library) -> impl Iterator<Item = &'t str> {
        let of_library = move |statement: &&str| library.imports.iter().any(|sign| holds_unjoined(statement, sign));
        self.statements.iter().copied().filter(of_library)
    }

    /// The alias of `name` in the document, if it has one.
    fn alias(&self, name: &str, library: &Library) -> Option<&'t str> {
        self.statements.iter().copied().find_map(|statement| {
            let is_alias = |word: &&str| {
                *word != name
                    && holds_a_sign(statement, word, library)
                    && original(statement, word, library) == Some(name)
            };
            identifiers(statement).find(is_alias)
        })
    }

    /// The name under which the document has all of a module: `import * as H from "http-status-codes"`.
    fn namespace(&self, library: &Library) -> Option<&'t str> {
        self.statements.iter().copied().find_map(|statement| {
            let (_, rest) = statement.split_once("* as ")?;
            let name = identifiers(rest).next()?;
            holds_a_sign(statement, name, library).then_some(name)
        })
    }

    /// The library's name for an alias in the document: `StatusCodes` for `Codes` of
    /// `import { StatusCodes as Codes } from "http-status-codes"`.
    pub(crate) fn original(&self, name: &str, library: &Library) -> Option<&str> {
        let statements = self.statements.iter().filter(|statement| holds_a_sign(statement, name, library));
        statements.copied().find_map(|statement| original(statement, name, library))
    }
}

fn is_import(line: &str) -> bool {
    IMPORTS.iter().any(|beginning| line.starts_with(beginning))
        || line.contains('=') && (line.contains("require(") || line.contains("import("))
        || line.starts_with("export ") && line.contains(" from ")
}

/// By how much more brackets a line opens than it closes.
fn depth_of(line: &str) -> i32 {
    let of = |c: char| match c {
        '(' | '{' | '[' => 1,
        ')' | '}' | ']' => -1,
        _ => 0,
    };
    line.chars().map(of).sum()
}

/// Whether the statement makes `name` known in the document.
fn binds(statement: &str, name: &str) -> bool {
    match package_of_go(statement) {
        Some(("", path)) => last_part(path) == name,
        Some((alias, _)) => alias == name,
        None => {
            // Python's `from http import HTTPStatus` does not bring in `http`.
            let named = module_of_python(statement).and_then(|_| statement.split_once(" import"));
            outside_quotes(named.map_or(statement, |(_, names)| names)).any(|part| stands_for_itself(part, name))
        }
    }
}

/// Whether a piece of a statement holds `name`, and not to give it another one.
fn stands_for_itself(part: &str, name: &str) -> bool {
    around_word(part, name).any(|(_, after)| {
        let next = after.trim_start();
        let is_renamed = next.starts_with("as ")
            || next.starts_with("=>")
            || next.strip_prefix(':').is_some_and(|new| new.trim_start().starts_with(is_word));
        !is_renamed
    })
}

/// The text before and behind a word, for each place of the text in which it is no part of another.
fn around_word<'t>(text: &'t str, word: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let around = text.match_indices(word).map(|(at, found)| (&text[..at], &text[at + found.len()..]));
    around.filter(|(before, after)| !before.ends_with(is_word) && !after.starts_with(is_word))
}

/// Whether a statement brings in what `owner` has, to stand alone: `import static a.HttpStatus.*`, `from a.status import *`.
fn opens(statement: &str, owner: &str, library: &Library) -> bool {
    if !library.imports.iter().any(|sign| holds_unjoined(statement, sign)) {
        return false;
    }
    if let Some((alias, path)) = package_of_go(statement) {
        return alias == "." && last_part(path) == owner;
    }
    let is_static = statement.contains("static ");
    around_word(statement, owner).any(|(before, after)| {
        let is_module = before.ends_with(['.', ':'])
            && (after.trim_start().starts_with("import") && before.trim_start().starts_with("from"));
        let opening = [".*", "._", ".{", "::*", "::{"].iter().any(|mark| after.starts_with(mark));
        is_module
            || opening
            || is_static && (after.starts_with('.') || after.trim_end().trim_end_matches(';').is_empty())
    })
}

/// The alias, or nothing, and the path of a line that imports a package of Go: `h "net/http"`.
fn package_of_go(statement: &str) -> Option<(&str, &str)> {
    let line = statement.trim();
    let line = line.strip_prefix("import ").unwrap_or(line).trim_start();
    let (alias, rest) = line.split_once('"')?;
    let (path, behind) = rest.split_once('"')?;
    let is_alias = alias.trim().chars().all(|c| is_word(c) || c == '.');
    let ends_there = behind.trim_start().is_empty() || behind.trim_start().starts_with("//");
    (is_alias && ends_there).then_some((alias.trim(), path))
}

/// The name of a package by its path, without the version that Go's modules end with.
fn last_part(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let is_version = last.strip_prefix('v').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if is_version { parts.next().unwrap_or(last) } else { last }
}

/// Whether the statement, which binds `name`, takes it from that library.
fn is_from(statement: &str, name: &str, library: &Library) -> bool {
    if is_of_the_project(statement) {
        return false;
    }
    if holds_a_sign(statement, name, library) {
        return true;
    }
    // Where the name itself is the only sign, the module decides in the languages that name it: `from http import HTTPStatus`.
    library.imports.iter().all(|sign| *sign == name)
        && match (module_of_python(statement), module_of_python(library.usage)) {
            (Some(module), Some(own)) => module == own,
            _ => true,
        }
}

/// Whether the statement holds a sign of the library other than the name itself.
fn holds_a_sign(statement: &str, name: &str, library: &Library) -> bool {
    library.imports.iter().any(|sign| *sign != name && holds_whole(statement, sign))
}

/// Whether a text holds a sign that does not go on a word: `http-status` is not in `http-status-codes`.
fn holds_whole(text: &str, sign: &str) -> bool {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let begins = sign.starts_with(|c: char| c.is_alphanumeric());
    // A sign that ends in a mark (`ring.util.http-`, `Cake\`) is the beginning of more.
    let ends = sign.ends_with(|c: char| c.is_alphanumeric());
    text.match_indices(sign).any(|(at, _)| {
        let is_joined = begins && goes_on(text[..at].chars().next_back());
        !(is_joined || ends && goes_on(text[at + sign.len()..].chars().next()))
    })
}

/// Whether a text holds a sign that no hyphen joins to more: `http-status` is not in `http-status-codes`.
fn holds_unjoined(text: &str, sign: &str) -> bool {
    text.match_indices(sign).any(|(at, _)| !text[..at].ends_with('-') && !text[at + sign.len()..].starts_with('-'))
}

/// `from http import HTTPStatus`
fn module_of_python(statement: &str) -> Option<&str> {
    let rest = statement.trim_start().strip_prefix("from ")?;
    Some(rest.split_once(" import")?.0.trim())
}

/// Whether the statement takes names from a file of the same project.
fn is_of_the_project(statement: &str) -> bool {
    let quoted = statement.split(['"', '\'', '`']).skip(1).step_by(2);
    let is_path = |text: &str| text == "." || text == ".." || PROJECT_PATHS.iter().any(|own| text.starts_with(own));
    quoted.into_iter().any(is_path)
        || PROJECT_MODULES.iter().any(|own| statement.contains(own))
        || module_of_python(statement).is_some_and(|module| module.starts_with('.'))
}

/// The pieces of a statement that do not stand in quotes.
fn outside_quotes(statement: &str) -> impl Iterator<Item = &str> {
    statement.split(['"', '\'', '`']).step_by(2)
}

/// The original name of `name` in the library from which the statement imports it.
fn original<'s>(statement: &'s str, name: &str, library: &Library) -> Option<&'s str> {
    if let Some((_, path)) = package_of_go(statement).filter(|(alias, _)| *alias == name) {
        return Some(last_part(path));
    }
    let end_of_word = |text: &'s str| identifiers(text).last();
    let renamed = around_word(statement, name).find_map(|(before, after)| {
        let before = before.trim_end();
        // `A as name`, `A => name`, `{ A: name }`, `[a.b :as name]`
        let marks = [" as", "=>", ":as", ":"];
        let first = marks.iter().find_map(|mark| before.strip_suffix(mark)).and_then(end_of_word);
        // `using name = A.B.C;`, `const name = require("x").C`
        let last = || {
            let value = after.trim_start().strip_prefix('=')?.trim_end().trim_end_matches(';');
            let member = value.rsplit_once(").").map(|(_, member)| member);
            let is_path = statement.trim_start().starts_with("using ");
            member.or(is_path.then_some(value)).and_then(end_of_word)
        };
        first.or_else(last)
    });
    renamed.or_else(|| {
        // `import name from "x"`, `const name = require("x")`: what the library exports itself, as its own line has it.
        let imported = statement.trim_start();
        let is_whole = imported
            .strip_prefix("import ")
            .is_some_and(|rest| identifiers(rest).next() == Some(name) && !rest.trim_start().starts_with('{'))
            || imported.contains("require(") && identifiers(imported).nth(1) == Some(name);
        let own = library.usage.trim_start();
        let own = own.strip_prefix("import ").or_else(|| own.strip_prefix("const "))?;
        (is_whole && !own.starts_with('{')).then(|| identifiers(own).next()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(id: &str) -> &'static Library {
        Library::all().iter().find(|library| library.id == id).expect("a library")
    }

    #[track_caller]
    fn check(text: &str, name: &str, id: &str, expected: Origin) {
        assert_eq!(Imports::of(text).origin(name, library(id)), expected, "{text}");
    }

    #[test]
    fn a_name_comes_from_where_its_statement_says() {
        use Origin::{Elsewhere, Library, Unknown};
        check("import org.springframework.http.HttpStatus;\n", "HttpStatus", "java-spring-framework-7", Library);
        check("import org.springframework.http.HttpStatus;\n", "HttpStatus", "java-jetty", Elsewhere);
        check("import org.springframework.http.*;\n", "HttpStatus", "java-spring-framework-7", Unknown);
        check("import { StatusCodes } from 'http-status-codes'\n", "StatusCodes", "js-http-status-codes", Library);
        check(
            "import {\n  a,\n  StatusCodes,\n} from 'http-status-codes'\n",
            "StatusCodes",
            "js-http-status-codes",
            Library,
        );
        check("import { StatusCodes } from './codes'\n", "StatusCodes", "js-http-status-codes", Elsewhere);
        check("const status = require('http-status-codes')\n", "status", "js-http-status", Elsewhere);
        check("const { StatusCodes } = require('http-status-codes')\n", "StatusCodes", "js-http-status-codes", Library);
        check("import (\n\t\"fmt\"\n\t\"net/http\"\n)\n", "http", "go-net-http", Library);
        check("import (\n\t\"acme.org/http\"\n)\n", "http", "go-net-http", Elsewhere);
        check("import \"github.com/gofiber/fiber/v3\"\n", "fiber", "go-gofiber-fiber-v3", Library);
        check("from http import HTTPStatus\n", "HTTPStatus", "python-http-stdlib", Library);
        check("from .codes import HTTPStatus\n", "HTTPStatus", "python-http-stdlib", Elsewhere);
        check("from app.codes import HTTPStatus\n", "HTTPStatus", "python-http-stdlib", Elsewhere);
        check("from fastapi import (\n    FastAPI,\n    status,\n)\n", "status", "python-fastapi", Library);
        check("from fastapi import FastAPI, status\n", "status", "python-starlette", Elsewhere);
        check("use axum::{http::StatusCode, Json};\n", "StatusCode", "rust-http", Library);
        check("use crate::errors::StatusCode;\n", "StatusCode", "rust-http", Elsewhere);
        check("use Symfony\\Component\\HttpFoundation\\Response;\n", "Response", "php-symfony-httpfoundation", Library);
        check("use GuzzleHttp\\Psr7\\Response;\n", "Response", "php-symfony-httpfoundation", Elsewhere);
    }

    #[test]
    fn a_name_may_be_another_ones() {
        let original =
            |text: &str, name: &str, id: &str| Imports::of(text).original(name, library(id)).map(str::to_owned);
        let (codes, go) = ("js-http-status-codes", "go-net-http");
        assert_eq!(
            original("import { StatusCodes as S } from 'http-status-codes'", "S", codes).as_deref(),
            Some("StatusCodes")
        );
        assert_eq!(
            original("const { StatusCodes: S } = require('http-status-codes')", "S", codes).as_deref(),
            Some("StatusCodes")
        );
        assert_eq!(
            original("const S = require('http-status-codes').StatusCodes;", "S", codes).as_deref(),
            Some("StatusCodes")
        );
        assert_eq!(original("import codes from 'http-status'", "codes", "js-http-status").as_deref(), Some("status"));
        assert_eq!(original("import (\n\tnethttp \"net/http\"\n)", "nethttp", go).as_deref(), Some("http"));
        assert_eq!(
            original("using Code = System.Net.HttpStatusCode;", "Code", "dotnet-system-net").as_deref(),
            Some("HttpStatusCode")
        );
        assert_eq!(original("from starlette import status as st", "st", "python-starlette").as_deref(), Some("status"));
        assert_eq!(original("from starlette import status as st", "status", "python-starlette"), None);
    }
}
