//! Texts for users keep to the words of `data/style.toml`. Code is not read: spans in backquotes, code blocks, URLs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use http_status_lsp::catalog::{ClassText, Header, Owner, Status};

/// Words to avoid, with what to write instead.
struct Entry {
    words: Vec<String>,
    instead: String,
    /// Phrases in which the words are right.
    allowed: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn entries() -> Vec<Entry> {
    let table: toml::Table = read("data/style.toml").parse().expect("a table");
    let list = |entry: &toml::Table, key: &str| -> Vec<String> {
        let words = entry.get(key).and_then(toml::Value::as_array).into_iter().flatten();
        words.map(|word| word.as_str().expect("a word").to_lowercase()).collect()
    };
    let entries = table["avoid"].as_array().expect("a list").iter().filter_map(toml::Value::as_table);
    let entry = |entry: &toml::Table| Entry {
        words: list(entry, "words"),
        instead: entry["instead"].as_str().expect("what to write").to_owned(),
        allowed: list(entry, "allowed"),
    };
    entries.map(entry).collect()
}

/// The places of whole words.
fn found<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
    text.match_indices(words).map(|(start, found)| start..start + found.len()).filter(move |range| {
        is_edge(text[..range.start].chars().next_back()) && is_edge(text[range.end..].chars().next())
    })
}

/// The words of the list that a text has, each with its replacement.
fn faults(prose: &str, entries: &[Entry]) -> Vec<String> {
    let text = prose.to_lowercase();
    let mut faults = Vec::new();
    for entry in entries {
        let allowed: Vec<_> = entry.allowed.iter().flat_map(|phrase| found(&text, phrase)).collect();
        for words in &entry.words {
            for range in found(&text, words) {
                if allowed.iter().any(|phrase| phrase.start <= range.start && range.end <= phrase.end) {
                    continue;
                }
                let start = text.floor_char_boundary(range.start.saturating_sub(40));
                let end = text.ceil_char_boundary(range.end + 40);
                faults.push(format!("`{words}`: write {} in: …{}…", entry.instead, text[start..end].trim()));
            }
        }
    }
    faults
}

/// A text without code, on one line: Markdown, or the help of Vim, whose blocks of code stand between `>` and `<`.
fn prose(text: &str) -> String {
    let mut lines = Vec::new();
    let mut is_code = false;
    let mut is_vim_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            continue;
        }
        if is_vim_code && !line.starts_with([' ', '\t']) && !line.is_empty() {
            is_vim_code = false;
        }
        if is_code || is_vim_code {
            continue;
        }
        lines.push(line.trim());
        is_vim_code =
            line.rsplit(' ').next().is_some_and(|last| matches!(last, ">" | ">lua" | ">vim" | ">sh" | ">toml"));
    }
    let joined = lines.join(" ");
    let outside = outside_of_code(&joined);
    let mut out = String::new();
    for word in outside.split_whitespace() {
        let is_url = word.contains("://") || word.starts_with("](");
        let kept = word.split_once("](").map_or(word, |(label, _)| label);
        let _ = write!(out, "{} ", if is_url && kept == word { "" } else { kept });
    }
    out
}

/// The text with a backquote for each span of code, which ends with as many backquotes as it begins with (CommonMark 0.31, section 6.1).
fn outside_of_code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('`') {
        out.push_str(before);
        out.push('`');
        let code = behind.trim_start_matches('`');
        let marks = "`".repeat(1 + behind.len() - code.len());
        let is_end = |end: &usize| !code[..*end].ends_with('`') && !code[end + marks.len()..].starts_with('`');
        let end = code.match_indices(&marks).map(|(end, _)| end).find(is_end);
        rest = end.map_or(code, |end| &code[end + marks.len()..]);
    }
    out + rest
}

/// Everything that users read, by where it stands.
fn texts() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut add = |place: String, text: String| {
        let all: &mut String = texts.entry(place).or_default();
        all.push_str(&text);
        all.push('\n');
    };
    for status in Status::all() {
        let advice = status.causes.iter().chain(status.fixes).flat_map(|advice| [advice.short, advice.text]);
        let related = status.related.iter().flat_map(|related| [related.short, related.reason]);
        let meanings = status.meanings.iter().flat_map(|meaning| [meaning.name, meaning.summary, meaning.explanation]);
        let glance =
            status.glance.iter().flat_map(|glance| [glance.retry, glance.retry_short, glance.method.unwrap_or("")]);
        let substatuses = status.substatuses.iter().map(|(_, line)| *line);
        let curl = status.curl.iter().map(|curl| curl.shows);
        let texts = [status.summary, status.explanation].into_iter().chain(advice).chain(related).chain(meanings);
        for text in texts.chain(glance).chain(substatuses).chain(curl) {
            add(format!("data/codes/{}.toml", status.code), text.to_owned());
        }
        for line in status.choices().flat_map(|choice| choice.lines).filter(|line| line.code == status.code) {
            add("data/choices.toml".to_owned(), format!("{}\n{}", line.short, line.when));
        }
    }
    Header::all().iter().for_each(|header| add("data/headers.toml".to_owned(), header.line.to_owned()));
    Owner::all().iter().for_each(|owner| add("data/owners.toml".to_owned(), owner.title.to_owned()));
    for (_, class) in ClassText::all() {
        add("data/classes.toml".to_owned(), format!("{}\n{}", class.summary, class.explanation));
        class.fixes.iter().for_each(|fix| add("data/classes.toml".to_owned(), format!("{}\n{}", fix.short, fix.text)));
    }
    for document in documents() {
        add(document.clone(), read(&document));
    }
    for file in ["editors/vscode/package.json", "editors/settings.json"] {
        let value: serde_json::Value = serde_json::from_str(&read(file)).expect("JSON");
        strings(&value, &mut |text| add(file.to_owned(), text.to_owned()));
    }
    for command in ["", "hover", "explain", "list", "pages"] {
        let arguments = [command, "--help"].into_iter().filter(|argument| !argument.is_empty());
        let output = Command::new(env!("CARGO_BIN_EXE_http-status-lsp")).args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{command}");
        add(format!("help of {command}"), String::from_utf8(output.stdout).expect("text"));
    }
    texts
}

/// The strings of more than one word, which are the texts among the values of a manifest.
fn strings(value: &serde_json::Value, add: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) if text.contains(' ') => add(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, add)),
        serde_json::Value::Object(members) => members.values().for_each(|value| strings(value, add)),
        _ => {}
    }
}

/// The documents for users: those of the program and of every editor.
fn documents() -> Vec<String> {
    let mut documents = ["README.md", "CHANGELOG.md", "editors/README.md", "editors/nvim/doc/http_status.txt"]
        .map(str::to_owned)
        .to_vec();
    let is_file = |path: &Path| root().join(path).is_file();
    for entry in fs::read_dir(root().join("editors")).expect("the editors").flatten() {
        let folder = Path::new("editors").join(entry.file_name());
        let found =
            ["README.md", "CHANGELOG.md"].map(|name| folder.join(name)).into_iter().filter(|path| is_file(path));
        documents.extend(found.map(|path| path.to_string_lossy().replace('\\', "/")));
    }
    documents.sort();
    documents
}

#[test]
fn texts_for_users_avoid_the_words_of_the_list() {
    let entries = entries();
    let mut report = String::new();
    let mut count = 0;
    for (place, text) in texts() {
        // Each line by itself: a phrase of a list does not begin in one text and end in the next.
        let is_document = place.ends_with(".md") || place.ends_with(".txt");
        let parts: Vec<String> = if is_document { vec![prose(&text)] } else { text.lines().map(prose).collect() };
        for fault in parts.iter().flat_map(|part| faults(part, &entries)) {
            count += 1;
            let _ = writeln!(report, "{place}: {fault}");
        }
    }
    assert!(count == 0, "{count} places:\n{report}");
}

#[test]
fn the_list_is_read_as_whole_words_outside_of_code() {
    let entries = [Entry {
        words: vec!["address".to_owned(), "of its own".to_owned()],
        instead: "URL".to_owned(),
        allowed: vec!["ip address".to_owned()],
    }];
    for (text, count) in [
        ("The address is wrong.", 1),
        ("An Address, or an IP address of its\nown.", 2),
        ("The IP address.", 0),
        ("Set `address` or ``an `address` `` here.", 0),
        ("```\naddress\n```\nNo code: address", 1),
        ("Addressed to [the page](https://a.example/address), readdress", 0),
        ("Set it: >lua\n    address = 1\n<\nThe address", 1),
    ] {
        assert_eq!(faults(&prose(text), &entries).len(), count, "{text}: {}", prose(text));
    }
}

/// An entry that no text can trip over would say nothing.
#[test]
fn the_list_is_whole() {
    let mut seen = BTreeMap::new();
    let entries = entries();
    assert!(entries.len() > 10, "{} entries", entries.len());
    for entry in &entries {
        assert!(!entry.words.is_empty() && !entry.instead.is_empty());
        for words in &entry.words {
            assert_eq!(seen.insert(words.clone(), ()), None, "`{words}` is listed twice");
            let sentence = format!("Xx {words} yy.");
            assert!(!faults(&sentence, &entries).is_empty(), "{sentence}");
        }
        for phrase in &entry.allowed {
            let is_of_use = entry.words.iter().any(|words| found(phrase, words).next().is_some());
            assert!(is_of_use, "`{phrase}` has none of {:?}", entry.words);
        }
    }
}
