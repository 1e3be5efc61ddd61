//! Detection on the case files of `tests/cases/`: what is marked is found, and nothing else. The format is in the README there.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::{env, fs, io};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{
    Confidence, EXCERPT_BYTES, Mention, Preamble, Reading, candidates, mention_at, mentions,
};
use http_status_lsp::text::Document;

#[path = "cases/reading.rs"]
#[expect(dead_code, reason = "the single lines are for other tests")]
mod reading;

use reading::{Case, Mark, case_files};

/// The faults of one case: marks that are not found, and findings that are not marked. In the order of the text.
fn faults(case: &Case) -> Vec<String> {
    let found: Vec<Mark> = mentions(&case.text, case.language).iter().map(Mark::of).collect();
    let missed = case.marks.iter().filter(|mark| !found.contains(mark)).map(|mark| ("missed", mark));
    let wrong = found.iter().filter(|mark| !case.marks.contains(mark)).map(|mark| ("wrong", mark));
    let mut faults: Vec<(&str, &Mark)> = missed.chain(wrong).collect();
    faults.sort_by_key(|(fault, mark)| (mark.range.start, *fault));
    faults.into_iter().map(|(fault, mark)| format!("{fault}\t{}", mark.shown(case))).collect()
}

/// The lines of one list that the other has not, or has less often.
fn only_in<'a>(these: &'a [String], those: &[String]) -> Vec<&'a str> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    those.iter().for_each(|line| *left.entry(line).or_default() += 1);
    let is_left = |line: &&str| match left.get_mut(*line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    these.iter().map(String::as_str).filter(is_left).collect()
}

/// Some cases are judged wrong. They are listed in `known_faults.tsv`, line by line. The list is
/// compared exactly, so a gain in one place does not hide a loss in another. `UPDATE_EXPECT=1` rewrites the file, and prints added and
/// removed lines separately. A commit that adds a line gives the reason.
#[test]
fn the_faults_are_the_listed_ones() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/known_faults.tsv");
    let file = fs::read_to_string(&path).unwrap_or_default();
    let is_comment = |line: &&str| line.starts_with('#');
    let known: Vec<String> = file.lines().filter(|line| !is_comment(line)).map(str::to_owned).collect();
    let faults: Vec<String> = case_files().iter().flat_map(faults).collect();
    let (new, gone) = (only_in(&faults, &known), only_in(&known, &faults));
    let list = |lines: &[&str]| lines.iter().map(|line| format!("  {line}\n")).collect::<String>();
    let report = format!("new faults: {}\n{}gone: {}\n{}", new.len(), list(&new), gone.len(), list(&gone));
    if env::var_os("UPDATE_EXPECT").is_some() {
        let comments = file.lines().filter(is_comment).map(|line| format!("{line}\n")).collect::<String>();
        fs::write(&path, comments + &faults.iter().map(|line| format!("{line}\n")).collect::<String>())
            .expect("written");
        // The test harness captures what `eprintln!` prints.
        io::stderr().write_all(report.as_bytes()).expect("a report");
        return;
    }
    assert!(
        new.is_empty() && gone.is_empty(),
        "{report}`hover --why FILE:LINE:COL` shows the evidence for a place. `UPDATE_EXPECT=1` takes the faults into {}.",
        path.display()
    );
}

/// Long texts are read in parts, of which one may end within a block of another language.
#[test]
fn blocks_at_the_edges_of_parts_are_searched_once() {
    let language = Language::by_id("markdown").expect("a known language");
    let lines = |line: &str, bytes: usize| line.repeat(bytes / line.len());
    for before in (245_000..275_000).step_by(1000) {
        let prose = lines("Nothing of that kind stands on these lines.\n", before);
        let block = lines("if (res.status === 404) { retry(); }\n", 12_000);
        let after = lines("Nor on those.\n", 20_000);
        let text = format!("{prose}\n```js\n{block}```\n\n{after}");
        let found = mentions(&text, language);
        assert_eq!(found.len(), block.lines().count(), "a block at byte {before}");
        assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
    }
}

/// A candidate that is given up early because it cannot become likely is not likely when all evidence is read: in the cases, and in
/// random lines of all of them.
#[test]
fn early_stops_do_not_change_verdicts() {
    let cases = case_files();
    for case in &cases {
        check_to_the_end(&case.text, case.language);
    }
    let ids = ["javascript", "rust", "python", "java", "ruby", "yaml", "markdown", "plaintext"];
    let languages: Vec<&Language> = ids.into_iter().filter_map(Language::by_id).collect();
    let lines: Vec<&str> = cases.iter().flat_map(|case| case.text.split_inclusive('\n')).collect();
    let mut state = 401u64;
    let mut drawn = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        lines[(state >> 33) as usize % lines.len()]
    };
    for count in 0..200 {
        let text: String = (0..100).map(|_| drawn()).collect();
        check_to_the_end(&text, languages[count % languages.len()]);
    }
}

#[track_caller]
fn check_to_the_end(text: &str, language: &'static Language) {
    let shown =
        |mention: &Mention| (mention.range.clone(), mention.code, mention.kind, mention.confidence, mention.is_bound);
    let found: Vec<_> = mentions(text, language).iter().map(shown).collect();
    let mut judged = candidates(text, language);
    judged.retain(|mention| mention.confidence >= Confidence::Likely);
    let judged: Vec<_> = judged.iter().map(shown).collect();
    let differs = found.iter().zip(&judged).find(|(found, judged)| found != judged);
    assert!(differs.is_none() && found.len() == judged.len(), "{}: {differs:?} in {text}", language.id);
}

#[test]
fn hover_and_scan_agree() {
    for case in case_files() {
        let document = Document::new(&case.text);
        for mention in mentions(&case.text, case.language) {
            let middle = (mention.range.start + mention.range.end) / 2;
            let around = document.lines_around(middle, EXCERPT_BYTES.0, EXCERPT_BYTES.1);
            let text = document.slice(around.clone()).into_owned();
            let reading = Reading::new(Preamble::of(&case.text), text, around.start, case.language);
            let hovered = mention_at(&reading.excerpt(), middle);
            assert_eq!(hovered.map(|m| (m.range, m.code)), Some((mention.range, mention.code)), "{}", case.name);
        }
    }
}
