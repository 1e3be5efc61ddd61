//! A server, the server that it is compared with, and the files that are open in the first.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use http_status_lsp::config::{SETTINGS, Values};
use serde_json::{Map, Value, json};

use crate::editing::File;
use crate::peer::Peer;
use crate::random::Random;

/// How many requests may be under way.
const UNDER_WAY: usize = 8;
/// After so many answers the server to compare with is started anew.
const FRESH: u64 = 1000;
/// How many differences are shown in full.
const SHOWN: u64 = 5;
/// The request that is answered off the message loop.
const LINKS: &str = "textDocument/documentLink";

#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) messages: u64,
    pub(crate) compared: u64,
    pub(crate) with_content: u64,
    /// The server answers most requests in their order and at once, so a cancellation mostly comes too late.
    pub(crate) cancelled: u64,
    /// Ended by a change of the document, as requests for links are that still wait then.
    pub(crate) outdated: u64,
    pub(crate) differences: u64,
    /// From the request to its answer, with what stood before it in the queue.
    pub(crate) slowest: (Duration, &'static str),
}

pub(crate) struct Session {
    pub(crate) server: Peer,
    pub(crate) counts: Counts,
    reference: Peer,
    /// What the reference has open, and which settings it has.
    known: Option<Question>,
    program: PathBuf,
    cache: PathBuf,
    encoding: &'static str,
    files: Vec<File>,
    current: usize,
    settings: Rc<Value>,
    asked: VecDeque<Question>,
}

/// A request under way, with all that decides about its answer.
#[derive(Clone)]
struct Question {
    id: u64,
    at: Instant,
    method: &'static str,
    params: Value,
    uri: String,
    language: &'static str,
    text: Rc<str>,
    settings: Rc<Value>,
    is_cancelled: bool,
    /// Whether the document has been changed, closed or opened again since.
    is_outdated: bool,
}

impl Session {
    pub(crate) fn start(program: &Path, cache: &Path, encoding: &'static str) -> Result<Self, String> {
        let mut session = Self {
            server: Peer::start(program, cache, encoding)?,
            counts: Counts::default(),
            reference: Peer::start(program, cache, encoding)?,
            known: None,
            program: program.to_owned(),
            cache: cache.to_owned(),
            encoding,
            files: File::all()?,
            current: 0,
            settings: Rc::new(json!({})),
            asked: VecDeque::new(),
        };
        for at in 0..session.files.len() {
            session.open(at)?;
        }
        Ok(session)
    }

    /// Does one thing of those that users and editors do.
    pub(crate) fn step(&mut self, random: &mut Random) -> Result<(), String> {
        if !self.files[self.current].is_open {
            return self.open(self.current);
        }
        if self.files[self.current].has_grown() {
            let changes = self.files[self.current].replace_all();
            return self.change(changes);
        }
        let encoding = self.encoding;
        let file = &mut self.files[self.current];
        let is_cancelled = random.once_in(15);
        match random.below(200) {
            0..90 => {
                let changes = file.type_on(random, encoding);
                self.change(changes)
            }
            90..105 => {
                let changes = file.backspace(encoding);
                self.change(changes)
            }
            105..112 => {
                let changes = file.undo(random, encoding);
                self.change(changes)
            }
            112..116 => {
                let changes = file.paste(random, encoding);
                self.change(changes)
            }
            116 => {
                let changes = file.replace_all();
                self.change(changes)
            }
            117..120 => {
                let params = json!({ "textDocument": { "uri": file.uri } });
                self.notify("textDocument/didSave", &params)
            }
            120..125 => {
                self.current = random.below(self.files.len());
                // The large file is costly for the machine, so it is visited less.
                if self.files[self.current].is_large && !random.once_in(4) {
                    self.current = 0;
                }
                Ok(())
            }
            125 => {
                file.is_open = false;
                let params = json!({ "textDocument": { "uri": file.uri } });
                self.notify("textDocument/didClose", &params)
            }
            126..128 => self.set(random),
            128..162 => {
                let position = file.place_to_ask(random, encoding);
                self.ask("textDocument/hover", position, is_cancelled)
            }
            162..180 => {
                let position = file.caret(encoding);
                self.ask("textDocument/completion", position, is_cancelled)
            }
            180..186 => {
                let position = file.place_to_ask(random, encoding);
                self.ask("textDocument/completion", position, is_cancelled)
            }
            186..194 => {
                let position = file.place_to_ask(random, encoding);
                self.ask("textDocument/definition", position, is_cancelled)
            }
            194..199 => self.ask(LINKS, Value::Null, is_cancelled),
            199 => self.ask("httpStatus/statuses", Value::Null, is_cancelled),
            _ => Ok(()),
        }
    }

    fn open(&mut self, at: usize) -> Result<(), String> {
        let file = &mut self.files[at];
        file.is_open = true;
        let text = file.snapshot();
        let params = json!({ "textDocument": { "uri": file.uri, "languageId": file.language, "version": file.version, "text": &*text } });
        self.notify("textDocument/didOpen", &params)
    }

    fn change(&mut self, changes: Value) -> Result<(), String> {
        let file = &self.files[self.current];
        let params = json!({ "textDocument": { "uri": file.uri, "version": file.version }, "contentChanges": changes });
        self.notify("textDocument/didChange", &params)
    }

    fn set(&mut self, random: &mut Random) -> Result<(), String> {
        let mut settings = Map::new();
        for (at, setting) in SETTINGS.iter().enumerate() {
            let value = match setting.values {
                // Most of what is asked has an answer, and links are asked for often enough.
                Values::Switch => Value::from(!random.once_in(if setting.default == "true" { 6 } else { 3 })),
                Values::OneOf(choices) => Value::from(random.one_of(choices).0),
                Values::RuleLevels => json!({ "range-edge": random.one_of(&["off", "hint", "warning"]) }),
                Values::LanguageIds => {
                    if random.once_in(6) {
                        json!(["ruby", "go"])
                    } else {
                        json!([])
                    }
                }
            };
            // Clients send keys in both forms.
            match setting.key.split_once('.') {
                Some((group, name)) if at % 3 > 0 => settings.entry(group).or_insert_with(|| json!({}))[name] = value,
                _ => drop(settings.insert(setting.key.to_owned(), value)),
            }
        }
        self.set_to(Value::Object(settings))
    }

    fn set_to(&mut self, settings: Value) -> Result<(), String> {
        self.settings = Rc::new(settings);
        let params = json!({ "settings": { "httpStatus": *self.settings } });
        self.notify("workspace/didChangeConfiguration", &params)
    }

    fn notify(&mut self, method: &str, params: &Value) -> Result<(), String> {
        self.counts.messages += 1;
        if matches!(method, "textDocument/didChange" | "textDocument/didClose" | "textDocument/didOpen") {
            let uri = &params["textDocument"]["uri"];
            self.asked
                .iter_mut()
                .filter(|question| *uri == *question.uri)
                .for_each(|question| question.is_outdated = true);
        }
        self.server.notify(method, params)
    }

    fn ask(&mut self, method: &'static str, position: Value, is_cancelled: bool) -> Result<(), String> {
        let file = &mut self.files[self.current];
        let mut params = json!({ "textDocument": { "uri": file.uri } });
        if !position.is_null() {
            params["position"] = position;
        }
        let mut question = Question {
            id: 0,
            at: Instant::now(),
            method,
            params,
            uri: file.uri.clone(),
            language: file.language,
            text: file.snapshot(),
            settings: Rc::clone(&self.settings),
            is_cancelled,
            is_outdated: false,
        };
        question.id = self.server.request(method, &question.params)?;
        self.counts.messages += 1;
        if question.is_cancelled {
            let params = json!({ "id": question.id });
            self.notify("$/cancelRequest", &params)?;
        }
        self.asked.push_back(question);
        while self.asked.len() > UNDER_WAY {
            self.compare_next()?;
        }
        Ok(())
    }

    /// Compares what is still under way.
    pub(crate) fn compare_all(&mut self) -> Result<(), String> {
        while !self.asked.is_empty() {
            self.compare_next()?;
        }
        Ok(())
    }

    fn compare_next(&mut self) -> Result<(), String> {
        let Some(question) = self.asked.pop_front() else { return Ok(()) };
        let (at, mut answer) = self.server.answer(question.id)?;
        self.counts.slowest = self.counts.slowest.max((at - question.at, question.method));
        if question.is_cancelled && answer["error"]["code"] == -32800 {
            self.counts.cancelled += 1;
            return Ok(());
        }
        if question.is_outdated && question.method == LINKS && answer["error"]["code"] == -32801 {
            self.counts.outdated += 1;
            return Ok(());
        }
        let mut expected = self.ask_reference(&question)?;
        self.count(&question, &mut answer, &mut expected);
        let item = match (question.method, answer["result"].as_array()) {
            ("textDocument/completion", Some(items)) => items.get(question.id as usize % items.len().max(1)),
            _ => None,
        };
        let Some(item) = item.cloned() else { return Ok(()) };
        // The settings decide about links in the documentation, so both resolve with those of now.
        let id = self.server.request("completionItem/resolve", &item)?;
        self.counts.messages += 1;
        let (_, mut answer) = self.server.answer(id)?;
        let settings = Rc::clone(&self.settings);
        let question = Question { method: "completionItem/resolve", params: item, settings, ..question };
        let mut expected = self.ask_reference(&question)?;
        self.count(&question, &mut answer, &mut expected);
        Ok(())
    }

    fn ask_reference(&mut self, question: &Question) -> Result<Value, String> {
        if self.counts.compared % FRESH == FRESH - 1 {
            let old = std::mem::replace(&mut self.reference, Peer::start(&self.program, &self.cache, self.encoding)?);
            old.end()?;
            self.known = None;
        }
        let reference = &mut self.reference;
        let known = self.known.take();
        if known.as_ref().is_none_or(|known| known.settings != question.settings) {
            let params = json!({ "settings": { "httpStatus": *question.settings } });
            reference.notify("workspace/didChangeConfiguration", &params)?;
        }
        // A large text is sent again only after it has changed.
        let is_same = |known: &Question| known.uri == question.uri && Rc::ptr_eq(&known.text, &question.text);
        if !known.as_ref().is_some_and(is_same) {
            if let Some(known) = known {
                reference.notify("textDocument/didClose", &json!({ "textDocument": { "uri": known.uri } }))?;
            }
            let document =
                json!({ "uri": question.uri, "languageId": question.language, "version": 1, "text": &*question.text });
            reference.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
        }
        self.known = Some(question.clone());
        let id = self.reference.request(question.method, &question.params)?;
        Ok(self.reference.answer(id)?.1)
    }

    fn count(&mut self, question: &Question, answer: &mut Value, expected: &mut Value) {
        self.counts.compared += 1;
        self.counts.with_content += u64::from(!answer["result"].is_null());
        answer["id"] = Value::Null;
        expected["id"] = Value::Null;
        if answer == expected && answer.get("error").is_none() {
            return;
        }
        self.counts.differences += 1;
        if self.counts.differences <= SHOWN {
            println!(
                "difference in {} ({}): {} {}\n  settings {}\n  answer   {:.3000}\n  expected {:.3000}",
                question.uri,
                self.encoding,
                question.method,
                question.params,
                question.settings,
                answer.to_string(),
                expected.to_string()
            );
        }
    }

    /// Ends both servers and answers how long the slower one took.
    pub(crate) fn end(self) -> Result<Duration, String> {
        Ok(self.server.end()?.max(self.reference.end()?))
    }
}
