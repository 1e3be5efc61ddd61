//! The additions of the document's project to the card of a code: a note on top and a link to its runbook at the foot.

use crate::features::subject::{About, Subject};

use super::blocks::{Block, Card, Link, Span, Target};

/// The card with the project's remark on the subject, if there is one.
pub(super) fn remarked(mut card: Card, subject: &Subject) -> Card {
    let About::Code(code) = subject.about else { return card };
    let Some(remark) = subject.catalog.remark(code) else { return card };
    if let Some(note) = &remark.note {
        let below_title = usize::from(matches!(card.blocks.first(), Some(Block::Title(_))));
        card.blocks.insert(below_title, Block::Paragraph(vec![Span::Quoted(note.clone().into())]));
    }
    if let Some(runbook) = &remark.runbook {
        let link = Link { label: "Runbook".into(), target: Target::Web(runbook.clone().into()) };
        match card.blocks.last_mut() {
            Some(Block::Links(links)) => links.insert(0, link),
            _ => card.blocks.push(Block::Links(vec![link])),
        }
    }
    card
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Additions, Catalog, Code, Remark, Status};
    use crate::features::{Card, Detail, Subject, filled_markdown, markdown};

    const NOTE: &str =
        "Our limit is 100 requests a minute, for each key; ask the team of the gateway for more than that.";

    fn catalog(notes: &str) -> Catalog {
        let numbers = Status::all().iter().map(|status| status.code).chain(Code::new(432));
        let remark = |code| Remark {
            code,
            note: Some(notes.to_owned()),
            runbook: Some("https://wiki.example/".to_owned() + &"long/".repeat(100)),
        };
        Catalog::with(Additions { remarks: numbers.map(remark).collect(), ..Additions::default() })
    }

    #[test]
    fn a_note_stands_on_top_and_a_runbook_at_the_foot() {
        let catalog = catalog(NOTE);
        for code in [429, 432].into_iter().filter_map(Code::new) {
            for detail in [Detail::Brief, Detail::Full] {
                let subject = Subject::code(code, &catalog);
                let text = markdown(&Card::of(&subject, detail), &|target| match target {
                    crate::features::Target::Web(address) => Some(address.as_ref().into()),
                    _ => None,
                });
                assert!(text.starts_with(&format!("## {}\n\n{NOTE}\n\n", subject.title())), "{text}");
                let foot = text.trim_end().lines().last().unwrap_or_default();
                assert!(foot.starts_with("[Runbook](<https://wiki.example/long/"), "{foot}");
            }
            let listed = markdown(&Card::listed(code, &catalog), &|_| None);
            assert!(listed.contains(&format!("\n\n{NOTE}\n\n")), "{listed}");
        }
        let class = markdown(&Card::of(&Subject::class(4, &catalog), Detail::Brief), &|_| None);
        assert!(!class.contains(NOTE), "{class}");
    }

    /// The longest note, of ordinary words and of the shortest ones.
    #[test]
    fn a_brief_card_with_a_note_fits_on_a_screen() {
        assert!(NOTE.chars().count() <= 100);
        for (notes, most_words) in [(NOTE, 150), (&*"a ".repeat(50), 150)] {
            let catalog = catalog(notes.trim());
            for status in Status::all() {
                let subject = Subject::code(status.code, &catalog);
                let text = markdown(&Card::of(&subject, Detail::Brief), &|_| Some("x".into()));
                let words = text.split_whitespace().count();
                assert!(words <= most_words, "{words} words: {text}");
                for (columns, rows) in [(100, 16), (78, 20), (66, 18)] {
                    let lines = |card: &Card| {
                        filled_markdown(card, columns).lines().filter(|line| !line.is_empty() || columns < 100).count()
                    };
                    let card = Card::brief_that(&subject, &|card| lines(card) <= rows);
                    assert!(lines(&card) <= rows, "{rows} rows of {columns}:\n{}", filled_markdown(&card, columns));
                }
            }
        }
    }
}
