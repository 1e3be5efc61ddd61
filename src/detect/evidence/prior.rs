//! Evidence from the code and the language alone, before the surroundings are read.

use crate::catalog::tables::{PRIORS, Piece};
use crate::catalog::{Code, LanguageKind};

use crate::detect::evidence::verdict::Verdict;
use crate::detect::view::View;

/// The name of the evidence that a code itself gives.
pub(crate) const PRIOR: &str = "prior";

/// How often a number of that code is a status, before anything around it is read; nothing for rare ones.
pub(crate) fn prior_of(code: Code) -> Option<f32> {
    PRIORS.binary_search_by_key(&code.number(), |(known, _)| *known).ok().map(|index| PRIORS[index].1)
}

pub(crate) fn kind_of_file(verdict: &mut Verdict<'_>, view: &View<'_>) {
    match view.language.kind {
        LanguageKind::Style => verdict.add(Piece::StyleSheet),
        LanguageKind::Http => verdict.add(Piece::HttpMessage),
        LanguageKind::Query => verdict.add(Piece::QueryLanguage),
        _ => {}
    }
}
