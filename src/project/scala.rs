//! `build.sbt` and the Scala files of `project/`.

use std::collections::HashMap;

use super::packages::Wanted;
use super::words::{SLASHES, Token, tokens, word_of};
use super::{Broken, Dependency, Ecosystem, Packages};

pub(super) fn build(text: &str) -> Result<Packages, Broken> {
    let tokens = tokens(text, &SLASHES);
    let mut found = Packages::default();
    // `val http4sVersion = "0.23.1"`.
    let mut versions: HashMap<&str, &str> = HashMap::new();
    for window in tokens.windows(3) {
        if let [Token::Word(name), Token::Sign('='), Token::Text(value)] = window {
            versions.insert(name, value);
        }
    }
    for (at, window) in tokens.windows(3).enumerate() {
        if let [Token::Word("enablePlugins"), Token::Sign('('), Token::Word(_)] = window {
            let rest = tokens[at + 2..].iter().take(40).take_while(|token| **token != Token::Sign(')'));
            let names = rest.filter_map(|token| word_of(Some(token)));
            found.dependencies.extend(names.map(|name| Dependency::new(Ecosystem::Maven, &format!("sbt:{name}"), "")));
        }
    }
    for (at, window) in tokens.windows(4).enumerate() {
        // `"org" % "name"` or `%%`, `%%%`.
        let [Token::Text(organization), Token::Sign('%'), second, third] = window else { continue };
        let (name, rest) = match (second, third, tokens.get(at + 4)) {
            (Token::Text(name), _, _) => (name, &tokens[at + 3..]),
            (Token::Sign('%'), Token::Text(name), _) => (name, &tokens[at + 4..]),
            (Token::Sign('%'), Token::Sign('%'), Some(Token::Text(name))) => (name, &tokens[at + 5..]),
            _ => continue,
        };
        // `"org" % "name" % "1.0" % "test"` has its second string in front of a `%` too.
        if at > 0 && tokens[at - 1] == Token::Sign('%') {
            continue;
        }
        let (text, rest) = match rest {
            [Token::Sign('%'), Token::Text(text), rest @ ..] => (*text, rest),
            [Token::Sign('%'), Token::Word(first), rest @ ..] => {
                // `Versions.http4s`: the last name counts.
                let mut last = *first;
                let mut rest = rest;
                while let [Token::Sign('.'), Token::Word(name), after @ ..] = rest {
                    (last, rest) = (name, after);
                }
                (versions.get(last).copied().unwrap_or(last), rest)
            }
            _ => ("", rest),
        };
        let is_test = match rest {
            [Token::Sign('%'), Token::Text(scope), ..] => scope.starts_with("test") || scope.starts_with("it"),
            [Token::Sign('%'), Token::Word(scope), ..] => matches!(*scope, "Test" | "IntegrationTest"),
            _ => false,
        };
        let dependency = Dependency::new(Ecosystem::Maven, &format!("{organization}:{name}"), text).dev(is_test);
        let is_known = text.starts_with(|c: char| !c.is_alphabetic());
        found.dependencies.push(if is_known { dependency } else { dependency.wanting(Wanted::Unknown) });
    }
    Ok(found)
}
