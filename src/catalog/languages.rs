//! Languages as editors name them, and how each looks to a reader of comments, strings and words.

use super::tables::{LANGUAGES, PLAINTEXT};

/// The lexical shape of a language.
#[derive(Debug)]
pub struct Language {
    /// VS Code's id where it has one.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// What other editors call it.
    pub aliases: &'static [&'static str],
    /// Without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names.
    pub file_names: &'static [&'static str],
    /// What such files are.
    pub kind: LanguageKind,
    pub(crate) line_comments: &'static [&'static str],
    pub(crate) block_comments: &'static [(&'static str, &'static str)],
    pub(crate) strings: &'static [StringForm],
    /// Whether blocks are made by indentation.
    pub is_indented: bool,
    /// Whether what is called stands inside the brackets.
    pub(crate) is_prefix_notation: bool,
    /// Whether curly brackets hold tuples.
    pub(crate) has_tuples: bool,
    pub(crate) code_blocks: CodeBlocks,
    /// What each byte may be; see `detect::lexer`.
    pub(crate) bytes: [u8; 256],
}

/// What the files of a language are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanguageKind {
    /// Programs.
    Code,
    /// Settings of programs.
    Config,
    /// Text with tags.
    Markup,
    /// Text for people.
    Prose,
    /// Style sheets.
    Style,
    /// Records.
    Data,
    /// Questions to databases.
    Query,
    /// Records of what happened.
    Log,
    /// HTTP messages themselves.
    Http,
}

/// How a text sets off pieces of other languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeBlocks {
    None,
    /// Between lines of backquotes or tildes.
    Fenced,
    /// Indented below `.. code-block:: go`.
    Directive,
    /// Between lines of hyphens below `[source,go]`.
    Delimited,
}

/// One way to write a string.
#[derive(Debug)]
pub(crate) struct StringForm {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) escape: Escape,
    pub(crate) is_multiline: bool,
}

/// How the closing delimiter is written inside a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    Backslash,
    Double,
    None,
}

impl Language {
    /// All languages, in the order of their ids.
    pub fn all() -> &'static [Language] {
        &LANGUAGES
    }

    /// Plain text, which unknown ids fall back on: never "off".
    pub fn fallback() -> &'static Language {
        &LANGUAGES[PLAINTEXT]
    }

    /// The language of an editor's id, in any case. Compound ids such as `yaml.openapi` are tried whole, then by their parts.
    pub fn by_id(id: &str) -> Option<&'static Language> {
        let wanted = id.trim().to_lowercase();
        let whole = |wanted: &str| {
            LANGUAGES.iter().find(|language| language.id == wanted || language.aliases.contains(&wanted))
        };
        whole(&wanted).or_else(|| wanted.split('.').find_map(whole))
    }

    /// The language of a file by its name: the whole name, then the longest extension.
    pub fn by_file_name(name: &str) -> Option<&'static Language> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        if let Some(language) = LANGUAGES.iter().find(|language| language.file_names.contains(&name)) {
            return Some(language);
        }
        let lower = name.to_lowercase();
        let mut rest = lower.as_str();
        while let Some((_, extension)) = rest.split_once('.') {
            if let Some(language) = LANGUAGES.iter().find(|language| language.extensions.contains(&extension)) {
                return Some(language);
            }
            rest = extension;
        }
        None
    }

    /// The language that an editor's id and a file's name agree on best. Editors send `plaintext` for what they do not
    /// know, so there the name decides.
    pub fn of_document(id: &str, file_name: &str) -> &'static Language {
        let by_id = Self::by_id(id).filter(|language| !std::ptr::eq(*language, Self::fallback()));
        by_id.or_else(|| Self::by_file_name(file_name)).unwrap_or_else(Self::fallback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_editor_finds_its_language() {
        let id = |id: &str| Language::by_id(id).map(|language| language.id);
        assert_eq!(id("typescriptreact"), id("tsx"));
        assert_eq!(id("C#"), Some("csharp"));
        assert_eq!(id("yaml.ansible"), Some("yaml"));
        assert_eq!(id("klingon"), None);
    }

    #[test]
    fn a_file_name_helps_where_the_id_does_not() {
        assert_eq!(Language::of_document("plaintext", "/etc/nginx/nginx.conf").id, "nginx");
        assert_eq!(Language::of_document("klingon", "main.rs").id, "rust");
        assert_eq!(Language::of_document("go", "strange.rs").id, "go");
        assert_eq!(Language::of_document("", "").id, "plaintext");
    }
}
