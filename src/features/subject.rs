//! What a card is to speak of: all that decides what it says, found out beforehand, so that what was made for a subject serves
//! whenever it comes again.

use arrayvec::ArrayVec;

use crate::catalog::{
    Catalog, ClassText, Code, Header, Language, LanguageKind, Library, Meaning, OwnName, Owner, Proof, Side, Spelling,
    Status, StatusRef,
};
use crate::detect::{Mention, MentionKind, MentionRole, Preamble};

/// What a card speaks of. Those of the same subject are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub(super) about: About,
    /// The statuses and names: the catalog of the document's project.
    pub(super) catalog: Catalog,
    /// Whether the code is the edge of a range.
    pub(super) is_bound: bool,
    /// Which of the status's meanings is that of the document's own kind.
    pub(super) own_meaning: Option<usize>,
    /// Whether its finer numbers are shown.
    pub(super) has_substatuses: bool,
    /// How the document's own language spells the code: by the libraries that the document imports, then by the common ones.
    pub(super) spellings: ArrayVec<Spelling, SPELLING_LIMIT>,
    /// The first of these, if the document imports its library or the library comes with the language.
    pub(super) constant: Option<Spelling>,
    /// The name that stands there.
    pub(super) name: Option<Spelling>,
    /// The same, if its library has not had it in all versions or advises against it.
    pub(super) changed: Option<Spelling>,
    /// The side of the exchange that the code at the place is part of, where the place tells.
    pub(super) reader: Option<Side>,
}

/// The thing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Code(Code),
    /// A whole class, by its digit from 1 to 5.
    Class(u8),
    Header(&'static Header),
}

/// The most spellings that a card shows.
const SPELLING_LIMIT: usize = 4;

/// The document that asks for a card.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Its language: that language's own spellings are shown.
    pub language: &'static Language,
    /// Its start, for what it imports and whose file it is.
    pub preamble: &'a Preamble,
    /// The catalog of its project.
    pub catalog: &'a Catalog,
}

impl Subject {
    /// A code wherever it may stand: all that is known of it but how languages spell it.
    pub fn code(code: Code, catalog: &Catalog) -> Self {
        let subject = Self::bare(About::Code(code), catalog);
        Self { has_substatuses: subject.compiled().is_some_and(|status| !status.substatuses.is_empty()), ..subject }
    }

    /// A class of codes, by its digit from 1 to 5.
    pub fn class(digit: u8, catalog: &Catalog) -> Self {
        Self::bare(About::Class(digit), catalog)
    }

    /// A header.
    pub fn header(header: &'static Header, catalog: &Catalog) -> Self {
        Self::bare(About::Header(header), catalog)
    }

    /// What a document mentions.
    pub fn mentioned(mention: &Mention, context: &Context<'_>) -> Self {
        let name = match mention.kind {
            MentionKind::Name(spelling) => spelling,
            MentionKind::Number | MentionKind::Phrase | MentionKind::Class => None,
        };
        let changed = name.filter(|spelling| !spelling.change().is_none());
        let reader = reader_of(mention.role, context.language.kind);
        let subject = Self::mentioned_anywhere(mention, context.catalog);
        let subject = Self { is_bound: mention.is_bound, name, changed, reader, ..subject };
        let Some(status) = subject.compiled() else { return subject };
        let spellings = spellings(status.code, context);
        let is_at_hand =
            |spelling: &Spelling| spelling.library().is_standard || context.preamble.imports(spelling.library());
        Self {
            own_meaning: own_meaning(status, context),
            has_substatuses: subject.has_substatuses && speaks_iis(context),
            constant: spellings.first().copied().filter(is_at_hand),
            spellings,
            ..subject
        }
    }

    /// The same without regard to the document around it.
    pub fn mentioned_anywhere(mention: &Mention, catalog: &Catalog) -> Self {
        match mention.kind {
            MentionKind::Class => Self::class(mention.code.class_digit(), catalog),
            _ => Self::code(mention.code, catalog),
        }
    }

    /// The code and name alone, for places that show one line; nothing for a class that HTTP does not have.
    pub fn title(&self) -> String {
        match self.about {
            About::Header(header) => header.name.to_owned(),
            About::Class(digit) => {
                let class = ClassText::all().find(|(known, _)| *known == digit);
                class.map_or_else(String::new, |(digit, class)| format!("{digit}xx {}", class.name))
            }
            About::Code(code) => match self.catalog.status(code) {
                Some(status) => format!("{code} {}", self.own_meaning().map_or(status.name(), |meaning| meaning.name)),
                None => format!("{code} (unregistered)"),
            },
        }
    }

    fn bare(about: About, catalog: &Catalog) -> Self {
        Self {
            about,
            catalog: catalog.clone(),
            is_bound: false,
            own_meaning: None,
            has_substatuses: false,
            spellings: ArrayVec::new(),
            constant: None,
            name: None,
            changed: None,
            reader: None,
        }
    }

    pub(super) fn own_meaning(&self) -> Option<&'static Meaning> {
        self.compiled()?.meanings.get(self.own_meaning?)
    }

    /// The names that the project has for it.
    pub(super) fn own_names(&self) -> impl Iterator<Item = &OwnName> {
        let is_of = |own: &&OwnName| self.about == About::Code(own.code);
        self.catalog.all_names().iter().filter(is_of)
    }

    /// Its status, if that is one of the compiled catalog.
    pub(super) fn compiled(&self) -> Option<&'static Status> {
        let About::Code(code) = self.about else { return None };
        match self.catalog.status(code)? {
            StatusRef::Compiled(status) => Some(status),
            StatusRef::Own(_) => None,
        }
    }
}

/// The side of the exchange that such code is part of. A test is part of neither: it may stand for a client of the server under test.
fn reader_of(role: MentionRole, kind: LanguageKind) -> Option<Side> {
    match role {
        MentionRole::Sends => Some(Side::Server),
        // `error_page 404` is written by who runs the server, about the server behind it.
        MentionRole::Checks if kind == LanguageKind::Config => None,
        MentionRole::Checks => Some(Side::Client),
        MentionRole::Asserts | MentionRole::Documents | MentionRole::Unknown => None,
    }
}

/// A meaning whose owner has to do with the document, where the status's own owner has not.
fn own_meaning(status: &Status, context: &Context<'_>) -> Option<usize> {
    let own = status.meanings.iter().position(|meaning| speaks_for(meaning.owner, context))?;
    (!speaks_for(status.owner, context)).then_some(own)
}

/// Whether the document is one of that owner's.
fn speaks_for(owner: &Owner, context: &Context<'_>) -> bool {
    owner.languages.contains(&context.language.id) || context.preamble.holds_any(owner.signs)
}

/// Only a page, or a file that has to do with IIS, needs all of its finer numbers.
fn speaks_iis(context: &Context<'_>) -> bool {
    Owner::all().iter().any(|owner| owner.id == "iis" && speaks_for(owner, context))
}

fn spellings(code: Code, context: &Context<'_>) -> ArrayVec<Spelling, SPELLING_LIMIT> {
    let of_language = context.language.libraries();
    let mut libraries: Vec<(bool, &Library)> =
        of_language.map(|library| (context.preamble.imports(library), library)).collect();
    // What has no line that brings it in is a habit rather than a library to recommend.
    libraries.retain(|(is_imported, library)| library.is_common || *is_imported && !library.usage.is_empty());
    libraries.sort_by_key(|(is_imported, _)| !is_imported);
    let mut found: ArrayVec<Spelling, SPELLING_LIMIT> = ArrayVec::new();
    for (_, library) in libraries {
        let of_code = library.spellings().filter(|spelling| spelling.code() == code);
        let spelling = of_code.min_by_key(|s: &Spelling| (s.is_deprecated(), s.proof() == Proof::Import));
        let Some(spelling) = spelling else { continue };
        if !found.iter().any(|other| other.reads_like(spelling)) && found.try_push(spelling).is_err() {
            break;
        }
    }
    found
}
