//! Which names of statuses belong at a place, and of which library: behind a qualifier those that it has and no others.

use crate::catalog::{Library, Proof, Spelling, Value};

use super::company::{self, Company};
use super::compounds::compound;
use super::definitions::{Member, members_of};
use super::imports::{Imports, Origin};
use super::places::Fitting;
use super::view::View;
use super::words::split;
use super::{names, numbers};

/// What belongs at a place.
pub(super) enum Found {
    /// What the document itself defines.
    Members(Vec<Member>),
    /// What libraries have.
    Spellings(Vec<Fitting>),
}

/// The names that go on with `typed` behind `head`, where token `index` stands for what is typed.
pub(super) fn at(view: &View<'_>, index: usize, head: &str, typed: &str, takes_status: impl Fn() -> bool) -> Found {
    let owner = Owner::before(head);
    if let Some(members) = owner.as_ref().and_then(|owner| defined(view, owner.word)) {
        let fits = |member: &Member| holds(&member.name, typed) || begins_code(member.code.number(), typed);
        return Found::Members(members.into_iter().filter(fits).collect());
    }
    let candidates = match &owner {
        Some(owner) if !owner.is_self() => members(view, index, owner, head),
        _ => names_alone(view, index, head, typed, owner.is_some()),
    };
    let candidates: Vec<Candidate> =
        candidates.into_iter().filter(|candidate| goes_on(candidate.spelling, typed, candidate.is_qualified)).collect();
    if candidates.is_empty() {
        return Found::Spellings(Vec::new());
    }
    Found::Spellings(fitting(view, index, candidates, takes_status()))
}

/// The constants of libraries that the document uses, for a place that takes a number, of which `typed` begins the code.
pub(super) fn instead_of_number(view: &View<'_>, index: usize, typed: &str) -> Vec<Fitting> {
    let in_use = company::libraries_in_use(view, index);
    let imports = Imports::of(view.head.text());
    let is_used = |library: &Library| {
        library.languages.contains(&view.language.id)
            && (imports.hold(library) || in_use.iter().any(|known| std::ptr::eq(*known, library)))
    };
    let mut written = Written::default();
    let mut found = Vec::new();
    for library in Library::all().iter().filter(|library| is_used(library)) {
        let forms = imports.forms(library, view.language.imports_names);
        let fits = |spelling: &Spelling| {
            spelling.value() == Value::Status
                && spelling.suffix().is_empty()
                && begins_code(spelling.code().number(), typed)
        };
        for spelling in library.spellings().filter(fits) {
            let Some(form) = forms.iter().find(|form| form.spelling.is_of_form(spelling)) else { continue };
            if is_defined(view, &form.qualifier) {
                continue;
            }
            let (is_bare, is_in_use) = written.form(view, index, spelling);
            let qualifier = if is_bare { String::new() } else { form.qualifier.clone() };
            found.push(Fitting { spelling, qualifier, is_in_use });
        }
    }
    found
}

/// Whether the document itself defines what a qualifier begins with.
fn is_defined(view: &View<'_>, qualifier: &str) -> bool {
    let root = qualifier.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    !root.is_empty() && defined(view, root).is_some()
}

/// Whether the document writes names where it could write numbers: more of these names than numbers of codes stand near by.
pub(super) fn are_preferred(view: &View<'_>, index: usize, constants: &[Fitting]) -> bool {
    constants.iter().any(|fitting| fitting.is_in_use) && company::writes_names(view, index)
}

/// The names of statuses near by that go on with `typed`, each once: those behind the same qualifier, where there is one.
pub(super) fn seen<'a>(view: &View<'a>, index: usize, head: &str, typed: &str) -> Vec<&'a str> {
    const MOST: usize = 12;
    let owner = Owner::before(head);
    if owner.is_none() && typed.len() < 2 {
        return Vec::new();
    }
    let is_behind = |at: usize| match &owner {
        Some(owner) => view.text[..view.tokens[at].start as usize].strip_suffix(owner.separator).is_some_and(|rest| {
            rest.strip_suffix(owner.word).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        }),
        None => true,
    };
    let mut found: Vec<&str> = Vec::new();
    let imports = Imports::of(view.head.text());
    let imported = imports.words().filter(|word| word.len() > typed.len() && begins(word, typed) && is_a_name(word));
    if owner.is_none() {
        found.extend(imported.take(MOST));
    }
    for at in company::window(view, index).filter(|at| *at != index && is_behind(*at)) {
        let word = view.str(at);
        let goes_on = word.len() > typed.len() && begins(word, typed) && !found.contains(&word);
        if goes_on && found.len() < MOST && names::judge(view, at).is_some_and(|verdict| verdict.is_likely()) {
            found.push(word);
        }
    }
    found
}

/// Whether an identifier is made of a status's name.
fn is_a_name(word: &str) -> bool {
    names::is_known(word) || compound(word).is_some()
}

/// Whether a qualifier or the mark of a symbol ends `head`.
pub(super) fn is_qualified(head: &str) -> bool {
    Owner::before(head).is_some() || is_symbol(head)
}

/// Whether the mark of a symbol ends `head`: `head :`.
pub(super) fn is_symbol(head: &str) -> bool {
    ends_with_mark(head, ":")
}

/// What stands before a name with a separator: `http` in `http.`.
struct Owner<'h> {
    word: &'h str,
    separator: &'h str,
}

impl<'h> Owner<'h> {
    fn before(head: &'h str) -> Option<Self> {
        const SEPARATORS: [&str; 8] = ["?->", "->", "::", "?.", "!!.", "!.", ".", "\\"];
        let rest = SEPARATORS.iter().find_map(|separator| head.strip_suffix(separator))?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let word = &rest[rest.trim_end_matches(is_word).len()..];
        let separator = &head[rest.len()..];
        (!word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit())).then_some(Self { word, separator })
    }

    /// What stands before the word with a separator, up to a blank or a bracket: `org.springframework.http.`; mostly nothing.
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

    /// Whether it is the object itself, whose names stand alone as well.
    fn is_self(&self) -> bool {
        matches!(self.word, "this" | "self" | "base" | "super" | "Me" | "me")
    }
}

/// What the document defines under that name, in the part that is read or at its start.
fn defined(view: &View<'_>, name: &str) -> Option<Vec<Member>> {
    let at_start = || if view.start == 0 { None } else { members_of(view.head.text(), name) };
    members_of(view.text, name).or_else(at_start)
}

struct Candidate {
    spelling: Spelling,
    /// What it has before it where that is still to be written.
    qualifier: String,
    /// Whether its qualifier stands there.
    is_qualified: bool,
    /// Whether the document says that its qualifier is that library's.
    is_proven: bool,
}

/// The names that a qualifier has: those of the one library, in all its versions, that the document takes it from, else of
/// the one that fits best.
fn members(view: &View<'_>, index: usize, owner: &Owner<'_>, head: &str) -> Vec<Candidate> {
    let imports = Imports::of(view.head.text());
    let in_use = company::libraries_in_use(view, index);
    let is_near = |library: &Library| in_use.iter().any(|known| std::ptr::eq(*known, library));
    let has_own = Library::all().iter().any(|library| library.languages.contains(&view.language.id));
    let native = || {
        let is_native =
            |library: &Library| library.languages.contains(&view.language.id) || !has_own && is_near(library);
        Library::all().iter().filter(move |library| is_native(library))
    };
    let chain = owner.chain_before(head);

    let mut best: Option<(Fit, &Library)> = None;
    let mut is_elsewhere = false;
    for library in native() {
        // Under its own name, or under the one that the document gives it.
        let is_imported = imports.hold(library);
        let origin = imports.origin(owner.word, library);
        let may_be_meant = |spelling: &Spelling| {
            ends_with_qualifier(head, spelling.qualifier())
                && (origin == Origin::Library || is_imported || is_near(library) || speaks_for_itself(head, *spelling))
                && owner.may_follow(chain, *spelling)
        };
        is_elsewhere |= origin == Origin::Elsewhere;
        let own = library.spellings().filter(may_be_meant);
        let Some(longest) = own.map(|spelling| qualified_length(head, spelling.qualifier())).max() else { continue };
        let fit = Fit {
            is_from_there: origin == Origin::Library,
            longest,
            is_imported,
            is_near: is_near(library),
            is_common: library.is_common,
            is_standard: library.is_standard,
            size: library.spellings().filter(|spelling| ends_with_qualifier(head, spelling.qualifier())).count(),
        };
        if best.as_ref().is_none_or(|(known, _)| fit > *known) {
            best = Some((fit, library));
        }
    }
    match best {
        // The document takes that name from somewhere that has other members.
        Some((fit, _)) if is_elsewhere && !fit.is_from_there => Vec::new(),
        Some((fit, library)) => {
            let kin = native().filter(|other| other.is_kin_of(library));
            let spellings = kin.flat_map(Library::spellings);
            let own = spellings.filter(|spelling| ends_with_qualifier(head, spelling.qualifier()));
            let candidate = |spelling: Spelling| {
                let is_proven = fit.is_from_there || fit.is_imported && spelling.owner().is_some();
                Candidate { spelling, qualifier: String::new(), is_qualified: true, is_proven }
            };
            own.map(candidate).collect()
        }
        None => {
            // As a member of something else it is not what was imported.
            let is_member = !chain.is_empty() && owner.separator == ".";
            let by_name = |find: fn(&View<'_>, &Owner<'_>, &Imports<'_>) -> Vec<Candidate>| {
                if is_member { Vec::new() } else { find(view, owner, &imports) }
            };
            let others = [by_name(renamed), of_module(view, owner, head, &imports), by_name(named_alike)];
            others.into_iter().find(|candidates| !candidates.is_empty()).unwrap_or_default()
        }
    }
}

/// Whether a qualifier tells without an import whose it is: `HttpStatus.` does, `Status.` and a variable's name do not.
fn speaks_for_itself(head: &str, spelling: Spelling) -> bool {
    const GENERAL: [&str; 6] = ["Status", "Response", "Results", "Code", "Error", "Errors"];
    let Some(owner) = spelling.owner() else { return true };
    let is_whole = owner.len() < spelling.qualifier().len() && head.ends_with(spelling.qualifier());
    let word = owner.trim_end_matches(|c: char| !c.is_alphanumeric());
    if GENERAL.contains(&word) && !is_whole {
        return false;
    }
    let is_class = owner.starts_with(|c: char| !c.is_ascii_lowercase());
    let lower = owner.to_ascii_lowercase();
    let is_telling = lower.contains("http") || lower.starts_with("statuscode") || lower.starts_with("reasonphrase");
    match spelling.proof() {
        Proof::Qualifier => is_class || spelling.library().is_standard,
        Proof::Name => is_class && is_telling,
        Proof::Import | Proof::Place => false,
    }
}

/// The names behind a qualifier that nothing in the document explains and that ends in the words of a library's:
/// `commonHTTPErrors` is taken for an `httpErrors`.
fn named_alike(view: &View<'_>, owner: &Owner<'_>, imports: &Imports<'_>) -> Vec<Candidate> {
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
    let native = Library::all().iter().filter(|library| library.languages.contains(&view.language.id));
    let fitting = native.filter(|library| library.spellings().any(|spelling| ends_so(&spelling)));
    let Some(library) = fitting.max_by_key(|library| library.is_common) else { return Vec::new() };
    let spellings = library.spellings().filter(ends_so);
    spellings
        .map(|spelling| Candidate { spelling, qualifier: String::new(), is_qualified: true, is_proven: false })
        .collect()
}

/// The names that stand alone otherwise, behind the module that has them (`import qualified Network.HTTP.Types as HTTP`), or in
/// the statement that brings them in (`import io.javalin.http.`).
fn of_module(view: &View<'_>, owner: &Owner<'_>, head: &str, imports: &Imports<'_>) -> Vec<Candidate> {
    let line = &head[head.rfind('\n').map_or(0, |newline| newline + 1)..];
    let native = Library::all().iter().filter(|library| library.languages.contains(&view.language.id));
    // What has no line that brings it in is no module.
    let owned = native
        .filter(|library| !library.usage.is_empty())
        .filter(|library| imports.origin(owner.word, library) == Origin::Library || Imports::of(line).hold(library));
    let spellings = owned.flat_map(Library::spellings).filter(|spelling| spelling.qualifier().is_empty());
    spellings
        .map(|spelling| Candidate { spelling, qualifier: String::new(), is_qualified: false, is_proven: true })
        .collect()
}

/// The names behind a qualifier that the document gives a name of its own: `import nethttp "net/http"`.
fn renamed(view: &View<'_>, owner: &Owner<'_>, imports: &Imports<'_>) -> Vec<Candidate> {
    let native = Library::all().iter().filter(|library| library.languages.contains(&view.language.id));
    let found = native.map(|library| {
        let original = imports.original(owner.word, library);
        let qualifier = original.map(|original| [original, owner.separator].concat());
        let spellings = library
            .spellings()
            .filter(|spelling| spelling.owner().is_some() && spelling.owner() == qualifier.as_deref());
        let candidates = spellings.map(|spelling| Candidate {
            spelling,
            qualifier: String::new(),
            is_qualified: true,
            is_proven: true,
        });
        candidates.collect::<Vec<_>>()
    });
    found.max_by_key(Vec::len).unwrap_or_default()
}

/// How well a library fits a qualifier, the most telling first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_from_there: bool,
    /// How much of its qualifier stands there, in bytes.
    longest: usize,
    is_imported: bool,
    is_near: bool,
    is_common: bool,
    is_standard: bool,
    /// How many names it has there.
    size: usize,
}

/// The names that stand without a qualifier, or are to be written with theirs.
fn names_alone(view: &View<'_>, index: usize, head: &str, typed: &str, is_own: bool) -> Vec<Candidate> {
    let belongs_to_other = belongs_to_other(head) && !is_own;
    let is_symbol = head.ends_with(':') && !head.ends_with("::");
    let in_use = company::libraries_in_use(view, index);
    let imports = Imports::of(view.head.text());
    let is_wanted = numbers::governs_status(view, index);
    let mut found = Vec::new();
    for library in Library::all() {
        let is_in_use = in_use.iter().any(|known| std::ptr::eq(*known, library));
        if !is_in_use && !library.languages.contains(&view.language.id) {
            continue;
        }
        let is_imported = imports.hold(library);
        // What comes with the language is proposed where a status is wanted, even before it is imported.
        let is_at_hand = is_imported || is_in_use || is_wanted && (library.is_standard || library.imports.is_empty());
        let may_stand_bare = is_at_hand && !belongs_to_other && !is_symbol && !typed.is_empty();
        let forms =
            if may_stand_bare { imports.forms(library, view.language.imports_names && !is_in_use) } else { Vec::new() };
        for spelling in library.spellings() {
            let qualifier = spelling.qualifier();
            let is_qualified = !qualifier.is_empty()
                && (is_imported || is_in_use || spelling.proof() != Proof::Import)
                && ends_with_qualifier(head, qualifier);
            if is_qualified {
                found.push(Candidate { spelling, qualifier: String::new(), is_qualified, is_proven: false });
                continue;
            }
            let is_bare = may_stand_bare && spelling.proof() != Proof::Place && goes_on(spelling, typed, false);
            let form = forms.iter().find(|form| is_bare && form.spelling.is_of_form(spelling));
            let Some(qualifier) = form.map(|form| form.qualifier.clone()) else { continue };
            if (!is_own || qualifier.is_empty()) && !is_defined(view, &qualifier) {
                found.push(Candidate { spelling, qualifier, is_qualified, is_proven: false });
            }
        }
    }
    found
}

/// Which of the candidates fit, each with whether its qualifier is still to be written.
fn fitting(view: &View<'_>, index: usize, candidates: Vec<Candidate>, takes_status: bool) -> Vec<Fitting> {
    let mut company = Company::new(view, index);
    let mut judged: Vec<(Spelling, bool)> = Vec::new();
    let mut written = Written::default();
    // An exception is thrown where a number could stand as well; it is not passed to what takes one.
    let takes_value = takes_status && numbers::governs_status(view, index);
    let mut fitting = Vec::new();
    let makes_object = index.checked_sub(1).is_some_and(|before| {
        matches!(view.str(before), "new" | "throw" | "throws" | "raise" | "rescue" | "catch" | "except")
    });
    for Candidate { spelling, qualifier, is_qualified, is_proven } in candidates {
        // What a library puts together in the same way stands or falls together.
        let known = judged.iter().find(|(known, _)| known.is_of_form(spelling)).map(|(_, fits)| *fits);
        let fits = known.unwrap_or_else(|| {
            let is_at_hand = view.head.imports(spelling.library()) || spelling.library().is_common;
            let fits = match spelling.value() {
                // A string is not what a place for a number takes.
                Value::Phrase => is_qualified && !takes_status,
                Value::Carrier if takes_value => false,
                _ if is_proven && spelling.proof() != Proof::Place => true,
                // Neither a number nor a symbol is made or thrown.
                Value::Status if makes_object && !is_qualified => false,
                Value::Status if takes_status && is_at_hand && spelling.proof() != Proof::Place => true,
                _ => {
                    is_qualified && spelling.proof() == Proof::Qualifier
                        || names::would_be_likely(view, index, spelling, &mut company)
                }
            };
            judged.push((spelling, fits));
            fits
        });
        if fits {
            let (is_written_bare, is_in_use) = written.form(view, index, spelling);
            let qualifier = if is_written_bare { String::new() } else { qualifier };
            fitting.push(Fitting { spelling, qualifier, is_in_use });
        }
    }
    fitting
}

/// How the document writes the forms that were asked for.
#[derive(Default)]
struct Written(Vec<(Spelling, bool, bool)>);

impl Written {
    /// Whether names of that form mostly stand without their qualifier near by, and whether any stand there.
    fn form(&mut self, view: &View<'_>, index: usize, spelling: Spelling) -> (bool, bool) {
        let known = self.0.iter().find(|(known, ..)| spelling.is_of_form(*known));
        if let Some((_, is_bare, is_in_use)) = known {
            return (*is_bare, *is_in_use);
        }
        let (bare, qualified) = company::others_of_form(view, index, spelling);
        self.0.push((spelling, bare > qualified, bare + qualified > 0));
        (bare > qualified, bare + qualified > 0)
    }
}

/// A name within a path or an address, or behind the dot of something else, is no start of a new one.
fn belongs_to_other(head: &str) -> bool {
    head.ends_with(['.', '\\', '/', '@', '#']) || head.ends_with("::") || head.ends_with("->")
}

/// Whether the spelling holds what is typed, as clients match it, or its code begins so.
fn goes_on(spelling: Spelling, typed: &str, is_qualified: bool) -> bool {
    if typed.starts_with(|c: char| c.is_ascii_digit()) {
        return begins_code(spelling.code().number(), typed);
    }
    let name = spelling.name();
    is_qualified && spelling.qualifier() != "->"
        || begins(name, typed)
        || begins(spelling.qualifier(), typed)
        || typed.len() >= 3 && holds(name, typed)
}

fn begins_code(code: u16, typed: &str) -> bool {
    code.to_string().starts_with(typed)
}

/// In either case.
fn begins(text: &str, typed: &str) -> bool {
    text.as_bytes().get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed.as_bytes()))
}

/// In either case.
fn holds(text: &str, typed: &str) -> bool {
    typed.is_empty() || text.as_bytes().windows(typed.len()).any(|part| part.eq_ignore_ascii_case(typed.as_bytes()))
}

/// The last word of a qualifier with what follows it, which is what a document must write of it.
fn last_part(qualifier: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words_end = qualifier.trim_end_matches(|c: char| !is_word(c) && c != ')').len();
    let start = qualifier[..words_end].rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
    if qualifier.ends_with("().") { qualifier } else { &qualifier[start..] }
}

fn ends_with_qualifier(head: &str, qualifier: &str) -> bool {
    if qualifier.is_empty() {
        return false;
    }
    match last_part(qualifier) {
        mark @ (":" | "`" | ".") => ends_with_mark(head, mark),
        // Any object has it: `$response->assertNotFound()`.
        "->" => head.ends_with("->"),
        wanted => {
            head.strip_suffix(wanted).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        }
    }
}

/// Whether the mark of a symbol ends `head`, and not the second half of `::`, the end of `key:` or of a member's owner.
fn ends_with_mark(head: &str, mark: &str) -> bool {
    let is_other = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | ')' | '"' | '\'' | ']');
    head.strip_suffix(mark).is_some_and(|rest| !rest.ends_with(is_other))
}

/// How much of a qualifier ends `head`, in bytes: all of it, or its last part.
fn qualified_length(head: &str, qualifier: &str) -> usize {
    if head.ends_with(qualifier) { qualifier.len() } else { last_part(qualifier).len() }
}
