//! Any text in any language: what is found is well formed, what is shown can be rendered, and hover, definition, links and
//! completion agree with each other.
//!
//! An input is a line with the id of a language, then the text. Signs behind the id ask for a document larger than what decides
//! about a place: `<` puts much before the text, `>` much behind it, `_` makes that one long line. `*` repeats the text up to 32 kB
//! and checks nothing but that the work on it stays in step with its size.

use std::ops::Range;

use http_status_lsp::catalog::{Catalog, Code, Language};
use http_status_lsp::detect::{
    Confidence, EXCERPT_BYTES, Excerpt, Mention, MentionKind, PREAMBLE_BYTES, Preamble, Reading, candidates, judge_at,
    mention_at, mentions, mentions_within, place_at, places_within, steps,
};
use http_status_lsp::features::completion::{Asked, complete};
use http_status_lsp::features::definition::definition;
use http_status_lsp::features::headers::header_at;
use http_status_lsp::features::hover::hover;
use http_status_lsp::features::links::links;
use http_status_lsp::features::pages::relative_address;
use http_status_lsp::features::{Card, Detail, Subject, markdown, plain};
use http_status_lsp::text::Document;

/// A list that the user asked for.
const ASKED: Asked = Asked { constants: true, is_typing: false };

/// How many places of a text are asked about, beside the mentions. Which these are depends on the text, so that others like it are
/// asked about other places.
const PLACES: usize = 8;

/// Up to how many bytes a text is repeated.
const GROWN: usize = 32 * 1024;
/// How many steps a search takes for each byte at most, and to begin with, where few candidates stand alike yet. `tests/linear` holds its
/// shapes to half of it; texts that are dense and never repeat themselves share less.
const STEPS_PER_BYTE: u64 = 120;
const FIRST_STEPS: u64 = 60_000;

/// Checks one input.
pub fn check(data: &[u8]) {
    let (first, text) = data.split_at(data.iter().position(|byte| *byte == b'\n').unwrap_or(0));
    let text = String::from_utf8_lossy(text.get(1..).unwrap_or_default());
    let (language, signs) = language(first);
    if signs.contains(&b'*') && !text.is_empty() {
        check_steps(&text.repeat(GROWN.div_ceil(text.len())), language);
        return;
    }
    let (text, within) = padded(&text, signs);
    check_document(&text, within, language);
}

/// The language of that id, or one by the value of the first byte.
fn language(line: &[u8]) -> (&'static Language, &[u8]) {
    let end = line.iter().position(|byte| b"<>_*".contains(byte)).unwrap_or(line.len());
    let (id, signs) = line.split_at(end);
    let named = std::str::from_utf8(id).ok().and_then(|id| Language::all().iter().find(|language| language.id == id));
    let numbered = || {
        let number = id.iter().fold(0, |sum: usize, byte| sum.wrapping_mul(7).wrapping_add(usize::from(*byte)));
        &Language::all()[number % Language::all().len()]
    };
    (named.unwrap_or_else(numbered), signs)
}

/// The document, and where the text stands in it.
fn padded(text: &str, signs: &[u8]) -> (String, Range<usize>) {
    let filler = if signs.contains(&b'_') { "let a = 1; " } else { "let a = 1;\n" };
    let much = |sign: u8, reach: usize| {
        if signs.contains(&sign) { filler.repeat((reach + 5000) / filler.len()) } else { String::new() }
    };
    let (before, behind) = (much(b'<', EXCERPT_BYTES.0), much(b'>', EXCERPT_BYTES.1));
    (format!("{before}{text}{behind}"), before.len()..before.len() + text.len())
}

/// All mentions, found in steps that are bounded by the size of the text.
fn check_steps(text: &str, language: &'static Language) -> Vec<Mention> {
    let before = steps::taken();
    let found = mentions(text, language);
    let taken = steps::taken() - before;
    let most = STEPS_PER_BYTE * text.len() as u64 + FIRST_STEPS;
    assert!(taken <= most, "{taken} steps for {} bytes, which may take {most}", text.len());
    found
}

fn check_document(text: &str, within: Range<usize>, language: &'static Language) {
    let found = check_steps(text, language);
    check_order(text, &found);
    assert!(found.iter().all(|mention| mention.confidence >= Confidence::Likely));
    check_order(text, &candidates(text, language));
    let linked: Vec<Mention> =
        links(text, language, &|| true).expect("all").into_iter().map(|(mention, _)| mention).collect();
    assert_eq!(linked, found, "links and mentions");
    check_ranges(text, &within, &found, language);

    let document = Document::new(text);
    let mut reader = Reader { document: &document, language, last: None };
    // Both read all of it, so both must see the same.
    let is_read_whole = document.lines_around(0, EXCERPT_BYTES.0, EXCERPT_BYTES.1) == (0..text.len());
    for mention in &found {
        let Range { start, end } = mention.range;
        let middle = text.floor_char_boundary(start + (end - start) / 2);
        let there = check_place(&mut reader, text, middle);
        if is_read_whole {
            let there = there.unwrap_or_else(|| panic!("no hover at {middle} for {}", shown(text, mention)));
            assert_eq!(there.code, mention.code, "hover: {}; scan: {}", shown(text, &there), shown(text, mention));
            assert_eq!(there.range, mention.range, "hover: {}; scan: {}", shown(text, &there), shown(text, mention));
        }
        // What was kept from earlier places must not change what is thought of this one.
        let mut fresh = Reader { document: &document, language, last: None };
        assert_eq!(
            mention_at(&fresh.excerpt(middle), middle),
            mention_at(&reader.excerpt(middle), middle),
            "a fresh reading"
        );
        check_place(&mut reader, text, end);
    }
    let step = within.len().div_ceil(PLACES).max(1);
    let first = text.bytes().fold(0, |sum: usize, byte| sum.wrapping_add(usize::from(byte))) % step;
    for at in within.clone().skip(first).step_by(step).chain([within.end, text.len() + 1, usize::MAX]) {
        check_place(&mut reader, text, at);
    }
}

/// A range has the mentions that the whole has there, and the places of a text are in order and hold its mentions.
fn check_ranges(text: &str, within: &Range<usize>, found: &[Mention], language: &'static Language) {
    let drawn = text.bytes().fold(7, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let start = within.start + drawn % within.len().max(1);
    let mid_mention = found.get(drawn % found.len().max(1)).map(|mention| mention.range.start + 1);
    for start in std::iter::once(start).chain(mid_mention) {
        let range = start..start + drawn % 400;
        let expected: Vec<Mention> =
            found.iter().filter(|mention| range.contains(&mention.range.start)).cloned().collect();
        assert_eq!(mentions_within(text, language, range.clone(), &|| true), Some(expected), "within {range:?}");
    }
    let places = places_within(text, language, 0..text.len(), &|| true).expect("nothing stops it");
    assert!(places.iter().all(|place| text.get(place.range.clone()) == Some(&place.text)), "{places:?}");
    assert!(places.is_sorted_by(|a, b| a.range.end <= b.range.start), "{places:?}");
    assert!(places.iter().filter_map(|place| place.mention.as_ref()).eq(found), "places and mentions");
}

fn shown(text: &str, mention: &Mention) -> String {
    let word = &text[mention.range.clone()];
    format!("{word:?} at {:?} as {} {:?}, sum {}", mention.range, mention.code, mention.kind, mention.sum())
}

/// Reads parts of a document as the server does: the last one is kept.
struct Reader<'a> {
    document: &'a Document,
    language: &'static Language,
    last: Option<Reading>,
}

impl Reader<'_> {
    fn excerpt(&mut self, at: usize) -> Excerpt<'_> {
        let range = self.document.lines_around(at, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
        let reading = match self.last.take() {
            Some(last) if last.range() == range => last,
            _ => {
                let head = Preamble::of(&self.document.slice(0..PREAMBLE_BYTES));
                Reading::new(head, self.document.slice(range.clone()).into_owned(), range.start, self.language)
            }
        };
        self.last.insert(reading).excerpt()
    }
}

fn check_order(text: &str, found: &[Mention]) {
    let mut last = 0;
    for mention in found {
        let Range { start, end } = mention.range;
        assert!(
            last <= start && start < end && end <= text.len(),
            "{last}, then {:?} of {}",
            mention.range,
            text.len()
        );
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{:?} of {text:?}", mention.range);
        last = end;
        check_mention(text, mention);
    }
}

fn check_mention(text: &str, mention: &Mention) {
    let word = &text[mention.range.clone()];
    assert!(mention.sum().is_finite(), "{}", shown(text, mention));
    match mention.kind {
        MentionKind::Number => assert_eq!(Code::parse(word), Some(mention.code), "{word}"),
        MentionKind::Class => assert_eq!(mention.code.number() % 100, 0, "{word}"),
        MentionKind::Name(Some(spelling)) => assert_eq!(spelling.code(), mention.code, "{word}"),
        MentionKind::Name(None) | MentionKind::Phrase => {}
    }
}

/// Asks everything about one place; answers the mention there.
fn check_place(reader: &mut Reader<'_>, text: &str, at: usize) -> Option<Mention> {
    let excerpt = reader.excerpt(at);
    let judged = judge_at(&excerpt, at);
    if let Some(mention) = &judged {
        check_order(text, std::slice::from_ref(mention));
        assert!((mention.range.start..=mention.range.end).contains(&at), "{at} not in {:?}", mention.range);
    }
    let mention = mention_at(&excerpt, at);
    assert_eq!(mention, judged.filter(|mention| mention.confidence >= Confidence::Likely));
    let range = mention.as_ref().map(|mention| mention.range.clone());
    let hover = hover(&excerpt, at);
    // Where there is no mention, a header may have the hover.
    let of_header = header_at(&excerpt, at).map(|(range, _)| range);
    assert!(
        of_header.as_ref().is_none_or(|range| (range.start..=range.end).contains(&at)),
        "{at} not in {of_header:?}"
    );
    assert_eq!(hover.as_ref().map(|hover| hover.range.clone()), range.clone().or(of_header), "hover");
    assert_eq!(definition(&excerpt, at, true).map(|(range, _)| range), range, "definition");
    if let Some(hover) = &hover {
        check_card(&hover.subject);
    }
    check_completion(&excerpt, text, at);
    mention
}

fn check_completion(excerpt: &Excerpt<'_>, text: &str, at: usize) {
    let Some(completions) = complete(excerpt, at, ASKED) else { return };
    let range = completions.range;
    assert!(range.start <= at && at <= range.end, "{at} not in {range:?}");
    let typed = text.get(range.clone()).unwrap_or_else(|| panic!("{range:?} of {text:?}"));
    assert!(!typed.contains(['\n', '\r']), "{typed:?}");
    let place = place_at(excerpt, at).expect("what is completed has a place");
    assert_eq!((place.range, place.typed.as_str()), (range.clone(), typed));
    assert!(!completions.items.is_empty());
    for item in &completions.items {
        assert!(!item.label.is_empty() && !item.new_text.is_empty() && !item.filter_text.is_empty(), "{item:?}");
    }
    check_card(&Subject::code(completions.items[0].code, Catalog::compiled()));
}

fn check_card(subject: &Subject) {
    for detail in [Detail::Brief, Detail::Full] {
        let card = &Card::of(subject, detail);
        let pages = markdown(card, &|target| relative_address(target, Catalog::compiled()));
        for text in [&pages, &plain(card, 80)] {
            assert!(text.len() > 20 && text.ends_with('\n'), "{text:?}");
        }
        assert!(pages.starts_with("## ") && pages.matches("```").count().is_multiple_of(2), "{pages}");
    }
}
