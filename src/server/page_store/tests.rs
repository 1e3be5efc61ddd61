use std::fs::File;

use super::*;
use crate::features::pages::pages;

mod failures;

fn cache() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn store(cache: &Path) -> PageStore {
    PageStore::below(Some(cache.to_owned()))
}

/// The folder that the pages of a store are in.
fn folder(store: &PageStore) -> PathBuf {
    store.folder().expect("a folder").path.clone()
}

/// All pages are there and intact, and nothing else is.
#[track_caller]
fn check_intact(folder: &Path) {
    let expected = pages(Catalog::compiled());
    for page in &expected {
        let path = folder.join(&page.file_name);
        assert!(fs::symlink_metadata(&path).is_ok_and(|there| there.is_file()), "{}", path.display());
        assert_eq!(fs::read_to_string(&path).expect("the page"), page.text, "{}", path.display());
    }
    assert_eq!(fs::read_dir(folder).expect("the folder").count(), expected.len());
}

#[test]
fn missing_or_damaged_pages_are_written_again() {
    let (cache, elsewhere) = (cache(), cache());
    let victim = elsewhere.path().join("victim");
    let store = store(cache.path());
    let folder = folder(&store);
    assert!(store.write() && !store.write());
    check_intact(&folder);
    let text = fs::read(folder.join("404.md")).expect("the page");
    let spoiled = |change: fn(&mut Vec<u8>)| {
        let mut text = text.clone();
        change(&mut text);
        text
    };
    let write = |text: Vec<u8>| move |path: &Path| fs::write(path, &text);
    type Damage<'a> = Box<dyn Fn(&Path) -> io::Result<()> + 'a>;
    let damages: Vec<(&str, Damage<'_>)> = vec![
        ("gone", Box::new(|path| fs::remove_file(path))),
        ("empty", Box::new(write(Vec::new()))),
        ("cut", Box::new(write(spoiled(|text| text.truncate(100))))),
        ("longer by a byte", Box::new(write(spoiled(|text| text.push(b'\n'))))),
        ("of the same length", Box::new(write(spoiled(|text| text[50] ^= 1)))),
        ("zeros of the same length", Box::new(write(vec![0; text.len()]))),
        // Reading it would take hours and all memory.
        ("of a terabyte", Box::new(|path| File::create(path)?.set_len(1 << 40))),
        (
            "an empty directory",
            Box::new(|path| {
                fs::remove_file(path)?;
                fs::create_dir(path)
            }),
        ),
        #[cfg(unix)]
        (
            "a link to a file",
            Box::new(|path| {
                fs::write(&victim, &text)?;
                fs::remove_file(path)?;
                std::os::unix::fs::symlink(&victim, path)
            }),
        ),
        #[cfg(unix)]
        (
            "a link to nowhere",
            Box::new(|path| {
                fs::remove_file(path)?;
                std::os::unix::fs::symlink(elsewhere.path().join("nothing"), path)
            }),
        ),
        #[cfg(unix)]
        (
            "a pipe",
            Box::new(|path| {
                fs::remove_file(path)?;
                std::process::Command::new("mkfifo").arg(path).status().map(drop)
            }),
        ),
    ];
    for (what, damage) in &damages {
        for name in ["404.md", "index.md"] {
            let path = folder.join(name);
            damage(&path).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(store.write(), "{what}, {name}");
            check_intact(&folder);
            assert!(!store.write(), "{what}, {name}");
        }
    }
    assert!(!elsewhere.path().join("nothing").exists());

    // All at once, and the folder itself.
    for page in pages(Catalog::compiled()) {
        fs::write(folder.join(page.file_name), "spoiled").expect("written");
    }
    assert!(store.write());
    check_intact(&folder);
    fs::remove_dir_all(cache.path().join("http-status-lsp")).expect("removed");
    assert!(store.write());
    check_intact(&folder);
}

/// A page that was intact is read again only when its metadata have changed.
#[test]
fn a_change_shows_in_the_metadata() {
    let cache = cache();
    let folder = folder(&store(cache.path()));
    store(cache.path()).write();
    let path = folder.join("404.md");
    let stamp = || fs::symlink_metadata(&path).ok().and_then(|there| Stamp::from_metadata(&there)).expect("a file");
    let before = stamp();
    assert_eq!(stamp(), before);
    let text = fs::read(&path).expect("the page");

    File::options().append(true).open(&path).expect("open").set_modified(SystemTime::UNIX_EPOCH).expect("set");
    let old = stamp();
    assert_ne!(old, before);
    // Another file with the time and the length of the old one.
    let other = folder.join("other");
    fs::write(&other, &text).expect("written");
    File::options().append(true).open(&other).expect("open").set_modified(SystemTime::UNIX_EPOCH).expect("set");
    fs::rename(&other, &path).expect("renamed");
    if cfg!(unix) {
        assert_ne!(stamp(), old);
    }
    fs::write(&path, &text[1..]).expect("written");
    assert_ne!(Stamp { length: before.length, ..stamp() }, stamp());
}

/// The clock of a file system has a resolution, so the stamp of a recent change is not used.
#[test]
fn a_file_that_has_just_changed_is_read_again() {
    let cache = cache();
    let path = cache.path().join("file");
    fs::write(&path, "text").expect("written");
    let metadata = fs::symlink_metadata(&path).expect("a file");
    let now = SystemTime::now();
    assert_eq!(Stamp::settled(&metadata, now), None);
    assert!(Stamp::settled(&metadata, now + SETTLED_AFTER).is_some());
    // Nor is a time in the future.
    let tomorrow = now + Duration::from_secs(86_400);
    File::options().append(true).open(&path).expect("open").set_modified(tomorrow).expect("set");
    assert_eq!(Stamp::settled(&fs::symlink_metadata(&path).expect("a file"), now), None);
}

#[test]
fn settled_pages_that_change_are_written_again() {
    let cache = cache();
    let store = store(cache.path());
    let folder = folder(&store);
    store.write();
    let settle = || {
        let mut last_check = store.last_check.lock().expect("no panic");
        let stamp =
            |name: &str| fs::symlink_metadata(folder.join(name)).ok().and_then(|there| Stamp::from_metadata(&there));
        last_check.files = file_names(Catalog::compiled())
            .map(|name| stamp(&name).map_or(FileState::Unknown, FileState::Intact))
            .collect();
    };
    settle();
    assert!(!store.write());
    fs::remove_file(folder.join("403.md")).expect("removed");
    assert!(store.write());
    check_intact(&folder);
    settle();
    fs::write(folder.join("403.md"), "").expect("written");
    assert!(store.write());
    check_intact(&folder);
}

#[test]
fn one_caller_schedules_the_check() {
    let cache = cache();
    let store = store(cache.path());
    assert!(store.is_check_due() && !store.is_check_due());
    store.write();
    assert!(store.is_check_due() && !store.is_check_due());
}

/// Several servers, and a process that clears the cache again and again.
#[test]
fn writers_and_removers_leave_the_pages_intact() {
    let cache = cache();
    let stores: Vec<PageStore> = (0..4).map(|_| store(cache.path())).collect();
    let folder = folder(&stores[0]);
    std::thread::scope(|scope| {
        for store in &stores {
            scope.spawn(|| {
                for _ in 0..4 {
                    store.write();
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..100 {
                let _ = fs::remove_dir_all(cache.path().join("http-status-lsp"));
                let _ = fs::remove_file(folder.join("404.md"));
            }
        });
    });
    // A store has no links only if a removal met each of its rounds, and only until it tries again. Each can restore all pages.
    for store in &stores {
        store.write_at(Instant::now() + RETRY_AFTER);
        assert!(store.uri(&Target::Index).is_some());
        let _ = fs::remove_file(folder.join("404.md"));
        assert!(store.write());
        check_intact(&folder);
    }
}

#[test]
fn a_path_without_a_uri_means_no_links_and_no_files() {
    let mut paths = vec![PathBuf::from("relative/cache"), PathBuf::from("."), PathBuf::new()];
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;

        let cache = cache();
        paths.push(cache.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9")));
        paths.push(cache.path().join(std::ffi::OsStr::from_bytes(b"\xed\xa0\x80/below")));
    }
    for path in paths {
        let store = store(&path);
        assert!(store.version_of_addresses().is_none() && store.uri(&Target::Index).is_none() && !store.is_check_due());
        assert!(!store.write());
        assert!(!path.join("http-status-lsp").exists(), "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn links_are_replaced_and_never_written_through() {
    let cache = cache();
    let victim = cache.path().join("victim");
    fs::write(&victim, "precious").expect("written");
    let store = store(cache.path());
    let path = folder(&store);
    fs::create_dir_all(&path).expect("made");
    std::os::unix::fs::symlink(&victim, path.join("401.md")).expect("linked");
    store.write();
    assert_eq!(fs::read_to_string(&victim).expect("read"), "precious");
    check_intact(&path);

    let elsewhere = cache.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("made");
    for level in ["http-status-lsp", path.strip_prefix(cache.path()).expect("below").to_str().expect("text")] {
        fs::remove_dir_all(cache.path().join("http-status-lsp")).expect("removed");
        let link = cache.path().join(level);
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        std::os::unix::fs::symlink(&elsewhere, &link).expect("linked");
        self::store(cache.path()).write();
        assert_eq!(fs::read_dir(&elsewhere).expect("read").count(), 0, "{level}");
        fs::remove_file(&link).expect("removed");
        fs::create_dir_all(cache.path().join("http-status-lsp")).expect("made");
    }
}

mod other_builds {
    use super::*;

    const DAYS: Duration = Duration::from_secs(86_400);

    /// A folder of pages whose index is so many days old.
    fn other(cache: &Path, name: &str, days: u32) -> PathBuf {
        let folder = cache.join("http-status-lsp").join(name);
        fs::create_dir_all(&folder).expect("made");
        for file in ["404.md", "index.md", ".404-0123456789abcdef.tmp"] {
            fs::write(folder.join(file), "text").expect("written");
        }
        age(&folder.join("index.md"), days);
        folder
    }

    fn age(file: &Path, days: u32) {
        let then = SystemTime::now() - DAYS * days;
        File::options().append(true).open(file).expect("open").set_modified(then).expect("set");
    }

    #[test]
    fn unused_folders_are_removed() {
        let cache = cache();
        let kept = [
            other(cache.path(), "pages-0123456789abcdef", 29),
            other(cache.path(), "pages-0.0.9", 0),
            other(cache.path(), "notes", 100),
            other(cache.path(), "pages-of-mine", 100),
            other(cache.path(), "pages-", 100),
        ];
        let removed = [other(cache.path(), "pages-fedcba9876543210", 31), other(cache.path(), "pages-0.1.0", 1000)];
        let with_more = other(cache.path(), "pages-1.0.0", 100);
        fs::write(with_more.join("notes.md"), "precious").expect("written");
        store(cache.path()).write();
        for folder in kept {
            assert_eq!(fs::read_dir(&folder).expect("kept").count(), 3, "{}", folder.display());
        }
        for folder in removed {
            assert!(!folder.exists(), "{}", folder.display());
        }
        // Other files stay, and so does their folder.
        let left: Vec<_> = fs::read_dir(&with_more).expect("kept").flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["notes.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_removed_behind_a_link() {
        let (cache, elsewhere) = (cache(), cache());
        let precious = other(elsewhere.path(), "pages-of-mine", 100);
        fs::create_dir_all(cache.path().join("http-status-lsp")).expect("made");
        std::os::unix::fs::symlink(&precious, cache.path().join("http-status-lsp/pages-0123456789abcdef"))
            .expect("linked");
        store(cache.path()).write();
        assert_eq!(fs::read_dir(&precious).expect("kept").count(), 3);
    }

    #[test]
    fn a_used_folder_is_marked_once_a_day_and_loses_temporary_files() {
        let cache = cache();
        let store = store(cache.path());
        let folder = folder(&store);
        store.write();
        let (index, page) = (folder.join("index.md"), folder.join("404.md"));
        let (old, new) = (folder.join(".404-0.tmp"), folder.join(".404-1.tmp"));
        for file in [&old, &new] {
            fs::write(file, "half a p").expect("written");
        }
        for file in [&index, &page, &old] {
            age(file, 2);
        }
        self::super::store(cache.path()).write();
        let age = |file: &Path| fs::metadata(file).and_then(|there| there.modified()).expect("there").elapsed();
        assert!(age(&index).is_ok_and(|age| age < DAYS));
        assert!(age(&page).is_ok_and(|age| age > DAYS));
        assert!(!old.exists() && new.exists());
        fs::remove_file(new).expect("removed");
        check_intact(&folder);
    }
}
