//! Files of a tree as text, with the way back from a place in the text to the bytes of the file.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::edits::{Edit, in_order};
use crate::text::DOCUMENT_LIMIT;

/// Why a file of a tree is not read as text.
#[derive(Debug)]
pub enum Refusal {
    /// It has bytes of value zero, by which ripgrep takes a file for binary.
    Binary,
    /// It has more than [`DOCUMENT_LIMIT`] bytes.
    TooLarge,
    /// It is neither a file nor a link to one.
    NotAFile,
    /// The system refuses to read it.
    Unreadable(io::Error),
}

/// The text of a file.
#[derive(Debug)]
pub struct SourceFile {
    /// Without a byte order mark.
    pub text: String,
    encoding: Encoding,
}

/// How the bytes of a file are its text.
#[derive(Debug)]
enum Encoding {
    /// UTF-8 behind so many bytes of a byte order mark.
    Utf8 { mark: usize },
    /// UTF-8 but for some bytes, which stand for the characters of Latin-1. Where those begin in the text, in order.
    Mixed { mark: usize, characters: Vec<usize> },
    /// With a byte order mark.
    Utf16,
}

impl SourceFile {
    /// Reads a file.
    ///
    /// # Errors
    /// It is no text, or cannot be read.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        Self::of_bytes(read(path)?)
    }

    /// The text of the bytes of a file.
    ///
    /// # Errors
    /// It is no text.
    pub fn of_bytes(mut bytes: Vec<u8>) -> Result<Self, Refusal> {
        let unit: fn([u8; 2]) -> u16 = match &bytes[..] {
            [0xff, 0xfe, 0, 0, ..] => return Err(Refusal::Binary),
            [0xff, 0xfe, ..] => u16::from_le_bytes,
            [0xfe, 0xff, ..] => u16::from_be_bytes,
            _ => {
                if memchr::memchr(0, &bytes).is_some() {
                    return Err(Refusal::Binary);
                }
                let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
                bytes.drain(..mark);
                return Ok(Self::of_utf8(bytes, mark));
            }
        };
        let units = bytes[2..].as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        let text = char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Ok(Self { text, encoding: Encoding::Utf16 })
    }

    fn of_utf8(bytes: Vec<u8>, mark: usize) -> Self {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Self { text, encoding: Encoding::Utf8 { mark } },
            Err(error) => error.into_bytes(),
        };
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
        let mut characters = Vec::new();
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                characters.push(text.len());
                text.push(char::from(*byte));
            }
        }
        Self { text, encoding: Encoding::Mixed { mark, characters } }
    }

    /// The byte of the file where the character at a byte of the text begins; nothing in UTF-16, whose bytes are not kept apart.
    pub fn in_file(&self, at: usize) -> Option<usize> {
        match &self.encoding {
            Encoding::Utf8 { mark } => Some(at + mark),
            // Each character of Latin-1 that is no ASCII has two bytes in the text.
            Encoding::Mixed { mark, characters } => Some(at + mark - characters.partition_point(|start| *start < at)),
            Encoding::Utf16 => None,
        }
    }

    /// The bytes of the file, which are `bytes`, with edits of the text. What the edits do not replace stays byte for byte, and their line
    /// breaks are those of the file. Nothing where edits overlap, and in UTF-16.
    pub fn spliced(&self, bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
        let has_crlf = memchr::memchr(b'\n', bytes).is_some_and(|at| at > 0 && bytes[at - 1] == b'\r');
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for edit in in_order(edits) {
            let (start, end) = (self.in_file(edit.range.start)?, self.in_file(edit.range.end)?);
            out.extend_from_slice(bytes.get(at..start)?);
            let text = if has_crlf {
                edit.new_text.replace("\r\n", "\n").replace('\n', "\r\n")
            } else {
                edit.new_text.clone()
            };
            out.extend_from_slice(text.as_bytes());
            at = end;
        }
        out.extend_from_slice(bytes.get(at..)?);
        Some(out)
    }
}

/// So much of a file tells most of those apart that are no text.
const FIRST_BYTES: u64 = 64 * 1024;

/// The bytes of a file.
///
/// # Errors
/// The file has no text by its first bytes, or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    // To open a pipe waits for a process that writes to it.
    if !fs::metadata(path).map_err(Refusal::Unreadable)?.is_file() {
        return Err(Refusal::NotAFile);
    }
    let mut file = File::open(path).map_err(Refusal::Unreadable)?;
    let metadata = file.metadata().map_err(Refusal::Unreadable)?;
    let limit = DOCUMENT_LIMIT as u64;
    if metadata.len() > limit {
        return Err(Refusal::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    (&mut file).take(FIRST_BYTES).read_to_end(&mut bytes).map_err(Refusal::Unreadable)?;
    if memchr::memchr(0, &bytes).is_some() && !matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(Refusal::Binary);
    }
    // It may grow while it is read.
    file.take(limit + 1 - bytes.len() as u64).read_to_end(&mut bytes).map_err(Refusal::Unreadable)?;
    if bytes.len() as u64 > limit { Err(Refusal::TooLarge) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        SourceFile::of_bytes(bytes.to_vec()).expect("text").text
    }

    #[test]
    fn texts_are_read_in_the_encodings_of_editors() {
        assert_eq!(text(b"a 404"), "a 404");
        assert_eq!(text(b"\xef\xbb\xbfa\r\n"), "a\r\n");
        assert_eq!(text(b"\xff\xfea\0\xe9\0"), "aé");
        assert_eq!(text(b"\xfe\xff\0a\0\xe9"), "aé");
        assert_eq!(text(b"caf\xe9 404 \xc3\xa9"), "café 404 é");
        for bytes in [&b"a\0b"[..], b"\0", b"\xff\xfe\0\0a\0\0\0"] {
            assert!(matches!(SourceFile::of_bytes(bytes.to_vec()), Err(Refusal::Binary)), "{bytes:?}");
        }
    }

    #[test]
    fn places_in_the_text_lead_back_to_the_bytes() {
        for bytes in [&b"caf\xe9 404 \xe9\xe8 404"[..], b"\xef\xbb\xbfx 404 \xe9 404 404", b"404", b"\xef\xbb\xbf404"] {
            let file = SourceFile::of_bytes(bytes.to_vec()).expect("text");
            for (at, found) in file.text.match_indices("404") {
                let at = file.in_file(at).expect("a place");
                assert_eq!(&bytes[at..at + found.len()], found.as_bytes(), "{bytes:?}");
            }
            let end = file.in_file(file.text.len());
            assert_eq!(end, Some(bytes.len()));
        }
        assert_eq!(SourceFile::of_bytes(b"\xff\xfea\0".to_vec()).expect("text").in_file(0), None);
    }
}
