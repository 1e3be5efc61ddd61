//! The subject of a card: everything that its text depends on, read beforehand, so that a card made for a subject serves
//! whenever it comes again.

use arrayvec::ArrayVec;

use crate::catalog::{
    Catalog, ClassText, Code, Header, Language, LanguageKind, Library, Meaning, OwnName, Owner, Proof, Side, Spelling,
    Status, StatusRef,
};
use crate::detect::{Mention, MentionKind, MentionRole, Preamble};
use crate::project::FileProject;

use super::libraries::{Has, Libraries};
use super::send::{SendContext, Sending, is_sent};

/// The subject of a card. Cards of equal subjects are equal.
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
    /// How the document's own language spells the code: by the libraries that the document imports, by those of its project, then by the
    /// common ones.
    pub(super) spellings: ArrayVec<Written, SPELLING_LIMIT>,
    /// The first of these, if the document imports its library, or need not.
    pub(super) constant: Option<Spelling>,
    /// The name that stands there.
    pub(super) name: Option<Spelling>,
    /// The same, if its library has not had it in all versions or advises against it, and the project's version does not settle that.
    pub(super) changed: Option<ChangedName>,
    /// The side of the exchange that the code at the place is part of, where the place tells.
    pub(super) reader: Option<Side>,
    /// Whose lines of code are shown.
    pub(super) code_lines: CodeLines,
}

/// Whose lines of code a card shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum CodeLines {
    /// No library's: the document is in a language without any, or the code is no status that one sends.
    #[default]
    None,
    /// There is no document: those of the usual library of each language.
    Usual,
    /// Those of the library that the document uses.
    Of(Sending),
}

/// How a library writes a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) spelling: Spelling,
    /// The library with the version that the project has, where that is known.
    pub(super) version: Option<String>,
}

/// A name that its library has not had in all versions, or advises against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChangedName {
    pub(super) spelling: Spelling,
    /// The version that matters, as the name's data has it.
    pub(super) change: NameChange,
    /// The replacement in the project's version.
    pub(super) instead: Option<String>,
    /// The version in the project: `has Rack 2.2.8`, `allows Python >=3.8`.
    pub(super) project: Option<String>,
}

/// The state of a name in the project's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameChange {
    /// It is there from a version on.
    Since(&'static str),
    /// It is deprecated, from a version on unless that is `?`, and perhaps gone from another on.
    Against(Option<&'static str>, Option<&'static str>),
}

/// The thing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Code(Code),
    /// A whole class, by its digit from 1 to 5.
    Class(u8),
    Header(&'static Header),
}

/// The rank of libraries that the document neither imports nor has by its project.
const LAST_RANK: u8 = 2;

/// The most spellings that a card shows.
const SPELLING_LIMIT: usize = 4;

/// The document for which a card is made.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Its language: that language's own spellings are shown.
    pub language: &'static Language,
    /// Its start, for what it imports and whose file it is.
    pub preamble: &'a Preamble,
    /// The catalog of its project.
    pub catalog: &'a Catalog,
    /// The libraries of its project.
    pub project: &'a FileProject,
}

impl Subject {
    /// A code without a place: everything about it but its spellings in a language.
    pub fn code(code: Code, catalog: &Catalog) -> Self {
        let subject = Self { code_lines: CodeLines::Usual, ..Self::bare(About::Code(code), catalog) };
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

    /// The subject of a mention in a document.
    pub fn mentioned(mention: &Mention, context: &Context<'_>) -> Self {
        let name = match mention.kind {
            MentionKind::Name(spelling) => spelling,
            MentionKind::Number | MentionKind::Phrase | MentionKind::Class => None,
        };
        let libraries = Libraries::new(context.project, context.preamble);
        let changed = name.and_then(|spelling| ChangedName::of(spelling, &libraries));
        let reader = reader_of(mention.role, context.language.kind);
        let subject = Self::mentioned_anywhere(mention, context.catalog);
        let code_lines = code_lines(mention, &subject, context);
        let subject = Self { is_bound: mention.is_bound, name, changed, reader, code_lines, ..subject };
        let Some(status) = subject.compiled() else { return subject };
        let spellings = spellings(status.code, context, &libraries);
        let is_at_hand = |spelling: &Spelling| {
            let library = spelling.library();
            let needs_no_import =
                library.is_standard || library.imports.is_empty() && libraries.installed(library).is_some();
            needs_no_import || context.preamble.imports(library)
        };
        Self {
            own_meaning: own_meaning(status, context),
            has_substatuses: subject.has_substatuses && is_about_iis(context),
            constant: spellings.first().map(|written| written.spelling).filter(is_at_hand),
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
            code_lines: CodeLines::None,
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

/// Whose lines of code are shown for a mention. The edge of a range is not compared for equality.
fn code_lines(mention: &Mention, subject: &Subject, context: &Context<'_>) -> CodeLines {
    let (About::Code(code), false) = (subject.about, mention.is_bound) else { return CodeLines::None };
    let is_sent = is_sent(code, &subject.catalog);
    let Context { language, preamble, project, .. } = *context;
    let sending = is_sent.then(|| Sending::at(mention.role, code, &SendContext { language, preamble, project }));
    sending.flatten().map_or(CodeLines::None, CodeLines::Of)
}

/// A meaning whose owner has to do with the document, where the status's own owner has not.
fn own_meaning(status: &Status, context: &Context<'_>) -> Option<usize> {
    let own = status.meanings.iter().position(|meaning| is_owner_of_document(meaning.owner, context))?;
    (!is_owner_of_document(status.owner, context)).then_some(own)
}

/// Whether the document is one of that owner's.
fn is_owner_of_document(owner: &Owner, context: &Context<'_>) -> bool {
    owner.languages.contains(&context.language.id) || context.preamble.holds_any(owner.signs)
}

/// Only a page, or a file that has to do with IIS, needs all of its finer numbers.
fn is_about_iis(context: &Context<'_>) -> bool {
    Owner::all().iter().any(|owner| owner.id == "iis" && is_owner_of_document(owner, context))
}

fn spellings(code: Code, context: &Context<'_>, libraries: &Libraries<'_>) -> ArrayVec<Written, SPELLING_LIMIT> {
    let of_language = context.language.libraries().filter(|library| libraries.may_have(library));
    let mut ranked: Vec<(u8, &Library)> = of_language.map(|library| (libraries.rank(library), library)).collect();
    // What has no line that brings it in is a habit rather than a library to recommend. Where the project is known to have a library, what
    // it may have besides is not shown.
    ranked.retain(|(rank, library)| library.is_common || *rank < LAST_RANK && !library.usage.is_empty());
    let has_some = ranked.iter().any(|(_, library)| !library.is_standard && libraries.installed(library).is_some());
    ranked.retain(|(rank, library)| !has_some || *rank < LAST_RANK || library.is_standard);
    ranked.sort_unstable_by_key(|(rank, library)| (*rank, !library.is_common, library.index));
    let mut found: ArrayVec<Written, SPELLING_LIMIT> = ArrayVec::new();
    for (_, library) in ranked {
        let is_there = |spelling: &Spelling| matches!(libraries.has(*spelling), Has::Yes | Has::Perhaps);
        let of_code = library.spellings().filter(|spelling| spelling.code() == code && is_there(spelling));
        // With a range of versions, the name that all of them have.
        let is_range = |spelling: &Spelling| {
            libraries.has(*spelling) == Has::Perhaps && libraries.shown_project(library, "").is_some()
        };
        let spelling = of_code.min_by_key(|spelling| {
            (is_range(spelling), libraries.is_deprecated(*spelling), spelling.proof() == Proof::Import)
        });
        let Some(spelling) = spelling else { continue };
        let is_known = found.iter().any(|other| {
            let is_kin = other.spelling.library().is_kin_of(library) && other.version.is_some();
            other.spelling.reads_like(spelling) || is_kin
        });
        let version = libraries.shown_version(library);
        if !is_known && found.try_push(Written { spelling, version }).is_err() {
            break;
        }
    }
    found
}

impl ChangedName {
    /// Nothing where the project's version settles the matter: it has the name and does not advise against it.
    pub(super) fn of(spelling: Spelling, libraries: &Libraries<'_>) -> Option<Self> {
        let change = spelling.change();
        if change.is_none() {
            return None;
        }
        let has = libraries.has(spelling);
        let (deprecated, removed) = (change.deprecated_since, change.removed_in);
        let is_advised_against = deprecated.is_some() || removed.is_some();
        let (decisive, kind) = match change.since {
            Some(since) if has == Has::NotYet || !is_advised_against => (since, NameChange::Since(since)),
            _ => (
                removed.filter(|_| has == Has::NoLonger).or(deprecated).or(removed)?,
                NameChange::Against(deprecated, removed),
            ),
        };
        let is_from = libraries.is_from(spelling.library(), decisive);
        if matches!(kind, NameChange::Since(_)) && is_from == Some(true) {
            return None;
        }
        let project = libraries.shown_project(spelling.library(), decisive);
        let is_good = matches!(kind, NameChange::Against(..)) && is_from == Some(false) && has == Has::Yes;
        let instead = match kind {
            _ if is_good => None,
            NameChange::Since(_) => project.is_some().then(|| other_name(spelling, libraries)).flatten(),
            NameChange::Against(..) => change.instead.map(str::to_owned),
        };
        Some(Self { spelling, change: kind, instead, project })
    }
}

/// The name of the same code, in the same place, that the project's version has.
fn other_name(spelling: Spelling, libraries: &Libraries<'_>) -> Option<String> {
    let kin = Library::all().iter().filter(|library| library.is_kin_of(spelling.library()));
    let others = kin.flat_map(Library::spellings).filter(|other| {
        other.code() == spelling.code()
            && other.qualifier() == spelling.qualifier()
            && other.suffix() == spelling.suffix()
            && libraries.has(*other) == Has::Yes
    });
    others.min_by_key(|other| libraries.is_deprecated(*other)).map(Spelling::text)
}
