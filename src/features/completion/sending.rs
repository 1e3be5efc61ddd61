//! Items that write the lines which send a status, at the start of a statement in a file that uses a framework.
//!
//! They are offered only where they are asked for, and to those who have typed two digits of a code, four letters of its name, or nothing
//! at all. They stand behind everything else.

use crate::catalog::statuses::fold;
use crate::catalog::{Code, Library, Status, StatusRef};
use crate::detect::{Excerpt, MentionRole, TypedStatement, rank, statement_at};
use crate::features::insertion::written_at;
use crate::features::send::{SendContext, SendLine, Sending, is_sent};
use crate::project::Presence;

use super::item::{Asked, Item, ItemKind, Lines};

/// How many letters of a name must stand there, and how many digits of a code.
const LETTERS: usize = 4;
const DIGITS: usize = 2;

/// How many of the commonest are offered where nothing is typed.
const MOST_UNTYPED: usize = 12;

/// The statement that begins at `offset` (bytes), and the items that write one which sends a status.
pub(super) fn items<'a>(excerpt: &Excerpt<'a>, offset: usize, asked: Asked) -> Option<(TypedStatement<'a>, Vec<Item>)> {
    let Excerpt { language, preamble, project, .. } = *excerpt;
    let context = SendContext { language, preamble, project };
    if asked.is_typing || !asked.constants || !language.senders().any(|library| is_used(library, &context)) {
        return None;
    }
    let statement = statement_at(excerpt, offset)?;
    let wanted = Wanted::of(statement.typed)?;
    let statuses = excerpt.catalog.statuses().filter_map(|status| match status {
        StatusRef::Compiled(status) if status.owner.id == "iana" => Some(status),
        _ => None,
    });
    let mut statuses: Vec<&Status> = statuses.filter(|status| wanted.is_met_by(status)).collect();
    statuses.sort_by_key(|status| (rank(status.code), status.code));
    if statement.typed.is_empty() {
        statuses.truncate(MOST_UNTYPED);
    }
    let item = |status: &Status| item(status, excerpt, &statement, &wanted, &context);
    let items: Vec<Item> = statuses.into_iter().filter_map(item).collect();
    (!items.is_empty()).then_some((statement, items))
}

/// Whether the document imports a library, or needs no import for one that the project asks for, such as Rails.
fn is_used(library: &Library, context: &SendContext<'_>) -> bool {
    let is_direct =
        |presence| matches!(presence, Presence::Present(installed) if installed.is_direct && !installed.is_dev);
    context.preamble.imports(library) || library.imports.is_empty() && is_direct(context.project.library(library))
}

/// The typed text.
enum Wanted {
    Nothing,
    Digits(String),
    /// In lower case, without what joins its words.
    Name(String),
}

impl Wanted {
    /// Nothing where too little of it stands there.
    fn of(typed: &str) -> Option<Self> {
        let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
        match typed.len() {
            0 => Some(Self::Nothing),
            length if is_number => (length >= DIGITS).then(|| Self::Digits(typed.to_owned())),
            _ => Some(fold(typed)).filter(|name| name.len() >= LETTERS).map(Self::Name),
        }
    }

    fn is_met_by(&self, status: &Status) -> bool {
        match self {
            Self::Nothing => true,
            Self::Digits(digits) => status.code.to_string().starts_with(digits),
            Self::Name(name) => fold(status.name).starts_with(name),
        }
    }
}

fn item(
    status: &Status,
    excerpt: &Excerpt<'_>,
    statement: &TypedStatement<'_>,
    wanted: &Wanted,
    context: &SendContext<'_>,
) -> Option<Item> {
    let code: Code = status.code;
    if !is_sent(code, excerpt.catalog) {
        return None;
    }
    let sending = Sending::at(MentionRole::Sends, code, context)?;
    if !is_used(sending.library(), context) {
        return None;
    }
    let mut line = sending.lines(code).into_iter().next()?;
    if context.language.id == "rust" && !statement.is_last {
        line = returned(line);
    }
    let written = written_at(excerpt, statement, &line);
    let label = format!("{code} {}", status.name);
    let filter_text = match wanted {
        Wanted::Nothing => label.clone(),
        Wanted::Digits(_) => code.to_string(),
        Wanted::Name(_) => name_as(statement.typed, status.name),
    };
    Some(Item {
        label,
        detail: format!("send with {}", sending.library().title()),
        new_text: written.text,
        filter_text,
        kind: ItemKind::Lines,
        code,
        is_deprecated: false,
        constant: None,
        lines: Some(Lines { snippet: written.snippet, imports: line.imports }),
        additional_edits: Vec::new(),
    })
}

/// The value that ends a block of Rust, as a statement before others.
fn returned(line: SendLine) -> SendLine {
    const RETURN: &str = "return ";
    if line.text.ends_with(';') || line.text.contains(";\n") {
        return line;
    }
    let message = line.message.map(|message| message.start + RETURN.len()..message.end + RETURN.len());
    SendLine { text: [RETURN, &line.text, ";"].concat(), message, ..line }
}

/// The name joined as in what has been typed: `not_found` for `not_f`, `NotFound` for `NotF` and `notf`.
fn name_as(typed: &str, name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match typed.contains('_') {
        true => words.map(str::to_lowercase).collect::<Vec<_>>().join("_"),
        false => words.collect(),
    }
}
