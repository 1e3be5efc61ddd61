//! Queries that people type after `explain` find the right status.

use http_status_lsp::catalog::{Catalog, Code};
use http_status_lsp::features::search::{Exact, Search, codes_of, exact, nearest};

/// The codes that an answer to `what` begins with.
fn first_three(search: &Search, what: &str) -> Vec<Code> {
    let of_exact = |exact: Exact| match exact {
        Exact::Code(code) | Exact::Substatus(code, ..) => vec![code],
        Exact::Class(_) => Vec::new(),
        Exact::Spelling(codes) => codes,
        Exact::Owner(owner) => codes_of(owner),
    };
    let mut codes = match exact(what).or_else(|| nearest(what).map(|(_, found)| found)) {
        Some(found) => of_exact(found),
        None => search.find(what).map_or_else(Vec::new, |found| found.codes),
    };
    codes.truncate(3);
    codes
}

/// `tests/accuracy/queries.tsv` was written before the search.
#[test]
fn the_right_status_is_among_the_first_three() {
    let queries = include_str!("accuracy/queries.tsv").lines().skip(1);
    let search = Search::of(Catalog::compiled());
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in queries {
        let (what, wanted) = line.split_once('\t').expect("a query and its codes");
        let wanted: Vec<Code> = wanted.split(' ').map(|code| Code::parse(code).expect("a code")).collect();
        let found = first_three(&search, what);
        count += 1;
        if !found.iter().any(|code| wanted.contains(code)) {
            wrong.push(format!("{what}: {found:?}, wanted {wanted:?}"));
        }
    }
    assert_eq!(count, 60);
    assert!(wrong.len() <= 6, "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
