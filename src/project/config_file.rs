//! `.http-status.toml`: the settings and statuses of a project.
//!
//! Pure: [`ConfigFile::read`] reads a text, and [`holding`] decides which of the files around a document holds for it. A wrong key is named
//! with its line, and all else in the file holds.

mod discovery;
mod file;
mod globs;
mod keys;
mod reading;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
mod values;

pub use discovery::{Above, Folder, holding};
pub use file::{ConfigFile, ConfigProblem, Prefer, StatusTable};
pub use globs::Globs;

/// The JSON schema of the file.
pub const CONFIG_FILE_SCHEMA: &str = include_str!("../../editors/http-status.schema.json");

/// The name of the file.
pub const CONFIG_FILE_NAME: &str = ".http-status.toml";

impl ConfigFile {
    /// Reads a file. Faulty values are left out and named, in the order of the lines.
    ///
    /// # Errors
    /// The text is not TOML, and nothing of it can be read.
    pub fn read(text: &str) -> Result<(Self, Vec<ConfigProblem>), ConfigProblem> {
        reading::read(text)
    }
}
