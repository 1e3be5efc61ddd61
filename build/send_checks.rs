//! The checks of `[[send]]`, `[[check]]` and `[retry]` in `data/names/*.toml`, and of `data/send.toml`.

use std::collections::{HashMap, HashSet};

use super::names::{Library, Row, codes, registered_names};
use super::send::{ESCAPED, Header, Line, MESSAGE, Retry, Variant, is_message, message_for, phrase_for};
use super::{Data, Problem};

/// A line of code is not broken in a card.
const COLUMNS: usize = 100;
/// The lines of the code that sends a request again.
const RETRY_LINES: usize = 25;
const PLACEHOLDERS: [&str; 6] = ["code", "constant", "phrase", "message", "header", "value"];

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if !data.is_read("codes") || !data.is_read("names") || !data.is_read("send.toml") {
        return;
    }
    check_values(data, problems);
    check_languages(data, problems);
    let filling = Filling::of(data);
    for library in &data.libraries {
        let file = format!("names/{}.toml", library.stem);
        for (at, one) in (1..).zip(library.lines()) {
            let problem = |reason| Problem::new(&file, format!("{} {at}", one.key), reason);
            problems.extend(faults(&one, library, &filling).into_iter().map(problem));
        }
        let problem = |reason| Problem::new(&file, "retry", reason);
        problems.extend(library.retry.iter().flat_map(|retry| faults_of_retry(retry, library)).map(problem));
    }
}

fn faults(one: &Line<'_>, library: &Library, filling: &Filling<'_>) -> Vec<String> {
    let mut faults = faults_of_code(one.line);
    faults.extend(faults_of_page(one.page));
    faults.extend(faults_of_languages(one.languages, library));
    let texts = || std::iter::once(one.line).chain(one.imports.iter().map(String::as_str));
    let used: HashSet<&str> = texts().flat_map(placeholders).collect();
    for name in used.iter().filter(|name| !PLACEHOLDERS.contains(name)) {
        faults.push(format!("`{{{name}}}` is none of {}", PLACEHOLDERS.join(", ")));
    }
    let provider = one.constants.unwrap_or(&library.stem);
    let Some(constants) = filling.constants.get(provider) else {
        faults.push(format!("constants: `{provider}` is not in names/"));
        return faults;
    };
    let codes = match codes(one.codes) {
        Ok(codes) if !codes.is_empty() => codes,
        Ok(_) => return [faults, vec!["codes: is empty".into()]].concat(),
        Err(reason) => return [faults, vec![format!("codes: {reason}")]].concat(),
    };
    for code in codes {
        let header = filling.headers.get(&code).copied();
        if let Some(reason) = one.variant.and_then(|variant| fault_of_variant(variant, code, header)) {
            faults.push(format!("codes: {code} {reason}"));
        } else if (used.contains("header") || used.contains("value")) && header.is_none() {
            faults.push(format!("codes: {code} has no header in send.toml"));
        }
        let constant = constants.get(&code);
        if used.contains("constant") && constant.is_none() {
            faults.push(format!("codes: {code} has no spelling in names/{provider}.toml"));
        }
        let width = one.line.lines().map(|line| filling.width(line, code, constant, header)).max().unwrap_or(0);
        if width > COLUMNS {
            faults.push(format!("line: has {width} columns for {code}; {COLUMNS} are allowed"));
        }
    }
    faults
}

/// The text for the placeholders, found once for all lines.
struct Filling<'a> {
    /// The phrase and the message of each status.
    texts: HashMap<u16, (String, String)>,
    headers: HashMap<u16, &'a Header>,
    /// For each library and code, the longest spelling of the first form: the program takes one of these by the version of the library.
    constants: HashMap<&'a str, HashMap<u16, String>>,
}

impl<'a> Filling<'a> {
    fn of(data: &'a Data) -> Self {
        let texts = |code: u16| (code, (phrase_for(code, data), message_for(code, data)));
        let headers = data.sending.header.iter().flat_map(|header| {
            let codes = codes(&header.codes).unwrap_or_default();
            codes.into_iter().map(move |code| (code, header))
        });
        let names = registered_names(data);
        let constants = |library: &'a Library| {
            let mut firsts: HashMap<u16, Row> = HashMap::new();
            let mut longest: HashMap<u16, String> = HashMap::new();
            for row in library.rows(&names).unwrap_or_default() {
                let (text, code) = (row.text(), row.code);
                if firsts.entry(code).or_insert(row.clone()).is_of_form(&row) {
                    let known = longest.entry(code).or_default();
                    *known = std::cmp::max_by_key(std::mem::take(known), text, String::len);
                }
            }
            (library.stem.as_str(), longest)
        };
        Self {
            texts: (100..=999).map(texts).collect(),
            headers: headers.collect(),
            constants: data.libraries.iter().map(constants).collect(),
        }
    }

    /// The columns of a line when it is filled for a status.
    fn width(&self, line: &str, code: u16, constant: Option<&String>, header: Option<&Header>) -> usize {
        let (phrase, message) = self.texts.get(&code).map_or(("", ""), |(phrase, message)| (phrase, message));
        let (name, value) = header.map_or(("", ""), |header| (&header.name, &header.value));
        let constant = constant.map_or("", String::as_str);
        let code = code.to_string();
        let mut width = line.chars().count();
        for placeholder in placeholders(line) {
            let new = match placeholder {
                "code" => &code,
                "constant" => constant,
                "phrase" => phrase,
                "message" => message,
                "header" => name,
                "value" => value,
                _ => continue,
            };
            width = width + new.chars().count() - placeholder.len() - 2;
        }
        width
    }
}

/// Why a variant cannot serve a status, if so (RFC 9110, sections 6.4.1, 15.3.6 and 15.4).
fn fault_of_variant(variant: Variant, code: u16, header: Option<&Header>) -> Option<&'static str> {
    let is_without_body = matches!(code, 100..=199 | 204 | 205 | 304);
    match variant {
        Variant::Body | Variant::Header if is_without_body => Some("has no body"),
        Variant::Header if header.is_none() => Some("has no header in send.toml"),
        Variant::Redirect if !matches!(code, 301..=303 | 307..=308) => Some("is no redirect with `Location`"),
        _ => None,
    }
}

fn faults_of_code(code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if code.trim().is_empty() {
        faults.push("line: is empty".into());
    }
    if code.lines().any(|line| line != line.trim_end()) {
        faults.push("line: has white space at the end of a line".into());
    }
    faults
}

fn faults_of_page((doc, read): (&str, &str)) -> Vec<String> {
    let mut faults = Vec::new();
    if !doc.starts_with("https://") {
        faults.push("doc: is not an https address".into());
    }
    let digits: Vec<usize> = read.split('-').map(|part| part.bytes().filter(u8::is_ascii_digit).count()).collect();
    if digits != [4, 2, 2] || read.len() != 10 {
        faults.push(format!("read: `{read}` is not a date such as 2026-07-01"));
    }
    faults
}

fn faults_of_languages(languages: &[String], library: &Library) -> Vec<String> {
    let others = languages.iter().filter(|id| !library.languages.contains(id));
    others.map(|id| format!("languages: `{id}` is not a language of the library")).collect()
}

fn faults_of_retry(retry: &Retry, library: &Library) -> Vec<String> {
    let mut faults = faults_of_code(&retry.line);
    faults.extend(faults_of_code(&retry.code));
    faults.extend(faults_of_page((&retry.doc, &retry.read)));
    faults.extend(faults_of_languages(&retry.languages, library));
    if library.check.is_empty() {
        faults.push("is without a `[[check]]`".into());
    }
    let lines = retry.code.trim().lines().count();
    if lines > RETRY_LINES {
        faults.push(format!("code: has {lines} lines; {RETRY_LINES} are allowed"));
    }
    let all = retry.code.lines().chain(retry.line.lines());
    for long in all.filter(|line| line.chars().count() > COLUMNS) {
        faults.push(format!("code: is wider than {COLUMNS} columns: {long}"));
    }
    faults
}

/// The words in curly brackets that are written like placeholders: `{code}`, but not `{ error: …}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(name)
    })
}

impl Library {
    fn has_lines(&self, is_check: bool, language: &str) -> bool {
        let is_of = |line: &Line<'_>| line.variant.is_none() == is_check && is_of_language(line.languages, language);
        self.languages.iter().any(|known| known == language) && self.lines().any(|line| is_of(&line))
    }
}

fn is_of_language(languages: &[String], language: &str) -> bool {
    languages.is_empty() || languages.iter().any(|known| known == language)
}

fn check_values(data: &Data, problems: &mut Vec<Problem>) {
    let mut refuse = |key: &str, reason: String| problems.push(Problem::new("send.toml", key, reason));
    let known = data.codes();
    for (code, text) in &data.sending.message {
        if !is_message(text) {
            refuse("message", format!("`{text}` has more than {MESSAGE} characters, or some that strings escape"));
        }
        if !code.parse().is_ok_and(|code: u16| known.contains(&code)) {
            refuse("message", format!("`{code}` is not a status"));
        }
    }
    let mut served = HashSet::new();
    for header in &data.sending.header {
        if header.value.is_empty() || header.value.contains(ESCAPED) {
            refuse("header", format!("`{}` has a value that strings escape, or none", header.name));
        }
        if data.is_read("headers.toml") && !data.headers.iter().any(|known| known.name == header.name) {
            refuse("header", format!("`{}` is not in headers.toml", header.name));
        }
        match codes(&header.codes) {
            Err(reason) => refuse("header", reason),
            Ok(codes) => {
                for code in codes {
                    let status = data.statuses.iter().find(|status| status.code == code);
                    let names = |status: &super::codes::Status| {
                        status.headers.required.iter().chain(&status.headers.customary).any(|name| *name == header.name)
                    };
                    if !status.is_some_and(names) {
                        refuse("header", format!("`{}` is not a header on the card of {code}", header.name));
                    }
                    if !served.insert(code) {
                        refuse("header", format!("{code} stands there twice"));
                    }
                }
            }
        }
    }
}

fn check_languages(data: &Data, problems: &mut Vec<Problem>) {
    let mut seen = HashSet::new();
    let mut listed = HashSet::new();
    for language in &data.sending.language {
        for id in &language.ids {
            let mut refuse =
                |reason: String| problems.push(Problem::new("send.toml", format!("language `{id}`"), reason));
            if !data.language_ids().contains(id.as_str()) {
                refuse("is not in languages/".into());
            }
            if !seen.insert(id) {
                refuse("stands there twice".into());
            }
            if language.indent.is_empty() || !language.indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
                refuse("indent: is not white space".into());
            }
            let lists = [
                ("senders", &language.senders, "usual_sender", &language.usual_sender, false),
                ("clients", &language.clients, "usual_client", &language.usual_client, true),
            ];
            for (key, names, usual_key, usual, is_check) in lists {
                for name in names {
                    let library = data.libraries.iter().find(|library| library.stem == *name);
                    match library {
                        None => refuse(format!("{key}: `{name}` is not in names/")),
                        Some(library) if !library.has_lines(is_check, id) => {
                            refuse(format!("{key}: `{name}` has no line for it"));
                        }
                        Some(_) => {}
                    }
                    listed.insert((name.as_str(), is_check));
                }
                if let Some(usual) = usual.as_ref().filter(|usual| !names.contains(usual)) {
                    refuse(format!("{usual_key}: `{usual}` is not in `{key}`"));
                }
            }
        }
    }
    for library in &data.libraries {
        for is_check in [false, true] {
            let has_lines = library.lines().any(|line| line.variant.is_none() == is_check);
            if has_lines && !listed.contains(&(library.stem.as_str(), is_check)) {
                let reason = format!("no language of send.toml lists `{}`", library.stem);
                problems.push(Problem::new("send.toml", if is_check { "clients" } else { "senders" }, reason));
            }
        }
    }
}
