//! How long one answer takes in the process, without the protocol, and how often it asks for memory.
//!
//! ```text
//! cargo bench --bench requests
//! ```
//!
//! With `BENCH_HUGE` set, in documents of 100 MB too. All that is timed should not depend on the size of the document.

use std::fmt;
use std::ops::Range;

use divan::{AllocProfiler, Bencher, black_box};
use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{EXCERPT_BYTES, PREAMBLE_BYTES, Reading, mentions};
use http_status_lsp::features::completion::Asked;
use http_status_lsp::features::{Card, Detail, completion, hover, markdown};
use http_status_lsp::text::{Change, Document, Encoding, Position};

mod texts;
use texts::{Kind, MB, Text, are_huge_wanted, size_name};

/// A list that the user asked for.
const ASKED: Asked = Asked { constants: true, is_typing: false };

/// Counts what each answer takes from the heap. That costs some nanoseconds each time.
#[global_allocator]
static HEAP: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[derive(Clone, Copy)]
struct Case {
    kind: Kind,
    size: usize,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.kind, size_name(self.size))
    }
}

fn cases() -> Vec<Case> {
    let mut sizes = vec![1000, 100_000, MB, 10 * MB];
    if are_huge_wanted() {
        sizes.push(100 * MB);
    }
    let cases = Kind::ALL.into_iter().flat_map(|kind| sizes.iter().map(move |size| Case { kind, size: *size }));
    // So little of an ordinary file holds no status.
    cases.filter(|case| case.kind != Kind::Ordinary || case.size > 1000).collect()
}

/// An open document and the place of a status in its middle.
struct Open {
    document: Document,
    language: &'static Language,
    offset: usize,
}

impl Open {
    fn new(case: Case) -> Self {
        let Text { language, text } = case.kind.text(case.size);
        let document = Document::new(&text);
        let open = Self { document, language, offset: text.floor_char_boundary(text.len() / 2) };
        // What is found in a part by itself need not be a status in the whole. A short text may have none in its second half.
        let first_in = |part: Range<usize>| {
            let found =
                mentions(&text[part.clone()], language).into_iter().map(|mention| part.start + mention.range.start);
            found.into_iter().find(|at| hover::hover(&open.read(*at, None).excerpt(), *at).is_some())
        };
        let end = text.floor_char_boundary(open.offset + 64 * 1024);
        let offset = first_in(open.offset..end).or_else(|| first_in(0..text.floor_char_boundary(64 * 1024)));
        Self { offset: offset.expect("a status in the text"), ..open }
    }

    /// As the server does it: in the place of what was read before.
    fn read(&self, offset: usize, last: Option<Reading>) -> Reading {
        let range = self.document.lines_around(offset, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
        let head = self.document.slice(0..PREAMBLE_BYTES);
        let last = last.unwrap_or_else(|| Reading::empty(self.language));
        last.renewed(&head, range.start, |text| self.document.write(range.clone(), text))
    }

    fn card(&self, reading: &Reading) -> usize {
        hover::hover(&reading.excerpt(), self.offset)
            .map_or(0, |hover| markdown(&Card::of(&hover.subject, Detail::Brief), &|_| None).len())
    }

    fn insert(&mut self, range: Range<Position>, text: &str) {
        let change = Change { range: Some(range), text: text.to_owned() };
        self.document.apply(&change, Encoding::Utf16).expect("no pair is cut");
    }
}

/// The card of a status in a part that was read for the request before.
#[divan::bench(args = cases(), max_time = 0.5)]
fn hover_again(bencher: Bencher<'_, '_>, case: &Case) {
    let open = Open::new(*case);
    let reading = open.read(open.offset, None);
    bencher.bench_local(|| black_box(open.card(&reading)));
}

/// One character typed at the start of a status's line, and its card.
#[divan::bench(args = cases(), max_time = 1)]
fn keystroke_and_hover(bencher: Bencher<'_, '_>, case: &Case) {
    let mut open = Open::new(*case);
    let at = open.document.position(open.offset, Encoding::Utf16);
    // Where all is one line, right before the status.
    let column = if case.kind == Kind::Minified { at.column } else { 0 };
    let (start, end) = (Position { line: at.line, column }, Position { line: at.line, column: column + 1 });
    let mut last = None;
    let mut has_typed = false;
    bencher.bench_local(move || {
        // A space, and away with it again.
        if has_typed {
            open.insert(start..end, "");
        } else {
            open.insert(start..start, " ");
        }
        open.offset = if has_typed { open.offset - 1 } else { open.offset + 1 };
        has_typed = !has_typed;
        let reading = open.read(open.offset, last.take());
        let length = black_box(open.card(&reading));
        last = Some(reading);
        length
    });
}

/// What begins a status in that language.
fn begun(kind: Kind) -> &'static str {
    match kind {
        Kind::Usual("go") => "\tw.WriteHeader(http.Status",
        Kind::Usual("python") => "    raise HTTPException(status_code=status.HTTP_4",
        Kind::Usual("java") => "        return ResponseEntity.status(HttpStatus.",
        Kind::Usual("yaml") => "      responses:\n        '4",
        Kind::Ordinary => "    return StatusCode::",
        _ => ";res.status(4",
    }
}

/// The suggestions behind what begins a status, in a part that was read before.
#[divan::bench(args = cases(), max_time = 1)]
fn complete(bencher: Bencher<'_, '_>, case: &Case) {
    let mut open = Open::new(*case);
    let typed = begun(case.kind);
    let at = open.document.position(open.offset, Encoding::Utf16);
    // On a line of its own, where there are lines.
    let at = if case.kind == Kind::Minified { at } else { Position { line: at.line, column: 0 } };
    let offset = open.document.offset(at, Encoding::Utf16) + typed.len();
    open.insert(at..at, &format!("{typed}\n"));
    let reading = open.read(offset, None);
    bencher.bench_local(|| black_box(completion::complete(&reading.excerpt(), offset, ASKED)));
}
