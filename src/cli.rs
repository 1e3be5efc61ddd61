//! The same core for people at a terminal.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::features::Detail;

mod explain;
mod hover;
mod page_folder;
mod screen;
mod shown;

pub use screen::Screen;

use shown::{shown_lines, shown_os};

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
        /// Show the evidence with its weights instead of the card, also for numbers that are not a status.
        #[arg(long)]
        why: bool,
        /// How much of the card.
        #[command(flatten)]
        amount: Amount,
    },
    /// Print the cards of codes and names, the codes of a vendor, or a list of statuses that have to do with some words.
    Explain {
        /// 404, 4xx, 404.3, "Not Found", `StatusNotFound`, nginx, "rate limit"
        #[arg(value_name = "CODE|NAME|WORDS", required = true)]
        what: Vec<String>,
        /// How much of each card.
        #[command(flatten)]
        amount: Amount,
    },
    /// List all statuses, or those of a class, of a vendor, or that have to do with some words.
    List {
        /// 4, 4xx, nginx, timeout
        #[arg(value_name = "CLASS|VENDOR|WORDS")]
        what: Vec<String>,
    },
    /// Write the pages of all statuses as Markdown files, with an index. Files that are not such pages are never overwritten.
    Pages {
        /// The folder; it is created if it does not exist.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// How much of a card is printed.
#[derive(Clone, Copy, Debug, Args)]
pub struct Amount {
    /// Print the card that fits one screen.
    #[arg(long)]
    short: bool,
}

impl Amount {
    fn detail(self) -> Detail {
        if self.short { Detail::Brief } else { Detail::Full }
    }
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
/// characters and invisible ones, of arguments and of files, are escaped in what it returns. What is printed is laid out for `screen`.
pub fn act(given: impl Iterator<Item = OsString>, screen: &Screen) -> Action {
    let given: Vec<OsString> = given.collect();
    let arguments = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments,
        Err(error) => return refusal(&error, &given, screen),
    };
    let Some(command) = &arguments.command else { return Action::Serve };
    match run(command, screen) {
        Ok(text) => Action::Print(text),
        Err(problem) => Action::Refuse(format!("http-status-lsp: {problem}\n")),
    }
}

/// clap repeats arguments as they are, so its message is made from escaped ones. Those can be right where the given ones were wrong, as
/// after invalid Unicode.
fn refusal(error: &clap::Error, given: &[OsString], screen: &Screen) -> Action {
    // clap has help and the version as errors too. They repeat no argument.
    if !error.use_stderr() {
        let text = error.render();
        return Action::Print(if screen.is_styled() { text.ansi().to_string() } else { text.to_string() });
    }
    let escaped = Arguments::try_parse_from(given.iter().map(|argument| shown_os(argument))).err();
    Action::Refuse(shown_lines(&escaped.as_ref().unwrap_or(error).render().to_string()))
}

/// One line says what is wrong.
fn run(command: &Command, screen: &Screen) -> Result<String, String> {
    match command {
        Command::Hover { place, why: true, .. } => hover::why(place),
        Command::Hover { place, amount, .. } => hover::hover(place, amount.detail(), screen),
        Command::Explain { what, amount } => explain::explain(what, amount.detail(), screen),
        Command::List { what } => explain::list(what, screen),
        Command::Pages { folder } => page_folder::write(folder),
    }
}
