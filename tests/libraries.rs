//! Each name that `.github/libraries/read.py` found in packages is in the catalog, or is refused with a reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use http_status_lsp::catalog::{Code, Spelling};

/// The cells of a table's lines, without its head.
fn rows(name: &str, cells: usize) -> Vec<Vec<String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".github/libraries").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: Vec<Vec<String>> =
        text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    for row in &rows {
        assert_eq!(row.len(), cells, "{name}: {row:?}");
    }
    rows
}

/// The language in which a package is used.
fn language(ecosystem: &str) -> &'static str {
    match ecosystem {
        "pypi" => "python",
        "npm" => "typescript",
        "debian-ruby" => "ruby",
        other => panic!("`{other}` is no ecosystem"),
    }
}

#[test]
fn what_packages_name_is_in_the_catalog_or_refused() {
    let refused = rows("refused.tsv", 3);
    let mut unused: BTreeSet<(&str, &str)> = refused.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    let mut missing = Vec::new();
    let found = rows("found.tsv", 5);
    for row in &found {
        let [ecosystem, package, name, code, _] = row.as_slice() else { unreachable!("counted above") };
        let is_refused = unused.remove(&(package, name));
        let code = Code::parse(code).unwrap_or_else(|| panic!("{package}: `{code}` is no code"));
        let identifier = name.rsplit("::").next().unwrap_or(name);
        let language = language(ecosystem);
        let is_there = Spelling::named(identifier)
            .any(|spelling| spelling.code() == code && spelling.library().languages.contains(&language));
        if !is_refused && !is_there {
            missing.push(format!("{package}\t{name}\t{}", code.number()));
        }
    }
    assert!(missing.is_empty(), "neither in data/names nor in refused.tsv:\n{}", missing.join("\n"));
    assert!(unused.is_empty(), "refused.tsv has lines of what read.py does not find: {unused:?}");
}

#[test]
fn each_refusal_has_a_reason() {
    for row in rows("refused.tsv", 3) {
        assert!(row[2].len() > 10, "{row:?}");
    }
}
