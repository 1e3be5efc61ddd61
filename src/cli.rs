//! The same core for people at a terminal.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::catalog::{Catalog, ClassText, Code, Language, Spelling, StatusRef};
use crate::detect::{Confidence, Head, Mention, MentionKind, REACH, Reading, judge_at, mention_at, mentions};
use crate::features::subject::{Context, Subject};
use crate::features::{Card, plain};
use crate::text::{Document, Encoding, Position};
use crate::workspace::document_file;

mod page_folder;
mod shown;

use shown::{shown, shown_lines, shown_os, shown_path};

/// Cards on a terminal are filled to this width, in characters.
const WIDTH: usize = 100;

/// A language server that explains HTTP status codes and constants in any language.
///
/// Without a command it serves an editor on standard input and output.
#[derive(Debug, Parser)]
// Without a name for the program, usage lines would show the one that it was started by, whatever is in it.
#[command(version, about, bin_name = "http-status-lsp", max_term_width = 100)]
pub struct Arguments {
    /// Serve on standard input and output. This is the default without any argument; some editors pass it.
    #[arg(long)]
    pub stdio: bool,
    /// The process of the editor, as some clients pass it. `initialize` has it too.
    #[arg(long = "clientProcessId", hide = true)]
    pub client_process_id: Option<u32>,
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do instead of serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the card of the status at a place of a file, or of each status on a line, once.
    Hover {
        /// A file, a line and perhaps a column; both count from 1, columns in characters.
        #[arg(value_name = "FILE:LINE[:COLUMN]")]
        place: OsString,
        /// Show the evidence that decided, with its weights, instead of the card.
        #[arg(long)]
        why: bool,
    },
    /// Print the card of a status by its code, its name or a library's name for it.
    Explain {
        /// 404, "Not Found", `StatusNotFound`
        #[arg(value_name = "CODE|NAME")]
        what: String,
    },
    /// List all statuses, or those of one class.
    List {
        /// 4, 4xx
        #[arg(value_name = "CLASS")]
        class: Option<String>,
    },
    /// Write the pages of all statuses as Markdown files, with an index. Files that are not such pages are never overwritten.
    Pages {
        /// The folder; it is created if it does not exist.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// What the program is to do by its arguments.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Serve an editor.
    Serve,
    /// Print this to standard output: what a command answers, help, or the version.
    Print(String),
    /// Print to standard error what is wrong with the arguments or the files that they name: one line, or the message of clap.
    Refuse(String),
}

/// Reads the arguments of the program, the first of which is its name, and runs the command that they give. Control
/// characters and invisible ones, of arguments and of files, are escaped in what it returns.
pub fn act(given: impl Iterator<Item = OsString>) -> Action {
    let given: Vec<OsString> = given.collect();
    let arguments = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments,
        Err(error) => return refusal(error, &given),
    };
    let Some(command) = &arguments.command else { return Action::Serve };
    match run(command) {
        Ok(text) => Action::Print(text),
        Err(problem) => Action::Refuse(format!("http-status-lsp: {problem}\n")),
    }
}

/// clap repeats arguments as they are, so its message is made from escaped ones. Those can be right where the given ones were wrong, as
/// after invalid Unicode.
fn refusal(error: clap::Error, given: &[OsString]) -> Action {
    let error = Arguments::try_parse_from(given.iter().map(|argument| shown_os(argument))).err().unwrap_or(error);
    let text = shown_lines(&error.render().to_string());
    // clap has help and the version as errors too.
    if error.use_stderr() { Action::Refuse(text) } else { Action::Print(text) }
}

/// One line says what is wrong.
fn run(command: &Command) -> Result<String, String> {
    match command {
        Command::Hover { place, why } => hover(place, *why),
        Command::Explain { what } => explain(what, Catalog::compiled()),
        Command::List { class } => list(class.as_deref(), Catalog::compiled()),
        Command::Pages { folder } => page_folder::write(folder),
    }
}

/// A place as one types it.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    path: &'a Path,
    /// 1-based.
    line: usize,
    /// 1-based, in characters.
    column: Option<usize>,
}

impl<'a> Place<'a> {
    /// Numbers are read from the right, so that a drive letter stays with its path.
    fn parse(text: &'a OsStr) -> Result<Self, String> {
        let read = || {
            let (rest, last) = split_number(text)?;
            Some(match split_number(rest) {
                Some((path, line)) => Self { path: Path::new(path), line, column: Some(last) },
                None => Self { path: Path::new(rest), line: last, column: None },
            })
        };
        read().ok_or_else(|| format!("{}: a place is FILE:LINE or FILE:LINE:COLUMN, counted from 1", shown_os(text)))
    }
}

/// A number from 1 behind the last colon, and what stands before it.
fn split_number(text: &OsStr) -> Option<(&OsStr, usize)> {
    let bytes = text.as_encoded_bytes();
    let colon = bytes.iter().rposition(|byte| *byte == b':').filter(|colon| *colon > 0)?;
    let number = std::str::from_utf8(&bytes[colon + 1..]).ok()?.parse().ok().filter(|number| *number > 0)?;
    Some((first_bytes(text, colon)?, number))
}

#[cfg(unix)]
fn first_bytes(text: &OsStr, length: usize) -> Option<&OsStr> {
    use std::os::unix::ffi::OsStrExt as _;

    text.as_bytes().get(..length).map(OsStr::from_bytes)
}

/// Elsewhere only names in valid Unicode can be cut.
#[cfg(not(unix))]
fn first_bytes(text: &OsStr, length: usize) -> Option<&OsStr> {
    text.to_str()?.get(..length).map(OsStr::new)
}

fn hover(place: &OsStr, why: bool) -> Result<String, String> {
    let place = Place::parse(place)?;
    let shown = shown_path(place.path);
    let text = document_file::read(place.path).map_err(|problem| format!("{shown}: {problem}"))?;
    let text = text.as_str();
    let document = Document::new(text);
    let line = u32::try_from(place.line - 1).unwrap_or(u32::MAX);
    let end = document.position(document.len(), Encoding::Utf32);
    if line > end.line {
        return Err(format!("{shown}: there is no line {}; the last is {}", place.line, end.line + 1));
    }
    let language = Language::of_document("", &place.path.to_string_lossy());
    let found: Vec<Mention> = match place.column {
        Some(column) => {
            let at = Position { line, column: u32::try_from(column - 1).unwrap_or(u32::MAX) };
            let offset = document.offset(at, Encoding::Utf32);
            if document.position(offset, Encoding::Utf32) != at {
                return Err(format!("{shown}: line {} has no column {column}", place.line));
            }
            // What the server sees there, and no more, so that its answers can be explained.
            let around = document.lines_around(offset, REACH.0, REACH.1);
            let reading = Reading::new(Head::of(text), text[around.clone()].to_owned(), around.start, language);
            let judge = if why { judge_at } else { mention_at };
            let mention = judge(&reading.excerpt(), offset);
            mention.into_iter().collect()
        }
        None => mentions(text, language)
            .into_iter()
            .filter(|mention| document.position(mention.range.start, Encoding::Utf32).line == line)
            .collect(),
    };
    if found.is_empty() {
        return Err(format!("{shown}:{}: no status there", place.line));
    }
    let head = Head::of(text);
    if why {
        return Ok(found.iter().map(|mention| reasons(mention, text)).collect::<Vec<_>>().join("\n"));
    }
    // A status that stands on the line several times has one card.
    let mut subjects: Vec<Subject> = Vec::new();
    for subject in found
        .iter()
        .map(|mention| Subject::mentioned(mention, &Context { language, head: &head, catalog: Catalog::compiled() }))
    {
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    Ok(subjects.iter().map(|subject| plain(&Card::of(subject), WIDTH)).collect::<Vec<_>>().join("\n"))
}

fn reasons(mention: &Mention, text: &str) -> String {
    let kind = match mention.kind {
        MentionKind::Number => "number".to_owned(),
        MentionKind::Name(Some(spelling)) => format!("name of {}", spelling.library().name),
        MentionKind::Name(None) => "name".to_owned(),
        MentionKind::Phrase => "phrase".to_owned(),
        MentionKind::Class => "class".to_owned(),
    };
    let level = match mention.confidence {
        Confidence::Unlikely => "unlikely",
        Confidence::Possible => "possible",
        Confidence::Likely => "likely",
        Confidence::Certain => "certain",
    };
    let sum: f32 = mention.why.iter().map(|(_, weight)| weight).sum();
    let mentioned = shown(&text[mention.range.clone()]);
    let mut out = format!("{mentioned} {} ({kind}), {level}, sum {sum:.1}\n", mention.code);
    for (name, weight) in &mention.why {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {weight:+5.1}  {name}");
    }
    out
}

fn explain(what: &str, catalog: &Catalog) -> Result<String, String> {
    let by_spelling = || {
        let name = what.rsplit(['.', ':', '/', '\\']).next().unwrap_or(what).trim_end_matches("()");
        let own = catalog.all_names().iter().filter(|own| own.name == name).map(|own| own.code);
        let mut codes: Vec<Code> = Spelling::named(name).map(Spelling::code).chain(own).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let codes = match Code::parse(what) {
        Some(code) if catalog.is_status(code) => vec![code],
        Some(code) => return Err(format!("{code}: no status of that code is known; `list` shows all")),
        None => catalog.status_named(what).map(|status| vec![status.code()]).unwrap_or_else(by_spelling),
    };
    if codes.is_empty() {
        return Err(format!("{}: no status of that code or name is known; `list` shows all", shown(what)));
    }
    let cards = codes.iter().map(|code| plain(&Card::of(&Subject::code(*code, catalog)), WIDTH));
    Ok(cards.collect::<Vec<_>>().join("\n"))
}

fn list(class: Option<&str>, catalog: &Catalog) -> Result<String, String> {
    let digit = match class {
        None => None,
        Some(text) => {
            let digit = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX")).unwrap_or(text);
            let known = digit.parse::<u8>().ok().filter(|digit| ClassText::all().any(|(known, _)| known == *digit));
            Some(known.ok_or_else(|| format!("{}: the classes are 1xx to 5xx", shown(text)))?)
        }
    };
    let mut out = String::new();
    let is_wanted = |status: &StatusRef<'_>| digit.is_none_or(|digit| status.code().class_digit() == digit);
    for status in catalog.statuses().filter(is_wanted) {
        let is_iana = matches!(status, StatusRef::Compiled(status) if status.owner.id == "iana");
        let owner = if is_iana { String::new() } else { format!(" ({})", status.owner()) };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{} {}{owner}: {}", status.code(), status.name(), status.summary().replace('`', ""));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Place<'_>, String> {
        Place::parse(OsStr::new(text))
    }

    #[test]
    fn places_are_read_from_the_right() {
        let place = |path, line, column| Ok(Place { path: Path::new(path), line, column });
        assert_eq!(parsed("src/a.rs:3"), place("src/a.rs", 3, None));
        assert_eq!(parsed("src/a.rs:3:14"), place("src/a.rs", 3, Some(14)));
        assert_eq!(parsed("C:\\a.rs:3"), place("C:\\a.rs", 3, None));
        assert_eq!(parsed("C:\\a.rs:3:1"), place("C:\\a.rs", 3, Some(1)));
        for wrong in ["", "a", "a:", "a:b", "a:0", ":3", "a:-1"] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn explain_takes_codes_names_and_spellings() {
        for what in ["401", "unauthorized", "http.StatusUnauthorized", "HTTP_401_UNAUTHORIZED"] {
            assert!(
                explain(what, Catalog::compiled()).is_ok_and(|card| card.starts_with("401 Unauthorized\n")),
                "{what}"
            );
        }
        let unregistered = (100..=999).filter_map(Code::new).find(|code| code.status().is_none()).expect("a code");
        for what in [&unregistered.to_string(), "1000", "", "no such thing"] {
            assert!(explain(what, Catalog::compiled()).is_err(), "{what}");
        }
    }

    #[test]
    fn list_takes_a_class() {
        assert!(
            list(Some("4xx"), Catalog::compiled()).is_ok_and(|text| text.starts_with("400 ")
                && text.contains("\n451 ")
                && !text.contains("500 Internal"))
        );
        assert!(list(None, Catalog::compiled()).is_ok_and(|text| text.lines().count() >= 60));
        assert!(list(Some("6xx"), Catalog::compiled()).is_err());
    }
}
