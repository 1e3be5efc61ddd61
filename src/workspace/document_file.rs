//! Documents read from files: bounded, and in the encodings that editors write.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use crate::text::DOCUMENT_LIMIT;

/// The text of a file or pipe up to a line, counted from 1, and at least [`AHEAD`] bytes behind that line, without a byte order mark.
/// `/dev/stdin` is standard input. All of UTF-16 is read.
///
/// UTF-8 and UTF-16 are decoded; invalid bytes become U+FFFD.
///
/// # Errors
/// The fault of the file, without its name. More than [`DOCUMENT_LIMIT`] bytes before the line are too many. Devices, sockets and directories are refused: they have no end, or no text.
pub fn read_to_line(path: &Path, line: usize) -> Result<String, String> {
    let bytes = if cfg!(unix) && path == Path::new("/dev/stdin") {
        read_within_limit(&mut io::stdin().lock(), line)?
    } else {
        read_path(path, line)?
    };
    decoded(bytes)
}

fn read_path(path: &Path, line: usize) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("a directory, not a file".to_owned());
    }
    if is_pipe(&metadata) {
        return read_pipe(path, line);
    }
    if !metadata.is_file() {
        return Err("not a regular file or a pipe".to_owned());
    }
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    read_within_limit(&mut file, line)
}

/// How much is read behind a line, in bytes: more than decides about a place at its end.
pub const AHEAD: usize = 64 * 1024;

fn read_within_limit(input: &mut dyn Read, line: usize) -> Result<Vec<u8>, String> {
    const PART_BYTES: u64 = 256 * 1024;
    let mut bytes = Vec::new();
    let mut breaks = LineBreaks::default();
    // The end of the line, once it was read.
    let mut line_end = None;
    loop {
        let start = bytes.len();
        let read = (&mut *input).take(PART_BYTES).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if read == 0 {
            return if bytes.len() > DOCUMENT_LIMIT { Err(too_large()) } else { Ok(bytes) };
        }
        line_end = line_end.or_else(|| breaks.find(&bytes[start..], line).map(|end| start + end));
        match line_end {
            Some(end) if end + AHEAD <= bytes.len() && !is_utf_16(&bytes) => {
                // Between two lines, so that no character is cut.
                bytes.truncate(memchr::memrchr(b'\n', &bytes[end..]).map_or(bytes.len(), |last| end + last + 1));
                return Ok(bytes);
            }
            _ if bytes.len() > DOCUMENT_LIMIT => return Err(too_large()),
            _ => {}
        }
    }
}

/// Counts line breaks, part by part: LF, CR, and both together.
#[derive(Default)]
struct LineBreaks {
    count: usize,
    ends_with_cr: bool,
}

impl LineBreaks {
    /// Where break number `wanted` stands in the part, if there.
    fn find(&mut self, part: &[u8], wanted: usize) -> Option<usize> {
        for at in memchr::memchr2_iter(b'\n', b'\r', part) {
            let is_behind_cr = if at == 0 { self.ends_with_cr } else { part[at - 1] == b'\r' };
            if part[at] == b'\n' && is_behind_cr {
                continue;
            }
            self.count += 1;
            if self.count == wanted {
                return Some(at + 1);
            }
        }
        self.ends_with_cr = part.last() == Some(&b'\r');
        None
    }
}

fn is_utf_16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, ..]) || zero_bytes(bytes).is_some()
}

fn too_large() -> String {
    format!("larger than {} MiB", DOCUMENT_LIMIT >> 20)
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;

    metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

/// Opening a pipe waits for a writer (POSIX.1-2024, `open`, `O_NONBLOCK`), so it is opened without waiting. Reading it then waits for
/// a process that has it open for writing, as `cat` does, and reads nothing if there is no such process.
#[cfg(unix)]
fn read_pipe(path: &Path, line: usize) -> Result<Vec<u8>, String> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::{OFlags, fcntl_setfl};

    let told = |error: io::Error| error.to_string();
    let mut options = File::options();
    let mut pipe = options.read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path).map_err(told)?;
    fcntl_setfl(&pipe, OFlags::empty()).map_err(|error| told(error.into()))?;
    let bytes = read_within_limit(&mut pipe, line)?;
    if bytes.is_empty() { Err("a pipe that no process writes to".to_owned()) } else { Ok(bytes) }
}

#[cfg(not(unix))]
fn read_pipe(path: &Path, line: usize) -> Result<Vec<u8>, String> {
    let mut pipe = File::open(path).map_err(|error| error.to_string())?;
    read_within_limit(&mut pipe, line)
}

pub(super) fn decoded(bytes: Vec<u8>) -> Result<String, String> {
    match &bytes[..] {
        // Before UTF-16, whose mark the one of UTF-32 begins with.
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            Err("UTF-32 is not supported, save the file as UTF-8".to_owned())
        }
        [0xff, 0xfe, rest @ ..] => Ok(utf_16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Ok(utf_16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok(String::from_utf8_lossy(rest).into_owned()),
        unmarked => Ok(match zero_bytes(unmarked) {
            Some(Zeros::Second) => utf_16(unmarked, u16::from_le_bytes),
            Some(Zeros::First) => utf_16(unmarked, u16::from_be_bytes),
            None => {
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
            }
        }),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let chars = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let cut = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    chars.map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(cut).collect()
}

/// Which byte of each pair is zero in most of a text.
#[derive(Clone, Copy)]
enum Zeros {
    First,
    Second,
}

/// UTF-16 without a mark shows by its zero bytes: source is mostly ASCII, and no text in UTF-8 holds zeros.
fn zero_bytes(bytes: &[u8]) -> Option<Zeros> {
    /// So many pairs tell enough.
    const LOOK: usize = 512;
    let pairs = bytes.as_chunks::<2>().0;
    let pairs = &pairs[..pairs.len().min(LOOK)];
    let count = |place: usize| pairs.iter().filter(|pair| pair[place] == 0).count();
    let (first, second) = (count(0), count(1));
    // Beyond ASCII the other byte may be zero too: U+0100, or half of an emoji.
    match (2 * first > pairs.len(), 2 * second > pairs.len()) {
        (false, true) if 8 * first < second => Some(Zeros::Second),
        (true, false) if 8 * second < first => Some(Zeros::First),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, line: usize) -> usize {
        read_within_limit(&mut text.as_bytes(), line).map_or(0, |bytes| bytes.len())
    }

    #[test]
    fn no_more_is_read_than_the_line_needs() {
        for line_break in ["\n", "\r", "\r\n"] {
            let text = format!("a line of text{line_break}").repeat(1_000_000);
            let each = 14 + line_break.len();
            for line in [1, 100, 50_000] {
                let length = read(&text, line);
                assert!(
                    (line * each + AHEAD - 16..line * each + AHEAD + 512 * 1024).contains(&length),
                    "{line}: {length}"
                );
            }
            assert_eq!(read(&text, 2_000_000), text.len());
        }
    }

    #[test]
    fn breaks_are_counted_across_parts() {
        let mut breaks = LineBreaks::default();
        assert_eq!(breaks.find(b"a\r", 2), None);
        assert_eq!(breaks.find(b"\nb\r\rc", 3), Some(4));
    }
}
