//! `data/rules/`: what each rule reports, why, and examples of it.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::emit::line;
use super::lexicon::Lists;
use super::{Data, OneFile, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    #[serde(skip)]
    pub name: String,
    /// The fault that it reports, as a phrase without a period.
    pub title: String,
    /// Why that is a fault, in one paragraph.
    pub why: String,
    pub severity: Severity,
    /// Whether it is off until a project turns it on.
    #[serde(default)]
    pub off: bool,
    /// Of its fixes; nothing where it has none.
    pub fix: Option<Fix>,
    pub specification: Specification,
    /// The languages in which it speaks; empty: all.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The languages whose own servers mark the same fault in an editor.
    #[serde(default)]
    pub marked_by_servers: BTreeMap<String, String>,
    /// Lists of words that its code looks up, as a source writes them.
    #[serde(default)]
    pub words: Lists,
    /// Lists of words that its code compares with names in lower case without `_`.
    #[serde(default)]
    pub folded_words: Lists,
    pub example: Vec<Example>,
}

impl OneFile for Rule {
    fn set_stem(&mut self, stem: String) {
        self.name = stem;
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Warning,
    Information,
    Hint,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Fix {
    Safe,
    Unsafe,
    ShowOnly,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specification {
    pub title: String,
    pub url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub language: String,
    /// The file, relative to its workspace; by default one of the language.
    #[serde(default)]
    pub path: String,
    /// Manifests and lock files beside it.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    pub wrong: String,
    pub right: String,
    /// Whether no fix leads from the one to the other.
    #[serde(default)]
    pub by_hand: bool,
}

/// Fewer languages do not show that a rule works in any.
const LEAST_LANGUAGES: usize = 2;

/// No longer title, in characters.
const TITLE: usize = 80;

/// No longer reason, in characters.
const WHY: usize = 600;

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let known = data.language_ids();
    for rule in &data.rules {
        let file = format!("rules/{}.toml", rule.name);
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new(&file, key, reason));
        if !rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            refuse("", "its name is not words of lower-case letters with hyphens between".into());
        }
        if rule.title.is_empty() || rule.title.chars().count() > TITLE || rule.title.ends_with('.') {
            refuse("title", format!("is not a phrase of at most {TITLE} characters without a period"));
        }
        if !rule.why.ends_with('.') || rule.why.contains('\n') || rule.why.chars().count() > WHY {
            refuse("why", format!("is not one paragraph of at most {WHY} characters that ends with a period"));
        }
        if !rule.specification.url.starts_with("https://") {
            refuse("specification.url", "is not an address that begins with https://".into());
        }
        for language in rule.languages.iter().chain(rule.marked_by_servers.keys()) {
            if !known.contains(language.as_str()) {
                refuse("languages", format!("`{language}` is not a language of data/languages"));
            }
        }
        check_words(rule, &mut refuse);
        let languages: HashSet<&str> = rule.example.iter().map(|example| example.language.as_str()).collect();
        if languages.len() < LEAST_LANGUAGES {
            refuse("example", format!("are in fewer than {LEAST_LANGUAGES} languages"));
        }
        for example in &rule.example {
            if !known.contains(example.language.as_str()) {
                refuse("example.language", format!("`{}` is not a language of data/languages", example.language));
            }
            if example.wrong == example.right || example.wrong.trim().is_empty() || example.right.trim().is_empty() {
                refuse("example", "has no difference between wrong and right".into());
            }
        }
        if rule.fix.is_none() && rule.example.iter().any(|example| !example.by_hand) {
            refuse("fix", "is missing, and an example is not `by_hand`".into());
        }
        if rule.fix.is_some() && rule.example.iter().all(|example| example.by_hand) {
            refuse("fix", "is shown by no example".into());
        }
    }
}

fn check_words(rule: &Rule, refuse: &mut impl FnMut(&str, String)) {
    for (table, lists) in [("words", &rule.words), ("folded_words", &rule.folded_words)] {
        for (key, words) in lists {
            let refused = format!("{table}.{key}");
            if !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                refuse(&refused, "its name is not words of lower-case letters with `_` between".into());
            }
            if words.is_empty() {
                refuse(&refused, "is empty".into());
            }
            let mut known = HashSet::new();
            for word in words {
                let is_folded = || word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
                if word.is_empty() || word.trim() != word {
                    refuse(&refused, format!("`{word}` is empty, or has white space around it"));
                } else if table == "folded_words" && !is_folded() {
                    refuse(&refused, format!("`{word}` is not written in lower-case letters and digits"));
                }
                if !known.insert(word) {
                    refuse(&refused, format!("`{word}` is listed twice"));
                }
            }
        }
    }
    if let Some(key) = rule.words.keys().find(|key| rule.folded_words.contains_key(*key)) {
        refuse("words", format!("`{key}` is in `folded_words` too"));
    }
}

/// `unknown-name` as `UnknownName`.
fn variant(name: &str) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    name.split('-').map(capital).collect()
}

pub(super) fn emit(data: &Data, out: &mut String) {
    line(out, format_args!("/// A rule: its name, text and examples are `data/rules/<name>.toml`."));
    line(out, format_args!("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]"));
    line(out, format_args!("pub enum Rule {{"));
    for rule in &data.rules {
        line(out, format_args!("    /// {}.\n    {},", rule.title, variant(&rule.name)));
    }
    line(out, format_args!("}}"));
    let count = data.rules.len();
    let all: String = data.rules.iter().map(|rule| format!("Rule::{}, ", variant(&rule.name))).collect();
    line(out, format_args!("pub(crate) static RULES: [Rule; {count}] = [{all}];"));
    line(out, format_args!("pub(crate) static RULE_TEXTS: [RuleText; {count}] = ["));
    for rule in &data.rules {
        let Rule { name, title, why, severity, off, languages, .. } = rule;
        let fix = rule.fix.map_or("None".to_owned(), |fix| format!("Some(Safety::{fix:?})"));
        let marked: Vec<(&String, &String)> = rule.marked_by_servers.iter().collect();
        let Specification { title: spec, url } = &rule.specification;
        line(
            out,
            format_args!(
                "RuleText {{ name: {name:?}, title: {title:?}, why: {why:?}, severity: Severity::{severity:?}, is_on: {}, fix: {fix}, specification: {spec:?}, specification_url: {url:?}, languages: &{languages:?}, marked_by_servers: &{marked:?}, examples: &[",
                !off
            ),
        );
        for Example { language, path, files, wrong, right, by_hand } in &rule.example {
            let files: Vec<(&String, &String)> = files.iter().collect();
            line(
                out,
                format_args!(
                    "    RuleExample {{ language: {language:?}, path: {path:?}, files: &{files:?}, wrong: {wrong:?}, right: {right:?}, has_fix: {} }},",
                    !by_hand
                ),
            );
        }
        line(out, format_args!("] }},"));
    }
    line(out, format_args!("];"));
    line(out, format_args!("/// Lists of words that the code of rules looks up (`data/rules/<name>.toml`)."));
    line(out, format_args!("pub(crate) mod rule_words {{"));
    for rule in data.rules.iter().filter(|rule| !rule.words.is_empty() || !rule.folded_words.is_empty()) {
        line(out, format_args!("    pub(crate) mod {} {{", rule.name.replace('-', "_")));
        for (key, words) in rule.words.iter().chain(&rule.folded_words) {
            let name = key.to_uppercase();
            line(out, format_args!("        pub(crate) static {name}: [&str; {}] = {words:?};", words.len()));
        }
        line(out, format_args!("    }}"));
    }
    line(out, format_args!("}}"));
}
