//! What the source does with the status at a mention: it sends, checks, asserts or documents it.
//!
//! The nearest construct decides. What is read, in this order: the region and the kind of language, the sign between the value and a
//! name, the arm of a switch, the brackets around the value, the words of its statement, the pieces of evidence that held. The words are
//! data (`data/lexicon.toml`), and so are the roles of pieces and shapes (`role` in `data/evidence/`).

use std::ops::Range;

use crate::catalog::LanguageKind;
use crate::catalog::evidence::Relation;
use crate::catalog::tables::{
    ALTERNATIVES, ARM_MARKS, FALLBACKS, TEST_SIGNS, is_asserting_word, is_checking_statement, is_checking_word,
    is_documenting_word, is_importing_statement, is_sending_statement, is_sending_word, is_test_title,
    role_of_evidence,
};

use crate::detect::evidence::phrases;
use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::words::{Folded, split};
use crate::detect::mention::{MentionKind, MentionRole};
use crate::detect::tokens::positions::ExcerptByte;
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
    kind: MentionKind,
    why: &[(&'static str, f32)],
) -> MentionRole {
    let first = view.token_from(range.start);
    let last = view.token_from(range.end).saturating_sub(1).max(first);
    if first >= view.tokens.len() {
        return Unknown;
    }
    if view.is_prose() || view.tokens[first].region == Region::Comment {
        return Documents;
    }
    let candidate = Candidate::new(view, first, last);
    let place = Place { candidate, kind, why };
    match place.candidate.region {
        Region::String => place.within_string(),
        _ => place.role(),
    }
}

/// A mention with what was found out about it.
struct Place<'v, 'a, 'w> {
    candidate: Candidate<'v, 'a>,
    kind: MentionKind,
    why: &'w [(&'static str, f32)],
}

impl<'v, 'a> Place<'v, 'a, '_> {
    /// A status among other words of a string: the string is sent, checked or read by people.
    fn within_string(&self) -> MentionRole {
        let view = self.candidate.view;
        let is_quote = |at: &usize| view.is_kind(Some(*at), TokenKind::Quote);
        let inside = |at: &usize| view.tokens[*at].region == Region::String;
        let first = self.candidate.first;
        let open = (0..first).rev().take(STATEMENT_TOKENS).take_while(inside).find(is_quote);
        let ahead = self.candidate.last + 1..view.tokens.len().min(self.candidate.last + STATEMENT_TOKENS);
        let close = ahead.take_while(inside).find(is_quote);
        let (Some(open), Some(close)) = (open, close) else { return Documents };
        let of_string = Candidate { view, first: open, last: close, region: Region::Code, is_quoted: true };
        let whole = Place { candidate: of_string, kind: self.kind, why: self.why };
        let evidence = self.by_evidence();
        match whole.role() {
            role @ (Checks | Asserts) => role,
            _ if evidence == Some(Sends) => Sends,
            _ => Documents,
        }
    }

    fn role(&self) -> MentionRole {
        let view = self.candidate.view;
        let kind = view.language.kind;
        let relation = self.by_relation();
        if let Some(role @ (Checks | Asserts | Documents)) = relation {
            return role;
        }
        match kind {
            LanguageKind::Markup | LanguageKind::Data | LanguageKind::Style => return self.in_data(),
            LanguageKind::Query => return Checks,
            LanguageKind::Config => return self.in_configuration(),
            LanguageKind::Code | LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http => {}
        }
        self.by_arm()
            .or_else(|| self.by_own_name())
            .or_else(|| self.by_enclosures())
            .or_else(|| self.by_statement(self.candidate.first))
            .or_else(|| self.by_evidence())
            .or(relation)
            .or_else(|| self.in_table_of_test())
            .unwrap_or(Unknown)
    }

    /// The sign between the value and a name.
    fn by_relation(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        if view.get(candidate.before()) == "<" && !matches!(self.kind, MentionKind::Number) {
            // The argument of a type.
            return None;
        }
        let (relation, path) = candidate.relation()?;
        let by_name = path.words.first().and_then(|word| role_of_identifier(word));
        match relation {
            _ if FALLBACKS.contains(&view.get(candidate.before())) => None,
            Relation::Equal | Relation::Ordered | Relation::Member => Some(self.checks()),
            Relation::Assigned | Relation::Keyed => match by_name {
                Some(role @ (Asserts | Documents)) => Some(role),
                Some(Checks) if path.words.first().is_some_and(|word| !is_plural_of_status(word)) => Some(Checks),
                _ => Some(Sends),
            },
        }
    }

    /// A comparison is an assertion where its statement is one.
    fn checks(&self) -> MentionRole {
        let view = self.candidate.view;
        let line = view.line(self.candidate.first);
        let asserts = (line.start..self.candidate.first)
            .filter(|at| view.tokens[*at].region == Region::Code && view.is_kind(Some(*at), TokenKind::Word))
            .any(|at| is_check(view.str(at)) && view.str(at).len() > 2);
        if asserts { Asserts } else { Checks }
    }

    /// An arm of a switch checks; what the arm gives is sent, unless the arm is one of a status itself.
    fn by_arm(&self) -> Option<MentionRole> {
        let candidate = &self.candidate;
        let view = candidate.view;
        let line = view.line(candidate.first);
        let is_mark = |at: &usize| {
            ARM_MARKS.contains(&view.str(*at)) && view.tokens[*at].region == Region::Code && view.str(*at) != ":"
                || view.str(*at) == ":" && matches!(view.str(line.start), "case" | "default")
        };
        let mark = (line.start..candidate.first).rev().find(is_mark);
        match mark {
            None if candidate.is_arm() => Some(self.checks()),
            None => None,
            Some(mark) => {
                let is_status = |at: usize| {
                    view.is_kind(Some(at), TokenKind::Number) && view.tokens[at].length() == 3
                        || view.tokens[at].facts.may_be_name() && phrases::may_stand(view, at)
                };
                let of_status = (line.start..mark).any(is_status);
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
        if candidate.view.get(Some(candidate.last + 1)) != "(" && !name.ends_with('?') {
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
        for enclosure in candidate.enclosures() {
            if enclosure.bracket == b'{'
                && (candidate.is_statement_block(enclosure.open) || candidate.is_body(enclosure.open))
            {
                return None;
            }
            let named = enclosure.key.as_ref().and_then(|key| key.words.first()).and_then(|key| role_of_identifier(key));
            if let Some(role @ (Asserts | Documents)) = named {
                return Some(role);
            }
            if let Some(role) = role_of_path(&enclosure.callee) {
                return Some(role);
            }
            if let Some(role) = self.by_statement(enclosure.open) {
                return Some(role);
            }
        }
        None
    }

    /// The words before token `end` in its statement, the nearest first.
    fn by_statement(&self, end: usize) -> Option<MentionRole> {
        let view = self.candidate.view;
        let line = view.line(end);
        let mut depth = 0u32;
        for at in (line.start.max(end.saturating_sub(STATEMENT_TOKENS))..end).rev() {
            if view.tokens[at].region != Region::Code {
                continue;
            }
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open => depth = depth.saturating_sub(1),
                TokenKind::Word if depth == 0 => {
                    let word = view.str(at);
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

    /// Descriptions for machines and pages for people.
    fn in_data(&self) -> MentionRole {
        let statement = self.by_statement(self.candidate.first);
        match statement.or_else(|| self.by_evidence()) {
            Some(Checks) => Checks,
            _ => Documents,
        }
    }

    /// The directive of a configuration, or the keys above.
    fn in_configuration(&self) -> MentionRole {
        let view = self.candidate.view;
        if view.language.is_indented {
            let roles = self.candidate.parents().into_iter().filter_map(role_of_identifier);
            return roles.into_iter().find(|role| matches!(role, Asserts | Documents | Checks)).unwrap_or(Documents);
        }
        let line = view.line(self.candidate.first);
        let words = (line.start..self.candidate.first).filter(|at| view.is_kind(Some(*at), TokenKind::Word));
        let by_word = |at: usize| match view.str(at) {
            word if is_checking_statement(word) => Some(Checks),
            word if is_sending_statement(word) => Some(Sends),
            word => role_of_identifier(word),
        };
        words.filter_map(by_word).next().or_else(|| self.by_evidence()).unwrap_or(Unknown)
    }

    /// A row of a table of cases.
    fn in_table_of_test(&self) -> Option<MentionRole> {
        (self.is_in_test() && self.candidate.enclosure(self.candidate.first).is_some()).then_some(Asserts)
    }

    fn is_in_test(&self) -> bool {
        self.candidate.view.preamble.holds_any(&TEST_SIGNS)
    }
}

/// `codes`, `statuses`: a list of statuses checks, unless the place tells otherwise.
fn is_plural_of_status(word: &str) -> bool {
    ALTERNATIVES.contains(&word)
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
    if is_test_title(nearest) {
        return Some(Documents);
    }
    if is_check(nearest) {
        return Some(Asserts);
    }
    let by_owner = owners.iter().any(|word| is_check(word) && word.len() > 2);
    role_of_identifier(nearest).or(by_owner.then_some(Asserts))
}

/// The role of a callee or a key: by its whole name, else by its words, the last first.
fn role_of_identifier(identifier: &str) -> Option<MentionRole> {
    if let Some(role) = Folded::of(identifier).and_then(|whole| role_of_word(whole.as_str())) {
        return Some(role);
    }
    if is_check(identifier) && identifier.len() > 2 {
        return Some(Asserts);
    }
    let words: Vec<&str> = split(identifier).collect();
    let pairs = words.windows(2).filter_map(|pair| Folded::of_all(pair));
    if let Some(role) = pairs.filter_map(|pair| role_of_word(pair.as_str())).next() {
        return Some(role);
    }
    let roles = words.iter().rev().filter_map(|word| role_of_word(Folded::of(word)?.as_str()));
    roles.max_by_key(|role| match role {
        Asserts => 3,
        Checks => 2,
        Documents => 1,
        Sends | Unknown => 0,
    })
}

fn role_of_word(word: &str) -> Option<MentionRole> {
    match word {
        _ if is_asserting_word(word) => Some(Asserts),
        _ if is_documenting_word(word) => Some(Documents),
        _ if is_checking_word(word) => Some(Checks),
        _ if is_sending_word(word) => Some(Sends),
        _ => None,
    }
}
