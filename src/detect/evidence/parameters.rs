//! Parameters of functions that the document defines, by their names.

use crate::catalog::LanguageKind;
use crate::catalog::tables::{DEFINING_WORDS, Role, threshold};

use crate::detect::lexicon::hash::hash;
use crate::detect::lexicon::words::weight;
use crate::detect::tokens::brackets::Around;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::classes::LINE_TOKENS;
use crate::detect::view::parameters::{Parameter, Parameters};

/// The receiver of a method, where it is written as the first parameter or before the call.
const RECEIVERS: [&str; 4] = ["self", "cls", "this", "Self"];

/// No more tokens behind a parameter are read for the end of the list.
const LIST_TOKENS: usize = 63;

/// Whether the document defines the function whose call opens at `open`, and names that parameter as a status. `path` is the name before the
/// bracket and those of its owners.
pub(crate) fn takes_status(view: &View<'_>, path: &[&str], open: TokenIndex, argument: u8) -> bool {
    let Some(callee) = open.checked_sub(1).filter(|callee| path.first() == Some(&view.str(*callee))) else {
        return false;
    };
    // What belongs to another object is another function.
    let is_owned = matches!(view.get(view.glued_before(callee)), "." | "->" | "::" | ":" | "?.");
    if is_owned && !path.get(1).is_some_and(|owner| RECEIVERS.contains(owner)) {
        return false;
    }
    let parameters = view.parameters.get_or_init(|| find(view));
    parameters.take(view.str(callee), argument, view.tokens[callee].start)
}

/// All parameters for a status of the excerpt.
fn find(view: &View<'_>) -> Parameters {
    if view.language.kind != LanguageKind::Code || view.language.is_prefix_notation {
        return Parameters::default();
    }
    Parameters::of(view.tokens.all().filter_map(|index| parameter(view, index)).collect())
}

/// The parameter that stands at `index`, if its name is that of a status.
fn parameter(view: &View<'_>, index: TokenIndex) -> Option<Parameter> {
    let token = &view.tokens[index];
    let is_word = token.kind == TokenKind::Word && token.region == Region::Code && view.may_weigh(token);
    if !is_word || weight(Role::Key, view.str(index)) < threshold::KEY_OF_STATUS {
        return None;
    }
    let Around { open, argument, key_mark: None } = view.bracket_around(index)? else { return None };
    let name = open.checked_sub(1).filter(|name| view.str(open) == "(" && view.is_word(*name))?;
    if matches!(view.str(index + 1), "." | "(" | "[" | "::") || !is_defined(view, name, index) {
        return None;
    }
    let is_method = (open + 1).to(open + 4).any(|at| matches!(view.str(at), "self" | "cls"));
    let argument = argument.checked_sub(u8::from(is_method)).filter(|argument| *argument > 0)?;
    Some(Parameter { hash: hash(view.str(name), 0), at: view.tokens[name].start, argument })
}

/// Whether the line defines the name before the bracket as a function rather than calls it.
fn is_defined(view: &View<'_>, name: TokenIndex, parameter: TokenIndex) -> bool {
    let start = view.line_start(name);
    let before = name.checked_sub(1).filter(|before| *before >= start);
    // The receiver of a method of Go stands between.
    if DEFINING_WORDS.contains(&view.get(before)) || view.get(before) == ")" && view.str(start) == "func" {
        return true;
    }
    let Some(close) = view.closing_near(parameter, LIST_TOKENS) else { return false };
    if before.is_none() {
        // A clause of Erlang.
        return view.str(close + 1) == "->";
    }
    // `static int reply(struct connection *to, int status) {`
    let is_typed = start.to(name).near(name, LINE_TOKENS).all(|at| {
        let word = view.str(at);
        let is_statement = matches!(word, "return" | "new" | "await" | "else" | "throw" | "yield" | "do");
        view.is_word(at) && !is_statement || matches!(word, "*" | "&" | "<" | ">" | "?" | "::" | ",")
    });
    let behind = close + 1;
    let opens = if view.is_kind(Some(behind), TokenKind::Newline) { behind + 1 } else { behind };
    is_typed && matches!(view.str(opens), "{" | "=>")
}
