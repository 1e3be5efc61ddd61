//! Converts the core's types to the protocol's.

use std::ops::Range;

use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemLabelDetails, CompletionItemTag, CompletionList, CompletionResponse,
    CompletionTextEdit, DocumentLink, Documentation, GotoDefinitionResponse, Hover, HoverContents, InsertTextFormat,
    InsertTextMode, Location, LocationLink, MarkupContent, MarkupKind, Position, Range as LspRange, TextEdit,
};

use crate::catalog::Code;
use crate::config::HoverDetail;
use crate::detect::Mention;
use crate::edits::Edit;
use crate::features::completion::{Completions, Item, ItemKind};
use crate::features::insertion::{Insertion, escaped};
use crate::features::statuses::Entry;
use crate::features::{self, Card, Detail, Subject, Target, markdown, plain};

use super::capabilities::{ClientFacts, Deprecation};
use super::cards::Cards;
use super::page_store::PageStore;
use super::rpc::RawResult;
use super::snapshot::Snapshot;

/// The width of plain text in completions, in characters.
const BRIEF_WIDTH: usize = 80;

pub(super) fn hover(hover: features::hover::Hover, snapshot: &Snapshot, cards: &Cards) -> Hover {
    let facts = snapshot.facts;
    let detail = match snapshot.config.hover_detail {
        HoverDetail::Brief => Detail::Brief,
        HoverDetail::Full => Detail::Full,
    };
    let contents = match facts.room {
        Some(room) if facts.hovers_markdown => {
            let value = cards.filled_markdown(&hover.subject, detail, room);
            MarkupContent { kind: MarkupKind::Markdown, value }
        }
        _ => markup(&hover.subject, detail, facts.hovers_markdown, snapshot, cards),
    };
    Hover { contents: HoverContents::Markup(contents), range: Some(range(hover.range, snapshot)) }
}

fn markup(subject: &Subject, detail: Detail, as_markdown: bool, snapshot: &Snapshot, cards: &Cards) -> MarkupContent {
    if as_markdown {
        let value = if snapshot.facts.is_neovim {
            // Neovim shows the documentation of completions unrendered.
            cards.unlinked_markdown(subject, detail)
        } else {
            cards.markdown(subject, detail, snapshot.config.pages)
        };
        MarkupContent { kind: MarkupKind::Markdown, value }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: cards.plain(subject, detail) }
    }
}

pub(super) fn range(bytes: Range<usize>, snapshot: &Snapshot) -> LspRange {
    LspRange { start: position(bytes.start, snapshot), end: position(bytes.end, snapshot) }
}

fn position(offset: usize, snapshot: &Snapshot) -> Position {
    let position = snapshot.document.position(offset, snapshot.facts.encoding);
    Position { line: position.line, character: position.column }
}

pub(super) fn completions(completions: Completions, snapshot: &Snapshot) -> CompletionResponse {
    let range = range(completions.range, snapshot);
    let items = completions.items.into_iter().enumerate();
    let items = items.map(|(rank, item)| completion_item(rank, item, range, snapshot)).collect();
    if completions.is_incomplete {
        CompletionResponse::List(CompletionList { is_incomplete: true, items })
    } else {
        CompletionResponse::Array(items)
    }
}

fn completion_item(rank: usize, item: Item, range: LspRange, snapshot: &Snapshot) -> CompletionItem {
    let facts = snapshot.facts;
    // Neovim inserts plain text only up to its first white space, but snippets whole.
    let is_snippet = facts.takes_snippets && item.new_text.contains(char::is_whitespace);
    let are_lines = item.lines.is_some();
    let new_text = match item.lines {
        Some(lines) if is_snippet => lines.snippet,
        _ if is_snippet => escaped(&item.new_text),
        _ => item.new_text,
    };
    // The snippet leaves the indentation to the client, the plain lines have their own.
    let mode = if is_snippet { InsertTextMode::ADJUST_INDENTATION } else { InsertTextMode::AS_IS };
    let is_marked = |mark: Deprecation| item.is_deprecated && facts.deprecation == mark;
    CompletionItem {
        // Without it, clients should filter by the label (LSP 3.17, `CompletionItem.filterText`). Not all do.
        filter_text: Some(item.filter_text),
        label: item.label,
        label_details: facts
            .takes_label_details
            .then(|| CompletionItemLabelDetails { detail: None, description: Some(item.detail.clone()) }),
        kind: match item.kind {
            ItemKind::Number => facts.kinds.number,
            ItemKind::Constant => facts.kinds.constant,
            ItemKind::Function => facts.kinds.function,
            ItemKind::Phrase => facts.kinds.phrase,
            ItemKind::Lines => facts.kinds.lines,
        },
        detail: Some(item.detail),
        // What other servers offer for a statement comes before lines that send a status.
        sort_text: Some(if are_lines { format!("~{rank:04}") } else { format!("{rank:04}") }),
        insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
        insert_text_mode: (are_lines && facts.takes_text_modes).then_some(mode),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        additional_text_edits: (!item.additional_edits.is_empty()).then(|| {
            let edit = |edit: Edit| TextEdit { range: self::range(edit.range, snapshot), new_text: edit.new_text };
            item.additional_edits.into_iter().map(edit).collect()
        }),
        documentation: facts
            .sends_documentation
            .then(|| documentation(Card::listed(item.code, &snapshot.catalog), facts)),
        tags: is_marked(Deprecation::Tag).then(|| vec![CompletionItemTag::DEPRECATED]),
        deprecated: is_marked(Deprecation::Flag).then_some(true),
        data: Some(Value::from(item.code.number())),
        ..CompletionItem::default()
    }
}

fn documentation(card: Card, facts: ClientFacts) -> Documentation {
    Documentation::MarkupContent(if facts.documents_markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: markdown(&card, &|_| None) }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain(&card, BRIEF_WIDTH) }
    })
}

/// Adds the card of the code in the item's `data`. Items without one are returned unchanged.
pub(super) fn resolved(mut item: CompletionItem, snapshot: &Snapshot, cards: &Cards) -> CompletionItem {
    let number = item.data.as_ref().and_then(Value::as_u64).and_then(|number| u16::try_from(number).ok());
    if let Some(code) = number.and_then(Code::new) {
        let subject = Subject::code(code, &snapshot.catalog);
        let contents = markup(&subject, Detail::Brief, snapshot.facts.documents_markdown, snapshot, cards);
        item.documentation = Some(Documentation::MarkupContent(contents));
    }
    item
}

pub(super) fn definition(
    bytes: Range<usize>,
    target: &Target,
    snapshot: &Snapshot,
    pages: &PageStore,
) -> Option<GotoDefinitionResponse> {
    let own = snapshot.own_definition(target).map(|(uri, line)| (uri, Position { line, character: 0 }));
    let (target_uri, start) = own.or_else(|| Some((pages.uri(target)?, Position::default())))?;
    let top = LspRange { start, end: start };
    Some(if snapshot.facts.takes_definition_links {
        let origin_selection_range = Some(range(bytes, snapshot));
        let link = LocationLink { origin_selection_range, target_uri, target_range: top, target_selection_range: top };
        GotoDefinitionResponse::Link(vec![link])
    } else {
        GotoDefinitionResponse::Scalar(Location { uri: target_uri, range: top })
    })
}

/// The links as JSON; nothing if `goes_on` turns false before the end.
pub(super) fn links(
    found: Vec<(Mention, Target)>,
    snapshot: &Snapshot,
    pages: &PageStore,
    goes_on: &dyn Fn() -> bool,
) -> Option<RawResult> {
    let link = |(mention, target): (Mention, Target)| {
        let own = snapshot.own_definition(&target).map(|(uri, _)| uri);
        let target = Some(own.or_else(|| pages.uri(&target))?);
        let tooltip = Some(Subject::mentioned_anywhere(&mention, &snapshot.catalog).title());
        Some(DocumentLink { range: range(mention.range, snapshot), target, tooltip, data: None })
    };
    RawResult::array(found.into_iter().take_while(|_| goes_on()).filter_map(link)).filter(|_| goes_on())
}

/// The result of `httpStatus/statuses`. Pages that are not written are `null`. A status of the project has no page: its definition stands in
/// the project file.
pub(super) fn statuses(entries: &[Entry], snapshot: &Snapshot, pages: Option<&PageStore>) -> Value {
    let page = |target: &Target| pages.and_then(|pages| pages.address(target));
    let definition = |entry: &Entry| {
        let (uri, line) = snapshot.own_definition(&Target::Page(entry.code))?;
        let start = Position { line, character: 0 };
        Some(Location { uri, range: LspRange { start, end: start } })
    };
    let status = |entry: &Entry| {
        let definition = definition(entry);
        let page = page(&Target::Page(entry.code)).filter(|_| definition.is_none());
        json!({
            "code": entry.code.number(),
            "name": entry.name,
            "owner": entry.owner,
            "isRegistered": entry.is_registered,
            "summary": entry.summary,
            "aliases": entry.aliases,
            "spellings": entry.spellings,
            "headers": entry.headers,
            "text": entry.text,
            "rank": entry.rank,
            "page": page,
            "definition": definition,
        })
    };
    json!({ "index": page(&Target::Index), "statuses": entries.iter().map(status).collect::<Vec<_>>() })
}

/// The result of `httpStatus/insertion`.
pub(super) fn insertion(insertion: Insertion, snapshot: &Snapshot) -> Value {
    let edit = |edit: Edit| json!({ "range": range(edit.range, snapshot), "newText": edit.new_text });
    json!({
        "line": edit(insertion.line),
        "snippet": insertion.snippet,
        "imports": insertion.imports.into_iter().map(edit).collect::<Vec<_>>(),
        "missing": insertion.missing,
        "library": insertion.library,
    })
}
