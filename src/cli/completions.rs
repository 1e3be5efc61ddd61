//! Completions of shells and the manual page, from the arguments.

use clap::Command;
use clap_complete::{Shell, generate};

const NAME: &str = "http-status-lsp";

/// The completions of a shell.
pub(super) fn of(shell: Shell, mut command: Command) -> String {
    let mut out = Vec::new();
    generate(shell, &mut command, NAME, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The manual page, with a section for each command.
///
/// # Errors
/// It cannot be made.
pub(super) fn manual(command: Command) -> Result<String, String> {
    let mut out = Vec::new();
    let mut command = command.name(NAME);
    command.build();
    let told = |error: std::io::Error| format!("the manual page: {error}");
    clap_mangen::Man::new(command.clone()).render(&mut out).map_err(told)?;
    for command in command.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help") {
        out.extend_from_slice(format!(".SH {}\n", command.get_name().to_uppercase()).as_bytes());
        let man = clap_mangen::Man::new(command.clone());
        man.render_description_section(&mut out).map_err(told)?;
        man.render_synopsis_section(&mut out).map_err(told)?;
        man.render_options_section(&mut out).map_err(told)?;
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}
