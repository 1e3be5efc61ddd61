//! Statements of build files that are programs: their words, strings and signs. Nothing is evaluated.

/// A piece of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A name or number.
    Word(&'t str),
    /// The text between quotes, as it is written.
    Text(&'t str),
    /// Any other character.
    Sign(char),
    /// The end of a line.
    Line,
}

/// The comments, strings and words of a language.
pub(super) struct Notation {
    /// The marks that begin a comment which ends with the line.
    pub(super) line_comments: &'static [&'static str],
    /// The marks that begin and end a comment.
    pub(super) block_comment: Option<(&'static str, &'static str)>,
    /// The characters that begin and end a string.
    pub(super) quotes: &'static [char],
    /// The characters of words besides letters, digits and `_`.
    pub(super) word_characters: &'static str,
    /// Whether `%q<>` is a string.
    pub(super) has_percent_strings: bool,
}

/// Ruby, Perl and Elixir.
pub(super) const HASH: Notation = Notation {
    line_comments: &["#"],
    block_comment: None,
    quotes: &['"', '\''],
    word_characters: "?!",
    has_percent_strings: true,
};
/// Groovy, Kotlin, Scala and Swift.
pub(super) const SLASHES: Notation = Notation {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &['"', '\''],
    word_characters: "",
    has_percent_strings: false,
};
/// Clojure.
pub(super) const LISP: Notation = Notation {
    line_comments: &[";"],
    block_comment: None,
    quotes: &['"'],
    word_characters: "./-*+!?<>=&$%'",
    has_percent_strings: false,
};

/// Splits a program. A string that does not end ends with its line, so that one mistake costs one line.
pub(super) fn tokens<'t>(text: &'t str, notation: &Notation) -> Vec<Token<'t>> {
    let mut found = Vec::new();
    let mut rest = text;
    // Whether one more opener of a comment can find an end.
    let mut has_end = true;
    while let Some(first) = rest.chars().next() {
        if notation.line_comments.iter().any(|comment| rest.starts_with(comment)) {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        if let Some((open, end)) = notation.block_comment.filter(|(open, _)| has_end && rest.starts_with(open)) {
            match rest[open.len()..].find(end) {
                Some(length) => {
                    rest = &rest[open.len() + length + end.len()..];
                    continue;
                }
                None => has_end = false,
            }
        }
        let length = if let Some((text, length)) = bracketed(rest).filter(|_| notation.has_percent_strings) {
            found.push(Token::Text(text));
            length
        } else if notation.quotes.contains(&first) {
            let (text, length) = quoted(rest, first);
            found.push(Token::Text(text));
            length
        } else if is_word(first, notation) {
            let length = rest.find(|c| !is_word(c, notation)).unwrap_or(rest.len());
            found.push(Token::Word(&rest[..length]));
            length
        } else {
            match first {
                '\n' => found.push(Token::Line),
                _ if first.is_whitespace() => {}
                sign => found.push(Token::Sign(sign)),
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

fn is_word(c: char, notation: &Notation) -> bool {
    c.is_alphanumeric() || c == '_' || notation.word_characters.contains(c)
}

/// The text in `%q<>` of Ruby, and the length with the brackets in bytes.
fn bracketed(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("%q").or_else(|| text.strip_prefix("%Q"))?;
    let close = match rest.chars().next()? {
        '<' => '>',
        '(' => ')',
        '{' => '}',
        '[' => ']',
        _ => return None,
    };
    // Names are short; so is the search where nothing closes.
    let end = rest.bytes().take(200).position(|byte| byte == close as u8)?;
    Some((&rest[1..end], 2 + end + 1))
}

/// The text between the quotes, and the length with them in bytes.
fn quoted(text: &str, quote: char) -> (&str, usize) {
    let mut is_escaped = false;
    // Expressions in `${}` or `#{}` may have quotes too.
    let mut is_inserted = false;
    let mut before = quote;
    for (at, c) in text.char_indices().skip(1) {
        let last = std::mem::replace(&mut before, c);
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' if matches!(last, '$' | '#') => is_inserted = true,
            '}' if is_inserted => is_inserted = false,
            _ if is_inserted && c != '\n' => {}
            '\n' => return (&text[1..at], at),
            _ if c == quote => return (&text[1..at], at + 1),
            _ => {}
        }
    }
    (&text[1..], text.len())
}

/// The statements of a program: lines, together with those that a comma, an open bracket or a leading dot carries on.
pub(super) fn statements<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(' | '[') => depth += 1,
            Token::Sign(')' | ']') => depth = depth.saturating_sub(1),
            Token::Sign('{' | '}' | ';') if depth == 0 => {
                found.push(&tokens[start..at]);
                start = at + 1;
            }
            Token::Line if depth == 0 => {
                let carries_on = at > start && matches!(tokens[at - 1], Token::Sign(',' | '\\'));
                if !carries_on {
                    found.push(&tokens[start..at]);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    found.push(&tokens[start..]);
    found.retain(|statement| !statement.is_empty());
    found
}

/// The text of the token, if it is a string.
pub(super) fn text_of<'t>(token: Option<&Token<'t>>) -> Option<&'t str> {
    match token {
        Some(Token::Text(text)) => Some(text),
        _ => None,
    }
}

/// The text of the token, if it is a word.
pub(super) fn word_of<'t>(token: Option<&Token<'t>>) -> Option<&'t str> {
    match token {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_split() {
        use Token::{Line, Sign, Text, Word};
        let found = tokens("gem 'a' # 'b'\nx: \"c\\\"d\"", &HASH);
        assert_eq!(found, [Word("gem"), Text("a"), Line, Word("x"), Sign(':'), Text("c\\\"d")]);
        assert_eq!(tokens("a /* b */ 'c\nd", &SLASHES), [Word("a"), Text("c"), Line, Word("d")]);
    }

    #[test]
    fn statements_go_on_behind_commas_and_in_brackets() {
        let found = tokens("a 'x',\n  'y'\nb(\n'z'\n)\nc { d }", &HASH);
        let lengths: Vec<usize> = statements(&found).iter().map(|statement| statement.len()).collect();
        assert_eq!(lengths, [5, 6, 1, 1]);
    }

    #[test]
    fn comments_without_an_end_cost_little() {
        assert_eq!(tokens(&"/* ".repeat(100_000), &SLASHES).len(), 200_000);
    }
}
