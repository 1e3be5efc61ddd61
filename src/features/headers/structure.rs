//! Whether a call, an index, a key or a directive takes the name of a header. The words for that are data
//! (`data/header_places.toml`).

use crate::catalog::LanguageKind;
use crate::catalog::tables::{
    HEADER_ACTIONS, HEADER_ARGUMENTS, HEADER_ASSERTIONS, HEADER_CALLS, HEADER_DIRECTIVES, HEADER_FUNCTIONS,
    HEADER_KEYS, HEADER_MAP_CALLS, HEADER_MESSAGE_CALLS, HEADER_MESSAGES, HEADER_OTHER_OWNERS, HEADER_OWNERS,
    HEADER_VALUES,
};
use crate::detect::{TokenIndex, TokenKind, is_word as is_identifier};

use super::{Quoted, Spot, last_line};

/// The most words of a callee that are read.
const PATH_WORDS: usize = 4;
/// No more bytes of what the brackets in a path hold are read.
const BRACKET_BYTES: usize = 400;

/// A bracket around the name.
#[derive(Clone, Copy)]
struct Bracket<'a> {
    /// Its token.
    token: TokenIndex,
    sign: u8,
    /// The text before it.
    before: &'a str,
}

impl<'a> Spot<'_, 'a> {
    pub(super) fn is_name_by_structure(&self) -> bool {
        if self.is_behind_directive()
            || self.is_attribute()
            || self.is_member()
            || self.is_behind_argument_label()
            || self.is_looked_for()
        {
            return true;
        }
        match self.bracket_around(self.first_token()) {
            Some(bracket) => self.is_taken_in(bracket),
            None => self.is_key_of_section(),
        }
    }

    /// The token of the quote, or that of the name.
    fn first_token(&self) -> TokenIndex {
        let quote = self.token.checked_sub(1).filter(|before| self.view.is_kind(Some(*before), TokenKind::Quote));
        quote.filter(|_| self.quoted != Quoted::No).unwrap_or(self.token)
    }

    fn bracket_around(&self, token: TokenIndex) -> Option<Bracket<'a>> {
        let around = self.view.bracket_around(token)?;
        let open = self.view.tokens[around.open];
        let sign = *self.view.text_of(&open).as_bytes().first()?;
        Some(Bracket { token: around.open, sign, before: &self.view.text[..open.start.at()] })
    }

    /// The text before the name and its quote, without the mark of a string: `b"`, `@"`, `<<"`.
    fn outside(&self) -> &'a str {
        let before = self.before();
        if self.quoted == Quoted::No {
            return before;
        }
        let before = before[..before.len() - 1].trim_end_matches(['@', '&']);
        let before = before.strip_suffix("<<").unwrap_or(before);
        let bare = before.strip_suffix(['b', 'B', 'u', 'r', 'R', 'L', 's']);
        bare.filter(|bare| !bare.ends_with(is_identifier)).unwrap_or(before)
    }

    /// The text behind the name and its quote.
    fn behind(&self) -> &'a str {
        match self.quoted {
            Quoted::Whole => self.after()[1..].trim_start_matches(">>").trim_start(),
            Quoted::No | Quoted::Line => self.after().trim_start(),
        }
    }

    /// Whether it is the key of a value.
    fn is_key(&self) -> bool {
        let behind = self.behind();
        let is_sign = behind.starts_with(':') && !behind.starts_with("::")
            || behind.starts_with("=>")
            || behind.starts_with('=') && !behind.starts_with("==");
        is_sign && self.quoted != Quoted::Line && !self.is_member_of_type_or_set()
    }

    /// A member of a type of TypeScript, or an entry of a map that serves as a set: `"ETag": struct{}{},`.
    fn is_member_of_type_or_set(&self) -> bool {
        let line = self.behind().lines().next().unwrap_or_default().trim_end();
        let value = line.trim_start_matches([':', '=', '>', ' ']);
        let is_mark = value.starts_with("struct{}") || matches!(value.trim_end_matches(','), "true" | "false" | "{}");
        self.view.language.kind == LanguageKind::Code
            && (is_mark
                || self.is_script() && line.starts_with(':') && line.ends_with(';') && !line.contains(['}', ')']))
    }

    /// Whether no other string and no other value stands before it between the brackets.
    fn is_first_string(&self, bracket: Bracket<'a>) -> bool {
        !self.outside()[bracket.before.len() + 1..].contains(['"', '\'', '`'])
    }

    fn is_first(&self, bracket: Bracket<'a>) -> bool {
        self.outside()[bracket.before.len() + 1..].trim().is_empty()
    }

    fn is_script(&self) -> bool {
        ["javascript", "typescript", "vue", "svelte"].iter().any(|id| self.view.language.id.starts_with(id))
    }

    /// Whether it is written as names of headers are, and everyday words are not.
    fn is_marked(&self) -> bool {
        let name = &self.view.text[self.word.clone()];
        name.contains('-') || name.starts_with(|c: char| c.is_ascii_uppercase())
    }

    fn is_taken_in(&self, bracket: Bracket<'a>) -> bool {
        let callee = callee(bracket.before);
        let outer = || self.bracket_around(bracket.token);
        let is_list = || outer().is_some_and(|outer| holds_headers(outer.before));
        let name = &self.view.text[self.word.clone()];
        // What has a hyphen and stands in quotes is no everyday word.
        let is_code = self.view.language.kind == LanguageKind::Code;
        let is_written_so = is_code && self.quoted == Quoted::Whole && name.contains('-');
        let is_pair = || self.is_first(bracket) && self.behind().starts_with(',') && (is_written_so || is_list());

        let is_quoted = self.quoted != Quoted::No;
        let is_item = || is_list() || is_owner_path(&callee) || self.is_parameter();
        if is_quoted && is_in(&HEADER_KEYS, self.label()) && is_item() {
            return true;
        }
        match bracket.sign {
            b'(' if !is_quoted && !self.is_key() => {
                let is_config = self.view.language.kind == LanguageKind::Config;
                is_config && self.is_first(bracket) && is_owner_path(&callee) && self.behind().starts_with([')', ','])
            }
            b'(' if callee.is_empty() => is_pair(),
            b'(' if self.is_key() && self.is_map_of(bracket) => true,
            b'(' => {
                let is_line_of_list =
                    self.quoted == Quoted::Line && (holds_headers(bracket.before) || holds_headers(self.outside()));
                self.is_first_string(bracket)
                    && (self.is_taken_by(&callee)
                        || is_line_of_list
                        || callee.first().is_some_and(|name| is_in(&HEADER_CALLS, name)) && self.is_beside_headers()
                        || is_written_so && callee.first().is_some_and(|name| is_in(&HEADER_MESSAGE_CALLS, name))
                        || callee.len() == 1 && is_in(&HEADER_CALLS, callee[0]) && is_list())
            }
            b'[' if self.quoted == Quoted::Line => holds_headers(bracket.before),
            b'[' if callee.is_empty() && self.is_computed_key() => is_list(),
            b'{' if self.behind().starts_with('}') && self.is_first(bracket) => self.is_index_of(&callee),
            b'[' if self.behind().starts_with(']') && self.is_first(bracket) => is_quoted && self.is_index_of(&callee),
            b'[' => {
                let is_of_response = || outer().is_some_and(|outer| follows_status(outer, bracket));
                self.is_key() && (is_written_so || holds_headers(bracket.before) || is_of_response()) || is_pair()
            }
            _ if self.quoted == Quoted::Line => holds_headers(bracket.before),
            _ => {
                let is_argument = || outer().is_some_and(|outer| outer.sign == b'(' && self.is_map_of(outer));
                let is_of_response = || outer().is_some_and(|outer| follows_status(outer, bracket));
                let is_key = self.is_key()
                    && (is_written_so || holds_headers(bracket.before) || is_argument() || is_of_response());
                is_key || is_quoted && is_pair() || self.is_entry_of_block(bracket)
            }
        }
    }

    /// `get_value("Accept", Headers)`, `Map.get(headers, "accept")`: another argument holds headers.
    fn is_beside_headers(&self) -> bool {
        let before = self.outside().trim_end().strip_suffix(',').map(identifier_at_end);
        let behind = self.behind().strip_prefix(',').map(|rest| rest.trim_start().trim_start_matches('$'));
        let behind =
            behind.map(|rest| &rest[..rest.find(|c: char| !is_identifier(c) && c != '.').unwrap_or(rest.len())]);
        let behind = behind.and_then(|path| path.rsplit('.').next());
        self.quoted == Quoted::Whole && before.into_iter().chain(behind).any(is_owner)
    }

    /// `res.setHeader("Allow", …)` in prose, which has no tokens of strings and brackets.
    pub(super) fn is_called_in_text(&self) -> bool {
        let before = self.outside();
        let of_call = before.strip_suffix('(').is_some_and(|before| self.is_taken_by(&callee(before)));
        let of_index = || before.strip_suffix('[').is_some_and(|before| self.is_index_of(&callee(before)));
        self.quoted == Quoted::Whole && (of_call || of_index())
    }

    /// `["Content-Type"] =` in a table of Lua, `['Content-Type']:` in an object.
    fn is_computed_key(&self) -> bool {
        let behind = self.behind().strip_prefix(']').map(str::trim_start);
        self.quoted == Quoted::Whole && behind.is_some_and(|behind| behind.starts_with([':', '=']))
    }

    /// `name: X-Request-ID` beside `in: header`, a parameter in OpenAPI.
    fn is_parameter(&self) -> bool {
        const NEAR_BYTES: usize = 120;
        let near = |text: &str| text.contains("in: header") || text.contains("\"in\": \"header\"");
        let begins_item = self.line_before().trim_start().starts_with('-');
        let after = self.after();
        let end = (0..=after.len().min(NEAR_BYTES)).rev().find(|at| after.is_char_boundary(*at)).unwrap_or(0);
        near(after[..end].split("name").next().unwrap_or_default())
            || !begins_item && self.lines_above().next().is_some_and(near)
    }

    /// `"Accept" in request.headers`
    fn is_looked_for(&self) -> bool {
        let behind = self.behind();
        let Some(path) = behind.strip_prefix("not ").unwrap_or(behind).strip_prefix("in ") else { return false };
        let end = path.find(|c: char| !is_identifier(c) && c != '.').unwrap_or(path.len());
        self.quoted == Quoted::Whole && is_owner(path[..end].rsplit('.').next().unwrap_or_default())
    }

    /// Whether such a call takes the name of a header as its first string.
    fn is_taken_by(&self, callee: &[&str]) -> bool {
        let Some(name) = callee.first() else { return false };
        let owner = callee.get(1).copied().unwrap_or_default();
        let is_lower_name = || self.is_script() && matches!(owner, "res" | "req" | "response" | "request");
        let is_of_message = is_in(&HEADER_MESSAGE_CALLS, name) && is_in(&HEADER_MESSAGES, owner);
        if callee.iter().take(2).any(|word| is_in(&HEADER_VALUES, word)) {
            return false;
        }
        is_owner(name)
            || is_in(&HEADER_CALLS, name) && is_owner(owner)
            || is_in(&HEADER_FUNCTIONS, name)
            || is_in(&HEADER_ASSERTIONS, name) && self.is_marked() && self.behind().starts_with(',')
            || is_of_message && (self.is_marked() || is_lower_name())
    }

    fn is_index_of(&self, callee: &[&str]) -> bool {
        let Some(name) = callee.first() else { return false };
        is_owner(name) || callee.len() == 1 && is_in(&HEADER_MESSAGES, name) && self.is_marked()
    }

    /// Whether the call takes a map of headers: `res.set({ … })`, `res.writeHead(200, { … })`.
    fn is_map_of(&self, outer: Bracket<'a>) -> bool {
        let callee = callee(outer.before);
        let is_map_call = callee.first().is_some_and(|name| is_in(&HEADER_MAP_CALLS, name));
        is_map_call || self.is_taken_by(&callee)
    }

    /// A line of `header { … }` in a configuration, or a key of a map in a Lisp.
    fn is_entry_of_block(&self, bracket: Bracket<'a>) -> bool {
        let language = self.view.language;
        let is_line = || self.line_before().trim().trim_start_matches(['-', '+', '?', '>']).is_empty();
        // Keys and values alternate.
        let is_entry = || self.outside()[bracket.before.len() + 1..].split_whitespace().count().is_multiple_of(2);

        let stands_so = language.kind == LanguageKind::Config && self.quoted == Quoted::No && is_line()
            || language.is_prefix_notation && self.quoted == Quoted::Whole && is_entry();
        stands_so && holds_headers(bracket.before)
    }

    /// `add_header X-Frame-Options DENY`, `Header always set Vary Origin`, `header "Location"`.
    fn is_behind_directive(&self) -> bool {
        let line = last_line(self.outside());
        if !line.ends_with([' ', '\t']) {
            return false;
        }
        let mut words = line.split_whitespace().rev();
        let Some(nearest) = words.clone().next() else { return false };
        let is_config = self.view.language.kind == LanguageKind::Config;
        if is_config {
            let directive = words.find(|word| !HEADER_ACTIONS.contains(word));
            return directive.is_some_and(|word| is_in(&HEADER_DIRECTIVES, word));
        }
        let word = nearest.trim_start_matches(['(', '[', '{', ':', '$', '@', '!']);
        let is_path = word.chars().all(|c| is_identifier(c) || matches!(c, '.' | ':' | '-' | '/' | '>' | '$'));
        let name = word.rsplit(['.', ':', '/', '>', '$']).next().unwrap_or_default();
        self.quoted == Quoted::Whole && is_path && is_owner(name)
    }

    /// `proxy_set_header Host $host` in a file of any language: the directive begins the line and is no word of a text.
    pub(super) fn is_behind_own_directive(&self) -> bool {
        let line = last_line(self.outside());
        let mut words = line.split_whitespace();
        let is_directive = words.next().is_some_and(|word| word.contains('_') && is_in(&HEADER_DIRECTIVES, word));
        is_directive && words.next().is_none() && line.ends_with([' ', '\t'])
    }

    /// `<header name="Accept">`, `<add name="X-Frame-Options">` below `<customHeaders>`.
    fn is_attribute(&self) -> bool {
        let before = self.line_before();
        let Some(before) = before.strip_suffix(['"', '\'']).and_then(|rest| rest.strip_suffix("name=")) else {
            return false;
        };
        let Some((_, tag)) = before.rsplit_once('<') else { return false };
        let tag = tag.split_whitespace().next().unwrap_or_default();
        let is_custom = || {
            let mut above = self.lines_above().take(40).filter(|line| !line.trim_start().starts_with("<add"));
            let is_passed = |line: &str| line.trim().is_empty() || matches!(line.trim(), "<clear />" | "<clear/>");
            above
                .find(|line| !is_passed(line) && !line.trim_start().starts_with("<remove"))
                .is_some_and(|line| line.contains("Headers>"))
        };
        self.quoted == Quoted::Whole && (is_owner(tag) || tag == "add" && is_custom())
    }

    /// `req.headers.host`
    fn is_member(&self) -> bool {
        let before = self.before();
        let owner = before.strip_suffix('.').map(|rest| rest.strip_suffix('?').unwrap_or(rest));
        let rest = owner.and_then(|owner| owner.strip_suffix("headers"));
        let name = &self.view.text[self.word.clone()];
        let is_lower = name.bytes().all(|byte| byte.is_ascii_lowercase());
        self.is_script() && is_lower && rest.is_some_and(|rest| rest.ends_with('.')) && !self.after().starts_with('(')
    }

    /// `forHTTPHeaderField:@"Accept"`
    fn is_behind_argument_label(&self) -> bool {
        let label = folded(self.label());
        self.quoted == Quoted::Whole && HEADER_ARGUMENTS.iter().any(|end| label.ends_with(end))
    }

    /// The name before the sign that stands before the value: `key` in `{ key: 'Vary' }`.
    fn label(&self) -> &'a str {
        let before = self.outside().trim_end();
        let Some(label) = before.strip_suffix([':', '=']).or_else(|| before.strip_suffix("=>")) else { return "" };
        identifier_at_end(label.trim_end().trim_end_matches(['"', '\'']))
    }

    /// A key below `headers:` in YAML, or below `[headers]` in TOML.
    fn is_key_of_section(&self) -> bool {
        let line = last_line(self.outside());
        match self.view.language.id {
            "yaml" => {
                let is_label = |label: &str| {
                    label.split_once(':').is_some_and(|(key, rest)| {
                        rest.trim().is_empty() && is_in(&HEADER_KEYS, key.trim_matches(['"', '\'']))
                    })
                };
                let content = line.trim_start_matches([' ', '-']);
                let is_key = content.is_empty() && self.is_key();
                let indent = line.len() - line.trim_start_matches(' ').len();
                let mut key_indent = indent;
                let mut is_item = line.trim_start().starts_with('-');
                if !(is_key || is_label(content)) {
                    return false;
                }
                for above in self.lines_above() {
                    let start = above.trim_start_matches(' ');
                    let indent = above.len() - start.len();
                    let is_item_above = start.starts_with("- ");
                    let is_above = indent < key_indent || is_item && indent == key_indent && !is_item_above;
                    if start.is_empty() || start.starts_with('#') || !is_above {
                        continue;
                    }
                    if is_item_above {
                        (key_indent, is_item) = (indent, true);
                        continue;
                    }
                    let key = start.split(':').next().unwrap_or_default();
                    return is_owner(key.trim_matches(['"', '\''])) || !is_key && self.is_parameter();
                }
                false
            }
            "toml" => {
                let section = self.lines_above().find(|line| line.trim_start().starts_with('['));
                let names = |section: &str| section.trim_matches(['[', ']', ' ']).split('.').any(is_owner);
                line.trim().is_empty() && self.is_key() && section.is_some_and(names)
            }
            _ => false,
        }
    }
}

/// Whether an identifier holds headers, or reads or sets one.
fn is_owner(name: &str) -> bool {
    let name = folded(name);
    let has_any = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    has_any(&HEADER_OWNERS) && !has_any(&HEADER_OTHER_OWNERS)
}

fn is_owner_path(callee: &[&str]) -> bool {
    callee.first().is_some_and(|name| is_owner(name))
}

fn is_in(list: &[&str], name: &str) -> bool {
    !name.is_empty() && list.contains(&&*folded(name))
}

/// In lower case without `_` and `-`.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
}

/// `[200, { 'Content-Type' => 'text/html' }, body]`: the response of Rack and PSGI.
fn follows_status(outer: Bracket<'_>, inner: Bracket<'_>) -> bool {
    let status = inner.before[outer.before.len() + 1..].trim().strip_suffix(',').map(str::trim_end);
    outer.sign == b'['
        && status.is_some_and(|status| status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether what the bracket behind this text opens is a list or a map of headers: `headers: {`, `const headers = [`, `new Headers(`.
fn holds_headers(before: &str) -> bool {
    let line = last_line(before);
    // The brace may have a line to itself.
    let line = if line.trim().is_empty() { last_line(before.trim_end()) } else { line };
    let mut rest = line;
    while let Some(start) = rest.find(is_identifier) {
        let word = &rest[start..];
        let end = word.find(|c: char| !is_identifier(c) && c != '-').unwrap_or(word.len());
        rest = &word[end..];
        let behind = rest.trim_start_matches(['"', '\'']).trim_start();
        let is_given = behind.is_empty() || behind.starts_with([':', '=', '(', '{', '[', '<', ',', '@']);
        if is_owner(&word[..end]) && is_given && !behind.contains([';', '?']) && !behind.starts_with("==") {
            return true;
        }
    }
    false
}

/// The words of the name that the bracket behind this text calls or indexes, nearest first: `Set`, `Header` and `w` of `w.Header().Set`.
fn callee(before: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = before.strip_suffix("->").unwrap_or(before);
    while words.len() < PATH_WORDS {
        // `map.get<T>(…)`, `headers?.["X"]`
        rest = rest.trim_end_matches(['?', '!', '.']);
        while rest.ends_with([')', ']', '>']) && !rest.ends_with("->") {
            let Some(open) = opening(rest) else { return words };
            rest = &rest[..open];
        }
        let word = identifier_at_end(rest);
        if word.is_empty() {
            break;
        }
        words.push(word);
        rest = &rest[..rest.len() - word.len()];
        let trimmed = rest.trim_end();
        let joint = ["?.", "!.", ".", "->", "::", "\\", ":"].iter().find_map(|joint| trimmed.strip_suffix(joint));
        let Some(owner) = joint.filter(|_| trimmed.len() == rest.len() || trimmed.ends_with('.')) else { break };
        rest = owner.trim_end();
    }
    words
}

/// Where the bracket opens that ends the text.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0u32;
    for (at, byte) in text.bytes().enumerate().rev().take(BRACKET_BYTES) {
        match byte {
            b')' | b']' | b'>' => depth += 1,
            b'(' | b'[' | b'<' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn identifier_at_end(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !is_identifier(c) && c != '$' && c != '-')
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    text[start..].trim_start_matches(['-', '$'])
}
