//! The brackets around a candidate: what is called, indexed or built there, and what else they hold.

use crate::catalog::LanguageKind;

use super::lexer::{Region, TokenKind};
use super::path::Path;
use super::site::Site;

/// What was found around a token.
pub(crate) struct Enclosed<'a> {
    from: usize,
    region: Region,
    /// How many tokens of that region were read.
    read: usize,
    /// Whether statements were passed, which begin the count of arguments anew.
    passed_statements: bool,
    enclosure: Option<Enclosure<'a>>,
}

/// How many of these are kept: candidates that stand near each other have the same brackets around theirs.
const KEPT: usize = 8;
/// What was found sooner is found again as soon.
const WORTH_KEEPING: usize = 16;
/// How many tokens are read at most.
const READ: usize = 600;

/// The bracket around a place, and what stands before it.
#[derive(Clone, Debug, PartialEq)]
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

/// No argument list is read further than this.
const ARGUMENT_LIMIT: usize = 160;

impl<'a> Site<'_, 'a> {
    /// The brackets around the site, innermost first, at most three.
    pub(crate) fn enclosures(&self) -> impl Iterator<Item = Enclosure<'a>> + '_ {
        let mut from = self.first;
        let around = move || {
            let enclosure = self.enclosure(from)?;
            from = enclosure.open;
            Some(enclosure)
        };
        std::iter::from_fn(around).take(3)
    }

    /// The bracket around token `from`.
    pub(crate) fn enclosure(&self, from: usize) -> Option<Enclosure<'a>> {
        let found = self.find_enclosure(from);
        let enclosure = found.enclosure.clone();
        // In a Lisp it depends on the site.
        if found.read >= WORTH_KEEPING && !self.view.language.is_prefix_notation {
            let mut kept = self.view.enclosures.borrow_mut();
            if kept.len() == KEPT {
                kept.remove(0);
            }
            kept.push(found);
        }
        enclosure
    }

    fn find_enclosure(&self, from: usize) -> Enclosed<'a> {
        let view = self.view;
        let kept = view.enclosures.borrow();
        let before = kept.iter().filter(|kept| kept.from <= from && kept.region == self.region);
        let mut known = before.max_by_key(|kept| kept.from);
        let mut depth = 0u32;
        let mut argument = 1u8;
        let mut key_mark = None;
        let key = |mark: Option<usize>| mark.map(|mark| self.path_before(mark)).filter(|path| !path.words.is_empty());
        let mut passed_statements = false;
        let mut read = 0;
        let enclosed = |read, passed_statements, enclosure| Enclosed {
            from,
            region: self.region,
            read,
            passed_statements,
            enclosure,
        };
        for at in view.all_before(from, self.region).take(READ) {
            // Outside of the brackets that were passed, what was found from here before is found again. A key is that of the last
            // argument alone.
            let is_found_again = |known: &&Enclosed<'a>| depth == 0 && (argument == 1 || !known.passed_statements);
            if let Some(known) = known.take_if(|known| at < known.from).filter(is_found_again) {
                read += known.read;
                let found = known.enclosure.as_ref().filter(|_| read <= READ);
                let is_first = argument == 1 && key_mark.is_none();
                let key = if is_first { found.and_then(|found| found.key.clone()) } else { key(key_mark) };
                let enclosure = found.map(|found| Enclosure {
                    key,
                    argument: argument.saturating_add(found.argument - 1),
                    ..found.clone()
                });
                return enclosed(read, passed_statements || known.passed_statements, enclosure);
            }
            read += 1;
            match view.tokens[at].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth > 0 => depth -= 1,
                TokenKind::Open => {
                    let bracket = view.str(at).as_bytes()[0];
                    let mut callee = self.path_before(at);
                    if view.language.is_prefix_notation {
                        callee = self.head_of_form(at).unwrap_or(callee);
                    } else if callee.words.is_empty() {
                        callee = self.name_before(at);
                    } else if let Some(name) = self.name_of_typed_list(at) {
                        callee = name;
                    }
                    let enclosure = Enclosure { open: at, bracket, argument, key: key(key_mark), callee };
                    return enclosed(read, passed_statements, Some(enclosure));
                }
                TokenKind::Punctuation if depth == 0 => match view.str(at) {
                    "," => argument = argument.saturating_add(1),
                    ";" => {
                        argument = 1;
                        passed_statements = true;
                    }
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
        enclosed(read, passed_statements, None)
    }

    /// Whether the brace opens a block of statements rather than a map, a list or an object: `if (…) {`, `else {`,
    /// `func status() int {`.
    pub(crate) fn is_statement_block(&self, open: usize) -> bool {
        let view = self.view;
        if view.language.kind != LanguageKind::Code {
            return false;
        }
        for before in self.line_before(open).take(4) {
            match view.str(before) {
                ")" | "else" | "try" | "do" | "finally" | "loop" | "unsafe" | "->" => return true,
                _ if view.is_kind(Some(before), TokenKind::Word)
                    || matches!(view.str(before), "." | "*" | "&" | "<" | ">" | "?") => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether the brace opens the body of `switch status {`, `if status == expected {`, `for code in codes {`: what it
    /// holds is not said of what stands before it.
    pub(crate) fn is_body(&self, open: usize) -> bool {
        let view = self.view;
        if view.language.kind != LanguageKind::Code {
            return false;
        }
        let mut depth = 0u32;
        for before in self.line_before(open).take(ARGUMENT_LIMIT) {
            match view.tokens[before].kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth == 0 => return false,
                TokenKind::Open => depth -= 1,
                TokenKind::Word if depth == 0 => match view.str(before) {
                    "switch" | "match" | "when" | "if" | "while" | "for" | "guard" | "select" => return true,
                    _ => {}
                },
                _ => {}
            }
        }
        false
    }

    /// The name that a list or a map without a callee is given: `STATUSES = [`, `responses: {`, `in (`.
    fn name_before(&self, open: usize) -> Path<'a> {
        let view = self.view;
        match view.before(open, self.region) {
            Some(mark)
                if matches!(view.str(mark), "=" | ":" | "=>" | ":=" | "->" | "+" | "in" | "of" | "==" | "!=") =>
            {
                // `(error) => {` begins a function.
                let is_function =
                    matches!(view.str(mark), "=>" | "->") && view.get(view.before(mark, self.region)) == ")";
                if is_function { Path::default() } else { self.path_before(mark) }
            }
            _ => Path::default(),
        }
    }

    /// What the value of the call whose bracket opens at `open` is given to: `PRICES` in `PRICES = list_of(404)`.
    pub(crate) fn target_of_call(&self, open: usize) -> Path<'a> {
        let view = self.view;
        for before in self.line_before(open) {
            let joins =
                view.is_kind(Some(before), TokenKind::Word) || matches!(view.str(before), "." | "!" | "::" | "->");
            if !joins {
                let gives = matches!(view.str(before), "=" | ":" | ":=" | "=>" | "<-");
                return if gives { self.path_before(before) } else { Path::default() };
            }
        }
        Path::default()
    }

    /// `(response/status 404)`, `(= 404 status)`: in a Lisp the callee stands behind the bracket.
    fn head_of_form(&self, open: usize) -> Option<Path<'a>> {
        let view = self.view;
        let head = Some(open + 1).filter(|head| view.str(open) == "(" && *head < self.first)?;
        match view.str(head) {
            "=" | "==" | "not=" | "<" | "<=" | ">" | ">=" => Some(Path::of(["equal"])),
            word if view.is_kind(Some(head), TokenKind::Word) => {
                let last = if view.get(Some(head + 1)) == "/" { view.get(Some(head + 2)) } else { word };
                Some(Path::of([last]))
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

    /// The tokens between the bracket at `open` and the one that closes it, the site left out, each with how many further
    /// brackets stand around it. Code within a comment is by itself, and comments say nothing of the code around them.
    fn inside(&self, open: usize) -> impl Iterator<Item = (usize, u32)> + '_ {
        let view = self.view;
        let is_comment = self.region == Region::Comment;
        let own = self.first..=self.last;
        let mut depth = 0u32;
        (open + 1..view.tokens.len())
            .take(ARGUMENT_LIMIT)
            .filter(move |at| (view.tokens[*at].region == Region::Comment) == is_comment)
            .map_while(move |at| {
                match view.tokens[at].kind {
                    TokenKind::Open => depth += 1,
                    TokenKind::Close => depth = depth.checked_sub(1)?,
                    _ => {}
                }
                Some((at, depth))
            })
            .filter(move |(at, _)| !own.contains(at))
    }

    /// The words of the other values between the brackets that open at `open`.
    pub(crate) fn sibling_words(&self, open: usize) -> impl Iterator<Item = &'a str> + '_ {
        let view = self.view;
        let region = if self.region == Region::Comment { Region::Comment } else { Region::Code };
        let is_word = move |at: usize| view.is_kind(Some(at), TokenKind::Word) && view.tokens[at].region == region;
        self.inside(open).filter(move |(at, _)| is_word(*at)).map(|(at, _)| view.str(at))
    }

    /// The numbers that stand alone between the brackets that open at `open`, the candidate left out.
    pub(crate) fn sibling_numbers(&self, open: usize) -> Vec<&'a str> {
        let view = self.view;
        let is_alone = |(at, depth): &(usize, u32)| *depth == 0 && view.is_kind(Some(*at), TokenKind::Number);
        self.inside(open).filter(is_alone).map(|(at, _)| view.str(at)).collect()
    }

    /// The words on the line behind the bracket that closes what `open` opens: `[204, 304].each do |status|`.
    pub(crate) fn words_behind(&self, open: usize) -> impl Iterator<Item = &'a str> + '_ {
        let view = self.view;
        let range = self.closing(open).map_or(0..0, |close| close + 1..view.line(close).end);
        range
            .filter(move |at| view.tokens[*at].region == Region::Code && view.is_kind(Some(*at), TokenKind::Word))
            .map(move |at| view.str(at))
    }

    /// Whether a block with parameters follows a call: `verify(200) do |status, headers, body|`.
    pub(crate) fn has_block_behind(&self, open: usize) -> bool {
        let view = self.view;
        let Some(close) = self.closing(open) else { return false };
        matches!(view.get(Some(close + 1)), "do" | "{") && view.get(Some(close + 2)) == "|"
    }

    /// The bracket that closes what `open` opens.
    fn closing(&self, open: usize) -> Option<usize> {
        let view = self.view;
        let mut depth = 0i32;
        let is_comment = self.region == Region::Comment;
        let in_region = |at: &usize| (view.tokens[*at].region == Region::Comment) == is_comment;
        (open..view.tokens.len().min(open + ARGUMENT_LIMIT)).filter(in_region).find(|at| {
            match view.tokens[*at].kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            depth == 0
        })
    }

    /// What an assertion is about: `status` in `expect(status).toBe(404)`, `expect(status).to eq(404)` and
    /// `status(result) must equalTo(404)`.
    pub(crate) fn checked_by(&self, enclosure: &Enclosure<'a>) -> Path<'a> {
        if enclosure.callee.words.len() > 1 {
            return enclosure.callee.without_first();
        }
        let callee = self.view.before(enclosure.open, self.region);
        let mut path = callee.map_or_else(Path::default, |callee| self.path_on_line_before(callee));
        if path.words.len() == 1 {
            path = callee
                .and_then(|callee| self.view.before(callee, self.region))
                .map_or(path, |word| self.path_on_line_before(word));
        }
        path
    }

    /// Where `path` only says `value` and a name stands beside it, that name: `{ name: "code", value: "200" }`.
    pub(crate) fn name_of_pair(&self, path: &Path<'a>) -> Option<Path<'a>> {
        let view = self.view;
        let is_value = |word: &&&str| matches!(**word, "value" | "Value" | "val" | "VALUE");
        path.words.first().filter(is_value)?;
        let open = self.enclosure(self.first)?.open;
        let near = open + 1..view.tokens.len().min(open + ARGUMENT_LIMIT);
        let name = near.take_while(|at| view.tokens[*at].kind != TokenKind::Close).find(|at| {
            matches!(view.str(*at), "name" | "Name" | "key" | "Key" | "label" | "Label")
                && !view.is_kind(Some(*at), TokenKind::Quote)
        })?;
        let value = (name + 1..view.tokens.len().min(name + 6))
            .find(|at| view.tokens[*at].region == Region::String && view.is_kind(Some(*at), TokenKind::Word))?;
        Some(Path::of([view.str(value)]))
    }

    /// The argument before a check that is an argument itself: `status` in `assertThat(status, is(404))`.
    pub(crate) fn checked_argument(&self, enclosure: &Enclosure<'a>) -> Option<Path<'a>> {
        let view = self.view;
        let callee = view.before(enclosure.open, self.region)?;
        let comma = view.before(callee, self.region).filter(|comma| view.str(*comma) == ",")?;
        Some(self.path_before(comma)).filter(|path| !path.words.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::tests::{drawn, excerpted};
    use crate::detect::view::View;

    #[test]
    fn what_others_found_is_what_one_finds_alone() {
        const PIECES: [&str; 16] =
            ["(", ")", "(", ")", "[", "]", ",", ", ", ",", ";", ": ", " = ", " name", "404", "f(1, 2)", "\n"];
        let mut random = drawn(1);
        let mut reused = 0;
        for _ in 0..60 {
            let text: String = (0..300).map(|_| PIECES[random(PIECES.len())]).collect();
            excerpted(&text, "javascript", |excerpt, lexed| {
                let kept = View::new(excerpt, lexed);
                for at in 0..kept.tokens.len() {
                    let alone = View::new(excerpt, lexed);
                    let (among, alone) = (Site::new(&kept, at, at), Site::new(&alone, at, at));
                    reused += usize::from(!kept.enclosures.borrow().is_empty());
                    let among = among.enclosures().collect::<Vec<_>>();
                    assert_eq!(among, alone.enclosures().collect::<Vec<_>>(), "{at}: {text}");
                }
            });
        }
        assert!(reused > 1000);
    }
}
