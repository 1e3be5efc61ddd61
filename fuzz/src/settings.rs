//! Any JSON as settings: the server lives with it, names each wrong value once, and keeps its default.
//!
//! An input is JSON, or steps that begin with `#`: how the key is written, which setting, which value.

use http_status_lsp::config::{Config, Constants, HoverDetail, SETTINGS};
use serde_json::{Map, Value, json};

use super::{Bytes, SEPARATOR};

/// Checks one input.
pub fn check(data: &[u8]) {
    let value = match data.strip_prefix(b"#") {
        Some(steps) => made(steps),
        None => {
            serde_json::from_slice(data).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(data).into_owned()))
        }
    };
    let (config, problems) = Config::from_json(&value);
    assert_eq!(Config::from_json(&value), (config.clone(), problems.clone()), "the second reading");
    let namespace = value.get("httpStatus").unwrap_or(&value);
    match namespace {
        Value::Null => assert_eq!((config, problems), (Config::default(), Vec::new())),
        Value::Object(settings) => check_object(settings, &config, &problems),
        _ => {
            assert_eq!(config, Config::default());
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].starts_with("httpStatus: "), "{problems:?}");
        }
    }
}

fn check_object(settings: &Map<String, Value>, config: &Config, problems: &[String]) {
    let mut expected = Config::default();
    let mut wrong = Vec::new();
    for setting in &SETTINGS {
        let Some(value) = wanted(settings, setting.key).filter(|value| !value.is_null()) else { continue };
        let is_right = match setting.key {
            "hover.enable" => take(&mut expected.hover, value.as_bool()),
            "hover.detail" => take(&mut expected.hover_detail, detail(value)),
            "completion.enable" => take(&mut expected.completion, value.as_bool()),
            "completion.constants" => take(&mut expected.constants, constants(value)),
            "definition.enable" => take(&mut expected.definition, value.as_bool()),
            "definition.names" => take(&mut expected.definition_of_names, value.as_bool()),
            "documentLinks.enable" => take(&mut expected.document_links, value.as_bool()),
            "pages.enable" => take(&mut expected.pages, value.as_bool()),
            "diagnostics.enable" => take(&mut expected.diagnostics, value.as_bool()),
            // What is right of it holds beside what is wrong.
            "rules" => {
                expected.rules.clone_from(&config.rules);
                levels(value)
            }
            "exclude.languages" => take(&mut expected.excluded_languages, strings(value)),
            other => panic!("a setting that this check does not know: {other}"),
        };
        if !is_right {
            wrong.push(setting);
        }
    }
    assert_eq!(config, &expected);
    let mut groups: Vec<&str> = SETTINGS.iter().filter_map(|setting| Some(setting.key.split_once('.')?.0)).collect();
    groups.dedup();
    groups.retain(|group| settings.get(*group).is_some_and(|value| !value.is_null() && !value.is_object()));
    assert_eq!(problems.len(), groups.len() + wrong.len(), "{problems:?}");
    let (of_groups, problems) = problems.split_at(groups.len());
    for (group, problem) in groups.iter().zip(of_groups) {
        assert!(problem.starts_with(&format!("httpStatus.{group}: ")), "{problem}");
    }
    for (setting, problem) in wrong.iter().zip(problems) {
        assert!(problem.starts_with(&format!("httpStatus.{}: ", setting.key)), "{problem}");
        assert!(problem.ends_with(&format!("the default {} holds.", setting.default)), "{problem}");
    }
}

fn detail(value: &Value) -> Option<HoverDetail> {
    match value.as_str()? {
        "brief" => Some(HoverDetail::Brief),
        "full" => Some(HoverDetail::Full),
        _ => None,
    }
}

fn constants(value: &Value) -> Option<Constants> {
    match value.as_str()? {
        "auto" => Some(Constants::Auto),
        "always" => Some(Constants::Always),
        "never" => Some(Constants::Never),
        _ => None,
    }
}

fn take<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|entry| Some(entry.as_str()?.to_owned())).collect()
}

/// The flat key first, then the nested one, then the flat one with the namespace; a key has one dot or none.
fn wanted<'v>(settings: &'v Map<String, Value>, key: &str) -> Option<&'v Value> {
    let nested = || {
        let (outer, inner) = key.split_once('.')?;
        settings.get(outer)?.as_object()?.get(inner)
    };
    settings.get(key).or_else(nested).or_else(|| settings.get(&format!("httpStatus.{key}")))
}

fn made(steps: &[u8]) -> Value {
    let mut settings = Map::new();
    let mut is_under_namespace = false;
    for step in steps.split(|byte| *byte == SEPARATOR) {
        let mut bytes = Bytes::new(step);
        let form = bytes.key(b"fnuoN");
        let key = match bytes.number() as usize {
            known if known < SETTINGS.len() => SETTINGS[known].key.to_owned(),
            other => SETTINGS[other % SETTINGS.len()].key.to_uppercase(),
        };
        let value = value(&mut bytes);
        match form {
            b'f' => drop(settings.insert(key, value)),
            b'n' => {
                let Some((outer, inner)) = key.split_once('.') else {
                    settings.insert(key.to_owned(), value);
                    continue;
                };
                let place = settings.entry(outer).or_insert_with(|| json!({}));
                match place.as_object_mut() {
                    Some(place) => drop(place.insert(inner.to_owned(), value)),
                    None => *place = json!({ inner: value }),
                }
            }
            b'u' => drop(settings.insert(bytes.text(), value)),
            b'o' => drop(settings.insert(key.split('.').next().unwrap_or_default().to_owned(), value)),
            _ => is_under_namespace = true,
        }
    }
    if is_under_namespace { json!({ "httpStatus": settings }) } else { Value::Object(settings) }
}

fn value(bytes: &mut Bytes<'_>) -> Value {
    match bytes.key(b"tf0nslLoid") {
        b't' => json!(true),
        b'f' => json!(false),
        b'n' => Value::Null,
        b's' => json!(bytes.text()),
        b'l' => json!(bytes.text().split(',').collect::<Vec<_>>()),
        b'L' => json!([bytes.text(), bytes.number()]),
        b'o' => json!({ bytes.text(): true }),
        b'i' => json!(-1),
        b'd' => json!(0.5),
        _ => json!(0),
    }
}

/// Whether each rule has a level.
fn levels(value: &Value) -> bool {
    let is_level = |level: &Value| matches!(level.as_str(), Some("off" | "hint" | "information" | "warning"));
    let is_empty_list = value.as_array().is_some_and(Vec::is_empty);
    is_empty_list || value.as_object().is_some_and(|rules| rules.values().all(is_level))
}
