//! The judge of reason phrases: `Not Found` beside `404`, in a status line, or as a value of a name such as `reason`.

use crate::catalog::LanguageKind;
use crate::catalog::tables::{self, Phase, Piece, REASON_PARTS, Role, share, threshold};

use crate::detect::evidence::naming::is_code_of_error;
use crate::detect::evidence::phrases::{
    begins_text_of, code_distance, code_on_neighboring_line, describes_code_above, is_of_other_code, number_near,
    phrase_at, stands_beside_status_word, start_of_contraction,
};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::compounds::is_telling_alone;
use crate::detect::lexicon::status_words::distinctiveness;
use crate::detect::lexicon::words::{is_folded, weight};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// The verdict on the phrase that begins with the token.
pub(crate) fn judge<'a>(view: &View<'a>, first: TokenIndex) -> Option<Verdict<'a>> {
    let (last, code) = phrase_at(view, first)?;
    let begin = start_of_contraction(view, first);
    if begin == first && view.str(first).eq_ignore_ascii_case("teapot") {
        return None;
    }
    let first = begin;
    let range = view.tokens[first].start..view.tokens[last].end;
    let is_one_word = first == last;
    let text = &view.text[range.start.at()..range.end.at()];
    let mut verdict = Verdict::new(view.weights, range, code, MentionKind::Phrase);
    verdict.add(if is_one_word { Piece::PhraseOfOneWord } else { Piece::PhraseOfSeveralWords });
    let is_small = !text.starts_with(|c: char| c.is_ascii_uppercase());
    if is_small {
        verdict.add(Piece::PhraseInSmallLetters);
    }
    // `Ok(200)` and `{found, 302}` are results. In code a phrase of one word needs capitals or its number.
    let is_program = is_one_word && !view.is_prose() && view.tokens[first].region == Region::Code;
    if is_program && !text.bytes().all(|byte| byte.is_ascii_uppercase()) && view.language.kind == LanguageKind::Code {
        verdict.add(Piece::WordOfProgram);
    }
    let distance = code_distance(view, first, last, code);
    let is_called = is_program && (view.str(last + 1) == "(" || view.is_kind(Some(last + 1), TokenKind::Number));
    if distance.is_none() && is_of_other_code(view, first, code) {
        verdict.add(Piece::PhraseOfOtherCode);
    }
    match distance {
        Some(0..=3) if is_called => {}
        Some(0..=3) => verdict.add(Piece::PhraseBesideItsCode),
        Some(4..=16) => verdict.add(Piece::PhraseNearItsCode),
        Some(_) => verdict.add(Piece::PhraseOnLineOfItsCode),
        None if code_on_neighboring_line(view, first, code) => {
            // Beside other words of a string it is the text of a body as often as the reason.
            let is_part = view.tokens[first].region == Region::String && !is_alone_in_text(view, first, last);
            verdict.add_times(Piece::CodeOnNextLine, if is_part { share::PHRASE_WITHIN_TEXT } else { 1.0 });
        }
        None if view.preamble.http_likelihood() == 0.0 && view.language.kind == LanguageKind::Code => {
            verdict.add(Piece::PhraseWithoutHttp);
        }
        None => {}
    }
    let candidate = Candidate::new(view, first, last);
    let describes = describes_code_above(&candidate, first, code);
    if describes {
        verdict.add(Piece::PhraseDescribesCode);
    }
    let is_mark = |at: Option<TokenIndex>| matches!(view.get(at), "\"" | "'" | "`" | "“");
    let is_marked = is_mark(first.checked_sub(1)) && is_mark(Some(last + 1));
    let is_meant = !is_one_word || candidate.is_quoted || is_marked || text == "OK";
    if is_meant && stands_beside_status_word(&candidate) {
        verdict.add(Piece::PhraseBesideStatusWord);
    }
    verdict.add_times(Piece::TellingWords, distinctiveness(code, text));
    if distance.is_none() && is_key_of_text(&candidate) {
        verdict.add(Piece::PhraseAsKey);
    }
    let is_fault = code.class_digit() >= 4 && (!is_one_word || is_telling_alone(text));
    if is_small && is_fault && candidate.is_quoted && number_near(view, first, code) {
        verdict.add(Piece::PhraseQuotedWithItsCode);
    } else if is_small && is_fault && !is_one_word && begins_text_of(view, first, code) {
        verdict.add(Piece::TextBeginsWithItsCode);
    }
    if is_small && is_fault && text.contains('-') && is_code_of_error(&candidate) {
        verdict.add(Piece::PhraseIsCodeOfError);
    }
    if candidate.is_quoted && code.status().is_some_and(|status| status.name == text) {
        verdict.add(Piece::PhraseAloneInQuotes);
        verdict.add_times(Piece::PhraseFileSpeaksHttp, view.preamble.http_likelihood());
    }
    if !verdict.is_worth(view, Phase::PhraseTied | Phase::PhraseAround | Phase::PhraseChecked) {
        return Some(verdict);
    }
    // One word without its code may be the reason of anything: `reason: Accepted`.
    let is_anything = is_one_word && distance.is_none();
    let has_code = distance.is_some() || code_on_neighboring_line(view, first, code);
    let share = if is_anything { share::ONE_WORD_REASON } else { 1.0 };
    tied_to(&candidate, (distance, has_code), share, &mut verdict);
    if !verdict.is_worth(view, Phase::PhraseAround | Phase::PhraseChecked) {
        return Some(verdict);
    }
    verdict.add_around(Piece::PhraseWordsAround, view, first);
    if verdict.is_worth(view, Phase::PhraseChecked) && is_checked_as_reason(&candidate) {
        verdict.add(Piece::PhraseTiedToReason);
    }
    Some(verdict)
}

/// Whether nothing else stands between the marks of a text: `"Not Found"`, `'Not found.'`, `<h1>Not Found</h1>`.
fn is_alone_in_text(view: &View<'_>, first: TokenIndex, last: TokenIndex) -> bool {
    let is_mark = |at: Option<TokenIndex>, tag: &str| {
        view.is_kind(at, TokenKind::Quote)
            || matches!(view.get(at), "\"" | "'" | "`" | "\\")
            || view.get(at).starts_with(tag)
    };
    let behind = if view.str(last + 1) == "." { last + 2 } else { last + 1 };
    is_mark(first.checked_sub(1), ">") && is_mark(Some(behind), "<")
}

/// Whether the phrase in quotes is a key and its value is another text, as in a file of translations: `"Not Found": "Nicht gefunden"`.
fn is_key_of_text(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    let is_quote = |at: Option<TokenIndex>| view.is_kind(at, TokenKind::Quote);
    let mark = candidate.after().filter(|mark| matches!(view.str(*mark), ":" | "=" | "=>"));
    candidate.is_quoted
        && (mark.is_some_and(|mark| is_quote(Some(mark + 1))) || view.get(candidate.before_on_line()) == "msgid")
}

/// Adds the evidence of the key or name that has the phrase as its value. For a reason phrase, only `share` of it counts. `distance`
/// is the distance to the phrase's code.
fn tied_to(
    candidate: &Candidate<'_, '_>,
    (distance, has_code): (Option<usize>, bool),
    share: f32,
    verdict: &mut Verdict<'_>,
) {
    let Some((_, path)) = candidate.relation() else { return };
    let reason = path.words.iter().map(|word| weight(Role::NearText, word)).fold(0.0, f32::max);
    let is_message = path.words.first().is_some_and(|word| is_message_word(word));
    let is_value =
        candidate.is_quoted || matches!(candidate.view.language.kind, LanguageKind::Config | LanguageKind::Data);
    if is_message && is_value {
        verdict.add(Piece::PhraseTiedToMessage);
    }
    let is_status = path.words.first().is_some_and(|word| weight(Role::Key, word) >= threshold::KEY_OF_STATUS);
    if is_status && has_code && is_value {
        verdict.add(Piece::PhraseTiedToStatus);
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
    is_folded(word, |word| REASON_PARTS.iter().any(|part| word.contains(part)))
}

/// `message`, `title`, `description`: names whose value is often a phrase.
fn is_message_word(word: &str) -> bool {
    is_folded(word, tables::is_message_word)
}
