//! Cards as Markdown and as plain text.

use std::fmt::Write as _;

use super::card::{Block, Card, Span, Target};

/// The card as Markdown. `address` says where a link leads; without an answer the label stands alone.
pub fn markdown(card: &Card, address: &dyn Fn(&Target) -> Option<String>) -> String {
    let mut out = String::with_capacity(4096);
    for block in &card.blocks {
        // Writing to a String cannot fail.
        let _ = match block {
            Block::Title(title) => write!(out, "## {title}\n\n"),
            Block::Heading(heading) => write!(out, "### {heading}\n\n"),
            Block::Paragraph(spans) => write!(out, "{}\n\n", markdown_spans(spans, address)),
            Block::Bullets(entries) => {
                for spans in entries {
                    let _ = writeln!(out, "- {}", markdown_spans(spans, address));
                }
                writeln!(out)
            }
            Block::Numbered(entries) => {
                for (number, spans) in (1..).zip(entries) {
                    let _ = writeln!(out, "{number}. {}", markdown_spans(spans, address));
                }
                writeln!(out)
            }
            Block::Example(message) => write!(out, "```http\n{}\n```\n\n", message.trim_end_matches('\n')),
            Block::Rule => write!(out, "---\n\n"),
        };
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn markdown_spans(spans: &[Span], address: &dyn Fn(&Target) -> Option<String>) -> String {
    spans
        .iter()
        .map(|span| match span {
            Span::Text(text) => text.clone(),
            Span::Bold(text) => format!("**{text}**"),
            Span::Code(text) => code_span(text),
            Span::Link(label, target) => match address(target) {
                Some(address) => format!("[{label}](<{address}>)"),
                None => label.clone(),
            },
        })
        .collect()
}

/// A code span whose fence is longer than any in the text (CommonMark 0.31, section 6.1).
fn code_span(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
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
            Span::Code(text) => text.clone(),
            Span::Link(label, _) => label.clone(),
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
