//! The mentions of a range are those that a search of the whole document finds there, at a cost that does not depend on
//! the document.

use std::ops::Range;

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Mention, mentions, mentions_within, steps};

#[expect(dead_code, reason = "the marks are of use to other tests")]
#[path = "cases/reading.rs"]
mod reading;

fn within(text: &str, language: &'static Language, range: Range<usize>) -> Vec<Mention> {
    mentions_within(text, language, range, &|| true).expect("nothing stops it")
}

#[track_caller]
fn check(name: &str, text: &str, language: &'static Language, all: &[Mention], range: Range<usize>) {
    let expected: Vec<_> = all.iter().filter(|mention| range.contains(&mention.range.start)).cloned().collect();
    assert_eq!(within(text, language, range.clone()), expected, "{name} {range:?}");
}

/// Numbers below a limit, the same in each run.
fn drawn(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below.max(1)
    }
}

/// Ranges of any length anywhere, and ranges that begin or end inside a mention.
fn ranges(text: &str, all: &[Mention], count: usize, seed: u64) -> Vec<Range<usize>> {
    let mut random = drawn(seed);
    let mut found = Vec::new();
    for _ in 0..count {
        let start = random(text.len());
        let longest = 4 << random(11);
        found.push(start..start + random(longest));
        if let Some(mention) = all.get(random(all.len())) {
            let inside = mention.range.start + random(mention.range.len() + 1);
            found.extend([inside..inside + random(400), inside.saturating_sub(random(400))..inside]);
        }
    }
    found
}

#[test]
fn ranges_of_the_case_files_say_what_the_whole_says() {
    let cases = reading::case_files();
    assert!(cases.len() > 80);
    for (seed, case) in cases.iter().enumerate() {
        let all = mentions(&case.text, case.language);
        for range in ranges(&case.text, &all, 4, seed as u64) {
            check(&case.name, &case.text, case.language, &all, range);
        }
        check(&case.name, &case.text, case.language, &all, 0..2 * case.text.len());
        check(&case.name, &case.text, case.language, &all, case.text.len()..case.text.len() + 9);
    }
}

/// A document of several parts: prose, code blocks, one of them longer than a part, and lines of 100 kB.
fn long_document() -> String {
    let mut text = String::from("# API\n\nAll responses of this HTTP API have a status code.\n\n");
    for number in 0..600 {
        text.push_str("The server answers `404 Not Found`, or 503 Service Unavailable with Retry-After.\n\n");
        if number % 3 == 0 {
            text.push_str("```js\nif (res.status === 401) {\n  return res.status(403).send('Forbidden');\n}\n```\n\n");
        }
    }
    for _ in 0..2 {
        text.push_str(&"It says HTTP/1.1 404 Not Found and not 200 OK. ".repeat(2200));
        text.push_str("\n\n");
    }
    text.push_str("```go\npackage main\n\nimport \"net/http\"\n\n");
    for number in 0..5000 {
        text.push_str("\tw.WriteHeader(http.StatusNotFound)\n\tlimit := 404\n");
        if number % 50 == 0 {
            text.push_str("\t// The client gets 429 Too Many Requests.\n");
        }
    }
    text.push_str("```\n\nThe end: 410 Gone.\n");
    text
}

#[test]
fn ranges_of_a_long_document_say_what_the_whole_says() {
    let text = long_document();
    assert!(text.len() > 500_000, "{}", text.len());
    let markdown = Language::by_id("markdown").expect("a known language");
    let all = mentions(&text, markdown);
    assert!(all.len() > 5000, "{}", all.len());
    for range in ranges(&text, &all, 5, 3) {
        check("a long document", &text, markdown, &all, range);
    }
    // Where the parts of the search meet, be it inside of a long line or of a code block.
    for part in [1 << 18, 2 << 18] {
        check("parts meet", &text, markdown, &all, part - 100..part + 100);
        check("parts meet", &text, markdown, &all, part + 20..part + 5000);
    }
}

#[test]
fn a_phrase_belongs_to_the_range_in_which_it_begins() {
    let http = Language::by_id("http").expect("a known language");
    let text = "HTTP/1.1 404 Not Found\n";
    let found = |range: Range<usize>| -> Vec<&str> {
        within(text, http, range).into_iter().map(|mention| &text[mention.range]).collect()
    };
    assert_eq!(found(0..text.len()), ["404", "Not Found"]);
    assert_eq!(found(9..10), ["404"]);
    assert_eq!(found(10..14), ["Not Found"]);
    assert_eq!(found(14..text.len()), [""; 0]);
    let elixir = Language::by_id("elixir").expect("a known language");
    let symbol = "send_resp(conn, :not_found, body)\n";
    let start = symbol.find(":not").expect("it is there");
    assert_eq!(within(symbol, elixir, start..start + 1).len(), 1);
    assert_eq!(within(symbol, elixir, start + 1..start + 9).len(), 0);
}

#[test]
fn a_search_can_be_stopped() {
    let go = Language::by_id("go").expect("a known language");
    assert_eq!(mentions_within("w.WriteHeader(404)\n", go, 0..20, &|| false), None);
}

/// Bytes that are split into tokens and tokens that are read: those of the part that holds the range, whatever the document.
#[test]
fn the_cost_does_not_depend_on_the_document() {
    let javascript = Language::by_id("javascript").expect("a known language");
    let taken = |text: &str, range: Range<usize>| {
        let before = steps::taken();
        assert!(!within(text, javascript, range).is_empty());
        (steps::taken() - before) as f64
    };
    let unit = "function f(res) {\n  if (res.status === 404) return res.status(500);\n  log(res);\n}\n\n";
    let (short, long) = (unit.repeat(6400), unit.repeat(6 * 6400));
    let (in_short, in_long) = (taken(&short, 300_000..304_000), taken(&long, 2_200_000..2_204_000));
    assert!(in_long < in_short * 1.1, "{in_long} steps in {} bytes, {in_short} in {}", long.len(), short.len());
    // Judging the candidates is what takes long.
    let whole_part = taken(&short, 262_144..500_000);
    assert!(in_short < whole_part / 4.0, "{in_short} steps for 4 kB, {whole_part} for the part");
}
