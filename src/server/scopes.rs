//! The settings of each document, and what the client is still to be asked about them. All of it is synchronous.
//!
//! Settings come from several places, and the nearest one decides: what the client answered for the document, for the longest of
//! its folders that contains the document, without a scope, and last what the client told unasked. A scope without an answer
//! leaves the decision to the next wider one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;

use super::settings;

/// The most scopes in one question. The others follow in the next one.
const QUESTION_LIMIT: usize = 256;
/// The most wrong values that are remembered, so that they are named once.
const KNOWN_LIMIT: usize = 100;

/// What the client is asked settings for, in the order of the question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    /// Without a scope.
    Global,
    /// A folder of the workspace, by its address.
    Folder(String),
    /// An open document, by its address: editors may hold settings for a language.
    Document(String),
}

/// The settings of all documents.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// From the options at the start.
    initial: Arc<Config>,
    /// From a notification, or from the options before there is one.
    told: Arc<Config>,
    global: Option<Arc<Config>>,
    /// The folders of the workspace with what was answered for each.
    folders: Vec<(String, Option<Arc<Config>>)>,
    documents: HashMap<String, Arc<Config>>,
    questions: Questions,
    problems: Problems,
}

/// What is asked. At most one question is under way, so that a client that never answers costs no more than one.
#[derive(Debug, Default)]
struct Questions {
    /// Whether the client can be asked, and is ready to be.
    are_possible: bool,
    is_under_way: bool,
    /// What the next question is about.
    due: BTreeSet<Scope>,
    /// What the question under way is about, without what closed or changed since then.
    asked: HashSet<Scope>,
    /// Whether the client refused a question with scopes. It is asked without them until something changes.
    scopes_are_refused: bool,
}

/// What is wrong with settings.
#[derive(Debug, Default)]
struct Problems {
    /// Not yet named to the user.
    new: Vec<String>,
    /// Named, of the settings as they are now.
    known: Vec<String>,
    /// Named, of the settings before they changed: clients send them again with each change of any setting.
    previous: Vec<String>,
}

impl Scopes {
    /// Takes over the options at the start.
    pub(super) fn start(&mut self, options: &Value) {
        self.initial = self.read(options);
        self.told = Arc::clone(&self.initial);
    }

    /// Takes over what the client tells unasked. It holds at once, but for scopes whose answers differ from what is around them:
    /// these have settings of their own, which hold until they are answered anew.
    pub(super) fn tell(&mut self, value: &Value, documents: impl Iterator<Item = String>) {
        self.forget_problems();
        let told = self.read(value);
        let is_like_around = |(document, config): &(&String, &Arc<Config>)| **config == *self.around(document);
        let like_around: Vec<String> =
            self.documents.iter().filter(is_like_around).map(|(document, _)| document.clone()).collect();
        for document in like_around {
            self.documents.remove(&document);
        }
        let global = Arc::clone(self.global());
        for (_, config) in &mut self.folders {
            *config = config.take().filter(|config| *config != global);
        }
        self.told = told;
        self.global = None;
        self.ask_again(documents);
    }

    /// The client tells that settings have changed, and nothing of them: what it told before holds no longer.
    pub(super) fn tell_nothing(&mut self, documents: impl Iterator<Item = String>) {
        self.told = Arc::clone(&self.initial);
        self.change(documents);
    }

    /// The client can be asked from now on: about everything first.
    pub(super) fn begin(&mut self, documents: impl Iterator<Item = String>) {
        self.questions.are_possible = true;
        self.ask_again(documents);
    }

    /// Settings have changed: everything is asked again, and answers to the question under way are out of date.
    pub(super) fn change(&mut self, documents: impl Iterator<Item = String>) {
        if self.questions.are_possible {
            self.forget_problems();
            self.ask_again(documents);
        }
    }

    /// Folders came and went.
    pub(super) fn change_folders(&mut self, removed: &[String], added: impl Iterator<Item = String>) {
        self.folders.retain(|(folder, _)| !removed.contains(folder));
        for folder in added {
            if !self.folders.iter().any(|(known, _)| *known == folder) {
                self.folders.push((folder, None));
            }
        }
    }

    pub(super) fn open(&mut self, document: &str) {
        self.close(document);
        if self.questions.are_possible && !self.questions.scopes_are_refused {
            self.questions.due.insert(Scope::Document(document.to_owned()));
        }
    }

    pub(super) fn close(&mut self, document: &str) {
        self.documents.remove(document);
        if self.questions.are_possible {
            let scope = Scope::Document(document.to_owned());
            self.questions.due.remove(&scope);
            self.questions.asked.remove(&scope);
        }
    }

    /// The settings for a document.
    pub(super) fn of(&self, document: &str) -> &Arc<Config> {
        self.documents.get(document).unwrap_or_else(|| self.around(document))
    }

    /// The settings for what is about no document.
    pub(super) fn global(&self) -> &Arc<Config> {
        self.global.as_ref().unwrap_or(&self.told)
    }

    /// Whether there is something to ask, and no question is under way. The caller is to take it with `question`.
    pub(super) fn begin_question(&mut self) -> bool {
        let begins = !self.questions.is_under_way && !self.questions.due.is_empty();
        self.questions.is_under_way |= begins;
        begins
    }

    /// What to ask next. Without anything, no question is under way any more.
    pub(super) fn question(&mut self) -> Vec<Scope> {
        let Questions { due, asked, is_under_way, .. } = &mut self.questions;
        let scopes: Vec<Scope> = std::iter::from_fn(|| due.pop_first()).take(QUESTION_LIMIT).collect();
        *asked = scopes.iter().cloned().collect();
        *is_under_way = !scopes.is_empty();
        scopes
    }

    /// Takes over what the client answers to a question, in its order. What is missing counts as `null`.
    pub(super) fn answer(&mut self, question: Vec<Scope>, values: Vec<Value>) {
        let values = values.into_iter().chain(std::iter::repeat(Value::Null));
        for (scope, value) in question.into_iter().zip(values) {
            if self.questions.asked.remove(&scope) {
                let config = (!settings::is_empty(&value)).then(|| self.read(&value));
                self.set(scope, config);
            }
        }
    }

    /// The client does not answer a question. What was known stays; the global settings are asked for alone.
    pub(super) fn refuse(&mut self, question: &[Scope]) {
        let Questions { due, asked, scopes_are_refused, .. } = &mut self.questions;
        let is_global_open = asked.contains(&Scope::Global);
        let had_scopes = question.iter().any(|scope| *scope != Scope::Global);
        // Otherwise the question is out of date, and all of it is due again.
        if had_scopes && !asked.is_empty() {
            *scopes_are_refused = true;
            due.clear();
            if is_global_open {
                due.insert(Scope::Global);
            }
        }
        asked.clear();
    }

    /// What is wrong with the settings, to be named once.
    pub(super) fn take_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.problems.new)
    }

    fn ask_again(&mut self, documents: impl Iterator<Item = String>) {
        let questions = &mut self.questions;
        if !questions.are_possible {
            return;
        }
        questions.scopes_are_refused = false;
        questions.asked.clear();
        questions.due = BTreeSet::from([Scope::Global]);
        questions.due.extend(self.folders.iter().map(|(folder, _)| Scope::Folder(folder.clone())));
        questions.due.extend(documents.map(Scope::Document));
    }

    /// The settings around a document: those of the longest folder that contains it and has some, else the global ones.
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
                // Most documents have the settings of what is around them, and share them.
                if let Some(config) = config {
                    let around = self.around(&document);
                    let shared = if *config == **around { Arc::clone(around) } else { config };
                    self.documents.insert(document, shared);
                }
            }
        }
    }

    fn read(&mut self, value: &Value) -> Arc<Config> {
        let (config, problems) = Config::from_json(value);
        for problem in problems.into_iter().map(settings::shortened) {
            self.problems.note(problem);
        }
        Arc::new(config)
    }

    /// A wrong value that goes with this change is named again when it comes back.
    fn forget_problems(&mut self) {
        let Problems { known, previous, .. } = &mut self.problems;
        // Until all answers are here, nobody can tell which values have gone.
        let is_all_known = self.questions.due.is_empty() && self.questions.asked.is_empty();
        if is_all_known {
            previous.clear();
        }
        previous.append(known);
        previous.truncate(KNOWN_LIMIT);
    }
}

impl Problems {
    fn note(&mut self, problem: String) {
        if self.known.len() < KNOWN_LIMIT && !self.known.contains(&problem) {
            if !self.previous.contains(&problem) {
                self.new.push(problem.clone());
            }
            self.known.push(problem);
        }
    }
}

/// Whether the document lies in the folder, by their addresses.
fn contains(folder: &str, document: &str) -> bool {
    let rest = document.strip_prefix(folder.strip_suffix('/').unwrap_or(folder));
    rest.is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
