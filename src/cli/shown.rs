//! Text from arguments, file names and files as it is printed. Terminals interpret control characters. Characters that
//! set the direction of text, or that are invisible, make one text look like another.

use std::ffi::OsStr;
use std::path::Path;

/// The text on one line: what a terminal would not show as it stands is escaped as `\n`, `\t`, `\u{1b}`.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if is_shown(char) {
            out.push(char);
        } else {
            out.extend(char.escape_default());
        }
    }
    out
}

/// The same where line breaks are ours.
pub(super) fn shown_lines(text: &str) -> String {
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

/// The same for what the system passes, which need not be valid Unicode: other bytes are escaped as `\xff`.
pub(super) fn shown_os(text: &OsStr) -> String {
    let mut out = String::new();
    for chunk in text.as_encoded_bytes().utf8_chunks() {
        out.push_str(&shown(chunk.valid()));
        out.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    out
}

/// The same for a path.
pub(super) fn shown_path(path: &Path) -> String {
    shown_os(path.as_os_str())
}

/// Whether a character has a shape or is an ordinary space. Controls, format characters (among them those of bidirectional text),
/// line and paragraph separators, unassigned and private characters are not.
fn is_shown(char: char) -> bool {
    if char.is_ascii() {
        return !char.is_ascii_control();
    }
    if char.is_whitespace() {
        return !char.is_control() && !matches!(char, '\u{2028}' | '\u{2029}');
    }
    // The standard library knows which characters are printable, and tells by escaping the others. Behind another character it leaves
    // accents alone, as they stand in names.
    ['x', char].iter().collect::<String>().escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_shape_is_escaped() {
        let formats = ['\u{ad}', '\u{61c}', '\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{fff9}', '\u{e0001}'];
        let bidi = ('\u{200e}'..='\u{200f}').chain('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
        let controls = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}').chain(['\u{2028}', '\u{2029}']);
        let others = ['\u{e000}', '\u{ffff}', '\u{10ffff}'];
        for char in formats.into_iter().chain(bidi).chain(controls).chain(others) {
            let shown = shown(&format!("a{char}b"));
            assert!(shown.is_ascii() && shown.contains('\\') && shown == shown_lines(&shown), "{shown}");
        }
        assert_eq!(shown("\u{1b}[2J\n\t\r\u{202e}"), "\\u{1b}[2J\\n\\t\\r\\u{202e}");
        assert_eq!(shown_lines("a\u{1b}\nb\r\n"), "a\\u{1b}\nb\\r\n");
    }

    #[test]
    fn what_has_a_shape_stays() {
        for text in
            ["C:\\a 'b' \"c\"", "naïve", "u\u{308}", "日本\u{3000}語", "a\u{a0}b", "नमस्ते", "😀\u{fe0f}", "→ · …"]
        {
            assert_eq!(shown(text), text);
        }
    }
}
