//! Which of the names that fit a place the document's project has, and which of several names of a code come first.

use crate::catalog::{Library, Spelling};
use crate::detect::Fitting;
use crate::features::libraries::{Has, Libraries};
use crate::project::Version;

/// A name that can be offered.
#[derive(Clone, Debug)]
pub(super) struct Choice<'f> {
    pub(super) fitting: &'f Fitting,
    /// Whether the project's version advises against it.
    pub(super) is_deprecated: bool,
    /// Whether another name of the code is the better one.
    pub(super) is_second: bool,
    versions: Versions,
}

/// In which versions a name exists, where another name of the code exists in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Versions {
    /// Nothing is to be said: the project's version has it, or there is no other name.
    Unsaid,
    /// In all that are supported.
    All,
    /// From this one on, as the data has it.
    From(&'static str),
    /// Before this one.
    Before(&'static str),
}

/// The names of libraries that the project may have, without those that its version does not have.
pub(super) fn choices<'f>(fitting: &'f [Fitting], libraries: &Libraries<'_>) -> Vec<Choice<'f>> {
    let offered = fitting.iter().filter(|fitting| libraries.may_have(fitting.spelling.library()));
    let offered: Vec<(&Fitting, Has)> = offered
        .map(|fitting| (fitting, libraries.has(fitting.spelling)))
        .filter(|(_, has)| matches!(has, Has::Yes | Has::Perhaps))
        .collect();
    let choice = |(fitting, has): &(&'f Fitting, Has)| {
        let spelling = fitting.spelling;
        let is_deprecated = libraries.is_deprecated(spelling);
        let versions = versions(spelling, *has, &offered);
        let is_second = match versions {
            Versions::Unsaid => is_deprecated,
            Versions::All => false,
            Versions::From(_) | Versions::Before(_) => true,
        };
        Choice { fitting, is_deprecated, is_second, versions }
    };
    offered.iter().map(choice).collect()
}

/// In which versions a name exists, if that decides between it and another name of the same code.
fn versions(spelling: Spelling, has: Has, offered: &[(&Fitting, Has)]) -> Versions {
    let is_certain = |spelling: Spelling, has: Has| has == Has::Yes || is_in_all(spelling);
    let others = offered.iter().filter(|(other, _)| is_other_name(spelling, other.spelling));
    let mut others = others.map(|(other, has)| (is_certain(other.spelling, *has), *has));
    let change = spelling.change();
    if !is_certain(spelling, has) {
        let is_there_a_better = others.any(|(is_certain, _)| is_certain);
        return match (change.since, change.removed_in) {
            (_, Some(removed)) if is_there_a_better => Versions::Before(removed),
            (Some(since), None) if is_there_a_better => Versions::From(since),
            _ => Versions::Unsaid,
        };
    }
    let is_there_a_worse = others.any(|(is_certain, _)| !is_certain);
    if is_there_a_worse { Versions::All } else { Versions::Unsaid }
}

/// Whether both are names of one code, in the same place of the same library.
fn is_other_name(a: Spelling, b: Spelling) -> bool {
    a.code() == b.code()
        && a.name() != b.name()
        && a.qualifier() == b.qualifier()
        && a.suffix() == b.suffix()
        && a.library().is_kin_of(b.library())
}

/// Whether all versions that are supported have the name.
fn is_in_all(spelling: Spelling) -> bool {
    let change = spelling.change();
    let number = |version: &'static str| Version::parse(version.rsplit(' ').next()?);
    let oldest = spelling.library().supported.and_then(number);
    let is_old = |since| number(since).zip(oldest).is_some_and(|(since, oldest)| since <= oldest);
    change.removed_in.is_none() && change.since.is_none_or(is_old)
}

impl Choice<'_> {
    /// The remark about the versions that have the name, which follows the name of the library.
    pub(super) fn remark(&self) -> String {
        let library = self.fitting.spelling.library();
        match self.versions {
            Versions::Unsaid => String::new(),
            Versions::All => ", in all supported versions".to_owned(),
            Versions::From(since) => format!(", from {}", counted(library, since)),
            Versions::Before(removed) => format!(", before {}", counted(library, removed)),
        }
    }
}

/// `3.1` of the library itself, `Python 3.13` of what it comes with.
fn counted(library: &Library, version: &str) -> String {
    let is_number = version.starts_with(|c: char| c.is_ascii_digit());
    match library.product.filter(|product| is_number && *product != library.title()) {
        Some(product) => format!("{product} {version}"),
        None => version.to_owned(),
    }
}
