//! The search for statuses in many files, in any spelling.

use crate::catalog::{Catalog, Code};
use crate::detect::{Mention, MentionKind};

use super::search::{Exact, codes_of, exact};

mod prefilter;

pub use prefilter::Prefilter;

/// A set of codes and classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Sorted.
    codes: Vec<Code>,
    /// The digits of the classes, sorted. Their codes are among `codes`.
    classes: Vec<u8>,
    is_all: bool,
}

impl Query {
    /// Every mention.
    pub fn all() -> Self {
        Self { is_all: true, ..Self::default() }
    }

    /// Adds what a text stands for: a code, a class, an owner of codes or a name. Returns whether it stands for anything.
    pub fn add(&mut self, what: &str) -> bool {
        let Some(found) = exact(what) else { return false };
        match found {
            Exact::Code(code) | Exact::Substatus(code, ..) => self.codes.push(code),
            Exact::Spelling(codes) => self.codes.extend(codes),
            Exact::Owner(owner) => self.codes.extend(codes_of(owner)),
            Exact::Class(digit) => {
                let first = u16::from(digit) * 100;
                self.codes.extend((first..first + 100).filter_map(Code::new));
                self.classes.push(digit);
            }
        }
        self.codes.sort_unstable();
        self.codes.dedup();
        self.classes.sort_unstable();
        self.classes.dedup();
        true
    }

    /// Whether a mention matches the search. A class is found by its own name alone: `4xx` is no mention of 400.
    pub fn holds(&self, mention: &Mention) -> bool {
        self.is_all
            || match mention.kind {
                MentionKind::Class => self.classes.contains(&mention.code.class_digit()),
                _ => self.codes.binary_search(&mention.code).is_ok(),
            }
    }

    /// A quick test that excludes files without a match; `None` where all files are read.
    pub fn prefilter(&self, catalog: &Catalog) -> Option<Prefilter> {
        // The names of a project may be any words.
        (!self.is_all && !catalog.has_names()).then(|| Prefilter::of(&self.codes, &self.classes))
    }
}
