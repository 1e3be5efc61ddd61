//! Code actions, made from the text as it stands when they are asked for.

use serde_json::{Value, json};
use tower_lsp::ls_types::CodeActionParams;

use crate::edits::Edit;
use crate::features::actions::{self, Action, Asked};
use crate::rules::File;

use super::diagnostics::diagnostic;
use super::page_store::PageStore;
use super::rpc::RawResult;
use super::rule_settings::settings;
use super::snapshot::{ReportSubject, Snapshot};
use super::{from_proto, to_proto};

/// The actions of a range of a document, which the client calls `uri`; `None` once `goes_on` returns false.
pub(super) fn made(
    params: &CodeActionParams,
    subject: &ReportSubject,
    uri: &str,
    pages: &PageStore,
    goes_on: &dyn Fn() -> bool,
) -> Option<RawResult> {
    let ReportSubject { snapshot, path, .. } = subject;
    let only: Vec<String> = params.context.only.iter().flatten().map(|kind| kind.as_str().to_owned()).collect();
    let offset = |position| snapshot.document.offset(from_proto::position(position), snapshot.facts.encoding);
    let (start, end) = (offset(params.range.start), offset(params.range.end));
    let settings = snapshot.config.diagnostics.then(|| settings(snapshot));
    let asked = Asked { range: start.min(end)..start.max(end), only: &only, settings: settings.as_ref() };
    let file = File { path, language: snapshot.language, catalog: &snapshot.catalog, project: &snapshot.project };
    let found = actions::actions(&snapshot.document, &file, &asked, goes_on)?;
    let pages = snapshot.config.pages.then_some(pages);
    RawResult::array(found.into_iter().map(|action| converted(action, subject, uri, pages)))
}

/// An action as JSON, with the members that the client supports.
fn converted(action: Action, subject: &ReportSubject, uri: &str, pages: Option<&PageStore>) -> Value {
    let ReportSubject { snapshot, version, .. } = subject;
    let edits: Vec<Value> = action.edits.iter().map(|edit| text_edit(edit, snapshot)).collect();
    let edit = if snapshot.facts.takes_versioned_edits {
        json!({ "documentChanges": [{ "textDocument": { "uri": uri, "version": version }, "edits": edits }] })
    } else {
        json!({ "changes": { uri: edits } })
    };
    let mut converted = json!({ "title": action.title, "kind": action.kind.name(), "edit": edit });
    if action.is_preferred && snapshot.facts.takes_preferred {
        converted["isPreferred"] = true.into();
    }
    if let Some(finding) = action.finding {
        converted["diagnostics"] = json!([diagnostic(finding, snapshot, pages)]);
    }
    converted
}

fn text_edit(edit: &Edit, snapshot: &Snapshot) -> Value {
    json!({ "range": to_proto::range(edit.range.clone(), snapshot), "newText": edit.new_text })
}
