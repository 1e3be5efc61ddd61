//! Counter-evidence: units, versions, dates, paths and others by which a number is something else.

use crate::catalog::LanguageKind;
use crate::catalog::tables::{Piece, Role, is_unit, threshold};

use crate::detect::evidence::verdict::Verdict;
use crate::detect::evidence::wording::{is_behind_article, is_page};
use crate::detect::lexicon::words::{is_known, weight};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// Whether the digits belong to a larger number, a date, a version or an address.
pub(crate) fn is_part_of_something_else(view: &View<'_>, index: TokenIndex) -> bool {
    let before = view.glued_before(index);
    let after = Some(index + 1).filter(|after| view.are_glued(index, *after));
    let is_number = |at: Option<TokenIndex>| view.is_kind(at, TokenKind::Number);
    match (before, view.get(before)) {
        // `17:55:50,401`: milliseconds.
        (Some(at), ",") if is_behind_time(view, at) => return true,
        (Some(at), sign @ ("." | "," | ":" | "-" | "/" | "_"))
            if is_number(view.glued_before(at)) && !is_code_range(view, at) && !matches!(sign, "/" | ",") =>
        {
            return true;
        }
        (Some(at), "." | "&" | "\\" | "%")
            if view.get(before) != "."
                || !(is_word_or_close(view, at.checked_sub(1)) || view.get(at.checked_sub(1)) == ".") =>
        {
            return true;
        }
        (Some(_), "v" | "V" | "~") => return true,
        _ => {}
    }
    match (after, view.get(after)) {
        (Some(at), "-" | ":" | "," | ".") if is_number(Some(at + 1).filter(|right| view.are_glued(at, *right))) => {
            !is_code_range(view, at) && view.get(after) != ","
        }
        // `400µs`, with either of the two signs.
        (Some(_), sign) if sign.starts_with(['%', 'µ', 'μ']) => true,
        _ => false,
    }
}

/// Whether the sign joins the ends of a range of codes: `200-299`, `[4-5]`, and in a text `200:299`. `2024-200-05` is a date, `500-301` is
/// no range, and of an address or a slice the colon joins other numbers.
fn is_code_range(view: &View<'_>, sign: TokenIndex) -> bool {
    let (left, right) = (sign.saturating_sub(1), sign + 1);
    let ascends = view.code(left).is_some_and(|low| view.code(right) > Some(low));
    let is_text = || {
        view.tokens[sign].region == Region::String
            || matches!(view.language.kind, LanguageKind::Data | LanguageKind::Markup)
    };
    let joins_more =
        || view.get(view.glued_before(left)) == ":" || view.are_glued(right, right + 1) && view.str(right + 1) == ":";
    ascends && (view.str(sign) == "-" || view.str(sign) == ":" && is_text() && !joins_more())
}

/// Whether hours, minutes and seconds stand right before the token.
fn is_behind_time(view: &View<'_>, at: TokenIndex) -> bool {
    let part = |at: TokenIndex| {
        let number = view.glued_before(at).filter(|number| view.str(*number).len() == 2)?;
        view.is_kind(Some(number), TokenKind::Number).then_some(number)
    };
    let colon = |at: TokenIndex| view.glued_before(at).filter(|colon| view.str(*colon) == ":");
    part(at).and_then(colon).and_then(part).and_then(colon).and_then(part).is_some()
}

fn is_word_or_close(view: &View<'_>, at: Option<TokenIndex>) -> bool {
    view.is_kind(at, TokenKind::Word) || view.is_kind(at, TokenKind::Close)
}

/// Adds the pieces against a status. `structure_speaks`: whether the position of the value is evidence for one.
pub(crate) fn add_counter_evidence(
    candidate: &Candidate<'_, '_>,
    index: TokenIndex,
    structure_speaks: bool,
    verdict: &mut Verdict<'_>,
) {
    let view = candidate.view;
    let line = view.whole_line(index);
    // A sign at the end of the line above counts where a statement may span lines. One at the start of the line below does not, since it
    // belongs to the next statement, item or key.
    let goes_on = view.language.kind == LanguageKind::Code && !view.language.is_indented;
    let before = candidate.before().filter(|before| goes_on || line.contains(before));
    let after = candidate.after().filter(|after| line.contains(after));
    let (left, right) = (view.get(before), view.get(after));
    let glued_left = before.is_some_and(|before| view.are_glued(before, candidate.first));
    let glued_right = after.is_some_and(|after| view.are_glued(candidate.last, after));
    let is_text = candidate.is_text();
    match left {
        "//" | ":/" | "://" if glued_left && (is_text || candidate.region == Region::String) => {
            verdict.add(Piece::ForeignPathSegment);
        }
        "/" if glued_left && (is_page(view, index) || is_alternative(view, index)) => {}
        "/" if glued_left
            && (is_text || candidate.region == Region::String || view.language.kind != LanguageKind::Code) =>
        {
            path_segment(view, before, verdict);
        }
        // An item of a list in YAML.
        "-" if !is_text && before.is_some_and(|dash| view.line_start(dash) == dash) && !glued_left => {}
        "*" | "/" | "//" | "%" | "<<" | ">>" | "+" | "-" | "**" | "^" | "&" if !is_text && !candidate.is_quoted => {
            verdict.add(Piece::Arithmetic);
        }
        "-" if glued_left && is_text && view.is_kind(before.and_then(|at| view.glued_before(at)), TokenKind::Word) => {}
        "-" | "+" if glued_left && is_text => verdict.add(Piece::Signed),
        "#" if glued_left => verdict.add(Piece::Numbered),
        // `haproxy[404]:`, `404#404: *302`: process, thread and connection.
        "*" | "[" if glued_left && view.language.kind == LanguageKind::Log => verdict.add(Piece::Numbered),
        "$" | "€" | "£" if glued_left => verdict.add(Piece::Numbered),
        ":" if glued_left && is_text && is_behind_place(view, index) => verdict.add(Piece::Numbered),
        ":" if glued_left && is_behind_host(view, index) => verdict.add(Piece::PortOfHost),
        ":" if glued_left && before.is_some_and(|at| view.glued_before(at).is_some()) && !structure_speaks => {
            verdict.add(Piece::Port);
        }
        "x" | "×" if before.is_some_and(|before| line.contains(&before)) => verdict.add(Piece::Dimension),
        "=" if glued_left && is_query_parameter(view, index) => verdict.add(Piece::QueryParameter),
        _ => {}
    }
    match right {
        "*" | "%" | "<<" | ">>" | "+" | "**" | "^" if !is_text && left != "'" => verdict.add(Piece::Arithmetic),
        "-" if !is_text && !glued_right => verdict.add(Piece::Arithmetic),
        "/" if glued_right && !is_text && !candidate.is_quoted => verdict.add(Piece::Arithmetic),
        "x" | "×" => verdict.add(Piece::Dimension),
        "#" if glued_right && view.language.kind == LanguageKind::Log => verdict.add(Piece::Numbered),
        _ if is_unit(right) && !is_plural(view, index) => verdict.add(Piece::BeforeUnit),
        _ => {}
    }
    let before = index.checked_sub(1).filter(|before| view.is_word(*before) && !view.are_glued(*before, index));
    // `status 404` is a status, `room 404` is a room.
    let is_noun = |word: &str| !is_known(Role::Before, word);
    if is_text && before.is_some_and(|before| is_noun(view.str(before))) && !is_behind_article(view, index) {
        verdict.add(Piece::BehindNoun);
    }
    if is_text && view.is_kind(index.checked_sub(1), TokenKind::Number) {
        verdict.add(Piece::BehindNumber);
    }
    let next = Some(index + 1).filter(|next| view.is_word(*next) && !view.are_glued(index, *next));
    if is_text && view.get(next).ends_with('s') && !is_known(Role::After, view.get(next)) {
        verdict.add(Piece::BeforeThings);
    }
    if view.language.kind == LanguageKind::Markup && candidate.is_quoted && left == "=" && !structure_speaks {
        verdict.add(Piece::ForeignAttribute);
    }
    if view.language.kind == LanguageKind::Log && holds_request(view, index) {
        verdict.add(Piece::ElsewhereInLogLine);
    }
    if is_slice(view, index) {
        verdict.add(Piece::Slice);
    }
    if range_end(view, index) {
        verdict.is_bound = true;
    }
}

/// `text[:200]`, `rows[100:200]`, `&text[..200]`, `body[0, 200]`
fn is_slice(view: &View<'_>, index: TokenIndex) -> bool {
    let is_colon = |at: TokenIndex| matches!(view.str(at), ":" | ".");
    let is_part = |at: &TokenIndex| is_colon(*at) || view.is_kind(Some(*at), TokenKind::Number) || view.str(*at) == ",";
    let Some(open) = index.saturating_sub(6).to(index).rev().find(|at| !is_part(at)) else { return false };
    let is_index = view.str(open) == "[" && view.are_glued(open.saturating_sub(1), open) && {
        let owner = open.checked_sub(1);
        view.is_kind(owner, TokenKind::Word) || view.is_kind(owner, TokenKind::Close)
    };
    let starts_small = view.str(open + 1).len() < 3 && view.str(open + 2) == ",";
    is_index && ((open + 1).to(index + 2).any(is_colon) || starts_small && open + 3 == index)
}

/// `?page=200`, `&a=456`
fn is_query_parameter(view: &View<'_>, index: TokenIndex) -> bool {
    let name = index.checked_sub(2).filter(|name| view.is_word(*name) && view.are_glued(*name, *name + 1));
    name.and_then(|name| name.checked_sub(1))
        .is_some_and(|mark| matches!(view.str(mark), "?" | "&") && view.are_glued(mark, mark + 1))
}

/// `localhost:502/`, `http://x.example:503`
fn is_behind_host(view: &View<'_>, index: TokenIndex) -> bool {
    // `[::1]:443`
    let Some(host) = index.checked_sub(2) else { return false };
    if view.str(host) == "]" && view.are_glued(host, host + 1) {
        return true;
    }
    view.is_word(host)
        && (view.str(host) == "localhost"
            || host.at() >= 2 && matches!(view.get(view.glued_before(host)), "." | "/" | "//"))
}

/// `main_test.go:404`, `send_request:533`: the number of a line.
fn is_behind_place(view: &View<'_>, index: TokenIndex) -> bool {
    let word = index.checked_sub(2).filter(|word| view.is_word(*word) && view.are_glued(*word, *word + 1));
    word.is_some_and(|word| {
        let is_file = view.get(view.glued_before(word)) == ".";
        (is_file || view.str(word).contains('_')) && weight(Role::Key, view.str(word)) < threshold::WORD_OF_PLACE
    })
}

/// Whether the line of a log has a request. Then shapes decide where its status stands.
fn holds_request(view: &View<'_>, index: TokenIndex) -> bool {
    let line = view.line(index);
    line.clone().any(|at| view.str(at) == "HTTP" && view.str(at + 1) == "/")
}

/// `/404` may be a page and `/status/404` is one; `/users/123` and `/issues/156` are not.
fn path_segment(view: &View<'_>, slash: Option<TokenIndex>, verdict: &mut Verdict<'_>) {
    let parent = view.get(slash.and_then(|slash| view.glued_before(slash)));
    let weight = weight(Role::Key, parent);
    let is_whole = matches!(parent, "\"" | "'" | "`") && {
        let end = slash.map_or("", |slash| view.str(slash + 2));
        matches!(end, "\"" | "'" | "`" | "")
    };
    if weight > threshold::PATH_SEGMENT {
        verdict.add_times(Piece::PathSegment, weight);
    } else if !is_whole {
        verdict.add(Piece::ForeignPathSegment);
    }
}

/// `415/406/422`: alternatives, the first of which begins the word.
fn is_alternative(view: &View<'_>, index: TokenIndex) -> bool {
    /// How many alternatives are read.
    const ALTERNATIVES: usize = 16;
    let mut at = index;
    while index - at < 2 * ALTERNATIVES
        && let Some(slash) = view.glued_before(at).filter(|slash| view.str(*slash) == "/")
        && let Some(left) = view.glued_before(slash).filter(|left| view.is_status(view.str(*left)))
    {
        at = left;
    }
    let begins_word = at.checked_sub(1).is_none_or(|before| {
        !view.are_glued(before, at) || matches!(view.str(before), "(" | "[" | "\"" | "'" | "`" | "*" | "**")
    });
    at < index && begins_word
}

/// Whether the number is an end of `200-299`.
fn range_end(view: &View<'_>, index: TokenIndex) -> bool {
    let is_code = |at: TokenIndex| view.code(at).is_some();
    view.str(index + 1) == "-" && is_code(index + 2)
        || view.get(index.checked_sub(1)) == "-" && index.checked_sub(2).is_some_and(is_code)
}

/// `404's`
fn is_plural(view: &View<'_>, index: TokenIndex) -> bool {
    matches!(view.str(index + 1), "'" | "’") && view.str(index + 2) == "s"
}

#[cfg(test)]
mod tests {
    use crate::detect::judge_at;
    use crate::detect::tests::excerpted;

    /// Whether the piece of that name fires for the 404 of a text.
    #[track_caller]
    fn holds(language: &str, text: &str, piece: &str) -> bool {
        let mut holds = false;
        excerpted(text, language, |excerpt| {
            let judged = judge_at(excerpt, text.find("404").expect("the number")).expect("a candidate");
            holds = judged.why.iter().any(|(name, _)| *name == piece);
        });
        holds
    }

    #[test]
    fn signs_and_units_on_the_next_line_are_ignored() {
        for (language, text) in [
            ("yaml", "codes:\n  - 404\n  - 500\n"),
            ("yaml", "allowed:\n- 404\n- 410\n"),
            ("go", "want := 404\n*p = 3\n"),
            ("swift", "let expected = 404\n-offset()\n"),
        ] {
            assert!(!holds(language, text, "arithmetic"), "{text}");
        }
        for (language, text) in [
            ("yaml", "expect: 404\nitems: 3\n"),
            ("toml", "expected = 404\nrequests = 3\n"),
            ("ini", "expect = 404\nusers = 3\n"),
            ("properties", "health.expect=404\nseconds=3\n"),
        ] {
            assert!(!holds(language, text, "before-unit"), "{text}");
        }
    }

    #[test]
    fn signs_and_units_of_the_same_statement_count() {
        assert!(holds("go", "x := 404 * y\n", "arithmetic"));
        assert!(holds("javascript", "x = width -\n  404;\n", "arithmetic"));
        assert!(holds("yaml", "text: wait 404 seconds\n", "before-unit"));
    }
}
