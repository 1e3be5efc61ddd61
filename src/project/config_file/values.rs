//! Values of the file, each read with its faults.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::file::ConfigProblem;
use super::keys::nearest;
use crate::catalog::Code;

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// How many problems are named. A file with more has one that causes them all.
const MOST_PROBLEMS: usize = 100;
/// How much of a wrong value is shown, in characters.
const SHOWN: usize = 40;

/// Reads values and collects faults.
pub(super) struct Values<'t> {
    text: &'t str,
    /// The bytes that are wrong, and why.
    faults: Vec<(Range<usize>, String)>,
}

impl<'t> Values<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, faults: Vec::new() }
    }

    /// The faults, in the order of the text.
    pub(super) fn into_problems(mut self) -> Vec<ConfigProblem> {
        self.faults.sort_by_key(|(range, _)| range.start);
        self.faults.truncate(MOST_PROBLEMS);
        self.faults.into_iter().map(|(range, message)| problem(self.text, range, message)).collect()
    }

    /// The line on which a range begins, from 1.
    pub(super) fn line_of(&self, range: Range<usize>) -> usize {
        line_at(self.text, range.start)
    }

    pub(super) fn fault(&mut self, range: Range<usize>, message: String) {
        self.faults.push((range, message));
    }

    /// Names a key that is not one of `known`.
    pub(super) fn unknown<'k>(
        &mut self,
        range: Range<usize>,
        what: &str,
        key: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        let mean = nearest(key, known).map_or_else(String::new, |key| format!("; did you mean `{key}`?"));
        let end = if mean.is_empty() { "." } else { "" };
        self.fault(range, format!("{} is not {what}{mean}{end}", quoted(key)));
    }

    /// Names a value that is not what its key takes.
    pub(super) fn wrong(&mut self, key: &str, value: &Value<'_>, wanted: &str) {
        let source = self.text.get(value.span()).unwrap_or_default();
        let shown = quoted(source.split(['\r', '\n']).next().unwrap_or_default());
        self.fault(value.span(), format!("`{key}` is {shown}, not {wanted}; it is left out."));
    }

    pub(super) fn switch(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(switch) => Some(*switch),
            _ => {
                self.wrong(key, value, "`true` or `false`");
                None
            }
        }
    }

    /// One of the words, each with its meaning.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, value: &Value<'_>, choices: &[(&'static str, T)]) -> Option<T> {
        let word = if let DeValue::String(word) = value.get_ref() { Some(word.as_ref()) } else { None };
        if let Some((_, choice)) = choices.iter().find(|(choice, _)| Some(*choice) == word) {
            return Some(*choice);
        }
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`\"{word}\"`")).collect();
        let (last, others) = words.split_last()?;
        let mean = word.and_then(|word| nearest(word, choices.iter().map(|(word, _)| *word)));
        let mean = mean.map_or_else(String::new, |word| format!(" (did you mean `\"{word}\"`?)"));
        self.wrong(key, value, &format!("{} or {last}{mean}", others.join(", ")));
        None
    }

    pub(super) fn table<'v>(&mut self, key: &str, value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.wrong(key, value, "a table");
                None
            }
        }
    }

    pub(super) fn list<'v>(&mut self, key: &str, value: &'v Value<'t>, of: &str) -> Option<&'v DeArray<'t>> {
        match value.get_ref() {
            DeValue::Array(list) => Some(list),
            _ => {
                self.wrong(key, value, &format!("a list of {of}"));
                None
            }
        }
    }

    /// A string as it stands.
    pub(super) fn string(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong(key, value, "a string");
                None
            }
        }
    }

    /// Words on one line, without control characters.
    pub(super) fn words(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let text = self.string(key, value)?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let line: String = words.join(" ").chars().filter(|char| is_shown(*char)).collect();
        if line.is_empty() {
            self.fault(value.span(), format!("`{key}` is empty; it is left out."));
            return None;
        }
        Some(line)
    }

    /// The same with at most so many characters. A longer text is cut.
    pub(super) fn line(&mut self, key: &str, value: &Value<'_>, most: usize) -> Option<String> {
        let line = self.words(key, value)?;
        let length = line.chars().count();
        if length <= most {
            return Some(line);
        }
        self.fault(value.span(), format!("`{key}` has {length} characters; it is cut to {most}."));
        let cut: String = line.chars().take(most - 1).collect();
        Some(cut.trim_end().to_owned() + "…")
    }

    /// The same with at most so many words.
    pub(super) fn paragraph(&mut self, key: &str, value: &Value<'_>, most: usize) -> Option<String> {
        let line = self.words(key, value)?;
        let words: Vec<&str> = line.split(' ').collect();
        if words.len() <= most {
            return Some(line);
        }
        self.fault(value.span(), format!("`{key}` has {} words; it is cut to {most}.", words.len()));
        Some(words[..most].join(" ") + " …")
    }

    pub(super) fn code(&mut self, key: &str, value: &Value<'_>) -> Option<Code> {
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => Code::parse(number.as_str()),
            _ => None,
        };
        if number.is_none() {
            self.wrong(key, value, "a code from 100 to 999");
        }
        number
    }

    /// An address on the web. Editors would run other kinds of addresses as commands.
    pub(super) fn address(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        const MOST_CHARACTERS: usize = 2000;
        let address = self.string(key, value)?;
        let host = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        let is_plain =
            |char: char| is_shown(char) && !char.is_whitespace() && !matches!(char, '<' | '>' | '"' | '\\' | '`');
        let is_right = host.is_some_and(|host| host.starts_with(|char: char| char.is_alphanumeric() || char == '['))
            && address.chars().all(is_plain)
            && address.chars().count() <= MOST_CHARACTERS;
        if is_right {
            return Some(address);
        }
        self.wrong(key, value, "an address that begins with `https://` or `http://`");
        None
    }
}

/// A fault at a place of a text.
pub(super) fn problem(text: &str, range: Range<usize>, message: String) -> ConfigProblem {
    ConfigProblem { line: line_at(text, range.start), range, message }
}

/// The line of a byte, from 1.
fn line_at(text: &str, offset: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..offset.min(text.len())]).count() + 1
}

/// A part of the file in a message.
pub(super) fn quoted(source: &str) -> String {
    let mut shown: String = source.chars().filter(|char| is_shown(*char)).take(SHOWN).collect();
    if source.chars().count() > SHOWN {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// Whether a character may stand in a card: none that controls the terminal or the direction of text, or that is invisible.
fn is_shown(char: char) -> bool {
    !char.is_control()
        && !matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
