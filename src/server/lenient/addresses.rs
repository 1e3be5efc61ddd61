//! Document and folder URIs. The protocol's types take strict URIs alone (RFC 3986); clients also send unencoded ones, and paths.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use tower_lsp::ls_types::Uri;

/// The client's names for documents and folders that it does not name by a URI. Questions about them must use these names.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Spellings(Arc<Mutex<HashMap<String, String>>>);

impl Spellings {
    /// Notes the client's spelling, to be kept until `forget`. A URI needs none: encoded, it is equivalent.
    pub(super) fn note(&self, address: &str) {
        let mut spellings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match as_uri(address) {
            Some(uri) => spellings.remove(&*uri),
            None => spellings.insert(of_file(address), address.to_owned()),
        };
    }

    pub(super) fn forget(&self, address: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&*strict(address));
    }

    /// The client's own spelling of a strict URI.
    pub(in crate::server) fn of(&self, strict: &str) -> String {
        let spellings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spellings.get(strict).map_or(strict, String::as_str).to_owned()
    }
}

/// A strict URI for the address, which stays as it is if it is one. The same address gives the same URI.
pub(super) fn strict(address: &str) -> Cow<'_, str> {
    as_uri(address).unwrap_or_else(|| of_file(address).into())
}

/// Whether the address is a URI or an absolute path.
pub(super) fn is_absolute(address: &str) -> bool {
    is_path(address) || as_uri(address).is_some()
}

/// The address as a strict URI, if it is a URI at all.
fn as_uri(address: &str) -> Option<Cow<'_, str>> {
    if is_strict(address) {
        return Some(Cow::Borrowed(address));
    }
    if is_path(address) {
        return None;
    }
    [true, false]
        .map(|keeps_brackets| encoded(address, keeps_brackets))
        .into_iter()
        .find(|uri| is_strict(uri))
        .map(Cow::Owned)
}

fn is_strict(address: &str) -> bool {
    address.parse::<Uri>().is_ok()
}

/// A URI for a path, which may be relative (RFC 8089, sections 2 and E; RFC 3986, section 3.3).
fn of_file(path: &str) -> String {
    let uri = if is_path(path) { of_path(path) } else { format!("file:{}", encoded_path(path)) };
    if is_strict(&uri) {
        return uri;
    }
    // A path in which nothing has a meaning is valid whatever it holds.
    format!("file:///{}", encoded_path(path).replace(':', "%3A"))
}

/// Whether this is an absolute path of a file system instead of a URI. `C:` is read as a drive, since no URI scheme has one letter.
fn is_path(address: &str) -> bool {
    address.starts_with(['/', '\\'])
        || matches!(address.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
}

/// The URI of an absolute path (RFC 8089, sections 2 and E.3).
fn of_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let prefix = match path.as_bytes() {
        [b'/', b'/', ..] => "file:",
        [b'/', ..] => "file://",
        _ => "file:///",
    };
    format!("{prefix}{}", encoded_path(&path))
}

/// A path with everything encoded that is not literal in a URI (RFC 3986, section 3.3). Its own `%` are encoded too.
fn encoded_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        push(&mut out, byte, is_literal(byte) && !b"?#[]".contains(&byte));
    }
    out
}

/// A URI with everything encoded that must not stand there as it is. A host may have brackets (RFC 3986, section 3.2.2).
fn encoded(uri: &str, keeps_brackets: bool) -> String {
    let host = uri.find("://").filter(|_| keeps_brackets).map(|at| {
        let start = at + "://".len();
        start..uri[start..].find(['/', '?', '#']).map_or(uri.len(), |length| start + length)
    });
    let bytes = uri.as_bytes();
    let fragment = memchr::memchr(b'#', bytes);
    let mut out = String::with_capacity(uri.len() + 16);
    for (at, byte) in bytes.iter().copied().enumerate() {
        let is_kept = match byte {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
            b'[' | b']' => host.as_ref().is_some_and(|host| host.contains(&at)),
            b'#' => fragment == Some(at),
            byte => is_literal(byte),
        };
        push(&mut out, byte, is_kept);
    }
    out
}

/// Reserved and unreserved characters (RFC 3986, section 2).
fn is_literal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte)
}

fn push(out: &mut String, byte: u8, is_kept: bool) {
    if is_kept {
        out.push(char::from(byte));
    } else {
        // Writing to a String cannot fail.
        let _ = write!(out, "%{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_uris_stay_as_they_are() {
        for uri in [
            "file:///c%3A/a%20b.js",
            "file:///c:/a.js",
            "C:/x/a.js",
            "untitled:Untitled-1",
            "http://[::1]/a.js",
            "http://user@[2001:db8::7]:8080/a.js?x=[",
            "vscode-notebook-cell:/x.ipynb#ch0000001",
            "file://server/share/a.js",
            "file:",
        ] {
            let expected = if uri.ends_with('[') { uri.replace("=[", "=%5B") } else { uri.to_owned() };
            assert_eq!(strict(uri), expected);
        }
        assert!(matches!(strict("http://[::1]/a.js"), Cow::Borrowed(_)));
    }

    #[test]
    fn unencoded_uris_are_encoded() {
        for (uri, expected) in [
            ("file:///a b/[id].{x}%zz/é.js", "file:///a%20b/%5Bid%5D.%7Bx%7D%25zz/%C3%A9.js"),
            ("file:///a%20b/c d", "file:///a%20b/c%20d"),
            ("http://[::1]/a b.js", "http://[::1]/a%20b.js"),
            ("http://[fe80::1]:80/[x]", "http://[fe80::1]:80/%5Bx%5D"),
            ("http://[x]/a.js", "http://%5Bx%5D/a.js"),
            ("file:///a#b#c", "file:///a#b%23c"),
            ("oil:///a\\b", "oil:///a%5Cb"),
        ] {
            assert_eq!(strict(uri), expected);
        }
    }

    #[test]
    fn paths_become_uris_of_files() {
        for (path, expected) in [
            ("/tmp/a.js", "file:///tmp/a.js"),
            ("/tmp/a b#c%20?.js", "file:///tmp/a%20b%23c%2520%3F.js"),
            ("//server/share/a.js", "file://server/share/a.js"),
            ("\\\\server\\a.js", "file://server/a.js"),
            ("C:\\x y", "file:///C:/x%20y"),
            ("C:/x y", "file:///C:/x%20y"),
            ("a.js", "file:a.js"),
            ("a b/c.js", "file:a%20b/c.js"),
            ("1:b", "file:1:b"),
            ("", "file:"),
            (" ", "file:%20"),
        ] {
            assert_eq!(strict(path), expected);
        }
    }

    #[test]
    fn every_text_has_a_strict_uri() {
        for text in [
            "http://[::1/a.js",
            "http://h:port/a",
            "//a:b/c",
            "://",
            ":",
            "#",
            "?",
            "%",
            "[",
            "\0",
            "é",
            "//",
            "///",
            "\\",
            "file://C:\\x\\a.js",
            "//[::1]/a",
            "my scheme:/a",
            "file://a b:c/",
            "\u{feff}file:///a",
        ] {
            let uri = strict(text);
            assert!(is_strict(&uri), "{text:?} -> {uri}");
            assert_eq!(strict(text), uri);
            assert_eq!(strict(&uri), uri);
        }
    }

    #[test]
    fn the_clients_spelling_is_remembered_while_it_is_used() {
        let spellings = Spellings::default();
        for (address, uri) in
            [("/a b", "file:///a%20b"), ("C:\\x y", "file:///C:/x%20y"), ("a.js", "file:a.js"), ("", "file:")]
        {
            spellings.note(address);
            assert_eq!(spellings.of(uri), address);
        }
        // URIs have one spelling, which is valid.
        spellings.note("file:///a b");
        assert_eq!(spellings.of("file:///a%20b"), "file:///a%20b");
        spellings.forget("a.js");
        assert_eq!(spellings.of("file:a.js"), "file:a.js");
    }
}
