//! Another way to write the status of a place: a number as a constant, a constant as a number, another status of the same choice.
//!
//! A number becomes a constant of a library that the file imports, else of one that the project has, else of the language's own. Where the
//! constant is an object, the expression that makes its number is written, as the data has it (`number` in `data/names/`). What a compiler
//! would refuse is not offered: languages with static types need that entry.

use std::ops::Range;

use crate::catalog::{Code, Language, LanguageKind, Library, Proof, Spelling, StatusRef, Value};
use crate::detect::{self, Mention, MentionKind, Region, TokenIndex, View, is_word};
use crate::edits::Edit;
use crate::features::imports;
use crate::features::libraries::{Has, Libraries};

use super::expression::{self, Place};
use super::parts;

/// A status written in another way.
#[derive(Clone, Debug)]
pub(super) struct Rewriting {
    /// The new text: `http.StatusNotFound`, `404`.
    pub(super) text: String,
    /// The replacement, and what brings the constant in.
    pub(super) edits: Vec<Edit>,
    pub(super) way: Way,
}

/// The way of writing that is left for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// A number becomes a constant.
    ToConstant(Spelling),
    /// A constant becomes its number.
    ToNumber,
}

impl Way {
    /// Whether both are conversions to numbers, or to constants of one library in one form.
    pub(super) fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::ToConstant(one), Self::ToConstant(other)) => {
                one.library().is_kin_of(other.library()) && one.qualifier() == other.qualifier()
            }
            (Self::ToNumber, Self::ToNumber) => true,
            _ => false,
        }
    }

    /// The common target of all conversions in a title: `constants of net/http`.
    pub(super) fn plural(self) -> String {
        match self {
            Self::ToConstant(spelling) => format!("constants of {}", spelling.library().title()),
            Self::ToNumber => "numbers".to_owned(),
        }
    }
}

/// The part of the document that conversions read.
pub(super) struct Head<'t> {
    /// Its first bytes, as many as are read for imports.
    pub(super) text: &'t str,
    /// Its language, in which imports are written.
    pub(super) language: &'static Language,
}

/// The other way to write a mention of a view; nothing where it is not known to be right.
pub(super) fn other(
    view: &View<'_>,
    mention: &Mention,
    head: &Head<'_>,
    libraries: &Libraries<'_>,
) -> Option<Rewriting> {
    if view.language.kind != LanguageKind::Code || mention.is_bound {
        return None;
    }
    let place = Place::of(view, &mention.range)?;
    if view.tokens[place.first].region != Region::Code {
        return None;
    }
    match mention.kind {
        // `(HttpStatusCode)429` is the constant already.
        MentionKind::Number if view.get(view.glued_before(place.first)) == ")" => None,
        MentionKind::Number => to_constant(view, mention, &place, head, libraries),
        MentionKind::Name(Some(spelling)) if spelling.is_native_to(view.language) => {
            to_number(view, mention, &place, spelling)
        }
        // Libraries of other languages have the name too, with other qualifiers.
        MentionKind::Name(Some(spelling)) => Spelling::named(spelling.name())
            .filter(|other| other.code() == mention.code && other.is_native_to(view.language))
            .find_map(|other| to_number(view, mention, &place, other)),
        MentionKind::Name(None) | MentionKind::Phrase | MentionKind::Class => None,
    }
}

fn to_constant(
    view: &View<'_>,
    mention: &Mention,
    place: &Place,
    head: &Head<'_>,
    libraries: &Libraries<'_>,
) -> Option<Rewriting> {
    let Range { start, end } = place.local.clone();
    // A suffix says which type the place takes: `404u16`.
    if view.text[end..].starts_with(is_word) || Code::parse(&view.text[start..end]) != Some(mention.code) {
        return None;
    }
    let index = place.first;
    if expression::takes_literals_alone(view, index) {
        return None;
    }
    let mut choices: Vec<(bool, u8, bool, detect::Fitting)> = detect::constants_of(view, index, mention.code)
        .into_iter()
        .filter(|fitting| is_offered(view, index, fitting.spelling, libraries))
        .map(|fitting| {
            let library = fitting.spelling.library();
            (!fitting.is_in_use, standing(view, library, libraries), !library.is_common, fitting)
        })
        .collect();
    choices.sort_by_key(|(is_new, rank, is_rare, fitting)| (*is_new, *rank, *is_rare, fitting.spelling));
    choices.into_iter().find_map(|(.., fitting)| written(view, mention, place, head, &fitting))
}

/// The place of a library among others: those that the document imports, by themselves or with what brings them along, come first.
fn standing(view: &View<'_>, library: &Library, libraries: &Libraries<'_>) -> u8 {
    let brings = |statement: &str| {
        let module = statement.split_once(" import ").map(|(module, _)| module);
        let begins =
            |line: &str, module: &str| line.strip_prefix(module).is_some_and(|rest| rest.starts_with([' ', '.']));
        module.is_some_and(|module| view.preamble.text().lines().any(|line| begins(line, module)))
    };
    let is_brought = library.spellings().take(1).flat_map(Spelling::given_by).any(|statement| brings(statement));
    if is_brought { 0 } else { libraries.rank(library) }
}

/// Whether a constant may stand in the place of a number, as far as its library and the place tell.
fn is_offered(view: &View<'_>, index: TokenIndex, spelling: Spelling, libraries: &Libraries<'_>) -> bool {
    let library = spelling.library();
    // A symbol needs no library but the one that takes it.
    let is_symbol = spelling.proof() == Proof::Position;
    let is_at_hand = is_symbol || library.is_standard || standing(view, library, libraries) < 2;
    let Some(number) = spelling.number_in(view.language) else { return false };
    spelling.value() == Value::Status
        && is_at_hand
        && spelling.is_native_to(view.language)
        && !libraries.is_deprecated(spelling)
        && matches!(libraries.has(spelling), Has::Yes | Has::Perhaps)
        && (spelling.proof() != Proof::Position || expression::takes_symbols(view, index))
        && (number == "{constant}" || !expression::takes_constants_alone(view, index))
}

/// The place with that constant in it; nothing where what brings it in cannot be written.
fn written(
    view: &View<'_>,
    mention: &Mention,
    place: &Place,
    head: &Head<'_>,
    fitting: &detect::Fitting,
) -> Option<Rewriting> {
    let spelling = fitting.spelling;
    let is_symbol = spelling.proof() == Proof::Position;
    let qualifier = if is_symbol { spelling.qualifier() } else { &fitting.qualifier };
    let is_at_home = std::ptr::eq(view.language, head.language);
    let (constant, mut edits) = if is_symbol {
        ([qualifier, spelling.name()].concat(), Vec::new())
    } else {
        imports::constant(spelling, qualifier, &mention.range, head.text, head.language, view.project)?
    };
    if !is_at_home && !edits.is_empty() {
        return None;
    }
    let text = spelling.number_in(view.language)?.replace("{constant}", &constant);
    let mut all = vec![Edit { range: place.document.clone(), new_text: text.clone() }];
    all.append(&mut edits);
    Some(Rewriting { text, edits: all, way: Way::ToConstant(spelling) })
}

fn to_number(view: &View<'_>, mention: &Mention, place: &Place, spelling: Spelling) -> Option<Rewriting> {
    if spelling.proof() == Proof::Position && !expression::takes_symbols(view, place.first) {
        return None;
    }
    let template = spelling.number_in(view.language)?;
    let (before, after) = template.split_once("{constant}")?;
    let range = place.whole_name(view, spelling.qualifier())?;
    let start = view.text[..range.start].strip_suffix(before)?.len();
    if view.text[..start].ends_with([')', ']', '}', '.', '$', '@', '"', '\'']) {
        return None;
    }
    let end = range.end + view.text[range.end..].starts_with(after).then_some(after.len())?;
    // A longer expression is another one: `http.StatusNotFound.String()`, `NOT_FOUND[0]`.
    let rest = &view.text[end..];
    let goes_on = rest.starts_with(['.', '(', '[', '!']) && !rest.starts_with("!=");
    if goes_on || rest.starts_with("::") || rest.starts_with("->") || rest.starts_with(is_word) {
        return None;
    }
    let offset = parts::start(view);
    let text = mention.code.to_string();
    let edit = Edit { range: offset + start..offset + end, new_text: text.clone() };
    Some(Rewriting { text, edits: vec![edit], way: Way::ToNumber })
}

/// The other statuses that a mention is often weighed against, each with its title and edit, in the spelling of the place.
pub(super) fn others_of_choice(view: &View<'_>, mention: &Mention, libraries: &Libraries<'_>) -> Vec<(String, Edit)> {
    let Some(StatusRef::Compiled(status)) = view.catalog.status(mention.code) else { return Vec::new() };
    let Some(place) = Place::of(view, &mention.range) else { return Vec::new() };
    if mention.is_bound
        || view.tokens[place.first].region == Region::Comment
        || matches!(view.language.kind, LanguageKind::Prose | LanguageKind::Log)
    {
        return Vec::new();
    }
    let mut seen = vec![mention.code];
    let mut found = Vec::new();
    for line in status.choices().flat_map(|choice| choice.lines) {
        if seen.contains(&line.code) {
            continue;
        }
        seen.push(line.code);
        let (Some(other), Some(edit)) =
            (view.catalog.status(line.code), spelled(view, mention, &place, line.code, libraries))
        else {
            continue;
        };
        found.push((format!("Use {} {}: {}", line.code, other.name(), line.short.replace('`', "")), edit));
    }
    found
}

/// The place with another code, written as the one that stands there.
fn spelled(view: &View<'_>, mention: &Mention, place: &Place, code: Code, libraries: &Libraries<'_>) -> Option<Edit> {
    let range = place.document.clone();
    match mention.kind {
        MentionKind::Number => {
            let old = &view.text[place.local.clone()];
            let digits = mention.code.to_string();
            let rest = old.strip_prefix(&digits)?;
            let line = view.text[place.local.end..].lines().next().unwrap_or_default();
            let name = |code: Code| view.catalog.status(code).map(|status| status.name().to_owned());
            // The phrase of a status line goes with its code.
            let phrase = name(mention.code)
                .filter(|name| line.strip_prefix(' ').is_some_and(|rest| rest.starts_with(name.as_str())));
            let new_text = match phrase {
                Some(old_name) => {
                    let new_text = format!("{code}{rest} {}", name(code)?);
                    return Some(Edit { range: range.start..range.end + 1 + old_name.len(), new_text });
                }
                None => format!("{code}{rest}"),
            };
            Some(Edit { range, new_text })
        }
        MentionKind::Name(Some(spelling)) => {
            let other = spelling.library().spellings().find(|other| {
                other.code() == code
                    && other.is_of_form(spelling)
                    && !libraries.is_deprecated(*other)
                    && matches!(libraries.has(*other), Has::Yes | Has::Perhaps)
            })?;
            // A name without its qualifier was brought in alone, and the other is not there.
            let own = spelling.qualifier();
            let needs_import = spelling.imports().iter().any(|line| line.contains("{name}"));
            let old = &view.text[place.local.clone()];
            let sign = old.strip_suffix(spelling.name())?;
            let separator = own.trim_start_matches(|c: char| is_word(c) || c == ' ');
            let last = separator.chars().next_back();
            let is_qualified =
                last.is_none_or(|last| sign.ends_with(last) || view.text[..place.local.start].ends_with(last));
            (is_qualified && !needs_import).then(|| Edit { range, new_text: [sign, other.name()].concat() })
        }
        MentionKind::Name(None) | MentionKind::Phrase | MentionKind::Class => None,
    }
}
