//! Cache directories that cannot be written, are full, are none, or lead elsewhere.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::server::{Server, hover_at, program, program_in};

const URI: &str = "file:///a.js";
const PAGES: &str = concat!("pages-", env!("CARGO_PKG_VERSION"));

fn ready(command: &mut Command) -> Server {
    let mut server = Server::ready(command);
    server.open(URI, "res.status(404)");
    server
}

/// Everything is answered, and once it is known that there are no pages, nothing leads to them. It is said once.
#[track_caller]
fn lives_without_pages(mut server: Server) {
    assert_eq!(server.request("textDocument/definition", hover_at(URI)), Value::Null);
    let card = server.hover(URI).expect("a card");
    assert!(card.contains("404 Not Found") && !card.contains("file://"), "{card}");
    let statuses = server.request("httpStatus/statuses", Value::Null);
    assert!(statuses["index"].is_null() && statuses["statuses"].as_array().is_some_and(|list| list.len() > 100));
    let log = server.end();
    assert_eq!(log.matches("the pages cannot be written").count(), 1, "{log}");
    assert_eq!(log.lines().count(), 1, "{log}");
}

/// The page that a definition leads to. It is there.
#[track_caller]
fn page(server: &mut Server) -> PathBuf {
    let answer = server.request("textDocument/definition", hover_at(URI));
    let uri = answer["uri"].as_str().expect("an address");
    let path = PathBuf::from(uri.strip_prefix("file://").expect("a file"));
    assert!(fs::read_to_string(&path).expect("the page").starts_with("# 404 Not Found\n"));
    path
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_cache_that_cannot_be_written_costs_the_links_alone() {
    // Nobody can make a folder there, root included, whom permissions do not stop.
    lives_without_pages(ready(&mut program_in(Path::new("/proc"))));

    let read_only = folder();
    let mut permissions = fs::metadata(read_only.path()).expect("the folder").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(read_only.path(), permissions).expect("set");
    let mut server = ready(&mut program_in(read_only.path()));
    if fs::write(read_only.path().join("probe"), "").is_ok() {
        page(&mut server);
        server.end();
    } else {
        lives_without_pages(server);
    }
}

#[test]
fn a_cache_that_is_a_file_costs_the_links_alone() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "precious").expect("written");
    lives_without_pages(ready(&mut program_in(&file)));
    assert_eq!(fs::read_to_string(&file).expect("read"), "precious");

    fs::write(folder.path().join("http-status-lsp"), "precious").expect("written");
    lives_without_pages(ready(&mut program_in(folder.path())));
    assert_eq!(fs::read_to_string(folder.path().join("http-status-lsp")).expect("read"), "precious");
}

/// No file may be longer than a block here, which fails the writer as a full disk does, after a part has been written.
#[test]
fn a_full_cache_costs_the_links_alone_and_leaves_nothing_half_written() {
    let folder = folder();
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\"", env!("CARGO_BIN_EXE_http-status-lsp")])
        .env_remove("HTTP_STATUS_LSP_LOG")
        .env("XDG_CACHE_HOME", folder.path());
    lives_without_pages(ready(&mut command));
    let pages = folder.path().join("http-status-lsp").join(PAGES);
    let left: Vec<_> = fs::read_dir(pages).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn links_in_the_cache_are_never_written_through() {
    for level in ["http-status-lsp", "pages", "page", "temporary"] {
        let folder = folder();
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).expect("made");
        let victim = elsewhere.join("victim");
        fs::write(&victim, "precious").expect("written");
        let cache = folder.path().join("cache");
        let base = cache.join("http-status-lsp");
        let pages = base.join(PAGES);
        let (from, to) = match level {
            "http-status-lsp" => (base, &elsewhere),
            "pages" => (pages, &elsewhere),
            _ => (pages.join("404.md"), &victim),
        };
        fs::create_dir_all(from.parent().expect("a folder")).expect("made");
        let mut server = ready(&mut program_in(&cache));
        let from = match level {
            "temporary" => from.with_file_name(format!(".404-{}.tmp", server.id())),
            _ => from,
        };
        symlink(to, &from).expect("linked");
        if to == &elsewhere {
            lives_without_pages(server);
        } else {
            let page = page(&mut server);
            assert!(fs::symlink_metadata(page).expect("the page").is_file());
            assert_eq!(server.end(), "");
        }
        assert_eq!(fs::read_to_string(&victim).expect("read"), "precious", "{level}");
        assert_eq!(fs::read_dir(&elsewhere).expect("read").count(), 1, "{level}");
    }
}

/// The user's own cache directory may be a link, as where it lies on another disk.
#[test]
fn a_cache_that_is_a_link_to_a_folder_serves() {
    let folder = folder();
    let real = folder.path().join("real");
    fs::create_dir(&real).expect("made");
    symlink(&real, folder.path().join("link")).expect("linked");
    let mut server = ready(&mut program_in(&folder.path().join("link")));
    page(&mut server);
    assert!(real.join("http-status-lsp").join(PAGES).join("404.md").is_file());
    server.end();
}

#[test]
fn the_cache_is_found_as_the_xdg_specification_has_it() {
    let home = folder();
    let default = home.path().join(".cache/http-status-lsp");
    let new = home.path().join("not/yet/there");
    for (variable, expected) in [
        (None, &default),
        // Relative and empty paths are to be ignored.
        (Some("relative/cache"), &default),
        (Some(""), &default),
        (new.to_str(), &new.join("http-status-lsp")),
    ] {
        let mut command = program();
        command.env("HOME", home.path()).current_dir(home.path()).env_remove("XDG_CACHE_HOME");
        if let Some(variable) = variable {
            command.env("XDG_CACHE_HOME", variable);
        }
        let mut server = ready(&mut command);
        assert_eq!(page(&mut server), expected.join(PAGES).join("404.md"), "{variable:?}");
        server.end();
        fs::remove_dir_all(expected).expect("the folder");
        assert!(!home.path().join("relative").exists());
    }
}

#[test]
fn without_any_home_it_lives_too() {
    let mut command = program();
    command.env_remove("HOME").env_remove("XDG_CACHE_HOME").env("HOME", "");
    let mut server = ready(&mut command);
    assert!(server.hover(URI).is_some());
    server.end();
}
