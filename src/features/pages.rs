//! Statuses as Markdown files with relative links, and an index of all by class.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::catalog::{ClassText, Code, Status};

use super::card::{Card, Target, section_address};
use super::markup::markdown;
use super::subject::Subject;

/// A file to be written beside the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// `401.md`
    pub file_name: String,
    /// Markdown.
    pub text: String,
}

/// The name of the file with all codes.
pub const INDEX: &str = "index.md";

/// The name of a code's file; codes without a status are found in the index.
pub fn file_name(code: Code) -> String {
    match code.status() {
        Some(_) => format!("{code}.md"),
        None => INDEX.to_owned(),
    }
}

/// Where a link of a page leads, seen from the folder of the pages.
pub fn relative_address(target: &Target) -> Option<Cow<'_, str>> {
    Some(match target {
        Target::Page(code) => file_name(*code).into(),
        Target::Index => INDEX.into(),
        Target::Web(address) => Cow::Borrowed(address),
    })
}

/// All pages: one a status, and the index.
pub fn pages() -> Vec<Page> {
    let page = |status: &Status| Page { file_name: file_name(status.code), text: page_text(status) };
    let mut pages: Vec<Page> = Status::all().iter().map(page).collect();
    pages.push(Page { file_name: INDEX.to_owned(), text: index() });
    pages
}

/// The card with a title of the first level, as a file of its own begins.
fn page_text(status: &Status) -> String {
    let card = markdown(&Card::of(&Subject::code(status.code)), &relative_address);
    let lifted = card.strip_prefix("## ").map_or(card.clone(), |rest| format!("# {rest}"));
    lifted.replace("\n### ", "\n## ")
}

fn index() -> String {
    let mut out = String::from("# HTTP status codes\n\n");
    for (digit, class) in ClassText::all() {
        class_section(digit, class, &mut out);
    }
    let beyond: Vec<&Status> = Status::all().iter().filter(|status| status.code.class().is_none()).collect();
    if !beyond.is_empty() {
        out.push_str("## Beyond the classes of HTTP\n\n");
        entries(beyond.into_iter(), &mut out);
    }
    out
}

fn class_section(digit: u8, class: &ClassText, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(out, "## {digit}xx {}\n\n**{}**\n\n{}\n\n", class.name, class.summary, class.explanation);
    let _ = write!(out, "[RFC 9110, section {}](<{}>)\n\n", class.section, section_address(class.section));
    entries(Status::all().iter().filter(|status| status.code.class_digit() == digit), out);
}

fn entries<'a>(statuses: impl Iterator<Item = &'a Status>, out: &mut String) {
    for status in statuses {
        let owner = if status.owner.id == "iana" { String::new() } else { format!(" ({})", status.owner.title) };
        let _ = writeln!(
            out,
            "- [{} {}](<{}>){owner}: {}",
            status.code,
            status.name,
            file_name(status.code),
            status.summary
        );
    }
    out.push('\n');
}
