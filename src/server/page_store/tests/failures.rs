//! A page has no address while it cannot be written. The time is an argument, so no test waits.

use std::io::Write;
use std::sync::Arc;

use super::*;
use crate::catalog::Code;
use crate::features::pages::INDEX;
use crate::features::{Detail, Subject};
use crate::server::cards::Cards;

const MOMENT: Duration = Duration::from_millis(1);

fn target(code: u16) -> Target {
    Target::Page(Code::new(code).expect("a code"))
}

/// A folder with a file in it, which no page can replace.
fn block(path: &Path) {
    let _ = fs::remove_file(path);
    fs::create_dir_all(path).expect("made");
    fs::write(path.join("file"), "precious").expect("written");
}

/// How many pages have no address.
fn unlinked(store: &PageStore) -> usize {
    let codes = file_names(Catalog::compiled()).filter_map(|name| Code::parse(name.strip_suffix(".md")?));
    let rules = crate::rules::Rule::all().iter().map(|rule| Target::Rule(*rule));
    let headers = Target::Header { name: "Allow", web: "https://example.com".into() };
    let targets = codes.map(Target::Page).chain(rules).chain([Target::Index, headers]);
    targets.filter(|target| store.address(target).is_none()).count()
}

/// The lines that are logged at `level` or above.
fn logged(level: tracing::Level, work: impl FnOnce()) -> Vec<String> {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(log, work);
    let text = String::from_utf8(lines.0.lock().expect("no panic").clone()).expect("text");
    text.lines().map(str::to_owned).collect()
}

/// A way to spoil the folder of the pages, and the way back.
struct Fault {
    name: &'static str,
    make: fn(cache: &Path, folder: &Path),
    clear: fn(cache: &Path, folder: &Path),
}

const FAULTS: &[Fault] = &[
    Fault {
        name: "a file in the place of the cache",
        make: |cache, _| {
            let _ = fs::remove_dir_all(cache);
            fs::write(cache, "").expect("written");
        },
        clear: |cache, _| fs::remove_file(cache).expect("removed"),
    },
    Fault {
        name: "a file in the place of the folder",
        make: |_, folder| {
            let _ = fs::remove_dir_all(folder);
            fs::create_dir_all(folder.parent().expect("a folder")).expect("made");
            fs::write(folder, "").expect("written");
        },
        clear: |_, folder| fs::remove_file(folder).expect("removed"),
    },
    #[cfg(unix)]
    Fault {
        name: "a link in the place of the folder",
        make: |cache, folder| {
            let _ = fs::remove_dir_all(folder);
            fs::create_dir_all(folder.parent().expect("a folder")).expect("made");
            std::os::unix::fs::symlink(cache, folder).expect("linked");
        },
        clear: |_, folder| fs::remove_file(folder).expect("removed"),
    },
    #[cfg(unix)]
    Fault {
        name: "a link in the place of the folder above",
        make: |cache, folder| {
            let above = folder.parent().expect("a folder");
            let _ = fs::remove_dir_all(above);
            fs::create_dir_all(cache).expect("made");
            std::os::unix::fs::symlink(cache, above).expect("linked");
        },
        clear: |_, folder| fs::remove_file(folder.parent().expect("a folder")).expect("removed"),
    },
    Fault {
        name: "a folder in the place of each page, as a full disk fails them all",
        make: |_, folder| file_names(Catalog::compiled()).for_each(|name| block(&folder.join(name))),
        clear: |_, folder| fs::remove_dir_all(folder).expect("removed"),
    },
];

/// From the start of a session, and in the middle of one.
#[test]
fn links_are_absent_while_a_failure_lasts() {
    for fault in FAULTS {
        for is_from_the_start in [true, false] {
            let above = cache();
            let cache = above.path().join("cache");
            let store = store(&cache);
            let folder = folder(&store);
            let start = Instant::now();
            if !is_from_the_start {
                assert!(store.write_at(start), "{}", fault.name);
            }
            (fault.make)(&cache, &folder);
            // Links are made until the failure is known.
            assert!(store.uri(&target(404)).is_some() && store.is_check_due_at(start));
            assert!(!store.write_at(start), "{}", fault.name);
            assert_eq!(unlinked(&store), file_names(Catalog::compiled()).count(), "{}", fault.name);

            // Each try fails while the fault lasts, and moves the next one.
            let second = start + RETRY_AFTER;
            assert!(!store.write_at(second), "{}", fault.name);
            (fault.clear)(&cache, &folder);
            for recent in [start, second, second + RETRY_AFTER - MOMENT] {
                assert!(!store.write_at(recent), "{}", fault.name);
                assert_eq!(unlinked(&store), file_names(Catalog::compiled()).count(), "{}", fault.name);
            }
            let third = second + RETRY_AFTER;
            assert!(store.is_check_due_at(third), "{}", fault.name);
            assert!(store.write_at(third), "{}", fault.name);
            assert_eq!(unlinked(&store), 0, "{}", fault.name);
            check_intact(&folder);

            // The same once more.
            (fault.make)(&cache, &folder);
            assert!(!store.write_at(third), "{}", fault.name);
            assert_eq!(unlinked(&store), file_names(Catalog::compiled()).count(), "{}", fault.name);
            (fault.clear)(&cache, &folder);
            assert!(store.write_at(third + RETRY_AFTER), "{}", fault.name);
            assert_eq!(unlinked(&store), 0, "{}", fault.name);
        }
    }
}

/// No check is scheduled for a folder that has just failed.
#[test]
fn a_folder_that_failed_is_not_tried_with_each_answer() {
    let cache = cache();
    let file = cache.path().join("file");
    fs::write(&file, "").expect("written");
    let store = store(&file);
    let start = Instant::now();
    assert!(!store.write_at(start));
    assert!(!store.is_check_due_at(start) && !store.is_check_due_at(start + RETRY_AFTER - MOMENT));
    assert!(store.is_check_due_at(start + RETRY_AFTER) && !store.is_check_due_at(start + RETRY_AFTER));
}

#[test]
fn a_failed_page_loses_only_its_own_links() {
    for name in ["404.md", INDEX] {
        let cache = cache();
        let store = store(cache.path());
        let folder = folder(&store);
        let (page, other) = (folder.join(name), folder.join("403.md"));
        let is_linked = || store.address(&if name == INDEX { Target::Index } else { target(404) }).is_some();
        let start = Instant::now();
        block(&page);
        assert!(store.write_at(start));
        assert!(!is_linked());
        assert_eq!(unlinked(&store), 1);
        assert_eq!(fs::read_to_string(page.join("file")).expect("read"), "precious");

        // The other pages are checked as before.
        assert!(!store.write_at(start + MOMENT));
        fs::remove_file(&other).expect("removed");
        assert!(store.is_check_due_at(start + MOMENT) && store.write_at(start + MOMENT));
        assert!(other.is_file() && unlinked(&store) == 1);

        fs::remove_dir_all(&page).expect("removed");
        assert!(!store.write_at(start + RETRY_AFTER - MOMENT));
        assert!(!is_linked() && !page.exists());
        assert!(store.write_at(start + RETRY_AFTER));
        assert!(is_linked());
        check_intact(&folder);
    }
}

/// Another server had room on the disk, or a user has put the page back. No write is needed to see that.
#[test]
fn a_page_that_another_process_writes_is_linked_at_once() {
    let cache = cache();
    let store = store(cache.path());
    let path = folder(&store).join("404.md");
    let start = Instant::now();
    block(&path);
    store.write_at(start);
    assert_eq!(store.address(&target(404)), None);
    fs::remove_dir_all(&path).expect("removed");
    fs::write(&path, page("404.md", Catalog::compiled()).expect("a page").text).expect("written");
    assert!(!store.write_at(start + MOMENT));
    assert_eq!(unlinked(&store), 0);
}

/// Cached cards have the links of the moment of the request.
#[test]
fn cards_lose_and_regain_their_links() {
    let cache = cache();
    let store = Arc::new(store(cache.path()));
    let folder = folder(&store);
    let cards = Cards::with_links_to(Arc::clone(&store));
    let subject = Subject::code(Code::new(404).expect("a code"), Catalog::compiled());
    let card = || cards.markdown(&subject, Detail::Full, true);
    let start = Instant::now();
    let whole = card();
    store.write_at(start);
    assert_eq!(card(), whole);
    let gone = folder.join("410.md");
    assert!(whole.contains("/410.md>)") && whole.contains("/index.md>)"));
    block(&gone);
    store.write_at(start);
    assert!(!card().contains("/410.md>)") && card().contains("/index.md>)"));
    fs::remove_dir_all(&gone).expect("removed");
    store.write_at(start + RETRY_AFTER);
    assert_eq!(card(), whole);

    fs::remove_dir_all(&folder).expect("removed");
    fs::write(&folder, "").expect("written");
    store.write_at(start + RETRY_AFTER);
    assert_eq!(card(), cards.markdown(&subject, Detail::Full, false));
    fs::remove_file(&folder).expect("removed");
    store.write_at(start + RETRY_AFTER * 2);
    assert_eq!(card(), whole);
}

#[test]
fn each_cause_is_logged_once() {
    let cache = cache();
    let store = store(cache.path());
    let folder = folder(&store);
    let start = Instant::now();
    let lines = logged(tracing::Level::WARN, || {
        block(&folder.join("404.md"));
        block(&folder.join("500.md"));
        for round in 0..3 {
            store.write_at(start + RETRY_AFTER * round);
        }
    });
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("404.md") && lines[0].contains("failed=2"), "{lines:?}");

    fs::remove_dir_all(&folder).expect("removed");
    let lines = logged(tracing::Level::WARN, || {
        for round in 3..6 {
            fs::write(&folder, "").expect("written");
            store.write_at(start + RETRY_AFTER * round);
            fs::remove_file(&folder).expect("removed");
            store.write_at(start + RETRY_AFTER * round + MOMENT);
        }
    });
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("the pages cannot be written; cards link to the web alone"), "{lines:?}");
}
