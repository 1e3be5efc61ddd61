//! The lines and lists that brief and full cards share.

use std::borrow::Cow;

use crate::catalog::{
    Advice, ChoiceLine, ClassText, Code, Header, OwnName, Related, Side, Spec, Spelling, Standing, Status, StatusRef,
};

use super::blocks::{Block, Link, Span, Target};
use crate::features::libraries::product;
use crate::features::subject::{ChangedName, NameChange, Subject, Written};

pub(super) fn text(text: impl Into<Cow<'static, str>>) -> Span {
    Span::Text(text.into())
}

pub(super) fn bold(text: impl Into<Cow<'static, str>>) -> Span {
    Span::Bold(text.into())
}

pub(super) fn link(label: impl Into<Cow<'static, str>>, address: impl Into<Cow<'static, str>>) -> Span {
    Span::Link(label.into(), Target::Web(address.into()))
}

/// The code and name of a status, with a link to its page.
pub(super) fn status_link(status: StatusRef<'_>) -> Span {
    match status {
        StatusRef::Compiled(status) => Span::Status(status.code),
        StatusRef::Own(own) => Span::Link(format!("{} {}", own.code, own.name).into(), Target::Page(own.code)),
    }
}

pub(super) fn link_to(spec: &'static Spec) -> Span {
    link(spec.title(), spec.address())
}

/// The address of a section of RFC 9110.
pub(in crate::features) fn section_address(section: &str) -> String {
    format!("https://www.rfc-editor.org/rfc/rfc9110.html#section-{section}")
}

/// The entries with a dot between each two.
pub(super) fn in_a_row(entries: impl IntoIterator<Item = Vec<Span>>) -> Vec<Span> {
    let mut row = Vec::new();
    for entry in entries {
        if !row.is_empty() {
            row.push(text(" · "));
        }
        row.extend(entry);
    }
    row
}

/// The line below the title: class, owner, standing, specification, the constant of the file.
pub(super) fn origin_line(status: &'static Status, subject: &Subject, constant: Option<Spelling>) -> Vec<Span> {
    let mut entries = Vec::new();
    if let Some(class) = status.code.class().filter(|_| !status.is_warn_code()) {
        entries.push(vec![text(format!("{}xx {}", status.code.class_digit(), class.name))]);
    }
    match status.standing {
        Standing::Registered => {}
        Standing::Temporary => entries.push(vec![text("registered temporarily")]),
        Standing::Reserved => entries.push(vec![text("reserved")]),
        Standing::Deprecated => entries.push(vec![text("deprecated")]),
        Standing::Obsolete => entries.push(vec![text("obsolete")]),
        Standing::Unofficial => entries.push(vec![text(format!("{}, not registered", status.owner.title))]),
        Standing::WarnCode => entries.push(vec![text("code of the `Warning` header")]),
    }
    if let Some(former) = status.former_names.first() {
        entries.push(vec![text(format!("formerly {former}"))]);
    }
    if subject.is_bound {
        entries.push(vec![text("edge of a range")]);
    }
    entries.push(vec![link(status.spec.short_title(), status.spec.address())]);
    let name = subject.own_names().next().map(OwnName::text);
    let name = name.or_else(|| constant.map(|spelling| spelling.text()));
    entries.extend(name.map(|name| vec![Span::Code(name.into())]));
    in_a_row(entries)
}

/// The names of headers: `` `Date`, `ETag` ``.
pub(super) fn header_names(headers: &[&Header]) -> String {
    let names: Vec<String> = headers.iter().map(|header| format!("`{}`", header.name)).collect();
    names.join(", ")
}

/// The spellings of libraries, and the names that the project gives the status.
pub(super) fn in_code(subject: &Subject) -> Vec<Block> {
    let line = |Written { spelling, version }: &Written| {
        let library = version.as_deref().unwrap_or(spelling.library().name);
        vec![Span::Code(spelling.text().into()), text(format!(" ({library})"))]
    };
    let own_line = |own: &OwnName| vec![Span::Code(own.text().into())];
    let lines: Vec<_> = subject.own_names().map(own_line).chain(subject.spellings.iter().map(line)).collect();
    if lines.is_empty() { Vec::new() } else { vec![Block::Heading("In code"), Block::Bullets(lines)] }
}

/// The line about a name that its library has not had in all versions, or advises against.
pub(super) fn change_line(changed: &ChangedName) -> Vec<Span> {
    let ChangedName { spelling, change, instead, project } = changed;
    // Some versions are those of what the library comes with: `Starlette 0.48`.
    let version = |version: &str| match version.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("{} {version}", product(spelling.library())),
        false => version.to_owned(),
    };
    let said = match *change {
        NameChange::Since(since) => format!("exists from {}", version(since)),
        NameChange::Against(deprecated, removed) => {
            let deprecated = deprecated.map(|since| match since {
                "?" => "is deprecated".to_owned(),
                since => format!("is deprecated since {}", version(since)),
            });
            let removed = removed.map(|removed| format!("is removed in {}", version(removed)));
            deprecated.into_iter().chain(removed).collect::<Vec<_>>().join(" and ")
        }
    };
    let mut line = vec![Span::Code(spelling.text().into()), text(format!(" {said}"))];
    line.extend(project.as_ref().map(|project| text(format!(". This project {project}"))));
    let before = if project.is_some() { ": write " } else { "; write " };
    line.extend(instead.iter().flat_map(|instead| [text(before), Span::Code(instead.clone().into())]));
    line.push(text("."));
    line
}

/// The blocks below the title of a code without a status, and its class, if it has one. `section` is the label of a section of RFC 9110.
pub(super) fn unregistered(
    code: Code,
    subject: &Subject,
    section: impl Fn(&str) -> String,
) -> (Vec<Block>, Option<&'static ClassText>) {
    let (class, digit) = (code.class(), code.class_digit());
    let of_clients = match class {
        Some(_) => format!("clients treat it as {digit}00."),
        None => format!("HTTP has no class {digit}xx, and clients treat it as a server error."),
    };
    let remark = format!("{code} is neither in the IANA registry nor a vendor's code in this catalog; {of_clients}");
    let number = class.map_or("15", |class| class.section);
    let class_name = class.map(|class| vec![text(format!("{digit}xx {}", class.name))]);
    // `status < 600` is the edge of a range.
    let edge = subject.is_bound.then(|| vec![text("edge of a range")]);
    let spec = vec![link(section(number), section_address(number))];
    let line = in_a_row(class_name.into_iter().chain(edge).chain([spec]));
    let mut blocks = vec![Block::Paragraph(line), Block::Paragraph(vec![bold(remark)])];
    blocks.extend(class.map(|class| Block::Paragraph(vec![text(class.summary)])));
    (blocks, class)
}

/// A cause or a fix with the side that it concerns, unless that is the reader's.
pub(super) fn advice(advice: &'static Advice, sentence: &'static str, reader: Option<Side>) -> Vec<Span> {
    let label = match advice.side.filter(|side| reader != Some(*side)) {
        Some(Side::Client) => "Client:",
        Some(Side::Server) => "Server:",
        None => return vec![text(sentence)],
    };
    vec![bold(label), text(" "), text(sentence)]
}

/// The first fixes in their short forms. Those of one side name it once; where they are of several, each names its side, but for the
/// reader's.
pub(super) fn short_fixes(all: &'static [Advice], reader: Option<Side>, most: usize) -> Vec<Vec<Span>> {
    let mut shown = fixes(all, reader);
    shown.truncate(most);
    let is_of_one_side = shown.iter().all(|fix| fix.side == shown[0].side);
    let line = |(at, fix): (usize, &&'static Advice)| {
        let is_named_above = is_of_one_side && at > 0;
        advice(fix, fix.short, if is_named_above { fix.side } else { reader })
    };
    shown.iter().enumerate().map(line).collect()
}

/// The fixes, those of the reader's side first.
pub(super) fn fixes(fixes: &'static [Advice], reader: Option<Side>) -> Vec<&'static Advice> {
    let mut fixes: Vec<&Advice> = fixes.iter().collect();
    if reader.is_some() {
        fixes.sort_by_key(|fix| match fix.side {
            side if side == reader => 0,
            None => 1,
            Some(_) => 2,
        });
    }
    fixes
}

/// Another status that may be the right one, with what the data says of the two together.
#[derive(Clone, Copy)]
pub(super) struct Neighbor {
    pub(super) code: Code,
    related: Option<&'static Related>,
    line: Option<&'static ChoiceLine>,
}

impl Neighbor {
    /// How it differs, as a fragment.
    pub(super) fn short(&self) -> &'static str {
        self.related.map(|related| related.short).or(self.line.map(|line| line.short)).unwrap_or_default()
    }

    /// How it differs, in a sentence.
    pub(super) fn sentence(&self) -> &'static str {
        self.related.map(|related| related.reason).or(self.line.map(|line| line.when)).unwrap_or_default()
    }
}

/// The statuses that this one is weighed against, each once: those that are both in a group with it and related to it, the other related
/// ones, and the others of its groups.
pub(super) fn neighbors(status: &'static Status) -> Vec<Neighbor> {
    let lines: Vec<&ChoiceLine> =
        status.choices().flat_map(|choice| choice.lines).filter(|line| line.code != status.code).collect();
    let mut neighbors: Vec<Neighbor> = Vec::new();
    let mut add = |neighbor: Neighbor| {
        if neighbors.iter().all(|known| known.code != neighbor.code) {
            neighbors.push(neighbor);
        }
    };
    let line_of = |code| lines.iter().copied().find(|line| line.code == code);
    let related = || status.related.iter().map(|related| (related, line_of(related.code)));
    for (related, line) in related().filter(|(_, line)| line.is_some()) {
        add(Neighbor { code: related.code, related: Some(related), line });
    }
    for (related, line) in related() {
        add(Neighbor { code: related.code, related: Some(related), line });
    }
    for line in &lines {
        add(Neighbor { code: line.code, related: None, line: Some(line) });
    }
    neighbors
}

pub(super) fn mdn(status: &Status) -> Option<Link> {
    let slug = status.mdn?;
    let address = format!("https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/{slug}");
    Some(Link { label: "MDN".into(), target: Target::Web(address.into()) })
}

/// The entry of a header on the page of all headers.
pub(super) fn header_entry(header: &'static Header) -> Target {
    Target::Header { name: header.name, web: header.address() }
}

pub(super) fn all_codes() -> Link {
    Link { label: "All codes".into(), target: Target::Index }
}
