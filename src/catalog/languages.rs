//! Languages as editors name them, and the lexical rules of each: comments, strings, words.

use super::spellings::Library;
use super::tables::{LANGUAGES, LIBRARIES, PLAINTEXT};

/// The lexical shape of a language.
#[derive(Debug)]
pub struct Language {
    /// VS Code's id where it has one.
    pub id: &'static str,
    /// As shown to people.
    pub name: &'static str,
    /// Its ids in other editors.
    pub aliases: &'static [&'static str],
    /// Without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names.
    pub file_names: &'static [&'static str],
    /// The purpose of the files.
    pub kind: LanguageKind,
    /// Whether editors send its id for files of languages that they do not know.
    pub(super) is_catch_all: bool,
    /// Those of `aliases` that an editor sends for related languages too.
    pub(super) shared_aliases: &'static [&'static str],
    pub(crate) line_comments: &'static [&'static str],
    pub(crate) block_comments: &'static [(&'static str, &'static str)],
    pub(crate) strings: &'static [StringForm],
    /// Whether indentation delimits blocks.
    pub is_indented: bool,
    /// Whether the function stands inside the brackets of a call, as in Lisp.
    pub(crate) is_prefix_notation: bool,
    /// Whether curly brackets hold tuples.
    pub(crate) has_tuples: bool,
    /// Whether each imported name is listed in a statement.
    pub(crate) imports_names: bool,
    pub(crate) code_blocks: CodeBlocks,
    /// Whether a comment has a line to itself; behind other text, its sign is text too.
    pub(crate) has_comments_alone: bool,
    /// How many spaces stand before a comment behind other text.
    pub(crate) comment_spaces: usize,
    pub(crate) syntax: &'static Syntax,
    /// How its files bring names in, where that is known.
    pub(crate) import_style: Option<&'static ImportStyle>,
    /// The libraries that are used in it, as ordered indexes of `LIBRARIES`.
    pub(super) libraries: &'static [u16],
    /// The classes of each byte; see `catalog::byte_class`.
    pub(crate) bytes: &'static [u8; 256],
}

/// The purposes of files.
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
    /// Queries of databases.
    Query,
    /// Logs.
    Log,
    /// HTTP messages themselves.
    Http,
}

/// The words of a language's statements: those of all languages, and the language's own (`[syntax]` of `data/lexicon.toml` and of the
/// language's file).
#[derive(Debug)]
pub(crate) struct Syntax {
    /// Words that begin a switch or an arm of one.
    pub(crate) switches: &'static [&'static str],
    /// Words behind which a value is an arm.
    pub(crate) arms: &'static [&'static str],
    /// Those that begin no switch where they are the first word of a line.
    pub(crate) plain_arms: &'static [&'static str],
    /// Words and signs that begin a label.
    pub(crate) labels: &'static [&'static str],
    /// Words that begin a label which ends with a colon.
    pub(crate) colon_labels: &'static [&'static str],
    /// Words that begin the arm of a switch for all other values.
    pub(crate) defaults: &'static [&'static str],
    /// Words that begin the last branch of a statement.
    pub(crate) elses: &'static [&'static str],
    /// Words that end a block.
    pub(crate) ends: &'static [&'static str],
    /// The text before the brace of a block of statements.
    pub(crate) blocks: &'static [&'static str],
    /// Words that begin a statement with a body.
    pub(crate) bodies: &'static [&'static str],
    /// Words that begin a line which states the expectation of a test.
    pub(crate) expectations: &'static [&'static str],
    /// Words that begin a function.
    pub(crate) functions: &'static [&'static str],
    /// Words that begin a type or a module.
    pub(crate) types: &'static [&'static str],
}

/// How the files of a language bring names in.
#[derive(Debug)]
pub(crate) struct ImportStyle {
    pub(crate) grammar: ImportGrammar,
    /// Beginnings of statements that bring something in.
    pub(crate) statements: &'static [&'static str],
    /// The statement for a path, which stands in it as `{path}`. Empty: the lines of libraries are written as they are.
    pub(crate) line: &'static str,
    /// Beginnings of lines that stand above all imports.
    pub(crate) behind: &'static [&'static str],
    /// The modules of the standard library, where a block of imports is theirs.
    pub(crate) standard: &'static [&'static str],
}

/// The grammars of import statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImportGrammar {
    Python,
    Ecmascript,
    Go,
    Rust,
    Clojure,
    /// Lines that each bring in the last part of a path.
    Names,
    /// Lines that each open a module.
    Modules,
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
    /// The libraries that are used in it, in the order of their ids.
    pub fn libraries(&self) -> impl Iterator<Item = &'static Library> {
        self.libraries.iter().map(|index| &LIBRARIES[usize::from(*index)])
    }

    /// All languages, in the order of their ids.
    pub fn all() -> &'static [Language] {
        &LANGUAGES
    }

    /// Plain text, the language of documents with an unknown id.
    pub fn fallback() -> &'static Language {
        &LANGUAGES[PLAINTEXT]
    }

    /// The language of an editor's id, in any case. An unknown id is tried as the name of a mode of Emacs (`zig-ts-mode`), then by its
    /// parts between dots: Vim sends `yaml.openapi`. A part that is plain text is passed over: `text.html.basic` is HTML.
    pub fn by_id(id: &str) -> Option<&'static Language> {
        let wanted = id.trim().to_lowercase();
        let whole = |wanted: &str| {
            LANGUAGES.iter().find(|language| language.id == wanted || language.aliases.contains(&wanted))
        };
        let mode = wanted.strip_suffix("-mode").unwrap_or(&wanted);
        let mode = mode.strip_suffix("-ts").unwrap_or(mode);
        let told = |language: &&Language| !language.is_fallback();
        whole(&wanted).or_else(|| whole(mode)).or_else(|| wanted.split('.').filter_map(whole).find(told))
    }

    /// The language whose id, and not one of its aliases, is exactly that.
    pub fn with_id(id: &str) -> Option<&'static Language> {
        Some(&LANGUAGES[LANGUAGES.binary_search_by(|language| language.id.cmp(id)).ok()?])
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

    /// The language of a document by its editor's id and its file name. The id decides, unless the editor sends it for other languages too.
    pub fn of_document(id: &str, file_name: &str) -> &'static Language {
        let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
        match (Self::by_id(id), Self::by_file_name(name)) {
            (Some(by_id), Some(by_name)) if by_id.is_vague(id, name, by_name) => by_name,
            (Some(language), _) | (None, Some(language)) => language,
            (None, None) => Self::fallback(),
        }
    }

    /// Whether the editor that sends `id` sends it for files of `by_name` too.
    fn is_vague(&self, id: &str, name: &str, by_name: &Language) -> bool {
        let id = id.trim().to_lowercase();
        // Ids for files that the editor does not know: VS Code sends `properties` for `nginx.conf`, Emacs for all files with `#`
        // comments, LSP4IJ the name of the file (`vue.config.js`).
        let is_catch_all = self.is_catch_all && !by_name.is_fallback();
        let is_name = id == name.to_lowercase();
        // An editor without a mode for the template sends the id of its host: `ruby` for `index.html.erb`, `html` for `page.ejs`.
        let is_host = self.kind == LanguageKind::Code || self.id == "html";
        let is_template = by_name.kind == LanguageKind::Markup && !matches!(by_name.id, "html" | "xml");
        self.is_fallback()
            || is_catch_all
            || is_name
            || self.shared_aliases.contains(&id.as_str())
            || is_host && is_template
    }

    /// Whether it is plain text.
    pub(crate) fn is_fallback(&self) -> bool {
        std::ptr::eq(self, Self::fallback())
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
        assert_eq!(id("eruby.yaml"), Some("erb"));
        assert_eq!(id("text.html.basic"), Some("html"));
        assert_eq!(id("zig-ts-mode"), Some("zig"));
        assert_eq!(id("klingon"), None);
    }

    #[test]
    fn a_file_name_helps_where_the_id_does_not() {
        assert_eq!(Language::of_document("plaintext", "/etc/nginx/nginx.conf").id, "nginx");
        assert_eq!(Language::of_document("klingon", "main.rs").id, "rust");
        assert_eq!(Language::of_document("go", "strange.rs").id, "go");
        assert_eq!(Language::of_document("", "").id, "plaintext");
    }

    #[test]
    fn a_file_name_says_more_than_an_id_that_is_sent_for_many() {
        let language = |id: &str, name: &str| Language::of_document(id, name).id;
        assert_eq!(language("properties", "nginx.conf"), "nginx");
        assert_eq!(language("properties", "site.conf"), "properties");
        assert_eq!(language("properties", "messages.txt"), "properties");
        assert_eq!(language("vue.config.js", "vue.config.js"), "javascript");
        assert_eq!(language("objectivec", "main.cpp"), "cpp");
        assert_eq!(language("objective-c", "main.h"), "objective-c");
        assert_eq!(language("ruby", "index.html.erb"), "erb");
        assert_eq!(language("html", "page.ejs"), "ejs");
        assert_eq!(language("jinja", "page.html"), "jinja");
        assert_eq!(language("php", "page.html"), "php");
    }
}
