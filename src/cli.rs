//! The same core for people at a terminal.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::features::Detail;
use crate::project::CONFIG_FILE_SCHEMA;

mod base64;
mod check;
mod completions;
mod explain;
mod find;
mod hover;
mod init;
mod page_folder;
mod paths;
mod project;
mod roles;
mod rule;
mod screen;
mod shown;
mod streams;
mod tree;

pub use check::CheckArguments;
pub use find::FindArguments;
pub use screen::Screen;
pub use streams::Streams;

use shown::{shown_lines, shown_os};

/// A language server that explains HTTP status codes and constants in any language.
///
/// Without a command it serves an editor on standard input and output.
#[derive(Debug, Parser)]
// Without a name for the program, usage lines would show the one that it was started by, whatever is in it.
#[command(version, about, bin_name = "http-status-lsp", max_term_width = 100, after_help = EXAMPLES)]
pub struct Arguments {
    /// Serve on standard input and output. This is the default without any argument; some editors pass it.
    #[arg(long)]
    pub stdio: bool,
    /// The process of the editor, as some clients pass it. `initialize` has it too.
    #[arg(long = "clientProcessId", hide = true)]
    pub client_process_id: Option<u32>,
    /// The task that replaces serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  http-status-lsp explain 404                    the card of a status
  http-status-lsp explain \"rate limit\"           the statuses for some words
  http-status-lsp hover src/main.go:12           the card of the status on that line
  http-status-lsp find 4xx src                   where the files of a folder mention these codes
  http-status-lsp find --all --stats             which codes a repository has
  http-status-lsp check --fix                    report what is wrong, and mend what is safe
  http-status-lsp completions bash               completions for a shell";

/// The tasks that replace serving.
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
    /// Find the mentions of statuses in the files of a tree, in every spelling, as ripgrep finds text.
    #[command(after_help = find::EXAMPLES)]
    Find(Box<FindArguments>),
    /// Report what the rules find in the files of a tree, and mend it with `--fix`.
    #[command(after_help = check::EXAMPLES)]
    Check(Box<CheckArguments>),
    /// Print the completions of a shell, to be put where it looks for them.
    Completions {
        /// The shell.
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the manual page.
    #[command(hide = true)]
    Man,
    /// Print what a rule reports and why, with examples, or list all rules.
    Rule {
        /// unknown-name, openapi-key
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a commented `.http-status.toml`, the settings of a project. A file that is there stays.
    Init {
        /// The folder; without it, the current one.
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
    /// Print the JSON schema of `.http-status.toml`, for editors that check TOML.
    Schema,
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

/// The action that the arguments of the program ask for.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// Serve an editor.
    Serve,
    /// Print this to standard output: what a command answers, help, or the version.
    Print(String),
    /// Work on many files: `perform` does it.
    Work(Work),
    /// Print to standard error the fault in the arguments or in the files that they name: one line, or the message of clap.
    Refuse(String),
}

/// Work on many files, which prints while it goes on.
#[derive(Debug, PartialEq, Eq)]
pub enum Work {
    /// `check`
    Check(Box<CheckArguments>),
    /// `find`
    Find(Box<FindArguments>),
}

/// Does the work and returns the exit code.
pub fn perform(work: &Work, screen: &Screen, streams: &mut Streams<'_>) -> u8 {
    match work {
        Work::Check(arguments) => check::check(arguments, screen, streams),
        Work::Find(arguments) => find::find(arguments, screen, streams),
    }
}

/// Reads the arguments of the program, the first of which is its name, and runs the command that they give. Control
/// characters and invisible ones, of arguments and of files, are escaped in its result. The output is laid out for `screen`.
pub fn act(given: impl Iterator<Item = OsString>, screen: &Screen) -> Action {
    let given: Vec<OsString> = given.collect();
    let arguments = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments,
        Err(error) => return refusal(&error, &given, screen),
    };
    let Some(command) = arguments.command else { return Action::Serve };
    let printed = match &command {
        Command::Hover { place, why: true, .. } => hover::why(place),
        Command::Hover { place, amount, .. } => hover::hover(place, amount.detail(), screen),
        Command::Explain { what, amount } => {
            explain::explain(what, amount.detail(), screen, &project::catalog_of_folder())
        }
        Command::List { what } => explain::list(what, screen, &project::catalog_of_folder()),
        Command::Rule { names, json } => rule::rule(names, *json),
        Command::Init { folder } => init::write(folder.as_deref()),
        Command::Schema => Ok(CONFIG_FILE_SCHEMA.to_owned()),
        Command::Pages { folder } => page_folder::write(folder),
        Command::Completions { shell } => Ok(completions::of(*shell, Arguments::command())),
        Command::Man => completions::manual(Arguments::command()),
        Command::Check(arguments) => return Action::Work(Work::Check(arguments.clone())),
        Command::Find(arguments) => return Action::Work(Work::Find(arguments.clone())),
    };
    // The fault is one line.
    printed.map_or_else(|problem| Action::Refuse(format!("http-status-lsp: {problem}\n")), Action::Print)
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
