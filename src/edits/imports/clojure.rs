//! Imports of Clojure: the `:require` of a file's `ns`.

use std::ops::Range;

use super::code::Code;
use super::list::List;
use super::need::{Answer, Need};

/// The edits that bring the name in. The line is `(require '[a.b :as c])` or `(require '[a.b :refer [c]])`.
pub(crate) fn add(code: &Code<'_>, need: &Need<'_>) -> Answer {
    let entry = need.line.trim_start_matches("(require '").trim_end_matches(')');
    let mut words = entry.trim_matches(['[', ']']).split_whitespace();
    let (Some(module), Some(how), Some(name)) = (words.next(), words.next(), words.next()) else {
        return Answer::Unknown;
    };
    let name = name.trim_matches(['[', ']']);
    let Some(form) = form(code, 0..code.text.len(), "(ns ") else { return Answer::Unknown };
    let required = form_within(code, &form, "(:require");
    let entries = required.as_ref().map(|range| List::parted(code, range.clone(), char::is_whitespace));
    let items = entries.as_ref().map_or(&[][..], |list| &list.items);
    let text = |item: &Range<usize>| &code.text[item.clone()];
    let same = items.iter().find(|item| {
        text(item).trim_start_matches(['[', '(']).split(|c: char| c.is_whitespace() || c == ']').next() == Some(module)
    });
    if let Some(item) = same {
        let alias = text(item).split_once(":as ").and_then(|(_, rest)| rest.split([' ', ']', '\n']).next());
        if text(item).contains(":refer :all") {
            return Answer::present(name);
        }
        let refer = code.masked[item.clone()].find(":refer [").map(|at| item.start + at + ":refer [".len());
        let referred = refer.map(|open| {
            let close = code.masked[open..item.end].find(']').map_or(item.end, |at| open + at);
            List::parted(code, open..close, char::is_whitespace)
        });
        let is_referred = |list: &List| list.items.iter().any(|item| text(item) == name);
        if how == ":refer" && referred.as_ref().is_some_and(is_referred) {
            return Answer::present(name);
        }
        if let Some(alias) = alias {
            let path = if how == ":as" { alias.to_owned() } else { format!("{alias}/{name}") };
            return Answer::present_as(name, &path, need).unwrap_or(Answer::Unknown);
        }
        return match referred {
            Some(list) if how == ":refer" => {
                let names: Vec<&str> = list.items.iter().map(text).collect();
                let index = super::list::sorted_index(&names, name, &super::placing::ORDERS).unwrap_or(names.len());
                Answer::Edits(list.insert_at(code, index, name, ""))
            }
            _ => Answer::Unknown,
        };
    }
    let used = |other: &str| items.iter().any(|item| text(item).split([' ', '[', ']', '\n']).any(|word| word == other));
    if used(name) || code.masked.contains(&format!("(defn {name} ")) || code.masked.contains(&format!("(def {name} ")) {
        return Answer::Unknown;
    }
    let Some((list, first)) = entries.as_ref().and_then(|list| Some((list, list.items.first()?))) else {
        return Answer::Edits(vec![match required {
            Some(range) => code.insert(range.start, format!(" {entry}")),
            None => code.insert(form.end, format!("{}  (:require {entry})", code.eol)),
        }]);
    };
    let column = code.text[code.lines[code.line_of(first.start)].range.start..first.start].chars().count();
    let gap = format!("{}{}", code.eol, " ".repeat(column));
    let names: Vec<&str> = list.items.iter().map(text).collect();
    let index = super::list::sorted_index(&names, entry, &super::placing::ORDERS).unwrap_or(names.len());
    Answer::Edits(vec![match list.items.get(index) {
        Some(next) => code.insert(next.start, format!("{entry}{gap}")),
        None => code.insert(list.items[list.items.len() - 1].end, format!("{gap}{entry}")),
    }])
}

fn form_within(code: &Code<'_>, form: &Range<usize>, opening: &str) -> Option<Range<usize>> {
    self::form(code, form.clone(), opening)
}

/// The text behind the opening of a form, up to the bracket that closes it.
fn form(code: &Code<'_>, within: Range<usize>, opening: &str) -> Option<Range<usize>> {
    let start = within.start + code.masked[within.clone()].find(opening)? + opening.len();
    let mut depth = 1;
    for (at, byte) in code.masked[start..within.end].bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start..start + at);
        }
    }
    None
}
