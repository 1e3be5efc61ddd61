//! The identifiers that the document itself gives a status, as `judges::defined` finds them.

use crate::catalog::Code;

use crate::detect::lexicon::hash::hash;
use crate::detect::tokens::positions::ExcerptByte;

/// An identifier that the document gives a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Of the identifier.
    pub(crate) hash: u64,
    pub(crate) code: Code,
    /// Where the identifier stands that is defined.
    pub(crate) at: ExcerptByte,
    pub(crate) kind: DefinitionKind,
}

/// The kinds of definitions that stand for a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefinitionKind {
    /// `const ERR_GONE = 410`, a member of an enumeration or table.
    Value,
    /// `class OrderGone(ApiError): status_code = 410`
    Class,
    /// `function notFound(res) { res.status(404)… }`
    Function,
}

/// All such identifiers of an excerpt, by their hashes.
#[derive(Debug, Default)]
pub(crate) struct Defined(Vec<Definition>);

impl Defined {
    /// Those of the list that have one status.
    pub(crate) fn of(mut found: Vec<Definition>) -> Self {
        found.sort_unstable_by_key(|definition| (definition.hash, definition.at));
        let mut unambiguous: Vec<Definition> = Vec::new();
        for alike in found.chunk_by(|a, b| a.hash == b.hash) {
            if alike.iter().all(|other| other.code == alike[0].code) {
                unambiguous.extend(alike);
            }
        }
        Self(unambiguous)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The definitions of an identifier, in the order of the text.
    pub(crate) fn named(&self, identifier: &str) -> &[Definition] {
        if self.0.is_empty() {
            return &[];
        }
        let hash = hash(identifier, 0);
        let first = self.0.partition_point(|definition| definition.hash < hash);
        let count = self.0[first..].iter().take_while(|definition| definition.hash == hash).count();
        &self.0[first..first + count]
    }
}
