//! Names that the document itself gives a status: constants, members, classes of errors, functions that send one.
//!
//! A definition counts with evidence: the identifier has the words of the status, or the number stands there as a status does. Then each use
//! within the reach of a hover is a mention, so that hover and scan agree.

use crate::catalog::tables::{
    ASSIGNING_SIGNS, CONSTRUCTORS, DEFINING_WORDS, FUNCTION_DEFINERS, FUNCTION_WORDS, Piece, Role, TEST_PARTS,
    threshold,
};
use crate::catalog::{Code, LanguageKind, Proof, Spelling, Status};

use crate::detect::document::excerpt::EXCERPT_BYTES;
use crate::detect::evidence::qualifier::is_qualified;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::judges::{name_context, number};
use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::hash::hash;
use crate::detect::lexicon::status_words::{contains_name, is_everyday_word};
use crate::detect::lexicon::words::{Folded, is_known, split, weight};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::steps;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::classes::{LINE_TOKENS, class_above, class_below, function_line, opens_below};
use crate::detect::view::defined::{Defined, Definition, DefinitionKind};

/// The verdict on a word by what the document defines.
pub(crate) fn judge<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let code = code_of(view, index)?;
    let token = view.tokens[index];
    let mut verdict = Verdict::new(view.weights, token.start..token.end, code, MentionKind::Name(None));
    verdict.add(Piece::NameBias);
    verdict.add(Piece::DefinedInFile);
    Some(verdict)
}

/// Whether the document may define any word. A text of a kind that defines nothing is not searched.
pub(crate) fn may_define(view: &View<'_>) -> bool {
    view.language.kind == LanguageKind::Code && !defined(view).is_empty()
}

/// The status that the document gives the word at `index`.
pub(crate) fn code_of(view: &View<'_>, index: TokenIndex) -> Option<Code> {
    let token = view.tokens[index];
    if view.language.kind != LanguageKind::Code || token.region != Region::Code || token.kind != TokenKind::Word {
        return None;
    }
    let reach = |definition: &&Definition| {
        let (from, to) = (token.start.at(), definition.at.at());
        to <= from && from - to <= EXCERPT_BYTES.0 || to > from && to - from <= EXCERPT_BYTES.1
    };
    let definition = *defined(view).named(view.str(index)).iter().find(reach)?;
    let is_itself = definition.at == token.start;
    let fits = match definition.kind {
        // `LOST = 404` is only the name; `NOT_FOUND = 404` says it.
        _ if is_itself => code_named(view.str(index), definition.code),
        // `gone(res)` calls what `gone` may name besides.
        DefinitionKind::Function if is_everyday_word(view.str(index)) => view.str(index + 1) == "(",
        DefinitionKind::Function | DefinitionKind::Class => true,
        DefinitionKind::Value => !is_of_import(view, index),
    };
    (fits && !name_context::is_namesake(view, index)).then_some(definition.code)
}

/// Whether the word belongs to something that the document imports: `codes.NotFound`.
fn is_of_import(view: &View<'_>, index: TokenIndex) -> bool {
    let owner = index.checked_sub(2).filter(|_| matches!(view.str(index - 1), "." | "::" | "->"));
    owner.is_some_and(|owner| view.preamble.imports_word(view.str(owner)))
}

/// The definitions in the excerpt, found on first use.
fn defined<'v>(view: &'v View<'_>) -> &'v Defined {
    view.defined.get_or_init(|| find(view))
}

fn find(view: &View<'_>) -> Defined {
    let mut found = Vec::new();
    let mut unproven = Vec::new();
    for index in view.list.candidates.iter().copied() {
        steps::count(1);
        let token = view.tokens[index];
        if token.kind == TokenKind::Number {
            let code = view.code(index).filter(|code| view.catalog.is_status(*code));
            if let Some(code) = code.filter(|_| may_be_given(view, index)) {
                of_number(view, index, code, &mut found, &mut unproven);
            }
        } else if token.region == Region::Code && token.facts.may_be_name() {
            of_name(view, index, &mut found);
        }
    }
    prove(view, &unproven, &mut found);
    drop_changed(view, &mut found);
    Defined::of(found)
}

/// Whether what stands right before a number may give it to something: a call, an assignment, a key or a word. A text of nothing but numbers
/// gives none, and costs one look at each.
fn may_be_given(view: &View<'_>, index: TokenIndex) -> bool {
    let is_quote = |at: &TokenIndex| view.is_kind(Some(*at), TokenKind::Quote);
    let Some(before) = index.checked_sub(1).and_then(|at| if is_quote(&at) { at.checked_sub(1) } else { Some(at) })
    else {
        return false;
    };
    let further = before.checked_sub(1);
    match view.str(before) {
        "(" => further.is_some_and(|callee| view.is_word(callee)),
        "=" | ":" | "=>" | ":=" | "," => further.is_some() && !view.is_kind(further, TokenKind::Number),
        // `def status⏎ 410⏎ end`
        _ if view.is_kind(Some(before), TokenKind::Newline) => further.is_some_and(|word| view.is_word(word)),
        _ => view.is_word(before) && !view.is_kind(further, TokenKind::Number),
    }
}

/// Adds the names that a number is assigned to.
fn of_number(
    view: &View<'_>,
    index: TokenIndex,
    code: Code,
    found: &mut Vec<Definition>,
    unproven: &mut Vec<Definition>,
) {
    let candidate = Candidate::new(view, index, index);
    if candidate.region != Region::Code {
        return;
    }
    let is_status = || number::judge_alone(view, index).is_some_and(|verdict| verdict.is_likely());
    if let Some(name) = given_to(&candidate) {
        let word = view.str(name);
        if code_named(word, code) && !is_plain_word(word) {
            found.push(definition(view, name, code, DefinitionKind::Value));
        } else if is_constant(word) && is_specific(word) {
            let list = if number::is_held_as_status(view, index) { &mut *found } else { unproven };
            list.push(definition(view, name, code, DefinitionKind::Value));
        }
    }
    if stands_for_class(&candidate)
        && let Some(name) = class_above(view, index)
    {
        found.push(definition(view, name, code, DefinitionKind::Class));
    }
    if let Some(name) = code.status().and_then(|status| function_above(view, index, status)).filter(|_| is_status()) {
        found.push(definition(view, name, code, DefinitionKind::Function));
    }
}

/// Adds the class or function that takes its status from a library's qualified name.
fn of_name(view: &View<'_>, index: TokenIndex, found: &mut Vec<Definition>) {
    if !matches!(view.get(view.glued_before(index)), "." | ":" | "::" | "->") {
        return;
    }
    let annotated = class_below(view, index);
    let is_sent = || function_line(view, index).is_some();
    if annotated.is_none() && !is_sent() {
        return;
    }
    let is_it = |spelling: &Spelling| spelling.proof() != Proof::Position && is_qualified(view, index, *spelling);
    let Some(code) = Spelling::named(view.str(index)).find(is_it).map(Spelling::code) else { return };
    if let Some(name) = annotated {
        found.push(definition(view, name, code, DefinitionKind::Class));
    } else if let Some(name) = code.status().and_then(|status| function_above(view, index, status)) {
        found.push(definition(view, name, code, DefinitionKind::Function));
    }
}

/// Whether an identifier has the words of the status, and not to name what goes with it: `NOT_FOUND_DELAY`.
fn code_named(identifier: &str, code: Code) -> bool {
    code.status()
        .is_some_and(|status| holds_name(identifier, status) && !number::names_something_of(identifier, status))
}

/// Whether an identifier has a name of the status by a specification. An alias such as `Retry` is any word.
fn holds_name(identifier: &str, status: &Status) -> bool {
    let names = &status.folded_names[..=status.former_names.len()];
    let is_in = |folded: Folded| names.iter().any(|name| folded.as_str().contains(name));
    contains_name(identifier, status) && Folded::of(identifier).is_some_and(is_in)
}

/// `found`, `gone`: a variable's name as often.
fn is_plain_word(name: &str) -> bool {
    is_everyday_word(name) && name.starts_with(|c: char| c.is_ascii_lowercase())
}

fn definition(view: &View<'_>, name: TokenIndex, code: Code, kind: DefinitionKind) -> Definition {
    Definition { hash: hash(view.str(name), 0), code, at: view.tokens[name].start, kind }
}

/// The name that a value is given once and for all: `LOST = 404`, `lost: 404`, `LOST(404, …)`, `#define LOST 404`.
fn given_to(candidate: &Candidate<'_, '_>) -> Option<TokenIndex> {
    let view = candidate.view;
    let line = view.whole_line(candidate.first);
    let behind = candidate.last + 1;
    let ends = behind >= line.end
        || matches!(view.str(behind), "," | ";" | ")" | "}" | "]")
        || view.tokens[behind].region == Region::Comment;
    let mark = candidate.before().filter(|mark| line.contains(mark))?;
    let before = |at: TokenIndex| at.checked_sub(1).filter(|at| *at >= line.start);
    let name = match view.str(mark) {
        "(" => before(mark).filter(|name| {
            // `Ok(200)` is a result.
            !is_everyday_word(view.str(*name)) && name_context::takes_first(view, *name, mark + 1)
        })?,
        "=" | ":" | "=>" | ":=" if ends => {
            let mut at = before(mark)?;
            // `:=` may be two signs.
            if view.str(mark) == "=" && view.str(at) == ":" && view.are_glued(at, mark) {
                at = before(at)?;
            }
            if view.is_kind(Some(at), TokenKind::Quote) {
                at = before(at)?;
            }
            // `LOST: u16 = 404`
            match before(at).filter(|colon| view.str(mark) == "=" && view.str(*colon) == ":") {
                Some(colon) => before(colon)?,
                None => at,
            }
        }
        // `define('LOST', 404)`, `-define(LOST, 404)`
        "," if ends => {
            let name = before(mark).and_then(|at| if view.is_word(at) { Some(at) } else { before(at) })?;
            let open = before(name).and_then(|at| if view.str(at) == "(" { Some(at) } else { before(at) })?;
            before(open).filter(|callee| view.str(open) == "(" && view.str(*callee) == "define").map(|_| name)?
        }
        // `#define LOST 404`, `(def lost 404)`, `@lost 404`
        _ if view.is_word(mark) => {
            let kind = before(mark)?;
            let defines = matches!(view.str(kind), "define" | "def" | "defconst" | "defconstant" | "@");
            Some(mark).filter(|_| defines)?
        }
        _ => return None,
    };
    let is_member =
        matches!(view.get(view.glued_before(name)), "." | "->" | "::" | "$" | "@" | ":") && view.str(mark) != "(";
    let is_attribute = view.get(view.glued_before(name)) == "@" && !view.is_word(mark);
    let is_free = view.is_word(mark) || !is_member;
    (view.is_word(name) && is_free && !is_attribute).then_some(name)
}

/// Whether an identifier is written as constants and members of enumerations are.
fn is_constant(name: &str) -> bool {
    name.len() >= 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether an identifier has a word that is not of all statuses: `DEFAULT_STATUS_CODE` has none.
fn is_specific(name: &str) -> bool {
    split(name).any(|word| !is_known(Role::Key, word))
}

/// Adds the constants of which two uses stand where a status belongs.
fn prove(view: &View<'_>, unproven: &[Definition], found: &mut Vec<Definition>) {
    /// No more uses of a name are read.
    const READ: u32 = 6;
    if unproven.is_empty() {
        return;
    }
    let mut uses = vec![(0u32, 0u32); unproven.len()];
    for index in view.tokens.all() {
        let token = view.tokens[index];
        if token.kind != TokenKind::Word || token.region != Region::Code {
            continue;
        }
        let word = hash(view.str(index), 0);
        for (definition, (read, proven)) in unproven.iter().take(MOST_UNPROVEN).zip(&mut uses) {
            if definition.hash == word && definition.at != token.start && *read < READ {
                *read += 1;
                *proven += u32::from(number::is_taken_as_status(&Candidate::new(view, index, index)));
            }
        }
    }
    found.extend(unproven.iter().zip(uses).filter(|(_, (_, proven))| *proven >= 2).map(|(definition, _)| definition));
}

/// So many constants of unknown meaning are read.
const MOST_UNPROVEN: usize = 16;

/// Leaves out the values of names that are given another one: variables.
fn drop_changed(view: &View<'_>, found: &mut Vec<Definition>) {
    let mut values: Vec<u64> =
        found.iter().filter(|it| it.kind == DefinitionKind::Value).map(|definition| definition.hash).collect();
    if values.is_empty() {
        return;
    }
    values.sort_unstable();
    let mut changed: Vec<u64> = Vec::new();
    for index in view.tokens.all() {
        let token = view.tokens[index];
        if token.kind != TokenKind::Word || token.region != Region::Code || !is_assigned(view, index) {
            continue;
        }
        let word = hash(view.str(index), 0);
        let is_definition = || found.iter().any(|definition| definition.at == token.start);
        if values.binary_search(&word).is_ok() && !is_definition() {
            changed.push(word);
        }
    }
    found.retain(|definition| definition.kind != DefinitionKind::Value || !changed.contains(&definition.hash));
}

/// Whether a sign behind the word gives it a value.
fn is_assigned(view: &View<'_>, index: TokenIndex) -> bool {
    let next = index + 1;
    ASSIGNING_SIGNS.contains(&view.str(next))
        || view.str(next) == ":" && view.str(next + 1) == "=" && view.are_glued(next, next + 1)
}

/// Whether a value says which status a class stands for: `status_code = 410`, `super(410)`, `getStatus() { return 410; }`.
fn stands_for_class(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    let line = view.whole_line(candidate.first);
    let mark = candidate.before();
    let key = mark.filter(|mark| matches!(view.str(*mark), "=" | ":" | "=>") && line.contains(mark));
    if let Some(key) = key.and_then(|mark| candidate.path_before(mark).words.first().copied()) {
        return weight(Role::Key, key) >= threshold::KEY_OF_STATUS;
    }
    let enclosure = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'(');
    if let Some(callee) = enclosure.and_then(|enclosure| enclosure.callee.words.first().copied())
        && CONSTRUCTORS.contains(&callee)
    {
        return true;
    }
    // `def status⏎ 410⏎ end`
    let lines = std::iter::once(line).chain(view.lines_above(candidate.first).take(2));
    lines.into_iter().any(|line| {
        let words = || line.start.to(line.end.min(candidate.first)).take(LINE_TOKENS).filter(|at| view.is_word(*at));
        words().any(|at| FUNCTION_WORDS.contains(&view.str(at)) || view.str(at) == "public")
            && words().any(|at| weight(Role::Key, view.str(at)) >= threshold::KEY_OF_STATUS)
    })
}

/// The function that holds the token, if it is named for the status and no test of it.
fn function_above(view: &View<'_>, index: TokenIndex, status: &Status) -> Option<TokenIndex> {
    let is_asserted = |at: TokenIndex| view.is_word(at) && is_check(view.str(at));
    if view.whole_line(index).near(index, LINE_TOKENS).any(is_asserted) {
        return None;
    }
    let line = function_line(view, index)?;
    let is_name = |at: &TokenIndex| {
        let word = view.str(*at);
        view.is_word(*at)
            && view.tokens[*at].region == Region::Code
            && matches!(view.str(*at + 1), "(" | "=" | ":" | "{" | "<" | "do")
            && is_defined(view, &line, *at)
            && holds_name(word, status)
            && !split(word).any(|part| TEST_PARTS.contains(&part))
    };
    let names = line.clone().take(LINE_TOKENS).filter(is_name);
    names.into_iter().find(|at| *at < index)
}

/// Whether the line defines the name as a function rather than calls it: `func notFound(`, `const notFound =`, `notFound(res) {`.
fn is_defined(view: &View<'_>, line: &TokenRange, name: TokenIndex) -> bool {
    let Some(before) = name.checked_sub(1).filter(|before| *before >= line.start) else { return true };
    let word = view.str(before);
    // The receiver of a method of Go stands between.
    let first = view.str(line.start);
    let last = line.end.saturating_sub(1);
    let is_typed = view.is_word(before)
        && view.str(name + 1) == "("
        && (matches!(view.str(last), "{" | "=>") || opens_below(view, line))
        && !line
            .start
            .to(last)
            .take(LINE_TOKENS)
            .any(|at| matches!(view.str(at), "return" | "=" | "=>" | "new" | "await"));
    FUNCTION_DEFINERS.contains(&word) || DEFINING_WORDS.contains(&word) || word == ")" && first == "func" || is_typed
}
