//! Whether the time to search a text grows with its size and no faster: milliseconds for each megabyte, for texts in all
//! languages of the cases and for the others.
//!
//! ```text
//! cargo bench --bench growth -- [--quick]
//! ```

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use http_status_lsp::detect::mentions;
use regex::bytes::Regex;

mod texts;
use texts::{Kind, MB, Text, mixed, size_name};

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let sizes: &[usize] = if is_quick { &[MB / 10, MB, 10 * MB] } else { &[MB / 10, MB, 10 * MB, 100 * MB] };
    println!("Medians; in brackets the fastest and the slowest run.\n");
    println!("{:<24} {:>7} {:>24} {:>7} {:>9} {:>12}", "text", "size", "ms/MB", "MB/s", "mentions", "regex, ms/MB");
    report("all languages", sizes, mixed);
    for kind in Kind::ALL {
        report(&kind.to_string(), &sizes[..sizes.len().min(if is_quick { 2 } else { 3 })], |size| {
            vec![kind.text(size)]
        });
    }
}

fn report(name: &str, sizes: &[usize], texts: impl Fn(usize) -> Vec<Text>) {
    let numbers = Regex::new(r"(?-u)\b[1-5]\d\d\b").expect("a regular expression");
    for size in sizes {
        let texts = texts(*size);
        let megabytes = texts.iter().map(|text| text.text.len()).sum::<usize>() as f64 / MB as f64;
        let each = |work: &dyn Fn(&Text) -> usize| texts.iter().map(work).sum::<usize>();
        let found = each(&|text| mentions(&text.text, text.language).len());
        let scan = measured(|| each(&|text| mentions(&text.text, text.language).len())).map(|ms| ms / megabytes);
        let regex = measured(|| each(&|text| numbers.find_iter(text.text.as_bytes()).count())).map(|ms| ms / megabytes);
        let [fastest, median, slowest] = scan;
        let range = format!("{median:.2} ({fastest:.2}–{slowest:.2})");
        let (size, throughput) = (size_name(*size), 1000.0 / median);
        println!("{name:<24} {size:>7} {range:>24} {throughput:>7.0} {found:>9} {:>12.2}", regex[1]);
    }
}

/// The fastest, the median and the slowest run, in milliseconds.
fn measured(mut work: impl FnMut() -> usize) -> [f64; 3] {
    const ENOUGH: Duration = Duration::from_millis(1500);
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || begun.elapsed() < ENOUGH && times.len() < 101 {
        let start = Instant::now();
        black_box(work());
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    [times[0], times[times.len() / 2], times[times.len() - 1]]
}
