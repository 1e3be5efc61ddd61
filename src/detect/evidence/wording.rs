//! Evidence from the words right beside a number: `page 404`, `a 404`.

use crate::catalog::tables::{ARTICLES, DETERMINERS, PAGE_ENDINGS};

use crate::detect::tokens::positions::TokenIndex;
use crate::detect::view::View;

/// `a 404`, `an early 400`, `the 302`: words may stand between `a` or `an` and the number.
pub(crate) fn is_behind_article(view: &View<'_>, index: TokenIndex) -> bool {
    let mut before = index
        .saturating_sub(4)
        .to(index)
        .rev()
        .take_while(|at| view.is_word(*at) && view.tokens[*at].region == view.tokens[index].region);
    let Some(nearest) = before.next() else { return false };
    DETERMINERS.contains(&view.str(nearest)) || before.chain([nearest]).any(|at| ARTICLES.contains(&view.str(at)))
}

/// `404.html`
pub(crate) fn is_page(view: &View<'_>, index: TokenIndex) -> bool {
    let ending = view.str(index + 2);
    let is_part = matches!(view.get(view.glued_before(index)), "-" | "_" | "+");
    !is_part && view.str(index + 1) == "." && view.are_glued(index, index + 1) && PAGE_ENDINGS.contains(&ending)
}
