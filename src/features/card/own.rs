//! The cards of a status that the document's project defines: the project's texts, and other meanings of the number.

use crate::catalog::{OwnStatus, Status};
use crate::features::subject::Subject;

use super::blocks::{Block, Card, Span};
use super::parts::{all_codes, bold, in_a_row, in_code, text};

/// The blocks of the whole card below the title.
pub(super) fn full(status: &OwnStatus, subject: &Subject) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(origin(status, subject)), summary(status, usize::MAX)];
    blocks.extend(explanation(status, usize::MAX));
    blocks.extend(advice(status, usize::MAX));
    blocks.extend(in_code(subject));
    if let Some(other) = status.code.status() {
        blocks.extend([Block::Heading("Other meanings"), Block::Bullets(vec![other_meaning(other)])]);
    }
    blocks.push(Block::Links(vec![all_codes()]));
    blocks
}

/// How much of each text a brief card shows at most.
struct Room {
    /// In entries.
    causes: usize,
    fixes: usize,
    /// In words.
    explanation: usize,
    summary: usize,
}

/// The first room in which the card fits is taken. The build does not limit the texts of a project, so the last ones cut even the summary.
const ROOMS: [Room; 8] = [
    Room { causes: 3, fixes: 3, explanation: usize::MAX, summary: usize::MAX },
    Room { causes: 2, fixes: 2, explanation: usize::MAX, summary: usize::MAX },
    Room { causes: 2, fixes: 2, explanation: 50, summary: usize::MAX },
    Room { causes: 1, fixes: 1, explanation: 50, summary: 40 },
    Room { causes: 0, fixes: 1, explanation: 30, summary: 40 },
    Room { causes: 0, fixes: 1, explanation: 0, summary: 40 },
    Room { causes: 0, fixes: 0, explanation: 40, summary: 40 },
    Room { causes: 0, fixes: 0, explanation: 0, summary: 20 },
];

/// Brief cards with the title, the summary, the explanation, the causes and the fixes, the longest first.
pub(super) fn brief(status: &OwnStatus, subject: &Subject) -> impl Iterator<Item = Card> {
    ROOMS.into_iter().map(|room| {
        let mut blocks = vec![Block::Title(subject.title()), Block::Paragraph(origin(status, subject))];
        blocks.push(summary(status, room.summary));
        blocks.extend(explanation(status, room.explanation));
        blocks.extend(causes(status, room.causes));
        let fixes = lines(&status.fixes, room.fixes);
        blocks.extend((!fixes.is_empty()).then_some(Block::Numbered(fixes)));
        blocks.push(Block::Links(vec![all_codes()]));
        Card { blocks }
    })
}

/// The same for lists in which every item carries its own card, with that many causes and fixes at most.
pub(super) fn listed(status: &OwnStatus, most: usize) -> Vec<Block> {
    std::iter::once(summary(status, usize::MAX)).chain(advice(status, most)).collect()
}

fn summary(status: &OwnStatus, words: usize) -> Block {
    Block::Paragraph(vec![Span::BoldQuoted(cut(&status.summary, words).into())])
}

fn explanation(status: &OwnStatus, words: usize) -> Option<Block> {
    let is_shown = !status.explanation.is_empty() && words > 0;
    is_shown.then(|| Block::Paragraph(vec![Span::Quoted(cut(&status.explanation, words).into())]))
}

/// The causes in one line, where the card of a compiled status has them too.
fn causes(status: &OwnStatus, most: usize) -> Option<Block> {
    let causes =
        status.causes.iter().take(most).map(|cause| vec![Span::Quoted(cause.trim_end_matches('.').to_owned().into())]);
    let mut line = vec![bold("Causes"), text(": ")];
    let label = line.len();
    line.extend(in_a_row(causes));
    (line.len() > label).then_some(Block::Paragraph(line))
}

/// As many words of a text, none of which may fill more than a part of a line unless all are asked for.
fn cut(text: &str, words: usize) -> String {
    const WORD_CHARS: usize = 10;
    if words == usize::MAX || text.split_whitespace().count() <= words && text.chars().count() <= words * WORD_CHARS {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut room = words * WORD_CHARS;
    for word in text.split_whitespace().take(words) {
        let length = word.chars().count() + 1;
        if length > room {
            break;
        }
        room -= length;
        out.push_str(word);
        out.push(' ');
    }
    out.push('…');
    out
}

/// The line below the title: class, owner, documentation, the project's name for it.
fn origin(status: &OwnStatus, subject: &Subject) -> Vec<Span> {
    let mut entries = Vec::new();
    if let Some(class) = status.code.class() {
        entries.push(vec![text(format!("{}xx {}", status.code.class_digit(), class.name))]);
    }
    entries.push(vec![text(format!("{}, not registered", status.owner))]);
    if subject.is_bound {
        entries.push(vec![text("edge of a range")]);
    }
    entries.extend(subject.own_names().next().map(|own| vec![Span::Code(own.text().into())]));
    in_a_row(entries)
}

/// The causes and the fixes, at most so many of each.
fn advice(status: &OwnStatus, most: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !status.causes.is_empty() {
        blocks.extend([Block::Heading("Common causes"), Block::Bullets(lines(&status.causes, most))]);
    }
    if !status.fixes.is_empty() {
        blocks.extend([Block::Heading("How to fix"), Block::Numbered(lines(&status.fixes, most))]);
    }
    blocks
}

fn lines(sentences: &[String], most: usize) -> Vec<Vec<Span>> {
    sentences.iter().take(most).map(|sentence| vec![Span::Quoted(sentence.clone().into())]).collect()
}

/// The status that has the number otherwise.
fn other_meaning(status: &'static Status) -> Vec<Span> {
    vec![bold(format!("{} ({})", status.name, status.owner.title)), text(": "), text(status.summary)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Additions, Catalog, Code};
    use crate::features::{Detail, markdown};

    fn own_status(summary: &str, explanation: &str, fixes: usize) -> OwnStatus {
        OwnStatus {
            code: Code::new(477).expect("a code"),
            name: "Tea Break".to_owned(),
            owner: "Teahouse".to_owned(),
            summary: summary.to_owned(),
            explanation: explanation.to_owned(),
            causes: vec!["It is tea time.".to_owned()],
            fixes: vec!["Come back at four.".to_owned(); fixes],
        }
    }

    fn brief_of(status: OwnStatus) -> String {
        let catalog = Catalog::with(Additions { statuses: vec![status.clone()], ..Additions::default() });
        markdown(&Card::of(&Subject::code(status.code, &catalog), Detail::Brief), &|_| None)
    }

    #[test]
    fn a_brief_card_has_what_the_project_says() {
        let text = brief_of(own_status("The server has its tea.", "The kitchen is closed.", 5));
        for part in ["## 477 Tea Break\n", "\n**The server has its tea.**\n", "\nThe kitchen is closed.\n", "\n3. Come"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("\n4. "), "{text}");
    }

    /// However much the project says.
    #[test]
    fn a_brief_card_fits_on_a_screen() {
        for (unit, count) in [("tea ", 40), ("tea ", 130), ("tea ", 5_000), ("a_very_long_word_", 1_000), ("ü", 9_000)]
        {
            let long = unit.repeat(count);
            for (summary, explanation) in [(&*long, "Short."), ("Short.", &*long), (&*long, &*long)] {
                let text = brief_of(own_status(summary, explanation, 9));
                let words = text.split_whitespace().count();
                assert!(words <= 150 && text.lines().count() <= 16 && text.len() < 2_000, "{words} words: {text}");
            }
        }
    }
}
