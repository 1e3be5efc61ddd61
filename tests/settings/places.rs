//! The places that list all settings, and what is wrong with one.

use http_status_lsp::config::{SETTINGS, Setting, Values};
use serde_json::{Value, json};

use crate::reading;
use crate::writing::{self, Notation, default_of, key_of_row, row, settings_json, start_of_row, type_of};

/// A file that lists all settings.
pub(crate) struct Place {
    /// Its path in the project.
    pub(crate) file: &'static str,
    pub(crate) holds: Holds,
}

/// The form in which a place lists the settings.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// Keys and defaults in this notation.
    Defaults(Notation),
    /// Rows of a Markdown table, whose keys have this prefix. Where they are not exact, more may stand behind the description.
    Table { prefix: &'static str, is_exact: bool },
    /// The array for scripts; nothing else is in the file.
    Json,
    /// The JSON Schema for `JetBrains` IDEs; nothing else is in the file.
    Schema,
    /// The manifest of the VS Code extension.
    Manifest,
    /// The help file of the Neovim plugin.
    Help,
    /// The tags of that help file.
    Tags,
    /// Variables of Emacs, the settings made of them, and lsp-mode's table of them.
    Lisp,
    /// The table of these variables.
    LispTable,
    /// The fuzzer's words.
    Dictionary,
    /// The checks of the fuzzer for each setting.
    Arms,
}

pub(crate) const PLACES: [Place; 23] = {
    use Holds::{Arms, Defaults, Dictionary, Help, Json, Lisp, LispTable, Manifest, Schema, Table, Tags};
    use Notation::{FlatJson, Json as NestedJson, Lua, Toml};
    [
        Place { file: "README.md", holds: Table { prefix: "", is_exact: true } },
        Place { file: "editors/settings.json", holds: Json },
        Place { file: "editors/emacs/README.md", holds: LispTable },
        Place { file: "editors/emacs/http-status-lsp.el", holds: Lisp },
        Place { file: "editors/helix/languages.toml", holds: Defaults(Toml) },
        Place { file: "editors/helix/make_languages.py", holds: Defaults(Toml) },
        Place { file: "editors/jetbrains/settings.json", holds: Defaults(NestedJson) },
        Place { file: "editors/jetbrains/settings.schema.json", holds: Schema },
        Place { file: "editors/kakoune/http-status.kak", holds: Defaults(Toml) },
        Place { file: "editors/kate/README.md", holds: Defaults(NestedJson) },
        Place { file: "editors/kate/settings.json", holds: Defaults(NestedJson) },
        Place { file: "editors/nvim-lspconfig/http_status.lua", holds: Defaults(Lua) },
        Place { file: "editors/nvim/doc/http_status.txt", holds: Help },
        Place { file: "editors/nvim/doc/tags", holds: Tags },
        Place { file: "editors/nvim/lsp/http_status.lua", holds: Defaults(Lua) },
        Place { file: "editors/others/README.md", holds: Defaults(NestedJson) },
        Place { file: "editors/sublime/LanguageServers.sublime-settings", holds: Defaults(FlatJson) },
        Place { file: "editors/sublime/README.md", holds: Defaults(FlatJson) },
        Place { file: "editors/vscode/README.md", holds: Table { prefix: "httpStatus.", is_exact: false } },
        Place { file: "editors/vscode/package.json", holds: Manifest },
        Place { file: "editors/zed/README.md", holds: Table { prefix: "", is_exact: true } },
        Place { file: "fuzz/dictionaries/settings.dict", holds: Dictionary },
        Place { file: "fuzz/src/settings.rs", holds: Arms },
    ]
};

/// Whether this is a setting that an editor's side has for itself, in the same namespace.
pub(crate) fn is_of_an_editor(key: &str) -> bool {
    matches!(key, "server.path" | "trace.server")
}

fn is_setting(key: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.key == key)
}

/// The faults of the settings in the text of a place: a line each, with the file, the setting, and the expected text.
pub(crate) fn problems(place: &Place, text: &str) -> Vec<String> {
    let mut wrong = match place.holds {
        Holds::Defaults(_) => defaults(text),
        Holds::Table { prefix, is_exact } => table(text, prefix, is_exact),
        Holds::Json => missing(|setting| (!text.contains(&format!("\"key\": \"{}\"", setting.key))).then(String::new)),
        Holds::Schema => schema(text),
        Holds::Manifest => manifest(text),
        Holds::Help => help(text),
        Holds::Tags => tags(text),
        Holds::Lisp => lisp(text),
        Holds::LispTable => {
            lines(text, |setting| format!("| `{}` | `{}` | ", variable(setting), lisp_default(setting)))
        }
        Holds::Dictionary => dictionary(text),
        Holds::Arms => missing(|setting| lacks(text, &format!("\"{}\" => ", setting.key))),
    };
    // What is made as a whole must be as it is made, in its order and form too.
    if wrong.is_empty() && place.holds.is_made() && place.holds.write(text).is_some_and(|made| made != text) {
        wrong.push("the settings are not as `UPDATE_EXPECT=1 cargo test --test settings` writes them".to_owned());
    }
    wrong.into_iter().map(|problem| format!("{}: {problem}", place.file)).collect()
}

impl Holds {
    fn is_made(self) -> bool {
        matches!(self, Holds::Json | Holds::Schema | Holds::Table { is_exact: true, .. })
    }

    /// The text with its settings written anew, where they can be.
    pub(crate) fn write(self, text: &str) -> Option<String> {
        match self {
            Holds::Defaults(notation) => Some(notation.write(text)),
            Holds::Table { prefix, is_exact } => Some(writing::write_table(text, prefix, is_exact, is_of_an_editor)),
            Holds::Json => Some(settings_json()),
            Holds::Schema => Some(writing::schema()),
            _ => None,
        }
    }
}

/// A problem for each setting of which `expected` says what is missing.
fn missing(expected: impl Fn(&Setting) -> Option<String>) -> Vec<String> {
    let problem = |setting: &Setting| {
        expected(setting).map(|expected| format!("{} is missing or differs{expected}", setting.key))
    };
    SETTINGS.iter().filter_map(problem).collect()
}

fn lacks(text: &str, expected: &str) -> Option<String> {
    (!text.contains(expected)).then(|| format!("; expected {expected:?}"))
}

/// A problem for each setting without a line that begins like this.
fn lines(text: &str, expected: impl Fn(&Setting) -> String) -> Vec<String> {
    missing(|setting| {
        let expected = expected(setting);
        (!text.lines().any(|line| line.starts_with(&expected)))
            .then(|| format!("; expected a line that begins with {expected:?}"))
    })
}

fn unknown<'t>(keys: impl IntoIterator<Item = &'t str>) -> impl Iterator<Item = String> {
    let keys = keys.into_iter().filter(|key| !is_setting(key) && !is_of_an_editor(key));
    keys.map(|key| format!("{key} is not a setting"))
}

/// The longest table of settings in the text has all of them with their defaults. Shorter ones are examples.
fn defaults(text: &str) -> Vec<String> {
    let found = reading::tables(text).into_iter().max_by_key(Vec::len).unwrap_or_default();
    let mut wrong: Vec<String> = SETTINGS
        .iter()
        .filter_map(|setting| {
            let expected = default_of(setting);
            match found.iter().find(|(key, _)| key == setting.key) {
                Some((_, value)) if *value == expected => None,
                // Lua writes an empty object as it does an empty list.
                Some((_, value)) if expected == json!({}) && *value == json!([]) => None,
                Some((key, value)) => Some(format!("{key} has {value}; expected its default {expected}")),
                None => Some(format!("{} is missing; expected it with its default {expected}", setting.key)),
            }
        })
        .collect();
    wrong.extend(unknown(found.iter().map(|(key, _)| key.as_str())));
    wrong
}

fn table(text: &str, prefix: &str, is_exact: bool) -> Vec<String> {
    let expected = |setting: &Setting| if is_exact { row(prefix, setting) } else { start_of_row(prefix, setting) };
    let mut wrong = lines(text, expected);
    wrong.extend(unknown(text.lines().filter_map(|line| key_of_row(prefix, line))));
    wrong
}

/// Enough to name a setting; that the rest is right follows from the whole file.
fn schema(text: &str) -> Vec<String> {
    let Ok(schema) = serde_json::from_str::<Value>(text) else { return vec!["this is not JSON".to_owned()] };
    missing(|setting| {
        let groups = &schema["properties"]["httpStatus"]["properties"];
        let found = match setting.key.split_once('.') {
            Some((group, name)) => &groups[group]["properties"][name],
            None => &groups[setting.key],
        };
        (found["default"] != default_of(setting)).then(|| format!("; expected it with its default {}", setting.default))
    })
}

fn manifest(text: &str) -> Vec<String> {
    let Ok(manifest) = serde_json::from_str::<Value>(text) else { return vec!["this is not JSON".to_owned()] };
    // VS Code takes one group of settings or several.
    let configuration = &manifest["contributes"]["configuration"];
    let groups = configuration.as_array().cloned().unwrap_or_else(|| vec![configuration.clone()]);
    let shown: Vec<(String, Value)> = groups
        .iter()
        .filter_map(|group| group["properties"].as_object())
        .flatten()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mut wrong = Vec::new();
    for setting in &SETTINGS {
        let key = format!("httpStatus.{}", setting.key);
        match shown.iter().find(|(shown, _)| *shown == key) {
            None => wrong.push(format!("{} is missing; expected \"{key}\" among the properties", setting.key)),
            Some((_, shown)) => {
                wrong.extend(
                    of_manifest(setting, shown).into_iter().map(|problem| format!("{}: {problem}", setting.key)),
                );
            }
        }
    }
    wrong.extend(unknown(shown.iter().map(|(key, _)| key.strip_prefix("httpStatus.").unwrap_or(key))));
    wrong
}

/// The faults of a setting in the manifest. A description may go on, and may be Markdown.
fn of_manifest(setting: &Setting, shown: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, is_right: bool, expected: &str| {
        if !is_right {
            wrong.push(format!("expected {what} {expected}"));
        }
    };
    let text = |names: [&str; 2]| names.iter().find_map(|name| shown.get(*name)).cloned().unwrap_or_default();
    let begins = |shown: &Value, with: &str| shown.as_str().is_some_and(|shown| shown.starts_with(with));
    expect("the type", shown["type"] == type_of(setting), type_of(setting));
    expect("the default", shown["default"] == default_of(setting), setting.default);
    let description = text(["markdownDescription", "description"]);
    expect("a description that begins with", begins(&description, setting.description), setting.description);
    if let Values::OneOf(choices) = setting.values {
        let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
        expect("the enum", shown["enum"] == Value::from(names.clone()), &format!("{names:?}"));
        let descriptions = text(["markdownEnumDescriptions", "enumDescriptions"]);
        for (at, (_, description)) in choices.iter().enumerate() {
            expect("a description of the choice that begins with", begins(&descriptions[at], description), description);
        }
    }
    wrong
}

/// For each setting a line with the key and the default, and below it the description, wrapped.
fn help(text: &str) -> Vec<String> {
    let sections: Vec<&str> = text.split("\nhttpStatus.").skip(1).collect();
    let mut wrong = missing(|setting| {
        let section = sections.iter().find(|section| section.split_whitespace().next() == Some(setting.key));
        let section =
            section.map_or_else(String::new, |section| section.split_whitespace().collect::<Vec<_>>().join(" "));
        let start = format!("{} (default: `{}`) {}", setting.key, setting.default, setting.description);
        if !section.starts_with(&start) {
            return Some(format!("; expected a section that begins with {start:?}"));
        }
        let Values::OneOf(choices) = setting.values else { return None };
        let choice = choices.iter().find(|(choice, _)| !section.contains(&format!("\"{choice}\"")))?;
        Some(format!("; expected its choice {:?} below it", choice.0))
    });
    wrong.extend(missing(|setting| lacks(text, &format!("*httpStatus.{}*", setting.key))));
    wrong.extend(unknown(reading::dotted_keys(text)));
    wrong
}

fn tags(text: &str) -> Vec<String> {
    let line = |setting: &Setting| format!("httpStatus.{0}\thttp_status.txt\t/*httpStatus.{0}*", setting.key);
    let mut wrong = lines(text, line);
    wrong.extend(unknown(text.lines().filter_map(|line| line.strip_prefix("httpStatus.")?.split('\t').next())));
    wrong
}

/// `http-status-document-links-enable`
fn variable(setting: &Setting) -> String {
    let mut name = String::from("http-status-");
    for c in setting.key.chars() {
        match c {
            '.' => name.push('-'),
            c if c.is_ascii_uppercase() => name.extend(['-', c.to_ascii_lowercase()]),
            c => name.push(c),
        }
    }
    name
}

fn lisp_default(setting: &Setting) -> &'static str {
    match setting.default {
        "true" => "t",
        "false" | "[]" | "{}" => "nil",
        other => other,
    }
}

fn lisp(text: &str) -> Vec<String> {
    let mut wrong = lines(text, |setting| format!("(defcustom {} {}", variable(setting), lisp_default(setting)));
    let made = reading::tables(text).into_iter().max_by_key(Vec::len).unwrap_or_default();
    let is_made = |setting: &Setting| made.iter().any(|(key, _)| key == setting.key);
    wrong.extend(missing(|setting| {
        (!is_made(setting)).then(|| "; expected it in what `http-status--settings` makes".to_owned())
    }));
    wrong.extend(missing(|setting| lacks(text, &format!("(\"httpStatus.{}\" ", setting.key))));
    wrong.extend(unknown(made.iter().map(|(key, _)| key.as_str()).chain(reading::dotted_keys(text))));
    wrong
}

/// Keys as they stand in JSON, whole and in parts, and the choices.
fn dictionary(text: &str) -> Vec<String> {
    let has = |word: &str| text.lines().any(|line| line == format!("\"\\\"{word}\\\":\""));
    let mut wrong = missing(|setting| {
        let parts = setting.key.split('.').chain([setting.key]);
        let part = parts.into_iter().find(|part| !has(part))?;
        Some(format!("; expected the word {part:?}"))
    });
    for setting in &SETTINGS {
        let Values::OneOf(choices) = setting.values else { continue };
        let absent =
            choices.iter().filter(|(choice, _)| !text.lines().any(|line| line == format!("\"\\\"{choice}\\\"\"")));
        wrong.extend(absent.map(|(choice, _)| format!("{}: expected the word {choice:?}", setting.key)));
    }
    let keys = text.lines().filter_map(|line| line.strip_prefix("\"\\\"")?.strip_suffix("\\\":\""));
    wrong.extend(unknown(keys.filter(|key| key.contains('.'))));
    wrong
}
