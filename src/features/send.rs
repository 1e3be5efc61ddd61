//! How one sends a status with a library, or checks one with a client: the templates of the data, filled for a status.
//!
//! [`line_for`] is what completion and commands insert as well: the lines of code, the imports that they need, and where the message
//! stands in them.

use std::ops::Range;

use crate::catalog::{
    Catalog, Change, Code, Language, LanguageKind, Library, RetryCode, SentHeader, Spelling, StatusRef, Template,
    Variant, sent_texts,
};
use crate::detect::{MentionRole, Preamble};
use crate::project::{FileProject, Presence, Version, Versions};

/// Lines of code for one status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendLine {
    /// The purpose of the lines.
    pub variant: Variant,
    /// One or more lines, indented as people do in their language, without a line break at the end.
    pub text: String,
    /// Where the message stands, if there is one, in bytes of `text`.
    pub message: Option<Range<usize>>,
    /// Whole lines that the file needs for it.
    pub imports: Vec<String>,
    /// The page of the library's documentation that shows it.
    pub doc: &'static str,
}

/// The versions of libraries that the project has, as far as its files tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryVersions(Vec<(u16, Versions)>);

/// The library whose lines are shown at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    language: &'static str,
    library: u16,
    /// Whether the place is one of a client.
    pub is_check: bool,
    /// For the names that the library's version has.
    pub versions: LibraryVersions,
}

/// The facts that decide which library's lines are shown.
#[derive(Clone, Copy, Debug)]
pub struct SendContext<'a> {
    /// The language of the document.
    pub language: &'static Language,
    /// Its start, for what it imports.
    pub preamble: &'a Preamble,
    /// The libraries and versions of its project.
    pub project: &'a FileProject,
}

impl LibraryVersions {
    /// Those of the libraries of that language.
    pub fn of(language: &Language, project: &FileProject) -> Self {
        let mut known: Vec<(u16, Versions)> = Vec::new();
        for library in language.senders().chain(language.clients()) {
            let constants = library.templates.iter().map(Template::constants);
            for library in std::iter::once(library).chain(constants) {
                if known.iter().any(|(index, _)| *index == library.index) {
                    continue;
                }
                if let Presence::Present(installed) = project.library(library) {
                    known.push((library.index, installed.version));
                }
            }
        }
        known.retain(|(_, version)| *version != Versions::Unknown);
        Self(known)
    }

    /// The lowest version of the library that the project may have.
    fn lowest(&self, library: &Library) -> Option<&Version> {
        match &self.0.iter().find(|(index, _)| *index == library.index)?.1 {
            Versions::Exact(version) => Some(version),
            Versions::Range(range) => range.lowest.as_ref().map(|bound| &bound.version),
            Versions::Unknown => None,
        }
    }
}

impl Sending {
    /// The library for a status at a place with that role, if some library of the language has a line for it.
    pub fn at(role: MentionRole, code: Code, context: &SendContext<'_>) -> Option<Self> {
        let SendContext { language, preamble, project } = *context;
        let senders: Vec<&Library> =
            language.senders().filter(|library| has_line(library, code, language, false)).collect();
        let clients: Vec<&Library> =
            language.clients().filter(|library| has_line(library, code, language, true)).collect();
        let is_imported = |library: &&Library| preamble.imports(library);
        let is_check = match role {
            MentionRole::Sends => false,
            MentionRole::Checks if language.kind != LanguageKind::Config => true,
            _ => clients.iter().any(is_imported) && !senders.iter().any(is_imported),
        };
        let (libraries, usual) = match is_check {
            true => (clients, language.usual_client()),
            false => (senders, language.usual_sender()),
        };
        let is_in_project = |library: &&Library| {
            let is_used = |presence| matches!(presence, Presence::Present(installed) if !installed.is_dev);
            !library.is_standard && is_used(project.library(library))
        };
        let is_usual = |library: &&Library| usual.is_some_and(|usual| usual.index == library.index);
        let first = |is_it: &dyn Fn(&&Library) -> bool| libraries.iter().copied().find(is_it);
        let found = first(&is_imported).or_else(|| first(&is_in_project)).or_else(|| first(&is_usual));
        let found = found.or_else(|| usual.and(libraries.first().copied()))?;
        let versions = LibraryVersions::of(language, project);
        let library = kin_for(found, &libraries, &versions);
        Some(Self { language: language.id, library: library.index, is_check, versions })
    }

    /// Each library of a language, for servers or for clients.
    pub fn all(language: &'static Language, is_check: bool) -> impl Iterator<Item = Self> {
        let (senders, clients) = match is_check {
            true => (None, Some(language.clients())),
            false => (Some(language.senders()), None),
        };
        let libraries = senders.into_iter().flatten().chain(clients.into_iter().flatten());
        let versions = LibraryVersions::default;
        libraries.map(move |library| Self {
            language: language.id,
            library: library.index,
            is_check,
            versions: versions(),
        })
    }

    /// The language of the lines.
    pub fn language(&self) -> &'static Language {
        Language::with_id(self.language).unwrap_or_else(Language::fallback)
    }

    /// The library.
    pub fn library(&self) -> &'static Library {
        &Library::all()[usize::from(self.library)]
    }

    /// The other libraries of the language, for the same side of the exchange.
    pub fn others(&self) -> impl Iterator<Item = &'static Library> + use<> {
        let own = self.library();
        // Of several versions of a library, the first one is shown.
        let mut families: Vec<&str> = own.family.into_iter().collect();
        Self::all(self.language(), self.is_check).map(|sending| sending.library()).filter(move |library| {
            let is_kin = library.family.is_some_and(|family| families.contains(&family));
            families.extend(library.family);
            library.index != own.index && !is_kin
        })
    }

    /// The lines for that status, the one to prefer first.
    pub fn lines(&self, code: Code) -> Vec<SendLine> {
        lines(self.library(), code, self.language(), self.is_check, &self.versions)
    }

    /// The code that honors `Retry-After`, where the place is a client's and the status has that header.
    pub fn retry(&self, code: Code) -> Option<&'static RetryCode> {
        let retry = self.library().retry.as_ref().filter(|retry| self.is_check && retry.is_of(self.language()));
        retry.filter(|_| is_retried(code))
    }
}

/// Whether servers send that number as it is: not an entry of a log, a finer number of IIS, a warn code, or a status of the project.
pub fn is_sent(code: Code, catalog: &Catalog) -> bool {
    match catalog.status(code) {
        Some(StatusRef::Compiled(status)) => {
            !status.is_warn_code() && status.glance.as_ref().is_some_and(|glance| glance.sent_as.is_none())
        }
        Some(StatusRef::Own(_)) => false,
        None => true,
    }
}

/// Whether clients wait and send the request again (RFC 9110, section 10.2.3; RFC 6585, section 4).
pub fn is_retried(code: Code) -> bool {
    matches!(code.number(), 429 | 503)
}

/// All lines of a library for a status, for a server or for a client, the one to prefer first.
pub fn lines(
    library: &Library,
    code: Code,
    language: &Language,
    is_check: bool,
    versions: &LibraryVersions,
) -> Vec<SendLine> {
    variants(is_check).iter().filter_map(|variant| line_for(library, code, *variant, language, versions)).collect()
}

/// The line of a library for a status in that variant, if it has one.
pub fn line_for(
    library: &Library,
    code: Code,
    variant: Variant,
    language: &Language,
    versions: &LibraryVersions,
) -> Option<SendLine> {
    let is_fit =
        |template: &&Template| template.variant == variant && template.is_of(language) && template.serves(code);
    library.templates.iter().filter(is_fit).find_map(|template| filled(template, code, language, versions))
}

/// The text with its leading white space, of which four spaces or a tab are one level, as the language's users write it.
pub fn indented(text: &str, language: &Language) -> String {
    let unit = language.indent();
    let lines = text.lines().map(|line| {
        let rest = line.trim_start_matches([' ', '\t']);
        let columns: usize =
            line[..line.len() - rest.len()].bytes().map(|byte| if byte == b'\t' { 4 } else { 1 }).sum();
        [unit.repeat(columns / 4).as_str(), &" ".repeat(columns % 4), rest].concat()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// In the order of preference: what a status needs comes before what it may do without.
fn variants(is_check: bool) -> &'static [Variant] {
    if is_check { &[Variant::Check] } else { &[Variant::Redirect, Variant::Header, Variant::Body, Variant::Empty] }
}

fn has_line(library: &Library, code: Code, language: &Language, is_check: bool) -> bool {
    let is_fit = |template: &Template| {
        (template.variant == Variant::Check) == is_check && template.is_of(language) && template.serves(code)
    };
    library.templates.iter().any(is_fit)
}

/// The one of several versions of a library that is nearest to the project's: the oldest that is not older, else the newest.
fn kin_for<'l>(found: &'l Library, all: &[&'l Library], versions: &LibraryVersions) -> &'l Library {
    let Some(version) = versions.lowest(found).filter(|_| found.family.is_some()) else { return found };
    let kin = all.iter().copied().filter(|library| library.is_kin_of(found));
    let mut kin: Vec<_> = kin.filter_map(|library| Some((series(library.version)?, library))).collect();
    kin.sort_by_key(|(series, _)| *series);
    let wanted = series(version.text());
    let nearest = kin.iter().find(|(series, _)| Some(*series) >= wanted).or(kin.last());
    nearest.map_or(found, |(_, library)| library)
}

/// The first two numbers of a version.
fn series(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
}

fn filled(
    template: &'static Template,
    code: Code,
    language: &Language,
    versions: &LibraryVersions,
) -> Option<SendLine> {
    let has_constant = |text: &&str| text.contains("{constant}");
    let needs_constant = std::iter::once(&template.line).chain(template.imports).any(has_constant);
    let constant = constant(template, code, versions);
    if needs_constant && constant.is_none() {
        return None;
    }
    let constant = constant.map(Spelling::text).unwrap_or_default();
    let (text, message) = fill(&indented(template.line, language), code, &constant);
    let imports = template.imports.iter().map(|import| fill(import, code, &constant).0).collect();
    Some(SendLine { variant: template.variant, text, message, imports, doc: template.doc })
}

/// The text with what stands for its placeholders, and the first place of the message.
fn fill(text: &str, code: Code, constant: &str) -> (String, Option<Range<usize>>) {
    let (phrase, message) = sent_texts(code);
    let (header, value) = SentHeader::of(code).map_or(("", ""), |header| (header.name, header.value));
    let number = code.to_string();
    let mut out = String::with_capacity(text.len() + 64);
    let mut place = None;
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        let new = match &rest[..end] {
            "{code}" => number.as_str(),
            "{constant}" => constant,
            "{phrase}" => phrase,
            "{header}" => header,
            "{value}" => value,
            "{message}" => {
                place = place.or(Some(out.len()..out.len() + message.len()));
                message
            }
            _ => {
                out.push('{');
                rest = &rest[1..];
                continue;
            }
        };
        out.push_str(new);
        rest = &rest[end..];
    }
    out.push_str(rest);
    (out, place)
}

/// The library's own name for the status, in the first form that it has: one that its version has and does not advise against, else one
/// that its version has.
fn constant(template: &Template, code: Code, versions: &LibraryVersions) -> Option<Spelling> {
    let library = template.constants();
    // Where the project does not tell, it is the version whose sources were read.
    let read = Version::parse(library.version);
    let version = versions.lowest(library).or(read.as_ref());
    let mut all = library.spellings().filter(|spelling| spelling.code() == code);
    let first = all.next()?;
    let of_form = all.filter(|other| (other.qualifier(), other.suffix()) == (first.qualifier(), first.suffix()));
    let held: Vec<Spelling> =
        std::iter::once(first).chain(of_form).filter(|one| is_held(one.change(), version)).collect();
    held.iter().find(|one| !is_deprecated(one.change(), version)).or(held.first()).copied()
}

/// Whether a name exists in that version.
fn is_held(change: &Change, version: Option<&Version>) -> bool {
    let is_since = |since: &str| is_from(version, since);
    change.since.is_none_or(|since| is_since(since).unwrap_or(true))
        && !change.removed_in.is_some_and(|removed| is_since(removed).unwrap_or(false))
}

fn is_deprecated(change: &Change, version: Option<&Version>) -> bool {
    change.deprecated_since.is_some_and(|since| is_from(version, since).unwrap_or(true))
}

/// Whether a version is the other one or later; nothing where they are not comparable.
fn is_from(version: Option<&Version>, since: &str) -> Option<bool> {
    Some(*version? >= Version::parse(since)?)
}
