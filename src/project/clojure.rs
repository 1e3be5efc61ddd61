//! `deps.edn` and `project.clj`. Both name the JVM's artifacts.

use std::collections::HashMap;

use super::packages::{Wanted, is_dev_group};
use super::words::{LISP, Token, text_of, tokens, word_of};
use super::{Broken, Dependency, Ecosystem, Packages};

/// `a/b` as `a:b`, and `a` as `a:a`.
fn coordinates(symbol: &str) -> String {
    let (group, artifact) = symbol.split_once('/').unwrap_or((symbol, symbol));
    format!("{group}:{}", artifact.split('$').next().unwrap_or(artifact))
}

/// `[ring/ring-core "1.9.0"]` inside of `:dependencies`, `:managed-dependencies` of `project.clj`.
pub(super) fn project(text: &str) -> Result<Packages, Broken> {
    let tokens = without_lines(text);
    // `(def ring-version "1.9.0")`.
    let mut versions: HashMap<&str, &str> = HashMap::new();
    for window in tokens.windows(3) {
        if let [Token::Word("def"), Token::Word(name), Token::Text(value)] = window {
            versions.insert(name, value);
        }
    }
    let dependencies = listed(&tokens, &["dependencies"], |open| vector(&tokens[open + 1..], &versions));
    Ok(Packages { dependencies, ..Packages::default() })
}

/// The results of `read` for each bracket, by its token, that opens directly inside the value of one of these keys.
fn listed(tokens: &[Token<'_>], keys: &[&str], read: impl Fn(usize) -> Option<Dependency>) -> Vec<Dependency> {
    let mut found = Vec::new();
    // Whether what stands in each open bracket is for development.
    let mut open: Vec<bool> = Vec::new();
    // The depth of the list of dependencies, while inside.
    let mut list: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(' | '[' | '{') => {
                let is_dev = open.last().copied().unwrap_or_default();
                if list == Some(open.len()) {
                    found.extend(read(at).map(|dependency| dependency.dev(is_dev)));
                }
                let keyword = keyword_before(tokens, at);
                open.push(is_dev || keyword.is_some_and(is_dev_group));
                if keyword.is_some_and(|keyword| keys.contains(&keyword)) {
                    list = Some(open.len());
                }
            }
            Token::Sign(')' | ']' | '}') => {
                if list == Some(open.len()) {
                    list = None;
                }
                open.pop();
            }
            _ => {}
        }
    }
    found
}

/// `dev` of `:dev {`.
fn keyword_before<'t>(tokens: &[Token<'t>], at: usize) -> Option<&'t str> {
    match tokens[..at] {
        [.., Token::Sign(':'), Token::Word(name)] => Some(name),
        _ => None,
    }
}

fn vector(tokens: &[Token<'_>], versions: &HashMap<&str, &str>) -> Option<Dependency> {
    let symbol = word_of(tokens.first())?;
    let text = match tokens {
        [_, Token::Sign('~'), Token::Word(name), ..] => Some(versions.get(name).copied().unwrap_or("$")),
        _ => text_of(tokens.get(1)),
    };
    let dependency = Dependency::new(Ecosystem::Maven, &coordinates(symbol), text.unwrap_or_default());
    Some(if text.is_none() { dependency.wanting(Wanted::Managed) } else { dependency })
}

/// `{:deps {ring/ring-core {:mvn/version "1.9.0"}}}` of `deps.edn`.
pub(super) fn deps(text: &str) -> Result<Packages, Broken> {
    let tokens = without_lines(text);
    let dependencies = listed(&tokens, &["deps", "extra-deps", "replace-deps"], |open| match tokens[..open] {
        [.., Token::Word(symbol)] => Some(entry(symbol, &tokens[open + 1..])),
        _ => None,
    });
    Ok(Packages { dependencies, ..Packages::default() })
}

fn entry(symbol: &str, tokens: &[Token<'_>]) -> Dependency {
    let is_version = |three: &&[Token<'_>]| three[0] == Token::Sign(':') && three[1] == Token::Word("mvn/version");
    let end = tokens.iter().take(30).position(|token| *token == Token::Sign('}')).unwrap_or(tokens.len().min(30));
    let version = tokens[..end].windows(3).find(is_version).and_then(|three| text_of(three.get(2)));
    let dependency = Dependency::new(Ecosystem::Maven, &coordinates(symbol), version.unwrap_or_default());
    if version.is_none() { dependency.wanting(Wanted::Unknown) } else { dependency }
}

fn without_lines(text: &str) -> Vec<Token<'_>> {
    let mut tokens = tokens(text, &LISP);
    tokens.retain(|token| !matches!(token, Token::Line | Token::Sign(',' | '^' | '#' | '`')));
    tokens
}
