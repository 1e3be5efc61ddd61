//! All statuses in short, for the look-up commands of editors.

use crate::catalog::{Code, Standing, Status};

/// A status as a line of a list that people choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number.
    pub code: Code,
    /// The name in the newest specification.
    pub name: &'static str,
    /// Who defined it: `IANA registry`, `nginx`.
    pub owner: &'static str,
    /// Whether it stands in IANA's registry.
    pub is_registered: bool,
    /// One sentence of plain text.
    pub summary: String,
    /// What else it is or was called.
    pub aliases: Vec<&'static str>,
}

/// All statuses, in the order of their codes.
pub fn entries() -> Vec<Entry> {
    Status::all().iter().map(entry).collect()
}

fn entry(status: &Status) -> Entry {
    Entry {
        code: status.code,
        name: status.name,
        owner: status.owner.title,
        is_registered: status.standing != Standing::Unofficial,
        summary: status.summary.replace('`', ""),
        aliases: status.names().skip(1).collect(),
    }
}
