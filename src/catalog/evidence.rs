//! The types of the tables of evidence that the build script writes from `data/evidence.toml` and `data/evidence/`.

/// A function that takes a status at a known place (`data/evidence.toml`).
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    /// 1-based; empty: any place.
    pub(crate) arguments: &'static [u8],
    pub(crate) weight: f32,
    pub(crate) languages: &'static [&'static str],
}

/// Names of other protocols and libraries that read like statuses (`data/evidence.toml`).
#[derive(Debug)]
pub(crate) struct Namesake {
    /// What stands before such names.
    pub(crate) owners: &'static [&'static str],
    /// Pieces of text, one of which at the start of a file shows that it is about them.
    pub(crate) signs: &'static [&'static str],
}

/// A shape of a line (`data/evidence/shapes.toml`).
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The pattern up to the end of the code, where it is anchored.
    pub(crate) until_code: &'static str,
    /// The pattern from the code on, at whose start it is anchored.
    pub(crate) from_code: &'static str,
    /// Whether more stands before the code than the edge of a word.
    pub(crate) is_led: bool,
    pub(crate) weight: f32,
    pub(crate) languages: &'static [&'static str],
    pub(crate) decides: bool,
}
