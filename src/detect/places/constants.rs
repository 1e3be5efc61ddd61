//! Which names of statuses belong at a place, and of which library: behind a qualifier those that it has and no others.

use crate::catalog::tables::OBJECT_MAKERS;
use crate::catalog::{Code, Library, OwnName, Proof, Spelling, Value};
use crate::project::Presence;

use crate::detect::document::definitions::Member;
use crate::detect::document::imports::{Form, Imports};
use crate::detect::judges::name_context::{NameContext, SmallCache};
use crate::detect::judges::{name, name_context, number};
use crate::detect::lexicon::compounds::compound;
use crate::detect::lexicon::status_words;
use crate::detect::lexicon::words::is_word;
use crate::detect::places::fitting::Fitting;
use crate::detect::places::qualifiers::{Owner, Proposal, defined, ends_with_qualifier, members};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// The names that go on with `typed` behind `head`, where token `index` is the text that is being typed: those that libraries have, or else those
/// that the document itself or its project defines.
pub(crate) fn at(
    view: &View<'_>,
    index: TokenIndex,
    head: &str,
    typed: &str,
    takes_status: impl Fn() -> bool,
) -> (Vec<Fitting>, Vec<Member>) {
    let owner = Owner::before(head);
    if let Some(members) = owner.as_ref().and_then(|owner| defined(view, owner.word)) {
        let fits = |member: &Member| holds(&member.name, typed) || begins_code(member.code.number(), typed);
        return (Vec::new(), members.into_iter().filter(fits).collect());
    }
    let own = own_names(view, owner.as_ref(), typed, &takes_status);
    if owner.is_some() && !own.is_empty() {
        return (Vec::new(), own);
    }
    let proposals = match &owner {
        Some(owner) if !owner.is_self() => members(view, index, owner, head),
        _ => names_alone(view, index, head, typed, owner.is_some()),
    };
    let proposals: Vec<Proposal> = proposals
        .into_iter()
        .filter(|proposal| matches_typed(proposal.spelling, typed, proposal.is_qualified))
        .collect();
    if proposals.is_empty() {
        return (Vec::new(), own);
    }
    (fitting(view, index, proposals, takes_status()), Vec::new())
}

/// The names of the project that go on with `typed`: those behind their qualifier, or those without one where a status is wanted.
fn own_names(view: &View<'_>, owner: Option<&Owner<'_>>, typed: &str, takes_status: impl Fn() -> bool) -> Vec<Member> {
    let stands_there = |own: &&OwnName| match (own.owner(), owner) {
        (Some(word), Some(owner)) => word == owner.word,
        (None, None) => !typed.is_empty(),
        _ => false,
    };
    let fits = |own: &&OwnName| holds(&own.name, typed) || begins_code(own.code.number(), typed);
    let member = |own: &OwnName| Member { name: own.name.clone(), code: own.code };
    let found: Vec<Member> =
        view.catalog.names_in(view.language).filter(stands_there).filter(fits).map(member).collect();
    if owner.is_some() || found.is_empty() || takes_status() { found } else { Vec::new() }
}

/// The constants of libraries that the document uses or could import, for a place that takes a number, of which `typed` begins the code.
/// Those are the libraries that the project asks for, and where something is typed what comes with its language.
pub(crate) fn instead_of_number(view: &View<'_>, index: TokenIndex, typed: &str) -> Vec<Fitting> {
    let in_use = name_context::libraries_in_use(view, index);
    let imports = Imports::of(view.preamble.text());
    let is_used = |library: &Library| {
        imports.hold(library)
            || in_use.iter().any(|known| std::ptr::eq(*known, library))
            || view.project.imports(library)
    };
    let reaches_standard = !typed.is_empty() && view.project.has_manifests_for(view.language);
    let is_within_reach = |library: &Library| {
        if library.is_standard { reaches_standard } else { is_asked_for(view, library) }
    };
    let mut forms_written = OfForms::default();
    let mut found = Vec::new();
    for library in view.language.libraries() {
        let is_used = is_used(library);
        if !is_used && !is_within_reach(library) {
            continue;
        }
        let forms = forms_of(view, &imports, library, view.language.imports_names);
        let fits = |spelling: &Spelling| {
            spelling.value() == Value::Status
                && spelling.suffix().is_empty()
                && begins_code(spelling.code().number(), typed)
        };
        for spelling in library.spellings().filter(fits) {
            let Some(form) = forms.iter().find(|form| form.spelling.is_of_form(spelling)) else { continue };
            let (is_bare, is_in_use) = written(&mut forms_written, view, index, spelling);
            let qualifier = if is_bare { String::new() } else { form.qualifier.clone() };
            found.push(Fitting { spelling, qualifier, is_in_use, is_at_hand: is_used || is_in_use });
        }
    }
    found
}

/// The constants of all libraries of the language that stand for a code, as the document writes them, or would once they are imported.
pub(crate) fn constants_of(view: &View<'_>, index: TokenIndex, code: Code) -> Vec<Fitting> {
    let imports = Imports::of(view.preamble.text());
    let mut forms_written = OfForms::default();
    let mut found = Vec::new();
    for library in view.language.libraries() {
        let is_wanted = |spelling: &Spelling| {
            spelling.code() == code && spelling.value() == Value::Status && spelling.suffix().is_empty()
        };
        let wanted: Vec<Spelling> = library.spellings().filter(is_wanted).collect();
        if wanted.is_empty() {
            continue;
        }
        let forms = forms_of(view, &imports, library, view.language.imports_names);
        for spelling in wanted {
            let form = forms.iter().find(|form| form.spelling.is_of_form(spelling));
            let (_, is_in_use) = written(&mut forms_written, view, index, spelling);
            let qualifier = match form {
                Some(form) => form.qualifier.clone(),
                // All forms of a library that is yet to be imported can be.
                None if !imports.hold(library) => spelling.qualifier().to_owned(),
                None => continue,
            };
            found.push(Fitting { spelling, qualifier, is_in_use, is_at_hand: form.is_some() });
        }
    }
    found
}

/// How the document can write a library's names: not with what it defines itself under the name of a qualifier.
fn forms_of(view: &View<'_>, imports: &Imports<'_>, library: &Library, needs_names: bool) -> Vec<Form> {
    let is_defined = |form: &Form| {
        let root = form.qualifier.split(|c: char| !is_word(c)).next().unwrap_or("");
        !root.is_empty() && defined(view, root).is_some()
    };
    let mut forms = imports.forms(library, needs_names);
    forms.retain(|form| !is_defined(form));
    forms
}

/// Whether the document writes names where it could write numbers: more of these names than numbers of codes stand near by.
pub(crate) fn are_preferred(view: &View<'_>, index: TokenIndex, constants: &[Fitting]) -> bool {
    constants.iter().any(|fitting| fitting.is_in_use) && name_context::writes_names(view, index)
}

/// The names of statuses near by that go on with `typed`, each once: those behind the same qualifier, where there is one.
pub(crate) fn seen<'a>(view: &View<'a>, index: TokenIndex, head: &str, typed: &str) -> Vec<&'a str> {
    const MOST: usize = 12;
    let owner = Owner::before(head);
    if owner.is_none() && typed.len() < 2 {
        return Vec::new();
    }
    let is_behind = |at: TokenIndex| match &owner {
        Some(owner) => view
            .text_before(at)
            .strip_suffix(owner.separator)
            .is_some_and(|rest| rest.strip_suffix(owner.word).is_some_and(|rest| !rest.ends_with(is_word))),
        None => true,
    };
    let mut found: Vec<&str> = Vec::new();
    let imports = Imports::of(view.preamble.text());
    let imported = imports.words().filter(|word| word.len() > typed.len() && begins(word, typed) && is_a_name(word));
    if owner.is_none() {
        found.extend(imported.take(MOST));
    }
    for at in name_context::window(view, index).filter(|at| *at != index && is_behind(*at)) {
        let word = view.str(at);
        let goes_on = word.len() > typed.len() && begins(word, typed) && !found.contains(&word);
        if goes_on && found.len() < MOST && name::judge(view, at).is_some_and(|verdict| verdict.is_likely()) {
            found.push(word);
        }
    }
    found
}

/// Whether an identifier is made of a status's name.
fn is_a_name(word: &str) -> bool {
    status_words::is_known(word) || compound(word).is_some()
}

/// The names that stand without a qualifier, or are to be written with theirs.
fn names_alone(view: &View<'_>, index: TokenIndex, head: &str, typed: &str, is_own: bool) -> Vec<Proposal> {
    let belongs_to_other = belongs_to_other(head) && !is_own;
    let is_symbol = head.ends_with(':') && !head.ends_with("::");
    let in_use = name_context::libraries_in_use(view, index);
    let imports = Imports::of(view.preamble.text());
    let is_wanted = number::governs_status(&Candidate::new(view, index, index));
    let mut found = Vec::new();
    for library in Library::all() {
        let is_in_use = in_use.iter().any(|known| std::ptr::eq(*known, library));
        if !is_in_use && !library.languages.contains(&view.language.id) {
            continue;
        }
        let is_imported = imports.hold(library) || view.project.imports(library);
        let is_at_hand = is_imported || is_in_use;
        // What comes with the language or the project is proposed where a status is wanted, even before it is imported.
        let is_within_reach = || library.is_standard || library.imports.is_empty() || is_asked_for(view, library);
        let may_stand_bare =
            !belongs_to_other && !is_symbol && !typed.is_empty() && (is_at_hand || is_wanted && is_within_reach());
        let needs_names = view.language.imports_names && !is_in_use;
        let forms = if may_stand_bare { forms_of(view, &imports, library, needs_names) } else { Vec::new() };
        for spelling in library.spellings() {
            let qualifier = spelling.qualifier();
            let is_qualified = !qualifier.is_empty()
                && (is_at_hand || spelling.proof() != Proof::Import)
                && ends_with_qualifier(head, qualifier);
            if is_qualified {
                found.push(Proposal::bare(spelling, true, false));
                continue;
            }
            let is_bare =
                may_stand_bare && spelling.proof() != Proof::Position && matches_typed(spelling, typed, false);
            let form = forms.iter().find(|form| is_bare && form.spelling.is_of_form(spelling));
            let Some(qualifier) = form.map(|form| form.qualifier.clone()) else { continue };
            if !is_own || qualifier.is_empty() {
                let is_at_hand = is_at_hand || library.imports.is_empty();
                found.push(Proposal { spelling, qualifier, is_qualified, is_proven: false, is_at_hand });
            }
        }
    }
    found
}

/// Whether the project is known to ask for a library that does not come with the language.
fn is_asked_for(view: &View<'_>, library: &Library) -> bool {
    let is_direct = |presence| matches!(presence, Presence::Present(installed) if installed.is_direct);
    !library.is_standard && is_direct(view.project.library(library))
}

/// Which of the proposals fit, each with whether its qualifier is still to be written.
fn fitting(view: &View<'_>, index: TokenIndex, proposals: Vec<Proposal>, takes_status: bool) -> Vec<Fitting> {
    let mut company = NameContext::new(view, index);
    let (mut judged, mut forms_written) = (OfForms::default(), OfForms::default());
    // An exception is thrown where a number could stand as well; it is not passed to what takes one.
    let takes_value = takes_status && number::governs_status(&Candidate::new(view, index, index));
    let mut fitting = Vec::new();
    let makes_object = OBJECT_MAKERS.contains(&view.get(index.checked_sub(1)));
    for Proposal { spelling, qualifier, is_qualified, is_proven, is_at_hand } in proposals {
        let judge = || {
            let library = spelling.library();
            let is_known = library.is_common || view.preamble.imports(library) || is_asked_for(view, library);
            let fits = match spelling.value() {
                // A string is not what a place for a number takes.
                Value::Phrase => is_qualified && !takes_status,
                Value::Carrier if takes_value => false,
                _ if is_proven && spelling.proof() != Proof::Position => true,
                // Neither a number nor a symbol is made or thrown.
                Value::Status if makes_object && !is_qualified => false,
                Value::Status if takes_status && is_known && spelling.proof() != Proof::Position => true,
                _ => {
                    is_qualified && spelling.proof() == Proof::Qualifier
                        || name::would_be_likely(view, index, spelling, &mut company)
                }
            };
            (spelling, fits)
        };
        if judged.get(|known| known.is_of_form(spelling), judge) {
            let (is_written_bare, is_in_use) = written(&mut forms_written, view, index, spelling);
            let qualifier = if is_written_bare { String::new() } else { qualifier };
            fitting.push(Fitting { spelling, qualifier, is_in_use, is_at_hand: is_at_hand || is_in_use });
        }
    }
    fitting
}

/// The results by form of a name: all names that a library forms in the same way have the same result.
type OfForms<T> = SmallCache<Spelling, T, 64>;

/// Whether names of that form mostly stand without their qualifier near by, and whether any stand there.
fn written(known: &mut OfForms<(bool, bool)>, view: &View<'_>, index: TokenIndex, spelling: Spelling) -> (bool, bool) {
    let find = || {
        let (bare, qualified) = name_context::others_of_form(view, index, spelling);
        (spelling, (bare > qualified, bare + qualified > 0))
    };
    known.get(|known| known.is_of_form(spelling), find)
}

/// A name within a path or an address, or behind the dot of something else, is no start of a new one.
fn belongs_to_other(head: &str) -> bool {
    head.ends_with(['.', '\\', '/', '@', '#']) || head.ends_with("::") || head.ends_with("->")
}

/// Whether the spelling matches the typed text as clients match it, or its code begins with that text.
fn matches_typed(spelling: Spelling, typed: &str, is_qualified: bool) -> bool {
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
