//! Places that tell no side: definitions of constants, tables from code to phrase, types and imports.

use crate::catalog::LanguageKind;
use crate::catalog::evidence::Relation;
use crate::catalog::tables::{PIECE_NAMES, Piece, is_importing_statement, is_type_keyword};

use crate::detect::lexicon::status_words;
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::operand::OperandPath;

use super::Place;

impl Place<'_, '_, '_> {
    pub(super) fn tells_no_side(&self) -> bool {
        match self.candidate.view.language.kind {
            LanguageKind::Code => self.is_in_definition() || self.is_in_type() || self.is_imported(),
            // The script of a component.
            LanguageKind::Markup => match self.kind {
                MentionKind::Number => self.is_key_of_own_phrase() || self.is_key_of_text(),
                MentionKind::Phrase => self.candidate.is_quoted && self.is_phrase_of_own_code(),
                MentionKind::Name(_) | MentionKind::Class => false,
            },
            _ => false,
        }
    }

    /// A name that is given its own code, and a code that is given its own phrase, are the definition of a constant or a table.
    fn is_in_definition(&self) -> bool {
        let candidate = &self.candidate;
        match self.kind {
            MentionKind::Number => {
                self.is_given_to_own_name()
                    || self.is_key_of_own_phrase()
                    || self.is_key_of_text()
                    || self.is_clause_of_own_phrase()
                    || self.is_argument_of_own_name()
            }
            MentionKind::Phrase => candidate.is_quoted && self.is_phrase_of_own_code(),
            MentionKind::Name(_) => {
                candidate.view.get(candidate.after()) == "=" && !candidate.is_quoted
                    || self.is_row_of_table()
                    || self.is_key_of_text()
                    || self.is_variant()
            }
            MentionKind::Class => false,
        }
    }

    /// `NOT_FOUND = 404`, `const NOT_FOUND: u16 = 404;`, `(def not-found 404)`
    fn is_given_to_own_name(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let is_own = |word: &str| self.code.status().is_some_and(|status| status_words::contains_name(word, status));
        let is_given = candidate.relation().is_some_and(|(relation, path): (Relation, OperandPath<'_>)| {
            matches!(relation, Relation::Assigned | Relation::Keyed)
                && path.words.first().is_some_and(|word| is_own(word))
        });
        let before = candidate.before_on_line();
        let start = view.line_start(candidate.first);
        let is_apart = candidate.enclosure(candidate.first).is_none_or(|enclosure| enclosure.open < start);
        let is_typed = is_apart
            && view.get(before) == "="
            && view.line(candidate.first).filter(|at| *at < candidate.first).any(|at| is_own(view.str(at)));
        let is_form = view.language.is_prefix_notation
            && before.is_some_and(|name| is_own(view.str(name)) && view.get(name.checked_sub(1)).starts_with("def"));
        is_given || is_typed || is_form
    }

    /// `404: 'Not Found'`, `404 => 'Not Found'`, `{ 404, "Not Found" }`: the first of a row that has nothing else.
    fn is_key_of_own_phrase(&self) -> bool {
        const PHRASE: &str = PIECE_NAMES[Piece::BesideItsPhrase as usize];
        let candidate = &self.candidate;
        let view = candidate.view;
        let Some(mark) = candidate.after() else { return false };
        let value = view.after(mark, candidate.region);
        let is_named = self.why.iter().any(|(name, _)| *name == PHRASE) && view.is_kind(value, TokenKind::Quote);
        is_named && self.is_row(candidate.first, mark)
    }

    /// `{ 404: 'No such page' }`: a text for each status.
    fn is_key_of_text(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let Some(mark) = candidate.after().filter(|mark| matches!(view.str(*mark), ":" | "=>")) else { return false };
        let is_text = view.is_kind(view.after(mark, candidate.region), TokenKind::Quote);
        let is_in_map = candidate.enclosure(candidate.first).is_some_and(|enclosure| enclosure.bracket != b'(');
        is_text && is_in_map && !candidate.is_quoted && !self.is_in_test() && self.is_row(candidate.first, mark)
    }

    /// `phrase(404) -> <<"Not Found">>;`, `def phrase(404), do: "Not Found"`: a function with a clause for each status.
    fn is_clause_of_own_phrase(&self) -> bool {
        const TOKENS: usize = 4;
        let candidate = &self.candidate;
        let view = candidate.view;
        let close = candidate.last + 1;
        let begins = view.str(close + 1) == "->" || view.str(close + 1) == "," && view.str(close + 2) == "do";
        if view.str(close) != ")" || !begins || view.get(candidate.before()) != "(" {
            return false;
        }
        let mut behind = (close + 2).to(view.tokens.end().min(close + 2 + TOKENS));
        let quote = behind.find(|at| view.is_kind(Some(*at), TokenKind::Quote));
        let name = self.code.status().map(|status| status.name).unwrap_or_default();
        quote.is_some_and(|quote| {
            let end = view.line_end(quote).saturating_sub(1).max(quote);
            let text = &view.text_before(end)[view.text_before(quote).len()..];
            !name.is_empty() && text.to_ascii_lowercase().contains(&name.to_ascii_lowercase())
        })
    }

    /// `NOT_FOUND(404, "Not Found"),`: the constant of an enumeration.
    fn is_argument_of_own_name(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let start = view.line_start(candidate.first);
        let Some(enclosure) = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.open == start + 1)
        else {
            return false;
        };
        let name = view.str(start);
        let is_constant = !name.contains(|letter: char| letter.is_ascii_lowercase());
        let is_own = self.code.status().is_some_and(|status| status_words::contains_name(name, status));
        is_constant && is_own && enclosure.argument == 1 && enclosure.bracket == b'('
    }

    /// `NotFound(String),` of `enum Failure {`
    fn is_variant(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let Some(enclosure) = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'{') else {
            return false;
        };
        view.line_start(candidate.first) == candidate.first
            && view.line_start(enclosure.open).to(enclosure.open).any(|at| view.str(at) == "enum")
    }

    /// `{Status::NOT_FOUND, "HTTP/1.1 404 Not Found"}`, outside of a test's table of cases.
    fn is_row_of_table(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let Some(mark) = candidate.after().filter(|mark| view.str(*mark) == ",") else { return false };
        let is_text = view.is_kind(view.after(mark, candidate.region), TokenKind::Quote);
        is_text && !self.is_in_test() && self.is_row(candidate.first, mark)
    }

    /// `404: 'Not Found'` and the like, seen from the phrase, and `case 404: return "Not Found"` of a switch.
    fn is_phrase_of_own_code(&self) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let Some(mark) = candidate.before() else { return false };
        let is_own = |at: TokenIndex| view.str(at).parse().is_ok_and(|number: u16| number == self.code.number());
        if view.str(mark) == "return" {
            let start = view.line_start(mark);
            let above = view.lines_above(mark).next().filter(|line| start == mark && view.str(line.start) == "case");
            return above.unwrap_or_else(|| start.to(mark)).any(is_own);
        }
        if view.language.is_prefix_notation {
            return is_own(mark) && view.get(view.before(mark, candidate.region)) == "[";
        }
        let Some(key) = view.before(mark, candidate.region) else { return false };
        let number = if view.is_kind(Some(key), TokenKind::Quote) { key.checked_sub(1) } else { Some(key) };
        let first = if number == Some(key) { Some(key) } else { number.and_then(|number| number.checked_sub(1)) };
        number.is_some_and(is_own) && first.is_some_and(|first| self.is_row(first, mark))
    }

    /// Whether a key that begins with token `first` and the sign behind it begin a row of a table.
    fn is_row(&self, first: TokenIndex, mark: TokenIndex) -> bool {
        let candidate = &self.candidate;
        let view = candidate.view;
        let before = view.before(first, candidate.region);
        match view.str(mark) {
            ":" | "=>" | "=" | "->" => {
                let begins = view.line_start(first) == first || matches!(view.get(before), "{" | "[" | "(" | "," | "|");
                begins && !self.is_described()
            }
            "," => {
                let open = before.filter(|open| view.str(*open) == "{" && !view.language.has_tuples);
                open.is_some_and(|open| matches!(view.get(view.before(open, candidate.region)), "{" | "," | "[" | "="))
            }
            _ => false,
        }
    }

    /// `type Failures = { 404: Lost }`, `interface Lost { status: 404 }`
    fn is_in_type(&self) -> bool {
        let view = self.candidate.view;
        self.candidate.enclosures().filter(|enclosure| enclosure.bracket == b'{').any(|enclosure| {
            let start = view.line_start(enclosure.open);
            let is_passed_on = matches!(view.str(start), "export" | "declare");
            is_type_keyword(view.str(if is_passed_on { start + 1 } else { start }))
        })
    }

    /// `(:require [library :refer [not-found]])`: lists of other languages begin with the statement.
    fn is_imported(&self) -> bool {
        let view = self.candidate.view;
        let mut line = view.line(self.candidate.first).filter(|at| *at < self.candidate.first);
        view.language.is_prefix_notation
            && line.any(|at| is_importing_statement(view.str(at)) && view.get(view.glued_before(at)) == ":")
    }
}
