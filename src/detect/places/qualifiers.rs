//! The qualifier before a name, and the library that it belongs to: by an import or a definition, else the one that fits best.

use crate::catalog::tables::{
    GENERAL_OWNERS, SELF_WORDS, TELLING_OWNER_BEGINNINGS, TELLING_OWNER_PARTS, is_importing_statement,
};
use crate::catalog::{Library, Proof, Spelling};
use crate::project::Presence;

use crate::detect::document::definitions::{Member, members_of};
use crate::detect::document::imports::{Imports, Origin};
use crate::detect::document::source::line_start;
use crate::detect::judges::name_context;
use crate::detect::lexicon::words::{is_word, split};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::view::View;

/// Whether a qualifier or the mark of a symbol ends `head`.
pub(crate) fn is_qualified(head: &str) -> bool {
    Owner::before(head).is_some() || is_symbol(head)
}

/// Whether the mark of a symbol ends `head`: `head :`.
pub(crate) fn is_symbol(head: &str) -> bool {
    ends_with_mark(head, ":")
}

/// The text before a name with a separator: `http` in `http.`.
pub(crate) struct Owner<'h> {
    pub(crate) word: &'h str,
    pub(crate) separator: &'h str,
}

impl<'h> Owner<'h> {
    pub(crate) fn before(head: &'h str) -> Option<Self> {
        const SEPARATORS: [&str; 8] = ["?->", "->", "::", "?.", "!!.", "!.", ".", "\\"];
        let rest = SEPARATORS.iter().find_map(|separator| head.strip_suffix(separator))?;
        let word = &rest[rest.trim_end_matches(is_word).len()..];
        let separator = &head[rest.len()..];
        (!word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit())).then_some(Self { word, separator })
    }

    /// The text before the word with a separator, up to a blank or a bracket: `org.springframework.http.`; mostly nothing.
    fn chain_before(&self, head: &'h str) -> &'h str {
        let rest = &head[..head.len() - self.separator.len() - self.word.len()];
        let is_part =
            |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '\\' | '-' | '>' | '?' | '!' | ')' | ']');
        let chain = &rest[rest.trim_end_matches(is_part).len()..];
        if chain.ends_with(['.', ':', '\\', '>']) { chain } else { "" }
    }

    /// Whether the spelling's owner may stand behind such a chain: behind a path, the library's own name or its whole qualifier,
    /// but not as a member of something else (`order.status.`).
    fn may_follow(&self, chain: &str, spelling: Spelling) -> bool {
        let own = spelling.qualifier().strip_suffix(spelling.owner().unwrap_or("")).unwrap_or("");
        let is_path = chain.ends_with("::") || chain.ends_with('\\');
        let is_of_library = || spelling.library().imports.iter().any(|sign| chain.contains(sign));
        chain.is_empty() || is_path || !own.is_empty() && chain.ends_with(own) || is_of_library()
    }

    /// Whether it is the object itself, whose names may stand alone as well.
    pub(crate) fn is_self(&self) -> bool {
        SELF_WORDS.contains(&self.word)
    }
}

/// The definition of that name in the part of the document that is read, or at its start.
pub(crate) fn defined(view: &View<'_>, name: &str) -> Option<Vec<Member>> {
    let at_start = || if view.is_at_start() { None } else { members_of(view.preamble.text(), name) };
    members_of(view.text, name).or_else(at_start)
}

/// A name that may belong at a place.
pub(crate) struct Proposal {
    pub(crate) spelling: Spelling,
    /// The qualifier that is still to be written.
    pub(crate) qualifier: String,
    /// Whether its qualifier is there already.
    pub(crate) is_qualified: bool,
    /// Whether its qualifier is that library's by the document.
    pub(crate) is_proven: bool,
    /// Whether the document needs nothing further for it, as far as is known: its library is imported or in use, or its qualifier stands
    /// there.
    pub(crate) is_at_hand: bool,
}

impl Proposal {
    /// A name before which nothing is to be written.
    pub(crate) fn bare(spelling: Spelling, is_qualified: bool, is_proven: bool) -> Self {
        Self { spelling, qualifier: String::new(), is_qualified, is_proven, is_at_hand: true }
    }
}

/// The names that a qualifier has: those of the one library, in all its versions, that the document takes it from, else of
/// the one that fits best.
pub(crate) fn members(view: &View<'_>, index: TokenIndex, owner: &Owner<'_>, head: &str) -> Vec<Proposal> {
    let imports = Imports::of(view.preamble.text());
    let in_use = name_context::libraries_in_use(view, index);
    let is_near = |library: &Library| in_use.iter().any(|known| std::ptr::eq(*known, library));
    let has_own = view.language.libraries().next().is_some();
    let native = || {
        let is_native =
            |library: &Library| library.languages.contains(&view.language.id) || !has_own && is_near(library);
        Library::all().iter().filter(move |library| is_native(library))
    };
    let chain = owner.chain_before(head);
    let brought = of_import_line(view, head);
    if !brought.is_empty() {
        return brought;
    }

    let mut best: Option<(Fit, &Library)> = None;
    let mut is_elsewhere = false;
    for library in native() {
        // Under its own name, or under the one that the document gives it.
        let is_imported = imports.hold(library);
        let origin = imports.origin(owner.word, library);
        let may_be_meant = |spelling: &Spelling| {
            ends_with_qualifier(head, spelling.qualifier())
                && (origin == Origin::Library || is_imported || is_near(library) || needs_no_import(head, *spelling))
                && owner.may_follow(chain, *spelling)
        };
        is_elsewhere |= origin == Origin::Elsewhere;
        let own = library.spellings().filter(may_be_meant);
        let Some(longest) = own.map(|spelling| qualified_length(head, spelling.qualifier())).max() else { continue };
        let presence = view.project.library(library);
        if presence == Presence::Absent && !is_imported {
            continue;
        }
        let fit = Fit {
            is_from_there: origin == Origin::Library,
            longest,
            is_imported,
            is_near: is_near(library),
            is_present: matches!(presence, Presence::Present(_)),
            is_common: library.is_common,
            is_standard: library.is_standard,
            size: library.spellings().filter(|spelling| ends_with_qualifier(head, spelling.qualifier())).count(),
        };
        if best.as_ref().is_none_or(|(known, _)| fit > *known) {
            best = Some((fit, library));
        }
    }
    match best {
        // The document imports that name from elsewhere.
        Some((fit, _)) if is_elsewhere && !fit.is_from_there => Vec::new(),
        Some((fit, library)) => {
            let kin = native().filter(|other| other.is_kin_of(library));
            let spellings = kin.flat_map(Library::spellings);
            let own = spellings.filter(|spelling| ends_with_qualifier(head, spelling.qualifier()));
            let proposal = |spelling: Spelling| {
                Proposal::bare(spelling, true, fit.is_from_there || fit.is_imported && spelling.owner().is_some())
            };
            own.map(proposal).collect()
        }
        None => {
            // A member of something else is not the imported name.
            let is_member = !chain.is_empty() && owner.separator == ".";
            let by_name = |find: fn(&View<'_>, &Owner<'_>, &Imports<'_>) -> Vec<Proposal>| {
                if is_member { Vec::new() } else { find(view, owner, &imports) }
            };
            let others = [by_name(renamed), of_module(view, owner, head, &imports), by_name(named_alike)];
            others.into_iter().find(|proposals| !proposals.is_empty()).unwrap_or_default()
        }
    }
}

/// Whether a qualifier identifies its library without an import: `HttpStatus.` does, `Status.` and the name of a variable do not.
fn needs_no_import(head: &str, spelling: Spelling) -> bool {
    let Some(owner) = spelling.owner() else { return true };
    let is_whole = owner.len() < spelling.qualifier().len() && head.ends_with(spelling.qualifier());
    let word = owner.trim_end_matches(|c: char| !c.is_alphanumeric());
    if GENERAL_OWNERS.contains(&word) && !is_whole {
        return false;
    }
    let is_class = owner.starts_with(|c: char| !c.is_ascii_lowercase());
    let lower = owner.to_ascii_lowercase();
    let is_telling = TELLING_OWNER_PARTS.iter().any(|part| lower.contains(part))
        || TELLING_OWNER_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning));
    match spelling.proof() {
        // The object of a host, such as `ngx`, is there without an import.
        Proof::Qualifier | Proof::Name
            if spelling.library().imports.is_empty() && is_whole_qualifier(head, spelling) =>
        {
            true
        }
        Proof::Qualifier => is_class || spelling.library().is_standard,
        Proof::Name => is_class && is_telling,
        Proof::Import | Proof::Position => false,
    }
}

/// Whether all of the spelling's qualifier ends `head`.
fn is_whole_qualifier(head: &str, spelling: Spelling) -> bool {
    head.strip_suffix(spelling.qualifier()).is_some_and(|rest| !rest.ends_with(is_word))
}

/// The names behind a qualifier that the document does not define or import, and that ends with the words of a library's qualifier:
/// `commonHTTPErrors` ends with `httpErrors`.
fn named_alike(view: &View<'_>, owner: &Owner<'_>, imports: &Imports<'_>) -> Vec<Proposal> {
    if imports.bind(owner.word) {
        return Vec::new();
    }
    let words: Vec<&str> = split(owner.word).collect();
    let ends_so = |spelling: &Spelling| {
        let Some(own) = spelling.owner().and_then(|own| own.strip_suffix(owner.separator)) else { return false };
        let own: Vec<&str> = split(own).collect();
        let ending = words.len().checked_sub(own.len()).map_or(&[][..], |start| &words[start..]);
        own.len() > 1 && ending.len() == own.len() && own.iter().zip(ending).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    let native = view.language.libraries();
    let fitting = native.filter(|library| library.spellings().any(|spelling| ends_so(&spelling)));
    let Some(library) = fitting.max_by_key(|library| library.is_common) else { return Vec::new() };
    library.spellings().filter(ends_so).map(|spelling| Proposal::bare(spelling, true, false)).collect()
}

/// The names that stand alone otherwise, behind the module that has them (`import qualified Network.HTTP.Types as HTTP`), or in
/// the statement that brings them in (`import io.javalin.http.`).
fn of_module(view: &View<'_>, owner: &Owner<'_>, head: &str, imports: &Imports<'_>) -> Vec<Proposal> {
    let line = &head[line_start(head, head.len())..];
    let native = view.language.libraries();
    // A library without an import statement is not a module.
    let owned = native
        .filter(|library| !library.usage.is_empty())
        .filter(|library| imports.origin(owner.word, library) == Origin::Library || Imports::of(line).hold(library));
    let spellings = owned.flat_map(Library::spellings).filter(|spelling| spelling.qualifier().is_empty());
    spellings.map(|spelling| Proposal::bare(spelling, false, true)).collect()
}

/// The names that a statement brings in whose path is a library's: `use Symfony\Component\HttpKernel\Exception\`.
fn of_import_line(view: &View<'_>, head: &str) -> Vec<Proposal> {
    let line = &head[line_start(head, head.len())..];
    let is_import = line.split_whitespace().next().is_some_and(is_importing_statement);
    if !is_import || !line.ends_with('\\') {
        return Vec::new();
    }
    let imports = Imports::of(line);
    let native = view.language.libraries().filter(|library| imports.hold(library));
    let spellings = native.flat_map(Library::spellings).filter(|spelling| spelling.qualifier().is_empty());
    spellings.map(|spelling| Proposal::bare(spelling, true, true)).collect()
}

/// The names behind a qualifier that an import renames: `import nethttp "net/http"`.
fn renamed(view: &View<'_>, owner: &Owner<'_>, imports: &Imports<'_>) -> Vec<Proposal> {
    let native = view.language.libraries();
    let found = native.map(|library| {
        let original = imports.original(owner.word, library);
        let qualifier = original.map(|original| [original, owner.separator].concat());
        let is_meant = |spelling: &Spelling| qualifier.is_some() && spelling.owner() == qualifier.as_deref();
        library.spellings().filter(is_meant).map(|spelling| Proposal::bare(spelling, true, true)).collect::<Vec<_>>()
    });
    found.max_by_key(Vec::len).unwrap_or_default()
}

/// How well a library fits a qualifier; the first differing field decides.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_from_there: bool,
    /// How much of its qualifier stands there, in bytes.
    longest: usize,
    is_imported: bool,
    is_near: bool,
    /// Whether the project is known to have it.
    is_present: bool,
    is_common: bool,
    is_standard: bool,
    /// How many names it has there.
    size: usize,
}

/// The last word of a qualifier with its separator, which a document must write.
fn last_part(qualifier: &str) -> &str {
    let words_end = qualifier.trim_end_matches(|c: char| !is_word(c) && c != ')').len();
    let start = qualifier[..words_end].rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
    if qualifier.ends_with("().") { qualifier } else { &qualifier[start..] }
}

pub(crate) fn ends_with_qualifier(head: &str, qualifier: &str) -> bool {
    if qualifier.is_empty() {
        return false;
    }
    match last_part(qualifier) {
        mark @ (":" | "`" | ".") => ends_with_mark(head, mark),
        // Any object has it: `$response->assertNotFound()`.
        "->" => head.ends_with("->"),
        wanted => head.strip_suffix(wanted).is_some_and(|rest| !rest.ends_with(is_word)),
    }
}

/// Whether the mark of a symbol ends `head`, and not the second half of `::`, the end of `key:` or of a member's owner.
pub(crate) fn ends_with_mark(head: &str, mark: &str) -> bool {
    let is_other = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | ')' | '"' | '\'' | ']');
    head.strip_suffix(mark).is_some_and(|rest| !rest.ends_with(is_other))
}

/// How much of a qualifier ends `head`, in bytes: all of it, or its last part.
fn qualified_length(head: &str, qualifier: &str) -> usize {
    if head.ends_with(qualifier) { qualifier.len() } else { last_part(qualifier).len() }
}
