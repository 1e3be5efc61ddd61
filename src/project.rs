//! The project of a workspace: its libraries and their versions.
//!
//! Pure functions from the text of manifests and lock files to values: nothing is read, run or fetched here. [`Kind`] knows the files by
//! name and reads one of them into [`Packages`]; [`Project`] joins those of a workspace and answers for the folder of a file whether a
//! package or a library is there. Facts that no file has are unknown, and so are the facts that an unreadable file might have.
//!
//! Files may be hostile. Each is read in time linear in its length, without recursion on what it nests.

mod cargo;
mod catalog_packages;
mod clojure;
mod config_file;
mod dart;
mod dotnet;
mod elixir;
mod file_project;
mod files;
mod go;
mod gradle;
mod haskell;
mod libraries;
mod manifests;
mod maven;
mod npm;
mod packages;
mod paths;
mod perl;
mod php;
mod presence;
mod python;
mod python_locks;
mod range;
mod read;
mod resolve;
mod ruby;
mod scala;
mod swift;
mod tree;
mod version;
mod words;
mod xml;

pub use crate::catalog::Ecosystem;
pub use config_file::{
    Above, CONFIG_FILE_NAME, CONFIG_FILE_SCHEMA, ConfigFile, ConfigProblem, Folder, Globs, Prefer, StatusTable, holding,
};
pub use file_project::FileProject;
pub use manifests::Project;
pub use packages::{Broken, Dependency, Members, Packages, Place, Reach, Wanted};
pub use presence::{Installed, Presence, Versions};
pub use range::{Bound, Range};
pub use read::{Kind, Role};
pub use version::Version;
