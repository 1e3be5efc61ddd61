//! Completions and cards with the libraries and versions of the document's project.

use std::sync::Arc;

use expect_test::Expect;
use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Preamble, Reading};
use http_status_lsp::features::completion::{Asked, Item, ItemKind, complete};
use http_status_lsp::features::hover::hover;
use http_status_lsp::features::imports::with_imports;
use http_status_lsp::features::{Card, Detail, markdown};
use http_status_lsp::project::{FileProject, Project};

#[path = "answers/cards.rs"]
mod cards;
#[path = "answers/completion.rs"]
mod completion;
#[path = "answers/reports.rs"]
mod reports;

/// The project of a fixture in which each file begins with a line `//- path`, as a document in `src` sees it.
fn project(fixture: &str) -> FileProject {
    let files = fixture.split("//- ").skip(1).map(|file| file.split_once('\n').unwrap_or((file, "")));
    FileProject::new(Arc::new(Project::of(files)), "src/file")
}

fn reading(language: &str, fixture: &str, project: &FileProject) -> (Reading, usize) {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let language = Language::by_id(language).expect("a known language");
    (Reading::new(Preamble::of(&text), text, 0, language).with_project(project), offset)
}

/// All items at the cursor.
fn items(manifests: &str, language: &str, fixture: &str) -> Vec<Item> {
    let (reading, offset) = reading(language, fixture, &project(manifests));
    let asked = Asked { constants: true, is_typing: false };
    complete(&reading.excerpt(), offset, asked).map_or_else(Vec::new, |completions| completions.items)
}

/// The item with that label, with the import that it brings.
#[track_caller]
fn accepted(manifests: &str, language: &str, fixture: &str, label: &str) -> Item {
    let project = project(manifests);
    let (reading, offset) = reading(language, fixture, &project);
    let found = complete(&reading.excerpt(), offset, Asked { constants: true, is_typing: false }).expect("a list");
    let language = Language::by_id(language).expect("a known language");
    let found = with_imports(found, &fixture.replacen("$0", "", 1), language, &project);
    found.items.into_iter().find(|item| item.label == label).expect("the item")
}

/// The first items, each with its detail and whether it is deprecated.
#[track_caller]
fn check_items(manifests: &str, language: &str, fixture: &str, expected: Expect) {
    let items = items(manifests, language, fixture);
    let line = |item: &Item| {
        let mark = if item.is_deprecated { " (deprecated)" } else { "" };
        format!("{} | {}{mark}\n", item.label, item.detail)
    };
    expected.assert_eq(&items.iter().take(4).map(line).collect::<String>());
}

/// The libraries whose constants are offered.
fn libraries(manifests: &str, language: &str, fixture: &str) -> Vec<String> {
    let items = items(manifests, language, fixture);
    let constants = items.iter().filter(|item| matches!(item.kind, ItemKind::Constant | ItemKind::Function));
    let mut found: Vec<String> =
        constants.filter_map(|item| item.detail.split_once(' ').map(|(_, rest)| owner(rest))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The library of a detail, without what it says of versions.
fn owner(detail: &str) -> String {
    let remark = [", in all ", ", from ", ", before "].iter().find_map(|remark| detail.find(remark));
    detail[..remark.unwrap_or(detail.len())].to_owned()
}

/// The line below the title of a card, and what it says of the name.
#[track_caller]
fn check_card(manifests: &str, language: &str, fixture: &str, expected: Expect) {
    let (reading, offset) = reading(language, fixture, &project(manifests));
    let found = hover(&reading.excerpt(), offset).expect("a card");
    let text = markdown(&Card::of(&found.subject, Detail::Full), &|_| None);
    let of_names = |line: &&str| {
        line.starts_with('`') && !line.starts_with("`curl") && !line.starts_with("```")
            || line.contains(" · ") && line.contains("RFC")
    };
    let mut shown: String =
        text.lines().skip(1).filter(of_names).map(|line| format!("{}\n", line.trim_end())).collect();
    if let Some((_, rest)) = text.split_once("### In code\n\n") {
        shown.extend(rest.lines().take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")));
    }
    expected.assert_eq(&shown);
}
