//! The class of errors and the function whose body holds a token, by the lines above it.

use crate::catalog::tables::{CLASS_KINDS, CLASS_WORDS, DEFINING_WORDS, Role};

use crate::detect::lexicon::words::{split, weight};
use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::token::Region;
use crate::detect::view::View;

/// How many lines above a token the head of its class or function is looked for.
const CLASS_LINES: usize = 24;
const FUNCTION_LINES: usize = 8;

/// How many tokens of a line are read.
pub(crate) const LINE_TOKENS: usize = 32;

/// The class whose body holds the token, by its indentation, if it is one of errors or responses.
pub(crate) fn class_above(view: &View<'_>, index: TokenIndex) -> Option<TokenIndex> {
    let line = view.whole_line(index);
    if let Some(name) = class_named_in(view, line.start.to(index)) {
        return Some(name);
    }
    let mut indent = view.indent_of(line.start);
    for line in view.lines_above(index).take(CLASS_LINES) {
        let here = view.indent_of(line.start);
        if here >= indent {
            continue;
        }
        indent = here;
        if let Some(name) = class_named_in(view, line) {
            return Some(name);
        }
        if indent == 0 && !matches!(view.str(view.whole_line(index).start), "{" | "(") {
            break;
        }
    }
    None
}

/// The class below the annotation that holds the token.
pub(crate) fn class_below(view: &View<'_>, index: TokenIndex) -> Option<TokenIndex> {
    let line = view.whole_line(index);
    let start = line.start;
    let is_annotation = matches!(view.str(start), "@" | "#" | "[") && weight(Role::Key, view.str(start + 1)) > 0.0;
    if !is_annotation {
        return None;
    }
    let mut end = line.end;
    if let Some(name) = class_named_in(view, start.to(end)) {
        return Some(name);
    }
    for _ in 0..2 {
        if end + 1 >= view.tokens.end() {
            return None;
        }
        let below = view.whole_line(end + 1);
        if let Some(name) = class_named_in(view, below.clone()) {
            return Some(name);
        }
        end = below.end;
    }
    None
}

/// The name of the class that a line defines, if its name or its parent's is that of an error or a response.
fn class_named_in(view: &View<'_>, line: TokenRange) -> Option<TokenIndex> {
    let mut tokens = line.take(LINE_TOKENS).filter(|at| view.is_word(*at) && view.tokens[*at].region == Region::Code);
    tokens.find(|at| CLASS_KINDS.contains(&view.str(*at)))?;
    let name = tokens.next()?;
    let speaks = |at: TokenIndex| {
        split(view.str(at)).any(|word| CLASS_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    (speaks(name) || tokens.any(speaks)).then_some(name)
}

/// The line that heads the function which holds the token: its own, or the nearest above that is indented less.
pub(crate) fn function_line(view: &View<'_>, index: TokenIndex) -> Option<TokenRange> {
    let own = view.whole_line(index);
    let words = |line: &TokenRange| line.clone().take(LINE_TOKENS).filter(|at| view.tokens[*at].region == Region::Code);
    let heads = |line: &TokenRange| {
        words(line).any(|at| DEFINING_WORDS.contains(&view.str(at)) || matches!(view.str(at), "let" | "defn"))
            || words(line).any(|at| view.str(at) == "(")
                && line.end > line.start
                && matches!(view.str(line.end - 1), "{" | "=>" | "=" | "->" | "do")
    };
    let before = own.start.to(index);
    if heads(&before) {
        return Some(before);
    }
    let indent = view.indent_of(own.start);
    // The brace may have a line for itself.
    let is_brace = |line: &TokenRange| view.str(line.start) == "{" && line.start + 1 >= line.end;
    let mut above = view.lines_above(index).take(FUNCTION_LINES).filter(|line| !is_brace(line));
    let above = above.find(|line| view.indent_of(line.start) < indent)?;
    (heads(&above) || opens_below(view, &above)).then_some(above)
}

/// Whether a line ends with the parameters of a function whose body begins on the next one: `Result Lost()⏎ => NotFound();`.
pub(crate) fn opens_below(view: &View<'_>, line: &TokenRange) -> bool {
    line.end > line.start && view.str(line.end - 1) == ")" && matches!(view.str(line.end + 1), "{" | "=>")
}
