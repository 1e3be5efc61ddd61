//! Where output is shown, and cards and lists as they are shown there.

use anstyle::{AnsiColor, Effects, Style};

use crate::catalog::{Catalog, Code, Status, StatusRef};
use crate::features::{Block, Card, Span, Target};

/// Where output is shown.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// How many characters a line may have.
    width: usize,
    /// Whether people read it there, and not a file or a program.
    is_terminal: bool,
    /// Whether escape sequences may style it.
    is_styled: bool,
}

/// Shorter lines would break most words, longer ones are hard to read.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;
/// The width where there is no terminal.
const PLAIN_WIDTH: usize = 100;

impl Screen {
    /// A terminal of so many columns, or something else, which has none.
    pub fn new(columns: Option<u16>, is_styled: bool) -> Self {
        let width = columns.map_or(PLAIN_WIDTH, |columns| usize::from(columns).clamp(*WIDTHS.start(), *WIDTHS.end()));
        Self { width, is_terminal: columns.is_some(), is_styled }
    }

    /// Whether escape sequences may style it.
    pub fn is_styled(&self) -> bool {
        self.is_styled
    }

    /// Whether people read it there.
    pub(super) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// The cards, one below the other. The addresses of their links stand below each.
    pub(super) fn cards(&self, cards: &[Card]) -> String {
        let rule = format!("{}\n\n", "─".repeat(self.width.min(PLAIN_WIDTH)));
        cards.iter().map(|card| self.card(card)).collect::<Vec<_>>().join(&format!("\n{rule}"))
    }

    /// Text in lines of the screen's width.
    pub(super) fn paragraph(&self, text: &str) -> String {
        let mut out = String::new();
        self.fill(&[piece(text, Look::Text)], "", "", &mut out);
        out
    }

    /// One entry for each status. On a terminal it is filled; elsewhere it is one line, for programs that read lines.
    pub(super) fn list(&self, codes: &[Code], catalog: &Catalog) -> String {
        let mut out = String::new();
        for status in codes.iter().filter_map(|code| catalog.status(*code)) {
            let is_registered = matches!(status, StatusRef::Compiled(status) if status.owner.id == "iana");
            let owner = if is_registered { String::new() } else { format!(" ({})", status.owner()) };
            let mut pieces = vec![piece(&format!("{} {}", status.code(), status.name()), Look::Bold)];
            pieces.push(piece(&format!("{owner}: "), Look::Text));
            push_markdown(status.summary(), Look::Text, &mut pieces);
            let line = if self.is_terminal { *self } else { Self { width: usize::MAX, ..*self } };
            line.fill(&pieces, "", "    ", &mut out);
        }
        out
    }

    fn card(&self, card: &Card) -> String {
        let mut out = String::with_capacity(4096);
        let mut links: Vec<(&str, &str)> = Vec::new();
        for block in &card.blocks {
            match block {
                Block::Title(title) => {
                    self.fill(&[piece(title, Look::of_title(title))], "", "", &mut out);
                }
                Block::Heading(heading) => self.fill(&[piece(heading, Look::Bold)], "", "", &mut out),
                Block::Paragraph(spans) => {
                    self.fill(&pieces(spans, &mut links), "", "", &mut out);
                    out.push('\n');
                }
                Block::Lines(lines) => {
                    for spans in lines {
                        self.fill(&pieces(spans, &mut links), "", "", &mut out);
                    }
                    out.push('\n');
                }
                Block::Bullets(entries) => {
                    for spans in entries {
                        self.fill(&pieces(spans, &mut links), "  - ", "    ", &mut out);
                    }
                    out.push('\n');
                }
                Block::Numbered(entries) => {
                    for (number, spans) in (1..).zip(entries) {
                        self.fill(&pieces(spans, &mut links), &format!("  {number}. "), "     ", &mut out);
                    }
                    out.push('\n');
                }
                Block::Example(_, text) => push_source(text, &mut out),
                Block::Code { text, .. } => push_source(text, &mut out),
                Block::Links(foot) => {
                    let others: Vec<String> =
                        foot.iter().filter_map(|link| other_code(&link.target, &link.label)).collect();
                    if !others.is_empty() {
                        out.push_str(&format!("See also: {}\n\n", others.join(", ")));
                    }
                    foot.iter().for_each(|link| push_link(&link.label, &link.target, &mut links));
                }
            }
        }
        // An address is not broken, so that it can be clicked and copied.
        for (label, address) in links {
            out.push_str(&format!("{label}: {address}\n"));
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    /// Pieces in lines, the first of which begins with `first` and the others with `rest`.
    fn fill(&self, pieces: &[Piece], first: &str, rest: &str, out: &mut String) {
        out.push_str(first);
        let room = self.width - rest.chars().count();
        let mut column = first.chars().count();
        let mut is_line_start = true;
        // The style that is on.
        let mut on = Look::Text;
        for word in self.words(pieces, room) {
            let length: usize = word.iter().map(|piece| self.length(piece)).sum();
            if !is_line_start && column + 1 + length > self.width {
                self.switch(&mut on, Look::Text, out);
                out.push('\n');
                out.push_str(rest);
                column = rest.chars().count();
                is_line_start = true;
            }
            if !is_line_start {
                if word.first().is_some_and(|first| first.look != on) {
                    self.switch(&mut on, Look::Text, out);
                }
                out.push(' ');
                column += 1;
            }
            for piece in &word {
                self.switch(&mut on, piece.look, out);
                self.push(piece, out);
            }
            column += length;
            is_line_start = false;
        }
        self.switch(&mut on, Look::Text, out);
        out.push('\n');
    }

    /// Ends the style that is on and begins another one.
    fn switch(&self, on: &mut Look, to: Look, out: &mut String) {
        if self.is_styled && *on != to {
            let (ended, begun) = (on.style(), to.style());
            out.push_str(&format!("{ended:#}{begun}"));
        }
        *on = to;
    }

    /// Text that must stand on one line, each of one or more pieces. Code is broken only where it is longer than a line.
    fn words(&self, pieces: &[Piece], room: usize) -> Vec<Vec<Piece>> {
        let mut words: Vec<Vec<Piece>> = Vec::new();
        let mut is_open = false;
        for one in pieces {
            let is_whole = one.look == Look::Code && self.length(one) <= room;
            let parts: Vec<&str> = if is_whole { vec![&one.text] } else { one.text.split_whitespace().collect() };
            let begins_apart = !is_whole && one.text.starts_with(char::is_whitespace);
            for (place, part) in parts.iter().enumerate() {
                let part = Piece { text: (*part).to_owned(), look: one.look, ends: one.ends_of(place, parts.len()) };
                match words.last_mut() {
                    Some(last) if is_open && place == 0 && !begins_apart => last.push(part),
                    _ => words.push(vec![part]),
                }
            }
            is_open = if parts.is_empty() {
                is_open && one.text.is_empty()
            } else {
                is_whole || !one.text.ends_with(char::is_whitespace)
            };
        }
        words
    }

    fn length(&self, piece: &Piece) -> usize {
        piece.text.chars().count() + if self.is_styled { 0 } else { piece.marks() }
    }

    /// The text of a piece. Where no style shows that it is code, marks do.
    fn push(&self, piece: &Piece, out: &mut String) {
        let Piece { text, look, ends } = piece;
        let mark = match look {
            Look::Code if !self.is_styled && text.contains('`') => "``",
            Look::Code if !self.is_styled => "`",
            _ => "",
        };
        let mark = |is_there: bool| if is_there { mark } else { "" };
        [mark(ends.0), text, mark(ends.1)].iter().for_each(|part| out.push_str(part));
    }
}

/// A piece of text in one style.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    look: Look,
    /// Whether it begins and ends what it was cut from.
    ends: (bool, bool),
}

impl Piece {
    fn ends_of(&self, place: usize, count: usize) -> (bool, bool) {
        (self.ends.0 && place == 0, self.ends.1 && place + 1 == count)
    }

    /// How many marks it has where no style shows that it is code.
    fn marks(&self) -> usize {
        let mark = if self.text.contains('`') { 2 } else { 1 };
        if self.look == Look::Code { mark * (usize::from(self.ends.0) + usize::from(self.ends.1)) } else { 0 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Text,
    Bold,
    Code,
    /// A title, by the class that gives it its color.
    Title(u8),
}

impl Look {
    fn of_title(title: &str) -> Self {
        Self::Title(title.bytes().next().unwrap_or_default())
    }

    fn style(self) -> Style {
        let bold = Style::new().effects(Effects::BOLD);
        let colored = |color: AnsiColor| bold.fg_color(Some(color.into()));
        match self {
            Self::Text => Style::new(),
            Self::Bold => bold,
            Self::Code => AnsiColor::Cyan.on_default(),
            Self::Title(b'1' | b'3') => colored(AnsiColor::Blue),
            Self::Title(b'2') => colored(AnsiColor::Green),
            Self::Title(b'4') => colored(AnsiColor::Yellow),
            Self::Title(b'5') => colored(AnsiColor::Red),
            Self::Title(_) => bold,
        }
    }
}

/// Lines as they are, indented.
fn push_source(text: &str, out: &mut String) {
    let lines = text.trim_end_matches('\n').lines();
    lines.for_each(|line| out.push_str(&format!("{}\n", format!("    {line}").trim_end())));
    out.push('\n');
}

fn piece(text: &str, look: Look) -> Piece {
    Piece { text: text.to_owned(), look, ends: (true, true) }
}

/// The spans as pieces. Their links are added to those of the card.
fn pieces<'c>(spans: &'c [Span], links: &mut Vec<(&'c str, &'c str)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for span in spans {
        match span {
            Span::Text(text) | Span::Quoted(text) => push_markdown(text, Look::Text, &mut pieces),
            Span::Bold(text) | Span::BoldQuoted(text) => push_markdown(text, Look::Bold, &mut pieces),
            Span::Code(text) => pieces.push(piece(text, Look::Code)),
            Span::Status(code) => {
                let name = code.status().map_or("", |status: &Status| status.name);
                pieces.push(piece(&format!("{code} {name}"), Look::Text));
            }
            Span::Link(label, target) => {
                pieces.push(piece(label, Look::Text));
                push_link(label, target, links);
            }
        }
    }
    pieces
}

/// Each address once.
fn push_link<'c>(label: &'c str, target: &'c Target, links: &mut Vec<(&'c str, &'c str)>) {
    if let Target::Web(address) | Target::Header { web: address, .. } = target
        && links.iter().all(|(_, known)| known != address)
    {
        links.push((label, address));
    }
}

/// The number that a link to another status shows.
fn other_code(target: &Target, label: &str) -> Option<String> {
    match target {
        Target::Page(code) if code.to_string() == label => Some(label.to_owned()),
        _ => None,
    }
}

/// Markdown without links, as texts of the data are: code spans are its only marks.
fn push_markdown(text: &str, look: Look, pieces: &mut Vec<Piece>) {
    let mut rest = text;
    while let Some(open) = rest.find('`') {
        let ticks = rest[open..].bytes().take_while(|byte| *byte == b'`').count();
        let fence = &rest[open..open + ticks];
        let inside = &rest[open + ticks..];
        let Some(close) = inside.find(fence) else { break };
        pieces.push(piece(&rest[..open], look));
        pieces.push(piece(inside[..close].trim(), Look::Code));
        rest = &inside[close + ticks..];
    }
    pieces.push(piece(rest, look));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::features::{Detail, Subject};

    const PLAIN: Screen = Screen { width: 40, is_terminal: true, is_styled: false };

    fn filled(text: &str, screen: Screen) -> String {
        let (mut pieces, mut out) = (Vec::new(), String::new());
        push_markdown(text, Look::Text, &mut pieces);
        screen.fill(&pieces, "- ", "  ", &mut out);
        out
    }

    #[test]
    fn code_stays_on_one_line_with_what_touches_it() {
        let narrow = Screen { width: 16, ..PLAIN };
        assert_eq!(filled("Send (`a b c`), then go.", narrow), "- Send\n  (`a b c`),\n  then go.\n");
        assert_eq!(filled("`aaaa bbbb cccc dddd` e", narrow), "- `aaaa bbbb\n  cccc dddd` e\n");
        assert_eq!(filled("a `` b ` c `` d", narrow), "- a ``b ` c`` d\n");
        assert_eq!(filled("one ` two", narrow), "- one ` two\n");
        assert_eq!(filled("", narrow), "- \n");
    }

    #[test]
    fn styles_stand_for_marks_and_take_no_room() {
        let styled = Screen { width: 9, is_styled: true, ..PLAIN };
        assert_eq!(filled("a `b c` d", styled), "- a \u{1b}[36mb c\u{1b}[0m d\n");
    }

    #[test]
    fn cards_fit_every_width() {
        let catalog = Catalog::compiled();
        let cards: Vec<Card> = Status::all()
            .iter()
            .map(|status| status.code)
            .chain([600, 432].into_iter().filter_map(Code::new))
            .map(|code| Subject::code(code, catalog))
            .chain((1..=5).map(|digit| Subject::class(digit, catalog)))
            .flat_map(|subject| [Detail::Brief, Detail::Full].map(|detail| Card::of(&subject, detail)))
            .collect();
        for width in [40, 80, 100, 120] {
            let screen = Screen { width, ..PLAIN };
            for card in &cards {
                let text = screen.card(card);
                for line in text.lines().filter(|line| line.chars().count() > width) {
                    let is_whole = !line.trim_start_matches([' ', '-']).contains(' ') || line.starts_with("    ");
                    assert!(is_whole || line.contains(": https://"), "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn each_address_stands_at_the_foot_once() {
        for status in Status::all() {
            for detail in [Detail::Brief, Detail::Full] {
                let text = PLAIN.card(&Card::of(&Subject::code(status.code, Catalog::compiled()), detail));
                let mut addresses: Vec<&str> =
                    text.lines().filter_map(|line| line.split_once(": https://")).map(|(_, a)| a).collect();
                assert!(text.contains(&format!(": {}\n", status.spec.address())), "{text}");
                let count = addresses.len();
                addresses.sort_unstable();
                addresses.dedup();
                assert_eq!(addresses.len(), count, "{text}");
            }
        }
    }

    #[test]
    fn a_width_is_that_of_the_terminal_within_bounds() {
        assert_eq!(
            [None, Some(1), Some(80), Some(500)].map(|columns| Screen::new(columns, false).width),
            [100, 40, 80, 120]
        );
    }
}
