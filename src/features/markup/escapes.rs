//! Source and a project's texts in Markdown. These may come from anywhere, so an image or a link in them must not be one.

/// A code span whose fence is longer than any in the text (CommonMark 0.31, section 6.1).
pub(super) fn push_code(out: &mut String, text: &str) {
    let (open, close) = if text.contains('`') { ("`` ", " ``") } else { ("`", "`") };
    [open, text, close].into_iter().for_each(|part| out.push_str(part));
}

/// The text with a backslash before what Markdown would read as a mark (CommonMark 0.31, section 2.4). Code spans stay.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    // What starts a list, a quotation or a heading. Inside of a line these are letters.
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && rest[digits..].starts_with(['.', ')']) {
        out.push_str(&rest[..digits]);
        out.push('\\');
        rest = &rest[digits..];
    } else if rest.starts_with(['-', '+', '=', '#', '>']) {
        out.push('\\');
    }
    while let Some(char) = rest.chars().next() {
        if let Some(code) = code_span(rest) {
            out.push_str(code);
            rest = &rest[code.len()..];
            before = Some('`');
            continue;
        }
        rest = &rest[char.len_utf8()..];
        if is_mark(char, before, rest.chars().next()) {
            out.push('\\');
        }
        out.push(char);
        before = Some(char);
    }
    out
}

/// The code span at the start of a text (CommonMark 0.31, section 6.1). Longer fences are not read: a name needs none.
fn code_span(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('`')?;
    let length = inside.find('`').filter(|length| *length > 0)?;
    let is_closed = !inside[length + 1..].starts_with('`');
    is_closed.then(|| &text[..length + 2])
}

fn is_mark(char: char, before: Option<char>, behind: Option<char>) -> bool {
    let is_inside = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    match char {
        '\\' | '`' | '*' | '[' | ']' => true,
        // Not in `snake_case`.
        '_' => !(is_inside(before) && is_inside(behind)),
        '~' => before == Some('~') || behind == Some('~'),
        // A tag or an address; `a < b` is neither.
        '<' => behind.is_some_and(|char| char.is_ascii_alphabetic() || matches!(char, '/' | '!' | '?')),
        '&' => behind.is_some_and(|char| char.is_ascii_alphanumeric() || char == '#'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn ordinary_text_stays() {
        for text in [
            "Ask the kitchen: it is closed from 3 to 4.",
            "Send `Retry-After: 60`, then wait (see `a_b` & co).",
            "a < b, snake_case, 100% - or more! é",
            "404 is sent",
        ] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn marks_stand_for_themselves() {
        for (text, expected) in [
            ("![x](https://a/b.png)", r"!\[x\](https://a/b.png)"),
            ("[x](command:y) **z** _z_", r"\[x\](command:y) \*\*z\*\* \_z\_"),
            ("<img src=x> </b> <!-- &lt; &#1;", r"\<img src=x> \</b> \<!-- \&lt; \&#1;"),
            ("- a", r"\- a"),
            ("12. a", r"12\. a"),
            ("# a", r"\# a"),
            ("> a", r"\> a"),
            ("a ` b", r"a \` b"),
            ("a ``b` c", r"a \``b` c"),
            ("```sh", r"\`\`\`sh"),
            (r"a\*b", r"a\\\*b"),
            ("~~a~~", r"\~\~a\~\~"),
        ] {
            assert_eq!(escaped(text), expected, "{text}");
        }
    }
}
