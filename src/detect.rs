//! Text in, mentions out: pure, total, without I/O and without the types of the protocol.
//!
//! A bare three-digit number means nothing; evidence from its surroundings decides. Each candidate gets the sum of the
//! weights of the named pieces of evidence (`data/evidence/`) that hold for it, and the sum is its confidence.

use std::ops::Range;

use crate::catalog::Language;
use crate::catalog::weights::Weights;

mod document;
mod evidence;
mod judges;
mod lexicon;
mod mention;
mod places;
mod tokens;
mod view;

pub use document::definitions::Member;
pub use document::excerpt::{EXCERPT_BYTES, Excerpt, Reading};
pub use document::preamble::{PREAMBLE_BYTES, Preamble};
pub use document::source::Source;
pub use lexicon::words;
pub use mention::{Confidence, Mention, MentionKind, MentionRole, WordHit};
pub use places::{Fitting, Place, PlaceKind, place_at, rank};
pub use tokens::steps;

use document::{code_blocks, source};
use evidence::{patterns, role};
use judges::Judge;
use tokens::positions::ExcerptByte;
use tokens::token_buffer::LazyTokens;
use tokens::word_facts::WordFactsCache;
use view::View;

/// Does ahead of time what the first judgement would do and wait for: it compiles the shapes of lines.
pub fn prepare() {
    patterns::prepare();
}

/// The mention that covers `offset` (bytes from the start of the document), if it is at least likely. A place right
/// behind the last character still counts as on it, as editors have it.
pub fn mention_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    judgement_at(excerpt, offset).filter(|mention| mention.confidence >= Confidence::Likely)
}

/// What is thought of the candidate at `offset`, however weak, for `hover --why`.
pub fn judge_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    let mention = judgement_at(&Excerpt { is_thorough: true, ..*excerpt }, offset)?;
    Some(Mention { word_hits: Vec::new(), ..mention })
}

/// What is thought of the candidate at `offset`, as far as it may be a mention.
fn judgement_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    let local = offset.checked_sub(excerpt.start).filter(|local| *local <= excerpt.text.len())?;
    if !may_touch_candidate(excerpt.text, local) {
        return None;
    }
    match code_blocks::around(excerpt, local) {
        Some(block) => judge_in(&block.excerpt(excerpt, &block.parts(excerpt)), offset),
        None => judge_in(excerpt, offset),
    }
}

fn judge_in(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    let view = View::new(excerpt);
    let judge = Judge::new(&view);
    let touching = view.touching(ExcerptByte::new(offset - excerpt.start));
    touching
        .filter_map(|token| judge.judge(token))
        .max_by(|a, b| a.sum().total_cmp(&b.sum()))
        .filter(|mention| (mention.range.start..=mention.range.end).contains(&offset))
        .map(|mention| with_role(mention, &view, excerpt.start))
}

/// The mention with its role, if it is at least likely. `start` is that of the excerpt.
fn with_role(mention: Mention, view: &View<'_>, start: usize) -> Mention {
    if mention.confidence < Confidence::Likely {
        return mention;
    }
    let local = |at: usize| ExcerptByte::new(at.saturating_sub(start));
    let range = local(mention.range.start)..local(mention.range.end);
    let role = role::role_of(view, &range, (mention.code, mention.kind), &mention.why);
    Mention { role, ..mention }
}

/// The mentions that begin in `range` (bytes from the start of the document) and are at least likely, in order.
pub fn mentions_within(excerpt: &Excerpt<'_>, range: Range<usize>) -> Vec<Mention> {
    found_within(excerpt, range, Confidence::Likely)
}

/// All candidates that begin in `range` (bytes from the start of the document), however weak, in order, for `hover --why`.
pub fn candidates_within(excerpt: &Excerpt<'_>, range: Range<usize>) -> Vec<Mention> {
    let mut found = found_within(&Excerpt { is_thorough: true, ..*excerpt }, range, Confidence::Unlikely);
    found.iter_mut().for_each(|mention| mention.word_hits.clear());
    found
}

fn found_within(excerpt: &Excerpt<'_>, range: Range<usize>, least: Confidence) -> Vec<Mention> {
    let within = range.start.saturating_sub(excerpt.start)..range.end.saturating_sub(excerpt.start);
    let search = Search {
        language: excerpt.language,
        least,
        most: usize::MAX,
        is_thorough: excerpt.is_thorough,
        weights: excerpt.weights,
    };
    let mut facts = WordFactsCache::for_text(excerpt.text.len());
    let mut found = Vec::new();
    // Nothing stops this.
    let _ = scan_part(excerpt, within, &search, &mut facts, &|| true, &mut found);
    found
}

/// All mentions of a whole document that are at least likely, in order.
pub fn mentions(text: &str, language: &'static Language) -> Vec<Mention> {
    mentions_while(text, language, usize::MAX, &|| true).unwrap_or_default()
}

/// The first `most` of them, unless `goes_on` says no before the end. It is asked every few milliseconds, whatever stands in the text.
/// No more of the text is read than is needed for these.
pub fn mentions_while<S: Source + ?Sized>(
    text: &S,
    language: &'static Language,
    most: usize,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Mention>> {
    let weights = Weights::compiled();
    scan(text, &Search { language, least: Confidence::Likely, most, is_thorough: false, weights }, goes_on)
}

/// All mentions of a whole document, by other weights than the compiled ones.
pub fn mentions_by(weights: &Weights, text: &str, language: &'static Language) -> Vec<Mention> {
    let search = Search { language, least: Confidence::Likely, most: usize::MAX, is_thorough: false, weights };
    scan(text, &search, &|| true).unwrap_or_default()
}

/// The same, where every candidate is judged to the end. It is slower and must find the same.
pub fn mentions_judged_to_the_end(weights: &Weights, text: &str, language: &'static Language) -> Vec<Mention> {
    let search = Search { language, least: Confidence::Likely, most: usize::MAX, is_thorough: true, weights };
    scan(text, &search, &|| true).unwrap_or_default()
}

/// All candidates of a whole document, however weak, in order, with the words around them; for the programs that learn from
/// files.
pub fn candidates(text: &str, language: &'static Language) -> Vec<Mention> {
    let weights = Weights::compiled();
    let search = Search { language, least: Confidence::Unlikely, most: usize::MAX, is_thorough: true, weights };
    scan(text, &search, &|| true).unwrap_or_default()
}

/// What is searched for in a whole document.
struct Search<'w> {
    language: &'static Language,
    least: Confidence,
    /// After so many mentions the search is over.
    most: usize,
    is_thorough: bool,
    /// How much each piece of evidence counts.
    weights: &'w Weights,
}

fn scan<S: Source + ?Sized>(text: &S, search: &Search<'_>, goes_on: &dyn Fn() -> bool) -> Option<Vec<Mention>> {
    const PART_BYTES: usize = 256 * 1024;
    let Search { language, is_thorough, weights, .. } = *search;
    let mut room = String::new();
    let preamble = Preamble::of(text.read(0..text.floor_boundary(PREAMBLE_BYTES), &mut room));
    let mut facts = WordFactsCache::for_text(text.length());
    let mut found: Vec<Mention> = Vec::new();
    for part in source::parts(text, PART_BYTES, EXCERPT_BYTES) {
        if found.len() >= search.most {
            break;
        }
        room.clear();
        let start = part.read.start;
        let within = part.wanted.start - start..part.wanted.end - start;
        let text = text.read(part.read, &mut room);
        let tokens = LazyTokens::split(text, start, language, &mut facts);
        let excerpt = Excerpt { text, start, preamble: &preamble, language, is_thorough, weights, tokens: &tokens };
        scan_part(&excerpt, within, search, &mut facts, goes_on, &mut found)?;
    }
    Some(found)
}

/// Adds the mentions that begin in a range of an excerpt's bytes. Nothing once `goes_on` has said no.
fn scan_part(
    excerpt: &Excerpt<'_>,
    wanted: Range<usize>,
    search: &Search<'_>,
    facts: &mut WordFactsCache,
    goes_on: &dyn Fn() -> bool,
    found: &mut Vec<Mention>,
) -> Option<()> {
    if !goes_on() {
        return None;
    }
    let blocks = code_blocks::blocks(excerpt.text, excerpt.language);
    let from = found.len();
    let mut outside = wanted.start;
    let view = View::new(excerpt);
    for block in &blocks {
        collect(&view, outside..block.range.start.min(wanted.end), search, goes_on, found)?;
        outside = block.range.end.max(wanted.start);
        let inside = block.range.start.max(wanted.start)..block.range.end.min(wanted.end);
        if !inside.is_empty() {
            let inside = inside.start - block.range.start..inside.end - block.range.start;
            let parts = block.split_parts(excerpt, facts);
            collect(&View::new(&block.excerpt(excerpt, &parts)), inside, search, goes_on, found)?;
        }
    }
    collect(&view, outside..wanted.end, search, goes_on, found)?;
    debug_assert!(found[from..].is_sorted_by_key(|mention| mention.range.start));
    Some(())
}

/// Adds the mentions that begin in a range of a view's bytes. Nothing once `goes_on` has said no.
fn collect(
    view: &View<'_>,
    wanted: Range<usize>,
    search: &Search<'_>,
    goes_on: &dyn Fn() -> bool,
    found: &mut Vec<Mention>,
) -> Option<()> {
    /// After so many candidates, which take less than a millisecond, it is asked again.
    const CANDIDATES_PER_CHECK: usize = 64;
    let tokens = view.token_from(ExcerptByte::new(wanted.start))..view.token_from(ExcerptByte::new(wanted.end));
    let candidates = view.candidates(tokens).filter(|index| judges::may_be_status(view, *index));
    let judge = Judge::new(view);
    for (count, index) in candidates.enumerate() {
        if found.len() >= search.most {
            break;
        }
        if count % CANDIDATES_PER_CHECK == 0 && !goes_on() {
            return None;
        }
        let start = view.in_document(view.tokens[index].start).at();
        // The other words of a phrase that was found.
        if found.last().is_some_and(|last| start < last.range.end) {
            continue;
        }
        let mention = judge.judge(index).filter(|mention| mention.confidence >= search.least);
        let Some(mention) = mention else { continue };
        // A phrase that was not likely at its first word may be so at a later one.
        if found.last().is_none_or(|last| last.range.end <= mention.range.start) {
            found.push(mention);
        }
    }
    Some(())
}

/// A quick look that spares most places the lexer: a status begins, ends or goes on with a letter or a digit.
fn may_touch_candidate(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_word = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || !byte.is_ascii()
            || matches!(byte, b'_' | b'-' | b'\'' | b' ' | b':' | b'`' | b'.' | b'+')
    };
    bytes.get(at).is_some_and(is_word) || at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(is_word)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Excerpt, Language, LazyTokens, Preamble, Weights};

    /// What `read` makes of a whole text of that language.
    pub(crate) fn excerpted(text: &str, language: &str, read: impl FnOnce(&Excerpt<'_>)) {
        let language = Language::by_id(language).expect("a known language");
        let (preamble, tokens, weights) = (Preamble::of(text), LazyTokens::default(), Weights::compiled());
        read(&Excerpt { text, start: 0, preamble: &preamble, language, is_thorough: false, weights, tokens: &tokens });
    }

    /// Random numbers below the limit of each call, the same in each run.
    pub(crate) fn drawn(seed: u64) -> impl FnMut(usize) -> usize {
        let mut random = fastrand::Rng::with_seed(seed);
        move |below| random.usize(..below)
    }
}
