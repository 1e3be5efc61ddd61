//! A file as an editor has it, and what people do to it. Its places are converted here by counting, and not by the server's code.

use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use memchr::{memchr_iter, memrchr};
use serde_json::{Value, json};

use crate::random::Random;

/// The file of the cases, the language id that is sent, and how the file is made of the case.
const FILES: [(&str, &str, Flavor); 10] = [
    ("javascript.txt", "javascript", Flavor::WithEmoji),
    ("go.txt", "go", Flavor::Plain),
    ("python.txt", "python", Flavor::WithEmoji),
    ("csharp.txt", "csharp", Flavor::Crlf),
    ("java-spring.txt", "java", Flavor::Crlf),
    ("ruby.txt", "ruby", Flavor::Plain),
    ("yaml-openapi.txt", "yaml", Flavor::Plain),
    ("nginx.txt", "nginx", Flavor::CrlfWithEmoji),
    ("markdown.txt", "markdown", Flavor::WithEmoji),
    ("log-access.txt", "log", Flavor::Large),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavor {
    Plain,
    WithEmoji,
    Crlf,
    CrlfWithEmoji,
    Large,
}

/// The size of the large file, in bytes.
const LARGE: usize = 5_000_000;
/// A file that has grown by more than this (bytes) is replaced by what it was.
const ROOM: usize = 20_000;
/// How many edits can be undone.
const HISTORY: usize = 50;

/// What people type, character by character.
const TYPED: [&str; 16] = [
    "res.status(404).json({ error: 'no such order' });\n",
    "if (response.status === 503) retry();\n",
    "w.WriteHeader(http.StatusTeapot)\n",
    "return Response(status=422)\n",
    "raise HTTPException(status_code=409)\n",
    "assert resp.status_code == 201\n",
    "// returns a 404 where nothing is there 🦀 é\n",
    "return 301 https://example.com;\n",
    "HTTP/1.1 502 Bad Gateway\n",
    "width: 200px; timeout = 500\n",
    "status: 429 # 👩‍👩‍👧 Too Many Requests\n",
    "render status: :unprocessable_entity\n",
    "return StatusCode(StatusCodes.Status418ImATeapot);\n",
    "case 404: case 410:\n\treturn nil\n",
    "retries on >= 500 && < 600\n",
    "\"/*'`${ 𐐀 unfinished\n",
];

pub(crate) struct File {
    pub(crate) uri: String,
    pub(crate) language: &'static str,
    pub(crate) is_large: bool,
    pub(crate) is_open: bool,
    pub(crate) version: i32,
    text: String,
    original: String,
    line_break: &'static str,
    /// A byte offset between characters, and not between CR and LF.
    caret: usize,
    typing: std::str::Chars<'static>,
    history: Vec<Edit>,
    shared: Option<Rc<str>>,
}

/// What was replaced by what.
struct Edit {
    start: usize,
    removed: String,
    inserted: String,
}

impl File {
    pub(crate) fn all() -> Result<Vec<Self>, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        FILES.iter().map(|(name, language, flavor)| Self::read(&folder.join(name), language, *flavor)).collect()
    }

    fn read(path: &Path, language: &'static str, flavor: Flavor) -> Result<Self, String> {
        let raw = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let has_emoji = matches!(flavor, Flavor::WithEmoji | Flavor::CrlfWithEmoji);
        let line_break = if matches!(flavor, Flavor::Crlf | Flavor::CrlfWithEmoji) { "\r\n" } else { "\n" };
        let mut text = String::new();
        for (number, line) in raw.lines().filter(|line| !line.starts_with("#^")).enumerate() {
            if has_emoji && number % 5 == 0 {
                text.push_str("/* ✅ é𐐀👍🏽 */ ");
            }
            text.push_str(line);
            text.push_str(line_break);
        }
        if flavor == Flavor::Large {
            text = text.repeat(LARGE / text.len() + 1);
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Self {
            uri: format!("file:///soak/a folder/{name}"),
            language,
            is_large: flavor == Flavor::Large,
            is_open: false,
            version: 0,
            original: text.clone(),
            text,
            line_break,
            caret: 0,
            typing: "".chars(),
            history: Vec::new(),
            shared: None,
        })
    }

    /// The text as it is now, to be kept.
    pub(crate) fn snapshot(&mut self) -> Rc<str> {
        Rc::clone(self.shared.get_or_insert_with(|| self.text.as_str().into()))
    }

    /// The next character of what is being typed.
    pub(crate) fn type_on(&mut self, random: &mut Random, encoding: &str) -> Value {
        let next = self.typing.next().unwrap_or_else(|| {
            if random.once_in(3) {
                self.caret = self.some_place(random);
            }
            self.typing = random.one_of(&TYPED).chars();
            ' '
        });
        let text = if next == '\n' { self.line_break.to_owned() } else { next.to_string() };
        json!([self.replace(self.caret..self.caret, text, encoding)])
    }

    pub(crate) fn backspace(&mut self, encoding: &str) -> Value {
        let before = &self.text[..self.caret];
        let width = if before.ends_with("\r\n") { 2 } else { before.chars().next_back().map_or(0, char::len_utf8) };
        json!([self.replace(self.caret - width..self.caret, String::new(), encoding)])
    }

    /// Some lines of the file's own, at the caret.
    pub(crate) fn paste(&mut self, random: &mut Random, encoding: &str) -> Value {
        let start = self.some_place(random);
        let mut end = self.text.len().min(start + 50 + random.below(2000));
        while !self.is_place(end) {
            end -= 1;
        }
        let block = self.text[start..end.max(start)].to_owned();
        json!([self.replace(self.caret..self.caret, block, encoding)])
    }

    /// Takes back some edits, all in one message.
    pub(crate) fn undo(&mut self, random: &mut Random, encoding: &str) -> Value {
        let mut changes = Vec::new();
        for _ in 0..1 + random.below(12) {
            let Some(edit) = self.history.pop() else { break };
            let range = edit.start..edit.start + edit.inserted.len();
            changes.push(self.replace(range, edit.removed, encoding));
            self.history.pop();
        }
        Value::Array(changes)
    }

    /// The whole text as it was at first, behind a change that no longer counts.
    pub(crate) fn replace_all(&mut self) -> Value {
        self.text.clone_from(&self.original);
        self.changed();
        self.history.clear();
        self.caret = 0;
        let zero = json!({ "line": 0, "character": 0 });
        json!([{ "range": { "start": zero, "end": zero }, "text": "gone at once" }, { "text": self.text }])
    }

    pub(crate) fn has_grown(&self) -> bool {
        self.text.len() > self.original.len() + ROOM
    }

    /// Makes an edit and says what a client would send for it.
    fn replace(&mut self, range: Range<usize>, inserted: String, encoding: &str) -> Value {
        let lsp = json!({ "start": self.position(range.start, encoding), "end": self.position(range.end, encoding) });
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), &inserted);
        self.caret = range.start + inserted.len();
        while !self.is_place(self.caret) {
            self.caret += 1;
        }
        let change = json!({ "range": lsp, "text": inserted });
        self.history.push(Edit { start: range.start, removed, inserted });
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
        self.changed();
        change
    }

    fn changed(&mut self) {
        self.version += 1;
        self.shared = None;
    }

    /// Where a request is made: mostly inside of three digits, else anywhere.
    pub(crate) fn place_to_ask(&self, random: &mut Random, encoding: &str) -> Value {
        let near = self.caret.saturating_sub(200 + random.below(200));
        let mut at = if random.once_in(2) { self.some_place(random) } else { near };
        if !random.once_in(6) {
            let rest = &self.text.as_bytes()[at..self.text.len().min(at + 3000)];
            let found = rest.windows(3).position(|three| three.iter().all(u8::is_ascii_digit));
            at += found.map_or(0, |found| found + random.below(4));
        }
        self.position(self.nearest(at), encoding)
    }

    pub(crate) fn caret(&self, encoding: &str) -> Value {
        self.position(self.caret, encoding)
    }

    fn some_place(&self, random: &mut Random) -> usize {
        self.nearest(random.below(self.text.len() + 1))
    }

    fn nearest(&self, mut at: usize) -> usize {
        at = at.min(self.text.len());
        while !self.is_place(at) {
            at -= 1;
        }
        at
    }

    fn is_place(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        self.text.is_char_boundary(at) && !(at > 0 && bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n'))
    }

    fn position(&self, at: usize, encoding: &str) -> Value {
        let before = &self.text.as_bytes()[..at];
        let start = memrchr(b'\n', before).map_or(0, |found| found + 1);
        let column = &self.text[start..at];
        let column = match encoding {
            "utf-8" => column.len(),
            "utf-16" => column.encode_utf16().count(),
            _ => column.chars().count(),
        };
        json!({ "line": memchr_iter(b'\n', before).count(), "character": column })
    }
}
