//! No card repeats the specifications: `tests/sources/hashes.txt` has hashes of their runs of nine words
//! (`examples/hash_sources.rs` makes it).

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use http_status_lsp::catalog::{Header, Status};

mod sources;

fn known() -> HashSet<u64> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources/hashes.txt");
    let text = fs::read_to_string(path).expect("the hashes");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| u64::from_str_radix(line, 16).expect("a hash")).collect()
}

#[test]
fn no_card_repeats_a_specification() {
    let known = known();
    assert!(known.len() > 10_000, "{} hashes", known.len());
    let mut count = 0;
    let mut check = |whose: &dyn std::fmt::Display, text: &str| {
        for hash in sources::hashes(text) {
            count += 1;
            assert!(!known.contains(&hash), "{whose}: nine words in a row stand in a specification: {text}");
        }
    };
    for status in Status::all() {
        let advice = status.causes.iter().chain(status.fixes).flat_map(|advice| [advice.short, advice.text]);
        let related = status.related.iter().flat_map(|related| [related.short, related.reason]);
        let meanings = status.meanings.iter().flat_map(|meaning| [meaning.summary, meaning.explanation]);
        let retry = status.glance.iter().map(|glance| glance.retry);
        let curl = status.curl.iter().map(|curl| curl.shows);
        let texts = [status.summary, status.explanation].into_iter().chain(retry).chain(curl);
        for text in texts.chain(advice).chain(related).chain(meanings) {
            check(&status.code, text);
        }
    }
    for header in Header::all() {
        check(&header.name, header.line);
    }
    assert!(count > 1_000, "{count} runs of words");
}

#[test]
fn repeated_words_are_found_across_markup() {
    let text = Status::all()[0].explanation;
    let known: HashSet<u64> = sources::hashes(text).into_iter().collect();
    let repeated = format!("<p>Before it. {}, and more</p>", text.to_uppercase().replace(' ', "\n<b class=x>"));
    let found = sources::hashes(&repeated);
    assert!(known.len() > 5 && known.iter().all(|hash| found.contains(hash)));
    assert!(
        sources::hashes("Nine words that nobody else has ever put together like this")
            .iter()
            .all(|h| !known.contains(h))
    );
}
