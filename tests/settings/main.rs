//! Every place that lists the settings has those of the program. `UPDATE_EXPECT=1 cargo test --test settings` writes what can
//! be written; the rest is checked, and what is missing is named with its file.

mod places;
mod reading;
mod writing;

use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::config::{Config, SETTINGS};
use places::{PLACES, is_of_an_editor, problems};
use serde_json::json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn every_place_has_every_setting() {
    let may_write = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut found = Vec::new();
    for place in &PLACES {
        let text = read(place.file);
        let mut wrong = problems(place, &text);
        if may_write
            && !wrong.is_empty()
            && let Some(new) = place.holds.write(&text)
        {
            fs::write(root().join(place.file), &new).expect("the file can be written");
            wrong = problems(place, &new);
        }
        found.extend(wrong);
    }
    assert!(found.is_empty(), "the settings differ from those in src/config.rs:\n{}", found.join("\n"));
}

#[test]
fn a_place_that_lacks_a_setting_is_named() {
    for place in &PLACES {
        let text = read(place.file);
        for (key, part) in [("definition.names", "names"), ("exclude.languages", "languages")] {
            let without = text.replace(part, "other");
            let found = problems(place, &without);
            let is_named = |problem: &&String| problem.starts_with(place.file) && problem.contains(key);
            assert!(found.iter().any(|problem| is_named(&problem)), "{} without {key}: {found:#?}", place.file);
            // Writing mends it.
            if let Some(written) = place.holds.write(&without) {
                assert_eq!(problems(place, &written), [""; 0]);
            }
        }
    }
}

/// A place that gives another default, or a setting that there is not, is named as well.
#[test]
fn a_wrong_default_and_an_unknown_setting_are_named() {
    let kate = PLACES.iter().find(|place| place.file == "editors/kate/settings.json").expect("a place");
    let text = kate.holds.write(&read(kate.file)).expect("it can be written");
    let wrong = text.replace("\"pages\": { \"enable\": true }", "\"pages\": { \"enable\": false, \"enabled\": true }");
    assert_eq!(
        problems(kate, &wrong),
        [
            "editors/kate/settings.json: pages.enable has false; expected its default true",
            "editors/kate/settings.json: pages.enabled is not a setting",
        ]
    );
}

/// A list of settings outside of `PLACES` would not be held to the table.
#[test]
fn every_list_of_settings_is_a_place() {
    for file in documents().iter().filter(|file| PLACES.iter().all(|place| place.file != **file)) {
        let text = read(file);
        let longest = reading::tables(&text).iter().map(Vec::len).max().unwrap_or(0);
        let rows =
            ["", "httpStatus."].map(|prefix| text.lines().filter(|line| is_row_of_a_setting(prefix, line)).count());
        assert!(longest.max(rows[0]).max(rows[1]) < SETTINGS.len() / 2, "{file} lists settings, but is not in PLACES");
    }
}

fn is_row_of_a_setting(prefix: &str, line: &str) -> bool {
    writing::key_of_row(prefix, line).is_some_and(|key| SETTINGS.iter().any(|setting| setting.key == key))
}

#[test]
fn examples_use_settings_that_exist() {
    let mut wrong = Vec::new();
    for file in documents() {
        let found = wrong_settings(&read(&file));
        wrong.extend(found.into_iter().map(|problem| format!("{file}: {problem}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_example_is_named() {
    assert_eq!(wrong_settings("Set httpStatus.hover.enabled or `pages.enable`."), ["hover.enabled is not a setting"]);
    assert_eq!(wrong_settings("`documentLink.enable`"), ["documentLink.enable is not a setting"]);
    assert_eq!(
        wrong_settings("let x = { 'httpStatus': { 'hover': { 'enabel': v:false }, 'pages': { 'enable': 'no' } } }"),
        [
            "hover.enabel is not a setting",
            "httpStatus.pages.enable: \"no\" is not true or false; the default true holds.",
        ]
    );
    assert_eq!(wrong_settings("{ 'exclude': { 'language': ['css'] } }"), ["exclude.language is not a setting"]);
}

/// The wrong settings in the examples and sentences of a text.
fn wrong_settings(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let groups = SETTINGS.iter().filter_map(|setting| setting.key.split_once('.')).map(|(group, _)| group);
    let mut groups: Vec<&str> = groups.collect();
    groups.dedup();
    let is_known = |key: &str| SETTINGS.iter().any(|setting| setting.key == key) || is_of_an_editor(key);
    let mut found: Vec<reading::Found> = reading::tables(text).concat();
    // Some editors take the settings without the namespace, as tables of their own: `{ 'hover': { 'enable': v:false } }`.
    for group in &groups {
        for (key, value) in
            ['"', '\''].map(|quote| reading::tables_behind(text, &format!("{quote}{group}{quote}"))).concat().concat()
        {
            found.push((format!("{group}.{key}"), value));
        }
    }
    for (key, value) in found {
        if !is_known(&key) {
            wrong.push(format!("{key} is not a setting"));
        } else {
            wrong.extend(Config::from_json(&json!({ key: value })).1);
        }
    }
    let quoted = reading::quoted_keys(text).filter(|key| {
        key.ends_with(".enable") || key.split_once('.').is_some_and(|(group, _)| groups.contains(&group))
    });
    let sentences = reading::dotted_keys(text).into_iter().chain(quoted).filter(|key| !is_known(key));
    wrong.extend(sentences.map(|key| format!("{key} is not a setting")));
    wrong.sort();
    wrong.dedup();
    wrong
}

/// The texts that people read and copy from: the README, and all below `editors` but for tests, which use wrong settings on purpose.
fn documents() -> Vec<String> {
    let mut files = vec!["README.md".to_owned()];
    let mut folders = vec![PathBuf::from("editors")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder").flatten() {
            let path = folder.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                if !matches!(
                    name.as_str(),
                    "test" | "node_modules" | "dist" | "target" | "src" | "lua" | "scripts" | "out"
                ) && !name.starts_with('.')
                {
                    folders.push(path);
                }
            } else if name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
                && !name.contains("lock")
                && !name.contains("schema")
            {
                files.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files
}

const ENDINGS: [&str; 11] = ["md", "json", "toml", "lua", "txt", "vim", "kak", "el", "py", "sublime-settings", "yaml"];
