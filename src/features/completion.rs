//! Codes, constants and phrases, offered only where a status belongs.

use std::ops::Range;

use crate::catalog::{Catalog, Code, StatusRef};
use crate::detect::{Excerpt, Fitting, Member, TypedKind, TypedPlace, place_at, rank};

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

/// What the editor and its user want of completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether constants are wanted, and not numbers and phrases alone.
    pub constants: bool,
    /// Whether the list comes up because of a character that was typed, unasked.
    pub is_typing: bool,
}

/// What belongs at `offset` (bytes), or nothing where no status does.
pub fn complete(excerpt: &Excerpt<'_>, offset: usize, asked: Asked) -> Option<Completions> {
    let place = place_at(excerpt, offset)?;
    // With such a list open in prose, Enter accepts a suggestion and does not start a new line.
    if place.is_text && asked.is_typing {
        return None;
    }
    let items = match &place.kind {
        TypedKind::Number { .. } => numbers(&place, excerpt, asked),
        TypedKind::Phrase(code) => phrases(*code, &place.typed, excerpt.catalog),
        TypedKind::Name { .. } if !asked.constants => Vec::new(),
        TypedKind::Name { fitting, own } => {
            let own = own_names(own, &place);
            own.into_iter().chain(names(fitting, &place, excerpt)).collect()
        }
    };
    let is_incomplete = matches!(
        &place.kind, TypedKind::Name { fitting, .. } if fitting.iter().any(|fitting| !fitting.qualifier.is_empty())
    );
    (!items.is_empty()).then_some(Completions { range: place.range, items, is_incomplete })
}

/// Where a code comes in the list of a place: what the phrase beside it names first, then what stands around.
fn rank_at(place: &TypedPlace, code: Code) -> (bool, bool, usize, Code) {
    (!place.named.contains(&code), !place.codes_around.contains(&code), rank(code), code)
}

/// Numbers that go on with what is typed, and beside each the constant that would do as well.
fn numbers(place: &TypedPlace, excerpt: &Excerpt<'_>, asked: Asked) -> Vec<Item> {
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
    let constants: &[Fitting] = if asked.constants { constants } else { &[] };
    let mut items: Vec<Item> = Vec::with_capacity(statuses.len());
    for status in statuses {
        let code = status.code();
        let number = number(status, if *is_response_key { response_key(status, place) } else { code.to_string() });
        let own = constants.iter().filter(|fitting| fitting.spelling.code() == code);
        let constant = own
            .min_by_key(|fitting| (library_rank(fitting, excerpt), fitting.spelling.is_deprecated()))
            .map(|fitting| constant(fitting, typed));
        match constant {
            Some(constant) if *prefers_constants => items.extend([constant, number]),
            Some(constant) => items.extend([number, constant]),
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
        }
    };
    let former = match status {
        StatusRef::Compiled(status) => status.former_names,
        StatusRef::Own(_) => &[],
    };
    std::iter::once(status.name()).chain(former.iter().copied()).map(item).collect()
}

/// Names, whole with their qualifier where that is still to be written. What the lines around use comes first, then what is
/// imported, then what is common.
fn names(fitting: &[Fitting], place: &TypedPlace, excerpt: &Excerpt<'_>) -> Vec<Item> {
    let typed = place.typed.to_ascii_lowercase();
    // Where nearly all codes stand around already, they are being listed, and the next is one that does not.
    let is_listing = place.codes_around.len() > 15;
    let mut sorted: Vec<Fitting> = fitting.to_vec();
    sorted.sort_by_cached_key(|fitting| {
        let (spelling, code) = (fitting.spelling, fitting.spelling.code());
        let begins_as_typed = spelling.name().to_ascii_lowercase().starts_with(&typed);
        let is_expected = place.codes_around.contains(&code) != is_listing;
        (
            (!begins_as_typed, !fitting.is_in_use, !spelling.name().starts_with(place.typed.as_str())),
            (place.taken.contains(&code), !place.named.contains(&code)),
            library_rank(fitting, excerpt),
            (spelling.is_deprecated(), !is_expected, rank(code), code),
            (!spelling.library().is_common, spelling),
        )
    });
    let mut seen = std::collections::HashSet::new();
    let items = sorted.into_iter().map(|fitting| constant(&fitting, &typed));
    items.filter(|item| seen.insert(item.new_text.clone())).collect()
}

/// Where the library of a name stands among others: the imported ones first, those last whose qualifier is still to be written.
fn library_rank(fitting: &Fitting, excerpt: &Excerpt<'_>) -> (bool, bool, bool) {
    let library = fitting.spelling.library();
    let is_at_home = fitting.spelling.is_native_to(excerpt.language) && !library.imports.is_empty();
    (!excerpt.preamble.imports(library), !fitting.qualifier.is_empty(), !is_at_home)
}

/// The item for a name, of which `typed` is there, in lower case.
fn constant(fitting: &Fitting, typed: &str) -> Item {
    let Fitting { spelling, qualifier, .. } = fitting;
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
        detail: format!("{code} {}", spelling.library().title()),
        filter_text,
        kind: if spelling.suffix() == "()" { ItemKind::Function } else { ItemKind::Constant },
        new_text,
        code,
        is_deprecated: spelling.is_deprecated(),
    }
}

/// What the document defines itself, or uses near by.
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
    };
    sorted.into_iter().map(item).collect()
}
