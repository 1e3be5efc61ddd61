//! The formats of reports that CI services read.

use std::fs;

use serde_json::Value;

use super::{printed, tree};

/// A folder whose name has to be encoded, below the root of a repository.
fn below_a_root() -> (tempfile::TempDir, std::path::PathBuf) {
    let root = tree();
    fs::create_dir(root.path().join(".git")).expect("created");
    let folder = root.path().join("my app");
    fs::create_dir(&folder).expect("created");
    fs::rename(root.path().join("api.yaml"), folder.join("api.yaml")).expect("moved");
    (root, folder)
}

#[test]
fn full_shows_the_line_and_the_fix() {
    let folder = tree();
    let expected = "warning[openapi-key]: The key 200 is a number here, and OpenAPI demands a string in quotes.
 --> api.yaml:6:9
  |
6 |         200:
  |         ^^^
  = fix (safe): Write '200'

";
    let out = printed(folder.path(), &[], 1);
    assert!(out.starts_with(expected) && out.ends_with("\n2 findings, 2 fixable with --fix.\n"), "{out}");
}

#[test]
fn sarif_has_what_code_scanning_reads() {
    let (_root, folder) = below_a_root();
    let report: Value = serde_json::from_str(&printed(&folder, &["--format", "sarif"], 1)).expect("JSON");
    assert_eq!(report["version"], "2.1.0");
    let run = &report["runs"][0];
    let driver = &run["tool"]["driver"];
    for member in ["name", "semanticVersion", "informationUri"] {
        assert!(driver[member].is_string(), "{driver}");
    }
    let rules = driver["rules"].as_array().expect("rules");
    let mut ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    for rule in rules {
        let texts = [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["text"],
            &rule["help"]["markdown"],
        ];
        assert!(
            texts.iter().all(|text| text.as_str().is_some_and(|text| !text.is_empty() && text.len() <= 4096)),
            "{rule}"
        );
        assert!(rule["fullDescription"]["text"].as_str().is_some_and(|text| text.chars().count() <= 1024), "{rule}");
        assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.starts_with("https://")), "{rule}");
        assert!(matches!(rule["defaultConfiguration"]["level"].as_str(), Some("warning" | "note")), "{rule}");
        let properties = &rule["properties"];
        assert!(properties["tags"].as_array().is_some_and(|tags| tags.len() <= 20), "{rule}");
        assert!(matches!(properties["problem.severity"].as_str(), Some("warning" | "recommendation")), "{rule}");
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rules.len());
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    let first = &results[0];
    let index = usize::try_from(first["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!((&first["ruleId"], &rules[index]["id"]), (&"openapi-key".into(), &"openapi-key".into()));
    let place = &first["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20app/api.yaml");
    let region = serde_json::json!({ "startLine": 6, "startColumn": 9, "endLine": 6, "endColumn": 12 });
    assert_eq!(place["region"], region);
    let replacement = &first["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!((&replacement["deletedRegion"], &replacement["insertedContent"]["text"]), (&region, &"'200'".into()));
    let hash = first["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("a hash");
    assert!(hash.ends_with(":1") && hash.len() > 10, "{hash}");
    let empty: Value =
        serde_json::from_str(&printed(&folder, &["--format", "sarif", "--ignore", "openapi-key"], 0)).expect("JSON");
    assert_eq!(empty["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn gitlab_has_the_members_that_it_demands() {
    let (_root, folder) = below_a_root();
    let report: Value = serde_json::from_str(&printed(&folder, &["--format", "gitlab"], 1)).expect("JSON");
    let entries = report.as_array().expect("a list");
    assert_eq!(entries.len(), 2);
    for (entry, line) in entries.iter().zip([6, 8]) {
        assert!(
            ["description", "check_name", "fingerprint"].iter().all(|member| entry[*member].is_string()),
            "{entry}"
        );
        assert_eq!((&entry["severity"], &entry["location"]["path"]), (&"minor".into(), &"my app/api.yaml".into()));
        assert_eq!(entry["location"]["lines"]["begin"], line);
    }
    assert_ne!(entries[0]["fingerprint"], entries[1]["fingerprint"]);
    assert_eq!(printed(&folder, &["--format", "gitlab", "--ignore", "openapi-key"], 0), "[]\n");
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let (root, folder) = below_a_root();
    let first = "::warning title=http-status (openapi-key),file=my app/api.yaml,line=6,endLine=6,col=9,endColumn=12::The key 200 is a number \
        here, and OpenAPI demands a string in quotes.";
    let out = printed(&folder, &["--format", "github"], 1);
    assert_eq!((out.lines().next(), out.lines().count()), (Some(first), 2));
    // Ten of a level are shown; the rest is counted.
    for number in 0..6 {
        fs::copy(folder.join("api.yaml"), root.path().join(format!("a,{number}:.yaml"))).expect("copied");
    }
    let out = printed(root.path(), &["--format", "github"], 1);
    assert!(out.starts_with("::warning title=http-status (openapi-key),file=a%2C0%3A.yaml,line=6,"), "{out}");
    assert!(out.ends_with("\n4 more findings of the level warning are not shown as annotations\n"), "{out}");
    assert_eq!(out.lines().count(), 11);
}

#[test]
fn junit_has_a_suite_for_each_file() {
    let (root, folder) = below_a_root();
    let odd = root.path().join("a<b>&\"c\".yaml");
    fs::copy(folder.join("api.yaml"), odd).expect("copied");
    let out = printed(root.path(), &["--format", "junit"], 1);
    assert!(out.contains("<testsuites name=\"http-status\" tests=\"4\" failures=\"4\" errors=\"0\">"), "{out}");
    assert!(out.contains("<testsuite name=\"a&lt;b&gt;&amp;&quot;c&quot;.yaml\" tests=\"2\" failures=\"2\""), "{out}");
    assert_eq!(out.matches("<failure ").count(), 4);
    let none = printed(root.path(), &["--format", "junit", "--ignore", "openapi-key"], 0);
    assert!(none.contains("tests=\"1\" failures=\"0\"") && none.contains("<testcase name=\"no findings\""), "{none}");
}

#[test]
fn lines_of_json_end_with_a_summary() {
    let folder = tree();
    let out = printed(folder.path(), &["--format", "json"], 1);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let first = &lines[0];
    let places = ["line", "column", "end_line", "end_column", "length"].map(|member| first[member].as_u64());
    assert_eq!(places, [6, 9, 6, 12, 3].map(Some));
    assert_eq!(first["fix"], serde_json::json!({ "title": "Write '200'", "safety": "safe" }));
    let summary =
        serde_json::json!({ "schema": 1, "type": "summary", "files": 2, "findings": 2, "fixed": 0, "problems": 0 });
    assert_eq!(lines.last(), Some(&summary));
}
