//! Scores the roles of mentions against `tests/accuracy/roles.tsv`.
//!
//! ```text
//! cargo run --example roles -- tests/accuracy/roles.tsv FILES
//! ```
//!
//! `FILES` holds each file as `<package>/<path>`. An assertion counts as a check. Mentions that are not found are wrong.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{EXCERPT_BYTES, MentionRole, PREAMBLE_BYTES, Preamble, Reading, mention_at};
use http_status_lsp::text::Document;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, folder] = arguments.as_slice() else { return Err("roles.tsv and the folder of the files".into()) };
    let rows = fs::read_to_string(table).map_err(|error| format!("{table}: {error}"))?;
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [id, package, _, path, _, language, line, column, length, token, wanted] = fields[..] else {
            return Err(format!("a row of {} fields", fields.len()));
        };
        let file = Path::new(folder).join(package).join(path);
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let number = |field: &str| field.parse::<usize>().map_err(|_| format!("`{field}` is not a number"));
        let (line, column, length) = (number(line)?, number(column)?, number(length)?);
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let found = role_at(&text, language, start + column + length / 2);
        let is_right = found == Some(wanted);
        for count in [wanted, "all"] {
            let (right, all) = counts.entry(count).or_default();
            *right += usize::from(is_right);
            *all += 1;
        }
        if !is_right {
            let source = text[start..].lines().next().unwrap_or_default().trim();
            let source: String = source.chars().take(110).collect();
            println!("{id}\t{wanted}\t{}\t{language}\t{token}\t{source}", found.unwrap_or("not found"));
        }
    }
    for (role, (right, all)) in counts {
        println!("{role}: {right} of {all}, {:.3}", right as f64 / all as f64);
    }
    Ok(())
}

/// The role of the mention at byte `offset`; nothing where there is none.
fn role_at(text: &str, language: &str, offset: usize) -> Option<&'static str> {
    let language = Language::by_id(language).unwrap_or_else(Language::fallback);
    let document = Document::new(text);
    let around = document.lines_around(offset, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
    let head = Preamble::of(&document.slice(0..PREAMBLE_BYTES));
    let reading = Reading::new(head, document.slice(around.clone()).into_owned(), around.start, language);
    let mention = mention_at(&reading.excerpt(), offset)?;
    Some(match mention.role {
        MentionRole::Sends => "sends",
        MentionRole::Checks | MentionRole::Asserts => "checks",
        MentionRole::Documents => "documents",
        MentionRole::Unknown => "unknown",
    })
}
