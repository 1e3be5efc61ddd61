//! The types of the tables of evidence that the build script writes from `data/evidence.toml`, `data/evidence/` and
//! `data/lexicon.toml`.

/// A function that takes a status at a known place (`data/evidence.toml`).
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    /// 1-based; empty: any place.
    pub(crate) arguments: &'static [u8],
    pub(crate) weight: f32,
    pub(crate) languages: &'static [&'static str],
    /// The role of a status that the function takes, where that is always the same.
    pub(crate) role: Option<MentionRole>,
}

/// Names of other protocols and libraries that read like statuses (`data/evidence.toml`).
#[derive(Debug)]
pub(crate) struct Namesake {
    /// The qualifiers of such names.
    pub(crate) owners: &'static [&'static str],
    /// Pieces of text, one of which at the start of a file shows that it uses them.
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
    /// Whether the pattern needs anything before the code other than the edge of a word.
    pub(crate) is_led: bool,
    pub(crate) weight: f32,
    pub(crate) languages: &'static [&'static str],
    pub(crate) decides: bool,
}

/// The bounds of a part of a piece's strength, by which its weight is multiplied (`[operand_strength]` of `data/evidence.toml`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strength {
    pub(crate) least: f32,
    pub(crate) most: f32,
}

impl Strength {
    /// `strength`, or the bound that it exceeds.
    pub(crate) fn clamp(self, strength: f32) -> f32 {
        strength.clamp(self.least, self.most)
    }
}

/// How a value is tied to a name (`[relation]` of `data/lexicon.toml`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// `status = 404`
    Assigned,
    /// `status: 404`, `:status => 404`
    Keyed,
    /// `status == 404`, in either order
    Equal,
    /// `status >= 400`, in either order
    Ordered,
    /// `status in [404, 410]`, `status: 404 or 410`
    Member,
}

/// The role of a status in the source, at a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MentionRole {
    /// It makes a response, or an error that becomes one: `res.status(401)`.
    Sends,
    /// It reads a status that came from elsewhere: `if (res.status === 401)`.
    Checks,
    /// The same in a test: `expect(res.status).toBe(401)`.
    Asserts,
    /// It describes a response, for people or for programs: OpenAPI, comments, prose, logs.
    Documents,
    /// The place does not tell.
    #[default]
    Unknown,
}
