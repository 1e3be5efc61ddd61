//! Cards as Markdown and as plain text.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::catalog::Code;

use super::card::{Block, Card, Span, Target};

/// Where the links of a card lead. Without an answer the label stands alone.
pub type Address<'a> = dyn for<'t> Fn(&'t Target) -> Option<Cow<'t, str>> + 'a;

/// The card as Markdown.
// Writing to a `String`, here and below, cannot fail.
pub fn markdown(card: &Card, address: &Address<'_>) -> String {
    let mut out = String::with_capacity(4096);
    for block in &card.blocks {
        match block {
            Block::Title(title) => push(&mut out, &["## ", title, "\n\n"]),
            Block::Heading(heading) => push(&mut out, &["### ", heading, "\n\n"]),
            Block::Paragraph(spans) => {
                push_spans(&mut out, spans, address);
                out.push_str("\n\n");
            }
            Block::Bullets(entries) => {
                for spans in entries {
                    out.push_str("- ");
                    push_spans(&mut out, spans, address);
                    out.push('\n');
                }
                out.push('\n');
            }
            Block::Numbered(entries) => {
                for (number, spans) in (1..).zip(entries) {
                    let _ = write!(out, "{number}. ");
                    push_spans(&mut out, spans, address);
                    out.push('\n');
                }
                out.push('\n');
            }
            Block::Example(message) => push(&mut out, &["```http\n", message.trim_end_matches('\n'), "\n```\n\n"]),
            Block::Rule => out.push_str("---\n\n"),
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn push(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

fn push_spans(out: &mut String, spans: &[Span], address: &Address<'_>) {
    for span in spans {
        match span {
            Span::Text(text) => out.push_str(text),
            Span::Bold(text) => push(out, &["**", text, "**"]),
            Span::Code(text) => push_code(out, text),
            Span::Status(code) => push_link(out, &Target::Page(*code), address, |out| {
                let _ = write!(out, "{code} ");
                out.push_str(name(*code));
            }),
            Span::Link(label, target) => push_link(out, target, address, |out| out.push_str(label)),
        }
    }
}

fn push_link(out: &mut String, target: &Target, address: &Address<'_>, push_label: impl FnOnce(&mut String)) {
    match address(target) {
        Some(address) => {
            out.push('[');
            push_label(out);
            push(out, &["](<", &address, ">)"]);
        }
        None => push_label(out),
    }
}

/// A code span whose fence is longer than any in the text (CommonMark 0.31, section 6.1).
fn push_code(out: &mut String, text: &str) {
    let (open, close) = if text.contains('`') { ("`` ", " ``") } else { ("`", "`") };
    push(out, &[open, text, close]);
}

fn name(code: Code) -> &'static str {
    code.status().map_or("", |status| status.name)
}

/// The card as plain text, its lines filled to `width` characters.
pub fn plain(card: &Card, width: usize) -> String {
    let mut out = String::with_capacity(4096);
    for block in &card.blocks {
        match block {
            Block::Title(title) => out.push_str(&format!("{title}\n")),
            Block::Heading(heading) => out.push_str(&format!("{heading}\n")),
            Block::Paragraph(spans) => {
                fill(&plain_spans(spans), "", "", width, &mut out);
                out.push('\n');
            }
            Block::Bullets(entries) => {
                for spans in entries {
                    fill(&plain_spans(spans), "  - ", "    ", width, &mut out);
                }
                out.push('\n');
            }
            Block::Numbered(entries) => {
                for (number, spans) in (1..).zip(entries) {
                    fill(&plain_spans(spans), &format!("  {number}. "), "     ", width, &mut out);
                }
                out.push('\n');
            }
            Block::Example(message) => {
                for line in message.trim_end_matches('\n').lines() {
                    out.push_str(format!("    {line}").trim_end());
                    out.push('\n');
                }
                out.push('\n');
            }
            Block::Rule => {}
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn plain_spans(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| match span {
            Span::Text(text) | Span::Bold(text) => without_code_marks(text),
            Span::Code(text) => text.to_string(),
            Span::Status(code) => format!("{code} {}", name(*code)),
            Span::Link(label, _) => label.to_string(),
        })
        .collect()
}

fn without_code_marks(text: &str) -> String {
    text.replace('`', "")
}

fn fill(text: &str, first: &str, rest: &str, width: usize, out: &mut String) {
    out.push_str(first);
    let mut column = first.chars().count();
    let mut is_line_start = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if !is_line_start && column + 1 + length > width {
            out.push('\n');
            out.push_str(rest);
            column = rest.chars().count();
            is_line_start = true;
        }
        if !is_line_start {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
        is_line_start = false;
    }
    out.push('\n');
}
