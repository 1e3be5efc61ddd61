//! Sources, mappings to gRPC, and what the build refuses of them and of the other keys of a card that lead to them.

use std::collections::BTreeSet;

use http_status_lsp::catalog::{ExampleForm, Status};

use super::refusals::{refusals, refusals_of};
use super::{data, root};

/// Whole words outside of code and URLs, in this case: `Go` is not in `Google`.
fn names_product(text: &str, product: &str) -> bool {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let is_url = |word: &&str| word.contains("://");
    let prose: String = outside.split_whitespace().filter(|word| !is_url(word)).collect::<Vec<_>>().join(" ");
    // `ingress-nginx` is not nginx.
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-');
    prose.match_indices(product).any(|(start, _)| {
        let (before, behind) = (prose[..start].chars().next_back(), prose[start + product.len()..].chars().next());
        is_edge(before) && is_edge(behind)
    })
}

#[test]
fn products_are_found_as_whole_words() {
    for (text, is_named) in [
        ("nginx sends it.", true),
        ("In nginx, set it.", true),
        ("OpenResty's nginx", true),
        ("nginxes", false),
        ("ingress-nginx", false),
        ("Set `nginx` here.", false),
        ("See https://nginx.org/en/ for nginx", true),
        ("See https://nginx.org/en/nginx for it", false),
        ("Nginx", false),
    ] {
        assert_eq!(names_product(text, "nginx"), is_named, "{text}");
    }
    assert!(names_product("ASP.NET Core 8 sends it.", "ASP.NET Core"));
}

/// A fact of a product without a page that says it cannot be checked.
#[test]
fn a_card_that_names_a_product_has_a_source_of_that_product() {
    let data = data::load(&root().join("data")).unwrap_or_else(|problems| panic!("{problems:?}"));
    let all = &data.sources;
    let of_sources = all.source.iter().filter_map(|source| source.product.as_ref());
    let products: BTreeSet<&String> =
        of_sources.chain(&all.products).filter(|product| !all.words.contains(product)).collect();
    let mut missing = Vec::new();
    for status in &data.statuses {
        let advice = status.causes.iter().chain(&status.fixes).flat_map(|advice| [&advice.short, &advice.text]);
        let related = status.related.iter().flat_map(|related| [&related.short, &related.reason]);
        let meanings = status.meaning.iter().flat_map(|meaning| [&meaning.summary, &meaning.explanation]);
        let curl = status.curl.iter().map(|curl| &curl.shows);
        let texts: Vec<&String> = [&status.summary, &status.explanation]
            .into_iter()
            .chain(advice)
            .chain(related)
            .chain(meanings)
            .chain(curl)
            .collect();
        let named = all.source.iter().filter(|source| status.sources.contains(&source.id));
        let has_source: BTreeSet<&String> = named.filter_map(|source| source.product.as_ref()).collect();
        let specs = [&status.spec].into_iter().chain(status.meaning.iter().map(|meaning| &meaning.spec));
        let specs: Vec<&String> = specs.map(|spec| &spec.document).collect();
        for product in &products {
            // `Microsoft Graph` is of `Microsoft`.
            let of_maker = format!("{product} ");
            let is_covered = has_source.iter().any(|known| *known == *product || known.starts_with(&of_maker))
                || specs.iter().any(|spec| names_product(spec, product));
            if !is_covered && texts.iter().any(|text| names_product(text, product)) {
                missing.push(format!("{}: {product}", status.code));
            }
        }
    }
    assert!(missing.is_empty(), "{} without a source: {missing:#?}", missing.len());
}

#[test]
fn sources_are_refused_with_file_key_and_reason() {
    let (first, date) = ("id = \"google-rpc-code\"", "read = \"2026-11-30\"");
    for (file, old, new, expected) in [
        ("sources.toml", first, "id = \"Google RPC\"", "data/sources.toml: Google RPC: id: is not lower-case words"),
        ("sources.toml", first, "id = \"zzz\"", "stands behind `zzz`; sources are sorted by id, each once"),
        ("sources.toml", first, "id = \"a\"", "data/sources.toml: a: id: is named by no card and not by grpc.toml"),
        (
            "sources.toml",
            first,
            "id = \"a\"",
            "data/grpc.toml: sent_for.source: `google-rpc-code` is not in sources.toml",
        ),
        ("sources.toml", date, "read = \"2026-02-29\"", "read: `2026-02-29` is not a date such as 2026-11-30"),
        ("sources.toml", date, "read = \"30.11.2026\"", "read: `30.11.2026` is not a date such as 2026-11-30"),
        ("sources.toml", date, "read = \"2026-13-01\"", "read: `2026-13-01` is not a date such as 2026-11-30"),
        ("sources.toml", date, "", "read: is missing; only RFCs and drafts need no date"),
        ("sources.toml", "url = \"https://", "url = \"http://", "url: does not begin with https://"),
        ("sources.toml", "title = \"", "title = \"\" # ", "title: is empty"),
        (
            "sources.toml",
            "[[source]]",
            "[[source]]\nid = \"0\"\nproduct = \" \"\ntitle = \"A\"\nurl = \"https://a\"\n\n[[source]]",
            "product: is empty",
        ),
        ("sources.toml", "products = [", "products = [\"zzz\",", "products: is not in alphabetical order"),
        ("codes/204.toml", "sources = [", "sources = [\"zzz\", ", "`zzz` is not in sources.toml"),
        ("grpc.toml", "431 = ", "432 = ", "data/grpc.toml: read_as.statuses: `432` is not a status"),
        ("grpc.toml", "ABORTED = 409", "ABORTED = 10", "data/grpc.toml: sent_for.statuses: `10` is not a status"),
        ("grpc.toml", "\"UNIMPLEMENTED\"", "\"NOWHERE\"", "`NOWHERE` is not a status of gRPC"),
        ("grpc.toml", "otherwise = \"UNKNOWN\"", "otherwise = \"?\"", "`?` is not a status of gRPC"),
    ] {
        let said = refusals(file, old, new);
        assert!(said.contains(expected), "{file}: {new}: {said}");
    }
}

#[test]
fn a_url_has_one_source() {
    let said = refusals_of(&[
        (
            "sources.toml",
            "[[source]]",
            "[[source]]\nid = \"0\"\ntitle = \"A\"\nurl = \"https://datatracker.ietf.org/a\"\n\n\
             [[source]]\nid = \"00\"\ntitle = \"B\"\nurl = \"https://datatracker.ietf.org/a\"\n\n[[source]]",
        ),
        ("codes/425.toml", "sources = [", "sources = [\"0\", \"00\", \"0\", "),
    ]);
    let expected =
        ["data/codes/425.toml: sources: `0` is listed twice", "data/sources.toml: 00: url: is that of `0` too"];
    assert_eq!(said, expected);
}

#[test]
fn what_a_card_says_of_caches_and_examples_is_checked() {
    for (file, old, new, expected) in [
        ("codes/401.toml", "cache = \"explicit\"", "cache = \"sometimes\"", "unknown variant `sometimes`"),
        ("codes/100.toml", "cache = \"never\"", "cache = \"explicit\"", "glance.cache: is not `never`; an interim"),
        ("codes/110.toml", "\n[[related]]", GLANCE, "data/codes/110.toml: glance: a `warn-code` has none"),
        ("codes/110.toml", "\"warn-code\"", "\"unofficial\"", "glance: is missing; only a `warn-code` has none"),
        ("codes/110.toml", "\nWarning: 110", "\nWarning: 111", "example: has no header `Warning` with 110"),
        ("codes/783.toml", "\nspec = ", "\nexample_form = \"film\"\nspec = ", "unknown variant `film`"),
        (
            "codes/783.toml",
            "\nspec = ",
            "\ncurl = { command = \"wget x\", shows = \"A.\" }\nspec = ",
            "is not one command of curl",
        ),
        (
            "codes/783.toml",
            "\nspec = ",
            "\ncurl = { command = \"curl x\", shows = \"A\" }\nspec = ",
            "does not end with a full stop",
        ),
        ("codes/499.toml", "example = \"\"\"", "example = \"\"\"\"\"\"\nmdn = \"\"\"", "example: is empty"),
    ] {
        let said = refusals(file, old, new);
        assert!(said.contains(expected), "{file}: {new}: {said}");
    }
}

const GLANCE: &str =
    "\n[glance]\nretry = \"A.\"\nretry_short = \"a\"\ncache = \"never\"\nbody = \"allowed\"\n\n[[related]]";

#[test]
fn an_example_of_a_log_needs_no_status_line() {
    let example = "example = \"\"\"\nHTTP/1.1 499";
    let log = "example_form = \"log\"\nexample = \"\"\"\n192.0.2.7 - - \"GET /\" 499";
    let file = "codes/499.toml";
    let has =
        |text: &str| std::fs::read_to_string(root().join("data").join(file)).is_ok_and(|data| data.contains(text));
    if has(example) {
        assert_eq!(refusals(file, example, log), "");
    } else {
        assert!(has("example_form = \""), "{file} has an example of another form");
    }
    for status in Status::all().iter().filter(|status| status.example_form == ExampleForm::Terminal) {
        assert!(status.example.contains("$ ") || status.example.contains("curl "), "{}", status.code);
    }
}
