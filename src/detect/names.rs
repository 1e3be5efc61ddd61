//! Whether an identifier is a library's spelling of a status.

use memchr::memmem;

use crate::catalog::tables::TELLING;
use crate::catalog::{Code, LanguageKind, Proof, Spelling};

use super::MentionKind;
use super::context::{file_speaks, words_around};
use super::evidence::{Piece, Verdict};
use super::lexer::{Region, TokenKind};
use super::numbers::{direct_place_weight, place_weight};
use super::phrases;
use super::site::Site;
use super::view::View;
use super::words::{Role, split, weight};

pub(crate) fn judge(view: &View<'_>, index: usize) -> Option<Verdict> {
    let text = view.str(index);
    // `ok?` and `not_found!` ask and do what the name says.
    let name = if Spelling::is_name(text) { text } else { text.trim_end_matches(['?', '!']) };
    let mut best: Option<Verdict> = None;
    let mut best_marked: Option<Verdict> = None;
    // Dozens of libraries may have the name; what stands around it is the same for most of them.
    let mut places: Vec<(PlaceKey, f32)> = Vec::new();
    for spelling in Spelling::named(name) {
        let verdict = judge_spelling(view, index, spelling, &mut places);
        let is_marked = verdict.range.start < view.tokens[index].start as usize;
        let rank = if is_marked { &mut best_marked } else { &mut best };
        if rank.as_ref().is_none_or(|best| verdict.sum() > best.sum()) {
            *rank = Some(verdict);
        }
    }
    // Where a mark makes the word a symbol, other libraries' plain names that read the same are not meant.
    match (best_marked, best) {
        (Some(marked), Some(plain)) if plain.sum() > marked.sum() && !marked.is_likely() => Some(plain),
        (marked, plain) => marked.or(plain),
    }
}

/// What the weight of a place depends on: its first token, the code, and whether a symbol asks.
type PlaceKey = (usize, Code, bool);

fn judge_spelling(view: &View<'_>, index: usize, spelling: Spelling, places: &mut Vec<(PlaceKey, f32)>) -> Verdict {
    let token = view.tokens[index];
    let mark = mark_length(view, index, spelling);
    let range = token.start as usize - mark..token.start as usize + spelling.name().len().min(view.str(index).len());
    let mut verdict = Verdict::new(range, spelling.code(), MentionKind::Name(spelling));
    verdict.add(Piece::NameBias);
    let is_native = spelling.library().languages.contains(&view.language.id);
    let speaks_any = matches!(view.language.kind, LanguageKind::Prose | LanguageKind::Markup | LanguageKind::Log)
        || std::ptr::eq(view.language, crate::catalog::Language::fallback());
    if !is_native {
        verdict.add(if speaks_any { Piece::NameInProse } else { Piece::NameOfOtherLanguage });
    }
    let qualified = is_qualified(view, index, spelling);
    let is_symbol = spelling.proof() == Proof::Place;
    let is_bare_form = spelling.qualifier().is_empty();
    if qualified && !is_bare_form && mark == 0 {
        verdict.add(if spelling.proof() == Proof::Import { Piece::WeaklyQualified } else { Piece::Qualified });
    }
    if !qualified && !is_symbol && mark == 0 {
        verdict.add_times(Piece::QualifierSpeaks, qualifier_weight(view, index));
    }
    verdict.add_times(Piece::TellingWords, telling(spelling.code()));
    verdict.add_times(Piece::NameWordsAround, words_around(view, index));
    verdict.add_times(Piece::NameFileSpeaksHttp, file_speaks(view));
    if is_native && !is_symbol && spelling.library().is_imported_by(view.head) {
        verdict.add(if qualified || is_bare_form { Piece::LibraryImported } else { Piece::LibraryImportedUnqualified });
    }
    if is_imported_itself(view, index, spelling) {
        verdict.add(Piece::NameImported);
    }
    if spelling.proof() == Proof::Name {
        verdict.add(Piece::TellingName);
    }
    let is_text = view.is_prose() || token.region == Region::Comment;
    if spelling.suffix() == "()" && view.get(Some(index + 1)) != "(" && !is_text {
        verdict.add(Piece::NotCalled);
    }
    let first = index - usize::from(mark > 0 && index > 0);
    let site = Site::new(view, first, index);
    if (is_bare_form || !qualified) && mark == 0 && is_everyday_word(spelling.name()) && !heads_a_form(view, index) {
        verdict.add(Piece::EverydayWord);
    }
    if !qualified && !is_symbol && spelling.suffix().is_empty() && view.get(Some(index + 1)) == "(" {
        verdict.add(Piece::ConstantCalled);
    }
    if is_bare_form && mark == 0 && is_member_of_other(view, index) {
        verdict.add(Piece::MemberOfOther);
    }
    if mark == 0
        && index > 0
        && view.str(index - 1) == ":"
        && view.are_glued(index - 1, index)
        && !spelling.qualifier().ends_with("::")
    {
        verdict.add(Piece::KeywordOfOther);
    }
    if speaks_grpc(view, index) {
        verdict.add(Piece::NameOfGrpc);
    }
    let number = spelling.code().to_string();
    let line = view.line(index);
    let has_code = line.clone().any(|at| view.is_kind(Some(at), TokenKind::Number) && view.str(at) == number);
    if has_code
        && !is_symbol
        && !site.is_quoted
        && spelling.code().status().is_some_and(|status| phrases::bears_name(view.str(index), status))
    {
        verdict.add(Piece::NameBesideItsCode);
    }
    let key = (first, spelling.code(), is_symbol);
    let known = places.iter().find(|(known, _)| *known == key).map(|(_, weight)| *weight);
    let place = known.unwrap_or_else(|| {
        let weigh = if is_symbol { direct_place_weight } else { place_weight };
        let weight = weigh(&site, spelling.code());
        places.push((key, weight));
        weight
    });
    // A symbol is nothing without its place; a name that is proven otherwise may stand anywhere.
    let place = place.clamp(if is_symbol { -4.0 } else { -1.0 }, 5.0);
    verdict.add_times(if is_symbol { Piece::SymbolInPlace } else { Piece::NameInPlace }, place);
    let is_question = view.str(index).ends_with('?');
    if is_question && asks_a_response(&site) {
        verdict.add(Piece::AskedOfResponse);
    } else if is_symbol && mark == 0 {
        verdict.add(Piece::SymbolWithoutMark);
    }
    if site.is_quoted {
        verdict.add(Piece::NameInQuotes);
    } else if token.region != Region::Code {
        verdict.add(Piece::NameInText);
    }
    verdict
}

/// What stands before the name and is no qualifier that the data knows: `commonHTTPErrors` in `commonHTTPErrors.notFound`.
fn qualifier_weight(view: &View<'_>, index: usize) -> f32 {
    let separator = index.checked_sub(1).filter(|at| matches!(view.str(*at), "." | ":" | "->"));
    let owner =
        separator.and_then(|at| (at.saturating_sub(2)..at).rev().find(|at| view.is_kind(Some(*at), TokenKind::Word)));
    let speaks =
        |owner: &str| split(owner).any(|word| ["http", "status"].iter().any(|known| word.eq_ignore_ascii_case(known)));
    owner
        .map(|owner| view.str(owner))
        .filter(|owner| speaks(owner))
        .map_or(0.0, |owner| weight(Role::Key, owner).clamp(-2.0, 3.0))
}

/// How surely the words of that status's name speak of HTTP and of nothing else: `Range Not Satisfiable` does, `Not Found` not.
pub(crate) fn telling(code: Code) -> f32 {
    TELLING.binary_search_by_key(&code.number(), |(known, _)| *known).map_or(0.0, |index| TELLING[index].1)
}

/// Whether the name belongs to something that is neither the object itself nor a response: `ActivityStatusCode.Ok`.
fn is_member_of_other(view: &View<'_>, index: usize) -> bool {
    let owner = index.checked_sub(2).filter(|_| matches!(view.str(index - 1), "." | "->"));
    owner.is_some_and(|owner| {
        let owner_name = view.str(owner);
        view.is_kind(Some(owner), TokenKind::Word)
            && !matches!(owner_name, "this" | "self" | "base" | "super" | "Self" | "it" | "c" | "ctx")
            && split(owner_name).all(|word| weight(Role::Callee, word) <= 0.5)
    })
}

/// `found`, `gone`, `conflict`: a name that is one word in small letters is a variable's as often as a status's.
fn is_everyday_word(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether the name is what a Lisp calls: `(created …)`.
fn heads_a_form(view: &View<'_>, index: usize) -> bool {
    index > 0 && matches!(view.str(index - 1), "(" | "/") && view.are_glued(index - 1, index)
}

/// gRPC has names of its own that read the same: `codes.NotFound`, `Status.NOT_FOUND`, `grpc::StatusCode::OK`.
fn speaks_grpc(view: &View<'_>, index: usize) -> bool {
    let separator = index.checked_sub(1).filter(|at| matches!(view.str(*at), "." | ":"));
    let qualifier = separator.map(|at| if view.str(at) == ":" { at.saturating_sub(2) } else { at.saturating_sub(1) });
    let qualifier = view.get(qualifier);
    matches!(qualifier, "codes" | "Status" | "StatusCode" | "Code" | "status")
        && [&b"grpc"[..], b"Grpc"].iter().any(|word| memmem::find(view.head.as_bytes(), word).is_some())
}

/// `response.ok?`, `res.must_be :not_found?`
fn asks_a_response(site: &Site<'_, '_>) -> bool {
    let receiver = site.path_before(site.first).words;
    receiver.iter().any(|word| weight(Role::Key, word) >= 0.9)
}

/// The bytes of the mark (`:` of a symbol, `` ` `` of a variant, `.` of an implicit member) that belong to the name.
fn mark_length(view: &View<'_>, index: usize, spelling: Spelling) -> usize {
    let mark = match spelling.qualifier() {
        mark @ (":" | "`" | ".") => mark,
        _ => return 0,
    };
    let Some(before) = index.checked_sub(1).filter(|before| view.are_glued(*before, index)) else { return 0 };
    let is_mark = view.str(before) == mark;
    // In `a::b` and `x.ok` the mark belongs to what stands before it.
    let stands_free = before.checked_sub(1).is_none_or(|left| {
        !view.are_glued(left, before)
            || !(view.is_kind(Some(left), TokenKind::Word)
                || view.is_kind(Some(left), TokenKind::Close)
                || view.str(left) == ":"
                || view.is_kind(Some(left), TokenKind::Quote))
    });
    usize::from(is_mark && stands_free)
}

/// Whether the last part of the usual qualifier stands before the name.
fn is_qualified(view: &View<'_>, index: usize, spelling: Spelling) -> bool {
    let qualifier = spelling.qualifier();
    if qualifier.is_empty() {
        return true;
    }
    let before = view.tokens[index].start as usize;
    let text = &view.text[..before];
    if text.ends_with(qualifier) {
        return true;
    }
    let mut parts = qualifier.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|part| !part.is_empty());
    let Some(last) = parts.next_back() else { return mark_length(view, index, spelling) > 0 };
    let start = qualifier.rfind(last).unwrap_or(0);
    text.ends_with(&qualifier[start..])
        && !text[..before - (qualifier.len() - start)].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Whether the document imports this very name: `import static …HttpStatus.NOT_FOUND`, `from x import HTTP_404_NOT_FOUND`.
fn is_imported_itself(view: &View<'_>, index: usize, spelling: Spelling) -> bool {
    if spelling.qualifier().len() < 3 {
        return false;
    }
    let needle = spelling.text();
    let is_elsewhere = |at: usize| view.start != 0 || at + needle.len() != view.tokens[index].end as usize;
    memmem::find_iter(view.head.as_bytes(), needle.trim_end_matches("()").as_bytes()).any(|at| {
        let line_start = view.head[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = view.head[line_start..at].trim_start();
        let is_import = line.starts_with("import")
            || line.starts_with("use ")
            || line.starts_with("from")
            || line.starts_with("using");
        is_import && is_elsewhere(at)
    })
}
