//! The card with everything that the data says of a status.

use crate::catalog::{Body, ClassText, Code, Header, Meaning, Standing, Status, StatusRef};
use crate::features::subject::{About, Subject};

use super::blocks::{Block, Card, Span};
use super::own;
use super::parts::{
    advice, all_codes, bold, change_line, fixes, in_a_row, in_code, link, link_to, mdn, neighbors, origin_line,
    section_address, status_link, text, unregistered,
};

pub(super) fn card(subject: &Subject) -> Card {
    let mut blocks = vec![Block::Title(subject.title())];
    match subject.about {
        About::Class(digit) => blocks.extend(of_class(digit, subject)),
        About::Code(code) => match subject.catalog.status(code) {
            Some(StatusRef::Compiled(status)) => blocks.extend(of_status(status, subject)),
            Some(StatusRef::Own(status)) => blocks.extend(own::full(status, subject)),
            None => blocks.extend(of_unregistered(code, subject)),
        },
    }
    Card { blocks }
}

fn of_status(status: &'static Status, subject: &Subject) -> Vec<Block> {
    let own = subject.own_meaning();
    let mut blocks = vec![Block::Paragraph(origin_line(status, subject, subject.constant))];
    blocks.extend(subject.changed.map(|spelling| Block::Paragraph(change_line(spelling))));
    if let Some(meaning) = own {
        blocks.push(Block::Paragraph(meaning_line(meaning)));
        blocks.push(Block::Paragraph(vec![text(meaning.explanation)]));
    }
    blocks.push(Block::Paragraph(vec![bold(status.summary)]));
    blocks.push(Block::Bullets(glance(status)));
    let causes = status.causes.iter().map(|cause| advice(cause, cause.text, None));
    let fixes = fixes(status.fixes, subject.reader).into_iter().map(|fix| advice(fix, fix.text, None));
    blocks.extend([Block::Heading("Common causes"), Block::Bullets(causes.collect())]);
    blocks.extend([Block::Heading("How to fix"), Block::Numbered(fixes.collect())]);
    blocks.extend([Block::Heading("Which one"), Block::Bullets(which_one(status))]);
    blocks.extend(headers(status));
    blocks.extend([Block::Heading("Example"), Block::Example(status.example)]);
    blocks.extend([Block::Heading("Background"), Block::Paragraph(vec![text(status.explanation)])]);
    blocks.extend(in_code(subject));
    if subject.has_substatuses {
        let line =
            |(number, line): &(&'static str, &'static str)| vec![Span::Code((*number).into()), text(" "), text(*line)];
        let lines = status.substatuses.iter().map(line).collect();
        blocks.extend([Block::Heading("Substatuses of IIS"), Block::Bullets(lines)]);
    }
    let is_other = |meaning: &&Meaning| own.is_none_or(|own| !std::ptr::eq(own, *meaning));
    let others: Vec<_> = status.meanings.iter().filter(is_other).map(meaning_line).collect();
    if !others.is_empty() {
        blocks.extend([Block::Heading("Other meanings"), Block::Bullets(others)]);
    }
    blocks.push(Block::Links(mdn(status).into_iter().chain([all_codes()]).collect()));
    blocks
}

fn of_unregistered(code: Code, subject: &Subject) -> Vec<Block> {
    let (mut blocks, class) = unregistered(code, subject, |number| format!("RFC 9110, section {number}"));
    if let Some(class) = class {
        blocks.push(Block::Paragraph(vec![text(class.explanation)]));
        let fixes = fixes(class.fixes, subject.reader).into_iter().map(|fix| advice(fix, fix.text, None));
        blocks.extend([Block::Heading("How to fix"), Block::Numbered(fixes.collect())]);
    }
    blocks.push(Block::Links(vec![all_codes()]));
    blocks
}

fn of_class(digit: u8, subject: &Subject) -> Vec<Block> {
    let Some((_, class)) = ClassText::all().find(|(known, _)| *known == digit) else { return Vec::new() };
    let spec = link(format!("RFC 9110, section {}", class.section), section_address(class.section));
    let codes = subject.catalog.of_class(digit);
    let codes = codes.map(|status| vec![status_link(status), text(": "), text(status.summary().to_owned())]);
    vec![
        Block::Paragraph(in_a_row([vec![text("class of statuses")], vec![spec]])),
        Block::Paragraph(vec![bold(class.summary)]),
        Block::Paragraph(vec![text(class.explanation)]),
        Block::Heading("How to fix"),
        Block::Numbered(class.fixes.iter().map(|fix| advice(fix, fix.text, None)).collect()),
        Block::Heading("Codes"),
        Block::Bullets(codes.collect()),
        Block::Links(vec![all_codes()]),
    ]
}

fn meaning_line(meaning: &'static Meaning) -> Vec<Span> {
    let name = format!("{} ({})", meaning.name, meaning.owner.title);
    vec![bold(name), text(": "), text(meaning.summary), text(" "), link_to(&meaning.spec)]
}

/// What the status says of retries, caches, bodies and headers, and of its name.
fn glance(status: &'static Status) -> Vec<Vec<Span>> {
    let entry = |label: &'static str, line: Vec<Span>| {
        let mut entry = vec![bold(label), text(": ")];
        entry.extend(line);
        entry
    };
    let mut lines = Vec::new();
    lines.extend(standing(status).map(|line| entry("Standing", vec![text(line)])));
    lines.extend(status.sent_as.map(|sent| entry("Clients get", vec![Span::Status(sent), text(".")])));
    lines.push(entry("Retry", vec![text(status.retry)]));
    lines.push(entry("Cacheable by default", vec![text(if status.is_cacheable { "yes." } else { "no." })]));
    if status.body == Body::Forbidden {
        lines.push(entry("Body", vec![text("not allowed.")]));
    }
    lines.extend(status.method.map(|method| entry("Method when followed", vec![text(method)])));
    if !status.required_headers.is_empty() {
        let names: Vec<String> = status.required_headers.iter().map(|header| format!("`{}`", header.name)).collect();
        lines.push(entry("Must send", vec![text(format!("{}.", names.join(", ")))]));
    }
    let names: Vec<&str> = status.former_names.iter().chain(status.aliases).copied().collect();
    if !names.is_empty() {
        lines.push(entry("Also known as", vec![text(format!("{}.", names.join(", ")))]));
    }
    lines
}

fn standing(status: &Status) -> Option<&'static str> {
    match status.standing {
        Standing::Registered => None,
        Standing::Temporary => Some("registered for a limited time; it may change or lapse."),
        Standing::Reserved => Some("reserved; the registry keeps it from use."),
        Standing::Deprecated => Some("deprecated; do not send it."),
        Standing::Obsolete => Some("obsolete; its specification was withdrawn."),
        Standing::Unofficial => Some("not in the IANA registry, so generic clients see only its class."),
    }
}

/// When this status is the right one, then each that it is weighed against.
fn which_one(status: &'static Status) -> Vec<Vec<Span>> {
    let own = status.choices().flat_map(|choice| choice.lines).filter(|line| line.code == status.code);
    let own = own.map(|line| vec![bold(format!("{} {}", status.code, status.name)), text(": "), text(line.when)]);
    let others = neighbors(status).into_iter();
    own.chain(others.map(|other| vec![Span::Status(other.code), text(": "), text(other.sentence())])).collect()
}

fn headers(status: &'static Status) -> Vec<Block> {
    let headers: Vec<&Header> = status.required_headers.iter().chain(status.customary_headers).copied().collect();
    if headers.is_empty() {
        return Vec::new();
    }
    let lines = headers.iter().map(|header| vec![link(header.name, header.address()), text(": "), text(header.line)]);
    vec![Block::Heading("Headers"), Block::Bullets(lines.collect())]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::catalog::Catalog;
    use crate::features::plain;

    /// The short forms of the brief card do not stand beside the long ones.
    #[test]
    fn no_sentence_stands_twice_in_a_card() {
        let classes = (1..=5).map(|digit| Subject::class(digit, Catalog::compiled()));
        let codes = Status::all().iter().map(|status| Subject::code(status.code, Catalog::compiled()));
        for subject in codes.chain(classes) {
            // One line a block or an entry; examples are messages and not sentences.
            let blocks = card(&subject).blocks.into_iter().filter(|block| !matches!(block, Block::Example(_)));
            let text = plain(&Card { blocks: blocks.collect() }, usize::MAX);
            let mut seen = HashSet::new();
            for sentence in text.lines().flat_map(|line| line.split_inclusive(". ")) {
                let sentence = sentence.trim_start_matches(|c: char| !c.is_alphabetic()).trim();
                let is_long = sentence.split_whitespace().count() > 3;
                assert!(!is_long || seen.insert(sentence.to_owned()), "{}: twice: {sentence}", subject.title());
            }
        }
    }
}
