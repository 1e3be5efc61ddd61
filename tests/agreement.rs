//! A hover, a search of the whole document and `hover --why` judge alike, in the cases, in all inputs of the fuzz targets, and in random
//! documents that are made of pieces of code with statuses.

use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{
    Confidence, EXCERPT_BYTES, Excerpt, Mention, PREAMBLE_BYTES, Preamble, Reading, candidates, judge_at, mention_at,
    mentions,
};
use http_status_lsp::text::Document;

#[path = "cases/reading.rs"]
#[expect(dead_code, reason = "the marks are for other tests")]
mod reading;

#[path = "cases/packing.rs"]
mod packing;

/// Sums of the same weights differ by less than this, by the order in which they are added.
const ROUNDING: f32 = 0.001;

/// A text in a language, with a name to find it by.
struct Sample {
    name: String,
    language: &'static Language,
    text: String,
}

fn from_cases() -> Vec<Sample> {
    let cases = reading::case_files().into_iter();
    let cases = cases.map(|case| Sample { name: case.name, language: case.language, text: case.text });
    let lines = reading::lines().into_iter();
    cases
        .chain(lines.map(|line| Sample { name: line.text.clone(), language: line.language, text: line.text }))
        .collect()
}

/// The seeds, the regressions and the packed inputs of the targets that read text. An input of `mentions` begins with a language; that of
/// the others is read as JavaScript.
fn from_fuzzing() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut samples = Vec::new();
    for target in ["mentions", "edits"] {
        let mut add = |name: String, data: &[u8]| {
            let text = String::from_utf8_lossy(data);
            let (first, rest) = text.split_once('\n').unwrap_or(("", &text));
            let id = first.trim_end_matches(['<', '>', '_', '*']);
            let language = Language::by_id(id).filter(|_| target == "mentions");
            let language = language.or_else(|| Language::by_id("javascript")).expect("a language");
            samples.push(Sample { name, language, text: rest.to_owned() });
        };
        let folders = ["seeds", "regressions"].iter();
        let inputs = folders.flat_map(|kind| fs::read_dir(folder.join(kind).join(target)).expect("a folder"));
        let mut inputs: Vec<PathBuf> = inputs.map(|entry| entry.expect("an entry").path()).collect();
        inputs.sort();
        assert!(inputs.len() > 2, "{inputs:?}");
        for input in inputs {
            add(input.display().to_string(), &fs::read(&input).expect("a file"));
        }
        let packed = fs::read_to_string(folder.join("packed").join(format!("{target}.txt"))).expect("a file");
        for (number, line) in packed.lines().enumerate() {
            add(format!("line {} of {target}.txt", number + 1), &packing::unpacked(line));
        }
    }
    samples
}

/// Random numbers below the limit of each call, the same in each run.
fn drawn(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    }
}

/// Documents made of pieces of code, prose and tables.
fn at_random(count: usize) -> Vec<Sample> {
    const PIECES: [&str; 48] = [
        "res.status(404)",
        "return 500",
        "if (code === 429) {",
        "}",
        "\n",
        "\n",
        "\n\n",
        "  ",
        "404",
        "200",
        "503,",
        "[301, 302]",
        "Not Found",
        "not_found",
        ":not_found",
        "http.StatusNotFound",
        "HttpStatus.NOT_FOUND",
        "ok",
        "OK",
        "Created",
        "4xx",
        "5xx",
        "case 410:",
        "width: 300px",
        "| status | size |\n|---|---|\n",
        "| 404 | 200 |\n",
        "\"",
        "'",
        "// ",
        "/* ",
        " */",
        "# ",
        "HTTP/1.1 201 Created\n",
        "import http\n",
        "status = ",
        "code: ",
        "(200, ",
        ")",
        "fallback(404, x)",
        "retry(3, 502)",
        "GET /shelves/404",
        " the 404 page ",
        "Internal Server Error",
        "status >= 400 && status < 500",
        "locked",
        "\u{e9} ",
        "```js\n",
        "```\n",
    ];
    const IDS: [&str; 12] = [
        "javascript",
        "go",
        "python",
        "ruby",
        "elixir",
        "java",
        "markdown",
        "yaml",
        "plaintext",
        "rust",
        "html",
        "csharp",
    ];
    let mut random = drawn(21);
    (0..count)
        .map(|number| {
            let length = 20 + random(200);
            let text: String = (0..length).map(|_| [PIECES[random(PIECES.len())], " "].concat()).collect();
            let language = Language::by_id(IDS[number % IDS.len()]).expect("a language");
            Sample { name: format!("random document {number}"), language, text }
        })
        .collect()
}

/// The parts of two verdicts on one place that must be the same.
fn shown(mention: &Mention) -> String {
    format!("{:?} {} {:?} {:?} {}", mention.range, mention.code, mention.kind, mention.confidence, mention.is_bound)
}

#[track_caller]
fn check_same(a: Option<&Mention>, b: Option<&Mention>, sample: &Sample, what: &str) {
    let is_same = match (a, b) {
        (Some(a), Some(b)) => shown(a) == shown(b) && (a.sum() - b.sum()).abs() < ROUNDING,
        (a, b) => a.is_none() && b.is_none(),
    };
    assert!(is_same, "{what} in {} ({}):\n{a:#?}\n{b:#?}\n{}", sample.name, sample.language.id, sample.text);
}

/// Compares all ways to judge a document, where each sees all of it. Answers how many mentions there are.
fn check_whole(sample: &Sample) -> usize {
    let Sample { language, text, .. } = sample;
    let found = mentions(text, *language);
    let reading = Reading::new(Preamble::of(text), text.clone(), 0, language);
    let excerpt = reading.excerpt();
    let whole = candidates(text, *language);
    check_list(&found, &whole, sample);
    for candidate in &whole {
        let middle = text.floor_char_boundary(candidate.range.start.midpoint(candidate.range.end));
        check_place(&excerpt, middle, &found, sample);
    }
    found.len()
}

/// The mentions are the likely ones among all candidates.
fn check_list(found: &[Mention], whole: &[Mention], sample: &Sample) {
    let likely: Vec<&Mention> = whole.iter().filter(|mention| mention.confidence >= Confidence::Likely).collect();
    for (found, judged) in found.iter().zip(&likely) {
        check_same(Some(found), Some(judged), sample, "a search and all candidates");
    }
    assert_eq!(found.len(), likely.len(), "{}: {}", sample.name, sample.text);
}

/// A hover, `hover --why` and the search at one place.
fn check_place(excerpt: &Excerpt<'_>, at: usize, found: &[Mention], sample: &Sample) {
    let hovered = mention_at(excerpt, at);
    let why = judge_at(excerpt, at).filter(|mention| mention.confidence >= Confidence::Likely);
    check_same(hovered.as_ref(), why.as_ref(), sample, "a hover and `--why`");
    let there = found.iter().find(|mention| mention.range.contains(&at));
    check_same(hovered.as_ref(), there, sample, "a hover and a search");
}

/// Compares all ways to judge these documents, which hold at least so many mentions.
fn check_all(samples: &[Sample], least: usize) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let count: usize = std::thread::scope(|scope| {
        let part = |first| samples.iter().skip(first).step_by(threads).map(check_whole).sum::<usize>();
        let started: Vec<_> = (0..threads).map(|first| scope.spawn(move || part(first))).collect();
        started.into_iter().map(|thread| thread.join().expect("no difference")).sum()
    });
    assert!(count >= least, "{count} mentions");
}

#[test]
fn all_ways_to_judge_agree_in_the_cases() {
    check_all(&from_cases(), 1500);
}

#[test]
fn all_ways_to_judge_agree_in_the_inputs_of_fuzzing() {
    check_all(&from_fuzzing(), 1500);
}

#[test]
fn all_ways_to_judge_agree_in_random_documents() {
    check_all(&at_random(60), 800);
}

/// Documents longer than what a hover reads: all cases of a language, one after the other, as often as it takes.
fn long_documents() -> Vec<Sample> {
    let mut samples: Vec<Sample> = Vec::new();
    for case in from_cases() {
        match samples.iter_mut().find(|sample| std::ptr::eq(sample.language, case.language)) {
            Some(sample) => sample.text += &case.text,
            None => samples.push(Sample { name: format!("all cases in {}", case.language.id), ..case }),
        }
    }
    samples
}

/// A hover reads some kilobytes around its place, and a search reads all. That makes no difference in these documents, at a part of the
/// candidates that is drawn.
#[test]
fn what_a_hover_does_not_read_makes_no_difference() {
    const ONE_IN: usize = 50;
    let mut random = drawn(12);
    let mut count = 0;
    // Some languages, since it takes long.
    for sample in long_documents().into_iter().step_by(4) {
        let text = sample.text.repeat(1 + 2 * EXCERPT_BYTES.0 / sample.text.len());
        let sample = Sample { text, ..sample };
        let found = mentions(&sample.text, sample.language);
        let document = Document::new(&sample.text);
        for candidate in candidates(&sample.text, sample.language) {
            if random(ONE_IN) > 0 {
                continue;
            }
            let at = sample.text.floor_char_boundary(candidate.range.start.midpoint(candidate.range.end));
            check_place(&around(&document, at, sample.language).excerpt(), at, &found, &sample);
            count += 1;
        }
    }
    assert!(count > 200, "{count}");
}

/// The part of a document that a hover reads.
fn around(document: &Document, at: usize, language: &'static Language) -> Reading {
    let range = document.lines_around(at, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
    let head = Preamble::of(&document.slice(0..PREAMBLE_BYTES));
    Reading::new(head, document.slice(range.clone()).into_owned(), range.start, language)
}

/// Where it does make one: what opens a block, a comment or a string further up than a hover reads is not seen by it.
#[test]
fn a_block_that_opens_out_of_reach_is_not_seen_by_a_hover() {
    let language = Language::by_id("markdown").expect("a language");
    for lines in [10, 1000] {
        let filler = "let a = 1; // one\n".repeat(lines);
        let text = format!("```js\n{filler}if (aisle === 404) open();\n{filler}```\n");
        let at = text.find("404").expect("the number") + 1;
        let is_prose = |mention: &Mention| mention.why.iter().any(|(name, _)| *name == "in-prose");
        let searched = candidates(&text, language).into_iter().find(|mention| mention.range.contains(&at));
        assert!(!is_prose(&searched.expect("a candidate")));
        let hovered = judge_at(&around(&Document::new(&text), at, language).excerpt(), at);
        assert_eq!(is_prose(&hovered.expect("a candidate")), text.len() > EXCERPT_BYTES.0, "{lines} lines");
    }
}
