//! `Gemfile`, `Gemfile.lock`, `*.gemspec` and `.ruby-version`.

use std::collections::HashSet;

use super::packages::{Reach, is_dev_group};
use super::words::{HASH, Token, statements, text_of, tokens, word_of};
use super::{Broken, Dependency, Ecosystem, Packages, Range, Wanted};

pub(super) fn gemfile(text: &str) -> Result<Packages, Broken> {
    let tokens = tokens(text, &HASH);
    let mut found = Packages::default();
    // Blocks that are open, and whether each is of a group for development.
    let mut blocks: Vec<bool> = Vec::new();
    let mut dev_blocks = 0;
    for statement in statements(&tokens) {
        let Some(first) = word_of(statement.first()) else { continue };
        match first {
            "gem" => found.dependencies.extend(gem(statement, dev_blocks > 0)),
            "ruby" => {
                if let Some(version) = text_of(statement.get(1)).or_else(|| text_of(statement.get(2))) {
                    let range = Range::parse(Ecosystem::Gem, version);
                    found.dependencies.push(Dependency::runtime("ruby", range, version));
                }
            }
            "end" => dev_blocks -= usize::from(blocks.pop() == Some(true)),
            _ => {}
        }
        let opens =
            matches!(first, "if" | "unless" | "case" | "begin" | "def" | "while" | "until" | "class" | "module");
        if opens || statement.contains(&Token::Word("do")) {
            let is_dev = first == "group" && is_dev(statement);
            dev_blocks += usize::from(is_dev);
            blocks.push(is_dev);
        }
    }
    Ok(found)
}

/// Whether all groups that a statement names are for development.
fn is_dev(statement: &[Token<'_>]) -> bool {
    let names = statement.iter().skip(1).filter_map(|token| match token {
        Token::Word(word) => Some(*word),
        Token::Text(text) => Some(*text),
        _ => None,
    });
    let mut names = names.filter(|name| !matches!(*name, "do" | "optional" | "true" | "group" | "groups")).peekable();
    names.peek().is_some() && names.all(is_dev_group)
}

/// `gem "name", "~> 1.0", group: :test`.
fn gem(statement: &[Token<'_>], is_in_dev: bool) -> Option<Dependency> {
    let start = statement.iter().position(|token| matches!(token, Token::Text(_)))?;
    let name = text_of(statement.get(start))?;
    let requirement = requirements(&statement[start + 1..]);
    let option =
        |names: &[&str]| statement.iter().position(|token| matches!(token, Token::Word(word) if names.contains(word)));
    let group = option(&["group", "groups"]).is_some_and(|at| {
        // Up to the next option, whose name a comma stands before.
        let rest = &statement[at + 1..];
        let end =
            rest.windows(3).position(|three| matches!(three, [Token::Sign(','), Token::Word(_), Token::Sign(':')]));
        is_dev(&[&[Token::Word("group")], &rest[..end.unwrap_or(rest.len())]].concat())
    });
    let dependency = Dependency::new(Ecosystem::Gem, name, &requirement).dev(is_in_dev || group);
    let is_elsewhere = option(&["git", "github", "path", "gitlab", "bitbucket"]).is_some();
    Some(if is_elsewhere && requirement.is_empty() { dependency.wanting(Wanted::Unknown) } else { dependency })
}

/// The strings that follow a name, up to an option.
fn requirements(tokens: &[Token<'_>]) -> String {
    let mut found: Vec<&str> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) if !matches!(tokens.get(at + 1), Some(Token::Sign(':' | '='))) => found.push(text),
            Token::Sign(',' | '[' | ']' | '(' | ')') | Token::Line => {}
            Token::Sign('.') => {}
            Token::Word("freeze") => {}
            _ => break,
        }
    }
    found.join(", ")
}

pub(super) fn gemspec(text: &str) -> Result<Packages, Broken> {
    let tokens = tokens(text, &HASH);
    let mut found = Packages::default();
    for statement in statements(&tokens) {
        let at = |names: &[&str]| {
            statement.iter().position(|token| matches!(token, Token::Word(word) if names.contains(word)))
        };
        if let Some(at) = at(&["add_dependency", "add_runtime_dependency", "add_development_dependency"]) {
            let is_dev = statement[at] == Token::Word("add_development_dependency");
            found.dependencies.extend(gem(&statement[at..], is_dev));
        } else if let Some(at) = at(&["required_ruby_version"]) {
            let text = requirements(
                &statement[at + 1..].iter().copied().filter(|t| *t != Token::Sign('=')).collect::<Vec<_>>(),
            );
            if !text.is_empty() {
                let range = Range::parse(Ecosystem::Gem, &text);
                found.dependencies.push(Dependency::runtime("ruby", range, &text));
            }
        }
    }
    Ok(found)
}

pub(super) fn gemfile_lock(text: &str) -> Result<Packages, Broken> {
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let mut direct = HashSet::new();
    let mut seen = HashSet::new();
    let mut section = "";
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let entry = line.trim();
        if indent == 0 {
            section = entry;
            continue;
        }
        let (name, version) = entry.split_once(" (").unwrap_or((entry, ""));
        let version = version.trim_end_matches([')', '!']);
        match (section, indent) {
            // Behind a hyphen stands the platform.
            ("GEM", 4) if !version.is_empty() => {
                let version = version.split('-').next().unwrap_or_default();
                if seen.insert((name, version)) {
                    found.dependencies.push(Dependency::locked(Ecosystem::Gem, name, version));
                }
            }
            ("GIT" | "PATH" | "PLUGIN SOURCE", 4) if !version.is_empty() => {
                found.dependencies.push(Dependency::locked(Ecosystem::Gem, name, version));
            }
            ("DEPENDENCIES", 2) => drop(direct.insert(name.trim_end_matches('!'))),
            ("RUBY VERSION", _) => {
                let version = entry.strip_prefix("ruby ").unwrap_or(entry).split('p').next().unwrap_or_default();
                let range = Range::series(version);
                found.dependencies.push(Dependency::runtime("ruby", range, version));
            }
            _ => {}
        }
    }
    for dependency in found.dependencies.iter_mut().filter(|dependency| dependency.ecosystem == Ecosystem::Gem) {
        let is_direct = direct.contains(dependency.name.as_str());
        dependency.reach = if is_direct { Reach::Direct } else { Reach::Indirect };
    }
    match text.contains("\nDEPENDENCIES") {
        true => Ok(found),
        false => Err(Broken("it has no `DEPENDENCIES`".into())),
    }
}
