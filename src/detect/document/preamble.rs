//! The preamble of a document: its first kilobytes, which hold its imports and the signs of its owner.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::memmem;

use crate::catalog::Library;
use crate::catalog::tables::{IMPORT_LINES, SIGNS_OF_HTTP};

use crate::detect::lexicon::hash::hash;

/// How much of the start of a document is searched for imports, in bytes.
pub const PREAMBLE_BYTES: usize = 8 * 1024;

/// Pieces of text, one of which is looked for.
type Signs = &'static [&'static str];

/// The preamble of a document. Facts about it are computed on first use; the text never changes.
#[derive(Debug, Default)]
pub struct Preamble {
    text: String,
    /// Each number needs it. Without it a scan of ordinary code takes a fifth longer.
    http_likelihood: OnceCell<f32>,
    /// By the index of a library: whether the text holds one of its signs. A name needs it for dozens of libraries, and a scan without
    /// these takes three times as long. A hover needs those of one language. To search for all of them in one pass takes longer: twice
    /// as long with an automaton of 100 kB, as long with one of 1 MB.
    libraries: OnceCell<Vec<OnceCell<bool>>>,
    /// Each name needs it. Without it a scan takes three times as long.
    imported: OnceCell<Vec<Imported>>,
}

impl Preamble {
    /// The preamble of a text that begins so; text beyond `PREAMBLE_BYTES` is not read.
    pub fn of(text: &str) -> Self {
        Self { text: text[..text.floor_char_boundary(PREAMBLE_BYTES)].to_owned(), ..Self::default() }
    }

    /// At most `PREAMBLE_BYTES` bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is the preamble of a text that begins so.
    pub(crate) fn is_of(&self, text: &str) -> bool {
        text[..text.floor_char_boundary(PREAMBLE_BYTES)] == self.text
    }

    /// Whether it brings the library in.
    pub fn imports(&self, library: &Library) -> bool {
        let libraries = self.libraries.get_or_init(|| vec![OnceCell::new(); Library::all().len()]);
        let is_held = || library.imports.iter().any(|sign| holds_as_words(&self.text, sign));
        libraries.get(usize::from(library.index)).is_some_and(|imports| *imports.get_or_init(is_held))
    }

    /// Whether it holds one of these signs, as they are.
    pub(crate) fn holds_exactly(&self, signs: Signs) -> bool {
        signs.iter().any(|sign| contains(&self.text, sign))
    }

    /// Whether it holds one of these signs, which are in lower case, in any case.
    pub fn holds_any(&self, signs: Signs) -> bool {
        // The signs are ASCII.
        let lower = self.text.to_ascii_lowercase();
        signs.iter().any(|sign| contains(&lower, sign))
    }

    /// How surely it is about HTTP: 0 to 1.
    pub(crate) fn http_likelihood(&self) -> f32 {
        let held = || SIGNS_OF_HTTP.iter().filter(|signs| self.holds_exactly(signs)).count();
        *self.http_likelihood.get_or_init(|| held() as f32 / SIGNS_OF_HTTP.len() as f32)
    }

    /// Whether that word stands behind `import`, `use`, `from` or `using` on a line.
    pub(crate) fn imports_word(&self, word: &str) -> bool {
        self.imported(word).next().is_some()
    }

    /// Where `name` stands behind `qualifier` on such a line, in bytes.
    pub(crate) fn imports_by_name(&self, qualifier: &str, name: &str) -> Option<usize> {
        let before = |word: &Imported| self.text[word.line..word.range.start].ends_with(qualifier);
        self.imported(name).find(|word| before(word)).map(|word| word.range.start - qualifier.len())
    }

    /// Whether a line that brings the word in has a sign of the library.
    pub(crate) fn imports_from(&self, word: &str, library: &Library) -> bool {
        self.imported(word).any(|imported| {
            let line = self.text[imported.line..].lines().next().unwrap_or("");
            library.imports.iter().any(|sign| *sign != word && holds_as_words(line, sign))
        })
    }

    /// The text before the word where it is imported: `Files` in `use OCP\Files\NotFoundException`.
    pub(crate) fn owner_of_import(&self, word: &str) -> Option<&str> {
        let imported = self.imported(word).next()?;
        let before = self.text[imported.line..imported.range.start].strip_suffix(['\\', '.', ':', '/'])?;
        before.trim_end_matches(':').rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()
    }

    fn imported(&self, word: &str) -> impl Iterator<Item = &Imported> {
        let imported = self.imported.get_or_init(|| Imported::all_of(&self.text));
        let hash = hash(word, 0);
        let first = imported.partition_point(|imported| imported.hash < hash);
        let alike = imported[first..].iter().take_while(move |imported| imported.hash == hash);
        alike.filter(move |imported| self.text[imported.range.clone()] == *word)
    }
}

/// Whether a text holds a sign that is no part of a longer word: `rest` is not in `forest` or `restore`. Words of a joined name count
/// (`Http` in `HttpStatus`), and so does the plural.
fn holds_as_words(text: &str, sign: &str) -> bool {
    let (bytes, own) = (text.as_bytes(), sign.as_bytes());
    let begins = |at: usize| match (at.checked_sub(1).map(|before| bytes[before]), own.first()) {
        (Some(before), Some(first)) if first.is_ascii_alphabetic() => {
            !before.is_ascii_alphabetic() || first.is_ascii_uppercase() && before.is_ascii_lowercase()
        }
        _ => true,
    };
    let goes_on = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let ends = |end: usize| {
        !own.last().is_some_and(u8::is_ascii_alphabetic) || !goes_on(end) || bytes[end] == b's' && !goes_on(end + 1)
    };
    memmem::find_iter(bytes, own).any(|at| begins(at) && ends(at + own.len()))
}

fn contains(text: &str, sign: &str) -> bool {
    memmem::find(text.as_bytes(), sign.as_bytes()).is_some()
}

/// A word of a line that brings something in, behind that line's first.
#[derive(Debug)]
struct Imported {
    /// Where the rest of the line begins, in bytes of the preamble.
    line: usize,
    /// Bytes of the preamble.
    range: Range<usize>,
    /// Of the word.
    hash: u64,
}

impl Imported {
    /// Ordered by their hashes, and those of one word as they stand.
    fn all_of(text: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1);
        let mut start = 0;
        for end in newlines.chain([text.len()]) {
            let code = text[start..end].trim_ascii_start();
            start = end;
            let Some(names) = IMPORT_LINES.iter().find_map(|beginning| code.strip_prefix(beginning)) else { continue };
            let line = end - names.len();
            let parts_words = |c: char| !c.is_alphanumeric() && c != '_';
            let mut start = line;
            for piece in names.split_inclusive(parts_words) {
                let word = piece.trim_end_matches(parts_words);
                if !word.is_empty() {
                    found.push(Self { line, range: start..start + word.len(), hash: hash(word, 0) });
                }
                start += piece.len();
            }
        }
        found.sort_unstable_by_key(|imported: &Self| (imported.hash, imported.range.start));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_about_one_library_says_nothing_of_another() {
        let libraries = Library::all().iter().filter(|library| !library.imports.is_empty());
        for library in libraries {
            let preamble = Preamble::of(&format!("first\n{} ", library.imports[0]));
            for _ in 0..2 {
                assert!(preamble.imports(library), "{}", library.id);
                for other in Library::all() {
                    let holds = other.imports.iter().any(|sign| holds_as_words(preamble.text(), sign));
                    assert_eq!(preamble.imports(other), holds, "{} {}", library.id, other.id);
                }
            }
        }
    }

    #[test]
    fn nothing_beyond_the_preamble_is_read() {
        let library = Library::all().iter().find(|library| library.imports.contains(&"axios")).expect("one has it");
        let text = format!("{}axios nginx", " ".repeat(PREAMBLE_BYTES - 5));
        assert!(Preamble::of(&text).imports(library) && !Preamble::of(&text).holds_any(&["nginx"]));
        assert!(
            !Preamble::of(&text[..text.len() - 7]).holds_any(&["nginx"])
                && !Preamble::of(&format!(" {text}")).imports(library)
        );
        assert!(Preamble::of("ngiNX").holds_any(&["nginx"]) && !Preamble::of("ngiNX").holds_exactly(&["nginx"]));
    }
}
