use super::*;
use crate::catalog::{Additions, Code, Level, Rule};
use crate::catalog::{Catalog, Severity};

fn read(text: &str) -> (ConfigFile, Vec<String>) {
    let (file, problems) = ConfigFile::read(text).expect("TOML");
    (file, problems.iter().map(ToString::to_string).collect())
}

/// The faults, and the settings that are read all the same.
fn check(text: &str, expected: &[&str]) -> ConfigFile {
    let (file, problems) = read(text);
    assert_eq!(problems, expected, "{text}");
    file
}

fn code(number: u16) -> Code {
    Code::new(number).expect("a code")
}

#[test]
fn a_whole_file() {
    let file = check(
        r#"
root = true
exclude = ["*.pb.go", "testdata/"]
prefer = "name"
allowed-codes = [299, 787]

[rules]
unused-ignore = "hint"

[status.477]
name = "Tea Break"
summary = "The server has its tea."
explanation = """
The kitchen is closed
between three and four."""
causes = ["It is tea time."]
fixes = ["Come back at four.", "Send `Retry-After`."]
runbook = "https://wiki.example/477"

[status.429]
note = "Our limit is 100 requests a minute."
runbook = "https://wiki.example/429"
"#,
        &[],
    );
    assert!(file.root && file.exclude.match_file("a/b.pb.go") && !file.exclude.match_file("a/b.go"));
    assert_eq!(file.prefer, Some(Prefer::Name));
    let catalog = Catalog::with(file.additions());
    assert_eq!([299, 477, 429, 388].map(|number| catalog.is_allowed(code(number))), [true, true, true, false]);
    let unused = Rule::by_name("unused-ignore").expect("a rule");
    assert_eq!(file.levels().get(&unused), Some(&Level::On(Severity::Hint)));
    let additions = file.additions();
    let [own] = additions.statuses.as_slice() else { panic!("{additions:?}") };
    assert_eq!((own.code, &*own.name, &*own.owner), (code(477), "Tea Break", "this project"));
    assert_eq!(own.explanation, "The kitchen is closed between three and four.");
    assert_eq!((own.causes.len(), own.fixes.len()), (1, 2));
    let runbooks: Vec<_> = additions.remarks.iter().filter_map(|remark| remark.runbook.as_deref()).collect();
    assert_eq!(runbooks, ["https://wiki.example/429", "https://wiki.example/477"]);
    assert_eq!(additions.remarks[0].note.as_deref(), Some("Our limit is 100 requests a minute."));
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "\n# a comment\n", "\u{feff}", "[rules]\n[status]\n", "exclude = []\nallowed-codes = []"] {
        let file = check(text, &[]);
        assert_eq!(file, ConfigFile::default());
        assert_eq!(file.additions(), Additions::default());
        assert!(file.levels().is_empty() && !file.exclude.match_file("a"));
    }
}

#[test]
fn a_wrong_key_is_named_once_and_all_else_holds() {
    let file = check(
        "exlude = [\"a\"]\nroot = true\n\n[rules]\nunused-ignores = \"off\"\nunused-ignore = \"off\"\nzzz = \"off\"\n\n[status.477]\nname = \"Tea\"\nsumary = \"x\"\n[other]\nx = 1\n",
        &[
            "line 1: `exlude` is not a key of this file; did you mean `exclude`?",
            "line 5: `unused-ignores` is not a rule; did you mean `unused-ignore`?",
            "line 7: `zzz` is not a rule.",
            "line 11: `sumary` is not a key of a status; did you mean `summary`?",
            "line 12: `other` is not a key of this file.",
        ],
    );
    assert!(file.root && file.rules.len() == 1 && file.additions().statuses.len() == 1);
}

#[test]
fn a_wrong_value_is_left_out() {
    let file = check(
        "root = \"yes\"\nexclude = [\"a\", 1, \"b[\"]\nprefer = \"names\"\nallowed-codes = [99, 299, \"300\", 0x12b]\nrules = 5\n",
        &[
            "line 1: `root` is `\"yes\"`, not `true` or `false`; it is left out.",
            "line 2: `exclude` is `1`, not a string; it is left out.",
            "line 2: `b[` is not a glob: unclosed character class; missing ']'; it is left out.",
            "line 3: `prefer` is `\"names\"`, not `\"name\"` or `\"number\"` (did you mean `\"name\"`?); it is left out.",
            "line 4: `allowed-codes` is `99`, not a code from 100 to 999; it is left out.",
            "line 4: `allowed-codes` is `\"300\"`, not a code from 100 to 999; it is left out.",
            "line 4: `allowed-codes` is `0x12b`, not a code from 100 to 999; it is left out.",
            "line 5: `rules` is `5`, not a table; it is left out.",
        ],
    );
    assert_eq!(file.exclude.patterns(), ["a"]);
    assert!(file.allowed_codes.contains(&code(299)) && file.allowed_codes.len() == 1);
    check(
        "[rules]\nunused-ignore = \"warn\"\n[status]\nabc = {}\n1000 = {}\n404 = 5\n",
        &[
            "line 2: `unused-ignore` is `\"warn\"`, not `\"warning\"`, `\"information\"`, `\"hint\"` or `\"off\"` (did you mean `\"warning\"`?); it is left out.",
            "line 4: `abc` is not a code from 100 to 999; it is left out.",
            "line 5: `1000` is not a code from 100 to 999; it is left out.",
            "line 6: `404` is `5`, not a table; it is left out.",
        ],
    );
}

#[test]
fn text_that_is_no_toml_is_refused_with_its_line() {
    let problem = ConfigFile::read("root = true\n\nexclude = [\n").expect_err("no TOML");
    assert!(problem.line >= 3 && problem.message.starts_with("the file is not TOML: "), "{problem}");
    let problem = ConfigFile::read("root = true\nroot = false\n").expect_err("no TOML");
    assert_eq!(problem.to_string(), "line 2: the file is not TOML: duplicate key");
    let nested = format!("exclude = {}", "[".repeat(100_000));
    assert!(ConfigFile::read(&nested).is_err());
}

#[test]
fn a_status_of_the_project_has_a_name() {
    let file = check(
        "[status.477]\nnote = \"a\"\n[status.404]\nsummary = \"b\"\nnote = \"c\"\n[status.403]\nname = \"No\"\n[status.478]\nname = \"a [b](c)\"\nsummary = \"d\"\n",
        &[
            "line 1: 477 is a code that the catalog does not have: give it a `name` and a `summary`.",
            "line 4: `summary` describes a status of the project's own, but 404 is Not Found: give it a `name`, or use `note`.",
            "line 9: `name` is `\"a [b](c)\"`, not a name of letters, digits, spaces and common punctuation; it is left out.",
        ],
    );
    let additions = file.additions();
    assert_eq!(additions.statuses.iter().map(|status| status.code.number()).collect::<Vec<_>>(), [403]);
    assert_eq!(additions.remarks.iter().map(|remark| remark.code.number()).collect::<Vec<_>>(), [404, 477]);
}

#[test]
fn long_texts_are_cut() {
    let long = "word ".repeat(200);
    let text = format!(
        "[status.477]\nname = \"{long}\"\nsummary = \"{long}\"\nexplanation = \"{long}\"\ncauses = [\"{long}\", \"a\"]\nfixes = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\"]\nnote = \"{long}\"\n"
    );
    let file = check(
        &text,
        &[
            "line 2: `name` has 999 characters; it is cut to 60.",
            "line 3: `summary` has 999 characters; it is cut to 120.",
            "line 4: `explanation` has 200 words; it is cut to 130.",
            "line 5: `causes` has 999 characters; it is cut to 240.",
            "line 6: `fixes` has 7 entries; the first 6 hold.",
            "line 7: `note` has 999 characters; it is cut to 100.",
        ],
    );
    let table = &file.status[&code(477)];
    assert_eq!(table.line, 1);
    let length = |text: &Option<String>| text.as_deref().unwrap_or_default().chars().count();
    assert!(length(&table.note) <= 100 && length(&table.summary) <= 120 && length(&table.name) <= 60);
    assert_eq!((table.causes.len(), table.fixes.len()), (2, 6));
}

#[test]
fn texts_are_made_plain() {
    let file = check(
        "[status.477]\nname = \"Tea\\u001b[2J\\u202e Time\"\nnote = \"a\\tb\\n c\\u0000\"\nsummary = \" \\n\"\n[status.429]\nrunbook = \"command:x\"\n[status.430]\nrunbook = \"https://a b\"\n[status.431]\nrunbook = \"https://a/?b=c#d\"\n",
        &[
            "line 2: `name` is `\"Tea\\u001b[2J\\u202e Time\"`, not a name of letters, digits, spaces and common punctuation; it is left out.",
            "line 4: `summary` is empty; it is left out.",
            "line 6: `runbook` is `\"command:x\"`, not an address that begins with `https://` or `http://`; it is left out.",
            "line 8: `runbook` is `\"https://a b\"`, not an address that begins with `https://` or `http://`; it is left out.",
        ],
    );
    assert_eq!(file.status[&code(477)].note.as_deref(), Some("a b c"));
    assert_eq!(file.additions().remarks.len(), 2);
}

#[test]
fn hostile_files_are_read_in_bounded_time_and_space() {
    for text in [
        "a = 1\n".to_owned(),
        (0..50_000).map(|number| format!("key{number} = 1\n")).collect::<String>(),
        format!("exclude = [{}]", "\"{a,b}*\", ".repeat(5_000)),
        format!("[status.477]\nname = \"x\"\nsummary = \"{}\"", "\\u202e".repeat(100_000)),
        format!("allowed-codes = [{}]", "0, ".repeat(100_000)),
    ] {
        let (_, problems) = read(&text);
        assert!(problems.len() <= 100 && problems.iter().all(|problem| problem.len() < 1_000), "{problems:?}");
    }
}

#[test]
fn ranges_are_those_of_the_wrong_text() {
    let text = "\u{feff}root = true\r\nexlude = 1\r\n";
    let (_, problems) = ConfigFile::read(text).expect("TOML");
    assert_eq!(problems.iter().map(|problem| &text[problem.range.clone()]).collect::<Vec<_>>(), ["exlude"]);
    assert_eq!(problems[0].line, 2);
}
