//! Mentions among other words: sentences, titles of tests, and strings that are sent, compared or read by people.

use crate::catalog::LanguageKind;
use crate::catalog::evidence::Relation;
use crate::catalog::tables::{
    is_checking_statement, is_message_word, is_test_title, is_text_assertion, is_truth_assertion, relation_of,
};

use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::words::{is_folded, split};
use crate::detect::mention::MentionRole;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::candidate::Candidate;

use super::Place;

/// How many tokens before and behind a mention are read for the quotes of its string.
const STRING_TOKENS: usize = 256;

use MentionRole::{Asserts, Checks, Documents, Sends};

impl<'v, 'a> Place<'v, 'a, '_> {
    /// Whether the line states what a test expects: `Then status 404`, `HTTP 404` of Hurl.
    pub(super) fn is_expectation(&self) -> bool {
        let view = self.candidate.view;
        let expectations = view.language.syntax.expectations;
        let start = view.line_start(self.candidate.first);
        let text = &view.text_before(self.candidate.first)[view.text_before(start).len()..];
        // The mark of an item leads to its first word.
        let lead = if view.str(start) == "*" { view.str(start + 1) } else { view.str(start) };
        let is_mark = |mark: &&str| !mark.starts_with(char::is_alphanumeric) && text.starts_with(*mark);
        expectations.contains(&lead) || expectations.iter().any(is_mark)
    }

    /// A status among other words of a string: the string is sent, checked or read by people.
    pub(super) fn within_string(&self) -> MentionRole {
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
        let open = first.saturating_sub(STRING_TOKENS).to(first).rev().find(is_end);
        let close =
            (self.candidate.last + 1).to(view.tokens.end().min(self.candidate.last + STRING_TOKENS)).find(is_end);
        let (Some(open), Some(close)) = (open, close) else { return Documents };
        // A quote that begins a line may end a string, unless it is an argument.
        let is_doubtful = view.line_start(open) == open && view.get(view.before(open, Region::Code)) != "(";
        if ![open, close].iter().all(|at| view.is_kind(Some(*at), TokenKind::Quote)) || is_doubtful {
            return if self.by_evidence() == Some(Sends) { Sends } else { Documents };
        }
        if self.is_titled_at(open) {
            return Documents;
        }
        let of_string = Candidate { view, first: open, last: close, region: Region::Code, is_quoted: false };
        let whole = Place { candidate: of_string, code: self.code, kind: self.kind, why: self.why };
        if whole.is_message_of_assertion() {
            return Documents;
        }
        let evidence = self.by_evidence();
        if matches!(view.language.kind, LanguageKind::Data | LanguageKind::Config) {
            // The string's own key alone says what it is for: `"expr": "rate(requests{code=\"500\"}[5m])"`.
            return whole.by_relation().filter(|role| matches!(role, Checks | Asserts)).unwrap_or(Documents);
        }
        match whole.by_structure() {
            Some(role @ (Checks | Asserts)) => role,
            Some(Sends) if view.str(open + 1) == "HTTP" => Sends,
            _ if evidence == Some(Sends) => Sends,
            _ if whole.is_reason_of_assertion() || self.fills(open, close) && whole.is_argument_in_test() => Asserts,
            _ => Documents,
        }
    }

    /// `expect(status).toBe(404, 'status 404')`, `ok(found, 'status 404')`, `assert found, 'status 404'`: what a failure says.
    fn is_message_of_assertion(&self) -> bool {
        const COMPARED: u8 = 2;
        let candidate = &self.candidate;
        let view = candidate.view;
        let start = view.line_start(candidate.first);
        let is_behind_comma = view.get(candidate.before()) == ",";
        let enclosure = candidate.enclosure(candidate.first);
        let Some(enclosure) = enclosure.filter(|enclosure| enclosure.open > start) else {
            return is_behind_comma && is_truth(view.str(start));
        };
        let Some(callee) = enclosure.callee.words.first().filter(|callee| is_check(callee)) else {
            return is_behind_comma && is_truth(view.str(start)) && enclosure.callee.words.is_empty();
        };
        let is_last = view.get(candidate.after()) == ")";
        // Functions of Go get the test first.
        let compared = COMPARED + u8::from(view.str(enclosure.open + 1) == "t" && view.str(enclosure.open + 2) == ",");
        let is_document = matches!(view.str(candidate.first + 1), "{" | "[" | "<");
        let is_of_text = split(callee).any(|part| is_folded(part, is_text_assertion));
        let is_behind = enclosure.argument > compared || is_truth(callee) && enclosure.argument == compared;
        is_last && is_behind && !is_document && !is_of_text
    }

    /// `andExpect(status().reason("…"))`
    fn is_reason_of_assertion(&self) -> bool {
        let mut enclosures = self.candidate.enclosures();
        let is_reason = enclosures.next().is_some_and(|enclosure| {
            enclosure.callee.words.first().is_some_and(|callee| is_folded(callee, is_message_word))
        });
        is_reason
            && enclosures.any(|enclosure| enclosure.callee.words.iter().any(|word| word.len() > 2 && is_check(word)))
    }

    /// Whether the string between these quotes is a status with its phrase and nothing else.
    fn fills(&self, open: TokenIndex, close: TokenIndex) -> bool {
        let view = self.candidate.view;
        let text = &view.text_before(close)[view.text_before(open + 1).len()..];
        let words = text.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim();
        self.code.status().is_some_and(|status| words.eq_ignore_ascii_case(status.name))
    }

    /// `testRequest(t, url, "404 Not Found")`
    fn is_argument_in_test(&self) -> bool {
        let enclosure = self.candidate.enclosure(self.candidate.first).filter(|enclosure| enclosure.bracket == b'(');
        let callee = enclosure.and_then(|enclosure| enclosure.callee.words.first().copied());
        self.is_in_test() && callee.and_then(|callee| split(callee).next()).is_some_and(is_test_title)
    }

    /// Whether the string that the quote at `open` begins is the title of a test, or `open` stands within a name in backquotes.
    pub(super) fn is_titled_at(&self, open: TokenIndex) -> bool {
        let view = self.candidate.view;
        let before = view.before(open, Region::Code);
        let before = if view.get(before) == "(" { before.and_then(|at| view.before(at, Region::Code)) } else { before };
        let line = view.line(open);
        let backquotes =
            line.start.to(open).filter(|at| view.str(*at) == "`" && view.tokens[*at].region == Region::Code);
        before.is_some_and(|at| line.contains(&at) && is_test_title(view.str(at))) || backquotes.count() % 2 == 1
    }

    /// Whether the line is text: it has words alone, as the title of a test in a language of keywords, or many in a row, as a long
    /// string whose quotes are not in the excerpt.
    pub(super) fn is_in_sentence(&self) -> bool {
        const WORDS_ALONE: usize = 5;
        const WORDS_IN_A_ROW: usize = 7;
        let view = self.candidate.view;
        let line = view.line(self.candidate.first);
        let lead = view.str(line.start);
        // Directives, and assertions of languages of keywords, are words alone as well.
        let is_directive = view.language.kind == LanguageKind::Config && !view.language.is_indented
            || view.language.kind == LanguageKind::Code && lead.len() > 2 && is_check(lead)
            || is_checking_statement(lead) && line.start + 1 == self.candidate.first;
        let (mut row, mut longest, mut is_alone) = (0, 0, line.len() >= WORDS_ALONE && !is_directive);
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
}

/// Whether an assertion of that name holds where its first argument is true.
fn is_truth(callee: &str) -> bool {
    is_folded(callee, is_truth_assertion)
}
