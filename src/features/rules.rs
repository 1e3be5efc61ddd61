//! The text of a rule, for its page and for the terminal.

use std::fmt::Write as _;

use crate::rules::{Rule, RuleExample, RuleText, Safety};

/// The page of a rule: what it reports, why, how far its fix can be trusted, and its examples.
pub fn markdown(rule: Rule) -> String {
    let RuleText { name, title, why, specification, specification_url, examples, .. } = rule.text();
    let mut out = format!("# {name}\n\n**{title}.** {}\n\n{why}\n\n{}\n", standing(rule), fix(rule));
    // Writing to a String cannot fail.
    let _ = write!(out, "\n[{specification}](<{specification_url}>)\n\n## Examples\n");
    for example in *examples {
        let RuleExample { language, files, wrong, right, .. } = example;
        for (path, text) in *files {
            let _ = write!(out, "\nWith `{path}`:\n\n{}", fenced("", text));
        }
        let _ = write!(out, "\nWrong:\n\n{}\nRight:\n\n{}", fenced(language, wrong), fenced(language, right));
    }
    let _ = write!(
        out,
        "\n## Silence\n\n`http-status: ignore[{name}] -- reason` in a comment on the line, `ignore-next-line[{name}]` above it, \
         `ignore-file[{name}]` at the top of the file, or the setting `rules`: `{{ \"{name}\": \"off\" }}`.\n"
    );
    out
}

/// `Warning, on by default.`
pub fn standing(rule: Rule) -> String {
    let text = rule.text();
    let severity = text.severity.name();
    let severity = severity[..1].to_ascii_uppercase() + &severity[1..];
    format!("{severity}, {} by default.", if text.is_on { "on" } else { "off" })
}

/// How far the fix of a rule can be trusted, in a sentence.
pub fn fix(rule: Rule) -> &'static str {
    match rule.text().fix {
        Some(Safety::Safe) => "Its fix is safe: meaning and comments stay.",
        Some(Safety::Unsafe) => "Its fix is unsafe: the text stays valid, and its behavior may change.",
        Some(Safety::ShowOnly) => "Its fixes are offered one by one: which is right only a person knows.",
        None => "It has no fix.",
    }
}

/// A text as a code block, with a fence that the text does not have.
fn fenced(language: &str, text: &str) -> String {
    let fence = if text.contains("```") { "````" } else { "```" };
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}
