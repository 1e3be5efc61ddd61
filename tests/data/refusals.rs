//! The checks that the build makes of `data/`, and that `data/README.md` states its rules.

use std::fs;
use std::path::Path;

use super::{data, root};

/// The messages of the build for a copy of the data in which `old` is replaced by `new` in `file`.
pub(super) fn refusals(file: &str, old: &str, new: &str) -> String {
    refusals_of(&[(file, old, new)]).join("\n")
}

/// The same for several changes.
pub(super) fn refusals_of(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("data"), folder.path());
    for (file, old, new) in changes {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).expect("a data file");
        assert!(text.contains(old), "{file} has no `{old}`");
        fs::write(&path, text.replacen(old, new, 1)).expect("written");
    }
    let problems = data::load(folder.path()).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn wrong_data_is_refused_with_file_key_and_reason() {
    let cases = [
        (
            "names/python-werkzeug.toml",
            "import = [\"from werkzeug.exceptions import {name}\"]",
            "import = [\"werkzeug\"]",
            "data/names/python-werkzeug.toml: import: `werkzeug` is not one statement",
        ),
        (
            "languages/python.toml",
            "comment_spaces = 2",
            "comment_spaces = 0",
            "data/languages/python.toml: comment_spaces: is 0; 1 to 4 are allowed",
        ),
        (
            "languages/python.toml",
            "comment_spaces = 2",
            "comment_spaces = 2\ncomments_alone = true",
            "data/languages/python.toml: comment_spaces: stands beside `comments_alone`, which allows no comment behind other text",
        ),
        (
            "languages/css.toml",
            "indentation = ",
            "comments_alone = true\nindentation = ",
            "data/languages/css.toml: comments_alone: has no `line_comments` that it could be about",
        ),
        (
            "names/go-net-http.toml",
            "proof = \"qualifier\"",
            "import = ['import \"net/http\"']\nproof = \"qualifier\"",
            "data/names/go-net-http.toml: import: is the library's `usage`, which holds without the key",
        ),
        (
            "names/elixir-plug-phoenix.toml",
            "proof = \"position\"",
            "import_given_by = [\"import Plug\"]\nproof = \"position\"",
            "data/names/elixir-plug-phoenix.toml: import_given_by: stands without an import",
        ),
        (
            "names/go-net-http.toml",
            "number.\"*\" = \"{constant}\"",
            "number.rust = \"code\"",
            "data/names/go-net-http.toml: number: `rust` is no language of the library",
        ),
        (
            "languages/kotlin.toml",
            "line = \"import {path}\"",
            "line = \"import\"",
            "data/languages/kotlin.toml: imports: `line` has no `{path}`, or more than one",
        ),
        (
            "languages/kotlin.toml",
            "line = \"import {path}\"",
            "line = \"use {path}\"",
            "data/languages/kotlin.toml: imports: `line` begins with none of `statements`",
        ),
        (
            "languages/kotlin.toml",
            "statements = [\"import \"]",
            "statements = [\"import \", \" \"]",
            "data/languages/kotlin.toml: imports: `statements` is empty, or has an empty beginning",
        ),
        (
            "languages/python.toml",
            "standard = [",
            "standard = [\"abc\", ",
            "data/languages/python.toml: imports: `standard` has `abc` twice",
        ),
        (
            "search.toml",
            "\"busy\" = [\"overloaded\"]",
            "\"busy\" = [\"xyzzy\"]",
            "data/search.toml: means.\"busy\": no card holds `xyzzy`",
        ),
        (
            "search.toml",
            "\"busy\" = [\"overloaded\"]",
            "\"Busy\" = []",
            "data/search.toml: means.\"Busy\": is not words of lower-case letters and digits with one space between",
        ),
        (
            "search.toml",
            "\"busy\" = [\"overloaded\"]",
            "\"the error\" = [\"overloaded\"]",
            "data/search.toml: means.\"the error\": consists of ignored words and labels",
        ),
        ("search.toml", "ignored = [", "ignored = [\"http\",", "data/search.toml: labels: `http` stands there twice"),
        (
            "codes/401.toml",
            "code = 401",
            "code = 402",
            "data/codes/401.toml: code: is 402, but the file is named 401.toml",
        ),
        (
            "codes/401.toml",
            "name = \"Unauthorized\"",
            "nome = \"x\"",
            "data/codes/401.toml: line 2: unknown field `nome`",
        ),
        (
            "codes/401.toml",
            "origin = \"iana\"",
            "origin = \"no-such-owner\"",
            "data/codes/401.toml: origin: `no-such-owner` is not in owners.toml",
        ),
        (
            "codes/401.toml",
            "\nContent-Length: ",
            "\nContent-Length: 1",
            "data/codes/401.toml: example: says Content-Length 1",
        ),
        (
            "codes/401.toml",
            "\nWWW-Authenticate: ",
            "\nX-Authenticate: ",
            "data/codes/401.toml: example: lacks the required header `WWW-Authenticate`",
        ),
        (
            "codes/401.toml",
            "required = [\"WWW-Authenticate\"]",
            "required = [\"No-Such\"]",
            "data/codes/401.toml: headers: `No-Such` is not in headers.toml",
        ),
        (
            "codes/304.toml",
            "repeated = [\"Cache-Control\"",
            "repeated = [\"Location\"",
            "data/codes/304.toml: headers: `Location` is in `repeated` and not in `customary`",
        ),
        (
            "codes/401.toml",
            "retry_short = \"",
            "retry_short = \"a stop.\" # ",
            "glance.retry_short: `a stop.` ends with a full stop",
        ),
        (
            "codes/422.toml",
            "fixes = [",
            "fixes = [{ short = \"Do it\", text = \"A.\" },",
            "`Do it` does not end with a full stop",
        ),
        (
            "codes/401.toml",
            "[[related]]\ncode = ",
            "[[related]]\ncode = 99 # ",
            "data/codes/401.toml: related: 99 is not another status",
        ),
        (
            "codes/401.toml",
            "\"RFC 9110\"",
            "\"Some page\"",
            "data/codes/401.toml: spec: an RFC has no `url`, everything else has one",
        ),
        (
            "codes/204.toml",
            "\n\n\"\"\"",
            "\n\nbody\"\"\"",
            "data/codes/204.toml: example: has a body, and `glance.body` forbids one",
        ),
        (
            "codes/204.toml",
            "summary = \"",
            "summary = \"No stop\" # ",
            "data/codes/204.toml: summary: does not end with a full stop",
        ),
        ("names/go-net-http.toml", "\"PascalCase\"", "\"StudlyCaps\"", "unknown variant `StudlyCaps`"),
        (
            "names/go-net-http.toml",
            "http.Status{name}",
            "http.Status",
            "data/names/go-net-http.toml: form: `http.Status` holds neither {name} nor {code}",
        ),
        (
            "names/ruby-rack-2-2.toml",
            "supported = \"2.2\"",
            "supported = \"Rack 2.2\"",
            "data/names/ruby-rack-2-2.toml: supported: `Rack 2.2` is not a version",
        ),
        (
            "names/js-axios.toml",
            "packages.npm",
            "packages.npn",
            "data/names/js-axios.toml: packages: `npn` is not an ecosystem; they are npm, go, cargo, ",
        ),
        (
            "names/js-axios.toml",
            "packages.npm = [\"axios\"]",
            "packages.npm = []",
            "data/names/js-axios.toml: packages: `npm` has no names",
        ),
        (
            "names/js-axios.toml",
            "packages.npm = [\"axios\"]",
            "packages.npm = [\"axi os\"]",
            "data/names/js-axios.toml: packages: `axi os` is not the name of a package",
        ),
        (
            "names/python-werkzeug.toml",
            "brought_by.pypi = [",
            "brought_by.pypi = [\"Werkzeug\", ",
            "data/names/python-werkzeug.toml: brought_by: `werkzeug` stands there twice",
        ),
        (
            "names/java-javalin.toml",
            "packages.maven = [",
            "packages.maven = [\"javalin\", ",
            "data/names/java-javalin.toml: packages: `javalin` is not `group:artifact`",
        ),
        (
            "names/go-net-http.toml",
            "[\"go\"]",
            "[\"gopher\"]",
            "data/names/go-net-http.toml: languages: `gopher` is not in languages/",
        ),
        (
            "languages/go.toml",
            "id = \"go\"",
            "id = \"golang2\"",
            "data/languages/go.toml: id: is `golang2`, but the file is named go.toml",
        ),
        ("headers.toml", "spec = \"https://", "spec = \"http://", "its spec is not an https address"),
        ("words.toml", "[callee]\n", "[caller]\n", "data/words.toml: caller: is not a role"),
        ("words.toml", "[key]\n", "[key]\nStatus = 1.0\n", "`Status` is not written in lower-case letters"),
        ("words.toml", "[key]\n", "[key]\nzzz = 13.0\n", "`zzz` weighs 13, which is not between -12 and 12"),
        (
            "evidence.toml",
            "defining_words = [\"def\", ",
            "defining_words = [\"zzz\", ",
            "data/evidence.toml: defining_words: is empty or not in alphabetical order without repetition",
        ),
        ("evidence.toml", "likely = ", "probable = ", "data/evidence.toml: confidence: `likely` is missing"),
        (
            "evidence.toml",
            "distinctive = ",
            "distinctive = 1",
            "data/evidence.toml: distinctive: no code but round ones has this prior, so `same-slot-has-codes` never fires",
        ),
        (
            "evidence.toml",
            "doubtful = -0.6",
            "doubtful = 0.2",
            "data/evidence.toml: doubtful: is not below `distinctive`",
        ),
        (
            "evidence/shapes.toml",
            r"\.expect\((?P<code>[1-5]\d\d)[,)]",
            r"(?:\.expect\((?P<code>[1-5]\d\d))[,)]",
            "data/evidence/shapes.toml: shape `supertest-expectation`: has no group `(?P<code>…)` or has it within another",
        ),
        (
            "evidence/shapes.toml",
            "languages = [\"nginx\"]",
            "languages = [\"engine\"]",
            "data/evidence/shapes.toml: shape `nginx-directive`: languages: `engine` is not in languages/",
        ),
        ("evidence/against.toml", "[piece.slice]", "[piece.Slice]", "piece `Slice`: the name is not lower-case words"),
        (
            "evidence/against.toml",
            "[piece.slice]",
            "[piece.tied-to]",
            "data/evidence/structure.toml: piece `tied-to`: is already in evidence/against.toml",
        ),
        (
            "evidence/against.toml",
            "[piece.slice]",
            "[piece.signed]",
            "data/evidence/against.toml: line 15: duplicate key",
        ),
        ("evidence/against.toml", "says = \"The number is a", "said = \"The number is a", "unknown field `said`"),
        ("evidence/against.toml", "is part of a calculation.", "is added", "does not end with a full stop"),
        ("evidence/against.toml", "part of a calculation.", "added. Or not.", "says: is more than one sentence"),
        (
            "evidence/against.toml",
            "is part of a calculation.",
            "is part of a calculation with more than a hundred and twenty characters, which nobody reads to the end at one glance.",
            "piece `arithmetic`: says: has 128 characters; 1 to 120 are allowed",
        ),
        (
            "evidence/against.toml",
            "example.javascript =",
            "example.jawascript =",
            "piece `arithmetic`: example: `jawascript` is not in languages/",
        ),
        ("evidence/against.toml", "aisle * ⟦404⟧", "aisle * 404", "does not have exactly one place in `⟦⟧`"),
        ("evidence/against.toml", "aisle * ⟦404⟧", "⟦2⟧ * ⟦404⟧", "does not have exactly one place in `⟦⟧`"),
        ("evidence/against.toml", "aisle * ⟦404⟧", "aisle * ⟧404⟦", "does not have exactly one place in `⟦⟧`"),
        ("evidence/structure.toml", "role = \"checks\"", "role = \"tests\"", "unknown variant `tests`"),
        (
            "evidence/against.toml",
            "phase = \"number\"\nsays = \"The number is a bound",
            "says = \"The number is a bound",
            "data/evidence/against.toml: piece `slice`: phase: is missing; it is one of number, number-recurrence,",
        ),
        (
            "evidence/names.toml",
            "phase = \"name-use\"",
            "phase = \"use\"",
            "data/evidence/names.toml: piece `library-in-use`: phase: `use` is none of number, number-recurrence,",
        ),
        (
            "evidence/phrases.toml",
            "phase = [\"phrase-tied\", \"phrase-checked\"]",
            "phase = []",
            "data/evidence/phrases.toml: piece `phrase-tied-to-reason`: phase: is missing",
        ),
        (
            "evidence/names.toml",
            "strength = [-1, 5]",
            "strength = [5, -1]",
            "data/evidence/names.toml: piece `name-in-place`: strength: 5 is not below -1",
        ),
        (
            "evidence/names.toml",
            "strength = [-1, 5]",
            "strength = [-1, 50]",
            "data/evidence/names.toml: piece `name-in-place`: strength: 50 is not between -40 and 40",
        ),
    ];
    for (file, old, new, expected) in cases {
        let said = refusals(file, old, new);
        assert!(said.contains(expected), "{file}: {old} → {new}: {said}");
    }
}

/// Words and numbers of `evidence.toml`, `lexicon.toml` and the statements of a language. Each batch of changes makes one copy.
#[test]
fn wrong_lists_and_numbers_are_refused() {
    let first = [
        (
            "evidence.toml",
            "command-receiver = [-3.0, 3.0]",
            "command-receiver = [3.0, -3.0]",
            "operand_strength: `command-receiver` is not a range",
        ),
        ("evidence.toml", "\nreceiver = [", "\nsender = [", "evidence.toml: operand_strength: `receiver` is missing"),
        ("evidence.toml", "modifier = 0.5", "modifier = 1.5", "share: `modifier` is 1.5, which is not above 0"),
        (
            "evidence.toml",
            "enclosure = [1.0, 0.5",
            "enclosure = [0.5, 1.0",
            "shares: `enclosure` is not a list of shares",
        ),
        ("evidence.toml", "by-status = 2.5", "by-status = 99", "threshold: `governed-by-status` is 99"),
        (
            "evidence.toml",
            "place-of-name = 2.6",
            "place-of-name = 0.0",
            "threshold: `place-of-name` is 0, which is not above 0",
        ),
        ("evidence.toml", "place-of-text", "place-of-texts", "threshold: `place-of-text` is missing"),
        (
            "evidence.toml",
            "certain = 3.0",
            "certain = 30.0",
            "confidence: `certain` is 30, which is not between -12 and 12",
        ),
        ("evidence.toml", "404 = 0.3", "404 = -13.0", "prior: `404` is -13, which is not between -12 and 12"),
        ("evidence.toml", "405 = 2.0", "405 = 20.0", "telling: `405` is 20, which is not between -12 and 12"),
        ("evidence.toml", "prior = 0.6", "prior = 60", "class: `200` weighs 60, which is not between -12 and 12"),
        (
            "evidence.toml",
            "weight = 5.0",
            "weight = 50.0",
            "call: `writeheader` weighs 50, which is not between -12 and 12",
        ),
        ("lexicon.toml", "\"ms\", \"s\",", "\"ms\", \"ms\",", "lexicon.toml: words.units: `ms` is listed twice"),
        (
            "lexicon.toml",
            "\"ftp\",",
            "\"FTP\",",
            "words.protocols: `FTP` is not written in lower-case letters and digits",
        ),
        (
            "header_places.toml",
            "\"header\", \"hdr\"",
            "\"hdr\", \"hdr\"",
            "header_places.toml: owners: `hdr` is listed twice",
        ),
        (
            "header_places.toml",
            "\"getall\"",
            "\"get_all\"",
            "calls: `get_all` is not written in lower-case letters and digits alone",
        ),
        (
            "header_places.toml",
            "\"subheader\"",
            "\"subtitle\"",
            "other_owners: `subtitle` has none of the `owners` in it",
        ),
        ("header_places.toml", "[\"writehead\"]", "[]", "header_places.toml: map_calls: is empty"),
        ("header_places.toml", "\"-H\", ", "\"- H\", ", "flags: `- H` is empty or has white space in it"),
        ("lexicon.toml", "\"an\", \"A\"", "\"a n\", \"A\"", "words.articles: `a n` is not written in letters, digits"),
        ("lexicon.toml", "methods = ", "method = ", "lexicon.toml: words: `methods` is missing"),
        ("lexicon.toml", "\"??\", \"or\"]", "\"? ?\", \"or\"]", "words.fallbacks: `? ?` has white space in it"),
        (
            "lexicon.toml",
            "asserting_words = [",
            "asserting_words = [\"redirect\",",
            "lexicon.toml: words: `redirect` is in two lists of sending_words, checking_words",
        ),
        ("lexicon.toml", "keyed = [\":\"", "keyed = [\"=\"", "lexicon.toml: relation: `=` is in two lists"),
        ("lexicon.toml", "\"pub use \"", "\" pub use\"", "syntax.imports: ` pub use` begins with white space"),
        (
            "lexicon.toml",
            "[[\"http\",",
            "[[], [\"http\",",
            "lexicon.toml: signs_of_http: is empty or has an empty entry",
        ),
        (
            "languages/go.toml",
            "indentation = false",
            "indentation = false\nsyntax.switches = [\"switch\"]",
            "languages/go.toml: syntax.switches: `switch` is listed twice, or in lexicon.toml too",
        ),
    ];
    let second = [
        (
            "evidence.toml",
            "\nwords = [-4.0, 5.0]",
            "\nwords = [-4.0, 13.0]",
            "operand_strength: `words` is not a range within -12 and 12",
        ),
        ("evidence.toml", "modifier = 0.5", "modifiers = 0.5", "share: `modifiers` is not one of its keys"),
        (
            "evidence.toml",
            "enclosure = [1.0, 0.5, 0.25]",
            "enclosure = []",
            "shares: `enclosure` is not a list of shares",
        ),
        ("lexicon.toml", "\"ftp\",", "\"\",", "words.protocols: `` is empty"),
        (
            "lexicon.toml",
            "determiners = [\"the\", \"The\", \"first\", \"second\"]",
            "determiners = []",
            "determiners: is empty",
        ),
        ("lexicon.toml", "methods = ", "method = ", "lexicon.toml: words: `method` is not one of its lists"),
        (
            "languages/cpp.toml",
            "[\"c_cpp\"]",
            "[\"c_c\"]",
            "languages/cpp.toml: shared_aliases: `c_c` is not in `aliases`",
        ),
        (
            "languages/go.toml",
            "indentation = false",
            "indentation = false\nsyntax.loops = [\"range\"]",
            "languages/go.toml: syntax: `loops` is not one of its lists",
        ),
    ];
    for cases in [&first[..], &second] {
        let changes: Vec<(&str, &str, &str)> = cases.iter().map(|(file, old, new, _)| (*file, *old, *new)).collect();
        let said = refusals_of(&changes);
        for (file, _, new, expected) in cases {
            assert!(said.iter().any(|line| line.contains(expected)), "{file}: {new}: {said:#?}");
        }
    }
}

/// Each change makes one text or list too short or too long.
#[test]
fn texts_and_lists_of_wrong_length_are_refused() {
    let long = "word ".repeat(60);
    let related = fs::read_to_string(root().join("data/codes/417.toml")).expect("a data file");
    let related = &related[related.find("[[related]]").expect("related statuses")..];
    let more_fixes: String = (0..6).map(|number| format!("{{ short = \"Do {number}.\", text = \"x\" }}, ")).collect();
    let cases = [
        ("codes/401.toml", "summary = \"", format!("summary = \"{long}"), "codes/401.toml: summary: has "),
        (
            "codes/403.toml",
            "explanation = \"\"\"",
            format!("explanation = \"\"\"{long}{long}"),
            "words; 60 to 130 are allowed",
        ),
        ("codes/404.toml", "text = \"", format!("text = \"{long}{long}"), "characters; 1 to 240 are allowed"),
        (
            "codes/405.toml",
            "fixes = [\n",
            "fixes = [\n  { short = \"Do.\", text = \" \" }, #".to_owned(),
            "fixes: has 0 characters; 1 to 240 are allowed",
        ),
        ("codes/406.toml", "fixes = [", format!("fixes = [{more_fixes}"), "entries; 3 to 6 are allowed"),
        ("codes/410.toml", "causes = [\n  { short = \"", format!("causes = [\n  {{ short = \"{long}"), "causes: has 3"),
        (
            "codes/411.toml",
            "fixes = [\n",
            format!("fixes = [\n  {{ short = \"{long}.\", text = \"x\" }}, #"),
            "fixes: has 3",
        ),
        ("codes/413.toml", "retry_short = \"", format!("retry_short = \"{long}"), "glance.retry_short: has 3"),
        ("codes/408.toml", "retry = \"", format!("retry = \"{long}"), "codes/408.toml: glance.retry: has 3"),
        ("codes/409.toml", "reason = \"", format!("reason = \"{long}"), "codes/409.toml: related.reason: has 3"),
        ("codes/307.toml", "method = \"", format!("method = \"{long}"), "codes/307.toml: glance.method: has 3"),
        ("codes/500.toml", "\"500.0\" = \"", format!("\"500.0\" = \"{long}"), "codes/500.toml: substatus.500.0: has 3"),
        (
            "codes/499.toml",
            "\nArcGIS Server",
            format!("\n{long} ArcGIS Server"),
            "codes/499.toml: meaning.explanation: has 1",
        ),
        ("codes/417.toml", related, String::new(), "codes/417.toml: related: has 0 entries; 2 to 5 are allowed"),
        ("classes.toml", "explanation = \"\"\"", format!("explanation = \"\"\"{long}"), "class 1: explanation: has 1"),
        ("choices.toml", "when = \"", format!("when = \"{long}"), "401, 403 or 404?: when: has 3"),
        (
            "choices.toml",
            "code = 400, short = \"",
            format!("code = 400, short = \"{long}"),
            "400 or 422?: short: has 3",
        ),
        ("headers.toml", "line = \"", format!("line = \"{long}"), "A-IM: its line has 3"),
    ];
    let changes: Vec<(&str, &str, &str)> =
        cases.iter().map(|(file, old, new, _)| (*file, *old, new.as_str())).collect();
    let said = refusals_of(&changes);
    for (file, _, _, expected) in &cases {
        assert!(
            said.iter().any(|line| line.contains(file) && line.contains(expected)),
            "{file}: {expected}: {said:#?}"
        );
    }
    assert_eq!(said.len(), cases.len(), "{said:#?}");
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_faults_of_others() {
    let said = refusals_of(&[
        ("codes/404.toml", "code = 404", "code = \"404\""),
        ("codes/401.toml", "summary = \"", "summary = \"No stop\" # "),
        ("languages/go.toml", "id = \"go\"", "id = 1"),
        ("languages/rust.toml", "[\"rs\"]", "[\".rs\"]"),
        ("names/go-net-http.toml", "[\"go\"]", "[\"gopher\"]"),
    ]);
    let files: Vec<&str> = said.iter().filter_map(|line| line.split(": ").next()).collect();
    let expected = [
        "data/codes/404.toml",
        "data/languages/go.toml",
        "data/codes/401.toml",
        "data/names/go-net-http.toml",
        "data/languages/rust.toml",
    ];
    assert_eq!(files, expected, "{said:#?}");
    let files = [
        "classes.toml",
        "choices.toml",
        "owners.toml",
        "headers.toml",
        "sources.toml",
        "grpc.toml",
        "evidence.toml",
        "words.toml",
        "lexicon.toml",
    ];
    let changes = files.map(|file| (file, " = ", " = = "));
    let said = refusals_of(&changes);
    let refused: Vec<&str> = said.iter().filter_map(|line| line.strip_prefix("data/")?.split(": ").next()).collect();
    assert_eq!(refused, files, "{said:#?}");
}

fn readme() -> String {
    fs::read_to_string(root().join("data/README.md")).expect("the page on the data")
}

#[test]
fn the_page_on_the_data_states_the_lengths() {
    let row = |limit: &&data::limits::Limit| {
        format!("| {} | {} to {} {} |\n", limit.what, limit.least, limit.most, limit.unit)
    };
    let table: String = data::limits::ALL.iter().map(row).collect();
    assert!(readme().contains(&table), "data/README.md has not this table:\n{table}");
}

/// The keys of each kind of file are those that the build names when it refuses an unknown one.
#[test]
fn the_page_on_the_data_explains_every_key() {
    let tables = [
        ("codes/401.toml", "code = 401", "zzz = 1\ncode = 401"),
        ("codes/403.toml", "[headers]", "[headers]\nzzz = 1"),
        ("codes/404.toml", "[glance]", "[glance]\nzzz = 1"),
        ("codes/405.toml", "[[related]]", "[[related]]\nzzz = 1"),
        ("codes/406.toml", "spec = {", "spec = { zzz = 1,"),
        ("codes/499.toml", "[[meaning]]", "[[meaning]]\nzzz = 1"),
        ("classes.toml", "[[class]]", "[[class]]\nzzz = 1"),
        ("choices.toml", "[[choice]]", "[[choice]]\nzzz = 1"),
        ("owners.toml", "[[owner]]", "[[owner]]\nzzz = 1"),
        ("headers.toml", "[[header]]", "[[header]]\nzzz = 1"),
        ("sources.toml", "[[source]]", "[[source]]\nzzz = 1"),
        ("grpc.toml", "[read_as]", "[read_as]\nzzz = 1"),
        ("names/go-net-http.toml", "library = ", "zzz = 1\nlibrary = "),
        ("names/rust-http.toml", "[[spelling]]", "[[spelling]]\nzzz = 1"),
        ("languages/go.toml", "id = ", "zzz = 1\nid = "),
        ("languages/rust.toml", "{ open = ", "{ zzz = 1, open = "),
        ("evidence.toml", "common = ", "zzz = 1\ncommon = "),
        ("lexicon.toml", "signs_of_http = ", "zzz = 1\nsigns_of_http = "),
    ];
    // Of one file, the first unknown key alone is named.
    let further = [
        ("codes/783.toml", "\n[headers]", "\ncurl = { zzz = 1, command = \"curl\", shows = \"It.\" }\n\n[headers]"),
        ("sources.toml", "products = ", "zzz = 1\nproducts = "),
        ("grpc.toml", "[read_as]", "[zzz]\n[read_as]"),
        ("grpc.toml", "[sent_for]", "[sent_for]\nzzz = 1"),
        ("choices.toml", "{ code = 401,", "{ zzz = 1, code = 401,"),
        ("evidence.toml", "[[class]]", "[[class]]\nzzz = 1"),
        ("evidence.toml", "[[call]]", "[[call]]\nzzz = 1"),
        ("evidence.toml", "[[namesake]]", "[[namesake]]\nzzz = 1"),
        ("evidence/names.toml", "[piece.", "zzz = 1\n[piece."),
        ("evidence/against.toml", "[piece.slice]", "[piece.slice]\nzzz = 1"),
        ("evidence/shapes.toml", "[[shape]]", "[[shape]]\nzzz = 1"),
    ];
    let mut said = refusals_of(&tables);
    said.extend(further.iter().flat_map(|change| refusals_of(&[*change])));
    assert_eq!(said.len(), tables.len() + further.len(), "{said:#?}");
    let readme = readme();
    for said in said {
        let (_, keys) = said.split_once("unknown field `zzz`, expected ").unwrap_or_else(|| panic!("{said}"));
        let file = said.strip_prefix("data/").and_then(|rest| rest.split(": ").next()).expect("a file");
        // A section of the page explains the files of a folder, or all of the other files.
        let heading = match file.split_once('/') {
            Some((folder, _)) => format!("`{folder}/"),
            None if file == "evidence.toml" => "`evidence/`".to_owned(),
            None if file == "lexicon.toml" => "`lexicon.toml`".to_owned(),
            None => "The other files".to_owned(),
        };
        let section =
            readme.split("\n## ").find(|section| section.lines().next().is_some_and(|line| line.contains(&heading)));
        let section = section.unwrap_or_else(|| panic!("{file}: no section for {heading}"));
        let keys: Vec<&str> = keys.split('`').skip(1).step_by(2).collect();
        assert!(keys.len() > 1, "{file}: {said}");
        for key in keys {
            let is_explained = [
                format!("`{key}`"),
                format!("`[{key}]`"),
                format!("`[[{key}]]`"),
                format!("\n{key} = "),
                format!("[[{key}]]\n"),
                format!("\n[{key}."),
                format!("\n[{key}] "),
                format!("`{key}."),
                format!("{{ {key} = "),
                format!(", {key} = "),
            ]
            .iter()
            .any(|form| section.contains(form));
            assert!(is_explained, "data/README.md does not explain `{key}` of {file}");
        }
    }
}

/// The keys that the build has in lists: roles of words, lists of words, numbers of evidence.
#[test]
fn the_page_on_the_data_explains_every_list() {
    let readme = readme();
    let table = |rows: Vec<(&str, &str)>| {
        let table: String = rows.iter().map(|(key, what)| format!("| `{key}` | {what} |\n")).collect();
        assert!(readme.contains(&format!("|---|---|\n{table}")), "data/README.md has not this table:\n{table}");
    };
    let lists = |lists: &[data::lexicon::List]| table(lists.iter().map(|list| (list.key, list.what)).collect());
    lists(data::lexicon::WORDS);
    lists(&data::lexicon::RELATIONS);
    lists(&data::lexicon::SYNTAX);
    use data::evidence::{OPERAND_STRENGTH, SHARE, SHARES, THRESHOLD};
    for keys in [OPERAND_STRENGTH, SHARE, SHARES, THRESHOLD] {
        table(keys.to_vec());
    }
    let (_, roles) = readme.split_once("| role | the word is |\n").expect("the table of roles");
    let roles: Vec<&str> = roles.lines().take_while(|row| row.starts_with('|')).collect();
    for (role, ..) in data::words::ROLES {
        let is_row = |row: &&str| row.split('|').nth(1).is_some_and(|keys| keys.contains(&format!("`{role}`")));
        assert!(roles.iter().any(is_row), "data/README.md does not explain the role `{role}`");
    }
}

/// Words that a language adds count in its files alone, but for imports.
#[test]
fn a_language_adds_words_of_statements() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("data"), folder.path());
    let path = folder.path().join("languages/go.toml");
    let text = fs::read_to_string(&path).expect("a data file");
    fs::write(&path, text + "\n[syntax]\nswitches = [\"zzz\"]\nimports = [\"bring \"]\n").expect("written");
    let data = data::load(folder.path()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let tables = data::emit(&data);
    let with = |text: &str| tables.lines().filter(|line| line.contains(text)).count();
    assert_eq!(with("Language { id: \"go\","), 1);
    assert!(tables.lines().any(|line| line.contains("id: \"go\",") && line.contains("\"Select\", \"zzz\"]")));
    assert_eq!(with("\"zzz\""), 1);
    // Imports are those of all languages: the head of a file is read without its language.
    assert!(tables.contains("\"(:use\", \"bring \"]") && tables.contains("\"using\", \"bring \"]"));
}

/// Lists of words that rules look up.
#[test]
fn wrong_words_of_rules_are_refused() {
    let list = "connection_first_calls = [\"sendresp\", \"resp\"]";
    let cases = [
        ("connection_first_calls = []", "folded_words.connection_first_calls: is empty"),
        (
            "connection_first_calls = [\"send_resp\"]",
            "folded_words.connection_first_calls: `send_resp` is not written in lower-case letters and digits",
        ),
        (
            "connection_first_calls = [\"resp\", \"resp\"]",
            "folded_words.connection_first_calls: `resp` is listed twice",
        ),
        (
            "connection_first_calls = [\" resp\"]",
            "folded_words.connection_first_calls: ` resp` is empty, or has white space around it",
        ),
        ("connection_first_calls = [\"resp\"]\nnothing = [\"resp\"]", "words: `nothing` is in `folded_words` too"),
        (
            "Connection = [\"resp\"]",
            "folded_words.Connection: its name is not words of lower-case letters with `_` between",
        ),
    ];
    for (new, said) in cases {
        assert_eq!(
            refusals("rules/body-not-allowed.toml", list, new),
            format!("data/rules/body-not-allowed.toml: {said}")
        );
    }
}

#[test]
fn good_data_is_not_refused() {
    assert!(data::load(&root().join("data")).is_ok());
}
