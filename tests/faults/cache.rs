//! Cache directories that cannot be written, are full, are files, or are links.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use http_status_lsp::catalog::Catalog;
use http_status_lsp::features::pages::{fingerprint, pages};
use serde_json::Value;

use crate::server::{Server, hover_at, program, program_in};

const URI: &str = "file:///a.js";

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

/// The folder of the pages below the one of the program.
fn pages_folder() -> String {
    format!("pages-{}", fingerprint(pages(Catalog::compiled()).into_iter()))
}

#[track_caller]
fn check_whole(cache: &Path) {
    let folder = cache.join("http-status-lsp").join(pages_folder());
    let expected = pages(Catalog::compiled());
    for page in &expected {
        let text = fs::read_to_string(folder.join(&page.file_name)).unwrap_or_default();
        assert_eq!(text, page.text, "{}", page.file_name);
    }
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), expected.len());
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn an_unwritable_cache_removes_only_the_links() {
    // No user can make a folder there, not even root, which permissions do not stop.
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
fn a_cache_that_is_a_file_removes_only_the_links() {
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
fn a_full_cache_removes_only_the_links_and_leaves_no_partial_page() {
    let folder = folder();
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\"", env!("CARGO_BIN_EXE_http-status-lsp")])
        .env_remove("HTTP_STATUS_LSP_LOG")
        .env("XDG_CACHE_HOME", folder.path());
    lives_without_pages(ready(&mut command));
    let pages = folder.path().join("http-status-lsp").join(pages_folder());
    let left: Vec<_> = fs::read_dir(pages).expect("the folder").flatten().map(|entry| entry.file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A page whose place is taken by a folder with files in it.
#[test]
fn a_page_that_cannot_be_replaced_removes_only_its_own_links() {
    for name in ["404.md", "410.md", "index.md"] {
        let folder = folder();
        let in_the_way = folder.path().join("http-status-lsp").join(pages_folder()).join(name);
        fs::create_dir_all(&in_the_way).expect("made");
        fs::write(in_the_way.join("file"), "precious").expect("written");
        let mut server = ready(&mut program_in(folder.path()));
        let statuses = server.request("httpStatus/statuses", Value::Null);
        let all = statuses["statuses"].as_array().expect("a list");
        let unlinked: Vec<String> = all
            .iter()
            .filter(|status| status["page"].is_null())
            .map(|status| format!("{}.md", status["code"]))
            .collect();
        assert_eq!(unlinked.is_empty(), name == "index.md", "{unlinked:?}");
        assert!(unlinked.iter().all(|page| page == name), "{unlinked:?}");
        assert_eq!(statuses["index"].is_null(), name == "index.md");
        match name {
            "404.md" => assert_eq!(server.request("textDocument/definition", hover_at(URI)), Value::Null),
            _ => assert!(page(&mut server).is_file()),
        }
        let log = server.end();
        assert!(log.contains(name) && log.lines().count() == 1, "{log}");
        assert_eq!(fs::read_to_string(in_the_way.join("file")).expect("read"), "precious");
    }
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
        let pages = base.join(pages_folder());
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
fn a_cache_may_be_a_link_to_a_folder() {
    let folder = folder();
    let real = folder.path().join("real");
    fs::create_dir(&real).expect("made");
    symlink(&real, folder.path().join("link")).expect("linked");
    let mut server = ready(&mut program_in(&folder.path().join("link")));
    page(&mut server);
    assert!(real.join("http-status-lsp").join(pages_folder()).join("404.md").is_file());
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
        assert_eq!(page(&mut server), expected.join(pages_folder()).join("404.md"), "{variable:?}");
        server.end();
        fs::remove_dir_all(expected).expect("the folder");
        assert!(!home.path().join("relative").exists());
    }
}

/// A page that is gone or damaged is written again before the answer that leads to it, and so are those that it links to.
#[test]
fn pages_are_whole_whenever_a_definition_leads_to_one() {
    let folder = folder();
    let mut server = ready(&mut program_in(folder.path()));
    let page = page(&mut server);
    check_whole(folder.path());
    let text = fs::read_to_string(&page).expect("the page");
    for name in ["404.md", "403.md", "index.md"] {
        let other = page.with_file_name(name);
        fs::remove_file(&other).expect("removed");
        self::page(&mut server);
        check_whole(folder.path());
        fs::File::create(&other).and_then(|file| file.set_len(1 << 40)).expect("made");
        self::page(&mut server);
        check_whole(folder.path());
        fs::write(&other, text.replace("404", "403")).expect("written");
        self::page(&mut server);
        check_whole(folder.path());
    }
    let statuses = |server: &mut Server| server.request("httpStatus/statuses", Value::Null);
    fs::remove_file(&page).expect("removed");
    statuses(&mut server);
    check_whole(folder.path());
    assert_eq!(server.end(), "");
    // A server that finds them damaged at its start.
    fs::write(&page, "").expect("written");
    let mut server = ready(&mut program_in(folder.path()));
    self::page(&mut server);
    check_whole(folder.path());
    assert_eq!(server.end(), "");
}

/// Behind a hover they are written after the answer.
#[test]
fn pages_become_whole_behind_a_hover() {
    let folder = folder();
    let mut server = ready(&mut program_in(folder.path()));
    let page = page(&mut server);
    fs::remove_file(&page).expect("removed");
    while !page.exists() {
        assert!(server.hover(URI).is_some());
    }
    check_whole(folder.path());
    assert_eq!(server.end(), "");
}

#[test]
fn servers_that_start_while_the_folder_is_removed_leave_it_whole() {
    let folder = folder();
    let base = folder.path().join("http-status-lsp");
    let mut servers: Vec<Server> = (0..10).map(|_| ready(&mut program_in(folder.path()))).collect();
    std::thread::scope(|scope| {
        for server in &mut servers {
            scope.spawn(|| server.request("textDocument/definition", hover_at(URI)));
        }
        scope.spawn(|| {
            for _ in 0..50 {
                let _ = fs::remove_dir_all(&base);
            }
        });
    });
    for mut server in servers {
        page(&mut server);
        check_whole(folder.path());
        assert_eq!(server.end(), "");
    }
}

/// Builds of one version whose pages differ, as two checkouts have them.
#[test]
fn the_pages_of_another_build_stay_as_they_are() {
    let folder = folder();
    let other = folder.path().join("http-status-lsp").join("pages-0123456789abcdef");
    fs::create_dir_all(&other).expect("made");
    fs::write(other.join("404.md"), "other words").expect("written");
    fs::write(other.join("index.md"), "other words").expect("written");
    let mut server = ready(&mut program_in(folder.path()));
    assert_ne!(page(&mut server).parent(), Some(&*other));
    server.end();
    check_whole(folder.path());
    assert_eq!(fs::read_to_string(other.join("404.md")).expect("read"), "other words");
    assert_eq!(fs::read_dir(other).expect("read").count(), 2);
}

/// Links to such paths would lead nowhere: clients read URIs as UTF-8.
#[test]
fn a_cache_that_is_not_utf_8_costs_the_links_alone() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = folder();
    for name in [&b"caf\xe9"[..], b"a\xff/b", b"\xed\xa0\x80"] {
        let cache = folder.path().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir_all(&cache).expect("made");
        let mut server = ready(&mut program_in(&cache));
        assert_eq!(server.request("textDocument/definition", hover_at(URI)), Value::Null);
        let card = server.hover(URI).expect("a card");
        assert!(card.contains("404 Not Found") && !card.contains("file://"), "{card}");
        let log = server.end();
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.contains("the cache directory has no URI"), "{log}");
        assert_eq!(fs::read_dir(&cache).expect("read").count(), 0);
    }
}

#[test]
fn a_relative_home_gets_no_files_and_no_links() {
    let folder = folder();
    for home in ["home", "./home", "."] {
        let mut command = program();
        command.current_dir(folder.path()).env_remove("XDG_CACHE_HOME").env("HOME", home);
        let mut server = ready(&mut command);
        assert_eq!(server.request("textDocument/definition", hover_at(URI)), Value::Null);
        assert!(server.hover(URI).is_some_and(|card| !card.contains("file://")));
        server.end();
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 0, "{home}");
    }
}

#[test]
fn it_works_without_a_home() {
    let mut command = program();
    command.env_remove("HOME").env_remove("XDG_CACHE_HOME").env("HOME", "");
    let mut server = ready(&mut command);
    assert!(server.hover(URI).is_some());
    server.end();
}
