//! The surroundings of a name, read once for all libraries that have it.

use arrayvec::ArrayVec;

use crate::catalog::spellings::Name;
use crate::catalog::tables::{NAMESAKES, Piece};
use crate::catalog::{Code, Library, Spelling};

use crate::detect::evidence::naming;
use crate::detect::evidence::phrases;
use crate::detect::evidence::qualifier::is_qualified;
use crate::detect::evidence::structure::{INDIRECT, structure_alone};
use crate::detect::evidence::surroundings::weight_around;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::status_words::{distinctiveness, is_everyday_word, plain};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// The facts about the surroundings of one token that were read so far.
pub(crate) struct NameContext<'v, 'a> {
    view: &'v View<'a>,
    index: TokenIndex,
    is_namesake: bool,
    distinctiveness: SmallCache<Code, f32>,
    by_its_code: SmallCache<(Code, bool), Option<Piece>>,
    places: SmallCache<(TokenIndex, Code, bool), f32>,
    in_use: SmallCache<Spelling, f32>,
    /// The evidence from the position of the name, the same for all libraries.
    place_of_name: Option<PlaceOfName>,
    has_number_near: SmallCache<Code, bool>,
    /// The other names near by that are no everyday words, each once.
    near: Option<Vec<Name>>,
}

impl<'v, 'a> NameContext<'v, 'a> {
    pub(crate) fn new(view: &'v View<'a>, index: TokenIndex) -> Self {
        Self {
            view,
            index,
            is_namesake: is_namesake(view, index),
            distinctiveness: SmallCache::default(),
            by_its_code: SmallCache::default(),
            places: SmallCache::default(),
            in_use: SmallCache::default(),
            place_of_name: None,
            has_number_near: SmallCache::default(),
            near: None,
        }
    }

    /// The evidence for any name: its words and those around it.
    pub(crate) fn add_words(&mut self, verdict: &mut Verdict<'_>, code: Code) {
        let telling = self.distinctiveness(code);
        verdict.add_times(Piece::TellingWords, telling);
        if telling > 0.0 {
            verdict.add(Piece::TellingStatus);
        }
        for (piece, strength) in self.of_words() {
            verdict.add_times(piece, strength);
        }
    }

    /// The pieces that `add_words` adds for every code, with the strength of each.
    pub(crate) fn of_words(&self) -> [(Piece, f32); 3] {
        [
            (Piece::Namesake, if self.is_namesake { 1.0 } else { 0.0 }),
            (Piece::NameWordsAround, weight_around(self.view, self.index)),
            (Piece::NameFileSpeaksHttp, self.view.preamble.http_likelihood()),
        ]
    }

    /// The evidence of the name's code near by.
    pub(crate) fn add_code(&mut self, verdict: &mut Verdict<'_>, name: &str, code: Code) {
        let key = (code, is_everyday_word(name));
        let piece =
            self.by_its_code.get(|known| *known == key, || (key, by_its_code(self.view, self.index, code, key.1)));
        match piece {
            // `permanent-redirect-code: 308` ties a name made of the status's words to it, which is weaker evidence.
            Some(Piece::NameDefinedAsItsCode) if verdict.kind == MentionKind::Name(None) => {
                verdict.add(Piece::NameBesideItsCode);
            }
            Some(piece) => verdict.add(piece),
            None => {}
        }
    }

    /// Whether the document imports something of the name that stands there.
    pub(crate) fn is_imported(&self) -> bool {
        self.view.preamble.imports_word(plain(self.view.str(self.index)))
    }

    /// The piece of evidence that the place of the name makes.
    pub(crate) fn place_of_name(&mut self, candidate: &Candidate<'_, '_>) -> Option<Piece> {
        let (view, index) = (self.view, self.index);
        let find = || match () {
            () if naming::is_given_response(view, index) => PlaceOfName(Some(Piece::GivenResponse)),
            () if naming::is_of_error_codes(view, index) => PlaceOfName(Some(Piece::OfErrorCodes)),
            () if naming::is_code_of_error(candidate) => PlaceOfName(Some(Piece::NameIsCodeOfError)),
            () => PlaceOfName(None),
        };
        self.place_of_name.get_or_insert_with(find).0
    }

    /// Whether the number of a fault stands on the line of the name or on one next to it.
    pub(crate) fn has_number_near(&mut self, code: Code) -> bool {
        let find = || (code, code.class_digit() >= 4 && phrases::number_near(self.view, self.index, code));
        self.has_number_near.get(|known| *known == code, find)
    }

    /// How surely the words of the name speak of that code; see `distinctiveness`.
    pub(crate) fn distinctiveness(&mut self, code: Code) -> f32 {
        self.distinctiveness.get(|known| *known == code, || (code, distinctiveness(code, self.view.str(self.index))))
    }

    /// The evidence of the place that begins at token `first`. For a symbol, only the evidence about the value itself counts.
    pub(crate) fn place(&mut self, first: TokenIndex, code: Code, is_symbol: bool) -> f32 {
        let key = (first, code, is_symbol);
        let find = || {
            let candidate = Candidate::new(self.view, first, self.index);
            let verdict = structure_alone(&candidate, code);
            (key, if is_symbol { verdict.sum_without(&INDIRECT) } else { verdict.sum() })
        };
        self.places.get(|known| *known == key, find)
    }

    /// How many other names of the same form and library stand near by, everyday words left out: 0 to 3.
    pub(crate) fn names_in_use(&mut self, spelling: Spelling) -> f32 {
        let find = || {
            let near = self.near.get_or_insert_with(|| names_near(self.view, self.index));
            let others = near.iter().filter(|name| !name.is_of(spelling));
            let alike = others.filter(|name| name.spellings().any(|other| other.is_of_form(spelling)));
            (spelling, alike.take(3).count() as f32)
        };
        self.in_use.get(|known| known.is_of_form(spelling), find)
    }
}

/// The piece of evidence that the place of a name makes, if any.
#[derive(Clone, Copy)]
struct PlaceOfName(Option<Piece>);

/// The results for a few keys, in the order in which they came. Without room, a result is computed each time. Dozens of
/// libraries share a name, and their spellings have few codes, so that most of them need the same result.
pub(crate) struct SmallCache<K, V, const MOST: usize = 8>(ArrayVec<(K, V), MOST>);

impl<K, V, const MOST: usize> Default for SmallCache<K, V, MOST> {
    fn default() -> Self {
        Self(ArrayVec::new())
    }
}

impl<K, V: Copy, const MOST: usize> SmallCache<K, V, MOST> {
    /// The value of the key for which `is_it` holds, or else the one that `find` finds.
    pub(crate) fn get(&mut self, is_it: impl Fn(&K) -> bool, find: impl FnOnce() -> (K, V)) -> V {
        let known = self.0.iter().find(|(key, _)| is_it(key)).map(|(_, value)| *value);
        known.unwrap_or_else(|| {
            let (key, value) = find();
            let _ = self.0.try_push((key, value));
            value
        })
    }
}

/// The piece of evidence that the name's own code near by makes.
fn by_its_code(view: &View<'_>, index: TokenIndex, code: Code, is_everyday: bool) -> Option<Piece> {
    let number = code.to_string();
    let nearest = view
        .candidates(&view.line(index))
        .filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Number) && view.digits(*at) == number)
        .min_by_key(|at| at.abs_diff(index));
    // `NOT_FOUND = 404`, `ok: 200` define the one by the other.
    let is_tie = |at: TokenIndex| matches!(view.str(at), "=" | ":" | "=>" | ":=" | "->");
    let defines = |at: TokenIndex| {
        let between = (at.min(index) + 1).to(at.max(index));
        phrases::are_tied(view, index, at) && between.clone().any(is_tie)
    };
    // `{:found 302}`: in a Lisp no sign stands between a key and its value.
    let is_key_of = |at: TokenIndex| {
        view.language.is_prefix_notation && at == index + 1 && view.get(view.glued_before(index)) == ":"
    };
    match nearest {
        Some(at) if defines(at) || is_key_of(at) || !is_everyday && takes_first(view, index, at) => {
            Some(Piece::NameDefinedAsItsCode)
        }
        // `{:ok, 200}` is a result; `ok: 200` and `:found 302` are names of codes.
        Some(at) if at.abs_diff(index) <= 6 && (!is_everyday || phrases::are_tied(view, index, at)) => {
            Some(Piece::NameBesideItsCode)
        }
        Some(_) if !is_everyday => Some(Piece::NameNearItsCode),
        None if !is_everyday && phrases::code_on_neighboring_line(view, index, code) => {
            Some(Piece::NameNextToLineOfItsCode)
        }
        _ => None,
    }
}

/// `NOT_FOUND(404)`, `NOT_FOUND(404, "lost")`: an entry of an enum, which takes its code. A number that is passed on to a function of that
/// name stands within a statement.
pub(crate) fn takes_first(view: &View<'_>, name: TokenIndex, number: TokenIndex) -> bool {
    let begins_entry = view.line_start(name) == name
        || name.checked_sub(1).is_some_and(|before| matches!(view.str(before), "," | "{" | "case"));
    begins_entry && name + 2 == number && view.str(name + 1) == "(" && view.are_glued(name, name + 1)
}

/// How many tokens to each side are searched for other names of the same library.
const NEAR_TOKENS: usize = 200;

/// How many of the words and numbers there are looked at, to each side.
const NEAR_CANDIDATES: usize = 24;

/// The libraries of which at least two names stand near by.
pub(crate) fn libraries_in_use(view: &View<'_>, index: TokenIndex) -> Vec<&'static Library> {
    let mut seen: Vec<(&'static Library, Name)> = Vec::new();
    let mut found: Vec<&'static Library> = Vec::new();
    for name in names_near(view, index) {
        for library in name.spellings().map(Spelling::library) {
            match seen.iter().find(|(known, _)| std::ptr::eq(*known, library)) {
                None => seen.push((library, name)),
                Some((_, other)) if *other != name && !found.iter().any(|known| std::ptr::eq(*known, library)) => {
                    found.push(library);
                }
                Some(_) => {}
            }
        }
    }
    found
}

/// How many names of that form stand near by without their qualifier, and how many with it.
pub(crate) fn others_of_form(view: &View<'_>, index: TokenIndex, spelling: Spelling) -> (usize, usize) {
    let (mut bare, mut qualified) = (0, 0);
    for at in window(view, index).filter(|at| *at != index && view.tokens[*at].facts.may_be_name()) {
        match Spelling::named(view.str(at)).find(|other| other.is_of_form(spelling)) {
            Some(other) if is_qualified(view, at, other) => qualified += 1,
            Some(_) => bare += 1,
            None => {}
        }
    }
    (bare, qualified)
}

/// The names near by that libraries have and that are no everyday words, each once.
fn names_near(view: &View<'_>, index: TokenIndex) -> Vec<Name> {
    let mut found: Vec<Name> = Vec::new();
    for at in window(view, index).filter(|at| *at != index && view.tokens[*at].facts.may_be_name()) {
        let word = view.str(at);
        let name = Name::of(word).filter(|name| !found.contains(name) && !is_everyday_word(word));
        found.extend(name);
    }
    found
}

/// Other protocols and libraries have names that read the same: gRPC's `codes.NotFound`, `metav1.StatusReasonNotFound`.
pub(crate) fn is_namesake(view: &View<'_>, index: TokenIndex) -> bool {
    let before = index.checked_sub(1);
    let (owner, is_apart) = match view.get(before) {
        "." | "->" => (index.checked_sub(2), false),
        ":" => (index.checked_sub(3), false),
        // `ON CONFLICT` needs no separator.
        _ => (before, true),
    };
    let owner = view.get(owner);
    NAMESAKES
        .iter()
        .filter(|namesake| namesake.owners.contains(&owner))
        .any(|namesake| namesake.signs.is_empty() || !is_apart && view.preamble.holds_exactly(namesake.signs))
}

/// The words and numbers near by that may be a status.
pub(crate) fn window(view: &View<'_>, index: TokenIndex) -> impl Iterator<Item = TokenIndex> {
    let before = view.candidates(&index.saturating_sub(NEAR_TOKENS).to(index));
    let behind = view.candidates(&index.to(view.tokens.end().min(index + NEAR_TOKENS)));
    before.rev().take(NEAR_CANDIDATES).chain(behind.take(NEAR_CANDIDATES))
}

/// Whether more names of statuses than numbers of codes stand near by.
pub(crate) fn writes_names(view: &View<'_>, index: TokenIndex) -> bool {
    let is_code = |at: TokenIndex| view.is_status(view.digits(at));
    let numbers = window(view, index).filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Number));
    let numbers = numbers.filter(|at| is_code(*at)).count();
    names_near(view, index).len() > numbers
}
