//! Text as terms: words in lower case, in one spelling, reduced to their stems.

use std::borrow::Cow;

use waken_snowball::SnowballEnv;
use waken_snowball::algorithms::english_stemmer;

use crate::catalog::search;

/// The words of a text in lower case, each as it was split off. `StatusNotFound` is three words, `proxy_pass` two.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let without_apostrophes = text.replace(['\'', '’'], "");
    let parts: Vec<String> = without_apostrophes
        .split(|c: char| !c.is_alphanumeric())
        .flat_map(humps)
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    parts.into_iter()
}

/// Whether a word is too common to count in a search. Single letters and digits are not.
pub(super) fn is_ignored(word: &str) -> bool {
    word.chars().nth(1).is_none() || search::is_ignored(word)
}

/// Names that are written with or without separators, joined and in lower case: `retryafter` of `Retry-After`.
pub(super) fn compounds(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let may_be =
        |word: &&str| word.contains(['_', '-']) || word.char_indices().any(|(at, c)| at > 0 && c.is_uppercase());
    let is_one = |word: &&str| words(word).nth(1).is_some();
    text.split(move |c| !is_part(c)).filter(may_be).filter(is_one).map(|word| words(word).collect())
}

/// The parts of an identifier in camel case: `maxAllowedContentLength`, `HTTPServer`. Others are one part.
fn humps(word: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 1..chars.len() {
        let [before, here] = [at - 1, at].map(|at| chars[at].1);
        // `URLs` is one word.
        let is_plural = at + 2 == chars.len() && chars[at + 1].1 == 's';
        let is_next_small = !is_plural && chars.get(at + 1).is_some_and(|(_, next)| next.is_lowercase());
        let begins = here.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && is_next_small);
        if begins {
            parts.push(&word[start..chars[at].0]);
            start = chars[at].0;
        }
    }
    parts.push(&word[start..]);
    parts
}

/// The word in American spelling, as far as it matters here: the same rules apply to the query and to the texts, so a
/// word that they spoil (`sorce`) is still found.
pub(super) fn american(word: &str) -> Cow<'_, str> {
    const ENDS: [(&str, &str); 15] = [
        ("isation", "ization"),
        ("isations", "izations"),
        ("ise", "ize"),
        ("ised", "ized"),
        ("iser", "izer"),
        ("ises", "izes"),
        ("ising", "izing"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("lled", "led"),
        ("lling", "ling"),
        ("ogue", "og"),
        ("ogues", "ogs"),
        ("ence", "ense"),
        ("centre", "center"),
    ];
    if word.len() < 5 || !word.is_ascii() {
        return word.into();
    }
    let ended = ENDS.iter().find_map(|(end, other)| Some([word.strip_suffix(end)?, other].concat()));
    let word: Cow<'_, str> = ended.map_or(word.into(), Cow::from);
    if word.contains("our") { word.replace("our", "or").into() } else { word }
}

/// The stem that all forms of a word share: `limit` of `limits`, `limited` and `limiting`.
pub(super) fn stem(word: &str) -> String {
    let word = american(word);
    // The algorithm is one for English; what has no letters of it stays.
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.into_owned();
    }
    let mut env = SnowballEnv::create(&word);
    english_stemmer::stem(&mut env);
    env.get_current().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_split() {
        let split = |text| words(text).collect::<Vec<_>>().join(" ");
        assert_eq!(
            split("maxAllowedContentLength, proxy_pass; If-None-Match"),
            "max allowed content length proxy pass if none match"
        );
        assert_eq!(split("HTTPServer URLs I'm doesn’t"), "http server urls im doesnt");
        assert_eq!(split("0-RTT é ÜBER"), "0 rtt é über");
        assert_eq!(split(" -- "), "");
    }

    #[test]
    fn compounds_are_whole() {
        let found: Vec<String> = compounds("set `proxy_ssl_server_name on;` or Retry-After, not plain words").collect();
        assert_eq!(found, ["proxysslservername", "retryafter"]);
    }

    #[test]
    fn forms_and_spellings_of_a_word_have_one_stem() {
        for [a, b] in [
            ["limits", "limiting"],
            ["unauthorised", "unauthorized"],
            ["behaviour", "behaviors"],
            ["cancelled", "canceled"],
            ["unrecognised", "unrecognized"],
            ["licence", "license"],
            ["catalogue", "catalogs"],
            ["analysed", "analyze"],
        ] {
            assert_eq!(stem(a), stem(b));
        }
        assert_ne!(stem("source"), stem("resource"));
        assert_eq!(stem("größe"), "größe");
    }
}
