//! Codes, constants and phrases, offered only where a status belongs.

use std::ops::Range;

use crate::catalog::{Code, Language, Library, Proof, Spelling, Status};
use crate::detect::{Excerpt, Place, PlaceKind, place_at, rank};

/// What can be inserted at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// The bytes of the document that an item replaces: what has been typed of it.
    pub range: Range<usize>,
    /// In the order to be shown.
    pub items: Vec<Item>,
    /// Whether the client should ask again when more is typed: what is inserted does not begin with what is typed.
    pub is_incomplete: bool,
}

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What the list shows: `401`, `StatusUnauthorized`.
    pub label: String,
    /// Beside it: `Unauthorized`, `401 net/http`.
    pub detail: String,
    /// What takes the place of the range.
    pub new_text: String,
    /// What the client matches with what has been typed.
    pub filter_text: String,
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// The code that it stands for; its card is the documentation.
    pub code: Code,
    /// Whether its library advises against it.
    pub is_deprecated: bool,
}

/// What kind of thing an item inserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `401`
    Number,
    /// `http.StatusUnauthorized`
    Constant,
    /// `TypedResults.Unauthorized`
    Function,
    /// `Unauthorized` in a status line
    Phrase,
}

/// What belongs at `offset` (bytes), or nothing where no status does.
pub fn complete(excerpt: &Excerpt<'_>, offset: usize) -> Option<Completions> {
    let place = place_at(excerpt, offset)?;
    let items = match &place.kind {
        PlaceKind::Number { is_response_key } => numbers(&place, *is_response_key, excerpt),
        PlaceKind::Phrase(code) => phrases(*code),
        PlaceKind::Qualified(spellings) => names(spellings, &place, excerpt, false),
        PlaceKind::Bare { takes_status, .. } => bare(&place, *takes_status, excerpt),
    };
    let is_incomplete = matches!(place.kind, PlaceKind::Bare { .. });
    (!items.is_empty()).then_some(Completions { range: place.range, items, is_incomplete })
}

/// The text that an item with documentation shows: its card, made when the client asks for it.
pub fn documentation(code: Code) -> super::Card {
    super::Card::of(code, &super::card::Context::default())
}

fn numbers(place: &Place, is_response_key: bool, excerpt: &Excerpt<'_>) -> Vec<Item> {
    let owns = |status: &Status| status.owner.id == "iana" || status.owner.languages.contains(&excerpt.language.id);
    let mut statuses: Vec<&Status> = Status::all().iter().filter(|status| owns(status)).collect();
    // The class typed so far first, then what is common, then by number.
    let typed = place.typed.as_str();
    statuses.sort_by_key(|status| (!status.code.to_string().starts_with(typed), rank(status.code), status.code));
    let item = |status: &&Status| {
        let code = status.code.to_string();
        let new_text = if is_response_key { response_key(status, place) } else { code.clone() };
        Item {
            label: code.clone(),
            detail: status.name.to_owned(),
            new_text,
            filter_text: code,
            kind: ItemKind::Number,
            code: status.code,
            is_deprecated: false,
        }
    };
    statuses.iter().map(item).collect()
}

/// A whole entry of OpenAPI's `responses`, where the line holds nothing else.
fn response_key(status: &Status, place: &Place) -> String {
    let quotes = if place.is_quoted { ("", "'") } else { ("'", "'") };
    // The client indents the second line as it does the first.
    format!("{}{}{}:\n  description: {}", quotes.0, status.code, quotes.1, status.name)
}

fn phrases(code: Code) -> Vec<Item> {
    let Some(status) = code.status() else { return Vec::new() };
    let item = |name: &'static str| Item {
        label: name.to_owned(),
        detail: code.to_string(),
        new_text: name.to_owned(),
        filter_text: name.to_owned(),
        kind: ItemKind::Phrase,
        code,
        is_deprecated: status.name != name,
    };
    std::iter::once(status.name).chain(status.former_names.iter().copied()).map(item).collect()
}

/// Constants on a bare name: whole with their qualifier where a status is wanted.
fn bare(place: &Place, takes_status: bool, excerpt: &Excerpt<'_>) -> Vec<Item> {
    let typed = place.typed.to_ascii_lowercase();
    let mut spellings: Vec<Spelling> = Vec::new();
    for library in libraries(excerpt.language) {
        let is_imported = library.is_imported_by(excerpt.head);
        for spelling in library.spellings() {
            let is_usable = match spelling.proof() {
                Proof::Place => false,
                Proof::Name => takes_status || typed.len() >= 3 && (is_imported || library.imports.is_empty()),
                Proof::Qualifier | Proof::Import if spelling.qualifier().is_empty() => {
                    is_imported && (takes_status || typed.len() >= 3)
                }
                Proof::Qualifier | Proof::Import => takes_status && is_imported,
            };
            let text = spelling.text().to_ascii_lowercase();
            if is_usable && (text.contains(&typed) || spelling.name().to_ascii_lowercase().contains(&typed)) {
                spellings.push(spelling);
            }
        }
    }
    names(&spellings, place, excerpt, true)
}

fn names(spellings: &[Spelling], place: &Place, excerpt: &Excerpt<'_>, with_qualifier: bool) -> Vec<Item> {
    let typed = place.typed.to_ascii_lowercase();
    let mut sorted: Vec<Spelling> = spellings.to_vec();
    sorted.sort_by_cached_key(|spelling| {
        let begins_as_typed = spelling.name().to_ascii_lowercase().starts_with(&typed);
        let is_imported = spelling.library().is_imported_by(excerpt.head);
        let is_common = spelling.library().is_common;
        let order = (rank(spelling.code()), spelling.code(), !is_common, *spelling);
        (!is_imported, !begins_as_typed, spelling.is_deprecated(), order)
    });
    let mut items: Vec<Item> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for spelling in sorted {
        let qualifier = if with_qualifier { spelling.qualifier() } else { "" };
        let new_text = format!("{qualifier}{}", spelling.name());
        if seen.insert(new_text.clone()) {
            items.push(item(spelling, new_text, &typed));
        }
    }
    items
}

fn item(spelling: Spelling, new_text: String, typed: &str) -> Item {
    let code = spelling.code();
    let name = spelling.name();
    // Clients match from the start: `htt` is to find `http.StatusOK`, and `Stat` too.
    let begins_with_qualifier = new_text.to_ascii_lowercase().starts_with(typed);
    Item {
        label: new_text.clone(),
        detail: format!("{code} {}", spelling.library().name),
        filter_text: if begins_with_qualifier { new_text.clone() } else { name.to_owned() },
        kind: if spelling.suffix() == "()" { ItemKind::Function } else { ItemKind::Constant },
        new_text,
        code,
        is_deprecated: spelling.is_deprecated(),
    }
}

fn libraries(language: &'static Language) -> impl Iterator<Item = &'static Library> {
    Library::all().iter().filter(move |library| library.languages.contains(&language.id))
}
