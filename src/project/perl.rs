//! `cpanfile`.

use super::words::{HASH, Token, text_of, tokens, word_of};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

pub(super) fn cpanfile(text: &str) -> Result<Packages, Broken> {
    let mut tokens = tokens(text, &HASH);
    tokens.retain(|token| *token != Token::Line);
    let mut found = Packages::default();
    let mut depth = 0usize;
    // How deep the block of a phase for development lies.
    let mut dev_depth = usize::MAX;
    let is_end = |token: &Token<'_>| matches!(token, Token::Sign(';' | '{' | '}'));
    for statement in tokens.split_inclusive(is_end) {
        let texts = || statement.iter().filter_map(|token| text_of(Some(token)));
        let first = word_of(statement.first()).unwrap_or_default();
        match first {
            "on" if dev_depth == usize::MAX => {
                let phase = texts().next().or_else(|| word_of(statement.get(1))).unwrap_or_default();
                if matches!(phase, "test" | "develop") {
                    dev_depth = depth;
                }
            }
            "requires" | "recommends" | "suggests" | "test_requires" | "author_requires" => {
                if let Some(name) = texts().next() {
                    let number = number(statement);
                    let version = texts().nth(1).unwrap_or(&number);
                    found.dependencies.push(match name {
                        "perl" => Dependency::runtime("perl", Range::parse(Ecosystem::Cpan, version), version),
                        _ => {
                            let is_dev = dev_depth != usize::MAX || first.contains('_');
                            Dependency::new(Ecosystem::Cpan, name, version).dev(is_dev)
                        }
                    });
                }
            }
            _ => {}
        }
        match statement.last() {
            Some(Token::Sign('{')) => depth += 1,
            Some(Token::Sign('}')) => {
                depth = depth.saturating_sub(1);
                if depth <= dev_depth && dev_depth != usize::MAX {
                    dev_depth = usize::MAX;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A version that is written as a number, `1.0050`.
fn number(statement: &[Token<'_>]) -> String {
    let is_number =
        |token: &Token<'_>| matches!(token, Token::Word(word) if word.starts_with(|c: char| c.is_ascii_digit()));
    let start = statement.iter().position(is_number).unwrap_or(statement.len());
    let parts = statement[start..].iter().take_while(|token| is_number(token) || **token == Token::Sign('.'));
    parts.map(|token| word_of(Some(token)).unwrap_or(".")).collect()
}
