//! The card for lists in which every item carries its own.

use crate::catalog::{Catalog, Code, Status, StatusRef};
use crate::features::subject::Subject;

use super::blocks::{Block, Card};
use super::own;
use super::parts::{bold, in_a_row, short_fixes, text};
use super::remark::remarked;

/// The most causes, and the most fixes.
const ADVICE_LIMIT: usize = 2;

/// The title, the summary, and the first causes and fixes.
pub(super) fn card(code: Code, catalog: &Catalog) -> Card {
    let subject = Subject::code(code, catalog);
    let mut blocks = vec![Block::Title(subject.title())];
    match catalog.status(code) {
        Some(StatusRef::Own(status)) => blocks.extend(own::listed(status, ADVICE_LIMIT)),
        Some(StatusRef::Compiled(status)) => blocks.extend(of_status(status)),
        None => blocks.extend(code.class().map(|class| Block::Paragraph(vec![bold(class.summary)]))),
    }
    let mut card = remarked(Card { blocks }, &subject);
    // Lists show no links.
    card.blocks.retain(|block| !matches!(block, Block::Links(_)));
    card
}

fn of_status(status: &'static Status) -> [Block; 3] {
    let mut causes = vec![bold("Causes"), text(": ")];
    causes.extend(in_a_row(status.causes.iter().take(ADVICE_LIMIT).map(|cause| vec![text(cause.short)])));
    let fixes = short_fixes(status.fixes, None, ADVICE_LIMIT);
    [Block::Paragraph(vec![bold(status.summary)]), Block::Paragraph(causes), Block::Numbered(fixes)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{markdown, plain};

    #[test]
    fn every_status_has_a_short_form_with_a_cause_and_a_fix() {
        for status in Status::all() {
            let card = card(status.code, Catalog::compiled());
            let text = markdown(&card, &|_| None);
            assert!(text.len() <= 600 && plain(&card, 80).len() <= 600, "{}: {} bytes", status.code, text.len());
            let title = format!("## {} {}\n\n**{}**\n", status.code, status.name, status.summary);
            assert!(text.starts_with(&title), "{text}");
            assert!(text.contains("\n**Causes**: ") && text.contains("\n1. "), "{text}");
        }
    }

    #[test]
    fn a_number_that_is_no_status_has_its_class() {
        let class_end = Code::new(399).expect("a code");
        let text = markdown(&card(class_end, Catalog::compiled()), &|_| None);
        assert_eq!(text.lines().next(), Some("## 399 (unregistered)"), "ranges end with it");
        assert!(text.contains("\n**"));
        let without_class = Code::new(998).expect("a code");
        assert_eq!(markdown(&card(without_class, Catalog::compiled()), &|_| None), "## 998 (unregistered)\n");
    }
}
