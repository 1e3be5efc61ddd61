//! A finding as the formats print it: with lines, columns and a fingerprint.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cli::find::{LineCounter, cut};
use crate::rules::{Finding, Safety};
use crate::workspace::source_file::SourceFile;

/// A finding, where it is and what mends it.
#[derive(Clone, Debug)]
pub(super) struct Reported {
    /// Relative to the current folder where it is below it, with `/`.
    pub(super) path: String,
    pub(super) finding: Finding,
    pub(super) region: Region,
    /// Bytes of the file; nothing in UTF-16.
    pub(super) bytes: Option<Range<usize>>,
    /// The line on which it begins, as far as it is shown, and the bytes of that which it is about.
    pub(super) excerpt: String,
    pub(super) marked: Range<usize>,
    /// The same wherever the line moves to: of the path, the rule, the line and how many such lines stand before.
    pub(super) fingerprint: String,
    /// As code scanning computes it.
    pub(super) line_hash: Option<String>,
    /// The edits of the first fix: each with its place and its new text.
    pub(super) edits: Vec<(Region, String)>,
}

/// From and to, the end exclusive. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) start: (usize, usize),
    pub(super) end: (usize, usize),
}

impl Reported {
    /// How far its first fix can be trusted.
    pub(super) fn safety(&self) -> Option<Safety> {
        self.finding.fixes.first().map(|fix| fix.safety)
    }
}

/// The findings of a file, in order.
pub(super) fn reported(path: &str, file: &SourceFile, findings: Vec<Finding>) -> Vec<Reported> {
    let text = &file.text;
    let mut counter = LineCounter::new(text);
    let mut ordinals: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    let mut all = Vec::new();
    for finding in findings {
        let (line, range) = counter.line(finding.range.start);
        let start = (line, column(text, range.start, finding.range.start));
        let region = Region { start, end: end_of(text, &range, start, &finding.range) };
        let trimmed = text[range.clone()].trim().to_owned();
        let ordinal = ordinals.entry((finding.rule.name(), trimmed.clone())).or_default();
        let fingerprint = fingerprint(&[path, finding.rule.name(), &trimmed, &ordinal.to_string()]);
        *ordinal += 1;
        let shown = cut(text, &range, finding.range.start);
        let marked =
            finding.range.start - shown.start..finding.range.end.min(shown.end).max(finding.range.start) - shown.start;
        let bytes =
            file.in_file(finding.range.start).zip(file.in_file(finding.range.end)).map(|(start, end)| start..end);
        let edits = finding.fixes.first().map_or(&[][..], |fix| &fix.edits);
        let edits = edits.iter().map(|edit| (region_of(text, &edit.range), edit.new_text.clone())).collect();
        let excerpt = text[shown].to_owned();
        all.push(Reported {
            path: path.to_owned(),
            finding,
            region,
            bytes,
            excerpt,
            marked,
            fingerprint,
            line_hash: None,
            edits,
        });
    }
    all
}

fn column(text: &str, line_start: usize, at: usize) -> usize {
    text[line_start..at].chars().count() + 1
}

/// Most findings end on their line.
fn end_of(text: &str, line: &Range<usize>, start: (usize, usize), range: &Range<usize>) -> (usize, usize) {
    if range.end <= line.end {
        return (start.0, column(text, line.start, range.end));
    }
    region_of(text, range).end
}

/// A region anywhere in the text.
fn region_of(text: &str, range: &Range<usize>) -> Region {
    let mut counter = LineCounter::new(text);
    let [start, end] = [range.start, range.end].map(|at| {
        let (line, of_line) = counter.line(at);
        (line, column(text, of_line.start, at.min(of_line.end)))
    });
    Region { start, end }
}

/// FNV-1a, 64 bits: fixed, so that what was written down stays valid.
fn fingerprint(parts: &[&str]) -> String {
    let hash = |seed: u64| {
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
        bytes.fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    };
    format!("{:016x}", hash(0xcbf2_9ce4_8422_2325))
}

/// The hash that code scanning computes for each line, by the number of the line less one: over the first hundred UTF-16 units from the start of
/// the line that are no blanks or tabs, with how many lines before have the same one.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    const UNITS: usize = 100;
    const FACTOR: u64 = 37;
    const LF: u16 = 10;
    const END: u16 = u16::MAX;
    let (mut units, mut starts) = (Vec::new(), Vec::new());
    let (mut is_start, mut is_behind_cr) = (true, false);
    for unit in text.encode_utf16().chain([END]) {
        let is_second = is_behind_cr && unit == LF;
        is_behind_cr = unit == 13;
        if is_second || unit == 32 || unit == 9 {
            continue;
        }
        if is_start {
            starts.push(units.len());
        }
        let unit = if is_behind_cr { LF } else { unit };
        is_start = unit == LF;
        units.push(unit);
    }
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    let hashes = starts.into_iter().map(|start| {
        let unit = |at: usize| u64::from(units.get(start + at).copied().unwrap_or(0));
        let hash = (0..UNITS).fold(0_u64, |hash, at| hash.wrapping_mul(FACTOR).wrapping_add(unit(at)));
        let count = counts.entry(hash).or_default();
        *count += 1;
        format!("{hash:x}:{count}")
    });
    hashes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_hash_of_code_scanning() {
        // Computed by hand: 97, 10, the end of the file, and 97 zeros.
        let power = |times: u32| 37_u64.wrapping_pow(times);
        let of_a = 97_u64
            .wrapping_mul(power(99))
            .wrapping_add(10_u64.wrapping_mul(power(98)))
            .wrapping_add(power(97).wrapping_mul(65535));
        assert_eq!(line_hashes("a\n")[0], format!("{of_a:x}:1"));
        assert_eq!(line_hashes(" \ta\r\n")[0], line_hashes("a\r")[0]);
        let three = line_hashes(&("x".repeat(120) + "\n").repeat(3));
        assert_eq!(three[0].rsplit(':').next(), Some("1"));
        assert_eq!((three[0].split(':').next(), three[1].split(':').nth(1)), (three[1].split(':').next(), Some("2")));
    }

    #[test]
    fn fingerprints_depend_on_all_parts() {
        let one = fingerprint(&["a", "b", "c"]);
        assert_eq!(one.len(), 16);
        assert!([["ab", "", "c"], ["a", "b", "d"], ["a", "bc", ""]].iter().all(|other| fingerprint(other) != one));
    }
}
