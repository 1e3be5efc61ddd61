//! `init`: a commented `.http-status.toml`.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use crate::catalog::{Level, Rule};
use crate::project::CONFIG_FILE_NAME;

use super::shown::shown_path;

/// A line with a space behind `#` explains; others are examples.
const TEXT: &str = r##"#:schema https://raw.githubusercontent.com/http-status-lsp/http-status-lsp/main/editors/http-status.schema.json

# The settings of http-status-lsp for this folder and those below it.
# https://github.com/http-status-lsp/http-status-lsp#project-file
#
# Lines with a space behind `#` explain. Remove the `#` of others, and they hold.

# This file also holds when a folder below it is opened alone, outside of a repository.
#root = true

# Files in which no rule reports anything, as globs relative to this folder.
#exclude = ["*.pb.go", "testdata/", "docs/old/**"]

# What code is to write: "name" for the constants of its libraries, or "number".
#prefer = "name"

# Codes that are right here although no registry has them.
#allowed-codes = [299, 787]

# The severity of each rule: "warning", "information", "hint" or "off".
# These are the values without this file.
#[rules]
RULES
# A status of this project's own. It has a card and is completed wherever a status belongs.
#[status.477]
#name = "Tea Break"
#summary = "The kitchen takes no orders until the break is over."
#explanation = "All ovens are off during a break. Orders that were accepted before it are finished first."
#causes = ["The order came between three and four."]
#fixes = ["Send the order again after `Retry-After`.", "Book a table for another time."]
#note = "Breaks are announced in the calendar of the kitchen."
#runbook = "https://wiki.example/status/477"

# What this project adds to the card of a status that has one: a row on top, and a link at its foot.
#[status.429]
#note = "Each key may send 100 requests a minute; the gateway counts them."
#runbook = "https://wiki.example/status/429"
"##;

/// Writes the file into a folder, by default the current one, and answers what to print.
///
/// # Errors
/// A file of that name is there, or cannot be written.
pub(super) fn write(folder: Option<&Path>) -> Result<String, String> {
    let path = folder.unwrap_or(Path::new("")).join(CONFIG_FILE_NAME);
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    match written.and_then(|mut file| file.write_all(text().as_bytes())) {
        Ok(()) => Ok(format!("{} is written; its lines are comments until their `#` is removed.\n", shown_path(&path))),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(format!("{}: it is there already and stays as it is", shown_path(&path)))
        }
        Err(error) => Err(format!("{}: {error}", shown_path(&path))),
    }
}

/// The text with all rules, each with what it reports.
fn text() -> String {
    let rules = Rule::all().iter().map(|rule| {
        let text = rule.text();
        let level = if text.is_on { Level::On(text.severity) } else { Level::Off };
        format!("# {}.\n#{} = \"{}\"\n", text.title.replace('`', ""), text.name, level.name())
    });
    TEXT.replace("RULES\n", &format!("{}\n", rules.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Code};
    use crate::project::{ConfigFile, Prefer};

    /// The text as it is once the `#` of all examples is removed.
    fn without_marks(text: &str) -> String {
        let example =
            |line: &&str| line.starts_with('#') && line.len() > 1 && !line.starts_with("# ") && !line.starts_with("#:");
        text.lines()
            .map(|line| if example(&line) { format!("{}\n", &line[1..]) } else { format!("{line}\n") })
            .collect()
    }

    #[test]
    fn every_example_is_valid() {
        let text = text();
        let (nothing, problems) = ConfigFile::read(&text).expect("TOML");
        assert_eq!((nothing, problems), (ConfigFile::default(), Vec::new()));
        let (file, problems) = ConfigFile::read(&without_marks(&text)).expect("TOML");
        assert_eq!(problems, []);
        assert!(file.root && file.prefer == Some(Prefer::Name) && file.exclude.patterns().len() == 3);
        assert_eq!(file.allowed_codes.len(), 2);
        // Each rule with the level that it has anyway.
        for rule in Rule::all() {
            let text = rule.text();
            let expected = if text.is_on { Level::On(text.severity) } else { Level::Off };
            assert_eq!(file.rules.get(rule), Some(&expected), "{}", text.name);
        }
        let catalog = Catalog::with(file.additions());
        let code = |number| Code::new(number).expect("a code");
        assert!(catalog.status(code(477)).is_some_and(|status| status.name() == "Tea Break"));
        assert!([477, 429].iter().all(|number| {
            catalog.remark(code(*number)).is_some_and(|remark| remark.note.is_some() && remark.runbook.is_some())
        }));
    }

    /// Each line by itself, in its table.
    #[test]
    fn every_line_is_valid_alone() {
        let text = without_marks(&text());
        let mut table = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('[') {
                table = line;
                continue;
            }
            let name =
                if table.starts_with("[status.477") && !line.starts_with("name") { "name = \"Tea\"\n" } else { "" };
            let (file, problems) = ConfigFile::read(&format!("{table}\n{name}{line}\n")).expect("TOML");
            assert_eq!(problems, [], "{line}");
            assert_ne!(file, ConfigFile::default(), "{line}");
        }
    }
}
