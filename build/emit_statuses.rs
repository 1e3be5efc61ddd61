//! Writes statuses, classes, headers and sources as Rust statics.

use super::codes::{Meaning, Spec};
use super::emit::line;
use super::{Data, codes};

pub(super) fn emit_statuses(data: &Data, out: &mut String) {
    let mut statuses: Vec<&codes::Status> = data.statuses.iter().collect();
    statuses.sort_by_key(|status| status.code);
    line(out, format_args!("pub(crate) static STATUSES: [Status; {}] = [", statuses.len()));
    for status in statuses {
        let related: String = status
            .related
            .iter()
            .map(|r| format!("Related {{ code: Code({}), short: {:?}, reason: {:?} }}, ", r.code, r.short, r.reason))
            .collect();
        let meanings: String = status.meaning.iter().map(|m| meaning(m, data)).collect();
        let mut substatuses: Vec<(&String, &String)> = status.substatus.iter().collect();
        substatuses.sort_by_key(|(number, _)| number.split_once('.').and_then(|(_, minor)| minor.parse::<u32>().ok()));
        let substatuses: String = substatuses.iter().map(|(n, t)| format!("({n:?}, {t:?}), ")).collect();
        line(
            out,
            format_args!(
                "Status {{ code: Code({}), name: {:?}, owner: &OWNERS[{}], standing: Standing::{:?}, aliases: &{:?}, former_names: &{:?}, folded_names: &{:?}, summary: {:?}, explanation: {:?}, causes: &[{}], fixes: &[{}], required_headers: &[{}], customary_headers: &[{}], repeated_headers: &[{}], example: {:?}, example_form: ExampleForm::{:?}, curl: {}, spec: {}, sources: &[{}], mdn: {:?}, glance: {}, grpc: {}, related: &[{}], meanings: &[{}], substatuses: &[{}] }},",
                status.code,
                status.name,
                owner(&status.origin, data),
                status.standing,
                status.aliases,
                status.former_names,
                folded_names(status),
                status.summary,
                status.explanation.trim(),
                advice(&status.causes),
                advice(&status.fixes),
                headers(&status.headers.required, data),
                headers(&status.headers.customary, data),
                headers(&status.headers.repeated, data),
                status.example.trim_start_matches('\n'),
                status.example_form,
                curl(status.curl.as_ref()),
                spec(&status.spec),
                sources(status, data),
                status.mdn,
                glance(status.glance.as_ref()),
                grpc(status.code, data),
                related,
                meanings,
                substatuses
            ),
        );
    }
    line(out, format_args!("];"));
    line(out, format_args!("pub(crate) static OWNERS: [Owner; {}] = [", data.owners.len()));
    for owner in &data.owners {
        line(
            out,
            format_args!(
                "Owner {{ id: {:?}, title: {:?}, languages: &{:?}, signs: &{:?} }},",
                owner.id, owner.title, owner.languages, owner.signs
            ),
        );
    }
    line(out, format_args!("];"));
    line(out, format_args!("pub(crate) static CHOICES: [Choice; {}] = [", data.choices.len()));
    for choice in &data.choices {
        let lines: String = choice
            .lines
            .iter()
            .map(|l| format!("ChoiceLine {{ code: Code({}), short: {:?}, when: {:?} }}, ", l.code, l.short, l.when))
            .collect();
        line(out, format_args!("Choice {{ title: {:?}, lines: &[{lines}] }},", choice.title));
    }
    line(out, format_args!("];"));
}

/// The names in the form of `Status::folded_names`.
fn folded_names(status: &codes::Status) -> Vec<String> {
    let fold = |name: &String| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    std::iter::once(&status.name).chain(&status.former_names).chain(&status.aliases).map(fold).collect()
}

pub(super) fn emit_classes(data: &Data, out: &mut String) {
    line(out, format_args!("pub(crate) static CLASSES: [ClassText; {}] = [", data.classes.len()));
    for class in &data.classes {
        line(
            out,
            format_args!(
                "ClassText {{ name: {:?}, summary: {:?}, explanation: {:?}, fixes: &[{}], section: {:?} }},",
                class.name,
                class.summary,
                class.explanation.trim(),
                advice(&class.fixes),
                class.section
            ),
        );
    }
    line(out, format_args!("];"));
}

pub(super) fn emit_headers(data: &Data, out: &mut String) {
    line(out, format_args!("pub(crate) static HEADERS: [Header; {}] = [", data.headers.len()));
    for header in &data.headers {
        line(
            out,
            format_args!(
                "Header {{ name: {:?}, kind: HeaderKind::{:?}, line: {:?}, spec: {:?}, mdn: {:?} }},",
                header.name, header.kind, header.line, header.spec, header.mdn
            ),
        );
    }
    line(out, format_args!("];"));
}

pub(super) fn emit_sources(data: &Data, out: &mut String) {
    line(out, format_args!("pub(crate) static SOURCES: [Source; {}] = [", data.sources.source.len()));
    for source in &data.sources.source {
        line(
            out,
            format_args!("Source {{ title: {:?}, url: {:?}, read: {:?} }},", source.title, source.url, source.read),
        );
    }
    line(out, format_args!("];"));
}

/// The sources of a card, then those of its mapping to gRPC.
fn sources(status: &codes::Status, data: &Data) -> String {
    let mut ids: Vec<&String> = status.sources.iter().collect();
    if data.grpc.of(status.code).is_some() {
        let of_grpc = [&data.grpc.read_as.source, &data.grpc.sent_for.source];
        ids.extend(of_grpc.into_iter().filter(|id| !status.sources.contains(id)));
    }
    let index = |id: &String| data.sources.source.iter().position(|source| source.id == *id);
    ids.into_iter().filter_map(index).map(|index| format!("&SOURCES[{index}], ")).collect()
}

fn glance(glance: Option<&codes::Glance>) -> String {
    let Some(glance) = glance else { return "None".to_owned() };
    let codes::Glance { retry, retry_short, cache, body, method, sent_as } = glance;
    let sent_as = sent_as.map_or("None".to_owned(), |code| format!("Some(Code({code}))"));
    format!(
        "Some(Glance {{ retry: {retry:?}, retry_short: {retry_short:?}, cache: Cache::{cache:?}, body: Body::{body:?}, method: {method:?}, \
         sent_as: {sent_as} }})"
    )
}

fn curl(curl: Option<&codes::Curl>) -> String {
    curl.map_or("None".to_owned(), |curl| {
        format!("Some(Curl {{ command: {:?}, shows: {:?} }})", curl.command, curl.shows)
    })
}

fn grpc(code: u16, data: &Data) -> String {
    let of_code = data.grpc.of(code);
    of_code.map_or("None".to_owned(), |(sent_for, read_as)| {
        format!("Some(Grpc {{ sent_for: &{sent_for:?}, read_as: {read_as:?} }})")
    })
}

fn owner(id: &str, data: &Data) -> usize {
    data.owners.iter().position(|owner| owner.id == id).unwrap_or(0)
}

fn headers(names: &[String], data: &Data) -> String {
    let index = |name: &String| data.headers.iter().position(|header| header.name == *name);
    names.iter().filter_map(index).map(|i| format!("&HEADERS[{i}], ")).collect()
}

fn advice(entries: &[codes::Advice]) -> String {
    let one = |advice: &codes::Advice| {
        let side = advice.side.map_or("None".to_owned(), |side| format!("Some(Side::{side:?})"));
        format!("Advice {{ side: {side}, short: {:?}, text: {:?} }}, ", advice.short, advice.text)
    };
    entries.iter().map(one).collect()
}

fn meaning(meaning: &Meaning, data: &Data) -> String {
    format!(
        "Meaning {{ owner: &OWNERS[{}], name: {:?}, summary: {:?}, explanation: {:?}, spec: {} }}, ",
        owner(&meaning.origin, data),
        meaning.name,
        meaning.summary,
        meaning.explanation.trim(),
        spec(&meaning.spec)
    )
}

fn spec(spec: &Spec) -> String {
    format!("Spec {{ document: {:?}, section: {:?}, url: {:?} }}", spec.document, spec.section, spec.url)
}
