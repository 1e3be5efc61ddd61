//! Files that cannot be read, or not as UTF-8, links in circles, and outputs that close.

use std::fs;

use serde_json::Value;

use super::{printed, program, run, write};

const SOURCE: &[u8] = b"res.status(404);\n";

#[test]
fn texts_in_other_encodings_are_searched() {
    let folder = tempfile::tempdir().expect("a folder");
    let utf_16: Vec<u8> = "\u{feff}\u{e9}\nres.status(404);\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(
        folder.path(),
        &[
            ("a.js", b"\xef\xbb\xbfres.status(404);\r\n"),
            ("b.js", b"// caf\xe9\rres.status(404); // \xe9t\xe9\n"),
            ("c.js", &utf_16),
        ],
    );
    let lines = "a.js:1:12:res.status(404);\nb.js:2:12:res.status(404); // été\nc.js:2:12:res.status(404);\n";
    assert_eq!(printed(folder.path(), &["404"], 0), lines);
    let out = printed(folder.path(), &["404", "--json"], 0);
    let offsets: Vec<Value> =
        out.lines().take(3).map(|line| serde_json::from_str::<Value>(line).expect("JSON")["offset"].clone()).collect();
    assert_eq!(offsets, [Value::from(14), Value::from(19), Value::Null]);
}

#[test]
fn a_file_that_is_too_large_is_named_and_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("a.js", SOURCE), ("z.js", SOURCE)]);
    // A sparse file takes no room.
    let large = fs::File::create(folder.path().join("m.js")).expect("created");
    large.set_len(1 << 30).expect("sparse");
    let output = run(folder.path(), &["404", "-l"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"a.js\nz.js\n");
    assert_eq!(output.stderr, b"http-status-lsp: m.js: skipped, larger than 128 MiB\n");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_but_where_they_are_named() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("tree/a.js", SOURCE)]);
    write(outside.path(), &[("b.js", SOURCE)]);
    let tree = folder.path().join("tree");
    symlink(".", tree.join("loop")).expect("a link");
    symlink("..", tree.join("up")).expect("a link");
    symlink(outside.path(), tree.join("out")).expect("a link");
    symlink(outside.path().join("b.js"), tree.join("b.js")).expect("a link");
    symlink("gone", tree.join("dangling")).expect("a link");
    assert_eq!(printed(folder.path(), &["404", "-l"], 0), "tree/a.js\n");
    assert_eq!(printed(folder.path(), &["404", "-l", "tree/b.js"], 0), "tree/b.js\n");
    let output = run(folder.path(), &["404", "tree/dangling"]);
    assert_eq!(output.status.code(), Some(2));
}

/// Reads as another user where this one may read everything.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_at_the_end() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let tree = folder.path().join("tree");
    write(&tree, &[("a.js", SOURCE), ("closed/b.js", SOURCE), ("c.js", SOURCE), ("z.js", SOURCE)]);
    let copy = folder.path().join("http-status-lsp");
    fs::copy(env!("CARGO_BIN_EXE_http-status-lsp"), &copy).expect("copied");
    let set = |path: &std::path::Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    };
    set(folder.path(), 0o755);
    set(&tree.join("closed"), 0o000);
    set(&tree.join("c.js"), 0o000);
    let mut command = std::process::Command::new(&copy);
    if rustix::process::geteuid().is_root() {
        command.uid(65_534).gid(65_534);
    }
    let output = command.current_dir(&tree).args(["find", "404", "-l"]).output().expect("it runs");
    set(&tree.join("closed"), 0o755);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a.js\nz.js\n");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert_eq!(lines[0], "http-status-lsp: c.js: Permission denied (os error 13)");
    assert!(lines[1].contains("closed: Permission denied"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_a_closed_output_is_quiet() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    let folder = tempfile::tempdir().expect("a folder");
    let many = "res.status(404);\n".repeat(100_000);
    write(folder.path(), &[("a.js", many.as_bytes())]);
    let mut child = program()
        .current_dir(folder.path())
        .args(["find", "404"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    assert_eq!(line, "a.js:1:12:res.status(404);\n");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().expect("it runs");
    assert!(made.success());
    let output = run(folder.path(), &["404", "pipe"]);
    assert_eq!(
        (output.status.code(), output.stderr),
        (Some(2), b"http-status-lsp: pipe: not a regular file\n".to_vec())
    );
}

#[cfg(unix)]
#[test]
fn names_that_are_no_unicode_come_out_as_they_are() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(OsStr::from_bytes(b"a\xff.js")), SOURCE).expect("written");
    assert_eq!(run(folder.path(), &["404", "-l"]).stdout, b"a\xff.js\n");
    let out = printed(folder.path(), &["404", "--json"], 0);
    let first: Value = serde_json::from_str(out.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&first["path"], &first["path_base64"]), (&"a\u{fffd}.js".into(), &"Yf8uanM=".into()));
}
