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
    with_addresses_below(&lifted.replace("\n### ", "\n## "))
}

/// The text with its addresses on the web as references at the end (CommonMark 0.31, section 4.7): editors show pages as source,
/// and those that hide addresses break lines by them all the same. Links between pages are short and stay.
fn with_addresses_below(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut addresses: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("](<http") {
        let Some((address, after)) = behind.split_once(">)") else { break };
        let known = addresses.iter().position(|known| *known == address);
        let number = known.unwrap_or_else(|| {
            addresses.push(address);
            addresses.len() - 1
        });
        out.push_str(before);
        // Writing to a String cannot fail.
        let _ = write!(out, "][{}]", number + 1);
        rest = after;
    }
    out.push_str(rest);
    if !addresses.is_empty() {
        out.push('\n');
    }
    for (number, address) in (1..).zip(addresses) {
        let _ = writeln!(out, "[{number}]: <http{address}>");
    }
    out
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
    out.truncate(out.trim_end().len());
    out.push('\n');
    with_addresses_below(&out)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stand_below_once_each() {
        let text = "# A\n\n[b](<https://b>) [c](<c.md>) [d](<https://d>) [e](<https://b>)\n";
        let wanted = "# A\n\n[b][1] [c](<c.md>) [d][2] [e][1]\n\n[1]: <https://b>\n[2]: <https://d>\n";
        assert_eq!(with_addresses_below(text), wanted);
        assert_eq!(with_addresses_below("# A\n"), "# A\n");
    }

    #[test]
    fn pages_have_no_address_within_a_line() {
        for page in pages() {
            let inside = page.text.lines().find(|line| line.contains("](<http"));
            assert_eq!(inside, None, "{}", page.file_name);
            assert!(page.text.contains("\n\n[1]: <https://"), "{}", page.file_name);
        }
    }
}
