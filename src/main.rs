//! Arguments, logging and the exit code; everything else is in the library.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use http_status_lsp::cli::{self, Action};
use http_status_lsp::server;
use tracing_subscriber::filter::LevelFilter;

fn main() -> ExitCode {
    match cli::act(std::env::args_os()) {
        Action::Serve => serve(),
        Action::Print(text) => print(&text),
        Action::Refuse(problem) => refuse(&problem),
    }
}

fn print(text: &str) -> ExitCode {
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

fn serve() -> ! {
    log_to_stderr();
    if std::io::stdin().is_terminal() {
        let _ = writeln!(
            std::io::stderr(),
            "http-status-lsp: waiting for an editor on standard input; `http-status-lsp --help` shows what else it can do."
        );
    }
    let code = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let exit = runtime.block_on(server::serve_standard(dirs::cache_dir()));
            // Dropping the runtime would wait for the thread that reads standard input, which cannot be woken.
            runtime.shutdown_background();
            exit.0
        }
        Err(error) => {
            tracing::error!(%error, "the runtime does not start");
            1
        }
    };
    std::process::exit(code.into());
}

/// Standard output is the wire. Logs go to standard error, warnings alone unless `HTTP_STATUS_LSP_LOG` names another level:
/// Neovim writes each line as an error into its log.
fn log_to_stderr() {
    let level = std::env::var("HTTP_STATUS_LSP_LOG").ok().and_then(|level| level.parse::<LevelFilter>().ok());
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(level.unwrap_or(LevelFilter::WARN))
        .init();
}
