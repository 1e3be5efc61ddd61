//! How fast whole texts are searched for statuses, and how fast a regular expression finds the numbers alone.
//!
//! ```text
//! cargo bench --bench scan
//! ```
//!
//! With BENCH_HUGE set, texts of 100 MB too. `--bench growth` has the figures for texts in all languages.

use std::fmt;

use divan::Bencher;
use divan::counter::BytesCount;
use http_status_lsp::detect::mentions;
use regex::bytes::Regex;

mod texts;
use texts::{Kind, MB, are_huge_wanted, size_name};

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
    Kind::ALL.into_iter().flat_map(|kind| sizes.iter().map(move |size| Case { kind, size: *size })).collect()
}

/// All mentions of a text.
#[divan::bench(args = cases(), max_time = 2)]
fn all_mentions(bencher: Bencher<'_, '_>, case: &Case) {
    let text = case.kind.text(case.size);
    bencher.counter(BytesCount::of_str(&text.text)).bench_local(|| mentions(&text.text, text.language).len());
}

/// What an extension does that knows numbers alone.
#[divan::bench(args = cases(), max_time = 1)]
fn three_digits(bencher: Bencher<'_, '_>, case: &Case) {
    let text = case.kind.text(case.size);
    let numbers = Regex::new(r"(?-u)\b[1-5]\d\d\b").expect("a regular expression");
    bencher.counter(BytesCount::of_str(&text.text)).bench_local(|| numbers.find_iter(text.text.as_bytes()).count());
}
