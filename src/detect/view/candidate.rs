//! The surroundings of a candidate: the names that it is assigned to, compared with, passed to, listed with or matched against.

use std::cell::OnceCell;

use crate::catalog::LanguageKind;
use crate::catalog::evidence::Relation;
use crate::catalog::tables::{ALTERNATIVES, FALLBACKS, LITERAL_WORDS, MATCH_OPERATORS, relation_of};

use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::operand::OperandPath;

/// A candidate with its place among the tokens.
pub(crate) struct Candidate<'v, 'a> {
    pub(crate) view: &'v View<'a>,
    /// The token range that a reader sees as the value, quotes included.
    pub(crate) first: TokenIndex,
    pub(crate) last: TokenIndex,
    /// Where it stands, seen from outside its quotes.
    pub(crate) region: Region,
    /// Whether it is all that its quotes hold.
    pub(crate) is_quoted: bool,
}

/// A walk to what the alternatives of a value are tied to passes at most so many of them, and so many tokens of a pattern.
const ALTERNATIVES_TOKENS: usize = 128;

/// A walk across a line to what a value is tied to gives up behind so many signs of relations before which no operand stands.
const RELATION_MARKS: usize = 4;

/// The operand that a value is tied to through a pattern, once it was read.
type Relations<'a> = OnceCell<Option<(Relation, OperandPath<'a>)>>;

impl<'v, 'a> Candidate<'v, 'a> {
    /// The candidate of the token range, lifted out of quotes that hold nothing else.
    pub(crate) fn new(view: &'v View<'a>, first: TokenIndex, last: TokenIndex) -> Self {
        let region = view.tokens[first].region;
        let quotes = first.checked_sub(1).map(|open| (open, last + 1));
        if let (Region::String, Some((open, close))) = (region, quotes) {
            let opens = view.is_kind(Some(open), TokenKind::Quote) && view.are_glued(open, first);
            let closes = view.is_kind(Some(close), TokenKind::Quote) && view.are_glued(last, close);
            // While one types, the second quote may still be missing.
            let is_unfinished = close >= view.tokens.end() || view.is_kind(Some(close), TokenKind::Newline);
            if opens && (closes || is_unfinished) {
                let last = if closes { close } else { last };
                return Self { view, first: open, last, region: Region::Code, is_quoted: true };
            }
        }
        Self { view, first, last, region, is_quoted: false }
    }

    /// Whether people read it rather than programs: strings, comments, prose and what stands between tags.
    pub(crate) fn is_text(&self) -> bool {
        self.region != Region::Code || self.view.is_prose() || self.view.language.kind == LanguageKind::Markup
    }

    pub(crate) fn before(&self) -> Option<TokenIndex> {
        self.view.before(self.first, self.region)
    }

    /// The token before, unless it stands on a line above.
    pub(crate) fn before_on_line(&self) -> Option<TokenIndex> {
        let line = self.view.line(self.first);
        self.before().filter(|before| line.contains(before))
    }

    pub(crate) fn after(&self) -> Option<TokenIndex> {
        self.view.after(self.last, self.region)
    }

    /// The operand that the value is tied to: on its left, else on its right, else across `||`, `?:` and the like.
    pub(crate) fn relation(&self) -> Option<(Relation, OperandPath<'a>)> {
        self.relation_left(self.first)
            .or_else(|| self.relation_right())
            .or_else(|| Some((Relation::Keyed, self.name_argument()?)))
            .or_else(|| self.whole_macro()?.relation_left_of_whole())
    }

    /// The call of a macro whose only argument the value is: `STR("404")`. The macro changes the form of the value, not what it is.
    fn whole_macro(&self) -> Option<Self> {
        let view = self.view;
        let open = self.before().filter(|open| view.str(*open) == "(" && self.region == Region::Code)?;
        let close = self.after().filter(|close| view.str(*close) == ")")?;
        let name = view.glued_before(open).filter(|name| view.is_word(*name))?;
        let is_macro =
            view.str(name).bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        is_macro.then_some(Self { view, first: name, last: close, region: self.region, is_quoted: self.is_quoted })
    }

    /// The operand that the whole is tied to on its left, or as an argument behind the name of a field.
    fn relation_left_of_whole(&self) -> Option<(Relation, OperandPath<'a>)> {
        let (relation, path) =
            self.relation_left(self.first).or_else(|| Some((Relation::Keyed, self.name_argument()?)))?;
        Some((relation, self.name_of_pair(&path).unwrap_or(path)))
    }

    /// The operand that a value at token `first` is tied to on its left, also as one of several alternatives.
    fn relation_left(&self, mut first: TokenIndex) -> Option<(Relation, OperandPath<'a>)> {
        let through_pattern = OnceCell::new();
        for _ in 0..=ALTERNATIVES_TOKENS {
            let mark = self.view.before(first, self.region)?;
            let relation = self.relation_at(mark, first, &through_pattern);
            if relation.is_some() || self.view.str(mark) != "|" || self.view.language.id == "markdown" {
                return relation;
            }
            // A union may begin with a bar: `type Failure =⏎ | 502`.
            if let Some(sign) = self.view.before(mark, self.region).filter(|sign| self.view.str(*sign) == "=") {
                return self.relation_at(sign, mark, &through_pattern);
            }
            first = self
                .view
                .before(mark, self.region)
                .filter(|value| self.view.is_kind(Some(*value), TokenKind::Number))?;
        }
        None
    }

    /// The same by the sign right before the value.
    fn relation_at(
        &self,
        mark: TokenIndex,
        first: TokenIndex,
        through_pattern: &Relations<'a>,
    ) -> Option<(Relation, OperandPath<'a>)> {
        let view = self.view;
        // The sign that ends a tag compares nothing.
        let ends_tag =
            view.language.kind == LanguageKind::Markup && view.str(mark) == ">" && view.are_glued(mark, first);
        // A word that compares (`is`, `in`) does so on its own line; at the end of the one above it is a word of a text.
        // The shell's `case "$code" in` goes on below.
        let is_apart = view.is_word(mark)
            && !view.whole_line(first).contains(&mark)
            && !(view.str(mark) == "in" && view.str(view.line_start(mark)) == "case");
        if let Some(relation) = relation_of(view.str(mark)).filter(|_| !ends_tag && !is_apart) {
            let path = self.operand_before(mark);
            if !path.words.is_empty() {
                // In `a ? 200 : 404` the colon ties nothing; what the whole is assigned to does.
                let is_program =
                    matches!(view.language.kind, LanguageKind::Code | LanguageKind::Markup | LanguageKind::Config);
                let is_ternary = is_program && view.str(mark) == ":" && self.has_question_before(mark);
                return if is_ternary { self.relation_across(mark) } else { Some((relation, path)) };
            }
        }
        if let Some(path) = self.keyword_before(mark) {
            return Some((Relation::Keyed, path));
        }
        // The alternatives of a pattern are all matched with the same.
        if let Some(relation) = through_pattern.get_or_init(|| self.relation_through_pattern(first)) {
            return Some(relation.clone());
        }
        match view.str(mark) {
            sign if ALTERNATIVES.contains(&sign) => self.relation_across(mark),
            _ => None,
        }
    }

    fn relation_right(&self) -> Option<(Relation, OperandPath<'a>)> {
        let view = self.view;
        let mark = self.after()?;
        if view.language.kind == LanguageKind::Markup && view.are_glued(self.last, mark) {
            return None;
        }
        let is_apart = view.is_word(mark) && !view.line(self.last).contains(&mark);
        let relation = relation_of(view.str(mark))
            .filter(|relation| matches!(relation, Relation::Equal | Relation::Ordered) && !is_apart)?;
        let path = self.path_after(mark);
        (!path.words.is_empty()).then_some((relation, path))
    }

    /// `{:line 404}`: in a Lisp no sign stands between a key and its value.
    fn keyword_before(&self, word: TokenIndex) -> Option<OperandPath<'a>> {
        let view = self.view;
        let is_keyword = view.get(view.glued_before(word)) == ":" && view.is_word(word);
        (view.language.is_prefix_notation && is_keyword).then(|| OperandPath::of([view.str(word)]))
    }

    /// `code =~ /^(?:200|304)$/`: from inside a pattern to the value that is matched with it.
    fn relation_through_pattern(&self, first: TokenIndex) -> Option<(Relation, OperandPath<'a>)> {
        let view = self.view;
        let start = view.line_start(first).max(first.saturating_sub(ALTERNATIVES_TOKENS));
        let is_pattern = |at: &TokenIndex| {
            let token = view.tokens[*at];
            let is_sign = |byte| matches!(byte, b'|' | b'(' | b'?' | b':' | b'^' | b'/' | b'\\' | b'[');
            matches!(token.kind, TokenKind::Number | TokenKind::Quote) || view.text_of(&token).bytes().all(is_sign)
        };
        let mark = start.to(first).rev().find(|at| !is_pattern(at))?;
        if !MATCH_OPERATORS.contains(&view.str(mark)) {
            return None;
        }
        let path = self.operand_before(mark);
        (!path.words.is_empty()).then_some((Relation::Equal, path))
    }

    /// The tokens of the candidate's region that stand before `mark` on its line, the nearest first.
    pub(crate) fn line_before(&self, mark: TokenIndex) -> impl Iterator<Item = TokenIndex> + '_ {
        let view = self.view;
        let line = view.line(mark);
        let region = self.region;
        view.all_before(mark, region).take_while(move |before| line.contains(before))
    }

    /// `status = cond ? 200 : 404` and `err.status || 500`: the nearest relation or operand further left on the line.
    fn relation_across(&self, mark: TokenIndex) -> Option<(Relation, OperandPath<'a>)> {
        let view = self.view;
        if FALLBACKS.contains(&view.str(mark)) {
            let path = self.path_before(mark);
            if !path.words.is_empty() {
                return Some((Relation::Equal, path));
            }
        }
        let mut depth = 0;
        let mut passed = 0;
        for at in self.line_before(mark) {
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth == 0 => return None,
                TokenKind::Open => depth -= 1,
                _ if depth > 0 => {}
                _ => {
                    // The arrow of an arm stands free; that of a member does not.
                    let is_arrow = view.str(at) == "->" && !view.are_glued(at, at + 1);
                    // `ok ? :ok : :lost`: the mark of a symbol ties nothing.
                    let is_mark = view.str(at) == ":"
                        && view.are_glued(at, at + 1)
                        && view.is_word(at + 1)
                        && view.glued_before(at).is_none();
                    if is_mark || !is_arrow && !matches!(view.str(at), "=" | ":" | "=>") {
                        continue;
                    }
                    let path = self.path_before(at);
                    if !path.words.is_empty() {
                        return Some((Relation::Assigned, path));
                    }
                    passed += 1;
                    if passed == RELATION_MARKS {
                        return None;
                    }
                }
            }
        }
        None
    }

    fn has_question_before(&self, mark: TokenIndex) -> bool {
        let view = self.view;
        let line = view.line(mark);
        line.start.to(mark).any(|index| view.str(index) == "?" && view.tokens[index].region == self.region)
    }

    /// The name in quotes right before a value of a call: `set("Content-Length", "404")`, `header("Retry-After", 300)`.
    fn name_argument(&self) -> Option<OperandPath<'a>> {
        let view = self.view;
        let comma = self.before().filter(|comma| view.str(*comma) == ",")?;
        let value = view.before(comma, self.region)?;
        // A switch or the length of the name may stand between: `add("status", true, "404")`.
        let is_between = LITERAL_WORDS.contains(&view.str(value))
            || view.is_kind(Some(value), TokenKind::Number) && view.str(value).len() < 3;
        let comma = Some(value)
            .filter(|_| is_between && self.is_quoted)
            .and_then(|value| view.before(value, self.region))
            .filter(|mark| view.str(*mark) == ",")
            .unwrap_or(comma);
        let close = view.before(comma, self.region).filter(|close| view.is_kind(Some(*close), TokenKind::Quote))?;
        let open = view.opening_quote(close)?;
        let is_name = |at: TokenIndex| view.is_word(at) || matches!(view.str(at), "-" | "." | ":" | "$" | "_");
        let is_glued = open.to(close).all(|at| view.are_glued(at, at + 1));
        if open + 1 >= close || !is_glued || !(open + 1).to(close).all(is_name) {
            return None;
        }
        let path = self.path_before(comma);
        // A message of one word before a bare number is a message.
        (!path.words.is_empty() && (self.is_quoted || path.weight() != 0.0 || close > open + 2)).then_some(path)
    }
}
