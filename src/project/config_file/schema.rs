//! The JSON schema of the file, made from its types. `editors/http-status.schema.json` is checked in, for editors that check TOML.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::{Map, Value, json};

use super::file::{ConfigFile, StatusTable};
use super::keys::{KEYS, STATUS_KEYS};
use super::reading::{NAME_LIMIT, NOTE_LIMIT};
use crate::catalog::limits::{ADVICE_LIMIT, ADVICE_TEXT_LIMIT, SUMMARY_LIMIT};
use crate::catalog::{Level, Rule};

const ADDRESS: &str = "^https?://[^\\s<>\"\\\\`]+$";

pub(super) fn codes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "integer", "minimum": 100, "maximum": 999 } })
}

pub(super) fn severities(_: &mut SchemaGenerator) -> Schema {
    let levels = Level::ALL.map(Level::name);
    let rule = |rule: &Rule| {
        let text = rule.text();
        let default = if text.is_on { Level::On(text.severity) } else { Level::Off };
        let description = format!("{}.", text.title);
        (text.name.to_owned(), json!({ "description": description, "enum": levels, "default": default.name() }))
    };
    let rules: Map<String, Value> = Rule::all().iter().map(rule).collect();
    json_schema!({ "type": "object", "properties": rules, "additionalProperties": false })
}

pub(super) fn statuses(generator: &mut SchemaGenerator) -> Schema {
    let table = generator.subschema_for::<StatusTable>();
    json_schema!({ "type": "object", "patternProperties": { "^[1-9][0-9]{2}$": table }, "additionalProperties": false })
}

fn text(most: usize) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": most })
}

pub(super) fn name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": NAME_LIMIT, "pattern": "^[^\\[\\]<>\\\\`*_|&~#]+$" })
}

pub(super) fn summary(_: &mut SchemaGenerator) -> Schema {
    text(SUMMARY_LIMIT)
}

pub(super) fn note(_: &mut SchemaGenerator) -> Schema {
    text(NOTE_LIMIT)
}

pub(super) fn advice(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "maxItems": ADVICE_LIMIT, "items": text(ADVICE_TEXT_LIMIT) })
}

pub(super) fn runbook(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "uri", "pattern": ADDRESS })
}

/// The lines of comments as one, in all texts.
fn join_lines(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace('\n', " "),
        Value::Array(items) => items.iter_mut().for_each(join_lines),
        Value::Object(members) => members.values_mut().for_each(join_lines),
        _ => {}
    }
}

#[test]
fn the_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/editors/http-status.schema.json");
    let mut schema = Value::from(schema_for!(ConfigFile));
    join_lines(&mut schema);
    let schema = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &schema).expect("it can be written");
    }
    let checked_in = std::fs::read_to_string(path).expect("a file");
    assert!(checked_in == schema, "UPDATE_EXPECT=1 cargo test --lib config_file writes it");
}

/// The reader takes the keys of the schema and no others.
#[test]
fn the_schema_has_the_keys_that_are_read() {
    fn keys<T: JsonSchema>(known: &[&str]) {
        let schema = Value::from(schema_for!(T));
        let mut found: Vec<&str> =
            schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
        let mut known = known.to_vec();
        found.sort_unstable();
        known.sort_unstable();
        assert_eq!(found, known);
    }
    keys::<ConfigFile>(&KEYS);
    keys::<StatusTable>(&STATUS_KEYS);
}
