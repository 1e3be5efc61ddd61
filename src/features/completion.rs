//! Codes, constants and phrases, offered only where a status belongs; and lines of code that send one, where a statement begins.

use std::ops::Range;

use crate::catalog::{Catalog, Code, StatusRef};
use crate::detect::{Excerpt, Fitting, Member, TypedKind, TypedPlace, place_at, rank};

use super::libraries::Libraries;
use choices::{Choice, choices};

mod choices;
mod item;
mod sending;

pub use item::{Asked, Item, ItemKind, Lines};

/// The completions of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// The bytes of the document that an item replaces: what has been typed of it.
    pub range: Range<usize>,
    /// In the order to be shown.
    pub items: Vec<Item>,
    /// Whether the client should ask again when more is typed, because the inserted text does not begin with the typed one.
    pub is_incomplete: bool,
    /// Whether the place is in a comment, a string or prose, where nothing is imported.
    pub is_text: bool,
}

/// The completions at `offset` (bytes); `None` where neither a status belongs nor a statement begins that may send one.
pub fn complete(excerpt: &Excerpt<'_>, offset: usize, asked: Asked) -> Option<Completions> {
    let found = status_at(excerpt, offset, asked);
    let Some((statement, lines)) = sending::items(excerpt, offset, asked) else { return found };
    match found {
        Some(mut found) => {
            if found.range == statement.range {
                found.items.extend(lines);
            }
            Some(found)
        }
        None => Some(Completions { range: statement.range, items: lines, is_incomplete: false, is_text: false }),
    }
}

/// The codes, constants and phrases that belong there.
fn status_at(excerpt: &Excerpt<'_>, offset: usize, asked: Asked) -> Option<Completions> {
    let place = place_at(excerpt, offset)?;
    // With such a list open in prose, Enter accepts a suggestion and does not start a new line.
    if place.is_text && asked.is_typing {
        return None;
    }
    let libraries = Libraries::of(excerpt);
    let items = match &place.kind {
        TypedKind::Number { .. } => numbers(&place, excerpt, asked, &libraries),
        TypedKind::Phrase(code) => phrases(*code, &place.typed, excerpt.catalog),
        TypedKind::Name { .. } if !asked.constants => Vec::new(),
        TypedKind::Name { fitting, own } => {
            let own = own_names(own, &place);
            own.into_iter().chain(names(fitting, &place, excerpt, &libraries)).collect()
        }
    };
    let is_incomplete = match &place.kind {
        TypedKind::Name { fitting, .. } => fitting.iter().any(|fitting| !fitting.qualifier.is_empty()),
        // A digit finds the constants of further libraries, and by their number.
        TypedKind::Number { constants, .. } => {
            place.typed.is_empty() && asked.constants && constants.iter().any(|fitting| !fitting.is_at_hand)
        }
        TypedKind::Phrase(_) => false,
    };
    (!items.is_empty()).then_some(Completions { range: place.range, items, is_incomplete, is_text: place.is_text })
}

/// Where a code comes in the list of a place: what the phrase beside it names first, then what stands around.
fn rank_at(place: &TypedPlace, code: Code) -> (bool, bool, usize, Code) {
    (!place.named.contains(&code), !place.codes_around.contains(&code), rank(code), code)
}

/// Numbers that begin with the typed digits, each with the constant that can stand for it. Constants of libraries that the document does
/// not use yet come last.
fn numbers(place: &TypedPlace, excerpt: &Excerpt<'_>, asked: Asked, libraries: &Libraries<'_>) -> Vec<Item> {
    let TypedKind::Number { is_response_key, is_bound, constants, prefers_constants } = &place.kind else {
        return Vec::new();
    };
    let typed = place.typed.as_str();
    // What other vendors have comes only to those who begin to type it, or where it stands around already.
    let is_foreign = |status: &StatusRef<'_>| match status {
        StatusRef::Compiled(status) => {
            status.owner.id != "iana" && !status.owner.languages.contains(&excerpt.language.id)
        }
        StatusRef::Own(_) => false,
    };
    let is_near = |code: Code| place.codes_around.contains(&code) || place.named.contains(&code);
    let is_wanted = |status: &StatusRef<'_>| !is_foreign(status) || is_near(status.code()) || !typed.is_empty();
    let begins = |status: &StatusRef<'_>| status.code().to_string().starts_with(typed);
    let mut statuses: Vec<StatusRef<'_>> = excerpt.catalog.statuses().filter(begins).filter(is_wanted).collect();
    statuses.sort_by_cached_key(|status| {
        let code = status.code();
        (place.taken.contains(&code), is_foreign(status) && !is_near(code), rank_at(place, code))
    });
    let constants = if asked.constants { choices(constants, libraries) } else { Vec::new() };
    let mut items: Vec<Item> = Vec::with_capacity(statuses.len());
    let mut further: Vec<Item> = Vec::new();
    for status in statuses {
        let code = status.code();
        let number = number(status, if *is_response_key { response_key(status, place) } else { code.to_string() });
        let own = constants.iter().filter(|choice| choice.fitting.spelling.code() == code);
        let best = own.min_by_key(|choice| {
            let Fitting { spelling, is_at_hand, .. } = choice.fitting;
            let rank = library_rank(choice.fitting, excerpt, libraries);
            (!is_at_hand, rank, choice.is_second, !spelling.library().is_common)
        });
        match best.map(|choice| (choice.fitting.is_at_hand, constant(choice, typed))) {
            Some((true, constant)) if *prefers_constants => items.extend([constant, number]),
            Some((true, constant)) => items.extend([number, constant]),
            Some((false, constant)) => {
                items.push(number);
                further.push(constant);
            }
            None => items.push(number),
        }
    }
    // The last of a class is no status, but ranges end with it.
    if *is_bound {
        let ends = (1..=5)
            .map(|class| class * 100 + 99)
            .chain([600])
            .filter_map(Code::new)
            .filter(|code| code.to_string().starts_with(typed));
        items.extend(ends.filter(|code| !excerpt.catalog.is_status(*code)).map(end_of_class));
    }
    items.extend(further);
    items
}

fn number(status: StatusRef<'_>, new_text: String) -> Item {
    let code = status.code().to_string();
    Item {
        label: code.clone(),
        detail: status.name().to_owned(),
        new_text,
        filter_text: code,
        kind: ItemKind::Number,
        code: status.code(),
        is_deprecated: false,
        constant: None,
        lines: None,
        additional_edits: Vec::new(),
    }
}

/// 299 ends a class, 600 is the first number that is no status.
fn end_of_class(code: Code) -> Item {
    let detail = match code.class() {
        Some(class) => format!("the end of {}xx {}", code.class_digit(), class.name),
        None => "the end of all classes".to_owned(),
    };
    Item {
        label: code.to_string(),
        detail,
        new_text: code.to_string(),
        filter_text: code.to_string(),
        kind: ItemKind::Number,
        code,
        is_deprecated: false,
        constant: None,
        lines: None,
        additional_edits: Vec::new(),
    }
}

/// A whole entry of OpenAPI's `responses`, where the line holds nothing else.
fn response_key(status: StatusRef<'_>, place: &TypedPlace) -> String {
    let quotes = if place.is_quoted { ("", "'") } else { ("'", "'") };
    // The client indents the second line as it does the first.
    format!("{}{}{}:\n  description: {}", quotes.0, status.code(), quotes.1, status.name())
}

fn phrases(code: Code, typed: &str, catalog: &Catalog) -> Vec<Item> {
    let Some(status) = catalog.status(code) else { return Vec::new() };
    let is_large =
        typed.len() > 1 && typed.bytes().all(|byte| byte.is_ascii_uppercase()) && typed != "OK" && typed != "URI";
    let item = |name: &str| {
        let text = if is_large { name.to_ascii_uppercase() } else { name.to_owned() };
        Item {
            label: text.clone(),
            detail: code.to_string(),
            new_text: text.clone(),
            filter_text: text,
            kind: ItemKind::Phrase,
            code,
            is_deprecated: status.name() != name,
            constant: None,
            lines: None,
            additional_edits: Vec::new(),
        }
    };
    let former = match status {
        StatusRef::Compiled(status) => status.former_names,
        StatusRef::Own(_) => &[],
    };
    std::iter::once(status.name()).chain(former.iter().copied()).map(item).collect()
}

/// Names, with their qualifier where that is missing. Names of libraries that the document imports or uses come first, among them those
/// that the lines around use, then those of the project, then common ones.
fn names(fitting: &[Fitting], place: &TypedPlace, excerpt: &Excerpt<'_>, libraries: &Libraries<'_>) -> Vec<Item> {
    let typed = place.typed.to_ascii_lowercase();
    // Where nearly all codes stand around already, they are being listed, and the next is one that does not.
    let is_listing = place.codes_around.len() > 15;
    let mut sorted = choices(fitting, libraries);
    sorted.sort_by_cached_key(|choice| {
        let fitting = choice.fitting;
        let (spelling, code) = (fitting.spelling, fitting.spelling.code());
        let begins_as_typed = spelling.name().to_ascii_lowercase().starts_with(&typed);
        let is_expected = place.codes_around.contains(&code) != is_listing;
        (
            (
                !fitting.is_at_hand,
                !begins_as_typed,
                !fitting.is_in_use,
                !spelling.name().starts_with(place.typed.as_str()),
            ),
            (place.taken.contains(&code), !place.named.contains(&code)),
            library_rank(fitting, excerpt, libraries),
            (choice.is_second, !is_expected, rank(code), code),
            (!spelling.library().is_common, spelling),
        )
    });
    let mut seen = std::collections::HashSet::new();
    let items = sorted.iter().map(|choice| constant(choice, &typed));
    items.filter(|item| seen.insert(item.new_text.clone())).collect()
}

/// Where the library of a name stands among others: the imported ones first, then those of the project, those last whose qualifier is
/// still to be written.
fn library_rank(fitting: &Fitting, excerpt: &Excerpt<'_>, libraries: &Libraries<'_>) -> (u8, bool, bool) {
    let library = fitting.spelling.library();
    let is_at_home = fitting.spelling.is_native_to(excerpt.language) && !library.imports.is_empty();
    (libraries.rank(library), !fitting.qualifier.is_empty(), !is_at_home)
}

/// The item for a name, of which `typed` is there, in lower case.
fn constant(choice: &Choice<'_>, typed: &str) -> Item {
    let Fitting { spelling, qualifier, .. } = choice.fitting;
    let (code, name) = (spelling.code(), spelling.name());
    let new_text = format!("{qualifier}{name}");
    // Clients match from the start: `404` is to find `http.StatusNotFound`, `htt` is, and `Stat` too.
    let filter_text = if typed.starts_with(|c: char| c.is_ascii_digit()) {
        code.to_string()
    } else if new_text.to_ascii_lowercase().starts_with(typed) {
        new_text.clone()
    } else {
        name.to_owned()
    };
    Item {
        label: new_text.clone(),
        detail: format!("{code} {}{}", spelling.library().title(), choice.remark()),
        filter_text,
        kind: if spelling.suffix() == "()" { ItemKind::Function } else { ItemKind::Constant },
        new_text,
        code,
        is_deprecated: choice.is_deprecated,
        constant: Some((*spelling, qualifier.clone())),
        lines: None,
        additional_edits: Vec::new(),
    }
}

/// Names that the document defines, or uses near by.
fn own_names(members: &[Member], place: &TypedPlace) -> Vec<Item> {
    let typed = place.typed.to_ascii_lowercase();
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by_key(|member| {
        let begins_as_typed = member.name.to_ascii_lowercase().starts_with(&typed);
        (!begins_as_typed, place.taken.contains(&member.code), rank(member.code), member.code)
    });
    let item = |member: &Member| Item {
        label: member.name.clone(),
        detail: member.code.to_string(),
        new_text: member.name.clone(),
        filter_text: if typed.starts_with(|c: char| c.is_ascii_digit()) {
            member.code.to_string()
        } else {
            member.name.clone()
        },
        kind: ItemKind::Constant,
        code: member.code,
        is_deprecated: false,
        constant: None,
        lines: None,
        additional_edits: Vec::new(),
    };
    sorted.into_iter().map(item).collect()
}
