//! The program, run in a folder with one of the commands that read trees.

use std::path::Path;
use std::process::{Command, Output, Stdio};

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_http-status-lsp"));
    command.env_remove("HTTP_STATUS_LSP_LOG").stdin(Stdio::null());
    command
}

pub(crate) fn run(command: &str, folder: &Path, arguments: &[&str]) -> Output {
    program().current_dir(folder).arg(command).args(arguments).output().expect("it runs")
}

/// The output of a command that must end with this exit code and write nothing to standard error.
#[track_caller]
pub(crate) fn printed(command: &str, folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(command, folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), &*said), (Some(code), ""), "{arguments:?}");
    String::from_utf8(output.stdout).expect("text")
}
