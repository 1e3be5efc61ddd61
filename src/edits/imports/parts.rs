//! The part of a document that its imports stand in: all of it, the script of a component, what follows PHP's opening tag, a block of
//! code in a literate file.

use std::ops::Range;

use crate::catalog::Language;
use crate::detect::line_start;

/// The bytes of the part for a name at `at`, its language, and whether that is TypeScript.
pub(crate) fn part(
    text: &str,
    at: usize,
    language: &'static Language,
) -> Option<(Range<usize>, &'static Language, bool)> {
    let typed = |tag: &str| tag.contains("lang=\"ts") || tag.contains("lang='ts");
    match language.id {
        "vue" | "svelte" => {
            let scripts = scripts(text);
            let holds = |script: &&(Range<usize>, &str)| (script.0.start..=script.0.end).contains(&at);
            let is_setup = |script: &&(Range<usize>, &str)| script.1.contains(" setup");
            let is_plain = |script: &&(Range<usize>, &str)| !script.1.contains("module");
            let script = scripts.iter().find(holds).or_else(|| scripts.iter().find(is_setup));
            let (range, tag) = script.or_else(|| scripts.iter().find(is_plain))?;
            Some((range.clone(), Language::by_id("typescript")?, typed(tag)))
        }
        "astro" => {
            let start = text.strip_prefix("---")?.find('\n')? + 4;
            let end = start + text[start..].find("\n---")? + 1;
            Some((start..end, Language::by_id("typescript")?, true))
        }
        "php" => {
            let blank = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
            let start = if text.starts_with("#!") { text.find('\n')? + 1 } else { blank };
            // Pages with code in them have no place for imports.
            text[start..].starts_with("<?php").then_some((start..text.len(), language, false))
        }
        // In a literate file of which each line of code begins with `>`, a statement would need that mark too.
        "haskell" if line_at(text, at).starts_with('>') => None,
        "haskell" if text.contains(CODE_START) => {
            let blocks = literate_blocks(text);
            let has_imports = |block: &&Range<usize>| text[(*block).clone()].contains("\nimport ");
            let holds = |block: &&Range<usize>| (block.start..=block.end).contains(&at);
            let block = blocks.iter().find(has_imports).or_else(|| blocks.iter().find(holds))?;
            Some((block.clone(), language, false))
        }
        id => Some((0..text.len(), language, id.starts_with("typescript"))),
    }
}

/// The lines that begin and end a block of code in a literate file of LaTeX (Haskell 2010 Report, section 10.4).
const CODE_START: &str = "\\begin{code}";
const CODE_END: &str = "\\end{code}";

/// The blocks of code of a literate file, from the end of the line that begins one.
fn literate_blocks(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(CODE_START).map(|at| from + at + CODE_START.len()) {
        let Some(end) = text[start..].find(CODE_END).map(|at| start + at) else { break };
        found.push(start..end);
        from = end;
    }
    found
}

fn line_at(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = line_start(before, before.len());
    &text[start..before.len() + after.find('\n').unwrap_or(after.len())]
}

/// The text between the tags of each script, and the opening tag.
fn scripts(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("<script").map(|at| from + at) {
        let Some(start) = text[open..].find('>').map(|at| open + at + 1) else { break };
        let Some(end) = text[start..].find("</script").map(|at| start + at) else { break };
        found.push((start..end, &text[open..start]));
        from = end;
    }
    found
}
