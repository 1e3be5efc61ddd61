//! `deprecated-name`: a name that the project's version of its library advises against, has no longer, or has not yet.

use crate::catalog::{Change, Library, Spelling};
use crate::detect::{Mention, MentionKind, TokenIndex};
use crate::project::{Presence, Version, Versions};

use super::finding::{Finding, Tag};
use super::part::Part;
use crate::catalog::Rule;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    for (_, mention) in part.mentions() {
        if let MentionKind::Name(Some(spelling)) = mention.kind {
            found.extend(change_of(part, mention, spelling));
        }
    }
}

/// The version of a library that the project has, as far as something can be said of a name by it.
struct Known {
    /// `Rack`
    product: String,
    /// The lowest that may be there.
    lowest: Version,
    /// Whether it is exactly that one.
    is_exact: bool,
}

/// The message about a name in a version.
enum Fate {
    Deprecated,
    Removed,
    NotYet,
}

fn change_of(part: &Part<'_, '_>, mention: &Mention, judged: Spelling) -> Option<Finding> {
    let language = part.view.language;
    // Several libraries, and versions of one, may have the name with that qualifier.
    let alike = || {
        Spelling::named(judged.name()).filter(|spelling| {
            let is_same = spelling.code() == judged.code() && spelling.qualifier() == judged.qualifier();
            is_same && spelling.suffix() == judged.suffix() && spelling.is_native_to(language)
        })
    };
    let mut present: Vec<(Spelling, Known)> = Vec::new();
    for spelling in alike() {
        present.extend(version(part, spelling).map(|known| (spelling, known)));
    }
    // Where libraries of the project disagree, nothing is said.
    let (first, known) = present.iter().find(|(spelling, _)| !spelling.change().is_none())?;
    let others = present.iter().filter(|(spelling, _)| !spelling.library().is_kin_of(first.library()));
    if others.into_iter().any(|(spelling, _)| spelling.change().is_none()) {
        return None;
    }
    let Change { since, deprecated_since, removed_in, instead } = *first.change();
    let reaches =
        |change: Option<&'static str>| number(change).and_then(Version::parse).filter(|change| known.lowest >= *change);
    // A version before a release has what the release has.
    let is_missing = number(since)
        .and_then(Version::parse)
        .filter(|since| known.lowest < *since && !known.lowest.is_before_release_of(since));
    let kind = match (is_missing, reaches(removed_in), reaches(deprecated_since)) {
        (Some(since), ..) if known.is_exact || first.library().is_standard => (Fate::NotYet, since),
        (_, Some(removed), _) => (Fate::Removed, removed),
        (_, _, Some(deprecated)) => (Fate::Deprecated, deprecated),
        _ => return None,
    };
    let replacement = match kind.0 {
        Fate::NotYet => sibling(*first, &known.lowest),
        _ => instead.and_then(|instead| identifier(*first, instead)),
    };
    if is_of_library_itself(part, *first) || is_for_versions(part, mention, replacement) {
        return None;
    }
    let name = judged.text();
    let (product, lowest) = (&known.product, &known.lowest);
    let has = if known.is_exact { format!("the project has {lowest}") } else { format!("the project allows {lowest}") };
    let change = match kind {
        (Fate::Deprecated, since) => format!("is deprecated since {product} {since}"),
        (Fate::Removed, since) => format!("is removed in {product} {since}"),
        (Fate::NotYet, since) => format!("exists from {product} {since}"),
    };
    let message = format!("`{name}` {change}, and {has}.");
    let mut finding = Finding::new(Rule::DeprecatedName, mention.range.clone(), message);
    if !matches!(kind.0, Fate::NotYet) {
        finding = finding.tagged(Tag::Deprecated);
    }
    if let Some(replacement) = replacement {
        let end = mention.range.end;
        let title = format!("Write `{}{replacement}{}`", first.qualifier(), first.suffix());
        finding = finding.replacing(title, end - judged.name().len()..end, replacement);
    }
    Some(finding)
}

/// Whether the file belongs to the library: its package or namespace is the one that others import.
fn is_of_library_itself(part: &Part<'_, '_>, spelling: Spelling) -> bool {
    let lines = part.view.preamble.text().lines().map(str::trim);
    let mut packages =
        lines.filter_map(|line| line.strip_prefix("package ").or_else(|| line.strip_prefix("namespace ")));
    packages.any(|package| {
        let segments =
            |path: &'static str| path.split(' ').next_back().into_iter().flat_map(|path| path.split(['.', '\\']));
        let own = || package.trim_end_matches([';', '{', ' ']).split(['.', '\\']);
        let is_inside = |import: &&'static str| segments(import).zip(own()).take_while(|(a, b)| a == b).count() >= 3;
        spelling.imports().iter().any(is_inside)
    })
}

/// Lines above a name that may ask for the version.
const GUARD_LINES: usize = 2;

/// Whether the source cares for several versions: it asks for the version right above, or has the name that takes the place of this one beside
/// it, as in `status = :unprocessable_content if status == :unprocessable_entity`.
fn is_for_versions(part: &Part<'_, '_>, mention: &Mention, replacement: Option<&str>) -> bool {
    let view = part.view;
    let Some((index, _)) = part.tokens_of(&mention.range) else { return false };
    let own = view.line(index);
    let asks = |at: TokenIndex| {
        let word = view.str(at).to_ascii_lowercase();
        view.is_word(at)
            && !part.is_comment(at)
            && (word.contains("version")
                || matches!(word.as_str(), "release" | "hasattr" | "getattr" | "respond_to" | "defined"))
    };
    own.clone().any(|at| asks(at) || replacement.is_some_and(|name| view.str(at) == name))
        || view.lines_above(index).take(GUARD_LINES).any(|line| line.take(40).any(asks))
}

/// `0.48` of `Starlette 0.48`.
fn number(version: Option<&'static str>) -> Option<&'static str> {
    version?.rsplit(' ').next().filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// The product whose versions a spelling's changes name, with the version in the project.
fn version(part: &Part<'_, '_>, spelling: Spelling) -> Option<Known> {
    let library = spelling.library();
    let Change { since, deprecated_since, removed_in, .. } = *spelling.change();
    let named = [since, deprecated_since, removed_in].into_iter().flatten().find_map(|version| version.split_once(' '));
    let product = named.map_or_else(|| library.product.unwrap_or(library.title()), |(product, _)| product);
    let versioned = match named {
        Some((product, _)) => Library::all().iter().find(|other| other.title().eq_ignore_ascii_case(product))?,
        None => library,
    };
    if let Presence::Absent = part.file.project.library(library) {
        return None;
    }
    let Presence::Present(installed) = part.file.project.library(versioned) else { return None };
    let (lowest, is_exact) = match installed.version {
        Versions::Exact(version) => (version, true),
        Versions::Range(range) => (range.lowest.filter(|bound| bound.is_inclusive)?.version, false),
        Versions::Unknown => return None,
    };
    Some(Known { product: product.to_owned(), lowest, is_exact })
}

/// The identifier to write in the place of the spelling's, if `instead` has the same qualifier.
fn identifier(spelling: Spelling, instead: &'static str) -> Option<&'static str> {
    let rest = instead.strip_suffix(spelling.suffix()).unwrap_or(instead);
    let name = match rest.strip_prefix(spelling.qualifier()) {
        Some(name) => name,
        None if rest.contains(|c: char| !c.is_alphanumeric() && c != '_') => return None,
        None => rest,
    };
    (!name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(name)
}

/// Another name of the same status that the version has.
fn sibling(spelling: Spelling, version: &Version) -> Option<&'static str> {
    let others = spelling.library().spellings().filter(|other| {
        let is_same = other.code() == spelling.code() && other.qualifier() == spelling.qualifier();
        is_same && other.name() != spelling.name() && other.suffix() == spelling.suffix()
    });
    let exists = |other: &Spelling| {
        let Change { since, removed_in, .. } = *other.change();
        number(since).and_then(Version::parse).is_none_or(|since| since <= *version)
            && number(removed_in).and_then(Version::parse).is_none_or(|removed| removed > *version)
    };
    others.filter(exists).map(Spelling::name).next()
}
