//! The start of a document, where it says what it uses and whose file it is.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use crate::catalog::Library;
use crate::catalog::tables::{IMPORT_LINES, SIGNS_OF_HTTP};

use crate::detect::lexicon::hash::hash;

/// How much of the start of a document is searched for imports, in bytes.
pub const HEAD: usize = 8 * 1024;

/// Pieces of text, one of which is looked for.
type Signs = &'static [&'static str];

/// The start of a document. What it says of the document is found when it is first asked for; the text never changes.
#[derive(Debug, Default)]
pub struct Head {
    text: String,
    speaks_http: OnceCell<f32>,
    /// By the index of a library: whether the text holds one of its signs.
    libraries: OnceCell<Vec<bool>>,
    imported: OnceCell<Vec<Imported>>,
}

/// Finds the signs of all libraries in one pass. Each name is asked about for dozens of libraries, so that a search for one sign at a
/// time would read the text hundreds of times.
struct LibrarySigns {
    automaton: AhoCorasick,
    /// By the number of a sign in the automaton: the index of its library.
    libraries: Vec<u16>,
}

/// Nothing if the automaton cannot be built, which a test excludes.
static LIBRARY_SIGNS: LazyLock<Option<LibrarySigns>> = LazyLock::new(|| {
    let signs = Library::all().iter().flat_map(|library| library.imports.iter().map(|sign| (*sign, library.index)));
    let (signs, libraries): (Vec<&str>, Vec<u16>) = signs.unzip();
    AhoCorasick::new(signs).ok().map(|automaton| LibrarySigns { automaton, libraries })
});

/// Builds ahead of time what the first name would wait for.
pub(crate) fn prepare() {
    LazyLock::force(&LIBRARY_SIGNS);
}

impl Head {
    /// The head of a text that begins so; what is beyond `HEAD` is not looked at.
    pub fn of(text: &str) -> Self {
        Self { text: text[..text.floor_char_boundary(HEAD)].to_owned(), ..Self::default() }
    }

    /// At most `HEAD` bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is the head of a text that begins so.
    pub(crate) fn is_of(&self, text: &str) -> bool {
        text[..text.floor_char_boundary(HEAD)] == self.text
    }

    /// Whether it brings the library in.
    pub fn imports(&self, library: &Library) -> bool {
        let libraries = self.libraries.get_or_init(|| libraries_in(&self.text));
        libraries.get(usize::from(library.index)).is_some_and(|is_imported| *is_imported)
    }

    /// Whether it holds one of these signs, as they are.
    pub(crate) fn holds_exactly(&self, signs: Signs) -> bool {
        signs.iter().any(|sign| contains(&self.text, sign))
    }

    /// Whether it holds one of these signs, which are in lower case, in any case.
    pub fn holds_any(&self, signs: Signs) -> bool {
        let lower = self.text.to_ascii_lowercase();
        signs.iter().any(|sign| contains(&lower, sign))
    }

    /// How much it speaks of HTTP: 0 to 1.
    pub(crate) fn speaks_http(&self) -> f32 {
        let held = || SIGNS_OF_HTTP.iter().filter(|signs| self.holds_exactly(signs)).count();
        *self.speaks_http.get_or_init(|| held() as f32 / SIGNS_OF_HTTP.len() as f32)
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

    fn imported(&self, word: &str) -> impl Iterator<Item = &Imported> {
        let imported = self.imported.get_or_init(|| Imported::all_of(&self.text));
        let hash = hash(word, 0);
        let first = imported.partition_point(|imported| imported.hash < hash);
        let alike = imported[first..].iter().take_while(move |imported| imported.hash == hash);
        alike.filter(move |imported| self.text[imported.range.clone()] == *word)
    }
}

/// Of each library, by its index, whether the text holds one of its signs.
fn libraries_in(text: &str) -> Vec<bool> {
    let mut found = vec![false; Library::all().len()];
    if let Some(signs) = &*LIBRARY_SIGNS {
        for sign in signs.automaton.find_overlapping_iter(text) {
            found[usize::from(signs.libraries[sign.pattern()])] = true;
        }
    }
    found
}

fn contains(text: &str, sign: &str) -> bool {
    memmem::find(text.as_bytes(), sign.as_bytes()).is_some()
}

/// A word of a line that brings something in, behind that line's first.
#[derive(Debug)]
struct Imported {
    /// Where the rest of the line begins, in bytes of the head.
    line: usize,
    /// Bytes of the head.
    range: Range<usize>,
    /// Of the word.
    hash: u64,
}

impl Imported {
    /// Ordered by their hashes, and those of one word as they stand.
    fn all_of(head: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let newlines = memchr::memchr_iter(b'\n', head.as_bytes()).map(|newline| newline + 1);
        let mut start = 0;
        for end in newlines.chain([head.len()]) {
            let code = head[start..end].trim_ascii_start();
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
        found.sort_by_key(|imported| imported.hash);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::tests::drawn;

    /// Signs that are within others, that overlap others, and that stand at either end.
    #[test]
    fn libraries_are_those_whose_signs_a_search_for_each_finds() {
        let signs: Vec<&str> = Library::all().iter().flat_map(|library| library.imports).copied().collect();
        let mut random = drawn(1);
        let mut count = 0;
        for _ in 0..300 {
            let text: String = (0..random(12))
                .map(|_| {
                    let sign = signs[random(signs.len())];
                    let cut = sign.floor_char_boundary(random(2 * sign.len()).min(sign.len()));
                    [&sign[..cut], if random(2) == 0 { " " } else { "" }].concat()
                })
                .collect();
            let head = Head::of(&text);
            for library in Library::all() {
                let holds = library.imports.iter().any(|sign| text.contains(sign));
                assert_eq!(head.imports(library), holds, "{} {text:?}", library.id);
                count += usize::from(holds);
            }
        }
        assert!(count > 1000, "{count}");
    }

    #[test]
    fn nothing_beyond_the_head_is_read() {
        let library = Library::all().iter().find(|library| library.imports.contains(&"axios")).expect("one has it");
        let text = format!("{}axios nginx", " ".repeat(HEAD - 5));
        assert!(Head::of(&text).imports(library) && !Head::of(&text).holds_any(&["nginx"]));
        assert!(
            !Head::of(&text[..text.len() - 7]).holds_any(&["nginx"]) && !Head::of(&format!(" {text}")).imports(library)
        );
        assert!(Head::of("ngiNX").holds_any(&["nginx"]) && !Head::of("ngiNX").holds_exactly(&["nginx"]));
    }
}
