//! `prefer-name`, `prefer-number`: a project writes statuses in one way. Both are off until it says which.

use crate::catalog::{LanguageKind, Proof, Spelling, Value};
use crate::detect::{Mention, MentionKind, MentionRole, Region, role_in};

use super::finding::Finding;
use super::part::Part;
use crate::catalog::Rule;

/// A number where the file has a name for it.
pub(super) fn name(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    for mention in written(part) {
        if mention.kind != MentionKind::Number || mention.is_bound {
            continue;
        }
        if let Some(spelling) = name_for(part, mention) {
            let message =
                format!("{} has a name in {}: `{}`.", mention.code, spelling.library().title(), spelling.text());
            found.push(Finding::new(Rule::PreferName, mention.range.clone(), message));
        }
    }
}

/// A name in a project that prefers numbers.
pub(super) fn number(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    for mention in written(part) {
        let MentionKind::Name(Some(spelling)) = mention.kind else { continue };
        // A response or an exception is more than its number.
        if spelling.value() == Value::Status && spelling.suffix().is_empty() {
            let message = format!("`{}` is written as the number {} in this project.", spelling.text(), mention.code);
            found.push(Finding::new(Rule::PreferNumber, mention.range.clone(), message));
        }
    }
}

/// The mentions that a program sends or checks.
fn written<'p>(part: &Part<'p, '_>) -> impl Iterator<Item = &'p Mention> {
    let view = part.view;
    let is_code = view.language.kind == LanguageKind::Code;
    let mentions: Vec<&Mention> = part
        .mentions()
        .filter(|_| is_code)
        .filter(|(place, _)| {
            part.tokens_of(&place.range).is_some_and(|(first, _)| view.tokens[first].region == Region::Code)
        })
        .map(|(_, mention)| mention)
        .filter(|mention| matches!(role_in(view, mention), MentionRole::Sends | MentionRole::Checks))
        .collect();
    mentions.into_iter()
}

/// The name that a library of the file has for the status.
fn name_for(part: &Part<'_, '_>, mention: &Mention) -> Option<Spelling> {
    let view = part.view;
    let libraries = view.language.libraries().filter(|library| view.preamble.imports(library));
    let spellings = libraries.flat_map(crate::catalog::Library::spellings);
    let is_name = |spelling: &Spelling| {
        spelling.code() == mention.code
            && spelling.value() == Value::Status
            && spelling.suffix().is_empty()
            && matches!(spelling.proof(), Proof::Qualifier | Proof::Name)
            && !spelling.is_deprecated()
    };
    spellings.filter(is_name).max_by_key(|spelling| spelling.library().is_common)
}
