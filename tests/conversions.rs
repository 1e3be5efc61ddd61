//! A number becomes a constant and a number again: the text is the same but for an added import.

use std::collections::BTreeMap;

use http_status_lsp::catalog::{Catalog, Language};
use http_status_lsp::detect::{self, MentionKind};
use http_status_lsp::edits;
use http_status_lsp::features::actions::{Action, Asked, actions};
use http_status_lsp::project::FileProject;
use http_status_lsp::rules::File;

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "cases/reading.rs"]
mod reading;

/// The conversion at a place, if there is one.
fn conversion(text: &str, language: &'static Language, at: usize) -> Option<Action> {
    let project = FileProject::default();
    let file = File { path: "src/a", language, catalog: Catalog::compiled(), project: &project };
    let only = ["refactor.rewrite".to_owned()];
    let asked = Asked { range: at..at, only: &only, settings: None };
    let found = actions(text, &file, &asked, &|| true).expect("nothing stops it");
    found.into_iter().find(|action| action.title.starts_with("Write as "))
}

/// The result of a conversion and its way back.
enum Outcome {
    /// There is no conversion.
    None,
    Same,
    /// The fault.
    Fault(String),
}

fn round_trip(text: &str, language: &'static Language, at: usize) -> Outcome {
    let Some(there) = conversion(text, language, at) else { return Outcome::None };
    let Some(converted) = edits::applied(text, &there.edits) else { return Outcome::Fault("edits overlap".to_owned()) };
    let (replacement, imports) = there.edits.split_first().expect("an edit");
    let shift: usize = imports
        .iter()
        .filter(|edit| edit.range.end <= replacement.range.start)
        .map(|edit| edit.new_text.len() - edit.range.len())
        .sum();
    // The name is the last word but for what calls it.
    let start = replacement.range.start + shift;
    let name = detect::mentions(&converted, language)
        .into_iter()
        .find(|mention| (start..start + replacement.new_text.len()).contains(&mention.range.start));
    let Some(name) = name else { return Outcome::Fault(format!("`{}` is no mention", replacement.new_text)) };
    let Some(back) = conversion(&converted, language, name.range.start) else {
        return Outcome::Fault(format!("`{}` has no way back", replacement.new_text));
    };
    let expected = edits::applied(text, imports);
    let found = edits::applied(&converted, &back.edits);
    if found == expected {
        Outcome::Same
    } else {
        Outcome::Fault(format!("`{}` comes back as {:?}", replacement.new_text, back.edits))
    }
}

/// The first round trips of a text, at most so many.
fn round_trips(text: &str, language: &'static Language, most: usize) -> (usize, Vec<String>) {
    let (mut count, mut faults) = (0, Vec::new());
    let mentions = detect::mentions(text, language);
    for mention in mentions.iter().filter(|mention| mention.kind == MentionKind::Number).take(4 * most) {
        if count == most {
            break;
        }
        let line = text[..mention.range.start].lines().count();
        match round_trip(text, language, mention.range.start) {
            Outcome::None => {}
            Outcome::Same => count += 1,
            Outcome::Fault(fault) => faults.push(format!("{line}: {fault}")),
        }
    }
    (count, faults)
}

#[test]
fn conversions_come_back() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for case in reading::case_files() {
        let (count, wrong) = round_trips(&case.text, case.language, 3);
        *counts.entry(case.language.id).or_default() += count;
        faults.extend(wrong.into_iter().map(|fault| format!("{}:{fault}", case.name)));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    for language in ["go", "rust", "java", "csharp", "python", "elixir", "ruby", "php", "perl"] {
        assert!(counts.get(language).is_some_and(|count| *count > 0), "nothing is converted in {language}: {counts:?}");
    }
    let all: usize = counts.values().sum();
    assert!(all > 80, "{all}: {counts:?}");
}

#[test]
fn a_name_that_other_languages_have_too_comes_back() {
    let outcome = |language: &str, text: &str, number: &str| {
        let language = Language::by_id(language).expect("a known language");
        round_trip(text, language, text.find(number).expect("it is there"))
    };
    assert!(matches!(outcome("crystal", "require \"http\"\nenv.response.status_code = 404\n", "404"), Outcome::Same));
    // A number that is cast to the type of the constants has no constant in its place.
    let cast = "using System.Net;\nvar answer = new HttpResponse(request, (HttpStatusCode)429);\n";
    assert!(matches!(outcome("csharp", cast, "429"), Outcome::None));
}
