//! Scores hover on names of headers against `tests/accuracy/headers.tsv`.
//!
//! ```text
//! cargo run --example headers -- tests/accuracy/headers.tsv FILES [odd|even]
//! ```
//!
//! `FILES` holds each file as `<owner>+<repository>/<path>`. With `odd` or `even`, only these rows count, the first being 1.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::fs;
use std::path::Path;

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{EXCERPT_BYTES, PREAMBLE_BYTES, Preamble, Reading, mention_at};
use http_status_lsp::features::headers::header_at;
use http_status_lsp::text::Document;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, folder, rest @ ..] = arguments.as_slice() else {
        return Err("headers.tsv and the folder of the files".into());
    };
    let parity = rest.first().map(|which| usize::from(which == "odd"));
    let rows = fs::read_to_string(table).map_err(|error| format!("{table}: {error}"))?;
    let (mut right, mut missed, mut wrong) = (0, 0, 0);
    for (number, row) in (1..).zip(rows.lines().skip(1)) {
        if parity.is_some_and(|parity| number % 2 != parity) {
            continue;
        }
        let fields: Vec<&str> = row.split('\t').collect();
        let [repository, path, line, column, label, name, ..] = fields[..] else {
            return Err(format!("a row of {} fields", fields.len()));
        };
        let file = Path::new(folder).join(repository.replace('/', "+")).join(path);
        let text = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let text = String::from_utf8_lossy(&text);
        let one_based = |field: &str| field.parse::<usize>().map_err(|_| format!("`{field}` is not a number"));
        let (line, column) = (one_based(line)?, one_based(column)?);
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let source = text[start..].lines().next().unwrap_or_default();
        let before: usize = source.chars().take(column - 1).map(char::len_utf8).sum();
        let language = Language::of_document("", path);
        let is_found = is_header(&text, language, start + before + name.len() / 2);
        match (label == "1", is_found) {
            (true, true) => right += 1,
            (true, false) => missed += 1,
            (false, true) => wrong += 1,
            (false, false) => {}
        }
        if (label == "1") != is_found {
            let kind = if is_found { "wrong" } else { "missed" };
            let source: String = source.trim().chars().take(110).collect();
            println!("{kind}\t{}\t{repository}/{path}:{line}:{column}\t{name}\t{source}", language.id);
        }
    }
    let share = |part: i32, of: i32| f64::from(part) / f64::from(of.max(1));
    println!("right {right}, missed {missed}, wrong {wrong}");
    println!("P {:.3}, R {:.3}", share(right, right + wrong), share(right, right + missed));
    Ok(())
}

/// Whether hover shows a header at byte `offset`.
fn is_header(text: &str, language: &'static Language, offset: usize) -> bool {
    let document = Document::new(text);
    let around = document.lines_around(offset, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
    let head = Preamble::of(&document.slice(0..PREAMBLE_BYTES));
    let reading = Reading::new(head, document.slice(around.clone()).into_owned(), around.start, language);
    let excerpt = reading.excerpt();
    mention_at(&excerpt, offset).is_none() && header_at(&excerpt, offset).is_some()
}
