//! Writes settings as each kind of file has them, in the order of the table.

use http_status_lsp::config::{RULE_LEVELS, SETTINGS, Setting, Values};
use serde_json::{Value, json};

/// The settings with their defaults in the notation of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notation {
    /// `"hover": { "enable": true },`
    Json,
    /// `hover = { enable = true },`
    Lua,
    /// `"httpStatus.hover.enable": true,`
    FlatJson,
    /// `hover.enable = true`
    Toml,
}

impl Notation {
    /// Whether the settings begin below this line.
    fn opens(self, line: &str) -> bool {
        match self {
            Notation::Json => line.ends_with("\"httpStatus\": {"),
            Notation::Lua => line.ends_with("httpStatus = {"),
            Notation::FlatJson => line.ends_with("\"settings\": {"),
            Notation::Toml => line.ends_with("httpStatus]"),
        }
    }

    fn closes(self, line: &str) -> bool {
        match self {
            Notation::Toml => !line.contains(" = "),
            _ => line.trim_start().starts_with('}'),
        }
    }

    fn lines(self) -> Vec<String> {
        let flat = |setting: &Setting| match self {
            Notation::Toml => format!("{} = {}", setting.key, setting.default),
            _ => format!("\"httpStatus.{}\": {}", setting.key, setting.default),
        };
        match self {
            Notation::Toml => SETTINGS.iter().map(flat).collect(),
            Notation::FlatJson => separated(SETTINGS.iter().map(flat).collect()),
            Notation::Json => separated(
                groups()
                    .into_iter()
                    .map(|(group, settings)| {
                        if let [("", setting)] = settings.as_slice() {
                            return format!("\"{group}\": {}", setting.default);
                        }
                        let parts: Vec<_> =
                            settings.iter().map(|(name, setting)| format!("\"{name}\": {}", setting.default)).collect();
                        format!("\"{group}\": {{ {} }}", parts.join(", "))
                    })
                    .collect(),
            ),
            Notation::Lua => groups()
                .into_iter()
                .map(|(group, settings)| {
                    if let [("", setting)] = settings.as_slice() {
                        return format!("{group} = {},", lua(setting.default));
                    }
                    let parts: Vec<_> =
                        settings.iter().map(|(name, setting)| format!("{name} = {}", lua(setting.default))).collect();
                    format!("{group} = {{ {} }},", parts.join(", "))
                })
                .collect(),
        }
    }

    /// The text with its first block of settings written anew, or as it is if it has none.
    pub(crate) fn write(self, text: &str) -> String {
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let Some(opener) = lines.iter().position(|line| self.opens(line)) else { return text.to_owned() };
        let Some(end) = lines[opener + 1..].iter().position(|line| self.closes(line)) else { return text.to_owned() };
        let indent = lines[opener].len() - lines[opener].trim_start().len();
        let indent = if matches!(self, Notation::Toml) { 0 } else { indent + 2 };
        let block = self.lines().into_iter().map(|line| format!("{:indent$}{line}", ""));
        lines.splice(opener + 1..opener + 1 + end, block);
        lines.join("\n")
    }
}

/// With commas between them.
fn separated(mut lines: Vec<String>) -> Vec<String> {
    let last = lines.len() - 1;
    lines[..last].iter_mut().for_each(|line| line.push(','));
    lines
}

/// The settings by the first part of their keys, each with the second part, which may be empty.
fn groups() -> Vec<(&'static str, Vec<(&'static str, &'static Setting)>)> {
    let mut groups: Vec<(&str, Vec<_>)> = Vec::new();
    for setting in &SETTINGS {
        let (group, name) = setting.key.split_once('.').unwrap_or((setting.key, ""));
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, settings)) => settings.push((name, setting)),
            None => groups.push((group, vec![(name, setting)])),
        }
    }
    groups
}

fn lua(json: &str) -> String {
    match json {
        "[]" => "{}".to_owned(),
        other => other.replace('"', "'"),
    }
}

/// All that is said of a setting, in a line.
pub(crate) fn text_of(setting: &Setting) -> String {
    let mut text = setting.description.to_owned();
    if let Values::OneOf(choices) = setting.values {
        for (choice, description) in choices {
            text += &format!(" `\"{choice}\"`: {description}");
        }
    }
    if !setting.details.is_empty() {
        text = format!("{text} {}", setting.details);
    }
    text
}

/// The beginning of a setting's row, which is enough where a document has more to say.
pub(crate) fn start_of_row(prefix: &str, setting: &Setting) -> String {
    format!("| `{prefix}{}` | `{}` | {}", setting.key, setting.default, setting.description)
}

/// A setting's row in the table of a document.
pub(crate) fn row(prefix: &str, setting: &Setting) -> String {
    format!("| `{prefix}{}` | `{}` | {} |", setting.key, setting.default, text_of(setting))
}

/// The key of a row in the table whose keys have this prefix.
pub(crate) fn key_of_row<'t>(prefix: &str, line: &'t str) -> Option<&'t str> {
    let (key, _) = line.strip_prefix("| `")?.strip_prefix(prefix)?.split_once("` | `")?;
    (key.contains('.') || key == "rules").then_some(key)
}

/// The text with the rows of its table written anew. Rows that need only begin as the program says stay if they do, and rows
/// for which `is_kept` holds stay in any case.
pub(crate) fn write_table(text: &str, prefix: &str, is_exact: bool, is_kept: impl Fn(&str) -> bool) -> String {
    let is_row = |line: &&str| key_of_row(prefix, line).is_some();
    let old: Vec<&str> = text.lines().filter(is_row).collect();
    let new = SETTINGS.iter().map(|setting| {
        let is_right = |line: &&&str| !is_exact && line.starts_with(&start_of_row(prefix, setting));
        old.iter().find(is_right).map_or_else(|| row(prefix, setting), |line| (*line).to_owned())
    });
    let kept = old.iter().filter(|line| key_of_row(prefix, line).is_some_and(&is_kept)).map(|line| (*line).to_owned());
    let mut new: Vec<String> = new.chain(kept).collect();
    let mut lines = Vec::new();
    for line in text.split('\n') {
        if is_row(&line) {
            lines.append(&mut new);
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}

/// The settings for scripts, and for tests in other languages.
pub(crate) fn settings_json() -> String {
    let all: Vec<Value> = SETTINGS
        .iter()
        .map(|setting| {
            let mut entry = json!({
                "key": setting.key,
                "description": setting.description,
                "details": setting.details,
                "default": default_of(setting),
                "type": type_of(setting),
            });
            if let Values::OneOf(choices) = setting.values {
                entry["enum"] = choices.iter().map(|(choice, _)| *choice).collect();
                entry["enumDescriptions"] = choices.iter().map(|(_, description)| *description).collect();
            }
            entry
        })
        .collect();
    serde_json::to_string_pretty(&all).expect("JSON") + "\n"
}

pub(crate) fn default_of(setting: &Setting) -> Value {
    serde_json::from_str(setting.default).expect("JSON")
}

/// The type in words of JSON Schema.
pub(crate) fn type_of(setting: &Setting) -> &'static str {
    match setting.values {
        Values::Switch => "boolean",
        Values::OneOf(_) => "string",
        Values::LanguageIds => "array",
        Values::RuleLevels => "object",
    }
}

/// The schema in which `JetBrains` IDEs complete and check the settings. `serde_json` would sort its keys.
pub(crate) fn schema() -> String {
    let mut text = String::from(SCHEMA_HEAD);
    let groups = groups();
    for (at, (group, settings)) in groups.iter().enumerate() {
        let comma = if at + 1 < groups.len() { "," } else { "" };
        if let [("", setting)] = settings.as_slice() {
            let lines: String = schema_lines(setting).iter().map(|line| format!("          {line}\n")).collect();
            text += &format!("        \"{group}\": {{\n{lines}        }}{comma}\n");
            continue;
        }
        text += &format!(
            "        \"{group}\": {{\n          \"type\": \"object\",\n          \"additionalProperties\": false,\n          \"properties\": {{\n"
        );
        for (at, (name, setting)) in settings.iter().enumerate() {
            let lines: String = schema_lines(setting).iter().map(|line| format!("              {line}\n")).collect();
            let comma = if at + 1 < settings.len() { "," } else { "" };
            text += &format!("            \"{name}\": {{\n{lines}            }}{comma}\n");
        }
        text += &format!("          }}\n        }}{comma}\n");
    }
    text + "      }\n    }\n  }\n}\n"
}

/// The description of a setting in the schema, a member a line.
fn schema_lines(setting: &Setting) -> Vec<String> {
    let listed = |choices: &mut dyn Iterator<Item = &str>| {
        let choices: Vec<_> = choices.map(|choice| format!("\"{choice}\"")).collect();
        format!("\"enum\": [{}]", choices.join(", "))
    };
    let mut lines = vec![format!("\"type\": \"{}\"", type_of(setting))];
    match setting.values {
        Values::Switch => {}
        Values::OneOf(choices) => lines.push(listed(&mut choices.iter().map(|(choice, _)| *choice))),
        Values::LanguageIds => lines.push("\"items\": { \"type\": \"string\" }".to_owned()),
        Values::RuleLevels => {
            let levels = listed(&mut RULE_LEVELS.into_iter());
            lines.push(format!("\"additionalProperties\": {{ {levels} }}"));
        }
    }
    lines.push(format!("\"default\": {}", setting.default));
    lines.push(format!("\"description\": {}", Value::from(text_of(setting))));
    separated(lines)
}

const SCHEMA_HEAD: &str = r#"{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "LSP4IJ/http-status-lsp/settings.schema.json",
  "title": "Settings of http-status-lsp",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "httpStatus": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
"#;
