//! Pieces of another language inside a text: fenced blocks of Markdown, code blocks of reStructuredText and `AsciiDoc`. What
//! stands there is judged as that language has it.

use std::ops::Range;

use crate::catalog::Language;
use crate::catalog::languages::CodeBlocks;

use crate::detect::document::excerpt::Excerpt;
use crate::detect::document::preamble::Preamble;
use crate::detect::document::source::lines;
use crate::detect::tokens::token_buffer::LazyTokens;
use crate::detect::tokens::word_facts::WordFactsCache;

/// A piece of another language.
#[derive(Debug)]
pub(crate) struct Block {
    /// Bytes from the start of the text, whole lines.
    pub(crate) range: Range<usize>,
    pub(crate) language: &'static Language,
}

impl Block {
    /// The result of `read` for the block as an excerpt, with the start of the block as its preamble. `facts` are those of words that the text
    /// around has, where they are at hand.
    pub(crate) fn read<T>(
        &self,
        outer: &Excerpt<'_>,
        facts: Option<&mut WordFactsCache>,
        read: impl FnOnce(&Excerpt<'_>) -> T,
    ) -> T {
        let (text, start, language) = (&outer.text[self.range.clone()], outer.start + self.range.start, self.language);
        let tokens = facts.map(|facts| LazyTokens::split(text, start, language, facts)).unwrap_or_default();
        read(&Excerpt { text, start, preamble: &Preamble::of(text), language, tokens: &tokens, ..*outer })
    }
}

/// The block that holds byte `at` of the excerpt.
pub(crate) fn around(excerpt: &Excerpt<'_>, at: usize) -> Option<Block> {
    blocks(excerpt.text, excerpt.language).into_iter().find(|block| block.range.contains(&at))
}

/// The blocks of a text, in order. A text that begins inside a block finds its way at the next one that names a language.
pub(crate) fn blocks(text: &str, language: &'static Language) -> Vec<Block> {
    match language.code_blocks {
        CodeBlocks::None => Vec::new(),
        CodeBlocks::Fenced => fenced(text),
        CodeBlocks::Directive => directives(text),
        CodeBlocks::Delimited => delimited(text),
    }
}

/// A block, unless its language is unknown or a text's.
fn block(range: Range<usize>, name: &str) -> Option<Block> {
    let language = Language::by_id(name).or_else(|| Language::by_file_name(&format!("x.{name}")))?;
    let is_other = language.code_blocks == CodeBlocks::None && !language.is_fallback();
    (is_other && !range.is_empty()).then_some(Block { range, language })
}

/// CommonMark 0.31, 4.5: a fence is three or more backquotes or tildes, closed by as many of the same.
fn fenced(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(u8, usize, &str, usize)> = None;
    for (at, line) in lines(text) {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let Some((mark, length)) = fence(content) else { continue };
        let info = content[length..].trim();
        let closes = open.is_some_and(|(with, least, ..)| with == mark && length >= least && info.is_empty());
        match open.take() {
            Some((_, _, name, from)) if closes => found.extend(block(from..at.start, name)),
            Some(inside) if inside.0 != mark || length < inside.1 => open = Some(inside),
            // Not closed by this one: a fence with a name opens anew, as the other was not open.
            _ => open = Some((mark, length, info_language(info), at.end)),
        }
    }
    // While one types, the closing fence may still be missing.
    if let Some((_, _, name, from)) = open.filter(|(.., from)| *from < text.len()) {
        found.extend(block(from..text.len(), name));
    }
    found
}

fn fence(content: &str) -> Option<(u8, usize)> {
    let mark = *content.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = content.bytes().take_while(|byte| *byte == mark).count();
    // `` ```code``` `` on one line is a code span.
    (length >= 3 && !(mark == b'`' && content[length..].contains('`'))).then_some((mark, length))
}

/// `go`, `{.go .numbered}`, `js title="x"`, `{code-block} python`
fn info_language(info: &str) -> &str {
    let info = info.trim_start_matches(['{', '.', ' ']);
    let info = info.strip_prefix("code-block}").unwrap_or(info).trim_start();
    info.split([' ', ',', '{', '}', ':', '\t']).next().unwrap_or("")
}

/// docutils: the lines that stand deeper than their directive.
fn directives(text: &str) -> Vec<Block> {
    const NAMES: [&str; 3] = ["code-block::", "sourcecode::", "code::"];
    let mut found = Vec::new();
    let mut open: Option<(usize, &str, usize)> = None;
    let mut last_end = 0;
    for (at, line) in lines(text) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() {
            continue;
        }
        if let Some((_, name, from)) = open.take_if(|(outer, ..)| indent <= *outer) {
            found.extend(block(from..last_end, name));
        }
        last_end = at.end;
        if open.is_none()
            && let Some(directive) = content.strip_prefix(".. ")
            && let Some(name) = NAMES.iter().find_map(|name| directive.strip_prefix(name))
        {
            open = Some((indent, name.trim(), last_end));
        }
    }
    if let Some((_, name, from)) = open {
        found.extend(block(from..last_end.max(from), name));
    }
    found
}

/// `AsciiDoc`: `[source,go]`, then `----` to `----`.
fn delimited(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut announced = None;
    let mut open: Option<(&str, &str, usize)> = None;
    for (at, line) in lines(text) {
        let content = line.trim_end();
        if let Some((fence, name, from)) = open {
            if content == fence {
                found.extend(block(from..at.start, name));
                open = None;
            }
        } else if let Some(rest) = content.strip_prefix("[source,") {
            announced = Some(rest.split([',', ']', '%']).next().unwrap_or("").trim());
        } else if let Some(name) = announced.take() {
            let is_fence = content.len() >= 4 && content.bytes().all(|byte| byte == b'-');
            if is_fence {
                open = Some((content, name, at.end));
            } else if content.starts_with('.') {
                // A title between the two.
                announced = Some(name);
            }
        }
    }
    if let Some((_, name, from)) = open.filter(|(.., from)| *from < text.len()) {
        found.extend(block(from..text.len(), name));
    }
    found
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(language: &str, text: &str, expected: Expect) {
        let language = Language::by_id(language).expect("a known language");
        let shown: Vec<String> =
            blocks(text, language).iter().map(|b| format!("{}: {:?}", b.language.id, &text[b.range.clone()])).collect();
        expected.assert_eq(&shown.join("\n"));
    }

    #[test]
    fn fences_of_markdown() {
        check(
            "markdown",
            "a\n```go\nx := 1\n```\n> ~~~ {.rb .x}\n> y\n> ~~~\n```\nplain\n```\n",
            expect![[r#"
                go: "x := 1\n"
                ruby: "> y\n""#]],
        );
        check("markdown", "````md\n```go\nx\n```\n````\n`200` ```js```\n", expect![[r#""#]]);
        check("markdown", "```js\nres.status(", expect![[r#"javascript: "res.status(""#]]);
        check("markdown", "```", expect![""]);
        check("markdown", "```js", expect![""]);
    }

    #[test]
    fn directives_of_restructuredtext() {
        check(
            "restructuredtext",
            "text\n\n.. code-block:: php\n\n    // 200\n\n    x();\nafter\n\n  .. code:: python\n     y\n",
            expect![[r#"
                php: "\n    // 200\n\n    x();\n"
                python: "     y\n""#]],
        );
    }

    #[test]
    fn listings_of_asciidoc() {
        check(
            "asciidoc",
            "[source,java]\n.Title\n----\nint x;\n----\n\n[source,go]\ntext\n----\nno\n----\n",
            expect![[r#"java: "int x;\n""#]],
        );
    }
}
