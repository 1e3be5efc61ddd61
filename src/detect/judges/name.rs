//! Whether an identifier is a library's spelling of a status.

use std::cmp::Ordering;

use arrayvec::ArrayVec;

use crate::catalog::spellings::Name;
use crate::catalog::tables::{GENERAL_ERROR_WORDS, OTHER_THINGS, Phase, Piece, Role};
use crate::catalog::weights::{Phases, Weights};
use crate::catalog::{Code, LanguageKind, Proof, Spelling};

use crate::detect::evidence::naming::is_given_response;
use crate::detect::evidence::prior::{PRIOR, prior_of};
use crate::detect::evidence::qualifier::{
    is_of_status_type, is_qualified, mark_length, prefix_strength, qualifier_weight,
};
use crate::detect::evidence::verdict::{Verdict, may_be_likely};
use crate::detect::judges::name_context::{self, NameContext};
use crate::detect::judges::name_position::{
    asks_a_response, heads_a_form, is_carrier_expected, is_case_of_enumeration, is_in_import, is_member_of_other,
    is_of_result, is_tag_of_thrown,
};
use crate::detect::lexicon::compounds::{coded, compound, is_telling_alone};
use crate::detect::lexicon::status_words::{distinctiveness, is_everyday_word, plain};
use crate::detect::lexicon::words;
use crate::detect::lexicon::words::split;
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
        if !form.is_native && !is_of_any_language(view) && !view.is_thorough && !context.is_imported() {
            if of_others.contains(&form) {
                continue;
            }
            let _ = of_others.try_push(form);
        }
        let verdict = judge_spelling(view, index, &form, spelling, &mut context, false);
        let rank = if form.mark > 0 { &mut best_marked } else { &mut best };
        // Of equal sums, that of a library of the document's language counts: its versions and imports apply.
        let is_better = |best: &Verdict<'_>| match verdict.sum().total_cmp(&best.sum()) {
            Ordering::Equal => form.is_native && !is_name_of(view, best),
            order => order == Ordering::Greater,
        };
        if rank.as_ref().is_none_or(is_better) {
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

/// Whether the verdict is on a name of a library of the document's language.
fn is_name_of(view: &View<'_>, verdict: &Verdict<'_>) -> bool {
    matches!(verdict.kind, MentionKind::Name(Some(spelling)) if spelling.is_native_to(view.language))
}

/// The facts about a spelling at a token that do not depend on its library.
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
        for piece in [Piece::GivenResponse, Piece::OfErrorCodes, Piece::NameIsCodeOfError, Piece::NameQuotedWithItsCode]
        {
            take(piece, 0.0);
        }
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

/// The piece against an everyday word without its qualifier.
fn everyday_piece(view: &View<'_>, index: TokenIndex, name: &str) -> Option<Piece> {
    let is_small = name.starts_with(|c: char| c.is_ascii_lowercase());
    let piece = if is_small { Piece::EverydayWord } else { Piece::EverydayCapital };
    (is_everyday_word(name) && !heads_a_form(view, index) && !is_of_status_type(view, index)).then_some(piece)
}

/// The verdict on a name that is only made of a status's name, or of its code.
fn judge_compound<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let named = compound(view.str(index));
    let is_named = named.is_some();
    let found = named.or_else(|| coded(view.str(index)))?;
    let token = view.tokens[index];
    let mut verdict = Verdict::new(view.weights, token.start..token.end, found.code, MentionKind::Name(None));
    if is_named {
        verdict.add(Piece::CompoundName);
    } else {
        verdict.add(Piece::CodeInName);
        verdict.add_named(PRIOR, prior_of(found.code).unwrap_or(view.weights.of_piece(Piece::RareCode, 1.0)));
        if found.others.first().is_none_or(|nearest| !words::is_known(Role::Affix, nearest)) {
            verdict.add(Piece::CodeBehindUnknown);
        }
    }
    for (place, word) in found.others.iter().enumerate() {
        if words::is_known(Role::Affix, word) {
            verdict.add_words(Piece::Affix, [(Role::Affix, *word, 1.0)]);
        } else {
            verdict.add(Piece::UnknownAffix);
            if is_named && place == found.before && distinctiveness(found.code, view.str(index)) < TELLING_VARIABLE {
                verdict.add(Piece::UnknownAffixBehind);
            }
        }
    }
    if is_given_response(view, index) {
        verdict.add(Piece::GivenResponse);
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
    // A number beside `stations200` says no more than the one in the name.
    if is_named {
        context.add_code(&mut verdict, view.str(index), found.code);
    }
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

/// How surely the words of a variable's name have to speak of a status to be one in any language.
const TELLING_VARIABLE: f32 = 1.5;

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
    let is_symbol = form.proof == Proof::Position;
    verdict.add(if is_symbol { Piece::SymbolBias } else { Piece::NameBias });
    let is_of_any_language = is_of_any_language(view);
    let is_tag = is_tag_of_thrown(view, index - usize::from(mark > 0));
    if is_tag {
        verdict.add(Piece::TagOfThrown);
    }
    if context.distinctiveness(code) > 0.0 && is_carrier_expected(view, index) {
        verdict.add(Piece::ExpectedToBeThrown);
    }
    if is_symbol && is_native && mark > 0 && view.preamble.imports(spelling.library()) {
        verdict.add(Piece::SymbolOfImported);
    }
    if !is_native {
        // `paymentRequired` in C# is what somebody called a variable.
        let is_small = view.str(index).starts_with(|c: char| c.is_ascii_lowercase());
        let is_passed = || context.is_imported() && view.get(index.checked_sub(1)) == "(" && view.str(index + 1) == ")";
        let is_variable = is_small
            && token.region == Region::Code
            && !is_of_any_language
            && view.str(index + 1) != "("
            && !is_tag
            && !is_passed();
        // The words of 405 are a status's wherever they stand.
        if is_variable && (mark > 0 || context.distinctiveness(code) < TELLING_VARIABLE) {
            verdict.add(Piece::VariableOfOtherLanguage);
        }
    }
    // In Rust, `Error::` is no qualifier of a library of Ruby.
    let is_sign = !spelling.qualifier().contains(words::is_word);
    let is_at_home = is_native || is_of_any_language || is_sign;
    if qualified && is_at_home && !is_bare_form && mark == 0 {
        verdict.add(if form.proof == Proof::Import { Piece::WeaklyQualified } else { Piece::Qualified });
    }
    let has_qualifier = qualified && is_at_home;
    if !has_qualifier && !is_symbol && mark == 0 {
        let prefix = if is_bare_form { 0.0 } else { prefix_strength(spelling.name()) };
        verdict.add_times(Piece::QualifierSpeaks, qualifier_weight(view, index).max(prefix));
    }
    if is_native && !is_symbol && view.preamble.imports(spelling.library()) {
        verdict.add(if qualified || is_bare_form { Piece::LibraryImported } else { Piece::LibraryImportedUnqualified });
    }
    // A name that is still being typed is not complete.
    let is_itself = (is_typing || context.is_imported()) && is_imported_itself(view, index, spelling);
    if is_itself {
        verdict.add(Piece::NameImported);
    }
    // `forbidden()` is a word of everyday English besides.
    let is_bare_word = is_bare_form && is_everyday_word(spelling.name()) && suffix == "()";
    let is_imported_from =
        is_native && (!qualified || is_bare_word) && !is_symbol && !is_itself && context.is_imported() && {
            let (word, library) = (view.str(index), spelling.library());
            !is_general(word) && view.preamble.imports_from(word, library)
        };
    if is_imported_from {
        verdict.add(Piece::NameImportedFrom);
    }
    let is_carrier = form.proof == Proof::Import && is_bare_form;
    if is_carrier && context.is_imported() && view.preamble.owner_of_import(view.str(index)).is_some_and(is_other_thing)
    {
        verdict.add(Piece::NameOfOtherThing);
    }
    let is_returned = || matches!(view.get(index.checked_sub(1)), "return" | "=>") && view.str(index + 1) == "(";
    if is_native && is_bare_form && suffix == "()" && view.preamble.imports(spelling.library()) && is_returned() {
        verdict.add(Piece::CallReturned);
    }
    if form.proof == Proof::Name {
        verdict.add(Piece::TellingName);
    }
    let is_text = view.is_prose() || token.region == Region::Comment;
    let is_call = || view.str(index + 1) == "(" || is_in_import(view, index);
    if suffix == "()" && !is_text && !is_typing && !is_call() {
        verdict.add(Piece::NotCalled);
    }
    let first = index.saturating_sub(usize::from(mark > 0));
    let candidate = Candidate::new(view, first, index);
    // `.ok` of Swift is a case of any enumeration.
    let is_case = mark > 0
        && view.language.id == "swift"
        && !is_telling_alone(spelling.name())
        && spelling.qualifier() == "."
        && !view.preamble.imports(spelling.library());
    if ((is_bare_form || !qualified) && mark == 0 || is_case)
        && !is_imported_from
        && let Some(piece) = everyday_piece(view, index, spelling.name())
    {
        verdict.add(piece);
    } else if is_case || is_case_of_enumeration(view, index) && !view.preamble.imports(spelling.library()) {
        verdict.add(Piece::CaseOfOther);
    }
    let takes_own_code = || {
        let number = index + 2;
        name_context::takes_first(view, index, number) && view.str(number) == code.to_string()
    };
    // `?BAD_REQUEST(…)` is a macro of Erlang.
    let is_macro = view.get(view.glued_before(index)) == "?" && view.language.has_tuples;
    if !qualified
        && !is_symbol
        && !is_macro
        && !is_imported_from
        && suffix.is_empty()
        && view.str(index + 1) == "("
        && !takes_own_code()
    {
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
    if !is_everyday_word(spelling.name())
        && mark == 0
        && let Some(piece) = context.place_of_name(&candidate)
    {
        verdict.add(piece);
    }
    context.add_words(&mut verdict, code);

    // The evidence that is left takes longer to collect. It may also count against the name.
    let is_in_use = (is_native || is_of_any_language) && !is_everyday_word(spelling.name());
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
    if candidate.is_quoted && !is_everyday_word(spelling.name()) && context.has_number_near(code) {
        verdict.add(Piece::NameQuotedWithItsCode);
    }
    if is_in_use {
        verdict.add_times(Piece::LibraryInUse, context.names_in_use(spelling));
    }
    if !verdict.is_worth(view, last) {
        return verdict;
    }
    verdict.add_times(in_place, context.place(first, code, is_symbol));
    verdict
}

/// Whether a class is one of any error of HTTP: `APIException`.
fn is_general(name: &str) -> bool {
    split(name).all(|word| GENERAL_ERROR_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Whether a module is about things that are not found, locked or in conflict without HTTP: `Files`, `Database`.
fn is_other_thing(owner: &str) -> bool {
    split(owner).any(|word| OTHER_THINGS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Whether names of all languages are at home there.
fn is_of_any_language(view: &View<'_>) -> bool {
    matches!(view.language.kind, LanguageKind::Prose | LanguageKind::Markup | LanguageKind::Log)
        || view.language.is_fallback()
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
