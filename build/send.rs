//! `[[send]]`, `[[check]]` and `[retry]` of `data/names/*.toml`, and `data/send.toml`: the lines of code with which libraries send a
//! status or check one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Data;
use super::emit::line;
use super::names::{Library, codes};

/// How a library sends some statuses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    pub variant: Variant,
    /// One or more lines, with placeholders.
    pub line: String,
    /// The statuses that it serves.
    pub codes: String,
    /// Whole lines that the file needs for it.
    pub imports: Vec<String>,
    /// The library whose spellings stand for `{constant}`, if it is another one.
    pub constants: Option<String>,
    /// The languages of the library in which the line is right, if it is not right in all.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The page that shows it.
    pub doc: String,
    /// The day on which the page was read.
    pub read: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    Body,
    Empty,
    Header,
    Redirect,
}

/// How a client checks a response for a status. The keys are those of `Send`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub line: String,
    /// Without it, all statuses.
    #[serde(default = "all_codes")]
    pub codes: String,
    pub imports: Vec<String>,
    pub constants: Option<String>,
    #[serde(default)]
    pub languages: Vec<String>,
    pub doc: String,
    pub read: String,
}

/// How a client sends a request again after 429 and 503.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// The line that calls it.
    pub line: String,
    pub code: String,
    pub imports: Vec<String>,
    #[serde(default)]
    pub languages: Vec<String>,
    pub doc: String,
    pub read: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// By code.
    pub message: BTreeMap<String, String>,
    pub header: Vec<Header>,
    pub language: Vec<LanguageSending>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub codes: String,
    pub name: String,
    pub value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageSending {
    pub ids: Vec<String>,
    pub indent: String,
    pub senders: Vec<String>,
    pub usual_sender: Option<String>,
    pub clients: Vec<String>,
    pub usual_client: Option<String>,
}

fn all_codes() -> String {
    "100-999".into()
}

/// The characters of a message.
pub(super) const MESSAGE: usize = 18;
/// The characters that the strings of some language would need to escape.
pub(super) const ESCAPED: [char; 9] = ['"', '\'', '`', '\\', '$', '#', '{', '}', '%'];

/// The keys that `Send` and `Check` share.
pub(super) struct Line<'a> {
    pub(super) key: &'static str,
    /// Nothing for a check.
    pub(super) variant: Option<Variant>,
    pub(super) line: &'a str,
    pub(super) codes: &'a str,
    pub(super) imports: &'a [String],
    pub(super) constants: Option<&'a str>,
    pub(super) languages: &'a [String],
    /// Its address, and the day on which it was read.
    pub(super) page: (&'a str, &'a str),
}

impl Library {
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let sends = self.send.iter().map(|send| Line {
            key: "send",
            variant: Some(send.variant),
            line: &send.line,
            codes: &send.codes,
            imports: &send.imports,
            constants: send.constants.as_deref(),
            languages: &send.languages,
            page: (&send.doc, &send.read),
        });
        sends.chain(self.check.iter().map(|check| Line {
            key: "check",
            variant: None,
            line: &check.line,
            codes: &check.codes,
            imports: &check.imports,
            constants: check.constants.as_deref(),
            languages: &check.languages,
            page: (&check.doc, &check.read),
        }))
    }
}

/// The message of a status.
pub(super) fn message_for(code: u16, data: &Data) -> String {
    let own = data.sending.message.get(&code.to_string()).cloned();
    own.or_else(|| Some(phrase_for(code, data)).filter(|name| is_message(name))).unwrap_or("Reason".into())
}

pub(super) fn is_message(text: &str) -> bool {
    (1..=MESSAGE).contains(&text.chars().count()) && !text.contains(ESCAPED)
}

/// The reason phrase of a status, without what strings escape.
pub(super) fn phrase_for(code: u16, data: &Data) -> String {
    let name = data.statuses.iter().find(|status| status.code == code).map(|status| status.name.as_str());
    name.unwrap_or("Unregistered").replace(ESCAPED, "")
}

/// `[Template]` of a library.
pub(super) fn templates(library: &Library, data: &Data) -> String {
    let index_of = |stem: &str| data.libraries.iter().position(|library| library.stem == stem).unwrap_or(0);
    let entry = |one: Line<'_>| {
        let variant = one.variant.map_or("Check".to_owned(), |variant| format!("{variant:?}"));
        format!(
            "Template {{ variant: Variant::{variant}, line: {:?}, codes: &{:?}, imports: &{:?}, constants: {}, languages: &{:?}, doc: {:?} }}, ",
            one.line,
            ranges(one.codes),
            one.imports,
            index_of(one.constants.unwrap_or(&library.stem)),
            one.languages,
            one.page.0
        )
    };
    format!("[{}]", library.lines().map(entry).collect::<String>())
}

/// `[RetryCode]` of a library: one or none.
pub(super) fn retry(library: &Library) -> String {
    let entry = |retry: &Retry| {
        format!(
            "RetryCode {{ line: {:?}, code: {:?}, imports: &{:?}, languages: &{:?}, doc: {:?} }}",
            retry.line,
            retry.code.trim_matches('\n'),
            retry.imports,
            retry.languages,
            retry.doc
        )
    };
    library.retry.as_ref().map_or("None".into(), |retry| format!("Some({})", entry(retry)))
}

fn ranges(text: &str) -> Vec<(u16, u16)> {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for code in codes(text).unwrap_or_default() {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    ranges
}

/// The table of `send.toml`.
pub(super) fn emit_sending(data: &Data, out: &mut String) {
    let sending = &data.sending;
    let texts: Vec<(u16, String, String)> = data
        .statuses
        .iter()
        .map(|status| (status.code, phrase_for(status.code, data), message_for(status.code, data)))
        .collect();
    line(out, format_args!("pub(crate) static SENT_TEXTS: [(u16, &str, &str); {}] = {texts:?};", texts.len()));
    let entry = |header: &Header| {
        let codes = ranges(&header.codes);
        format!("SentHeader {{ codes: &{codes:?}, name: {:?}, value: {:?} }}, ", header.name, header.value)
    };
    let entries: String = sending.header.iter().map(entry).collect();
    line(out, format_args!("pub(crate) static SENT_HEADERS: [SentHeader; {}] = [{entries}];", sending.header.len()));
    let index_of = |stem: &String| data.libraries.iter().position(|library| library.stem == *stem);
    let indexes = |stems: &[String]| stems.iter().filter_map(index_of).collect::<Vec<_>>();
    line(out, format_args!("pub(crate) static LANGUAGE_SENDING: &[LanguageSending] = &["));
    for language in &sending.language {
        line(
            out,
            format_args!(
                "LanguageSending {{ ids: &{:?}, indent: {:?}, senders: &{:?}, usual_sender: {:?}, clients: &{:?}, usual_client: {:?} }},",
                language.ids,
                language.indent,
                indexes(&language.senders),
                language.usual_sender.as_ref().and_then(index_of),
                indexes(&language.clients),
                language.usual_client.as_ref().and_then(index_of)
            ),
        );
    }
    line(out, format_args!("];"));
}
