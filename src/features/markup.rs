//! Cards as Markdown, with long lines or filled ones, and as plain text.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use crate::catalog::{Code, ExampleForm};

use super::card::blocks::{Block, Card, Link, Span, Target};
use escapes::{escaped, push_code};

mod escapes;

mod source;

use source::{push_broken, push_indented};

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
            Block::Lines(lines) => {
                for (index, spans) in lines.iter().enumerate() {
                    // A hard line break (CommonMark 0.31, section 6.7). Clients that show the source hide spaces best.
                    out.push_str(if index > 0 { "  \n" } else { "" });
                    push_spans(&mut out, spans, address);
                }
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
            Block::Example(form, text) => {
                push(&mut out, &["```", language(*form), "\n", text.trim_end_matches('\n'), "\n```\n\n"]);
            }
            Block::Code { language, text } => push(&mut out, &["```", language, "\n", text, "\n```\n\n"]),
            Block::Links(links) => push_links(&mut out, links, address),
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The language of the code block that an example stands in, by the names that renderers of Markdown know.
fn language(form: ExampleForm) -> &'static str {
    match form {
        ExampleForm::Response => "http",
        ExampleForm::Log => "log",
        ExampleForm::Terminal => "console",
    }
}

/// The card as Markdown without addresses, its lines filled to `width` characters of source: for clients that break lines without
/// regard to words, and count what they hide of the Markdown. A code span is broken only if it is longer than a line. Such clients
/// show lines as they are, so paragraphs need no empty row between them.
pub fn filled_markdown(card: &Card, width: usize) -> String {
    let fill = |spans: &[Span], first: &str, rest: &str, out: &mut String| {
        let mut source = String::new();
        push_spans(&mut source, spans, &|_| None);
        fill_words(source_words(&source, width - rest.len()), first, rest, width, out);
    };
    let mut out = String::with_capacity(4096);
    for (index, block) in card.blocks.iter().enumerate() {
        match block {
            Block::Title(title) => push(&mut out, &["## ", title, "\n\n"]),
            Block::Heading(heading) => push(&mut out, &["### ", heading, "\n\n"]),
            Block::Paragraph(spans) => {
                if is_joined(&card.blocks[..index]) {
                    out.pop();
                }
                fill(spans, "", "", &mut out);
                out.push('\n');
            }
            // A line that is full has no room for the mark of a hard break, and such clients need none.
            Block::Lines(lines) => {
                if is_joined(&card.blocks[..index]) {
                    out.pop();
                }
                lines.iter().for_each(|spans| fill(spans, "", "", &mut out));
                out.push('\n');
            }
            Block::Bullets(entries) => {
                for spans in entries {
                    fill(spans, "- ", "  ", &mut out);
                }
                out.push('\n');
            }
            Block::Numbered(entries) => {
                for (number, spans) in (1..).zip(entries) {
                    let marker = format!("{number}. ");
                    fill(spans, &marker, &" ".repeat(marker.len()), &mut out);
                }
                out.push('\n');
            }
            Block::Example(form, text) => push_broken(&mut out, language(*form), text.trim_end_matches('\n'), width),
            Block::Code { language, text } => push_broken(&mut out, language, text, width),
            // Without addresses there is nothing to follow.
            Block::Links(_) => {}
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Whether a paragraph follows the blocks `above` without an empty row: the first one is part of the title, and the others belong
/// together.
fn is_joined(above: &[Block]) -> bool {
    match above {
        [.., Block::Title(_), Block::Paragraph(_) | Block::Lines(_)] => false,
        [.., last] => matches!(last, Block::Title(_) | Block::Paragraph(_) | Block::Lines(_)),
        [] => false,
    }
}

/// The words of a line of Markdown. A code span is one word with what touches it, unless they have more than `room` characters;
/// so are a word and one behind it that would start a list, a heading, a quotation or a rule at the start of a line (CommonMark
/// 0.31, sections 4 and 5).
fn source_words(source: &str, room: usize) -> Vec<&str> {
    let mut gaps = Vec::new();
    let mut start = 0;
    for end in gaps_outside_of_code(source).into_iter().chain([source.len()]) {
        let part = &source[start..end];
        if part.trim().chars().count() > room {
            gaps.extend(part.match_indices(char::is_whitespace).map(|(index, _)| start + index));
        }
        gaps.push(end);
        start = end;
    }

    let mut words: Vec<Range<usize>> = Vec::new();
    start = 0;
    for end in gaps {
        let word = source[start..end].trim();
        match words.last_mut() {
            _ if word.is_empty() => {}
            Some(last) if starts_block(word) => last.end = end,
            _ => words.push(start..end),
        }
        start = end;
    }
    words.into_iter().map(|word| source[word].trim()).collect()
}

fn gaps_outside_of_code(source: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut offset = 0;
    while let Some(letter) = source[offset..].chars().next() {
        if letter.is_whitespace() {
            gaps.push(offset);
        }
        offset = if letter == '`' { span_end(source, offset) } else { offset + letter.len_utf8() };
    }
    gaps
}

/// The end of the code span that starts here, or of the backticks alone where no others close it.
fn span_end(source: &str, start: usize) -> usize {
    let ticks = |from: usize| source[from..].bytes().take_while(|byte| *byte == b'`').count();
    let opening = ticks(start);
    let inside = start + opening;
    let mut offset = inside;
    while let Some(next) = source[offset..].find('`') {
        let closing = ticks(offset + next);
        offset += next + closing;
        if closing == opening {
            return offset;
        }
    }
    inside
}

fn starts_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    word.starts_with(['>', '|'])
        || !word.is_empty()
            && ["-", "+", "*", "=", "#", "_"].iter().any(|mark| word.trim_start_matches(mark).is_empty())
        || digits.len() < word.len() && matches!(digits, "." | ")")
}

fn push(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

fn push_spans(out: &mut String, spans: &[Span], address: &Address<'_>) {
    for span in spans {
        match span {
            Span::Text(text) => out.push_str(text),
            Span::Bold(text) => push(out, &["**", text, "**"]),
            Span::Quoted(text) => out.push_str(&escaped(text)),
            Span::BoldQuoted(text) => push(out, &["**", &escaped(text), "**"]),
            Span::Code(text) => push_code(out, text),
            Span::Status(code) => push_link(out, &Target::Page(*code), address, |out| {
                let _ = write!(out, "{code} ");
                out.push_str(name(*code));
            }),
            Span::Link(label, target) => push_link(out, target, address, |out| out.push_str(label)),
        }
    }
}

/// The links that have an address, in one line.
fn push_links(out: &mut String, links: &[Link], address: &Address<'_>) {
    let start = out.len();
    for link in links {
        if let Some(address) = address(&link.target) {
            let separator = if out.len() > start { " · " } else { "" };
            push(out, &[separator, "[", &link.label, "](<", &address, ">)"]);
        }
    }
    if out.len() > start {
        out.push_str("\n\n");
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

fn name(code: Code) -> &'static str {
    code.status().map_or("", |status| status.name)
}

/// The card as plain text, its lines filled to `width` characters.
pub fn plain(card: &Card, width: usize) -> String {
    let mut out = String::with_capacity(4096);
    let mut blocks = card.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        match block {
            Block::Title(title) => out.push_str(&format!("{title}\n")),
            Block::Heading(heading) => out.push_str(&format!("{heading}\n")),
            Block::Paragraph(spans) => {
                let text = plain_spans(spans);
                fill(&text, "", "", width, &mut out);
                // What belongs to the paragraph stands right below it: a card has to fit into 24 rows.
                let goes_on = match blocks.peek() {
                    Some(Block::Lines(_)) => true,
                    Some(Block::Bullets(_) | Block::Code { .. }) => text.ends_with(':'),
                    _ => false,
                };
                if !goes_on {
                    out.push('\n');
                }
            }
            Block::Lines(lines) => {
                for spans in lines {
                    fill(&plain_spans(spans), "", "", width, &mut out);
                }
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
            Block::Example(_, text) => push_indented(&mut out, text.trim_end_matches('\n')),
            Block::Code { text, .. } => push_indented(&mut out, text),
            Block::Links(links) => {
                for link in links {
                    if let Target::Web(address) = &link.target {
                        push(&mut out, &[&link.label, ": ", address, "\n"]);
                    }
                }
            }
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
            Span::Text(text) | Span::Bold(text) | Span::Quoted(text) | Span::BoldQuoted(text) => {
                without_code_marks(text)
            }
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
    fill_words(source_words(text, width), first, rest, width, out);
}

fn fill_words<'a>(words: impl IntoIterator<Item = &'a str>, first: &str, rest: &str, width: usize, out: &mut String) {
    out.push_str(first);
    let mut column = first.chars().count();
    let mut is_line_start = true;
    for word in words {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Status};
    use crate::features::{Detail, Subject};

    const WIDTH: usize = 78;

    fn filled(block: Block, width: usize) -> String {
        filled_markdown(&Card { blocks: vec![block] }, width)
    }

    fn text(text: &'static str) -> Vec<Span> {
        vec![Span::Text(text.into())]
    }

    /// All that can be shown: statuses, classes, and codes that are registered nowhere.
    fn cards() -> impl Iterator<Item = Card> {
        let catalog = Catalog::compiled();
        let statuses = Status::all().iter().map(|status| Subject::code(status.code, catalog));
        let others = [299, 432, 600, 999].into_iter().filter_map(Code::new).map(|code| Subject::code(code, catalog));
        statuses
            .chain(others)
            .chain((1..=5).map(|digit| Subject::class(digit, catalog)))
            .flat_map(|subject| [Detail::Brief, Detail::Full].map(|detail| Card::of(&subject, detail)))
    }

    #[test]
    fn lines_are_filled_and_those_of_lists_hang() {
        assert_eq!(filled(Block::Paragraph(text("one two three four")), 10), "one two\nthree four\n");
        assert_eq!(
            filled(Block::Bullets(vec![text("one two three"), text("four")]), 10),
            "- one two\n  three\n- four\n"
        );
        assert_eq!(filled(Block::Numbered(vec![text("one two three")]), 10), "1. one two\n   three\n");
    }

    #[test]
    fn a_paragraph_breaks_where_its_lines_end() {
        let block = || Block::Lines(vec![text("one two"), text("three")]);
        let card = Card { blocks: vec![block()] };
        assert_eq!(markdown(&card, &|_| None), "one two  \nthree\n");
        assert_eq!(plain(&card, WIDTH), "one two\nthree\n");
        assert_eq!(filled(block(), 7), "one two\nthree\n");
    }

    #[test]
    fn paragraphs_need_no_empty_row() {
        let paragraph = |words| Block::Paragraph(text(words));
        let blocks = vec![
            Block::Title("T".into()),
            paragraph("origin"),
            paragraph("summary"),
            paragraph("causes"),
            Block::Bullets(vec![text("one")]),
            paragraph("end"),
        ];
        let filled = filled_markdown(&Card { blocks }, 10);
        assert_eq!(filled, "## T\norigin\n\nsummary\ncauses\n\n- one\n\nend\n");
    }

    #[test]
    fn code_is_not_broken() {
        assert_eq!(filled(Block::Paragraph(text("send `a b c`, then")), 10), "send\n`a b c`,\nthen\n");
        assert_eq!(filled(Block::Paragraph(text("send `` a ` b `` now")), 12), "send\n`` a ` b ``\nnow\n");
        // Unless it is longer than a line.
        assert_eq!(filled(Block::Paragraph(text("`aaa bbb ccc ddd` e")), 10), "`aaa bbb\nccc ddd` e\n");
        // What opens nothing is a letter like any other.
        assert_eq!(filled(Block::Paragraph(text("a ` b c d e f g")), 10), "a ` b c d\ne f g\n");
    }

    #[test]
    fn a_line_of_plain_text_begins_with_no_mark_of_a_list() {
        let card = Card { blocks: vec![Block::Paragraph(text("curl -so /dev/null -D - URL"))] };
        assert_eq!(plain(&card, 22), "curl -so /dev/null\n-D - URL\n");
    }

    #[test]
    fn a_line_starts_no_block() {
        for mark in ["-", "+", "*", "1.", "2)", "#", "---", "===", "> b"] {
            let text = Span::Text(format!("aaaa bbbb {mark}").into());
            let first_word = mark.split(' ').next().expect("a mark");
            let filled = filled(Block::Paragraph(vec![text]), 10);
            assert!(!filled.lines().any(|line| line.starts_with(first_word)), "{filled}");
        }
    }

    #[test]
    fn long_lines_of_messages_are_folded() {
        let message = |message| filled(Block::Example(ExampleForm::Response, message), 20);
        assert_eq!(message("A: one two three four five"), "```http\nA: one two three\n    four five\n```\n");
        assert_eq!(
            message("GET /a/b?cccccccc&dddddddddddd"),
            "```http\nGET\n    /a/b?cccccccc&\n    dddddddddddd\n```\n"
        );
        assert_eq!(message("<aaaaaaaa><bbbbbbb></b>"), "```http\n<aaaaaaaa><bbbbbbb>\n    </b>\n```\n");
        assert_eq!(message("ääääääääääääääääääääää"), "```http\nääääääääääääääääääää\n    ää\n```\n");
        assert_eq!(message("aaaaaaaaaaaaaaaaaaaaaaaa"), "```http\naaaaaaaaaaaaaaaaaaaa\n    aaaa\n```\n");
    }

    #[test]
    fn examples_stand_in_the_block_of_their_form() {
        for (form, fence) in [
            (ExampleForm::Response, "```http\n"),
            (ExampleForm::Log, "```log\n"),
            (ExampleForm::Terminal, "```console\n"),
        ] {
            let card = Card { blocks: vec![Block::Example(form, "a\n")] };
            assert_eq!(markdown(&card, &|_| None), format!("{fence}a\n```\n"));
            assert_eq!(filled_markdown(&card, 20), format!("{fence}a\n```\n"));
            assert_eq!(plain(&card, 20), "    a\n");
        }
    }

    #[test]
    fn filled_cards_fit_and_say_the_same() {
        let letters = |text: &str| text.replace(char::is_whitespace, "");
        for card in cards() {
            let filled = filled_markdown(&card, WIDTH);
            for line in filled.lines() {
                assert!(line.chars().count() <= WIDTH, "{line}");
            }
            assert_eq!(letters(&filled), letters(&markdown(&card, &|_| None)));
        }
    }
}
