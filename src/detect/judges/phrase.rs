//! The judge of reason phrases: `Not Found` beside `404`, in a status line, or as a value of a name such as `reason`.

use crate::catalog::LanguageKind;
use crate::catalog::tables::{self, Phase, Piece, REASON_PARTS, Role, share};

use crate::detect::evidence::phrases::{code_distance, code_on_neighboring_line, phrase_at};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::status_words::distinctiveness;
use crate::detect::lexicon::words::{Folded, weight};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// The verdict on the phrase that begins with the token.
pub(crate) fn judge<'a>(view: &View<'a>, first: TokenIndex) -> Option<Verdict<'a>> {
    let (last, code) = phrase_at(view, first)?;
    let range = view.tokens[first].start..view.tokens[last].end;
    let is_one_word = first == last;
    let text = &view.text[range.start.at()..range.end.at()];
    let mut verdict = Verdict::new(view.weights, range, code, MentionKind::Phrase);
    verdict.add(if is_one_word { Piece::PhraseOfOneWord } else { Piece::PhraseOfSeveralWords });
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        verdict.add(Piece::PhraseInSmallLetters);
    }
    // `Ok(200)` and `{found, 302}` are results. In code a phrase of one word needs capitals or its number.
    let is_program = is_one_word && !view.is_prose() && view.tokens[first].region == Region::Code;
    if is_program && !text.bytes().all(|byte| byte.is_ascii_uppercase()) && view.language.kind == LanguageKind::Code {
        verdict.add(Piece::WordOfProgram);
    }
    let distance = code_distance(view, first, last, code);
    let is_called = is_program && (view.str(last + 1) == "(" || view.is_kind(Some(last + 1), TokenKind::Number));
    match distance {
        Some(0..=3) if is_called => {}
        Some(0..=3) => verdict.add(Piece::PhraseBesideItsCode),
        Some(4..=16) => verdict.add(Piece::PhraseNearItsCode),
        Some(_) => verdict.add(Piece::PhraseOnLineOfItsCode),
        None if code_on_neighboring_line(view, first, code) => verdict.add(Piece::CodeOnNextLine),
        None => {}
    }
    let candidate = Candidate::new(view, first, last);
    verdict.add_times(Piece::TellingWords, distinctiveness(code, text));
    if candidate.is_quoted && code.status().is_some_and(|status| status.name == text) {
        verdict.add(Piece::PhraseAloneInQuotes);
        verdict.add_times(Piece::PhraseFileSpeaksHttp, view.preamble.speaks_http());
    }
    if !verdict.is_worth(view, Phase::PhraseTied | Phase::PhraseAround | Phase::PhraseChecked) {
        return Some(verdict);
    }
    // One word without its code may be the reason of anything: `reason: Accepted`.
    let is_anything = is_one_word && distance.is_none();
    tied_to(&candidate, distance, if is_anything { share::ONE_WORD_REASON } else { 1.0 }, &mut verdict);
    if !verdict.is_worth(view, Phase::PhraseAround | Phase::PhraseChecked) {
        return Some(verdict);
    }
    verdict.add_around(Piece::PhraseWordsAround, view, first);
    if verdict.is_worth(view, Phase::PhraseChecked) && is_checked_as_reason(&candidate) {
        verdict.add(Piece::PhraseTiedToReason);
    }
    Some(verdict)
}

/// What the phrase is the value of; for a reason phrase, as much as `share` of that. Its code stands at that distance.
fn tied_to(candidate: &Candidate<'_, '_>, distance: Option<usize>, share: f32, verdict: &mut Verdict<'_>) {
    let Some((_, path)) = candidate.relation() else { return };
    let reason = path.words.iter().map(|word| weight(Role::NearText, word)).fold(0.0, f32::max);
    let is_message = path.words.first().is_some_and(|word| is_message_word(word));
    if is_message && candidate.is_quoted {
        verdict.add(Piece::PhraseTiedToMessage);
    }
    if path.words.iter().any(|word| is_reason_word(word)) {
        verdict.add_times(Piece::PhraseTiedToReason, share);
    } else if distance.is_none() && reason <= 0.0 {
        verdict.add(Piece::PhraseTiedToOther);
    }
}

/// `assertEquals("OK", response.reasonPhrase)`, `when(response.reasonPhrase()).thenReturn("OK")`
fn is_checked_as_reason(candidate: &Candidate<'_, '_>) -> bool {
    let Some(enclosure) = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'(') else {
        return false;
    };
    enclosure.callee.words.iter().any(|word| is_reason_word(word))
        || candidate.sibling_words(enclosure.open).into_iter().any(is_reason_word)
}

/// `reasonPhrase`, `statusText`, `status_message`
fn is_reason_word(word: &str) -> bool {
    Folded::of(word).is_some_and(|word| REASON_PARTS.iter().any(|part| word.as_str().contains(part)))
}

/// `message`, `title`, `description`: names whose value is often a phrase.
fn is_message_word(word: &str) -> bool {
    Folded::of(word).is_some_and(|word| tables::is_message_word(word.as_str()))
}
