//! Documents read from files: bounded, and in the encodings that editors write.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use crate::text::DOCUMENT_LIMIT;

/// The text of a file or pipe, at most [`DOCUMENT_LIMIT`] bytes of it, without a byte order mark. `/dev/stdin` is standard input.
///
/// UTF-8 and UTF-16 are decoded; what is not valid in them becomes U+FFFD.
///
/// # Errors
/// What is wrong with the file, without its name. Devices, sockets and directories are refused: they have no end, or no text.
pub fn read(path: &Path) -> Result<String, String> {
    let bytes = if cfg!(unix) && path == Path::new("/dev/stdin") {
        read_within_limit(&mut io::stdin().lock())?
    } else {
        read_path(path)?
    };
    decoded(bytes)
}

fn read_path(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("a directory, not a file".to_owned());
    }
    if is_pipe(&metadata) {
        return read_pipe(path);
    }
    if !metadata.is_file() {
        return Err("not a regular file or a pipe".to_owned());
    }
    if metadata.len() > DOCUMENT_LIMIT as u64 {
        return Err(too_large());
    }
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    read_within_limit(&mut file)
}

fn read_within_limit(input: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    input.take(DOCUMENT_LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > DOCUMENT_LIMIT { Err(too_large()) } else { Ok(bytes) }
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
fn read_pipe(path: &Path) -> Result<Vec<u8>, String> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::{OFlags, fcntl_setfl};

    let told = |error: io::Error| error.to_string();
    let mut options = File::options();
    let mut pipe = options.read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path).map_err(told)?;
    fcntl_setfl(&pipe, OFlags::empty()).map_err(|error| told(error.into()))?;
    let bytes = read_within_limit(&mut pipe)?;
    if bytes.is_empty() { Err("a pipe that no process writes to".to_owned()) } else { Ok(bytes) }
}

#[cfg(not(unix))]
fn read_pipe(path: &Path) -> Result<Vec<u8>, String> {
    let mut pipe = File::open(path).map_err(|error| error.to_string())?;
    read_within_limit(&mut pipe)
}

fn decoded(bytes: Vec<u8>) -> Result<String, String> {
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
