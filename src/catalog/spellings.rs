//! How libraries spell statuses in source: `http.StatusNotFound`, `:not_found`, `HttpStatus.NOT_FOUND`.

use super::ecosystem::Ecosystem;
use super::languages::Language;
use super::rules::Rule;
use super::sending::{RetryCode, Template};
use super::statuses::Code;
use super::tables::{BEARER_ENDS, BEARERS, CHANGES, FORMS, LIBRARIES, NAMES, ROWS};

/// A library that names statuses.
#[derive(Debug)]
pub struct Library {
    /// The name of its data file.
    pub id: &'static str,
    /// Its place in `Library::all`.
    pub index: u16,
    /// For people.
    pub name: &'static str,
    /// Ids of the languages that use it.
    pub languages: &'static [&'static str],
    /// Pieces of text; one of them in a file proves that the library is in use there. Empty: nothing needs to be imported.
    pub imports: &'static [&'static str],
    /// The line that brings it in.
    pub usage: &'static str,
    /// The common name of libraries that are versions of one.
    pub family: Option<&'static str>,
    /// Whether it comes with the language or is what most people use there.
    pub is_common: bool,
    /// Whether it comes with the language.
    pub is_standard: bool,
    /// The product whose versions `Change` names, where that is not the library.
    pub product: Option<&'static str>,
    /// The oldest version that is maintained, counted as `Change` does.
    pub supported: Option<&'static str>,
    /// The packages that it comes in; their versions are its own.
    pub packages: &'static [Package],
    /// Packages that depend on it, so that a project with one of them has it. Their versions are their own.
    pub brought_by: &'static [Package],
    /// The product whose version counts where `packages` have none: a language, a list of versions that belong together.
    pub versioned_by: &'static [Package],
    /// SDKs that import it into all files of a project that has their implicit usings on.
    pub implicit: &'static [Package],
    /// The packages whose versions decide its own.
    pub follows: Option<Follows>,
    /// The version whose sources were read, where the data has it.
    pub version: &'static str,
    /// How one sends or checks a status with it.
    pub templates: &'static [Template],
    /// How one repeats a request with it.
    pub retry: Option<RetryCode>,
    pub(crate) rows: (u16, u16),
}

/// Packages that come with certain versions of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follows {
    /// The packages.
    pub packages: &'static [Package],
    /// The first version of the packages that comes with a series of the library, and that series.
    pub series: &'static [(&'static str, &'static str)],
}

/// A package of a registry, as manifests name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// Whose name it is.
    pub ecosystem: Ecosystem,
    /// Its name, normalized. One that ends with `*` stands for all that begin so.
    pub name: &'static str,
}

impl Library {
    /// All packages that give its version.
    pub fn all_packages(&self) -> impl Iterator<Item = &'static Package> + '_ {
        let follows = self.follows.iter().flat_map(|follows| follows.packages);
        self.packages.iter().chain(self.brought_by).chain(self.versioned_by).chain(follows)
    }

    /// Whether both are versions of one library.
    pub fn is_kin_of(&self, other: &Library) -> bool {
        self.id == other.id || self.family.is_some() && self.family == other.family
    }

    /// Its name, without a version where several are known.
    pub fn title(&self) -> &'static str {
        self.family.unwrap_or(self.name)
    }

    /// All libraries, in the order of their ids.
    pub fn all() -> &'static [Library] {
        &LIBRARIES
    }

    /// All its spellings, by form and then by code.
    pub fn spellings(&self) -> impl DoubleEndedIterator<Item = Spelling> + use<> {
        (self.rows.0..self.rows.1).map(Spelling)
    }
}

/// The surroundings that a name needs so that it denotes a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing more: the name is enough (`SC_NOT_FOUND`, `Status404NotFound`).
    Name,
    /// Its qualifier (`http.`, `StatusCode::`), or an import of the library.
    Qualifier,
    /// An import of the library in the file.
    Import,
    /// A place where a status belongs (`status: :not_found`).
    Position,
}

/// The kind of value that a name has in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A status in the type of the library: a number, a symbol (`http.StatusNotFound`, `:not_found`).
    Status,
    /// The reason phrase, a string (`ReasonPhrases.NOT_FOUND`).
    Phrase,
    /// An object that carries a status and stands for more than that: an exception, a response (`NotFoundException`, `Results.NotFound()`).
    Carrier,
}

/// How a family of spellings is put together.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) qualifier: &'static str,
    /// Where the last word of the qualifier begins in it, in bytes.
    pub(crate) owner: Option<u8>,
    pub(crate) suffix: &'static str,
    pub(crate) proof: Proof,
    pub(crate) value: Value,
    pub(crate) import: &'static [&'static str],
    pub(crate) given_by: &'static [&'static str],
    /// By language.
    pub(crate) numbers: &'static [(&'static str, &'static str)],
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: u16,
    pub(crate) form: u16,
    pub(crate) library: u16,
    pub(crate) code: u16,
    /// An index into `CHANGES`.
    pub(crate) change: u16,
}

/// In which versions of its library a name exists, as its data has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// The first version that has the name, unless the first release had it.
    pub since: Option<&'static str>,
    /// The version that began to advise against it; `?` where that is unknown.
    pub deprecated_since: Option<&'static str>,
    /// The first version without it.
    pub removed_in: Option<&'static str>,
    /// The identifier to write instead.
    pub instead: Option<&'static str>,
}

impl Change {
    /// Whether the name has no changes.
    pub fn is_none(&self) -> bool {
        self.since.is_none() && self.deprecated_since.is_none() && self.removed_in.is_none()
    }
}

/// One way a library writes a status: an index into the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling(u16);

/// An identifier that libraries have for a status: an index into the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name(u16);

impl Name {
    /// Exactly that identifier, if some library has it.
    pub(crate) fn of(text: &str) -> Option<Self> {
        NAMES.index(text).map(|index| Self(index as u16))
    }

    /// Whether the spelling's identifier is that.
    pub(crate) fn is_of(self, spelling: Spelling) -> bool {
        spelling.row().name == self.0
    }

    /// The spellings that have it, of all libraries.
    pub(crate) fn spellings(self) -> impl Iterator<Item = Spelling> + use<> {
        let index = usize::from(self.0);
        let range = BEARER_ENDS[index] as usize..BEARER_ENDS[index + 1] as usize;
        BEARERS[range].iter().map(|row| Spelling(*row))
    }
}

impl Spelling {
    /// The spellings whose identifier is exactly `name`, of all libraries.
    pub fn named(name: &str) -> impl Iterator<Item = Spelling> + use<> {
        Name::of(name).into_iter().flat_map(Name::spellings)
    }

    /// Whether any library has that identifier.
    pub fn is_name(name: &str) -> bool {
        NAMES.index(name).is_some()
    }

    /// The identifier, without qualifier and call: `StatusNotFound`.
    pub fn name(self) -> &'static str {
        NAMES.word(usize::from(self.row().name))
    }

    /// The usual text before it, with its separator: `http.`, `:`, or nothing.
    pub fn qualifier(self) -> &'static str {
        self.form().qualifier
    }

    /// The qualifier from its last word on: `HttpStatus.` of `org.apache.http.HttpStatus.`; nothing where it is a mere sign.
    pub(crate) fn owner(self) -> Option<&'static str> {
        let form = self.form();
        form.owner.map(|at| &form.qualifier[usize::from(at)..])
    }

    /// The text that follows the name: `()` for functions.
    pub fn suffix(self) -> &'static str {
        self.form().suffix
    }

    /// With its usual qualifier and suffix: `http.StatusNotFound`.
    pub fn text(self) -> String {
        format!("{}{}{}", self.qualifier(), self.name(), self.suffix())
    }

    /// Whether the two have the same text, however it is divided into qualifier, name and suffix.
    pub(crate) fn reads_like(self, other: Spelling) -> bool {
        let parts = |spelling: Spelling| [spelling.qualifier(), spelling.name(), spelling.suffix()];
        let bytes = |spelling: Spelling| parts(spelling).into_iter().flat_map(str::bytes);
        bytes(self).eq(bytes(other))
    }

    /// Whether both are put together in the same way by the same library.
    pub(crate) fn is_of_form(self, other: Spelling) -> bool {
        let (row, other) = (self.row(), other.row());
        row.library == other.library && row.form == other.form
    }

    /// The code it stands for.
    pub fn code(self) -> Code {
        Code(self.row().code)
    }

    /// Whose spelling it is.
    pub fn library(self) -> &'static Library {
        &LIBRARIES[usize::from(self.row().library)]
    }

    /// Whether its library is used in that language.
    pub fn is_native_to(self, language: &Language) -> bool {
        language.libraries.binary_search(&self.row().library).is_ok()
    }

    /// The surroundings that it needs.
    pub fn proof(self) -> Proof {
        self.form().proof
    }

    /// The kind of value that it has in the program.
    pub fn value(self) -> Value {
        self.form().value
    }

    /// The statements that each bring it into a file, the usual one first; `{name}` stands for the identifier. Nothing where it needs none, or
    /// none is known.
    pub fn imports(self) -> &'static [&'static str] {
        self.form().import
    }

    /// Other statements that bring it in too.
    pub fn given_by(self) -> &'static [&'static str] {
        self.form().given_by
    }

    /// The expression that makes its code in a language, with `{constant}` in the place of the constant: `{constant}.as_u16()`. Nothing where
    /// none does, or the data has none and the compiler would refuse a wrong one.
    pub fn number_in(self, language: &Language) -> Option<&'static str> {
        let numbers = self.form().numbers;
        let of = |id: &str| numbers.iter().find(|(known, _)| *known == id).map(|(_, expression)| *expression);
        // In these languages a wrong name fails only when the line runs, so they have no compiler that checks types.
        let is_dynamic = Rule::UnknownName.text().languages.contains(&language.id);
        let expression = of(language.id).or_else(|| of("*")).or(is_dynamic.then_some("{constant}"));
        expression
            .filter(|expression| !expression.is_empty() && self.value() == Value::Status && self.suffix().is_empty())
    }

    /// Whether the library itself advises against it.
    pub fn is_deprecated(self) -> bool {
        self.change().deprecated_since.is_some()
    }

    /// In which versions of its library the name exists.
    pub fn change(self) -> &'static Change {
        &CHANGES[usize::from(self.row().change)]
    }

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }

    fn form(self) -> &'static Form {
        &FORMS[usize::from(self.row().form)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(name: &str) -> Vec<u16> {
        let mut codes: Vec<u16> = Spelling::named(name).map(|s| s.code().number()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    #[test]
    fn names_are_found_as_they_are_written() {
        assert_eq!(codes("StatusUnauthorized"), [401]);
        assert_eq!(codes("HTTP_401_UNAUTHORIZED"), [401]);
        assert!(codes("statusunauthorized").is_empty());
        assert!(codes("").is_empty());
    }

    #[test]
    fn a_spelling_reads_as_one_writes_it() {
        let go = Spelling::named("StatusUnauthorized").find(|s| s.library().name == "net/http");
        assert_eq!(go.map(Spelling::text).as_deref(), Some("http.StatusUnauthorized"));
    }
}
