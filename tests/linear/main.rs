//! The work on a text grows with its size and with nothing else, whatever stands in it. What is counted are steps: bytes that are split
//! into tokens and tokens that are read (`detect::steps`). Times would depend on the machine.
//!
//! The shapes stand in `shapes.txt`. `cargo test` grows each of them from 8 to 32 kB in two of the ten languages, which unoptimized code
//! does in some seconds. `LINEAR=all cargo test --profile checked --test linear` doubles each of them from 64 kB to 1 MB in all ten. CI
//! has `LINEAR=ends`, which leaves out the sizes between: work that grows faster than the text is the most at the largest.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{mentions, places_within, steps};

const LANGUAGES: [&str; 10] =
    ["javascript", "go", "python", "ruby", "elixir", "clojure", "html", "markdown", "yaml", "log"];

/// No text takes more than so many times the steps of the samples, for each byte. These are servers in which every third line has a status;
/// they take three times the steps of the average file of public web servers and clients, so this is 20 times ordinary code.
const WORST: f64 = 6.5;

/// The text at its largest, sixteen times as long, may take so many times the steps for each byte that it takes at its smallest, since
/// parts of 256 kB are read with 16 kB around them.
const GROWTH: f64 = 1.2;

/// A text that is repeated.
#[derive(Debug)]
struct Shape {
    name: String,
    /// Stands once, at the start.
    head: String,
    unit: String,
}

impl Shape {
    fn all() -> Vec<Self> {
        let lines = include_str!("shapes.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(Self::of).collect()
    }

    fn of(line: &str) -> Self {
        let (name, text) = line.split_once(' ').expect("a name and a text");
        let text = unescaped(text);
        let (head, unit) = text.split_once("@@").unwrap_or(("", &text));
        Self { name: name.to_owned(), head: head.to_owned(), unit: unit.to_owned() }
    }

    /// The shape repeated up to so many bytes.
    fn grown(&self, size: usize) -> String {
        const CODES: [u16; 8] = [404, 200, 503, 301, 422, 500, 201, 429];
        const WORDS: [&str; 4] = ["alpha", "status", "beta", "code"];
        let mut text = self.head.clone();
        let mut count = 0;
        while text.len() < size {
            let mut pieces = self.unit.split('{');
            text.push_str(pieces.next().unwrap_or_default());
            for piece in pieces {
                let (filled, rest) = match piece.as_bytes() {
                    [b'c', b'}', ..] => (CODES[count % CODES.len()].to_string(), &piece[2..]),
                    [b'n', b'}', ..] => ((count * 7 + 13).to_string(), &piece[2..]),
                    [b'w', b'}', ..] => (format!("w{}", WORDS[count % WORDS.len()]), &piece[2..]),
                    _ => ("{".to_owned(), piece),
                };
                count += 1;
                text.push_str(&filled);
                text.push_str(rest);
            }
        }
        text
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('s') => ' ',
                Some('0') => '\0',
                other => other.expect("a character behind the backslash"),
            }),
            c => out.push(c),
        }
    }
    out
}

/// A search through a whole text.
type Search = fn(&str, &'static Language);

const MENTIONS: Search = |text, language| drop(mentions(text, language));

const PLACES: Search = |text, language| drop(places_within(text, language, 0..text.len(), &|| true));

/// The steps that a search through the text takes for each of its bytes.
fn steps_per_byte(search: Search, text: &str, language: &str) -> f64 {
    let language = Language::by_id(language).expect("a known language");
    let before = steps::taken();
    search(text, language);
    (steps::taken() - before) as f64 / text.len() as f64
}

/// Servers as people write them.
fn steps_of_samples(search: Search) -> f64 {
    let samples = [("go", include_str!("../samples/server.go")), ("javascript", include_str!("../samples/server.js"))];
    samples.iter().map(|(language, text)| steps_per_byte(search, text, language)).sum::<f64>() / samples.len() as f64
}

/// The fault of a shape in a language, if it has one.
fn fault(search: Search, shape: &Shape, language: &str, sizes: &[usize], most: f64) -> Option<String> {
    let steps: Vec<f64> = sizes.iter().map(|size| steps_per_byte(search, &shape.grown(*size), language)).collect();
    // A part of a long text may begin inside a string of many lines, and reads the code of the text as strings and its strings as code.
    let exchanged = || steps_per_byte(search, &format!("`{}", shape.grown(sizes[0])), language);
    let grows_from = |least: f64| steps.iter().any(|later| *later > least * GROWTH);
    let grows = grows_from(steps[0]) && grows_from(steps[0].max(exchanged()));
    let is_too_much = steps.iter().any(|steps| *steps > most);
    (grows || is_too_much)
        .then(|| format!("{} in {language}: {steps:.1?} steps for each byte at {sizes:?}", shape.name))
}

#[test]
fn the_work_on_a_text_grows_with_its_size_alone() {
    check(MENTIONS, 8 * 1024, 5, 1);
}

/// The first numbers of a text that may be codes take their steps however short the text is, so shorter texts are left out.
#[test]
fn the_work_on_the_places_of_a_text_grows_with_its_size_alone() {
    check(PLACES, 32 * 1024, 50, 5);
}

/// Grows the shapes, in one of `one_of` pairs of shape and language from `smallest` bytes on. `LINEAR=ends` takes one of `one_of_ends` pairs.
fn check(search: Search, smallest: usize, one_of: usize, one_of_ends: usize) {
    let doubled = |smallest: usize, times: usize| (0..=times).map(|count| smallest << count).collect::<Vec<_>>();
    let (sizes, one_of) = match std::env::var("LINEAR").as_deref() {
        Ok("all") => (doubled(64 * 1024, 4), 1),
        Ok("ends") => (vec![64 * 1024, 1024 * 1024], one_of_ends),
        Ok(other) => panic!("LINEAR is {other:?}; it may be all or ends"),
        Err(_) => (doubled(smallest, 2), one_of),
    };
    let shapes = Shape::all();
    assert!(shapes.len() >= 100, "{} shapes", shapes.len());
    let is_meant = |shape: usize, language: usize| (language + shape).is_multiple_of(one_of);
    let pairs = (0..shapes.len()).flat_map(|shape| (0..LANGUAGES.len()).map(move |language| (shape, language)));
    let pairs: Vec<_> = pairs.filter(|(shape, language)| is_meant(*shape, *language)).collect();
    let most = WORST * steps_of_samples(search);
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, |count| count.get()) {
            scope.spawn(|| {
                while let Some((shape, language)) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let fault = fault(search, &shapes[*shape], LANGUAGES[*language], &sizes, most);
                    faults.lock().expect("no thread panics with the lock").extend(fault);
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no thread panics with the lock");
    assert!(faults.is_empty(), "at most {most:.1} steps for each byte:\n{}", faults.join("\n"));
}

/// The steps are counted at all, and the count sees work that is not there in ordinary code.
#[test]
fn steps_are_counted() {
    let quiet = steps_per_byte(MENTIONS, &"let alpha = beta;\n".repeat(100), "javascript");
    let busy = steps_per_byte(MENTIONS, &"status = 404;\n".repeat(100), "javascript");
    assert!(quiet >= 1.0 && busy > quiet, "{quiet} {busy}");
}
