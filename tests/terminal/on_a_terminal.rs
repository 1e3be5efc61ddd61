//! The command line on a terminal, which `script` of util-linux makes.

use super::*;

fn on_a_terminal(columns: usize, command: &str, variables: &[(&str, &str)]) -> String {
    let command = format!("stty cols {columns} rows 24; '{}' {command}", env!("CARGO_BIN_EXE_http-status-lsp"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).stdin(Stdio::null());
    script
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("CI");
    let output = script.envs(variables.iter().copied()).output().expect("util-linux has it");
    String::from_utf8(output.stdout).expect("text").replace('\r', "")
}

/// Without escape sequences, as they show.
fn letters(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| shown + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn cards_and_lists_are_as_wide_as_it() {
    for (columns, most) in [(20, 40), (60, 60), (80, 80), (300, 120)] {
        for command in ["explain 404", "explain 401 --short", "explain nginx", "list 4xx", "explain 'rate limit'"] {
            let shown = letters(&on_a_terminal(columns, command, &[]));
            let lines = || shown.lines().filter(|line| !line.contains(": https://"));
            // Examples stand as they are on the wire.
            let example = lines().position(|line| line == "Example").unwrap_or(usize::MAX);
            for (number, line) in lines().enumerate() {
                let is_example = number > example && line.starts_with("    ");
                let length = line.chars().count();
                assert!(is_example || length <= most, "{columns}: {length}: {line}");
            }
            let longest = lines().take(example.min(1000)).map(|line| line.chars().count()).max();
            assert!(longest.is_some_and(|longest| longest + 25 > most), "{command} in {columns}: {longest:?}");
        }
    }
}

#[test]
fn styles_are_for_terminals_and_can_be_turned_off() {
    let styled = on_a_terminal(80, "explain 404", &[]);
    assert!(styled.starts_with("\u{1b}[1m\u{1b}[33m404 Not Found\u{1b}[0m\n"), "{styled}");
    assert!(on_a_terminal(80, "--help", &[]).contains("\u{1b}["));
    for variables in [[("NO_COLOR", "1")], [("TERM", "dumb")], [("CLICOLOR", "0")]] {
        let plain = on_a_terminal(80, "explain 404", &variables);
        assert!(plain.starts_with("404 Not Found\n") && !plain.contains('\u{1b}'), "{variables:?}: {plain}");
        assert!(plain.contains('`') && !styled.contains('`'), "code has marks where it has no style, and only there");
    }
    let piped = run(&["explain", "404"]).stdout;
    assert!(!piped.contains(&0x1b));
    let forced = program().args(["explain", "404"]).env("CLICOLOR_FORCE", "1").output().expect("it runs").stdout;
    assert!(forced.starts_with(b"\x1b["));
}
