//! The cards of a header: its kind, its line, its specification, and the statuses that it belongs to.

use crate::catalog::{Header, Status};
use crate::detect::rank;

use super::blocks::{Block, Link, Span, Target};
use super::parts::{bold, header_entry, in_a_row, link, text};

/// No more statuses of each kind are on a brief card: they take at most four rows.
const STATUSES: usize = 5;

/// The blocks below the title on one screen.
pub(super) fn brief(header: &'static Header) -> Vec<Block> {
    blocks(header, STATUSES)
}

/// The same with all statuses.
pub(super) fn full(header: &'static Header) -> Vec<Block> {
    blocks(header, usize::MAX)
}

fn blocks(header: &'static Header, most: usize) -> Vec<Block> {
    let origin = [vec![text(header.kind.title())], vec![link(header.spec_title(), header.spec)]];
    let mut blocks = vec![Block::Paragraph(in_a_row(origin)), Block::Paragraph(vec![bold(header.line)])];
    let required = line("Required in", header.required_by().collect(), most);
    let customary = line("Often with", header.customary_with().collect(), most);
    let statuses: Vec<_> = required.into_iter().chain(customary).collect();
    blocks.extend((!statuses.is_empty()).then_some(Block::Lines(statuses)));
    let mdn = header.mdn_address().map(|address| Link { label: "MDN".into(), target: Target::Web(address.into()) });
    // Where there are no pages, the link would lead to what the others lead to.
    let all = Link { label: "All headers".into(), target: header_entry(header) };
    blocks.push(Block::Links(mdn.into_iter().chain([all]).collect()));
    blocks
}

/// `Required in: 401 Unauthorized · 407 Proxy Authentication Required`, the commonest statuses in the order of their codes; nothing for no
/// statuses.
fn line(label: &'static str, mut statuses: Vec<&'static Status>, most: usize) -> Option<Vec<Span>> {
    let more = statuses.len().saturating_sub(most);
    statuses.sort_unstable_by_key(|status| (rank(status.code), status.code));
    statuses.truncate(most);
    statuses.sort_unstable_by_key(|status| status.code);
    let shown = statuses.iter().map(|status| vec![Span::Status(status.code)]);
    let more = (more > 0).then(|| vec![text(format!("{more} more"))]);
    let entries = in_a_row(shown.chain(more));
    (!statuses.is_empty()).then(|| [vec![bold(label), text(": ")], entries].concat())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::catalog::{Catalog, Header};
    use crate::features::pages::relative_address;
    use crate::features::{Card, Detail, Subject, markdown};

    fn card(name: &str, detail: Detail) -> String {
        let catalog = Catalog::compiled();
        let subject = Subject::header(Header::named(name).expect("a header"), catalog);
        markdown(&Card::of(&subject, detail), &|target| relative_address(target, catalog))
    }

    #[test]
    fn a_card_has_kind_line_statuses_and_links() {
        expect![[r#"
            ## Retry-After

            response header · [RFC 9110, section 10.2.3](<https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3>)

            **States how long to wait before the next request, in seconds or as a date.**

            **Often with**: [202 Accepted](<202.md>) · [413 Content Too Large](<413.md>) · [429 Too Many Requests](<429.md>) · [503 Service Unavailable](<503.md>) · [504 Gateway Timeout](<504.md>) · 5 more

            [MDN](<https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Retry-After>) · [All headers](<headers.md#retry-after>)
        "#]].assert_eq(&card("retry-after", Detail::Brief));
        expect![[r#"
            ## A-IM

            request header · [RFC 3229, section 10.5.3](<https://www.rfc-editor.org/rfc/rfc3229.html#section-10.5.3>)

            **Lists the instance manipulations, such as delta formats, that the client accepts.**

            **Often with**: [226 IM Used](<226.md>)

            [All headers](<headers.md#a-im>)
        "#]]
        .assert_eq(&card("A-IM", Detail::Full));
    }

    #[test]
    fn a_brief_card_has_a_few_statuses_and_a_full_one_all() {
        let [brief, full] = [Detail::Brief, Detail::Full].map(|detail| card("Content-Type", detail));
        assert!(brief.contains(" more\n") && !full.contains(" more\n"), "{brief}{full}");
        assert!(full.matches(".md>)").count() > brief.matches(".md>)").count(), "{full}");
    }
}
