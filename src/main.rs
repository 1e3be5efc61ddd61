//! Arguments, logging and the exit code. All else is in the library.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use http_status_lsp::cli::{self, Action, Screen};
use http_status_lsp::server;

mod log;

fn main() -> ExitCode {
    match cli::act(std::env::args_os(), &screen()) {
        Action::Serve => serve(),
        Action::Print(text) => print(&text),
        Action::Refuse(problem) => refuse(&problem),
    }
}

/// What standard output is.
fn screen() -> Screen {
    // A terminal may not say its size, as over a serial line.
    const COLUMNS: u16 = 80;
    let out = std::io::stdout();
    let size = terminal_size::terminal_size_of(&out).map(|(columns, _)| columns.0);
    let columns = size.or_else(|| out.is_terminal().then_some(COLUMNS));
    Screen::new(columns, AutoStream::choice(&out) != ColorChoice::Never)
}

fn print(text: &str) -> ExitCode {
    // A closed standard output is not an error here: before `main` the standard library opens `/dev/null` in its place, as a caller that
    // discards the output does.
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader such as `head` closes the pipe when it has read enough. That is not an error.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            refuse(&format!("http-status-lsp: standard output: {error}\n"))
        }
        _ => ExitCode::SUCCESS,
    }
}

fn refuse(problem: &str) -> ExitCode {
    // If this fails, only the exit code reports the problem.
    let _ = std::io::stderr().write_all(problem.as_bytes());
    ExitCode::from(2)
}

/// One thread for the messages, and others for work that would block it. Idle threads are kept, since the allocator holds memory for each
/// thread and hardly returns it: threads that end and start again take more memory than those that stay.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    tokio::runtime::Builder::new_current_thread().enable_all().thread_keep_alive(DAY).build()
}

fn serve() -> ! {
    let log = log::Log::start();
    if std::io::stdin().is_terminal() {
        log.say(
            "http-status-lsp: waiting for an editor on standard input; `http-status-lsp --help` shows what else it can do.\n",
        );
    }
    let code = match runtime() {
        Ok(runtime) => {
            let exit = runtime.block_on(server::serve_stdio(dirs::cache_dir()));
            // Dropping the runtime would wait for the thread that reads standard input, which cannot be interrupted.
            runtime.shutdown_background();
            exit.0
        }
        Err(error) => {
            tracing::error!(%error, "the server exits: its runtime does not start");
            1
        }
    };
    log.finish();
    std::process::exit(code.into());
}
