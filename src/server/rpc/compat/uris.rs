//! URIs of documents and folders. The protocol's types accept only valid URIs (RFC 3986). Clients also send unencoded ones, and paths.
//! A client recognizes a document in a request of this server only by the string that it sent, so that is recorded.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use tower_lsp::ls_types::Uri;

/// The strings that the client sent for documents and folders where they were not URIs, by the URIs that stand for them here.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientUris(Arc<Mutex<HashMap<String, String>>>);

impl ClientUris {
    /// The string that the client sent for this URI.
    pub(crate) fn original(&self, strict: &str) -> String {
        let originals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        originals.get(strict).map_or(strict, String::as_str).to_owned()
    }

    /// Records what the client sent, until [`Self::forget`]. An unencoded URI is not recorded: clients take the encoded one for the
    /// same.
    pub(super) fn record(&self, original: &str) {
        let mut originals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match as_uri(original) {
            Some(uri) => originals.remove(&*uri),
            None => originals.insert(from_path(original), original.to_owned()),
        };
    }

    pub(super) fn forget(&self, original: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&*to_strict(original));
    }
}

/// A valid URI for what the client sent: the same string if it is one. Depends on nothing else, so equal strings give equal URIs.
pub(super) fn to_strict(original: &str) -> Cow<'_, str> {
    as_uri(original).unwrap_or_else(|| from_path(original).into())
}

/// Whether the client sent a URI or an absolute path.
pub(super) fn is_absolute(original: &str) -> bool {
    is_absolute_path(original) || as_uri(original).is_some()
}

/// The string as a valid URI, encoded where needed; nothing if it is not a URI.
fn as_uri(original: &str) -> Option<Cow<'_, str>> {
    if is_strict(original) {
        return Some(Cow::Borrowed(original));
    }
    if is_absolute_path(original) {
        return None;
    }
    [true, false]
        .map(|keeps_brackets| encode_uri(original, keeps_brackets))
        .into_iter()
        .find(|uri| is_strict(uri))
        .map(Cow::Owned)
}

fn is_strict(uri: &str) -> bool {
    uri.parse::<Uri>().is_ok()
}

/// A URI for a path, which may be relative (RFC 8089, section 2 and appendix E; RFC 3986, section 3.3).
fn from_path(path: &str) -> String {
    let uri = if is_absolute_path(path) { from_absolute_path(path) } else { format!("file:{}", encode_path(path)) };
    if is_strict(&uri) {
        return uri;
    }
    // With the colons encoded too, a path is valid whatever it holds.
    format!("file:///{}", encode_path(path).replace(':', "%3A"))
}

/// Whether this is an absolute path and not a URI. `C:` is a drive: no registered URI scheme has one letter.
fn is_absolute_path(original: &str) -> bool {
    original.starts_with(['/', '\\'])
        || matches!(original.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
}

/// The URI of an absolute path (RFC 8089, section 2 and appendix E.3).
fn from_absolute_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let prefix = match path.as_bytes() {
        [b'/', b'/', ..] => "file:",
        [b'/', ..] => "file://",
        _ => "file:///",
    };
    format!("{prefix}{}", encode_path(&path))
}

/// Percent-encodes a path for a URI (RFC 3986, section 3.3), each `%` in it too.
fn encode_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        push(&mut out, byte, is_literal(byte) && !b"?#[]".contains(&byte));
    }
    out
}

/// Percent-encodes the characters of a URI that are not allowed where they stand. `keeps_brackets` leaves those of an IPv6 host (RFC 3986,
/// section 3.2.2).
fn encode_uri(uri: &str, keeps_brackets: bool) -> String {
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

/// Whether a URI may hold the character unencoded: reserved and unreserved ones (RFC 3986, section 2).
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
            assert_eq!(to_strict(uri), expected);
        }
        assert!(matches!(to_strict("http://[::1]/a.js"), Cow::Borrowed(_)));
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
            assert_eq!(to_strict(uri), expected);
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
            assert_eq!(to_strict(path), expected);
        }
    }

    #[test]
    fn every_string_has_a_strict_uri() {
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
            let uri = to_strict(text);
            assert!(is_strict(&uri), "{text:?} -> {uri}");
            assert_eq!(to_strict(text), uri);
            assert_eq!(to_strict(&uri), uri);
        }
    }

    #[test]
    fn the_clients_string_is_recorded_while_it_is_used() {
        let client_uris = ClientUris::default();
        for (original, uri) in
            [("/a b", "file:///a%20b"), ("C:\\x y", "file:///C:/x%20y"), ("a.js", "file:a.js"), ("", "file:")]
        {
            client_uris.record(original);
            assert_eq!(client_uris.original(uri), original);
        }
        // An unencoded URI is encoded and not recorded.
        client_uris.record("file:///a b");
        assert_eq!(client_uris.original("file:///a%20b"), "file:///a%20b");
        client_uris.forget("a.js");
        assert_eq!(client_uris.original("file:a.js"), "file:a.js");
    }
}
