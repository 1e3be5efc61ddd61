//! Fixes applied to a file, round by round, until nothing is left to fix.

use crate::edits::Edit;
use crate::rules::{Finding, Safety};
use crate::workspace::source_file::SourceFile;

/// More rounds mean that fixes undo one another.
const ROUNDS: usize = 10;

/// The result of fixing.
pub(super) struct Mended {
    pub(super) bytes: Vec<u8>,
    pub(super) file: SourceFile,
    /// The findings that are left.
    pub(super) findings: Vec<Finding>,
    /// How many fixes were applied.
    pub(super) count: usize,
}

/// Applies the fixes that `is_wanted` allows. Those that overlap wait for the next round.
///
/// # Errors
/// The fixes never settle.
pub(super) fn mended(
    bytes: Vec<u8>,
    is_wanted: impl Fn(&Finding) -> bool,
    safety: Safety,
    find: impl Fn(&SourceFile) -> Vec<Finding>,
) -> Result<Option<Mended>, String> {
    let mut bytes = bytes;
    let mut count = 0;
    for _ in 0..=ROUNDS {
        let Ok(file) = SourceFile::of_bytes(bytes.clone()) else { return Ok(None) };
        let findings = find(&file);
        let wanted = findings.iter().filter(|finding| is_wanted(finding));
        let (edits, fixes) = together(wanted, safety);
        let Some(spliced) =
            Some(&edits).filter(|edits| !edits.is_empty()).and_then(|edits| file.spliced(&bytes, edits))
        else {
            return Ok(Some(Mended { bytes, file, findings, count }));
        };
        bytes = spliced;
        count += fixes;
    }
    Err("the fixes never settle, so none is applied".to_owned())
}

/// The edits of fixes that do not overlap, in the order of their places, and how many fixes these are. An edit that two fixes share is made
/// once.
fn together<'f>(findings: impl Iterator<Item = &'f Finding>, safety: Safety) -> (Vec<Edit>, usize) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut count = 0;
    for finding in findings {
        let Some(fix) = finding.fixes.first().filter(|fix| is_allowed(fix.safety, safety)) else { continue };
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !edits.contains(edit)).collect();
        let touches = |edit: &Edit| {
            edits.iter().any(|known| edit.range.start <= known.range.end && known.range.start <= edit.range.end)
        };
        if new.iter().any(|edit| touches(edit)) {
            continue;
        }
        edits.extend(new.into_iter().cloned());
        count += 1;
    }
    (edits, count)
}

/// Whether fixes of that safety are applied where `most` is asked for.
pub(super) fn is_allowed(safety: Safety, most: Safety) -> bool {
    safety == Safety::Safe || safety == Safety::Unsafe && most == Safety::Unsafe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Fix, Rule};

    fn finding(start: usize, edits: Vec<Edit>, safety: Safety) -> Finding {
        let rule = Rule::all()[0];
        let fixes = vec![Fix { title: String::new(), edits, safety }];
        Finding {
            rule,
            range: start..start,
            severity: rule.text().severity,
            message: String::new(),
            tags: Vec::new(),
            fixes,
        }
    }

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { range: start..end, new_text: text.to_owned() }
    }

    #[test]
    fn fixes_that_overlap_wait_and_shared_edits_are_made_once() {
        let import = edit(0, 0, "import x\n");
        let findings = [
            finding(5, vec![import.clone(), edit(5, 8, "a")], Safety::Safe),
            finding(9, vec![import, edit(10, 12, "b")], Safety::Safe),
            finding(11, vec![edit(11, 13, "c")], Safety::Safe),
            finding(20, vec![edit(20, 21, "d")], Safety::Unsafe),
            finding(30, vec![edit(30, 31, "e")], Safety::ShowOnly),
        ];
        let (edits, count) = together(findings.iter(), Safety::Safe);
        assert_eq!((edits.len(), count), (3, 2));
        assert_eq!(together(findings.iter(), Safety::Unsafe).1, 3);
    }

    #[test]
    fn fixes_that_undo_one_another_change_nothing() {
        let find = |file: &SourceFile| {
            let new = if file.text == "a" { "b" } else { "a" };
            vec![finding(0, vec![edit(0, 1, new)], Safety::Safe)]
        };
        assert!(mended(b"a".to_vec(), |_| true, Safety::Safe, find).is_err());
    }

    #[test]
    fn other_bytes_stay() {
        let find = |file: &SourceFile| {
            let at = file.text.find("404");
            at.map(|at| finding(at, vec![edit(at, at + 3, "x\ny")], Safety::Safe)).into_iter().collect()
        };
        let ran = mended(b"\xef\xbb\xbf\xe9 404\r\n\xe9 404".to_vec(), |_| true, Safety::Safe, find);
        let mended = ran.expect("it settles").expect("text");
        assert_eq!((mended.bytes.as_slice(), mended.count), (&b"\xef\xbb\xbf\xe9 x\r\ny\r\n\xe9 x\r\ny"[..], 2));
    }
}
