//! The blocks of a card, the text in them, and where links lead.

use std::borrow::Cow;

use crate::catalog::{Code, ExampleForm};
use crate::rules::Rule;

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
    /// A paragraph that breaks after each entry. Popups put more room between paragraphs than between lines.
    Lines(Vec<Vec<Span>>),
    /// One entry a line.
    Bullets(Vec<Vec<Span>>),
    /// The same, numbered from 1.
    Numbered(Vec<Vec<Span>>),
    /// A message as on the wire, lines of a log, or commands with their output.
    Example(ExampleForm, &'static str),
    /// Source text.
    Code {
        /// The id of its language.
        language: &'static str,
        /// Its lines.
        text: String,
    },
    /// Links in one line at the foot. One whose target has no address in the form that is rendered is left out.
    Links(Vec<Link>),
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Markdown without links.
    Text(Cow<'static, str>),
    /// Markdown in bold.
    Bold(Cow<'static, str>),
    /// A project's text. What Markdown would read as marks stands for itself, but for code spans.
    Quoted(Cow<'static, str>),
    /// The same in bold.
    BoldQuoted(Cow<'static, str>),
    /// Source text.
    Code(Cow<'static, str>),
    /// The code and name of a status, with a link to its page.
    Status(Code),
    /// Any other link.
    Link(Cow<'static, str>, Target),
}

/// A link at the foot of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// `Full card`
    pub label: Cow<'static, str>,
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The page of a code.
    Page(Code),
    /// The page with all codes.
    Index,
    /// The entry of a header on the page of all headers; `web` is the best page elsewhere.
    Header {
        /// The name in its usual capitals.
        name: &'static str,
        /// An address on the web.
        web: Cow<'static, str>,
    },
    /// The page of a rule.
    Rule(Rule),
    /// An address on the web.
    Web(Cow<'static, str>),
}
