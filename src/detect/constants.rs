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
    if let Some(members) = owner.as_ref().and_then(|owner| defined(view, owner)) {
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
    let of_library = |library: &'static Library| {
        let forms = imports.forms(library);
        library.spellings().filter(move |spelling| forms.iter().any(|form| form.is_of_form(*spelling)))
    };
    let spellings = Library::all().iter().filter(|library| is_used(library)).flat_map(of_library);
    let spellings = spellings.filter(|spelling| spelling.value() == Value::Status && spelling.suffix().is_empty());
    let mut written = Written::default();
    let mut found = Vec::new();
    for spelling in spellings.filter(|spelling| begins_code(spelling.code().number(), typed)) {
        let (bare, is_in_use) = written.form(view, index, spelling);
        let needs_qualifier = !bare && !spelling.qualifier().is_empty();
        found.push(Fitting { spelling, needs_qualifier, is_in_use });
    }
    found
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

    /// Whether it is the object itself, whose names stand alone as well.
    fn is_self(&self) -> bool {
        matches!(self.word, "this" | "self" | "base" | "super" | "Me" | "me")
    }
}

/// What the document defines under that name, in the part that is read or at its start.
fn defined(view: &View<'_>, owner: &Owner<'_>) -> Option<Vec<Member>> {
    let at_start = || if view.start == 0 { None } else { members_of(view.head.text(), owner.word) };
    members_of(view.text, owner.word).or_else(at_start)
}

#[derive(Clone, Copy)]
struct Candidate {
    spelling: Spelling,
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
    let native =
        || Library::all().iter().filter(|library| library.languages.contains(&view.language.id) || is_near(library));

    let mut best: Option<(Fit, &Library)> = None;
    let mut is_elsewhere = false;
    for library in native() {
        // Under its own name, or under the one that the document gives it.
        let own = library.spellings().filter(|spelling| ends_with_qualifier(head, spelling.qualifier()));
        let Some(longest) = own.map(|spelling| qualified_length(head, spelling.qualifier())).max() else { continue };
        let origin = imports.origin(owner.word, library);
        is_elsewhere |= origin == Origin::Elsewhere;
        let fit = Fit {
            is_from_there: origin == Origin::Library,
            longest,
            is_imported: imports.hold(library),
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
                Candidate { spelling, is_qualified: true, is_proven }
            };
            own.map(candidate).collect()
        }
        None => {
            let others = [
                renamed(view, owner, &imports),
                of_module(view, owner, head, &imports),
                named_alike(view, owner, &imports),
            ];
            others.into_iter().find(|candidates| !candidates.is_empty()).unwrap_or_default()
        }
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
    spellings.map(|spelling| Candidate { spelling, is_qualified: true, is_proven: false }).collect()
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
    spellings.map(|spelling| Candidate { spelling, is_qualified: false, is_proven: true }).collect()
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
        let candidates = spellings.map(|spelling| Candidate { spelling, is_qualified: true, is_proven: true });
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
    let mut found = Vec::new();
    for library in Library::all() {
        let is_in_use = in_use.iter().any(|known| std::ptr::eq(*known, library));
        if !is_in_use && !library.languages.contains(&view.language.id) {
            continue;
        }
        let is_imported = imports.hold(library);
        let is_at_hand = is_imported || is_in_use || library.is_standard || library.imports.is_empty();
        let may_stand_bare = is_at_hand && !belongs_to_other && !is_symbol && !typed.is_empty();
        let forms = if may_stand_bare { imports.forms(library) } else { Vec::new() };
        for spelling in library.spellings() {
            let qualifier = spelling.qualifier();
            let is_qualified = !qualifier.is_empty()
                && (is_imported || is_in_use || spelling.proof() != Proof::Import)
                && ends_with_qualifier(head, qualifier);
            let is_bare = may_stand_bare && spelling.proof() != Proof::Place && (!is_own || qualifier.is_empty());
            if is_qualified
                || is_bare && goes_on(spelling, typed, false) && forms.iter().any(|form| form.is_of_form(spelling))
            {
                found.push(Candidate { spelling, is_qualified, is_proven: false });
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
    for Candidate { spelling, is_qualified, is_proven } in candidates {
        // What a library puts together in the same way stands or falls together.
        let known = judged.iter().find(|(known, _)| known.is_of_form(spelling)).map(|(_, fits)| *fits);
        let fits = known.unwrap_or_else(|| {
            let is_at_hand = view.head.imports(spelling.library()) || spelling.library().is_common;
            let fits = match spelling.value() {
                // A string is not what a place for a number takes.
                Value::Phrase => is_qualified && !takes_status,
                _ if is_proven && spelling.proof() != Proof::Place => true,
                Value::Carrier if takes_value && !is_qualified => false,
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
            let needs_qualifier = !(is_qualified || is_written_bare || spelling.qualifier().is_empty());
            fitting.push(Fitting { spelling, needs_qualifier, is_in_use });
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
