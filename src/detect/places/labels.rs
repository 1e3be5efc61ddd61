//! The labels of the switch and the keys of the map that a place belongs to: a code that is one of them is not proposed again.

use crate::catalog::languages::Syntax;
use crate::catalog::{Code, Language, Spelling};

use crate::detect::document::source::line_start;
use crate::detect::lexicon::words::is_word;

/// How many lines above and below are read.
const LINES: usize = 400;

/// The codes that already are a label or a key beside the place between `before` and `after`, each once.
pub(crate) fn taken(language: &Language, before: &str, after: &str) -> Vec<Code> {
    let syntax = language.syntax;
    let line_start = line_start(before, before.len());
    let line_end = after.find('\n').unwrap_or(after.len());
    let (head, tail) = (&before[line_start..], &after[..line_end]);
    let mut found = Vec::new();
    if let Some(kind) = Kind::of(syntax, head, tail) {
        let own = indent(head);
        add(kind.codes(head.trim_start()), &mut found);
        let above = before[..line_start].lines().rev();
        let below = after[line_end..].lines().skip(1);
        collect(above, syntax, &kind, own, &mut found);
        collect(below, syntax, &kind, own, &mut found);
    }
    keys_in_brackets(head, tail, &mut found);
    cases_on_the_line(syntax, head, tail, &mut found);
    found
}

/// The text before a label on its line.
enum Kind {
    /// A word or a sign: `case`, `when`, `|`.
    Led(&'static str),
    /// Nothing, or a quote: `404 => …`, `'404':`.
    Bare,
}

impl Kind {
    fn of(syntax: &Syntax, head: &str, tail: &str) -> Option<Self> {
        let head = head.trim_start();
        let led = syntax.labels.iter().copied().find(|lead| {
            head.strip_prefix(lead)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']) && is_label(rest))
        });
        // A qualifier belongs to the label that is being written.
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '\\');
        let is_bare = || {
            let others = head.trim_start_matches(['"', '\'']).trim_end_matches(is_word);
            // `401, 403, 4| -> b`: the arrow behind the place shows that these are patterns.
            let are_patterns = tail.contains("->") || tail.contains("=>");
            let is_pattern = |part: &str| part.trim().is_empty() || part.trim().chars().all(is_word);
            others.is_empty() || are_patterns && others.split([',', '|']).all(is_pattern)
        };
        led.map(Kind::Led).or_else(|| is_bare().then_some(Kind::Bare))
    }

    /// The codes in the label of a line, if it has one of this kind.
    fn codes(&self, line: &str) -> Vec<Code> {
        let label = match self {
            Kind::Led(lead) => line.strip_prefix(lead).unwrap_or(""),
            Kind::Bare if is_bare_label(line) => line,
            // The label of the place itself has no end yet.
            Kind::Bare if line.contains([',', '|']) && !line.contains(['(', '[', '{', '=']) => line,
            Kind::Bare => "",
        };
        codes_in(&label[..end_of_label(label)])
    }

    /// Whether a line at the same indentation as a label can stand between two of them.
    fn may_follow_label(&self, syntax: &Syntax, line: &str) -> bool {
        let begins_with = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
        let is_other = begins_with(syntax.defaults) || begins_with(syntax.elses);
        match self {
            Kind::Led(lead) => {
                is_other
                    || line.starts_with(lead)
                    || begins_with(syntax.ends)
                    || line.starts_with(['}', '#', '_'])
                    || line.starts_with("//")
            }
            Kind::Bare => {
                let quoted = line.strip_prefix(['"', '\'']).unwrap_or("");
                is_other
                    || is_bare_label(line)
                    || line.starts_with(['}', ']', ')', '/', '#', '_'])
                    || syntax.defaults.iter().any(|word| quoted.starts_with(word))
            }
        }
    }
}

/// Whether only labels stand between the lead and the place.
fn is_label(text: &str) -> bool {
    !text.contains("=>") && !text.contains("->") && !text.contains(" then") && end_of_label(text) == text.len()
}

fn is_bare_label(line: &str) -> bool {
    let line = line.trim_start_matches(['"', '\'']);
    let end = end_of_label(line);
    end < line.len() && !codes_in(&line[..end]).is_empty()
}

/// Where a label ends, in bytes: before `=>`, `->`, `then`, or a colon that is not part of a path.
fn end_of_label(text: &str) -> usize {
    let colon = text.match_indices(':').map(|(at, _)| at).find(|at| {
        let is_path = text[at + 1..].starts_with(':') || text[..*at].ends_with(':');
        let is_symbol = text[at + 1..].starts_with(|c: char| c.is_alphabetic())
            && (*at == 0 || text[..*at].ends_with([' ', ',', '(']));
        !is_path && !is_symbol
    });
    let ends = [colon, text.find("=>"), text.find("->"), text.find(" then")];
    ends.into_iter().flatten().min().unwrap_or(text.len())
}

fn collect<'l>(lines: impl Iterator<Item = &'l str>, syntax: &Syntax, kind: &Kind, own: usize, found: &mut Vec<Code>) {
    for line in lines.take(LINES).filter(|line| !line.trim().is_empty()) {
        let indent = indent(line);
        let text = line.trim_start();
        if indent < own || indent == own && !kind.may_follow_label(syntax, text) {
            return;
        }
        if indent == own {
            add(kind.codes(text), found);
        }
    }
}

/// `{ 200: "OK", 4| }`: the keys of a map on one line.
fn keys_in_brackets(head: &str, tail: &str, found: &mut Vec<Code>) {
    let mut depth = 0;
    let open = head.bytes().enumerate().rev().find_map(|(at, byte)| {
        depth += match byte {
            b'}' | b')' | b']' => 1,
            b'{' | b'(' | b'[' => -1,
            _ => 0,
        };
        (depth < 0).then_some((at, byte))
    });
    let Some((open, b'{' | b'[')) = open else { return };
    let is_key_place = head.trim_end_matches(['"', '\'']).trim_end().ends_with(['{', '[', ',']);
    if !is_key_place {
        return;
    }
    let close = tail.find('}').unwrap_or(tail.len());
    for entry in head[open + 1..].split(',').chain(tail[..close].split(',')) {
        let entry = entry.trim_start_matches([' ', '"', '\'']);
        let end = end_of_label(entry);
        if end < entry.len() && is_bare_label(entry) {
            add(codes_in(&entry[..end]), found);
        }
    }
}

/// `switch (s) { case 404: return a; case 4| }`: the labels of a switch on one line.
fn cases_on_the_line(syntax: &Syntax, head: &str, tail: &str, found: &mut Vec<Code>) {
    let Some(lead) = syntax.colon_labels.iter().find(|lead| head.trim_end().ends_with(*lead)) else { return };
    let lead = format!("{lead} ");
    for label in head.split(&lead).skip(1).chain(tail.split(&lead).skip(1)) {
        add(codes_in(&label[..end_of_label(label)]), found);
    }
}

/// The codes of the numbers and names in a label.
fn codes_in(label: &str) -> Vec<Code> {
    let words = label.split(|c: char| !is_word(c)).filter(|word| word.len() >= 2);
    words.filter_map(|word| Code::parse(word).or_else(|| Spelling::named(word).next().map(Spelling::code))).collect()
}

fn add(codes: Vec<Code>, found: &mut Vec<Code>) {
    for code in codes {
        if !found.contains(&code) {
            found.push(code);
        }
    }
}

/// In bytes.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fixture: &str, expected: &[u16]) {
        let (before, after) = fixture.split_once("$0").expect("a cursor");
        let mut found: Vec<u16> = taken(Language::fallback(), before, after).into_iter().map(Code::number).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{fixture}");
    }

    #[test]
    fn labels_of_the_same_switch_are_taken() {
        check(
            "switch (s) {\n  case 200:\n    f(500);\n  case 404, 410:\n    return;\n  case $0\n  default: x(301)\n}\ncase 503:\n",
            &[200, 404, 410],
        );
        check(
            "switch code {\ncase http.StatusOK, 404:\n\tx()\ncase http.$0\n}\nswitch other {\ncase 500:\n",
            &[200, 404],
        );
        check("match status {\n    404 => a(),\n    StatusCode::OK => b(),\n    $0\n    _ => c(),\n}\n", &[200, 404]);
        check("case status\nwhen 200 then :a\nwhen $0\nelse 500\nend\n", &[200]);
        check("function\n  | 404 -> a\n  | $0\n  | 500 -> b\n", &[404, 500]);
    }

    #[test]
    fn patterns_of_the_same_arm_are_taken() {
        check("when (code) {\n    401, 403, $0 -> b\n    404 -> c\n}", &[401, 403, 404]);
        check("match status {\n    400 | 401 | $0 => a,\n}", &[400, 401]);
        check("switch (s) { case 404: return 'a'; case $0: return 'b'; case 500: return 'c' }", &[404, 500]);
    }

    #[test]
    fn keys_of_the_same_map_are_taken() {
        check(
            "responses:\n  '200':\n    description: OK\n    x: 418\n  '$0'\n  default:\n    description: x\n  '500': {}\nother:\n  '503': x\n",
            &[200, 500],
        );
        check("const names = { 200: 'OK', 404: 'x 500', $0 };", &[200, 404]);
        check("x = {\n  \"404\": 1,\n  \"$0\n}", &[404]);
    }

    #[test]
    fn arguments_elements_and_operands_are_not_labels() {
        check("f(404);\nres.status($0)", &[]);
        check("const retry = [301, $0, 303];", &[]);
        check("if (x == 404) {}\nif (x == $0)", &[]);
    }
}
