use serde_json::json;

use super::*;
use crate::server::problems::KNOWN_LIMIT;

const A: &str = "file:///w/a";
const IN_A: &str = "file:///w/a/x.js";
const INNER: &str = "file:///w/a/inner";
const IN_INNER: &str = "file:///w/a/inner/x.js";
const IN_AB: &str = "file:///w/ab/x.js";

/// Settings that the tests tell apart by the excluded language.
fn value(name: &str) -> Value {
    json!({ "exclude": { "languages": [name] } })
}

fn settings_of(scopes: &Scopes, document: &str) -> String {
    scopes.for_document(document).excluded_languages.join(" ")
}

fn ready(folders: &[&str]) -> Scopes {
    let mut scopes = Scopes::default();
    scopes.change_folders(&[], folders.iter().map(|folder| (*folder).to_owned()));
    scopes.begin(std::iter::empty());
    scopes
}

/// Asks until nothing is due, and answers each scope with `answer`.
fn settle(scopes: &mut Scopes, answer: impl Fn(&Scope) -> Value) {
    assert!(scopes.begin_question());
    loop {
        let question = scopes.question();
        if question.is_empty() {
            break;
        }
        let values = question.iter().map(&answer).collect();
        scopes.answer(question, values);
    }
}

#[test]
fn the_nearest_answer_holds() {
    let mut scopes = ready(&[A, INNER]);
    scopes.apply_sent(&value("sent"), std::iter::empty());
    for document in [IN_A, IN_INNER, IN_AB] {
        scopes.open(document);
        assert_eq!(settings_of(&scopes, document), "sent");
    }
    let all = |scope: &Scope| match scope {
        Scope::Global => value("global"),
        Scope::Folder(folder) => value(folder),
        Scope::Document(document) => value(document),
    };
    settle(&mut scopes, all);
    for document in [IN_A, IN_INNER, IN_AB] {
        assert_eq!(settings_of(&scopes, document), document);
    }
    scopes.change([IN_A, IN_INNER, IN_AB].map(str::to_owned).into_iter());
    settle(&mut scopes, |scope| if matches!(scope, Scope::Document(_)) { Value::Null } else { all(scope) });
    assert_eq!([IN_A, IN_INNER, IN_AB].map(|document| settings_of(&scopes, document)), [A, INNER, "global"]);
    scopes.change(std::iter::empty());
    settle(&mut scopes, |scope| if *scope == Scope::Folder(INNER.to_owned()) { json!({}) } else { all(scope) });
    assert_eq!([IN_A, IN_INNER, IN_AB].map(|document| settings_of(&scopes, document)), [A, A, "global"]);
    scopes.change(std::iter::empty());
    settle(&mut scopes, |_| Value::Null);
    assert_eq!([IN_A, IN_INNER, IN_AB].map(|document| settings_of(&scopes, document)), ["sent"; 3]);
    assert_eq!(scopes.global().excluded_languages, ["sent"]);
}

/// lsp-mode and Eglot send their settings with the notification and also answer questions.
#[test]
fn sent_settings_hold_at_once_and_until_they_are_reset() {
    let mut scopes = ready(&[A]);
    scopes.initialize(&value("initial"));
    scopes.open(IN_A);
    settle(&mut scopes, |_| value("answered"));
    assert_eq!(settings_of(&scopes, IN_A), "answered");
    scopes.apply_sent(&value("sent"), std::iter::once(IN_A.to_owned()));
    assert_eq!(settings_of(&scopes, IN_A), "sent");
    settle(&mut scopes, |_| value("sent"));
    // A document whose settings differ keeps them until there is a new answer.
    scopes.change(std::iter::once(IN_A.to_owned()));
    settle(&mut scopes, |scope| value(if matches!(scope, Scope::Document(_)) { "document" } else { "sent" }));
    scopes.apply_sent(&value("other"), std::iter::once(IN_A.to_owned()));
    assert_eq!([IN_A, IN_INNER].map(|document| settings_of(&scopes, document)), ["document", "other"]);
    scopes.reset_sent(std::iter::once(IN_A.to_owned()));
    settle(&mut scopes, |_| Value::Null);
    assert_eq!(settings_of(&scopes, IN_A), "initial");
}

#[test]
fn folders_contain_the_documents_below_them() {
    for (folder, document, expected) in [
        (A, IN_A, true),
        ("file:///w/a/", IN_A, true),
        (A, IN_INNER, true),
        (A, IN_AB, false),
        (A, A, false),
        ("file:///", IN_A, true),
        (IN_A, A, false),
    ] {
        assert_eq!(contains(folder, document), expected, "{folder} {document}");
    }
}

#[test]
fn one_question_is_open_and_documents_opened_meanwhile_share_the_next() {
    let mut scopes = ready(&[]);
    assert!(scopes.begin_question() && !scopes.begin_question());
    let first = scopes.question();
    assert_eq!(first, [Scope::Global]);
    for document in [IN_AB, IN_A] {
        scopes.open(document);
        assert!(!scopes.begin_question());
    }
    scopes.answer(first, vec![value("global")]);
    assert_eq!(scopes.question(), [IN_A, IN_AB].map(|document| Scope::Document(document.to_owned())));
    assert!(!scopes.begin_question());
}

#[test]
fn answers_for_closed_or_changed_scopes_are_ignored() {
    let mut scopes = ready(&[A]);
    scopes.open(IN_A);
    scopes.open(IN_AB);
    assert!(scopes.begin_question());
    let first = scopes.question();
    assert_eq!(first.len(), 4);
    scopes.close(IN_A);
    // Opened again, it may have another language.
    scopes.open(IN_AB);
    scopes.answer(first, ["global", "folder", "closed", "before"].map(value).to_vec());
    assert!(scopes.documents.is_empty());
    assert_eq!([IN_A, IN_AB].map(|document| settings_of(&scopes, document)), ["folder", "global"]);

    let second = scopes.question();
    assert_eq!(second, [Scope::Document(IN_AB.to_owned())]);
    scopes.apply_sent(&value("sent"), std::iter::once(IN_AB.to_owned()));
    scopes.answer(second, vec![value("late")]);
    assert_eq!([IN_A, IN_AB].map(|document| settings_of(&scopes, document)), ["folder", "sent"]);
    assert_eq!(scopes.question().len(), 3);
}

#[test]
fn a_client_that_never_answers_costs_one_question() {
    let mut scopes = ready(&[A]);
    assert!(scopes.begin_question());
    assert_eq!(scopes.question().len(), 2);
    for turn in 0..1000 {
        let document = format!("{A}/{turn}.js");
        scopes.open(&document);
        scopes.apply_sent(&json!({ "hover": { "enable": turn } }), std::iter::once(document.clone()));
        scopes.change(std::iter::once(document.clone()));
        assert!(!scopes.begin_question());
        scopes.close(&document);
        scopes.take_problems();
    }
    assert_eq!((scopes.questions.due.len(), scopes.questions.asked.len(), scopes.documents.len()), (2, 0, 0));
    assert!(scopes.problems.remembered().iter().all(|count| *count <= KNOWN_LIMIT));
}

#[test]
fn many_documents_take_several_questions() {
    let mut scopes = ready(&[]);
    let documents: Vec<String> = (0..1000).map(|number| format!("{A}/{number}.js")).collect();
    documents.iter().for_each(|document| scopes.open(document));
    assert!(scopes.begin_question());
    let mut sizes = Vec::new();
    loop {
        let question = scopes.question();
        if question.is_empty() {
            break;
        }
        sizes.push(question.len());
        let count = question.len();
        scopes.answer(question, vec![value("x"); count]);
    }
    assert_eq!(sizes, [256, 256, 256, 233]);
    assert!(documents.iter().all(|document| settings_of(&scopes, document) == "x"));
    assert!(scopes.documents.values().all(|config| Arc::ptr_eq(config, scopes.global())));
}

#[test]
fn a_client_that_refuses_scopes_is_asked_without_them_until_something_changes() {
    let mut scopes = ready(&[A]);
    assert!(scopes.begin_question());
    let question = scopes.question();
    scopes.refuse(&question);
    let question = scopes.question();
    assert_eq!(question, [Scope::Global]);
    scopes.answer(question, vec![value("global")]);
    assert_eq!(settings_of(&scopes, IN_A), "global");
    scopes.open(IN_A);
    assert!(scopes.question().is_empty() && !scopes.begin_question());
    scopes.change(std::iter::once(IN_A.to_owned()));
    assert!(scopes.begin_question());
    let question = scopes.question();
    assert_eq!(question.len(), 3);
    // A question without scopes is not repeated.
    scopes.refuse(&question);
    let question = scopes.question();
    scopes.refuse(&question);
    assert!(scopes.question().is_empty());
    assert_eq!(settings_of(&scopes, IN_A), "global");
}

#[test]
fn a_wrong_value_is_reported_once_for_all_scopes_and_again_after_a_right_one() {
    let mut scopes = ready(&[A]);
    let wrong = |_: &Scope| json!({ "hover": { "enable": "no" } });
    settle(&mut scopes, wrong);
    assert_eq!(scopes.take_problems().len(), 1);
    let mut change = |answer: &dyn Fn(&Scope) -> Value| {
        scopes.change(std::iter::empty());
        // A second change before the answer makes no difference.
        scopes.change(std::iter::empty());
        settle(&mut scopes, answer);
        scopes.take_problems().len()
    };
    assert_eq!(change(&wrong), 0);
    assert_eq!(change(&|_| json!({ "hover": { "enable": "yes" } })), 1);
    assert_eq!(change(&|_| Value::Null), 0);
    assert_eq!(change(&wrong), 1);
}
