//! What surrounds a candidate: what it is assigned to, compared with, passed to, listed with and matched against.

use crate::catalog::LanguageKind;

use super::lexer::{Region, TokenKind};
use super::numbers::is_check;
use super::view::View;
use super::words::{Role, weight};

/// A candidate with its place among the tokens.
pub(crate) struct Site<'v, 'a> {
    pub(crate) view: &'v View<'a>,
    /// The token range that a reader sees as the value, quotes included.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// Where it stands, seen from outside its quotes.
    pub(crate) region: Region,
    /// Whether it is all that its quotes hold.
    pub(crate) is_quoted: bool,
}

/// How a value is tied to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// `status = 404`
    Assigned,
    /// `status: 404`, `:status => 404`
    Keyed,
    /// `status == 404`, in either order
    Equal,
    /// `status >= 400`, in either order
    Ordered,
    /// `status in [404, 410]`, `status: 404 or 410`
    Member,
}

/// The words of an operand, nearest first: `res.status().as_u16()` gives `as_u16`, `status`, `res`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path<'a> {
    pub(crate) words: Vec<&'a str>,
}

/// The bracket around a place, and what stands before it.
pub(crate) struct Enclosure<'a> {
    pub(crate) open: usize,
    pub(crate) bracket: u8,
    /// 1-based: how many commas stand before the place, plus one.
    pub(crate) argument: u8,
    /// The name of the argument that the place belongs to, where it has one.
    pub(crate) key: Option<Path<'a>>,
    /// What is called, indexed or built.
    pub(crate) callee: Path<'a>,
}

/// No operand has more words than this that matter.
pub(crate) const PATH_LIMIT: usize = 6;
/// No argument list is read further than this.
const ARGUMENT_LIMIT: usize = 160;

impl<'v, 'a> Site<'v, 'a> {
    /// The site of the token range, lifted out of quotes that hold nothing else.
    pub(crate) fn new(view: &'v View<'a>, first: usize, last: usize) -> Self {
        let region = view.tokens[first].region;
        let quotes = first.checked_sub(1).map(|open| (open, last + 1));
        if let (Region::String, Some((open, close))) = (region, quotes) {
            let opens = view.is_kind(Some(open), TokenKind::Quote) && view.are_glued(open, first);
            let closes = view.is_kind(Some(close), TokenKind::Quote) && view.are_glued(last, close);
            // While one types, the second quote may still be missing.
            let is_unfinished = close >= view.tokens.len() || view.is_kind(Some(close), TokenKind::Newline);
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

    pub(crate) fn before(&self) -> Option<usize> {
        self.view.before(self.first, self.region)
    }

    pub(crate) fn after(&self) -> Option<usize> {
        self.view.after(self.last, self.region)
    }

    /// What the value is tied to: on its left, else on its right, else across `||`, `?:` and the like.
    pub(crate) fn tie(&self) -> Option<(Tie, Path<'a>)> {
        self.tie_left(self.first).or_else(|| self.tie_right())
    }

    fn tie_left(&self, first: usize) -> Option<(Tie, Path<'a>)> {
        let view = self.view;
        let mark = view.before(first, self.region)?;
        if let Some(tie) = tie_of(view.str(mark)) {
            let path = self.operand_before(mark);
            if !path.words.is_empty() {
                // In `a ? 200 : 404` the colon ties nothing; what the whole is assigned to does.
                let is_ternary = view.str(mark) == ":" && self.has_question_before(mark);
                return if is_ternary { self.tie_across(mark) } else { Some((tie, path)) };
            }
        }
        match view.str(mark) {
            "?" | "||" | "??" | "or" | "else" | "&" | ":" | "then" => self.tie_across(mark),
            "|" if view.language.id != "markdown" => self.tie_left(self.value_before(mark)?),
            _ => None,
        }
    }

    fn tie_right(&self) -> Option<(Tie, Path<'a>)> {
        let view = self.view;
        let mark = self.after()?;
        let tie = tie_of(view.str(mark)).filter(|tie| matches!(tie, Tie::Equal | Tie::Ordered))?;
        let path = self.path_after(mark);
        (!path.words.is_empty()).then_some((tie, path))
    }

    /// Passes over one alternative of `404 | 410`.
    fn value_before(&self, mark: usize) -> Option<usize> {
        let view = self.view;
        let value = view.before(mark, self.region)?;
        view.is_kind(Some(value), TokenKind::Number).then_some(value)
    }

    /// `status = cond ? 200 : 404` and `err.status || 500`: the nearest tie or operand further left on the line.
    fn tie_across(&self, mark: usize) -> Option<(Tie, Path<'a>)> {
        let view = self.view;
        if matches!(view.str(mark), "||" | "??" | "or") {
            let path = self.path_before(mark);
            if !path.words.is_empty() {
                return Some((Tie::Equal, path));
            }
        }
        let line = view.line(mark);
        let mut at = mark;
        let mut depth = 0;
        while let Some(previous) = view.before(at, self.region).filter(|previous| line.contains(previous)) {
            at = previous;
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth == 0 => return None,
                TokenKind::Open => depth -= 1,
                _ if depth > 0 => {}
                _ => {
                    let is_tie = matches!(view.str(at), "=" | ":" | "=>" | "->");
                    let path = if is_tie { self.path_before(at) } else { Path::default() };
                    if !path.words.is_empty() {
                        return Some((Tie::Assigned, path));
                    }
                }
            }
        }
        None
    }

    fn has_question_before(&self, mark: usize) -> bool {
        let view = self.view;
        let line = view.line(mark);
        (line.start..mark).any(|index| view.str(index) == "?" && view.tokens[index].region == self.region)
    }

    /// The operand before `end`, passing over a word of an assertion: `response.status must_== 404`.
    fn operand_before(&self, end: usize) -> Path<'a> {
        // The shell's comparisons: `"$code" -eq 404`.
        let end = end
            .checked_sub(1)
            .filter(|dash| self.view.str(*dash) == "-" && self.view.are_glued(*dash, end))
            .unwrap_or(end);
        let path = self.path_before(end);
        match self.view.before(end, self.region) {
            Some(word) if path.words.len() == 1 && is_check(path.words[0]) && path.weight(Role::Key) < 1.0 => {
                self.path_before(word)
            }
            _ => path,
        }
    }

    /// What an assertion is about: `status` in `expect(status).toBe(404)`, `expect(status).to eq(404)` and
    /// `status(result) must equalTo(404)`.
    pub(crate) fn checked_by(&self, enclosure: &Enclosure<'a>) -> Path<'a> {
        if enclosure.callee.words.len() > 1 {
            return enclosure.callee.without_first();
        }
        let callee = self.view.before(enclosure.open, self.region);
        let mut path = callee.map_or_else(Path::default, |callee| self.path_before(callee));
        if path.words.len() == 1 {
            path = callee
                .and_then(|callee| self.view.before(callee, self.region))
                .map_or(path, |word| self.path_before(word));
        }
        path
    }

    /// The operand that ends right before token `end`.
    pub(crate) fn path_before(&self, end: usize) -> Path<'a> {
        let view = self.view;
        let mut path = Path::default();
        let mut at = view.before(end, self.region);
        // `status: int = 404`: a type stands between the name and the sign.
        let mut needs_connector = false;
        let mut right = end;
        while let Some(index) = at {
            let token = view.tokens[index];
            // What is complete ends with its line; only a chain (`.status` below its object) goes on above.
            if needs_connector && (index + 1..right).any(|at| view.tokens[at].kind == TokenKind::Newline) {
                break;
            }
            right = index;
            match token.kind {
                TokenKind::Word if !needs_connector => {
                    path.push(view.str(index));
                    needs_connector = true;
                }
                TokenKind::Quote if !needs_connector => {
                    let Some(open) = view.opening_quote(index) else { break };
                    for inner in (open + 1..index).rev().filter(|inner| view.is_kind(Some(*inner), TokenKind::Word)) {
                        path.push(view.str(inner));
                    }
                    needs_connector = true;
                    at = view.before(open, self.region);
                    continue;
                }
                TokenKind::Close if !needs_connector => {
                    let Some(open) = view.opening_bracket(index, self.region) else { break };
                    for inner in (open + 1..index).rev().filter(|inner| view.is_kind(Some(*inner), TokenKind::Word)) {
                        path.push(view.str(inner));
                    }
                    needs_connector = false;
                    at = view.before(open, self.region);
                    continue;
                }
                TokenKind::Operator if matches!(view.str(index), "->" | "?" | "!" | "*" | "&" | "/") => {
                    needs_connector = false;
                }
                TokenKind::Punctuation if matches!(view.str(index), "." | ":" | "$" | "@" | "\\") => {
                    // `: ` ends an operand; `::` and `?.` join one.
                    let joins = view.str(index) != ":"
                        || index.checked_sub(1).is_some_and(|left| view.str(left) == ":")
                        || !needs_connector;
                    if !joins {
                        break;
                    }
                    needs_connector = false;
                }
                _ => break,
            }
            if path.words.len() >= PATH_LIMIT {
                break;
            }
            at = view.before(index, self.region);
        }
        path
    }

    /// The operand that begins right after token `start`.
    fn path_after(&self, start: usize) -> Path<'a> {
        let view = self.view;
        let mut words = Vec::new();
        let mut at = view.after(start, self.region);
        while let Some(index) = at {
            match view.tokens[index].kind {
                TokenKind::Word => words.push(view.str(index)),
                TokenKind::Open | TokenKind::Close if !words.is_empty() => {}
                TokenKind::Punctuation if matches!(view.str(index), "." | ":" | "$" | "@") => {}
                TokenKind::Operator if matches!(view.str(index), "->" | "?" | "&" | "*") => {}
                _ => break,
            }
            if words.len() >= PATH_LIMIT {
                break;
            }
            at = view.after(index, self.region);
        }
        words.reverse();
        Path { words }
    }

    /// The brackets around the site, innermost first, at most three.
    pub(crate) fn enclosures(&self) -> Vec<Enclosure<'a>> {
        let mut found = Vec::new();
        let mut from = self.first;
        while found.len() < 3 {
            let Some(enclosure) = self.enclosure(from) else { break };
            from = enclosure.open;
            found.push(enclosure);
        }
        found
    }

    /// The bracket around token `from`.
    pub(crate) fn enclosure(&self, from: usize) -> Option<Enclosure<'a>> {
        let view = self.view;
        let mut depth = 0u32;
        let mut argument = 1u8;
        let mut key_mark = None;
        let mut at = from;
        for _ in 0..600 {
            at = view.before(at, self.region)?;
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth > 0 => depth -= 1,
                TokenKind::Open => {
                    let bracket = view.str(at).as_bytes()[0];
                    let mut callee = self.path_before(at);
                    if is_prefix_notation(view.language.id) {
                        callee = self.head_of_form(at).unwrap_or(callee);
                    } else if callee.words.is_empty() {
                        callee = self.name_before(at);
                    } else if let Some(name) = self.name_of_typed_list(at) {
                        callee = name;
                    }
                    let key = key_mark.map(|mark| self.path_before(mark)).filter(|path| !path.words.is_empty());
                    return Some(Enclosure { open: at, bracket, argument, key, callee });
                }
                TokenKind::Punctuation if depth == 0 => match view.str(at) {
                    "," => argument = argument.saturating_add(1),
                    ";" => argument = 1,
                    ":" if argument == 1 && key_mark.is_none() => key_mark = Some(at),
                    _ => {}
                },
                TokenKind::Operator
                    if depth == 0 && argument == 1 && key_mark.is_none() && matches!(view.str(at), "=" | "=>") =>
                {
                    key_mark = Some(at);
                }
                _ => {}
            }
        }
        None
    }

    /// The name that a list or a map without a callee is given: `STATUSES = [`, `responses: {`, `in (`.
    fn name_before(&self, open: usize) -> Path<'a> {
        let view = self.view;
        match view.before(open, self.region) {
            Some(mark)
                if matches!(view.str(mark), "=" | ":" | "=>" | ":=" | "->" | "+" | "in" | "of" | "==" | "!=") =>
            {
                self.path_before(mark)
            }
            _ => Path::default(),
        }
    }

    /// `(response/status 404)`, `(= 404 status)`: in a Lisp the callee stands behind the bracket.
    fn head_of_form(&self, open: usize) -> Option<Path<'a>> {
        let view = self.view;
        let head = Some(open + 1).filter(|head| view.str(open) == "(" && *head < self.first)?;
        match view.str(head) {
            "=" | "==" | "not=" => Some(Path { words: vec!["equal"] }),
            word if view.is_kind(Some(head), TokenKind::Word) => {
                let last = if view.get(Some(head + 1)) == "/" { view.get(Some(head + 2)) } else { word };
                Some(Path { words: vec![last] })
            }
            _ => None,
        }
    }

    /// `Status: []string{`, `codes := []int{`: the name before the type.
    fn name_of_typed_list(&self, open: usize) -> Option<Path<'a>> {
        let view = self.view;
        let kind = view.before(open, self.region).filter(|_| view.str(open) == "{")?;
        let close =
            view.before(kind, self.region).filter(|close| view.str(*close) == "]" && view.are_glued(*close, kind))?;
        let path = self.name_before(view.opening_bracket(close, self.region)?);
        (!path.words.is_empty()).then_some(path)
    }

    /// The words of the other values between the brackets that open at `open`.
    pub(crate) fn sibling_words(&self, open: usize) -> impl Iterator<Item = &'a str> + '_ {
        let view = self.view;
        let mut depth = 0i32;
        let mut at = open;
        let mut left = ARGUMENT_LIMIT;
        std::iter::from_fn(move || {
            loop {
                left = left.checked_sub(1)?;
                at += 1;
                let token = view.tokens.get(at)?;
                if token.region == Region::Comment {
                    continue;
                }
                match token.kind {
                    TokenKind::Open => depth += 1,
                    TokenKind::Close if depth == 0 => return None,
                    TokenKind::Close => depth -= 1,
                    TokenKind::Word if token.region == Region::Code && !(self.first..=self.last).contains(&at) => {
                        return Some(view.str(at));
                    }
                    _ => {}
                }
            }
        })
    }

    /// The words on the line behind the bracket that closes what `open` opens: `[204, 304].each do |status|`.
    pub(crate) fn words_behind(&self, open: usize) -> impl Iterator<Item = &'a str> + '_ {
        let view = self.view;
        let mut depth = 0i32;
        let close = (open..view.tokens.len().min(open + ARGUMENT_LIMIT)).find(|at| {
            match view.tokens[*at].kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let range = close.map_or(0..0, |close| close + 1..view.line(close).end);
        range
            .filter(move |at| view.tokens[*at].region == Region::Code && view.is_kind(Some(*at), TokenKind::Word))
            .map(move |at| view.str(at))
    }

    /// The numbers that stand alone between the brackets that open at `open`, the candidate left out.
    pub(crate) fn sibling_numbers(&self, open: usize) -> Vec<&'a str> {
        let view = self.view;
        let mut depth = 0i32;
        let mut found = Vec::new();
        for at in (open + 1..view.tokens.len()).take(ARGUMENT_LIMIT) {
            let token = view.tokens[at];
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth == 0 => break,
                TokenKind::Close => depth -= 1,
                TokenKind::Number
                    if depth == 0 && token.region != Region::Comment && !(self.first..=self.last).contains(&at) =>
                {
                    found.push(view.str(at));
                }
                _ => {}
            }
        }
        found
    }
}

impl<'a> Path<'a> {
    /// What the last word belongs to: the receiver of a call.
    pub(crate) fn without_first(&self) -> Path<'a> {
        Path { words: self.words.iter().skip(1).copied().collect() }
    }

    fn push(&mut self, word: &'a str) {
        if self.words.len() < PATH_LIMIT {
            self.words.push(word);
        }
    }

    /// The weight of the whole: each word counts for less than the one nearer to the candidate.
    pub(crate) fn weight(&self, role: Role) -> f32 {
        const SHARES: [f32; PATH_LIMIT] = [1.0, 0.7, 0.5, 0.35, 0.25, 0.2];
        self.words.iter().zip(SHARES).map(|(word, share)| weight(role, word) * share).sum()
    }
}

/// Languages in which what is called stands inside the brackets.
fn is_prefix_notation(language: &str) -> bool {
    matches!(language, "clojure" | "commonlisp" | "scheme" | "racket" | "emacs-lisp" | "fennel")
}

/// What a mark between a name and a value says.
fn tie_of(mark: &str) -> Option<Tie> {
    match mark {
        "=" | ":=" | "<-" | "||=" | "?=" | "+=" => Some(Tie::Assigned),
        ":" | "=>" => Some(Tie::Keyed),
        "==" | "===" | "!=" | "!==" | "=~" | "<>" | "=:=" | "~" | "=/=" | "/=" | "eq" | "ne" | "is" | "equals"
        | "eql" | "=?" => Some(Tie::Equal),
        "<" | "<=" | ">" | ">=" | "lt" | "le" | "gt" | "ge" => Some(Tie::Ordered),
        "in" => Some(Tie::Member),
        _ => None,
    }
}
