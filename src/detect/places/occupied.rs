//! Places that already have a value: a status, another number, a name, a text.
//!
//! A mention is a place. For all other expressions, the judge of numbers decides as it does for completion: how would it judge a
//! code there? Words and texts also need to be governed by something that takes a status, as words on the lines around are no evidence for them.

use std::ops::Range;

use crate::catalog::evidence::Relation;
use crate::catalog::tables::{DEFINING_WORDS, LITERAL_WORDS, Piece, Role, TYPE_WORDS, threshold};
use crate::catalog::{Code, LanguageKind};

use crate::detect::evidence::calls::takes_or_checks;
use crate::detect::evidence::patterns::has_shape;
use crate::detect::evidence::structure::{structure, structure_alone};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::judges::number;
use crate::detect::lexicon::status_words;
use crate::detect::lexicon::words::weight;
use crate::detect::mention::{Mention, MentionKind};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::enclosure::Enclosure;

/// No more tokens behind a parameter are read for the end of the list.
const LIST_TOKENS: usize = 64;

/// A place where a status belongs, with what stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The bytes of the document: of a name without its qualifier, of a text without its quotes.
    pub range: Range<usize>,
    /// The source text in the place.
    pub text: String,
    /// How it is written.
    pub kind: PlaceKind,
    /// The mention, where a status stands there.
    pub mention: Option<Mention>,
}

/// How it is written what stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// `404`, `999`
    Number,
    /// `NOT_FOUND`, `statusCode`: a constant, a variable, or another name without a call.
    Name,
    /// `:not_found`
    Symbol,
    /// `"not found"`
    Text,
    /// `4xx`; only of mentions.
    Class,
}

/// No longer text in quotes is read, in tokens.
const TEXT_TOKENS: usize = 8;

/// No longer qualifier is read, in tokens.
const QUALIFIER_TOKENS: usize = 16;

/// The place of a mention, whose bytes of the document are `text`.
pub(crate) fn of_mention(mention: Mention, text: &str) -> Place {
    let kind = match mention.kind {
        MentionKind::Number => PlaceKind::Number,
        MentionKind::Name(_) if text.starts_with(':') => PlaceKind::Symbol,
        MentionKind::Name(_) => PlaceKind::Name,
        MentionKind::Phrase => PlaceKind::Text,
        MentionKind::Class => PlaceKind::Class,
    };
    Place { range: mention.range.clone(), text: text.to_owned(), kind, mention: Some(mention) }
}

/// The place that begins with token `index`, if a status belongs there and something else may stand there. Mentions are not asked for.
pub(crate) fn at(view: &View<'_>, index: TokenIndex) -> Option<Place> {
    if view.is_prose() || view.language.kind == LanguageKind::Style {
        return None;
    }
    let value = match view.tokens[index].kind {
        TokenKind::Number => Value::number(view, index),
        TokenKind::Word => Value::name(view, index),
        TokenKind::Quote => Value::quoted(view, index),
        _ => None,
    }?;
    let candidate = Candidate::new(view, value.first, value.last);
    let may_stand = candidate.region == Region::Code && value.is_governed(&candidate);
    let takes_status = || number::place(&candidate, value.index, value.digit(view), true).is_some();
    (may_stand && takes_status()).then(|| value.into_place(view))
}

/// A value that may stand in a place.
struct Value {
    kind: PlaceKind,
    /// The token that is judged.
    index: TokenIndex,
    /// The tokens of the whole expression without quotes: a qualifier belongs to it.
    first: TokenIndex,
    last: TokenIndex,
    /// The token with which the place begins.
    start: TokenIndex,
}

impl Value {
    /// A whole number that is not the code of a status.
    fn number(view: &View<'_>, index: TokenIndex) -> Option<Self> {
        let text = view.str(index);
        let is_whole = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        (is_whole && !view.is_status(text)).then_some(Self {
            kind: PlaceKind::Number,
            index,
            first: index,
            last: index,
            start: index,
        })
    }

    /// An identifier with its qualifier or the mark of a symbol.
    fn name(view: &View<'_>, index: TokenIndex) -> Option<Self> {
        let is_literal = LITERAL_WORDS.contains(&view.str(index));
        if view.tokens[index].region != Region::Code || !view.str(index).contains(char::is_alphabetic) || is_literal {
            return None;
        }
        let glued = |at: TokenIndex| view.glued_before(at);
        let mark = glued(index).filter(|mark| view.str(*mark) == ":");
        let is_symbol =
            mark.is_some_and(|mark| glued(mark).is_none_or(|at| matches!(view.tokens[at].kind, TokenKind::Open)));
        if let Some(mark) = mark.filter(|_| is_symbol) {
            return Some(Self { kind: PlaceKind::Symbol, index, first: mark, last: index, start: mark });
        }
        let mut first = index;
        while let Some(separator) = glued(first).filter(|at| is_separator(view, *at)) {
            if index - first > QUALIFIER_TOKENS {
                return None;
            }
            let owner = glued(separator).map(|at| if is_separator(view, at) { glued(at) } else { Some(at) });
            first = owner.flatten().filter(|owner| view.is_word(*owner))?;
        }
        let sigil = glued(first).filter(|at| matches!(view.str(*at), "$" | "@"));
        let first = sigil.unwrap_or(first);
        let start = sigil.filter(|sigil| *sigil + 1 == index).unwrap_or(index);
        Some(Self { kind: PlaceKind::Name, index, first, last: index, start })
    }

    /// The text between quotes: words, not a number alone.
    fn quoted(view: &View<'_>, open: TokenIndex) -> Option<Self> {
        let close = (open + 1)
            .to(view.tokens.end().min(open + 2 + TEXT_TOKENS))
            .find(|at| view.is_kind(Some(*at), TokenKind::Quote))?;
        let (first, last) = (open + 1, close.checked_sub(1).filter(|last| *last > open)?);
        let is_inside = |at: TokenIndex| view.tokens[at].region == Region::String;
        let is_words = first.to(last + 1).all(|at| is_inside(at) && is_of_phrase(view, at));
        let has_word = view.is_word(first) && view.are_glued(open, first) && view.are_glued(last, close);
        (is_words && has_word).then_some(Self { kind: PlaceKind::Text, index: first, first, last, start: first })
    }

    /// The first digit of the class as which it is judged.
    fn digit(&self, view: &View<'_>) -> u8 {
        let digit = view.str(self.index).bytes().next().filter(|_| self.kind == PlaceKind::Number);
        digit.map(|digit| digit - b'0').filter(|digit| (1..=5).contains(digit)).unwrap_or(2)
    }

    /// Whether something that takes a status is given it, is compared with it or is called with it.
    fn is_governed(&self, candidate: &Candidate<'_, '_>) -> bool {
        let view = candidate.view;
        let is_markup = view.language.kind == LanguageKind::Markup && !candidate.is_quoted;
        let is_data = matches!(view.language.kind, LanguageKind::Data | LanguageKind::Config);
        match self.kind {
            _ if is_markup => false,
            // The judge of numbers reads all else that stands around it.
            PlaceKind::Number if view.str(self.index).len() == 3 => {
                let mut verdict = Verdict::of_place(view, Code(number::typical(2)));
                structure(candidate, verdict.code, &mut verdict) || has_shape(view, self.index)
            }
            _ if !may_be_governed(candidate) => false,
            PlaceKind::Number | PlaceKind::Text => self.is_value(candidate, threshold::PLACE_OF_TEXT),
            _ => {
                let strength = if is_data { threshold::PLACE_OF_TEXT } else { threshold::PLACE_OF_NAME };
                self.ends(candidate) && self.is_no_declaration(candidate) && self.is_value(candidate, strength)
            }
        }
    }

    /// Whether the operand that the value is tied to is evidence of that strength, or a known function takes a status there.
    fn is_value(&self, candidate: &Candidate<'_, '_>, strength: f32) -> bool {
        let verdict = structure_alone(candidate, Code(number::typical(2)));
        let ties = verdict.sum_of(&[Piece::TiedTo, Piece::ArmOfSwitch]);
        // Of more than two arguments one is a message or a context.
        let checked = verdict.sum_of(&[Piece::CheckedAgainst]);
        let checked = if checked > 0.0 && !is_one_of_two(candidate) { 0.0 } else { checked };
        let is_tied = || ties + checked >= strength && self.is_given(candidate);
        let is_called = || {
            verdict.sum_of(&[Piece::CalledWith]) >= threshold::PLACE_OF_ARGUMENT
                && verdict.sum_of(&[Piece::CalledWith, Piece::CalleeSays]) >= strength
                && self.is_argument(candidate)
        };
        (is_tied() || is_called()) && !stands_beside_status(candidate)
    }

    /// Whether the value is the first argument of a call or a command.
    fn is_argument(&self, candidate: &Candidate<'_, '_>) -> bool {
        let view = candidate.view;
        let line = view.line(candidate.first);
        if let Some(callee) = candidate.before_on_line().filter(|before| view.is_word(*before)) {
            // `head :ok`, `return 404;`
            let begins = |at: TokenIndex| at == line.start || matches!(view.str(at - 1), "{" | ";" | "(");
            let mut first = callee;
            while first > line.start && is_separator(view, first - 1) && view.are_glued(first - 1, first) {
                first = first.saturating_sub(2).max(line.start);
            }
            return begins(first);
        }
        let Some(call) = candidate.enclosure(candidate.first).filter(|call| call.bracket == b'(') else { return false };
        let is_first = candidate.before() == Some(call.open) && view.are_glued(call.open.saturating_sub(1), call.open);
        // `status(result) must_== OK` asks for a status.
        let behind = view.closing_near(candidate.last, LIST_TOKENS).map(|close| close + 1);
        let is_asked = view.is_kind(behind, TokenKind::Word) || view.get(behind).ends_with("==");
        is_first && !is_asked && matches!(view.get(candidate.after()), ")" | ",")
    }

    /// Whether it is what something else is given or compared with: not `status` in `status == OTHER`, nor the result of a function.
    fn is_given(&self, candidate: &Candidate<'_, '_>) -> bool {
        let view = candidate.view;
        let relation = candidate.relation().map(|(relation, _)| relation);
        if view.is_kind(candidate.before(), TokenKind::Number) {
            return false;
        }
        let is_result = matches!(view.get(candidate.before()), "=>" | "->")
            && candidate
                .before()
                .and_then(|arrow| view.before(arrow, candidate.region))
                .is_some_and(|at| view.str(at) == ")");
        let is_bound = relation == Some(Relation::Ordered) && self.kind != PlaceKind::Number;
        !is_result && !is_bound && !self.is_subject(relation, candidate)
    }

    /// Whether it is the variable that is compared, and not what it is compared with.
    fn is_subject(&self, relation: Option<Relation>, candidate: &Candidate<'_, '_>) -> bool {
        let is_named = weight(Role::Key, candidate.view.str(self.index)) >= threshold::COMPARED_NAME;
        let is_assigned = matches!(relation, Some(Relation::Assigned | Relation::Keyed));
        self.kind == PlaceKind::Name && is_named && !is_assigned
    }

    /// Whether the expression ends behind it: it is not called, indexed, assigned to or an operand of something else.
    fn ends(&self, candidate: &Candidate<'_, '_>) -> bool {
        let view = candidate.view;
        let after = candidate.last + 1;
        let Some(token) = view.tokens.get(after).filter(|token| token.region != Region::Comment) else { return true };
        match token.kind {
            TokenKind::Newline | TokenKind::Close => true,
            // `if status == OTHER and …`, `if status == OTHER {`
            TokenKind::Word => is_compared(candidate),
            TokenKind::Open => view.str(after) == "{" && is_compared(candidate),
            TokenKind::Punctuation | TokenKind::Operator => match view.str(after) {
                "," | ";" | "?" | "||" | "&&" | "=>" => true,
                ":" => view.language.kind == LanguageKind::Code && view.str(after + 1) != ":",
                "|" => is_compared(candidate),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether it is not the type, the parameter or the name in a declaration, nor a word of a text.
    fn is_no_declaration(&self, candidate: &Candidate<'_, '_>) -> bool {
        let view = candidate.view;
        let before = candidate.before_on_line();
        let follows_word = view.is_kind(before, TokenKind::Word);
        match view.language.kind {
            LanguageKind::Code => {}
            LanguageKind::Config => return true,
            LanguageKind::Data => return !follows_word,
            _ => return false,
        }
        let call = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'(');
        // `setStatus(int code)`, `fun status(code: Int)`
        let has_type = follows_word && !view.language.is_prefix_notation || view.get(candidate.after()) == ":";
        if call.is_some() && has_type {
            return false;
        }
        // `Response<Self>`
        if matches!(view.get(before), "<") && before.is_some_and(|before| view.are_glued(before, candidate.first)) {
            return false;
        }
        let text = view.str(self.index);
        let has_small = text.contains(|c: char| c.is_ascii_lowercase());
        let is_type = TYPE_WORDS.contains(&text) || has_small && text.starts_with(|c: char| c.is_ascii_uppercase());
        let is_alone = self.first == self.index && self.kind == PlaceKind::Name;
        // `if (status == OTHER) {` begins no function.
        let is_parameter = || call.is_some_and(|call| begins_function(candidate, call.open)) && !is_compared(candidate);
        !(is_alone && is_type || is_parameter())
    }

    fn into_place(self, view: &View<'_>) -> Place {
        let (start, end) = (view.tokens[self.start].start, view.tokens[self.last].end);
        let text = view.text[start.at()..end.at()].to_owned();
        let range = view.in_document(start).at()..view.in_document(end).at();
        Place { range, text, kind: self.kind, mention: None }
    }
}

/// Whether the value is tied to anything, or an argument of a function that takes a status or checks one. The structure around all other
/// values is not worth reading.
fn may_be_governed(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    if view.language.kind != LanguageKind::Code {
        return true;
    }
    let is_called = |call: Enclosure<'_>| {
        let is_key = || call.key.as_ref().is_some_and(|key| key.weight() > threshold::KEY_OF_ARGUMENT);
        call.bracket == b'(' && (is_key() || takes_or_checks(view.language, &call.callee.words))
    };
    let is_commanded = view.is_kind(candidate.before_on_line(), TokenKind::Word);
    is_commanded
        || candidate.relation().is_some()
        || candidate.enclosures().any(is_called)
        || candidate.subject().is_some()
}

/// Whether the candidate stands on either side of a comparison.
fn is_compared(candidate: &Candidate<'_, '_>) -> bool {
    candidate.relation().is_some_and(|(relation, _)| matches!(relation, Relation::Equal | Relation::Ordered))
}

/// `.`, `::`, `->`, `?.`, `\\`
fn is_separator(view: &View<'_>, index: TokenIndex) -> bool {
    matches!(view.str(index), "." | ":" | "::" | "->" | "?." | "?" | "\\")
}

/// Whether a token in quotes may belong to a phrase or a name.
fn is_of_phrase(view: &View<'_>, index: TokenIndex) -> bool {
    view.is_word(index) || view.is_kind(Some(index), TokenKind::Number) || matches!(view.str(index), "-" | "'" | ".")
}

/// Whether the bracket holds the parameters of a function that is defined there: `def status(code)`, `status(code) {`, `(code) => …`.
fn begins_function(candidate: &Candidate<'_, '_>, open: TokenIndex) -> bool {
    let view = candidate.view;
    let behind = view.closing_near(candidate.last, LIST_TOKENS).map(|close| close + 1);
    let mut before = view.line(open).start.to(open);
    before.any(|at| DEFINING_WORDS.contains(&view.str(at))) || matches!(view.get(behind), "{" | "=>" | "->")
}

/// Whether the brackets around the candidate hold no more than two values.
fn is_one_of_two(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    let Some(call) = candidate.enclosure(candidate.first) else { return true };
    let close = view.closing_near(candidate.last, LIST_TOKENS).unwrap_or(candidate.last);
    let is_comma = |at: &TokenIndex| {
        view.str(*at) == "," && view.bracket_around(*at).is_some_and(|around| around.open == call.open)
    };
    usize::from(call.argument) + candidate.last.to(close).filter(is_comma).count() <= 2
}

/// Whether another value between the same brackets is a status: `send(status, 404)`, `assertEqual(t, 404, code)`.
fn stands_beside_status(candidate: &Candidate<'_, '_>) -> bool {
    let Some(call) = candidate.enclosure(candidate.first).filter(|call| call.bracket == b'(') else { return false };
    candidate.sibling_numbers(call.open).into_iter().any(|number| candidate.view.is_status(number))
        || candidate.sibling_words(call.open).into_iter().any(status_words::is_known)
}
