//! Difficult lines (`tests/cases/lines.tsv`), each judged as a whole file.

use http_status_lsp::detect::mentions;

#[path = "cases/reading.rs"]
#[expect(dead_code, reason = "the case files are for other tests")]
mod reading;

#[test]
fn difficult_lines_are_judged_right() {
    let lines = reading::lines();
    let mut faults = Vec::new();
    for line in &lines {
        let found = mentions(&line.text, line.language).into_iter();
        let found: Vec<String> =
            found.map(|mention| format!("{} {}", mention.code, &line.text[mention.range])).collect();
        let found = if found.is_empty() { "-".to_owned() } else { found.join("; ") };
        if found != line.found {
            faults.push(format!("{}: {}\n    expected {}\n    found {found}", line.language.id, line.text, line.found));
        }
    }
    assert!(faults.is_empty(), "{} of {} lines:\n{}", faults.len(), lines.len(), faults.join("\n"));
    assert!(lines.len() > 100, "{} lines", lines.len());
}
