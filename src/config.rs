//! The settings, namespace `httpStatus`. A wrong value keeps the default and is named once.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Answer hovers.
    pub hover: bool,
    /// How much its cards show.
    pub hover_detail: HoverDetail,
    /// Offer completions.
    pub completion: bool,
    /// Which constants completions hold.
    pub constants: Constants,
    /// Let "go to definition" open a status's page.
    pub definition: bool,
    /// Let it do so from a name too, which the language's own server leads to its declaration.
    pub definition_of_names: bool,
    /// Underline each mention as a link to its page.
    pub document_links: bool,
    /// Write pages to the cache directory, so that links in cards and definitions have somewhere to lead.
    pub pages: bool,
    /// Report what rules find.
    pub diagnostics: bool,
    /// The level of each rule that a setting changes: one of [`RULE_LEVELS`] by the rule's name. Names are not checked here, since `config` does
    /// not use the layer of the rules.
    pub rules: BTreeMap<String, &'static str>,
    /// Ids of languages in which the server is off.
    pub excluded_languages: Vec<String>,
}

/// Which constants of libraries completions hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Constants {
    /// All, but for those that another server of the editor offers at the same place. Only the editor's side can see these,
    /// so the server itself answers as with `Always`.
    #[default]
    Auto,
    /// All.
    Always,
    /// None: numbers and phrases alone.
    Never,
}

/// How much the cards of hover show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoverDetail {
    /// One screen.
    #[default]
    Brief,
    /// All there is.
    Full,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hover: true,
            hover_detail: HoverDetail::Brief,
            completion: true,
            constants: Constants::Auto,
            definition: true,
            definition_of_names: false,
            document_links: false,
            pages: true,
            diagnostics: true,
            rules: BTreeMap::new(),
            excluded_languages: Vec::new(),
        }
    }
}

/// A setting as users see it: its key under `httpStatus`, what it does, and how a value is taken.
pub struct Setting {
    /// `hover.enable`
    pub key: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Further details, with an example where one helps; may be empty. Markdown.
    pub details: &'static str,
    /// The default as JSON.
    pub default: &'static str,
    /// The valid values.
    pub values: Values,
    /// Sets the value, or says what would be one.
    set: fn(&mut Config, &Value) -> Result<(), &'static str>,
}

/// The valid values of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// `true` or `false`.
    Switch,
    /// One of these strings, each with what it does, in one sentence.
    OneOf(&'static [(&'static str, &'static str)]),
    /// A list of language ids.
    LanguageIds,
    /// An object from rules to one of [`RULE_LEVELS`].
    RuleLevels,
}

/// The names of the levels that a rule may have.
pub const RULE_LEVELS: [&str; 4] = ["off", "hint", "information", "warning"];

/// All settings, in the order of the README's table. `tests/settings.rs` holds every file that names them to this table.
pub const SETTINGS: [Setting; 11] = [
    Setting {
        key: "hover.enable",
        description: "Show the card of the status under the cursor.",
        details: "",
        default: "true",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.hover, value),
    },
    Setting {
        key: "hover.detail",
        description: "How much the card shows.",
        details: "",
        default: "\"brief\"",
        values: Values::OneOf(&[
            (
                "brief",
                "One screen: summary, causes, fixes, and which status to use instead; the full card is a link away.",
            ),
            ("full", "Everything on the status: also headers, an example and the background."),
        ]),
        set: |config, value| detail_into(&mut config.hover_detail, value),
    },
    Setting {
        key: "completion.enable",
        description: "Complete codes, constants and phrases where a status belongs.",
        details: "",
        default: "true",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.completion, value),
    },
    Setting {
        key: "completion.constants",
        description: "Which constants of libraries to complete, such as `http.StatusNotFound`.",
        details: "",
        default: "\"auto\"",
        values: Values::OneOf(&[
            (
                "auto",
                "Those that no other server offers at the same place, where the editor's side can compare; all of them elsewhere.",
            ),
            ("always", "All of them."),
            ("never", "None: codes and phrases alone."),
        ]),
        set: |config, value| constants_into(&mut config.constants, value),
    },
    Setting {
        key: "definition.enable",
        description: "Let \"Go to Definition\" on a code, phrase or class (`404`, `Not Found`, `4xx`) open its page.",
        details: "",
        default: "true",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.definition, value),
    },
    Setting {
        key: "definition.names",
        description: "Let it open the page from a name too (`http.StatusNotFound`, `:not_found`).",
        details: "The language's own server leads from a name to its declaration. With both, an editor asks which of the two is meant.",
        default: "false",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.definition_of_names, value),
    },
    Setting {
        key: "documentLinks.enable",
        description: "Make each status in a document a link to its page.",
        details: "",
        default: "false",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.document_links, value),
    },
    Setting {
        key: "pages.enable",
        description: "Write the pages to the user's cache directory when a link first needs them.",
        details: "Without them, cards link to the web alone, and definitions lead nowhere.",
        default: "true",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.pages, value),
    },
    Setting {
        key: "diagnostics.enable",
        description: "Report what the rules find.",
        details: "",
        default: "true",
        values: Values::Switch,
        set: |config, value| bool_into(&mut config.diagnostics, value),
    },
    Setting {
        key: "rules",
        description: "The severity of a rule, by its name: `\"warning\"`, `\"information\"`, `\"hint\"` or `\"off\"`.",
        details: "For example `{ \"openapi-key\": \"off\" }`. `http-status-lsp rule` lists the rules.",
        default: "{}",
        values: Values::RuleLevels,
        set: |config, value| levels_into(&mut config.rules, value),
    },
    Setting {
        key: "exclude.languages",
        description: "Languages, by id, in which the server is off.",
        details: "For example `[\"css\", \"markdown\"]`.",
        default: "[]",
        values: Values::LanguageIds,
        set: |config, value| strings_into(&mut config.excluded_languages, value),
    },
];

fn bool_into(place: &mut bool, value: &Value) -> Result<(), &'static str> {
    *place = value.as_bool().ok_or("true or false")?;
    Ok(())
}

fn constants_into(place: &mut Constants, value: &Value) -> Result<(), &'static str> {
    *place = match value.as_str() {
        Some("auto") => Constants::Auto,
        Some("always") => Constants::Always,
        Some("never") => Constants::Never,
        _ => return Err("\"auto\", \"always\" or \"never\""),
    };
    Ok(())
}

fn detail_into(place: &mut HoverDetail, value: &Value) -> Result<(), &'static str> {
    *place = match value.as_str() {
        Some("brief") => HoverDetail::Brief,
        Some("full") => HoverDetail::Full,
        _ => return Err("\"brief\" or \"full\""),
    };
    Ok(())
}

/// The levels that are right hold, whatever stands beside them.
fn levels_into(place: &mut BTreeMap<String, &'static str>, value: &Value) -> Result<(), &'static str> {
    const WANTED: &str = "an object from rules to \"off\", \"hint\", \"information\" or \"warning\"";
    // Lua writes an empty object as an empty list.
    if value.as_array().is_some_and(Vec::is_empty) {
        place.clear();
        return Ok(());
    }
    let mut result = Ok(());
    for (rule, level) in value.as_object().ok_or(WANTED)? {
        match RULE_LEVELS.into_iter().find(|name| level.as_str() == Some(name)) {
            Some(level) => drop(place.insert(rule.clone(), level)),
            None => result = Err(WANTED),
        }
    }
    result
}

fn strings_into(place: &mut Vec<String>, value: &Value) -> Result<(), &'static str> {
    const WANTED: &str = "a list of language ids";
    let list = value.as_array().ok_or(WANTED)?;
    *place = list.iter().map(|entry| entry.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or(WANTED)?;
    Ok(())
}

impl Config {
    /// Reads settings, as the value of the namespace or as an object that holds it. Returns them with the faults,
    /// a sentence for each wrong value.
    pub fn from_json(value: &Value) -> (Self, Vec<String>) {
        let mut config = Self::default();
        let mut problems = Vec::new();
        let value = value.get("httpStatus").unwrap_or(value);
        let settings = match value {
            Value::Null => return (config, problems),
            Value::Object(settings) => settings,
            other => {
                problems.push(format!("httpStatus: {other} is not an object of settings; the defaults hold."));
                return (config, problems);
            }
        };
        problems.extend(wrong_groups(settings));
        for setting in &SETTINGS {
            let Some(value) = look_up_namespaced(settings, setting.key).filter(|value| !value.is_null()) else {
                continue;
            };
            if let Err(wanted) = (setting.set)(&mut config, value) {
                problems.push(format!(
                    "httpStatus.{}: {value} is not {wanted}; the default {} holds.",
                    setting.key, setting.default
                ));
            }
        }
        (config, problems)
    }
}

/// Problems with groups that are not objects, such as `hover` in `{ "hover": 5 }`, one for each group.
fn wrong_groups(settings: &Map<String, Value>) -> impl Iterator<Item = String> {
    let mut groups: Vec<&str> =
        SETTINGS.iter().filter_map(|setting| setting.key.split_once('.')).map(|key| key.0).collect();
    groups.dedup();
    groups.into_iter().filter_map(|group| {
        let value = settings.get(group).filter(|value| !value.is_null() && !value.is_object())?;
        Some(format!("httpStatus.{group}: {value} is not an object of settings; the defaults hold."))
    })
}

/// `hover.enable` as a nested key or as a flat one, which may repeat the namespace; editors send all of these.
fn look_up_namespaced<'v>(settings: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    look_up(settings, key).or_else(|| settings.get(&format!("httpStatus.{key}")))
}

fn look_up<'v>(settings: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    if let Some(value) = settings.get(key) {
        return Some(value);
    }
    let (first, rest) = key.split_once('.')?;
    look_up(settings.get(first)?.as_object()?, rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_come_nested_flat_and_under_their_namespace() {
        for value in [
            json!({ "hover": { "enable": false } }),
            json!({ "hover.enable": false }),
            json!({ "httpStatus": { "hover": { "enable": false } } }),
            json!({ "httpStatus.hover.enable": false }),
            json!({ "httpStatus": { "httpStatus.hover.enable": false } }),
        ] {
            let (config, problems) = Config::from_json(&value);
            assert!(!config.hover && config.completion, "{value}");
            assert_eq!(problems, [""; 0]);
        }
    }

    #[test]
    fn a_wrong_value_keeps_its_default_and_is_named() {
        let (config, problems) = Config::from_json(
            &json!({ "hover": { "enable": "yes" }, "exclude": { "languages": ["css", 1] }, "completion": { "enable": false, "constants": "some" } }),
        );
        assert_eq!(config, Config { completion: false, ..Config::default() });
        assert_eq!(
            problems,
            [
                "httpStatus.hover.enable: \"yes\" is not true or false; the default true holds.",
                "httpStatus.completion.constants: \"some\" is not \"auto\", \"always\" or \"never\"; the default \"auto\" holds.",
                "httpStatus.exclude.languages: [\"css\",1] is not a list of language ids; the default [] holds.",
            ]
        );
    }

    #[test]
    fn each_value_of_a_choice_is_taken() {
        for setting in &SETTINGS {
            let Values::OneOf(choices) = setting.values else { continue };
            for (choice, _) in choices {
                let (_, problems) = Config::from_json(&json!({ setting.key: choice }));
                assert_eq!(problems, [""; 0], "{}", setting.key);
            }
        }
    }

    #[test]
    fn a_group_that_is_not_an_object_is_named_once() {
        for wrong in [json!(5), json!(false), json!("off"), json!([]), json!([{ "enable": false }]), json!(0.5)] {
            for group in ["hover", "completion", "definition", "documentLinks", "pages", "exclude"] {
                for value in [json!({ group: wrong }), json!({ "httpStatus": { group: wrong } })] {
                    let (config, problems) = Config::from_json(&value);
                    assert_eq!(config, Config::default(), "{value}");
                    let expected =
                        format!("httpStatus.{group}: {wrong} is not an object of settings; the defaults hold.");
                    assert_eq!(problems, [expected], "{value}");
                }
            }
        }
        // A flat key beside it holds.
        let (config, problems) = Config::from_json(&json!({ "hover": 5, "hover.enable": false }));
        assert_eq!((config.hover, problems.len()), (false, 1));
    }

    #[test]
    fn odd_settings_are_no_disaster() {
        for value in [json!(null), json!({}), json!({ "hover": null }), json!({ "unknown": { "x": [] } })] {
            assert_eq!(Config::from_json(&value), (Config::default(), Vec::new()), "{value}");
        }
        assert_eq!(Config::from_json(&json!([1])).1.len(), 1);
    }

    #[test]
    fn the_defaults_are_those_that_are_written_down() {
        let mut object = Map::new();
        for setting in &SETTINGS {
            object.insert(setting.key.to_owned(), serde_json::from_str(setting.default).expect("JSON"));
        }
        assert_eq!(Config::from_json(&Value::Object(object)), (Config::default(), Vec::new()));
    }
}
