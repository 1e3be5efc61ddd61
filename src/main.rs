//! Arguments, logging and the exit code; everything else is in the library.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use http_status_lsp::cli::{self, Action};
use http_status_lsp::server;

mod log;

fn main() -> ExitCode {
    match cli::act(std::env::args_os()) {
        Action::Serve => serve(),
        Action::Print(text) => print(&text),
        Action::Refuse(problem) => refuse(&problem),
    }
}

fn print(text: &str) -> ExitCode {
    // A standard output that was closed is not an error here: the standard library opens `/dev/null` in its place before `main`, in the
    // same mode as programs that discard the output do.
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader such as `head` closes the pipe when it has seen enough. That is not an error.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            refuse(&format!("http-status-lsp: standard output: {error}\n"))
        }
        _ => ExitCode::SUCCESS,
    }
}

fn refuse(problem: &str) -> ExitCode {
    // Where this fails, the exit code alone can tell.
    let _ = std::io::stderr().write_all(problem.as_bytes());
    ExitCode::from(2)
}

/// One thread for the messages, and others for what would keep it waiting. These stay: the allocator has memory for each thread that
/// ever was, which it hardly gives back, and a thread that ends and another that begins come to have more of it than one that stays.
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
            // Dropping the runtime would wait for the thread that reads standard input, which cannot be woken.
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
