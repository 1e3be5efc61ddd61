//! What the source does with the status at a mention: it sends, checks, asserts or documents it.
//!
//! The nearest construct decides. The order of reading is: the region and the kind of language, the sign between the value and a
//! name, the arm of a switch, the brackets around the value, the words of its statement, the pieces of evidence that held. The words are
//! data (`data/lexicon.toml`), and so are the roles of pieces and shapes (`role` in `data/evidence/`).

use std::ops::Range;

use crate::catalog::evidence::Relation;
use crate::catalog::tables::{
    ARM_MARKS, FALLBACKS, PIECE_NAMES, Piece, TEST_SIGNS, is_checking_statement, is_importing_statement,
    is_sending_statement, is_sending_word, is_test_title, relation_of, role_of_evidence,
};
use crate::catalog::{Code, LanguageKind};

use crate::detect::evidence::phrases;
use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::role_words::role_of_identifier;
use crate::detect::lexicon::status_words;
use crate::detect::lexicon::words::{Folded, split};
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
    if view.is_prose() || view.tokens[first].region == Region::Comment {
        return Documents;
    }
    let candidate = Candidate::new(view, first, last);
    let of_path = Candidate { first: start_of_path(view, &candidate), ..candidate };
    let place = Place { candidate: of_path, code, kind, why };
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

/// A mention with what was found out about it.
struct Place<'v, 'a, 'w> {
    candidate: Candidate<'v, 'a>,
    code: Code,
    kind: MentionKind,
    why: &'w [(&'static str, f32)],
}

impl<'v, 'a> Place<'v, 'a, '_> {
    /// A status among other words of a string: the string is sent, checked or read by people.
    fn within_string(&self) -> MentionRole {
        let view = self.candidate.view;
        let is_end =
            |at: &TokenIndex| view.is_kind(Some(*at), TokenKind::Quote) || view.is_kind(Some(*at), TokenKind::Newline);
        let first = self.candidate.first;
        let in_string = self.candidate.before().and_then(|mark| relation_of(view.str(mark)).map(|found| (mark, found)));
        if let Some((mark, Relation::Equal | Relation::Ordered | Relation::Member)) = in_string
            && !view.is_word(mark)
        {
            return Checks;
        }
        let open = first.saturating_sub(STATEMENT_TOKENS).to(first).rev().find(is_end);
        let close =
            (self.candidate.last + 1).to(view.tokens.end().min(self.candidate.last + STATEMENT_TOKENS)).find(is_end);
        let (Some(open), Some(close)) = (open, close) else { return Documents };
        if ![open, close].iter().all(|at| view.is_kind(Some(*at), TokenKind::Quote)) || view.line_start(open) == open {
            return if self.by_evidence() == Some(Sends) { Sends } else { Documents };
        }
        if self.is_titled_at(open) {
            return Documents;
        }
        let of_string = Candidate { view, first: open, last: close, region: Region::Code, is_quoted: false };
        let whole = Place { candidate: of_string, code: self.code, kind: self.kind, why: self.why };
        let evidence = self.by_evidence();
        match whole.by_structure() {
            Some(role @ (Checks | Asserts)) => role,
            Some(Sends) if view.str(open + 1) == "HTTP" => Sends,
            _ if evidence == Some(Sends) => Sends,
            _ => Documents,
        }
    }

    /// Whether the string that the quote at `open` begins is the title of a test, or `open` stands within a name in backquotes.
    fn is_titled_at(&self, open: TokenIndex) -> bool {
        let view = self.candidate.view;
        let before = view.before(open, Region::Code);
        let before = if view.get(before) == "(" { before.and_then(|at| view.before(at, Region::Code)) } else { before };
        let line = view.line(open);
        let backquotes =
            line.start.to(open).filter(|at| view.str(*at) == "`" && view.tokens[*at].region == Region::Code);
        before.is_some_and(|at| line.contains(&at) && is_test_title(view.str(at))) || backquotes.count() % 2 == 1
    }

    fn role(&self) -> MentionRole {
        let view = self.candidate.view;
        let kind = view.language.kind;
        if self.is_in_sentence() || kind == LanguageKind::Code && self.is_titled_at(self.candidate.first) {
            return Documents;
        }
        if kind == LanguageKind::Code && self.is_in_definition() {
            return Unknown;
        }
        let relation = self.by_relation();
        if let Some(role @ (Checks | Asserts | Documents)) = relation {
            return role;
        }
        match kind {
            // Descriptions for machines and pages for people.
            LanguageKind::Markup | LanguageKind::Data | LanguageKind::Style => {
                let statement = self.by_statement(self.candidate.first);
                return if statement == Some(Checks) { Checks } else { Documents };
            }
            LanguageKind::Query => return Checks,
            LanguageKind::Config => return self.in_configuration(),
            LanguageKind::Code | LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http => {}
        }
        self.by_structure()
            .or_else(|| self.by_evidence().filter(|_| !self.is_fallback()))
            .or(relation)
            .or_else(|| self.by_last_resort())
            // A row of a table of cases.
            .or_else(|| {
                (self.is_in_test() && self.candidate.enclosure(self.candidate.first).is_some()).then_some(Asserts)
            })
            .unwrap_or(Unknown)
    }

    /// What stands around the value.
    fn by_structure(&self) -> Option<MentionRole> {
        self.by_relation()
            .filter(|role| *role != Sends)
            .or_else(|| self.by_path())
            .or_else(|| self.by_arm())
            .or_else(|| self.by_own_name())
            .or_else(|| self.by_enclosures())
            .or_else(|| self.by_statement(self.candidate.first))
    }

    /// Whether the line is text: it has words alone, as the title of a test in a language of keywords, or many in a row, as a long
    /// string whose quotes are not in the excerpt.
    fn is_in_sentence(&self) -> bool {
        const WORDS_ALONE: usize = 5;
        const WORDS_IN_A_ROW: usize = 7;
        let view = self.candidate.view;
        let line = view.line(self.candidate.first);
        let (mut row, mut longest, mut is_alone) = (0, 0, line.len() >= WORDS_ALONE);
        for at in line {
            match view.tokens[at].kind {
                TokenKind::Word if view.tokens[at].region == self.candidate.region => row += 1,
                TokenKind::Number | TokenKind::Newline => {}
                _ => (row, is_alone) = (0, false),
            }
            longest = longest.max(row);
        }
        is_alone || longest >= WORDS_IN_A_ROW
    }

    /// A name that is given its own code, and a code that is given its own phrase, are the definition of a constant or a table.
    fn is_in_definition(&self) -> bool {
        const PHRASE: &str = PIECE_NAMES[Piece::BesideItsPhrase as usize];
        let candidate = &self.candidate;
        let view = candidate.view;
        let after = view.get(candidate.after());
        if self.kind == MentionKind::Number {
            let is_own = |path: &OperandPath<'_>| {
                let status = self.code.status();
                let word = path.words.first();
                word.zip(status).is_some_and(|(word, status)| status_words::contains_name(word, status))
            };
            let is_given = candidate.relation().is_some_and(|(relation, path)| {
                matches!(relation, Relation::Assigned | Relation::Keyed) && is_own(&path)
            });
            let is_named = self.why.iter().any(|(name, _)| *name == PHRASE);
            let value = candidate.after().and_then(|mark| view.after(mark, candidate.region));
            return is_given || is_named && after == "=>" && view.is_kind(value, TokenKind::Quote);
        }
        matches!(self.kind, MentionKind::Name(_)) && after == "=" && !candidate.is_quoted
    }

    /// The sign between the value and a name.
    fn by_relation(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let (relation, path) = candidate.relation().or_else(|| self.relation_of_list())?;
        let is_name = !matches!(self.kind, MentionKind::Number);
        if is_name && relation == Relation::Ordered && self.is_argument_of_type() {
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
        (is_name && (is_called || by_words()) || arrow || self.is_fallback()).then_some(Sends)
    }

    /// An arm of a switch checks; what the arm gives is sent, unless the arm is one of a status itself.
    fn by_arm(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let line = view.line(candidate.first);
        let is_mark = |at: &TokenIndex| {
            ARM_MARKS.contains(&view.str(*at)) && view.tokens[*at].region == Region::Code && view.str(*at) != ":"
                || view.str(*at) == ":" && matches!(view.str(line.start), "case" | "default")
        };
        let mark = line.start.to(candidate.first).rev().find(is_mark);
        match mark {
            None if candidate.is_arm() => Some(self.checks()),
            None => None,
            Some(mark) => {
                let is_status = |at: TokenIndex| {
                    view.is_kind(Some(at), TokenKind::Number) && view.tokens[at].length() == 3
                        || view.tokens[at].facts.may_be_name() && phrases::may_stand(view, at)
                };
                let of_status = line.start.to(mark).any(is_status);
                (of_status && view.str(mark) != "->").then_some(Checks)
            }
        }
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
        let is_question = matches!(first, "is" | "Is" | "has" | "be" | "should" | "must") || name.ends_with('?');
        if is_check(first) && !matches!(first, "ok" | "OK" | "Ok") || is_question {
            return Some(if self.is_in_test() { Asserts } else { Checks });
        }
        None
    }

    /// What is called with the value, or holds it.
    fn by_enclosures(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        for enclosure in candidate.enclosures() {
            if enclosure.bracket == b'{'
                && (candidate.is_statement_block(enclosure.open)
                    || candidate.is_body(enclosure.open)
                    || self.opens_block(enclosure.open))
            {
                return None;
            }
            let before = view.before(enclosure.open, candidate.region);
            let relation = relation_of(view.get(before))
                .filter(|_| view.whole_line(enclosure.open).contains(&before.unwrap_or_default()));
            if let Some(Relation::Equal | Relation::Ordered | Relation::Member) = relation {
                return Some(self.checks());
            }
            // A pattern that a value is matched with: `{ok, 200, Body} = get(…)`.
            let behind = candidate.closing(enclosure.open).map(|close| close + 1);
            if view.language.has_tuples && matches!(view.get(behind), "=" | "->") {
                return Some(if self.is_in_test() { Asserts } else { Checks });
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
            if let Some(role) = role_of_path(&enclosure.callee) {
                return Some(if role == Sends && self.begins_with_assertion() { Asserts } else { role });
            }
            if let Some(role) = self.by_statement(enclosure.open) {
                return Some(role);
            }
        }
        None
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

    /// The words before token `end` in its statement, the nearest first.
    fn by_statement(&self, end: TokenIndex) -> Option<MentionRole> {
        let view = self.candidate.view;
        let line = view.line(end);
        let mut depth = 0u32;
        for at in line.start.max(end.saturating_sub(STATEMENT_TOKENS)).to(end).rev() {
            if view.tokens[at].region != Region::Code {
                continue;
            }
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open => depth = depth.saturating_sub(1),
                // What stands before the arrow of an arm or a function is another part.
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
                    if is_checking_statement(word) {
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

    /// The directive of a configuration, or the keys above.
    fn in_configuration(&self) -> MentionRole {
        let view = self.candidate.view;
        if view.language.is_indented {
            let roles = self.candidate.parents().into_iter().filter_map(role_of_identifier);
            return roles.into_iter().find(|role| matches!(role, Asserts | Documents | Checks)).unwrap_or(Documents);
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

/// The role of what is called, indexed or built, by its nearest word, else by what an assertion is about.
fn role_of_path(path: &OperandPath<'_>) -> Option<MentionRole> {
    let (nearest, owners) = path.words.split_first()?;
    if is_checking_statement(nearest) {
        return Some(Checks);
    }
    if is_sending_statement(nearest) {
        return Some(Sends);
    }
    if Folded::of(nearest).is_some_and(|whole| is_sending_word(whole.as_str())) {
        return Some(Sends);
    }
    if is_check(nearest) {
        return Some(Asserts);
    }
    let by_owner = owners.iter().any(|word| is_check(word) && word.len() > 2);
    role_of_identifier(nearest).or(by_owner.then_some(Asserts))
}
