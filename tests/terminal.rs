//! The command line with arguments, files and outputs that are at fault.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_http-status-lsp"));
    command.env_remove("HTTP_STATUS_LSP_LOG").stdin(Stdio::null());
    command
}

fn run<S: AsRef<OsStr>>(arguments: &[S]) -> Output {
    program().args(arguments).output().expect("it runs")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The place of a line of a file, as an argument.
fn place(path: &Path, line: &str) -> OsString {
    let mut place = path.as_os_str().to_owned();
    place.push(line);
    place
}

#[track_caller]
fn refused(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).expect("text");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty());
    said
}

/// Characters that a terminal interprets or hides: controls, direction marks, line separators, invisible characters.
const HOSTILE: [(&str, &str); 16] = [
    ("\u{1b}[2J", "\\u{1b}[2J"),
    ("\u{1b}]0;x\u{7}", "\\u{1b}]0;x\\u{7}"),
    ("\u{1}", "\\u{1}"),
    ("\u{8}", "\\u{8}"),
    ("a\nb", "a\\nb"),
    ("a\rb", "a\\rb"),
    ("a\tb", "a\\tb"),
    ("\u{7f}", "\\u{7f}"),
    ("\u{80}", "\\u{80}"),
    ("\u{9b}2J", "\\u{9b}2J"),
    ("\u{202e}", "\\u{202e}"),
    ("\u{2066}", "\\u{2066}"),
    ("\u{200f}", "\\u{200f}"),
    ("\u{200b}", "\\u{200b}"),
    ("\u{2028}", "\\u{2028}"),
    ("\u{e0041}", "\\u{e0041}"),
];

/// The given text nowhere, its escaped form where `is_told`, and no control character but line breaks.
#[track_caller]
fn check_escaped(said: &str, text: &str, escaped: &str, is_told: bool) {
    assert!(!said.contains(text), "{said:?}");
    assert!(!is_told || said.contains(escaped), "{said:?} without {escaped}");
    assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
}

#[test]
fn arguments_are_escaped_in_every_error() {
    for (text, escaped) in HOSTILE {
        let commands: [&[&str]; 10] = [
            &["explain", text],
            &["list", text],
            &["hover", text],
            &["hover", &format!("{text}:1")],
            &["hover", &format!("{text}:{text}")],
            &[text],
            &[&format!("--{text}")],
            &["list", &format!("--{text}=x")],
            &["explain", "404", text],
            &[&format!("--clientProcessId={text}")],
        ];
        for arguments in commands {
            let said = refused(&run(arguments));
            check_escaped(&said, text, escaped, true);
            assert!(!said.starts_with("http-status-lsp:") || said.lines().count() == 1, "{said:?}");
        }
    }
}

#[test]
fn ordinary_letters_of_all_scripts_are_shown_as_they_are() {
    for text in ["jürgen", "ju\u{308}rgen", "C:\\x'\"y", "日本\u{3000}語", "नमस्ते", "שלום", "a\\u{1b}"]
    {
        assert!(refused(&run(&["explain", text])).contains(&format!("http-status-lsp: {text}: ")), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn the_name_of_the_program_and_broken_utf_8_are_not_printed_raw() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::process::CommandExt as _;

    for argument in ["--help", "--no-such-option", "hover"] {
        let output = program().arg0("\u{1b}[2J").arg(argument).output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        assert!(!said.is_empty() && !said.contains(&0x1b), "{argument}: {}", String::from_utf8_lossy(&said));
    }
    let folder = folder();
    let path = folder.path().join(OsStr::from_bytes(b"a\xff\x1b.js"));
    let said = refused(&run(&[OsStr::new("hover"), &place(&path, ":1")]));
    assert!(said.ends_with("/a\\xff\\u{1b}.js: No such file or directory (os error 2)\n"), "{said:?}");
    fs::write(&path, "res.status(404)").expect("written");
    let output = run(&[OsStr::new("hover"), &place(&path, ":1")]);
    assert!(output.stdout.starts_with(b"404 Not Found\n"));
    for arguments in
        [[OsStr::from_bytes(b"\xff\x1b"), OsStr::new("x")], [OsStr::new("explain"), OsStr::from_bytes(b"\xff\x1b")]]
    {
        check_escaped(&refused(&run(&arguments)), "\u{1b}", "", false);
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_and_folders_are_escaped_wherever_they_are_printed() {
    for (text, escaped) in HOSTILE {
        let folder = folder();
        let path = folder.path().join(format!("{text}.js"));
        for line in [":9", ":1", ":1:99"] {
            fs::write(&path, "let width = 200;").expect("written");
            check_escaped(&refused(&run(&[OsStr::new("hover"), &place(&path, line)])), text, escaped, true);
        }
        let pages = folder.path().join(text);
        for _ in 0..2 {
            let output = run(&[OsStr::new("pages"), pages.as_os_str()]);
            assert_eq!(output.status.code(), Some(0));
            let said = String::from_utf8(output.stdout).expect("text");
            check_escaped(&said, text, escaped, true);
            assert_eq!(said.lines().count(), 1, "{said:?}");
        }
        fs::write(pages.join("404.md"), "mine").expect("written");
        let said = refused(&run(&[OsStr::new("pages"), pages.as_os_str()]));
        check_escaped(&said, text, escaped, true);
    }
}

#[test]
fn mentions_are_escaped_wherever_they_are_printed() {
    let folder = folder();
    let path = folder.path().join("a.md");
    // All that stands between the words of a phrase, or at its ends, as far as it is still a mention.
    let mut printed = 0;
    for (text, _) in HOSTILE {
        for line in [
            format!("The server answers 404 Not{text}Found here."),
            format!("The server answers 404{text}Not Found{text} here."),
            format!("{text}res.status({text}404{text}){text}"),
        ] {
            fs::write(&path, &line).expect("written");
            for arguments in [&["hover"][..], &["hover", "--why"]] {
                let output = program().args(arguments).arg(place(&path, ":1")).output().expect("it runs");
                let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
                printed += usize::from(output.status.code() == Some(0));
                assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{line:?}: {said:?}");
                assert!(!said.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{2028}']), "{line:?}: {said:?}");
            }
        }
    }
    assert!(printed > 20, "{printed} cards");
}

#[cfg(target_os = "linux")]
mod outputs {
    use super::*;

    fn full() -> Stdio {
        Stdio::from(fs::File::options().write(true).open("/dev/full").expect("the device"))
    }

    /// A pipe whose reader is gone.
    fn closed() -> Stdio {
        Stdio::from(std::io::pipe().expect("a pipe").1)
    }

    const PRINTING: [&[&str]; 8] = [
        &["list"],
        &["list", "1xx"],
        &["explain", "404"],
        &["hover", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/server.go:12")],
        &["--help"],
        &["help"],
        &["list", "--help"],
        &["--version"],
    ];

    #[test]
    fn a_full_disk_is_an_error_of_one_line() {
        for arguments in PRINTING {
            let output = program().args(arguments).stdout(full()).output().expect("it runs");
            let said = String::from_utf8(output.stderr).expect("text");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
            assert_eq!(said, "http-status-lsp: standard output: No space left on device (os error 28)\n");
        }
        let folder = folder();
        let output = program().arg("pages").arg(folder.path()).stdout(full()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
    }

    #[test]
    fn a_closed_output_is_not_an_error() {
        for arguments in PRINTING {
            let output = program().args(arguments).stdout(closed()).output().expect("it runs");
            assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{arguments:?}");
        }
    }

    #[test]
    fn an_error_output_that_fails_changes_no_exit_code() {
        for broken in [full, closed] {
            for (arguments, code) in [
                (&["list"][..], 0),
                (&["explain", "xyzzy"], 2),
                (&["no-such-command"], 2),
                (&["--no-such-option"], 2),
                (&["hover", "no-such-file:1"], 2),
            ] {
                let output = program().args(arguments).stderr(broken()).output().expect("it runs");
                assert_eq!(output.status.code(), Some(code), "{arguments:?}");
            }
            let status = program().arg("list").stdout(full()).stderr(broken()).status().expect("it runs");
            assert_eq!(status.code(), Some(2));
        }
    }
}

#[test]
fn files_are_read_in_utf_8_and_utf_16() {
    let folder = folder();
    let path = folder.path().join("ü.js");
    let text = "// ü 😀\r\nres.status(404)\r\n";
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16LE", [b"\xff\xfe", &little[..]].concat()),
        ("UTF-16BE", [b"\xfe\xff", &big[..]].concat()),
        ("UTF-16LE, cut within a unit", [b"\xff\xfe", &little[..], b"\n"].concat()),
        ("UTF-16LE, unpaired surrogate", [b"\xff\xfe", &little[..], b"\x00\xd8"].concat()),
        ("UTF-16LE without a mark", little.clone()),
        ("UTF-16BE without a mark", big.clone()),
        ("broken UTF-8", [text.as_bytes(), b"\xff\xfe"].concat()),
    ] {
        fs::write(&path, bytes).expect("written");
        for line in [":2", ":2:12", ":2:15"] {
            let output = run(&[OsStr::new("hover"), &place(&path, line)]);
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(said.starts_with("404 Not Found\n"), "{name}: {output:?}");
        }
    }
    for mark in [b"\xff\xfe\0\0", b"\0\0\xfe\xff"] {
        fs::write(&path, [&mark[..], b"\0\0\x004"].concat()).expect("written");
        let said = refused(&run(&[OsStr::new("hover"), &place(&path, ":1")]));
        assert!(said.ends_with("ü.js: UTF-32 is not supported, save the file as UTF-8\n"), "{said}");
    }
}

#[cfg(target_os = "linux")]
mod special_files {
    use std::io::Write as _;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// Longer than anything takes on a busy machine.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// The output of a program that must end although its input has no writer.
    #[track_caller]
    fn ended(command: &mut Command) -> Output {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let id = child.id().to_string();
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(child.wait_with_output()));
        match receiver.recv_timeout(PATIENCE) {
            Ok(output) => output.expect("it ran"),
            Err(_) => {
                Command::new("kill").args(["-9", &id]).status().expect("it runs");
                panic!("the program did not end");
            }
        }
    }

    #[test]
    fn paths_that_are_not_files_are_refused_at_once() {
        let folder = folder();
        let fifo = folder.path().join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("it runs").success());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("bound");
        for (path, problem) in [
            (fifo.as_path(), "a pipe that no process writes to"),
            (Path::new("/dev/zero"), "not a regular file or a pipe"),
            (Path::new("/dev/null"), "not a regular file or a pipe"),
            (Path::new("/dev/urandom"), "not a regular file or a pipe"),
            (&socket, "not a regular file or a pipe"),
            (folder.path(), "a directory, not a file"),
        ] {
            let output = ended(program().arg("hover").arg(place(path, ":1")));
            assert_eq!(refused(&output), format!("http-status-lsp: {}: {problem}\n", path.display()));
        }
    }

    #[test]
    fn pipes_are_read_to_their_end() {
        let folder = folder();
        let fifo = folder.path().join("fifo.js");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("it runs").success());
        // Open at both ends, so that it is known to have a writer before the program looks.
        let mut writer = fs::File::options().read(true).write(true).open(&fifo).expect("open");
        let mut program =
            program().arg("hover").arg(place(&fifo, ":2")).stdout(Stdio::piped()).spawn().expect("it starts");
        writer.write_all(b"\nres.status(404)\n").expect("written");
        // It reads to the end, which comes only when no writer is left.
        let reading = |process: u32| {
            fs::read_dir(format!("/proc/{process}/fd"))
                .into_iter()
                .flatten()
                .flatten()
                .any(|entry| fs::read_link(entry.path()).is_ok_and(|target| target == fifo))
        };
        while !reading(program.id()) {
            assert!(program.try_wait().is_ok_and(|status| status.is_none()), "it ended");
        }
        drop(writer);
        let output = program.wait_with_output().expect("it ends");
        assert!(output.stdout.starts_with(b"404 Not Found\n"), "{output:?}");
    }

    #[test]
    fn standard_input_and_process_substitution_are_read() {
        for script in [
            "printf 'HTTP/1.1 404 Not Found\\n' | \"$0\" hover /dev/stdin:1",
            "\"$0\" hover /dev/stdin:1 <<< 'HTTP/1.1 404 Not Found'",
            "\"$0\" hover <(printf 'HTTP/1.1 404 Not Found\\n'):1",
            "\"$0\" hover <(sleep 0.1; printf 'HTTP/1.1 404 Not Found\\n'):1",
        ] {
            let output = Command::new("bash").args(["-c", script, env!("CARGO_BIN_EXE_http-status-lsp")]).output();
            let output = output.expect("it runs");
            assert!(output.stdout.starts_with(b"404 Not Found\n"), "{script}: {output:?}");
        }
    }

    /// 128 MiB is the limit of the server's documents.
    #[test]
    fn reading_stops_at_the_limit_of_a_document() {
        let folder = folder();
        let path = folder.path().join("large.js");
        fs::File::create(&path).and_then(|file| file.set_len(3 << 30)).expect("made");
        let said = refused(&run(&[OsStr::new("hover"), &place(&path, ":1")]));
        assert_eq!(said, format!("http-status-lsp: {}: larger than 128 MiB\n", path.display()));
        let endless =
            program().args(["hover", "/dev/stdin:1"]).stdin(fs::File::open("/dev/zero").expect("open")).output();
        assert_eq!(refused(&endless.expect("it runs")), "http-status-lsp: /dev/stdin: larger than 128 MiB\n");
        // Files of /proc give no size.
        assert!(refused(&run(&["hover", "/proc/self/status:999"])).contains("there is no line 999"));
    }
}

/// The card of a status that stands on a line in several ways is printed once.
#[test]
fn a_line_has_each_card_once() {
    let folder = folder();
    let path = folder.path().join("a.js");
    for (line, title) in [
        ("if (r.status === 404) throw new Error(\"404 Not Found\");", "404 Not Found"),
        ("POST /api 201 Created", "201 Created"),
        ("HTTP/1.1 404 Not Found", "404 Not Found"),
    ] {
        fs::write(&path, line).expect("written");
        let output = run(&[OsStr::new("hover"), OsStr::new("--short"), &place(&path, ":1")]);
        let said = String::from_utf8(output.stdout).expect("text");
        assert!(said.starts_with(&format!("{title}\n")), "{line}: {said}");
        assert_eq!(said.lines().filter(|line| *line == title).count(), 1, "{said}");
    }
}

#[test]
fn the_manifests_of_a_repository_tell_its_versions() {
    let folder = folder();
    fs::create_dir(folder.path().join(".git")).expect("created");
    let path = folder.path().join("x.rb");
    fs::write(&path, "head :unprocessable_content\n").expect("written");
    let lock = "GEM\n  specs:\n    rack (2.2.8)\n\nDEPENDENCIES\n  rack\n";
    fs::write(folder.path().join("Gemfile.lock"), lock).expect("written");
    let output = run(&[OsStr::new("hover"), OsStr::new("--short"), &place(&path, ":1")]);
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(said.contains("This project has Rack 2.2.8"), "{said}");
}

#[test]
fn the_edge_of_a_range_says_so() {
    let folder = folder();
    let path = folder.path().join("a.js");
    for line in ["if (res.status < 600) {", "if (res.status >= 500) {", "if (res.status <= 399) {"] {
        fs::write(&path, line).expect("written");
        for detail in [&["hover"][..], &["hover", "--short"]] {
            let output = program().args(detail).arg(place(&path, ":1")).output().expect("it runs");
            let said = String::from_utf8(output.stdout).expect("text");
            assert!(said.lines().nth(1).is_some_and(|line| line.contains("edge of a range")), "{line}: {said}");
        }
    }
}

#[test]
fn why_tells_of_what_is_no_status() {
    let folder = folder();
    let path = folder.path().join("a.js");
    fs::write(&path, "let width = 200;\nlet a = b;\n").expect("written");
    for line in [":1", ":1:13"] {
        let output = run(&[OsStr::new("hover"), OsStr::new("--why"), &place(&path, line)]);
        let said = String::from_utf8(output.stdout).expect("text");
        assert!(
            said.contains(":1: no status there; the sums are below 0\n\n200 200 (number), unlikely, sum -"),
            "{said}"
        );
    }
    let said = refused(&run(&[OsStr::new("hover"), OsStr::new("--why"), &place(&path, ":2")]));
    assert!(
        said.ends_with(
            ":2: no status there: no three-digit number, no name and no phrase of a status stands on the line\n"
        ),
        "{said}"
    );
}

/// The text behind the line and its surroundings is not read: neither the rest of a large file nor later output of a process.
#[cfg(target_os = "linux")]
#[test]
fn a_file_is_read_up_to_the_line() {
    use std::io::Write as _;

    let folder = folder();
    let path = folder.path().join("large.js");
    fs::write(&path, "\nres.status(404)\n").expect("written");
    fs::File::options().append(true).open(&path).and_then(|file| file.set_len(3 << 30)).expect("made");
    let output = run(&[OsStr::new("hover"), &place(&path, ":2")]);
    assert!(output.stdout.starts_with(b"404 Not Found\n"), "{output:?}");

    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    let child =
        program().args(["hover", "/dev/stdin:2"]).stdin(reader).stdout(Stdio::piped()).spawn().expect("it starts");
    let text = format!("\nHTTP/1.1 404 Not Found\n{}", "a line of text\n".repeat(60_000));
    // The program may be gone before it has all of it.
    let _ = writer.write_all(text.as_bytes());
    let output = child.wait_with_output().expect("it ends though its input goes on");
    assert!(output.stdout.starts_with(b"404 Not Found\n"), "{output:?}");
    drop(writer);
}

#[cfg(target_os = "linux")]
#[path = "terminal/on_a_terminal.rs"]
mod on_a_terminal;

#[test]
fn lists_have_one_line_a_status_where_no_terminal_is() {
    for arguments in [&["list", "nginx"][..], &["list"], &["list", "rate", "limit"]] {
        let said = String::from_utf8(run(arguments).stdout).expect("text");
        assert!(said.lines().all(|line| line.as_bytes()[..3].iter().all(u8::is_ascii_digit)), "{said}");
    }
}

/// A folder with a repository and a project file.
fn project(file: &str) -> tempfile::TempDir {
    let folder = folder();
    fs::write(folder.path().join(".git"), "").expect("it can be written");
    fs::write(folder.path().join(".http-status.toml"), file).expect("it can be written");
    fs::create_dir(folder.path().join("src")).expect("it can be made");
    fs::write(folder.path().join("src/a.js"), "res.status(477).end();\n").expect("it can be written");
    folder
}

#[track_caller]
fn printed(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn statuses_of_a_project_are_shown_in_its_folder() {
    let folder = project(
        "[status.477]\nname = \"Tea Break\"\nsummary = \"The kitchen is closed.\"\nrunbook = \"https://wiki.example/477\"\n[status.429]\nnote = \"Ask the gateway.\"\n",
    );
    for arguments in [&["hover", "a.js:1"][..], &["explain", "477"], &["explain", "tea", "break"]] {
        let text = printed(program().args(arguments).current_dir(folder.path().join("src")));
        assert!(text.starts_with("477 Tea Break\n") && text.contains("The kitchen is closed."), "{text}");
        assert!(text.contains("Runbook: https://wiki.example/477"), "{text}");
    }
    for arguments in
        [&["list"][..], &["list", "4xx"], &["list", "477"], &["list", "tea", "break"], &["list", "kitchen"]]
    {
        let text = printed(program().args(arguments).current_dir(folder.path()));
        assert!(
            text.lines().any(|line| line.starts_with("477 Tea Break (") && line.ends_with("): The kitchen is closed.")),
            "{text}"
        );
    }
    let text = printed(program().args(["explain", "kitchen"]).current_dir(folder.path()));
    assert!(text.starts_with("477 Tea Break\n"), "{text}");
    let text = printed(program().args(["explain", "429", "--short"]).current_dir(folder.path()));
    assert!(text.starts_with("429 Too Many Requests\nAsk the gateway.\n"), "{text}");
    let elsewhere = self::folder();
    let text = printed(program().args(["explain", "477"]).current_dir(elsewhere.path()));
    assert!(text.starts_with("477 (unregistered)\n"), "{text}");
    assert!(!printed(program().arg("list").current_dir(elsewhere.path())).contains("477"));
}

#[test]
fn init_writes_a_file_once() {
    let folder = folder();
    let path = folder.path().join(".http-status.toml");
    let said = printed(program().arg("init").current_dir(folder.path()));
    assert_eq!(said, ".http-status.toml is written; its lines are comments until their `#` is removed.\n");
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.starts_with("#:schema https://") && text.contains("\n#[rules]\n"), "{text}");
    fs::write(&path, "root = true\n").expect("it can be written");
    for arguments in [vec![OsString::from("init")], vec![OsString::from("init"), folder.path().into()]] {
        let said = refused(&program().args(arguments).current_dir(folder.path()).output().expect("it runs"));
        assert!(said.contains("it is there already"), "{said}");
    }
    assert_eq!(fs::read_to_string(&path).expect("a file"), "root = true\n");
    assert!(refused(&run(&[OsStr::new("init"), folder.path().join("none").as_os_str()])).contains("none"));
}

#[test]
fn the_schema_is_printed() {
    let text = printed(program().arg("schema"));
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(schema["title"], ".http-status.toml");
}
