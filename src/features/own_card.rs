//! The card of a status that the document's project defines.

use crate::catalog::{OwnStatus, Status};

use super::card::{self, Block, Span, Target};
use super::subject::Subject;

/// What the project says of it, and what else the number means.
pub(super) fn blocks(status: &OwnStatus, subject: &Subject) -> Vec<Block> {
    let mut blocks = vec![Block::Title(subject.title()), Block::Paragraph(origin(status))];
    if subject.is_bound {
        blocks.push(Block::Paragraph(vec![text("The edge of a range of statuses.")]));
    }
    blocks.push(summary(status));
    if !status.explanation.is_empty() {
        blocks.push(Block::Paragraph(vec![text(&status.explanation)]));
    }
    blocks.extend(card::in_code(subject));
    blocks.extend(advice(status, usize::MAX));
    if let Some(other) = status.code.status() {
        blocks.extend([Block::Heading("Other meanings"), Block::Bullets(vec![meaning(other)])]);
    }
    blocks.extend([Block::Rule, Block::Paragraph(vec![Span::Link("All codes".into(), Target::Index)])]);
    blocks
}

/// The title's blocks for lists in which every item carries its own.
pub(super) fn brief(status: &OwnStatus, most_advice: usize) -> Vec<Block> {
    std::iter::once(summary(status)).chain(advice(status, most_advice)).collect()
}

fn summary(status: &OwnStatus) -> Block {
    Block::Paragraph(vec![Span::Bold(status.summary.clone().into())])
}

fn origin(status: &OwnStatus) -> Vec<Span> {
    let class = match status.code.class() {
        Some(class) => format!("{}xx {}", status.code.class_digit(), class.name),
        None => "no class of HTTP".to_owned(),
    };
    let mut spans = vec![text(&format!("Category: {class} · {}", status.owner))];
    if let Some(url) = &status.url {
        spans.extend([text(" · "), Span::Link("Documentation".into(), Target::Web(url.clone().into()))]);
    }
    spans
}

/// The causes and the fixes, at most so many of each.
fn advice(status: &OwnStatus, most: usize) -> Vec<Block> {
    let lines = |sentences: &[String]| sentences.iter().take(most).map(|sentence| vec![text(sentence)]).collect();
    let mut blocks = Vec::new();
    if !status.causes.is_empty() {
        blocks.extend([Block::Heading("Common causes"), Block::Bullets(lines(&status.causes))]);
    }
    if !status.fixes.is_empty() {
        blocks.extend([Block::Heading("How to fix"), Block::Numbered(lines(&status.fixes))]);
    }
    blocks
}

/// The status that has the number otherwise.
fn meaning(status: &'static Status) -> Vec<Span> {
    let name = format!("{} ({})", status.name, status.owner.title);
    vec![Span::Bold(name.into()), text(": "), text(status.summary)]
}

fn text(text: &str) -> Span {
    Span::Text(text.to_owned().into())
}
