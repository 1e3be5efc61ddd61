//! The settings of each document, and which of them the client is still to be asked for. All of it is synchronous.
//!
//! The nearest of these settings holds for a document: the client's answer for the document, the answer for the longest of its folders
//! that has one, the answer without a scope, and the settings that the client sent unasked.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;

use super::problems::{NAMESPACE, Problems};
use super::rule_settings::unknown_rules;

/// The most scopes in one question. The others follow in the next one.
const QUESTION_LIMIT: usize = 256;

/// The scopes of a request for settings, in its order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    /// Without a scope.
    Global,
    /// A folder of the workspace, by its URI.
    Folder(String),
    /// An open document, by its URI. Editors may hold settings for its language.
    Document(String),
}

/// The settings of all documents.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// From the initialization options.
    initial: Arc<Config>,
    /// From `workspace/didChangeConfiguration`, or from the initialization options before the first one.
    sent: Arc<Config>,
    /// The answer without a scope.
    global: Option<Arc<Config>>,
    /// The folders of the workspace by URI, with the answer for each.
    folders: Vec<(String, Option<Arc<Config>>)>,
    /// The answers for documents, by URI.
    documents: HashMap<String, Arc<Config>>,
    questions: Questions,
    problems: Problems,
}

/// The question to the client. At most one is open, so a client that never answers leaves one request unanswered and no more.
#[derive(Debug, Default)]
struct Questions {
    /// Whether the client can be asked: it supports the request, and has sent `initialized`.
    are_possible: bool,
    /// Whether a question is open.
    is_open: bool,
    /// The scopes of the next question.
    due: BTreeSet<Scope>,
    /// The scopes of the open question, without those that were closed or changed since.
    asked: HashSet<Scope>,
    /// Whether the client refused a question with scopes. It is asked without them until something changes.
    are_scopes_refused: bool,
}

impl Scopes {
    /// Applies the initialization options.
    pub(super) fn initialize(&mut self, options: &Value) {
        self.initial = self.parse(options);
        self.sent = Arc::clone(&self.initial);
    }

    /// Applies settings that the client sent unasked. They hold at once, except for a scope whose answer differs from its surroundings:
    /// such an answer holds until there is a new one.
    pub(super) fn apply_sent(&mut self, value: &Value, documents: impl Iterator<Item = String>) {
        self.forget_problems();
        let sent = self.parse(value);
        let is_shared = |(document, config): &(&String, &Arc<Config>)| **config == *self.around(document);
        let shared: Vec<String> =
            self.documents.iter().filter(is_shared).map(|(document, _)| document.clone()).collect();
        for document in shared {
            self.documents.remove(&document);
        }
        let global = Arc::clone(self.global());
        for (_, config) in &mut self.folders {
            *config = config.take().filter(|config| *config != global);
        }
        self.sent = sent;
        self.global = None;
        self.ask_again(documents);
    }

    /// The client sent that settings have changed, and no settings: those that it sent before no longer hold.
    pub(super) fn reset_sent(&mut self, documents: impl Iterator<Item = String>) {
        self.sent = Arc::clone(&self.initial);
        self.change(documents);
    }

    /// From now on the client can be asked. Everything is due at first.
    pub(super) fn begin(&mut self, documents: impl Iterator<Item = String>) {
        self.questions.are_possible = true;
        self.ask_again(documents);
    }

    /// Settings have changed: everything is due again, and answers to the open question are out of date.
    pub(super) fn change(&mut self, documents: impl Iterator<Item = String>) {
        if self.questions.are_possible {
            self.forget_problems();
            self.ask_again(documents);
        }
    }

    /// Changes the folders of the workspace.
    pub(super) fn change_folders(&mut self, removed: &[String], added: impl Iterator<Item = String>) {
        self.folders.retain(|(folder, _)| !removed.contains(folder));
        for folder in added {
            if !self.folders.iter().any(|(known, _)| *known == folder) {
                self.folders.push((folder, None));
            }
        }
    }

    /// A document was opened, so its settings are due.
    pub(super) fn open(&mut self, document: &str) {
        self.close(document);
        if self.questions.are_possible && !self.questions.are_scopes_refused {
            self.questions.due.insert(Scope::Document(document.to_owned()));
        }
    }

    /// A document was closed.
    pub(super) fn close(&mut self, document: &str) {
        self.documents.remove(document);
        if self.questions.are_possible {
            let scope = Scope::Document(document.to_owned());
            self.questions.due.remove(&scope);
            self.questions.asked.remove(&scope);
        }
    }

    /// The settings for a document.
    pub(super) fn for_document(&self, document: &str) -> &Arc<Config> {
        self.documents.get(document).unwrap_or_else(|| self.around(document))
    }

    /// The path of a document in the longest folder that contains it, with `/`; its file name where none does.
    pub(super) fn path_in_folder(&self, document: &str) -> String {
        let folders = self.folders.iter().filter(|(folder, _)| contains(folder, document));
        let longest = folders.map(|(folder, _)| folder.trim_end_matches('/').len() + 1).max();
        let start = longest.unwrap_or_else(|| document.rfind('/').map_or(0, |slash| slash + 1));
        document[start..].to_owned()
    }

    /// The settings for requests that are about no document.
    pub(super) fn global(&self) -> &Arc<Config> {
        self.global.as_ref().unwrap_or(&self.sent)
    }

    /// Whether something is due and no question is open. If so, the caller must take the question with [`Self::question`].
    pub(super) fn begin_question(&mut self) -> bool {
        let begins = !self.questions.is_open && !self.questions.due.is_empty();
        self.questions.is_open |= begins;
        begins
    }

    /// The scopes of the next question. If none is due, no question is open from then on.
    pub(super) fn question(&mut self) -> Vec<Scope> {
        let Questions { due, asked, is_open, .. } = &mut self.questions;
        let scopes: Vec<Scope> = std::iter::from_fn(|| due.pop_first()).take(QUESTION_LIMIT).collect();
        *asked = scopes.iter().cloned().collect();
        *is_open = !scopes.is_empty();
        scopes
    }

    /// Applies the answer to a question, which has a value for each scope. A missing value counts as `null`.
    pub(super) fn answer(&mut self, question: Vec<Scope>, values: Vec<Value>) {
        let values = values.into_iter().chain(std::iter::repeat(Value::Null));
        for (scope, value) in question.into_iter().zip(values) {
            if self.questions.asked.remove(&scope) {
                let config = (!is_empty(&value)).then(|| self.parse(&value));
                self.set(scope, config);
            }
        }
    }

    /// The client answered a question with an error. Earlier answers stay, and the global settings alone are due again.
    pub(super) fn refuse(&mut self, question: &[Scope]) {
        let Questions { due, asked, are_scopes_refused, .. } = &mut self.questions;
        let is_global_asked = asked.contains(&Scope::Global);
        let had_scopes = question.iter().any(|scope| *scope != Scope::Global);
        // With nothing asked, the question is out of date and everything is due anyway.
        if had_scopes && !asked.is_empty() {
            *are_scopes_refused = true;
            due.clear();
            if is_global_asked {
                due.insert(Scope::Global);
            }
        }
        asked.clear();
    }

    /// Reports of wrong settings that the user has not seen.
    pub(super) fn take_problems(&mut self) -> Vec<String> {
        self.problems.take_new()
    }

    fn ask_again(&mut self, documents: impl Iterator<Item = String>) {
        let questions = &mut self.questions;
        if !questions.are_possible {
            return;
        }
        questions.are_scopes_refused = false;
        questions.asked.clear();
        questions.due = BTreeSet::from([Scope::Global]);
        questions.due.extend(self.folders.iter().map(|(folder, _)| Scope::Folder(folder.clone())));
        questions.due.extend(documents.map(Scope::Document));
    }

    /// The settings around a document: those of the longest folder that contains it and has an answer, else the global ones.
    fn around(&self, document: &str) -> &Arc<Config> {
        let folders = self.folders.iter().filter(|(folder, _)| contains(folder, document));
        let answered = folders.filter_map(|(folder, config)| Some((folder.len(), config.as_ref()?)));
        answered.max_by_key(|(length, _)| *length).map_or_else(|| self.global(), |(_, config)| config)
    }

    fn set(&mut self, scope: Scope, config: Option<Arc<Config>>) {
        match scope {
            Scope::Global => self.global = config,
            Scope::Folder(folder) => {
                if let Some((_, answer)) = self.folders.iter_mut().find(|(known, _)| *known == folder) {
                    *answer = config;
                }
            }
            Scope::Document(document) => {
                self.documents.remove(&document);
                // Most documents have the settings of their surroundings, and share the value.
                if let Some(config) = config {
                    let around = self.around(&document);
                    let shared = if *config == **around { Arc::clone(around) } else { config };
                    self.documents.insert(document, shared);
                }
            }
        }
    }

    fn parse(&mut self, value: &Value) -> Arc<Config> {
        let (config, problems) = Config::from_json(value);
        problems.into_iter().chain(unknown_rules(&config)).for_each(|problem| self.problems.add(problem));
        Arc::new(config)
    }

    fn forget_problems(&mut self) {
        let is_settled = self.questions.due.is_empty() && self.questions.asked.is_empty();
        self.problems.settings_change(is_settled);
    }
}

/// Whether the value holds no settings of this server.
pub(super) fn is_empty(settings: &Value) -> bool {
    match settings {
        Value::Null => true,
        Value::Object(members) => members.is_empty() || members.get(NAMESPACE).is_some_and(Value::is_null),
        _ => false,
    }
}

/// Whether a document is in a folder, by their URIs.
fn contains(folder: &str, document: &str) -> bool {
    let rest = document.strip_prefix(folder.strip_suffix('/').unwrap_or(folder));
    rest.is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
