//! The constructs that hold a value: arms of switches, patterns, ranges, brackets and the calls that these belong to.

use crate::catalog::evidence::Relation;
use crate::catalog::tables::{
    ARM_MARKS, HTTP_WORDS, TELLING_OWNER_BEGINNINGS, TELLING_OWNER_PARTS, is_case_key, is_checking_statement,
    is_describing_key, is_handling_word, is_logging_word, is_reply_key, is_sending_statement, is_sending_word,
    is_verifying_word, is_weak_word, relation_of,
};
use crate::catalog::{LanguageKind, evidence::Call};

use crate::detect::evidence::calls::known_call;
use crate::detect::evidence::phrases;
use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::role_words::role_of_identifier;
use crate::detect::lexicon::words::{is_folded, split};
use crate::detect::mention::{MentionKind, MentionRole};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::enclosure::Enclosure;
use crate::detect::view::operand::OperandPath;

use super::Place;

use MentionRole::{Asserts, Checks, Documents, Sends};

impl<'a> Place<'_, 'a, '_> {
    /// An arm of a switch checks; what the arm gives is sent, unless the arm is one of a status itself.
    pub(super) fn by_arm(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let line = view.line(candidate.first);
        let is_mark = |at: &TokenIndex| {
            // Where `->` begins an arm, `=>` belongs to a map.
            let is_of_map = view.language.has_tuples && view.str(*at) == "=>";
            ARM_MARKS.contains(&view.str(*at))
                && view.tokens[*at].region == Region::Code
                && view.str(*at) != ":"
                && !is_of_map
                || view.str(*at) == ":" && matches!(view.str(line.start), "case" | "default")
        };
        let mark = line.start.to(candidate.first).rev().find(is_mark);
        match mark {
            None if candidate.is_arm() && !self.begins_chain(line.start) => Some(self.checks()),
            None => self.is_made_in_arm().then_some(Checks),
            Some(mark) => {
                let of_status = line.start.to(mark).any(|at| self.is_status_itself(at));
                (of_status && view.str(mark) != "->").then_some(Checks)
            }
        }
    }

    /// Whether the token is a code or a constant of a status: `Error::NotFound` is an error of the program.
    fn is_status_itself(&self, at: TokenIndex) -> bool {
        let view = self.candidate.view;
        if view.is_kind(Some(at), TokenKind::Number) {
            return view.tokens[at].length() == 3;
        }
        let qualifier = view.glued_before(at).and_then(|mark| view.glued_before(mark)).map_or("", |at| view.str(at));
        let is_of_http = |word: &str| {
            is_folded(word, |word| {
                HTTP_WORDS.contains(&word)
                    || TELLING_OWNER_BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
                    || TELLING_OWNER_PARTS.iter().any(|part| word.contains(part))
            })
        };
        let name = view.str(at);
        let begins_with_it = split(name).next().is_some_and(is_of_http);
        view.tokens[at].facts.may_be_name()
            && phrases::may_stand(view, at)
            && (is_of_http(qualifier) || begins_with_it || name.contains(|letter: char| letter.is_ascii_digit()))
    }

    /// `case 502:⏎ return new BadGateway(…)`: an error that is made since the status came.
    fn is_made_in_arm(&self) -> bool {
        let view = self.candidate.view;
        let start = view.line_start(self.candidate.first);
        let mut arm = view.lines_above(self.candidate.first).next();
        matches!(self.kind, MentionKind::Name(_))
            && is_sending_statement(view.str(start))
            && arm.as_mut().is_some_and(|line| {
                view.str(line.start) == "case"
                    && line.any(|at| view.str(at).parse().is_ok_and(|number: u16| number == self.code.number()))
            })
    }

    /// `200..<300`, `200..=299`: the edge of a range that something is compared with.
    pub(super) fn by_range(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        if !matches!(self.kind, MentionKind::Number) || candidate.is_quoted {
            return None;
        }
        let behind = candidate.last + 1;
        let begins = view.str(behind).starts_with("..") || view.str(behind) == "." && view.str(behind + 1) == ".";
        let before = view.glued_before(candidate.first);
        let is_end = |at: TokenIndex| {
            let text = view.text_before(at + 1).trim_end_matches(['<', '=']);
            text.ends_with("..")
        };
        (begins && view.are_glued(candidate.last, behind) || before.is_some_and(is_end)).then(|| self.checks())
    }

    /// `error(404) { ctx -> … }`, `error(404, ctx -> …)`, `error 404 do`: what is registered runs for the status.
    pub(super) fn by_handler(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let handles = |word: &str| is_folded(word, is_handling_word);
        let line = view.line(candidate.first);
        if let Some(word) = candidate.before_on_line().filter(|word| *word == line.start)
            && handles(view.str(word))
        {
            let mut behind = (candidate.last + 1).to(view.line_end(candidate.last));
            return behind.any(|at| view.str(at) == "do").then_some(Checks);
        }
        let enclosure = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'(')?;
        if !enclosure.callee.words.first().is_some_and(|callee| handles(callee)) {
            return None;
        }
        let close = candidate.closing(enclosure.open)?;
        let is_arrow = |at: TokenIndex| {
            matches!(view.str(at), "->" | "=>")
                && view.bracket_around(at).is_some_and(|around| around.open == enclosure.open)
        };
        let has_function = (candidate.last + 1).to(close).any(is_arrow);
        let has_block = view.str(close + 1) == "{" && view.line(close).contains(&(close + 1));
        let is_statement = is_checking_statement(view.str(line.start)) || view.str(line.start) == "}";
        (has_function || has_block && enclosure.argument == 1 && !is_statement).then_some(Checks)
    }

    /// `{ status: 404 } => …`, `{:ok, %{status: 200}} = get(…)`: the value is part of a pattern that something is matched with.
    pub(super) fn by_pattern(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let id = view.language.id;
        if view.language.kind != LanguageKind::Code || id.starts_with("javascript") || id.starts_with("typescript") {
            return None;
        }
        let start = view.line_start(candidate.first);
        let is_default = view.get(candidate.before()) == "\\";
        for (nesting, enclosure) in candidate.enclosures().enumerate() {
            // `def handle({:ok, %{status: 404}}), do: nil`
            let is_head = view.language.has_tuples && enclosure.bracket == b'(' && enclosure.open == start + 2;
            if is_head && matches!(view.str(start), "def" | "defp") && !is_default {
                return Some(Checks);
            }
            if enclosure.bracket == b'{'
                && (candidate.is_statement_block(enclosure.open) || candidate.is_body(enclosure.open))
            {
                return None;
            }
            let behind = candidate.closing(enclosure.open).map(|close| close + 1);
            let is_parameter =
                nesting == 0 && enclosure.bracket == b'(' && matches!(view.get(candidate.before()), "=" | ":");
            let is_apart = behind.is_some_and(|mark| !view.are_glued(mark.saturating_sub(1), mark));
            let is_pattern = match view.get(behind) {
                "->" | "=>" => is_apart,
                "=" | "<-" => view.language.has_tuples,
                _ => false,
            };
            if is_pattern && !is_parameter {
                return Some(if self.is_in_test() { Asserts } else { Checks });
            }
        }
        None
    }

    /// A map of responses and the like describes: what a key or a name without a call says, and annotations with a description.
    pub(super) fn is_described(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        if view.language.id == "powershell" && self.command().and_then(role_of_identifier) == Some(Documents) {
            return true;
        }
        candidate.enclosures().take_while(|enclosure| !self.is_block(enclosure)).any(|enclosure| {
            let name = self.name_of_map(&enclosure);
            let named = [enclosure.key.as_ref(), Some(&name)].into_iter().flatten();
            let mut roles = named.filter_map(|path| role_of_identifier(path.words.first()?));
            if enclosure.bracket != b'(' {
                return roles.any(|role| role == Documents) || self.is_key_of_response(&enclosure);
            }
            let is_annotation = matches!(view.str(view.line_start(enclosure.open)), "@" | "#" | "[");
            let describes = |word: &str| is_folded(word, is_describing_key);
            if is_annotation && self.is_described_response(&enclosure) {
                return true;
            }
            is_annotation && candidate.sibling_words(enclosure.open).into_iter().any(describes)
        })
    }

    /// The command that the value is a parameter of: `Add-OAResponse` in `Add-OAResponse -StatusCode 404`.
    fn command(&self) -> Option<&'a str> {
        let view = self.candidate.view;
        let line = view.line(self.candidate.first);
        let mut before = line.start.to(self.candidate.first).rev();
        let opens = |at: TokenIndex| matches!(view.str(at), "|" | "(" | "{" | "=" | ";");
        let start = before.find(|at| opens(*at)).map_or(line.start, |mark| mark + 1);
        Some(view.str(start)).filter(|command| start < self.candidate.first && command.contains('-'))
    }

    /// `@api.response(404, "no such user")`: a status and a text.
    fn is_described_response(&self, enclosure: &Enclosure<'a>) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let is_response = enclosure.callee.words.first().is_some_and(|callee| callee.eq_ignore_ascii_case("response"));
        let text = candidate.after().filter(|mark| view.str(*mark) == ",");
        is_response && text.is_some_and(|mark| view.is_kind(view.after(mark, candidate.region), TokenKind::Quote))
    }

    /// `response: { 404: schema }`: the schema of each status.
    fn is_key_of_response(&self, enclosure: &Enclosure<'a>) -> bool {
        let candidate = &self.candidate;
        let is_nearest = candidate.enclosure(candidate.first).is_some_and(|nearest| nearest.open == enclosure.open);
        let is_key = matches!(candidate.view.get(candidate.after()), ":" | "=>");
        let mut named = enclosure.key.iter().chain([&enclosure.callee]).filter_map(|path| path.words.first());
        is_nearest
            && enclosure.bracket == b'{'
            && matches!(self.kind, MentionKind::Number | MentionKind::Class)
            && is_key
            && named.any(|name| name.eq_ignore_ascii_case("response"))
    }

    /// The name of a map: `responses` in `responses: %{404 => …}`.
    fn name_of_map(&self, enclosure: &Enclosure<'a>) -> OperandPath<'a> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let sigil = view.before(enclosure.open, candidate.region).filter(|at| matches!(view.str(*at), "%" | "#"));
        let mark =
            sigil.and_then(|at| view.before(at, candidate.region)).filter(|at| relation_of(view.str(*at)).is_some());
        mark.map_or_else(|| enclosure.callee.clone(), |mark| candidate.path_before(mark))
    }

    /// Whether a bracket holds statements: what stands before it says nothing of a value in it.
    fn is_block(&self, enclosure: &Enclosure<'a>) -> bool {
        let candidate = &self.candidate;
        let before = candidate.view.get(candidate.view.before(enclosure.open, candidate.region));
        enclosure.bracket == b'{'
            && (candidate.view.language.syntax.switches.contains(&before)
                || candidate.is_statement_block(enclosure.open)
                || candidate.is_body(enclosure.open)
                || self.opens_block(enclosure.open))
    }

    /// An element of a list in a test whose keys are those of a case, none of an answer: `{ url: '/lost', status: 404 }`.
    pub(super) fn is_case(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let Some(enclosure) = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'{') else {
            return false;
        };
        let is_element = matches!(view.get(view.before(enclosure.open, candidate.region)), "," | "[" | "{");
        let siblings = candidate.sibling_words(enclosure.open);
        self.is_in_test()
            && is_element
            && siblings.iter().any(|word| is_folded(word, is_case_key))
            && !siblings.iter().any(|word| is_folded(word, is_reply_key))
    }

    /// The role by the functions that take the value, and by the lists and maps that hold it.
    pub(super) fn by_enclosures(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        // What a plain name such as `status` says counts only where nothing further out says more.
        let mut weak = None;
        for enclosure in candidate.enclosures() {
            if self.is_block(&enclosure) {
                return weak;
            }
            let before = view.before(enclosure.open, candidate.region);
            // Of the signs, `==` alone may end the line above.
            // `new Response<>(404)`, `new Response<String>(404)`: the signs are brackets.
            let is_of_type = before.is_some_and(|mark| {
                matches!(view.str(mark), "<>" | ">")
                    && view.are_glued(mark, enclosure.open)
                    && view.glued_before(mark).is_some_and(|word| view.is_word(word))
            });
            let relation = relation_of(view.get(before)).filter(|_| !is_of_type).filter(|relation| {
                before.is_some_and(|mark| {
                    *relation == Relation::Equal && !view.is_word(mark)
                        || view.whole_line(enclosure.open).contains(&mark)
                })
            });
            if let Some(Relation::Equal | Relation::Ordered | Relation::Member) = relation {
                return Some(self.checks());
            }
            if view.language.has_tuples && enclosure.bracket == b'{' && enclosure.callee.words.is_empty() {
                let tag = candidate.sibling_words(enclosure.open).into_iter().next();
                if let Some(Sends) = tag.and_then(role_of_identifier) {
                    return Some(Sends);
                }
            }
            let named =
                enclosure.key.as_ref().and_then(|key| key.words.first()).and_then(|key| role_of_identifier(key));
            if let Some(role @ (Asserts | Documents)) = named {
                return Some(role);
            }
            let is_called = enclosure.callee.words.first().is_some_and(|callee| is_check(callee));
            if is_called && self.kind == MentionKind::Phrase && candidate.is_quoted && enclosure.argument > 2 {
                // The message of an assertion.
                return Some(Documents);
            }
            match self.role_of_callee(&enclosure) {
                Some(Sends) if self.begins_with_assertion() || self.is_expected(&enclosure) => return Some(Asserts),
                Some(Sends) if enclosure.bracket != b'(' && is_weak(&enclosure.callee) => {
                    weak = Some(Sends);
                    continue;
                }
                Some(role) => return Some(role),
                None => {}
            }
            if let Some(role) = self.by_statement(enclosure.open) {
                return Some(role);
            }
        }
        weak
    }

    /// The role of what is called, indexed or built: by the data of functions, its nearest word, or what an assertion is about.
    fn role_of_callee(&self, enclosure: &Enclosure<'a>) -> Option<MentionRole> {
        let path = &enclosure.callee;
        let (nearest, owners) = path.words.split_first()?;
        if owners.iter().any(|owner| is_folded(owner, is_verifying_word)) {
            return Some(Asserts);
        }
        if self.is_behind_then(enclosure.open) {
            return Some(Asserts);
        }
        if self.is_behind_condition(enclosure) {
            return None;
        }
        let called = known_call(&[nearest], self.candidate.view.language.id);
        if let Some(&Call { role: Some(role), .. }) = called.filter(|_| enclosure.bracket == b'(') {
            return Some(role);
        }
        role_of_path(path)
    }

    /// `.then().statusCode(404)`: what follows an empty `then` is expected.
    fn is_behind_then(&self, open: TokenIndex) -> bool {
        let view = self.candidate.view;
        let mut at = open.checked_sub(1);
        for wanted in [".", ")", "(", "then"] {
            at = at.and_then(|at| view.before(at, Region::Code));
            if view.get(at) != wanted {
                return false;
            }
        }
        true
    }

    /// `(if found (ok found) (not-found))`: what a form does where its condition holds or not.
    fn is_behind_condition(&self, enclosure: &Enclosure<'a>) -> bool {
        let candidate = &self.candidate;
        let condition = enclosure.open + 2;
        let is_branch = enclosure.callee.words.first().is_some_and(|head| {
            let stem = head.split('-').next().unwrap_or_default();
            matches!(stem, "if" | "when" | "unless")
        });
        if !candidate.view.language.is_prefix_notation || !is_branch || condition >= candidate.first {
            return false;
        }
        let is_form = matches!(candidate.view.str(condition), "(" | "[" | "{");
        let end = if is_form { candidate.closing(condition) } else { Some(condition) };
        end.is_some_and(|end| end < candidate.first)
    }

    /// `equalTo(Response(404))`, and `1 * response.setStatus(429)`, where so many calls are expected.
    fn is_expected(&self, enclosure: &Enclosure<'a>) -> bool {
        let view = self.candidate.view;
        let outer = self.candidate.enclosure(enclosure.open).filter(|outer| outer.bracket == b'(');
        // What is given to `expect` is what the test looks at.
        let compares =
            |callee: &str| is_check(callee) && !callee.starts_with("expect") && !callee.starts_with("should");
        if outer.is_some_and(|outer| outer.callee.words.first().is_some_and(|callee| compares(callee))) {
            return true;
        }
        let start = view.line_start(self.candidate.first);
        let begins = view.is_kind(Some(start), TokenKind::Number) || matches!(view.str(start), "(" | "_");
        begins && start.to(enclosure.open).any(|at| view.str(at) == "*" && view.get(at.checked_sub(1)) != "*")
    }

    /// Whether the brace at `open` begins statements rather than a map: `=> {`, `) {`.
    fn opens_block(&self, open: TokenIndex) -> bool {
        let view = self.candidate.view;
        view.language.kind == LanguageKind::Code
            && matches!(
                view.get(view.before(open, Region::Code)),
                "=>" | "->" | ")" | "{" | "}" | ";" | "in" | "should" | "do"
            )
    }

    /// `assert text_response(conn, 200)`
    fn begins_with_assertion(&self) -> bool {
        let view = self.candidate.view;
        let lead = view.str(view.line_start(self.candidate.first));
        lead.len() > 2 && is_check(lead)
    }
}

/// Whether all that a name says is that it holds a status: `status`, `codes`.
fn is_weak(path: &OperandPath<'_>) -> bool {
    path.words.first().is_some_and(|word| split(word).all(|part| is_folded(part, is_weak_word)))
}

/// The role of what is called, indexed or built, by its nearest word, else by what an assertion is about.
fn role_of_path(path: &OperandPath<'_>) -> Option<MentionRole> {
    let (nearest, owners) = path.words.split_first()?;
    if owners.first().is_some_and(|owner| is_folded(owner, is_logging_word)) {
        return Some(Documents);
    }
    if is_checking_statement(nearest) {
        return Some(Checks);
    }
    if is_sending_statement(nearest) {
        return Some(Sends);
    }
    if is_folded(nearest, is_sending_word) {
        return Some(Sends);
    }
    if is_check(nearest) {
        return Some(Asserts);
    }
    let by_owner = owners.iter().any(|word| is_check(word) && word.len() > 2);
    role_of_identifier(nearest).or(by_owner.then_some(Asserts))
}
