//! `data/codes/*.toml`, `classes.toml`, `choices.toml` and `owners.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::{Data, OneFile, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    pub code: u16,
    pub name: String,
    pub origin: String,
    pub standing: Standing,
    pub aliases: Vec<String>,
    pub former_names: Vec<String>,
    pub summary: String,
    pub explanation: String,
    pub causes: Vec<String>,
    pub fixes: Vec<String>,
    pub example: String,
    pub spec: Spec,
    pub mdn: Option<String>,
    pub headers: Headers,
    pub glance: Glance,
    #[serde(default)]
    pub related: Vec<Related>,
    #[serde(default)]
    pub meaning: Vec<Meaning>,
    #[serde(default)]
    pub substatus: BTreeMap<String, String>,
    #[serde(skip)]
    pub stem: String,
}

impl OneFile for Status {
    fn set_stem(&mut self, stem: String) {
        self.stem = stem;
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    Registered,
    Temporary,
    Reserved,
    Deprecated,
    Obsolete,
    Unofficial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    pub document: String,
    pub section: Option<String>,
    pub url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headers {
    pub required: Vec<String>,
    pub customary: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glance {
    pub retry: String,
    pub cacheable: bool,
    pub body: Body,
    pub method: Option<String>,
    /// The status that clients are sent in its place.
    pub sent_as: Option<u16>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    Allowed,
    Forbidden,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    pub code: u16,
    pub reason: String,
}

/// What the same number means to another owner.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    pub origin: String,
    pub name: String,
    pub summary: String,
    pub explanation: String,
    pub spec: Spec,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    pub class: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub digit: u8,
    pub name: String,
    pub summary: String,
    pub explanation: String,
    pub section: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    pub choice: Vec<Choice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub title: String,
    pub codes: Vec<u16>,
    pub lines: Vec<ChoiceLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceLine {
    pub code: u16,
    pub when: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owners {
    pub owner: Vec<Owner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    pub id: String,
    pub title: String,
    pub languages: Vec<String>,
    pub signs: Vec<String>,
}

/// The longest summary that a hover shows on one line, in characters.
const SUMMARY_LIMIT: usize = 120;

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let codes: HashSet<u16> = data.statuses.iter().map(|status| status.code).collect();
    let owners: HashSet<&str> = data.owners.iter().map(|owner| owner.id.as_str()).collect();
    let headers: HashSet<&str> = data.headers.iter().map(|header| header.name.as_str()).collect();
    let mut summaries: HashMap<&str, &str> = HashMap::new();
    for status in &data.statuses {
        let file = format!("codes/{}.toml", status.stem);
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new(&file, key, reason));
        if status.stem != status.code.to_string() {
            refuse("code", format!("is {}, but the file is named {}.toml", status.code, status.stem));
        }
        if !(100..=999).contains(&status.code) {
            refuse("code", format!("{} is no three-digit number", status.code));
        }
        for (key, text) in [("name", &status.name), ("explanation", &status.explanation)] {
            if text.trim().is_empty() {
                refuse(key, "is empty".into());
            }
        }
        if !owners.contains(status.origin.as_str()) {
            refuse("origin", format!("`{}` is not in owners.toml", status.origin));
        }
        if (status.origin == "iana") == (status.standing == Standing::Unofficial) {
            refuse("standing", "`unofficial` goes with an origin other than `iana`, and only there".into());
        }
        check_summary(&status.summary, &mut refuse);
        if let Some(other) = summaries.insert(&status.summary, &status.stem) {
            refuse("summary", format!("is the same as in codes/{other}.toml"));
        }
        for (key, list) in [("causes", &status.causes), ("fixes", &status.fixes)] {
            if !(3..=6).contains(&list.len()) {
                refuse(key, format!("has {} entries; 3 to 6 are wanted", list.len()));
            }
            if list.iter().any(|text| text.trim().is_empty() || text.contains('\n')) {
                refuse(key, "has an entry that is empty or has more than one line".into());
            }
        }
        for header in status.headers.required.iter().chain(&status.headers.customary) {
            if !headers.contains(header.as_str()) {
                refuse("headers", format!("`{header}` is not in headers.toml"));
            }
        }
        if status.glance.sent_as.is_some_and(|sent| sent == status.code || !codes.contains(&sent)) {
            refuse("glance.sent_as", "is no other status".into());
        }
        check_spec(&status.spec, &mut refuse);
        check_example(status, &mut refuse);
        if (300..400).contains(&status.code) && status.example.contains("\nLocation:") && status.glance.method.is_none()
        {
            refuse("glance.method", "a redirect says what becomes of the method".into());
        }
        let mut seen = HashSet::new();
        for related in &status.related {
            if !codes.contains(&related.code) || related.code == status.code {
                refuse("related", format!("{} is no other status", related.code));
            }
            if !seen.insert(related.code) {
                refuse("related", format!("{} stands there twice", related.code));
            }
            if related.reason.trim().is_empty() {
                refuse("related", format!("{} has no reason", related.code));
            }
        }
        if status.related.is_empty() {
            refuse("related", "is empty".into());
        }
        for meaning in &status.meaning {
            if !owners.contains(meaning.origin.as_str()) || meaning.origin == status.origin {
                refuse("meaning.origin", format!("`{}` is not another owner of owners.toml", meaning.origin));
            }
            check_summary(&meaning.summary, &mut refuse);
            check_spec(&meaning.spec, &mut refuse);
        }
        for (number, line) in &status.substatus {
            if !number.starts_with(&format!("{}.", status.code)) || line.trim().is_empty() {
                refuse("substatus", format!("`{number}` is no substatus of {} with a text", status.code));
            }
        }
    }
    check_classes(data, problems);
    for choice in &data.choices {
        let lines: Vec<u16> = choice.lines.iter().map(|line| line.code).collect();
        if lines != choice.codes || !choice.codes.iter().all(|code| codes.contains(code)) {
            problems.push(Problem::new(
                "choices.toml",
                &choice.title,
                "each of `codes` has one line, in that order, and a status",
            ));
        }
    }
}

fn check_summary(summary: &str, refuse: &mut impl FnMut(&str, String)) {
    let length = summary.chars().count();
    if length == 0 || length > SUMMARY_LIMIT {
        refuse("summary", format!("has {length} characters; 1 to {SUMMARY_LIMIT} are wanted"));
    }
    if !summary.ends_with('.') {
        refuse("summary", "does not end with a full stop".into());
    }
}

fn check_spec(spec: &Spec, refuse: &mut impl FnMut(&str, String)) {
    let is_rfc = spec.document.starts_with("RFC ");
    if is_rfc == spec.url.is_some() {
        refuse("spec", "an RFC has no `url`, everything else has one".into());
    }
    if spec.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
        refuse("spec.url", "does not begin with https://".into());
    }
}

fn check_example(status: &Status, refuse: &mut impl FnMut(&str, String)) {
    let Some(first) = status.example.lines().next() else {
        return refuse("example", "is empty".into());
    };
    // The codes of `Warning` stand in that header alone.
    let is_warning = status.example.contains(&format!("\nWarning: {} ", status.code));
    let sent = status.glance.sent_as.unwrap_or(status.code);
    if !first.starts_with(&format!("HTTP/1.1 {sent} ")) && !is_warning {
        refuse("example", format!("does not begin with `HTTP/1.1 {sent}`"));
    }
    let Some((head, body)) = status.example.split_once("\n\n") else {
        return refuse("example", "has no empty line after the header fields".into());
    };
    let body = body.strip_suffix('\n').unwrap_or(body);
    if status.glance.body == Body::Forbidden && !body.is_empty() {
        refuse("example", "has a body, and `glance.body` forbids one".into());
    }
    for header in &status.headers.required {
        if !head.contains(&format!("\n{header}: ")) {
            refuse("example", format!("lacks the required header `{header}`"));
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    if length.is_some_and(|length| length.trim() != body.len().to_string()) {
        refuse("example", format!("says Content-Length {}, the body has {} bytes", length.unwrap_or(""), body.len()));
    }
}

fn check_classes(data: &Data, problems: &mut Vec<Problem>) {
    let digits: Vec<u8> = data.classes.iter().map(|class| class.digit).collect();
    if digits != [1, 2, 3, 4, 5] {
        problems.push(Problem::new("classes.toml", "digit", format!("{digits:?}; 1 to 5 in order are wanted")));
    }
    for class in &data.classes {
        let key = format!("class {}", class.digit);
        if class.summary.chars().count() > SUMMARY_LIMIT || class.explanation.trim().is_empty() {
            problems.push(Problem::new("classes.toml", &key, "the summary is too long or the explanation is empty"));
        }
        if !class.section.starts_with("15.") || class.name.is_empty() {
            problems.push(Problem::new("classes.toml", &key, "lacks a name or a section of RFC 9110, 15"));
        }
    }
}
