//! Which lines a revision of git did not have. This is all that git is run for.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The lines of each file, from 1, that are new or changed since a revision. Paths are relative to the current folder.
pub type ChangedLines = BTreeMap<PathBuf, Vec<RangeInclusive<usize>>>;

/// The lines below the current folder that differ from those of a revision; all lines of files that git does not know.
///
/// # Errors
/// git does not run, or does not know the revision.
pub fn changed_since(revision: &str) -> Result<ChangedLines, String> {
    let options = [
        "-c",
        "core.quotePath=false",
        "diff",
        "--relative",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-renames",
    ];
    let ends = ["--src-prefix=a/", "--dst-prefix=b/", "--end-of-options", revision, "--", "."];
    let mut changed = hunks(&git(&[&options[..], &ends].concat())?);
    let untracked = git(&["ls-files", "--others", "--exclude-standard", "-z"])?;
    let names = untracked.split('\0').filter(|name| !name.is_empty());
    changed.extend(names.map(|name| (PathBuf::from(name), vec![1..=usize::MAX])));
    Ok(changed)
}

fn git(arguments: &[&str]) -> Result<String, String> {
    let output =
        Command::new("git").args(arguments).stdin(Stdio::null()).output().map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("git: {}", said.lines().next().unwrap_or("it failed")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The lines that a patch without context adds.
fn hunks(patch: &str) -> ChangedLines {
    let mut changed = ChangedLines::new();
    let mut file: Option<PathBuf> = None;
    // Lines of the files that are left in a hunk: they may look like headers.
    let mut left = 0_usize;
    for line in patch.lines() {
        if left > 0 && line.starts_with(['+', '-']) {
            left -= 1;
        } else if let Some(name) = line.strip_prefix("+++ ") {
            // git ends a name with spaces by a tab, and quotes one with odd characters.
            let name = name.trim_end_matches('\t').trim_matches('"');
            file = name.strip_prefix("b/").map(PathBuf::from);
        } else if let Some((old, new)) = hunk(line) {
            left = old.1 + new.1;
            if let Some(file) = &file
                && new.1 > 0
            {
                changed.entry(file.clone()).or_default().push(new.0..=new.0 + new.1 - 1);
            }
        }
    }
    changed
}

/// `@@ -1,2 +3,4 @@`: the first line and the number of lines, before and after.
fn hunk(line: &str) -> Option<((usize, usize), (usize, usize))> {
    let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let new = rest.split_once(" @@")?.0;
    let numbers = |text: &str| {
        let (first, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((first.parse().ok()?, count.parse().ok()?))
    };
    Some((numbers(old)?, numbers(new)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_tells_which_lines_are_new() {
        let patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@ f\n-a\n+b\n+++ c\n@@ -9,2 +10,0 @@\n-d\n--- e\n@@ -20,0 +20 @@\n+f\n\
            diff --git a/y z b/y z\n--- /dev/null\n+++ b/y z\t\n@@ -0,0 +1,3 @@\n+a\n+b\n+c\ndiff --git a/q b/q\n--- a/q\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
        let expected: ChangedLines =
            [("x".into(), vec![1..=2, 20..=20]), ("y z".into(), vec![1..=3])].into_iter().collect();
        assert_eq!(hunks(patch), expected);
    }
}
