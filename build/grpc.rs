//! `data/grpc.toml`: how statuses of HTTP and of gRPC map to each other.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Data, Problem, sources};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grpc {
    pub read_as: ReadAs,
    pub sent_for: SentFor,
}

/// The statuses that a gRPC client reports for responses without `grpc-status`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAs {
    /// An id of sources.toml.
    pub source: String,
    /// By the code of HTTP.
    pub statuses: BTreeMap<String, String>,
    /// For all other codes.
    pub otherwise: String,
}

/// The status of HTTP for a status of gRPC.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentFor {
    /// An id of sources.toml.
    pub source: String,
    /// By the name in gRPC.
    pub statuses: BTreeMap<String, u16>,
}

impl Grpc {
    /// The statuses of gRPC that map to a code, and the one that a client reads it as, if either is documented for that code.
    pub fn of(&self, code: u16) -> Option<(Vec<&str>, &str)> {
        let sent_for: Vec<&str> =
            self.sent_for.statuses.iter().filter(|(_, to)| **to == code).map(|(name, _)| &**name).collect();
        let read_as = self.read_as.statuses.get(&code.to_string());
        let is_documented = read_as.is_some() || !sent_for.is_empty();
        is_documented.then(|| (sent_for, read_as.unwrap_or(&self.read_as.otherwise).as_str()))
    }
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if !data.is_read("grpc.toml") {
        return;
    }
    let mut refuse = |key: &str, reason: String| problems.push(Problem::new("grpc.toml", key, reason));
    let Grpc { read_as, sent_for } = &data.grpc;
    let codes = data.codes();
    let known = sources::ids(data);
    for (table, source) in [("read_as", &read_as.source), ("sent_for", &sent_for.source)] {
        if data.is_read("sources.toml") && !known.contains(source.as_str()) {
            refuse(&format!("{table}.source"), format!("`{source}` is not in sources.toml"));
        }
    }
    let http = read_as.statuses.keys().map(|code| ("read_as", code.parse().unwrap_or_default(), code.clone()));
    let http = http.chain(sent_for.statuses.values().map(|code| ("sent_for", *code, code.to_string())));
    for (table, code, text) in http {
        if !codes.contains(&code) {
            refuse(&format!("{table}.statuses"), format!("`{text}` is not a status"));
        }
    }
    let grpc = read_as.statuses.values().chain([&read_as.otherwise]).map(|name| ("read_as", name));
    for (table, name) in grpc.chain(sent_for.statuses.keys().map(|name| ("sent_for", name))) {
        if !sent_for.statuses.contains_key(name) || !name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        {
            refuse(&format!("{table}.statuses"), format!("`{name}` is not a status of gRPC"));
        }
    }
}
