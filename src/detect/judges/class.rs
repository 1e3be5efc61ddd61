//! Classes of statuses by name: `4xx`, `5XX`, and `"5.."` in the patterns of metrics.

use crate::catalog::Code;
use crate::catalog::tables::Piece;

use crate::detect::evidence::prior::kind_of_file;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;

/// The class that the number at `index` begins or is.
pub(crate) fn judge<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let token = view.tokens[index];
    let digit = named(view.str(index)).or_else(|| pattern(view, index))?;
    let range = token.start..token.start + 3;
    let mut verdict = Verdict::new(view.weights, range, Code::new(digit * 100)?, MentionKind::Class);
    verdict.add(Piece::ClassByName);
    kind_of_file(&mut verdict, view);
    if matches!(view.get(view.glued_before(index)), "-" | "." | "#" | "$" | "v") {
        verdict.add(Piece::ClassWithinWord);
    }
    Some(verdict)
}

/// `4xx`, `4XX`
fn named(text: &str) -> Option<u16> {
    class_digit(text.strip_suffix("xx").or_else(|| text.strip_suffix("XX"))?)
}

/// `"5.."`, alone in its string or beside other alternatives
fn pattern(view: &View<'_>, index: TokenIndex) -> Option<u16> {
    let digit = class_digit(view.str(index))?;
    let dots = (1..=2).all(|far| view.str(index + far) == "." && view.are_glued(index + far - 1, index + far));
    let is_edge = |at: Option<TokenIndex>| {
        view.is_kind(at, TokenKind::Quote) || matches!(view.get(at), "|" | "(" | ")" | "\"" | "'")
    };
    (dots && is_edge(index.checked_sub(1)) && is_edge(Some(index + 3))).then_some(digit)
}

fn class_digit(text: &str) -> Option<u16> {
    text.parse().ok().filter(|digit| text.len() == 1 && (1..=5).contains(digit))
}
