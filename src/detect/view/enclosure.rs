//! The brackets around a candidate: the name before them, and the other values in them.

use crate::catalog::LanguageKind;
use crate::catalog::tables::{COLLECTION_MARKS, FORM_COMPARISONS, PAIR_NAMES, PAIR_VALUES, RECEIVER_MARKS, shares};

use crate::detect::tokens::brackets::Around;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::candidate::Candidate;
use crate::detect::view::operand::OperandPath;

/// The bracket around a place, and what stands before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Enclosure<'a> {
    pub(crate) open: TokenIndex,
    pub(crate) bracket: u8,
    /// 1-based: how many commas stand before the place, plus one.
    pub(crate) argument: u8,
    /// The name of the argument that the place belongs to, where it has one.
    pub(crate) key: Option<OperandPath<'a>>,
    /// The name of the function, collection or type before the bracket.
    pub(crate) callee: OperandPath<'a>,
}

/// No argument list is read further than this.
const ARGUMENT_TOKENS: usize = 200;

/// How many numbers to each side of a place count among those that its brackets hold.
const SIBLING_NUMBERS: usize = 16;

/// The contents of a bracket, as far as they are read.
struct Held {
    /// The words of the region.
    words: Vec<TokenIndex>,
    /// The numbers around which no further brackets stand.
    numbers: Vec<TokenIndex>,
    close: Option<TokenIndex>,
}

impl<'a> Candidate<'_, 'a> {
    /// The brackets around the candidate, innermost first, as many as have a share in `data/evidence.toml`.
    pub(crate) fn enclosures(&self) -> impl Iterator<Item = Enclosure<'a>> + '_ {
        let mut from = self.first;
        let around = move || {
            let enclosure = self.enclosure(from)?;
            from = enclosure.open;
            Some(enclosure)
        };
        std::iter::from_fn(around).take(shares::ENCLOSURE.len())
    }

    /// The bracket around token `from`.
    pub(crate) fn enclosure(&self, from: TokenIndex) -> Option<Enclosure<'a>> {
        let view = self.view;
        let Around { open, argument, key_mark } = view.bracket_around(from)?;
        let mut callee = self.path_before(open);
        if view.language.is_prefix_notation {
            callee = self.head_of_form(open).unwrap_or(callee);
        } else if callee.words.is_empty() {
            callee = self.name_before(open);
        } else if let Some(name) = self.name_of_typed_list(open) {
            callee = name;
        }
        let key = key_mark.map(|mark| self.path_before(mark)).filter(|path| !path.words.is_empty());
        Some(Enclosure { open, bracket: view.str(open).as_bytes()[0], argument, key, callee })
    }

    /// Whether the brace opens a block of statements rather than a map, a list or an object: `if (…) {`, `else {`,
    /// `func status() int {`.
    pub(crate) fn is_statement_block(&self, open: TokenIndex) -> bool {
        let view = self.view;
        if view.language.kind != LanguageKind::Code {
            return false;
        }
        for before in self.line_before(open).take(4) {
            match view.str(before) {
                word if view.language.syntax.blocks.contains(&word) => return true,
                _ if view.is_word(before) || matches!(view.str(before), "." | "*" | "&" | "<" | ">" | "?") => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether the brace opens the body of `switch status {`, `if status == expected {`, `for code in codes {`: what it
    /// holds is not about the words before it.
    pub(crate) fn is_body(&self, open: TokenIndex) -> bool {
        let view = self.view;
        if view.language.kind != LanguageKind::Code {
            return false;
        }
        let mut depth = 0u32;
        for before in self.line_before(open).take(ARGUMENT_TOKENS) {
            match view.tokens[before].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth == 0 => return false,
                TokenKind::Open => depth -= 1,
                TokenKind::Word if depth == 0 && view.language.syntax.bodies.contains(&view.str(before)) => {
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// The name that a list or a map without a callee is given: `STATUSES = [`, `responses: {`, `in (`.
    fn name_before(&self, open: TokenIndex) -> OperandPath<'a> {
        let view = self.view;
        match view.before(open, self.region) {
            Some(mark) if COLLECTION_MARKS.contains(&view.str(mark)) => {
                // `(error) => {` begins a function.
                let is_function =
                    matches!(view.str(mark), "=>" | "->") && view.get(view.before(mark, self.region)) == ")";
                if is_function { OperandPath::default() } else { self.path_before(mark) }
            }
            _ => OperandPath::default(),
        }
    }

    /// The assignment target of the call whose bracket opens at `open`: `PRICES` in `PRICES = list_of(404)`.
    pub(crate) fn target_of_call(&self, open: TokenIndex) -> OperandPath<'a> {
        let view = self.view;
        for before in self.line_before(open) {
            let joins = view.is_word(before) || matches!(view.str(before), "." | "!" | "::" | "->");
            if !joins {
                return if RECEIVER_MARKS.contains(&view.str(before)) {
                    self.path_before(before)
                } else {
                    OperandPath::default()
                };
            }
        }
        OperandPath::default()
    }

    /// `(response/status 404)`, `(= 404 status)`: in a Lisp the callee stands behind the bracket.
    fn head_of_form(&self, open: TokenIndex) -> Option<OperandPath<'a>> {
        let view = self.view;
        let head = Some(open + 1).filter(|head| view.str(open) == "(" && *head < self.first)?;
        match view.str(head) {
            sign if FORM_COMPARISONS.contains(&sign) => Some(OperandPath::of(["equal"])),
            word if view.is_word(head) => {
                let last = if view.str(head + 1) == "/" { view.str(head + 2) } else { word };
                Some(OperandPath::of([last]))
            }
            _ => None,
        }
    }

    /// `Status: []string{`, `codes := []int{`: the name before the type.
    fn name_of_typed_list(&self, open: TokenIndex) -> Option<OperandPath<'a>> {
        let view = self.view;
        let kind = view.before(open, self.region).filter(|_| view.str(open) == "{")?;
        let close =
            view.before(kind, self.region).filter(|close| view.str(*close) == "]" && view.are_glued(*close, kind))?;
        let path = self.name_before(view.bracket_around(close)?.open);
        (!path.words.is_empty()).then_some(path)
    }

    /// The contents of the bracket at `open`: words and numbers of comments for a candidate in a comment, those outside of comments otherwise.
    fn held(&self, open: TokenIndex) -> Held {
        let (view, is_comment) = (self.view, self.region == Region::Comment);
        let mut held = Held { words: Vec::new(), numbers: Vec::new(), close: None };
        let mut depth = 0u32;
        let inside = (open + 1).to(view.tokens.end().min(open + 1 + ARGUMENT_TOKENS));
        for (index, token) in inside.clone().zip(view.tokens.within(&inside).iter()) {
            if (token.region == Region::Comment) != is_comment {
                continue;
            }
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth == 0 => {
                    held.close = Some(index);
                    break;
                }
                TokenKind::Close => depth -= 1,
                TokenKind::Word if token.region != Region::String => held.words.push(index),
                TokenKind::Number if depth == 0 => held.numbers.push(index),
                _ => {}
            }
        }
        held
    }

    /// Whether a token is one of the candidate's.
    pub(crate) fn is_own(&self, index: TokenIndex) -> bool {
        self.first <= index && index <= self.last
    }

    /// The words of the other values between the brackets that open at `open`.
    pub(crate) fn sibling_words(&self, open: TokenIndex) -> Vec<&'a str> {
        let words = self.held(open).words.into_iter();
        words.filter(|at| !self.is_own(*at)).map(|at| self.view.str(at)).collect()
    }

    /// The numbers that stand alone between the brackets that open at `open`, the candidate left out: those nearest to it.
    pub(crate) fn sibling_numbers(&self, open: TokenIndex) -> Vec<&'a str> {
        let numbers = self.held(open).numbers;
        let own = numbers.partition_point(|at| *at < self.first);
        let near = own.saturating_sub(SIBLING_NUMBERS)..numbers.len().min(own + SIBLING_NUMBERS + 1);
        numbers[near].iter().filter(|at| !self.is_own(**at)).map(|at| self.view.digits(*at)).collect()
    }

    /// The words on the line behind the bracket that closes what `open` opens: `[204, 304].each do |status|`.
    pub(crate) fn words_behind(&self, open: TokenIndex) -> impl Iterator<Item = &'a str> + '_ {
        let view = self.view;
        let range = self.closing(open).map(|close| (close + 1).to(view.line(close).end)).unwrap_or_default();
        range.filter(move |at| view.tokens[*at].region == Region::Code && view.is_word(*at)).map(move |at| view.str(at))
    }

    /// Whether a block with parameters follows a call: `verify(200) do |status, headers, body|`.
    pub(crate) fn has_block_behind(&self, open: TokenIndex) -> bool {
        let view = self.view;
        let Some(close) = self.closing(open) else { return false };
        matches!(view.str(close + 1), "do" | "{") && view.str(close + 2) == "|"
    }

    /// The bracket that closes what `open` opens.
    pub(crate) fn closing(&self, open: TokenIndex) -> Option<TokenIndex> {
        self.held(open).close
    }

    /// The operand that an assertion checks: `status` in `expect(status).toBe(404)`, `expect(status).to eq(404)` and
    /// `status(result) must equalTo(404)`.
    pub(crate) fn checked_by(&self, enclosure: &Enclosure<'a>) -> OperandPath<'a> {
        if enclosure.callee.words.len() > 1 {
            return enclosure.callee.without_first();
        }
        let callee = self.view.before(enclosure.open, self.region);
        let mut path = callee.map_or_else(OperandPath::default, |callee| self.path_on_line_before(callee));
        if path.words.len() == 1 {
            path = callee
                .and_then(|callee| self.view.before(callee, self.region))
                .map_or(path, |word| self.path_on_line_before(word));
        }
        path
    }

    /// Where `path` only says `value` and a name stands beside it, that name: `{ name: "code", value: "200" }`.
    pub(crate) fn name_of_pair(&self, path: &OperandPath<'a>) -> Option<OperandPath<'a>> {
        /// How many tokens behind the key its value is looked for.
        const VALUE_TOKENS: usize = 8;
        /// From this weight on a name means a status.
        const STATUS: f32 = 1.0;
        let view = self.view;
        path.words.first().filter(|word| PAIR_VALUES.contains(*word))?;
        let open = self.enclosure(self.first)?.open;
        let near = (open + 1).to(view.tokens.end().min(open + ARGUMENT_TOKENS));
        let name = near
            .take_while(|at| view.tokens[*at].kind != TokenKind::Close)
            .find(|at| PAIR_NAMES.contains(&view.str(*at)) && !view.is_kind(Some(*at), TokenKind::Quote))?;
        let value = (name + 1)
            .to(view.tokens.end().min(name + VALUE_TOKENS))
            .find(|at| view.tokens[*at].region == Region::String && view.is_word(*at))?;
        // A row of a table of tests has a name beside what it expects, which names the row.
        let named = OperandPath::of([view.str(value)]);
        let is_value = path.words.first().is_some_and(|word| word.starts_with(['v', 'V']));
        (is_value || named.weight() >= STATUS).then_some(named)
    }

    /// The argument before a check that is an argument itself: `status` in `assertThat(status, is(404))`.
    pub(crate) fn checked_argument(&self, enclosure: &Enclosure<'a>) -> Option<OperandPath<'a>> {
        let view = self.view;
        let callee = view.before(enclosure.open, self.region)?;
        let comma = view.before(callee, self.region).filter(|comma| view.str(*comma) == ",")?;
        Some(self.path_before(comma)).filter(|path| !path.words.is_empty())
    }
}
