//! Checks of the data that the build does not make. Those of the build are tested in `data/refusals.rs`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;

use http_status_lsp::catalog::{Body, Cache, Catalog, Code, ExampleForm, Glance, Header, Library, Spelling, Status};
use http_status_lsp::features::pages::pages;
use http_status_lsp::features::{Card, Detail, Subject};

#[path = "../build/data.rs"]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the build script's own module; here it is only asked what it refuses"
)]
mod data;
#[path = "data/refusals.rs"]
mod refusals;
#[path = "data/send_refusals.rs"]
mod send_refusals;
#[path = "data/sources.rs"]
mod sources;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `tests/iana.tsv` holds the registry's facts: code, phrase, reference.
#[test]
fn the_registry_is_complete() {
    let registry = fs::read_to_string(root().join("tests/iana.tsv")).expect("the registry");
    let mut registered = HashSet::new();
    for row in registry.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        let code = Code::parse(fields[0]).expect("a code");
        let status = code.status().unwrap_or_else(|| panic!("{code} is missing"));
        registered.insert(code);
        let phrase = fields[1].split(" (").next().unwrap_or_default();
        // The registry leaves 306 and 418 without a name.
        if !phrase.is_empty() && !phrase.starts_with('(') {
            assert_eq!(status.name, phrase, "{code}");
        }
        let (document, section) = fields[2].split_once(' ').map_or((fields[2], None), |(d, s)| (d, Some(s)));
        let document = document.strip_prefix("RFC").map(|number| format!("RFC {number}"));
        if let Some(document) = document {
            assert_eq!(status.spec.document, document, "{code}");
            assert!(section.is_none() || status.spec.section == section, "{code}: {:?}", status.spec.section);
        }
        assert_eq!(status.owner.id, "iana", "{code}");
    }
    for status in Status::all().iter().filter(|status| status.owner.id == "iana") {
        assert!(registered.contains(&status.code), "{} is not registered", status.code);
    }
}

#[test]
fn examples_are_http_and_keep_its_rules() {
    for status in Status::all().iter().filter(|status| status.example_form == ExampleForm::Response) {
        let (head, body) = status.example.split_once("\n\n").expect("an empty line");
        let wire = format!("{}\r\n\r\n", head.replace('\n', "\r\n"));
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut response = httparse::Response::new(&mut headers);
        let parsed = response.parse(wire.as_bytes());
        assert!(parsed.is_ok_and(|parsed| parsed.is_complete()), "{}: {wire}", status.code);
        let number = response.code.expect("a code");
        let is_warning = response
            .headers
            .iter()
            .any(|header| header.name == "Warning" && header.value.starts_with(format!("{} ", status.code).as_bytes()));
        let glance = status.glance.as_ref();
        let sent = glance.and_then(|glance| glance.sent_as).unwrap_or(status.code);
        assert!(number == sent.number() || status.is_warn_code() && is_warning, "{}: {number}", status.code);
        assert!(response.reason.is_some_and(|reason| !reason.is_empty()), "{}", status.code);
        let header = |name: &str| response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        let body = body.strip_suffix('\n').unwrap_or(body);
        if glance.is_some_and(|glance| glance.body == Body::Forbidden) || number < 200 {
            assert!(body.is_empty(), "{} has a body", status.code);
        }
        if number < 200 || number == 204 {
            assert!(header("Content-Length").is_none(), "{} has a length (RFC 9110, 8.6)", status.code);
        } else if !body.is_empty() {
            assert!(header("Content-Length").is_some(), "{} has a body without a length", status.code);
            assert!(header("Content-Type").is_some(), "{} has a body without a type", status.code);
        }
        for required in status.required_headers {
            assert!(header(required.name).is_some(), "{} lacks {}", status.code, required.name);
        }
    }
}

/// RFC 9110, section 15.1, and RFC 7725, section 3, name the first; RFC 6585 the second, in its sections 3 to 6.
#[test]
fn caches_store_what_the_specifications_say() {
    let codes = |cache: Cache| {
        let has = |glance: &Glance| glance.cache == cache;
        let found = Status::all().iter().filter(|status| status.glance.as_ref().is_some_and(has));
        found.map(|status| status.code.number()).filter(|code| *code >= 200).collect::<Vec<_>>()
    };
    assert_eq!(codes(Cache::ByDefault), [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501]);
    assert_eq!(codes(Cache::Never), [428, 429, 431, 511]);
}

#[test]
fn no_two_cards_share_a_sentence() {
    let mut seen: HashMap<String, Code> = HashMap::new();
    for status in Status::all() {
        let mut texts = vec![status.summary, status.explanation];
        texts.extend(status.glance.iter().map(|glance| glance.retry));
        texts.extend(status.causes.iter().chain(status.fixes).map(|advice| advice.text));
        texts.extend(status.related.iter().map(|related| related.reason));
        let mut own = HashSet::new();
        for sentence in texts.iter().flat_map(|text| text.split_inclusive(". ")) {
            let sentence = sentence.trim().to_lowercase();
            // Short answers such as "Yes." may stand in many cards.
            if sentence.chars().count() < 40 || !own.insert(sentence.clone()) {
                continue;
            }
            if let Some(other) = seen.insert(sentence.clone(), status.code) {
                panic!("{} and {other} share: {sentence}", status.code);
            }
        }
    }
}

/// Every header leads to its specification.
#[test]
fn headers_have_addresses() {
    for header in Header::all() {
        assert!(header.address().starts_with("https://"), "{}", header.name);
    }
}

/// `tests/spellings.txt` holds what the libraries' sources say: each spelling is found under its name, with its code, for
/// its library.
#[test]
fn every_spelling_resolves_to_its_code() {
    let text = fs::read_to_string(root().join("tests/spellings.txt")).expect("the spellings");
    let mut library = "";
    let mut rows = 0;
    let mut missing = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let Some(row) = line.strip_prefix('\t') else {
            library = line;
            continue;
        };
        rows += 1;
        let (code, spelling) = row.split_once(' ').expect("a code and a spelling");
        let is_known = Library::all().iter().filter(|known| known.name == library).any(|known| {
            known.spellings().any(|s| {
                s.code().to_string() == code && s.text() == spelling && Spelling::named(s.name()).any(|n| n == s)
            })
        });
        if !is_known {
            missing.push(format!("{library}: {row}"));
        }
    }
    assert!(missing.is_empty(), "{} of {rows} unknown: {missing:#?}", missing.len());
    assert!(rows > 8000, "{rows} rows");
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    let pages = pages(Catalog::compiled());
    let names: HashSet<&str> = pages.iter().map(|page| page.file_name.as_str()).collect();
    let index = pages.iter().find(|page| page.file_name == "index.md").expect("the index");
    for page in &pages {
        for target in page.text.split("](<").skip(1).filter_map(|rest| rest.split('>').next()) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            assert!(target.starts_with("https://") || names.contains(file), "{}: {target}", page.file_name);
            let is_entry = Header::named(anchor).is_some_and(|header| header.name.to_ascii_lowercase() == anchor);
            assert!(target.starts_with("https://") || anchor.is_empty() || is_entry, "{}: {target}", page.file_name);
        }
        assert!(
            page.file_name == "index.md" || index.text.contains(&format!("](<{}>)", page.file_name)),
            "{}",
            page.file_name
        );
        assert_eq!(page.text.matches("```").count() % 2, 0, "{}", page.file_name);
        assert!(page.text.starts_with("# ") && page.text.ends_with('\n'), "{}", page.file_name);
    }
}

/// Where statuses are weighed against each other, the page of each leads to all the others, and back.
#[test]
fn choices_are_mutual() {
    let pages = pages(Catalog::compiled());
    let page = |code: Code| {
        let name = format!("{code}.md");
        &pages.iter().find(|page| page.file_name == name).unwrap_or_else(|| panic!("{name}")).text
    };
    let mut pairs = 0;
    let mut groups = HashMap::new();
    for status in Status::all() {
        for choice in status.choices() {
            groups.insert(choice.title, choice.lines.len());
            for line in choice.lines {
                let text = page(status.code);
                if line.code == status.code {
                    let own = format!("\n- **{} {}**: ", status.code, status.name);
                    let own: Vec<&str> = text.split(&own).skip(1).filter_map(|rest| rest.lines().next()).collect();
                    assert!(own.len() == 1 && own[0].contains(line.when), "{}", status.code);
                    continue;
                }
                pairs += 1;
                let reason = status.related.iter().find(|related| related.code == line.code);
                let sentence = reason.map_or(line.when, |related| related.reason);
                let other = line.code;
                assert!(text.contains(&format!("](<{other}.md>): {sentence}")), "{}: {other}", status.code);
                let leads_back = other.status().is_some_and(|other| {
                    other.choices().any(|back| back.lines.iter().any(|line| line.code == status.code))
                });
                assert!(leads_back && page(other).contains(&format!("](<{}.md>)", status.code)), "{other}");
            }
        }
    }
    assert_eq!(pairs, groups.values().map(|size| size * (size - 1)).sum::<usize>());
    let text = fs::read_to_string(root().join("data/choices.toml")).expect("the choices");
    assert_eq!(groups.len(), text.matches("[[choice]]").count());
}

#[test]
fn an_unregistered_code_says_so_and_shows_its_class() {
    let code = (200..300).filter_map(Code::new).find(|code| code.status().is_none()).expect("a code without a status");
    let card = Card::of(&Subject::code(code, Catalog::compiled()), Detail::Full);
    let card = http_status_lsp::features::plain(&card, 100);
    assert!(card.starts_with(&format!("{code} (unregistered)\n2xx Successful")), "{card}");
    assert!(card.contains("clients treat it as 200."), "{card}");
}
