//! Finds settings in JSON, Lua, Vim script, TOML and Emacs Lisp. It reads just enough of each to tell keys and plain values, so
//! that one reader serves files, code blocks in documents, and examples in comments.

use serde_json::Value;

/// A setting as a file gives it: its key below the namespace, and its value, `null` where that is an expression.
pub(crate) type Found = (String, Value);

/// Each table of settings in the text: what stands behind the namespace. Keys with the namespace before them, wherever they
/// stand, make a table too.
pub(crate) fn tables(text: &str) -> Vec<Vec<Found>> {
    let mut tables = tables_behind(text, "httpStatus");
    tables.extend(Some(with_namespace(text)).filter(|table| !table.is_empty()));
    for table in &mut tables {
        table.retain(|(key, _)| is_key(key));
        for (key, _) in table {
            if let Some(rest) = key.strip_prefix("httpStatus.") {
                *key = rest.to_owned();
            }
        }
    }
    tables
}

/// The entries in braces or parentheses behind `opener`, or below a TOML header that ends in it.
pub(crate) fn tables_behind(text: &str, opener: &str) -> Vec<Vec<Found>> {
    let mut tables = Vec::new();
    for (at, _) in text.match_indices(opener) {
        let is_whole_word = !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let rest = &text[at + opener.len()..];
        if !is_whole_word || rest.starts_with(|after: char| after.is_alphanumeric() || matches!(after, '_' | '-')) {
            continue;
        }
        let table = match rest.strip_prefix("]\n") {
            Some(lines) => toml(lines),
            None => Reader { rest }.behind_opener(),
        };
        tables.extend(table.filter(|table| !table.is_empty()));
    }
    tables
}

/// Patterns and formats in scripts look like keys, but for their marks.
fn is_key(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
}

/// `key = value`, a line each, up to a line of another form.
fn toml(lines: &str) -> Option<Vec<Found>> {
    let pairs = lines.lines().map_while(|line| line.split_once(" = "));
    let value = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    Some(pairs.map(|(key, text)| (key.trim().to_owned(), value(text))).collect())
}

/// `"httpStatus.hover.enable": true`
fn with_namespace(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("\"httpStatus.") {
        let mut reader = Reader { rest: &text[at..] };
        if let Some(key) = reader.string()
            && reader.takes(':')
            && let Some(next) = reader.peek()
        {
            if next != '{' {
                found.push((key, reader.value()));
            } else if reader.rest.starts_with("{}") {
                found.push((key, serde_json::json!({})));
            }
        }
    }
    found
}

/// Every `httpStatus.outer.inner` in the text, without the namespace.
pub(crate) fn dotted_keys(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let mut keys = Vec::new();
    for (at, namespace) in text.match_indices("httpStatus.") {
        let rest = &text[at + namespace.len()..];
        let Some((outer, rest)) = rest.split_once('.').filter(|(outer, _)| !outer.is_empty()) else { continue };
        let inner = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if outer.chars().all(is_part) && inner > 0 {
            let start = at + namespace.len();
            keys.push(&text[start..start + outer.len() + 1 + inner]);
        }
    }
    keys
}

/// Every `` `outer.inner` `` of a Markdown text.
pub(crate) fn quoted_keys(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic());
    text.split('`')
        .filter(move |part| part.split_once('.').is_some_and(|(outer, inner)| is_word(outer) && is_word(inner)))
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// Behind `httpStatus`: the quote that closes it, a separator (none in Lisp), and a table.
    fn behind_opener(&mut self) -> Option<Vec<Found>> {
        self.rest = self.rest.trim_start_matches(['"', '\'']);
        let mut found = Vec::new();
        let has_separator = self.takes(':') || self.takes('=');
        if self.takes(if has_separator { '{' } else { '(' }) {
            self.table("", &mut found)?;
        }
        Some(found)
    }

    /// Reads up to the end of the table; `None` if it is not one.
    fn table(&mut self, prefix: &str, found: &mut Vec<Found>) -> Option<()> {
        loop {
            while self.takes(',') {}
            if self.takes('}') || self.takes(')') {
                return Some(());
            }
            let is_lisp = self.takes(':');
            let key = self.string().or_else(|| self.word())?;
            let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            if !(is_lisp || self.takes(':') || self.takes('=')) {
                return None;
            }
            if self.takes(if is_lisp { '(' } else { '{' }) {
                let list = self.list_of_lua();
                match list {
                    Some(list) => found.push((key, list)),
                    None => self.table(&key, found)?,
                }
            } else {
                let value = self.value();
                found.push((key, value));
            }
        }
    }

    /// Behind a brace: strings and a closing brace, which is how Lua writes a list.
    fn list_of_lua(&mut self) -> Option<Value> {
        let mut ahead = Reader { rest: self.rest };
        let list = ahead.strings();
        let is_list = ahead.takes('}');
        if is_list {
            self.rest = ahead.rest;
        }
        is_list.then_some(list)
    }

    fn strings(&mut self) -> Value {
        let mut strings = Vec::new();
        while let Some(string) = self.string() {
            strings.push(Value::from(string));
            self.takes(',');
        }
        Value::Array(strings)
    }

    /// A value that stands for itself; `null` for an expression, which is skipped.
    fn value(&mut self) -> Value {
        if let Some(string) = self.string() {
            return Value::from(string);
        }
        if self.takes('[') {
            let list = self.strings();
            return if self.takes(']') { list } else { Value::Null };
        }
        let is_end = |depth: &mut usize, c: char| {
            match c {
                '(' | '[' | '{' => *depth += 1,
                ')' | ']' | '}' if *depth == 0 => return true,
                ')' | ']' | '}' => *depth -= 1,
                '\n' | ' ' => return *depth == 0,
                _ => (),
            }
            false
        };
        self.peek();
        // A comma before an expression belongs to it: it is how Lisp puts one into a quoted list.
        self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
        let mut depth = 0;
        let end = self.rest.find(|c| is_end(&mut depth, c) || (c == ',' && depth == 0)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word.trim_start_matches("v:") {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Null,
        }
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.peek().filter(|c| matches!(c, '"' | '\''))?;
        let (string, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest;
        Some(string.to_owned())
    }

    fn word(&mut self) -> Option<String> {
        self.peek()?;
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_')).unwrap_or(0);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then(|| word.to_owned())
    }

    fn takes(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        if is_next {
            self.rest = &self.rest[wanted.len_utf8()..];
        }
        is_next
    }

    /// The next character behind blanks and comments.
    fn peek(&mut self) -> Option<char> {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with("--") && !self.rest.starts_with("//") {
                return self.rest.chars().next();
            }
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }
}

#[test]
fn settings_are_read_in_each_notation() {
    use serde_json::json;

    let wanted = [("hover.enable", json!(false)), ("exclude.languages", json!(["css", "scss"]))];
    for text in [
        r#"{ "settings": { "httpStatus": { "hover": { "enable": false }, "exclude": { "languages": ["css", "scss"] } } } }"#,
        "settings = {\n  httpStatus = { -- all\n    hover = { enable = false },\n    exclude = { languages = { 'css', 'scss' } },\n  },\n}",
        "call f('x', { 'httpStatus': { 'hover': { 'enable': v:false }, 'exclude': { 'languages': ['css', 'scss'] } } })",
        "[language-server.config.httpStatus]\nhover.enable = false\nexclude.languages = [\"css\", \"scss\"]\n\n[[language]]\nx = 1",
        r#"'(:httpStatus (:hover (:enable false) :exclude (:languages ["css" "scss"])))"#,
        r#"{ "httpStatus.hover.enable": false, "httpStatus.exclude.languages": ["css", "scss"] }"#,
    ] {
        let wanted = wanted.each_ref().map(|(key, value)| ((*key).to_owned(), value.clone()));
        assert_eq!(tables(text), [wanted.to_vec()], "{text}");
    }
    let lisp = "(:httpStatus (:hover (:enable ,(json (f x))) :pages (:enable ,(json y))))";
    let unknown = ["hover.enable", "pages.enable"].map(|key| (key.to_owned(), Value::Null));
    assert_eq!(tables(lisp), [unknown.to_vec()]);
    assert_eq!(tables("settings.httpStatus is read"), Vec::<Vec<Found>>::new());
    assert_eq!(dotted_keys("Set httpStatus.hover.enable. Run httpStatus.lookUp."), ["hover.enable"]);
    assert_eq!(quoted_keys("`hover.enable` or `app.js` or x.y").collect::<Vec<_>>(), ["hover.enable", "app.js"]);
}
