//! The card with everything that the data has about a status.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::catalog::{
    Body, Cache, Catalog, ClassText, Code, ExampleForm, Glance, Grpc, Header, Meaning, Standing, Status, StatusRef,
};
use crate::features::subject::{About, CodeLines, Subject};

use super::blocks::{Block, Card, Span};
use super::parts::{
    advice, all_codes, bold, change_line, fixes, header_entry, header_names, in_a_row, in_code, link, link_to, mdn,
    neighbors, origin_line, section_address, status_link, text, unregistered,
};
use super::remark::remarked;
use super::{header, own, send};

pub(super) fn card(subject: &Subject) -> Card {
    built(subject, |code| send::full(code, subject))
}

/// With that part on how to send a code.
fn built(subject: &Subject, sending: impl Fn(Code) -> Vec<Block>) -> Card {
    let mut blocks = vec![Block::Title(subject.title())];
    match subject.about {
        About::Header(header) => blocks.extend(header::full(header)),
        About::Class(digit) => blocks.extend(of_class(digit, subject)),
        About::Code(code) => match subject.catalog.status(code) {
            Some(StatusRef::Compiled(status)) => blocks.extend(of_status(status, subject, &sending)),
            Some(StatusRef::Own(status)) => blocks.extend(own::full(status, subject)),
            None => blocks.extend(of_unregistered(code, subject, &sending)),
        },
    }
    Card { blocks }
}

/// The full card of a code with the pages that its facts come from.
pub(super) fn with_sources(code: Code, catalog: &Catalog) -> Card {
    let subject = Subject::code(code, catalog);
    let mut card = remarked(built(&subject, send::page), &subject);
    if let Some(StatusRef::Compiled(status)) = catalog.status(code) {
        let links = card.blocks.iter().position(|block| matches!(block, Block::Links(_))).unwrap_or(card.blocks.len());
        card.blocks.splice(links..links, [Block::Heading("Sources"), Block::Bullets(sources(status))]);
    }
    card
}

/// Each page once: specifications first.
fn sources(status: &'static Status) -> Vec<Vec<Span>> {
    let mut lines: Vec<Vec<Span>> = Vec::new();
    let mut addresses: HashSet<Cow<'static, str>> = HashSet::new();
    let read = |url: &str| status.sources.iter().find(|source| source.url == url).and_then(|source| source.read);
    let specs = [&status.spec].into_iter().chain(status.meanings.iter().map(|meaning| &meaning.spec));
    let specs = specs.map(|spec| (spec.title(), spec.address()));
    let others = status.sources.iter().map(|source| (source.title.into(), source.url.into()));
    for (title, address) in specs.chain(others) {
        if addresses.insert(address.clone()) {
            let date = read(&address).map(|date| text(format!(", read {date}")));
            lines.push([link(title, address)].into_iter().chain(date).collect());
        }
    }
    lines
}

fn of_status(status: &'static Status, subject: &Subject, sending: &dyn Fn(Code) -> Vec<Block>) -> Vec<Block> {
    let own = subject.own_meaning();
    let mut blocks = vec![Block::Paragraph(origin_line(status, subject, subject.constant))];
    blocks.extend(subject.changed.as_ref().map(|changed| Block::Paragraph(change_line(changed))));
    if let Some(meaning) = own {
        blocks.push(Block::Paragraph(meaning_line(meaning)));
        blocks.push(Block::Paragraph(vec![text(meaning.explanation)]));
    }
    blocks.push(Block::Paragraph(vec![bold(status.summary)]));
    let glance = glance(status);
    blocks.extend((!glance.is_empty()).then_some(Block::Bullets(glance)));
    let causes = status.causes.iter().map(|cause| advice(cause, cause.text, None));
    let fixes = fixes(status.fixes, subject.reader).into_iter().map(|fix| advice(fix, fix.text, None));
    blocks.extend([Block::Heading("Common causes"), Block::Bullets(causes.collect())]);
    if let Some(curl) = &status.curl {
        let lines = vec![vec![Span::Code(curl.command.into())], vec![text(curl.shows)]];
        blocks.extend([Block::Heading("See it"), Block::Lines(lines)]);
    }
    blocks.extend([Block::Heading("How to fix"), Block::Numbered(fixes.collect())]);
    let is_in_document = matches!(subject.code_lines, CodeLines::Of(_));
    let mut code_lines = if is_sent(status) && !status.is_warn_code() { sending(status.code) } else { Vec::new() };
    if is_in_document {
        blocks.append(&mut code_lines);
    }
    blocks.extend([Block::Heading("Which one"), Block::Bullets(which_one(status))]);
    blocks.extend(headers(status));
    blocks.extend([Block::Heading("Example"), Block::Example(status.example_form, status.example)]);
    blocks.extend([Block::Heading("Background"), Block::Paragraph(vec![text(status.explanation)])]);
    blocks.extend(in_code(subject));
    blocks.append(&mut code_lines);
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

fn of_unregistered(code: Code, subject: &Subject, sending: &dyn Fn(Code) -> Vec<Block>) -> Vec<Block> {
    let (mut blocks, class) = unregistered(code, subject, |number| format!("RFC 9110, section {number}"));
    if let Some(class) = class {
        blocks.push(Block::Paragraph(vec![text(class.explanation)]));
        let fixes = fixes(class.fixes, subject.reader).into_iter().map(|fix| advice(fix, fix.text, None));
        blocks.extend([Block::Heading("How to fix"), Block::Numbered(fixes.collect())]);
    }
    if matches!(subject.code_lines, CodeLines::Of(_)) {
        blocks.extend(sending(code));
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

/// The lines about standing, retries, caches, bodies and headers, and about the name.
fn glance(status: &'static Status) -> Vec<Vec<Span>> {
    let entry = |label: &'static str, line: Vec<Span>| {
        let mut entry = vec![bold(label), text(": ")];
        entry.extend(line);
        entry
    };
    let mut lines = Vec::new();
    lines.extend(standing(status).map(|line| entry("Standing", vec![text(line)])));
    if let Some(glance) = &status.glance {
        lines.extend(glance.sent_as.map(|sent| entry("Clients get", vec![Span::Status(sent), text(".")])));
        lines.push(entry("Retry", vec![text(glance.retry)]));
        lines.extend(cache(glance, status).map(|line| entry("Cached", vec![text(line)])));
        if glance.body == Body::Forbidden {
            lines.push(entry("Body", vec![text("not allowed.")]));
        }
        lines.extend(glance.method.map(|method| entry("Method when followed", vec![text(method)])));
    }
    if !status.required_headers.is_empty() {
        lines.push(entry("Response must have", vec![text(format!("{}.", header_names(status.required_headers)))]));
    }
    if !status.repeated_headers.is_empty() {
        let names = header_names(status.repeated_headers);
        lines.push(entry("Response must have", vec![text(format!("{names}, if a `200` would have them."))]));
    }
    lines.extend(status.grpc.as_ref().map(|grpc| entry("gRPC", vec![text(grpc_line(grpc))])));
    let names: Vec<&str> = status.former_names.iter().chain(status.aliases).copied().collect();
    if !names.is_empty() {
        lines.push(entry("Also known as", vec![text(format!("{}.", names.join(", ")))]));
    }
    lines
}

/// Whether responses have this code as their status. Some codes stand in logs alone.
fn is_sent(status: &Status) -> bool {
    let is_replaced = status.glance.as_ref().is_some_and(|glance| glance.sent_as.is_some());
    status.example_form == ExampleForm::Response && !is_replaced
}

/// Whether a cache may store the response, if there is one.
fn cache(glance: &Glance, status: &Status) -> Option<&'static str> {
    is_sent(status).then_some(match glance.cache {
        Cache::ByDefault => "by default, for GET and HEAD.",
        Cache::Explicit => "only with explicit freshness, such as `max-age`.",
        Cache::Never => "never stored.",
    })
}

/// The statuses of gRPC that map to this one, and the one that a gRPC client reads it as.
fn grpc_line(grpc: &Grpc) -> String {
    let read_as = grpc.read_as;
    if grpc.sent_for == [read_as] {
        return format!("`{read_as}`, in both directions.");
    }
    let read = format!("a client reports `{read_as}` if the response has no `grpc-status`.");
    if grpc.sent_for.is_empty() {
        return read;
    }
    let names: Vec<String> = grpc.sent_for.iter().map(|name| format!("`{name}`")).collect();
    format!("Google APIs send it for {}; {read}", names.join(", "))
}

fn standing(status: &Status) -> Option<Cow<'static, str>> {
    match status.standing {
        Standing::Registered => None,
        Standing::Temporary => Some("registered for a limited time; it may change or expire.".into()),
        Standing::Reserved => Some("reserved; the registry does not assign it.".into()),
        Standing::Deprecated => Some("deprecated; do not send it.".into()),
        Standing::Obsolete => Some("obsolete; its specification was withdrawn.".into()),
        // RFC 9110, section 15.
        Standing::Unofficial if is_sent(status) && status.code.class().is_some() => {
            let digit = status.code.class_digit();
            Some(format!("not in the IANA registry; clients that do not recognize it treat it as {digit}00.").into())
        }
        Standing::Unofficial => Some("not in the IANA registry.".into()),
        // The line below the title says it.
        Standing::WarnCode => None,
    }
}

/// When this status is the right one, then each that it is weighed against.
fn which_one(status: &'static Status) -> Vec<Vec<Span>> {
    let own = status.choices().flat_map(|choice| choice.lines).filter(|line| line.code == status.code);
    let own: Vec<&str> = own.map(|line| line.when).collect();
    let name = || bold(format!("{} {}", status.code, status.name));
    let own = (!own.is_empty()).then(|| vec![name(), text(": "), text(own.join(" "))]);
    let others = neighbors(status).into_iter();
    own.into_iter()
        .chain(others.map(|other| vec![Span::Status(other.code), text(": "), text(other.sentence())]))
        .collect()
}

fn headers(status: &'static Status) -> Vec<Block> {
    let headers: Vec<&Header> = status.required_headers.iter().chain(status.customary_headers).copied().collect();
    if headers.is_empty() {
        return Vec::new();
    }
    let line = |header: &&'static Header| {
        vec![Span::Link(header.name.into(), header_entry(header)), text(": "), text(header.line)]
    };
    let lines = headers.iter().map(line);
    vec![Block::Heading("Headers"), Block::Bullets(lines.collect())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::pages::relative_address;
    use crate::features::{markdown, plain};

    #[test]
    fn caching_names_the_methods_and_what_it_takes() {
        for (code, row) in [
            (404, Some("by default, for GET and HEAD.")),
            (401, Some("only with explicit freshness, such as `max-age`.")),
            (429, Some("never stored.")),
            (100, Some("never stored.")),
            // Clients are sent 400 in its place.
            (494, None),
            (110, None),
        ] {
            let row = row.map(|row| format!("\n- **Cached**: {row}\n"));
            let text = full(code);
            assert_eq!(row.is_some(), text.contains("**Cached**"), "{text}");
            assert!(row.is_none_or(|row| text.contains(&row)), "{text}");
        }
    }

    #[test]
    fn statuses_of_grpc_stand_in_both_directions() {
        for (code, row) in [
            (401, "`UNAUTHENTICATED`, in both directions."),
            (502, "a client reports `UNAVAILABLE` if the response has no `grpc-status`."),
            (
                404,
                "Google APIs send it for `NOT_FOUND`; a client reports `UNIMPLEMENTED` if the response has no `grpc-status`.",
            ),
            (
                409,
                "Google APIs send it for `ABORTED`, `ALREADY_EXISTS`; a client reports `UNKNOWN` if the response has no `grpc-status`.",
            ),
        ] {
            let text = full(code);
            assert!(text.contains(&format!("\n- **gRPC**: {row}\n")), "{text}");
        }
        assert!(!full(405).contains("gRPC"), "no mapping names it");
    }

    #[test]
    fn a_command_stands_between_causes_and_fixes() {
        let status = Status::all().iter().find(|status| status.curl.is_some()).expect("a command");
        let curl = status.curl.as_ref().expect("a command");
        let text = full(status.code.number());
        let section = format!("\n### See it\n\n`{}`  \n{}\n\n### How to fix\n", curl.command, curl.shows);
        let (before, _) = text.split_once(&section).unwrap_or_else(|| panic!("{text}"));
        assert!(before.contains("\n### Common causes\n"), "{text}");
    }

    #[test]
    fn a_warn_code_has_nothing_of_a_status() {
        for code in [110, 199, 299] {
            let text = full(code);
            assert!(text.contains("\ncode of the `Warning` header · "), "{text}");
            for part in ["Informational", "Successful", "not registered", "IANA", "**Retry**", "**Cached**"] {
                assert!(!text.contains(part), "{part}: {text}");
            }
        }
    }

    #[test]
    fn a_page_ends_with_its_sources() {
        let card = with_sources(Code::new(404).expect("a code"), Catalog::compiled());
        let text = markdown(&card, &|target| relative_address(target, Catalog::compiled()));
        let (_, sources) = text.split_once("\n### Sources\n\n- [RFC 9110, section 15.5.5](<").expect("sources");
        assert!(sources.contains("/google/rpc/code.proto>), read 20"), "{sources}");
        assert!(!sources.contains("\n### ") && !full(404).contains("### Sources"), "{text}");
    }

    fn full(code: u16) -> String {
        markdown(&card(&Subject::code(Code::new(code).expect("a code"), Catalog::compiled())), &|_| None)
    }

    /// The short forms of the brief card do not stand beside the long ones.
    #[test]
    fn no_sentence_stands_twice_in_a_card() {
        let classes = (1..=5).map(|digit| Subject::class(digit, Catalog::compiled()));
        let codes = Status::all().iter().map(|status| Subject::code(status.code, Catalog::compiled()));
        for subject in codes.chain(classes) {
            // One line a block or an entry; examples and code are no sentences.
            let is_text = |block: &Block| !matches!(block, Block::Example(..) | Block::Code { .. });
            let blocks = card(&subject).blocks.into_iter().filter(is_text);
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
