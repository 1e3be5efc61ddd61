//! The imports that the constants of completion need in the document, or the names that its imports give them.

use std::collections::HashMap;

use crate::catalog::{Language, Library, Package, Spelling};
use crate::detect::{Imports, Origin, PREAMBLE_BYTES, is_word};
use crate::edits::Edit;
use crate::edits::imports::{Answer, Importer, Need};
use crate::project::FileProject;

use super::completion::{Completions, Item};
use super::insertion;

/// The completions with the edits that bring in what they need; `text` is the start of their document, of which
/// [`crate::edits::imports::READ_BYTES`] are enough. Where no edit is known, the detail of the item names the import.
pub fn with_imports(
    mut completions: Completions,
    text: &str,
    language: &'static Language,
    project: &FileProject,
) -> Completions {
    if completions.is_text || completions.range.end > text.len() {
        return completions;
    }
    lines_with_imports(&mut completions, text, language);
    let is_native = |item: &Item| item.constant.as_ref().is_some_and(|(spelling, _)| spelling.is_native_to(language));
    if !completions.items.iter().any(is_native) {
        return completions;
    }
    let importer = Importer::of(text, completions.range.start, language);
    if importer.as_ref().is_some_and(Importer::is_at_statement) {
        return completions;
    }
    let range = completions.range.clone();
    let before = &text[..range.start];
    // Most items need the same.
    let mut known: HashMap<Wanted, Answer> = HashMap::new();
    for item in completions.items.iter_mut().filter(|item| is_native(item)) {
        let Some((spelling, qualifier)) = item.constant.clone() else { continue };
        let scene = Scene { before, language, importer: importer.as_ref(), project };
        let Some(wanted) = Wanted::of(spelling, &qualifier, &scene) else { continue };
        let answer =
            known.entry(wanted.clone()).or_insert_with(|| answer(&wanted, spelling, &range, importer.as_ref(), text));
        match answer {
            Answer::Present { name, path } if name != path && !wanted.is_written => rename(item, name, path),
            Answer::Present { .. } => {}
            Answer::Edits(edits) => item.additional_edits.clone_from(edits),
            Answer::Unknown if wanted.is_optional => {}
            Answer::Unknown => item.detail = format!("{}, needs {}", item.detail, wanted.line),
        }
    }
    completions
}

/// The same for the items that insert lines of code.
fn lines_with_imports(completions: &mut Completions, text: &str, language: &'static Language) {
    // Most lines need the same.
    let mut known: HashMap<Vec<String>, (Vec<Edit>, Vec<String>)> = HashMap::new();
    for item in &mut completions.items {
        let Some(lines) = item.lines.as_ref().filter(|lines| !lines.imports.is_empty()) else { continue };
        let find = || insertion::imports(&lines.imports, text, &completions.range, language);
        let (edits, missing) = known.entry(lines.imports.clone()).or_insert_with(find);
        item.additional_edits.clone_from(edits);
        if !missing.is_empty() {
            item.detail = format!("{}, needs {}", item.detail, missing.join(" "));
        }
    }
}

/// A constant as a document writes it in place of the bytes `range`, with the edits that bring it in; nothing where these are not known.
/// `qualifier` is what stands before its name; `text` is the start of the document.
pub(super) fn constant(
    spelling: Spelling,
    qualifier: &str,
    range: &std::ops::Range<usize>,
    text: &str,
    language: &'static Language,
    project: &FileProject,
) -> Option<(String, Vec<Edit>)> {
    let written = [qualifier, spelling.name()].concat();
    let importer = Importer::of(text, range.start, language);
    let before = text.get(..range.start)?;
    if importer.as_ref().is_some_and(Importer::is_at_statement) {
        return None;
    }
    let scene = Scene { before, language, importer: importer.as_ref(), project };
    let Some(wanted) = Wanted::of(spelling, qualifier, &scene) else {
        let is_needless = spelling.imports().is_empty() || project.imports(spelling.library());
        let preamble = Imports::of(&text[..text.floor_char_boundary(PREAMBLE_BYTES)]);
        return (is_needless || preamble.hold(spelling.library())).then_some((written, Vec::new()));
    };
    let answer = answer(&wanted, spelling, range, importer.as_ref(), text);
    match answer {
        Answer::Present { name, path } => Some((renamed(&written, &name, &path).unwrap_or(written), Vec::new())),
        Answer::Edits(edits) => Some((written, edits)),
        Answer::Unknown => None,
    }
}

/// The steps that give a document the imports for a constant.
fn answer(
    wanted: &Wanted,
    spelling: Spelling,
    range: &std::ops::Range<usize>,
    importer: Option<&Importer<'_>>,
    text: &str,
) -> Answer {
    let given_by: Vec<&str> = wanted.given_by.iter().map(String::as_str).collect();
    let need = Need {
        line: &wanted.line,
        given_by: &given_by,
        is_written: wanted.is_written,
        is_standard: spelling.library().is_standard,
    };
    let preamble = Imports::of(&text[..text.floor_char_boundary(PREAMBLE_BYTES)]);
    // Another statement of the library brings that name in.
    let is_there = |library: &Library| preamble.origin(&wanted.root, library) == Origin::Library;
    // Literate code begins its lines with a mark.
    let is_marked = || {
        let statements = || text.lines().filter_map(|line| line.strip_prefix("> "));
        statements().any(|line| line.starts_with(wanted.line.as_str()))
    };
    match importer.map_or(Answer::Unknown, |importer| importer.add(&need, &wanted.root, range)) {
        Answer::Unknown if is_there(spelling.library()) || importer.is_none() && is_marked() => {
            Answer::Present { name: wanted.root.clone(), path: wanted.root.clone() }
        }
        answer => answer,
    }
}

/// The import that an item needs.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Wanted {
    /// The statement that brings it in.
    line: String,
    given_by: Vec<String>,
    /// The first word of the name in the document.
    root: String,
    /// Whether that word stands there already.
    is_written: bool,
    /// Whether the document may well have it from elsewhere.
    is_optional: bool,
}

/// Where a constant is written.
struct Scene<'s> {
    /// The text before it.
    before: &'s str,
    language: &'s Language,
    importer: Option<&'s Importer<'s>>,
    project: &'s FileProject,
}

impl Wanted {
    /// The import for a constant before which `qualifier` is still to be written; nothing where it needs none, or the document has
    /// another name for it.
    fn of(spelling: Spelling, qualifier: &str, scene: &Scene<'_>) -> Option<Self> {
        let Scene { before, language, importer, project } = *scene;
        if project.imports(spelling.library()) {
            return None;
        }
        let name = spelling.name();
        let own = spelling.qualifier();
        let ends_so =
            before.strip_suffix(own).filter(|rest| !rest.ends_with(|c: char| is_word(c) || matches!(c, '.' | ':')));
        let chain = if own.is_empty() || ends_so.is_none() { chain_before(before, language) } else { own };
        let is_written = qualifier.is_empty() && !chain.is_empty();
        let written = if is_written { chain } else { qualifier };
        let spelling = if own == written {
            spelling
        } else if written.is_empty() {
            return Self::bare(spelling, importer?);
        } else {
            // Another form of the library.
            let alike = |other: &Spelling| other.qualifier() == written && other.code() == spelling.code();
            spelling.library().spellings().find(alike)?
        };
        let lines = in_order(spelling, project);
        let line = importer.map_or_else(|| lines.first().copied(), |importer| importer.usual(&lines))?;
        let filled = |line: &&str| line.replace("{name}", name);
        let others = lines.iter().filter(|other| **other != line).chain(spelling.given_by());
        let root = spelling.qualifier().split(|c: char| !is_word(c)).find(|word| !word.is_empty()).unwrap_or(name);
        Some(Self {
            line: filled(&line),
            given_by: others.map(filled).collect(),
            root: root.to_owned(),
            is_written,
            is_optional: false,
        })
    }

    /// The import for a name that the document writes without its qualifier, as others beside it: `import static a.HttpStatus.NOT_FOUND;`.
    fn bare(spelling: Spelling, importer: &Importer<'_>) -> Option<Self> {
        let line = importer.usual(spelling.imports())?;
        let (name, owner) = (spelling.name(), spelling.qualifier().strip_suffix('.')?);
        let line = if let Some((parent, own)) = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import "))
        {
            (own == owner && importer.imports_of(&format!("{parent}.{own} ")))
                .then(|| format!("from {parent}.{own} import {name}"))
        } else {
            let path = line.strip_prefix("import ")?.trim_end_matches(';');
            (path.ends_with(owner) && importer.imports_of(&format!("{path}.")))
                .then(|| format!("import static {path}.{name};"))
        };
        let root = name.to_owned();
        Some(Self { line: line?, given_by: Vec::new(), root, is_written: false, is_optional: true })
    }
}

/// The statements that bring a constant in, those first whose package the project asks for: `use axum::http::StatusCode;` where it has
/// axum and not http.
fn in_order(spelling: Spelling, project: &FileProject) -> Vec<&'static str> {
    let mut lines = spelling.imports().to_vec();
    if lines.len() > 1 {
        let library = spelling.library();
        let packages = || library.packages.iter().chain(library.brought_by);
        let is_asked_for = |line: &str| packages().any(|package| brings(line, package) && project.asks_for(package));
        lines.sort_by_cached_key(|line| !is_asked_for(line));
    }
    lines
}

/// Whether a statement takes something from that package: by the group of Maven that its path begins with, or by the name of a module.
fn brings(line: &str, package: &Package) -> bool {
    let Some((_, path)) = line.split_once(' ') else { return false };
    match package.name.split_once(':') {
        Some((group, _)) => path.strip_prefix(group).is_some_and(|rest| rest.starts_with('.')),
        None => {
            let module = package.name.replace('-', "_");
            path.split(|c: char| !is_word(c)).next().is_some_and(|root| root.eq_ignore_ascii_case(&module))
        }
    }
}

/// The names with separators at the end of a text: `http.` in `return http.`.
fn chain_before<'t>(before: &'t str, language: &Language) -> &'t str {
    let is_part = |c: char| is_word(c) || matches!(c, '.' | ':' | '\\') || c == '/' && language.id == "clojure";
    let chain = &before[before.trim_end_matches(is_part).len()..];
    let chain = chain.trim_start_matches(|c: char| !is_word(c));
    if chain.ends_with(is_word) { "" } else { chain }
}

/// Writes what an import calls `name` as the document does.
fn rename(item: &mut Item, name: &str, path: &str) {
    for text in [&mut item.label, &mut item.new_text, &mut item.filter_text] {
        if let Some(new) = renamed(text, name, path) {
            *text = new;
        }
    }
}

/// The text with `path` for the name that it begins with, if it does.
fn renamed(text: &str, name: &str, path: &str) -> Option<String> {
    let rest = text.strip_prefix(name).filter(|rest| !rest.starts_with(is_word))?;
    Some([path, rest].concat())
}
