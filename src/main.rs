//! Arguments, logging and the exit code. All else is in the library.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use http_status_lsp::cli::{self, Action, Screen, Streams, Work};
use http_status_lsp::server;

mod log;

fn main() -> ExitCode {
    let screen = screen();
    match cli::act(std::env::args_os(), &screen) {
        Action::Serve => serve(),
        Action::Print(text) => print(&text),
        Action::Work(work) => perform(&work, &screen),
        Action::Refuse(problem) => refuse(&problem),
    }
}

/// The width and colors of standard output.
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

/// Work on many files. Its output is written as it is, but where a console has to be told of styles.
fn perform(work: &Work, screen: &Screen) -> ExitCode {
    let stop = stop_on_interrupts();
    let (out, err) = (std::io::stdout(), std::io::stderr());
    let has_progress = err.is_terminal();
    let mut console = anstream::stdout().lock();
    let mut plain = std::io::BufWriter::with_capacity(64 * 1024, out.lock());
    let out: &mut dyn std::io::Write = if out.is_terminal() { &mut console } else { &mut plain };
    let code = cli::perform(work, screen, &mut Streams { out, err: &mut err.lock(), has_progress, stop: &stop });
    ExitCode::from(code)
}

/// Whether the process got Ctrl-C or another signal to end. The second signal ends it at once.
fn stop_on_interrupts() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without a thread or a runtime the system ends the process, as it does by default.
    let _ = std::thread::Builder::new().spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            while tokio::signal::ctrl_c().await.is_ok() {
                if asked.swap(true, Ordering::Relaxed) {
                    std::process::exit(130);
                }
            }
        });
    });
    stop
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
