//! The short form of a card, for lists in which every item carries its own.

use crate::catalog::{Catalog, Code, Status, StatusRef};

use super::card::{self, Block, Card, Span};
use super::subject::Subject;

/// The most bytes of text in a brief card; a list has up to some hundred of them.
const LIMIT: usize = 440;
/// The most causes, and the most fixes.
const ADVICE_LIMIT: usize = 2;

/// The title, the summary, and the first causes and fixes, as many as fit.
pub fn brief(code: Code, catalog: &Catalog) -> Card {
    let mut blocks = vec![Block::Title(Subject::code(code, catalog).title())];
    match catalog.status(code) {
        Some(StatusRef::Compiled(status)) => blocks.extend(of_status(status)),
        Some(StatusRef::Own(status)) => blocks.extend(card::own_brief(status, ADVICE_LIMIT)),
        None => blocks.extend(code.class().map(|class| bold(class.summary))),
    }
    Card { blocks }
}

fn of_status(status: &'static Status) -> Vec<Block> {
    let mut left = LIMIT.saturating_sub(status.summary.len());
    let (mut causes, mut fixes) = (Vec::new(), Vec::new());
    // In turn, so that a long cause does not take the room of the first fix.
    for at in 0..ADVICE_LIMIT {
        for (list, taken) in [(status.causes, &mut causes), (status.fixes, &mut fixes)] {
            let Some(advice) = list.get(at).filter(|advice| taken.len() == at && advice.text.len() <= left) else {
                continue;
            };
            left -= advice.text.len();
            taken.push(card::advice(advice));
        }
    }
    let mut blocks = vec![bold(status.summary)];
    if !causes.is_empty() {
        blocks.extend([Block::Heading("Common causes"), Block::Bullets(causes)]);
    }
    if !fixes.is_empty() {
        blocks.extend([Block::Heading("How to fix"), Block::Numbered(fixes)]);
    }
    blocks
}

fn bold(text: &'static str) -> Block {
    Block::Paragraph(vec![Span::Bold(text.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{markdown, plain};

    #[test]
    fn every_status_has_a_short_form_with_a_cause_and_a_fix() {
        for status in Status::all() {
            let card = brief(status.code, Catalog::compiled());
            let text = markdown(&card, &|_| None);
            assert!(text.len() <= 600 && plain(&card, 80).len() <= 600, "{}: {} bytes", status.code, text.len());
            let title = format!("## {} {}\n\n**{}**\n", status.code, status.name, status.summary);
            assert!(text.starts_with(&title), "{text}");
            assert!(text.contains("\n- ") && text.contains("\n1. "), "{text}");
        }
    }

    #[test]
    fn a_number_that_is_no_status_has_its_class() {
        let class_end = Code::new(399).expect("a code");
        assert_eq!(
            markdown(&brief(class_end, Catalog::compiled()), &|_| None).lines().next(),
            Some("## 399 (unregistered)"),
            "ranges end with it"
        );
        assert!(markdown(&brief(class_end, Catalog::compiled()), &|_| None).contains("\n**"));
        let without_class = Code::new(998).expect("a code");
        assert_eq!(markdown(&brief(without_class, Catalog::compiled()), &|_| None), "## 998 (unregistered)\n");
    }
}
