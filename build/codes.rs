//! `data/codes/*.toml`, `classes.toml`, `choices.toml` and `owners.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::limits::{self, Limit};
use super::{Data, OneFile, Problem, sources};

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
    pub causes: Vec<Advice>,
    pub fixes: Vec<Advice>,
    pub example: String,
    #[serde(default)]
    pub example_form: ExampleForm,
    pub curl: Option<Curl>,
    pub spec: Spec,
    /// Where the facts of the card come from besides `spec`: ids of sources.toml.
    pub sources: Vec<String>,
    pub mdn: Option<String>,
    pub headers: Headers,
    /// Warn codes have none.
    pub glance: Option<Glance>,
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
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Registered,
    Temporary,
    Reserved,
    Deprecated,
    Obsolete,
    Unofficial,
    /// A number of the `Warning` header, not a status.
    WarnCode,
}

/// The forms of the example on a card.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ExampleForm {
    #[default]
    Response,
    /// Lines of a log.
    Log,
    /// Commands with their output.
    Terminal,
}

/// A command that shows the status or its cause.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curl {
    pub command: String,
    /// The part of the output to look at, in one sentence.
    pub shows: String,
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
    /// Those of `customary` that the response must have if a 200 response to the same request would have them.
    #[serde(default)]
    pub repeated: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glance {
    pub retry: String,
    /// The text of the brief card behind "Retry:".
    pub retry_short: String,
    pub cache: Cache,
    pub body: Body,
    pub method: Option<String>,
    /// The status that clients are sent in its place.
    pub sent_as: Option<u16>,
}

/// Whether a cache may store the response.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Cache {
    /// Without explicit freshness too (RFC 9110, section 15.1).
    ByDefault,
    /// With explicit freshness alone.
    Explicit,
    /// Its specification forbids it, or the response is not a final one (RFC 9111, section 3).
    Never,
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
    /// For the brief card.
    pub short: String,
    pub reason: String,
}

/// A cause or a fix.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// The side that it concerns, where it concerns one.
    pub side: Option<Side>,
    /// For the brief card.
    pub short: String,
    pub text: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Client,
    Server,
}

/// The meaning of the same number for another owner.
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
    /// Fixes for a code of the class that has no status.
    pub fixes: Vec<Advice>,
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
    /// For the brief card.
    pub short: String,
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

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let codes = data.codes();
    let owners: HashSet<&str> = data.owners.iter().map(|owner| owner.id.as_str()).collect();
    let headers: HashSet<&str> = data.headers.iter().map(|header| header.name.as_str()).collect();
    let sources = sources::ids(data);
    let mut summaries: HashMap<&str, &str> = HashMap::new();
    for status in &data.statuses {
        let file = format!("codes/{}.toml", status.stem);
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new(&file, key, reason));
        if status.stem != status.code.to_string() {
            refuse("code", format!("is {}, but the file is named {}.toml", status.code, status.stem));
        }
        if !(100..=999).contains(&status.code) {
            refuse("code", format!("{} is not a three-digit number", status.code));
        }
        if status.name.trim().is_empty() {
            refuse("name", "is empty".into());
        }
        check_length(&limits::EXPLANATION, "explanation", &status.explanation, &mut refuse);
        check_glance(status, &codes, &mut refuse);
        if let Some(curl) = &status.curl {
            check_curl(curl, &mut refuse);
        }
        if data.is_read("owners.toml") && !owners.contains(status.origin.as_str()) {
            refuse("origin", format!("`{}` is not in owners.toml", status.origin));
        }
        if (status.origin == "iana") == matches!(status.standing, Standing::Unofficial | Standing::WarnCode) {
            refuse(
                "standing",
                "`unofficial` and `warn-code` go with an origin other than `iana`, and only there".into(),
            );
        }
        check_summary(&status.summary, &mut refuse);
        if let Some(other) = summaries.insert(&status.summary, &status.stem) {
            refuse("summary", format!("is the same as in codes/{other}.toml"));
        }
        for (key, list) in [("causes", &status.causes), ("fixes", &status.fixes)] {
            if let Some(fault) = limits::ADVICE.fault_of(list.len()) {
                refuse(key, fault);
            }
            check_advice(key, list, &mut refuse);
        }
        let mut named = HashSet::new();
        for header in status.headers.required.iter().chain(&status.headers.customary) {
            if data.is_read("headers.toml") && !headers.contains(header.as_str()) {
                refuse("headers", format!("`{header}` is not in headers.toml"));
            }
            if !named.insert(header) {
                refuse("headers", format!("`{header}` is listed twice"));
            }
        }
        let mut repeated = HashSet::new();
        for header in &status.headers.repeated {
            if !status.headers.customary.contains(header) {
                refuse("headers", format!("`{header}` is in `repeated` and not in `customary`"));
            }
            if !repeated.insert(header) {
                refuse("headers", format!("`{header}` is listed twice in `repeated`"));
            }
        }
        check_spec(&status.spec, &mut refuse);
        let mut named = HashSet::new();
        for id in &status.sources {
            if data.is_read("sources.toml") && !sources.contains(id.as_str()) {
                refuse("sources", format!("`{id}` is not in sources.toml"));
            }
            if !named.insert(id) {
                refuse("sources", format!("`{id}` is listed twice"));
            }
        }
        if status.example.trim().is_empty() {
            refuse("example", "is empty".into());
        } else if status.example_form == ExampleForm::Response {
            check_example(status, &mut refuse);
        }
        let mut seen = HashSet::new();
        for related in &status.related {
            if !codes.contains(&related.code) || related.code == status.code {
                refuse("related", format!("{} is not another status", related.code));
            }
            if !seen.insert(related.code) {
                refuse("related", format!("{} is listed twice", related.code));
            }
            check_length(&limits::REASON, "related.reason", &related.reason, &mut refuse);
            check_fragment(&limits::DIFFERENCE_SHORT, "related.short", &related.short, &mut refuse);
        }
        if let Some(fault) = limits::RELATED.fault_of(status.related.len()) {
            refuse("related", fault);
        }
        for meaning in &status.meaning {
            let is_owner = !data.is_read("owners.toml") || owners.contains(meaning.origin.as_str());
            if !is_owner || meaning.origin == status.origin {
                refuse("meaning.origin", format!("`{}` is not another owner of owners.toml", meaning.origin));
            }
            check_summary(&meaning.summary, &mut refuse);
            check_length(&limits::OTHER_EXPLANATION, "meaning.explanation", &meaning.explanation, &mut refuse);
            check_spec(&meaning.spec, &mut refuse);
        }
        for (number, line) in &status.substatus {
            if !number.starts_with(&format!("{}.", status.code)) {
                refuse("substatus", format!("`{number}` is not a substatus of {}", status.code));
            }
            check_length(&limits::SUBSTATUS, &format!("substatus.{number}"), line, &mut refuse);
        }
    }
    if data.is_read("classes.toml") {
        check_classes(data, problems);
    }
    for choice in &data.choices {
        let mut refuse = |key: &str, reason: String| {
            problems.push(Problem::new("choices.toml", format!("{}: {key}", choice.title), reason));
        };
        for line in &choice.lines {
            check_length(&limits::WHEN, "when", &line.when, &mut refuse);
            check_fragment(&limits::DIFFERENCE_SHORT, "short", &line.short, &mut refuse);
        }
        let lines: Vec<u16> = choice.lines.iter().map(|line| line.code).collect();
        if lines != choice.codes || !choice.codes.iter().all(|code| codes.contains(code)) {
            refuse("codes", "each of `codes` has one line, in that order, and a status".into());
        }
    }
}

fn check_length(limit: &Limit, key: &str, text: &str, refuse: &mut impl FnMut(&str, String)) {
    if let Some(fault) = limit.fault(text) {
        refuse(key, fault);
    }
}

/// Checks the rules for retries, caches and bodies. A warn code is not a status and has no response to which they could apply.
fn check_glance(status: &Status, codes: &HashSet<u16>, refuse: &mut impl FnMut(&str, String)) {
    let Some(glance) = &status.glance else {
        if status.standing != Standing::WarnCode {
            refuse("glance", "is missing; only a `warn-code` has none".into());
        }
        return;
    };
    if status.standing == Standing::WarnCode {
        refuse("glance", "a `warn-code` has none".into());
    }
    check_length(&limits::RETRY, "glance.retry", &glance.retry, refuse);
    check_fragment(&limits::RETRY_SHORT, "glance.retry_short", &glance.retry_short, refuse);
    if let Some(method) = &glance.method {
        check_length(&limits::METHOD, "glance.method", method, refuse);
    }
    if status.code < 200 && glance.cache != Cache::Never {
        refuse("glance.cache", "is not `never`; an interim response is not stored (RFC 9111, section 3)".into());
    }
    if glance.sent_as.is_some_and(|sent| sent == status.code || !codes.contains(&sent)) {
        refuse("glance.sent_as", "is not another status".into());
    }
    if (300..400).contains(&status.code) && status.example.contains("\nLocation:") && glance.method.is_none() {
        refuse("glance.method", "a redirect says what becomes of the method".into());
    }
}

fn check_curl(curl: &Curl, refuse: &mut impl FnMut(&str, String)) {
    check_length(&limits::CURL_COMMAND, "curl.command", &curl.command, refuse);
    check_length(&limits::CURL_SHOWS, "curl.shows", &curl.shows, refuse);
    if !curl.command.starts_with("curl ") || curl.command.contains('\n') {
        refuse("curl.command", "is not one command of curl".into());
    }
    if !curl.shows.ends_with('.') {
        refuse("curl.shows", "does not end with a full stop".into());
    }
}

/// Causes or fixes, each in a long and a short form. A short cause is a fragment, a short fix is a sentence.
fn check_advice(key: &str, list: &[Advice], refuse: &mut impl FnMut(&str, String)) {
    let mut seen = HashSet::new();
    for advice in list {
        check_length(&limits::ADVICE_TEXT, key, &advice.text, refuse);
        if advice.text.contains('\n') {
            refuse(key, "has an entry of more than one line".into());
        }
        if !seen.insert(&advice.short) {
            refuse(key, format!("`{}` stands there twice", advice.short));
        }
        if key == "causes" {
            check_fragment(&limits::CAUSE_SHORT, key, &advice.short, refuse);
        } else {
            check_length(&limits::FIX_SHORT, key, &advice.short, refuse);
            if !advice.short.ends_with('.') {
                refuse(key, format!("`{}` does not end with a full stop", advice.short));
            }
        }
    }
}

/// A short text that is part of a line and not a sentence.
fn check_fragment(limit: &Limit, key: &str, text: &str, refuse: &mut impl FnMut(&str, String)) {
    check_length(limit, key, text, refuse);
    if text.ends_with('.') {
        refuse(key, format!("`{text}` ends with a full stop"));
    }
}

fn check_summary(summary: &str, refuse: &mut impl FnMut(&str, String)) {
    check_length(&limits::SUMMARY, "summary", summary, refuse);
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
    let sent = status.glance.as_ref().and_then(|glance| glance.sent_as).unwrap_or(status.code);
    if status.standing == Standing::WarnCode {
        if !status.example.contains(&format!("\nWarning: {} ", status.code)) {
            refuse("example", format!("has no header `Warning` with {}", status.code));
        }
    } else if !status.example.starts_with(&format!("HTTP/1.1 {sent} ")) {
        refuse("example", format!("does not begin with `HTTP/1.1 {sent}`"));
    }
    let Some((head, body)) = status.example.split_once("\n\n") else {
        return refuse("example", "has no empty line after the headers".into());
    };
    let body = body.strip_suffix('\n').unwrap_or(body);
    if status.glance.as_ref().is_some_and(|glance| glance.body == Body::Forbidden) && !body.is_empty() {
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
        problems.push(Problem::new("classes.toml", "digit", format!("{digits:?}; expected 1 to 5 in order")));
    }
    for class in &data.classes {
        let mut refuse = |key: &str, reason: String| {
            problems.push(Problem::new("classes.toml", format!("class {}: {key}", class.digit), reason));
        };
        check_summary(&class.summary, &mut refuse);
        check_length(&limits::OTHER_EXPLANATION, "explanation", &class.explanation, &mut refuse);
        check_advice("fixes", &class.fixes, &mut refuse);
        if !class.section.starts_with("15.") {
            refuse("section", "is not a section of RFC 9110, 15".into());
        }
        if class.name.is_empty() {
            refuse("name", "is empty".into());
        }
    }
}
