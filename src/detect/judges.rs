//! Judges: one file for each kind of candidate, which collects the evidence and makes the verdict.
//!
//! - `number`, `class`: `404`, `4xx`.
//! - `name`, with `name_position` and `name_context`: `StatusNotFound`, the signs beside it, and the evidence in the file for its library.
//! - `own_name`: a name that the project's additions to the catalog have.
//! - `defined`: a name that the document itself gives a status.
//! - `phrase`: `Not Found`.
//! - `crowd`: candidates that stand alike share one verdict, so that a text of nothing but numbers is read once.
//!
//! A judge collects evidence in phases, and each piece states in the data in which of them it is added. Between two phases the judge may
//! stop, where the phases that are left cannot make the candidate likely: `Verdict::is_worth`. The most that they can add follows from the
//! data, so nothing here lists pieces for that. Judges use the folders before them; `places` and `detect.rs` use them.

use super::evidence::phrases;
use super::evidence::verdict::Verdict;
use super::mention::Mention;
use super::tokens::token::{Region, TokenKind};
use super::view::View;
use crate::catalog::tables::threshold;

pub(crate) mod class;
pub(crate) mod crowd;
pub(crate) mod defined;
pub(crate) mod name;
pub(crate) mod name_context;
pub(crate) mod name_position;
pub(crate) mod number;
pub(crate) mod own_name;
pub(crate) mod phrase;

use crowd::Crowd;

use crate::detect::tokens::positions::TokenIndex;

/// Judges the candidates of a view.
pub(crate) struct Judge<'v, 'a> {
    view: &'v View<'a>,
    numbers: Crowd<Verdict<'a>>,
    names: Crowd<Option<Verdict<'a>>>,
    /// By their first words.
    phrases: Crowd<Option<Verdict<'a>>>,
}

impl<'v, 'a> Judge<'v, 'a> {
    pub(crate) fn new(view: &'v View<'a>) -> Self {
        Self { view, numbers: Crowd::default(), names: Crowd::default(), phrases: Crowd::default() }
    }

    /// The mention at token `index` with its confidence, however low; nothing where the token cannot be one.
    pub(crate) fn judge(&self, index: TokenIndex) -> Option<Mention> {
        let view = self.view;
        let verdict = match view.tokens[index].kind {
            TokenKind::Number => class::judge(view, index).or_else(|| number::judge(view, &self.numbers, index)),
            TokenKind::Word => self.word(index),
            _ => None,
        }?;
        Some(verdict.into_mention(view))
    }

    /// The verdict on a word, as a name or as part of a phrase.
    fn word(&self, index: TokenIndex) -> Option<Verdict<'a>> {
        let view = self.view;
        if view.is_own_name(index)
            && let Some(verdict) = own_name::judge(view, index).filter(Verdict::is_likely)
        {
            return Some(verdict);
        }
        let is_name = view.tokens[index].facts.may_be_name();
        let name = if is_name { shared(view, &self.names, index, name::judge) } else { None };
        // A phrase has one verdict, whichever of its words is asked about.
        let first = if phrases::may_stand(view, index) { phrases::first_of(view, index) } else { None };
        let phrase = first.and_then(|first| shared(view, &self.phrases, first, phrase::judge));
        // In text a phrase is meant as one, though some library may have a name that reads the same.
        let is_text = view.is_prose() || view.tokens[index].region != Region::Code;
        let is_likely = |verdict: &Option<Verdict<'a>>| verdict.as_ref().is_some_and(Verdict::is_likely);
        if !is_likely(&name)
            && !is_likely(&phrase)
            && let Some(verdict) = defined::judge(view, index).filter(Verdict::is_likely)
        {
            return Some(verdict);
        }
        match (name, phrase) {
            // Below this sum another number stands where the phrase's own would.
            (_, Some(phrase)) if is_text && (phrase.is_likely() || phrase.sum() < threshold::PHRASE_DENIED) => {
                Some(phrase)
            }
            (Some(name), Some(phrase)) => Some(if phrase.sum() > name.sum() { phrase } else { name }),
            (name, phrase) => name.or(phrase),
        }
    }
}

/// Whether a candidate needs a verdict. Most do not.
pub(crate) fn may_be_status(view: &View<'_>, index: TokenIndex) -> bool {
    match view.tokens[index].kind {
        TokenKind::Number => number::may_be_code(view, index),
        TokenKind::Word => {
            view.tokens[index].facts.may_be_name()
                || phrases::may_stand(view, index)
                || view.is_own_name(index)
                || defined::code_of(view, index).is_some()
        }
        _ => false,
    }
}

/// The verdict of `read` on the word at `index`, or the one that the same word got where it stands alike in the same block.
fn shared<'a>(
    view: &View<'a>,
    crowd: &Crowd<Option<Verdict<'a>>>,
    index: TokenIndex,
    read: fn(&View<'a>, TokenIndex) -> Option<Verdict<'a>>,
) -> Option<Verdict<'a>> {
    let candidates = &view.list.candidates;
    let start = |at: TokenIndex| view.tokens[at].start;
    let is_word = |at: TokenIndex| view.is_word(at);
    let retell = |told: &Option<Verdict<'a>>, first| told.as_ref().map(|told| told.moved(start(first), start(index)));
    let told = crowd.shared(view, (candidates, index), is_word, |first| read(view, first), retell);
    told.unwrap_or_else(|| read(view, index))
}
