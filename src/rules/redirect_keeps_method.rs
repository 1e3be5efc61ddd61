//! `redirect-keeps-method`: 301 or 302 in response to DELETE, PUT or PATCH, where the handler's method is in sight.

use crate::catalog::tables::rule_words::redirect_keeps_method as words;
use crate::catalog::{Code, LanguageKind, Spelling};
use crate::detect::{Candidate, Mention, MentionKind, MentionRole, TokenIndex, TokenKind, TokenRange, View, role_in};

use super::finding::Finding;
use super::part::Part;
use crate::catalog::Rule;

/// No more lines above are read.
const LINES: usize = 60;

/// No more tokens of a line are read.
const LINE_TOKENS: usize = 24;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    if part.view.language.kind != LanguageKind::Code {
        return;
    }
    let mut line_of_last = None;
    for (_, mention) in part.mentions().filter(|(_, mention)| matches!(mention.code.number(), 301 | 302)) {
        let Some((first, last)) = part.tokens_of(&mention.range) else { continue };
        if matches!(mention.kind, MentionKind::Phrase | MentionKind::Class) || !is_redirect(part.view, first) {
            continue;
        }
        if role_in(part.view, mention) != MentionRole::Sends {
            continue;
        }
        if let Some(method) = method_above(part.view, first) {
            // `RedirectResponse("/", status_code=302)`: the class has the status too, and the one that is written out counts.
            let line = part.view.line_start(first);
            if line_of_last == Some(line) {
                found.pop();
            }
            line_of_last = Some(line);
            found.push(finding(part, mention, last, method));
        }
    }
}

/// Whether the status redirects: a call with that name has it, or the target stands near it.
fn is_redirect(view: &View<'_>, index: TokenIndex) -> bool {
    let redirects = |word: &str| word.to_ascii_lowercase().contains("redirect");
    let candidate = Candidate::new(view, index, index);
    let mut called = candidate.enclosures().filter(|call| call.bracket == b'(');
    if called.any(|call| call.callee.words.first().is_some_and(|word| redirects(word))) {
        return true;
    }
    let names_target = |line: TokenRange| {
        line.take(LINE_TOKENS)
            .any(|at| view.is_word(at) && (redirects(view.str(at)) || view.str(at).eq_ignore_ascii_case("location")))
    };
    let above = view.lines_above(index).take(2);
    let below = lines_below(view, index).take(2);
    std::iter::once(view.line(index)).chain(above).chain(below).any(names_target)
}

/// The lines below that of the token.
fn lines_below<'a>(view: &'a View<'_>, index: TokenIndex) -> impl Iterator<Item = TokenRange> + 'a {
    let below = |index: TokenIndex| {
        let next = view.whole_line(index).end + 1;
        (next < view.tokens.end()).then(|| next.to(view.whole_line(next).end))
    };
    std::iter::successors(below(index), move |line| below(line.start))
}

/// The method of the handler: that of a call around the status, or of the nearest line above that is less indented and names one.
fn method_above(view: &View<'_>, index: TokenIndex) -> Option<&'static str> {
    // `app.delete('/x', (req, res) => res.redirect(302, '/x'))`
    let candidate = Candidate::new(view, index, index);
    let start = view.line_start(index);
    let around = candidate.enclosures().filter(|around| around.bracket == b'(' && around.open > start + 1);
    let mut called = around.filter_map(|around| registered(view, around.open.saturating_sub(3).to(around.open)));
    if let Some(method) = called.next() {
        return Some(method);
    }
    // A decorator that redirects stands beside the one that names the method.
    if is_attribute(view, start) {
        let above = view.lines_above(index).take_while(|line| is_attribute(view, line.start));
        let below = lines_below(view, index).take_while(|line| is_attribute(view, line.start));
        return above.chain(below).find_map(|line| method_in(view, &line));
    }
    let mut indent = view.indent(index);
    let mut lines = view.lines_above(index).take(LINES).peekable();
    while let Some(line) = lines.next() {
        let here = view.indent_of(line.start);
        // A brace may have a line to itself, and a parenthesis ends a list of parameters.
        if here >= indent || view.str(line.start) == ")" || view.str(line.start) == "{" && line.start + 1 == line.end {
            continue;
        }
        indent = here;
        // The condition above a branch such as `else` does not hold in it.
        if matches!(view.str(line.start), "}" | "else" | "elif" | "elsif") {
            continue;
        }
        if let Some(method) = method_in(view, &line) {
            return Some(method);
        }
        // Decorators and attributes stand right above, as far out, and so does the method of a route that is a record.
        let is_handler = view.str(line.start) == "handler";
        while let Some(above) = lines
            .next_if(|above| view.indent_of(above.start) == here && (is_handler || is_attribute(view, above.start)))
        {
            let method = method_in(view, &above);
            if method.is_some() {
                return method;
            }
        }
        if defines(view, &line) {
            return None;
        }
    }
    None
}

/// Whether a line begins with a decorator, an annotation or an attribute.
fn is_attribute(view: &View<'_>, start: TokenIndex) -> bool {
    matches!(view.str(start), "@" | "[" | "#")
}

/// Whether a function with a name begins on the line. Nothing above it names the method of another.
fn defines(view: &View<'_>, line: &TokenRange) -> bool {
    let is_definer = |at: TokenIndex| words::DEFINERS.contains(&view.str(at));
    line.clone().take(8).any(is_definer) && !text_of(view, line).contains("=>")
}

fn text_of<'a>(view: &View<'a>, line: &TokenRange) -> &'a str {
    view.text_between(line.start, line.end - 1)
}

/// The method that a line names for what is below it.
fn method_in(view: &View<'_>, line: &TokenRange) -> Option<&'static str> {
    registered(view, line.clone()).or_else(|| handled(view, line)).or_else(|| compared(view, line))
}

/// The method of a call that registers a route: `app.delete(`, `@DeleteMapping`, `[HttpPut]`, `delete '/x' do`, `"DELETE /x"`.
fn registered(view: &View<'_>, tokens: TokenRange) -> Option<&'static str> {
    let start = tokens.start;
    tokens.take(LINE_TOKENS).filter(|at| view.is_word(*at)).find_map(|at| {
        let word = view.str(at);
        // A pattern of a route, as `ServeMux` of Go 1.22 has it.
        if let Some(method) = method_of_value(word) {
            let is_quoted = at.checked_sub(1).is_some_and(|quote| view.is_kind(Some(quote), TokenKind::Quote));
            if is_quoted && view.get(Some(at + 1)).starts_with('/') {
                return Some(method);
            }
        }
        let method = method_of_word(&word.to_ascii_lowercase())?;
        let owner = owner_of(view, at);
        let is_router = owner.is_some_and(|owner| {
            let owner = view.str(owner).trim_start_matches('$').to_ascii_lowercase();
            words::ROUTERS.contains(&owner.as_str()) || owner.ends_with("router")
        });
        let is_chained = owner.is_some_and(|owner| view.str(owner) == ")") && follows_route(view, at);
        let has_sign = at.checked_sub(1).is_some_and(|sign| is_attribute(view, sign));
        let is_decorator = is_attribute(view, start) && (has_sign || owner.is_some());
        let is_bare = at == start && words::BARE_ROUTES.contains(&view.language.id);
        let names_path = || {
            let quote = if view.str(at + 1) == "(" { at + 2 } else { at + 1 };
            view.is_kind(Some(quote), TokenKind::Quote)
        };
        let is_called = view.str(at + 1) == "(";
        (is_decorator || is_called && (is_router || is_chained) || is_bare && names_path()).then_some(method)
    })
}

/// What the word is a member of: the token before `.`, `::` or `->`.
fn owner_of(view: &View<'_>, at: TokenIndex) -> Option<TokenIndex> {
    let is_sign = |at: &TokenIndex| matches!(view.str(*at), "." | ":" | "::" | "->" | "-" | ">");
    let sign = view.glued_before(at).filter(is_sign)?;
    TokenIndex::FIRST.to(sign).rev().take(2).find(|before| !is_sign(before))
}

/// Whether a chain of calls up to that token begins with one that names a route: `app.route('/x').delete(`.
fn follows_route(view: &View<'_>, at: TokenIndex) -> bool {
    view.line_start(at).to(at).take(LINE_TOKENS).any(|word| view.str(word) == "route" && view.str(word + 1) == "(")
}

/// The method of a function that has it as its name: `def delete(self`, `function DELETE(`, `void doDelete(`, actions of a controller.
fn handled(view: &View<'_>, line: &TokenRange) -> Option<&'static str> {
    let in_controller = || view.text.contains("Controller") || view.text.contains(":controller");
    line.clone().take(LINE_TOKENS).skip(1).filter(|at| view.is_word(*at)).find_map(|at| {
        let (word, definer) = (view.str(at), view.str(at - 1));
        let first = || view.get(Some(at + 2));
        match (view.language.id, definer, word) {
            ("python", "def", "delete" | "put" | "patch") if first() == "self" => method_of_word(word),
            ("javascript" | "typescript", "function" | "const", _) => method_of_value(word),
            ("java" | "kotlin" | "groovy", _, "doDelete" | "doPut" | "doPatch") => {
                method_of_word(&word[2..].to_ascii_lowercase())
            }
            ("ruby", "def", "destroy") | ("php", "function", "destroy") if in_controller() => Some("DELETE"),
            ("ruby", "def", "update") | ("php", "function", "update") if in_controller() => Some("PATCH"),
            ("elixir", "def", "delete") if first() == "conn" => Some("DELETE"),
            ("elixir", "def", "update") if first() == "conn" => Some("PATCH"),
            _ => None,
        }
    })
}

/// The one method that a condition, a branch or a route's list of methods admits: `if r.Method == "PUT" {`, `case http.MethodDelete:`,
/// `methods=["DELETE"]`, `method: 'PATCH'`.
fn compared(view: &View<'_>, line: &TokenRange) -> Option<&'static str> {
    let text = text_of(view, line);
    let is_branch = matches!(view.str(line.start), "case" | "when");
    if !is_branch && !text.to_ascii_lowercase().contains("method") || text.contains('!') || text.contains(" not ") {
        return None;
    }
    let line_words = || line.clone().take(2 * LINE_TOKENS).filter(|at| view.is_word(*at)).map(|at| view.str(at));
    if line_words().any(|word| words::OTHER_VALUES.contains(&word)) {
        return None;
    }
    line_words().find_map(method_of_value)
}

fn finding(part: &Part<'_, '_>, mention: &Mention, last: TokenIndex, method: &str) -> Finding {
    let message =
        format!("Clients may repeat {method} at the new address after {}; 303 See Other makes it a GET.", mention.code);
    let finding = Finding::new(Rule::RedirectKeepsMethod, mention.range.clone(), message);
    match mention.kind {
        MentionKind::Number => finding.replacing("Write 303".to_owned(), part.range(last, last), "303"),
        MentionKind::Name(Some(spelling)) => match see_other(spelling) {
            Some(name) => {
                let end = mention.range.end;
                let range = end - spelling.name().len()..end;
                finding.replacing(format!("Write `{}{name}`", part.written_before(mention, spelling)), range, name)
            }
            None => finding,
        },
        _ => finding,
    }
}

/// The name of 303 that is written as the spelling is.
fn see_other(spelling: Spelling) -> Option<&'static str> {
    let is_alike = |other: &Spelling| {
        Some(other.code()) == Code::new(303)
            && other.qualifier() == spelling.qualifier()
            && other.suffix() == spelling.suffix()
    };
    spelling.library().spellings().find(is_alike).map(Spelling::name)
}

/// The method that a word of a call or a decorator names.
fn method_of_word(word: &str) -> Option<&'static str> {
    let methods: [(&[&str], &str); 3] =
        [(&words::DELETE_WORDS, "DELETE"), (&words::PUT_WORDS, "PUT"), (&words::PATCH_WORDS, "PATCH")];
    methods.into_iter().find(|(words, _)| words.contains(&word)).map(|(_, method)| method)
}

/// The method that a text or a constant is.
fn method_of_value(word: &str) -> Option<&'static str> {
    let methods: [(&[&str], &str); 3] =
        [(&words::DELETE_VALUES, "DELETE"), (&words::PUT_VALUES, "PUT"), (&words::PATCH_VALUES, "PATCH")];
    methods.into_iter().find(|(values, _)| values.contains(&word)).map(|(_, method)| method)
}
