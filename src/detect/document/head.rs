//! The start of a document, where it says what it uses and whose file it is.

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;

use memchr::memmem;
use rustc_hash::FxHashMap;

use crate::catalog::Library;
use crate::catalog::tables::{IMPORT_LINES, SIGNS_OF_HTTP};

use crate::detect::lexicon::hash::hash;
use crate::detect::tokens::diff::Changed;

/// How much of the start of a document is searched for imports, in bytes.
pub const HEAD: usize = 8 * 1024;

/// Pieces of text, one of which is looked for.
type Signs = &'static [&'static str];

/// The start of a document, and what was found out about it.
#[derive(Debug, Default)]
pub struct Head {
    text: String,
    lower: OnceCell<String>,
    speaks_http: OnceCell<f32>,
    imported: OnceCell<Vec<Imported>>,
    pairs: OnceCell<Pairs>,
    /// How often it was searched.
    searched: Cell<usize>,
    known: RefCell<FxHashMap<Question, Known>>,
}

/// Whether the head holds one of some signs: their address and number.
type Question = (usize, usize, Case);

#[derive(Clone, Copy, Debug)]
struct Known {
    signs: Signs,
    is_held: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Case {
    Exact,
    /// The signs are in lower case, and the text may be in any.
    Any,
}

impl Head {
    /// The head of a text that begins so; what is beyond `HEAD` is not looked at.
    pub fn of(text: &str) -> Self {
        Self { text: text[..text.floor_char_boundary(HEAD)].to_owned(), ..Self::default() }
    }

    /// At most `HEAD` bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is the head of a text that begins so.
    pub(crate) fn is_of(&self, text: &str) -> bool {
        text[..text.floor_char_boundary(HEAD)] == self.text
    }

    /// What has become of it, which begins so; `changed` says what of it is new, where that is known.
    pub(crate) fn renewed(self, text: &str, changed: Option<&Changed>) -> Self {
        if self.is_of(text) {
            return self;
        }
        let renewed = Self::of(text);
        let Some(changed) = changed else { return renewed };
        // What was cut off and comes in at the end, because something before it is gone.
        let length = renewed.text.len();
        let brought_in = length.saturating_sub(changed.end_before.saturating_sub(changed.end))..length;
        let mut known = self.known.into_inner();
        known.retain(|(_, _, case), known| {
            let may_hold =
                |new: &Range<usize>| known.signs.iter().any(|sign| case.holds_within(&renewed.text, sign, new));
            !known.is_held && ![changed.start..changed.end, brought_in.clone()].iter().any(may_hold)
        });
        Self { known: RefCell::new(known), ..renewed }
    }

    /// Whether it brings the library in.
    pub fn imports(&self, library: &Library) -> bool {
        self.holds(library.imports, Case::Exact)
    }

    /// Whether it holds one of these signs, as they are.
    pub(crate) fn holds_exactly(&self, signs: Signs) -> bool {
        self.holds(signs, Case::Exact)
    }

    /// Whether it holds one of these signs, which are in lower case, in any case.
    pub fn holds_any(&self, signs: Signs) -> bool {
        self.holds(signs, Case::Any)
    }

    fn holds(&self, signs: Signs, case: Case) -> bool {
        if signs.is_empty() {
            return false;
        }
        let mut known = self.known.borrow_mut();
        let is_held = || match case {
            Case::Exact => {
                let is_asked_much = self.searched.replace(self.searched.get() + 1) >= MUCH;
                let pairs = is_asked_much.then(|| self.pairs.get_or_init(|| Pairs::of(&self.text)));
                let may_hold = |sign: &str| pairs.is_none_or(|pairs| pairs.may_hold(sign));
                signs.iter().any(|sign| may_hold(sign) && contains(&self.text, sign))
            }
            Case::Any => {
                let lower = self.lower.get_or_init(|| self.text.to_ascii_lowercase());
                signs.iter().any(|sign| contains(lower, sign))
            }
        };
        let question = (signs.as_ptr() as usize, signs.len(), case);
        known.entry(question).or_insert_with(|| Known { signs, is_held: is_held() }).is_held
    }

    /// How much it speaks of HTTP: 0 to 1.
    pub(crate) fn speaks_http(&self) -> f32 {
        let held = || SIGNS_OF_HTTP.iter().filter(|signs| self.holds(signs, Case::Exact)).count();
        *self.speaks_http.get_or_init(|| held() as f32 / SIGNS_OF_HTTP.len() as f32)
    }

    /// Whether that word stands behind `import`, `use`, `from` or `using` on a line.
    pub(crate) fn imports_word(&self, word: &str) -> bool {
        self.imported(word).next().is_some()
    }

    /// Where `name` stands behind `qualifier` on such a line, in bytes.
    pub(crate) fn imports_by_name(&self, qualifier: &str, name: &str) -> Option<usize> {
        let before = |word: &Imported| self.text[word.line..word.range.start].ends_with(qualifier);
        self.imported(name).find(|word| before(word)).map(|word| word.range.start - qualifier.len())
    }

    fn imported(&self, word: &str) -> impl Iterator<Item = &Imported> {
        let imported = self.imported.get_or_init(|| Imported::all_of(&self.text));
        let hash = hash(word, 0);
        let first = imported.partition_point(|imported| imported.hash < hash);
        let alike = imported[first..].iter().take_while(move |imported| imported.hash == hash);
        alike.filter(move |imported| self.text[imported.range.clone()] == *word)
    }
}

/// After this number of searches the pairs of a head are worth their time.
const MUCH: usize = 12;

/// Which two bytes stand side by side in a text: most signs that it does not hold are told by that.
#[derive(Debug)]
struct Pairs(Box<[u64]>);

impl Pairs {
    fn of(text: &str) -> Self {
        let mut pairs = vec![0; 1 << (16 - 6)].into_boxed_slice();
        for pair in text.as_bytes().windows(2) {
            let (word, bit) = Self::place(pair);
            pairs[word] |= 1 << bit;
        }
        Self(pairs)
    }

    fn may_hold(&self, sign: &str) -> bool {
        sign.as_bytes().windows(2).map(Self::place).all(|(word, bit)| self.0[word] >> bit & 1 == 1)
    }

    fn place(pair: &[u8]) -> (usize, usize) {
        let place = usize::from(pair[0]) << 8 | usize::from(pair[1]);
        (place >> 6, place & 63)
    }
}

fn contains(text: &str, sign: &str) -> bool {
    memmem::find(text.as_bytes(), sign.as_bytes()).is_some()
}

impl Case {
    /// Whether the text holds the sign so that it touches what is `new` there, be it that something between is gone.
    fn holds_within(self, text: &str, sign: &str, new: &Range<usize>) -> bool {
        let far = sign.len().saturating_sub(1);
        let near = new.start.min(text.len()).saturating_sub(far)..(new.end + far).min(text.len());
        let sign = sign.as_bytes();
        let begins_so =
            |place: &&[u8]| place.first().map(u8::to_ascii_lowercase) == sign.first().map(u8::to_ascii_lowercase);
        let mut places = text.as_bytes()[near].windows(sign.len()).filter(begins_so);
        match self {
            Case::Exact => places.any(|place| place == sign),
            Case::Any => places.any(|place| place.eq_ignore_ascii_case(sign)),
        }
    }
}

/// A word of a line that brings something in, behind that line's first.
#[derive(Debug)]
struct Imported {
    /// Where the rest of the line begins, in bytes of the head.
    line: usize,
    /// Bytes of the head.
    range: Range<usize>,
    /// Of the word.
    hash: u64,
}

impl Imported {
    /// Ordered by their hashes, and those of one word as they stand.
    fn all_of(head: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let newlines = memchr::memchr_iter(b'\n', head.as_bytes()).map(|newline| newline + 1);
        let mut start = 0;
        for end in newlines.chain([head.len()]) {
            let code = head[start..end].trim_ascii_start();
            start = end;
            let Some(names) = IMPORT_LINES.iter().find_map(|beginning| code.strip_prefix(beginning)) else { continue };
            let line = end - names.len();
            let parts_words = |c: char| !c.is_alphanumeric() && c != '_';
            let mut start = line;
            for piece in names.split_inclusive(parts_words) {
                let word = piece.trim_end_matches(parts_words);
                if !word.is_empty() {
                    found.push(Self { line, range: start..start + word.len(), hash: hash(word, 0) });
                }
                start += piece.len();
            }
        }
        found.sort_by_key(|imported| imported.hash);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNS: Signs = &["axios", "require('got')"];

    /// After each of these texts in turn, what is known is what a new head says.
    #[track_caller]
    fn check(texts: &[&str]) {
        let mut head = Head::of(texts[0]);
        for pair in texts.windows(2) {
            head.holds_exactly(SIGNS);
            head.holds_any(&["nginx"]);
            head.speaks_http();
            head = head.renewed(pair[1], Changed::between(pair[0].as_bytes(), pair[1].as_bytes()).as_ref());
            let new = Head::of(pair[1]);
            assert_eq!(head.text(), new.text());
            assert_eq!(head.holds_exactly(SIGNS), new.holds_exactly(SIGNS), "{pair:?}");
            assert_eq!(head.holds_any(&["nginx"]), new.holds_any(&["nginx"]), "{pair:?}");
            assert_eq!(head.speaks_http(), new.speaks_http(), "{pair:?}");
        }
    }

    #[test]
    fn what_is_typed_and_deleted_is_noticed() {
        check(&["", "a", "ax", "axi", "axio", "axios", "axios", "xios", "axios "]);
        check(&["ngiNX", "ngi NX", "ngiNX", "nGINX http", "nGIN http", "nGIN http status"]);
        check(&["ax--ios", "ax-ios", "axios", "x", ""]);
    }

    #[test]
    fn what_comes_in_at_the_end_is_noticed() {
        let text = format!("{}axios", " ".repeat(HEAD));
        check(&[&text, &text[1..], &text[4..], &text[5..], &text[6..], &text[5..], &text[4..]]);
        let text = format!("{}é require('got')", "\n".repeat(HEAD - 10));
        check(&[&text, &text[3..], &text[7..], &text[20..], &text]);
    }
}
