//! The lines of code with which libraries send a status or check one: templates, and what fills them.

use super::languages::Language;
use super::spellings::Library;
use super::statuses::Code;
use super::tables::{LANGUAGE_SENDING, LIBRARIES, SENT_HEADERS, SENT_TEXTS};

/// One or more lines of code with placeholders, for some statuses.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    /// The purpose of the lines.
    pub variant: Variant,
    /// The lines, indented by four spaces or a tab. `{code}`, `{constant}`, `{phrase}`, `{message}`, `{header}` and `{value}` stand for
    /// what differs between statuses.
    pub line: &'static str,
    /// The first and the last code of each range that it serves.
    pub(crate) codes: &'static [(u16, u16)],
    /// Whole lines that the file needs for it; `{constant}` may stand in them too.
    pub imports: &'static [&'static str],
    /// The index of the library whose spellings stand for `{constant}`.
    pub(crate) constants: u16,
    /// The ids of the languages in which it is right; empty where it is right in all of the library's.
    pub(crate) languages: &'static [&'static str],
    /// The page of the library's documentation that shows it.
    pub doc: &'static str,
}

/// The purposes of lines of code with a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// Send it with a message.
    Body,
    /// Send it without a body.
    Empty,
    /// Send it with the header that it needs.
    Header,
    /// Send it with `Location`.
    Redirect,
    /// Check a response for it.
    Check,
}

/// The code with which a client sends a request again after 429 and 503.
#[derive(Debug, PartialEq, Eq)]
pub struct RetryCode {
    /// The line that calls it.
    pub line: &'static str,
    /// Up to 25 lines.
    pub code: &'static str,
    /// Whole lines that the file needs for both.
    pub imports: &'static [&'static str],
    pub(crate) languages: &'static [&'static str],
    /// The page of the library's documentation that it rests on.
    pub doc: &'static str,
}

/// A header that some statuses need, with a value that shows its form.
#[derive(Debug, PartialEq, Eq)]
pub struct SentHeader {
    pub(crate) codes: &'static [(u16, u16)],
    /// The name in its usual capitals.
    pub name: &'static str,
    /// The value, without characters that strings escape.
    pub value: &'static str,
}

/// The libraries whose lines are shown in some languages, as indexes of `LIBRARIES`.
#[derive(Debug)]
pub(crate) struct LanguageSending {
    pub(crate) ids: &'static [&'static str],
    pub(crate) indent: &'static str,
    pub(crate) senders: &'static [u16],
    pub(crate) usual_sender: Option<u16>,
    pub(crate) clients: &'static [u16],
    pub(crate) usual_client: Option<u16>,
}

impl Template {
    /// Whether it serves that status.
    pub fn serves(&self, code: Code) -> bool {
        holds(self.codes, code)
    }

    /// Whether it is right in that language of its library.
    pub fn is_of(&self, language: &Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&language.id)
    }

    /// The library whose spellings stand for `{constant}`.
    pub fn constants(&self) -> &'static Library {
        &LIBRARIES[usize::from(self.constants)]
    }
}

impl RetryCode {
    /// Whether it is right in that language of its library.
    pub fn is_of(&self, language: &Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&language.id)
    }
}

impl SentHeader {
    /// The header that a response with that status needs.
    pub fn of(code: Code) -> Option<&'static SentHeader> {
        SENT_HEADERS.iter().find(|header| holds(header.codes, code))
    }
}

impl Language {
    /// The libraries that send statuses in it: a framework stands before what it builds on.
    pub fn senders(&self) -> impl Iterator<Item = &'static Library> + use<> {
        libraries(self.sending().map_or(&[], |sending| sending.senders))
    }

    /// The clients that check statuses in it, in the same order.
    pub fn clients(&self) -> impl Iterator<Item = &'static Library> + use<> {
        libraries(self.sending().map_or(&[], |sending| sending.clients))
    }

    /// The one of its senders that most people use.
    pub fn usual_sender(&self) -> Option<&'static Library> {
        library(self.sending()?.usual_sender?)
    }

    /// The one of its clients that most people use.
    pub fn usual_client(&self) -> Option<&'static Library> {
        library(self.sending()?.usual_client?)
    }

    /// One level of indentation, as most people write it.
    pub fn indent(&self) -> &'static str {
        self.sending().map_or("    ", |sending| sending.indent)
    }

    /// One language of each group whose cards have lines of code, in the order of the data.
    pub fn with_senders() -> impl Iterator<Item = &'static Language> {
        LANGUAGE_SENDING.iter().filter_map(|sending| Language::with_id(sending.ids[0]))
    }

    /// All languages whose cards have lines of code.
    pub fn all_with_senders() -> impl Iterator<Item = &'static Language> {
        LANGUAGE_SENDING.iter().flat_map(|sending| sending.ids).filter_map(|id| Language::with_id(id))
    }

    fn sending(&self) -> Option<&'static LanguageSending> {
        LANGUAGE_SENDING.iter().find(|sending| sending.ids.contains(&self.id))
    }
}

/// The reason phrase of a status, and what stands for a message until the reader writes one. Strings escape no character of either.
pub fn sent_texts(code: Code) -> (&'static str, &'static str) {
    let own = SENT_TEXTS.binary_search_by_key(&code.number(), |(known, ..)| *known);
    own.map_or(("Unregistered", "Unregistered"), |at| (SENT_TEXTS[at].1, SENT_TEXTS[at].2))
}

fn holds(ranges: &[(u16, u16)], code: Code) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&code.number()))
}

fn libraries(indexes: &'static [u16]) -> impl Iterator<Item = &'static Library> {
    indexes.iter().filter_map(|index| library(*index))
}

fn library(index: u16) -> Option<&'static Library> {
    LIBRARIES.get(usize::from(index))
}
