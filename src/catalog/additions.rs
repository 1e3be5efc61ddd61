//! The catalog as a value: the compiled tables, with what a project adds laid over them.
//!
//! A status of the project hides the compiled one of the same code. Without additions a look-up is that in the compiled tables.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::languages::Language;
use super::statuses::{Code, Status, fold};

/// Statuses and their names as a document's project has them. A copy shares the additions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog(Option<Arc<Additions>>);

/// The additions of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Of several with the same code the last one holds.
    pub statuses: Vec<OwnStatus>,
    /// The names of statuses in the project's sources.
    pub names: Vec<OwnName>,
    /// The project's remarks on statuses, also on its own, beside the text of their cards. Of several with the same code the last one holds.
    pub remarks: Vec<Remark>,
    /// Codes without a status that are right all the same.
    pub allowed: BTreeSet<Code>,
}

static NONE: Additions =
    Additions { statuses: Vec::new(), names: Vec::new(), remarks: Vec::new(), allowed: BTreeSet::new() };

/// A status that a project defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnStatus {
    /// The number.
    pub code: Code,
    /// The reason phrase.
    pub name: String,
    /// Who defines it: the project's name.
    pub owner: String,
    /// One sentence.
    pub summary: String,
    /// A paragraph, or nothing.
    pub explanation: String,
    /// Why one meets it, one sentence each.
    pub causes: Vec<String>,
    /// The advice, in the order to try it.
    pub fixes: Vec<String>,
}

/// The project's remark on the card of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The number, which need not have a status.
    pub code: Code,
    /// One row on top of the card.
    pub note: Option<String>,
    /// The address of the page that says what to do, linked at the foot of the card.
    pub runbook: Option<String>,
}

/// An identifier by which a project's sources mean a status.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnName {
    /// The identifier.
    pub name: String,
    /// The identifier that must stand before it with a separator: `MyStatus` in `MyStatus.TEA`.
    pub qualifier: Option<String>,
    /// The code that it stands for.
    pub code: Code,
    /// The ids of the languages in whose sources it means that; empty: all.
    pub languages: Vec<String>,
}

/// A status, wherever it is from.
#[derive(Clone, Copy, Debug)]
pub enum StatusRef<'c> {
    /// Of the compiled catalog.
    Compiled(&'static Status),
    /// Of the project.
    Own(&'c OwnStatus),
}

impl Catalog {
    /// The compiled catalog alone.
    pub fn compiled() -> &'static Self {
        static COMPILED: Catalog = Catalog(None);
        &COMPILED
    }

    /// The compiled catalog with these additions over it.
    pub fn with(mut additions: Additions) -> Self {
        if additions == Additions::default() {
            return Self::default();
        }
        // The last of a code comes first, and the others are left out.
        additions.statuses.reverse();
        additions.statuses.sort_by_key(|status| status.code);
        additions.statuses.dedup_by_key(|status| status.code);
        additions.remarks.reverse();
        additions.remarks.sort_by_key(|remark| remark.code);
        additions.remarks.dedup_by_key(|remark| remark.code);
        additions.names.sort_unstable();
        Self(Some(Arc::new(additions)))
    }

    fn own(&self) -> &Additions {
        self.0.as_deref().unwrap_or(&NONE)
    }

    /// The status of a code.
    pub fn status(&self, code: Code) -> Option<StatusRef<'_>> {
        let own = self.own_status(code).map(StatusRef::Own);
        own.or_else(|| code.status().map(StatusRef::Compiled))
    }

    /// Whether a code has a status.
    pub fn is_status(&self, code: Code) -> bool {
        code.status().is_some() || self.own_status(code).is_some()
    }

    /// Whether a code is right: it has a status, or the project allows it.
    pub fn is_allowed(&self, code: Code) -> bool {
        self.is_status(code) || self.own().allowed.contains(&code)
    }

    /// All statuses, in the order of their codes.
    pub fn statuses(&self) -> impl Iterator<Item = StatusRef<'_>> {
        let compiled = Status::all().iter().filter(|status| self.own_status(status.code).is_none());
        let own = self.own().statuses.iter().map(StatusRef::Own);
        let mut all: Vec<StatusRef<'_>> = compiled.map(StatusRef::Compiled).chain(own).collect();
        all.sort_by_key(StatusRef::code);
        all.into_iter()
    }

    /// The statuses of a class, by its first digit, in the order of their codes. Warn codes belong to none.
    pub fn of_class(&self, digit: u8) -> impl Iterator<Item = StatusRef<'_>> {
        self.statuses().filter(move |status| status.code().class_digit() == digit && !status.is_warn_code())
    }

    /// The status of that name, whatever the case and the characters between the words.
    pub fn status_named(&self, name: &str) -> Option<StatusRef<'_>> {
        let wanted = fold(name);
        let mut own = self.own().statuses.iter();
        let own = own.find(|status| fold(&status.name) == wanted).map(StatusRef::Own);
        own.or_else(|| self.status(Status::by_name(name)?.code))
    }

    /// Whether the project has names for statuses.
    pub(crate) fn has_names(&self) -> bool {
        !self.own().names.is_empty()
    }

    /// The project's status for an identifier in sources of that language.
    pub(crate) fn names<'c>(&'c self, name: &str, language: &Language) -> impl Iterator<Item = &'c OwnName> {
        let all = self.all_names();
        let first = all.partition_point(|own| *own.name < *name);
        let count = all[first..].partition_point(|own| *own.name == *name);
        let id = language.id;
        all[first..first + count].iter().filter(move |own| own.is_of(id))
    }

    /// The project's names in sources of that language.
    pub fn names_in<'c>(&'c self, language: &Language) -> impl Iterator<Item = &'c OwnName> {
        let id = language.id;
        self.all_names().iter().filter(move |own| own.is_of(id))
    }

    /// All names of the project.
    pub fn all_names(&self) -> &[OwnName] {
        &self.own().names
    }

    /// The project's remark on a code, beside the text of its card.
    pub fn remark(&self, code: Code) -> Option<&Remark> {
        let remarks = &self.own().remarks;
        remarks.binary_search_by_key(&code, |remark| remark.code).ok().map(|at| &remarks[at])
    }

    /// The status that the project defines for a code.
    pub(crate) fn own_status(&self, code: Code) -> Option<&OwnStatus> {
        let own = &self.own().statuses;
        own.binary_search_by_key(&code, |status| status.code).ok().map(|at| &own[at])
    }
}

impl OwnName {
    /// As sources write it.
    pub fn text(&self) -> String {
        match &self.qualifier {
            Some(qualifier) => format!("{qualifier}.{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The part of the qualifier that stands right before the name: `MyStatus` of `com.example.MyStatus`.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.qualifier.as_deref()?.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()
    }

    fn is_of(&self, language: &str) -> bool {
        self.languages.is_empty() || self.languages.iter().any(|id| id == language)
    }
}

impl<'c> StatusRef<'c> {
    /// The number.
    pub fn code(&self) -> Code {
        match self {
            Self::Compiled(status) => status.code,
            Self::Own(status) => status.code,
        }
    }

    /// The reason phrase.
    pub fn name(&self) -> &'c str {
        match self {
            Self::Compiled(status) => status.name,
            Self::Own(status) => &status.name,
        }
    }

    /// Who defines it.
    pub fn owner(&self) -> &'c str {
        match self {
            Self::Compiled(status) => status.owner.title,
            Self::Own(status) => &status.owner,
        }
    }

    /// Whether it is a number of the `Warning` header, which belongs to no class.
    pub fn is_warn_code(&self) -> bool {
        matches!(self, Self::Compiled(status) if status.is_warn_code())
    }

    /// One sentence.
    pub fn summary(&self) -> &'c str {
        match self {
            Self::Compiled(status) => status.summary,
            Self::Own(status) => &status.summary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16, name: &str) -> OwnStatus {
        let code = Code::new(code).expect("a code");
        let (owner, summary) = ("Teahouse".to_owned(), "It is time for tea.".to_owned());
        let (causes, fixes) = (Vec::new(), Vec::new());
        OwnStatus { code, name: name.to_owned(), owner, summary, explanation: String::new(), causes, fixes }
    }

    #[test]
    fn a_status_of_the_project_hides_the_compiled_one() {
        let statuses = vec![status(404, "No Tea"), status(477, "Old"), status(477, "Tea Break")];
        let allowed = Code::new(478).into_iter().collect();
        let catalog = Catalog::with(Additions { statuses, allowed, ..Additions::default() });
        let is_allowed = [404, 477, 478, 479].map(|code| catalog.is_allowed(Code::new(code).expect("a code")));
        assert_eq!(
            (is_allowed, catalog.is_status(Code::new(478).expect("a code"))),
            ([true, true, true, false], false)
        );
        let name = |catalog: &Catalog, code| {
            let code = Code::new(code).expect("a code");
            assert_eq!(catalog.is_status(code), catalog.status(code).is_some());
            catalog.status(code).map(|status| status.name().to_owned())
        };
        assert_eq!(name(&catalog, 404).as_deref(), Some("No Tea"));
        assert_eq!(name(&catalog, 477).as_deref(), Some("Tea Break"));
        assert_eq!(name(&catalog, 410).as_deref(), Some("Gone"));
        assert_eq!(name(Catalog::compiled(), 404).as_deref(), Some("Not Found"));
        assert_eq!(name(Catalog::compiled(), 477), None);
        assert_eq!(catalog.statuses().count(), Status::all().len() + 1);
        assert!(catalog.statuses().map(|status| status.code()).is_sorted());
        assert_eq!(catalog.status_named("tea-break").map(|status| status.code().number()), Some(477));
        assert_eq!(catalog.status_named("not found").map(|status| status.name()), Some("No Tea"));
    }

    #[test]
    fn remarks_are_found_by_their_codes() {
        let code = |number| Code::new(number).expect("a code");
        let remark = |number, note: &str| Remark { code: code(number), note: Some(note.to_owned()), runbook: None };
        let remarks = vec![remark(503, "a"), remark(429, "b"), remark(503, "c")];
        let catalog = Catalog::with(Additions { remarks, ..Additions::default() });
        let note = |number| catalog.remark(code(number)).and_then(|remark| remark.note.as_deref());
        assert_eq!([note(429), note(503), note(404)], [Some("b"), Some("c"), None]);
        assert!(!catalog.is_status(code(477)) && catalog.statuses().count() == Status::all().len());
    }

    #[test]
    fn names_belong_to_their_languages() {
        let own = |name: &str, languages: &[&str]| OwnName {
            name: name.to_owned(),
            qualifier: None,
            code: Code::new(477).expect("a code"),
            languages: languages.iter().map(|id| (*id).to_owned()).collect(),
        };
        let names = vec![own("TEA", &["go"]), own("BREAK", &[]), own("TEA", &[])];
        let catalog = Catalog::with(Additions { names, ..Additions::default() });
        let count = |name: &str, language: &str| {
            catalog.names(name, Language::by_id(language).expect("a known language")).count()
        };
        assert_eq!((count("TEA", "go"), count("TEA", "rust"), count("BREAK", "go"), count("TE", "go")), (2, 1, 1, 0));
        assert!(catalog.has_names() && !Catalog::compiled().has_names());
        assert_ne!(catalog, Catalog::default());
        assert_eq!(Catalog::with(Additions::default()), Catalog::default());
    }
}
