//! `unknown-name`: a symbol or member in a place for a status that its library does not have.
//!
//! It reports names that fail only when the program runs: not in languages whose compiler or type checker refuses it.

use crate::catalog::tables::rule_words::unknown_name as words;
use crate::catalog::{Library, Proof, Spelling};
use crate::detect::{Owner, Place, PlaceKind, Region, TokenIndex, TokenKind, defined, members};

use super::finding::Finding;
use super::near::nearest;
use super::part::Part;
use crate::catalog::Rule;

/// A shorter symbol is near too many, in bytes.
const LEAST: usize = 6;

/// A statement of Ruby may begin so many lines above its symbol.
const STATEMENT_LINES: usize = 8;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let is_ruby = matches!(part.view.language.id, "ruby" | "erb" | "haml" | "slim");
    if is_ruby || matches!(part.view.language.id, "elixir" | "phoenix-heex") {
        symbols(part, is_ruby, found);
    }
    if !part.view.language.id.contains("elixir") {
        qualified(part, found);
    }
    if part.view.language.id == "python" {
        bare(part, found);
    }
}

fn symbols(part: &Part<'_, '_>, is_ruby: bool, found: &mut Vec<Finding>) {
    let view = part.view;
    for index in part.tokens() {
        let token = view.tokens[index];
        if token.kind != TokenKind::Word || token.region != Region::Code {
            continue;
        }
        let Some(mark) = view.glued_before(index).filter(|mark| view.str(*mark) == ":") else { continue };
        let stands_free = view.glued_before(mark).is_none_or(|at| view.is_kind(Some(at), TokenKind::Open));
        let name = view.str(index);
        if !stands_free
            || view.str(index + 1) == "?"
            || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
        {
            continue;
        }
        if Spelling::is_name(name) && symbols_of(part).any(|known| known == name) || view.is_own_name(index) {
            continue;
        }
        let Some(call) = taken_by(part, mark, is_ruby) else { continue };
        if words::CLASSES.contains(&name) && words::CLASS_CALLS.contains(&call) {
            continue;
        }
        let near = nearest(name, symbols_of(part).collect::<Vec<_>>().into_iter());
        // In tests `head :index` requests that action.
        if call == "head" && near.is_none() && part.is_test() {
            continue;
        }
        // Another object may have a `status` with other symbols.
        let is_sure = !call.is_empty() || near.is_some() && name.len() >= LEAST && is_misspelled(name, near);
        if is_sure && !Spelling::named(name).any(|spelling| spelling.is_native_to(view.language)) {
            found.push(finding(part, index, &format!(":{name}"), near.map(|near| (format!(":{near}"), near))));
        }
    }
}

/// Whether a name differs from the near one by a slip and not by a word.
fn is_misspelled(name: &str, near: Option<&str>) -> bool {
    near.is_some_and(|near| near.len() >= 2 * LEAST && near.matches('_').count() == name.matches('_').count())
}

/// The symbols that libraries of the language have.
fn symbols_of(part: &Part<'_, '_>) -> impl Iterator<Item = &'static str> + Clone {
    let spellings = part.view.language.libraries().flat_map(Library::spellings);
    let symbols: Vec<&'static str> =
        spellings.filter(|spelling| spelling.proof() == Proof::Position).map(Spelling::name).collect();
    symbols.into_iter()
}

/// The call of the data that takes the symbol whose mark is at `mark`, an empty text for any other `status:`, or nothing.
fn taken_by<'v>(part: &Part<'v, '_>, mark: TokenIndex, is_ruby: bool) -> Option<&'v str> {
    let view = part.view;
    let before = mark.checked_sub(1)?;
    let is_keyed = view.str(before) == ":" && view.get(before.checked_sub(1)) == "status"
        || view.str(before) == "=>" && view.get(before.checked_sub(1)) == "status";
    if is_keyed {
        if !is_ruby {
            return Some("");
        }
        return Some(statement_word(part, mark).unwrap_or(""));
    }
    // `head :ok`, `assert_response :ok`
    if is_ruby
        && view.is_word(before)
        && (takes_symbol(view.str(before), true) || takes_symbol(view.str(before), false))
    {
        let begins =
            view.line_start(before) == before || words::BEFORE_STATEMENTS.contains(&view.get(before.checked_sub(1)));
        return begins.then(|| view.str(before));
    }
    let around = view.bracket_around(mark).filter(|around| view.str(around.open) == "(")?;
    let callee = view.glued_before(around.open).map(|callee| view.str(callee))?;
    let owner = view.get(around.open.checked_sub(2));
    // `json_response(conn, :ok)`, `put_status(:ok)`; in Ruby also `head(:ok)`.
    let argument = around.argument;
    let has_place =
        takes_symbol(callee, is_ruby) && if is_ruby { argument == 1 && owner != "." } else { argument <= 2 };
    let ends = matches!(view.str(mark + 2), ")" | ",");
    (has_place && ends).then_some(callee)
}

/// Whether a call of Ruby or Elixir takes the symbol as an argument by itself.
fn takes_symbol(call: &str, is_ruby: bool) -> bool {
    if is_ruby { words::RUBY_CALLS.contains(&call) } else { words::ELIXIR_CALLS.contains(&call) }
}

/// The call of a statement of Ruby that has `status:` among its arguments: `render json: x,` on this line or some lines above.
fn statement_word<'v>(part: &Part<'v, '_>, index: TokenIndex) -> Option<&'v str> {
    let view = part.view;
    // In a view and its helpers, `render` gets values for a template.
    let is_view =
        view.language.id != "ruby" || words::VIEW_FOLDERS.iter().any(|folder| part.file.path.contains(folder));
    let is_taking = |word: &str| words::KEYED_CALLS.contains(&word) && !(is_view && word == "render");
    let take = |word: &'v str| Some(word).filter(|word| is_taking(word));
    // An argument of the innermost call: not of `render Badge.new(status: :new)`, nor in `locals: { status: :new }`.
    let around = view.bracket_around(index).map(|around| around.open);
    if let Some(open) = around.filter(|open| view.str(*open) != "{") {
        let callee = view.glued_before(open).filter(|callee| view.is_word(*callee) && view.str(open) == "(");
        if callee.is_some() || view.str(open) == "[" {
            return callee.and_then(|callee| take(view.str(callee)));
        }
    }
    let first = around.map_or(TokenIndex::FIRST, |open| open + 1);
    let mut at = index;
    for _ in 0..STATEMENT_LINES {
        let start = view.line_start(at).max(first);
        for word in start.to(at).rev().take(80).filter(|word| view.is_word(*word)) {
            let is_key = view.str(word + 1) == ":" && view.are_glued(word, word + 1);
            let is_member = view.get(view.glued_before(word)) == ".";
            // `render Badge.new status: :new`
            if is_member && view.str(word) == "new" && view.str(word + 1) != "(" {
                return None;
            }
            if !is_key && !is_member && take(view.str(word)).is_some() {
                return take(view.str(word));
            }
        }
        if start <= first {
            return None;
        }
        // The line above belongs to the statement where it ends with a comma or an open bracket.
        let newline = start.checked_sub(1)?;
        let last = newline.checked_sub(1)?;
        if !matches!(view.str(last), "," | "(" | "{") {
            return None;
        }
        at = newline;
    }
    None
}

/// `status.HTTP_204_OK`, `HTTPStatus.NOT_FUND`, `Response::HTTP_NOT_FUND`.
fn qualified(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let view = part.view;
    let mut owners: Option<Vec<&str>> = None;
    for index in part.tokens() {
        let token = view.tokens[index];
        if token.kind != TokenKind::Word || token.region != Region::Code || !is_constant(view.str(index)) {
            continue;
        }
        let separator = view.glued_before(index).filter(|at| matches!(view.str(*at), "." | ":" | "::"));
        if separator.is_none() || view.str(index + 1) == "(" && view.are_glued(index, index + 1) {
            continue;
        }
        // Assigned to, it is defined here; what is looked up in is a table.
        if matches!(view.str(index + 1), "=" | "[") {
            continue;
        }
        let name = view.str(index);
        let head = &view.text[..view.tokens[index].start.at()];
        let Some(owner) = Owner::before(head) else { continue };
        let known = owners.get_or_insert_with(|| owners_of(part));
        if !known.contains(&owner.word) || defined(view, owner.word).is_some() {
            continue;
        }
        let proposals = members(view, index, &owner, head);
        let names: Vec<&'static str> = proposals.iter().map(|proposal| proposal.spelling.name()).collect();
        let is_proven = !proposals.is_empty() && proposals.iter().all(|proposal| proposal.is_proven);
        if !is_proven || names.contains(&name) || view.is_own_name(index) {
            continue;
        }
        // `Net::HTTP` stands beside classes, and is no slip of one.
        if names.iter().any(|name| name.contains(|c: char| c.is_ascii_lowercase()))
            || view.str(index + 1) == "::"
            || view.str(index + 1) == ":" && view.str(index + 2) == ":" && view.are_glued(index + 1, index + 2)
        {
            continue;
        }
        let prefix = common_prefix(&names);
        let Some(rest) = name.strip_prefix(prefix) else { continue };
        // What all names begin with does not make two of them alike: `HTTP_GET` is not near `HTTP_GONE`.
        let rests: Vec<&'static str> = names.iter().map(|name| &name[prefix.len()..]).collect();
        let near = nearest(rest, rests.iter().copied());
        let near = near.and_then(|near| names.iter().find(|name| &name[prefix.len()..] == near)).copied();
        let is_in_place = || {
            let range = part.range(index, index);
            part.places.iter().any(|place: &Place| place.kind == PlaceKind::Name && place.range.end == range.end)
        };
        // A module has other constants than statuses: there the name must be one of a status by its form.
        let is_of_class = owner.word.starts_with(|c: char| c.is_ascii_uppercase());
        let is_telling = is_of_class || owner.word.to_ascii_lowercase().contains("status") || has_code(name);
        let is_whole = is_telling && prefix.is_empty() && names.len() > 20;
        let is_alike = near.is_some() && (is_telling || is_in_place());
        if is_whole || is_alike || is_telling && is_in_place() {
            let written = format!("{}{}{name}", owner.word, owner.separator);
            let near = near.map(|near| (format!("{}{}{near}", owner.word, owner.separator), near));
            found.push(finding(part, index, &written, near));
        }
    }
}

/// The words that stand before the constants of libraries of the language.
fn owners_of(part: &Part<'_, '_>) -> Vec<&'static str> {
    let mut owners: Vec<&'static str> = part
        .view
        .language
        .libraries()
        .flat_map(Library::spellings)
        .filter(|spelling| is_constant(spelling.name()))
        .filter_map(|spelling| {
            let owner = spelling.qualifier().trim_end_matches(['.', ':', '>', '-', '\\']);
            owner.rsplit(['.', ':', '\\']).next().filter(|owner| !owner.is_empty())
        })
        .collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// The longest prefix of all names that ends with an underscore.
fn common_prefix(names: &[&'static str]) -> &'static str {
    let Some(first) = names.first() else { return "" };
    let ends = first.match_indices('_').map(|(at, _)| at + 1).rev();
    let mut prefixes = ends.map(|end| &first[..end]);
    prefixes.find(|prefix| names.iter().all(|name| name.starts_with(prefix))).unwrap_or("")
}

/// `NOT_FOUND`, `HTTP_404_NOT_FOUND`
fn is_constant(name: &str) -> bool {
    name.len() > 2
        && !name.ends_with('_')
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// `HTTP_204_OK`, imported by itself.
fn bare(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let view = part.view;
    let places = part.places.iter().filter(|place| place.kind == PlaceKind::Name && place.mention.is_none());
    for place in places.filter(|place| has_code(&place.text)) {
        let Some((index, _)) = part.tokens_of(&place.range) else { continue };
        let is_defined = || view.text.contains(&format!("{} =", place.text)) || view.preamble.imports_word(&place.text);
        if matches!(view.get(view.glued_before(index)), "." | "$" | "@") || is_defined() {
            continue;
        }
        let spellings = part.view.language.libraries().flat_map(Library::spellings);
        let names: Vec<&'static str> = spellings.map(Spelling::name).filter(|name| has_code(name)).collect();
        let near = nearest(&place.text, names.into_iter()).map(|near| (near.to_owned(), near));
        if near.is_some() {
            found.push(finding(part, index, &place.text, near));
        }
    }
}

/// `HTTP_404_NOT_FOUND`
fn has_code(name: &str) -> bool {
    let rest = name.strip_prefix("HTTP_").and_then(|rest| rest.split_at_checked(3));
    rest.is_some_and(|(code, rest)| code.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with('_'))
}

fn finding(part: &Part<'_, '_>, index: TokenIndex, written: &str, near: Option<(String, &str)>) -> Finding {
    let range = part.range(index, index);
    let message = match &near {
        Some((near, _)) => format!("No library here has the status `{written}`. Did you mean `{near}`?"),
        None => format!("No library here has the status `{written}`."),
    };
    let finding = Finding::new(Rule::UnknownName, range.clone(), message);
    match near {
        Some((near, name)) => finding.replacing(format!("Write `{near}`"), range, name),
        None => finding,
    }
}
