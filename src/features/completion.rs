//! Codes, constants and phrases, offered only where a status belongs.

use std::ops::Range;

use crate::catalog::{Code, Spelling, Status};
use crate::detect::{Excerpt, Fitting, Place, PlaceKind, place_at, rank};

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

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether names of libraries are wanted.
    pub constants: bool,
    /// Whether a character that was typed makes the client ask, and not somebody who wants a list.
    pub is_typing: bool,
}

/// What belongs at `offset` (bytes), or nothing where no status does.
pub fn complete(excerpt: &Excerpt<'_>, offset: usize, asked: Asked) -> Option<Completions> {
    let place = place_at(excerpt, offset)?;
    let items = match &place.kind {
        PlaceKind::Number { is_response_key, is_bound } => numbers(&place, *is_response_key, *is_bound, excerpt),
        PlaceKind::Phrase(code) => phrases(*code, &place.typed),
        PlaceKind::Name(_) if !asked.constants => return None,
        PlaceKind::Name(fitting) => names(fitting, &place, excerpt),
    };
    let is_incomplete =
        matches!(&place.kind, PlaceKind::Name(fitting) if fitting.iter().any(|fitting| fitting.needs_qualifier));
    (!items.is_empty()).then_some(Completions { range: place.range, items, is_incomplete })
}

fn numbers(place: &Place, is_response_key: bool, is_bound: bool, excerpt: &Excerpt<'_>) -> Vec<Item> {
    let typed = place.typed.as_str();
    // The registered ones and those of the file's own kind first, then what other vendors have.
    let is_foreign =
        |status: &Status| status.owner.id != "iana" && !status.owner.languages.contains(&excerpt.language.id);
    let mut statuses: Vec<&Status> =
        Status::all().iter().filter(|status| !is_response_key || !is_foreign(status)).collect();
    statuses.sort_by_cached_key(|status| {
        let is_near = place.codes_around.contains(&status.code);
        (
            !status.code.to_string().starts_with(typed),
            is_foreign(status) && !is_near,
            !is_near,
            rank(status.code),
            status.code,
        )
    });
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
    let mut items: Vec<Item> = statuses.iter().map(item).collect();
    // The last of a class is no status, but ranges end with it.
    if is_bound {
        let ends =
            (1..=5).filter_map(|class| Code::new(class * 100 + 99)).filter(|code| code.to_string().starts_with(typed));
        items.extend(ends.filter(|code| code.status().is_none()).map(end_of_class));
    }
    items
}

fn end_of_class(code: Code) -> Item {
    let class = code.class().map_or("", |class| class.name);
    Item {
        label: code.to_string(),
        detail: format!("the end of {}xx {class}", code.class_digit()),
        new_text: code.to_string(),
        filter_text: code.to_string(),
        kind: ItemKind::Number,
        code,
        is_deprecated: false,
    }
}

/// A whole entry of OpenAPI's `responses`, where the line holds nothing else.
fn response_key(status: &Status, place: &Place) -> String {
    let quotes = if place.is_quoted { ("", "'") } else { ("'", "'") };
    // The client indents the second line as it does the first.
    format!("{}{}{}:\n  description: {}", quotes.0, status.code, quotes.1, status.name)
}

fn phrases(code: Code, typed: &str) -> Vec<Item> {
    let Some(status) = code.status() else { return Vec::new() };
    let is_large =
        typed.len() > 1 && typed.bytes().all(|byte| byte.is_ascii_uppercase()) && typed != "OK" && typed != "URI";
    let item = |name: &'static str| {
        let text = if is_large { name.to_ascii_uppercase() } else { name.to_owned() };
        Item {
            label: text.clone(),
            detail: code.to_string(),
            new_text: text.clone(),
            filter_text: text,
            kind: ItemKind::Phrase,
            code,
            is_deprecated: status.name != name,
        }
    };
    std::iter::once(status.name).chain(status.former_names.iter().copied()).map(item).collect()
}

/// Names, whole with their qualifier where that is still to be written. What the lines around use comes first, then what is
/// imported, then what is common.
fn names(fitting: &[Fitting], place: &Place, excerpt: &Excerpt<'_>) -> Vec<Item> {
    let typed = place.typed.to_ascii_lowercase();
    // Where nearly all codes stand around already, they are being listed, and the next is one that does not.
    let is_listing = place.codes_around.len() > 15;
    let mut sorted: Vec<Fitting> = fitting.to_vec();
    sorted.sort_by_cached_key(|fitting| {
        let spelling = fitting.spelling;
        let (library, name) = (spelling.library(), spelling.name());
        let begins_as_typed = name.to_ascii_lowercase().starts_with(&typed);
        let is_at_home = spelling.is_native_to(excerpt.language) && !library.imports.is_empty();
        let is_expected = place.codes_around.contains(&spelling.code()) != is_listing;
        (
            (!begins_as_typed, !fitting.is_in_use, !name.starts_with(place.typed.as_str())),
            (!excerpt.head.imports(library), fitting.needs_qualifier, !is_at_home),
            (spelling.is_deprecated(), !is_expected, rank(spelling.code()), spelling.code()),
            (!library.is_common, spelling),
        )
    });
    let mut items: Vec<Item> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for Fitting { spelling, needs_qualifier, .. } in sorted {
        let qualifier = if needs_qualifier { spelling.qualifier() } else { "" };
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
