//! Arguments, logging and the exit code; everything else is in the library.

use std::io::{IsTerminal as _, Write as _};

use clap::Parser as _;
use http_status_lsp::{cli, server};

mod log;

fn main() -> std::process::ExitCode {
    let arguments = cli::Arguments::parse();
    match &arguments.command {
        Some(command) => run(command),
        None => serve(),
    }
}

fn run(command: &cli::Command) -> std::process::ExitCode {
    let (text, code, mut out): (String, u8, Box<dyn std::io::Write>) = match cli::run(command) {
        Ok(text) => (text, 0, Box::new(std::io::stdout())),
        Err(problem) => (format!("http-status-lsp: {problem}\n"), 2, Box::new(std::io::stderr())),
    };
    // A reader such as `head` that has seen enough closes the pipe; that is no fault.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    code.into()
}

fn serve() -> ! {
    let log = log::Log::start();
    if std::io::stdin().is_terminal() {
        log.say(
            "http-status-lsp: waiting for an editor on standard input; `http-status-lsp --help` shows what else it can do.\n",
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
            tracing::error!(%error, "the server exits: its runtime does not start");
            1
        }
    };
    log.finish();
    std::process::exit(code.into());
}
