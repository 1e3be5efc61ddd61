//! What is shown of a status: a list of blocks, which `markup` turns into Markdown or plain text.

use std::borrow::Cow;

use crate::catalog::{
    Advice, Body, ClassText, Code, Header, Meaning, OwnName, OwnStatus, Side, Spec, Spelling, Standing, Status,
    StatusRef,
};

use super::subject::{About, Subject};

/// A status or a class, ready to be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// In the order of reading.
    pub blocks: Vec<Block>,
}

/// A part of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `401 Unauthorized`
    Title(String),
    /// `Common causes`
    Heading(&'static str),
    /// Text with links.
    Paragraph(Vec<Span>),
    /// One entry a line.
    Bullets(Vec<Vec<Span>>),
    /// The same, numbered from 1.
    Numbered(Vec<Vec<Span>>),
    /// A message as on the wire.
    Example(&'static str),
    /// Sets the foot of the card apart.
    Rule,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Markdown without links.
    Text(Cow<'static, str>),
    /// Markdown in bold.
    Bold(Cow<'static, str>),
    /// Source text.
    Code(Cow<'static, str>),
    /// The code and name of a status, with a link to its page.
    Status(Code),
    /// Any other link.
    Link(Cow<'static, str>, Target),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The page of a code.
    Page(Code),
    /// The page with all codes.
    Index,
    /// An address on the web.
    Web(Cow<'static, str>),
}

/// Few cards have more blocks.
const USUAL_BLOCKS: usize = 32;
impl Card {
    /// The card of what it is to speak of.
    pub fn of(subject: &Subject) -> Self {
        match subject.about {
            About::Class(digit) => Self::of_class(digit, subject),
            About::Code(code) => match subject.catalog.status(code) {
                Some(StatusRef::Compiled(status)) => Self::of_status(status, subject),
                Some(StatusRef::Own(status)) => Self { blocks: own_status(status, subject) },
                None => Self::of_unregistered(code, subject),
            },
        }
    }

    fn of_status(status: &'static Status, subject: &Subject) -> Self {
        let own = subject.own_meaning();
        let mut blocks = Vec::with_capacity(USUAL_BLOCKS);
        blocks.push(Block::Title(subject.title()));
        blocks.push(Block::Paragraph(origin_line(status)));
        if subject.is_bound {
            blocks.push(Block::Paragraph(vec![text("The edge of a range of statuses.")]));
        }
        if let Some(meaning) = own {
            blocks.push(Block::Paragraph(meaning_line(meaning)));
            blocks.push(Block::Paragraph(vec![text(meaning.explanation)]));
        }
        blocks.push(Block::Paragraph(vec![bold(status.summary)]));
        if let Some(line) = standing_line(status) {
            blocks.push(Block::Paragraph(vec![text(line)]));
        }
        if !status.former_names.is_empty() || !status.aliases.is_empty() {
            let names: Vec<&str> = status.former_names.iter().chain(status.aliases).copied().collect();
            blocks.push(Block::Paragraph(vec![text(format!("Also known as {}.", names.join(", ")))]));
        }
        blocks.push(Block::Paragraph(vec![text(status.explanation)]));
        blocks.extend(glance(status));
        blocks.extend(in_code(subject));
        blocks.extend([Block::Heading("Common causes"), Block::Bullets(status.causes.iter().map(advice).collect())]);
        blocks.extend([Block::Heading("How to fix"), Block::Numbered(status.fixes.iter().map(advice).collect())]);
        for choice in status.choices() {
            let lines = choice.lines.iter().map(|(code, when)| vec![Span::Status(*code), text(": "), text(*when)]);
            blocks.extend([
                Block::Heading("Which one"),
                Block::Paragraph(vec![text(choice.title)]),
                Block::Bullets(lines.collect()),
            ]);
        }
        blocks.extend(related_headers(status));
        blocks.extend([Block::Heading("Example"), Block::Example(status.example)]);
        if subject.has_substatuses {
            let lines = status
                .substatuses
                .iter()
                .map(|(number, line)| vec![Span::Code((*number).into()), text(" "), text(*line)]);
            blocks.extend([Block::Heading("Substatuses of IIS"), Block::Bullets(lines.collect())]);
        }
        let others: Vec<_> = status
            .meanings
            .iter()
            .filter(|meaning| own.is_none_or(|own| !std::ptr::eq(own, *meaning)))
            .map(meaning_line)
            .collect();
        if !others.is_empty() {
            blocks.extend([Block::Heading("Other meanings"), Block::Bullets(others)]);
        }
        let related =
            status.related.iter().map(|related| vec![Span::Status(related.code), text(": "), text(related.reason)]);
        blocks.extend([Block::Heading("Related codes"), Block::Bullets(related.collect())]);
        blocks.extend([Block::Rule, Block::Paragraph(foot(status))]);
        Self { blocks }
    }

    fn of_unregistered(code: Code, subject: &Subject) -> Self {
        let mut blocks = vec![Block::Title(subject.title())];
        let class = format!("{}xx", code.class_digit());
        let remark = format!("{code} is not in the IANA registry, nor a vendor's code known here.");
        match code.class() {
            Some(class_text) => {
                let spec = link("RFC 9110", section_address(class_text.section));
                blocks.push(Block::Paragraph(vec![text(format!("{class} {} · ", class_text.name)), spec]));
                if subject.is_bound {
                    blocks.push(Block::Paragraph(vec![text("The edge of a range of statuses.")]));
                }
                blocks.push(Block::Paragraph(vec![bold(format!(
                    "{remark} Clients treat it as {}00.",
                    code.class_digit()
                ))]));
                blocks.push(Block::Paragraph(vec![text(class_text.summary)]));
                blocks.push(Block::Paragraph(vec![text(class_text.explanation)]));
            }
            None => blocks.push(Block::Paragraph(vec![bold(format!(
                "{remark} HTTP has no class {class}; clients treat it as a server error (RFC 9110, section 15)."
            ))])),
        }
        blocks.extend([Block::Rule, Block::Paragraph(vec![Span::Link("All codes".into(), Target::Index)])]);
        Self { blocks }
    }

    fn of_class(digit: u8, subject: &Subject) -> Self {
        let Some((_, class)) = ClassText::all().find(|(known, _)| *known == digit) else {
            return Self { blocks: Vec::new() };
        };
        let spec = link(format!("RFC 9110, section {}", class.section), section_address(class.section));
        let codes = subject.catalog.of_class(digit);
        let codes =
            codes.map(|status| vec![status_link(status), text(": "), text(status.summary().to_owned())]).collect();
        Self {
            blocks: vec![
                Block::Title(subject.title()),
                Block::Paragraph(vec![text("A class of statuses · "), spec]),
                Block::Paragraph(vec![bold(class.summary)]),
                Block::Paragraph(vec![text(class.explanation)]),
                Block::Heading("Codes"),
                Block::Bullets(codes),
                Block::Rule,
                Block::Paragraph(vec![Span::Link("All codes".into(), Target::Index)]),
            ],
        }
    }
}

fn text(text: impl Into<Cow<'static, str>>) -> Span {
    Span::Text(text.into())
}

fn bold(text: impl Into<Cow<'static, str>>) -> Span {
    Span::Bold(text.into())
}

fn link(label: impl Into<Cow<'static, str>>, address: impl Into<Cow<'static, str>>) -> Span {
    Span::Link(label.into(), Target::Web(address.into()))
}

/// The code and name of a status, with a link to its page.
fn status_link(status: StatusRef<'_>) -> Span {
    match status {
        StatusRef::Compiled(status) => Span::Status(status.code),
        StatusRef::Own(own) => Span::Link(format!("{} {}", own.code, own.name).into(), Target::Page(own.code)),
    }
}

fn link_to(spec: &'static Spec) -> Span {
    link(spec.title(), spec.address())
}

fn origin_line(status: &'static Status) -> Vec<Span> {
    let class = match status.code.class() {
        Some(class) => format!("{}xx {}", status.code.class_digit(), class.name),
        None => "no class of HTTP".to_owned(),
    };
    vec![text(format!("Category: {class} · {} · ", status.owner.title)), link_to(&status.spec)]
}

fn meaning_line(meaning: &'static Meaning) -> Vec<Span> {
    vec![
        bold(format!("{} ({})", meaning.name, meaning.owner.title)),
        text(": "),
        text(meaning.summary),
        text(" "),
        link_to(&meaning.spec),
    ]
}

fn standing_line(status: &Status) -> Option<&'static str> {
    match status.standing {
        Standing::Registered => None,
        Standing::Temporary => Some("Registered for a time only; it may change or lapse."),
        Standing::Reserved => Some("Reserved: the registry keeps it from being used."),
        Standing::Deprecated => Some("Deprecated: do not send it."),
        Standing::Obsolete => Some("Obsolete: its specification has been given up."),
        Standing::Unofficial => Some("Unofficial: not in the IANA registry, so generic clients know only its class."),
    }
}

fn glance(status: &'static Status) -> [Block; 2] {
    let yes_no = |yes: bool, one: &'static str, other: &'static str| text(if yes { one } else { other });
    let mut lines = vec![
        vec![bold("Retry"), text(": "), text(status.retry)],
        vec![bold("Cacheable by default"), text(": "), yes_no(status.is_cacheable, "yes.", "no.")],
        vec![bold("Body"), text(": "), yes_no(status.body == Body::Allowed, "allowed.", "not allowed.")],
    ];
    if let Some(sent) = status.sent_as {
        lines.insert(0, vec![bold("Clients are sent"), text(": "), Span::Status(sent), text(".")]);
    }
    if let Some(method) = status.method {
        lines.push(vec![bold("Method when followed"), text(": "), text(method)]);
    }
    if !status.required_headers.is_empty() {
        let names: Vec<String> = status.required_headers.iter().map(|header| format!("`{}`", header.name)).collect();
        lines.push(vec![bold("Required"), text(format!(": {}.", names.join(", ")))]);
    }
    [Block::Heading("At a glance"), Block::Bullets(lines)]
}

/// How libraries spell it, and what the project calls it.
fn in_code(subject: &Subject) -> Vec<Block> {
    let line =
        |spelling: &Spelling| vec![Span::Code(spelling.text().into()), text(format!(" ({})", spelling.library().name))];
    let own_line = |own: &OwnName| vec![Span::Code(own.text().into())];
    let lines: Vec<_> = subject.own_names().map(own_line).chain(subject.spellings.iter().map(line)).collect();
    if lines.is_empty() { Vec::new() } else { vec![Block::Heading("In code"), Block::Bullets(lines)] }
}

pub(super) fn advice(advice: &'static Advice) -> Vec<Span> {
    let side = match advice.side {
        Some(Side::Client) => Some("Client:"),
        Some(Side::Server) => Some("Server:"),
        None => None,
    };
    let sentence = text(advice.text);
    match side {
        Some(side) => vec![bold(side), text(" "), sentence],
        None => vec![sentence],
    }
}

fn related_headers(status: &'static Status) -> Vec<Block> {
    let headers: Vec<&Header> = status.required_headers.iter().chain(status.customary_headers).copied().collect();
    if headers.is_empty() {
        return Vec::new();
    }
    let lines = headers.iter().map(|header| vec![link(header.name, header.address()), text(": "), text(header.line)]);
    vec![Block::Heading("Related headers"), Block::Bullets(lines.collect())]
}

fn foot(status: &'static Status) -> Vec<Span> {
    let mut spans = vec![Span::Link("All codes".into(), Target::Index), text(" · ")];
    spans.push(link_to(&status.spec));
    if let Some(slug) = status.mdn {
        spans.push(text(" · "));
        spans.push(link("MDN", format!("https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/{slug}")));
    }
    spans.push(text(" · http-status"));
    spans
}

/// The address of a section of RFC 9110.
pub(crate) fn section_address(section: &str) -> String {
    format!("https://www.rfc-editor.org/rfc/rfc9110.html#section-{section}")
}

/// The blocks of a status that the document's project defines: what the project says of it, and what else the number means.
fn own_status(status: &OwnStatus, subject: &Subject) -> Vec<Block> {
    let mut blocks = vec![Block::Title(subject.title()), Block::Paragraph(own_origin(status))];
    if subject.is_bound {
        blocks.push(Block::Paragraph(vec![text("The edge of a range of statuses.")]));
    }
    blocks.push(own_summary(status));
    if !status.explanation.is_empty() {
        blocks.push(Block::Paragraph(vec![text(status.explanation.clone())]));
    }
    blocks.extend(in_code(subject));
    blocks.extend(own_advice(status, usize::MAX));
    if let Some(other) = status.code.status() {
        blocks.extend([Block::Heading("Other meanings"), Block::Bullets(vec![other_meaning(other)])]);
    }
    blocks.extend([Block::Rule, Block::Paragraph(vec![Span::Link("All codes".into(), Target::Index)])]);
    blocks
}

/// The same for lists in which every item carries its own card, without the title.
pub(super) fn own_brief(status: &OwnStatus, most_advice: usize) -> Vec<Block> {
    std::iter::once(own_summary(status)).chain(own_advice(status, most_advice)).collect()
}

fn own_summary(status: &OwnStatus) -> Block {
    Block::Paragraph(vec![Span::Bold(status.summary.clone().into())])
}

fn own_origin(status: &OwnStatus) -> Vec<Span> {
    let class = match status.code.class() {
        Some(class) => format!("{}xx {}", status.code.class_digit(), class.name),
        None => "no class of HTTP".to_owned(),
    };
    let mut spans = vec![text(format!("Category: {class} · {}", status.owner))];
    if let Some(url) = &status.url {
        spans.extend([text(" · "), Span::Link("Documentation".into(), Target::Web(url.clone().into()))]);
    }
    spans
}

/// The causes and the fixes, at most so many of each.
fn own_advice(status: &OwnStatus, most: usize) -> Vec<Block> {
    let lines =
        |sentences: &[String]| sentences.iter().take(most).map(|sentence| vec![text(sentence.clone())]).collect();
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
fn other_meaning(status: &'static Status) -> Vec<Span> {
    let name = format!("{} ({})", status.name, status.owner.title);
    vec![Span::Bold(name.into()), text(": "), text(status.summary)]
}
