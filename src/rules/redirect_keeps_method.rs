//! `redirect-keeps-method`: 301 or 302 is the answer to DELETE, PUT or PATCH, and the handler's method is in sight.

use crate::catalog::tables::rule_words::redirect_keeps_method as words;
use crate::catalog::{Code, LanguageKind, Spelling};
use crate::detect::{Candidate, Mention, MentionKind, MentionRole, TokenIndex, TokenKind, role_in};

use super::finding::Finding;
use super::part::Part;
use crate::catalog::Rule;

/// No more lines above are read.
const LINES: usize = 60;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    if part.view.language.kind != LanguageKind::Code {
        return;
    }
    for (_, mention) in part.mentions().filter(|(_, mention)| matches!(mention.code.number(), 301 | 302)) {
        let Some((first, last)) = part.tokens_of(&mention.range) else { continue };
        if matches!(mention.kind, MentionKind::Phrase | MentionKind::Class) || !is_redirect(part, first) {
            continue;
        }
        if role_in(part.view, mention) != MentionRole::Sends {
            continue;
        }
        if let Some(method) = method_above(part, first) {
            found.push(finding(part, mention, last, method));
        }
    }
}

/// Whether a call that redirects has the status.
fn is_redirect(part: &Part<'_, '_>, index: TokenIndex) -> bool {
    let view = part.view;
    let candidate = Candidate::new(view, index, index);
    let says = |word: &str| word.to_ascii_lowercase().contains("redirect");
    let mut called = candidate.enclosures().filter(|call| call.bracket == b'(');
    called.any(|call| call.callee.words.first().is_some_and(|word| says(word)))
        || view.line(index).take(12).any(|at| {
            let is_command = || view.language.id == "ruby" && view.str(at) == "redirect";
            view.is_word(at) && (view.str(at).starts_with("redirect_") || is_command())
        })
}

/// The method of the handler: the nearest line above that is less indented and names one, or a decorator right above such a line.
fn method_above(part: &Part<'_, '_>, index: TokenIndex) -> Option<&'static str> {
    let view = part.view;
    let mut indent = view.indent(index);
    // `app.delete('/x', (req, res) => res.redirect(302, '/x'))`
    let candidate = Candidate::new(view, index, index);
    let start = view.line_start(index);
    let around = candidate.enclosures().filter(|around| around.bracket == b'(' && around.open > start + 1);
    let mut called = around.filter_map(|around| method_in(part, around.open.saturating_sub(3), around.open));
    if let Some(method) = called.next() {
        return Some(method);
    }
    let mut lines = view.lines_above(index).take(LINES).peekable();
    while let Some(line) = lines.next() {
        let here = view.indent_of(line.start);
        if here >= indent || view.str(line.start) == "}" {
            continue;
        }
        indent = here;
        let own = method_in(part, line.start, line.end);
        if own.is_some() {
            return own;
        }
        let defines = line
            .clone()
            .take(8)
            .any(|at| matches!(view.str(at), "def" | "function" | "func" | "fun" | "async" | "public" | "fn"));
        if defines {
            // Decorators and attributes stand right above, as far out.
            while let Some(above) = lines.next_if(|above| {
                view.indent_of(above.start) == here && matches!(view.str(above.start), "@" | "[" | "#")
            }) {
                let method = method_in(part, above.start, above.end);
                if method.is_some() {
                    return method;
                }
            }
            return action(part, line.start, line.end);
        }
    }
    None
}

/// `def destroy` of a controller of Rails, `public function destroy` of one of Laravel.
fn action(part: &Part<'_, '_>, start: TokenIndex, end: TokenIndex) -> Option<&'static str> {
    let view = part.view;
    let definer = match view.language.id {
        "ruby" => "def",
        "php" => "function",
        _ => return None,
    };
    let mut words = start.to(end).take(4);
    let name = words.find(|at| view.str(*at) == definer).map(|at| view.str(at + 1));
    match name.filter(|_| view.text.contains("Controller")) {
        Some("destroy") => Some("DELETE"),
        Some("update") => Some("PATCH"),
        _ => None,
    }
}

fn method_in(part: &Part<'_, '_>, start: TokenIndex, end: TokenIndex) -> Option<&'static str> {
    let view = part.view;
    for at in start.to(end).take(24).filter(|at| view.is_word(*at)) {
        let word = view.str(at).to_ascii_lowercase();
        let Some(method) = method_of(&word) else { continue };
        let owner = view.glued_before(at).filter(|dot| matches!(view.str(*dot), "." | ":" | "::" | "->"));
        let owner = owner
            .and_then(|dot| dot.checked_sub(1))
            .map(|owner| if view.str(owner) == ":" { view.get(owner.checked_sub(1)) } else { view.str(owner) });
        let is_decorator = matches!(view.str(start), "@" | "[" | "#");
        let is_router = owner.is_some_and(|owner| {
            words::ROUTERS.contains(&owner.to_ascii_lowercase().as_str())
                || owner.to_ascii_lowercase().ends_with("router")
        });
        if word == "route" {
            // `methods=["DELETE"]` alone: with others the method is not known.
            let text = &view.text[view.tokens[start].start.at()..view.tokens[end - 1].end.at()];
            let methods = text.split_once("methods").map_or("", |(_, rest)| rest);
            let only = [
                ("DELETE", methods.contains("DELETE")),
                ("PUT", methods.contains("PUT")),
                ("PATCH", methods.contains("PATCH")),
            ];
            if methods.contains("GET") || methods.contains("POST") {
                return None;
            }
            return only.into_iter().find(|(_, is_there)| *is_there).map(|(method, _)| method);
        }
        // `delete '/x' do` of Sinatra
        if view.language.id == "ruby"
            && at == start
            && !method.is_empty()
            && view.is_kind(Some(at + 1), TokenKind::Quote)
        {
            return Some(method);
        }
        let is_called = view.str(at + 1) == "(" || is_decorator;
        if !method.is_empty() && is_called && (is_router || is_decorator && (owner.is_some() || word.len() > 6)) {
            return Some(method);
        }
    }
    None
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

/// The method that a word of a call or a decorator names; an empty text where an argument names it.
fn method_of(word: &str) -> Option<&'static str> {
    let methods: [(&[&str], &str); 4] = [
        (&words::DELETE_WORDS, "DELETE"),
        (&words::PUT_WORDS, "PUT"),
        (&words::PATCH_WORDS, "PATCH"),
        (&words::ANY_METHOD_WORDS, ""),
    ];
    methods.into_iter().find(|(words, _)| words.contains(&word)).map(|(_, method)| method)
}
