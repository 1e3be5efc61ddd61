//! `body-not-allowed`: 204, 205, 304 or 1xx is sent with content in the same call, response object or message.

use crate::catalog::tables::rule_words::body_not_allowed as words;
use crate::catalog::{Body, Code, LanguageKind};
use crate::detect::{Candidate, Mention, MentionKind, MentionRole, Region, TokenIndex, TokenKind, role_in};

use super::content::{is_content, is_returned_content};
use super::finding::Finding;
use super::messages::{message, status_lines};
use super::openapi::{content_under, response_keys};
use super::part::Part;
use crate::catalog::Rule;

/// No more links of a chain are read.
const LINKS: usize = 6;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    for key in response_keys(part) {
        if Code::parse(key.text).is_some_and(is_bodiless)
            && let Some(content) = content_under(part, key.index, key.version)
        {
            let code = Code::parse(key.text).unwrap_or(Code(204));
            found.push(Finding::new(Rule::BodyNotAllowed, part.range(content, content), said(part, code)));
        }
    }
    for line in status_lines(part).iter().filter(|line| is_bodiless(line.code)) {
        if let Some(content) = message(part, line).and_then(|message| message.content) {
            let start = part.start();
            let range = start + content.start..start + content.end;
            found.push(Finding::new(Rule::BodyNotAllowed, range, said(part, line.code)));
        }
    }
    // Tests send what must not be sent, to see what becomes of it.
    let is_program = matches!(part.view.language.kind, LanguageKind::Code | LanguageKind::Markup);
    if !is_program || part.is_test() {
        return;
    }
    for (_, mention) in part.mentions().filter(|(_, mention)| is_bodiless(mention.code) && !mention.is_bound) {
        if !matches!(mention.kind, MentionKind::Number | MentionKind::Name(_)) {
            continue;
        }
        let Some((index, last)) = part.tokens_of(&mention.range) else { continue };
        if part.view.tokens[index].region == Region::Comment {
            continue;
        }
        let status = Sent::of(part, index, last);
        if status.has_content() && role_in(part.view, mention) != MentionRole::Checks {
            found.push(finding(part, mention, last));
        }
    }
}

fn is_bodiless(code: Code) -> bool {
    let is_forbidden =
        code.status().and_then(|status| status.glance.as_ref()).is_some_and(|glance| glance.body == Body::Forbidden);
    is_forbidden && (matches!(code.number(), 204 | 205 | 304) || code.class_digit() == 1)
}

fn said(part: &Part<'_, '_>, code: Code) -> String {
    format!("A response of {} has no content: it is dropped, or breaks the connection.", part.titled(code))
}

fn finding(part: &Part<'_, '_>, mention: &Mention, last: TokenIndex) -> Finding {
    let finding = Finding::new(Rule::BodyNotAllowed, mention.range.clone(), said(part, mention.code));
    // With content a success is 200.
    if mention.code.number() != 204 {
        return finding;
    }
    match mention.kind {
        MentionKind::Number => {
            finding.replacing("Write 200, which may have content".to_owned(), part.range(last, last), "200")
        }
        MentionKind::Name(Some(spelling)) => {
            let is_ok = |other: &crate::catalog::Spelling| {
                other.code().number() == 200
                    && other.qualifier() == spelling.qualifier()
                    && other.suffix() == spelling.suffix()
            };
            let Some(name) = spelling.library().spellings().find(is_ok).map(crate::catalog::Spelling::name) else {
                return finding;
            };
            let end = mention.range.end;
            let title = format!("Write `{}{name}`, which may have content", part.written_before(mention, spelling));
            finding.replacing(title, end - spelling.name().len()..end, name)
        }
        _ => finding,
    }
}

/// A status as the program sends it, with its whole expression.
struct Sent<'p, 'v, 'a> {
    part: &'p Part<'v, 'a>,
    first: TokenIndex,
    last: TokenIndex,
}

impl<'p, 'v, 'a> Sent<'p, 'v, 'a> {
    fn of(part: &'p Part<'v, 'a>, index: TokenIndex, last: TokenIndex) -> Self {
        let view = part.view;
        let candidate = Candidate::new(view, index, last);
        let (mut first, mut last) = (candidate.first, candidate.last);
        // The qualifier belongs to it: `HttpStatus.NO_CONTENT`, `http::StatusCode::NO_CONTENT`.
        while let Some(mark) =
            view.glued_before(first).filter(|at| matches!(view.str(*at), "." | "::" | ":" | "->" | "\\"))
        {
            let Some(owner) = view.glued_before(mark) else { break };
            let owner = if view.str(owner) == ":" { view.glued_before(owner).unwrap_or(owner) } else { owner };
            if !view.is_word(owner) {
                break;
            }
            first = owner;
        }
        // `HttpStatus.NO_CONTENT.value()`
        for _ in 0..2 {
            let is_member = view.str(last + 1) == "."
                && view.is_word(last + 2)
                && words::NUMBER_MEMBERS.contains(&view.str(last + 2));
            if !is_member {
                break;
            }
            last = last + 2;
            if view.str(last + 1) == "(" && view.str(last + 2) == ")" {
                last = last + 2;
            }
        }
        Self { part, first, last }
    }

    fn folded(word: &str) -> String {
        word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    }

    fn has_content(&self) -> bool {
        let view = self.part.view;
        // `NoContent().json(x)`: the name itself makes the response.
        if view.str(self.last + 1) == "(" && view.str(self.last + 2) == ")" && view.language.id == "rust" {
            return self.chain_sends(self.last + 2);
        }
        if self.is_returned_with_content() || self.is_rendered() {
            return true;
        }
        let candidate = Candidate::new(view, self.first, self.last);
        let Some(around) = candidate.enclosure(self.first) else { return false };
        let Some(close) = self.part.closing(around.open) else { return false };
        let callee = around.callee.words.first().map(|word| Self::folded(word)).unwrap_or_default();
        match around.bracket {
            b'(' => {
                let is_alone = view.before(self.first, Region::Code) == Some(around.open)
                    && view.after(self.last, Region::Code) == Some(close);
                let is_writing = callee == "writehead";
                if (is_alone || is_writing || callee == "putstatus") && words::STATUS_CALLS.contains(&callee.as_str()) {
                    return self.chain_sends(close) || callee == "putstatus" && self.pipe_sends(close);
                }
                if callee.is_empty() && view.language.id == "rust" {
                    // `(StatusCode::NO_CONTENT, Json(x))`. Of a number no framework makes a response, and a list of pairs is headers.
                    let is_list = matches!(view.get(view.after(self.last + 1, Region::Code)), "[" | "&" | "&[");
                    if view.tokens[self.last].kind == TokenKind::Number || is_list {
                        return false;
                    }
                    let is_tuple = view.str(around.open) == "(" && view.get(view.glued_before(around.open)).is_empty();
                    return is_tuple && around.argument == 1 && self.is_content(self.last + 1, close);
                }
                takes_content(&callee)
                    && !self.is_checked(around.open)
                    && self.arguments_hold(around.open, close, &callee)
            }
            b'{' => self.object_is_sent(around.open),
            _ => false,
        }
    }

    /// Whether the call is one of an assertion: `assert_called_with`, `expect(...)`.
    fn is_checked(&self, open: TokenIndex) -> bool {
        let view = self.part.view;
        let line = view.line_start(open).to(open).take(40);
        line.into_iter().any(|at| {
            let word = view.str(at);
            view.is_word(at)
                && (word.starts_with("assert")
                    || word.starts_with("expect")
                    || word.starts_with("verify")
                    || word == "should")
        })
    }

    /// `.json(x)` behind the bracket at `close`, perhaps with other links between.
    fn chain_sends(&self, mut close: TokenIndex) -> bool {
        let view = self.part.view;
        for _ in 0..LINKS {
            let Some(dot) = view.after(close, Region::Code).filter(|dot| matches!(view.str(*dot), "." | "->" | "?."))
            else {
                return false;
            };
            let Some(word) = view.after(dot, Region::Code).filter(|word| view.is_word(*word)) else { return false };
            let open = word + 1;
            if view.str(open) != "(" {
                return false;
            }
            let Some(end) = self.part.closing(open) else { return false };
            if words::SENDING_CALLS.contains(&Self::folded(view.str(word)).as_str()) && self.is_content(open, end) {
                return true;
            }
            close = end;
        }
        false
    }

    /// `put_status(204) |> json(x)`
    fn pipe_sends(&self, close: TokenIndex) -> bool {
        let view = self.part.view;
        let Some(pipe) = view.after(close, Region::Code).filter(|at| view.str(*at) == "|>") else { return false };
        let Some(word) = view.after(pipe, Region::Code) else { return false };
        let sends = words::PIPE_CALLS.contains(&view.str(word));
        sends
            && view.str(word + 1) == "("
            && self.part.closing(word + 1).is_some_and(|end| self.is_content(word + 1, end))
    }

    /// Whether what stands between the tokens `open` and `close` is content, as far as one sees.
    fn is_content(&self, open: TokenIndex, close: TokenIndex) -> bool {
        let view = self.part.view;
        let start = view.tokens[open].end.at();
        let text = view.text.get(start..view.tokens[close].start.at()).unwrap_or("");
        is_content(text.trim().trim_start_matches(',').trim(), view.language.id)
    }

    /// Whether another argument of the call is content.
    fn arguments_hold(&self, open: TokenIndex, close: TokenIndex, callee: &str) -> bool {
        let view = self.part.view;
        let arguments = self.arguments(open, close);
        let Some(own) = arguments.iter().position(|(first, last)| *first <= self.first && self.last <= *last) else {
            return false;
        };
        let own_key = key_of(self.part, arguments[own].0);
        if own_key.is_some_and(|key| !words::STATUS_KEYS.contains(&Self::folded(key).as_str())) {
            return false;
        }
        let text = |(first, last): (TokenIndex, TokenIndex)| view.text_between(first, last);
        let keyed = arguments.iter().any(|(first, last)| {
            let key = key_of(self.part, *first).filter(|key| words::CONTENT_KEYS.contains(&Self::folded(key).as_str()));
            key.is_some() && is_content(text((*first + 2, *last)).trim(), view.language.id)
        });
        if keyed {
            return true;
        }
        // `ok ? 200 : 204` may be without content, and in `make(x, () -> noContent())` the status is an argument of something else.
        let begin = if own_key.is_some() { arguments[own].0 + 2 } else { arguments[own].0 };
        if (begin, arguments[own].1) != (self.first, self.last) {
            return false;
        }
        let is_in = |calls: &[&str]| calls.contains(&callee);
        let takes_connection = is_in(&words::CONNECTION_FIRST_CALLS);
        // `Response(data, status=204)`, `c.json(data, 204)`, `c.JSON(204, data)`, `send_resp(conn, 204, data)`
        let wanted = match (own_key.is_some(), own) {
            (true, 0) => return false,
            (true, _) => 0,
            (false, 0) if takes_connection || is_in(&words::STATUS_FIRST_CALLS) => 1,
            (false, 1) if takes_connection => 2,
            (false, 2) if callee == "error" && view.language.id == "go" => 1,
            (false, 1) if is_in(&words::CONTENT_FIRST_CALLS) => 0,
            _ => return false,
        };
        if callee == "error" && own != 2 {
            return false;
        }
        arguments.get(wanted).is_some_and(|argument| {
            key_of(self.part, argument.0).is_none() && is_content(text(*argument).trim(), view.language.id)
        })
    }

    /// The arguments between two brackets, each from its first token to its last.
    fn arguments(&self, open: TokenIndex, close: TokenIndex) -> Vec<(TokenIndex, TokenIndex)> {
        let view = self.part.view;
        let (mut found, mut depth, mut start) = (Vec::new(), 0_usize, None);
        let mut last = open;
        for at in (open + 1).to(close) {
            let token = view.tokens[at];
            if token.kind == TokenKind::Newline || token.region == Region::Comment {
                continue;
            }
            if token.region != Region::String || token.kind == TokenKind::Quote {
                match token.kind {
                    TokenKind::Open => depth += 1,
                    TokenKind::Close => depth = depth.saturating_sub(1),
                    _ if depth == 0 && view.str(at) == "," => {
                        found.extend(start.take().map(|start| (start, last)));
                        continue;
                    }
                    _ => {}
                }
            }
            start.get_or_insert(at);
            last = at;
        }
        found.extend(start.map(|start| (start, last)));
        found
    }

    /// `new Response(x, { status: 204 })`: the object is the second argument of a call that makes a response.
    fn object_is_sent(&self, open: TokenIndex) -> bool {
        let view = self.part.view;
        let key = self.first.checked_sub(2).map(|key| view.str(key));
        if key != Some("status") || view.get(self.first.checked_sub(1)) != ":" {
            return false;
        }
        let Some(call) = Candidate::new(view, open, open).enclosure(open).filter(|call| call.bracket == b'(') else {
            return false;
        };
        let words = &call.callee.words;
        let callee = words.first().map(|word| Self::folded(word)).unwrap_or_default();
        let owner = words.get(1).map(|word| Self::folded(word)).unwrap_or_default();
        let makes = callee.ends_with("response")
            || matches!(callee.as_str(), "json" | "html" | "text") && owner.ends_with("response")
            || callee == "json" && owner.is_empty();
        let Some(close) = self.part.closing(call.open).filter(|_| makes && call.argument == 2) else { return false };
        let first = self.arguments(call.open, close).first().copied();
        first.is_some_and(|(first, last)| is_content(view.text_between(first, last).trim(), view.language.id))
    }

    /// `return jsonify(x), 204` of Flask and what follows it.
    fn is_returned_with_content(&self) -> bool {
        let view = self.part.view;
        let start = view.line_start(self.first);
        let is_flask = || view.preamble.holds_any(&["flask", "quart", "jsonify"]);
        let ends = matches!(view.str(self.last + 1), "\n" | "\r\n" | "" | ")" | ",")
            || view.is_kind(Some(self.last + 1), TokenKind::Newline);
        if view.language.id != "python" || view.str(start) != "return" || !ends || !is_flask() {
            return false;
        }
        let Some(comma) = self.first.checked_sub(1).filter(|comma| view.str(*comma) == ",") else { return false };
        let is_outer = view.bracket_around(self.first).is_none_or(|around| around.open <= start + 1);
        is_outer
            && is_returned_content(
                view.text[view.tokens[start].end.at()..view.tokens[comma].start.at()]
                    .trim()
                    .trim_start_matches('(')
                    .trim(),
            )
    }

    /// `render json: x, status: :no_content` of Rails.
    fn is_rendered(&self) -> bool {
        let view = self.part.view;
        if !matches!(view.language.id, "ruby") {
            return false;
        }
        let line = view.line(self.first);
        let render = line.clone().take(12).find(|at| view.str(*at) == "render");
        let is_key = self
            .first
            .checked_sub(1)
            .is_some_and(|mark| view.str(mark) == ":" && view.get(mark.checked_sub(1)) == "status");
        let Some(render) = render.filter(|_| is_key) else { return false };
        (render + 1).to(line.end).any(|at| {
            let is_content_key =
                words::RENDER_KEYS.contains(&view.str(at)) && view.str(at + 1) == ":" && view.are_glued(at, at + 1);
            is_content_key && {
                let rest = &view.text[view.tokens[at + 1].end.at()..view.tokens[line.end - 1].end.at()];
                is_content(rest.split(", status").next().unwrap_or(rest).trim(), view.language.id)
            }
        })
    }
}

/// Whether a function or type takes a status and content.
fn takes_content(callee: &str) -> bool {
    let calls: [&[&str]; 4] =
        [&words::STATUS_FIRST_CALLS, &words::CONTENT_FIRST_CALLS, &words::CONNECTION_FIRST_CALLS, &words::OTHER_CALLS];
    calls.iter().any(|calls| calls.contains(&callee))
}

/// The name of a keyed argument that begins with token `first`: `status=204`, `content: x`.
fn key_of<'v>(part: &Part<'v, '_>, first: TokenIndex) -> Option<&'v str> {
    let view = part.view;
    let is_key = view.is_word(first) && matches!(view.str(first + 1), "=" | ":");
    (is_key && view.str(first + 2) != ":").then(|| view.str(first))
}
