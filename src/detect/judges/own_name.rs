//! Whether an identifier is one by which the document's project means a status.

use crate::catalog::OwnName;
use crate::catalog::tables::Piece;

use crate::detect::evidence::verdict::Verdict;
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// The verdict on the word at `index` as the likeliest of the project's names; nothing where their qualifiers do not stand before it.
pub(crate) fn judge<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let owner = owner(view, index);
    let fits = |own: &&OwnName| own.owner().is_none_or(|word| owner == Some(word));
    // A name with its qualifier is stronger evidence than one without.
    let own =
        view.catalog.names(view.str(index), view.language).filter(fits).max_by_key(|own| own.qualifier.is_some())?;
    let token = view.tokens[index];
    let mut verdict = Verdict::new(view.weights, token.start..token.end, own.code, MentionKind::Name(None));
    verdict.add(Piece::NameBias);
    verdict.add(Piece::TellingName);
    if own.qualifier.is_some() {
        verdict.add(Piece::Qualified);
    }
    if Candidate::new(view, index, index).is_quoted {
        verdict.add(Piece::NameInQuotes);
    }
    Some(verdict)
}

/// The word before the name that a separator joins to it: `MyStatus` in `MyStatus.TEA`.
fn owner<'a>(view: &View<'a>, index: TokenIndex) -> Option<&'a str> {
    let mut at = index;
    loop {
        at = view.glued_before(at)?;
        match view.tokens[at].kind {
            TokenKind::Word => return (at + 1 < index).then(|| view.str(at)),
            _ if index - at <= 2 && matches!(view.str(at), "." | "::" | ":" | "->" | "?." | "?" | "\\") => {}
            _ => return None,
        }
    }
}
