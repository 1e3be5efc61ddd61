//! The card for one screen. What does not fit is dropped, the least useful first.

use crate::catalog::{Body, Cache, ClassText, Code, Glance, Meaning, Status, StatusRef};
use crate::detect::rank;
use crate::features::markup::markdown;
use crate::features::subject::{About, Subject};

use super::blocks::{Block, Card, Link, Span, Target};
use super::parts::{
    all_codes, bold, change_line, header_names, in_a_row, link, mdn, neighbors, origin_line, section_address,
    short_fixes, status_link, text, unregistered,
};
use super::remark::remarked;
use super::{header, own, send};

/// The most rows of a card, and of one without code. A row is a line of Markdown that is neither empty nor a fence, without the targets of
/// links, wrapped at `COLUMNS`.
const ROWS: [usize; 2] = [16, 15];
/// The most words, which white space separates, and those of a card without code.
const WORDS: [usize; 2] = [150, 138];
/// The width of a row in characters.
const COLUMNS: usize = 100;

/// How many entries of each kind a card shows at most.
#[derive(Clone, Copy)]
struct Room {
    causes: usize,
    fixes: usize,
    neighbors: usize,
    related: usize,
}

/// The first room in which the card fits is taken.
const ROOMS: [Room; 10] = [
    Room { causes: 3, fixes: 3, neighbors: 3, related: 3 },
    Room { causes: 3, fixes: 2, neighbors: 3, related: 3 },
    Room { causes: 2, fixes: 2, neighbors: 3, related: 3 },
    Room { causes: 2, fixes: 2, neighbors: 2, related: 3 },
    Room { causes: 2, fixes: 2, neighbors: 2, related: 0 },
    Room { causes: 2, fixes: 1, neighbors: 2, related: 0 },
    Room { causes: 1, fixes: 1, neighbors: 2, related: 0 },
    Room { causes: 1, fixes: 1, neighbors: 1, related: 0 },
    Room { causes: 1, fixes: 1, neighbors: 0, related: 0 },
    Room { causes: 0, fixes: 1, neighbors: 0, related: 0 },
];

pub(super) fn card(subject: &Subject) -> Card {
    card_that(subject, &|_| true)
}

/// The card that also `fits_too`.
pub(super) fn card_that(subject: &Subject, fits_too: &dyn Fn(&Card) -> bool) -> Card {
    let fits = |card: &Card| fits(card) && fits_too(card);
    if let About::Code(code) = subject.about
        && let Some(StatusRef::Own(status)) = subject.catalog.status(code)
    {
        return first_that(fits, own::brief(status, subject).map(|card| remarked(card, subject)));
    }
    let code = send::brief(subject);
    let rooms = |code: Option<[Block; 2]>| {
        ROOMS.into_iter().map(move |room| remarked(Card { blocks: blocks(subject, room, code.as_ref()) }, subject))
    };
    let without_code = || rooms(None);
    first_that(fits, code.into_iter().flat_map(|code| rooms(Some(code))).chain(without_code()))
}

/// The last where none fits.
fn first_that(fits: impl Fn(&Card) -> bool, cards: impl Iterator<Item = Card>) -> Card {
    let mut last = Card { blocks: Vec::new() };
    for card in cards {
        if fits(&card) {
            return card;
        }
        last = card;
    }
    last
}

fn fits(card: &Card) -> bool {
    let source = markdown(card, &|_| None);
    let is_without_code = usize::from(!card.blocks.iter().any(|block| matches!(block, Block::Code { .. })));
    source.split_whitespace().count() <= WORDS[is_without_code]
        && source.lines().map(rows).sum::<usize>() <= ROWS[is_without_code]
}

/// How many rows a line takes.
fn rows(line: &str) -> usize {
    if line.starts_with("```") {
        return 0;
    }
    let mut rows = 0;
    let mut column = COLUMNS;
    for word in line.split_whitespace() {
        let length = word.chars().count();
        if rows == 0 || column + 1 + length > COLUMNS {
            rows += length.div_ceil(COLUMNS);
            column = (length - 1) % COLUMNS + 1;
        } else {
            column += 1 + length;
        }
    }
    rows
}

fn blocks(subject: &Subject, room: Room, code_lines: Option<&[Block; 2]>) -> Vec<Block> {
    let mut blocks = vec![Block::Title(subject.title())];
    match subject.about {
        About::Header(header) => blocks.extend(header::brief(header)),
        About::Class(digit) => blocks.extend(of_class(digit, subject)),
        About::Code(code) => match (subject.compiled(), subject.own_meaning()) {
            (Some(status), Some(meaning)) => blocks.extend(of_meaning(status, meaning)),
            (Some(status), None) => blocks.extend(of_status(status, subject, room, code_lines)),
            (None, _) => blocks.extend(of_unregistered(code, subject, room, code_lines)),
        },
    }
    blocks
}

fn of_status(status: &'static Status, subject: &Subject, room: Room, code_lines: Option<&[Block; 2]>) -> Vec<Block> {
    // Under the cursor that constant can be read already; here it would only break the line.
    let says_what_to_write = subject.changed.as_ref().is_some_and(|changed| changed.project.is_some());
    let constant = subject.constant.filter(|spelling| subject.name != Some(*spelling) && !says_what_to_write);
    let mut origin = vec![origin_line(status, subject, constant)];
    origin.extend(subject.changed.as_ref().map(change_line));
    let causes = status.causes.iter().take(room.causes).map(|cause| vec![text(cause.short)]);
    let fixes = short_fixes(status.fixes, subject.reader, room.fixes);
    let mut neighbors = neighbors(status);
    let others = neighbors.split_off(neighbors.len().min(room.neighbors));
    let differences: Vec<_> =
        neighbors.iter().map(|one| vec![Span::Status(one.code), text(": "), text(one.short())]).collect();

    let mut causes_line = vec![bold("Causes"), text(": ")];
    causes_line.extend(in_a_row(causes));
    let causes_line = (room.causes > 0).then_some(causes_line);
    let mut foot = vec![full_card(status.code)];
    foot.extend(mdn(status));
    let number = |code: Code| Link { label: code.to_string().into(), target: Target::Page(code) };
    foot.extend(others.iter().take(room.related).map(|other| number(other.code)));

    let glance = status.glance.as_ref().map(|glance| self::glance(glance, status));
    vec![
        Block::Lines(origin),
        Block::Paragraph(vec![bold(status.summary)]),
        Block::Lines(glance.into_iter().chain(causes_line).collect()),
        Block::Numbered(fixes),
    ]
    .into_iter()
    .chain(code_lines.into_iter().flatten().cloned())
    .chain(instead(status.code, differences))
    .chain([Block::Links(foot)])
    .collect()
}

/// The statuses that may be the right ones, in one line where there is one.
fn instead(code: Code, mut differences: Vec<Vec<Span>>) -> Vec<Block> {
    let label = bold(format!("Instead of {code}"));
    match differences.len() {
        0 => Vec::new(),
        1 => {
            let mut line = vec![label, text(": ")];
            line.append(&mut differences[0]);
            vec![Block::Paragraph(line)]
        }
        _ => vec![Block::Paragraph(vec![label, text(":")]), Block::Bullets(differences)],
    }
}

/// The card for the meaning of the owner whose file it stands in. Causes and fixes in the data are those of the status's own owner.
fn of_meaning(status: &'static Status, meaning: &'static Meaning) -> Vec<Block> {
    let other = format!("elsewhere {}", status.name);
    let line = [
        vec![text(format!("{}, not registered", meaning.owner.title))],
        vec![link(meaning.spec.short_title(), meaning.spec.address())],
        vec![text(other)],
    ];
    vec![
        Block::Paragraph(in_a_row(line)),
        Block::Paragraph(vec![bold(meaning.summary)]),
        Block::Paragraph(vec![text(meaning.explanation)]),
        Block::Links(vec![full_card(status.code)]),
    ]
}

fn of_unregistered(code: Code, subject: &Subject, room: Room, code_lines: Option<&[Block; 2]>) -> Vec<Block> {
    let (mut blocks, class) = unregistered(code, subject, |number| format!("RFC 9110 §{number}"));
    if let Some(class) = class {
        blocks.push(Block::Numbered(short_fixes(class.fixes, subject.reader, room.fixes)));
    }
    blocks.extend(code_lines.into_iter().flatten().cloned());
    blocks.push(Block::Links(vec![all_codes()]));
    blocks
}

fn of_class(digit: u8, subject: &Subject) -> Vec<Block> {
    let Some((_, class)) = ClassText::all().find(|(known, _)| *known == digit) else { return Vec::new() };
    let mut statuses: Vec<StatusRef<'_>> = subject.catalog.of_class(digit).collect();
    statuses.sort_unstable_by_key(|status| (rank(status.code()), status.code()));
    statuses.truncate(8);
    statuses.sort_unstable_by_key(StatusRef::code);
    let spec = link(format!("RFC 9110 §{}", class.section), section_address(class.section));
    let mut common = vec![bold("Common"), text(": ")];
    common.extend(in_a_row(statuses.into_iter().map(|status| vec![status_link(status)])));
    vec![
        Block::Paragraph(in_a_row([vec![text("class of statuses")], vec![spec]])),
        Block::Paragraph(vec![bold(class.summary)]),
        Block::Numbered(short_fixes(class.fixes, None, usize::MAX)),
        Block::Paragraph(common),
        Block::Links(vec![all_codes()]),
    ]
}

/// Retry, cache, and what a response must or must not hold, in one line.
fn glance(glance: &'static Glance, status: &'static Status) -> Vec<Span> {
    let mut entries = Vec::new();
    if let Some(sent) = glance.sent_as {
        entries.push(vec![text(format!("Clients get: `{sent}`"))]);
    }
    entries.push(vec![text("Retry: "), text(glance.retry_short)]);
    match glance.cache {
        Cache::ByDefault => entries.push(vec![text("Cached: by default")]),
        Cache::Never => entries.push(vec![text("Cached: never")]),
        // So are most; the full card says it.
        Cache::Explicit => {}
    }
    if glance.body == Body::Forbidden {
        entries.push(vec![text("Body: none")]);
    }
    if !status.required_headers.is_empty() {
        entries.push(vec![text(format!("Response must have: {}", header_names(status.required_headers)))]);
    }
    if !status.repeated_headers.is_empty() {
        let names = header_names(status.repeated_headers);
        entries.push(vec![text(format!("Response must have, if a `200` would: {names}"))]);
    }
    in_a_row(entries)
}

fn full_card(code: Code) -> Link {
    Link { label: "Full card".into(), target: Target::Page(code) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    use crate::catalog::{Catalog, Language, Library, Side, Spelling};
    use crate::features::filled_markdown;
    use crate::features::libraries::{Libraries, product};
    use crate::features::send::Sending;
    use crate::features::subject::ChangedName;
    use crate::features::subject::CodeLines;
    use crate::project::FileProject;

    /// The change of a name that gives the longest line.
    fn changed(spelling: Spelling) -> Option<ChangedName> {
        let preamble = crate::detect::Preamble::default();
        let libraries = Libraries::new(FileProject::unknown(), &preamble);
        let project = Some(format!("has {} 10.20.30-SNAPSHOT", product(spelling.library())));
        let kin = Library::all().iter().filter(|library| library.is_kin_of(spelling.library()));
        let others = kin.flat_map(Library::spellings).filter(|other| {
            let is_there = other.qualifier() == spelling.qualifier() && other.suffix() == spelling.suffix();
            is_there && other.code() == spelling.code() && other.name() != spelling.name()
        });
        let other = others.map(Spelling::text).max_by_key(String::len);
        let instead = spelling.change().instead.map(str::to_owned).or(other);
        Some(ChangedName { project, instead, ..ChangedName::of(spelling, &libraries)? })
    }

    /// Each status with the longest of its names in libraries, and without one, as each side reads it.
    fn subjects() -> impl Iterator<Item = Subject> {
        let mut longest: HashMap<(Code, bool), Spelling> = HashMap::new();
        for spelling in Library::all().iter().flat_map(Library::spellings) {
            // Those with a change have one more line.
            let is_changed = !spelling.change().is_none();
            let known = longest.entry((spelling.code(), is_changed)).or_insert(spelling);
            let length = |spelling: &Spelling| {
                let line = changed(*spelling).map(|changed| change_line(&changed));
                format!("{} {line:?}", spelling.text()).len()
            };
            *known = std::cmp::max_by_key(*known, spelling, length);
        }
        let spellings = longest.into_iter().map(|((code, _), spelling)| (code, Some(spelling)));
        let codes = Status::all().iter().map(|status| (status.code, None));
        let others = [299, 399, 432, 599, 600, 999].into_iter().filter_map(Code::new).map(|code| (code, None));
        codes.chain(others).chain(spellings).flat_map(|(code, spelling)| {
            [None, Some(Side::Client), Some(Side::Server)].into_iter().flat_map(move |reader| {
                let own_meanings = 0..code.status().map_or(0, |status| status.meanings.len());
                [None].into_iter().chain(own_meanings.map(Some)).flat_map(move |own_meaning| {
                    [false, true].map(|is_bound| {
                        let mut subject =
                            Subject { reader, is_bound, own_meaning, ..Subject::code(code, Catalog::compiled()) };
                        subject.constant = spelling;
                        subject.changed = spelling.and_then(changed);
                        subject
                    })
                })
            })
        })
    }

    /// Each status with each library of each language that has code for it, as a server and as a client, with the longest of its names.
    fn subjects_with_code() -> impl Iterator<Item = Subject> {
        let others = [299, 432, 599].into_iter().filter_map(Code::new);
        let codes = Status::all().iter().map(|status| status.code).chain(others);
        codes.flat_map(|code| {
            Language::with_senders().flat_map(move |language| {
                [false, true].into_iter().flat_map(move |is_check| {
                    Sending::all(language, is_check).filter(move |sending| !sending.lines(code).is_empty()).map(
                        move |sending| {
                            let all = sending.library().spellings().filter(|spelling| spelling.code() == code);
                            let constant =
                                all.max_by_key(|spelling| (!spelling.change().is_none(), spelling.text().len()));
                            Subject {
                                constant,
                                changed: constant.and_then(changed),
                                reader: Some(if is_check { Side::Client } else { Side::Server }),
                                code_lines: CodeLines::Of(sending),
                                ..Subject::code(code, Catalog::compiled())
                            }
                        },
                    )
                })
            })
        })
    }

    fn fits_on_a_screen(card: &Card) {
        let text = markdown(card, &|_| None);
        let words = text.lines().filter(|line| !line.starts_with("```")).flat_map(str::split_whitespace).count();
        let rows = text.lines().map(rows).sum::<usize>();
        assert!(words <= 150 && rows <= 16, "{words} words, {rows} rows:\n{text}");
    }

    #[test]
    fn every_card_fits_on_a_screen() {
        let mut count = 0;
        for subject in subjects().chain((1..=5).map(|digit| Subject::class(digit, Catalog::compiled()))) {
            fits_on_a_screen(&card(&subject));
            count += 1;
        }
        assert!(count > 1_000, "{count} cards");
    }

    #[test]
    fn every_card_with_code_fits_on_a_screen_and_keeps_the_code() {
        let mut count = 0;
        for subject in subjects_with_code() {
            let card = card(&subject);
            fits_on_a_screen(&card);
            let has_code = card.blocks.iter().any(|block| matches!(block, Block::Code { .. }));
            let has_fix = card.blocks.iter().any(|block| matches!(block, Block::Numbered(fixes) if !fixes.is_empty()));
            let is_registered = subject.compiled().is_some();
            assert!(has_code && (has_fix || !is_registered), "{}", markdown(&card, &|_| None));
            count += 1;
        }
        assert!(count > 4_000, "{count} cards");
    }

    /// Those of Neovim and Kakoune on screens of 24 rows.
    #[test]
    fn every_card_fits_on_a_narrow_screen() {
        let classes = (1..=5).map(|digit| Subject::class(digit, Catalog::compiled()));
        for subject in subjects().chain(classes).chain(subjects_with_code().step_by(23)) {
            for (columns, rows) in [(78, 20), (66, 18)] {
                let lines = |card: &Card| filled_markdown(card, columns).lines().count();
                let card = card_that(&subject, &|card| lines(card) <= rows);
                assert!(lines(&card) <= rows, "{rows} rows:\n{}", filled_markdown(&card, columns));
            }
        }
    }

    /// Whatever is dropped, these stay.
    #[test]
    fn title_summary_and_a_fix_stay() {
        for subject in subjects().filter(|subject| subject.own_meaning().is_none()) {
            let About::Code(code) = subject.about else { continue };
            let Some(status) = code.status() else { continue };
            let card = card(&subject);
            let text = markdown(&card, &|_| Some("x".into()));
            for part in [&subject.title(), status.summary, "\n1. ", "[Full card](<x>)"] {
                assert!(text.contains(part), "{part}: {text}");
            }
            let links_itself = card.blocks.iter().any(|block| match block {
                Block::Bullets(lines) => lines.iter().any(|line| line[0] == Span::Status(code)),
                _ => false,
            });
            assert!(!links_itself, "{text}");
        }
    }

    #[test]
    fn the_fixes_of_the_readers_side_come_first() {
        let code = Code::new(401).expect("a code");
        for (reader, first) in [(Side::Server, "\n1. Send "), (Side::Client, "\n1. Read ")] {
            let subject = Subject { reader: Some(reader), ..Subject::code(code, Catalog::compiled()) };
            let text = markdown(&card(&subject), &|_| None);
            assert!(text.contains(first), "{text}");
        }
    }

    #[test]
    fn the_headers_of_a_200_that_304_must_repeat_are_named() {
        let code = Code::new(304).expect("a code");
        let text = markdown(&card(&Subject::code(code, Catalog::compiled())), &|_| None);
        let line = "if a `200` would: `Cache-Control`, `Content-Location`, `Date`, `ETag`, `Expires`, `Vary`";
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn the_constant_under_the_cursor_is_not_repeated() {
        let code = Code::new(404).expect("a code");
        let spelling = Library::all().iter().flat_map(Library::spellings).find(|spelling| spelling.code() == code);
        let mut subject = Subject { name: spelling, constant: spelling, ..Subject::code(code, Catalog::compiled()) };
        let name = format!("· `{}`", spelling.expect("a name").text());
        assert!(!markdown(&card(&subject), &|_| None).contains(&name));
        subject.name = None;
        assert!(markdown(&card(&subject), &|_| None).contains(&name));
    }

    #[test]
    fn a_row_has_at_most_a_hundred_columns() {
        assert_eq!(rows(""), 0);
        assert_eq!(rows("a"), 1);
        assert_eq!(rows(&"a ".repeat(50)), 1);
        assert_eq!(rows(&"a ".repeat(51)), 2);
        assert_eq!(rows(&format!("{} {}", "a".repeat(120), "b")), 2);
    }
}
