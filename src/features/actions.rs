//! The code actions at a place: fixes of findings, comments that silence them, other ways to write a status. Pure.
//!
//! All is computed from the text as it stands, never from edits made earlier.
//!
//! - This file: the actions of a range, in the order of a menu; `action`: the types.
//! - `rewrite`: a number as a constant, a constant as a number, another status of the same choice; `expression`: what may stand in a place.
//! - `silence`: the comment that silences a rule on a line.
//! - `fix_all`: all safe fixes of a document in one edit.

use std::ops::Range;

use crate::detect::{self, Source, Vocabulary};
use crate::edits::Edit;
use crate::edits::imports::READ_BYTES;
use crate::features::libraries::Libraries;
use crate::rules::{File, Finding, Rule, RuleSettings, Safety};

mod action;
mod expression;
mod fix_all;
mod parts;
mod rewrite;
mod silence;

pub use action::{Action, ActionKind};

use parts::{begins_within, reported};
use rewrite::Head;

/// A request for actions.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The bytes of the document around which they are wanted.
    pub range: Range<usize>,
    /// The kinds that are wanted; empty where all are.
    pub only: &'a [String],
    /// Which rules report; nothing where findings are not shown.
    pub settings: Option<&'a RuleSettings>,
}

impl Asked<'_> {
    fn includes(&self, kind: ActionKind) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| kind.is_within(only))
    }

    /// Whether a range touches the requested one.
    fn touches(&self, range: &Range<usize>) -> bool {
        range.start <= self.range.end && self.range.start <= range.end
    }
}

/// The actions of a range; `None` once `goes_on` returns false.
pub fn actions<S: Source + ?Sized>(
    text: &S,
    file: &File<'_>,
    asked: &Asked<'_>,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Action>> {
    let wants_fixes = asked.includes(ActionKind::QuickFix) || asked.includes(ActionKind::FixAll);
    let found = match asked.settings.filter(|_| wants_fixes) {
        Some(settings) => reported(text, file, settings, goes_on)?,
        None => Vec::new(),
    };
    let mut all = Vec::new();
    if asked.includes(ActionKind::QuickFix) {
        let here: Vec<&Finding> = found.iter().filter(|finding| asked.touches(&finding.range)).collect();
        all.extend(here.iter().flat_map(|finding| fixes(finding)));
        silencing(text, file, &here, goes_on, &mut all)?;
    }
    if asked.includes(ActionKind::Rewrite) || found.iter().any(|finding| is_preference(finding.rule)) {
        let mut rewritten = Vec::new();
        rewriting(text, file, asked, goes_on, &mut rewritten)?;
        let mended = found.iter().filter(|_| asked.includes(ActionKind::QuickFix));
        all.extend(mended.filter_map(|finding| preferred(finding, &rewritten)));
        all.extend(rewritten.into_iter().filter(|_| asked.includes(ActionKind::Rewrite)));
    }
    if let Some(settings) = asked.settings.filter(|_| asked.includes(ActionKind::FixAll)) {
        all.extend(fix_all::action(text, file, settings, &found, goes_on));
    }
    Some(all)
}

/// The fixes of a finding. The first is preferred, if it is safe.
fn fixes(finding: &Finding) -> impl Iterator<Item = Action> + '_ {
    finding.fixes.iter().enumerate().map(move |(index, fix)| Action {
        title: fix.title.clone(),
        kind: ActionKind::QuickFix,
        edits: fix.edits.clone(),
        is_preferred: index == 0 && fix.safety == Safety::Safe,
        finding: Some(finding.clone()),
    })
}

/// Adds the actions that silence findings, where a comment can stand.
fn silencing<S: Source + ?Sized>(
    text: &S,
    file: &File<'_>,
    found: &[&Finding],
    goes_on: &dyn Fn() -> bool,
    all: &mut Vec<Action>,
) -> Option<()> {
    let silenced: Vec<&Finding> = found.iter().copied().filter(|finding| finding.rule != Rule::UnusedIgnore).collect();
    let (Some(first), Some(last)) = (
        silenced.iter().map(|finding| finding.range.start).min(),
        silenced.iter().map(|finding| finding.range.end).max(),
    ) else {
        return Some(());
    };
    let vocabulary = Vocabulary { language: file.language, catalog: file.catalog };
    detect::survey_within(text, vocabulary, first..last, goes_on, &mut |view, wanted, _| {
        for finding in silenced.iter().filter(|finding| begins_within(view, &wanted, &finding.range)) {
            all.extend(silence::edit(view, &finding.range, finding.rule).map(|edit| Action {
                title: format!("Ignore {} on this line", finding.rule.name()),
                kind: ActionKind::QuickFix,
                edits: vec![edit],
                is_preferred: false,
                finding: Some((*finding).clone()),
            }));
        }
    })
}

/// Whether a rule reports the way in which a status is written.
fn is_preference(rule: Rule) -> bool {
    matches!(rule, Rule::PreferName | Rule::PreferNumber)
}

/// The fix of a rule's finding about the way in which a status is written.
fn preferred(finding: &Finding, rewritten: &[Action]) -> Option<Action> {
    let is_of_place = |edit: &Edit| edit.range.start <= finding.range.start && finding.range.end <= edit.range.end;
    let action = rewritten.iter().find(|action| action.edits.first().is_some_and(is_of_place))?;
    let is_conversion = is_preference(finding.rule) && action.title.starts_with(CONVERSION);
    is_conversion.then(|| Action { kind: ActionKind::QuickFix, finding: Some(finding.clone()), ..action.clone() })
}

/// How the titles of conversions begin.
const CONVERSION: &str = "Write as ";

/// No more places of a document are written in another way at once.
const MOST: usize = 500;

/// Adds the other ways to write the statuses of the range, and where there are more of a way, all of the document at once.
fn rewriting<S: Source + ?Sized>(
    text: &S,
    file: &File<'_>,
    asked: &Asked<'_>,
    goes_on: &dyn Fn() -> bool,
    all: &mut Vec<Action>,
) -> Option<()> {
    let mut room = String::new();
    let length = text.floor_boundary(READ_BYTES.min(text.length()));
    let head = Head { text: text.read(0..length, &mut room), language: file.language };
    let vocabulary = Vocabulary { language: file.language, catalog: file.catalog };
    let action = |title: String, edits: Vec<Edit>| Action {
        title,
        kind: ActionKind::Rewrite,
        edits,
        is_preferred: false,
        finding: None,
    };
    let mut here = Vec::new();
    detect::survey_within(text, vocabulary, asked.range.clone(), goes_on, &mut |view, _, places| {
        let libraries = Libraries::new(file.project, view.preamble);
        for mention in places.iter().filter_map(|place| place.mention.as_ref()) {
            if asked.touches(&mention.range) {
                if let Some(made) = rewrite::other(view, mention, &head, &libraries) {
                    all.push(action(format!("{CONVERSION}{}", made.text), made.edits.clone()));
                    here.push(made.way);
                }
                let others = rewrite::others_of_choice(view, mention, &libraries);
                all.extend(others.into_iter().map(|(title, edit)| action(title, vec![edit])));
            }
        }
    })?;
    let Some(way) = here.first().copied() else { return Some(()) };
    let mut edits: Vec<Edit> = Vec::new();
    let mut count = 0;
    detect::survey(text, vocabulary, goes_on, &mut |view, _, places| {
        let libraries = Libraries::new(file.project, view.preamble);
        for mention in places.iter().filter_map(|place| place.mention.as_ref()) {
            if count > MOST || !goes_on() {
                break;
            }
            let made = rewrite::other(view, mention, &head, &libraries);
            if let Some(made) = made.filter(|made| made.way.is_like(way)) {
                let new = made.edits.into_iter().filter(|edit| !edits.contains(edit)).collect::<Vec<_>>();
                edits.extend(new);
                count += 1;
            }
        }
    })?;
    if (2..=MOST).contains(&count) && are_apart(&edits) {
        all.push(action(format!("Write all {count} of the file as {}", way.plural()), edits));
    }
    goes_on().then_some(())
}

/// Whether no two of the edits overlap or insert at one place.
fn are_apart(edits: &[Edit]) -> bool {
    let mut ranges: Vec<&Range<usize>> = edits.iter().map(|edit| &edit.range).collect();
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0] != pair[1])
}
