//! Files that cannot be written, and processes that end while they write.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{printed, program, read, right, run, tree, wrong};

#[test]
fn mode_and_links_stay() {
    let folder = tree();
    let at = |name: &str| folder.path().join(name);
    fs::set_permissions(at("api.yaml"), fs::Permissions::from_mode(0o640)).expect("set");
    symlink("api.yaml", at("link.yaml")).expect("a link");
    printed(folder.path(), &["--fix", "link.yaml"], 0);
    assert!(fs::symlink_metadata(at("link.yaml")).expect("a link").is_symlink());
    assert_eq!(read(folder.path(), "api.yaml"), right().as_bytes());
    assert_eq!(fs::metadata(at("api.yaml")).expect("a file").mode() & 0o777, 0o640);
    fs::write(at("api.yaml"), wrong()).expect("written");
    fs::hard_link(at("api.yaml"), at("same.txt")).expect("a link");
    printed(folder.path(), &["--fix", "api.yaml"], 0);
    assert_eq!(read(folder.path(), "same.txt"), right().as_bytes());
    assert_eq!(fs::metadata(at("api.yaml")).expect("a file").nlink(), 2);
    assert_eq!(names(folder.path()), ["api.yaml", "link.yaml", "same.txt", "src"]);
}

#[test]
fn a_link_that_leads_out_is_not_written() {
    let (inside, outside) = (tree(), tree());
    symlink(outside.path().join("api.yaml"), inside.path().join("out.yaml")).expect("a link");
    let output = run(inside.path(), &["--fix", "out.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    let said = "http-status-lsp: out.yaml: not fixed: a link that leads out of the current folder\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr), said);
    assert_eq!(read(outside.path(), "api.yaml"), wrong().as_bytes());
}

#[test]
fn a_file_that_changed_is_not_written() {
    use http_status_lsp::workspace::replaced_file::replace;

    let folder = tree();
    let path = folder.path().join("api.yaml");
    assert_eq!(replace(&path, b"what was read", b"new").expect_err("changed"), "it has changed since it was read");
    assert_eq!(read(folder.path(), "api.yaml"), wrong().as_bytes());
    assert_eq!(names(folder.path()), ["api.yaml", "src"]);
    assert_eq!(replace(&path, wrong().as_bytes(), b"new"), Ok(()));
    assert!(replace(&folder.path().join("gone"), b"", b"").is_err());
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Many files with faults; the first bytes of each differ.
fn many(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..count {
        fs::write(folder.path().join(format!("{number:04}.yaml")), format!("# {number}\n{}", wrong()))
            .expect("written");
    }
    folder
}

/// Ends the process by a signal once it has printed about some file: each file is old or new.
fn ended_by(signal: &str) -> (tempfile::TempDir, Option<i32>) {
    const COUNT: usize = 1000;
    let folder = many(COUNT);
    // A fault that no safe fix mends makes each file print a line.
    for number in 0..COUNT {
        let path = folder.path().join(format!("{number:04}.yaml"));
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(path, text + "        \"477\":\n          description: y\n").expect("written");
    }
    let mut child = program()
        .current_dir(folder.path())
        .args(["check", "--fix", "--format", "concise", "--select", "openapi-key,unregistered-code"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert!(lines.next().is_some());
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    lines.for_each(drop);
    let code = child.wait().expect("it ends").code();
    for number in 0..COUNT {
        let text = fs::read_to_string(folder.path().join(format!("{number:04}.yaml"))).expect("a file");
        let tail = "        \"477\":\n          description: y\n";
        let (old, new) = (format!("# {number}\n{}{tail}", wrong()), format!("# {number}\n{}{tail}", right()));
        assert!(text == old || text == new, "{number}: {text}");
    }
    (folder, code)
}

#[test]
fn an_interrupt_leaves_every_file_old_or_new_and_nothing_beside() {
    let (folder, code) = ended_by("-INT");
    assert!(matches!(code, Some(130 | 1)), "{code:?}");
    assert!(names(folder.path()).iter().all(|name| name.ends_with(".yaml")), "{:?}", names(folder.path()));
}

#[test]
fn a_kill_leaves_every_file_old_or_new() {
    let (folder, code) = ended_by("-KILL");
    assert!(matches!(code, None | Some(1)), "{code:?}");
    // At most the copy of one file is left, which no walk reads.
    assert!(names(folder.path()).iter().filter(|name| !name.ends_with(".yaml")).count() <= 1);
    let output = run(folder.path(), &["--fix"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
}

/// The files are on a tmpfs of 64 kB. Only root may mount one.
#[test]
fn a_full_disk_leaves_every_file_old_or_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(folder.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        return;
    }
    let disk = folder.path();
    fs::write(disk.join("api.yaml"), wrong()).expect("written");
    let filled = fs::write(disk.join("full"), vec![b'x'; 1 << 20]).is_err();
    let output = run(disk, &["--fix", "api.yaml"]);
    let (left, names) = (read(disk, "api.yaml"), names(disk));
    let freed = fs::remove_file(disk.join("full"));
    let again = run(disk, &["--fix", "api.yaml"]);
    let mended = read(disk, "api.yaml");
    let unmounted = Command::new("umount").arg(disk).status().expect("umount");
    assert!(filled && freed.is_ok() && unmounted.success());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("api.yaml: not fixed: No space left on device"),
        "{output:?}"
    );
    assert_eq!((left, names), (wrong().into_bytes(), vec!["api.yaml".to_owned(), "full".to_owned()]));
    assert_eq!((again.status.code(), mended), (Some(0), right().into_bytes()));
}
