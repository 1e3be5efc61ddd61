//! How long the texts and lists of the data may be, and how large its weights. All such rules stand here; `data/README.md` shows the same
//! table, which `tests/data.rs` compares.

use std::fmt::{self, Display};
use std::ops::RangeInclusive;

/// The limits of a weight, a prior or a threshold. Weights of words are compiled as tenths in an `i8`.
pub const WEIGHTS: RangeInclusive<f32> = -12.0..=12.0;

/// Why `weight` is refused, if it is.
pub fn fault_of_weight(weight: f32) -> Option<String> {
    let (least, most) = (WEIGHTS.start(), WEIGHTS.end());
    (!WEIGHTS.contains(&weight)).then(|| format!("{weight}, which is not between {least} and {most}"))
}

/// The shortest and the longest that something may be.
pub struct Limit {
    /// The counted key and where it stands, as `data/README.md` has it.
    #[allow(dead_code, reason = "for the table in data/README.md, which tests/data.rs compares")]
    pub what: &'static str,
    pub least: usize,
    pub most: usize,
    pub unit: Unit,
}

/// The unit of a length.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Unicode scalar values.
    Characters,
    /// Separated by white space.
    Words,
    /// Elements of a list.
    Entries,
}

/// A hover shows it on one line.
pub const SUMMARY: Limit = characters("`summary` of a status, a class or a `[[meaning]]`", 120);
pub const EXPLANATION: Limit = Limit::new("`explanation` of a status", 60, 130, Unit::Words);
pub const OTHER_EXPLANATION: Limit = Limit::new("`explanation` of a class or a `[[meaning]]`", 50, 110, Unit::Words);
/// At least three, so that they explain; at most six, so that the list stays short.
pub const ADVICE: Limit = Limit::new("`causes` and `fixes`, each", 3, 6, Unit::Entries);
pub const ADVICE_TEXT: Limit = characters("a cause or a fix", 240);
/// In the brief card, three of them share a line or two.
pub const CAUSE_SHORT: Limit = characters("`short` of a cause", 55);
/// In the brief card, each has a line.
pub const FIX_SHORT: Limit = characters("`short` of a fix", 85);
pub const RELATED: Limit = Limit::new("`[[related]]`", 2, 5, Unit::Entries);
pub const REASON: Limit = characters("`reason` of a related status", 120);
/// Of a related status and of a line in choices.toml; in the brief card, each has a line.
pub const DIFFERENCE_SHORT: Limit = characters("`short` of a related status or a line in choices.toml", 70);
pub const RETRY: Limit = characters("`retry`", 120);
pub const RETRY_SHORT: Limit = characters("`retry_short`", 42);
pub const METHOD: Limit = characters("`method`, where it is given", 120);
pub const CURL_COMMAND: Limit = characters("`command` of `curl`", 90);
pub const CURL_SHOWS: Limit = characters("`shows` of `curl`", 100);
pub const SUBSTATUS: Limit = characters("a line of `[substatus]`", 120);
pub const WHEN: Limit = characters("`when` of a line in choices.toml", 120);
pub const HEADER_LINE: Limit = characters("`line` of a header", 120);
pub const SAYS: Limit = characters("`says` of a piece of evidence or a shape", 120);

/// All of them, in the order of the table in `data/README.md`.
#[allow(dead_code, reason = "as above")]
pub const ALL: [&Limit; 19] = [
    &SUMMARY,
    &EXPLANATION,
    &OTHER_EXPLANATION,
    &ADVICE,
    &ADVICE_TEXT,
    &CAUSE_SHORT,
    &FIX_SHORT,
    &RELATED,
    &REASON,
    &DIFFERENCE_SHORT,
    &RETRY,
    &RETRY_SHORT,
    &METHOD,
    &CURL_COMMAND,
    &CURL_SHOWS,
    &SUBSTATUS,
    &WHEN,
    &HEADER_LINE,
    &SAYS,
];

const fn characters(what: &'static str, most: usize) -> Limit {
    Limit::new(what, 1, most, Unit::Characters)
}

impl Limit {
    const fn new(what: &'static str, least: usize, most: usize, unit: Unit) -> Self {
        Self { what, least, most, unit }
    }

    /// Why the length of `text` is refused, if it is. White space at its ends is not counted.
    pub fn fault(&self, text: &str) -> Option<String> {
        let text = text.trim();
        self.fault_of(match self.unit {
            Unit::Words => text.split_whitespace().count(),
            Unit::Characters | Unit::Entries => text.chars().count(),
        })
    }

    /// The same for a length in the limit's unit.
    pub fn fault_of(&self, length: usize) -> Option<String> {
        let Self { least, most, unit, .. } = self;
        (!(*least..=*most).contains(&length)).then(|| format!("has {length} {unit}; {least} to {most} are allowed"))
    }
}

impl Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Words => "words",
            Self::Entries => "entries",
        })
    }
}
