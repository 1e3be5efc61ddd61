//! `missing-header`: a whole response as text lacks a header that its status demands.

use crate::detect::{Region, TokenIndex, TokenKind};

use super::finding::Finding;
use super::messages::{message, status_lines};
use super::part::Part;
use crate::catalog::Rule;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    if part.view.language.id == "vtc" {
        vtc(part, found);
        return;
    }
    for line in status_lines(part) {
        let Some(status) = line.code.status() else { continue };
        // Headers of the connection are not sent in HTTP/2 and HTTP/3 (RFC 9113, 8.2.2; RFC 9114, 4.2).
        let version = part.view.text[..line.code_range.start].trim_end().rsplit(char::is_whitespace).next();
        let is_multiplexed = version.is_some_and(|version| version.contains("/2") || version.contains("/3"));
        let is_of_connection = |name: &str| matches!(name, "Connection" | "Upgrade");
        // Without any header it is no whole response.
        let Some(message) = message(part, &line).filter(|message| !message.headers.is_empty()) else { continue };
        let lacks = |name: &str| !message.headers.iter().any(|header| header.eq_ignore_ascii_case(name));
        let is_missing = |name: &&str| lacks(name) && !(is_multiplexed && is_of_connection(name));
        let required = status.required_headers.iter().map(|header| header.name);
        let missing: Vec<&str> = required.filter(is_missing).collect();
        if !missing.is_empty() {
            let start = part.start();
            let range = start + line.code_range.start..start + line.phrase_range.end.max(line.code_range.end);
            found.push(Finding::new(Rule::MissingHeader, range, said(part, line.code, &missing)));
        }
    }
}

fn said(part: &Part<'_, '_>, code: crate::catalog::Code, missing: &[&str]) -> String {
    let spec = code.status().map(|status| status.spec.title()).unwrap_or_default();
    format!("A response of {} must have {} ({spec}).", part.titled(code), missing.join(" and "))
}

/// No more tokens of a command are read.
const COMMAND_TOKENS: usize = 200;

/// `txresp -status 401 -hdr "Content-Type: text/plain"`
fn vtc(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let view = part.view;
    for index in part.tokens() {
        if view.str(index) != "txresp" || view.tokens[index].region != Region::Code {
            continue;
        }
        let (mut status, mut headers, mut at) = (None::<TokenIndex>, Vec::new(), index + 1);
        for _ in 0..COMMAND_TOKENS {
            let Some(token) = view.tokens.get(at) else { break };
            match (token.kind, view.str(at)) {
                (TokenKind::Newline, _) if view.get(at.checked_sub(1)) != "\\" => break,
                (TokenKind::Close, _) | (_, ";") => break,
                (TokenKind::Number, _) if view.get(at.checked_sub(1)).ends_with("status") => status = Some(at),
                (TokenKind::Quote, _) if view.get(at.checked_sub(1)).ends_with("hdr") => {
                    let text = &view.text[token.end.at()..];
                    headers.extend(text.split([':', '"']).next());
                }
                _ => {}
            }
            at = at + 1;
        }
        let Some(status) = status.filter(|_| !headers.is_empty()) else { continue };
        let Some(code) = crate::catalog::Code::parse(view.str(status)) else { continue };
        let required = code.status().map_or(&[][..], |status| status.required_headers);
        let lacks = |name: &str| !headers.iter().any(|header| header.trim().eq_ignore_ascii_case(name));
        let missing: Vec<&str> = required.iter().map(|header| header.name).filter(|name| lacks(name)).collect();
        if !missing.is_empty() {
            found.push(Finding::new(Rule::MissingHeader, part.range(status, status), said(part, code, &missing)));
        }
    }
}
