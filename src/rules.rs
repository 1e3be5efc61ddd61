//! Rules: named checks over what stands in the places of a text. Findings with fixes out.
//!
//! [`findings`] is all that an editor or a terminal asks for: it holds the exclusions and the comments that silence a rule, so both report
//! the same. A rule is one file here and one in `data/rules/`, which has its text and the examples that test it. It gets the text part by
//! part, with the places that begin there, and looks no further than a bounded number of tokens around each.

use crate::detect::{self, Source, Vocabulary};

mod body_not_allowed;
mod content;
mod deprecated_name;
mod excluded;
mod finding;
mod messages;
mod missing_header;
mod near;
mod openapi;
mod openapi_key;
mod part;
mod phrase_mismatch;
mod prefer;
mod range_edge;
mod redirect_keeps_method;
mod suppression;
mod unknown_name;
mod unregistered_code;
mod unused_ignore;

pub use crate::catalog::{Level, Rule, RuleExample, RuleText, Safety, Severity};

pub use finding::{File, Finding, Fix, RuleSettings, Tag};

use part::Part;
use suppression::Suppressions;

/// All findings of a text, in the order of their places; `None` once `goes_on` returns false.
pub fn findings<S: Source + ?Sized>(
    text: &S,
    file: &File<'_>,
    settings: &RuleSettings,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Finding>> {
    if excluded::is_excluded(text, file) {
        return Some(Vec::new());
    }
    let (mut found, mut suppressions) = (Vec::new(), Suppressions::default());
    let vocabulary = Vocabulary { language: file.language, catalog: file.catalog };
    detect::survey(text, vocabulary, goes_on, &mut |view, wanted, places| {
        let part = Part::new(view, wanted, places, file);
        suppressions.read(&part);
        if part.is_read() {
            let of_part = check(&part, settings);
            found.extend(of_part.into_iter().map(|finding| suppressions.placed(&part, finding)));
        }
    })?;
    let mut found = suppressions.apply(found);
    if let Some(severity) = settings.severity(Rule::UnusedIgnore) {
        let of_ignores = unused_ignore::check(suppressions.ignores(), settings);
        found.extend(of_ignores.into_iter().map(|finding| Finding { severity, ..finding }));
    }
    found.sort_by_key(|finding| (finding.range.start, finding.range.end, finding.rule));
    found.dedup_by(|a, b| (a.rule, &a.range) == (b.rule, &b.range));
    Some(found)
}

/// The findings of all rules that are on and apply to the language of the part.
fn check(part: &Part<'_, '_>, settings: &RuleSettings) -> Vec<Finding> {
    let mut all = Vec::new();
    for rule in Rule::all().iter().copied() {
        let languages = rule.text().languages;
        let speaks = languages.is_empty() || languages.contains(&part.view.language.id);
        let Some(severity) = settings.severity(rule).filter(|_| speaks) else { continue };
        let from = all.len();
        match rule {
            Rule::BodyNotAllowed => body_not_allowed::check(part, &mut all),
            Rule::DeprecatedName => deprecated_name::check(part, &mut all),
            Rule::MissingHeader => missing_header::check(part, &mut all),
            Rule::OpenapiKey => openapi_key::check(part, &mut all),
            Rule::PhraseMismatch => phrase_mismatch::check(part, &mut all),
            Rule::PreferName => prefer::name(part, &mut all),
            Rule::PreferNumber => prefer::number(part, &mut all),
            Rule::RangeEdge => range_edge::check(part, &mut all),
            Rule::RedirectKeepsMethod => redirect_keeps_method::check(part, &mut all),
            Rule::UnknownName => unknown_name::check(part, &mut all),
            Rule::UnregisteredCode => unregistered_code::check(part, &mut all),
            // Known when all others have reported.
            Rule::UnusedIgnore => {}
        }
        all[from..].iter_mut().for_each(|finding: &mut Finding| finding.severity = severity);
    }
    all
}
