use super::*;
use crate::catalog::Code;
use crate::detect::{PREAMBLE_BYTES, Reading, mention_at};
use crate::server::changes;

const A: &str = "file:///a.js";
const B: &str = "file:///b.js";

fn open(session: &SharedSession, uri: &str, text: &str) {
    let uri = uri.parse().expect("a URI");
    session.lock().open(TextDocumentItem::new(uri, "javascript".to_owned(), 1, text.to_owned()));
}

fn close(session: &SharedSession, uri: &str) {
    session.lock().close(&uri.parse().expect("a URI"));
}

/// Replaces the whole text.
fn change(session: &SharedSession, uri: &str, text: &str) {
    let params = serde_json::json!({ "textDocument": { "uri": uri }, "contentChanges": [{ "text": text }] });
    session.lock().change(changes::parse(params).expect("a change"));
}

/// Inserts a text at the start.
fn insert(session: &SharedSession, uri: &str, text: &str) {
    let start = serde_json::json!({ "line": 0, "character": 0 });
    let range = serde_json::json!({ "start": start, "end": start });
    let params = serde_json::json!({
        "textDocument": { "uri": uri }, "contentChanges": [{ "range": range, "text": text }],
    });
    session.lock().change(changes::parse(params).expect("a change"));
}

fn at(uri: &str, line: u32, character: u32) -> TextDocumentPositionParams {
    serde_json::from_value(serde_json::json!({
        "textDocument": { "uri": uri }, "position": { "line": line, "character": character },
    }))
    .expect("a position")
}

fn request(session: &SharedSession, at: &TextDocumentPositionParams) -> PositionRequest {
    session.lock().position_request(at, |_| true).expect("an open document")
}

fn code(excerpt: &Excerpt<'_>, offset: usize, _: &Snapshot) -> Option<Code> {
    mention_at(excerpt, offset).map(|mention| mention.code)
}

fn number(number: u16) -> Option<Code> {
    Code::new(number)
}

/// Runs a request and puts its reading back.
fn finish(session: &SharedSession, request: PositionRequest) -> Option<Code> {
    let (found, _, reading) = request.run(code);
    session.lock().put_back(reading);
    found
}

fn has_reading(session: &SharedSession) -> bool {
    session.lock().last_reading.is_some()
}

#[test]
fn detection_runs_without_the_lock() {
    let session = SharedSession::default();
    open(&session, A, "res.status(404)");
    let is_free = session.detect_at(&at(A, 0, 12), |_| true, |_, _, _| Some(session.0.try_lock().is_ok()));
    assert_eq!(is_free.map(|(is_free, _)| is_free), Some(true));
}

#[test]
fn a_reading_is_put_back_if_the_document_is_unchanged() {
    let session = SharedSession::default();
    open(&session, A, "res.status(404)");
    assert_eq!(finish(&session, request(&session, &at(A, 0, 12))), number(404));
    let second = request(&session, &at(A, 0, 13));
    assert!(second.last_reading.is_some() && !has_reading(&session));
    assert_eq!(finish(&session, second), number(404));
    assert!(has_reading(&session));

    // After a change the reading stays, to be renewed. A request that saw the text before the change does not replace it.
    let before = request(&session, &at(A, 0, 12));
    change(&session, A, "\nres.status(410)");
    assert_eq!(finish(&session, before), number(404));
    assert!(!has_reading(&session));
    assert_eq!(finish(&session, request(&session, &at(A, 1, 12))), number(410));
    change(&session, A, "\n\nres.status(500)");
    let after = request(&session, &at(A, 2, 12));
    assert!(after.last_reading.as_ref().is_some_and(|last| last.revision != after.revision));
    assert_eq!(finish(&session, after), number(500));

    let closed = request(&session, &at(A, 2, 12));
    close(&session, A);
    assert_eq!(finish(&session, closed), number(500));
    assert!(!has_reading(&session));
    // Opened again, it may have another language.
    open(&session, A, "res.status(503)");
    let closed = request(&session, &at(A, 0, 12));
    open(&session, A, "res.status(504)");
    assert_eq!(finish(&session, closed), number(503));
    assert!(!has_reading(&session));
}

#[test]
fn requests_at_once_do_not_disturb_each_other() {
    let session = SharedSession::default();
    open(&session, A, "res.status(404)");
    open(&session, B, "res.status(410)\nres.status(500)");
    let [first, second] = [(); 2].map(|()| request(&session, &at(A, 0, 12)));
    let [third, fourth] = [0, 1].map(|line| request(&session, &at(B, line, 12)));
    insert(&session, A, "\n");
    let fifth = request(&session, &at(A, 1, 12));
    assert_eq!(finish(&session, fourth), number(500));
    assert_eq!(finish(&session, fifth), number(404));
    // The two before saw the text before the change, and must not replace what the fifth has read.
    assert_eq!([second, first].map(|request| finish(&session, request)), [number(404); 2]);
    assert_eq!(session.lock().last_reading.as_ref().map(|last| last.uri.as_str()), Some(A));
    assert_eq!(finish(&session, request(&session, &at(A, 1, 12))), number(404));
    assert_eq!(finish(&session, third), number(410));
    assert_eq!(finish(&session, request(&session, &at(B, 1, 12))), number(500));
}

/// Each result is what a new reading of the snapshot gives, whatever other threads do meanwhile.
#[test]
fn threads_do_not_disturb_each_other() {
    const LINES: u32 = 40;
    let session = SharedSession::default();
    let text = |first: u32| (0..LINES).map(|line| format!("res.status({})\n", 400 + (first + line) % 18)).collect();
    let texts: Vec<String> = (0..8).map(text).collect();
    for uri in [A, B] {
        open(&session, uri, &texts[0]);
    }
    std::thread::scope(|scope| {
        let work = |thread: u32| {
            for turn in 0..200 {
                let uri = if (turn / 7 + thread).is_multiple_of(2) { A } else { B };
                let at = at(uri, turn % LINES, 12);
                let (found, snapshot, reading) = request(&session, &at).run(code);
                session.lock().put_back(reading);
                let offset = snapshot.document.offset(from_proto::position(at.position), snapshot.facts.encoding);
                let head = snapshot.document.slice(0..PREAMBLE_BYTES);
                let new = Reading::empty(snapshot.language).renewed(&head, 0, |out| *out = snapshot.document.text());
                assert_eq!(found, code(&new.excerpt(), offset, &snapshot));
            }
        };
        let threads = [0, 1, 2].map(|thread| scope.spawn(move || work(thread)));
        let mut turn = 0;
        while threads.iter().any(|thread| !thread.is_finished()) {
            change(&session, A, &texts[turn % texts.len()]);
            insert(&session, B, "\n");
            change(&session, B, &texts[(turn + 3) % texts.len()]);
            turn += 1;
            std::thread::yield_now();
        }
    });
}
