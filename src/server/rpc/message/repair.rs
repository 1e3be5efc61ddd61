//! Repairs the invalid JSON that some clients write in strings.

use std::fmt::Write as _;

/// The JSON with U+FFFD for each unpaired surrogate (RFC 8259, section 8.2) and an escape for each control character in a string
/// (section 7); nothing if there is neither. Its strings have the same length in UTF-16 as the client's.
pub(super) fn repaired(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let code_unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut is_in_string = false;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\\' => match code_unit(start) {
                Some(0xD800..=0xDBFF) if matches!(code_unit(start + 6), Some(0xDC00..=0xDFFF)) => at = start + 12,
                Some(0xD800..=0xDFFF) => {
                    repaired.push_str(&text[copied..start]);
                    repaired.push_str("\\ufffd");
                    at = start + 6;
                    copied = at;
                }
                // The escaped character may be a backslash or a quote.
                _ => at = start + 2,
            },
            0..=0x1F if is_in_string => {
                repaired.push_str(&text[copied..start]);
                // Writing to a String cannot fail.
                let _ = write!(repaired, "\\u{byte:04x}");
                copied = at;
            }
            _ => {}
        }
    }
    repaired.push_str(&text[copied..]);
    (copied > 0).then_some(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpaired_surrogates_are_replaced() {
        for (text, expected) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\ude00\ud83d\ude00\ud83d\ud83d!""#, r#""\ufffd\ud83d\ude00\ufffd\ufffd!""#),
            (r#""\\\ud83d\"\uDE00""#, r#""\\\ufffd\"\ufffd""#),
        ] {
            assert_eq!(repaired(text).as_deref(), Some(expected));
        }
        for whole in [r#""\ud83d\ude00""#, r#""\\ud83d""#, "\"\\é\"", "\"\\", "\\", ""] {
            assert_eq!(repaired(whole), None, "{whole}");
        }
    }

    #[test]
    fn control_characters_are_escaped_only_in_strings() {
        let all: String = ('\0'..' ').collect();
        let json = serde_json::json!({ "a": all, "b": ["\\", "\"\u{1}é"] });
        let raw = format!("{{\r\n\t\"a\": \"{all}\",\n\"b\": [\"\\\\\", \"\\\"\u{1}é\"]\n}}");
        let repaired = repaired(&raw).expect("it is repaired");
        assert!(repaired.starts_with("{\r\n\t\"a\": \"\\u0000\\u0001"), "{repaired}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&repaired).ok(), Some(json));
        assert_eq!(super::repaired("{\n\t\"a\\\\\": \"\u{7f}\"\n}"), None);
    }
}
