//! The same core for people at a terminal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::catalog::{ClassText, Code, Language, Spelling, Status};
use crate::detect::{Confidence, Head, Mention, MentionKind, REACH, Reading, judge_at, mention_at, mentions};
use crate::features::subject::{Context, Subject};
use crate::features::{Card, plain};
use crate::text::{Document, Encoding, Position};

/// Cards on a terminal are filled to this width, in characters.
const WIDTH: usize = 100;

/// A language server that explains HTTP status codes and constants in any language.
///
/// Without a command it serves an editor on standard input and output.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Arguments {
    /// Serve on standard input and output. This is what happens without any argument; editors like to say it.
    #[arg(long)]
    pub stdio: bool,
    /// The process of the editor, as some clients pass it. `initialize` tells it anyway.
    #[arg(long = "clientProcessId", hide = true)]
    pub client_process_id: Option<u32>,
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do instead of serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the card of the status at a place of a file, or of each status on a line.
    Hover {
        /// A file, a line and perhaps a column; both count from 1, columns in characters.
        #[arg(value_name = "FILE:LINE[:COLUMN]")]
        place: String,
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
    /// Write the pages of all statuses as Markdown files, with an index.
    Pages {
        /// The folder; it is made if it is not there.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// Runs a command and answers what to print.
///
/// # Errors
/// One line that says what is wrong with the arguments or the file.
pub fn run(command: &Command) -> Result<String, String> {
    match command {
        Command::Hover { place, why } => hover(place, *why),
        Command::Explain { what } => explain(what),
        Command::List { class } => list(class.as_deref()),
        Command::Pages { folder } => pages(folder),
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
    fn parse(text: &'a str) -> Result<Self, String> {
        let wrong = || format!("{text}: a place is FILE:LINE or FILE:LINE:COLUMN, counted from 1");
        let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
        let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
        let last = number(last).ok_or_else(wrong)?;
        let place = match rest.rsplit_once(':').and_then(|(path, line)| Some((path, number(line)?))) {
            Some((path, line)) if !path.is_empty() => Self { path: Path::new(path), line, column: Some(last) },
            _ => Self { path: Path::new(rest), line: last, column: None },
        };
        if place.path.as_os_str().is_empty() { Err(wrong()) } else { Ok(place) }
    }
}

fn hover(place: &str, why: bool) -> Result<String, String> {
    let place = Place::parse(place)?;
    let shown = place.path.display();
    let bytes = std::fs::read(place.path).map_err(|error| format!("{shown}: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
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
    let show = |mention: &Mention| if why { reasons(mention, text) } else { card_of(mention, language, &head) };
    Ok(found.iter().map(show).collect::<Vec<_>>().join("\n"))
}

fn card_of(mention: &Mention, language: &'static Language, head: &Head) -> String {
    plain(&Card::of(&Subject::mentioned(mention, &Context { language, head })), WIDTH)
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
    let mut out = format!("{} {} ({kind}), {level}, sum {sum:.1}\n", &text[mention.range.clone()], mention.code);
    for (name, weight) in &mention.why {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {weight:+5.1}  {name}");
    }
    out
}

fn explain(what: &str) -> Result<String, String> {
    let by_spelling = || {
        let name = what.rsplit(['.', ':', '/', '\\']).next().unwrap_or(what);
        let mut codes: Vec<Code> = Spelling::named(name.trim_end_matches("()")).map(Spelling::code).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let codes = match Code::parse(what) {
        Some(code) if code.status().is_some() => vec![code],
        Some(code) => return Err(format!("{code}: no status of that code is known; `list` shows all")),
        None => Status::by_name(what).map(|status| vec![status.code]).unwrap_or_else(by_spelling),
    };
    if codes.is_empty() {
        return Err(format!("{what}: no status of that code or name is known; `list` shows all"));
    }
    let cards = codes.iter().map(|code| plain(&Card::of(&Subject::code(*code)), WIDTH));
    Ok(cards.collect::<Vec<_>>().join("\n"))
}

fn list(class: Option<&str>) -> Result<String, String> {
    let digit = match class {
        None => None,
        Some(text) => {
            let digit = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX")).unwrap_or(text);
            let known = digit.parse::<u8>().ok().filter(|digit| ClassText::all().any(|(known, _)| known == *digit));
            Some(known.ok_or_else(|| format!("{text}: the classes are 1xx to 5xx"))?)
        }
    };
    let mut out = String::new();
    for status in Status::all().iter().filter(|status| digit.is_none_or(|digit| status.code.class_digit() == digit)) {
        let owner = if status.owner.id == "iana" { String::new() } else { format!(" ({})", status.owner.title) };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{} {}{owner}: {}", status.code, status.name, status.summary.replace('`', ""));
    }
    Ok(out)
}

fn pages(folder: &Path) -> Result<String, String> {
    let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(fail)?;
    let pages = crate::features::pages::pages();
    for page in &pages {
        std::fs::write(folder.join(&page.file_name), &page.text).map_err(fail)?;
    }
    Ok(format!("{} pages in {}\n", pages.len(), folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_right() {
        let place = |path, line, column| Ok(Place { path: Path::new(path), line, column });
        assert_eq!(Place::parse("src/a.rs:3"), place("src/a.rs", 3, None));
        assert_eq!(Place::parse("src/a.rs:3:14"), place("src/a.rs", 3, Some(14)));
        assert_eq!(Place::parse("C:\\a.rs:3"), place("C:\\a.rs", 3, None));
        assert_eq!(Place::parse("C:\\a.rs:3:1"), place("C:\\a.rs", 3, Some(1)));
        for wrong in ["", "a", "a:", "a:b", "a:0", ":3", "a:-1"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn explain_takes_codes_names_and_spellings() {
        for what in ["401", "unauthorized", "http.StatusUnauthorized", "HTTP_401_UNAUTHORIZED"] {
            assert!(explain(what).is_ok_and(|card| card.starts_with("401 Unauthorized\n")), "{what}");
        }
        for what in ["298", "1000", "", "no such thing"] {
            assert!(explain(what).is_err(), "{what}");
        }
    }

    #[test]
    fn list_takes_a_class() {
        assert!(
            list(Some("4xx")).is_ok_and(|text| text.starts_with("400 ")
                && text.contains("\n451 ")
                && !text.contains("500 Internal"))
        );
        assert!(list(None).is_ok_and(|text| text.lines().count() >= 60));
        assert!(list(Some("6xx")).is_err());
    }
}
