//! How fast whole texts are searched for statuses, whether the time grows with the size and no faster, and how fast a regular
//! expression finds the numbers alone.
//!
//! ```text
//! cargo bench --bench scan -- [--quick | --huge] [TEXT …]
//! ```
//!
//! `--quick` ends at 1 MB, `--huge` goes on to 100 MB. With a TEXT, such as `Python`, only those whose name holds it.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use http_status_lsp::detect::mentions;
use regex::bytes::Regex;

mod texts;
use texts::{Kind, MB, Text, mixed, mixed_dense, size_name};

fn main() {
    let is_given = |option: &str| std::env::args().any(|argument| argument == option);
    let sizes = [1000, MB / 10, MB, 10 * MB, 100 * MB];
    let sizes = &sizes[..if is_given("--quick") { 3 } else { 4 } + usize::from(is_given("--huge"))];
    println!("Milliseconds for each megabyte: the processor's time, then the median by the clock (fastest–slowest).\n");
    println!(
        "{:<24} {:>7} {:>9} {:>28} {:>7} {:>12} {:>10}",
        "text", "size", "processor", "clock", "MB/s", "mentions/kB", "regex"
    );
    report("all languages", &sizes[1..], mixed);
    report("the same, cases alone", &sizes[1..3], mixed_dense);
    for kind in Kind::ALL {
        report(&kind.to_string(), &sizes[..sizes.len().min(4)], |size| vec![kind.text(size)]);
    }
}

fn report(name: &str, sizes: &[usize], texts: impl Fn(usize) -> Vec<Text>) {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if !wanted.is_empty() && !wanted.iter().any(|part| name.contains(part.as_str())) {
        return;
    }
    let numbers = Regex::new(r"(?-u)\b[1-5]\d\d\b").expect("a regular expression");
    for size in sizes {
        let texts = texts(*size);
        let megabytes = texts.iter().map(|text| text.text.len()).sum::<usize>() as f64 / MB as f64;
        let each = |work: &dyn Fn(&Text) -> usize| texts.iter().map(work).sum::<usize>();
        let found = each(&|text| mentions(&text.text, text.language).len()) as f64 / megabytes / 1000.0;
        let scan = measured(megabytes, || each(&|text| mentions(&text.text, text.language).len()));
        let regex = measured(megabytes, || each(&|text| numbers.find_iter(text.text.as_bytes()).count()));
        let Times { processor, fastest, median, slowest } = scan;
        let clock = format!("{median:.1} ({fastest:.1}–{slowest:.1})");
        let (size, throughput) = (size_name(*size), 1000.0 / processor.unwrap_or(median));
        let processor = processor.map_or("–".to_owned(), |time| format!("{time:.1}"));
        let regex = regex.processor.unwrap_or(regex.median);
        println!("{name:<24} {size:>7} {processor:>9} {clock:>28} {throughput:>7.0} {found:>12.2} {regex:>10.2}");
    }
}

/// Milliseconds for each megabyte.
struct Times {
    /// The mean of the time that this thread ran, where the system tells; other programs lengthen only what the clock says.
    processor: Option<f64>,
    fastest: f64,
    median: f64,
    slowest: f64,
}

fn measured(megabytes: f64, mut work: impl FnMut() -> usize) -> Times {
    const ENOUGH: Duration = Duration::from_millis(1500);
    let begun = Instant::now();
    let processor = processor_time();
    let mut times = Vec::new();
    while times.len() < 3 || begun.elapsed() < ENOUGH {
        let start = Instant::now();
        black_box(work());
        times.push(start.elapsed().as_secs_f64() * 1000.0 / megabytes);
    }
    let runs = times.len() as f64;
    let processor = processor.zip(processor_time()).map(|(start, end)| (end - start) * 1000.0 / runs / megabytes);
    times.sort_by(f64::total_cmp);
    Times { processor, fastest: times[0], median: times[times.len() / 2], slowest: times[times.len() - 1] }
}

/// The seconds that this thread has run, as Linux counts them.
fn processor_time() -> Option<f64> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = counted.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}
