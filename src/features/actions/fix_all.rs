//! All safe fixes of a document in one edit: applied until no more are found, or not at all.

use std::ops::Range;

use crate::detect::Source;
use crate::edits::{self, Edit};
use crate::rules::{File, Finding, RuleSettings, Safety};

use super::action::{Action, ActionKind};
use super::parts::reported;

/// After so many rounds without an end nothing is written.
const ROUNDS: usize = 10;

/// The action that applies all safe fixes; `None` where a document has none, or where each round of fixes makes new ones.
pub(super) fn action<S: Source + ?Sized>(
    text: &S,
    file: &File<'_>,
    settings: &RuleSettings,
    found: &[Finding],
    goes_on: &dyn Fn() -> bool,
) -> Option<Action> {
    let first = safe(found);
    if first.is_empty() {
        return None;
    }
    let mut room = String::new();
    let original = text.read(0..text.length(), &mut room).to_owned();
    let mut fixed = edits::applied(&original, &first)?;
    let mut rounds = 1;
    loop {
        let next = safe(&reported(fixed.as_str(), file, settings, goes_on)?);
        if next.is_empty() {
            break;
        }
        rounds += 1;
        if rounds > ROUNDS {
            return None;
        }
        fixed = edits::applied(&fixed, &next)?;
    }
    let edits = if rounds == 1 { first } else { vec![difference(&original, &fixed)?] };
    let title = "Fix all safe HTTP status problems".to_owned();
    Some(Action { title, kind: ActionKind::FixAll, edits, is_preferred: false, finding: None })
}

/// The edits of the safe fixes, first come first served: one that touches another waits for the next round. Equal insertions of two fixes
/// count once.
fn safe(found: &[Finding]) -> Vec<Edit> {
    let fixes = found.iter().filter_map(|finding| finding.fixes.first()).filter(|fix| fix.safety == Safety::Safe);
    let mut taken: Vec<Edit> = Vec::new();
    for fix in fixes {
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !taken.contains(edit)).collect();
        if new.iter().all(|edit| taken.iter().all(|other| !touch(&edit.range, &other.range))) {
            let new: Vec<Edit> = new.into_iter().cloned().collect();
            taken.extend(new);
        }
    }
    taken.sort_by_key(|edit| (edit.range.start, edit.range.end));
    taken
}

fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// The one edit that makes `after` of `before`, as short as whole characters allow; nothing where they are the same.
fn difference(before: &str, after: &str) -> Option<Edit> {
    let alike = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = alike(&mut before.chars().zip(after.chars()));
    let (rest_before, rest_after) = (&before[start..], &after[start..]);
    let end = alike(&mut rest_before.chars().rev().zip(rest_after.chars().rev()));
    let edit = Edit { range: start..before.len() - end, new_text: rest_after[..rest_after.len() - end].to_owned() };
    (!edit.range.is_empty() || !edit.new_text.is_empty()).then_some(edit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_as_short_as_it_can_be() {
        let check = |before: &str, after: &str, range: Range<usize>, new_text: &str| {
            let edit = difference(before, after).expect("they differ");
            assert_eq!((edit.range.clone(), edit.new_text.as_str()), (range, new_text));
            assert_eq!(edits::applied(before, &[edit]).as_deref(), Some(after));
        };
        check("a b c", "a x c", 2..3, "x");
        check("aa", "aaa", 2..2, "a");
        check("é b", "è b", 0..2, "è");
        check("abc", "ac", 1..2, "");
        assert_eq!(difference("same", "same"), None);
    }
}
