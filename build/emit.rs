//! Writes the checked data as Rust statics. Large tables are flat (offsets into one text), so that the loader has no pointers to relocate
//! at start.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::byte_class::{CLOSE, CONTINUES, DELIMITER, DIGIT, NEWLINE, OPEN, OPERATOR, SECOND, SPACE, WORD};
use super::emit_statuses::{emit_classes, emit_headers, emit_sources, emit_statuses};
use super::emit_words::{emit_parts, emit_phrases, emit_table, emit_words};
use super::evidence::emit_strengths;
use super::header_places::emit_header_places;
use super::lexicon::{Lists, emit_lexicon, syntax};
use super::names::{Change, Row, deprecate_with_kin, registered_names};
use super::{Data, excluded, languages, limits, names, rules, search, send};

/// The statics as Rust source.
pub fn emit(data: &Data) -> String {
    let mut out = String::from("// Made by the build script from data/.\n");
    emit_statuses(data, &mut out);
    emit_classes(data, &mut out);
    emit_headers(data, &mut out);
    emit_header_places(data, &mut out);
    emit_sources(data, &mut out);
    emit_languages(data, &mut out);
    emit_names(data, &mut out);
    emit_phrases(data, &mut out);
    emit_evidence(data, &mut out);
    emit_words(data, &mut out);
    emit_parts(data, &mut out);
    emit_lexicon(data, &mut out);
    emit_strengths(&data.evidence, &mut out);
    search::emit(data, &mut out);
    rules::emit(data, &mut out);
    excluded::emit(data, &mut out);
    emit_limits(&mut out);
    send::emit_sending(data, &mut out);
    out
}

/// The limits that also hold for the texts of projects.
fn emit_limits(out: &mut String) {
    for (name, limit) in [
        ("SUMMARY", limits::SUMMARY),
        ("EXPLANATION", limits::EXPLANATION),
        ("ADVICE", limits::ADVICE),
        ("ADVICE_TEXT", limits::ADVICE_TEXT),
    ] {
        line(out, format_args!("pub(crate) const {name}_LIMIT: usize = {};", limit.most));
    }
}

fn emit_languages(data: &Data, out: &mut String) {
    line(out, format_args!("pub(crate) static LANGUAGES: [Language; {}] = [", data.languages.len()));
    for language in &data.languages {
        let strings: String = language
            .strings
            .iter()
            .map(|s| {
                format!(
                    "StringForm {{ open: {:?}, close: {:?}, escape: Escape::{:?}, is_multiline: {} }}, ",
                    s.open, s.close, s.escape, s.multiline
                )
            })
            .collect();
        line(
            out,
            format_args!(
                "Language {{ id: {:?}, name: {:?}, aliases: &{:?}, extensions: &{:?}, file_names: &{:?}, kind: LanguageKind::{:?}, is_catch_all: {}, shared_aliases: &{:?}, line_comments: &{:?}, block_comments: &{:?}, strings: &[{strings}], is_indented: {}, is_prefix_notation: {}, has_tuples: {}, imports_names: {}, code_blocks: CodeBlocks::{:?}, has_comments_alone: {}, comment_spaces: {}, syntax: {}, import_style: {}, libraries: &{:?}, bytes: &{:?} }},",
                language.id,
                language.name,
                language.aliases,
                language.extensions,
                language.file_names,
                language.kind,
                language.catch_all,
                language.shared_aliases,
                language.line_comments,
                language.block_comments,
                language.indentation,
                language.prefix_notation,
                language.curly_tuples,
                language.imports_names,
                language.code_blocks,
                language.comments_alone,
                language.comment_spaces,
                if language.syntax.is_empty() {
                    "&SYNTAX".to_owned()
                } else {
                    format!("&{}", syntax(&language.syntax, data))
                },
                import_style(language),
                libraries_of(language, data),
                byte_classes(language)
            ),
        );
    }
    line(out, format_args!("];"));
    line(out, format_args!("static SYNTAX: Syntax = {};", syntax(&Lists::new(), data)));
    let plaintext = data.languages.iter().position(|language| language.id == "plaintext").unwrap_or(0);
    line(out, format_args!("pub(crate) const PLAINTEXT: usize = {plaintext};"));
}

/// How files of the language bring names in.
fn import_style(language: &languages::Language) -> String {
    language.imports.as_ref().map_or_else(
        || "None".to_owned(),
        |imports| {
            let languages::Imports { grammar, statements, line, behind, standard } = imports;
            format!(
                "Some(&ImportStyle {{ grammar: ImportGrammar::{grammar:?}, statements: &{statements:?}, line: {line:?}, behind: &{behind:?}, standard: &{standard:?} }})"
            )
        },
    )
}

/// The indexes of the libraries with spellings that are used in that language.
fn libraries_of(language: &languages::Language, data: &Data) -> Vec<usize> {
    let libraries = data.libraries.iter().enumerate();
    let has_spellings =
        |library: &names::Library| !library.spelling.is_empty() && library.languages.contains(&language.id);
    libraries.filter(|(_, library)| has_spellings(library)).map(|(index, _)| index).collect()
}

/// The classes of each byte in that language. The lexer reads nothing else of a language but this and the delimiters.
fn byte_classes(language: &languages::Language) -> [u8; 256] {
    let mut classes = [0u8; 256];
    for byte in 0..=255u8 {
        classes[byte as usize] = match byte {
            b'\n' | b'\r' => NEWLINE,
            b' ' | b'\t' | 0x0b | 0x0c => SPACE,
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => WORD,
            b'(' | b'[' | b'{' => OPEN,
            b')' | b']' | b'}' => CLOSE,
            b'=' | b'<' | b'>' | b'!' | b'&' | b'|' | b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'~' | b'?' => OPERATOR,
            _ => 0,
        };
    }
    let words = language.word_characters.bytes();
    // `$` and `@` may begin a word (PHP, Ruby); the others may only be inside one.
    for byte in words.filter(|byte| matches!(byte, b'$' | b'@')) {
        classes[byte as usize] = WORD;
    }
    let comments = language.line_comments.iter().chain(language.block_comments.iter().map(|(open, _)| open));
    for open in comments.chain(language.strings.iter().map(|s| &s.open)) {
        let mut add = |byte: u8, flag| {
            classes[usize::from(byte.to_ascii_lowercase())] |= flag;
            classes[usize::from(byte.to_ascii_uppercase())] |= flag;
        };
        let (first, second) = (open.as_bytes()[0], open.as_bytes().get(1));
        add(first, DELIMITER);
        match second {
            Some(second) => add(*second, SECOND),
            None if first.is_ascii_alphabetic() => (0..=255).for_each(|any| add(any, SECOND)),
            None => {}
        }
    }
    for byte in language.word_characters.bytes().filter(|byte| !matches!(byte, b'$' | b'@')) {
        classes[byte as usize] |= CONTINUES;
    }
    classes
}

fn emit_names(data: &Data, out: &mut String) {
    let registered = registered_names(data);
    let mut rows: Vec<(usize, Row)> = Vec::new();
    let mut forms: Vec<(usize, &str)> = Vec::new();
    line(out, format_args!("pub(crate) static LIBRARIES: [Library; {}] = [", data.libraries.len()));
    for (index, library) in data.libraries.iter().enumerate() {
        let first_form = forms.len();
        forms.extend(library.spelling.iter().map(|s| (index, s.form.as_str())));
        let expanded = library.rows(&registered).unwrap_or_default();
        let first_row = rows.len();
        rows.extend(expanded.into_iter().map(|mut row| {
            row.spelling += first_form;
            (index, row)
        }));
        line(
            out,
            format_args!(
                "Library {{ id: {:?}, index: {index}, name: {:?}, languages: &{:?}, imports: &{:?}, usage: {:?}, family: {:?}, is_common: {}, is_standard: {}, product: {:?}, supported: {:?}, packages: &{}, brought_by: &{}, versioned_by: &{}, implicit: &{}, follows: {}, version: {:?}, templates: &{}, retry: {}, rows: ({first_row}, {}) }},",
                library.stem,
                library.library,
                library.languages,
                library.imports,
                library.usage,
                library.family,
                library.common,
                library.standard,
                library.product,
                library.oldest_supported(),
                packages(&library.packages),
                packages(&library.brought_by),
                packages(&library.versioned_by),
                packages(&library.implicit),
                follows(library),
                library.version,
                send::templates(library, data),
                send::retry(library),
                rows.len()
            ),
        );
    }
    line(out, format_args!("];"));
    deprecate_with_kin(&data.libraries, &mut rows);
    emit_forms(data, &rows, forms.len(), out);
    emit_name_index(&rows, out);
}

/// A list of packages, as it stands in the table.
fn packages(packages: &super::names::Packages) -> String {
    let named = super::names::normalized(packages);
    let entries =
        named.iter().map(|(of, name)| format!("Package {{ ecosystem: Ecosystem::{of:?}, name: {name:?} }}, "));
    format!("[{}]", entries.collect::<String>())
}

fn follows(library: &super::names::Library) -> String {
    let Some(follows) = &library.follows else { return "None".to_owned() };
    let pairs: Vec<(&String, &String)> = follows.versions.iter().collect();
    format!("Some(Follows {{ packages: &{}, series: &{pairs:?} }})", packages(&follows.packages))
}

fn emit_forms(data: &Data, rows: &[(usize, Row)], count: usize, out: &mut String) {
    line(out, format_args!("pub(crate) static FORMS: [Form; {count}] = ["));
    let spellings = data.libraries.iter().flat_map(|library| library.spelling.iter().map(move |one| (library, one)));
    for (index, (library, spelling)) in spellings.enumerate() {
        let sample = rows.iter().map(|(_, row)| row).find(|row| row.spelling == index);
        let (qualifier, suffix) = sample.map_or(("", ""), |row| (row.qualifier.as_str(), row.suffix.as_str()));
        line(
            out,
            format_args!(
                "Form {{ qualifier: {qualifier:?}, owner: {:?}, suffix: {suffix:?}, proof: Proof::{:?}, value: Value::{:?}, import: &{:?}, given_by: &{:?}, numbers: &{:?} }},",
                owner_in(qualifier),
                spelling.proof,
                spelling.value,
                library.imports_of(spelling),
                spelling.import_given_by,
                spelling.number.iter().collect::<Vec<_>>()
            ),
        );
    }
    line(out, format_args!("];"));
}

/// Where the last word of a qualifier begins, in bytes.
fn owner_in(qualifier: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words_end = qualifier.trim_end_matches(|c| !is_word(c)).len();
    (words_end > 0).then(|| qualifier[..words_end].trim_end_matches(is_word).len())
}

/// The distinct names in one text, a hash table over them, and for each name its rows.
fn emit_name_index(rows: &[(usize, Row)], out: &mut String) {
    let mut by_name: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
    for (index, (_, row)) in rows.iter().enumerate() {
        by_name.entry(&row.name).or_default().push(index as u16);
    }
    assert!(rows.len() < usize::from(u16::MAX), "rows are numbered by u16");
    let mut bearer_ends = vec![0u32];
    let mut bearers = Vec::new();
    for indexes in by_name.values() {
        bearers.extend_from_slice(indexes);
        bearer_ends.push(bearers.len() as u32);
    }
    let names: BTreeMap<&str, usize> = by_name.keys().enumerate().map(|(i, n)| (*n, i)).collect();
    emit_table("NAMES", by_name.keys().copied(), out);
    line(out, format_args!("pub(crate) static BEARER_ENDS: [u32; {}] = {bearer_ends:?};", bearer_ends.len()));
    line(out, format_args!("pub(crate) static BEARERS: [u16; {}] = {bearers:?};", bearers.len()));
    let changes: BTreeSet<&Change> = rows.iter().map(|(_, row)| &row.change).collect();
    line(out, format_args!("pub(crate) static CHANGES: [Change; {}] = [", changes.len()));
    for Change { since, deprecated_since, removed_in, instead } in &changes {
        line(
            out,
            format_args!(
                "Change {{ since: {since:?}, deprecated_since: {deprecated_since:?}, removed_in: {removed_in:?}, instead: {instead:?} }},"
            ),
        );
    }
    line(out, format_args!("];"));
    let changes: BTreeMap<&Change, usize> = changes.into_iter().zip(0..).collect();
    line(out, format_args!("pub(crate) static ROWS: [Row; {}] = [", rows.len()));
    for (library, row) in rows {
        line(
            out,
            format_args!(
                "Row {{ name: {}, form: {}, library: {library}, code: {}, change: {} }},",
                names[row.name.as_str()],
                row.spelling,
                row.code,
                changes[&row.change]
            ),
        );
    }
    line(out, format_args!("];"));
}

fn emit_evidence(data: &Data, out: &mut String) {
    let evidence = &data.evidence;
    let pieces = super::pieces::by_name(&data.evidence_groups);
    line(out, format_args!("/// The named pieces of evidence of `data/evidence/`."));
    emit_enum("Piece", pieces.keys().copied(), out);
    line(out, format_args!("/// The phases in which judges collect them."));
    line(
        out,
        format_args!("#[allow(dead_code, reason = \"judges ask for those that are left, never for the first\")]"),
    );
    emit_enum("Phase", super::pieces::PHASES, out);
    let count = pieces.len();
    let names: Vec<&str> = pieces.keys().copied().collect();
    let weights: Vec<f32> = pieces.values().map(|piece| piece.weight).collect();
    let strengths: Vec<(f32, f32)> = pieces.values().map(|piece| piece.strengths()).collect();
    let phases: Vec<u16> = pieces.values().map(|piece| piece.phases()).collect();
    line(out, format_args!("pub(crate) const PHASE_COUNT: usize = {};", super::pieces::PHASES.len()));
    line(out, format_args!("pub(crate) const EXCLUSIVE_PHASES: u16 = {};", super::pieces::exclusive()));
    line(out, format_args!("pub(crate) static PIECE_NAMES: [&str; {count}] = {names:?};"));
    line(out, format_args!("pub(crate) static PIECE_WEIGHTS: [f32; {count}] = {weights:?};"));
    line(out, format_args!("pub(crate) static PIECE_STRENGTHS: [(f32, f32); {count}] = {strengths:?};"));
    line(out, format_args!("/// As bits."));
    line(out, format_args!("pub(crate) static PIECE_PHASES: [u16; {count}] = {phases:?};"));
    line(out, format_args!("pub(crate) const DISTINCTIVE: f32 = {:?};", evidence.distinctive));
    line(out, format_args!("pub(crate) const DOUBTFUL: f32 = {:?};", evidence.doubtful));
    for (level, sum) in &evidence.confidence {
        line(out, format_args!("pub(crate) const {}: f32 = {sum:?};", level.to_uppercase()));
    }
    line(out, format_args!("pub(crate) static COMMON: [u16; {}] = {:?};", evidence.common.len(), evidence.common));
    for (name, words) in [
        ("DEFINING_WORDS", &evidence.defining_words),
        ("LITERAL_WORDS", &evidence.literal_words),
        ("TYPE_WORDS", &evidence.type_words),
    ] {
        line(out, format_args!("pub(crate) static {name}: [&str; {}] = {words:?};", words.len()));
    }
    let mut priors: Vec<(u16, f32)> = evidence.prior.iter().filter_map(|(c, w)| Some((c.parse().ok()?, *w))).collect();
    priors.sort_by_key(|(code, _)| *code);
    line(out, format_args!("pub(crate) static PRIORS: [(u16, f32); {}] = {priors:?};", priors.len()));
    let classes: Vec<(u16, f32)> = evidence.class.iter().map(|class| (class.typical, class.prior)).collect();
    line(out, format_args!("pub(crate) static CLASS_PRIORS: [(u16, f32); {}] = {classes:?};", classes.len()));
    let mut telling: Vec<(u16, f32)> =
        evidence.telling.iter().filter_map(|(c, w)| Some((c.parse().ok()?, *w))).collect();
    telling.sort_by_key(|(code, _)| *code);
    line(out, format_args!("pub(crate) static TELLING: [(u16, f32); {}] = {telling:?};", telling.len()));
    let mut calls: Vec<(String, String)> = Vec::new();
    for call in &evidence.call {
        for name in &call.names {
            calls.push((
                name.clone(),
                format!(
                    "Call {{ name: {name:?}, arguments: &{:?}, weight: {:?}, languages: &{:?}, role: {} }},",
                    call.arguments,
                    call.weight,
                    call.languages,
                    call.role.map_or("None".into(), |role| format!("Some(MentionRole::{role:?})"))
                ),
            ));
        }
    }
    calls.sort_by(|a, b| a.0.cmp(&b.0));
    line(out, format_args!("pub(crate) static CALLS: [Call; {}] = [", calls.len()));
    for (_, call) in calls {
        line(out, format_args!("{call}"));
    }
    line(out, format_args!("];"));
    line(out, format_args!("pub(crate) static NAMESAKES: [Namesake; {}] = [", evidence.namesake.len()));
    for namesake in &evidence.namesake {
        line(out, format_args!("Namesake {{ owners: &{:?}, signs: &{:?} }},", namesake.owners, namesake.signs));
    }
    line(out, format_args!("];"));
    super::pieces::emit_roles(&data.evidence_groups, out);
    line(out, format_args!("pub(crate) static SHAPES: &[Shape] = &["));
    let mut led = Vec::new();
    for shape in data.evidence_groups.iter().flat_map(|group| &group.shape) {
        let Some((until_code, from_code, is_led)) = shape.halves() else { continue };
        let (name, weight, languages, decides) = (&shape.name, shape.weight, &shape.languages, shape.decides);
        line(
            out,
            format_args!(
                "Shape {{ name: {name:?}, until_code: {until_code:?}, from_code: {from_code:?}, is_led: {is_led}, \
                 weight: {weight:?}, languages: &{languages:?}, decides: {decides} }},",
            ),
        );
        led.extend(is_led.then_some(until_code));
    }
    line(out, format_args!("];"));
    line(out, format_args!("/// The `until_code` of all that are led."));
    line(out, format_args!("pub(crate) static ANY_LED_SHAPE: &str = {:?};", led.join("|")));
}

/// An enum with a variant for each name.
fn emit_enum<'a>(name: &str, variants: impl IntoIterator<Item = &'a str>, out: &mut String) {
    line(out, format_args!("#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub(crate) enum {name} {{"));
    for name in variants {
        line(out, format_args!("/// `{name}`\n{},", variant(name)));
    }
    line(out, format_args!("}}"));
}

/// `beside-status-word` as `BesideStatusWord`.
fn variant(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

pub(super) fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}
