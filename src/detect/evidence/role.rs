//! The role of a mention: the source sends, checks, asserts or documents the status.
//!
//! The nearest construct decides. The order of reading is: the region and the kind of language, the sign between the value and a
//! name, the arm of a switch, the brackets around the value, the words of its statement, the pieces of evidence that held. The words are
//! data (`data/lexicon.toml`), and so are the roles of functions (`data/evidence.toml`), pieces and shapes (`data/evidence/`).
//!
//! `text` has mentions among other words, `definitions` the places that tell no side, `around` the constructs that hold a value.

mod around;
mod definitions;
mod text;

use std::ops::Range;

use crate::catalog::evidence::Relation;
use crate::catalog::tables::{
    FALLBACKS, PIECE_NAMES, Piece, QUESTION_WORDS, TEST_SIGNS, is_answering_element, is_answering_key,
    is_checking_statement, is_importing_statement, is_reacting_element, is_sending_statement, relation_of,
    role_of_evidence,
};
use crate::catalog::{Code, LanguageKind};

use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::role_words::role_of_identifier;
use crate::detect::lexicon::words::{is_folded, split};
use crate::detect::mention::{MentionKind, MentionRole};
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex};
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::operand::OperandPath;

use MentionRole::{Asserts, Checks, Documents, Sends, Unknown};

/// How many tokens before a mention are read for the words of its statement.
const STATEMENT_TOKENS: usize = 64;

/// The role of the mention at these bytes of the excerpt, for which `why` holds.
pub(crate) fn role_of(
    view: &View<'_>,
    range: &Range<ExcerptByte>,
    (code, kind): (Code, MentionKind),
    why: &[(&'static str, f32)],
) -> MentionRole {
    let first = view.token_from(range.start);
    let last = view.token_from(range.end).saturating_sub(1).max(first);
    if first >= view.tokens.end() {
        return Unknown;
    }
    let candidate = Candidate::new(view, first, last);
    let of_path = Candidate { first: start_of_path(view, &candidate), ..candidate };
    let place = Place { candidate: of_path, code, kind, why };
    let is_comment = view.tokens[first].region == Region::Comment;
    if !is_comment && place.is_expectation() {
        return Asserts;
    }
    if is_comment || view.is_prose() {
        return Documents;
    }
    match place.candidate.region {
        Region::String => place.within_string(),
        _ => place.role(),
    }
}

/// Where the qualified name begins that a name ends: `http` in `http.StatusNotFound`.
fn start_of_path(view: &View<'_>, candidate: &Candidate<'_, '_>) -> TokenIndex {
    let mut first = candidate.first;
    if candidate.is_quoted || view.is_kind(Some(first), TokenKind::Number) {
        return first;
    }
    while let Some(before) = view.glued_before(first) {
        let joins = matches!(view.str(before), "." | "::" | "->" | ":" | "\\" | "/" | "@");
        let is_word = view.is_word(before) && !view.is_word(first);
        // A symbol's colon begins it.
        let is_joined =
            joins && (view.str(before) != ":" || view.get(before.checked_sub(1)) == ":" || view.str(first) == ":");
        if !(is_joined || is_word) {
            break;
        }
        first = before;
    }
    first
}

/// A mention with its evidence.
struct Place<'v, 'a, 'w> {
    candidate: Candidate<'v, 'a>,
    code: Code,
    kind: MentionKind,
    why: &'w [(&'static str, f32)],
}

impl<'v, 'a> Place<'v, 'a, '_> {
    fn role(&self) -> MentionRole {
        let view = self.candidate.view;
        let kind = view.language.kind;
        if self.is_in_sentence() || kind == LanguageKind::Code && self.is_titled_at(self.candidate.first) {
            return Documents;
        }
        if self.tells_no_side() {
            return Unknown;
        }
        let relation = self.by_relation();
        if let Some(role @ (Checks | Asserts | Documents)) = relation {
            return role;
        }
        match kind {
            // Descriptions for machines and pages for people.
            LanguageKind::Markup | LanguageKind::Data | LanguageKind::Style => {
                return self.in_markup();
            }
            LanguageKind::Query => return Checks,
            LanguageKind::Config => return self.in_configuration(),
            LanguageKind::Code | LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http => {}
        }
        if relation == Some(Sends) && self.is_case() {
            return Asserts;
        }
        self.by_surroundings()
            .or_else(|| self.by_evidence().filter(|role| !(self.is_fallback() || *role == Checks && self.is_given())))
            .or(relation)
            .or_else(|| self.by_last_resort())
            // A row of a table of cases.
            .or_else(|| {
                (self.is_in_test() && self.candidate.enclosure(self.candidate.first).is_some()).then_some(Asserts)
            })
            .unwrap_or(Unknown)
    }

    /// By the sign between the value and a name, unless that means it is sent, else by the surroundings.
    fn by_structure(&self) -> Option<MentionRole> {
        self.by_relation().filter(|role| *role != Sends).or_else(|| self.by_surroundings())
    }

    /// By the path, the pattern, the arm, the brackets and the statement that hold the value.
    fn by_surroundings(&self) -> Option<MentionRole> {
        self.by_path()
            .or_else(|| self.by_pattern())
            .or_else(|| self.is_described().then_some(Documents))
            .or_else(|| self.by_range())
            .or_else(|| self.by_handler())
            .or_else(|| self.by_arm())
            .or_else(|| self.by_own_name())
            .or_else(|| self.by_form())
            .or_else(|| self.by_enclosures())
            .or_else(|| self.by_statement(self.candidate.first))
    }

    /// The sign between the value and a name.
    fn by_relation(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let (relation, path) = candidate.relation().or_else(|| self.relation_of_list())?;
        let is_name = !matches!(self.kind, MentionKind::Number);
        if is_name && relation == Relation::Ordered && self.is_argument_of_type() {
            return None;
        }
        // In a text, words such as `is` tie nothing.
        let is_text = candidate.view.language.kind == LanguageKind::Markup && !candidate.is_quoted;
        if is_text && candidate.before().is_some_and(|mark| candidate.view.is_word(mark)) {
            return None;
        }
        let by_name = path.words.first().and_then(|word| role_of_identifier(word));
        match relation {
            _ if self.is_fallback() => None,
            Relation::Equal | Relation::Ordered | Relation::Member => Some(self.checks()),
            Relation::Assigned | Relation::Keyed => match by_name {
                Some(role @ (Checks | Asserts | Documents)) => Some(role),
                Some(Sends | Unknown) | None => Some(Sends),
            },
        }
    }

    /// `status in [404, 410]`: what the list that the value stands in is tied to.
    fn relation_of_list(&self) -> Option<(Relation, OperandPath<'a>)> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let enclosure = candidate.enclosure(candidate.first)?;
        let mark = view.before(enclosure.open, candidate.region)?;
        let relation = relation_of(view.str(mark))?;
        let is_on_line = view.whole_line(enclosure.open).contains(&mark);
        (is_on_line && !enclosure.callee.words.is_empty()).then_some((relation, enclosure.callee))
    }

    /// `Results<Ok, NotFound>`: the signs are brackets.
    fn is_argument_of_type(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let before = candidate.first.checked_sub(1);
        matches!(view.get(before), "<" | ",")
            || view.str(candidate.last + 1) == ">" && view.are_glued(candidate.last, candidate.last + 1)
    }

    /// A comparison is an assertion where its statement is one.
    fn checks(&self) -> MentionRole {
        let view = self.candidate.view;
        let line = view.line(self.candidate.first);
        let asserts = line
            .start
            .to(self.candidate.first)
            .filter(|at| view.tokens[*at].region == Region::Code && view.is_word(*at))
            .any(|at| is_check(view.str(at)) && view.str(at).len() > 2);
        if asserts { Asserts } else { Checks }
    }

    /// Whether the value replaces another that is missing: `status || 500`.
    fn is_fallback(&self) -> bool {
        FALLBACKS.contains(&self.candidate.view.get(self.candidate.before()))
    }

    /// Whether an arm of a switch gives the value: `_ => HttpStatusCode.OK`.
    fn is_given(&self) -> bool {
        let view = self.candidate.view;
        view.get(self.candidate.before_on_line()) == "=>"
    }

    /// `/status/500`: what a test server is asked to send.
    fn by_path(&self) -> Option<MentionRole> {
        const NAME: &str = PIECE_NAMES[Piece::PathSegment as usize];
        let view = self.candidate.view;
        let slash = view.glued_before(self.candidate.first).filter(|at| view.str(*at) == "/");
        let segment = slash.and_then(|slash| slash.checked_sub(1)).filter(|at| view.get(at.checked_sub(1)) == "/");
        let is_ordered = segment.is_some_and(|at| role_of_identifier(view.str(at)) == Some(Sends));
        let is_segment = self.why.iter().any(|(name, weight)| *name == NAME && *weight > 0.0);
        (is_ordered || is_segment).then_some(Sends)
    }

    /// A name that is called makes a response: `NotFound("…")`; so does a name behind an arrow, or one of the types that a handler gives.
    fn by_last_resort(&self) -> Option<MentionRole> {
        let view = self.candidate.view;
        let is_name = matches!(self.kind, MentionKind::Name(_));
        let line = view.line(self.candidate.first);
        let is_called = view.str(self.candidate.last + 1) == "(";
        let arrow = line.start.to(self.candidate.first).any(|at| matches!(view.str(at), "=>" | "->" | "then"));
        let words = line.start.to(self.candidate.first).rev().filter(|at| view.is_word(*at));
        let by_words = || words.filter_map(|at| role_of_identifier(view.str(at))).next() == Some(Sends);
        let is_paired = is_name && view.get(self.candidate.after()) == "->";
        (is_name && (is_called || is_paired || by_words()) || arrow || self.is_fallback()).then_some(Sends)
    }

    /// `isNotFound()`, `assertNotFound()`
    fn by_own_name(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        if matches!(self.kind, MentionKind::Number | MentionKind::Class) || candidate.is_quoted {
            return None;
        }
        let name = view.str(candidate.last);
        if candidate.view.str(candidate.last + 1) != "(" && !name.ends_with('?') {
            return None;
        }
        let first = split(name).next()?;
        let is_question = QUESTION_WORDS.contains(&first) || name.ends_with('?');
        if is_check(first) && !matches!(first, "ok" | "OK" | "Ok") || is_question {
            return Some(if self.is_in_test() { Asserts } else { Checks });
        }
        None
    }

    /// `when(call).thenReturn(…)`: the word at `at` is called, and something is called on its result.
    fn begins_chain(&self, at: TokenIndex) -> bool {
        let view = self.candidate.view;
        view.str(at + 1) == "("
            && view.are_glued(at, at + 1)
            && self.candidate.closing(at + 1).is_some_and(|close| view.str(close + 1) == ".")
    }

    /// `(not-found {:error "lost"})`: the name is called, outside of tests, which compare such values.
    fn by_form(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let is_head = view.language.is_prefix_notation && view.get(candidate.before()) == "(";
        (is_head && matches!(self.kind, MentionKind::Name(_)) && !self.is_in_test()).then_some(Sends)
    }

    /// The words before token `end` in its statement, the nearest first.
    fn by_statement(&self, end: TokenIndex) -> Option<MentionRole> {
        let view = self.candidate.view;
        let line = view.line(end);
        let is_argument = end != self.candidate.first && view.language.kind == LanguageKind::Code;
        let mut depth = 0u32;
        for at in line.start.max(end.saturating_sub(STATEMENT_TOKENS)).to(end).rev() {
            if view.tokens[at].region != Region::Code {
                continue;
            }
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                // What is called with the value is read by itself.
                TokenKind::Open if depth == 0 && is_argument && view.str(at) == "(" => return None,
                TokenKind::Open => depth = depth.saturating_sub(1),
                // The text before the arrow of an arm or a function is another part.
                _ if depth == 0 && matches!(view.str(at), "=>" | "->" | "then") && !view.are_glued(at, at + 1) => {
                    return None;
                }
                TokenKind::Word if depth == 0 => {
                    let word = view.str(at);
                    let is_next = at + 1 == end;
                    if is_next && let Some(role) = role_of_identifier(word) {
                        return Some(role);
                    }
                    if is_sending_statement(word) {
                        return Some(Sends);
                    }
                    if is_checking_statement(word) && !self.begins_chain(at) {
                        return Some(Checks);
                    }
                    if is_importing_statement(word) && at == line.start {
                        return Some(Unknown);
                    }
                    if is_check(word) && word.len() > 2 {
                        return Some(Asserts);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The role that most of the evidence has.
    fn by_evidence(&self) -> Option<MentionRole> {
        let with_role = self.why.iter().filter(|(_, weight)| *weight > 0.0);
        let with_role = with_role.filter_map(|(name, weight)| Some((role_of_evidence(name)?, weight)));
        with_role.max_by(|a, b| a.1.total_cmp(b.1)).map(|(role, _)| role)
    }

    /// A description or a page, in which a script or a directive may stand.
    fn in_markup(&self) -> MentionRole {
        let candidate = &self.candidate;
        let view = candidate.view;
        if let Some(role) = self.by_element() {
            return role;
        }
        let start = view.line_start(candidate.first);
        let before = candidate.before();
        match self.by_statement(candidate.first) {
            Some(Checks) if !before.is_some_and(|word| view.is_word(word)) => return Checks,
            Some(Sends) if before == Some(start) => return Sends,
            _ => {}
        }
        match view.language.kind {
            LanguageKind::Markup if self.is_called() => match self.by_enclosures().or_else(|| self.by_evidence()) {
                Some(role @ (Checks | Asserts)) => role,
                // `throw createError({ statusCode: 404 })` in the script of a component.
                Some(Sends) if matches!(view.str(start), "throw" | "return") => Sends,
                _ => Documents,
            },
            LanguageKind::Data if matches!(self.kind, MentionKind::Number) => {
                let mut holders = candidate.enclosures().map(|enclosure| enclosure.callee.words.first().copied());
                // An element of a list is what the list is: `"redirects": [{ "status": 301 }]`.
                let holder = holders.find_map(|holder| holder);
                if holder.is_some_and(is_answer) { Sends } else { Documents }
            }
            _ => Documents,
        }
    }

    /// The element of a server's settings that the value stands in: `<error-page><error-code>404</error-code>`.
    fn by_element(&self) -> Option<MentionRole> {
        const LINES: usize = 4;
        let view = self.candidate.view;
        if view.language.id != "xml" {
            return None;
        }
        let own = view.line(self.candidate.first);
        for line in std::iter::once(own).chain(view.lines_above(self.candidate.first).take(LINES)) {
            if view.str(line.start) != "<" && view.str(line.start) != "</" {
                continue;
            }
            // Up to the last token, which is the sign that ends an element.
            let last = line.end.saturating_sub(1).max(line.start);
            let text = &view.text_before(last)[view.text_before(line.start).len()..];
            let name = text.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default();
            if is_folded(name, is_reacting_element) {
                return Some(Checks).filter(|_| !text.starts_with("</"));
            }
            if is_folded(name, is_answering_element) {
                return Some(Sends).filter(|_| !text.starts_with("</"));
            }
        }
        None
    }

    /// Whether brackets around the value follow a name at once, as in a script.
    fn is_called(&self) -> bool {
        let view = self.candidate.view;
        self.candidate.enclosures().any(|enclosure| {
            !enclosure.callee.words.is_empty() && view.glued_before(enclosure.open).is_some_and(|at| view.is_word(at))
        })
    }

    /// The directive of a configuration, or the keys above.
    fn in_configuration(&self) -> MentionRole {
        let view = self.candidate.view;
        if view.language.is_indented {
            const KEYS: usize = 3;
            let parents = self.candidate.parents();
            let is_answer = parents.iter().take(KEYS).any(|key| is_answer(key));
            let mut roles = parents.into_iter().filter_map(role_of_identifier);
            let role = roles.find(|role| matches!(role, Asserts | Documents | Checks));
            let instead = if is_answer { Sends } else { Documents };
            return role.unwrap_or(instead);
        }
        let line = view.line(self.candidate.first);
        let lead = role_of_identifier(view.str(line.start));
        let by_lead = lead.filter(|role| *role == Checks);
        by_lead
            .or_else(|| self.by_statement(self.candidate.first))
            .or(lead)
            .or_else(|| self.by_evidence())
            .unwrap_or(Unknown)
    }

    fn is_in_test(&self) -> bool {
        self.candidate.view.preamble.holds_any(&TEST_SIGNS)
    }
}

/// Whether the key holds what a stub, a gateway or a recording answers with: `response: { status: 404 }`, `abort: { … }`.
fn is_answer(key: &str) -> bool {
    is_folded(key, is_answering_key)
}
