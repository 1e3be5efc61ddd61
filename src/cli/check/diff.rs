//! The changes of fixes, as a patch.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};

/// How many lines are shown around a change, as `diff -u` does.
const CONTEXT: u32 = 3;

/// A patch of one file for `patch -p1`, byte for byte. Lines end at LF, as `patch` has them.
pub(super) fn patch(path: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut input = InternedInput::default();
    input.update_before(lines(old));
    input.update_after(lines(new));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let mut out = format!("--- a/{path}\n+++ b/{path}\n").into_bytes();
    // Changes between which all lines would be shown are in one group.
    for group in hunks.chunk_by(|first, second| second.before.start - first.before.end <= 2 * CONTEXT) {
        push_group(group, &input, &mut out);
    }
    out
}

/// Changes and the lines around them, below a line that tells where they stand (POSIX.1-2024, `diff`, "Diff Unified Context Format").
fn push_group(group: &[Hunk], input: &InternedInput<&[u8]>, out: &mut Vec<u8>) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let before = first.before.start.min(CONTEXT);
    let after = (input.before.len() as u32 - last.before.end).min(CONTEXT);
    let old = first.before.start - before..last.before.end + after;
    let new = first.after.start - before..last.after.end + after;
    out.extend_from_slice(format!("@@ -{} +{} @@\n", place(&old), place(&new)).as_bytes());
    let mut at = old.start;
    for hunk in group {
        push_lines(b' ', &input.before, at..hunk.before.start, input, out);
        push_lines(b'-', &input.before, hunk.before.clone(), input, out);
        push_lines(b'+', &input.after, hunk.after.clone(), input, out);
        at = hunk.before.end;
    }
    push_lines(b' ', &input.before, at..old.end, input, out);
}

fn push_lines(mark: u8, side: &[Token], lines: Range<u32>, input: &InternedInput<&[u8]>, out: &mut Vec<u8>) {
    for line in &side[lines.start as usize..lines.end as usize] {
        let line = input.interner[*line];
        out.push(mark);
        out.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

/// The number of the first line, or of the one before where there is none, and how many lines there are unless it is one.
fn place(lines: &Range<u32>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        length => format!("{},{length}", lines.start + 1),
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::patch;

    #[test]
    fn changes_that_are_near_are_in_one_group() {
        let text = |changed: &[usize]| {
            let line = |at| if changed.contains(&at) { format!("new {at}\n") } else { format!("{at}\n") };
            (1..=20).map(line).collect::<String>()
        };
        let found = patch("a", text(&[]).as_bytes(), text(&[2, 9, 17]).as_bytes());
        let heads: Vec<String> =
            String::from_utf8_lossy(&found).lines().filter(|line| line.starts_with("@@")).map(str::to_owned).collect();
        assert_eq!(heads, ["@@ -1,12 +1,12 @@", "@@ -14,7 +14,7 @@"]);
        assert_eq!(patch("a", b"", b"x\n"), b"--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+x\n");
        assert_eq!(patch("a", b"x\ny\n", b"y\n"), b"--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n-x\n y\n");
    }

    #[test]
    fn bytes_stay_as_they_are() {
        let found = patch("a b.js", b"x\r\n\xe9\r\nz", b"x\r\ny\r\nz");
        assert_eq!(
            found,
            b"--- a/a b.js\n+++ b/a b.js\n@@ -1,3 +1,3 @@\n x\r\n-\xe9\r\n+y\r\n z\n\\ No newline at end of file\n"
        );
    }
}
