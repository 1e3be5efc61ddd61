//! Text in, mentions out: pure, total, without I/O and without the types of the protocol.
//!
//! A bare three-digit number means nothing; evidence from its surroundings decides. Each candidate gets the sum of the
//! weights of the named pieces of evidence (`data/evidence/`) that hold for it, and the sum is its confidence.

use std::ops::{ControlFlow, Range};

use crate::catalog::weights::Weights;
use crate::catalog::{Catalog, Language};
use crate::project::FileProject;

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
pub use places::{Fitting, Place, PlaceKind, TypedKind, TypedPlace, TypedStatement, place_at, rank, statement_at};
pub use tokens::steps;

pub(crate) use document::imports::{Imports, Origin};
pub(crate) use document::source::line_start;
pub(crate) use lexicon::words::is_word;
pub(crate) use places::constants::constants_of;
pub(crate) use places::qualifiers::{Owner, defined, members};
pub(crate) use tokens::positions::{ExcerptByte, TokenIndex, TokenRange};
pub(crate) use tokens::token::{Region, TokenKind};
pub(crate) use view::View;
pub(crate) use view::candidate::Candidate;

use document::{code_blocks, source};
use evidence::{patterns, role};
use judges::Judge;
use places::occupied;
use tokens::token_buffer::LazyTokens;
use tokens::word_facts::WordFactsCache;

/// The vocabulary of a document: its language, and the statuses and names of its project.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// The document's language.
    pub language: &'static Language,
    /// The catalog of its project.
    pub catalog: &'a Catalog,
}

/// A document of that language in a project without additions.
impl From<&'static Language> for Vocabulary<'_> {
    fn from(language: &'static Language) -> Self {
        Self { language, catalog: Catalog::compiled() }
    }
}

/// Does ahead of time what the first judgment would do and wait for: it compiles the shapes of lines.
pub fn prepare() {
    patterns::prepare();
}

/// The mention that covers `offset` (bytes from the start of the document), if it is at least likely. A place right
/// behind the last character still counts as on it, as editors have it.
pub fn mention_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    judgment_at(excerpt, offset).filter(|mention| mention.confidence >= Confidence::Likely)
}

/// Returns the result of `read` for the text at `offset` (bytes from the start of the document). The view is that of the code block
/// that holds the byte, or of the excerpt; `read` also gets the byte's place in it.
pub(crate) fn view_at<T>(excerpt: &Excerpt<'_>, offset: usize, read: impl FnOnce(&View<'_>, usize) -> T) -> Option<T> {
    let local = offset.checked_sub(excerpt.start).filter(|local| *local <= excerpt.text.len())?;
    Some(match code_blocks::around(excerpt, local) {
        Some(block) => block.read(excerpt, None, |inner| read(&View::new(inner), offset - inner.start)),
        None => read(&View::new(excerpt), local),
    })
}

/// The judgment on the candidate at `offset`, however weak, for `hover --why`.
pub fn judge_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    let mention = judgment_at(&Excerpt { is_thorough: true, ..*excerpt }, offset)?;
    Some(Mention { word_hits: Vec::new(), ..mention })
}

/// The judgment on the candidate at `offset`, as far as it may be a mention.
fn judgment_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Mention> {
    let local = offset.checked_sub(excerpt.start).filter(|local| *local <= excerpt.text.len())?;
    if !may_touch_candidate(excerpt.text, local) {
        return None;
    }
    match code_blocks::around(excerpt, local) {
        Some(block) => block.read(excerpt, None, |excerpt| judge_in(excerpt, offset)),
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

/// The mentions of an excerpt that begin in `range` (bytes from the start of the document) and are at least likely, in order.
pub fn mentions_in_excerpt(excerpt: &Excerpt<'_>, range: Range<usize>) -> Vec<Mention> {
    found_in_excerpt(excerpt, range, Confidence::Likely)
}

/// All candidates of an excerpt that begin in `range` (bytes from the start of the document), however weak, in order, for `hover --why`.
pub fn candidates_in_excerpt(excerpt: &Excerpt<'_>, range: Range<usize>) -> Vec<Mention> {
    let mut found = found_in_excerpt(&Excerpt { is_thorough: true, ..*excerpt }, range, Confidence::Unlikely);
    found.iter_mut().for_each(|mention| mention.word_hits.clear());
    found
}

fn found_in_excerpt(excerpt: &Excerpt<'_>, range: Range<usize>, least: Confidence) -> Vec<Mention> {
    let Excerpt { language, catalog, is_thorough, weights, .. } = *excerpt;
    let within = range.start.saturating_sub(excerpt.start)..range.end.saturating_sub(excerpt.start);
    let search = Search { vocabulary: Vocabulary { language, catalog }, least, most: usize::MAX, is_thorough, weights };
    let mut facts = WordFactsCache::for_text(excerpt.text.len());
    let mut found = Vec::new();
    // Nothing stops this.
    let _ = scan_part(excerpt, within, &mut facts, &mut |view, wanted| {
        collect(view, wanted, &search, &|| true, &mut found)
    });
    found
}

/// All mentions of a whole document that are at least likely, in order.
pub fn mentions<'a>(text: &str, vocabulary: impl Into<Vocabulary<'a>>) -> Vec<Mention> {
    mentions_while(text, vocabulary, usize::MAX, &|| true).unwrap_or_default()
}

/// The first `most` of them, unless `goes_on` returns false before the end. It is asked before each part of the text and after each
/// `CANDIDATES_PER_CHECK` candidates. No more of the text is read than is needed for these.
pub fn mentions_while<'a, S: Source + ?Sized>(
    text: &S,
    vocabulary: impl Into<Vocabulary<'a>>,
    most: usize,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Mention>> {
    find(text, &Search { most, ..Search::likely(vocabulary.into()) }, 0..text.length(), goes_on)
}

/// All mentions of a whole document, by other weights than the compiled ones.
pub fn mentions_by<'a>(weights: &Weights, text: &str, vocabulary: impl Into<Vocabulary<'a>>) -> Vec<Mention> {
    let search = Search { weights, ..Search::likely(vocabulary.into()) };
    find(text, &search, 0..text.len(), &|| true).unwrap_or_default()
}

/// The same, where every candidate is judged to the end. It is slower and must find the same.
pub fn mentions_judged_to_the_end<'a>(
    weights: &Weights,
    text: &str,
    vocabulary: impl Into<Vocabulary<'a>>,
) -> Vec<Mention> {
    let search = Search { weights, is_thorough: true, ..Search::likely(vocabulary.into()) };
    find(text, &search, 0..text.len(), &|| true).unwrap_or_default()
}

/// The mentions that begin in a range of a document's bytes, as [`mentions`] finds them; `None` once `goes_on` returns false.
///
/// The text is judged in the same parts as a whole document, so that what stands before the range is seen in the same way: comments,
/// strings and code blocks that begin in the part, at most 272 kB before. Besides that the cost depends on the length of the range alone.
pub fn mentions_within<'a, S: Source + ?Sized>(
    text: &S,
    vocabulary: impl Into<Vocabulary<'a>>,
    range: Range<usize>,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Mention>> {
    let mut found = find(text, &Search::likely(vocabulary.into()), around(&range), goes_on)?;
    found.retain(|mention| range.contains(&mention.range.start));
    Some(found)
}

/// The places that begin in a range of a document's bytes, in order; `None` once `goes_on` returns false. Those with a mention are the mentions
/// that [`mentions_within`] finds.
pub fn places_within<'a, S: Source + ?Sized>(
    text: &S,
    vocabulary: impl Into<Vocabulary<'a>>,
    range: Range<usize>,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Place>> {
    let search = Search::likely(vocabulary.into());
    let (mut mentions, mut places) = (Vec::new(), Vec::new());
    scan(text, &search, around(&range), goes_on, &mut |view, wanted| {
        let from = mentions.len();
        collect(view, wanted.clone(), &search, goes_on, &mut mentions)?;
        collect_places(view, wanted, &mentions[from..], goes_on, &mut places)
    })?;
    places.retain(|place| range.contains(&place.range.start));
    Some(places)
}

/// Calls `visit` with each part of a whole document as it is judged, a code block of another language being a part by itself, with the
/// bytes of the part that no other part has, and with the places that begin there. Returns `None` once `goes_on` returns false.
pub(crate) fn survey<'a, S: Source + ?Sized>(
    text: &S,
    vocabulary: impl Into<Vocabulary<'a>>,
    goes_on: &dyn Fn() -> bool,
    visit: &mut Visit<'_>,
) -> Option<()> {
    survey_within(text, vocabulary, 0..text.length(), goes_on, visit)
}

/// The same for the parts of a text that a range of bytes touches.
pub(crate) fn survey_within<'a, S: Source + ?Sized>(
    text: &S,
    vocabulary: impl Into<Vocabulary<'a>>,
    range: Range<usize>,
    goes_on: &dyn Fn() -> bool,
    visit: &mut Visit<'_>,
) -> Option<()> {
    let search = Search::likely(vocabulary.into());
    scan(text, &search, around(&range), goes_on, &mut |view, wanted| {
        // Between two code blocks nothing may be left.
        if wanted.is_empty() {
            return ControlFlow::Continue(());
        }
        let (mut mentions, mut places) = (Vec::new(), Vec::new());
        collect(view, wanted.clone(), &search, goes_on, &mut mentions)?;
        collect_places(view, wanted.clone(), &mentions, goes_on, &mut places)?;
        visit(view, wanted, &places);
        ControlFlow::Continue(())
    })
}

/// Takes a part of a text: its view, the bytes of the view that no other part has, and the places that begin there.
pub(crate) type Visit<'f> = dyn FnMut(&View<'_>, Range<usize>, &[Place]) + 'f;

/// The role of a mention, which [`survey`] does not find.
pub(crate) fn role_in(view: &View<'_>, mention: &Mention) -> MentionRole {
    let start = view.in_document(ExcerptByte::START).at();
    with_role(mention.clone(), view, start).role
}

/// The range with as much around it as the mentions at its ends may reach.
fn around(range: &Range<usize>) -> Range<usize> {
    range.start.saturating_sub(MENTION_BYTES)..range.end + MENTION_BYTES
}

/// All candidates of a whole document, however weak, in order, with the words around them; for the programs that learn from
/// files.
pub fn candidates<'a>(text: &str, vocabulary: impl Into<Vocabulary<'a>>) -> Vec<Mention> {
    let search = Search { least: Confidence::Unlikely, is_thorough: true, ..Search::likely(vocabulary.into()) };
    find(text, &search, 0..text.len(), &|| true).unwrap_or_default()
}

/// The parameters of a scan over a whole document.
struct Search<'a> {
    vocabulary: Vocabulary<'a>,
    least: Confidence,
    /// After so many mentions the search is over.
    most: usize,
    is_thorough: bool,
    /// How much each piece of evidence counts.
    weights: &'a Weights,
}

impl<'a> Search<'a> {
    /// The search for all that is at least likely by the compiled weights.
    fn likely(vocabulary: Vocabulary<'a>) -> Self {
        let (least, weights) = (Confidence::Likely, Weights::compiled());
        Self { vocabulary, least, most: usize::MAX, is_thorough: false, weights }
    }
}

/// The bytes of a document that are judged together, with `EXCERPT_BYTES` around them.
const PART_BYTES: usize = 256 * 1024;

/// How much of the document is read around a range at most, in bytes.
const AROUND_RANGE_BYTES: usize = PART_BYTES + EXCERPT_BYTES.0 + EXCERPT_BYTES.1;

/// No mention is longer, in bytes. A candidate so far before a range may be the word of a phrase that covers its start.
const MENTION_BYTES: usize = 512;

/// The mentions whose candidates begin in a range of the text's bytes.
fn find<S: Source + ?Sized>(
    text: &S,
    search: &Search<'_>,
    range: Range<usize>,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Mention>> {
    let mut found = Vec::new();
    scan(text, search, range, goes_on, &mut |view, wanted| collect(view, wanted, search, goes_on, &mut found))?;
    Some(found)
}

/// Why a search ends before the end of its range.
enum Ended {
    /// All that is wanted was found.
    Complete,
    /// `goes_on` returned false.
    Canceled,
}

/// Calls `visit` with each part of the text that holds a piece of the range, and with the bytes of the part that are that piece. Code
/// blocks of other languages are parts by themselves. Returns nothing once it is canceled.
fn scan<S: Source + ?Sized>(
    text: &S,
    search: &Search<'_>,
    range: Range<usize>,
    goes_on: &dyn Fn() -> bool,
    visit: &mut dyn FnMut(&View<'_>, Range<usize>) -> ControlFlow<Ended>,
) -> Option<()> {
    let Search { vocabulary: Vocabulary { language, catalog }, is_thorough, weights, .. } = *search;
    let mut room = String::new();
    let project = FileProject::unknown();
    let preamble = Preamble::of(text.read(0..text.floor_boundary(PREAMBLE_BYTES), &mut room));
    let mut facts = WordFactsCache::for_text(text.length().min(range.len().saturating_add(AROUND_RANGE_BYTES)));
    for part in source::parts(text, range.clone(), PART_BYTES, EXCERPT_BYTES) {
        if !goes_on() {
            return None;
        }
        room.clear();
        let start = part.read.start;
        let wanted = part.wanted.start.max(range.start)..part.wanted.end.min(range.end);
        let wanted = wanted.start - start..wanted.end - start;
        let text = text.read(part.read, &mut room);
        let tokens = LazyTokens::split(text, start, language, &mut facts);
        let (preamble, tokens) = (&preamble, &tokens);
        let excerpt = Excerpt { text, start, preamble, language, catalog, project, is_thorough, weights, tokens };
        match scan_part(&excerpt, wanted, &mut facts, visit) {
            ControlFlow::Continue(()) => {}
            ControlFlow::Break(Ended::Complete) => break,
            ControlFlow::Break(Ended::Canceled) => return None,
        }
    }
    Some(())
}

/// The same for a range of an excerpt's bytes.
fn scan_part(
    excerpt: &Excerpt<'_>,
    wanted: Range<usize>,
    facts: &mut WordFactsCache,
    visit: &mut dyn FnMut(&View<'_>, Range<usize>) -> ControlFlow<Ended>,
) -> ControlFlow<Ended> {
    let blocks = code_blocks::blocks(excerpt.text, excerpt.language);
    let mut outside = wanted.start;
    let view = View::new(excerpt);
    for block in &blocks {
        visit(&view, outside..block.range.start.min(wanted.end))?;
        outside = block.range.end.max(wanted.start);
        let inside = block.range.start.max(wanted.start)..block.range.end.min(wanted.end);
        if !inside.is_empty() {
            let inside = inside.start - block.range.start..inside.end - block.range.start;
            block.read(excerpt, Some(facts), |excerpt| visit(&View::new(excerpt), inside))?;
        }
    }
    visit(&view, outside..wanted.end)
}

/// Adds the mentions whose candidates begin in a range of a view's bytes.
fn collect(
    view: &View<'_>,
    wanted: Range<usize>,
    search: &Search<'_>,
    goes_on: &dyn Fn() -> bool,
    found: &mut Vec<Mention>,
) -> ControlFlow<Ended> {
    let tokens = view.tokens_within(wanted);
    // The names of a project and of a document are not among the candidates that the lexer knows.
    let candidates: &mut dyn Iterator<Item = TokenIndex> =
        if view.catalog.has_names() || judges::defined::may_define(view) {
            &mut tokens.filter(|index| matches!(view.tokens[*index].kind, TokenKind::Number | TokenKind::Word))
        } else {
            &mut view.candidates(&tokens)
        };
    let from = found.len();
    let candidates = candidates.filter(|index| judges::may_be_status(view, *index));
    let judge = Judge::new(view);
    for (count, index) in candidates.enumerate() {
        if found.len() >= search.most {
            break;
        }
        if count % CANDIDATES_PER_CHECK == 0 && !goes_on() {
            return ControlFlow::Break(Ended::Canceled);
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
    debug_assert!(found[from..].is_sorted_by_key(|mention| mention.range.start));
    if found.len() < search.most { ControlFlow::Continue(()) } else { ControlFlow::Break(Ended::Complete) }
}

/// After so many candidates, or tokens of places, `goes_on` is asked again.
const CANDIDATES_PER_CHECK: usize = 64;

/// Adds the places that begin in a range of a view's bytes, by the mentions among them.
fn collect_places(
    view: &View<'_>,
    wanted: Range<usize>,
    mentions: &[Mention],
    goes_on: &dyn Fn() -> bool,
    found: &mut Vec<Place>,
) -> ControlFlow<Ended> {
    let mut mentions = mentions.iter().peekable();
    for index in view.tokens_within(wanted) {
        if index.at() % CANDIDATES_PER_CHECK == 0 && !goes_on() {
            return ControlFlow::Break(Ended::Canceled);
        }
        let token = view.tokens[index];
        let token = view.in_document(token.start).at()..view.in_document(token.end).at();
        while let Some(mention) = mentions.next_if(|mention| mention.range.start < token.end) {
            let start = view.in_document(ExcerptByte::START).at();
            let text = &view.text[mention.range.start - start..mention.range.end - start];
            found.push(occupied::of_mention(mention.clone(), text));
        }
        let is_taken = |place: &Place| token.start < place.range.end;
        if found.last().is_some_and(is_taken) {
            continue;
        }
        let place = occupied::at(view, index);
        let mut is_mention =
            |place: &Place| mentions.peek().is_some_and(|mention| mention.range.start < place.range.end);
        found.extend(place.filter(|place| !is_mention(place)));
    }
    ControlFlow::Continue(())
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
    use super::{Catalog, Excerpt, FileProject, Language, LazyTokens, Preamble, Weights};

    /// Calls `read` with the excerpt that is a whole text of that language.
    pub(crate) fn excerpted(text: &str, language: &str, read: impl FnOnce(&Excerpt<'_>)) {
        let language = Language::by_id(language).expect("a known language");
        let (preamble, tokens) = (&Preamble::of(text), &LazyTokens::default());
        let (catalog, weights) = (Catalog::compiled(), Weights::compiled());
        let project = FileProject::unknown();
        read(&Excerpt { text, start: 0, preamble, language, catalog, project, is_thorough: false, weights, tokens });
    }

    /// Random numbers below the limit of each call, the same in each run.
    pub(crate) fn drawn(seed: u64) -> impl FnMut(usize) -> usize {
        let mut random = fastrand::Rng::with_seed(seed);
        move |below| random.usize(..below)
    }
}
