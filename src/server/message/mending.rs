//! Mends what some clients write into the strings of a message instead of JSON.

use std::fmt::Write as _;

/// The JSON with U+FFFD for each half of a surrogate pair (RFC 8259, section 8.2) and an escape for each control character in a string
/// (section 7); nothing if there is none of them. What is mended has the same length in UTF-16 as the client's text.
pub(super) fn mended(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut is_string = false;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => is_string = !is_string,
            b'\\' => match unit(start) {
                Some(0xD800..=0xDBFF) if matches!(unit(start + 6), Some(0xDC00..=0xDFFF)) => at = start + 12,
                Some(0xD800..=0xDFFF) => {
                    mended.push_str(&text[copied..start]);
                    mended.push_str("\\ufffd");
                    at = start + 6;
                    copied = at;
                }
                // The character behind it may be another backslash, or a quote.
                _ => at = start + 2,
            },
            0..=0x1F if is_string => {
                mended.push_str(&text[copied..start]);
                // Writing to a String cannot fail.
                let _ = write!(mended, "\\u{byte:04x}");
                copied = at;
            }
            _ => {}
        }
    }
    mended.push_str(&text[copied..]);
    (copied > 0).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced() {
        for (text, expected) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\ude00\ud83d\ude00\ud83d\ud83d!""#, r#""\ufffd\ud83d\ude00\ufffd\ufffd!""#),
            (r#""\\\ud83d\"\uDE00""#, r#""\\\ufffd\"\ufffd""#),
        ] {
            assert_eq!(mended(text).as_deref(), Some(expected));
        }
        for whole in [r#""\ud83d\ude00""#, r#""\\ud83d""#, "\"\\é\"", "\"\\", "\\", ""] {
            assert_eq!(mended(whole), None, "{whole}");
        }
    }

    #[test]
    fn control_characters_are_escaped_in_strings_alone() {
        let all: String = ('\0'..' ').collect();
        let json = serde_json::json!({ "a": all, "b": ["\\", "\"\u{1}é"] });
        let raw = format!("{{\r\n\t\"a\": \"{all}\",\n\"b\": [\"\\\\\", \"\\\"\u{1}é\"]\n}}");
        let mended = mended(&raw).expect("it is mended");
        assert!(mended.starts_with("{\r\n\t\"a\": \"\\u0000\\u0001"), "{mended}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&mended).ok(), Some(json));
        assert_eq!(super::mended("{\n\t\"a\\\\\": \"\u{7f}\"\n}"), None);
    }
}
