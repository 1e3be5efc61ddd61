//! The files that run in CI: the steps of the action, the hooks, completions and the manual page.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{program, tree};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The search path with the folder of the program before all others.
fn path_with_program() -> std::ffi::OsString {
    let folder = Path::new(env!("CARGO_BIN_EXE_http-status-lsp")).parent().expect("a folder").to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&others))).expect("a path")
}

#[test]
fn the_step_of_the_action_prints_annotations_or_writes_sarif() {
    let folder = tree();
    let step = |sarif: &str| {
        let mut command = Command::new("bash");
        command.arg(root().join(".github/action/check.sh")).current_dir(folder.path()).env("PATH", path_with_program());
        command
            .env("PATHS", "api.yaml src")
            .env("ARGUMENTS", "--fail-on warning")
            .env("SARIF", sarif)
            .output()
            .expect("bash")
    };
    let output = step("");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.starts_with(b"::warning title=http-status (openapi-key),file=api.yaml,line=6,"));
    let output = step("out.sarif");
    assert_eq!((output.status.code(), output.stdout), (Some(1), Vec::new()));
    let report = std::fs::read_to_string(folder.path().join("out.sarif")).expect("a report");
    assert!(report.contains("\"version\": \"2.1.0\""));
    // The action names both steps.
    let action = std::fs::read_to_string(root().join("action.yml")).expect("the action");
    for script in ["install.sh", "check.sh"] {
        assert!(action.contains(&format!("$GITHUB_ACTION_PATH/.github/action/{script}")), "{script}");
        assert!(root().join(".github/action").join(script).is_file());
    }
    let install = std::fs::read_to_string(root().join(".github/action/install.sh")).expect("the script");
    let release = std::fs::read_to_string(root().join(".github/workflows/release.yml")).expect("the workflow");
    for target in release.lines().filter_map(|line| line.trim_start().strip_prefix("- target: ")) {
        assert!(install.contains(&format!("target={target} ;;")), "{target} is not installed");
    }
}

/// pre-commit runs the entry with names of files behind it.
#[test]
fn the_hooks_run_with_names_of_files() {
    let hooks = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("the hooks");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim_start().strip_prefix("entry: ")).collect();
    assert_eq!(entries.len(), 2);
    let folder = tree();
    for (entry, codes) in entries.iter().zip([[1, 1], [0, 0]]) {
        for code in codes {
            let words: Vec<&str> = entry.split(' ').collect();
            assert_eq!(words[0], "http-status-lsp");
            let output = program().current_dir(folder.path()).args(&words[1..]).args(["api.yaml", "src/a.js"]).output();
            assert_eq!(output.expect("it runs").status.code(), Some(code), "{entry}");
        }
    }
}

#[test]
fn the_job_of_the_readme_writes_a_report_for_gitlab() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let script =
        readme.lines().find_map(|line| line.trim_start().strip_prefix("- http-status-lsp check --format gitlab "));
    let script = script.expect("the job has a script");
    let folder = tree();
    let line = format!("http-status-lsp check --format gitlab {script}");
    let output =
        Command::new("bash").args(["-c", &line]).current_dir(folder.path()).env("PATH", path_with_program()).output();
    assert_eq!(output.expect("bash").status.code(), Some(1));
    let report = std::fs::read_to_string(folder.path().join("gl-code-quality-report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report.as_array().map(Vec::len), Some(2));
}

#[test]
fn completions_and_the_manual_page_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = program().args(["completions", shell]).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("text");
        for word in ["find", "check", "explain", "unsafe-fixes", "vimgrep"] {
            assert!(text.contains(word), "{shell} lacks {word}");
        }
    }
    let script = program().args(["completions", "bash"]).output().expect("it runs").stdout;
    let file: PathBuf = tempfile::tempdir().expect("a folder").keep().join("completions.bash");
    std::fs::write(&file, script).expect("written");
    let test = "source \"$0\"; COMP_WORDS=(http-status-lsp fi); COMP_CWORD=1; _http__status__lsp http-status-lsp fi http-status-lsp; echo \"${COMPREPLY[@]}\"";
    let output = Command::new("bash").args(["-c", test]).arg(&file).output().expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "find", "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_dir_all(file.parent().expect("a folder")).expect("removed");
    let manual = program().arg("man").output().expect("it runs").stdout;
    let manual = String::from_utf8(manual).expect("text");
    assert!(
        manual.contains(".TH http-status-lsp 1") && manual.contains("\n.SH CHECK\n") && manual.contains("\n.SH FIND\n")
    );
}

#[test]
fn a_misspelled_command_has_a_nearest_one() {
    for (typed, meant) in [("finds", "find"), ("checks", "check"), ("explains", "explain")] {
        let output = program().arg(typed).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(&format!("'{meant}'")), "{typed}");
    }
}
