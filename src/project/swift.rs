//! `Package.swift` and `Package.resolved`.

use super::packages::Wanted;
use super::tree::from_json;
use super::words::{SLASHES, Token, text_of, tokens};
use super::{Broken, Dependency, Ecosystem, Packages, Range, Version};

/// The identity of a package: the last part of its address, without `.git`.
fn identity(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    let last = address.rsplit('/').next().unwrap_or(address);
    last.strip_suffix(".git").unwrap_or(last)
}

/// How many words of a `.package(…)` are read.
const LONGEST: usize = 60;

pub(super) fn manifest(text: &str) -> Result<Packages, Broken> {
    let mut tokens = tokens(text, &SLASHES);
    tokens.retain(|token| *token != Token::Line);
    let mut found = Packages::default();
    for (at, window) in tokens.windows(3).enumerate() {
        if let [Token::Sign('.'), Token::Word("package"), Token::Sign('(')] = window {
            let call = &tokens[at + 3..];
            let mut depth = 0usize;
            let end = call.iter().take(LONGEST).position(|token| {
                match token {
                    Token::Sign('(') => depth += 1,
                    Token::Sign(')') if depth == 0 => return true,
                    Token::Sign(')') => depth -= 1,
                    _ => {}
                }
                false
            });
            found.dependencies.extend(dependency(&call[..end.unwrap_or(call.len().min(LONGEST))]));
        }
    }
    Ok(found)
}

fn dependency(call: &[Token<'_>]) -> Option<Dependency> {
    let value = |key: &str| {
        let at = call.iter().position(|token| *token == Token::Word(key))?;
        text_of(call.get(at + 2)).filter(|_| call.get(at + 1) == Some(&Token::Sign(':')))
    };
    let address = value("url");
    let name = address.map(identity).or_else(|| value("id").map(|id| id.rsplit('.').next().unwrap_or(id)))?;
    let dependency = Dependency::new(Ecosystem::Swift, name, "");
    let version = |text: &str| Version::parse(text);
    let (text, range) = if let Some(text) = value("from") {
        let is_minor = call.contains(&Token::Word("upToNextMinor"));
        (text, Range::parse(Ecosystem::Npm, &format!("{}{text}", if is_minor { '~' } else { '^' })))
    } else if let Some(text) = value("exact").or_else(|| {
        let at = call.iter().position(|token| *token == Token::Word("exact"))?;
        text_of(call.get(at + 2))
    }) {
        (text, version(text).map(Range::exact))
    } else {
        // `"1.0.0"..<"2.0.0"` and `"1.0.0"..."2.0.0"`.
        let at = call.windows(2).position(|two| two == [Token::Sign('.'), Token::Sign('.')]);
        let low = at.and_then(|at| text_of(call.get(at.checked_sub(1)?)));
        let high = at.and_then(|at| text_of(call.get(at + 3)));
        let sign = if at.is_some_and(|at| call.get(at + 2) == Some(&Token::Sign('<'))) { "<" } else { "<=" };
        match (low, high) {
            (Some(low), Some(high)) => (low, Range::parse(Ecosystem::Npm, &format!(">={low} {sign}{high}"))),
            _ => ("", None),
        }
    };
    let wanted = range.map_or(Wanted::Unknown, Wanted::Range);
    Some(Dependency { text: text.to_owned(), ..dependency.wanting(wanted) })
}

pub(super) fn lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let old = tree.at(&["object", "pins"]);
    let pins = if old.items().is_empty() { tree.get("pins") } else { old };
    for pin in pins.items() {
        let address = pin.get("location").text().or_else(|| pin.get("repositoryURL").text()).unwrap_or_default();
        let name = if address.is_empty() { pin.text_of("identity") } else { identity(address) };
        found.dependencies.push(Dependency::locked(Ecosystem::Swift, name, pin.get("state").text_of("version")));
    }
    if tree.is_map() { Ok(found) } else { Err(Broken("it is not an object".into())) }
}
