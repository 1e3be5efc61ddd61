//! Lines that fool other tools (`tests/cases/lines.tsv`), each judged as a file of its own.

use std::fs;
use std::path::Path;

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::mentions;

#[test]
fn lines_that_fool_others_are_read_right() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lines.tsv");
    let cases = fs::read_to_string(path).expect("the lines");
    let mut faults = Vec::new();
    let mut count = 0;
    for case in cases.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        count += 1;
        let mut fields = case.splitn(3, '\t');
        let mut field = || fields.next().unwrap_or_else(|| panic!("`{case}` has not three fields"));
        let (language, expected, text) = (field(), field(), field().replace("\\n", "\n"));
        let language = Language::by_id(language).unwrap_or_else(|| panic!("`{case}`: no such language"));
        let found: Vec<String> = mentions(&text, language)
            .into_iter()
            .map(|mention| format!("{} {}", mention.code, &text[mention.range]))
            .collect();
        let found = if found.is_empty() { "-".to_owned() } else { found.join("; ") };
        if found != expected {
            faults.push(format!("{case}\n    found {found}"));
        }
    }
    assert!(faults.is_empty(), "{} of {count} lines:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 100, "{count} lines");
}
