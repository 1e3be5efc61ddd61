//! The functions that the document defines with a parameter whose name is that of a status: `fn reply(status: u16, body: &str)`.

use crate::detect::document::excerpt::EXCERPT_BYTES;
use crate::detect::lexicon::hash::hash;
use crate::detect::tokens::positions::ExcerptByte;

/// A parameter for a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parameter {
    /// Of the name of the function.
    pub(crate) hash: u64,
    /// Where the name of the function stands.
    pub(crate) at: ExcerptByte,
    /// 1-based, without the receiver of a method.
    pub(crate) argument: u8,
}

/// All parameters for a status of an excerpt, by the names of their functions.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<Parameter>);

/// No more functions of one name are compared.
const ALIKE: usize = 8;

impl Parameters {
    pub(crate) fn of(mut found: Vec<Parameter>) -> Self {
        found.sort_unstable();
        found.dedup();
        Self(found)
    }

    /// Whether all functions of that name within the reach of a hover from `from` take a status as that argument.
    pub(crate) fn take(&self, name: &str, argument: u8, from: ExcerptByte) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let hash = hash(name, 0);
        let from = from.at();
        let nearest = (hash, from.saturating_sub(EXCERPT_BYTES.0));
        let first = self.0.partition_point(|parameter| (parameter.hash, parameter.at.at()) < nearest);
        let near = |parameter: &&Parameter| parameter.hash == hash && parameter.at.at() <= from + EXCERPT_BYTES.1;
        let mut alike = self.0[first..].iter().take_while(near).take(ALIKE).peekable();
        alike.peek().is_some() && alike.all(|parameter| parameter.argument == argument)
    }
}
