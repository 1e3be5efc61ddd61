//! `mix.exs` and `mix.lock`.

use super::packages::{Wanted, is_dev_group};
use super::words::{HASH, Token, text_of, tokens, word_of};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

pub(super) fn manifest(text: &str) -> Result<Packages, Broken> {
    let mut tokens = tokens(text, &HASH);
    tokens.retain(|token| *token != Token::Line);
    let mut found = Packages::default();
    // Tuples mean dependencies in functions whose name says so.
    let mut is_in_list = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Word("def" | "defp") => {
                is_in_list = word_of(tokens.get(at + 1)).is_some_and(|name| name.contains("dep"));
            }
            Token::Sign('{') if is_in_list => found.dependencies.extend(dependency(&tokens[at..])),
            Token::Word("elixir") if found.dependencies.is_empty() => {
                if let Some(text) = text_of(tokens.get(at + 2)) {
                    let range = Range::parse(Ecosystem::Hex, text);
                    found.dependencies.push(Dependency::runtime("elixir", range, text));
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// How many words of a tuple are read: options are few.
const LONGEST: usize = 80;

/// `{:plug, "~> 1.0", only: :test}`.
fn dependency(tokens: &[Token<'_>]) -> Option<Dependency> {
    let [_, Token::Sign(':'), Token::Word(name), rest @ ..] = tokens else { return None };
    let end = rest.iter().take(LONGEST).position(|token| *token == Token::Sign('}'))?;
    let tuple = &rest[..end];
    let text = text_of(tuple.get(1));
    let option = |key: &str| tuple.iter().position(|token| *token == Token::Word(key));
    let is_option = ["git", "github", "path", "in_umbrella"].iter().any(|key| option(key).is_some());
    if text.is_none() && !is_option {
        return None;
    }
    let only = option("only").map(|at| {
        let value = &tuple[at + 2..];
        let end = value.iter().position(|token| *token == Token::Sign(',')).unwrap_or(value.len());
        let end = value.iter().position(|token| *token == Token::Sign(']')).unwrap_or(end);
        let mut names = value[..end].iter().filter_map(|token| word_of(Some(token))).peekable();
        names.peek().is_some() && names.all(is_dev_group)
    });
    let named = option("hex").and_then(|at| text_of(tuple.get(at + 2)));
    let hex = option("hex").and_then(|at| word_of(tuple.get(at + 3)));
    let dependency = Dependency::new(Ecosystem::Hex, hex.or(named).unwrap_or(name), text.unwrap_or_default());
    let dependency = dependency.dev(only == Some(true));
    Some(if text.is_none() { dependency.wanting(Wanted::Unknown) } else { dependency })
}

/// `"plug": {:hex, :plug, "1.15.3", …}`: a line each.
pub(super) fn lock(text: &str) -> Result<Packages, Broken> {
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    for line in text.lines() {
        let Some((_, tuple)) = line.split_once("{:hex, :").or_else(|| line.split_once("{:hex,:")) else {
            // Packages of repositories have commits in place of versions.
            if let Some(name) = line.trim().strip_prefix('"').filter(|_| line.contains("{:git,")) {
                let name = name.split('"').next().unwrap_or_default();
                found.dependencies.push(Dependency::locked(Ecosystem::Hex, name, ""));
            }
            continue;
        };
        let mut parts = tuple.split(',');
        let (name, version) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let version = version.split('"').nth(1).unwrap_or_default();
        found.dependencies.push(Dependency::locked(Ecosystem::Hex, name.trim(), version));
    }
    if text.trim_start().starts_with("%{") { Ok(found) } else { Err(Broken("it is not a map".into())) }
}
