//! `find` finds what a search of the whole document finds: the quick look misses nothing, and threads change nothing.

use std::fs;

use http_status_lsp::catalog::{Catalog, Library};
use http_status_lsp::detect::{Mention, MentionKind, mentions};
use http_status_lsp::features::find::Query;
use serde_json::Value;

use super::{printed, run, write};

#[path = "../cases/reading.rs"]
#[expect(dead_code, reason = "the marks are for other tests")]
mod reading;

/// The query for what a mention denotes.
fn query(mention: &Mention) -> Query {
    let mut query = Query::default();
    let what = match mention.kind {
        MentionKind::Class => format!("{}xx", mention.code.class_digit()),
        _ => mention.code.to_string(),
    };
    assert!(query.add(&what), "{what}");
    query
}

/// The text of a mention alone makes its file one that is read.
#[test]
fn the_quick_look_passes_every_mention() {
    let mut filters = std::collections::BTreeMap::new();
    let (cases, lines) = (reading::case_files(), reading::lines());
    let texts = cases
        .iter()
        .map(|case| (&case.text, case.language))
        .chain(lines.iter().map(|line| (&line.text, line.language)));
    let mut count = 0;
    for (text, language) in texts {
        for mention in mentions(text, language) {
            let query = query(&mention);
            assert!(query.holds(&mention), "{mention:?}");
            let is_class = mention.kind == MentionKind::Class;
            let filter =
                filters.entry((mention.code, is_class)).or_insert_with(|| query.prefilter(Catalog::compiled()));
            let filter = filter.as_ref().expect("a filter");
            let end = text.len().min(mention.range.end + if is_class { 2 } else { 0 });
            // A name that the file defines need not hold its status, but the definition does.
            let is_defined = mention.why.iter().any(|(piece, _)| *piece == "defined-in-file");
            let mentioned = if is_defined { text.as_bytes() } else { &text.as_bytes()[mention.range.start..end] };
            assert!(filter.may_hold(mentioned), "{mention:?} in {:?}", &text[mention.range.clone()]);
            count += 1;
        }
    }
    assert!(count > 2500, "{count}");
    assert!(Query::all().prefilter(Catalog::compiled()).is_none());
}

#[test]
fn the_quick_look_passes_every_name_and_refuses_others() {
    let mut of_404 = Query::default();
    assert!(of_404.add("404"));
    let filter = of_404.prefilter(Catalog::compiled()).expect("a filter");
    for spelling in
        Library::all().iter().flat_map(Library::spellings).filter(|spelling| spelling.code().number() == 404)
    {
        assert!(filter.may_hold(spelling.text().as_bytes()), "{}", spelling.text());
    }
    for text in ["not found", "NOT-FOUND", "respondNotFound(", "is_not__found", "x404", "Not\u{a0}Found", "NOT404FOUND"]
    {
        assert!(filter.may_hold(text.as_bytes()), "{text}");
    }
    for text in ["", "found", "not", "40 4", "http.StatusGone", "found not", "notes found"] {
        assert!(!filter.may_hold(text.as_bytes()), "{text}");
    }
}

/// The cases as files: each mention that the library finds is printed, in the same order, whatever the number of threads.
#[test]
fn files_have_the_mentions_of_their_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = reading::case_files();
    let named = |case: &reading::Case| match case.language.extensions.first() {
        Some(extension) => format!("{}.{extension}", case.name.replace('.', "-")),
        None => case.name.clone(),
    };
    let mut expected = Vec::new();
    for case in &cases {
        let name = named(case);
        let language = http_status_lsp::catalog::Language::of_document("", &name);
        write(folder.path(), &[(&name, case.text.as_bytes())]);
        expected.push((name, mentions(&case.text, language)));
    }
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    let expected: Vec<(String, usize, usize, u16)> = expected
        .into_iter()
        .flat_map(|(name, found)| {
            found
                .into_iter()
                .map(move |mention| (name.clone(), mention.range.start, mention.range.len(), mention.code.number()))
        })
        .collect();
    let out = printed(folder.path(), &["--all", "--json", "-j", "1"], 0);
    for threads in ["2", "8"] {
        assert_eq!(out, printed(folder.path(), &["--all", "--json", "-j", threads], 0));
    }
    let found: Vec<(String, usize, usize, u16)> = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|line| line["type"] == "mention")
        .map(|line| {
            let number = |name: &str| usize::try_from(line[name].as_u64().expect("a number")).expect("small");
            let code = u16::try_from(number("code")).expect("a code");
            (line["path"].as_str().expect("a path").to_owned(), number("offset"), number("length"), code)
        })
        .collect();
    assert!(found.len() > 2000 && found == expected);
    // A query finds those of its code, the quick look or not.
    let of_404 = printed(folder.path(), &["404", "--json"], 0).lines().count() - 1;
    let holds = out.lines().filter(|line| line.contains("\"code\":404,")).count();
    assert_eq!(of_404, holds);
}

#[test]
fn roles_are_those_of_a_hover() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "res.status(404);\nif (res.status === 404) {}\n// answers 404 Not Found\nexpect(res.status).toBe(404)\n";
    fs::write(folder.path().join("a.js"), text).expect("written");
    let out = run(folder.path(), &["404", "--json"]).stdout;
    let roles: Vec<String> = String::from_utf8(out)
        .expect("text")
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).expect("JSON")["role"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(roles, ["sends", "checks", "documents", "documents", "asserts"]);
}
