//! Whether an identifier is a library's spelling of a status.

use arrayvec::ArrayVec;

use crate::catalog::spellings::Name;
use crate::catalog::tables::{PLAIN_RECEIVERS, Phase, Piece, RESULT_TAGS, Role};
use crate::catalog::weights::{Phases, Weights};
use crate::catalog::{Code, LanguageKind, Proof, Spelling};

use crate::detect::evidence::qualifier::{is_qualified, mark_length, qualifier_weight};
use crate::detect::evidence::verdict::{Verdict, may_be_likely};
use crate::detect::judges::name_context::{self, NameContext};
use crate::detect::lexicon::compounds::compound;
use crate::detect::lexicon::status_words::{is_everyday_word, plain};
use crate::detect::lexicon::words;
use crate::detect::lexicon::words::{split, weight};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::steps;
use crate::detect::tokens::token::Region;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

pub(crate) fn judge<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    match Name::of(plain(view.str(index))) {
        Some(name) => judge_known(view, index, name),
        None => judge_compound(view, index),
    }
}

/// The verdict on a name that libraries have; nothing where it cannot become likely.
fn judge_known<'a>(view: &View<'a>, index: TokenIndex, name: Name) -> Option<Verdict<'a>> {
    let mut best: Option<Verdict<'a>> = None;
    let mut best_marked: Option<Verdict<'a>> = None;
    // Dozens of libraries may have the name; what stands around it is the same for all of them.
    let mut context = NameContext::new(view, index);
    let bound = EverydayWordBound::of(view, index, &context);
    let mut of_others: ArrayVec<NameForm, 8> = ArrayVec::new();
    for spelling in name.spellings() {
        steps::count(1);
        let form = NameForm::of(view, index, spelling);
        if bound.as_ref().is_some_and(|bound| bound.cannot_reach_threshold(view, &form, spelling, &mut context)) {
            continue;
        }
        // Of libraries of other languages no more is read than that.
        if !form.is_native && !speaks_any(view) && !view.is_thorough && !context.is_imported() {
            if of_others.contains(&form) {
                continue;
            }
            let _ = of_others.try_push(form);
        }
        let verdict = judge_spelling(view, index, &form, spelling, &mut context, false);
        let rank = if form.mark > 0 { &mut best_marked } else { &mut best };
        if rank.as_ref().is_none_or(|best| verdict.sum() > best.sum()) {
            *rank = Some(verdict);
        }
    }
    // Where a mark makes the word a symbol, other libraries' plain names that read the same are not meant.
    match (best_marked, best) {
        (Some(marked), Some(mut plain)) if plain.sum() > marked.sum() && !marked.is_likely() => {
            plain.range = marked.range;
            Some(plain)
        }
        (marked, plain) => marked.or(plain),
    }
}

/// What is read of a spelling and of how it stands at a token; what else is read depends on its library.
#[derive(Clone, Copy, PartialEq)]
struct NameForm {
    code: Code,
    proof: Proof,
    /// See `mark_length`.
    mark: usize,
    is_native: bool,
    is_qualified: bool,
    is_bare_form: bool,
    suffix: &'static str,
}

impl NameForm {
    fn of(view: &View<'_>, index: TokenIndex, spelling: Spelling) -> Self {
        Self {
            code: spelling.code(),
            proof: spelling.proof(),
            mark: mark_length(view, index, spelling),
            is_native: spelling.is_native_to(view.language),
            is_qualified: is_qualified(view, index, spelling),
            is_bare_form: spelling.qualifier().is_empty(),
            suffix: spelling.suffix(),
        }
    }
}

/// The most that an everyday word comes to without a qualifier: it is a status for few of the dozens of libraries that have it.
struct EverydayWordBound<'w> {
    weights: &'w Weights,
    /// Of a name that is one by itself, one that is in need of its place, and any other, besides what its own words tell.
    of_telling: f32,
    of_symbol: f32,
    of_other: f32,
}

impl<'w> EverydayWordBound<'w> {
    /// Nothing for other words, and where all is wanted.
    fn of(view: &View<'w>, index: TokenIndex, context: &NameContext<'_, '_>) -> Option<Self> {
        let everyday = everyday_piece(view, index, view.str(index)).filter(|_| !view.is_thorough)?;
        let weights = view.weights;
        let is_question = view.str(index).ends_with('?');
        let mut sum = weights.most_of(Phase::Name | Phase::NameCode);
        // Takes a piece for what it adds instead of for the most that it can add. All others are counted with that.
        let mut take = |piece, adds: f32| sum += adds - weights.most_of_piece(piece);
        take(Piece::NameBias, weights.of_piece(Piece::NameBias, 1.0));
        take(Piece::EverydayWord, 0.0);
        take(Piece::EverydayCapital, 0.0);
        for (piece, strength) in context.of_words() {
            take(piece, weights.of_piece(piece, strength));
        }
        take(Piece::QualifierSpeaks, weights.of_piece(Piece::QualifierSpeaks, qualifier_weight(view, index)).max(0.0));
        if !is_question {
            take(Piece::AskedOfResponse, 0.0);
        }
        // Depends on the library, and so do the others of these.
        for piece in [Piece::Qualified, Piece::WeaklyQualified, Piece::TellingName, Piece::TellingWords] {
            take(piece, 0.0);
        }
        take(Piece::LibraryImported, 0.0);
        sum += weights.of_piece(everyday, 1.0);
        let without_mark = if is_question { 0.0 } else { weights.of_piece(Piece::SymbolWithoutMark, 1.0) };
        let of_other = sum + weights.most_of(Phase::NamePlace.into());
        Some(Self {
            weights,
            of_telling: of_other + weights.of_piece(Piece::TellingName, 1.0),
            of_symbol: sum + weights.most_of(Phase::SymbolPlace.into()) + without_mark.min(0.0),
            of_other,
        })
    }

    /// Whether it cannot become likely as a spelling that looks so.
    fn cannot_reach_threshold(
        &self,
        view: &View<'_>,
        form: &NameForm,
        spelling: Spelling,
        context: &mut NameContext<'_, '_>,
    ) -> bool {
        if form.is_qualified && !form.is_bare_form || form.mark > 0 {
            return false;
        }
        let by_proof = match form.proof {
            Proof::Name => self.of_telling,
            Proof::Position => self.of_symbol,
            Proof::Qualifier | Proof::Import => self.of_other,
        };
        let telling = self.weights.of_piece(Piece::TellingWords, context.distinctiveness(form.code));
        let without_import = by_proof + telling;
        let imported = self.weights.of_piece(Piece::LibraryImported, 1.0);
        let is_imported = || form.is_native && view.preamble.imports(spelling.library());
        !(may_be_likely(without_import) || may_be_likely(without_import + imported) && is_imported())
    }
}

/// What speaks against an everyday word without its qualifier.
fn everyday_piece(view: &View<'_>, index: TokenIndex, name: &str) -> Option<Piece> {
    let is_small = name.starts_with(|c: char| c.is_ascii_lowercase());
    let piece = if is_small { Piece::EverydayWord } else { Piece::EverydayCapital };
    (is_everyday_word(name) && !heads_a_form(view, index)).then_some(piece)
}

/// The verdict on a name that is only made of a status's name.
fn judge_compound<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let found = compound(view.str(index))?;
    let token = view.tokens[index];
    let mut verdict = Verdict::new(view.weights, token.start..token.end, found.code, MentionKind::Name(None));
    verdict.add(Piece::CompoundName);
    for word in &found.others {
        if words::is_known(Role::Affix, word) {
            verdict.add_words(Piece::Affix, [(Role::Affix, *word, 1.0)]);
        } else {
            verdict.add(Piece::UnknownAffix);
        }
    }
    let mut context = NameContext::new(view, index);
    context.add_words(&mut verdict, found.code);
    let candidate = Candidate::new(view, index, index);
    if candidate.is_quoted {
        verdict.add(Piece::NameInQuotes);
    }
    if !verdict.is_worth(view, Phase::NameCode | Phase::NamePlace) {
        return Some(verdict);
    }
    context.add_code(&mut verdict, view.str(index), found.code);
    verdict.add_times(Piece::NameInPlace, context.place(index, found.code, false));
    Some(verdict)
}

/// How sure it would be that the name which token `index` begins is that spelling, were it written out.
pub(crate) fn would_be_likely(
    view: &View<'_>,
    index: TokenIndex,
    spelling: Spelling,
    context: &mut NameContext<'_, '_>,
) -> bool {
    let form = NameForm::of(view, index, spelling);
    let mut verdict = judge_spelling(view, index, &form, spelling, context, true);
    verdict.add(Piece::NameStillTyped);
    verdict.is_likely()
}

fn judge_spelling<'a>(
    view: &View<'a>,
    index: TokenIndex,
    form: &NameForm,
    spelling: Spelling,
    context: &mut NameContext<'_, '_>,
    is_typing: bool,
) -> Verdict<'a> {
    let token = view.tokens[index];
    let NameForm { code, mark, is_native, is_qualified: qualified, is_bare_form, suffix, .. } = *form;
    let range = token.start - mark..token.start + spelling.name().len().min(view.str(index).len());
    let mut verdict = Verdict::new(view.weights, range, code, MentionKind::Name(Some(spelling)));
    verdict.add(Piece::NameBias);
    let speaks_any = speaks_any(view);
    if !is_native {
        // `paymentRequired` in C# is what somebody called a variable.
        let is_small = view.str(index).starts_with(|c: char| c.is_ascii_lowercase());
        if is_small && token.region == Region::Code && !speaks_any && view.str(index + 1) != "(" {
            verdict.add(Piece::VariableOfOtherLanguage);
        }
    }
    let is_symbol = form.proof == Proof::Position;
    if qualified && !is_bare_form && mark == 0 {
        verdict.add(if form.proof == Proof::Import { Piece::WeaklyQualified } else { Piece::Qualified });
    }
    if !qualified && !is_symbol && mark == 0 {
        verdict.add_times(Piece::QualifierSpeaks, qualifier_weight(view, index));
    }
    if is_native && !is_symbol && view.preamble.imports(spelling.library()) {
        verdict.add(if qualified || is_bare_form { Piece::LibraryImported } else { Piece::LibraryImportedUnqualified });
    }
    // What is still typed is not the name yet.
    if (is_typing || context.is_imported()) && is_imported_itself(view, index, spelling) {
        verdict.add(Piece::NameImported);
    }
    let is_returned = || matches!(view.get(index.checked_sub(1)), "return" | "=>") && view.str(index + 1) == "(";
    if is_native && is_bare_form && suffix == "()" && view.preamble.imports(spelling.library()) && is_returned() {
        verdict.add(Piece::CallReturned);
    }
    if form.proof == Proof::Name {
        verdict.add(Piece::TellingName);
    }
    let is_text = view.is_prose() || token.region == Region::Comment;
    if suffix == "()" && view.str(index + 1) != "(" && !is_text && !is_typing {
        verdict.add(Piece::NotCalled);
    }
    let first = index.saturating_sub(usize::from(mark > 0));
    let candidate = Candidate::new(view, first, index);
    if (is_bare_form || !qualified)
        && mark == 0
        && let Some(piece) = everyday_piece(view, index, spelling.name())
    {
        verdict.add(piece);
    }
    let takes_own_code = || {
        let number = index + 2;
        name_context::takes_first(view, index, number) && view.str(number) == code.to_string()
    };
    if !qualified && !is_symbol && suffix.is_empty() && view.str(index + 1) == "(" && !takes_own_code() {
        verdict.add(Piece::ConstantCalled);
    }
    if is_bare_form && mark == 0 && is_member_of_other(view, index) {
        verdict.add(Piece::MemberOfOther);
    }
    if mark == 0 && view.get(view.glued_before(index)) == ":" && view.get(index.checked_sub(2)) != ":" {
        verdict.add(Piece::KeywordOfOther);
    }
    if is_symbol && is_of_result(view, index) {
        verdict.add(Piece::SymbolOfResult);
    }
    let is_question = view.str(index).ends_with('?');
    if is_question && asks_a_response(&candidate) {
        verdict.add(Piece::AskedOfResponse);
    } else if is_symbol && mark == 0 {
        verdict.add(Piece::SymbolWithoutMark);
    }
    if candidate.is_quoted {
        verdict.add(Piece::NameInQuotes);
    }
    context.add_words(&mut verdict, code);

    // What is left takes longer to find out. It may also say no.
    let is_in_use = (is_native || speaks_any) && !is_everyday_word(spelling.name());
    let (in_place, place) = match is_symbol {
        true => (Piece::SymbolInPlace, Phase::SymbolPlace),
        false => (Piece::NameInPlace, Phase::NamePlace),
    };
    let phases_if = |holds, phase: Phase| if holds { phase.into() } else { Phases::NONE };
    let last = phases_if(is_typing, Phase::NameTyping) | place;
    if !verdict.is_worth(view, last | Phase::NameCode | phases_if(is_in_use, Phase::NameUse)) {
        return verdict;
    }
    context.add_code(&mut verdict, spelling.name(), code);
    if is_in_use {
        verdict.add_times(Piece::LibraryInUse, context.names_in_use(spelling));
    }
    if !verdict.is_worth(view, last) {
        return verdict;
    }
    verdict.add_times(in_place, context.place(first, code, is_symbol));
    verdict
}

/// Whether names of all languages are at home there.
fn speaks_any(view: &View<'_>) -> bool {
    matches!(view.language.kind, LanguageKind::Prose | LanguageKind::Markup | LanguageKind::Log)
        || view.language.is_fallback()
}

/// Whether the name belongs to something that is neither the object itself nor a response: `ActivityStatusCode.Ok`.
fn is_member_of_other(view: &View<'_>, index: TokenIndex) -> bool {
    let owner = index.checked_sub(2).filter(|_| matches!(view.str(index - 1), "." | "->"));
    owner.is_some_and(|owner| {
        let owner_name = view.str(owner);
        view.is_word(owner)
            && !PLAIN_RECEIVERS.contains(&owner_name)
            && split(owner_name).all(|word| weight(Role::Callee, word) <= 0.5)
    })
}

/// Whether the name is what a Lisp calls: `(created …)`.
fn heads_a_form(view: &View<'_>, index: TokenIndex) -> bool {
    matches!(view.get(view.glued_before(index)), "(" | "/")
}

/// `{:error, :not_found}`: what a function answers in Elixir and Erlang.
fn is_of_result(view: &View<'_>, index: TokenIndex) -> bool {
    let tag = index.checked_sub(3).filter(|tag| view.str(*tag + 1) == ",");
    view.language.has_tuples && tag.is_some_and(|tag| RESULT_TAGS.contains(&view.str(tag)))
}

/// `response.ok?`, `res.must_be :not_found?`
fn asks_a_response(candidate: &Candidate<'_, '_>) -> bool {
    let receiver = candidate.path_before(candidate.first).words;
    receiver.iter().any(|word| weight(Role::Key, word) >= 0.9)
}

/// Whether the document imports this very name: `import static …HttpStatus.NOT_FOUND`, `from x import HTTP_404_NOT_FOUND`.
fn is_imported_itself(view: &View<'_>, index: TokenIndex, spelling: Spelling) -> bool {
    if spelling.qualifier().len() < 3 {
        return false;
    }
    let (qualifier, name) = (spelling.qualifier(), spelling.name());
    let found = view.preamble.imports_by_name(qualifier, name);
    found.is_some_and(|at| !view.is_at_start() || at + qualifier.len() + name.len() != view.tokens[index].end.at())
}
